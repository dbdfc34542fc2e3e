/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report.h - verdicts as text, JSON ...: one entry of a table for each output format
 */
#ifndef COMPAT_CHECK_REPORT_H
#define COMPAT_CHECK_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <luocat.h>

#include "excerpt.h"

/* The answers to one run's questions. */
struct report {
	struct luocat_verdict **verdicts;
	size_t n_verdicts;
	bool lint;   /* they are luocat_lint()'s: the writer is the baseline */
	bool labels; /* say which direction a question looks */
	bool colours;
	int status; /* with which the program will exit */
	/* the catalogs, and where they are from */
	struct report_input {
		const struct luocat_catalog *catalog;
		const char *path;
	} inputs[2];
	/* of many kernels, when there are no verdicts */
	const struct luocat_matrix *matrix;
	const struct luocat_path *path;
	size_t ends[2]; /* of it */
	const struct luocat_window *window;
	const struct luocat_common *common;
	size_t n_kernels; /* of it */
	const struct fleet_options *asked;
};

/* The exit status that a verdict stands for. */
int report_status(const struct luocat_verdict *verdict);

struct report_format {
	const char *name;
	/* @text is freed by the caller */
	int (*render)(const struct report *report, char **text, size_t *length,
		      struct luocat_error *err);
};

/* What a command can put out. */
struct report_formats {
	const struct report_format *list;
	size_t n;
};

extern const struct report_formats verdict_formats;

/* The format of this name, of @length bytes; NULL where there is none. */
const struct report_format *report_format_find(const struct report_formats *from,
					       const char *name, size_t length);
/* All names, as a person lists them: "text, json or ...". */
void report_format_names(const struct report_formats *from, char *to, size_t size);

int report_text(const struct report *report, char **text, size_t *length, struct luocat_error *err);
int report_sarif(const struct report *report, char **text, size_t *length,
		 struct luocat_error *err);
int report_junit(const struct report *report, char **text, size_t *length,
		 struct luocat_error *err);
int report_markdown(const struct report *report, char **text, size_t *length,
		    struct luocat_error *err);
int report_html(const struct report *report, char **text, size_t *length, struct luocat_error *err);

/* ---- what several formats show ---- */

/* The columns of the table of formats: a row for each version of either kernel. */
enum report_column {
	REPORT_KIND,
	REPORT_COMPATIBLE,
	REPORT_WRITER, /* "rw object": what the kernel does with it, and how that is known */
	REPORT_READER,
	REPORT_RESULT, /* what becomes of it */
	REPORT_N_COLUMNS,
};

#define REPORT_LEGEND "r reads, w writes, o could write and is off, - no, ? unknown"

extern const char *const report_columns[REPORT_N_COLUMNS];

struct report_row {
	char cell[REPORT_N_COLUMNS][300];
	enum luocat_severity severity; /* of the result */
	const struct luocat_format_verdict *verdict; /* of its format */
};

struct report_rows {
	struct report_row *list; /* to be freed */
	size_t n;
};

/* -1: out of memory. */
int report_rows_make(const struct luocat_verdict *verdict, struct report_rows *rows);
/* Where a version was found: " vmlinux .rodata, mm/memfd_luo.c:604", or nothing. */
void report_place(FILE *out, const struct luocat_origin *origin);
/* One text of all verdicts, each printed by @print, with @between between them. */
int report_each(const struct report *report, const char *between,
		int (*print)(FILE *out, const struct report *report,
			     const struct luocat_verdict *verdict, struct luocat_error *err),
		char **text, size_t *length, struct luocat_error *err);
/* "COMPATIBLE", "INCOMPATIBLE" ... */
const char *report_words(const struct luocat_verdict *verdict);
/* The same of lint: "nothing wrong" ...; @loud: what is wrong in capitals */
const char *report_lint_words(const struct luocat_verdict *verdict, bool loud);
/* What happens in the next kernel, if anything does: "then ..."; @plan as of report_finding(). */
bool report_consequence(const struct luocat_finding *finding, const char *plan, char *line,
			size_t size);
/* What a plan does about a finding that one can deal with; @planned: there is one. */
const char *report_plan_words(const struct luocat_finding *finding, bool planned);
/* The same in a report of verdicts; NULL in lint, where there is no next kernel. */
const char *report_plan_in(const struct report *report, const struct luocat_verdict *verdict,
			   const struct luocat_finding *finding);
/* One line of a plan as a command for a shell; the first one has no entry. */
void report_plan_command(FILE *out, const struct luocat_plan_entry *entry, int indent);
/* The plan as such lines. */
void report_plan_commands(FILE *out, const struct luocat_verdict *verdict, int indent);

/* ---- parts of the text report ---- */

/* Escape sequences around a part, or empty strings. */
struct style {
	const char *good, *warn, *bad, *off;
};

const struct style *report_style(bool colours);
const char *style_of(const struct style *style, enum luocat_severity severity);
/* One row per version: both sides' flags and evidence, and what became of it. */
int report_table(FILE *out, const struct luocat_verdict *verdict, const struct style *style);
void report_origins(FILE *out, const struct luocat_verdict *verdict);
void report_gaps(FILE *out, const struct luocat_verdict *verdict);
/* What lint says, instead of all this. */
int report_lint(FILE *out, const struct report *report, const struct luocat_verdict *verdict,
		struct luocat_error *err);
/* "forward" or "rollback" */
const char *report_direction(const struct luocat_verdict *verdict);
/* How a kernel is called in reports. */
struct kernel_name {
	char text[200];
	char key[80];
};

int report_name_kernel(const struct luocat_catalog *catalog, struct kernel_name *name,
		       struct luocat_error *err);
/* Both kernels of a verdict. */
int report_name_sides(const struct luocat_verdict *verdict, struct kernel_name *writer,
		      struct kernel_name *reader, struct luocat_error *err);
/* What a side is called, 0 being the writer. */
const char *report_side(const struct report *report, int side);
/* Both sides' layouts. */
struct excerpt report_excerpt(const struct report *report, const struct luocat_verdict *verdict);
/* One finding; @plan: what a plan does about it. -1: out of memory. */
int report_finding(FILE *out, const struct luocat_finding *finding, const struct excerpt *excerpt,
		   const char *plan, const struct style *style);
/* A finding as it would be without its waiver, and all that goes with that: a panic is a panic. */
struct luocat_finding report_unwaived(const struct luocat_finding *finding);
/* What is not shown of a rule: "LUO-X off by ...". */
void report_off_line(FILE *out, const struct luocat_off *off);
/* Whether a finding would not pass but for its waiver. */
bool report_saved(const struct luocat_finding *finding);
/* report_policy.c: behind the outcome, what of it is a policy's doing. */
void report_policy_answer(FILE *out, const struct luocat_verdict *verdict);
/* Until when, by whom and where something is waived, to be freed. NULL: out of memory. */
char *report_waiver_line(const struct luocat_waiver *waiver);
/*
 * One finding that a waiver excuses, with that; @excerpt may be NULL where no layout is shown, @plan as of
 * report_finding(). -1: out of memory.
 */
int report_waived_finding(FILE *out, const struct luocat_finding *finding,
			  const struct excerpt *excerpt, const char *plan,
			  const struct style *style);
/* Findings that waivers excuse, with these. -1: out of memory. */
int report_waived(FILE *out, const struct report *report, const struct luocat_verdict *verdict,
		  const struct style *style);
/* What a finding would be without the policy, if that is something else. */
void report_changed(FILE *out, const struct luocat_finding *finding);
/* What is not shown. */
void report_off(FILE *out, const struct luocat_verdict *verdict);
void report_plan(FILE *out, const struct luocat_verdict *verdict, const char *writer,
		 const char *reader);

#endif
