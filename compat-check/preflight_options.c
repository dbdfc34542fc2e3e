// SPDX-License-Identifier: GPL-2.0-only
/*
 * preflight_options.c - the command line of `luo-compat-check preflight`
 */
#include "preflight_options.h"

#include <errno.h>
#include <getopt.h>

#include "options.h"

static int set_once(const char **to, const char *option, struct luocat_error *err)
{
	if (*to)
		return option_complain(err, "%s is given twice", option);
	*to = optarg;
	return 0;
}

static int set_next(struct preflight_options *options, int n, char **words,
		    struct luocat_error *err)
{
	if (n < 1)
		return option_complain(err, "%s",
				       "the catalog of the NEXT kernel is missing; see --help");
	if (n > 1)
		return option_complain(err, "one NEXT kernel, not also \"%s\"", words[1]);
	options->next = words[0];
	return policy_options_stdin(
		&options->policy,
		(const char *const[]){options->next, options->running, options->state}, 3, err);
}

static void parse_option(int c, char **argv, struct preflight_options *options,
			 struct luocat_error *err)
{
	switch (c) {
	case 'r':
		set_once(&options->running, "--running", err);
		break;
	case 's':
		set_once(&options->state, "--state", err);
		break;
	case 'n':
		set_once(&options->next_cmdline, "--next-cmdline", err);
		break;
	case 'i':
		set_once(&options->image_build_id, "--image-build-id", err);
		break;
	case 'l':
		words_set(&options->loaded, "--next-loaded", optarg, err);
		break;
	case 'u':
		words_set(&options->in_use, "--in-use", optarg, err);
		break;
	case 'a':
		options->apply = true;
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

int preflight_options_parse(int argc, char **argv, struct preflight_options *options,
			    struct luocat_error *err)
{
	static const struct option table[] = {
		{"running", required_argument, NULL, 'r'},
		{"state", required_argument, NULL, 's'},
		{"next-cmdline", required_argument, NULL, 'n'},
		{"next-loaded", required_argument, NULL, 'l'},
		{"image-build-id", required_argument, NULL, 'i'},
		{"in-use", required_argument, NULL, 'u'},
		{"apply", no_argument, NULL, 'a'},
		{"format", required_argument, NULL, 'f'},
		{"color", required_argument, NULL, 'C'},
		POLICY_OPTIONS,
		OPTIONS_COMMON,
		{0},
	};

	err->code = 0;
	opterr = 0;
	/* all of it, also behind a mistake: --format json may follow, and the error must be JSON */
	for (int c; (c = getopt_long(argc, argv, ":h", table, NULL)) != -1;)
		parse_option(c, argv, options, err);
	if (!err->code && !options->help && !options->version)
		set_next(options, argc - optind, argv + optind, err);
	outputs_default(&options->outputs);
	return err->code;
}

void preflight_options_free(struct preflight_options *options)
{
	words_free(&options->loaded);
	words_free(&options->in_use);
	policy_options_free(&options->policy);
}
