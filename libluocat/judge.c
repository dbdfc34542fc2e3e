// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * judge.c - one ordered pair of kernels: the order of the work, and what it adds up to
 */
#include "policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * A kernel has tens of versions, of which each needs a few others. Each is held against each, so
 * that without bounds a hostile catalog could cost days.
 */
#define MAX_VERSIONS_JUDGED 1024
#define MAX_REQUIRES_JUDGED 4096

void judge_order(struct rule_order *order, bool no_notes)
{
	for (int scope = 0; scope < N_SCOPES; scope++)
		order->n[scope] = 0;
	for (size_t i = 0; i < n_rules; i++) {
		const struct rule *rule = &rules[i];

		/* a rule's severity is the worst that it has */
		if (!no_notes || rule->pub.severity > LUOCAT_SEVERITY_NOTE)
			order->rules[rule->scope][order->n[rule->scope]++] = rule;
	}
}

/* @v is NULL but for RULE_VERSION. */
static int run_rules(struct judge *j, enum rule_scope scope, struct written *v)
{
	int ret = 0;

	for (size_t i = 0; i < j->order->n[scope] && !ret; i++) {
		const struct rule *rule = j->order->rules[scope][i];

		ret = rule->check(j, rule, v);
	}
	return ret;
}

static int run_version_rules(struct judge *j)
{
	int ret = 0;

	for (size_t i = 0; i < j->n_written && !ret; i++) {
		struct written *v = &j->written[i];

		j->version = v;
		if (v->counts)
			ret = run_rules(j, RULE_VERSION, v);
	}
	j->version = NULL;
	return ret;
}

/* The plan; where a policy made something of objections, also the one that would be made without. */
static void make_plans(struct judge *j)
{
	for (size_t i = 0; j->changed && i < j->n_written; i++) {
		struct written *v = &j->written[i];
		enum luocat_tri readable = v->readable;

		v->readable = v->judged_readable;
		v->judged_readable = readable;
	}
	if (j->changed)
		judge_plan(j);
	for (size_t i = 0; j->changed && i < j->n_written; i++) {
		struct written *v = &j->written[i];
		enum luocat_tri readable = v->readable;

		v->judged_planned = v->planned;
		v->planned = false;
		v->readable = v->judged_readable;
		v->judged_readable = readable;
	}
	judge_plan(j);
	for (size_t i = 0; !j->changed && i < j->n_written; i++)
		j->written[i].judged_planned = j->written[i].planned;
}

static int judge_pair(struct judge *j)
{
	struct luocat_verdict *verdict = j->verdict;
	int ret;

	judge_state(j);
	ret = judge_policy(j);
	if (!ret)
		ret = judge_formats(j);
	if (!ret)
		ret = judge_layouts(j);
	if (!ret)
		ret = judge_flbs(j);
	if (!ret)
		ret = judge_counts(j);
	if (!ret)
		ret = run_rules(j, RULE_KERNEL, NULL);
	if (!ret && !j->absent)
		ret = run_version_rules(j);
	if (ret)
		return ret;
	make_plans(j);
	settle_findings(verdict);
	ret = run_rules(j, RULE_VERDICT, NULL);
	if (ret)
		return ret;
	ret = verdict_finish(j);
	if (ret)
		return ret;
	return verdict->outcome == LUOCAT_COMPATIBLE_WITH_PLAN ? judge_plan_entries(j) : 0;
}

static int check_count(const struct judge *j, const struct judge_side *side, const char *name)
{
	if (side->n > MAX_VERSIONS_JUDGED)
		return luocat_error_set(j->err, -E2BIG, NULL, name,
					"has %zu versions, more than %d", side->n,
					MAX_VERSIONS_JUDGED);
	if (side->n_required > MAX_REQUIRES_JUDGED)
		return luocat_error_set(j->err, -E2BIG, NULL, name,
					"requires %zu formats, more than %d", side->n_required,
					MAX_REQUIRES_JUDGED);
	return 0;
}

int judge_begin(struct judge *j, enum luocat_direction direction)
{
	int ret = check_count(j, j->side[WRITER], "writer");

	if (!ret)
		ret = check_count(j, j->side[READER], "reader");
	if (ret)
		return ret;
	j->writer = j->side[WRITER]->catalog;
	j->reader = j->side[READER]->catalog;
	j->verdict = verdict_new(j->side[WRITER]->catalog, j->side[READER]->catalog, direction);
	return j->verdict ? 0 : error_no_memory(j->err);
}

/* kexec refuses to load a kernel with a longer one, and a kernel cuts it off. */
static int check_cmdline(struct judge *j, const char *cmdline, const char *where)
{
	size_t length = cmdline ? strlen(cmdline) : 0;

	if (length <= CMDLINE_MAX)
		return 0;
	return luocat_error_set(j->err, -E2BIG, NULL, where,
				"has %zu bytes, more than the %d that a kernel takes", length,
				CMDLINE_MAX);
}

static int check_opts(struct judge *j)
{
	int ret = check_cmdline(j, j->opts->writer_cmdline, "the writer's command line");

	if (!ret)
		ret = check_cmdline(j, j->opts->reader_cmdline, "the reader's command line");
	return ret;
}

int judge_sides(struct judge *j, struct luocat_verdict **verdict)
{
	int ret = check_opts(j);

	if (!ret)
		ret = judge_begin(j, j->opts->direction);
	if (ret)
		return ret;
	ret = judge_pair(j);
	free(j->written);
	free(j->flbs);
	if (ret) {
		luocat_verdict_unref(j->verdict);
		return ret;
	}
	/* the written versions are gone, so nothing may point to them */
	for (size_t i = 0; i < j->verdict->n_findings; i++)
		j->verdict->findings[i].about = NULL;
	*verdict = j->verdict;
	return 0;
}

int luocat_judge(struct luocat_catalog *writer, struct luocat_catalog *reader,
		 const struct luocat_judge_opts *opts, struct luocat_verdict **verdict,
		 struct luocat_error *err)
{
	struct luocat_judge_opts all = {.size = sizeof(all)};
	struct judge_side sides[N_SIDES] = {{0}};
	struct rule_order order;
	struct judge j = {
		.side = {&sides[WRITER], &sides[READER]},
		.order = &order,
		.opts = &all,
		.err = err,
	};
	int ret = 0;

	judge_order(&order, false);
	if (opts)
		ret = check_size(&all, sizeof(all), opts, opts->size, err);
	if (!ret)
		ret = judge_side_init(&sides[WRITER], writer, err);
	if (!ret)
		ret = judge_side_init(&sides[READER], reader, err);
	if (!ret)
		ret = judge_sides(&j, verdict);
	judge_side_free(&sides[WRITER]);
	judge_side_free(&sides[READER]);
	return ret;
}
