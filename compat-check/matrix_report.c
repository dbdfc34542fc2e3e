// SPDX-License-Identifier: GPL-2.0-only
/*
 * matrix_report.c - what the answers about many kernels have in common when they are shown
 */
#include "matrix_report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "text.h"

const struct outcome_mark outcome_marks[] = {
	[LUOCAT_COMPATIBLE] = {"compatible", "ok", '.'},
	[LUOCAT_COMPATIBLE_WITH_PLAN] = {"compatible with a plan", "plan", 'p'},
	[LUOCAT_OUTCOME_UNKNOWN] = {"unknown", "?", '?'},
	[LUOCAT_INCOMPATIBLE] = {"incompatible", "NO", 'X'},
};

static const struct outcome_mark failed[] = {
	[LUOCAT_COMPATIBLE] = {"compatible, and the policy fails it", "FAIL", 'F'},
	[LUOCAT_COMPATIBLE_WITH_PLAN] = {"compatible with a plan, and the policy fails it", "FAIL",
					 'F'},
};

const struct outcome_mark *answer_mark(const struct luocat_answer *answer)
{
	bool passes = answer->outcome <= LUOCAT_COMPATIBLE_WITH_PLAN;

	return answer->fails && passes ? &failed[answer->outcome] : &outcome_marks[answer->outcome];
}

const char *style_of_answer(const struct style *style, const struct luocat_answer *answer)
{
	return answer->fails ? style->bad : style_of_outcome(style, answer->outcome);
}

static int render_json(const struct report *report, char **text, size_t *length,
		       struct luocat_error *err)
{
	return luocat_matrix_to_json(report->matrix, text, length, err);
}

static const struct report_format formats[] = {
	{"text", matrix_text},
	{"json", render_json},
	{"csv", matrix_csv},
	{"html", matrix_html},
};

const struct report_formats matrix_formats = {formats, sizeof(formats) / sizeof(formats[0])};

int answer_status(const struct luocat_answer *answer)
{
	if (answer->fails)
		return CLI_INCOMPATIBLE;
	return answer->outcome == LUOCAT_COMPATIBLE ? CLI_COMPATIBLE : CLI_PLAN;
}

const char *style_of_outcome(const struct style *style, enum luocat_outcome outcome)
{
	if (outcome == LUOCAT_COMPATIBLE)
		return style->good;
	return outcome == LUOCAT_COMPATIBLE_WITH_PLAN ? style->warn : style->bad;
}

const struct luocat_finding *answer_reason(const struct luocat_answer *answer)
{
	return answer->outcome == LUOCAT_COMPATIBLE && !answer->fails ? NULL : answer->findings;
}

void matrix_print_plan(FILE *out, const struct luocat_answer *answer)
{
	for (size_t i = 0; i < answer->n_plan; i++)
		fprintf(out, "%s%s", i ? ", " : "", answer->plan[i].compatible);
}

static void print_plan_line(FILE *out, const struct luocat_answer *answer)
{
	struct text_lines lines = {.out = out, .indent = 4};

	if (!answer->n_plan)
		return;
	text_words(&lines, "plan: on the writer, before anything is preserved, enable_write=0 for");
	for (size_t i = 0; i < answer->n_plan; i++)
		text_item(&lines, answer->plan[i].compatible, i + 1 < answer->n_plan);
	text_end(&lines);
}

void matrix_print_reason(FILE *out, const struct luocat_answer *answer, const struct style *style)
{
	const struct luocat_finding *finding = answer_reason(answer);
	const char *plan;
	char line[600];

	fprintf(out, "  %s%s%s", style_of_answer(style, answer), answer_mark(answer)->words,
		style->off);
	if (!finding) {
		fputc('\n', out);
		return;
	}
	plan = report_plan_words(finding, answer->n_plan);
	fprintf(out, "  %s\n", finding->rule->id);
	text_wrap(out, 4, finding->message);
	if (report_consequence(finding, plan, line, sizeof(line)))
		text_wrap(out, 4, line);
	if (finding->advice) {
		snprintf(line, sizeof(line), "do: %s", finding->advice);
		text_wrap(out, 4, line);
	}
	print_plan_line(out, answer);
}

int matrix_close(FILE *out, int ret, char **text, struct luocat_error *err)
{
	if (fclose(out) && !ret)
		ret = luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	if (ret) {
		free(*text);
		*text = NULL;
	}
	return ret;
}
