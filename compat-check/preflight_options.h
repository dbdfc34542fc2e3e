/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * preflight_options.h - what the user told before a kexec
 */
#ifndef COMPAT_CHECK_PREFLIGHT_OPTIONS_H
#define COMPAT_CHECK_PREFLIGHT_OPTIONS_H

#include <stdbool.h>

#include "outputs.h"
#include "policy_options.h"
#include "words.h"

struct preflight_options {
	const char *next;	  /* catalog of the kernel that is booted next */
	const char *running;	  /* of the one that runs; NULL: where its build installed it */
	const char *state;	  /* a document or a table; NULL: the running kernel's table */
	const char *next_cmdline; /* as told; NULL: not told, as below */
	struct words loaded;	  /* --next-loaded */
	const char *image_build_id;
	struct words in_use;
	bool apply;
	struct policy_options policy;
	struct outputs outputs;
	bool help;
	bool version;
};

/* As pair_options_parse(). */
int preflight_options_parse(int argc, char **argv, struct preflight_options *options,
			    struct luocat_error *err);
void preflight_options_free(struct preflight_options *options);

#endif
