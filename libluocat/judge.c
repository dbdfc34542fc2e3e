// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * judge.c - one ordered pair of kernels: the order of the work, and what it adds up to
 */
#include "judge.h"

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

		for (size_t k = 0; v->counts && k < n_rules; k++) {
			int ret = rules[k].scope == RULE_VERSION ? rules[k].check(j, &rules[k], v)
								 : 0;

			if (ret)
				return ret;
		}
	}
	return 0;
}

/* What an objection to one version does to the verdict, now that the plan is known. */
static enum luocat_severity settle(const struct finding *finding)
{
	if (finding->about->planned)
		return LUOCAT_SEVERITY_PLAN;
	if (finding->pub.consequence == LUOCAT_CONSEQUENCE_IGNORED)
		return LUOCAT_SEVERITY_NOTE;
	if (!finding->about->surely || finding->answer == LUOCAT_UNKNOWN)
		return LUOCAT_SEVERITY_UNKNOWN;
	return LUOCAT_SEVERITY_INCOMPATIBLE;
}

static enum luocat_outcome outcome_of(enum luocat_severity severity)
{
	static const enum luocat_outcome outcomes[] = {
		[LUOCAT_SEVERITY_NOTE] = LUOCAT_COMPATIBLE,
		[LUOCAT_SEVERITY_WARNING] = LUOCAT_COMPATIBLE,
		[LUOCAT_SEVERITY_PLAN] = LUOCAT_COMPATIBLE_WITH_PLAN,
		[LUOCAT_SEVERITY_UNKNOWN] = LUOCAT_OUTCOME_UNKNOWN,
		[LUOCAT_SEVERITY_INCOMPATIBLE] = LUOCAT_INCOMPATIBLE,
	};

	return outcomes[severity];
}

static void worsen(enum luocat_outcome *outcome, enum luocat_severity severity)
{
	if (outcome_of(severity) > *outcome)
		*outcome = outcome_of(severity);
}

static struct luocat_format_verdict *format_of(struct luocat_verdict *verdict,
					       const struct luocat_finding *finding)
{
	for (size_t i = 0; finding->name && i < verdict->n_formats; i++) {
		struct luocat_format_verdict *f = &verdict->formats[i];

		if (f->kind == finding->kind && !strcmp(f->name, finding->name))
			return f;
	}
	return NULL;
}

static int compare_findings(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;

	if (a->pub.severity != b->pub.severity)
		return a->pub.severity > b->pub.severity ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void verdict_finish(struct judge *j)
{
	struct luocat_verdict *verdict = j->verdict;

	for (size_t i = 0; i < verdict->n_findings; i++) {
		struct luocat_finding *finding = &verdict->findings[i].pub;
		struct luocat_format_verdict *f = format_of(verdict, finding);

		worsen(&verdict->outcome, finding->severity);
		if (f)
			worsen(&f->outcome, finding->severity);
	}
	/* with no KHO or LUO on one side no format was looked at, and none gets across */
	for (size_t i = 0; j->absent && i < j->n_written; i++) {
		if (j->written[i].counts)
			worsen(&verdict->formats[j->written[i].format].outcome,
			       LUOCAT_SEVERITY_INCOMPATIBLE);
	}
	if (verdict->n_findings)
		qsort(verdict->findings, verdict->n_findings, sizeof(*verdict->findings),
		      compare_findings);
}

/*
 * Findings about versions get their severity. Where a core format's mismatch means that nothing is
 * handed over, as KHO's does, nothing else is looked at, and so comes to nothing worse or other.
 */
static void settle_findings(struct luocat_verdict *verdict)
{
	bool nothing = false;

	for (size_t i = 0; i < verdict->n_findings; i++) {
		struct finding *finding = &verdict->findings[i];

		if (!finding->about)
			continue;
		finding->pub.severity = settle(finding);
		finding->pub.judged = finding->pub.severity;
		nothing |= finding->pub.severity == LUOCAT_SEVERITY_INCOMPATIBLE &&
			   finding->pub.kind == LUOCAT_KIND_CORE &&
			   finding->pub.consequence == LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER;
	}
	for (size_t i = 0; nothing && i < verdict->n_findings; i++) {
		struct luocat_finding *finding = &verdict->findings[i].pub;

		if (verdict->findings[i].about &&
		    finding->consequence != LUOCAT_CONSEQUENCE_IGNORED)
			finding->consequence = LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER;
	}
}

static int judge_pair(struct judge *j)
{
	struct luocat_verdict *verdict = j->verdict;
	int ret;

	judge_state(j);
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
	judge_plan(j);
	settle_findings(verdict);
	ret = run_rules(j, RULE_VERDICT);
	if (ret)
		return ret;
	verdict_finish(j);
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
