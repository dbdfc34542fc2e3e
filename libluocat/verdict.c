// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * verdict.c - the result of a judgement, and how findings get into it
 */
#include "policy.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *luocat_severity_name(enum luocat_severity severity)
{
	static const char *const names[] = {
		[LUOCAT_SEVERITY_NOTE] = "note",
		[LUOCAT_SEVERITY_WARNING] = "warning",
		[LUOCAT_SEVERITY_PLAN] = "plan",
		[LUOCAT_SEVERITY_UNKNOWN] = "unknown",
		[LUOCAT_SEVERITY_INCOMPATIBLE] = "incompatible",
	};

	return (size_t)severity < sizeof(names) / sizeof(names[0]) ? names[severity] : NULL;
}

const char *luocat_outcome_name(enum luocat_outcome outcome)
{
	static const char *const names[] = {
		[LUOCAT_COMPATIBLE] = "compatible",
		[LUOCAT_COMPATIBLE_WITH_PLAN] = "compatible-with-plan",
		[LUOCAT_OUTCOME_UNKNOWN] = "unknown",
		[LUOCAT_INCOMPATIBLE] = "incompatible",
	};

	return (size_t)outcome < sizeof(names) / sizeof(names[0]) ? names[outcome] : NULL;
}

struct luocat_verdict *verdict_new(struct luocat_catalog *writer, struct luocat_catalog *reader,
				   enum luocat_direction direction)
{
	struct luocat_verdict *verdict = calloc(1, sizeof(*verdict));

	if (!verdict)
		return NULL;
	verdict->refs = 1;
	verdict->writer = luocat_catalog_ref(writer);
	verdict->reader = luocat_catalog_ref(reader);
	verdict->direction = direction;
	verdict->fail_on = LUOCAT_SEVERITY_UNKNOWN;
	return verdict;
}

struct luocat_verdict *luocat_verdict_ref(struct luocat_verdict *verdict)
{
	if (verdict)
		verdict->refs++;
	return verdict;
}

struct luocat_verdict *luocat_verdict_unref(struct luocat_verdict *verdict)
{
	if (!verdict || --verdict->refs)
		return NULL;
	for (size_t i = 0; i < verdict->n_findings; i++) {
		free(verdict->findings[i].message);
		free(verdict->findings[i].advice);
	}
	free(verdict->findings);
	free(verdict->formats);
	free(verdict->versions);
	free(verdict->plan);
	free(verdict->waivers);
	free(verdict->off);
	luocat_policy_unref(verdict->policy);
	judge_layouts_free(verdict);
	luocat_state_unref(verdict->state);
	luocat_catalog_unref(verdict->writer);
	luocat_catalog_unref(verdict->reader);
	free(verdict);
	return NULL;
}

/*
 * The one place where a policy decides: what it lowers is no objection, so that no plan is made for it, and
 * what it raises of a version is one.
 */
static void rule_on(struct judge *j, struct finding *finding, struct written *v)
{
	const struct rule *rule = (const struct rule *)finding->pub.rule;
	struct ruling ruling = {0};
	bool lowered;

	if (j->verdict->policy)
		ruling = policy_ruling(j->verdict, rule, finding->pub.writer, finding->pub.reader);
	finding->pub.waiver = ruling.waiver ? &ruling.waiver->pub : NULL;
	finding->has_level = ruling.has_level;
	finding->level = ruling.level;
	finding->by = ruling.by;
	lowered = ruling.waiver || (ruling.has_level && ruling.level != LUOCAT_LEVEL_ERROR);
	if (v && (finding->answer == LUOCAT_NO || v->judged_readable == LUOCAT_YES))
		v->judged_readable = finding->answer;
	if (!v && ruling.has_level && !lowered && j->version) {
		v = j->version;
		finding->about = v;
		finding->answer = LUOCAT_NO;
		finding->raised = true;
	}
	if (v && !lowered && (finding->answer == LUOCAT_NO || v->readable == LUOCAT_YES))
		v->readable = finding->answer;
	j->changed |= v && (lowered || finding->raised);
	j->absent |= j->ends && !lowered;
	j->ends = false;
	if (!v)
		settle(finding);
}

/* Takes @message over, also when it fails. @v: what is objected to, or NULL */
static int add(struct judge *j, const struct remark *remark, struct written *v, char *message)
{
	struct luocat_verdict *verdict = j->verdict;
	const struct luocat_version *w = remark->about ? remark->about->w : remark->w;
	const struct luocat_version *r = remark->about ? remark->about->r : remark->r;
	const struct luocat_version *any = w ? w : r;
	struct finding *findings, *finding;
	char *advice = NULL;

	if (message && remark->advice)
		advice = strdup(remark->advice);
	findings = realloc(verdict->findings, (verdict->n_findings + 1) * sizeof(*findings));
	if (findings)
		verdict->findings = findings;
	if (!message || !findings || (remark->advice && !advice)) {
		free(message);
		free(advice);
		return error_no_memory(j->err);
	}
	finding = &findings[verdict->n_findings];
	*finding = (struct finding){
		.pub =
			{
				.rule = &remark->rule->pub,
				.severity = remark->severity,
				.judged = remark->severity,
				.kind = any ? any->kind : LUOCAT_KIND_UNKNOWN,
				.name = any ? any->name : NULL,
				.compatible = any ? any->compatible : NULL,
				.consequence = remark->consequence,
				.message = message,
				.advice = advice,
				.writer = w,
				.reader = r,
			},
		.message = message,
		.advice = advice,
		.order = verdict->n_said++,
		.about = remark->about,
		.answer = remark->answer,
	};
	verdict->n_findings++;
	rule_on(j, finding, v);
	return 0;
}

static char *format_text(const char *fmt, va_list args)
{
	char *text;

	return vasprintf(&text, fmt, args) < 0 ? NULL : text;
}

int verdict_add(struct judge *j, const struct remark *remark, const char *fmt, ...)
{
	va_list args;
	char *message;

	if (j->no_notes && remark->severity == LUOCAT_SEVERITY_NOTE)
		return 0;
	va_start(args, fmt);
	message = format_text(fmt, args);
	va_end(args);
	return add(j, remark, NULL, message);
}

int verdict_object(struct judge *j, const struct rule *rule, struct written *v,
		   enum luocat_tri answer, enum luocat_consequence consequence, const char *fmt,
		   ...)
{
	struct remark remark = {
		.rule = rule, .about = v, .answer = answer, .consequence = consequence};
	va_list args;
	char *message;

	va_start(args, fmt);
	message = format_text(fmt, args);
	va_end(args);
	return add(j, &remark, v, message);
}

int verdict_detail(struct judge *j, const struct luocat_differences *differences,
		   const char *advice)
{
	struct finding *finding = &j->verdict->findings[j->verdict->n_findings - 1];

	finding->pub.layout = differences;
	if (!advice)
		return 0;
	finding->advice = strdup(advice);
	finding->pub.advice = finding->advice;
	return finding->advice ? 0 : error_no_memory(j->err);
}

enum luocat_outcome luocat_verdict_outcome(const struct luocat_verdict *verdict)
{
	return verdict->outcome;
}

enum luocat_direction luocat_verdict_direction(const struct luocat_verdict *verdict)
{
	return verdict->direction;
}

struct luocat_catalog *luocat_verdict_writer(const struct luocat_verdict *verdict)
{
	return verdict->writer;
}

struct luocat_catalog *luocat_verdict_reader(const struct luocat_verdict *verdict)
{
	return verdict->reader;
}

struct luocat_state *luocat_verdict_state(const struct luocat_verdict *verdict)
{
	return verdict->state;
}

size_t luocat_verdict_n_findings(const struct luocat_verdict *verdict)
{
	return verdict->n_findings;
}

const struct luocat_finding *luocat_verdict_finding(const struct luocat_verdict *verdict,
						    size_t index)
{
	return index < verdict->n_findings ? &verdict->findings[index].pub : NULL;
}

size_t luocat_verdict_n_formats(const struct luocat_verdict *verdict)
{
	return verdict->n_formats;
}

const struct luocat_format_verdict *luocat_verdict_format(const struct luocat_verdict *verdict,
							  size_t index)
{
	return index < verdict->n_formats ? &verdict->formats[index] : NULL;
}

size_t luocat_verdict_n_plan(const struct luocat_verdict *verdict)
{
	return verdict->n_plan;
}

const struct luocat_plan_entry *luocat_verdict_plan(const struct luocat_verdict *verdict,
						    size_t index)
{
	return index < verdict->n_plan ? &verdict->plan[index] : NULL;
}

const struct luocat_finding *luocat_verdict_fails(const struct luocat_verdict *verdict)
{
	for (size_t i = 0; i < verdict->n_findings; i++) {
		const struct luocat_finding *finding = &verdict->findings[i].pub;

		if (finding->severity < verdict->fail_on)
			break; /* they are sorted */
		if (!verdict->applied || finding->severity != LUOCAT_SEVERITY_PLAN)
			return finding;
	}
	return NULL;
}

struct luocat_policy *luocat_verdict_policy(const struct luocat_verdict *verdict)
{
	return verdict->policy;
}

const char *luocat_verdict_profile(const struct luocat_verdict *verdict)
{
	return verdict->profile ? verdict->profile->name : NULL;
}

const char *luocat_verdict_now(const struct luocat_verdict *verdict)
{
	return verdict->now[0] ? verdict->now : NULL;
}

size_t luocat_verdict_n_off(const struct luocat_verdict *verdict)
{
	return verdict->n_off;
}

const struct luocat_off *luocat_verdict_off(const struct luocat_verdict *verdict, size_t index)
{
	return index < verdict->n_off ? &verdict->off[index] : NULL;
}

bool luocat_verdict_uses_waiver(const struct luocat_verdict *verdict, size_t index)
{
	return index < verdict->n_waivers && verdict->waivers[index].used;
}

int luocat_verdict_set_applied(struct luocat_verdict *verdict)
{
	if (!verdict->n_plan)
		return -EINVAL;
	verdict->applied = true;
	return 0;
}

bool luocat_verdict_applied(const struct luocat_verdict *verdict)
{
	return verdict->applied;
}
