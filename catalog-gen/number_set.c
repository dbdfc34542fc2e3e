// SPDX-License-Identifier: GPL-2.0-only
/*
 * number_set.c - numbers that have been seen: a hash table with open addressing
 */
#include <errno.h>
#include <stdlib.h>

#include "number_set.h"

#define FIRST_ROOM 1024

static size_t slot(const struct number_set *set, uint64_t number)
{
	/* Fibonacci hashing: offsets of DIEs are dense in their low bits */
	size_t at = (number * 0x9e3779b97f4a7c15u) >> 20 & (set->room - 1);

	while (set->notes[at] && set->numbers[at] != number)
		at = (at + 1) & (set->room - 1);
	return at;
}

uint8_t number_set_get(const struct number_set *set, uint64_t number)
{
	return set->room ? set->notes[slot(set, number)] : 0;
}

static int grow(struct number_set *set)
{
	struct number_set more = { .room = set->room ? 2 * set->room : FIRST_ROOM };

	more.numbers = calloc(more.room, sizeof(*more.numbers));
	more.notes = calloc(more.room, sizeof(*more.notes));
	if (!more.numbers || !more.notes) {
		number_set_free(&more);
		return -ENOMEM;
	}
	for (size_t i = 0; i < set->room; i++) {
		size_t at;

		if (!set->notes[i])
			continue;
		at = slot(&more, set->numbers[i]);
		more.numbers[at] = set->numbers[i];
		more.notes[at] = set->notes[i];
	}
	more.n = set->n;
	number_set_free(set);
	*set = more;
	return 0;
}

int number_set_put(struct number_set *set, uint64_t number, uint8_t note)
{
	size_t at;

	if (2 * set->n >= set->room && grow(set))
		return -ENOMEM;
	at = slot(set, number);
	set->n += !set->notes[at];
	set->numbers[at] = number;
	set->notes[at] = note;
	return 0;
}

void number_set_free(struct number_set *set)
{
	free(set->numbers);
	free(set->notes);
	*set = (struct number_set){ NULL, NULL, 0, 0 };
}
