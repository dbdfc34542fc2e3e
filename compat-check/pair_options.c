// SPDX-License-Identifier: GPL-2.0-only
/*
 * pair_options.c - the command line of `luo-compat-check pair`
 */
#include "pair_options.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "cli.h"
#include "options.h"

const char *const cmdline_options[2] = {"--cmdline", "--next-cmdline"};

/* ---- --cmdline, --next-cmdline ---- */

static int set_cmdline(struct pair_options *options, int kernel, struct luocat_error *err)
{
	if (options->cmdlines[kernel])
		return option_complain(err, "%s is given twice", cmdline_options[kernel]);
	options->cmdlines[kernel] = optarg;
	return 0;
}

/* ---- All together ---- */

static int set_paths(struct pair_options *options, int n, char **words, struct luocat_error *err)
{
	if (n < 2)
		return option_complain(err, "%s",
				n ? "a READER's catalog is missing; see --help"
				  : "WRITER and READER are missing; see --help");
	if (n > 2)
		return option_complain(err, "one WRITER and one READER, not also \"%s\"", words[2]);
	memcpy(options->paths, words, sizeof(options->paths));
	return policy_options_stdin(&options->policy,
				    (const char *const[]){words[0], words[1], options->state}, 3,
				    err);
}

int pair_options_load_policy(struct pair_options *options, struct luocat_error *err)
{
	int ret = policy_options_load(&options->policy, err);

	return ret ? ret : policy_options_directions(&options->policy, options->ask, err);
}

int pair_options_parse(int argc, char **argv, struct pair_options *options,
		       struct luocat_error *err)
{
	static const struct option table[] = {
		{"in-use", required_argument, NULL, 'u'},
		{"cmdline", required_argument, NULL, 'c'},
		{"next-cmdline", required_argument, NULL, 'n'},
		{"state", required_argument, NULL, 's'},
		{"next-loaded", required_argument, NULL, 'l'},
		{"image-build-id", required_argument, NULL, 'i'},
		{"direction", required_argument, NULL, 'd'},
		{"format", required_argument, NULL, 'f'},
		{"color", required_argument, NULL, 'C'},
		POLICY_OPTIONS,
		OPTIONS_COMMON,
		{0},
	};

	err->code = 0;
	opterr = 0;
	/* all of it, also behind a mistake: --format json may follow, and the error must be JSON */
	for (int c; (c = getopt_long(argc, argv, ":h", table, NULL)) != -1;) {
		switch (c) {
		case 'u':
			words_set(&options->in_use, "--in-use", optarg, err);
			break;
		case 'c':
			set_cmdline(options, 0, err);
			break;
		case 'n':
			set_cmdline(options, 1, err);
			break;
		case 's':
			options->state = optarg;
			break;
		case 'l':
			words_set(&options->loaded, "--next-loaded", optarg, err);
			break;
		case 'i':
			options->image_build_id = optarg;
			break;
		case 'd':
			option_direction(optarg, options->ask, err);
			break;
		case 'f':
			outputs_add(&options->outputs, optarg, err);
			break;
		case 'C':
			outputs_color(&options->outputs, optarg, err);
			break;
		default:
			if (!policy_option(c, &options->policy, err))
				option_common(c, argv, &options->help, &options->version, err);
		}
	}
	if (!err->code && !options->help && !options->version)
		set_paths(options, argc - optind, argv + optind, err);
	outputs_default(&options->outputs);
	return err->code;
}

void pair_options_free(struct pair_options *options)
{
	words_free(&options->in_use);
	words_free(&options->loaded);
	policy_options_free(&options->policy);
}
