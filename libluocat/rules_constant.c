// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_constant.c - does one id mean the same by the same bytes, as far as named constants tell
 */
#include "judge.h"

#include <inttypes.h>
#include <stdio.h>

bool constants_seen_alike(const struct luocat_version *w, const struct luocat_version *r)
{
	return w->constants_known && r->constants_known &&
	       w->origin.evidence_constants == r->origin.evidence_constants;
}

enum luocat_tri constants_agree(const struct luocat_version *w, const struct luocat_version *r)
{
	struct constant_pair pair = {0};
	bool single = false;

	if (constant_clash(w, r))
		return LUOCAT_NO;
	while (constants_seen_alike(w, r) && constant_next(w, r, &pair))
		single |= !pair.a || !pair.b;
	return single ? LUOCAT_UNKNOWN : LUOCAT_YES;
}

bool constants_unchecked(const struct luocat_version *of, const struct luocat_version *other)
{
	struct constant_pair pair = {0};

	while (!constants_seen_alike(of, other) && constant_next(of, other, &pair)) {
		if (pair.a && !pair.b)
			return true;
	}
	return false;
}

void constants_list(const struct luocat_version *a, const struct luocat_version *b, bool both,
		    constant_words *words, struct name_list *list)
{
	struct constant_pair pair = {0};

	while (constant_next(a, b, &pair)) {
		char text[MAX_WORD + 96];

		if (both != (pair.a && pair.b) || (both && pair.a->value == pair.b->value))
			continue;
		words(&pair, text, sizeof(text));
		name_list_add(list, text);
	}
}

/* ---- A pair ---- */

static void say_sides(const struct constant_pair *pair, char *text, size_t size)
{
	if (pair->a && pair->b)
		snprintf(text, size,
			 "%s is 0x%" PRIx64 " in the writer, 0x%" PRIx64 " in the reader",
			 pair->a->name, pair->a->value, pair->b->value);
	else if (pair->a)
		snprintf(text, size, "%s (0x%" PRIx64 ") in the writer", pair->a->name,
			 pair->a->value);
	else
		snprintf(text, size, "%s (0x%" PRIx64 ") in the reader", pair->b->name,
			 pair->b->value);
}

static int advise(struct judge *j, const struct written *v)
{
	uint32_t next = next_version(j->writer, j->reader, v->w->kind, v->w->name);
	char advice[MAX_WORD + 96];

	if (next)
		snprintf(advice, sizeof(advice),
			 "the kernel in which its constants were changed has to call it v%u", next);
	else
		snprintf(
			advice, sizeof(advice),
			"the kernel in which its constants were changed has to give it another id");
	return verdict_detail(j, NULL, advice);
}

RULE_FUNCTION(rule_constant_changed)
{
	struct name_list list = {0};
	int ret;

	if (!v->r)
		return 0;
	constants_list(v->w, v->r, true, say_sides, &list);
	if (!list.n)
		return 0;
	ret = verdict_object(j, rule, v, LUOCAT_NO, drift_consequence(v->w, v->r),
			     "%s has two meanings: %s", v->w->compatible,
			     name_list_text(&list, ""));
	return ret ? ret : advise(j, v);
}

RULE_FUNCTION(rule_constant_one_sided)
{
	struct name_list list = {0};
	int ret;

	if (!v->r || !constants_seen_alike(v->w, v->r))
		return 0;
	constants_list(v->w, v->r, false, say_sides, &list);
	if (!list.n)
		return 0;
	ret = verdict_object(j, rule, v, LUOCAT_UNKNOWN, drift_consequence(v->w, v->r),
			     "what %s means is not the same to both: only one has %s",
			     v->w->compatible, name_list_text(&list, ""));
	return ret ? ret : advise(j, v);
}

static int check_side(struct judge *j, const struct rule *rule, bool writer)
{
	struct name_list list = {0};

	for (size_t i = 0; i < j->n_written; i++) {
		const struct written *by = &j->written[i];

		if (!by->counts || !by->r || by->readable != LUOCAT_YES)
			continue;
		if (writer ? constants_unchecked(by->w, by->r) : constants_unchecked(by->r, by->w))
			name_list_add(&list, by->w->compatible);
	}
	if (!list.n)
		return 0;
	return verdict_add(j, &(struct remark){.rule = rule, .severity = LUOCAT_SEVERITY_WARNING},
			   "constants that only the %s's catalog knows were not compared: of %s",
			   writer ? "writer" : "reader", name_list_text(&list, ""));
}

RULE_FUNCTION(rule_constant_unchecked)
{
	int ret = 0;

	if (!j->absent)
		ret = check_side(j, rule, true);
	return ret || j->absent ? ret : check_side(j, rule, false);
}
