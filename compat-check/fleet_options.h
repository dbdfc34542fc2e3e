/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fleet_options.h - what the user asked of many kernels
 */
#ifndef COMPAT_CHECK_FLEET_OPTIONS_H
#define COMPAT_CHECK_FLEET_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <luocat.h>

#include "outputs.h"
#include "policy_options.h"
#include "words.h"

/* Which commands take an option. */
enum fleet_command {
	FLEET_MATRIX = 1 << 0,
	FLEET_PATH = 1 << 1,
	FLEET_PROFILE = 1 << 2,
	FLEET_WINDOW = 1 << 3,
};

#define FLEET_HELP                                                                                 \
	"      --in-use LIST          only these file handlers, subtrees and FLBs are in use "     \
	"(names\n"                                                                                 \
	"                             or ids, comma separated); \"\" for none. One that only "     \
	"some\n"                                                                                   \
	"                             kernels have counts where these write\n"                     \
	"      --next-cmdline TEXT    the kernel command line with which each will be booted; "    \
	"@FILE\n"                                                                                  \
	"                             reads it from FILE\n"                                        \
	"      --next-loaded LIST     the modules that each loads before it needs "                \
	"them\n" POLICY_HELP_EACH

struct fleet_options {
	enum fleet_command command; /* set by the caller, as are outputs.formats */
	const char *words[2];	    /* before the catalogs: FROM and TO, or N */
	size_t window;		    /* N; 0: the policy says, until fleet_judge() */
	char *const *inputs;
	size_t n_inputs;
	struct words in_use;
	const char *next_cmdline; /* as told; NULL: not told */
	struct words loaded;	  /* --next-loaded */
	struct policy_options policy;
	bool ask[2];	  /* window: by enum luocat_direction, likewise */
	bool as_given;	  /* window: --order given */
	const char *name; /* profile: --name */
	struct outputs outputs;
	bool help;
	bool version;
};

/* As pair_options_parse(). */
int fleet_options_parse(int argc, char **argv, struct fleet_options *options,
			struct luocat_error *err);
void fleet_options_free(struct fleet_options *options);

struct fleet;

/* Read the catalogs and judge them. Both outs are the caller's, also where this fails. */
int fleet_judge(struct fleet_options *options, struct fleet *fleet, struct luocat_matrix **matrix,
		struct luocat_error *err);

/* A command: options are parsed, then @run, whose result becomes the exit status. */
int fleet_command(int argc, char **argv, struct fleet_options *options, const char *help,
		  int (*run)(struct fleet_options *options, struct luocat_error *err));

#endif
