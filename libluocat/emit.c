// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * emit.c - JSON text
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit.h"

/* Room for @length bytes more, and a NUL. */
static bool make_room(struct emit *emit, size_t length)
{
	size_t room = (emit->length + length) * 2 + 256;
	char *text = emit->failed ? NULL : realloc(emit->text, room);

	if (!text) {
		emit->failed = true;
		emit->room = emit->length;
		return false;
	}
	emit->text = text;
	emit->room = room;
	return true;
}

/* After a failure there is no room. */
void emit_raw(struct emit *emit, const char *bytes, size_t length)
{
	if (length >= emit->room - emit->length && !make_room(emit, length))
		return;
	memcpy(emit->text + emit->length, bytes, length);
	emit->length += length;
}

static void put_text(struct emit *emit, const char *text)
{
	emit_raw(emit, text, strlen(text));
}

static void put_line(struct emit *emit)
{
	static const char line[] = "\n                                ";
	size_t left = emit->dense ? 0 : 1 + 2 * (size_t)emit->depth;

	for (size_t done = 0; left; left -= done, done = 0) {
		done = left < sizeof(line) - 1 ? left : sizeof(line) - 1;
		emit_raw(emit, line, done);
	}
}

static const bool needs_escape[256] = {
	[0 ... 0x1f] = true,
	['"'] = true,
	['\\'] = true,
	[0x7f] = true,
};

static void put_quoted(struct emit *emit, const char *string)
{
	const char *done = string;
	const char *at = string;

	emit_raw(emit, "\"", 1);
	for (; *at; at++) {
		unsigned char byte = *at;
		char escaped[8];

		if (!needs_escape[byte])
			continue;
		emit_raw(emit, done, at - done);
		if (byte == '"' || byte == '\\')
			snprintf(escaped, sizeof(escaped), "\\%c", byte);
		else
			snprintf(escaped, sizeof(escaped), "\\u%04x", byte);
		put_text(emit, escaped);
		done = at + 1;
	}
	emit_raw(emit, done, at - done);
	emit_raw(emit, "\"", 1);
}

/* What stands before a value: comma, line and key. */
static void lead(struct emit *emit, const char *key)
{
	if (emit->members)
		emit_raw(emit, ",", 1);
	if (emit->flat)
		emit_raw(emit, " ", emit->members);
	else if (emit->depth)
		put_line(emit);
	emit->members = true;
	if (!key)
		return;
	put_quoted(emit, key);
	emit_raw(emit, ": ", emit->dense ? 1 : 2);
}

void emit_begin(struct emit *emit, const char *key, char bracket)
{
	lead(emit, key);
	emit_raw(emit, &bracket, 1);
	emit->depth++;
	emit->members = false;
}

void emit_begin_flat(struct emit *emit, const char *key, char bracket)
{
	emit_begin(emit, key, bracket);
	emit->flat = true;
}

void emit_end(struct emit *emit, char bracket)
{
	emit->depth--;
	if (emit->members && !emit->flat)
		put_line(emit);
	emit->flat = false;
	emit_raw(emit, &bracket, 1);
	emit->members = true;
}

void emit_string(struct emit *emit, const char *key, const char *value)
{
	lead(emit, key);
	if (value)
		put_quoted(emit, value);
	else
		put_text(emit, "null");
}

void emit_number(struct emit *emit, const char *key, int64_t value)
{
	char digits[DIGITS_SIZE];

	lead(emit, key);
	if (value < 0)
		emit_raw(emit, "-", 1);
	put_text(emit, text_digits(value < 0 ? -(uint64_t)value : (uint64_t)value, digits));
}

void emit_bool(struct emit *emit, const char *key, bool value)
{
	lead(emit, key);
	put_text(emit, value ? "true" : "false");
}

void emit_tri(struct emit *emit, const char *key, enum luocat_tri value)
{
	if (value == LUOCAT_UNKNOWN)
		emit_null(emit, key);
	else
		emit_bool(emit, key, value == LUOCAT_YES);
}

void emit_null(struct emit *emit, const char *key)
{
	emit_string(emit, key, NULL);
}

int emit_take(struct emit *emit, char **text, size_t *length, struct luocat_error *err)
{
	if (emit->failed) {
		free(emit->text);
		return error_no_memory(err);
	}
	emit->text[emit->length] = '\0';
	*text = emit->text;
	if (length)
		*length = emit->length;
	return 0;
}

int emit_finish(struct emit *emit, char **text, size_t *length, struct luocat_error *err)
{
	emit_raw(emit, "\n", 1);
	return emit_take(emit, text, length, err);
}

int emit_digest(struct emit *emit, uint8_t digest[SHA256_DIGEST_LENGTH], struct luocat_error *err)
{
	SHA2_CTX context;

	if (!emit->failed) {
		SHA256Init(&context);
		SHA256Update(&context, (const uint8_t *)emit->text, emit->length);
		SHA256Final(digest, &context);
	}
	free(emit->text);
	return emit->failed ? error_no_memory(err) : 0;
}
