/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pair_options.h - what the user asked of one pair
 */
#ifndef COMPAT_CHECK_PAIR_OPTIONS_H
#define COMPAT_CHECK_PAIR_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "outputs.h"
#include "policy_options.h"
#include "words.h"

/* What tells the command line of either kernel. */
extern const char *const cmdline_options[2];

struct pair_options {
	const char *paths[2]; /* writer, reader */
	bool ask[2];	      /* by enum luocat_direction; none: see pair_options_load_policy() */
	struct words in_use;
	const char *cmdlines[2]; /* as told for writer and reader; NULL: not told */
	const char *state;	    /* file; NULL: not told */
	struct words loaded;	    /* --next-loaded */
	const char *image_build_id; /* NULL: not told */
	struct policy_options policy;
	struct outputs outputs;
	bool help;
	bool version;
};

/* 0, or -errno with the first thing that is wrong; @options is filled as far as it goes even then.
 */
int pair_options_parse(int argc, char **argv, struct pair_options *options,
		       struct luocat_error *err);
/* Read the policy, which says what is asked where --direction does not. */
int pair_options_load_policy(struct pair_options *options, struct luocat_error *err);
void pair_options_free(struct pair_options *options);

#endif
