// SPDX-License-Identifier: GPL-2.0-only
/*
 * single_options.c - the command lines of diff and lint
 */
#include "single_options.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "options.h"

/* diff says what changed and judges nothing: what shows verdicts does not show that. */
static void set_format(struct single_options *options, const char *spec, struct luocat_error *err)
{
	const struct report_format *format;

	if (outputs_add(&options->outputs, spec, err) || options->lint)
		return;
	format = options->outputs.list[0].format;
	if (strcmp(format->name, "text") != 0 && strcmp(format->name, "json") != 0)
		option_complain(err, "diff's --format is text or json, then :FILE if wanted, not \"%s\"",
				spec);
	else if (options->outputs.n > 1)
		option_complain(err, "one --format, not also %s", spec);
}

static int set_paths(struct single_options *options, size_t n, char **words,
		     struct luocat_error *err)
{
	if (n < options->n_paths)
		return option_complain(err, "%s's catalog is missing; see --help", options->names[n]);
	if (n > options->n_paths)
		return option_complain(err, "too many catalogs: \"%s\"", words[options->n_paths]);
	for (size_t i = 0; i < n; i++)
		options->paths[i] = words[i];
	return policy_options_stdin(
		&options->policy,
		(const char *const[]){words[0], n > 1 ? words[1] : NULL, options->baseline}, 3,
		err);
}

int single_options_parse(int argc, char **argv, struct single_options *options,
			 struct luocat_error *err)
{
	static const struct option of_diff[] = {
		{"format", required_argument, NULL, 'f'},
		OPTIONS_COMMON,
		{0},
	};
	static const struct option of_lint[] = {
		{"baseline", required_argument, NULL, 'b'},
		FINDING_OPTIONS,
		{"format", required_argument, NULL, 'f'},
		{"color", required_argument, NULL, 'C'},
		OPTIONS_COMMON,
		{0},
	};
	const struct option *table = options->lint ? of_lint : of_diff;

	err->code = 0;
	opterr = 0;
	/* all of it, also behind a mistake: --format json may follow, and the error must be JSON */
	for (int c; (c = getopt_long(argc, argv, ":h", table, NULL)) != -1;) {
		switch (c) {
		case 'f':
			set_format(options, optarg, err);
			break;
		case 'b':
			if (options->baseline)
				option_complain(err, "one --baseline, not also %s", optarg);
			options->baseline = optarg;
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
		set_paths(options, (size_t)(argc - optind), argv + optind, err);
	outputs_default(&options->outputs);
	return err->code;
}

void single_options_free(struct single_options *options)
{
	policy_options_free(&options->policy);
}
