/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * finder.h - finders: each looks for one kind of evidence in one object
 */
#ifndef CATALOG_GEN_FINDER_H
#define CATALOG_GEN_FINDER_H

#include <luocat.h>

#include "input.h"
#include "object.h"

struct btf_types;
struct layouts;
struct probed;
struct stripped;

/**
 * struct found - where finders put what they find
 * @catalog:  luocat_catalog_add() merges and finds contradictions
 * @layouts:  types of all objects, until layouts_finish() puts them into the catalog
 * @btf:      vmlinux's BTF, which modules' builds on
 * @probed:   what probes state (probe.h)
 * @stripped: what images do not show (stripped.h), or NULL: each is a gap at once
 * @provider: "builtin", a module's name, or NULL where not known
 * @place:    of the module
 * @n_versions: how many were found so far, each sighting counted
 * @described: find_handlers(): the object's debugging information tells of what is registered
 * @left_out: told of what looks like a handler and is none; NULL: nobody asks
 */
struct found {
	struct luocat_catalog *catalog;
	struct layouts *layouts;
	struct btf_types *btf;
	struct probed *probed;
	struct stripped *stripped;
	const char *provider;
	enum input_place place;
	size_t n_versions;
	bool described;
	void (*left_out)(const char *object, const char *what);
};

/*
 * What a finder does with a version that an object holds: luocat_catalog_add(), and its types will be
 * looked for in this object, whether or not another one holds the version as well.
 */
int found_version(struct found *found, const struct luocat_version *version,
		  struct luocat_error *err);

struct finder {
	const char *name;
	int (*find)(struct object *object, struct found *found, struct luocat_error *err);
};

/* The structs that are registered: what find_handlers() looks for. Ends with NULL. */
extern const char *const handler_types[];

/*
 * Names of types that a kernel with live update will be searched for in any case: the registered
 * structs, and the table's; without @layouts (NULL) only the structs. Ends with NULL, and lives as
 * long as @layouts.
 */
const char *const *layouts_expected(struct layouts *layouts);

/* In the order in which they run; ends with a NULL name. */
extern const struct finder finders[];

/* Not formats but which kernel a probe was compiled for. */
int find_probe(struct object *object, struct found *found, struct luocat_error *err);

int find_descriptors(struct object *object, struct found *found, struct luocat_error *err);
int find_handlers(struct object *object, struct found *found, struct luocat_error *err);
int find_lvup(struct object *object, struct found *found, struct luocat_error *err);
int find_constants(struct object *object, struct found *found, struct luocat_error *err);

/*
 * The same objects in a kernel image or module without debugging information, by the shape that BTF
 * gives them; where that cannot be, or not all are found, that they cannot be seen.
 */
int find_stripped(struct object *object, struct found *found, struct luocat_error *err);

/*
 * What upstream's formats require, by this kernel's ids. One that was found in a module may need the core
 * of a kernel that was looked at before, so this goes over the whole catalog.
 */
int find_needs(struct object *object, struct found *found, struct luocat_error *err);

/* Not formats but the kernel's own facts: release, arch, page size, build-id, IKCONFIG ... */
int find_kernel(struct object *object, struct found *found, struct luocat_error *err);

/*
 * MAX_PAGE_ORDER from the debug information, where no configuration has told it. Only of a kernel
 * that hands something over: it matters to no other, and is a search through a large section.
 */
int find_page_order(struct object *object, struct found *found, struct luocat_error *err);

/* The types of the layouts of what the others found; layouts_finish() makes use of them. */
int find_layouts(struct object *object, struct found *found, struct luocat_error *err);

/**
 * find_options - the options that matter, page size and MAX_PAGE_ORDER from a .config's text
 * @text: @length bytes, not NUL-terminated
 * @name: for errors: of the file, or of the object that embeds it
 *
 * -EINVAL: not a kernel's configuration.
 */
int find_options(const char *text, size_t length, const char *name, struct found *found,
		 struct luocat_error *err);

/* The release as a build tree's include/config/kernel.release says it. */
int find_release(const char *release, const char *name, struct found *found,
		 struct luocat_error *err);

#endif
