// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_path.c - luo-compat-check path: from one kernel to another by way of others
 */
#include <luocat.h>

#include "cli.h"
#include "command.h"
#include "fleet.h"
#include "fleet_options.h"
#include "matrix_report.h"
#include "path_report.h"

static const char help[] =
	"usage: " PROGRAM " path [OPTION]... FROM TO CATALOG...\n\n"
	"The shortest chain of kexecs from the kernel FROM to the kernel TO, by way of any of the\n"
	"given ones, of which none fails; of several the one that needs the fewest plans. Where\n"
	"there is none it says which hop is missing. FROM and TO are two of the CATALOGs' "
	"kernels:\n"
	"by release where only one has it, else by release@ and digits of the build-id, or by the\n"
	"build-id. Catalogs are given as for `matrix'.\n\n" FLEET_HELP
	"      --format KIND[:FILE]   text (the default) or json, to standard output or FILE; may\n"
	"                             be repeated. With json, errors are JSON too\n"
	"      --color WHEN           text in colours: auto (the default), always or never\n"
	"      --help                 this text\n"
	"      --version              print the version\n\n"
	"Exit status: 0 there is a path, 3 one with plans, 1 there is none; 2 could not judge.\n";

static int render_json(const struct report *report, char **text, size_t *length,
		       struct luocat_error *err)
{
	return luocat_path_to_json(report->path, text, length, err);
}

static const struct report_format list[] = {
	{"text", path_text},
	{"json", render_json},
};

static const struct report_formats formats = {list, sizeof(list) / sizeof(list[0])};

const struct luocat_answer *path_hop(const struct luocat_matrix *matrix,
				     const struct luocat_path *path, size_t index)
{
	size_t writer = luocat_path_kernel(path, index - 1);
	size_t reader = luocat_path_kernel(path, index);

	return luocat_matrix_answer(matrix, luocat_matrix_cell(matrix, writer, reader));
}

static int status_of(const struct luocat_matrix *matrix, const struct luocat_path *path)
{
	int status = CLI_COMPATIBLE;

	if (!luocat_path_found(path))
		return CLI_INCOMPATIBLE;
	for (size_t i = 1; i < luocat_path_n_kernels(path); i++)
		status = cli_worse(status, answer_status(path_hop(matrix, path, i)));
	return status;
}

static int run(struct fleet_options *options, struct luocat_error *err)
{
	struct luocat_matrix *matrix = NULL;
	struct luocat_path *path = NULL;
	struct fleet fleet = {0};
	struct report report = {.asked = options};
	int ret = fleet_judge(options, &fleet, &matrix, err);

	for (int i = 0; i < 2 && !ret; i++)
		ret = luocat_matrix_find(matrix, options->words[i], &report.ends[i], err);
	if (!ret)
		ret = luocat_matrix_path(matrix, report.ends[0], report.ends[1], &path, err);
	report.matrix = matrix;
	report.path = path;
	if (!ret)
		ret = outputs_put(&options->outputs, &report, err);
	if (!ret)
		ret = status_of(matrix, path);
	luocat_path_unref(path);
	luocat_matrix_unref(matrix);
	fleet_free(&fleet);
	return ret;
}

int command_path(int argc, char **argv)
{
	struct fleet_options options = {.command = FLEET_PATH, .outputs.formats = &formats};

	return fleet_command(argc, argv, &options, help, run);
}
