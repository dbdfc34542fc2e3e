/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * emit.h - JSON text in the order in which it is said: two spaces, LF, one value per line, but for
 * small objects that are written flat
 *
 * A failed allocation is remembered and makes all that follows do nothing: check emit_finish().
 */
#ifndef LIBLUOCAT_EMIT_H
#define LIBLUOCAT_EMIT_H

#include <sha2.h>

#include "internal.h"

struct emit {
	char *text;
	size_t length;
	size_t room;
	unsigned int depth;
	bool members; /* the innermost container has one already */
	bool flat;    /* the innermost container is written on one line */
	bool dense;   /* all is, without any white space: for a digest */
	bool failed;
};

/* @key is NULL in an array and for the outermost value. */
void emit_begin(struct emit *emit, const char *key, char bracket);
/* The same on one line; holds no other container. */
void emit_begin_flat(struct emit *emit, const char *key, char bracket);
void emit_end(struct emit *emit, char bracket);
void emit_string(struct emit *emit, const char *key, const char *value); /* NULL: null */
void emit_number(struct emit *emit, const char *key, int64_t value);
void emit_bool(struct emit *emit, const char *key, bool value);
void emit_tri(struct emit *emit, const char *key, enum luocat_tri value); /* UNKNOWN: null */
void emit_null(struct emit *emit, const char *key);

/* Bytes as they are, for text that is no JSON. */
void emit_raw(struct emit *emit, const char *bytes, size_t length);

/* Gives the text to the caller, or frees it: -ENOMEM. */
int emit_take(struct emit *emit, char **text, size_t *length, struct luocat_error *err);
/* The same with a last newline. */
int emit_finish(struct emit *emit, char **text, size_t *length, struct luocat_error *err);

/* Consumes the text as well: the SHA-256 of it. */
int emit_digest(struct emit *emit, uint8_t digest[SHA256_DIGEST_LENGTH], struct luocat_error *err);

#endif
