// SPDX-License-Identifier: GPL-2.0-only
/*
 * pair_options.c - the command line of `luo-compat-check pair`
 */
#include "pair_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "options.h"

const char *const cmdline_options[2] = {"--cmdline", "--next-cmdline"};

/* ---- --in-use ---- */

static int set_in_use(struct pair_options *options, const char *list, struct luocat_error *err)
{
	char *rest;

	if (options->narrow)
		return option_complain(err, "--in-use is given twice, the second time %s", list);
	options->narrow = true;
	options->words = strdup(list);
	options->in_use = calloc(strlen(list) + 1, sizeof(*options->in_use));
	if (!options->words || !options->in_use)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	if (!*list)
		return 0; /* nothing is in use */
	rest = options->words;
	for (char *word; (word = strsep(&rest, ","));) {
		if (!*word)
			return option_complain(err, "--in-use has an empty name in \"%s\"", list);
		options->in_use[options->n_in_use++] = word;
	}
	return 0;
}

/* ---- --cmdline, --next-cmdline ---- */

static int set_cmdline(struct pair_options *options, int kernel, struct luocat_error *err)
{
	if (options->cmdlines[kernel])
		return option_complain(err, "%s is given twice", cmdline_options[kernel]);
	options->cmdlines[kernel] = optarg;
	return 0;
}

/* ---- --direction ---- */

static int set_direction(struct pair_options *options, const char *word, struct luocat_error *err)
{
	static const struct {
		const char *word;
		bool ask[2];
	} directions[] = {
		{"forward", {[LUOCAT_FORWARD] = true}},
		{"rollback", {[LUOCAT_ROLLBACK] = true}},
		{"both", {true, true}},
	};

	for (size_t i = 0; i < sizeof(directions) / sizeof(directions[0]); i++) {
		if (!strcmp(directions[i].word, word)) {
			memcpy(options->ask, directions[i].ask, sizeof(options->ask));
			return 0;
		}
	}
	return option_complain(err, "--direction is forward, rollback or both, not \"%s\"", word);
}

/* ---- --format ---- */

static bool to_stdout(const struct output *output)
{
	return !output->path || !strcmp(output->path, "-");
}

static int add_output(struct pair_options *options, const char *spec, struct luocat_error *err)
{
	const char *colon = strchrnul(spec, ':');
	struct output output = {
		.format = report_format_find(spec, (size_t)(colon - spec)),
		.path = *colon ? colon + 1 : NULL,
	};

	options->json |= (size_t)(colon - spec) == strlen("json") && !strncmp(spec, "json", 4);
	if (!output.format)
		return option_complain(err, "--format is text or json, then :FILE if wanted, not \"%s\"",
				spec);
	if (output.path && !*output.path)
		return option_complain(err, "--format %s names no file", spec);
	if (options->n_outputs == MAX_OUTPUTS)
		return option_complain(err, "too many --format, the last is %s", spec);
	for (size_t i = 0; i < options->n_outputs; i++) {
		const struct output *other = &options->outputs[i];

		if (to_stdout(&output) ? to_stdout(other)
				       : !to_stdout(other) && !strcmp(output.path, other->path))
			return option_complain(err, "two reports for one place: --format %s", spec);
	}
	options->outputs[options->n_outputs++] = output;
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
	if (!strcmp(words[0], "-") && !strcmp(words[1], "-"))
		return option_complain(err, "standard input can be one catalog only: %s", "- -");
	return 0;
}

static void set_defaults(struct pair_options *options)
{
	if (!options->ask[LUOCAT_FORWARD] && !options->ask[LUOCAT_ROLLBACK])
		options->ask[LUOCAT_FORWARD] = true;
	if (!options->n_outputs)
		options->outputs[options->n_outputs++] =
			(struct output){.format = report_format_find("text", strlen("text"))};
}

int pair_options_parse(int argc, char **argv, struct pair_options *options,
		       struct luocat_error *err)
{
	static const struct option table[] = {
		{"in-use", required_argument, NULL, 'u'},
		{"cmdline", required_argument, NULL, 'c'},
		{"next-cmdline", required_argument, NULL, 'n'},
		{"direction", required_argument, NULL, 'd'},
		{"format", required_argument, NULL, 'f'},
		OPTIONS_COMMON,
		{0},
	};

	err->code = 0;
	opterr = 0;
	/* all of it, also behind a mistake: --format json may follow, and the error must be JSON */
	for (int c; (c = getopt_long(argc, argv, ":h", table, NULL)) != -1;) {
		switch (c) {
		case 'u':
			set_in_use(options, optarg, err);
			break;
		case 'c':
			set_cmdline(options, 0, err);
			break;
		case 'n':
			set_cmdline(options, 1, err);
			break;
		case 'd':
			set_direction(options, optarg, err);
			break;
		case 'f':
			add_output(options, optarg, err);
			break;
		default:
			option_common(c, argv, &options->help, &options->version, err);
		}
	}
	if (!err->code && !options->help && !options->version)
		set_paths(options, argc - optind, argv + optind, err);
	set_defaults(options);
	return err->code;
}

void pair_options_free(struct pair_options *options)
{
	free(options->in_use);
	free(options->words);
}
