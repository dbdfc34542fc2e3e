// SPDX-License-Identifier: GPL-2.0-only
/*
 * fleet_options.c - the command lines of matrix, path, profile and window
 */
#include "fleet_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cmdline.h"
#include "command.h"
#include "fleet.h"
#include "options.h"

/* What stands before the catalogs. */
static const char *const before[][3] = {
	[FLEET_MATRIX] = {NULL},
	[FLEET_PATH] = {"FROM", "TO", NULL},
	[FLEET_PROFILE] = {NULL},
	[FLEET_WINDOW] = {"N", NULL},
};

static int set_window(struct fleet_options *options, const char *word, struct luocat_error *err)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	if (*word < '1' || *word > '9' || *end || n > 4096)
		return option_complain(err, "N is how many kernels back, from 1 on, not \"%s\"",
				       word);
	options->window = n;
	return 0;
}

/* N may be left to a policy: what does not start like a number is a catalog then. */
static bool left_to_policy(const struct fleet_options *options, const char *word)
{
	return options->command == FLEET_WINDOW && options->policy.n_files &&
	       !(*word >= '0' && *word <= '9');
}

/* Standard input can be one file only, of catalogs and policies. */
static int check_stdin(const struct fleet_options *options, struct luocat_error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < options->n_inputs; i++)
		n += !strcmp(options->inputs[i], "-");
	for (size_t i = 0; i < options->policy.n_files; i++)
		n += !strcmp(options->policy.files[i], "-");
	return n > 1 ? option_complain(err, "standard input can be one file only: %s", "- -") : 0;
}

static int set_words(struct fleet_options *options, size_t n, char **words,
		     struct luocat_error *err)
{
	const char *const *names = before[options->command];
	bool policy = n && left_to_policy(options, words[0]);
	size_t taken = 0;

	for (; names[taken] && !policy; taken++) {
		if (taken == n)
			return option_complain(err, "%s is missing; see --help", names[taken]);
		options->words[taken] = words[taken];
	}
	options->inputs = words + taken;
	options->n_inputs = n - taken;
	if (options->command == FLEET_WINDOW && !policy && set_window(options, words[0], err))
		return err->code;
	if (!options->n_inputs)
		return option_complain(err, "%s", "the kernels' catalogs are missing; see --help");
	return check_stdin(options, err);
}

static int set_order(struct fleet_options *options, const char *word, struct luocat_error *err)
{
	options->as_given = !strcmp(word, "given");
	if (options->as_given || !strcmp(word, "release"))
		return 0;
	return option_complain(err, "--order is release or given, not \"%s\"", word);
}

static int set_next_cmdline(struct fleet_options *options, const char *told,
			    struct luocat_error *err)
{
	if (options->next_cmdline)
		return option_complain(err, "%s is given twice", "--next-cmdline");
	options->next_cmdline = told;
	return 0;
}

/* What an option is and who takes it. */
static const struct {
	struct option option;
	int commands;
} table[] = {
	{{"in-use", required_argument, NULL, 'u'}, FLEET_MATRIX | FLEET_PATH | FLEET_WINDOW},
	{{"next-cmdline", required_argument, NULL, 'n'}, FLEET_MATRIX | FLEET_PATH | FLEET_WINDOW},
	{{"next-loaded", required_argument, NULL, 'l'}, FLEET_MATRIX | FLEET_PATH | FLEET_WINDOW},
	{{"policy", required_argument, NULL, OPTION_POLICY},
	 FLEET_MATRIX | FLEET_PATH | FLEET_WINDOW},
	{{"rule", required_argument, NULL, OPTION_RULE}, FLEET_MATRIX | FLEET_PATH | FLEET_WINDOW},
	{{"fail-on", required_argument, NULL, OPTION_FAIL_ON},
	 FLEET_MATRIX | FLEET_PATH | FLEET_WINDOW},
	{{"profile", required_argument, NULL, OPTION_PROFILE},
	 FLEET_MATRIX | FLEET_PATH | FLEET_WINDOW},
	{{"now", required_argument, NULL, OPTION_NOW}, FLEET_MATRIX | FLEET_PATH | FLEET_WINDOW},
	{{"unused-waivers", no_argument, NULL, OPTION_UNUSED_WAIVERS}, FLEET_MATRIX},
	{{"direction", required_argument, NULL, 'd'}, FLEET_WINDOW},
	{{"order", required_argument, NULL, 'o'}, FLEET_WINDOW},
	{{"name", required_argument, NULL, 'N'}, FLEET_PROFILE},
	{{"format", required_argument, NULL, 'f'}, ~0},
	{{"color", required_argument, NULL, 'C'}, ~0},
	{{"help", no_argument, NULL, 'h'}, ~0},
	{{"version", no_argument, NULL, 'V'}, ~0},
};

#define N_OPTIONS (sizeof(table) / sizeof(table[0]))

static void take(struct fleet_options *options, int c, char **argv, struct luocat_error *err)
{
	if (policy_option(c, &options->policy, err))
		return;
	switch (c) {
	case 'u':
		words_set(&options->in_use, "--in-use", optarg, err);
		break;
	case 'n':
		set_next_cmdline(options, optarg, err);
		break;
	case 'l':
		words_set(&options->loaded, "--next-loaded", optarg, err);
		break;
	case 'd':
		option_direction(optarg, options->ask, err);
		break;
	case 'o':
		set_order(options, optarg, err);
		break;
	case 'N':
		options->name = optarg;
		break;
	case 'C':
		outputs_color(&options->outputs, optarg, err);
		break;
	case 'f':
		outputs_add(&options->outputs, optarg, err);
		break;
	default:
		option_common(c, argv, &options->help, &options->version, err);
	}
}

int fleet_options_parse(int argc, char **argv, struct fleet_options *options,
			struct luocat_error *err)
{
	struct option taken[N_OPTIONS + 1] = {0};
	size_t n = 0;

	for (size_t i = 0; i < N_OPTIONS; i++) {
		if (table[i].commands & (int)options->command)
			taken[n++] = table[i].option;
	}
	err->code = 0;
	opterr = 0;
	/* all of it, also behind a mistake: --format json may follow, and the error must be JSON */
	for (int c; (c = getopt_long(argc, argv, ":h", taken, NULL)) != -1;)
		take(options, c, argv, err);
	if (!err->code && !options->help && !options->version)
		set_words(options, (size_t)(argc - optind), argv + optind, err);
	outputs_default(&options->outputs);
	return err->code;
}

void fleet_options_free(struct fleet_options *options)
{
	words_free(&options->in_use);
	words_free(&options->loaded);
	policy_options_free(&options->policy);
}

/* What the command line left to the policy. */
static int ask_policy(struct fleet_options *options, struct luocat_error *err)
{
	int ret = policy_options_directions(&options->policy, options->ask, err);

	if (ret || options->command != FLEET_WINDOW || options->window)
		return ret;
	options->window = luocat_policy_window(options->policy.policy);
	return options->window ? 0
			       : option_complain(err, "%s is missing, and the policy does not say how "
						      "many kernels back; see --help", "N");
}

int fleet_judge(struct fleet_options *options, struct fleet *fleet, struct luocat_matrix **matrix,
		struct luocat_error *err)
{
	struct luocat_judge_opts judge = {
		.size = sizeof(judge),
		.narrow = options->in_use.told,
		.in_use = (const char *const *)options->in_use.list,
		.n_in_use = options->in_use.n,
		.loaded = (const char *const *)options->loaded.list,
		.n_loaded = options->loaded.n,
		.loaded_told = options->loaded.told,
	};
	const struct luocat_matrix_opts opts = {
		.size = sizeof(opts), .judge = &judge, .threads = fleet_threads()};
	char *next_cmdline = NULL;
	int ret = policy_options_load(&options->policy, err);

	if (!ret)
		ret = ask_policy(options, err);
	policy_options_ask(&options->policy, &judge);
	if (!ret && options->next_cmdline)
		ret = cmdline_read("--next-cmdline", options->next_cmdline, &next_cmdline, err);
	judge.reader_cmdline = next_cmdline;
	if (!ret)
		ret = fleet_load(options->inputs, options->n_inputs, fleet, err);
	if (!ret)
		ret = luocat_matrix_new(fleet->catalogs, fleet->n, &opts, matrix, err);
	if (!ret && options->policy.unused_waivers)
		ret = luocat_matrix_name_unused(*matrix, err);
	free(next_cmdline);
	return ret;
}

int fleet_command(int argc, char **argv, struct fleet_options *options, const char *help,
		  int (*run)(struct fleet_options *options, struct luocat_error *err))
{
	struct luocat_error err = {0};
	int ret = fleet_options_parse(argc, argv, options, &err);

	if (!ret && options->help)
		ret = command_print(help);
	else if (!ret && options->version)
		ret = command_version();
	else if (!ret)
		ret = run(options, &err);
	ret = command_finish(ret, &err, options->outputs.json);
	fleet_options_free(options);
	return ret;
}
