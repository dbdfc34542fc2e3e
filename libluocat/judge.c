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

static int run_rules(struct judge *j, enum rule_scope scope)
{
	for (size_t i = 0; i < n_rules; i++) {
		int ret = rules[i].scope == scope ? rules[i].check(j, &rules[i], NULL) : 0;

		if (ret)
			return ret;
	}
	return 0;
}

static int run_version_rules(struct judge *j)
{
	for (size_t i = 0; i < j->n_written; i++) {
		struct written *v = &j->written[i];

		j->version = v;
		for (size_t k = 0; v->counts && k < n_rules; k++) {
			int ret = rules[k].scope == RULE_VERSION ? rules[k].check(j, &rules[k], v)
								 : 0;

			if (ret)
				return ret;
		}
	}
	j->version = NULL;
	return 0;
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
		ret = needs_index_new(j);
	if (!ret)
		ret = judge_layouts(j);
	if (!ret)
		ret = judge_flbs(j);
	if (!ret)
		ret = judge_counts(j);
	if (!ret)
		ret = run_rules(j, RULE_KERNEL);
	if (!ret && !j->absent)
		ret = run_version_rules(j);
	if (ret)
		return ret;
	make_plans(j);
	settle_findings(verdict);
	ret = run_rules(j, RULE_VERDICT);
	if (ret)
		return ret;
	ret = verdict_finish(j);
	if (ret)
		return ret;
	return verdict->outcome == LUOCAT_COMPATIBLE_WITH_PLAN ? judge_plan_entries(j) : 0;
}

static int check_count(struct judge *j, const struct luocat_catalog *catalog, const char *side)
{
	size_t n = luocat_catalog_n_versions(catalog), required = 0;

	if (n > MAX_VERSIONS_JUDGED)
		return luocat_error_set(j->err, -E2BIG, NULL, side,
					"has %zu versions, more than %d", n, MAX_VERSIONS_JUDGED);
	for (size_t i = 0; i < n; i++)
		required += luocat_catalog_version(catalog, i)->n_required;
	if (required > MAX_REQUIRES_JUDGED)
		return luocat_error_set(j->err, -E2BIG, NULL, side,
					"requires %zu formats, more than %d", required,
					MAX_REQUIRES_JUDGED);
	j->n_required += required;
	return 0;
}

int judge_check_counts(struct judge *j)
{
	int ret = check_count(j, j->writer, "writer");

	return ret ? ret : check_count(j, j->reader, "reader");
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

int luocat_judge(struct luocat_catalog *writer, struct luocat_catalog *reader,
		 const struct luocat_judge_opts *opts, struct luocat_verdict **verdict,
		 struct luocat_error *err)
{
	struct luocat_judge_opts all = {.size = sizeof(all)};
	struct judge j = {.writer = writer, .reader = reader, .opts = &all, .err = err};
	int ret;

	if (opts) {
		ret = check_size(&all, sizeof(all), opts, opts->size, err);
		if (ret)
			return ret;
	}
	ret = check_opts(&j);
	if (!ret)
		ret = judge_check_counts(&j);
	if (ret)
		return ret;
	j.verdict = verdict_new(writer, reader, all.direction);
	if (!j.verdict)
		return error_no_memory(err);
	ret = judge_pair(&j);
	free(j.written);
	free(j.flbs);
	needs_index_free(j.needs);
	if (ret) {
		luocat_verdict_unref(j.verdict);
		return ret;
	}
	/* the written versions are gone, so nothing may point to them */
	for (size_t i = 0; i < j.verdict->n_findings; i++)
		j.verdict->findings[i].about = NULL;
	*verdict = j.verdict;
	return 0;
}
