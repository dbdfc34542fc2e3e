// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_table.c - both kernels' versions side by side, and where each was found
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "text.h"

enum column { KIND, COMPATIBLE, WRITER, READER, RESULT, N_COLUMNS };

struct row {
	char cell[N_COLUMNS][300];
	enum luocat_severity severity;
};

struct table {
	struct row *rows;
	size_t n;
	int width[N_COLUMNS];
};

static char flag(enum luocat_tri tri, char letter)
{
	return tri == LUOCAT_YES ? letter : tri == LUOCAT_NO ? '-' : '?';
}

/* What the writer's table says of it now: ", 3 in use". */
static const struct luocat_running_version *running(const struct luocat_verdict *verdict,
						    const struct luocat_version *v)
{
	const struct luocat_state *state = luocat_verdict_state(verdict);

	return state && v ? luocat_state_find(state, v->kind, v->compatible) : NULL;
}

static void add_in_use(const struct luocat_running_version *row, char *cell, size_t size)
{
	size_t used = strlen(cell);

	if (row && row->has_in_use && row->in_use)
		snprintf(cell + used, size - used, ", %" PRIu32 " in use", row->in_use);
}

/*
 * "rw object", "rw read:string write:table, module vfio_pci": what, how it is known, from where; @row is
 * what the running kernel says of it.
 */
static void describe(const struct luocat_version *v, const struct luocat_running_version *row,
		     char *cell, size_t size)
{
	enum luocat_tri on;
	const struct luocat_origin *origin;
	char evidence[80], provider[200] = "";
	char write;

	if (!v) {
		snprintf(cell, size, "-");
		return;
	}
	origin = &v->origin;
	on = row ? row->enable_write : v->enable_write;
	write = flag(v->write, on == LUOCAT_NO ? 'o' : 'w');
	if (origin->evidence_read == origin->evidence_write)
		snprintf(evidence, sizeof(evidence), "%s",
			 origin->evidence_read ? luocat_evidence_name(origin->evidence_read) : "");
	else
		snprintf(evidence, sizeof(evidence), "read:%s write:%s",
			 luocat_evidence_name(origin->evidence_read),
			 luocat_evidence_name(origin->evidence_write));
	if (!v->provider)
		snprintf(provider, sizeof(provider), ", provider unknown");
	else if (strcmp(v->provider, "builtin"))
		snprintf(provider, sizeof(provider), ", module %.150s", v->provider);
	snprintf(cell, size, "%c%c %s%s", flag(v->read, 'r'), write, evidence, provider);
	add_in_use(row, cell, size);
}

/* The worst that was found about one version, or (@v NULL) about the whole format. */
static bool worst(const struct luocat_verdict *verdict, const struct luocat_format_verdict *f,
		  const struct luocat_version *v, enum luocat_severity *severity)
{
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

		if (!finding->name || finding->kind != f->kind || strcmp(finding->name, f->name))
			continue;
		if (v && strcmp(finding->compatible, v->compatible))
			continue;
		*severity = finding->severity;
		return true;
	}
	return false;
}

static const char *const results[] = {
	[LUOCAT_SEVERITY_NOTE] = "ok, see note",
	[LUOCAT_SEVERITY_WARNING] = "ok, see warning",
	[LUOCAT_SEVERITY_PLAN] = "off by the plan",
	[LUOCAT_SEVERITY_UNKNOWN] = "UNKNOWN",
	[LUOCAT_SEVERITY_INCOMPATIBLE] = "INCOMPATIBLE",
};

static const char *result(const struct luocat_verdict *verdict,
			  const struct luocat_format_verdict *f, const struct luocat_version *w,
			  enum luocat_severity *severity)
{
	*severity = LUOCAT_SEVERITY_NOTE;
	if (!w)
		return "not written";
	if (!f->counts)
		return "not in use";
	if (worst(verdict, f, w, severity)) {
		if (*severity == LUOCAT_SEVERITY_PLAN && !luocat_verdict_n_plan(verdict))
			return "needs a plan";
		return results[*severity];
	}
	if (w->write == LUOCAT_NO)
		return "not written";
	if (f->outcome == LUOCAT_INCOMPATIBLE && !worst(verdict, f, NULL, severity)) {
		/* single formats are not looked at where a kernel has no KHO or LUO at all */
		*severity = LUOCAT_SEVERITY_INCOMPATIBLE;
		return "lost";
	}
	*severity = LUOCAT_SEVERITY_NOTE;
	return "ok";
}

static void add_row(struct table *table, const struct luocat_verdict *verdict,
		    const struct luocat_format_verdict *f, const struct luocat_version *w,
		    const struct luocat_version *r)
{
	struct row *row = &table->rows[table->n++];
	const struct luocat_version *any = w ? w : r;

	snprintf(row->cell[KIND], sizeof(row->cell[KIND]), "%s", luocat_kind_name(any->kind));
	snprintf(row->cell[COMPATIBLE], sizeof(row->cell[COMPATIBLE]), "%s", any->compatible);
	describe(w, running(verdict, w), row->cell[WRITER], sizeof(row->cell[WRITER]));
	describe(r, NULL, row->cell[READER], sizeof(row->cell[READER]));
	snprintf(row->cell[RESULT], sizeof(row->cell[RESULT]), "%s",
		 result(verdict, f, w, &row->severity));
}

static void fill(struct table *table, const struct luocat_verdict *verdict)
{
	const struct luocat_catalog *writer = luocat_verdict_writer(verdict);
	const struct luocat_catalog *reader = luocat_verdict_reader(verdict);

	for (size_t i = 0; i < luocat_verdict_n_formats(verdict); i++) {
		const struct luocat_format_verdict *f = luocat_verdict_format(verdict, i);

		for (size_t k = 0; k < f->n_writer; k++)
			add_row(table, verdict, f, f->writer[k],
				luocat_catalog_find(reader, f->kind, f->writer[k]->compatible));
		for (size_t k = 0; k < f->n_reader; k++) {
			if (!luocat_catalog_find(writer, f->kind, f->reader[k]->compatible))
				add_row(table, verdict, f, NULL, f->reader[k]);
		}
	}
}

static void print_rows(FILE *out, struct table *table, const struct style *style)
{
	static const char *const titles[] = {"kind", "compatible", "writer", "reader", "result"};

	for (int c = 0; c < N_COLUMNS; c++) {
		table->width[c] = text_width(titles[c]);
		for (size_t i = 0; i < table->n; i++) {
			int width = text_width(table->rows[i].cell[c]);

			if (width > table->width[c])
				table->width[c] = width;
		}
	}
	fprintf(out,
		"\n%sFormats%s (r reads, w writes, o could write and is off, - no, ? unknown)\n",
		style->bold, style->off);
	fprintf(out, "  ");
	for (int c = 0; c < RESULT; c++)
		text_pad(out, titles[c], table->width[c] + 2);
	fprintf(out, "%s\n", titles[RESULT]);
	for (size_t i = 0; i < table->n; i++) {
		struct row *row = &table->rows[i];

		fprintf(out, "  ");
		for (int c = 0; c < RESULT; c++)
			text_pad(out, row->cell[c], table->width[c] + 2);
		fprintf(out, "%s%s%s\n", style_of(style, row->severity), row->cell[RESULT],
			style_of(style, row->severity)[0] ? style->off : "");
	}
}

int report_table(FILE *out, const struct luocat_verdict *verdict, const struct style *style)
{
	size_t n = luocat_catalog_n_versions(luocat_verdict_writer(verdict)) +
		   luocat_catalog_n_versions(luocat_verdict_reader(verdict));
	struct table table = {.rows = calloc(n + 1, sizeof(*table.rows))};

	if (!table.rows)
		return -1;
	fill(&table, verdict);
	if (table.n)
		print_rows(out, &table, style);
	free(table.rows);
	return 0;
}

/* ---- Where it was found ---- */

static void print_place(FILE *out, const struct luocat_origin *origin)
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
	fputc('\n', out);
}

static void print_origin(FILE *out, const char *side, const struct luocat_version *v, bool *any)
{
	if (!v->origin.object && !v->origin.source)
		return;
	if (!*any)
		fprintf(out, "\nWhere each was found\n");
	*any = true;
	fprintf(out, "  %s %s:", side, v->compatible);
	print_place(out, &v->origin);
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
		print_place(out, &gap->origin);
		fprintf(out, "    %s\n", gap->why);
	}
}

void report_gaps(FILE *out, const struct luocat_verdict *verdict)
{
	bool any = false;

	print_gaps(out, "writer", luocat_verdict_writer(verdict), &any);
	print_gaps(out, "reader", luocat_verdict_reader(verdict), &any);
}
