/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * outputs.h - where reports go: --format KIND[:FILE], which may be repeated, and --color
 */
#ifndef COMPAT_CHECK_OUTPUTS_H
#define COMPAT_CHECK_OUTPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "report.h"

#define MAX_OUTPUTS 8

struct output {
	const struct report_format *format;
	const char *path; /* NULL: standard output */
};

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct outputs {
	const struct report_formats *formats; /* to choose from; NULL: those of verdicts */
	struct output list[MAX_OUTPUTS];
	size_t n;
	enum colour colour;
	bool json; /* errors are to be JSON too */
};

/* Take one --format; 0 or -errno. */
int outputs_add(struct outputs *outputs, const char *spec, struct luocat_error *err);
/* Take --color; 0 or -errno. */
int outputs_color(struct outputs *outputs, const char *when, struct luocat_error *err);
/* Text to standard output where nothing was asked for. */
void outputs_default(struct outputs *outputs);
/* Everything is rendered before anything is written, standard output last. */
int outputs_put(const struct outputs *outputs, struct report *report, struct luocat_error *err);

#endif
