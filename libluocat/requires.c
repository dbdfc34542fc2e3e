// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * requires.c - what a version needs besides itself, followed to the end
 *
 * Catalogs are hostile: each may hold as many needs as judge.c lets through, in any shape. So every
 * version is followed once for each question, and what the writer's versions reach is kept.
 */
#include "judge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More objections of one version than these say nothing new. */
#define MAX_OBJECTIONS 8

static bool same_ref(const struct luocat_ref *a, const struct luocat_ref *b)
{
	return a->kind == b->kind && !strcmp(a->compatible, b->compatible);
}

static bool lists(const struct luocat_version *version, const struct luocat_ref *ref)
{
	for (size_t i = 0; i < version->n_required; i++) {
		if (same_ref(&version->required[i], ref))
			return true;
	}
	return false;
}

/* ---- What needs a version of the writer ---- */

/* Mark all that number @from reaches; NULL when out of memory. */
static bool *reach(const struct judge *j, size_t from)
{
	const struct judge_side *side = j->side[WRITER];
	const size_t n = side->n;
	size_t *queue = calloc(n + 1, sizeof(*queue));
	bool *marks = calloc(n + 1, sizeof(*marks));
	size_t at = 0, end = 0;

	if (!queue || !marks) {
		free(queue);
		free(marks);
		return NULL;
	}
	marks[n] = true; /* everything is known so far */
	for (queue[end++] = from; at < end; at++) {
		const struct luocat_version *v = side->sorted[queue[at]];

		marks[n] &= v->required_known;
		for (size_t i = 0; i < v->n_required; i++) {
			const struct luocat_ref *ref = &v->required[i];
			const struct luocat_version *next =
				luocat_catalog_find(j->writer, ref->kind, ref->compatible);
			size_t number = next ? side_number(side, next) : n;

			if (!next || marks[number])
				continue;
			marks[number] = true;
			/* the start may be reached again by a cycle, and was followed */
			if (number != from)
				queue[end++] = number;
		}
	}
	free(queue);
	return marks;
}

static enum luocat_tri reaches(const struct judge *j, const struct luocat_version *version,
			       const struct luocat_version *target)
{
	struct judge_side *side = j->side[WRITER];
	size_t from = side_number(side, version);
	bool *marks = side->reached[from];

	if (!marks)
		marks = side->reached[from] = reach(j, from);
	if (!marks)
		return LUOCAT_UNKNOWN; /* never passes */
	if (marks[side_number(side, target)])
		return LUOCAT_YES;
	return marks[side->n] ? LUOCAT_NO : LUOCAT_UNKNOWN;
}

enum luocat_tri flb_attached(const struct luocat_catalog *catalog,
			     const struct luocat_version *handler, const struct luocat_ref *flb)
{
	const struct luocat_version *found = luocat_catalog_find(catalog, flb->kind,
								 flb->compatible);

	if (lists(handler, flb))
		return LUOCAT_YES;
	if (!found)
		return LUOCAT_NO;
	if (handler->required_known && handler->origin.evidence_id == LUOCAT_EVIDENCE_DESCRIPTOR &&
	    found->origin.evidence_id == LUOCAT_EVIDENCE_DESCRIPTOR)
		return LUOCAT_NO;
	return LUOCAT_UNKNOWN;
}

enum luocat_tri writer_needs(const struct judge *j, const struct luocat_version *version,
			     const struct luocat_version *target)
{
	const struct luocat_ref ref = {target->kind, target->compatible};

	if (target->kind != LUOCAT_KIND_FLB)
		return reaches(j, version, target);
	/* an FLB is attached to a handler directly or not at all */
	if (version->kind != LUOCAT_KIND_FILE_HANDLER)
		return LUOCAT_NO;
	return flb_attached(j->writer, version, &ref);
}

/* ---- LUO-REQUIRES ---- */

struct need {
	const struct luocat_ref *ref;
	bool by_writer; /* the writer's side asks for it */
};

/* One version's needs while they are followed. */
struct walk {
	struct need *queue;
	size_t n;
	bool *asked[N_SIDES]; /* by number: this version's needs are in the queue */
	size_t objections;
	struct {
		const struct luocat_ref *ref;
		enum luocat_tri answer;
	} said[MAX_OBJECTIONS]; /* the first of them */
};

/* Both sides may ask for one thing, and one answer to that is enough. */
static bool said_before(const struct walk *walk, const struct luocat_ref *ref,
			enum luocat_tri answer)
{
	for (size_t i = 0; i < walk->objections && i < MAX_OBJECTIONS; i++) {
		if (same_ref(walk->said[i].ref, ref) &&
		    (walk->said[i].answer == LUOCAT_NO || walk->said[i].answer == answer))
			return true;
	}
	return false;
}

static void ask(struct judge *j, struct walk *walk, const struct luocat_version *v, int side)
{
	size_t number;

	if (!v)
		return;
	number = side_number(j->side[side], v);
	if (walk->asked[side][number])
		return;
	walk->asked[side][number] = true;
	for (size_t i = 0; i < v->n_required; i++)
		walk->queue[walk->n++] = (struct need){&v->required[i], side == WRITER};
}

static int walk_begin(struct judge *j, struct walk *walk)
{
	/* each version's needs enter once, so all of them have room */
	walk->queue = calloc(j->side[WRITER]->n_required + j->side[READER]->n_required + 1, sizeof(*walk->queue));
	walk->asked[WRITER] = calloc(j->side[WRITER]->n + 1, sizeof(bool));
	walk->asked[READER] = calloc(j->side[READER]->n + 1, sizeof(bool));
	if (walk->queue && walk->asked[WRITER] && walk->asked[READER])
		return 0;
	return error_no_memory(j->err);
}

static void walk_end(struct walk *walk)
{
	free(walk->queue);
	free(walk->asked[WRITER]);
	free(walk->asked[READER]);
}

/* Whether both sides have @need in common; *@why: a reason for people. */
static enum luocat_tri common(const struct need *need, const struct luocat_version *w,
			      const struct luocat_version *r, const struct layout_answer *compared,
			      const char **why)
{
	enum luocat_tri layouts = compared ? compared->agree : LUOCAT_UNKNOWN;
	enum luocat_tri constants = compared ? compared->constants : LUOCAT_UNKNOWN;

	if (!r || r->read == LUOCAT_NO) {
		*why = "which the reader does not read";
		return LUOCAT_NO;
	}
	if (!need->by_writer && (!w || w->write == LUOCAT_NO)) {
		*why = "which the reader needs and the writer does not write";
		return LUOCAT_NO;
	}
	if (w && layouts == LUOCAT_NO) {
		*why = "whose layouts differ";
		return LUOCAT_NO;
	}
	if (w && constants == LUOCAT_NO) {
		*why = "whose constants differ";
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
	if (layouts == LUOCAT_UNKNOWN) {
		*why = "whose layout is known on one side only";
		return LUOCAT_UNKNOWN;
	}
	if (constants == LUOCAT_UNKNOWN) {
		*why = "of which only one side has some constants";
		return LUOCAT_UNKNOWN;
	}
	if (numbers_agree(w, r) == LUOCAT_UNKNOWN) {
		*why = "whose version number is known on one side only";
		return LUOCAT_UNKNOWN;
	}
	return LUOCAT_YES;
}

/*
 * What comes of a need that is not met. KHO and LUO compare their strings before anything else is
 * looked at, so that theirs decides; otherwise it is the worse of both, where not known is worst.
 */
static enum luocat_consequence need_consequence(const struct written *v,
						const struct luocat_version *w,
						const struct luocat_version *r,
						const struct layout_answer *compared)
{
	enum luocat_consequence own = mismatch_consequence(v->w, v->r), needed;

	if (!w && !r)
		return own;
	if (compared && (compared->agree == LUOCAT_NO || compared->constants != LUOCAT_YES))
		return drift_consequence(w, r);
	needed = mismatch_consequence(w ? w : r, r);
	if ((w ? w : r)->kind == LUOCAT_KIND_CORE)
		return needed;
	if (own == LUOCAT_CONSEQUENCE_UNKNOWN || needed == LUOCAT_CONSEQUENCE_UNKNOWN)
		return LUOCAT_CONSEQUENCE_UNKNOWN;
	return own > needed ? own : needed;
}

static int check_need(struct judge *j, const struct rule *rule, struct written *v,
		      struct walk *walk, const struct need *need)
{
	const struct luocat_ref *ref = need->ref;
	const struct luocat_version *w = luocat_catalog_find(j->writer, ref->kind, ref->compatible);
	const struct luocat_version *r = luocat_catalog_find(j->reader, ref->kind, ref->compatible);
	const struct layout_answer *compared = NULL;
	enum luocat_tri answer;
	const char *why = NULL;

	/* what the reader alone attaches has a rule of its own */
	if (!need->by_writer && ref->kind == LUOCAT_KIND_FLB)
		return 0;
	if (w && r) {
		int ret = layouts_agree(j, w, r, &compared);

		if (ret)
			return ret;
	}
	answer = common(need, w, r, compared, &why);
	if (answer == LUOCAT_YES) {
		ask(j, walk, w, WRITER);
		ask(j, walk, r, READER);
		return 0;
	}
	if (said_before(walk, ref, answer))
		return 0;
	if (walk->objections < MAX_OBJECTIONS) {
		walk->said[walk->objections].ref = ref;
		walk->said[walk->objections].answer = answer;
	}
	/* a NO is never left out for UNKNOWNs that came before it */
	if (walk->objections++ >= MAX_OBJECTIONS &&
	    (answer == LUOCAT_UNKNOWN || v->judged_readable == LUOCAT_NO))
		return 0;
	return verdict_object(j, rule, v, answer, need_consequence(v, w, r, compared),
			      "%s needs %s %s, %s", v->w->compatible, luocat_kind_name(ref->kind),
			      ref->compatible, why);
}

RULE_FUNCTION(rule_requires)
{
	struct walk walk = {0};
	int ret;

	/* without a reader's side there is nothing more to say */
	if (!v->r || v->r->read == LUOCAT_NO || (!v->w->n_required && !v->r->n_required))
		return 0;
	ret = walk_begin(j, &walk);
	if (!ret) {
		ask(j, &walk, v->w, WRITER);
		ask(j, &walk, v->r, READER);
	}
	/* an objection of this version may hide another one, but a NO is never hidden by UNKNOWNs
	 */
	for (size_t i = 0; i < walk.n && !ret; i++) {
		if (walk.objections < MAX_OBJECTIONS || v->judged_readable == LUOCAT_UNKNOWN)
			ret = check_need(j, rule, v, &walk, &walk.queue[i]);
	}
	walk_end(&walk);
	return ret;
}
