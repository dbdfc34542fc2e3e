// SPDX-License-Identifier: GPL-2.0-only
/*
 * excerpt_rows.c - the rows of a struct around a difference of two layouts, and what stands in them
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "excerpt.h"

/* Rows around the one in which the difference is. */
#define ROWS_BEFORE 2
#define ROWS_BEHIND 3

/* ---- Which rows ---- */

static int order_members(const struct luocat_member *a, const struct luocat_member *b)
{
	if (!a || !b)
		return a ? -1 : 1;
	return a->bit_offset < b->bit_offset ? -1 : a->bit_offset > b->bit_offset;
}

static int order_enumerators(const struct luocat_enumerator *a, const struct luocat_enumerator *b,
			     bool is_signed)
{
	if (!a || !b)
		return a ? -1 : 1;
	if (is_signed)
		return (int64_t)a->value < (int64_t)b->value ? -1 : a->value != b->value;
	return a->value < b->value ? -1 : a->value > b->value;
}

static const struct luocat_member *member_at(const struct luocat_type *type, size_t index)
{
	return type && index < type->n_members ? &type->members[index] : NULL;
}

static const struct luocat_enumerator *enumerator_at(const struct luocat_type *type, size_t index)
{
	return type && index < type->n_enumerators ? &type->enumerators[index] : NULL;
}

static void add_members(struct excerpt_rows *rows, const struct luocat_difference *d)
{
	size_t i = 0, k = 0;

	for (;;) {
		const struct luocat_member *a = member_at(d->type_a, i);
		const struct luocat_member *b = member_at(d->type_b, k);
		int order = order_members(a, b);
		struct excerpt_row *row = &rows->list[rows->n];

		if (!a && !b)
			return;
		row->member[0] = order <= 0 ? a : NULL;
		row->member[1] = order >= 0 ? b : NULL;
		i += row->member[0] != NULL;
		k += row->member[1] != NULL;
		/* of the two places of a member that moved, the first one */
		if (!rows->at &&
		    ((d->a && row->member[0] == d->a) || (d->b && row->member[1] == d->b)))
			rows->at = rows->n + 1;
		rows->n++;
	}
}

static void add_enumerators(struct excerpt_rows *rows, const struct luocat_difference *d)
{
	size_t i = 0, k = 0;

	for (;;) {
		const struct luocat_enumerator *a = enumerator_at(d->type_a, i);
		const struct luocat_enumerator *b = enumerator_at(d->type_b, k);
		struct excerpt_row *row = &rows->list[rows->n];
		int order;

		if (!a && !b)
			return;
		order = order_enumerators(a, b, d->type_a && d->type_a->is_signed);
		row->enumerator[0] = order <= 0 ? a : NULL;
		row->enumerator[1] = order >= 0 ? b : NULL;
		i += row->enumerator[0] != NULL;
		k += row->enumerator[1] != NULL;
		for (int side = 0; side < 2; side++) {
			if (!rows->at && row->enumerator[side] && d->member &&
			    !strcmp(row->enumerator[side]->name, d->member))
				rows->at = rows->n + 1;
		}
		rows->n++;
	}
}

static size_t count(const struct luocat_type *type)
{
	return type ? type->n_members + type->n_enumerators : 0;
}

int excerpt_rows_make(const struct luocat_difference *d, struct excerpt_rows *rows)
{
	size_t at;

	*rows = (struct excerpt_rows){
		.list = calloc(count(d->type_a) + count(d->type_b) + 1, sizeof(*rows->list)),
	};
	if (!rows->list)
		return -1;
	add_members(rows, d);
	add_enumerators(rows, d);
	if (!rows->n)
		return 0;
	at = rows->at ? rows->at - 1 : rows->n - 1;
	rows->first = at > ROWS_BEFORE ? at - ROWS_BEFORE : 0;
	rows->end = at + ROWS_BEHIND + 1 < rows->n ? at + ROWS_BEHIND + 1 : rows->n;
	rows->members = rows->list[0].member[0] || rows->list[0].member[1];
	return 0;
}

/* ---- What stands in them ---- */

bool excerpt_alike(const struct excerpt_row *row)
{
	const struct luocat_member *a = row->member[0], *b = row->member[1];

	if (row->enumerator[0] || row->enumerator[1])
		return row->enumerator[0] && row->enumerator[1] &&
		       !strcmp(row->enumerator[0]->name, row->enumerator[1]->name);
	return a && b && a->bits == b->bits && !strcmp(a->name, b->name) &&
	       !strcmp(a->type, b->type);
}

void excerpt_cell(const struct excerpt *excerpt, const struct excerpt_row *row, int side,
		  char cell[EXCERPT_CELL])
{
	const struct luocat_member *member = row->member[side];
	uint64_t bytes;

	cell[0] = '\0';
	if (row->enumerator[side])
		snprintf(cell, EXCERPT_CELL, "%s", row->enumerator[side]->name);
	if (!member)
		return;
	if (member->bits)
		snprintf(cell, EXCERPT_CELL, "%" PRIu32 " bits  %.300s %.255s", member->bits,
			 member->type, member->name);
	else if (luocat_type_bytes(excerpt->catalogs[side], member->type, &bytes))
		snprintf(cell, EXCERPT_CELL, "%.300s %.255s", member->type, member->name);
	else
		snprintf(cell, EXCERPT_CELL, "%4" PRIu64 "  %.300s %.255s", bytes, member->type,
			 member->name);
}

void excerpt_place(const struct luocat_difference *d, const struct excerpt_row *row,
		   char place[EXCERPT_PLACE])
{
	const struct luocat_member *member = row->member[row->member[0] ? 0 : 1];
	const struct luocat_enumerator *of = row->enumerator[row->enumerator[0] ? 0 : 1];
	const struct luocat_type *type = d->type_a ? d->type_a : d->type_b;

	if (of && type->is_signed)
		snprintf(place, EXCERPT_PLACE, "%" PRId64, (int64_t)of->value);
	else if (of)
		snprintf(place, EXCERPT_PLACE, "%" PRIu64, of->value);
	else if (member->bits)
		snprintf(place, EXCERPT_PLACE, "%" PRIu64 ".%u", member->bit_offset / 8,
			 (unsigned int)(member->bit_offset % 8));
	else
		snprintf(place, EXCERPT_PLACE, "%" PRIu64, member->bit_offset / 8);
}
