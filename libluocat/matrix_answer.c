// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * matrix_answer.c - answers of a matrix: thousands of pairs come to few different ones
 */
#include "matrix.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What is said of a pair in a matrix: notes decide nothing, but for what a waiver holds back. */
static bool is_kept(const struct luocat_finding *finding)
{
	return finding->severity > LUOCAT_SEVERITY_NOTE || finding->waiver;
}

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
#define FNV_OFFSET UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME  UINT64_C(0x100000001b3)

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
	return (hash ^ number) * FNV_PRIME;
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
	if (!text)
		return hash_number(hash, 0x100);
	for (; *text; text++)
		hash = hash_number(hash, (unsigned char)*text);
	return hash_number(hash, 0);
}

static uint64_t hash_finding(uint64_t hash, const struct luocat_finding *finding)
{
	hash = hash_text(hash, finding->rule->id);
	hash = hash_number(hash, finding->severity);
	hash = hash_text(hash, finding->compatible);
	return hash_text(hash, finding->message);
}

static uint64_t hash_plan(uint64_t hash, const struct luocat_plan_entry *plan, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = hash_text(hash, plan[i].compatible);
	return hash_number(hash, n);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_finding(const struct luocat_finding *a, const struct luocat_finding *b)
{
	return a->rule == b->rule && a->severity == b->severity && a->judged == b->judged &&
	       a->waiver == b->waiver && a->kind == b->kind && a->consequence == b->consequence &&
	       same_text(a->changed_by, b->changed_by) && same_text(a->name, b->name) &&
	       same_text(a->compatible, b->compatible) && same_text(a->message, b->message) &&
	       same_text(a->advice, b->advice);
}

static bool same_entry(const struct luocat_plan_entry *a, const struct luocat_plan_entry *b)
{
	return a->kind == b->kind && a->value == b->value && !strcmp(a->name, b->name) &&
	       !strcmp(a->compatible, b->compatible);
}

/* @a and @b hold what is_kept() only. */
static bool same_answer(const struct luocat_answer *a, const struct luocat_answer *b)
{
	if (a->outcome != b->outcome || a->fails != b->fails || a->n_findings != b->n_findings ||
	    a->n_plan != b->n_plan)
		return false;
	for (size_t i = 0; i < a->n_findings; i++) {
		if (!same_finding(&a->findings[i], &b->findings[i]))
			return false;
	}
	for (size_t i = 0; i < a->n_plan; i++) {
		if (!same_entry(&a->plan[i], &b->plan[i]))
			return false;
	}
	return true;
}

static uint64_t hash_answer(const struct luocat_answer *answer)
{
	uint64_t hash = hash_number(FNV_OFFSET, answer->outcome);

	for (size_t i = 0; i < answer->n_findings; i++)
		hash = hash_finding(hash, &answer->findings[i]);
	return hash_plan(hash, answer->plan, answer->n_plan);
}

/* @to->plan and @to->findings of a copy; while counting, of nothing. */
static void pack_answer(struct pack *pack, const struct luocat_answer *from,
			struct luocat_answer *to)
{
	struct luocat_finding *findings = pack_room(pack, from->n_findings * sizeof(*findings));
	struct luocat_plan_entry *plan = pack_room(pack, from->n_plan * sizeof(*plan));

	*to = *from;
	to->findings = findings;
	to->plan = plan;
	to->n_pairs = 0;
	for (size_t i = 0; i < from->n_findings; i++) {
		struct luocat_finding finding = from->findings[i];

		finding.changed_by = pack_string(pack, finding.changed_by);
		finding.name = pack_string(pack, finding.name);
		finding.compatible = pack_string(pack, finding.compatible);
		finding.message = pack_string(pack, finding.message);
		finding.advice = pack_string(pack, finding.advice);
		if (findings)
			findings[i] = finding;
	}
	for (size_t i = 0; i < from->n_plan; i++) {
		struct luocat_plan_entry entry = from->plan[i];

		entry.name = pack_string(pack, entry.name);
		entry.compatible = pack_string(pack, entry.compatible);
		if (plan)
			plan[i] = entry;
	}
}

static struct answer *answer_copy(const struct luocat_answer *from, uint64_t hash)
{
	struct luocat_answer counted;
	struct pack pack = {0};
	struct answer *answer;

	pack_room(&pack, sizeof(*answer));
	pack_answer(&pack, from, &counted);
	pack.base = malloc(pack.used);
	if (!pack.base)
		return NULL;
	pack.used = 0;
	answer = pack_room(&pack, sizeof(*answer));
	pack_answer(&pack, from, &answer->pub);
	answer->hash = hash;
	answer->bytes = pack.used;
	return answer;
}

/* ---- The set ---- */

static uint32_t *slot_of(const struct answer_set *set, const struct luocat_answer *answer,
			 uint64_t hash)
{
	for (size_t at = hash ^ hash >> 32;; at++) {
		uint32_t *slot = &set->slots[at & (set->n_slots - 1)];
		const struct answer *there = *slot ? set->list[*slot - 1] : NULL;

		if (!there || (there->hash == hash && same_answer(&there->pub, answer)))
			return slot;
	}
}

/* Room for one more answer, and at least half of the slots free. */
static int make_room(struct answer_set *set)
{
	size_t room = set->room ? set->room * 2 : 32;
	struct answer **list;
	uint32_t *slots;

	if (set->n < set->room)
		return 0;
	list = realloc(set->list, room * sizeof(*list));
	if (!list)
		return -ENOMEM;
	set->list = list;
	slots = calloc(room * 2, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(set->slots);
	set->slots = slots;
	set->n_slots = room * 2;
	set->room = room;
	for (size_t i = 0; i < set->n; i++)
		*slot_of(set, &set->list[i]->pub, set->list[i]->hash) = (uint32_t)i + 1;
	return 0;
}

static int add(struct answer_set *set, const struct luocat_answer *pub, uint32_t *number,
	       struct luocat_error *err)
{
	uint64_t hash = hash_answer(pub);
	struct answer *answer;
	uint32_t *slot;

	if (make_room(set))
		return error_no_memory(err);
	slot = slot_of(set, pub, hash);
	if (!*slot) {
		answer = answer_copy(pub, hash);
		if (!answer)
			return error_no_memory(err);
		set->list[set->n++] = answer;
		set->bytes += answer->bytes;
		*slot = (uint32_t)set->n;
	}
	*number = *slot - 1;
	if (set->bytes > MAX_ANSWER_BYTES)
		return luocat_error_set(
			err, -E2BIG, NULL, NULL,
			"the pairs come to far more different answers than those of "
			"any kernels");
	return 0;
}

int answer_set_copy(struct answer_set *set, const struct answer *answer, uint32_t *number,
		    struct luocat_error *err)
{
	return add(set, &answer->pub, number, err);
}

int answer_set_add(struct answer_set *set, const struct luocat_verdict *verdict, uint32_t *number,
		   struct luocat_error *err)
{
	struct luocat_finding few[32], *findings = few;
	struct luocat_answer answer = {
		.outcome = verdict->outcome,
		.fails = verdict->outcome > LUOCAT_COMPATIBLE_WITH_PLAN,
		.plan = verdict->plan,
		.n_plan = verdict->n_plan,
	};
	int ret;

	if (verdict->n_findings > ARRAY_SIZE(few)) {
		findings = calloc(verdict->n_findings, sizeof(*findings));
		if (!findings)
			return error_no_memory(err);
	}
	for (size_t i = 0; i < verdict->n_findings; i++) {
		struct luocat_finding *to = &findings[answer.n_findings];

		if (!is_kept(&verdict->findings[i].pub))
			continue;
		*to = verdict->findings[i].pub;
		to->writer = NULL;
		to->reader = NULL;
		to->layout = NULL;
		answer.n_findings++;
	}
	answer.findings = findings;
	ret = add(set, &answer, number, err);
	if (findings != few)
		free(findings);
	return ret;
}

void answer_set_free(struct answer_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		free(set->list[i]);
	free(set->list);
	free(set->slots);
}
