// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_diff.c - luo-compat-check diff: what changed from one catalog to another
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

#include "cli.h"
#include "command.h"
#include "report.h"
#include "single_options.h"
#include "text.h"

static const char help[] =
	"usage: " PROGRAM " diff [OPTION]... OLD NEW\n\n"
	"Lists everything that changed from the catalog OLD to the catalog NEW: facts about the\n"
	"kernel, formats and versions, what is read and written, layouts member by member. It\n"
	"judges nothing.\n\n"
	"      --format KIND[:FILE]   text (the default) or json, to standard output or FILE. "
	"With\n"
	"                             json, errors are JSON too\n"
	"      --help                 this text\n"
	"      --version              print the version\n\n"
	"One of the catalogs may be - for standard input.\n"
	"Exit status: 0 both catalogs could be read, 2 if not.\n";

static const char *or_unknown(const char *value)
{
	return value ? value : "unknown";
}

static void print_layout(FILE *out, const struct luocat_differences *layout)
{
	const char *chain = NULL;

	for (size_t i = 0; i < luocat_n_differences(layout); i++) {
		const struct luocat_difference *d = luocat_difference(layout, i);

		if (!chain || strcmp(chain, d->chain)) {
			chain = d->chain;
			if (*chain)
				text_wrap(out, 6, chain);
		}
		fprintf(out, "%*s%-8s  %s\n", *chain ? 8 : 6, "", luocat_change_name(d->change),
			d->message);
	}
}

static void print_change(FILE *out, const struct luocat_diff_entry *entry)
{
	if (entry->layout) {
		fprintf(out, "    layout\n");
		print_layout(out, entry->layout);
		return;
	}
	fprintf(out, "%*s%s: %s -> %s\n", entry->name ? 4 : 2, "", entry->fact,
		or_unknown(entry->old_value), or_unknown(entry->new_value));
}

/* Whether @b is about the same version as @a; NULL: there is none before. */
static bool same_version(const struct luocat_diff_entry *a, const struct luocat_diff_entry *b)
{
	if (!a || !a->name || !b->name)
		return a && a->name == b->name;
	return a->kind == b->kind && !strcmp(a->name, b->name) &&
	       !strcmp(a->compatible, b->compatible);
}

static void print_entries(FILE *out, const struct luocat_diff *diff)
{
	const struct luocat_diff_entry *last = NULL;

	for (size_t i = 0; i < luocat_diff_n_entries(diff); i++) {
		const struct luocat_diff_entry *entry = luocat_diff_entry(diff, i);

		if (!entry->name && !last)
			fprintf(out, "\nKernel\n");
		if (entry->name && (!last || !last->name))
			fprintf(out, "\nFormats (+ added, - removed)\n");
		if (entry->name && !same_version(last, entry))
			fprintf(out, "%c %s %s\n",
				entry->how == LUOCAT_DIFF_ADDED	    ? '+'
				: entry->how == LUOCAT_DIFF_REMOVED ? '-'
								    : ' ',
				luocat_kind_name(entry->kind), entry->compatible);
		if (entry->how == LUOCAT_DIFF_CHANGED)
			print_change(out, entry);
		last = entry;
	}
}

static int text_of(struct luocat_catalog *catalogs[2], const struct luocat_diff *diff, char **text,
		   size_t *length, struct luocat_error *err)
{
	struct kernel_name names[2];
	FILE *out;

	for (int i = 0; i < 2; i++) {
		int ret = report_name_kernel(catalogs[i], &names[i], err);

		if (ret)
			return ret;
	}
	out = cli_text_open(text, length);
	if (!out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	fprintf(out, "%s -> %s: %s\n", names[0].text, names[1].text,
		luocat_diff_n_entries(diff) ? "what changed" : "nothing changed");
	print_entries(out, diff);
	if (fclose(out))
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	return 0;
}

static int run(const struct single_options *options, struct luocat_error *err)
{
	struct luocat_catalog *catalogs[2] = {NULL, NULL};
	struct luocat_diff *diff = NULL;
	const struct outputs *outputs = &options->outputs;
	char *text = NULL;
	size_t length;
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++)
		ret = cli_load_catalog(options->paths[i], &catalogs[i], err);
	if (!ret)
		ret = luocat_diff(catalogs[0], catalogs[1], &diff, err);
	if (!ret)
		ret = outputs->json ? luocat_diff_to_json(diff, &text, &length, err)
				    : text_of(catalogs, diff, &text, &length, err);
	if (!ret)
		ret = cli_write(outputs->list[0].path, text, length, err);
	free(text);
	luocat_diff_unref(diff);
	luocat_catalog_unref(catalogs[0]);
	luocat_catalog_unref(catalogs[1]);
	return ret ? ret : CLI_COMPATIBLE;
}

int command_diff(int argc, char **argv)
{
	struct single_options options = {.n_paths = 2, .names = {"OLD", "NEW"}};
	struct luocat_error err = {0};
	int ret = single_options_parse(argc, argv, &options, &err);

	if (!ret && options.help)
		ret = command_print(help);
	else if (!ret && options.version)
		ret = command_version();
	else if (!ret)
		ret = run(&options, &err);
	return command_finish(ret, &err, options.outputs.json);
}
