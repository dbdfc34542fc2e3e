/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * excerpt.h - a difference of two layouts as a person reads structs: side by side
 */
#ifndef COMPAT_CHECK_EXCERPT_H
#define COMPAT_CHECK_EXCERPT_H

#include <stdio.h>

#include <luocat.h>

struct excerpt {
	struct luocat_catalog *catalogs[2];
	const char *titles[2]; /* "writer", "reader" */
	int indent;
};

/* The difference of @differences that counts most, and how many more there are. -1: out of memory.
 */
int excerpt_print(FILE *out, const struct excerpt *excerpt,
		  const struct luocat_differences *differences);

#endif
