// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_lint.c - luo-compat-check lint: is something wrong with a kernel's formats
 */
#include <errno.h>
#include <stdlib.h>

#include <luocat.h>

#include "cli.h"
#include "command.h"
#include "report.h"
#include "single_options.h"

static const char help[] =
	"usage: " PROGRAM " lint [OPTION]... CATALOG\n\n"
	"For the maintainers of a kernel: fails where a layout changed since the baseline and the\n"
	"version of the format that owns it did not, and says what to bump or to restore. Warns "
	"of\n"
	"pointers that are handed over and notes layouts that are not known.\n\n"
	"      --baseline CATALOG     of an earlier kernel, such as the last release\n"
	"      --policy FILE          luo-policy(5): its severities and waivers count, the baseline\n"
	"                             being the writer; may be repeated\n"
	RULE_HELP UNUSED_HELP
	"      --format KIND[:FILE]   text (the default), json, sarif, junit, markdown or html, to\n"
	"                             standard output or FILE; may be repeated. With json, errors\n"
	"                             are JSON too\n"
	"      --color WHEN           text in colours: auto (the default), always or never\n"
	"      --help                 this text\n"
	"      --version              print the version\n\n"
	"CATALOG - is standard input.\n"
	"Exit status: 0 nothing wrong, 1 a layout changed or cannot be told, or the policy refuses\n"
	"what was found, 2 could not judge.\n";

static int lint(const struct single_options *options, struct luocat_catalog *catalog,
		struct luocat_catalog *baseline, struct luocat_verdict **verdict,
		struct luocat_error *err)
{
	struct luocat_lint_opts opts = {.size = sizeof(opts)};
	int ret;

	policy_options_ask_lint(&options->policy, &opts);
	ret = luocat_lint(catalog, baseline, &opts, verdict, err);
	return ret ? ret : policy_options_finish(&options->policy, verdict, 1, err);
}

static int run(struct single_options *options, struct luocat_error *err)
{
	struct luocat_catalog *catalog = NULL, *baseline = NULL;
	struct luocat_verdict *verdict = NULL;
	struct report report = {.verdicts = &verdict, .n_verdicts = 1, .lint = true};
	int ret = policy_options_load(&options->policy, err);

	if (!ret)
		ret = cli_load_catalog(options->paths[0], &catalog, err);
	if (!ret && options->baseline)
		ret = cli_load_catalog(options->baseline, &baseline, err);
	if (!ret)
		ret = lint(options, catalog, baseline, &verdict, err);
	if (!ret) {
		report.inputs[0] = (struct report_input){catalog, options->paths[0]};
		report.inputs[1] = (struct report_input){baseline, options->baseline};
		report.status = report_status(verdict);
		ret = outputs_put(&options->outputs, &report, err);
	}
	luocat_verdict_unref(verdict);
	luocat_catalog_unref(baseline);
	luocat_catalog_unref(catalog);
	return ret ? ret : report.status;
}

int command_lint(int argc, char **argv)
{
	struct single_options options = {
		.n_paths = 1, .names = {"CATALOG"}, .lint = true};
	struct luocat_error err = {0};
	int ret = single_options_parse(argc, argv, &options, &err);

	if (!ret && options.help)
		ret = command_print(help);
	else if (!ret && options.version)
		ret = command_version();
	else if (!ret)
		ret = run(&options, &err);
	ret = command_finish(ret, &err, options.outputs.json);
	single_options_free(&options);
	return ret;
}
