// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * layout_members.c - two lists of members: which is which, what moved, what was added
 *
 * Members are one by their name. Of those that only one side has, two at one place with one type
 * are a member that was renamed; what is behind all that the other side has was appended.
 */
#include "layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* At one offset of a union may stand many members: so many are tried as the new name of one. */
#define MAX_RENAME_TRIES 16

/* One member on both sides, or (the other NULL) on one. */
struct pair {
	const struct luocat_member *member[N_SIDES_COMPARED];
	const struct luocat_member *swapped; /* changed places with this one of side A */
};

struct matching {
	struct pair *pairs;
	size_t n;
	const struct luocat_member **single[N_SIDES_COMPARED]; /* of one side only, by offset */
	size_t n_single[N_SIDES_COMPARED];
};

/* ---- Which is which ---- */

/* The next member by name; NULL at the end. */
static const struct luocat_member *by_name(const struct luocat_type *type, size_t index)
{
	const struct type_def *def = (const struct type_def *)type;

	return index < type->n_members ? &type->members[def->by_name[index]] : NULL;
}

static const struct type_expression *expression_of(const struct luocat_type *type,
						   const struct luocat_member *member)
{
	return member_expression(type, (size_t)(member - type->members));
}

static int compare_places(const void *left, const void *right)
{
	const struct luocat_member *const *a = left, *const *b = right;

	if ((*a)->bit_offset != (*b)->bit_offset)
		return (*a)->bit_offset < (*b)->bit_offset ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

static void add_pair(struct matching *m, const struct luocat_member *a,
		     const struct luocat_member *b)
{
	m->pairs[m->n++] = (struct pair){.member = {a, b}};
}

static void match_names(struct matching *m, const struct frame *here)
{
	size_t i = 0, k = 0;

	for (;;) {
		const struct luocat_member *a = by_name(here->type[A], i);
		const struct luocat_member *b = by_name(here->type[B], k);
		int order = !a ? 1 : !b ? -1 : strcmp(a->name, b->name);

		if (!a && !b)
			break;
		if (!order)
			add_pair(m, a, b);
		else if (order < 0)
			m->single[A][m->n_single[A]++] = a;
		else
			m->single[B][m->n_single[B]++] = b;
		i += order <= 0;
		k += order >= 0;
	}
	for (int side = A; side <= B; side++)
		qsort(m->single[side], m->n_single[side], sizeof(*m->single[side]), compare_places);
}

/* What a member of each side is, taken apart. */
struct member_types {
	const struct type_expression *of[N_SIDES_COMPARED];
	const struct luocat_type *embedded[N_SIDES_COMPARED]; /* NULL: a scalar */
	bool array;
	bool same; /* one type but for names */
};

/* 0 or -errno. */
static int get_types(struct compare *c, const struct frame *here, const struct luocat_member *a,
		     const struct luocat_member *b, struct member_types *types)
{
	const struct luocat_member *member[] = {a, b};
	const char *bounds[N_SIDES_COMPARED];
	int ret;

	for (int side = A; side <= B; side++) {
		const struct type_expression *of = expression_of(here->type[side], member[side]);

		types->of[side] = of;
		types->embedded[side] = of->slot && of->slot->def ? &of->slot->def->type : NULL;
		bounds[side] = member[side]->type + of->base;
	}
	types->array = *bounds[A];
	types->same = !strcmp(a->type, b->type);
	if (types->same || !types->embedded[A] || !types->embedded[B] ||
	    strcmp(bounds[A], bounds[B]))
		return 0;
	ret = compare_quietly(c, here, types->embedded[A], types->embedded[B]);
	types->same = ret > 0;
	return ret < 0 ? ret : 0;
}

/* The first member of @m's single ones of side B, from @from, that @a may be called now. */
static int find_new_name(struct compare *c, const struct frame *here, const struct matching *m,
			 const struct luocat_member *a, size_t from,
			 const struct luocat_member ***found)
{
	size_t end = from + MAX_RENAME_TRIES;

	for (size_t k = from; k < m->n_single[B] && k < end; k++) {
		const struct luocat_member *b = m->single[B][k];
		struct member_types types;
		int ret;

		if (!b)
			continue;
		if (b->bit_offset != a->bit_offset)
			break;
		ret = get_types(c, here, a, b, &types);
		if (ret)
			return ret;
		if (types.same && a->bits == b->bits) {
			*found = &m->single[B][k];
			return 0;
		}
	}
	return 0;
}

/* Leaves NULL in the place of each single member that has a partner now. */
static int match_renamed(struct compare *c, const struct frame *here, struct matching *m)
{
	size_t k = 0;

	for (size_t i = 0; i < m->n_single[A]; i++) {
		const struct luocat_member *a = m->single[A][i], **found = NULL;
		int ret;

		while (k < m->n_single[B] &&
		       (!m->single[B][k] || m->single[B][k]->bit_offset < a->bit_offset))
			k++;
		ret = find_new_name(c, here, m, a, k, &found);
		if (ret)
			return ret;
		add_pair(m, a, found ? *found : NULL);
		if (found)
			*found = NULL;
	}
	for (k = 0; k < m->n_single[B]; k++) {
		if (m->single[B][k])
			add_pair(m, NULL, m->single[B][k]);
	}
	return 0;
}

/* ---- In the order in which a person meets them ---- */

static uint64_t first_place(const struct pair *pair)
{
	const struct luocat_member *a = pair->member[A], *b = pair->member[B];

	if (!a || !b)
		return a ? a->bit_offset : b->bit_offset;
	return a->bit_offset < b->bit_offset ? a->bit_offset : b->bit_offset;
}

/* At one place what was added or removed stands before what moved because of it. */
static int compare_pairs(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	bool whole[] = {a->member[A] && a->member[B], b->member[A] && b->member[B]};
	uint64_t places[] = {first_place(a), first_place(b)};

	if (places[0] != places[1])
		return places[0] < places[1] ? -1 : 1;
	if (whole[0] != whole[1])
		return whole[0] ? 1 : -1;
	if (a->member[A] && b->member[A])
		return a->member[A] < b->member[A] ? -1 : a->member[A] > b->member[A];
	if (a->member[B] && b->member[B])
		return a->member[B] < b->member[B] ? -1 : a->member[B] > b->member[B];
	return a->member[A] ? -1 : 1;
}

static bool exchanged(const struct pair *one, const struct pair *other)
{
	return one->member[A]->bit_offset == other->member[B]->bit_offset &&
	       one->member[B]->bit_offset == other->member[A]->bit_offset;
}

/* Say of neighbours that changed places that they did: what a person would look for. */
static void find_swaps(struct matching *m)
{
	struct pair *last = NULL;

	for (size_t i = 0; i < m->n; i++) {
		struct pair *pair = &m->pairs[i];

		if (!pair->member[A] || !pair->member[B] ||
		    pair->member[A]->bit_offset == pair->member[B]->bit_offset)
			continue;
		if (last && exchanged(last, pair)) {
			last->swapped = pair->member[A];
			pair->swapped = last->member[A];
		}
		last = pair;
	}
}

static void matching_free(struct matching *m)
{
	free(m->pairs);
	for (int side = A; side <= B; side++)
		free(m->single[side]);
}

static int match(struct compare *c, const struct frame *here, struct matching *m)
{
	size_t total = here->type[A]->n_members + here->type[B]->n_members;
	bool ok = (m->pairs = calloc(total + 1, sizeof(*m->pairs)));
	int ret;

	for (int side = A; side <= B; side++) {
		m->single[side] = calloc(here->type[side]->n_members + 1, sizeof(*m->single[side]));
		ok &= m->single[side] != NULL;
	}
	if (!ok)
		return error_no_memory(c->err);
	match_names(m, here);
	ret = match_renamed(c, here, m);
	if (ret)
		return ret;
	qsort(m->pairs, m->n, sizeof(*m->pairs), compare_pairs);
	find_swaps(m);
	return 0;
}

/* ---- What became of each ---- */

/* While the pairs of two types are gone through. */
struct progress {
	enum distance worst;
	uint64_t end[N_SIDES_COMPARED]; /* bits up to where the last member of each side reaches */
	int64_t grown; /* bits by which other formats' types made everything behind them move */
	bool foreign;  /* there was such a type */
};

/* Where in bits the last member ends; nothing is behind a flexible array. */
static uint64_t end_of(const struct luocat_type *type)
{
	uint64_t end = 0;

	for (size_t i = 0; i < type->n_members; i++) {
		const struct type_expression *of = member_expression(type, i);
		const struct luocat_member *member = &type->members[i];
		uint64_t stop = member->bit_offset;

		if (!of->count)
			return UINT64_MAX;
		stop += member->bits ? member->bits : of->count * expression_bytes(of) * 8;
		end = stop > end ? stop : end;
	}
	return end;
}

static void worsen(struct progress *progress, int distance)
{
	if (distance > (int)progress->worst)
		progress->worst = (enum distance)distance;
}

static int single_member(struct compare *c, const struct frame *here, const struct pair *pair,
			 struct progress *progress)
{
	const struct luocat_member *member = pair->member[pair->member[A] ? A : B];
	bool behind = member->bit_offset >= progress->end[pair->member[A] ? B : A];
	enum distance distance = behind ? APPENDED : DRIFT;

	worsen(progress, (int)distance);
	return tell_member(c, here, distance, pair->member[A], pair->member[B], NULL);
}

/* The bytes of an element of an array changed, so that all but the first one moved. */
static int check_elements(struct compare *c, const struct frame *here, const struct pair *pair,
			  const struct member_types *types, const struct pair_result *result,
			  struct progress *progress)
{
	const uint64_t bytes[] = {types->embedded[A]->bytes, types->embedded[B]->bytes};

	if (bytes[A] == bytes[B])
		return 0;
	if (result->explained) {
		/* types have less than 2^33 bytes and 2^15 members: this cannot overflow */
		progress->foreign = true;
		progress->grown += (int64_t)(bytes[B] - bytes[A]) * 8 *
				   (int64_t)types->of[A]->count;
		return 0;
	}
	if (!types->array)
		return 0;
	worsen(progress, DRIFT);
	return tell_elements(c, here, pair->member[A], pair->member[B], bytes);
}

static int look_into(struct compare *c, const struct frame *here, const struct pair *pair,
		     const struct member_types *types, struct progress *progress)
{
	struct frame via = *here;
	struct pair_result result;
	int distance;

	if (!types->embedded[A] || !types->embedded[B])
		return 0;
	via.member = pair->member[A]->name;
	via.array = types->array;
	distance = compare_types(c, &via, types->embedded[A], types->embedded[B], &result);
	if (distance < 0)
		return distance;
	worsen(progress, distance);
	return check_elements(c, here, pair, types, &result, progress);
}

static bool moved(const struct pair *pair, const struct progress *progress)
{
	int64_t by = (int64_t)(pair->member[B]->bit_offset - pair->member[A]->bit_offset);

	/* what another format's types made move is that format's difference */
	return by && !(progress->foreign && by == progress->grown);
}

static int both_members(struct compare *c, const struct frame *here, const struct pair *pair,
			struct progress *progress)
{
	const struct luocat_member *a = pair->member[A], *b = pair->member[B];
	struct member_types types;
	enum distance distance = SAME;
	int ret = get_types(c, here, a, b, &types);

	if (ret)
		return ret;
	if (strcmp(a->name, b->name))
		distance = RENAMED;
	if (moved(pair, progress) || a->bits != b->bits || !types.same)
		distance = DRIFT;
	if (distance != SAME) {
		worsen(progress, (int)distance);
		ret = tell_member(c, here, distance, a, b, pair->swapped);
	}
	return ret || !types.same ? ret : look_into(c, here, pair, &types, progress);
}

static int go_through(struct compare *c, const struct frame *here, struct matching *m,
		      struct progress *progress)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct pair *pair = &m->pairs[i];
		int ret = pair->member[A] && pair->member[B]
				  ? both_members(c, here, pair, progress)
				  : single_member(c, here, pair, progress);

		if (ret)
			return ret;
		if (c->quiet && progress->worst > RENAMED)
			break;
	}
	return 0;
}

/* ---- Nothing changed: by far the most common ---- */

static bool listed_alike(const struct luocat_type *a, const struct luocat_type *b)
{
	if (a->n_members != b->n_members)
		return false;
	for (size_t i = 0; i < a->n_members; i++) {
		const struct luocat_member *one = &a->members[i], *other = &b->members[i];

		if (one->bit_offset != other->bit_offset || one->bits != other->bits ||
		    strcmp(one->name, other->name) || strcmp(one->type, other->type))
			return false;
	}
	return true;
}

static int go_through_alike(struct compare *c, const struct frame *here, struct progress *progress)
{
	for (size_t i = 0; i < here->type[A]->n_members; i++) {
		const struct pair pair = {
			.member = {&here->type[A]->members[i], &here->type[B]->members[i]}};
		int ret = member_expression(here->type[A], i)->slot
				  ? both_members(c, here, &pair, progress)
				  : 0;

		if (ret)
			return ret;
	}
	return 0;
}

int compare_members(struct compare *c, const struct frame *here, bool *explained)
{
	const struct luocat_type *a = here->type[A], *b = here->type[B];
	struct progress progress = {0};
	struct matching m = {0};
	int ret = compare_step(c, a->n_members + b->n_members + 1);

	if (ret)
		return ret;
	if (listed_alike(a, b)) {
		ret = go_through_alike(c, here, &progress);
	} else {
		progress.end[A] = end_of(a);
		progress.end[B] = end_of(b);
		ret = match(c, here, &m);
		if (!ret)
			ret = go_through(c, here, &m, &progress);
		matching_free(&m);
	}
	*explained = progress.foreign && (int64_t)((b->bytes - a->bytes) * 8) == progress.grown;
	return ret ? ret : (int)progress.worst;
}
