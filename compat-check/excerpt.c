// SPDX-License-Identifier: GPL-2.0-only
/*
 * excerpt.c - a difference of two layouts as a person reads structs: side by side
 *
 * Rows are places: what either side has at that offset, or which enumerator has that value.
 */
#include "excerpt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* Rows around the one in which the difference is. */
#define ROWS_BEFORE 2
#define ROWS_BEHIND 3

struct row {
	const struct luocat_member *member[2];
	const struct luocat_enumerator *enumerator[2];
};

struct rows {
	struct row *list;
	size_t n;
	size_t at; /* the one to look at */
};

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

static void add_members(struct rows *rows, const struct luocat_difference *d)
{
	size_t i = 0, k = 0;

	for (;;) {
		const struct luocat_member *a = member_at(d->type_a, i);
		const struct luocat_member *b = member_at(d->type_b, k);
		int order = order_members(a, b);
		struct row *row = &rows->list[rows->n];

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

static void add_enumerators(struct rows *rows, const struct luocat_difference *d)
{
	size_t i = 0, k = 0;

	for (;;) {
		const struct luocat_enumerator *a = enumerator_at(d->type_a, i);
		const struct luocat_enumerator *b = enumerator_at(d->type_b, k);
		struct row *row = &rows->list[rows->n];
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

/* ---- What stands in them ---- */

#define CELL 600

static bool alike(const struct row *row)
{
	const struct luocat_member *a = row->member[0], *b = row->member[1];

	if (row->enumerator[0] || row->enumerator[1])
		return row->enumerator[0] && row->enumerator[1] &&
		       !strcmp(row->enumerator[0]->name, row->enumerator[1]->name);
	return a && b && a->bits == b->bits && !strcmp(a->name, b->name) &&
	       !strcmp(a->type, b->type);
}

static void put_cell(const struct excerpt *excerpt, const struct row *row, int side,
		     char cell[CELL])
{
	const struct luocat_member *member = row->member[side];
	uint64_t bytes;

	cell[0] = '\0';
	if (row->enumerator[side])
		snprintf(cell, CELL, "%s", row->enumerator[side]->name);
	if (!member)
		return;
	if (member->bits)
		snprintf(cell, CELL, "%" PRIu32 " bits  %.300s %.255s", member->bits, member->type,
			 member->name);
	else if (luocat_type_bytes(excerpt->catalogs[side], member->type, &bytes))
		snprintf(cell, CELL, "%.300s %.255s", member->type, member->name);
	else
		snprintf(cell, CELL, "%4" PRIu64 "  %.300s %.255s", bytes, member->type,
			 member->name);
}

static void put_place(const struct luocat_difference *d, const struct row *row, char place[32])
{
	const struct luocat_member *member = row->member[row->member[0] ? 0 : 1];
	const struct luocat_enumerator *of = row->enumerator[row->enumerator[0] ? 0 : 1];
	const struct luocat_type *type = d->type_a ? d->type_a : d->type_b;

	if (of && type->is_signed)
		snprintf(place, 32, "%" PRId64, (int64_t)of->value);
	else if (of)
		snprintf(place, 32, "%" PRIu64, of->value);
	else if (member->bits)
		snprintf(place, 32, "%" PRIu64 ".%u", member->bit_offset / 8,
			 (unsigned int)(member->bit_offset % 8));
	else
		snprintf(place, 32, "%" PRIu64, member->bit_offset / 8);
}

static void print_rows(FILE *out, const struct excerpt *excerpt, const struct luocat_difference *d,
		       const struct rows *rows)
{
	size_t at = rows->at ? rows->at - 1 : rows->n - 1;
	size_t first = at > ROWS_BEFORE ? at - ROWS_BEFORE : 0;
	size_t end = at + ROWS_BEHIND + 1 < rows->n ? at + ROWS_BEHIND + 1 : rows->n;
	bool members = rows->list[0].member[0] || rows->list[0].member[1];
	int width = text_width(excerpt->titles[0]) + 6;
	char cell[CELL], place[32];

	for (size_t i = first; i < end; i++) {
		put_cell(excerpt, &rows->list[i], 0, cell);
		width = text_width(cell) > width ? text_width(cell) : width;
	}
	fprintf(out, "%*s%10s  ", excerpt->indent, "", members ? "offset" : "value");
	snprintf(cell, sizeof(cell), "%s%s", members ? "size  " : "", excerpt->titles[0]);
	text_pad(out, cell, width + 2);
	fprintf(out, "%s%s\n", members ? "size  " : "", excerpt->titles[1]);
	for (size_t i = first; i < end; i++) {
		const struct row *row = &rows->list[i];

		put_place(d, row, place);
		fprintf(out, "%*s%c %8s  ", excerpt->indent, "", alike(row) ? ' ' : '>', place);
		put_cell(excerpt, row, 0, cell);
		if (row->member[1] || row->enumerator[1])
			text_pad(out, cell, width + 2);
		else
			fprintf(out, "%s", cell);
		put_cell(excerpt, row, 1, cell);
		fprintf(out, "%s\n", cell);
	}
}

/* ---- Around them ---- */

static void print_size(FILE *out, const struct luocat_difference *d, const char *const titles[])
{
	if (!d->type_a || !d->type_b)
		return;
	if (d->type_a->bytes == d->type_b->bytes)
		fprintf(out, ", %" PRIu64 " bytes", d->type_a->bytes);
	else
		fprintf(out, ", %" PRIu64 " bytes in the %s, %" PRIu64 " in the %s",
			d->type_a->bytes, titles[0], d->type_b->bytes, titles[1]);
}

static int print_head(FILE *out, const struct excerpt *excerpt, const struct luocat_difference *d)
{
	char *line = NULL;
	size_t length;
	FILE *head = open_memstream(&line, &length);

	if (!head)
		return -1;
	fprintf(head, "%s", d->type);
	print_size(head, d, excerpt->titles);
	fprintf(head, "; belongs to %s", d->owner_name);
	if (strcmp(d->chain, d->type))
		fprintf(head, "; reached through %s", d->chain);
	if (fclose(head)) {
		free(line);
		return -1;
	}
	text_wrap(out, excerpt->indent, line);
	free(line);
	return 0;
}

int excerpt_print(FILE *out, const struct excerpt *excerpt,
		  const struct luocat_differences *differences)
{
	const struct luocat_difference *d = luocat_differences_worst(differences);
	struct rows rows = {0};
	size_t n = luocat_n_differences(differences);

	if (!d)
		return 0;
	if (d->type) {
		rows.list = calloc(count(d->type_a) + count(d->type_b) + 1, sizeof(*rows.list));
		if (!rows.list || print_head(out, excerpt, d)) {
			free(rows.list);
			return -1;
		}
		add_members(&rows, d);
		add_enumerators(&rows, d);
		if (rows.n)
			print_rows(out, excerpt, d, &rows);
		free(rows.list);
	}
	if (n > 1)
		fprintf(out, "%*s%zu more %s; --format json lists all\n", excerpt->indent, "",
			n - 1, n == 2 ? "difference" : "differences");
	return 0;
}
