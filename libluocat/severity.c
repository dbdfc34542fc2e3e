// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * severity.c - what findings do to the verdict, by themselves and by what a policy makes of them
 */
#include "policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- One finding ---- */

/* What an objection to one version does, once it is known whether a plan keeps it from being
 * written. */
static enum luocat_severity objection(const struct finding *finding, bool planned, bool ignored)
{
	if (planned)
		return LUOCAT_SEVERITY_PLAN;
	if (ignored)
		return LUOCAT_SEVERITY_NOTE;
	if (!finding->about->surely || finding->answer == LUOCAT_UNKNOWN)
		return LUOCAT_SEVERITY_UNKNOWN;
	return LUOCAT_SEVERITY_INCOMPATIBLE;
}

/* An error does not pass; one that is not known stays that, and one that is planned off is no
 * error. */
static enum luocat_severity raised(const struct finding *finding)
{
	if (finding->about)
		return objection(finding, finding->about->planned, false);
	if (finding->pub.judged >= LUOCAT_SEVERITY_UNKNOWN)
		return finding->pub.judged;
	return LUOCAT_SEVERITY_INCOMPATIBLE;
}

static enum luocat_severity ruled(const struct finding *finding)
{
	switch (finding->level) {
	case LUOCAT_LEVEL_OFF:
	case LUOCAT_LEVEL_NOTE:
		break;
	case LUOCAT_LEVEL_WARN:
		return LUOCAT_SEVERITY_WARNING;
	case LUOCAT_LEVEL_ERROR:
		return raised(finding);
	}
	return LUOCAT_SEVERITY_NOTE;
}

void settle(struct finding *finding)
{
	struct luocat_finding *pub = &finding->pub;
	const struct written *about = finding->about;
	bool ignored = pub->consequence == LUOCAT_CONSEQUENCE_IGNORED;

	if (about && !finding->raised) {
		pub->judged = objection(finding, about->judged_planned, ignored);
		pub->severity = objection(finding, about->planned, ignored);
	} else {
		pub->severity = pub->judged;
	}
	if (pub->waiver)
		pub->severity = LUOCAT_SEVERITY_NOTE;
	else if (finding->has_level)
		pub->severity = ruled(finding);
	pub->changed_by = finding->has_level && pub->severity != pub->judged ? finding->by : NULL;
}

/*
 * Findings about versions get their severity. Where a core format's mismatch means that nothing is
 * handed over, as KHO's does, nothing else is looked at, and so comes to nothing worse or other:
 * whatever a policy makes of it.
 */
void settle_findings(struct luocat_verdict *verdict)
{
	bool nothing = false;

	for (size_t i = 0; i < verdict->n_findings; i++) {
		struct finding *finding = &verdict->findings[i];

		if (!finding->about)
			continue;
		settle(finding);
		nothing |= finding->pub.judged == LUOCAT_SEVERITY_INCOMPATIBLE &&
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

/* ---- All of them ---- */

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

static int compare_off(const struct luocat_off *a, const struct luocat_off *b)
{
	/* all rules stand in one table */
	if (a->rule != b->rule)
		return a->rule < b->rule ? -1 : 1;
	return a->changed_by == b->changed_by ? 0 : strcmp(a->changed_by, b->changed_by);
}

/* They stay in order. */
int verdict_add_off(struct luocat_verdict *verdict, const struct luocat_off *off,
		    struct luocat_error *err)
{
	struct luocat_off *grown, *there = verdict->off;
	size_t at = 0;

	while (at < verdict->n_off && compare_off(&there[at], off) < 0)
		at++;
	if (at < verdict->n_off && !compare_off(&there[at], off)) {
		there[at].n += off->n;
		if (off->judged > there[at].judged)
			there[at].judged = off->judged;
		return 0;
	}
	grown = realloc(there, (verdict->n_off + 1) * sizeof(*grown));
	if (!grown)
		return error_no_memory(err);
	memmove(&grown[at + 1], &grown[at], (verdict->n_off - at) * sizeof(*grown));
	grown[at] = *off;
	verdict->off = grown;
	verdict->n_off++;
	return 0;
}

/* What is off is not shown, but nobody is to think that it was not found. */
static int count_off(struct judge *j, const struct finding *finding)
{
	const struct luocat_off off = {
		.rule = finding->pub.rule,
		.changed_by = finding->by,
		.judged = finding->pub.judged,
		.n = 1,
	};

	return verdict_add_off(j->verdict, &off, j->err);
}

static bool is_off(const struct finding *finding)
{
	return finding->has_level && finding->level == LUOCAT_LEVEL_OFF;
}

static int take_off(struct judge *j)
{
	struct luocat_verdict *verdict = j->verdict;
	size_t n = 0;

	for (size_t i = 0; i < verdict->n_findings; i++) {
		struct finding *finding = &verdict->findings[i];

		if (is_off(finding) && count_off(j, finding))
			return -ENOMEM;
	}
	for (size_t i = 0; i < verdict->n_findings; i++) {
		struct finding *finding = &verdict->findings[i];

		if (!is_off(finding)) {
			verdict->findings[n++] = *finding;
			continue;
		}
		free(finding->message);
		free(finding->advice);
	}
	verdict->n_findings = n;
	return 0;
}

int verdict_finish(struct judge *j)
{
	struct luocat_verdict *verdict = j->verdict;
	int ret = verdict->policy ? take_off(j) : 0;

	if (ret)
		return ret;
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
	return 0;
}
