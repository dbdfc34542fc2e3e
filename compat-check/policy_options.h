/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * policy_options.h - what commands that judge take of a policy
 *
 *	static const struct option table[] = {..., POLICY_OPTIONS, OPTIONS_COMMON, {0}};
 *
 *	if (!policy_option(c, &options->policy, err))
 *		... the command's own options
 *
 *	ret = policy_options_load(&options->policy, err);	(reads the files, and the clock)
 *	policy_options_ask(&options->policy, &opts);		(for each question)
 *	ret = policy_options_finish(&options->policy, verdicts, n, err);	(once all are answered)
 */
#ifndef COMPAT_CHECK_POLICY_OPTIONS_H
#define COMPAT_CHECK_POLICY_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include <luocat.h>

#define MAX_POLICY_FILES 16

enum {
	OPTION_POLICY = 256,
	OPTION_RULE,
	OPTION_FAIL_ON,
	OPTION_PROFILE,
	OPTION_NOW,
	OPTION_UNUSED_WAIVERS,
};

/* clang-format off */
/* What is made of findings. */
#define FINDING_OPTIONS                                                                            \
	{"policy", required_argument, NULL, OPTION_POLICY},                                        \
	{"rule", required_argument, NULL, OPTION_RULE},                                            \
	{"fail-on", required_argument, NULL, OPTION_FAIL_ON},                                      \
	{"now", required_argument, NULL, OPTION_NOW},                                              \
	{"unused-waivers", no_argument, NULL, OPTION_UNUSED_WAIVERS}
#define POLICY_OPTIONS                                                                             \
	FINDING_OPTIONS,                                                                           \
	{"profile", required_argument, NULL, OPTION_PROFILE}
/* clang-format on */

/* Of findings alone, whatever they are about. */
#define RULE_HELP                                                                                  \
	"      --rule ID=LEVEL        what becomes of a rule's findings: error, warn, note or "     \
	"off;\n"                                                                                   \
	"                             ID may be a glob; goes before what a policy says\n"          \
	"      --fail-on SEVERITY     exit status 1 from which severity on: unknown (the "         \
	"default),\n"                                                                              \
	"                             plan, warning or note\n"                                     \
	"      --now YYYY-MM-DD       the date with which waivers are held; today (UTC) "          \
	"otherwise\n"

/* Without what needs all verdicts at once. */
#define POLICY_HELP_EACH                                                                           \
	"      --policy FILE          what is asked beyond that it can be read: luo-policy(5); "    \
	"may\n"                                                                                    \
	"                             be repeated\n"                                               \
	"      --profile NAME         both kernels must write and read exactly the formats of\n"    \
	"                             this profile of the policy\n"                                \
	RULE_HELP

#define UNUSED_HELP "      --unused-waivers       name the waivers that excuse nothing\n"
#define POLICY_HELP POLICY_HELP_EACH UNUSED_HELP

struct policy_options {
	const char *files[MAX_POLICY_FILES];
	size_t n_files;
	const char *fail_on; /* NULL: not told, as below */
	const char *profile;
	const char *now; /* NULL: not told, and @today from policy_options_load() on */
	bool unused_waivers;
	char today[16];
	struct luocat_policy *policy; /* whole once that is called; NULL: nothing was asked */
};

/* Take the option that getopt_long() returned; false where it is none of these. */
bool policy_option(int c, struct policy_options *options, struct luocat_error *err);
/* Standard input can be one file only, of @n paths (NULL: none) and the policies. */
int policy_options_stdin(const struct policy_options *options, const char *const *paths, size_t n,
			 struct luocat_error *err);
/* Read what was named. 0 or -errno. */
int policy_options_load(struct policy_options *options, struct luocat_error *err);
void policy_options_ask(const struct policy_options *options, struct luocat_judge_opts *opts);
void policy_options_ask_lint(const struct policy_options *options, struct luocat_lint_opts *opts);
/* Which ways to ask where --direction was not given, by enum luocat_direction. */
int policy_options_directions(const struct policy_options *options, bool ask[2],
			      struct luocat_error *err);
/* What can be said once all questions are answered: whether a waiver excuses anything. */
int policy_options_finish(const struct policy_options *options,
			  struct luocat_verdict *const *verdicts, size_t n_verdicts,
			  struct luocat_error *err);
void policy_options_free(struct policy_options *options);

#endif
