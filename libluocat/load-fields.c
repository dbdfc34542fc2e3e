// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * load-fields.c - objects of the catalog's JSON into the structures of luocat.h
 *
 * Values are read into the structures of luocat.h, with pointers into the JSON, by the tables of
 * fields.c; what they may be is checked where every other caller's are (check.c).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

void scratch_free(struct scratch *scratch)
{
	free(scratch->roots);
	free(scratch->properties);
	free(scratch->constants);
	free(scratch->required);
	free(scratch->options);
}

/* Room for @n elements; too many are refused before anything is allocated. */
static int make_array(struct cursor *cursor, size_t n, size_t max, size_t size, void *array)
{
	if (n > max)
		return json_fail(cursor, -EINVAL, "has more than %zu elements", max);
	*(void **)array = calloc(n + 1, size);
	return *(void **)array ? 0 : json_fail(cursor, -ENOMEM, "out of memory");
}

static int read_roots(struct cursor *cursor, const json_t *value, struct luocat_version *version,
		      struct scratch *scratch)
{
	size_t n = json_array_size(value);
	int r;

	if (!value)
		return 0;
	if (!json_is_array(value))
		return json_type_error(cursor, "an array", value);
	r = make_array(cursor, n, MAX_ROOTS, sizeof(*scratch->roots), &scratch->roots);
	if (r)
		return r;
	version->roots = scratch->roots;
	version->n_roots = n;
	for (size_t i = 0; i < n; i++) {
		size_t mark = json_enter_index(cursor, i);

		r = json_read_string(cursor, json_array_get(value, i), &scratch->roots[i]);
		if (r)
			return r;
		json_leave(cursor, mark);
	}
	return 0;
}

int read_objects(struct cursor *cursor, const json_t *array, size_t max, size_t size,
		 read_object *read, const void *context, void *list)
{
	size_t n = json_array_size(array);
	int r = make_array(cursor, n, max, size, list);

	for (size_t i = 0; !r && i < n; i++) {
		const json_t *element = json_array_get(array, i);
		size_t mark = json_enter_index(cursor, i);

		if (json_is_object(element))
			r = read(cursor, element, context, *(char **)list + i * size);
		else
			r = json_type_error(cursor, "an object", element);
		json_leave(cursor, mark);
	}
	return r;
}

static int read_property(struct cursor *cursor, const json_t *value, const void *context, void *to)
{
	struct luocat_property *property = to;
	int r;

	r = read_required(cursor, value, "node", &property->node);
	if (!r)
		r = read_required(cursor, value, "name", &property->name);
	if (!r)
		r = read_required(cursor, value, "type", &property->type);
	return r;
}

static int read_properties(struct cursor *cursor, const json_t *value,
			   struct luocat_version *version, struct scratch *scratch)
{
	int r;

	if (!value)
		return 0;
	if (!json_is_array(value))
		return json_type_error(cursor, "an array", value);
	r = read_objects(cursor, value, MAX_PROPERTIES, sizeof(*scratch->properties), read_property,
			 NULL, &scratch->properties);
	version->properties = scratch->properties;
	version->n_properties = json_array_size(value);
	return r;
}

static int read_constant(struct cursor *cursor, const json_t *value, const void *context, void *to)
{
	struct luocat_constant *constant = to;
	size_t mark;
	bool known;
	int r = read_required(cursor, value, "name", &constant->name);

	if (r)
		return r;
	mark = json_enter(cursor, "value");
	r = json_read_address(cursor, json_object_get(value, "value"), &constant->value, &known);
	if (!r && !known)
		r = json_fail(cursor, -EINVAL, "is missing");
	json_leave(cursor, mark);
	return r;
}

static int read_constants(struct cursor *cursor, const json_t *value,
			  struct luocat_version *version, struct scratch *scratch)
{
	int r;

	if (!value || json_is_null(value))
		return 0;
	if (!json_is_array(value))
		return json_type_error(cursor, "an array or null", value);
	r = read_objects(cursor, value, MAX_CONSTANTS, sizeof(*scratch->constants), read_constant,
			 NULL, &scratch->constants);
	version->constants_known = true;
	version->constants = scratch->constants;
	version->n_constants = json_array_size(value);
	return r;
}

/* A word of the model: @parse says which there are. */
static int read_word(struct cursor *cursor, const json_t *value,
		     int (*parse)(const char *word, int *to), int *to)
{
	const char *word;
	int r;

	r = json_read_string(cursor, value, &word);
	if (r || !word)
		return r;
	if (parse(word, to))
		return json_fail(cursor, -EINVAL, "is \"%.64s\", which this version does not know",
				 word);
	return 0;
}

#define WORD_PARSER(words)                                                                         \
	static int parse_##words(const char *word, int *to)                                        \
	{                                                                                          \
		enum luocat_##words value;                                                         \
		int r = luocat_##words##_parse(word, &value);                                      \
                                                                                                   \
		if (!r)                                                                            \
			*to = value;                                                               \
		return r;                                                                          \
	}

WORD_PARSER(kind)
WORD_PARSER(evidence)
WORD_PARSER(consequence)
WORD_PARSER(layout_form)

int read_required(struct cursor *cursor, const json_t *object, const char *key, const char **text)
{
	const json_t *value = json_member(cursor, object, key, JSON_STRING);

	*text = json_string_value(value);
	return value ? 0 : -EINVAL;
}

int read_kind(struct cursor *cursor, const json_t *object, enum luocat_kind *kind)
{
	const json_t *value = json_member(cursor, object, "kind", JSON_STRING);
	int number = LUOCAT_KIND_UNKNOWN;
	size_t mark;
	int r;

	if (!value)
		return -EINVAL;
	mark = json_enter(cursor, "kind");
	r = read_word(cursor, value, parse_kind, &number);
	json_leave(cursor, mark);
	*kind = number;
	return r;
}

static int read_reference(struct cursor *cursor, const json_t *value, const void *context, void *to)
{
	struct luocat_ref *ref = to;
	int r = read_kind(cursor, value, &ref->kind);

	return r ? r : read_required(cursor, value, "compatible", &ref->compatible);
}

static int read_requires(struct cursor *cursor, const json_t *value, struct luocat_version *version,
			 struct scratch *scratch)
{
	int r;

	if (!value || json_is_null(value))
		return 0;
	if (!json_is_array(value))
		return json_type_error(cursor, "an array or null", value);
	r = read_objects(cursor, value, MAX_REQUIRES, sizeof(*scratch->required), read_reference,
			 NULL, &scratch->required);
	version->required_known = true;
	version->required = scratch->required;
	version->n_required = json_array_size(value);
	return r;
}

static int read_options(struct cursor *cursor, const json_t *value, struct luocat_kernel *kernel,
			struct scratch *scratch)
{
	const char *name;
	const json_t *member;
	size_t n = json_object_size(value);
	int r;

	if (!value)
		return 0;
	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	r = make_array(cursor, n, MAX_OPTIONS, sizeof(*scratch->options), &scratch->options);
	if (r)
		return r;
	kernel->options = scratch->options;
	json_object_foreach ((json_t *)value, name, member) {
		struct luocat_option *option = &scratch->options[kernel->n_options++];
		size_t mark = json_enter(cursor, name);

		option->name = name;
		r = json_read_string(cursor, member, &option->value);
		if (r)
			return r;
		json_leave(cursor, mark);
	}
	return 0;
}

#define TO(type) ((type *)((char *)to + field->offset))
#define FLAG_TO	 ((bool *)((char *)to + field->flag))

static int read_part(struct cursor *cursor, const json_t *value, const struct field *field,
		     void *to, struct scratch *scratch)
{
	if (!value)
		return 0;
	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	return read_fields(cursor, value, field->part, to, scratch);
}

static int read_int(struct cursor *cursor, const json_t *value, const struct field *field, void *to)
{
	bool order = field->type == FIELD_ORDER;
	int64_t number = order ? -1 : 0;
	bool known;
	int r;

	r = json_read_number(cursor, value, field->type == FIELD_SIZE,
			     order ? INT32_MAX : UINT32_MAX, &number, &known);
	if (order)
		*TO(int32_t) = number;
	else
		*TO(uint32_t) = number;
	if (field->type == FIELD_NUMBER)
		*FLAG_TO = known;
	return r;
}

static int read_field(struct cursor *cursor, const json_t *value, const struct field *field,
		      void *to, struct scratch *scratch)
{
	switch (field->type) {
	case FIELD_STRING:
		return json_read_string(cursor, value, TO(const char *));
	case FIELD_BOOL:
		return json_read_bool(cursor, value, TO(bool));
	case FIELD_TRI:
		return json_read_tri(cursor, value, TO(enum luocat_tri));
	case FIELD_SIZE:
	case FIELD_ORDER:
	case FIELD_NUMBER:
		return read_int(cursor, value, field, to);
	case FIELD_ADDRESS:
		return json_read_address(cursor, value, TO(uint64_t), FLAG_TO);
	case FIELD_EVIDENCE:
		return read_word(cursor, value, parse_evidence, TO(int));
	case FIELD_CONSEQUENCE:
		return read_word(cursor, value, parse_consequence, TO(int));
	case FIELD_KIND:
		return read_word(cursor, value, parse_kind, TO(int));
	case FIELD_FORM:
		return read_word(cursor, value, parse_layout_form, TO(int));
	case FIELD_ROOTS:
		return read_roots(cursor, value, to, scratch);
	case FIELD_PROPERTIES:
		return read_properties(cursor, value, to, scratch);
	case FIELD_CONSTANTS:
		return read_constants(cursor, value, to, scratch);
	case FIELD_REQUIRES:
		return read_requires(cursor, value, to, scratch);
	case FIELD_OPTIONS:
		return read_options(cursor, value, to, scratch);
	case FIELD_PART:
		return read_part(cursor, value, field, to, scratch);
	case FIELD_OTHER:
		break;
	}
	return 0;
}

int read_fields(struct cursor *cursor, const json_t *object, const struct field *fields, void *to,
		struct scratch *scratch)
{
	for (const struct field *field = fields; field->key; field++) {
		size_t mark = json_enter(cursor, field->key);
		int r = read_field(cursor, json_object_get(object, field->key), field, to, scratch);

		json_leave(cursor, mark);
		if (r)
			return r;
	}
	return 0;
}
