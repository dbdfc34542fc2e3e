// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * layout_pairs.c - pairs of types that were compared already: a hash table with open addressing
 */
#include "layout.h"

#include <stdlib.h>

/* Where to look first. Types are objects of their own: the low bits of an address say little. */
static size_t slot_of(const struct pair_set *set, const struct luocat_type *a,
		      const struct luocat_type *b)
{
	uint64_t mixed = ((uintptr_t)a >> 4) * 0x9e3779b97f4a7c15ULL;

	mixed ^= ((uintptr_t)b >> 4) * 0xc2b2ae3d27d4eb4fULL;
	return (size_t)(mixed >> 32) & (set->room - 1);
}

static struct pair_result *probe(const struct pair_set *set, const struct luocat_type *a,
				 const struct luocat_type *b)
{
	size_t at = slot_of(set, a, b);

	while (set->slots[at].type[A] &&
	       (set->slots[at].type[A] != a || set->slots[at].type[B] != b))
		at = (at + 1) & (set->room - 1);
	return &set->slots[at];
}

struct pair_result *pair_find(const struct pair_set *set, const struct luocat_type *a,
			      const struct luocat_type *b)
{
	struct pair_result *slot = set->room ? probe(set, a, b) : NULL;

	return slot && slot->type[A] ? slot : NULL;
}

static bool grow(struct pair_set *set)
{
	struct pair_set larger = {.room = set->room ? set->room * 2 : 16, .n = set->n};

	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return false;
	for (size_t i = 0; i < set->room; i++) {
		const struct pair_result *old = &set->slots[i];

		if (old->type[A])
			*probe(&larger, old->type[A], old->type[B]) = *old;
	}
	free(set->slots);
	*set = larger;
	return true;
}

struct pair_result *pair_add(struct pair_set *set, const struct luocat_type *a,
			     const struct luocat_type *b)
{
	struct pair_result *slot;

	if (set->n + 1 > set->room / 2 && !grow(set))
		return NULL;
	slot = probe(set, a, b);
	if (!slot->type[A])
		set->n++;
	*slot = (struct pair_result){.type = {a, b}};
	return slot;
}
