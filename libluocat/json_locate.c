// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * json_locate.c - the line and column of a value in a text that was parsed before
 *
 * jansson tells places of what is not JSON only. But asked for one value and no more, it says how
 * many bytes that took: so a path is walked from value to value, and jansson reads each that is
 * passed by.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Over white space, and over @mark if it stands there. */
static size_t skip(const struct cursor *cursor, size_t at, char mark)
{
	while (at < cursor->text_length && is_space(cursor->text[at]))
		at++;
	if (mark && at < cursor->text_length && cursor->text[at] == mark)
		return skip(cursor, at + 1, 0);
	return at;
}

/* What stands behind the value at @at; @value may be NULL. false: out of memory, which is remembered. */
static bool pass(struct cursor *cursor, size_t *at, json_t **value)
{
	json_error_t error;
	json_t *read = json_loadb(cursor->text + *at, cursor->text_length - *at,
				  JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &error);

	/* it was read before */
	if (!read) {
		cursor->lost = true;
		return false;
	}
	*at = skip(cursor, *at + (size_t)error.position, 0);
	if (value)
		*value = read;
	else
		json_decref(read);
	return true;
}

static bool ends(const struct cursor *cursor, size_t at, char bracket)
{
	return at >= cursor->text_length || cursor->text[at] == bracket;
}

/* Where member @key of the object at @at has its value. */
static bool find_member(struct cursor *cursor, size_t at, const char *key, size_t *to)
{
	for (at = skip(cursor, at, '{'); !ends(cursor, at, '}'); at = skip(cursor, at, ',')) {
		json_t *name;
		bool found;

		if (!pass(cursor, &at, &name))
			return false;
		found = json_is_string(name) && !strcmp(json_string_value(name), key);
		json_decref(name);
		*to = at = skip(cursor, at, ':');
		if (found)
			return true;
		if (!pass(cursor, &at, NULL))
			return false;
	}
	return false;
}

/* Where element @index of the array has its value, from element @i at @at on. */
static bool find_element(struct cursor *cursor, size_t at, size_t i, size_t index, size_t *to)
{
	for (; !ends(cursor, at, ']'); i++, at = skip(cursor, at, ',')) {
		*to = at;
		if (i == index)
			return true;
		if (!pass(cursor, &at, NULL))
			return false;
	}
	return false;
}

static bool step(struct cursor *cursor, size_t depth, size_t from, size_t *to)
{
	const struct json_step *step = &cursor->steps[depth];
	struct json_trail *trail = &cursor->trail[depth];
	bool again = trail->known && trail->from == from && !trail->key == !step->key;
	bool found;

	if (!step->key && again && trail->index <= step->index)
		found = find_element(cursor, trail->to, trail->index, step->index, to);
	else if (!step->key)
		found = find_element(cursor, skip(cursor, from, '['), 0, step->index, to);
	else if (again && !strcmp(trail->key, step->key))
		*to = trail->to, found = true;
	else
		found = find_member(cursor, from, step->key, to);
	if (found)
		*trail = (struct json_trail){true, from, step->key, step->index, *to};
	return found;
}

static size_t offset(struct cursor *cursor)
{
	size_t at = skip(cursor, 0, 0), to;

	for (size_t i = 0; i < cursor->n_steps && i < MAX_STEPS && step(cursor, i, at, &to); i++)
		at = to;
	return at;
}

int json_where(struct cursor *cursor, char where[WHERE_SIZE])
{
	size_t at = offset(cursor), column = 1;
	const char *end;

	if (!cursor->line || at < cursor->line_start) {
		cursor->line = 1;
		cursor->line_start = 0;
	}
	while ((end = memchr(cursor->text + cursor->line_start, '\n', at - cursor->line_start))) {
		cursor->line++;
		cursor->line_start = (size_t)(end - cursor->text) + 1;
	}
	/* characters: bytes of UTF-8 but those that go on with one */
	for (size_t i = cursor->line_start; i < at; i++)
		column += (cursor->text[i] & 0xc0) != 0x80;
	snprintf(where, WHERE_SIZE, "line %zu column %zu", cursor->line, column);
	return cursor->lost ? -ENOMEM : 0;
}
