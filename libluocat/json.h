/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * json.h - reading JSON strictly: every value has one type, and every error has a path
 */
#ifndef LIBLUOCAT_JSON_H
#define LIBLUOCAT_JSON_H

#include <jansson.h>

#include "internal.h"

/* How deep a place is followed, which is deeper than anything that is read; below, it is that of
 * what holds it. */
#define MAX_STEPS 16

/* One step of a path: into a member, or (@key NULL) an element. */
struct json_step {
	const char *key;
	size_t index;
};

/* Where a step led the last time, so that a list is walked once: offsets in the text. */
struct json_trail {
	bool known;
	size_t from;
	const char *key;
	size_t index;
	size_t to;
};

/**
 * struct cursor - where in a document the reader stands
 * @file:   for errors
 * @err:    the caller's
 * @text:   the document; NULL: errors have no line and column
 * @text_length: of @text
 * @steps:  the way here, as far as there is room: only an error puts it into words
 * @n_steps: their number, also of those that have none
 * @trail:  for json_where(), as what follows
 */
struct cursor {
	const char *file;
	struct luocat_error *err;
	const char *text;
	size_t text_length;
	struct json_step steps[MAX_STEPS];
	size_t n_steps;
	struct json_trail trail[MAX_STEPS];
	size_t line_start; /* of line @line, the last that was asked for */
	size_t line;	   /* 0: none */
	bool lost;	   /* memory ran out on the way to a place */
};

/*
 * Step into a key, which is to stay until the cursor has left it, or an element; gives what
 * json_leave() needs to step out.
 */
size_t json_enter(struct cursor *cursor, const char *key);
size_t json_enter_index(struct cursor *cursor, size_t index);
void json_leave(struct cursor *cursor, size_t mark);

/* An error here, with line and column where the cursor has the text. */
int json_fail(struct cursor *cursor, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* "must be a string, not an integer" */
int json_type_error(struct cursor *cursor, const char *wanted, const json_t *value);
/* An error that check_version() and the like found below here. */
int json_fail_below(struct cursor *cursor, const struct luocat_error *complaint);

/* json_locate.c: "line 3 column 7", where the value here starts, or else what holds it. -ENOMEM: it may
 * start elsewhere. */
#define WHERE_SIZE 64
int json_where(struct cursor *cursor, char where[WHERE_SIZE]);

/*
 * Values; NULL or null gives what stands for unknown. A number is an integer of @min to @max.
 */
int json_read_string(struct cursor *cursor, const json_t *value, const char **to);
int json_read_bool(struct cursor *cursor, const json_t *value, bool *to);
int json_read_tri(struct cursor *cursor, const json_t *value, enum luocat_tri *to);
int json_read_number(struct cursor *cursor, const json_t *value, int64_t min, int64_t max,
		     int64_t *to, bool *known);
/* "0x" and up to 16 lower-case digits, no leading zeroes */
int json_read_address(struct cursor *cursor, const json_t *value, uint64_t *to, bool *known);

/* The member @key of @object, which must be there and have that type; NULL after an error. */
const json_t *json_member(struct cursor *cursor, const json_t *object, const char *key,
			  json_type type);

/* Parse a whole text. Bounded in depth (jansson: 2048) and in the number of values. */
int json_parse(const char *text, size_t length, const char *file, json_t **root,
	       struct luocat_error *err);

#endif
