// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_explain.c - luo-compat-check explain: the rule table for people
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

#include "cli.h"
#include "command.h"
#include "text.h"

static const char help[] =
	"usage: " PROGRAM " explain [RULE]\n\n"
	"Prints what a rule means, why it is there, what to do about it and where that comes\n"
	"from; without RULE, the list of rules with the worst that each can say.\n\n"
	"      --help     this text\n"
	"      --version  print the version\n";

static void print_list(FILE *out)
{
	for (size_t i = 0; i < luocat_n_rules(); i++) {
		const struct luocat_rule *rule = luocat_rule(i);

		fprintf(out, "%-21s %-13s %s\n", rule->id, luocat_severity_name(rule->severity),
			rule->meaning);
	}
}

static void print_rule(FILE *out, const struct luocat_rule *rule)
{
	char line[1024];

	fprintf(out, "%s: %s\nseverity: %s\n\n", rule->id, rule->meaning,
		luocat_severity_name(rule->severity));
	text_wrap(out, 0, rule->text);
	snprintf(line, sizeof(line), "source: %s", rule->source);
	fputc('\n', out);
	text_wrap(out, 0, line);
}

static int fail(const char *fmt, const char *word)
{
	struct luocat_error err;

	luocat_error_set(&err, -EINVAL, NULL, NULL, fmt, word);
	cli_error(PROGRAM, &err, false);
	return CLI_ERROR;
}

static int explain(const struct luocat_rule *rule)
{
	char *text = NULL;
	size_t length;
	FILE *out = cli_text_open(&text, &length);
	int status;

	if (!out)
		return fail("%s", strerror(errno));
	if (rule)
		print_rule(out, rule);
	else
		print_list(out);
	status = fclose(out) ? fail("%s", strerror(errno)) : command_print(text);
	free(text);
	return status;
}

int command_explain(int argc, char **argv)
{
	static const struct option options[] = {
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{0},
	};
	const struct luocat_rule *rule = NULL;

	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
		switch (c) {
		case 'h':
			return command_print(help);
		case 'V':
			return command_version();
		default:
			return fail("explain: unknown option %s", argv[optind - 1]);
		}
	}
	if (argc - optind > 1)
		return fail("explain: one rule at a time, not also %s", argv[optind + 1]);
	if (optind < argc) {
		rule = luocat_rule_find(argv[optind]);
		if (!rule)
			return fail("explain: no rule %s; `explain` alone lists them",
				    argv[optind]);
	}
	return explain(rule);
}
