// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * requires.c - what a version needs besides itself, followed to the end
 */
#include "judge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More than any kernel has; what needs more than this cannot be told. */
#define MAX_NEEDS 1024

/* The needs that were met so far, each once, so that a cycle ends. */
struct needs {
	struct need {
		struct luocat_ref ref;
		bool by_writer; /* the writer's side asks for it */
	} list[MAX_NEEDS];
	size_t n;
	bool overflow;
	bool unknown; /* somebody's requires are not known */
};

static bool same_ref(const struct luocat_ref *a, const struct luocat_ref *b)
{
	return a->kind == b->kind && !strcmp(a->compatible, b->compatible);
}

static void needs_add(struct needs *needs, const struct luocat_version *version, bool by_writer)
{
	if (!version)
		return;
	needs->unknown |= !version->requires_known;
	for (size_t i = 0; i < version->n_requires; i++) {
		const struct luocat_ref *ref = &version->requires[i];
		size_t k = 0;

		while (k < needs->n && (needs->list[k].by_writer != by_writer ||
					!same_ref(&needs->list[k].ref, ref)))
			k++;
		if (k < needs->n)
			continue;
		if (needs->n == MAX_NEEDS) {
			needs->overflow = true;
			return;
		}
		needs->list[needs->n++] = (struct need){*ref, by_writer};
	}
}

/* An FLB is attached to a handler directly or not at all. */
static enum luocat_tri flb_attached(const struct luocat_version *handler,
				    const struct luocat_version *flb,
				    const struct luocat_ref *target)
{
	for (size_t i = 0; i < handler->n_requires; i++) {
		if (same_ref(&handler->requires[i], target))
			return LUOCAT_YES;
	}
	if (!flb)
		return LUOCAT_NO;
	if (handler->requires_known && handler->origin.evidence_id == LUOCAT_EVIDENCE_DESCRIPTOR &&
	    flb->origin.evidence_id == LUOCAT_EVIDENCE_DESCRIPTOR)
		return LUOCAT_NO;
	return LUOCAT_UNKNOWN;
}

enum luocat_tri version_needs(const struct luocat_catalog *catalog,
			      const struct luocat_version *version, const struct luocat_ref *target)
{
	enum luocat_tri answer = LUOCAT_UNKNOWN;
	struct needs *needs;

	if (target->kind == LUOCAT_KIND_FLB)
		return flb_attached(version,
				    luocat_catalog_find(catalog, target->kind, target->compatible),
				    target);
	needs = calloc(1, sizeof(*needs));
	if (!needs)
		return LUOCAT_UNKNOWN; /* never passes */
	needs_add(needs, version, true);
	for (size_t i = 0; i < needs->n; i++) {
		const struct luocat_ref *ref = &needs->list[i].ref;

		if (same_ref(ref, target)) {
			answer = LUOCAT_YES;
			goto out;
		}
		needs_add(needs, luocat_catalog_find(catalog, ref->kind, ref->compatible), true);
	}
	if (!needs->unknown && !needs->overflow)
		answer = LUOCAT_NO;
out:
	free(needs);
	return answer;
}

/* ---- LUO-REQUIRES ---- */

/* Whether both sides have @need in common; *@why: a reason for people. */
static enum luocat_tri common(const struct need *need, const struct luocat_version *w,
			      const struct luocat_version *r, const char **why)
{
	bool unchecked;

	if (!r || r->read == LUOCAT_NO) {
		*why = "which the reader does not read";
		return LUOCAT_NO;
	}
	if (!need->by_writer && (!w || w->write == LUOCAT_NO)) {
		*why = "which the reader needs and the writer does not write";
		return LUOCAT_NO;
	}
	if (w && layouts_agree(w, r, &unchecked) == LUOCAT_NO) {
		*why = "whose layouts differ";
		return LUOCAT_NO;
	}
	if (w && numbers_agree(w, r) == LUOCAT_NO) {
		*why = "whose version numbers differ";
		return LUOCAT_NO;
	}
	if (r->read == LUOCAT_UNKNOWN) {
		*why = "which the reader may not read";
		return LUOCAT_UNKNOWN;
	}
	if (!w) {
		*why = "which the writer's catalog does not describe";
		return LUOCAT_UNKNOWN;
	}
	if (layouts_agree(w, r, &unchecked) == LUOCAT_UNKNOWN) {
		*why = "whose layout is known on one side only";
		return LUOCAT_UNKNOWN;
	}
	if (numbers_agree(w, r) == LUOCAT_UNKNOWN) {
		*why = "whose version number is known on one side only";
		return LUOCAT_UNKNOWN;
	}
	return LUOCAT_YES;
}

/* The worse of what either mismatch does, where not known is worst. */
static enum luocat_consequence worse_consequence(enum luocat_consequence a,
						 enum luocat_consequence b)
{
	if (a == LUOCAT_CONSEQUENCE_UNKNOWN || b == LUOCAT_CONSEQUENCE_UNKNOWN)
		return LUOCAT_CONSEQUENCE_UNKNOWN;
	return a > b ? a : b;
}

static int check_need(struct judge *j, const struct rule *rule, struct written *v,
		      const struct need *need, struct needs *needs)
{
	const struct luocat_ref *ref = &need->ref;
	const struct luocat_version *w = luocat_catalog_find(j->writer, ref->kind, ref->compatible);
	const struct luocat_version *r = luocat_catalog_find(j->reader, ref->kind, ref->compatible);
	enum luocat_consequence consequence = mismatch_consequence(v->w, v->r);
	enum luocat_tri answer;
	const char *why = NULL;

	/* what the reader alone attaches has a rule of its own */
	if (!need->by_writer && ref->kind == LUOCAT_KIND_FLB)
		return 0;
	answer = common(need, w, r, &why);
	if (w || r)
		consequence = worse_consequence(consequence, mismatch_consequence(w ? w : r, r));
	if (answer != LUOCAT_YES)
		return verdict_object(j, rule, v, answer, consequence, "%s needs %s %s, %s",
				      v->w->compatible, luocat_kind_name(ref->kind),
				      ref->compatible, why);
	needs_add(needs, w, true);
	needs_add(needs, r, false);
	return 0;
}

RULE_FUNCTION(rule_requires)
{
	struct needs *needs;
	int ret = 0;

	/* without a reader's side there is nothing more to say */
	if (!v->r || v->r->read == LUOCAT_NO)
		return 0;
	needs = calloc(1, sizeof(*needs));
	if (!needs)
		return error_no_memory(j->err);
	needs_add(needs, v->w, true);
	needs_add(needs, v->r, false);
	for (size_t i = 0; i < needs->n && !ret; i++)
		ret = check_need(j, rule, v, &needs->list[i], needs);
	if (!ret && needs->overflow)
		ret = verdict_object(j, rule, v, LUOCAT_UNKNOWN, LUOCAT_CONSEQUENCE_UNKNOWN,
				     "%s needs more formats than can be followed",
				     v->w->compatible);
	free(needs);
	return ret;
}
