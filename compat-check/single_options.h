/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * single_options.h - the command lines of diff and lint
 */
#ifndef COMPAT_CHECK_SINGLE_OPTIONS_H
#define COMPAT_CHECK_SINGLE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <luocat.h>

#include "outputs.h"
#include "policy_options.h"

struct single_options {
	const char *paths[2];
	size_t n_paths;	      /* wanted: 1 or 2, set by the caller */
	const char *names[2]; /* of the paths, in complaints; set by the caller */
	/* takes a baseline, a policy, colours and every kind of report; set by the caller */
	bool lint;
	const char *baseline;
	struct policy_options policy;
	struct outputs outputs; /* of diff one */
	bool help;
	bool version;
};

/* 0, or -errno with the first thing that is wrong; @options is filled as far as it goes even then. */
int single_options_parse(int argc, char **argv, struct single_options *options,
			 struct luocat_error *err);
void single_options_free(struct single_options *options);

#endif
