// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * error.c - why a call failed
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

/* Copy what fits, whole characters only; what a terminal must not see becomes a question mark. */
static void set_text(char *to, size_t size, const char *from)
{
	size_t used = 0;

	while (from && *from) {
		size_t length = text_char(from);
		size_t room = length ? length : 1;

		if (used + room >= size)
			break;
		if (length)
			memcpy(to + used, from, length);
		else
			to[used] = '?';
		used += room;
		from += room;
	}
	to[used] = '\0';
}

int luocat_error_set(struct luocat_error *err, int code, const char *file, const char *where,
		     const char *fmt, ...)
{
	struct luocat_error made;
	char what[sizeof(made.what)];
	va_list args;

	if (!err)
		return code;
	/* The arguments may point into @err itself: fill another one first. */
	made.code = code;
	va_start(args, fmt);
	if (vsnprintf(what, sizeof(what), fmt, args) < 0)
		what[0] = '\0';
	va_end(args);
	set_text(made.file, sizeof(made.file), file);
	set_text(made.where, sizeof(made.where), where);
	set_text(made.what, sizeof(made.what), what);
	*err = made;
	return code;
}

int error_no_memory(struct luocat_error *err)
{
	return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
}
