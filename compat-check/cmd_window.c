// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_window.c - luo-compat-check window: does each kernel get along with those before it
 */
#include <errno.h>
#include <stdlib.h>

#include <luocat.h>

#include "cli.h"
#include "command.h"
#include "fleet.h"
#include "fleet_options.h"
#include "matrix_report.h"

static const char help[] =
	"usage: " PROGRAM " window [OPTION]... [N] CATALOG...\n\n"
	"Asks of each kernel whether it can read what the N kernels before it hand over. Which "
	"came\n"
	"first, their releases say. A policy may say N. Catalogs are given as for `matrix'.\n\n"
	"      --direction WHICH      forward (the default), rollback or both: the earlier kernel\n"
	"                             hands over to the later one, or the later one back; a policy\n"
	"                             may say which\n"
	"      --order WHICH          release (the default) or given: they came as their releases\n"
	"                             say (7.3-rc1, 7.3, 7.10), or as they are given\n" FLEET_HELP
	"      --format KIND[:FILE]   text (the default) or json, to standard output or FILE; may\n"
	"                             be repeated. With json, errors are JSON too\n"
	"      --color WHEN           text in colours: auto (the default), always or never\n"
	"      --help                 this text\n"
	"      --version              print the version\n\n"
	"Exit status: the worst of these pairs: 0 compatible, 3 compatible with the plan,\n"
	"1 incompatible or unknown; 2 could not judge.\n";

static const struct luocat_answer *answer_of(const struct report *report,
					     const struct luocat_window_pair *pair)
{
	return luocat_matrix_answer(report->matrix,
				    luocat_matrix_cell(report->matrix, pair->writer, pair->reader));
}

static void print_pair(FILE *out, const struct report *report,
		       const struct luocat_window_pair *pair)
{
	const struct style *style = report_style(report->colours);

	fprintf(out, "%s -> %s%s\n", luocat_matrix_kernel(report->matrix, pair->writer)->name,
		luocat_matrix_kernel(report->matrix, pair->reader)->name,
		pair->direction == LUOCAT_ROLLBACK ? ", rollback" : "");
	matrix_print_reason(out, answer_of(report, pair), style);
}

static int render_text(const struct report *report, char **text, size_t *length,
		       struct luocat_error *err)
{
	size_t n = luocat_window_n_pairs(report->window), fail = 0;
	FILE *out = cli_text_open(text, length);

	if (!out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	for (size_t i = 0; i < n; i++)
		fail += answer_of(report, luocat_window_pair(report->window, i))->fails;
	fprintf(out, "%zu kernels, %zu back: ", luocat_matrix_n_kernels(report->matrix),
		report->asked->window);
	if (fail)
		fprintf(out, "%zu of %zu pairs do not pass\n", fail, n);
	else
		fprintf(out, "all %zu pairs pass\n", n);
	for (size_t i = 0; i < n; i++) {
		fputc('\n', out);
		print_pair(out, report, luocat_window_pair(report->window, i));
	}
	return matrix_close(out, 0, text, err);
}

static int render_json(const struct report *report, char **text, size_t *length,
		       struct luocat_error *err)
{
	return luocat_window_to_json(report->window, text, length, err);
}

static const struct report_format list[] = {
	{"text", render_text},
	{"json", render_json},
};

static const struct report_formats formats = {list, sizeof(list) / sizeof(list[0])};

static int run(struct fleet_options *options, struct luocat_error *err)
{
	struct luocat_window_opts opts = {.size = sizeof(opts), .as_given = options->as_given};
	struct luocat_matrix *matrix = NULL;
	struct luocat_window *window = NULL;
	struct fleet fleet = {0};
	struct report report = {.asked = options};
	int status = CLI_COMPATIBLE;
	int ret = fleet_judge(options, &fleet, &matrix, err);

	opts.back = options->window;
	opts.forward = options->ask[LUOCAT_FORWARD];
	opts.rollback = options->ask[LUOCAT_ROLLBACK];
	if (!ret)
		ret = luocat_matrix_window(matrix, &opts, &window, err);
	report.matrix = matrix;
	report.window = window;
	for (size_t i = 0; !ret && i < luocat_window_n_pairs(window); i++)
		status = cli_worse(
			status, answer_status(answer_of(&report, luocat_window_pair(window, i))));
	if (!ret)
		ret = outputs_put(&options->outputs, &report, err);
	luocat_window_unref(window);
	luocat_matrix_unref(matrix);
	fleet_free(&fleet);
	return ret ? ret : status;
}

int command_window(int argc, char **argv)
{
	struct fleet_options options = {.command = FLEET_WINDOW, .outputs.formats = &formats};

	return fleet_command(argc, argv, &options, help, run);
}
