/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * layout.h - from debugging information of any kind to the catalog's types
 *
 * DWARF and BTF are sources: they say what one type looks like, in the same words. All that makes
 * canonical types of that is here, so that both give the same: members of unnamed structs and
 * unions taken into their holder, names for what has no tag, type expressions, owners, limits,
 * types that contain themselves, and two definitions of one name.
 */
#ifndef CATALOG_GEN_LAYOUT_H
#define CATALOG_GEN_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <luocat.h>

#include "finder.h"

#define LAYOUT_MAX_DIMENSIONS 8

enum shape_kind {
	SHAPE_OTHER, /* void, a function ...: no data can be of it */
	SHAPE_INT,   /* a character too */
	SHAPE_BOOL,
	SHAPE_FLOAT,
	SHAPE_POINTER,
	SHAPE_STRUCT,
	SHAPE_UNION,
	SHAPE_ENUM,
	SHAPE_ARRAY,
};

/**
 * struct shape - one type, typedefs and qualifiers resolved
 * @kind:      what it is
 * @tag:       of a struct, union or enum; "" where it has none
 * @declared:  it is a declaration only: the definition is looked for by its tag
 * @is_signed: of SHAPE_INT
 * @bytes:     of all but an array
 * @element:   id of an array's elements; an array again is fine
 * @count:     elements in each dimension, the outermost first; 0: no bound, or none
 * @n_count:   their number
 */
struct shape {
	enum shape_kind kind;
	const char *tag;
	bool declared;
	bool is_signed;
	uint64_t bytes;
	uint64_t element;
	uint64_t count[LAYOUT_MAX_DIMENSIONS];
	size_t n_count;
};

/**
 * struct shape_member - one member as it is declared
 * @name:       "" where it has none
 * @type:       its id
 * @bit_offset: from the start of the struct that declares it, as luocat.h counts bits
 * @bits:       width of a bit-field, 0: not a bit-field
 */
struct shape_member {
	const char *name;
	uint64_t type;
	uint64_t bit_offset;
	uint32_t bits;
};

/* @value as int64_t where @negative is set. */
struct shape_enumerator {
	const char *name;
	uint64_t value;
	bool negative;
};

/**
 * struct type_source - where definitions come from: one unit of DWARF, or BTF as a whole
 * @file:        for errors
 * @section:     for errors: "section .debug_info"
 * @place:       what a person calls it: the unit's source file, or the object
 * @given:       file that was given beside the kernel's objects and that this rests on, or NULL
 * @arg:         given to all of these:
 * @shape:       the type of that id
 * @members:     all members of a struct or union, as declared; what is not 0 ends it
 * @enumerators: the same of an enum
 * @find:        the definition of a declared "struct tag"; -ENOENT: there is none. No error is set
 * then
 *
 * Ids are the source's own. Strings live as long as the source. A failure sets @err.
 */
struct type_source {
	const char *file;
	const char *section;
	const char *place;
	const char *given;
	void *arg;
	int (*shape)(void *arg, uint64_t id, struct shape *shape, struct luocat_error *err);
	int (*members)(void *arg, uint64_t id,
		       int (*member)(const struct shape_member *member, void *walk), void *walk,
		       struct luocat_error *err);
	int (*enumerators)(void *arg, uint64_t id,
			   int (*enumerator)(const struct shape_enumerator *enumerator, void *walk),
			   void *walk, struct luocat_error *err);
	int (*find)(void *arg, const char *name, uint64_t *id, struct luocat_error *err);
};

/* Types of all objects of a run; in the catalog in the end are only those that a version reaches.
 */
struct layouts;

/* NULL when out of memory. */
struct layouts *layouts_new(void);
void layouts_free(struct layouts *layouts);

/* The object whose finders run now holds this version: see found_version(). */
int layouts_note(struct layouts *layouts, const struct luocat_version *version,
		 struct luocat_error *err);

/**
 * layouts_wanted - the types to look for in an object, once its finders have run
 * @object: NULL: those of all versions; else those of the versions that were noted since the last call
 * @names:  out, without "struct" and so on; ends with NULL. Lives until the next call
 *
 * None, if @found has no version with roots: then there is nothing to look for.
 */
int layouts_wanted(struct layouts *layouts, const struct object *object, const struct found *found,
		   const char *const **names, struct luocat_error *err);

/**
 * layouts_add - add a definition, and all that it contains
 * @id:       of a struct, union or enum with a tag, which is defined
 * @anchored: a descriptor names it, and stands in the same unit: it comes before others of its name
 *
 * Two definitions of one name are an error only if a version reaches them: layouts_finish() says
 * so.
 */
int layouts_add(struct layouts *layouts, const struct type_source *source, uint64_t id,
		bool anchored, struct luocat_error *err);

/* All definitions of @names in the object's DWARF; object_debug() gave @debug. */
int layouts_from_dwarf(struct object *debug, const char *const *names, struct layouts *layouts,
		       struct luocat_error *err);

/* Once all inputs were read: roots, properties and types of all versions. */
int layouts_finish(struct layouts *layouts, struct luocat_catalog *catalog,
		   struct luocat_error *err);

#endif
