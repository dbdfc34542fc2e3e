// SPDX-License-Identifier: GPL-2.0-only
/*
 * apply.c - luo-sysfs-emitter apply and restore
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cli.h"
#include "emitter.h"
#include "live.h"

/* ---- The answer ---- */

/* What was done; a plan of NULL was not asked for. */
struct answer {
	const char *outcome; /* "applied", "restored", "unchanged" */
	const char *writer_key;
	const struct luocat_plan *plan;
	struct luocat_live_result result;
};

static json_t *entries_json(const struct luocat_plan *plan)
{
	json_t *set = json_array();

	for (size_t i = 0; plan && i < luocat_plan_n_entries(plan); i++) {
		const struct luocat_plan_entry *entry = luocat_plan_entry(plan, i);

		json_array_append_new(set, json_pack("{s:s, s:s, s:s, s:b}", "kind",
						     luocat_kind_name(entry->kind), "name",
						     entry->name, "compatible", entry->compatible,
						     "enable_write", entry->value));
	}
	return set;
}

static char *answer_json(const struct answer *answer)
{
	const struct luocat_plan *plan = answer->plan;
	json_t *root = json_pack(
		"{s:i, s:s, s:i, s:s, s:s?, s:o, s:I, s:I, s:b}", "apply_version", 1, "outcome",
		answer->outcome, "exit_code", CLI_COMPATIBLE, "writer_key", answer->writer_key,
		"reader_key", plan ? luocat_plan_reader_key(plan) : NULL, "set", entries_json(plan),
		"n_changed", (json_int_t)answer->result.n_set, "n_absent",
		(json_int_t)answer->result.n_absent, "restored", answer->result.restored);
	char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;

	json_decref(root);
	return text;
}

static char *answer_text(const struct answer *answer)
{
	const struct luocat_live_result *result = &answer->result;
	char *text;
	int length;

	if (answer->plan && !luocat_plan_n_entries(answer->plan))
		length = asprintf(&text, "unchanged: the verdict is compatible as it is");
	else if (!answer->plan)
		length = asprintf(&text, "%s",
				  result->restored ? "restored: an interrupted apply was put back"
						   : "unchanged: no apply was interrupted");
	else
		length = asprintf(
			&text, "%s: %zu of %zu versions off%s; %zu flags changed%s",
			answer->outcome, luocat_plan_n_entries(answer->plan) - result->n_absent,
			luocat_plan_n_entries(answer->plan),
			result->n_absent ? ", the others are not registered" : "", result->n_set,
			result->restored ? "; an interrupted apply was put back before" : "");
	return length < 0 ? NULL : text;
}

static int put_answer(const struct answer *answer, const struct options *options,
		      struct luocat_error *err)
{
	char *line = options->json ? answer_json(answer) : answer_text(answer);
	char *text = NULL;
	int length = line ? asprintf(&text, "%s\n", line) : -1;
	int ret;

	free(line);
	if (length < 0)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	ret = cli_write(NULL, text, (size_t)length, err);
	free(text);
	return ret;
}

/* ---- apply ---- */

static int load_plan(const char *path, const char *key, struct luocat_plan **plan,
		     struct luocat_error *err)
{
	int fd, ret = cli_open(path, &fd, err);

	if (ret)
		return ret;
	ret = luocat_plan_load_fd(fd, path, key, plan, err);
	cli_close(fd);
	return ret;
}

static int apply(const struct live *live, const struct options *options, struct luocat_error *err)
{
	struct answer answer = {.outcome = "unchanged", .result = {.size = sizeof(answer.result)}};
	struct luocat_plan *plan = NULL;
	char key[80];
	int ret = live_blame(live, luocat_live_key(&live->dirs, key, err), err);

	if (!ret)
		ret = load_plan(options->words[0], key, &plan, err);
	if (ret)
		return ret;
	answer.writer_key = key;
	answer.plan = plan;
	/* a verdict that is compatible as it is asks for nothing, on a stock kernel too */
	if (luocat_plan_n_entries(plan)) {
		live_hold_signals();
		answer.outcome = "applied";
		ret = live_blame(live, luocat_live_apply(&live->dirs, plan, &answer.result, err),
				 err);
	}
	if (!ret)
		ret = put_answer(&answer, options, err);
	luocat_plan_unref(plan);
	return ret;
}

int emitter_apply(const struct options *options, struct luocat_error *err)
{
	struct live live;
	int ret = live_open(options->words[1], true, &live, err);

	if (ret)
		return ret;
	ret = apply(&live, options, err);
	live_close(&live);
	return ret;
}

/* ---- restore ---- */

static int restore(const struct live *live, const struct options *options, struct luocat_error *err)
{
	struct answer answer = {.result = {.size = sizeof(answer.result)}};
	char key[80];
	int ret = luocat_live_key(&live->dirs, key, err);

	live_hold_signals();
	if (!ret)
		ret = luocat_live_restore(&live->dirs, &answer.result.restored, err);
	if (live_blame(live, ret, err))
		return ret;
	answer.writer_key = key;
	answer.outcome = answer.result.restored ? "restored" : "unchanged";
	return put_answer(&answer, options, err);
}

int emitter_restore(const struct options *options, struct luocat_error *err)
{
	struct live live;
	int ret = live_open(options->words[0], true, &live, err);

	if (ret)
		return ret;
	ret = restore(&live, options, err);
	live_close(&live);
	return ret;
}
