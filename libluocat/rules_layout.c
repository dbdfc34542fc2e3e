// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_layout.c - does one id mean the same bytes on both sides
 */
#include "judge.h"

#include <stdio.h>
#include <string.h>

uint32_t next_version(const struct luocat_catalog *a, const struct luocat_catalog *b,
		      enum luocat_kind kind, const char *name)
{
	const struct luocat_catalog *catalogs[] = {a, b};
	uint32_t newest = 0;

	for (size_t side = 0; side < ARRAY_SIZE(catalogs); side++) {
		for (size_t i = 0; i < luocat_catalog_n_versions(catalogs[side]); i++) {
			const struct luocat_version *v = luocat_catalog_version(catalogs[side], i);
			uint32_t number = v->version;
			size_t length;

			if (v->kind != kind || strcmp(v->name, name))
				continue;
			if (!v->has_version && !version_derive(v->compatible, &length, &number))
				continue;
			newest = number > newest ? number : newest;
		}
	}
	return newest && newest < UINT32_MAX ? newest + 1 : 0;
}

/* "; 3 differences in all" */
static const char *how_many(const struct luocat_differences *differences, char text[48])
{
	size_t n = luocat_n_differences(differences);

	text[0] = '\0';
	if (n > 1)
		snprintf(text, 48, "; %zu differences in all", n);
	return text;
}

/* Nothing of it is the version's own: each difference is that of a type that another format owns.
 */
static bool only_foreign(const struct luocat_version *v,
			 const struct luocat_differences *differences)
{
	for (size_t i = 0; i < luocat_n_differences(differences); i++) {
		const struct luocat_difference *d = luocat_difference(differences, i);

		if (d->change > LUOCAT_CHANGE_RENAMED &&
		    (d->owner_kind == v->kind && !strcmp(d->owner_name, v->name)))
			return false;
	}
	return true;
}

static int object(struct judge *j, const struct rule *rule, struct written *v,
		  const struct luocat_differences *differences)
{
	const struct luocat_difference *d = luocat_differences_worst(differences);
	uint32_t next = next_version(j->writer, j->reader, d->owner_kind, d->owner_name);
	char advice[MAX_WORD + 128];
	int ret = verdict_object(j, rule, v, LUOCAT_NO, drift_consequence(v->w, v->r),
				 "%s has two layouts: %s%s%s", v->w->compatible,
				 d->type && d->member ? d->type : "",
				 d->type && d->member ? ": " : "", d->message);

	if (next)
		snprintf(advice, sizeof(advice),
			 "the kernel in which %s was changed has to call it v%u", d->owner_name,
			 next);
	else
		snprintf(advice, sizeof(advice),
			 "the kernel in which %s was changed has to give it another id",
			 d->owner_name);
	return ret ? ret : verdict_detail(j, differences, advice);
}

RULE_FUNCTION(rule_layout_drift)
{
	const struct layout_answer *answer;
	int ret;

	if (!v->r)
		return 0;
	ret = layouts_agree(j, v->w, v->r, &answer);
	if (ret || answer->agree != LUOCAT_NO || answer->worst != LUOCAT_CHANGE_DRIFT)
		return ret;
	if (!answer->differences)
		return verdict_object(j, rule, v, LUOCAT_NO, drift_consequence(v->w, v->r),
				      "%s has two layouts: the writer's is %s, the reader's %s",
				      v->w->compatible, luocat_layout_form_name(v->w->layout_form),
				      luocat_layout_form_name(v->r->layout_form));
	/* LUO-REQUIRES ran before and objected: the owner's finding says what is different */
	if (v->readable == LUOCAT_NO && only_foreign(v->w, answer->differences))
		return 0;
	return object(j, rule, v, answer->differences);
}

RULE_FUNCTION(rule_layout_appended)
{
	const struct layout_answer *answer;
	int ret;

	if (!v->r)
		return 0;
	ret = layouts_agree(j, v->w, v->r, &answer);
	if (ret || answer->agree != LUOCAT_NO || answer->worst != LUOCAT_CHANGE_APPENDED)
		return ret;
	return object(j, rule, v, answer->differences);
}

RULE_FUNCTION(rule_layout_one_sided)
{
	const struct layout_answer *answer;
	int ret;

	if (!v->r)
		return 0;
	ret = layouts_agree(j, v->w, v->r, &answer);
	if (ret || answer->agree != LUOCAT_UNKNOWN)
		return ret;
	return verdict_object(j, rule, v, LUOCAT_UNKNOWN, drift_consequence(v->w, v->r),
			      "the layout of %s is known in the %s only", v->w->compatible,
			      layout_known(v->w) ? "writer" : "reader");
}

RULE_FUNCTION(rule_layout_renamed)
{
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_NOTE};
	const struct layout_answer *answer;
	const struct luocat_difference *d;
	char more[48];
	int ret;

	if (!v->r)
		return 0;
	ret = layouts_agree(j, v->w, v->r, &answer);
	if (ret || answer->agree != LUOCAT_YES || !answer->differences ||
	    !luocat_n_differences(answer->differences))
		return ret;
	remark.w = v->w;
	remark.r = v->r;
	d = luocat_difference(answer->differences, 0);
	ret = verdict_add(j, &remark, "the bytes of %s agree, names do not: %s%s%s%s",
			  v->w->compatible, d->member ? d->type : "", d->member ? ": " : "",
			  d->message, how_many(answer->differences, more));
	return ret ? ret : verdict_detail(j, answer->differences, NULL);
}

RULE_FUNCTION(rule_layout_pointer)
{
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_WARNING};
	const char *pointers;
	int ret;

	if (!v->r)
		return 0;
	ret = layouts_pointers(j, v->w, v->r, &pointers);
	if (ret || !pointers)
		return ret;
	remark.w = v->w;
	remark.r = v->r;
	return verdict_add(j, &remark, "%s hands over pointers: %s", v->w->compatible, pointers);
}

RULE_FUNCTION(rule_layout_unchecked)
{
	struct name_list list = {0};

	for (size_t i = 0; i < j->n_written; i++) {
		const struct written *by = &j->written[i];
		const struct layout_answer *answer;
		int ret;

		if (!by->counts || !by->r || by->readable != LUOCAT_YES)
			continue;
		ret = layouts_agree(j, by->w, by->r, &answer);
		if (ret)
			return ret;
		if (answer->unchecked)
			name_list_add(&list, by->w->compatible);
	}
	if (!list.n || j->absent)
		return 0;
	return verdict_add(j, &(struct remark){.rule = rule, .severity = LUOCAT_SEVERITY_NOTE},
			   "the ids agree, the layouts are known on neither side: %s",
			   name_list_text(&list, ""));
}

static int check_given(struct judge *j, const struct rule *rule, const char *side,
		       const struct luocat_catalog *catalog)
{
	struct name_list list = {0};
	const char *file = NULL;

	for (size_t i = 0; i < luocat_catalog_n_types(catalog); i++) {
		const struct luocat_type *type = luocat_catalog_type(catalog, i);

		if (!type->given)
			continue;
		file = file ? file : type->given;
		name_list_add(&list, type->name);
	}
	if (!list.n)
		return 0;
	return verdict_add(j, &(struct remark){.rule = rule, .severity = LUOCAT_SEVERITY_WARNING},
			   "types of the %s come from %.80s, and nothing in its objects confirms "
			   "them: %s",
			   side, file, name_list_text(&list, ""));
}

RULE_FUNCTION(rule_layout_given)
{
	int ret = 0;

	if (!j->absent)
		ret = check_given(j, rule, "writer", j->writer);
	return ret || j->absent ? ret : check_given(j, rule, "reader", j->reader);
}
