// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_rows.c - both kernels' versions side by side, for whatever shows them
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

const char *const report_columns[REPORT_N_COLUMNS] = {
	[REPORT_KIND] = "kind",	    [REPORT_COMPATIBLE] = "compatible", [REPORT_WRITER] = "writer",
	[REPORT_READER] = "reader", [REPORT_RESULT] = "result",
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

static void add_row(struct report_rows *rows, const struct luocat_verdict *verdict,
		    const struct luocat_format_verdict *f, const struct luocat_version *w,
		    const struct luocat_version *r)
{
	struct report_row *row = &rows->list[rows->n++];
	const struct luocat_version *any = w ? w : r;

	row->verdict = f;
	snprintf(row->cell[REPORT_KIND], sizeof(row->cell[REPORT_KIND]), "%s", luocat_kind_name(any->kind));
	snprintf(row->cell[REPORT_COMPATIBLE], sizeof(row->cell[REPORT_COMPATIBLE]), "%s", any->compatible);
	describe(w, running(verdict, w), row->cell[REPORT_WRITER], sizeof(row->cell[REPORT_WRITER]));
	describe(r, NULL, row->cell[REPORT_READER], sizeof(row->cell[REPORT_READER]));
	snprintf(row->cell[REPORT_RESULT], sizeof(row->cell[REPORT_RESULT]), "%s",
		 result(verdict, f, w, &row->severity));
}

static void fill(struct report_rows *rows, const struct luocat_verdict *verdict)
{
	const struct luocat_catalog *writer = luocat_verdict_writer(verdict);
	const struct luocat_catalog *reader = luocat_verdict_reader(verdict);

	for (size_t i = 0; i < luocat_verdict_n_formats(verdict); i++) {
		const struct luocat_format_verdict *f = luocat_verdict_format(verdict, i);

		for (size_t k = 0; k < f->n_writer; k++)
			add_row(rows, verdict, f, f->writer[k],
				luocat_catalog_find(reader, f->kind, f->writer[k]->compatible));
		for (size_t k = 0; k < f->n_reader; k++) {
			if (!luocat_catalog_find(writer, f->kind, f->reader[k]->compatible))
				add_row(rows, verdict, f, NULL, f->reader[k]);
		}
	}
}

int report_rows_make(const struct luocat_verdict *verdict, struct report_rows *rows)
{
	size_t n = luocat_catalog_n_versions(luocat_verdict_writer(verdict)) +
		   luocat_catalog_n_versions(luocat_verdict_reader(verdict));

	rows->n = 0;
	rows->list = calloc(n + 1, sizeof(*rows->list));
	if (!rows->list)
		return -1;
	fill(rows, verdict);
	return 0;
}
