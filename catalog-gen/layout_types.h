/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * layout_types.h - what the files that implement layout.h share
 */
#ifndef CATALOG_GEN_LAYOUT_TYPES_H
#define CATALOG_GEN_LAYOUT_TYPES_H

#include "layout.h"

/**
 * struct definition - one definition of a name
 * @next:     another one of the same name
 * @type:     as the catalog will have it, but for its owner. All strings are its own
 * @room:     members or enumerators that there is room for
 * @file:     see struct type_source
 * @section:  see struct type_source
 * @place:    see struct type_source
 * @given:    the first file given beside the kernel's objects that says so, or NULL
 * @own:      the kernel's objects say so
 * @problem:  why it cannot be in a catalog, or NULL
 * @anchored: see layouts_add()
 * @reached:  a version reaches it
 */
struct definition {
	struct definition *next;
	struct luocat_type type;
	size_t room;
	char *file;
	char *section;
	char *place;
	char *given;
	const char *problem;
	bool own;
	bool anchored;
	bool reached;
};

struct layouts {
	struct definition **names; /* the first definition of each, sorted */
	size_t n_names, room;
	struct luocat_ref *noted; /* see layouts_note(); strings are its own */
	size_t n_noted, noted_room;
	const char **wanted;   /* see layouts_wanted() */
	const char **expected; /* see layouts_expected() */
};

/* NULL when out of memory. */
struct definition *definition_new(const struct type_source *source, const char *name,
				  uint64_t bytes, bool anchored);
void definition_free(struct definition *definition);

/* Keeps @definition, or frees it where there is the same one already, or in failure. */
int definition_keep(struct layouts *layouts, struct definition *definition,
		    struct luocat_error *err);

/* The one definition of a name that counts; NULL: there is none. -EEXIST: there are several. */
int definition_find(const struct layouts *layouts, const char *name, struct definition **definition,
		    struct luocat_error *err);

#endif
