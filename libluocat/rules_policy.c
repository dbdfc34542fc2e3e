// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_policy.c - what somebody asks beyond that the reader can read; and what waivers came to
 */
#include "policy.h"

#include <stdio.h>
#include <string.h>

/* ---- Evidence ---- */

struct fact {
	bool there;
	enum luocat_evidence evidence;
	const char *words;
};

static int say_weak(struct judge *j, const struct rule *rule, struct written *v,
		    enum luocat_evidence minimum)
{
	const struct luocat_version *w = v->w, *r = v->r;
	struct name_list weak = {0};
	const struct fact facts[] = {
		{true, w->origin.evidence_id, "its id in the writer"},
		{w->write == LUOCAT_YES, w->origin.evidence_write, "that the writer writes it"},
		{r, r ? r->origin.evidence_id : LUOCAT_EVIDENCE_NONE, "its id in the reader"},
		{r && r->read == LUOCAT_YES, r ? r->origin.evidence_read : LUOCAT_EVIDENCE_NONE,
		 "that the reader reads it"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		char words[64];

		if (!facts[i].there || facts[i].evidence >= minimum)
			continue;
		snprintf(words, sizeof(words), "%s (%s)", facts[i].words,
			 luocat_evidence_name(facts[i].evidence));
		name_list_add(&weak, words);
	}
	if (!weak.n)
		return 0;
	return verdict_object(j, rule, v, LUOCAT_UNKNOWN, mismatch_consequence(w, r),
			      "%s is to be known from %s or better, and is not: %s", w->compatible,
			      luocat_evidence_name(minimum), name_list_text(&weak, ""));
}

RULE_FUNCTION(rule_evidence_asked)
{
	enum luocat_evidence minimum = policy_minimum(j->verdict->policy, v->w);

	return minimum == LUOCAT_EVIDENCE_NONE ? 0 : say_weak(j, rule, v, minimum);
}

/* ---- Mandatory formats ---- */

/* Whether @v goes across, as far as it is known. */
static enum luocat_tri gets_across(const struct written *v)
{
	if (!v->counts || v->planned || v->readable == LUOCAT_NO)
		return LUOCAT_NO;
	return v->surely && v->readable == LUOCAT_YES ? LUOCAT_YES : LUOCAT_UNKNOWN;
}

static enum luocat_tri better(enum luocat_tri a, enum luocat_tri b)
{
	if (a == LUOCAT_YES || b == LUOCAT_YES)
		return LUOCAT_YES;
	return a == LUOCAT_UNKNOWN || b == LUOCAT_UNKNOWN ? LUOCAT_UNKNOWN : LUOCAT_NO;
}

/* One format of the writer; *@found: the glob is about it. */
static int check_mandatory(struct judge *j, const struct rule *rule, const struct format_glob *glob,
			   size_t format, bool *found)
{
	const struct luocat_format_verdict *f = &j->verdict->formats[format];
	struct remark remark = {.rule = rule};
	enum luocat_tri across = LUOCAT_NO;

	for (size_t i = 0; i < f->n_writer && !remark.w; i++) {
		if (format_matches(glob, f->writer[i]))
			remark.w = f->writer[i];
	}
	if (!remark.w)
		return 0;
	*found = true;
	for (size_t i = 0; i < j->n_written; i++) {
		if (j->written[i].format == format && format_matches(glob, j->written[i].w))
			across = better(across, gets_across(&j->written[i]));
	}
	if (across == LUOCAT_YES)
		return 0;
	remark.r = luocat_catalog_find(j->reader, remark.w->kind, remark.w->compatible);
	remark.severity = across == LUOCAT_NO ? LUOCAT_SEVERITY_INCOMPATIBLE
					      : LUOCAT_SEVERITY_UNKNOWN;
	return verdict_add(j, &remark, "%s is mandatory (%s), and %s", f->name, glob->where,
			   across == LUOCAT_NO
				   ? "no version of it is both written and read"
				   : "of no version it is known that it is both written and read");
}

RULE_FUNCTION(rule_mandatory)
{
	const struct luocat_policy *policy = j->verdict->policy;
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_INCOMPATIBLE};

	if (luocat_catalog_n_gaps(j->writer))
		remark.severity = LUOCAT_SEVERITY_UNKNOWN;
	for (size_t i = 0; policy && !j->absent && i < policy->mandatory.n; i++) {
		const struct format_glob *glob = LIST_AT(&policy->mandatory, struct format_glob, i);
		bool found = false;
		int ret = 0;

		for (size_t f = 0; f < j->verdict->n_formats && !ret; f++)
			ret = check_mandatory(j, rule, glob, f, &found);
		if (!ret && !found)
			ret = verdict_add(j, &remark,
					  "%.80s is mandatory (%s), and the writer has no such "
					  "format",
					  glob->glob, glob->where);
		if (ret)
			return ret;
	}
	return 0;
}

/* ---- Formats of which every version is off ---- */

/* What of a format could be written: whether anything is, by itself and once the plan is applied.
 */
struct use {
	const struct luocat_version *could; /* the newest */
	bool written, stays;
};

static struct use use_of(const struct judge *j, size_t format)
{
	const struct luocat_format_verdict *f = &j->verdict->formats[format];
	struct use use = {0};

	for (size_t i = 0; i < f->n_writer; i++) {
		if (f->writer[i]->write == LUOCAT_YES && !state_not_loaded(j, f->writer[i]))
			use.could = f->writer[i];
	}
	for (size_t i = 0; i < j->n_written; i++) {
		if (j->written[i].format != format)
			continue;
		use.written = true;
		use.stays |= !j->written[i].planned;
	}
	return use;
}

RULE_FUNCTION(rule_format_off)
{
	if (luocat_catalog_kernel(j->writer)->write_control != LUOCAT_YES || j->absent)
		return 0;
	for (size_t i = 0; i < j->verdict->n_formats; i++) {
		const struct luocat_format_verdict *f = &j->verdict->formats[i];
		struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_WARNING};
		struct use use;
		int ret;

		if (f->kind != LUOCAT_KIND_FILE_HANDLER || !f->counts)
			continue;
		use = use_of(j, i);
		if (!use.could || use.stays)
			continue;
		if (may_go(j, use.could))
			remark.severity = LUOCAT_SEVERITY_NOTE;
		remark.w = use.could;
		remark.r = luocat_catalog_find(j->reader, f->kind, use.could->compatible);
		ret = verdict_add(
			j, &remark,
			"every version of %s is off in the writer%s: no file of it can be "
			"preserved",
			f->name, use.written ? " once the plan is applied" : "");
		if (ret)
			return ret;
	}
	return 0;
}

/* ---- Waivers ---- */

/* "LUO-LAYOUT-DRIFT of memfd" */
static const char *covers(const struct luocat_waiver *waiver, char *text, size_t size)
{
	snprintf(text, size, "%.64s%s%.64s", waiver->rule, waiver->format ? " of " : "",
		 waiver->format ? waiver->format : "");
	return text;
}

/* Lint is silent of waivers that are for pairs of kernels only. */
static bool is_asked(const struct luocat_verdict *verdict, size_t index)
{
	const struct waiver *waiver = LIST_AT(&verdict->policy->waivers, struct waiver, index);

	return !verdict->lint || rules_flagged(&waiver->rules, RULE_LINT);
}

RULE_FUNCTION(rule_waiver_expired)
{
	struct remark remark = {
		.rule = rule,
		.severity = LUOCAT_SEVERITY_WARNING,
		.advice = "see whether it is still needed, and give it another date or take it out",
	};

	for (size_t i = 0; i < j->verdict->n_waivers; i++) {
		const struct luocat_waiver *waiver = luocat_policy_waiver(j->verdict->policy, i);
		const struct waiver_use *use = &j->verdict->waivers[i];
		char what[160];
		int ret;

		if (!use->of_pair || !use->expired || !is_asked(j->verdict, i))
			continue;
		ret = verdict_add(
			j, &remark, "the waiver of %s (%s %s, %.64s) %s \"%.32s\"%s",
			covers(waiver, what, sizeof(what)), waiver->file, waiver->where,
			waiver->owner,
			use->malformed ? "has an end that is no date, and excuses nothing:"
				       : "expired on",
			waiver->expires, use->missed ? ", and would excuse what was found" : "");
		if (ret)
			return ret;
	}
	return 0;
}

/* Whether one excuses anything shows only once all questions are answered. */
RULE_FUNCTION(rule_waiver_unused)
{
	return 0;
}

static const struct rule *find_rule(int (*check)(struct judge *, const struct rule *,
						 struct written *))
{
	size_t i = 0;

	while (rules[i].check != check)
		i++;
	return &rules[i];
}

static int name_unused(struct judge *j, const struct luocat_waiver *waiver)
{
	struct remark remark = {
		.rule = find_rule(rule_waiver_unused),
		.severity = LUOCAT_SEVERITY_WARNING,
		.advice = "take it out, before it excuses something else",
	};
	char what[160];

	return verdict_add(j, &remark, "the waiver of %s (%s %s, %.64s) excuses nothing here",
			   covers(waiver, what, sizeof(what)), waiver->file, waiver->where,
			   waiver->owner);
}

int luocat_verdicts_name_unused(struct luocat_verdict *const *verdicts, size_t n_verdicts,
				struct luocat_error *err)
{
	struct judge j = {.verdict = n_verdicts ? verdicts[0] : NULL, .err = err};
	int ret = 0;

	for (size_t i = 0; j.verdict && i < j.verdict->n_waivers && !ret; i++) {
		bool used = false, expired = j.verdict->waivers[i].expired;

		for (size_t k = 0; k < n_verdicts; k++)
			used |= luocat_verdict_uses_waiver(verdicts[k], i);
		if (!used && !expired && is_asked(j.verdict, i))
			ret = name_unused(&j, luocat_policy_waiver(j.verdict->policy, i));
	}
	if (ret || !j.verdict)
		return ret;
	ret = verdict_finish(&j);
	/* a policy may make it an error */
	if (!ret && j.verdict->outcome > LUOCAT_COMPATIBLE_WITH_PLAN)
		j.verdict->n_plan = 0;
	return ret;
}
