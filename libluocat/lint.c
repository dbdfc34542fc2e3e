// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * lint.c - what is wrong with a kernel's formats before anybody boots it
 *
 * A judgement whose writer is the baseline (the kernel itself where there is none) and whose reader
 * is the kernel in question; its findings come from the same table of rules.
 */
#include "policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct rule *rule_of(const char *id)
{
	for (size_t i = 0; i < n_rules; i++) {
		if (!strcmp(rules[i].pub.id, id))
			return &rules[i];
	}
	return NULL;
}

static int say(struct judge *j, const char *id, enum luocat_severity severity,
	       const struct luocat_version *was, const struct luocat_version *is,
	       const char *message)
{
	struct remark remark = {.rule = rule_of(id), .severity = severity, .w = was, .r = is};
	int ret = verdict_add(j, &remark, "%s", message);

	/* waivers are held against it, but nobody is to read of a baseline where there is none */
	if (!ret && j->writer == j->reader)
		j->verdict->findings[j->verdict->n_findings - 1].pub.writer = NULL;
	return ret;
}

/* ---- A layout changed: whose version should have ---- */

static bool is_own(const struct luocat_version *v, const struct luocat_difference *d)
{
	return d->owner_kind == v->kind && !strcmp(d->owner_name, v->name);
}

/* The format has another id now, or a finding of its own: *@changed. */
static int owner_changed(struct judge *j, const struct luocat_difference *d, bool *changed)
{
	*changed = false;
	for (size_t i = 0; i < luocat_catalog_n_versions(j->writer) && !*changed; i++) {
		const struct luocat_version *was = luocat_catalog_version(j->writer, i);
		const struct layout_answer *answer;
		const struct luocat_version *is;
		int ret;

		if (was->kind != d->owner_kind || strcmp(was->name, d->owner_name))
			continue;
		is = luocat_catalog_find(j->reader, was->kind, was->compatible);
		if (!is || numbers_agree(was, is) == LUOCAT_NO) {
			*changed = true;
			return 0;
		}
		ret = layouts_agree(j, was, is, &answer);
		if (ret)
			return ret;
		*changed = answer->agree == LUOCAT_NO;
	}
	return 0;
}

/* The worst difference that has to be answered for here; NULL: none. */
static int blame(struct judge *j, const struct luocat_version *v,
		 const struct luocat_differences *differences,
		 const struct luocat_difference **worst)
{
	*worst = NULL;
	for (size_t i = 0; i < luocat_n_differences(differences); i++) {
		const struct luocat_difference *d = luocat_difference(differences, i);
		bool elsewhere = false;

		if (d->change == LUOCAT_CHANGE_RENAMED || (*worst && d->change <= (*worst)->change))
			continue;
		if (!is_own(v, d)) {
			int ret = owner_changed(j, d, &elsewhere);

			if (ret)
				return ret;
		}
		if (!elsewhere)
			*worst = d;
	}
	return 0;
}

/* What was there before is to be put back; only where nothing had to make way, what is new goes. */
static const char *undo_of(const struct luocat_differences *differences,
			   const struct luocat_difference *worst)
{
	if (worst->a || !worst->b)
		return worst->undo;
	for (size_t i = 0; i < luocat_n_differences(differences); i++) {
		const struct luocat_difference *d = luocat_difference(differences, i);

		if (d->a && d->change == worst->change && d->type == worst->type && d->undo)
			return d->undo;
	}
	return worst->undo;
}

static int advise(struct judge *j, const struct luocat_differences *differences,
		  const struct luocat_difference *worst)
{
	uint32_t next = next_version(j->writer, j->reader, worst->owner_kind, worst->owner_name);
	const char *undo = undo_of(differences, worst);
	char text[2 * MAX_TEXT];
	int used;

	if (next)
		used = snprintf(text, sizeof(text), "bump %s to v%u", worst->owner_name, next);
	else
		used = snprintf(text, sizeof(text), "give %s a new id", worst->owner_name);
	if (undo)
		snprintf(text + used, sizeof(text) - (size_t)used, ", or %s", undo);
	return verdict_detail(j, differences, text);
}

static int changed(struct judge *j, const struct luocat_version *was,
		   const struct luocat_version *is, const struct layout_answer *answer)
{
	const struct luocat_difference *worst;
	struct remark remark = {.severity = LUOCAT_SEVERITY_INCOMPATIBLE, .w = was, .r = is};
	int ret;

	remark.rule = rule_of("LUO-LAYOUT-DRIFT");
	if (!answer->differences)
		return verdict_add(j, &remark, "the layout of %s changed from %s to %s",
				   is->compatible, luocat_layout_form_name(was->layout_form),
				   luocat_layout_form_name(is->layout_form));
	ret = blame(j, is, answer->differences, &worst);
	if (ret || !worst)
		return ret;
	if (worst->change == LUOCAT_CHANGE_APPENDED)
		remark.rule = rule_of("LUO-LAYOUT-APPENDED");
	ret = verdict_add(j, &remark, "%s changed and is still called %s: %s%s%s",
			  is_own(is, worst) ? "the layout" : worst->owner_name, is->compatible,
			  worst->type && worst->member ? worst->type : "",
			  worst->type && worst->member ? ": " : "", worst->message);
	return ret ? ret : advise(j, answer->differences, worst);
}

static int renamed(struct judge *j, const struct luocat_version *was,
		   const struct luocat_version *is, const struct layout_answer *answer)
{
	const struct luocat_difference *d;
	int ret;

	if (!answer->differences || !luocat_n_differences(answer->differences))
		return 0;
	d = luocat_difference(answer->differences, 0);
	ret = say(j, "LUO-LAYOUT-RENAMED", LUOCAT_SEVERITY_NOTE, was, is, d->message);
	return ret ? ret : verdict_detail(j, answer->differences, NULL);
}

static int one_sided(struct judge *j, const struct luocat_version *was,
		     const struct luocat_version *is)
{
	struct remark remark = {.rule = rule_of("LUO-LAYOUT-ONE-SIDED"),
				.severity = LUOCAT_SEVERITY_UNKNOWN,
				.w = was,
				.r = is};

	return verdict_add(j, &remark, "the layout of %s is not known in the %s", is->compatible,
			   layout_known(is) ? "baseline" : "catalog");
}

/* ---- A constant changed ---- */

static void say_change(const struct constant_pair *pair, char *text, size_t size)
{
	if (pair->a && pair->b)
		snprintf(text, size, "%s changed from 0x%" PRIx64 " to 0x%" PRIx64, pair->a->name,
			 pair->a->value, pair->b->value);
	else if (pair->a)
		snprintf(text, size, "%s (0x%" PRIx64 ") was removed", pair->a->name,
			 pair->a->value);
	else
		snprintf(text, size, "%s (0x%" PRIx64 ") was added", pair->b->name, pair->b->value);
}

static void say_undo(const struct constant_pair *pair, char *text, size_t size)
{
	if (pair->a)
		snprintf(text, size, "restore %s as 0x%" PRIx64, pair->a->name, pair->a->value);
	else
		snprintf(text, size, "remove %s", pair->b->name);
}

/* Constants with two values (@both), or that one side lacks. */
static int changed_constants(struct judge *j, const struct luocat_version *was,
			     const struct luocat_version *is, bool both)
{
	struct remark remark = {
		.rule = rule_of(both ? "LUO-CONSTANT-CHANGED" : "LUO-CONSTANT-ONE-SIDED"),
		.severity = both ? LUOCAT_SEVERITY_INCOMPATIBLE : LUOCAT_SEVERITY_UNKNOWN,
		.w = was,
		.r = is,
	};
	uint32_t next = next_version(j->writer, j->reader, is->kind, is->name);
	struct name_list changes = {0}, undos = {0};
	char advice[sizeof(undos.text) + MAX_WORD + 64], bump[MAX_WORD + 32];
	int ret;

	constants_list(was, is, both, say_change, &changes);
	constants_list(was, is, both, say_undo, &undos);
	if (!changes.n)
		return 0;
	if (next)
		snprintf(bump, sizeof(bump), "bump %s to v%" PRIu32, is->name, next);
	else
		snprintf(bump, sizeof(bump), "give %s a new id", is->name);
	snprintf(advice, sizeof(advice), "%s, or %s", bump, name_list_text(&undos, ""));
	ret = verdict_add(j, &remark, "the meaning changed and is still called %s: %s",
			  is->compatible, name_list_text(&changes, ""));
	return ret ? ret : verdict_detail(j, NULL, advice);
}

static int check_constants(struct judge *j, const struct luocat_version *was,
			   const struct luocat_version *is)
{
	bool here = constants_unchecked(is, was);
	char message[MAX_WORD + 96];
	int ret;

	if (numbers_agree(was, is) == LUOCAT_NO)
		return 0;
	ret = changed_constants(j, was, is, true);
	if (!ret && constants_seen_alike(was, is))
		ret = changed_constants(j, was, is, false);
	if (ret || (!here && !constants_unchecked(was, is)))
		return ret;
	snprintf(message, sizeof(message), "constants of %s are known in the %s only",
		 is->compatible, here ? "catalog" : "baseline");
	return say(j, "LUO-CONSTANT-UNCHECKED", LUOCAT_SEVERITY_WARNING, was, is, message);
}

/* ---- One version ---- */

static int check_layout(struct judge *j, const struct luocat_version *was,
			const struct luocat_version *is)
{
	const struct layout_answer *answer;
	int ret;

	if (numbers_agree(was, is) == LUOCAT_NO)
		return 0;
	ret = layouts_agree(j, was, is, &answer);
	if (ret)
		return ret;
	switch (answer->agree) {
	case LUOCAT_NO:
		return changed(j, was, is, answer);
	case LUOCAT_UNKNOWN:
		return one_sided(j, was, is);
	case LUOCAT_YES:
		break;
	}
	return renamed(j, was, is, answer);
}

static int check_version_alone(struct judge *j, const struct luocat_version *was,
			       const struct luocat_version *is)
{
	struct name_list list = {0};
	char message[sizeof(list.text) + MAX_WORD + 64];
	int ret;

	if (!layout_known(is)) {
		snprintf(message, sizeof(message), "the layout of %s is not known", is->compatible);
		return say(j, "LUO-LAYOUT-UNCHECKED", LUOCAT_SEVERITY_NOTE, was, is, message);
	}
	ret = layout_pointers(j->reader, is, &list, j->err);
	if (ret || !list.n)
		return ret;
	snprintf(message, sizeof(message), "%s hands over pointers: %s", is->compatible,
		 name_list_text(&list, ""));
	return say(j, "LUO-LAYOUT-POINTER", LUOCAT_SEVERITY_WARNING, was, is, message);
}

static int check_gaps(struct judge *j)
{
	struct name_list list = {0};
	char message[sizeof(list.text) + 64];

	for (size_t i = 0; i < luocat_catalog_n_gaps(j->reader); i++) {
		const char *object = luocat_catalog_gap(j->reader, i)->origin.object;

		name_list_add(&list, object ? object : "an unnamed object");
	}
	if (!list.n)
		return 0;
	snprintf(message, sizeof(message), "what could not be cataloged cannot be checked: %s",
		 name_list_text(&list, ""));
	return say(j, "LUO-GAP", LUOCAT_SEVERITY_UNKNOWN, NULL, NULL, message);
}

/* Those that have expired. */
static int check_waivers(struct judge *j)
{
	const struct rule *rule = rule_of("LUO-WAIVER-EXPIRED");

	return rule->check(j, rule, NULL);
}

static int lint(struct judge *j)
{
	int ret = judge_policy(j);

	if (!ret)
		ret = judge_layouts(j);
	for (size_t i = 0; i < luocat_catalog_n_versions(j->reader) && !ret; i++) {
		const struct luocat_version *is = luocat_catalog_version(j->reader, i);
		const struct luocat_version *was = luocat_catalog_find(j->writer, is->kind,
								       is->compatible);

		ret = check_version_alone(j, was, is);
		if (!ret && was && j->writer != j->reader)
			ret = check_layout(j, was, is);
		if (!ret && was && j->writer != j->reader)
			ret = check_constants(j, was, is);
	}
	if (!ret)
		ret = check_gaps(j);
	if (!ret)
		ret = check_waivers(j);
	return ret ? ret : verdict_finish(j);
}

static int lint_sides(struct judge *j, struct luocat_verdict **verdict)
{
	int ret = judge_begin(j, LUOCAT_FORWARD);

	if (ret)
		return ret;
	j->verdict->lint = true;
	ret = lint(j);
	if (ret)
		luocat_verdict_unref(j->verdict);
	else
		*verdict = j->verdict;
	return ret;
}

int luocat_lint(struct luocat_catalog *catalog, struct luocat_catalog *baseline,
		const struct luocat_lint_opts *opts, struct luocat_verdict **verdict,
		struct luocat_error *err)
{
	struct luocat_lint_opts all = {.size = sizeof(all)};
	struct luocat_judge_opts asked = {.size = sizeof(asked)};
	struct judge_side sides[N_SIDES] = {{0}};
	struct judge j = {
		.side = {&sides[WRITER], &sides[READER]},
		.opts = &asked,
		.err = err,
	};
	int ret = opts ? check_size(&all, sizeof(all), opts, opts->size, err) : 0;

	asked.policy = all.policy;
	asked.now = all.now;
	if (!ret)
		ret = judge_side_init(&sides[WRITER], baseline ? baseline : catalog, err);
	if (!ret)
		ret = judge_side_init(&sides[READER], catalog, err);
	if (!ret)
		ret = lint_sides(&j, verdict);
	judge_side_free(&sides[WRITER]);
	judge_side_free(&sides[READER]);
	return ret;
}
