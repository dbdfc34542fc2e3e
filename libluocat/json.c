// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * json.c - reading JSON strictly
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

/*
 * A value takes jansson about 100 bytes, however few it takes in the text. A catalog has some
 * thousands; this many stay below 500 MB.
 */
#define MAX_VALUES (4u << 20)

/* Room for a path; it is cut where it does not fit. */
#define PATH_SIZE 256

static size_t enter(struct cursor *cursor, const char *key, size_t index)
{
	if (cursor->n_steps < MAX_STEPS)
		cursor->steps[cursor->n_steps] = (struct json_step){key, index};
	return cursor->n_steps++;
}

size_t json_enter(struct cursor *cursor, const char *key)
{
	return enter(cursor, key, 0);
}

size_t json_enter_index(struct cursor *cursor, size_t index)
{
	return enter(cursor, NULL, index);
}

void json_leave(struct cursor *cursor, size_t mark)
{
	/* also out of what was not left because it failed */
	cursor->n_steps = mark;
}

/* formats[2].versions[0].compatible */
static void write_path(const struct cursor *cursor, char path[PATH_SIZE])
{
	size_t length = 0;

	path[0] = '\0';
	for (size_t i = 0; i < cursor->n_steps && i < MAX_STEPS; i++) {
		const struct json_step *step = &cursor->steps[i];
		size_t room = PATH_SIZE - length;
		int added;

		if (step->key)
			added = snprintf(path + length, room, "%s%s", length ? "." : "", step->key);
		else
			added = snprintf(path + length, room, "[%zu]", step->index);
		length += added > 0 ? (size_t)added : 0;
		if (length >= PATH_SIZE)
			return;
	}
}

int json_fail(struct cursor *cursor, int code, const char *fmt, ...)
{
	char what[512], place[WHERE_SIZE], path[PATH_SIZE], where[WHERE_SIZE + PATH_SIZE + 2];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	write_path(cursor, path);
	if (!cursor->text)
		return luocat_error_set(cursor->err, code, cursor->file, path, "%s", what);
	json_where(cursor, place);
	snprintf(where, sizeof(where), "%s%s%s", place, *path ? ": " : "", path);
	return luocat_error_set(cursor->err, code, cursor->file, where, "%s", what);
}

int json_fail_below(struct cursor *cursor, const struct luocat_error *complaint)
{
	size_t mark = cursor->n_steps;

	if (complaint->where[0])
		json_enter(cursor, complaint->where);
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

/* Behind the string that starts at @at, or the end of a text in which it does not end. */
static size_t string_end(const char *text, size_t length, size_t at)
{
	for (at++; at < length && text[at] != '"'; at++)
		at += text[at] == '\\';
	return at < length ? at + 1 : length;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/*
 * The text without its indents: of each row of white space one is left, and strings stay as they
 * are, so that all of it reads as before; jansson takes far longer than this over white space.
 * @n_values: what values stand behind, each but the first, so that there are no more than these and
 * one.
 */
static size_t squeeze(const char *text, size_t length, char *squeezed, size_t *n_values)
{
	size_t n = 0, end;

	*n_values = 0;
	for (size_t at = 0; at < length; at = end) {
		char byte = text[at];

		end = at + 1;
		if (byte == '"') {
			end = string_end(text, length, at);
			memcpy(squeezed + n, text + at, end - at);
			n += end - at;
			continue;
		}
		squeezed[n++] = byte;
		if (is_space(byte)) {
			while (end < length && is_space(text[end]))
				end++;
		} else {
			*n_values += byte == ',' || byte == '[' || byte == '{';
		}
	}
	return n;
}

int json_parse(const char *text, size_t length, const char *file, json_t **root,
	       struct luocat_error *err)
{
	json_error_t error;
	size_t n_values, n;
	char *squeezed, where[64];

	if (!length)
		return luocat_error_set(err, -EINVAL, file, NULL, "is empty");
	squeezed = malloc(length);
	if (!squeezed)
		return luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
	n = squeeze(text, length, squeezed, &n_values);
	if (n_values <= MAX_VALUES)
		*root = json_loadb(squeezed, n, JSON_REJECT_DUPLICATES, &error);
	free(squeezed);
	if (n_values > MAX_VALUES)
		return luocat_error_set(err, -EINVAL, file, NULL, "holds more than %u values",
					MAX_VALUES);
	/* what is wrong, and where, can be said of the text as it is only */
	if (!*root)
		*root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	if (*root)
		return 0;
	/* jansson says nothing at all where it runs out of memory inside an object or array */
	if (json_error_code(&error) == json_error_out_of_memory || !error.text[0])
		return luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
	snprintf(where, sizeof(where), "line %d column %d", error.line, error.column);
	return luocat_error_set(err, -EINVAL, file, where, "not JSON: %s", error.text);
}
