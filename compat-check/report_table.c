// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_table.c - both kernels' versions side by side, and where each was found
 */
#include <inttypes.h>
#include <stdlib.h>

#include "report.h"
#include "text.h"

static void print_rows(FILE *out, const struct report_rows *rows, const struct style *style)
{
	int width[REPORT_N_COLUMNS];

	for (int c = 0; c < REPORT_N_COLUMNS; c++) {
		width[c] = text_width(report_columns[c]);
		for (size_t i = 0; i < rows->n; i++) {
			int cell = text_width(rows->list[i].cell[c]);

			if (cell > width[c])
				width[c] = cell;
		}
	}
	fprintf(out, "\nFormats (" REPORT_LEGEND ")\n  ");
	for (int c = 0; c < REPORT_RESULT; c++)
		text_pad(out, report_columns[c], width[c] + 2);
	fprintf(out, "%s\n", report_columns[REPORT_RESULT]);
	for (size_t i = 0; i < rows->n; i++) {
		const struct report_row *row = &rows->list[i];
		const char *colour = style_of(style, row->severity);

		fprintf(out, "  ");
		for (int c = 0; c < REPORT_RESULT; c++)
			text_pad(out, row->cell[c], width[c] + 2);
		fprintf(out, "%s%s%s\n", colour, row->cell[REPORT_RESULT], *colour ? style->off : "");
	}
}

int report_table(FILE *out, const struct luocat_verdict *verdict, const struct style *style)
{
	struct report_rows rows;

	if (report_rows_make(verdict, &rows))
		return -1;
	if (rows.n)
		print_rows(out, &rows, style);
	free(rows.list);
	return 0;
}

/* ---- Where it was found ---- */

void report_place(FILE *out, const struct luocat_origin *origin)
{
	if (origin->object)
		fprintf(out, " %s", origin->object);
	if (origin->section)
		fprintf(out, " %s", origin->section);
	if (origin->symbol)
		fprintf(out, " %s", origin->symbol);
	if (origin->has_address)
		fprintf(out, " at 0x%" PRIx64, origin->address);
	if (origin->source) {
		fprintf(out, "%s%s", origin->object ? ", " : " ", origin->source);
		if (origin->line)
			fprintf(out, ":%" PRIu32, origin->line);
	}
}

static void print_origin(FILE *out, const char *side, const struct luocat_version *v, bool *any)
{
	if (!v->origin.object && !v->origin.source)
		return;
	if (!*any)
		fprintf(out, "\nWhere each was found\n");
	*any = true;
	fprintf(out, "  %s %s:", side, v->compatible);
	report_place(out, &v->origin);
	fputc('\n', out);
}

void report_origins(FILE *out, const struct luocat_verdict *verdict)
{
	bool any = false;

	for (size_t i = 0; i < luocat_verdict_n_formats(verdict); i++) {
		const struct luocat_format_verdict *f = luocat_verdict_format(verdict, i);

		for (size_t k = 0; k < f->n_writer; k++)
			print_origin(out, "writer", f->writer[k], &any);
		for (size_t k = 0; k < f->n_reader; k++)
			print_origin(out, "reader", f->reader[k], &any);
	}
}

/* ---- What could not be cataloged ---- */

static void print_gaps(FILE *out, const char *side, const struct luocat_catalog *catalog, bool *any)
{
	for (size_t i = 0; i < luocat_catalog_n_gaps(catalog); i++) {
		const struct luocat_gap *gap = luocat_catalog_gap(catalog, i);

		if (!*any)
			fprintf(out, "\nWhat could not be cataloged\n");
		*any = true;
		fprintf(out, "  %s %s:", side,
			gap->kind ? luocat_kind_name(gap->kind) : "file-handler or flb");
		report_place(out, &gap->origin);
		fprintf(out, "\n    %s\n", gap->why);
	}
}

void report_gaps(FILE *out, const struct luocat_verdict *verdict)
{
	bool any = false;

	print_gaps(out, "writer", luocat_verdict_writer(verdict), &any);
	print_gaps(out, "reader", luocat_verdict_reader(verdict), &any);
}
