// SPDX-License-Identifier: GPL-2.0-only
/*
 * excerpt.c - a difference of two layouts as a person reads structs: side by side
 */
#include "excerpt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "text.h"

static void print_rows(FILE *out, const struct excerpt *excerpt, const struct luocat_difference *d,
		       const struct excerpt_rows *rows)
{
	int width = text_width(excerpt->titles[0]) + 6;
	char cell[EXCERPT_CELL], place[EXCERPT_PLACE];

	for (size_t i = rows->first; i < rows->end; i++) {
		excerpt_cell(excerpt, &rows->list[i], 0, cell);
		width = text_width(cell) > width ? text_width(cell) : width;
	}
	fprintf(out, "%*s%10s  ", excerpt->indent, "", rows->members ? "offset" : "value");
	snprintf(cell, sizeof(cell), "%s%s", rows->members ? "size  " : "", excerpt->titles[0]);
	text_pad(out, cell, width + 2);
	fprintf(out, "%s%s\n", rows->members ? "size  " : "", excerpt->titles[1]);
	for (size_t i = rows->first; i < rows->end; i++) {
		const struct excerpt_row *row = &rows->list[i];

		excerpt_place(d, row, place);
		fprintf(out, "%*s%c %8s  ", excerpt->indent, "", excerpt_alike(row) ? ' ' : '>',
			place);
		excerpt_cell(excerpt, row, 0, cell);
		if (row->member[1] || row->enumerator[1])
			text_pad(out, cell, width + 2);
		else
			fprintf(out, "%s", cell);
		excerpt_cell(excerpt, row, 1, cell);
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

static void print_head(FILE *out, const struct luocat_difference *d, const char *const titles[])
{
	fprintf(out, "%s", d->type);
	print_size(out, d, titles);
	fprintf(out, "; belongs to %s", d->owner_name);
	if (strcmp(d->chain, d->type))
		fprintf(out, "; reached through %s", d->chain);
}

char *excerpt_line(const struct excerpt *excerpt, const struct luocat_difference *d)
{
	char *line = NULL;
	size_t length;
	FILE *head = cli_text_open(&line, &length);

	if (!head)
		return NULL;
	print_head(head, d, excerpt->titles);
	return fclose(head) ? NULL : line;
}

int excerpt_print(FILE *out, const struct excerpt *excerpt,
		  const struct luocat_differences *differences)
{
	const struct luocat_difference *d = luocat_differences_worst(differences);
	size_t n = luocat_n_differences(differences);

	if (!d)
		return 0;
	if (d->type) {
		struct excerpt_rows rows = {0};
		char *line = excerpt_line(excerpt, d);

		if (!line || excerpt_rows_make(d, &rows)) {
			free(line);
			free(rows.list);
			return -1;
		}
		text_wrap(out, excerpt->indent, line);
		free(line);
		if (rows.n)
			print_rows(out, excerpt, d, &rows);
		free(rows.list);
	}
	if (n > 1)
		fprintf(out, "%*s%zu more %s; --format json lists all\n", excerpt->indent, "",
			n - 1, n == 2 ? "difference" : "differences");
	return 0;
}
