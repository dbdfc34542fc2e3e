// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy_options.c - what commands that judge take of a policy
 */
#include "policy_options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "options.h"

static void set_once(const char **to, const char *option, struct luocat_error *err)
{
	if (*to)
		option_complain(err, "%s is given twice", option);
	*to = optarg;
}

static int set_rule(struct luocat_policy *policy, const char *word, struct luocat_error *err)
{
	const char *equals = strchr(word, '=');
	char rule[256], by[300];
	enum luocat_level level;
	int ret;

	if (!equals || (size_t)(equals - word) >= sizeof(rule) ||
	    luocat_level_parse(equals + 1, &level))
		return option_complain(err, "--rule is ID=error, warn, note or off, not \"%s\"",
				       word);
	snprintf(rule, sizeof(rule), "%.*s", (int)(equals - word), word);
	snprintf(by, sizeof(by), "--rule %.280s", word);
	ret = luocat_policy_set_rule(policy, rule, level, by, err);
	return ret ? luocat_error_set(err, ret, NULL, NULL, "--rule %s: %s", word, err->what) : 0;
}

static int set_fail_on(struct luocat_policy *policy, const char *word, struct luocat_error *err)
{
	int ret = luocat_policy_set_fail_on(policy, word, err);

	return ret ? luocat_error_set(err, ret, NULL, NULL, "--fail-on: %s", err->what) : 0;
}

/* At once, so that a word that is wrong is named whatever else is; the first complaint stays. */
static void take(struct policy_options *options,
		 int (*set)(struct luocat_policy *policy, const char *word,
			    struct luocat_error *err),
		 struct luocat_error *err)
{
	if (err->code)
		return;
	if (!options->policy)
		options->policy = luocat_policy_new();
	if (options->policy)
		set(options->policy, optarg, err);
	else
		luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
}

static void add_file(struct policy_options *options, struct luocat_error *err)
{
	if (options->n_files == MAX_POLICY_FILES)
		option_complain(err, "too many %s", "--policy");
	else
		options->files[options->n_files++] = optarg;
}

bool policy_option(int c, struct policy_options *options, struct luocat_error *err)
{
	switch (c) {
	case OPTION_POLICY:
		add_file(options, err);
		return true;
	case OPTION_RULE:
		take(options, set_rule, err);
		return true;
	case OPTION_FAIL_ON:
		set_once(&options->fail_on, "--fail-on", err);
		take(options, set_fail_on, err);
		return true;
	case OPTION_PROFILE:
		set_once(&options->profile, "--profile", err);
		return true;
	case OPTION_NOW:
		set_once(&options->now, "--now", err);
		return true;
	case OPTION_UNUSED_WAIVERS:
		options->unused_waivers = true;
		return true;
	default:
		return false;
	}
}

int policy_options_stdin(const struct policy_options *options, const char *const *paths, size_t n,
			 struct luocat_error *err)
{
	const char *all[MAX_POLICY_FILES + 8];

	for (size_t i = 0; i < options->n_files; i++)
		all[i] = options->files[i];
	for (size_t i = 0; i < n && i < 8; i++)
		all[options->n_files + i] = paths[i];
	return option_one_stdin(err, all, options->n_files + n);
}

/* ---- What was named ---- */

static int load_file(struct luocat_policy *policy, const char *path, struct luocat_error *err)
{
	int fd, ret = cli_open(path, &fd, err);

	if (ret)
		return ret;
	ret = luocat_policy_load_fd(policy, fd, path, err);
	cli_close(fd);
	return ret;
}

/* A waiver's last day is one of the calendar, not of a place. */
static int set_today(struct policy_options *options, struct luocat_error *err)
{
	time_t now = time(NULL);
	struct tm tm;

	if (options->now)
		return 0;
	if (!gmtime_r(&now, &tm) ||
	    !strftime(options->today, sizeof(options->today), "%Y-%m-%d", &tm))
		return luocat_error_set(err, -EINVAL, NULL, NULL, "the clock shows no date");
	options->now = options->today;
	return 0;
}

static bool asked(const struct policy_options *options)
{
	return options->policy || options->n_files || options->profile || options->now ||
	       options->unused_waivers;
}

int policy_options_load(struct policy_options *options, struct luocat_error *err)
{
	int ret = 0;

	if (!asked(options))
		return 0;
	if (!options->policy)
		options->policy = luocat_policy_new();
	if (!options->policy)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	for (size_t i = 0; i < options->n_files && !ret; i++)
		ret = load_file(options->policy, options->files[i], err);
	return ret ? ret : set_today(options, err);
}

void policy_options_ask(const struct policy_options *options, struct luocat_judge_opts *opts)
{
	if (!options->policy)
		return;
	opts->policy = options->policy;
	opts->profile = options->profile;
	opts->now = options->now;
}

void policy_options_ask_lint(const struct policy_options *options, struct luocat_lint_opts *opts)
{
	if (!options->policy)
		return;
	opts->policy = options->policy;
	opts->now = options->now;
}

int policy_options_directions(const struct policy_options *options, bool ask[2],
			      struct luocat_error *err)
{
	const char *said = NULL;

	if (ask[LUOCAT_FORWARD] || ask[LUOCAT_ROLLBACK])
		return 0;
	if (options->policy)
		said = luocat_policy_directions(options->policy);
	return option_direction(said ? said : "forward", ask, err);
}

int policy_options_finish(const struct policy_options *options,
			  struct luocat_verdict *const *verdicts, size_t n_verdicts,
			  struct luocat_error *err)
{
	return options->unused_waivers ? luocat_verdicts_name_unused(verdicts, n_verdicts, err) : 0;
}

void policy_options_free(struct policy_options *options)
{
	options->policy = luocat_policy_unref(options->policy);
}
