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
	"      --format KIND[:FILE]   text (the default) or json, to standard output or FILE. "
	"With\n"
	"                             json, errors are JSON too\n"
	"      --help                 this text\n"
	"      --version              print the version\n\n"
	"CATALOG - is standard input.\n"
	"Exit status: 0 nothing wrong, 1 a layout changed or cannot be told, 2 could not judge.\n";

static const char *const words[] = {
	[LUOCAT_COMPATIBLE] = "nothing wrong",
	[LUOCAT_COMPATIBLE_WITH_PLAN] = "nothing wrong",
	[LUOCAT_OUTCOME_UNKNOWN] = "UNKNOWN",
	[LUOCAT_INCOMPATIBLE] = "CHANGED WITHOUT A NEW VERSION",
};

static int print_lint(FILE *out, const struct luocat_verdict *verdict, struct luocat_error *err)
{
	const struct style *style = report_style(false);
	const struct excerpt excerpt = {
		.catalogs = {luocat_verdict_writer(verdict), luocat_verdict_reader(verdict)},
		.titles = {"baseline", "catalog"},
		.indent = 4,
	};
	struct kernel_name catalog, baseline;
	int ret = report_name_kernel(excerpt.catalogs[1], &catalog, err);

	if (!ret)
		ret = report_name_kernel(excerpt.catalogs[0], &baseline, err);
	if (ret)
		return ret;
	fprintf(out, "%s", catalog.text);
	if (excerpt.catalogs[0] != excerpt.catalogs[1])
		fprintf(out, " since %s", baseline.text);
	fprintf(out, ": %s\n", words[luocat_verdict_outcome(verdict)]);
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict) && !ret; i++) {
		fputc('\n', out);
		ret = report_finding(out, luocat_verdict_finding(verdict, i), &excerpt, NULL,
				     style);
	}
	return ret ? luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory") : 0;
}

static int text_of(const struct luocat_verdict *verdict, char **text, size_t *length,
		   struct luocat_error *err)
{
	FILE *out = open_memstream(text, length);
	int ret;

	if (!out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	ret = print_lint(out, verdict, err);
	if (fclose(out) && !ret)
		ret = luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	return ret;
}

static int put_out(const struct single_options *options, const struct luocat_verdict *verdict,
		   struct luocat_error *err)
{
	char *text = NULL;
	size_t length;
	int ret = options->json ? luocat_lint_to_json(verdict, &text, &length, err)
				: text_of(verdict, &text, &length, err);

	if (!ret)
		ret = cli_write(options->output, text, length, err);
	free(text);
	if (ret)
		return ret;
	return luocat_verdict_outcome(verdict) > LUOCAT_COMPATIBLE_WITH_PLAN ? CLI_INCOMPATIBLE
									     : CLI_COMPATIBLE;
}

static int run(const struct single_options *options, struct luocat_error *err)
{
	struct luocat_catalog *catalog = NULL, *baseline = NULL;
	struct luocat_verdict *verdict = NULL;
	int ret = cli_load_catalog(options->paths[0], &catalog, err);

	if (!ret && options->baseline)
		ret = cli_load_catalog(options->baseline, &baseline, err);
	if (!ret)
		ret = luocat_lint(catalog, baseline, &verdict, err);
	if (!ret)
		ret = put_out(options, verdict, err);
	luocat_verdict_unref(verdict);
	luocat_catalog_unref(baseline);
	luocat_catalog_unref(catalog);
	return ret;
}

int command_lint(int argc, char **argv)
{
	struct single_options options = {
		.n_paths = 1, .names = {"CATALOG"}, .takes_baseline = true};
	struct luocat_error err = {0};
	int ret = single_options_parse(argc, argv, &options, &err);

	if (!ret && options.help)
		ret = command_print(help);
	else if (!ret && options.version)
		ret = command_version();
	else if (!ret)
		ret = run(&options, &err);
	return command_finish(ret, &err, options.json);
}
