/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pair_options.h - what the user asked of one pair
 */
#ifndef COMPAT_CHECK_PAIR_OPTIONS_H
#define COMPAT_CHECK_PAIR_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "report.h"

#define MAX_OUTPUTS 8

/* What tells the command line of either kernel. */
extern const char *const cmdline_options[2];

struct output {
	const struct report_format *format;
	const char *path; /* NULL: standard output */
};

struct pair_options {
	const char *paths[2]; /* writer, reader */
	bool ask[2];	      /* by enum luocat_direction */
	bool narrow;
	char **in_use; /* each in @words */
	size_t n_in_use;
	char *words; /* the argument of --in-use, cut up */
	const char *cmdlines[2]; /* as told for writer and reader; NULL: not told */
	struct output outputs[MAX_OUTPUTS];
	size_t n_outputs;
	bool json; /* errors are to be JSON too */
	bool help;
	bool version;
};

/* 0, or -errno with the first thing that is wrong; @options is filled as far as it goes even then.
 */
int pair_options_parse(int argc, char **argv, struct pair_options *options,
		       struct luocat_error *err);
void pair_options_free(struct pair_options *options);

#endif
