/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * btf_given.h - BTF in files of its own, as the kernel shows it in /sys/kernel/btf
 *
 * Such a file does not say which kernel it belongs to. So it is held against what the kernel's
 * objects say, and what rests on it alone is marked in the catalog.
 */
#ifndef CATALOG_GEN_BTF_GIVEN_H
#define CATALOG_GEN_BTF_GIVEN_H

#include <stdbool.h>

#include <luocat.h>

#include "btf_source.h"
#include "object.h"
#include "reader.h"

/* One file. @bytes are @reader's, its strings the file's own. */
struct btf_given {
	struct reader *reader;
	char *name;
	struct btf_bytes bytes;
	struct btf_given *next;
};

/* Whether a file starts as BTF does, in either byte order. */
bool btf_given_is(const struct reader *reader);

/* @name: for the catalog, no path of the machine. */
int btf_given_new(struct reader *reader, const char *name, struct btf_given **given,
		  struct luocat_error *err);
void btf_given_free(struct btf_given *list);

/* The kernel's among them, which modules' build on, or NULL. -EEXIST: there are two kernels'. */
int btf_given_whole(const struct btf_given *list, const struct btf_given **whole,
		    struct luocat_error *err);

/*
 * What @image, which has no BTF of its own, shows of the one that it was built with: the size of
 * it, and the per-CPU variables that it has. -EINVAL: @source is not that one. 0 is no proof.
 */
int btf_given_check(const struct btf_source *source, struct object *image,
		    struct luocat_error *err);

#endif
