/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * load.h - objects of the catalog's JSON into the structures of luocat.h
 */
#ifndef LIBLUOCAT_LOAD_H
#define LIBLUOCAT_LOAD_H

#include "fields.h"
#include "json.h"

/* The arrays that a version or a kernel points to while it is read; zeroed before. */
struct scratch {
	const char **roots;
	struct luocat_property *properties;
	struct luocat_constant *constants;
	struct luocat_ref *required;
	struct luocat_option *options;
};

void scratch_free(struct scratch *scratch);

/*
 * One element of @size for each object in @array, which has at most @max: *@list, for the caller to
 * free, also after an error.
 */
typedef int read_object(struct cursor *cursor, const json_t *value, const void *context, void *to);
int read_objects(struct cursor *cursor, const json_t *array, size_t max, size_t size,
		 read_object *read, const void *context, void *list);

/* Members that must be there. */
int read_required(struct cursor *cursor, const json_t *object, const char *key, const char **text);
int read_kind(struct cursor *cursor, const json_t *object, enum luocat_kind *kind);

/* Those keys of @object that the table names; strings stay @object's. */
int read_fields(struct cursor *cursor, const json_t *object, const struct field *fields, void *to,
		struct scratch *scratch);

/* load-types.c: "types" as a whole */
int load_types(struct cursor *cursor, const json_t *value, struct luocat_catalog *catalog);

#endif
