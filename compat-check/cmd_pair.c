// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_pair.c - luo-compat-check pair: judge WRITER and READER
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

#include "cli.h"
#include "cmdline.h"
#include "command.h"
#include "pair_options.h"
#include "report.h"

static const char help[] =
	"usage: " PROGRAM " [pair] [OPTION]... WRITER READER\n\n"
	"WRITER is the catalog of the kernel that runs now, READER that of the kernel that is\n"
	"booted next; one of them may be - for standard input.\n\n"
	"      --in-use LIST          only these file handlers, subtrees and FLBs of the writer "
	"are\n"
	"                             in use (names or ids, comma separated); \"\" for none. Core\n"
	"                             formats always count\n"
	"      --cmdline TEXT         the kernel command line with which WRITER was booted; @FILE\n"
	"                             reads it from FILE (@/proc/cmdline)\n"
	"      --next-cmdline TEXT    the one with which READER will be booted\n"
	"      --state FILE           what WRITER does now, as luo-sysfs-emitter read says it\n"
	"      --next-loaded LIST     the modules that READER loads before it needs them\n"
	"      --image-build-id ID    of the image that will be booted: READER must be its catalog\n"
	"      --direction WHICH      forward (the default), rollback or both; in a rollback READER\n"
	"                             hands back to WRITER\n"
	POLICY_HELP
	"      --format KIND[:FILE]   text (the default), json, sarif, junit, markdown or html, to\n"
	"                             standard output or FILE; may be repeated. With json, errors\n"
	"                             are JSON too\n"
	"      --color WHEN           text in colours: auto (the default), always or never\n"
	"      --help                 this text\n"
	"      --version              print the version\n\n"
	"Exit status: 0 compatible, 3 compatible with the plan, 1 incompatible or unknown,\n"
	"2 could not judge; of several answers the worst.\n";

/*
 * WRITER or READER. What was told of it stays with it, whichever way a question looks: a state is of the
 * kernel that runs, and counts where that one writes; what is loaded, and from which image, counts where
 * the next one reads.
 */
struct kernel {
	struct luocat_catalog *catalog;
	char *cmdline;		    /* NULL: not told */
	struct luocat_state *state; /* likewise */
	const struct words *loaded; /* likewise */
	const char *image_build_id; /* likewise */
};

static bool has_format(const struct luocat_catalog *catalog, const char *word)
{
	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *v = luocat_catalog_version(catalog, i);

		if (!strcmp(v->name, word) || !strcmp(v->compatible, word))
			return true;
	}
	return false;
}

/*
 * Asked in both directions, a name may stand in one kernel only: it means nothing where that one
 * reads. A name that neither has is left in, and the library refuses it.
 */
static int judge(const struct pair_options *options, enum luocat_direction direction,
		 const struct kernel *writer, const struct kernel *reader,
		 struct luocat_verdict **verdict, struct luocat_error *err)
{
	bool both = options->ask[LUOCAT_FORWARD] && options->ask[LUOCAT_ROLLBACK];
	const char **words = calloc(options->in_use.n + 1, sizeof(*words));
	struct luocat_judge_opts opts = {
		.size = sizeof(opts),
		.direction = direction,
		.narrow = options->in_use.told,
		.in_use = words,
		.writer_cmdline = writer->cmdline,
		.reader_cmdline = reader->cmdline,
		.state = writer->state,
		.image_build_id = reader->image_build_id,
	};
	int ret;

	if (!words)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	if (reader->loaded) {
		opts.loaded_told = reader->loaded->told;
		opts.loaded = (const char *const *)reader->loaded->list;
		opts.n_loaded = reader->loaded->n;
	}
	for (size_t i = 0; i < options->in_use.n; i++) {
		const char *word = options->in_use.list[i];

		if (both && !has_format(writer->catalog, word) && has_format(reader->catalog, word))
			continue;
		words[opts.n_in_use++] = word;
	}
	policy_options_ask(&options->policy, &opts);
	ret = luocat_judge(writer->catalog, reader->catalog, &opts, verdict, err);
	free(words);
	return ret;
}

/* ---- The questions ---- */

static int answer(const struct pair_options *options, const struct kernel kernels[2],
		  struct luocat_error *err)
{
	struct luocat_verdict *verdicts[2] = {NULL, NULL};
	struct report report = {
		.verdicts = verdicts,
		.labels = options->ask[LUOCAT_ROLLBACK],
		.status = CLI_COMPATIBLE,
	};
	int ret = 0;

	for (int i = 0; i < 2; i++)
		report.inputs[i] = (struct report_input){kernels[i].catalog, options->paths[i]};

	for (int d = LUOCAT_FORWARD; d <= LUOCAT_ROLLBACK && !ret; d++) {
		struct luocat_verdict **verdict = &verdicts[report.n_verdicts];

		if (!options->ask[d])
			continue;
		/* a rollback's writer is the new kernel */
		ret = judge(options, (enum luocat_direction)d, &kernels[d == LUOCAT_ROLLBACK],
			    &kernels[d == LUOCAT_FORWARD], verdict, err);
		if (ret)
			break;
		report.n_verdicts++;
	}
	if (!ret)
		ret = policy_options_finish(&options->policy, verdicts, report.n_verdicts, err);
	for (size_t i = 0; i < report.n_verdicts && !ret; i++)
		report.status = cli_worse(report.status, report_status(verdicts[i]));
	if (!ret)
		ret = outputs_put(&options->outputs, &report, err);
	for (size_t i = 0; i < report.n_verdicts; i++)
		luocat_verdict_unref(verdicts[i]);
	return ret ? ret : report.status;
}

static int load(const struct pair_options *options, int which, struct kernel *kernel,
		struct luocat_error *err)
{
	const char *told = options->cmdlines[which];
	int ret = cli_load_catalog(options->paths[which], &kernel->catalog, err);

	return ret || !told ? ret : cmdline_read(cmdline_options[which], told, &kernel->cmdline, err);
}

static int run(struct pair_options *options, struct luocat_error *err)
{
	struct kernel kernels[2] = {0};
	int ret = pair_options_load_policy(options, err);

	kernels[1].loaded = &options->loaded;
	kernels[1].image_build_id = options->image_build_id;
	for (int i = 0; i < 2 && !ret; i++)
		ret = load(options, i, &kernels[i], err);
	if (!ret && options->state)
		ret = cli_load_state(options->state, &kernels[0].state, err);
	if (!ret)
		ret = answer(options, kernels, err);
	for (int i = 0; i < 2; i++) {
		luocat_state_unref(kernels[i].state);
		luocat_catalog_unref(kernels[i].catalog);
		free(kernels[i].cmdline);
	}
	return ret;
}

int command_pair(int argc, char **argv)
{
	struct pair_options options = {0};
	struct luocat_error err = {0};
	int ret = pair_options_parse(argc, argv, &options, &err);

	if (!ret && options.help)
		ret = command_print(help);
	else if (!ret && options.version)
		ret = command_version();
	else if (!ret)
		ret = run(&options, &err);
	ret = command_finish(ret, &err, options.outputs.json);
	pair_options_free(&options);
	return ret;
}
