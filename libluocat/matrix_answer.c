// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * matrix_answer.c - answers of a matrix: thousands of pairs come to few different ones
 */
#include "matrix.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What is said of a pair in a matrix: notes decide nothing, but for what a waiver or a policy made
 * of them. */
static bool is_kept(const struct luocat_verdict *verdict, const struct luocat_finding *finding)
{
	return finding->severity > LUOCAT_SEVERITY_NOTE || finding->waiver ||
	       finding->severity >= verdict->fail_on;
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
	hash = hash_number(hash, (uintptr_t)finding->waiver);
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

/* ---- The set: answers, and the words in them, each once ---- */

/* Twice as many slots as there is room, all empty; NULL when out of memory. */
static uint32_t *slots_new(size_t room)
{
	return calloc(room * 2, sizeof(uint32_t));
}

static uint32_t *word_slot(const struct word_set *words, const char *word)
{
	uint64_t hash = hash_text(FNV_OFFSET, word);

	for (size_t at = hash ^ hash >> 32;; at++) {
		uint32_t *slot = &words->slots[at & (words->room * 2 - 1)];

		if (!*slot || !strcmp(words->list[*slot - 1], word))
			return slot;
	}
}

static int words_make_room(struct word_set *words)
{
	size_t room = words->room ? words->room * 2 : 64;
	char **list;
	uint32_t *slots;

	if (words->n < words->room)
		return 0;
	list = realloc(words->list, room * sizeof(*list));
	if (!list)
		return -ENOMEM;
	words->list = list;
	slots = slots_new(room);
	if (!slots)
		return -ENOMEM;
	free(words->slots);
	words->slots = slots;
	words->room = room;
	for (size_t i = 0; i < words->n; i++)
		*word_slot(words, words->list[i]) = (uint32_t)i + 1;
	return 0;
}

/* *@word becomes the set's own copy, which is made if there is none. */
static int keep_word(struct answer_set *set, const char **word)
{
	struct word_set *words = &set->words;
	uint32_t *slot;

	if (!*word)
		return 0;
	if (words_make_room(words))
		return -ENOMEM;
	slot = word_slot(words, *word);
	if (!*slot) {
		char *copy = strdup(*word);

		if (!copy)
			return -ENOMEM;
		words->list[words->n++] = copy;
		*slot = (uint32_t)words->n;
		set->bytes += strlen(copy) + 1;
	}
	*word = words->list[*slot - 1];
	return 0;
}

static int keep_words(struct answer_set *set, struct luocat_finding *finding)
{
	const char **const words[] = {&finding->changed_by, &finding->name, &finding->compatible,
				      &finding->message, &finding->advice};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (keep_word(set, words[i]))
			return -ENOMEM;
	}
	return 0;
}

static struct answer *answer_new(struct answer_set *set, const struct luocat_answer *from,
				 uint64_t hash)
{
	size_t findings = from->n_findings * sizeof(struct luocat_finding);
	size_t plan = from->n_plan * sizeof(struct luocat_plan_entry);
	struct answer *answer = malloc(sizeof(*answer) + findings + plan);
	struct luocat_finding *to = (struct luocat_finding *)(answer + 1);
	struct luocat_plan_entry *entries = (struct luocat_plan_entry *)(to + from->n_findings);
	int ret = answer ? 0 : -ENOMEM;

	for (size_t i = 0; i < from->n_findings && !ret; i++) {
		to[i] = from->findings[i];
		ret = keep_words(set, &to[i]);
	}
	for (size_t i = 0; i < from->n_plan && !ret; i++) {
		entries[i] = from->plan[i];
		ret = keep_word(set, &entries[i].name);
		if (!ret)
			ret = keep_word(set, &entries[i].compatible);
	}
	if (ret) {
		free(answer);
		return NULL;
	}
	answer->pub = *from;
	answer->pub.findings = to;
	answer->pub.plan = entries;
	answer->hash = hash;
	set->bytes += sizeof(*answer) + findings + plan;
	return answer;
}

static uint32_t *slot_of(const struct answer_set *set, const struct luocat_answer *answer,
			 uint64_t hash)
{
	for (size_t at = hash ^ hash >> 32;; at++) {
		uint32_t *slot = &set->slots[at & (set->room * 2 - 1)];
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
	slots = slots_new(room);
	if (!slots)
		return -ENOMEM;
	free(set->slots);
	set->slots = slots;
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
		answer = answer_new(set, pub, hash);
		if (!answer)
			return error_no_memory(err);
		set->list[set->n++] = answer;
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

int answer_set_add(struct answer_set *set, const struct luocat_verdict *verdict, uint32_t *number,
		   struct luocat_error *err)
{
	struct luocat_finding few[32], *findings = few;
	struct luocat_answer answer = {
		.outcome = verdict->outcome,
		.fails = luocat_verdict_fails(verdict),
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

		if (!is_kept(verdict, &verdict->findings[i].pub))
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
	for (size_t i = 0; i < set->words.n; i++)
		free(set->words.list[i]);
	free(set->words.list);
	free(set->words.slots);
}
