// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_preflight.c - luo-compat-check preflight: the running kernel, as it is now, and the next one
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include <luocat.h>

#include "cli.h"
#include "cmdline.h"
#include "command.h"
#include "live.h"
#include "preflight_options.h"
#include "report.h"

static const char help[] =
	"usage: " PROGRAM " preflight [OPTION]... NEXT\n\n"
	"Judges, before a kexec, whether the kernel of the catalog NEXT can read what the running\n"
	"kernel hands over as it is now. What is not told of the next kernel is unknown, and does\n"
	"not pass.\n\n"
	"      --running CATALOG      of the running kernel; otherwise what its build installed,\n"
	"                             /lib/modules/RELEASE/luo-catalog.json\n"
	"      --state FILE|ROOT      a state in place of the running kernel's, or another table:\n"
	"                             see luo-sysfs-emitter(1)\n"
	"      --next-cmdline TEXT    the kernel command line of the next kernel; @FILE reads it\n"
	"                             from FILE\n"
	"      --next-loaded LIST     the modules that it loads before /dev/liveupdate is opened\n"
	"                             (comma separated); \"\" for none\n"
	"      --image-build-id ID    of the image that will be booted: NEXT must be its catalog\n"
	"      --in-use LIST          only these file handlers, subtrees and FLBs are in use\n"
	POLICY_HELP
	"      --apply                apply the plan, if one is needed, and read it back\n"
	"      --format KIND[:FILE]   text (the default), json, sarif, junit, markdown or html, to\n"
	"                             standard output or FILE; may be repeated. With json, errors\n"
	"                             are JSON too\n"
	"      --color WHEN           text in colours: auto (the default), always or never\n"
	"      --help                 this text\n"
	"      --version              print the version\n\n"
	"Exit status: 0 compatible, or the plan was applied; 3 compatible with the plan,\n"
	"1 incompatible or unknown, 2 could not judge, or not apply.\n";

/* What is known before a kexec. */
struct preflight {
	struct preflight_options *options;
	struct luocat_catalog *running, *next;
	const char *running_path;
	char installed[sizeof(((struct utsname *)NULL)->release) + 64];
	char *next_cmdline;
	struct live live; /* opened where @has_live */
	bool has_live;
	struct luocat_state *state;
	struct luocat_error *err;
};

/* ---- What is known ---- */

static int load_running(struct preflight *p)
{
	struct utsname name;

	p->running_path = p->options->running;
	if (!p->running_path) {
		if (uname(&name))
			return luocat_error_set(p->err, -errno, NULL, NULL, "uname: %s",
						strerror(errno));
		snprintf(p->installed, sizeof(p->installed), "/lib/modules/%s/luo-catalog.json",
			 name.release);
		p->running_path = p->installed;
	}
	return cli_load_catalog(p->running_path, &p->running, p->err);
}

/* A directory is a table, anything else a document. */
static bool is_document(const char *path)
{
	struct stat st;

	return path && (!strcmp(path, "-") || (!stat(path, &st) && !S_ISDIR(st.st_mode)));
}

static int read_live(struct preflight *p)
{
	struct luocat_state *state;
	int ret = luocat_live_read(&p->live.dirs, &state, p->err);

	if (ret)
		return live_blame(&p->live, ret, p->err);
	luocat_state_unref(p->state);
	p->state = state;
	return 0;
}

static int load_state(struct preflight *p)
{
	const struct preflight_options *options = p->options;
	int ret;

	if (is_document(options->state)) {
		if (options->apply)
			return luocat_error_set(p->err, -EINVAL, options->state, NULL,
						"is a document: --apply needs the table itself");
		return cli_load_state(options->state, &p->state, p->err);
	}
	ret = live_open(options->state, options->apply, &p->live, p->err);
	if (ret)
		return ret;
	p->has_live = true;
	if (options->apply && p->live.dirs.formats >= 0) {
		live_hold_signals();
		ret = luocat_live_restore(&p->live.dirs, NULL, p->err);
	}
	return ret ? live_blame(&p->live, ret, p->err) : read_live(p);
}

static int load(struct preflight *p)
{
	const char *told = p->options->next_cmdline;
	int ret = policy_options_load(&p->options->policy, p->err);

	if (!ret)
		ret = load_running(p);
	if (!ret)
		ret = cli_load_catalog(p->options->next, &p->next, p->err);
	if (!ret && told)
		ret = cmdline_read("--next-cmdline", told, &p->next_cmdline, p->err);
	return ret ? ret : load_state(p);
}

/* ---- Judging ---- */

static int judge(struct preflight *p, struct luocat_verdict **verdict)
{
	const struct preflight_options *options = p->options;
	struct luocat_judge_opts opts = {
		.size = sizeof(opts),
		.narrow = options->in_use.told,
		.in_use = (const char *const *)options->in_use.list,
		.n_in_use = options->in_use.n,
		.reader_cmdline = p->next_cmdline,
		.preflight = true,
		.state = p->state,
		.loaded = (const char *const *)options->loaded.list,
		.n_loaded = options->loaded.n,
		.loaded_told = options->loaded.told,
		.image_build_id = options->image_build_id,
	};

	policy_options_ask(&options->policy, &opts);
	return luocat_judge(p->running, p->next, &opts, verdict, p->err);
}

/* Once the flags are set the question is asked again, of what is so now. */
static int apply(struct preflight *p, struct luocat_verdict **verdict)
{
	struct luocat_verdict *after = NULL;
	struct luocat_plan *plan;
	int ret = luocat_plan_of(*verdict, &plan, p->err);

	if (ret)
		return ret;
	ret = luocat_live_apply(&p->live.dirs, plan, NULL, p->err);
	luocat_plan_unref(plan);
	if (ret)
		return live_blame(&p->live, ret, p->err);
	ret = read_live(p);
	if (!ret)
		ret = judge(p, &after);
	if (ret)
		return ret;
	if (luocat_verdict_outcome(after) == LUOCAT_COMPATIBLE && !luocat_verdict_fails(after)) {
		luocat_verdict_unref(after);
		return luocat_verdict_set_applied(*verdict);
	}
	luocat_verdict_unref(*verdict);
	*verdict = after;
	return 0;
}

static int answer(struct preflight *p)
{
	struct luocat_verdict *verdict = NULL;
	struct report report = {
		.verdicts = &verdict,
		.n_verdicts = 1,
		.inputs = {{p->running, p->running_path}, {p->next, p->options->next}},
	};
	int ret = judge(p, &verdict);

	if (!ret)
		ret = policy_options_finish(&p->options->policy, &verdict, 1, p->err);
	/* what fails is not to be kexec'd: then the flags stay as they are */
	if (!ret && p->options->apply && !luocat_verdict_fails(verdict) &&
	    luocat_verdict_outcome(verdict) == LUOCAT_COMPATIBLE_WITH_PLAN)
		ret = apply(p, &verdict);
	if (!ret) {
		report.status = report_status(verdict);
		ret = outputs_put(&p->options->outputs, &report, p->err);
	}
	luocat_verdict_unref(verdict);
	return ret ? ret : report.status;
}

static int run(struct preflight_options *options, struct luocat_error *err)
{
	struct preflight p = {.options = options, .err = err};
	int ret = load(&p);

	if (!ret)
		ret = answer(&p);
	if (p.has_live)
		live_close(&p.live);
	luocat_state_unref(p.state);
	luocat_catalog_unref(p.running);
	luocat_catalog_unref(p.next);
	free(p.next_cmdline);
	return ret;
}

int command_preflight(int argc, char **argv)
{
	struct preflight_options options = {0};
	struct luocat_error err = {0};
	int ret = preflight_options_parse(argc, argv, &options, &err);

	if (ret)
		ret = command_finish(ret, &err, options.outputs.json);
	else if (options.help)
		ret = command_print(help);
	else if (options.version)
		ret = command_version();
	else {
		ret = run(&options, &err);
		if (ret < 0)
			cli_error(PROGRAM, &err, options.outputs.json);
		ret = live_status(ret);
	}
	preflight_options_free(&options);
	return ret;
}
