// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * gap.c - what could not be cataloged: gaps in canonical order, each once
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static void pack_gap(struct pack *pack, const struct luocat_gap *from, struct luocat_gap *to)
{
	*to = *from;
	to->size = sizeof(*to);
	to->why = pack_string(pack, from->why);
	pack_origin(pack, &from->origin, &to->origin);
}

static struct luocat_gap *gap_copy(const struct luocat_gap *gap)
{
	struct luocat_gap counted, *copy;
	struct pack pack = {0};

	pack_room(&pack, sizeof(*copy));
	pack_gap(&pack, gap, &counted);
	pack.base = malloc(pack.used);
	if (!pack.base)
		return NULL;
	pack.used = 0;
	copy = pack_room(&pack, sizeof(*copy));
	pack_gap(&pack, gap, copy);
	return copy;
}

static int gap_compare(const struct luocat_gap *a, const struct luocat_gap *b)
{
	int r = (a->kind > b->kind) - (a->kind < b->kind);

	if (!r)
		r = origin_compare(&a->origin, &b->origin);
	return r ? r : strcmp(a->why, b->why);
}

static int grow_gaps(struct luocat_catalog *catalog, struct luocat_error *err)
{
	size_t room = catalog->gaps_room ? catalog->gaps_room * 2 : 8;
	struct luocat_gap **grown;

	if (catalog->n_gaps < catalog->gaps_room)
		return 0;
	if (catalog->n_gaps >= MAX_GAPS)
		return luocat_error_set(err, -E2BIG, NULL, NULL, "more than %d gaps", MAX_GAPS);
	grown = realloc(catalog->gaps, room * sizeof(*grown));
	if (!grown)
		return error_no_memory(err);
	catalog->gaps = grown;
	catalog->gaps_room = room;
	return 0;
}

int catalog_add_gap(struct luocat_catalog *catalog, const struct luocat_gap *gap,
		    struct luocat_error *err)
{
	size_t low = 0, high = catalog->n_gaps;
	struct luocat_gap *copy;
	int r;

	while (low < high) { /* the first that is not before @gap */
		size_t middle = low + (high - low) / 2;

		if (gap_compare(catalog->gaps[middle], gap) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < catalog->n_gaps && !gap_compare(catalog->gaps[low], gap))
		return 0;
	r = grow_gaps(catalog, err);
	if (r)
		return r;
	copy = gap_copy(gap);
	if (!copy)
		return error_no_memory(err);
	memmove(&catalog->gaps[low + 1], &catalog->gaps[low],
		(catalog->n_gaps - low) * sizeof(*catalog->gaps));
	catalog->gaps[low] = copy;
	catalog->n_gaps++;
	return 0;
}

void catalog_free_gaps(struct luocat_catalog *catalog)
{
	for (size_t i = 0; i < catalog->n_gaps; i++)
		free(catalog->gaps[i]);
	free(catalog->gaps);
}

int luocat_catalog_add_gap(struct luocat_catalog *catalog, const struct luocat_gap *gap,
			   struct luocat_error *err)
{
	struct luocat_error complaint;
	struct luocat_gap ours;
	int r;

	r = check_size(&ours, sizeof(ours), gap, gap->size, &complaint);
	if (!r)
		r = check_gap(&ours, &complaint);
	if (r)
		return luocat_error_set(err, r, NULL, NULL, "gap: %s %s", complaint.where,
					complaint.what);
	return catalog_add_gap(catalog, &ours, err);
}

size_t luocat_catalog_n_gaps(const struct luocat_catalog *catalog)
{
	return catalog->n_gaps;
}

const struct luocat_gap *luocat_catalog_gap(const struct luocat_catalog *catalog, size_t index)
{
	return index < catalog->n_gaps ? catalog->gaps[index] : NULL;
}
