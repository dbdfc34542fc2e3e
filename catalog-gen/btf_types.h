/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * btf_types.h - types from BTF, for objects that have no DWARF, and from files of BTF
 *
 * vmlinux keeps its BTF when debugging information is stripped. A module's builds on vmlinux's: it
 * can be read once that is known, and the order of inputs is the user's.
 */
#ifndef CATALOG_GEN_BTF_TYPES_H
#define CATALOG_GEN_BTF_TYPES_H

#include <stdbool.h>

#include <luocat.h>

#include "finder.h"
#include "layout.h"
#include "object.h"
#include "reader.h"

/* The BTF of one run. */
struct btf_source;
struct btf_types;

/* NULL when out of memory. */
struct btf_types *btf_types_new(void);
void btf_types_free(struct btf_types *types);

/*
 * Of every object, before what is asked of it: a linked one's BTF is what modules' build on.
 * Nothing is read of it before a module needs it.
 */
int btf_types_see(struct btf_types *types, struct object *object, struct luocat_error *err);

/**
 * btf_types_add - add the definitions that an object's BTF has of some names
 * @names: without "struct" and so on; ends with NULL
 *
 * Does nothing where there is no BTF. What builds on vmlinux's waits for btf_types_finish().
 */
int btf_types_add(struct btf_types *types, struct layouts *layouts, struct object *object,
		  const char *const *names, struct luocat_error *err);

/*
 * A file of BTF that belongs to the kernel, its own or a module's. Waits for btf_types_finish().
 * @name: for the catalog, no path of the machine.
 */
int btf_types_give(struct btf_types *types, struct reader *reader, const char *name,
		   struct luocat_error *err);

/*
 * Once all inputs were seen: the kernel's own, which modules' build on, or NULL where it is not known. It
 * lives as long as @found's types.
 */
int btf_types_base(const struct found *found, const struct btf_source **base,
		   struct luocat_error *err);

/*
 * Once all objects were seen: what waited is added to @found's layouts. Where vmlinux's BTF is not
 * there, its modules' are left out; a module's in a file of its own is an error then. So is a file
 * without any object, and one that cannot be the kernel's.
 */
int btf_types_finish(const struct found *found, struct luocat_error *err);

#endif
