// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * load-types.c - types from the catalog's JSON
 *
 * As with versions, what the values may be is checked where every other caller's are
 * (type_check.c).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"
#include "types.h"

static int read_count(struct cursor *cursor, const json_t *object, const char *key, int64_t max,
		      uint64_t *to)
{
	const json_t *value = json_member(cursor, object, key, JSON_INTEGER);
	int64_t number = 0;
	size_t mark;
	bool known;
	int r;

	if (!value)
		return -EINVAL;
	mark = json_enter(cursor, key);
	r = json_read_number(cursor, value, 0, max, &number, &known);
	json_leave(cursor, mark);
	*to = (uint64_t)number;
	return r;
}

static int read_owner(struct cursor *cursor, const json_t *object, struct luocat_type *type)
{
	const json_t *value = json_object_get(object, "owner");
	size_t mark;
	int r;

	if (!value || json_is_null(value))
		return 0;
	mark = json_enter(cursor, "owner");
	if (!json_is_object(value))
		return json_type_error(cursor, "an object or null", value);
	r = read_kind(cursor, value, &type->owner_kind);
	if (!r)
		r = read_required(cursor, value, "name", &type->owner_name);
	json_leave(cursor, mark);
	return r;
}

static int read_given(struct cursor *cursor, const json_t *object, struct luocat_type *type)
{
	const json_t *value = json_object_get(object, "given");
	size_t mark;
	int r;

	if (!value)
		return 0;
	mark = json_enter(cursor, "given");
	r = json_read_string(cursor, value, &type->given);
	json_leave(cursor, mark);
	return r;
}

static int read_member(struct cursor *cursor, const json_t *value, const void *context, void *to)
{
	struct luocat_member *member = to;
	int64_t bits = 0;
	size_t mark;
	bool known;
	int r;

	r = read_required(cursor, value, "name", &member->name);
	if (!r)
		r = read_count(cursor, value, "bit_offset", MAX_TYPE_BYTES * 8,
			       &member->bit_offset);
	if (!r)
		r = read_required(cursor, value, "type", &member->type);
	if (r)
		return r;
	mark = json_enter(cursor, "bits");
	r = json_read_number(cursor, json_object_get(value, "bits"), 1, UINT32_MAX, &bits, &known);
	json_leave(cursor, mark);
	member->bits = (uint32_t)bits;
	return r;
}

/* A decimal number exactly as it is written, "-9223372036854775808" to "18446744073709551615". */
static bool parse_value(const char *text, uint64_t *to)
{
	char again[24];

	if (text[0] == '-') {
		*to = (uint64_t)strtoll(text, NULL, 10);
		snprintf(again, sizeof(again), "%" PRId64, (int64_t)*to);
	} else {
		*to = strtoull(text, NULL, 10);
		snprintf(again, sizeof(again), "%" PRIu64, *to);
	}
	return !strcmp(text, again);
}

/* An integer, or one as a string where it is too large to be exact in JSON. */
static int read_value(struct cursor *cursor, const json_t *value, bool is_signed, uint64_t *to)
{
	bool negative;

	if (json_is_integer(value)) {
		negative = json_integer_value(value) < 0;
		*to = (uint64_t)json_integer_value(value);
	} else if (!json_is_string(value)) {
		return json_type_error(cursor, "an integer or a string of one", value);
	} else {
		negative = json_string_value(value)[0] == '-';
		if (!parse_value(json_string_value(value), to))
			return json_fail(cursor, -EINVAL, "must be a number of 64 bits");
	}
	if (is_signed ? negative != ((int64_t)*to < 0) : negative)
		return json_fail(cursor, -EINVAL, "is not one that the enum can have");
	return 0;
}

static int read_enumerator(struct cursor *cursor, const json_t *value, const void *context,
			   void *to)
{
	const struct luocat_type *type = context;
	struct luocat_enumerator *enumerator = to;
	const json_t *number = json_object_get(value, "value");
	size_t mark;
	int r;

	r = read_required(cursor, value, "name", &enumerator->name);
	if (r)
		return r;
	mark = json_enter(cursor, "value");
	r = number ? read_value(cursor, number, type->is_signed, &enumerator->value)
		   : json_fail(cursor, -EINVAL, "is missing");
	json_leave(cursor, mark);
	return r;
}

/* The array @key of @object, for @type: one element of @size for each of its objects. */
static int read_list(struct cursor *cursor, const json_t *object, const char *key, size_t size,
		     read_object *read, const struct luocat_type *type, void *list, size_t *n)
{
	const json_t *value = json_member(cursor, object, key, JSON_ARRAY);
	size_t mark;
	int r;

	if (!value)
		return -EINVAL;
	mark = json_enter(cursor, key);
	r = read_objects(cursor, value, MAX_MEMBERS, size, read, type, list);
	json_leave(cursor, mark);
	*n = json_array_size(value);
	return r;
}

/* What @type points to is left in *@list. */
static int read_enum(struct cursor *cursor, const json_t *value, struct luocat_type *type,
		     void **list)
{
	size_t mark = json_enter(cursor, "signed");
	int r = json_read_bool(cursor, json_object_get(value, "signed"), &type->is_signed);

	json_leave(cursor, mark);
	if (r)
		return r;
	r = read_list(cursor, value, "enumerators", sizeof(*type->enumerators), read_enumerator,
		      type, list, &type->n_enumerators);
	type->enumerators = *list;
	return r;
}

static int read_struct(struct cursor *cursor, const json_t *value, struct luocat_type *type,
		       void **list)
{
	int r = read_list(cursor, value, "members", sizeof(*type->members), read_member, type, list,
			  &type->n_members);

	type->members = *list;
	return r;
}

static int load_type(struct cursor *cursor, const char *name, const json_t *value,
		     struct luocat_catalog *catalog)
{
	struct luocat_type type = {.size = sizeof(type), .name = name};
	struct luocat_error complaint = {0};
	void *list = NULL;
	int r;

	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	r = read_count(cursor, value, "bytes", MAX_TYPE_BYTES, &type.bytes);
	if (!r)
		r = read_owner(cursor, value, &type);
	if (!r)
		r = read_given(cursor, value, &type);
	if (!r && type_is_enum(name))
		r = read_enum(cursor, value, &type, &list);
	else if (!r)
		r = read_struct(cursor, value, &type, &list);
	if (!r) {
		r = check_type(&type, &complaint);
		if (!r)
			r = type_table_add(catalog->types, &type, &complaint);
		if (r)
			json_fail_below(cursor, &complaint);
	}
	free(list);
	return r;
}

int load_types(struct cursor *cursor, const json_t *value, struct luocat_catalog *catalog)
{
	const char *name;
	const json_t *member;

	json_object_foreach ((json_t *)value, name, member) {
		size_t mark = json_enter(cursor, name);
		int r = load_type(cursor, name, member, catalog);

		json_leave(cursor, mark);
		if (r)
			return r;
	}
	return 0;
}
