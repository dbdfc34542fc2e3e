// SPDX-License-Identifier: GPL-2.0-only
/*
 * matrix_csv.c - a matrix for spreadsheets: RFC 4180, one row for each pair
 *
 * Names come from catalogs, that is from anybody, and a spreadsheet takes a field for a formula if
 * it begins like one: such a field gets an apostrophe in front (OWASP, "CSV Injection").
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "matrix_report.h"

static bool is_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text);
}

static void put_field(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n") && !is_formula(text)) {
		fputs(text, out);
		return;
	}
	fputs(is_formula(text) ? "\"'" : "\"", out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

/* What of a row its answer says, with the comma before it. */
static int answer_fields(const struct luocat_answer *answer, char **text)
{
	const struct luocat_finding *reason = answer_reason(answer);
	char *plan = NULL;
	size_t length;
	FILE *out = cli_text_open(&plan, &length);
	int ret = 0;

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < answer->n_plan; i++)
		fprintf(out, "%s%s", i ? " " : "", answer->plan[i].compatible);
	if (fclose(out))
		return -ENOMEM;
	out = cli_text_open(text, &length);
	if (out) {
		fprintf(out, ",%s,%s,", luocat_outcome_name(answer->outcome),
			reason ? reason->rule->id : "");
		put_field(out, reason ? reason->message : "");
		fputc(',', out);
		put_field(out, plan);
		fputs("\r\n", out);
		ret = fclose(out);
	}
	free(plan);
	return out && !ret ? 0 : -ENOMEM;
}

static void put_rows(FILE *out, const struct luocat_matrix *matrix, char *const *answers)
{
	size_t n = luocat_matrix_n_kernels(matrix);

	for (size_t w = 0; w < n; w++) {
		for (size_t r = 0; r < n; r++) {
			put_field(out, luocat_matrix_kernel(matrix, w)->name);
			fputc(',', out);
			put_field(out, luocat_matrix_kernel(matrix, r)->name);
			fputs(answers[luocat_matrix_cell(matrix, w, r)], out);
		}
	}
}

int matrix_csv(const struct report *report, char **text, size_t *length, struct luocat_error *err)
{
	size_t n = luocat_matrix_n_answers(report->matrix);
	char **answers = calloc(n, sizeof(*answers));
	FILE *out = answers ? cli_text_open(text, length) : NULL;
	int ret = 0;

	for (size_t i = 0; i < n && out && !ret; i++)
		ret = answer_fields(luocat_matrix_answer(report->matrix, i), &answers[i]);
	if (!out || ret)
		ret = luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	if (!ret) {
		fputs("writer,reader,outcome,rule,message,plan\r\n", out);
		put_rows(out, report->matrix, answers);
	}
	for (size_t i = 0; answers && i < n; i++)
		free(answers[i]);
	free(answers);
	return out ? matrix_close(out, ret, text, err) : ret;
}
