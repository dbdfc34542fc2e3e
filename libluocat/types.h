/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * types.h - the types of a catalog: names that refer to each other
 */
#ifndef LIBLUOCAT_TYPES_H
#define LIBLUOCAT_TYPES_H

#include "emit.h"
#include "internal.h"

/*
 * Bounds beyond any kernel: the largest serialized types are some pages, and 7.3's have 18 members
 * at most. MAX_TYPE_BYTES keeps offsets in bits far below 2^63 and exact in any JSON reader.
 */
#define MAX_TYPES      16384 /* names, defined or only referred to */
#define MAX_MEMBERS    16384 /* or enumerators, of one type */
#define MAX_TYPE_BYTES (UINT64_C(1) << 32)
#define MAX_BOUNDS     16 /* of one array */
#define MAX_EXPRESSION 511
#define MAX_NESTING    64
/*
 * Lines of one layout's text, and of all that are worked out between two changes of a catalog; so
 * many versions of large layouts cannot cost more than the catalog itself.
 */
#define MAX_LINES (UINT64_C(4) << 20)

struct type_slot;

/**
 * struct type_expression - a member's type, taken apart
 * @slot:   the struct, union or enum, NULL: a scalar; set once the type is in a catalog
 * @bytes:  of one scalar
 * @base:   length of the part without bounds
 * @count:  elements, 1 for what is no array; 0 for a flexible one
 * @is_int: an integer, a bool or an enum without bounds: may be a bit-field
 */
struct type_expression {
	struct type_slot *slot;
	uint64_t bytes;
	size_t base;
	uint64_t count;
	bool is_int;
};

/* A type that a catalog holds, in one block. */
struct type_def {
	struct luocat_type type;
	struct type_expression *expressions; /* one for each member */
	uint32_t *by_name;		     /* members or enumerators by name */
	uint32_t *by_layout;		     /* members as a layout's text has them */
};

/**
 * struct type_slot - one name, in one block; stays where it is until its catalog goes
 * @def:     NULL: only referred to
 * @room:    bytes that the tightest member leaves for one
 * @room_of: the type with that member
 * @bits:    width of the widest bit-field of it
 * @walk:    the walk that the members below belong to (layout.c)
 * @number:  of the type in the layout's text, 0: not all of its members were visited
 * @next:    the member to visit next
 * @up:      the type that led here
 */
struct type_slot {
	struct type_def *def;
	const char *name;
	uint64_t room;
	const struct type_slot *room_of;
	uint32_t bits;

	uint64_t walk;
	uint32_t number;
	size_t next;
	struct type_slot *up;
};

/**
 * struct type_table - all names, and those that are defined, each by name
 * @changes: how often something changed that a layout depends on
 * @walks:   layouts that were walked
 * @left:    lines that layouts may still have until the next change
 */
struct type_table {
	struct type_slot **slots;
	size_t n_slots;
	size_t room;
	struct type_slot **defined;
	size_t n_defined;
	uint64_t changes;
	uint64_t walks;
	uint64_t left;
};

/* type_name.c - names and expressions */

/* "struct ", "union " or "enum " and a tag. */
bool type_is_name(const char *name);
bool type_is_enum(const char *name);
/* NULL, or what is wrong with it. Leaves @slot alone. */
const char *type_parse(const char *text, struct type_expression *expression);
/* Elements times bytes; @bytes and @count are within bounds. */
bool type_fits(uint64_t bytes, uint64_t count, uint64_t room);

/* type_check.c: is it valid by itself? @err gets the field's path in `where` and no file. */
int check_type(const struct luocat_type *type, struct luocat_error *err);

/* type_def.c */

struct type_def *type_def_new(const struct luocat_type *type);
/* -EEXIST: they differ; @err gets the first difference. */
int type_def_check_equal(const struct type_def *a, const struct type_def *b,
			 struct luocat_error *err);
/* -EINVAL: two members or enumerators of one name. */
int type_def_check_names(const struct type_def *def, struct luocat_error *err);

/* types.c */

struct type_table *type_table_new(void);
void type_table_free(struct type_table *table);
/* Something changed that layouts depend on. */
void type_table_change(struct type_table *table);
/* NULL where nothing of that name is there or referred to. */
struct type_slot *type_table_find(const struct type_table *table, const char *name, size_t length);
/* luocat_catalog_add_type() of a type that was checked. */
int type_table_add(struct type_table *table, const struct luocat_type *type,
		   struct luocat_error *err);

/* write-types.c */
void type_write(struct emit *emit, const struct luocat_type *type);
void types_write(struct emit *emit, const struct type_table *table);

#endif
