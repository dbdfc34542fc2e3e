// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * json.c - reading JSON strictly
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

/*
 * A value takes jansson about 100 bytes, however few it takes in the text. A catalog has some
 * thousands; this many stay below 500 MB.
 */
#define MAX_VALUES (4u << 20)

static size_t enter(struct cursor *cursor, int added, const char *key, size_t index)
{
	size_t mark = cursor->length;

	if (cursor->n_steps < MAX_STEPS)
		cursor->steps[cursor->n_steps] = (struct json_step){mark, key, index};
	cursor->n_steps++;
	if (added > 0)
		cursor->length += added;
	if (cursor->length >= sizeof(cursor->path))
		cursor->length = sizeof(cursor->path) - 1;
	return mark;
}

size_t json_enter(struct cursor *cursor, const char *key)
{
	return enter(cursor,
		     snprintf(cursor->path + cursor->length, sizeof(cursor->path) - cursor->length,
			      "%s%s", cursor->length ? "." : "", key),
		     key, 0);
}

size_t json_enter_index(struct cursor *cursor, size_t index)
{
	return enter(cursor,
		     snprintf(cursor->path + cursor->length, sizeof(cursor->path) - cursor->length,
			      "[%zu]", index),
		     NULL, index);
}

void json_leave(struct cursor *cursor, size_t mark)
{
	cursor->length = mark;
	cursor->path[mark] = '\0';
	/* what has no step of its own leaves none, and whoever fails may not step out */
	if (cursor->n_steps > MAX_STEPS)
		cursor->n_steps--;
	else
		while (cursor->n_steps && cursor->steps[cursor->n_steps - 1].mark >= mark)
			cursor->n_steps--;
}

int json_fail(struct cursor *cursor, int code, const char *fmt, ...)
{
	char what[512], place[WHERE_SIZE], where[WHERE_SIZE + sizeof(cursor->path) + 2];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	if (!cursor->text)
		return luocat_error_set(cursor->err, code, cursor->file, cursor->path, "%s", what);
	json_where(cursor, place);
	snprintf(where, sizeof(where), "%s%s%s", place, cursor->length ? ": " : "", cursor->path);
	return luocat_error_set(cursor->err, code, cursor->file, where, "%s", what);
}

int json_fail_below(struct cursor *cursor, const struct luocat_error *complaint)
{
	size_t mark = cursor->length;

	if (complaint->where[0])
		mark = json_enter(cursor, complaint->where);
	json_fail(cursor, complaint->code, "%s", complaint->what);
	json_leave(cursor, mark);
	return complaint->code;
}

static const char *type_name(json_type type)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "an object",   [JSON_ARRAY] = "an array",
		[JSON_STRING] = "a string",    [JSON_INTEGER] = "an integer",
		[JSON_REAL] = "a real number", [JSON_TRUE] = "true",
		[JSON_FALSE] = "false",	       [JSON_NULL] = "null",
	};

	return names[type];
}

int json_type_error(struct cursor *cursor, const char *wanted, const json_t *value)
{
	return json_fail(cursor, -EINVAL, "must be %s, not %s", wanted,
			 type_name(json_typeof(value)));
}

int json_read_string(struct cursor *cursor, const json_t *value, const char **to)
{
	if (value && !json_is_string(value) && !json_is_null(value))
		return json_type_error(cursor, "a string or null", value);
	*to = json_string_value(value);
	return 0;
}

int json_read_bool(struct cursor *cursor, const json_t *value, bool *to)
{
	if (value && !json_is_boolean(value))
		return json_type_error(cursor, "true or false", value);
	*to = value && json_is_true(value);
	return 0;
}

int json_read_tri(struct cursor *cursor, const json_t *value, enum luocat_tri *to)
{
	if (value && !json_is_boolean(value) && !json_is_null(value))
		return json_type_error(cursor, "true, false or null", value);
	if (!value || json_is_null(value))
		*to = LUOCAT_UNKNOWN;
	else
		*to = json_is_true(value) ? LUOCAT_YES : LUOCAT_NO;
	return 0;
}

int json_read_number(struct cursor *cursor, const json_t *value, int64_t min, int64_t max,
		     int64_t *to, bool *known)
{
	json_int_t number;

	*known = value && !json_is_null(value);
	if (!*known)
		return 0;
	if (!json_is_integer(value))
		return json_type_error(cursor, "an integer or null", value);
	number = json_integer_value(value);
	if (number < min || number > max)
		return json_fail(cursor, -EINVAL, "must be %" PRId64 " to %" PRId64, min, max);
	*to = number;
	return 0;
}

int json_read_address(struct cursor *cursor, const json_t *value, uint64_t *to, bool *known)
{
	static const char digits[] = "0123456789abcdef";
	const char *text = NULL;
	uint64_t number = 0;
	size_t n;
	int r;

	r = json_read_string(cursor, value, &text);
	if (r)
		return r;
	*known = text;
	if (!text)
		return 0;
	n = strncmp(text, "0x", 2) ? 0 : strspn(text + 2, digits);
	if (!n || n > 16 || text[2 + n] || (n > 1 && text[2] == '0'))
		return json_fail(cursor, -EINVAL,
				 "must be 0x and up to 16 lower-case hexadecimal digits");
	for (const char *digit = text + 2; *digit; digit++)
		number = number << 4 | (uint64_t)(strchr(digits, *digit) - digits);
	*to = number;
	return 0;
}

const json_t *json_member(struct cursor *cursor, const json_t *object, const char *key,
			  json_type type)
{
	const json_t *value = json_object_get(object, key);
	size_t mark;

	if (value && json_typeof(value) == type)
		return value;
	mark = json_enter(cursor, key);
	if (value)
		json_type_error(cursor, type_name(type), value);
	else
		json_fail(cursor, -EINVAL, "is missing");
	json_leave(cursor, mark);
	return NULL;
}

/* Each value but the first stands behind one of these, so there are no more values than these and
 * one. */
static bool too_many_values(const char *text, size_t length)
{
	bool quoted = false;
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		char byte = text[i];

		if (quoted && byte == '\\')
			i++;
		else if (byte == '"')
			quoted = !quoted;
		else if (!quoted && (byte == ',' || byte == '[' || byte == '{'))
			n++;
	}
	return n > MAX_VALUES;
}

int json_parse(const char *text, size_t length, const char *file, json_t **root,
	       struct luocat_error *err)
{
	json_error_t error;
	char where[64];

	if (!length)
		return luocat_error_set(err, -EINVAL, file, NULL, "is empty");
	if (too_many_values(text, length))
		return luocat_error_set(err, -EINVAL, file, NULL, "holds more than %u values",
					MAX_VALUES);
	*root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	if (*root)
		return 0;
	/* jansson says nothing at all where it runs out of memory inside an object or array */
	if (json_error_code(&error) == json_error_out_of_memory || !error.text[0])
		return luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
	snprintf(where, sizeof(where), "line %d column %d", error.line, error.column);
	return luocat_error_set(err, -EINVAL, file, where, "not JSON: %s", error.text);
}
