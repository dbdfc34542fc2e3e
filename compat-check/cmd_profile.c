// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_profile.c - luo-compat-check profile: the versions that all of several kernels can read and
 * write
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

#include "cli.h"
#include "command.h"
#include "fleet.h"
#include "fleet_options.h"
#include "matrix_report.h"
#include "text.h"

/* As much of a fingerprint as tells layouts apart by eye. */
#define SHORT_FINGERPRINT 12

static const char help[] =
	"usage: " PROGRAM " profile [OPTION]... CATALOG...\n\n"
	"The greatest set of versions that all given kernels can read and write, with one layout,\n"
	"and with all that these require. As a policy it is a profile, which `pair --policy FILE\n"
	"--profile NAME' holds kernels to. Catalogs are given as for `matrix'.\n\n"
	"      --name NAME            of the profile; \"common\" otherwise\n"
	"      --format KIND[:FILE]   text (the default), json or policy, to standard output or\n"
	"                             FILE; may be repeated. With json, errors are JSON too\n"
	"      --color WHEN           text in colours: auto (the default), always or never\n"
	"      --help                 this text\n"
	"      --version              print the version\n\n"
	"Exit status: 0 there is such a set, 1 it lacks KHO, LUO or another core format, without\n"
	"which nothing is handed over; 2 could not tell. Where no version at all is common there is\n"
	"no policy to write, which is said.\n";

/* The widest id, of those that are common or of the others. */
static int width_of(const struct luocat_common *common, bool are_common)
{
	int width = 0;

	for (size_t i = 0; i < luocat_common_n_versions(common); i++) {
		const struct luocat_common_version *version = luocat_common_version(common, i);
		int of = text_width(version->compatible);

		if (!version->why == are_common && of > width)
			width = of;
	}
	return width;
}

static void print_layout(FILE *out, const struct luocat_common_version *version)
{
	if (!version->layout_known)
		fputs("layout not known of each kernel", out);
	else if (version->fingerprint)
		fprintf(out, "layout %.*s", SHORT_FINGERPRINT, version->fingerprint);
	else
		fputs("no layout", out);
	if (!version->required_known)
		fputs(", nor what it requires", out);
}

static size_t print_versions(FILE *out, const struct luocat_common *common, const char *title,
			     bool are_common)
{
	int width = width_of(common, are_common);
	size_t n = 0;

	for (size_t i = 0; i < luocat_common_n_versions(common); i++) {
		const struct luocat_common_version *version = luocat_common_version(common, i);

		if (!version->why != are_common)
			continue;
		if (!n++)
			fprintf(out, "\n%s\n", title);
		fprintf(out, "  %-12s  ", luocat_kind_name(version->kind));
		text_pad(out, version->compatible, width + 2);
		if (are_common)
			print_layout(out, version);
		else
			fputs(version->why, out);
		fputc('\n', out);
	}
	return n;
}

static int render_text(const struct report *report, char **text, size_t *length,
		       struct luocat_error *err)
{
	const struct style *style = report_style(report->colours);
	const char *lacks = luocat_common_lacks(report->common);
	FILE *out = cli_text_open(text, length);

	if (!out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	fprintf(out, "%zu kernel%s: ", report->n_kernels, report->n_kernels == 1 ? "" : "s");
	if (lacks)
		fprintf(out, "%sno version of %s is common%s, so that nothing can be handed over\n",
			style->bad, lacks, style->off);
	else
		fprintf(out, "%sa common set of versions%s\n", style->good, style->off);
	if (!print_versions(out, report->common, "All can read and write", true))
		fputs("\nThere is no version that all can read and write.\n", out);
	print_versions(out, report->common, "Not common", false);
	return matrix_close(out, 0, text, err);
}

static int render_json(const struct report *report, char **text, size_t *length,
		       struct luocat_error *err)
{
	return luocat_common_to_json(report->common, text, length, err);
}

static int render_policy(const struct report *report, char **text, size_t *length,
			 struct luocat_error *err)
{
	return luocat_common_to_policy(report->common, report->asked->name, text, length, err);
}

static const struct report_format list[] = {
	{"text", render_text},
	{"json", render_json},
	{"policy", render_policy},
};

static const struct report_formats formats = {list, sizeof(list) / sizeof(list[0])};

/* A profile of nothing is none: the other reports say so, and where a policy would be this does. */
static bool is_written(const struct report *report, const struct output *output)
{
	struct luocat_error note;
	char *text = NULL;
	size_t length;
	bool none;

	if (output->format->render != render_policy)
		return true;
	none = render_policy(report, &text, &length, &note) == -ENODATA;
	free(text);
	if (none) {
		luocat_error_set(&note, -ENODATA, output->path, NULL, "is not written: %s",
				 note.what);
		cli_error(PROGRAM, &note, false);
	}
	return !none;
}

static void drop_policies(const struct report *report, struct outputs *outputs)
{
	size_t n = 0;

	for (size_t i = 0; i < outputs->n; i++) {
		if (is_written(report, &outputs->list[i]))
			outputs->list[n++] = outputs->list[i];
	}
	outputs->n = n;
}

static int run(struct fleet_options *options, struct luocat_error *err)
{
	struct luocat_common *common = NULL;
	struct fleet fleet = {0};
	struct report report = {.asked = options};
	int ret = fleet_load(options->inputs, options->n_inputs, &fleet, err);

	if (!ret)
		ret = luocat_common_new(fleet.catalogs, fleet.n, &common, err);
	report.common = common;
	report.n_kernels = fleet.n;
	if (!ret)
		drop_policies(&report, &options->outputs);
	if (!ret)
		ret = outputs_put(&options->outputs, &report, err);
	if (!ret)
		ret = luocat_common_lacks(common) ? CLI_INCOMPATIBLE : CLI_COMPATIBLE;
	luocat_common_unref(common);
	fleet_free(&fleet);
	return ret;
}

int command_profile(int argc, char **argv)
{
	struct fleet_options options = {
		.command = FLEET_PROFILE, .outputs.formats = &formats, .name = "common"};

	return fleet_command(argc, argv, &options, help, run);
}
