/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * words.h - options that take a list, separated by commas
 */
#ifndef COMPAT_CHECK_WORDS_H
#define COMPAT_CHECK_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include <luocat.h>

struct words {
	bool told;   /* the option was given; the list may be empty */
	char **list; /* each in @text */
	size_t n;
	char *text; /* the argument, cut up */
};

/* Take @option's argument; 0 or -errno. */
int words_set(struct words *words, const char *option, const char *list, struct luocat_error *err);
void words_free(struct words *words);

#endif
