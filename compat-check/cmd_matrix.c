// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_matrix.c - luo-compat-check matrix: many kernels, each judged against each
 */
#include <luocat.h>

#include "cli.h"
#include "command.h"
#include "fleet.h"
#include "fleet_options.h"
#include "matrix_report.h"

static const char help[] =
	"usage: " PROGRAM " matrix [OPTION]... CATALOG...\n\n"
	"Judges all pairs of the given kernels, in both directions, and each with itself. A\n"
	"directory stands for all catalogs (*.json) in it; one CATALOG may be - for standard\n"
	"input. Kernels are called by their release where only one has it, else by release@ and\n"
	"the first digits of the build-id.\n\n" FLEET_HELP UNUSED_HELP
	"      --format KIND[:FILE]   text (the default), json, csv or html, to standard\n"
	"                             output or FILE; may be repeated. With json, errors are JSON\n"
	"                             too\n"
	"      --color WHEN           text in colours: auto (the default), always or never\n"
	"      --help                 this text\n"
	"      --version              print the version\n\n"
	"Exit status: the worst of all pairs: 0 compatible, 3 compatible with the plan,\n"
	"1 incompatible or unknown, or what a policy fails; 2 could not judge, and then nothing\n"
	"is written.\n";

static int run(struct fleet_options *options, struct luocat_error *err)
{
	struct luocat_matrix *matrix = NULL;
	struct fleet fleet = {0};
	struct report report = {.asked = options};
	int status;
	int ret = fleet_judge(options, &fleet, &matrix, err);

	report.matrix = matrix;
	status = !ret && luocat_matrix_fails(matrix) ? CLI_INCOMPATIBLE : CLI_COMPATIBLE;
	for (size_t i = 0; !ret && i < luocat_matrix_n_answers(matrix); i++)
		status = cli_worse(status, answer_status(luocat_matrix_answer(matrix, i)));
	if (!ret)
		ret = outputs_put(&options->outputs, &report, err);
	luocat_matrix_unref(matrix);
	fleet_free(&fleet);
	return ret ? ret : status;
}

int command_matrix(int argc, char **argv)
{
	struct fleet_options options = {.command = FLEET_MATRIX,
					.outputs.formats = &matrix_formats};

	return fleet_command(argc, argv, &options, help, run);
}
