// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_markdown.c - a verdict for a pull request's comment, or a job's summary
 */
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#include "cli.h"
#include "markdown.h"

/* What findings are of. */
struct context {
	const struct report *report;
	const struct luocat_verdict *verdict;
};

/* ---- Findings ---- */

/* A line of its own in the paragraph before. */
static void print_line(FILE *out, const char *before, const char *text)
{
	fprintf(out, "\\\n%s", before);
	if (*before)
		markdown_text(out, text);
	else
		markdown_line(out, text);
}

static int print_excerpt(FILE *out, const struct context *context,
			 const struct luocat_differences *layout)
{
	struct excerpt excerpt = report_excerpt(context->report, context->verdict);
	char *text = NULL;
	size_t length;
	FILE *lines = cli_text_open(&text, &length);
	int ret;

	if (!lines)
		return -1;
	excerpt.indent = 0; /* the block of code is */
	ret = excerpt_print(lines, &excerpt, layout);
	if (!fclose(lines) && !ret && length)
		markdown_code(out, "text", text);
	else if (!ret && !text)
		ret = -1;
	free(text);
	return ret;
}

static int print_waiver(FILE *out, const struct luocat_waiver *waiver)
{
	char *line = report_waiver_line(waiver);

	if (!line)
		return -1;
	print_line(out, "", line);
	print_line(out, "because: ", waiver->reason);
	free(line);
	return 0;
}

static int print_finding(FILE *out, const struct context *context,
			 const struct luocat_finding *finding)
{
	const char *plan = report_plan_in(context->report, context->verdict, finding);
	char line[600];

	fprintf(out, "\n**%s** %s\\\n", luocat_severity_name(finding->severity), finding->rule->id);
	markdown_line(out, finding->message);
	if (report_consequence(finding, plan, line, sizeof(line)))
		print_line(out, "", line);
	if (finding->severity == LUOCAT_SEVERITY_PLAN && plan)
		print_line(out, "", plan);
	if (finding->changed_by) {
		print_line(out, "would be ", luocat_severity_name(finding->judged));
		fputs("; changed by ", out);
		markdown_text(out, finding->changed_by);
	}
	if (finding->advice)
		print_line(out, "do: ", finding->advice);
	if (finding->waiver && print_waiver(out, finding->waiver))
		return -1;
	fputc('\n', out);
	return finding->layout ? print_excerpt(out, context, finding->layout) : 0;
}

/* Findings of these severities; or @waived ones, as what they would be. */
static int print_findings(FILE *out, const struct context *context, const char *title,
			  enum luocat_severity from, enum luocat_severity to, bool waived)
{
	bool any = false;
	int ret = 0;

	for (size_t i = 0; i < luocat_verdict_n_findings(context->verdict); i++) {
		struct luocat_finding finding =
			report_unwaived(luocat_verdict_finding(context->verdict, i));

		if (waived != (finding.waiver != NULL) || finding.severity < from ||
		    finding.severity > to)
			continue;
		if (!any)
			fprintf(out, "\n### %s\n", title);
		any = true;
		ret |= print_finding(out, context, &finding);
	}
	return ret;
}

/* ---- Plan and formats ---- */

static int print_plan(FILE *out, const struct luocat_verdict *verdict, const char *writer,
		      const char *reader)
{
	char *text = NULL;
	size_t length;
	FILE *lines;

	if (!luocat_verdict_n_plan(verdict))
		return 0;
	lines = cli_text_open(&text, &length);
	if (!lines)
		return -1;
	report_plan_commands(lines, verdict, 0);
	if (fclose(lines))
		return -1;
	fprintf(out, "\n### Plan\n\n%s: on ", report_direction(verdict));
	markdown_text(out, writer);
	fputs(luocat_verdict_applied(verdict) ? ", applied and read back, for a kexec to "
					      : ", before anything is preserved, for a kexec to ",
	      out);
	markdown_text(out, reader);
	fputs(" only\n", out);
	markdown_code(out, "sh", text);
	free(text);
	return 0;
}

static int print_table(FILE *out, const struct luocat_verdict *verdict)
{
	struct report_rows rows;

	if (report_rows_make(verdict, &rows))
		return -1;
	if (rows.n) {
		fputs("\n### Formats\n\n|", out);
		for (int c = 0; c < REPORT_N_COLUMNS; c++)
			fprintf(out, " %s |", report_columns[c]);
		fputs("\n|", out);
		for (int c = 0; c < REPORT_N_COLUMNS; c++)
			fputs(" --- |", out);
	}
	for (size_t i = 0; i < rows.n; i++) {
		const struct report_row *row = &rows.list[i];
		bool bad = row->severity >= LUOCAT_SEVERITY_PLAN;

		fputs("\n|", out);
		for (int c = 0; c < REPORT_N_COLUMNS; c++) {
			const char *mark = c == REPORT_RESULT && bad ? "**" : "";

			fprintf(out, " %s", mark);
			markdown_text(out, row->cell[c]);
			fprintf(out, "%s |", mark);
		}
	}
	if (rows.n)
		fputs("\n\n" REPORT_LEGEND "\n", out);
	free(rows.list);
	return 0;
}

static int print_off(FILE *out, const struct luocat_verdict *verdict)
{
	size_t n = luocat_verdict_n_off(verdict);

	if (n)
		fputs("\n### Off\n\n", out);
	for (size_t i = 0; i < n; i++) {
		char *text = NULL;
		size_t length;
		FILE *line = cli_text_open(&text, &length);

		if (!line)
			return -1;
		report_off_line(line, luocat_verdict_off(verdict, i));
		if (fclose(line))
			return -1;
		fputs("- ", out);
		markdown_line(out, text);
		fputc('\n', out);
		free(text);
	}
	return 0;
}

/* ---- All together ---- */

static void print_heading(FILE *out, const struct report *report,
			  const struct luocat_verdict *verdict, const char *writer,
			  const char *reader)
{
	fputs("## ", out);
	if (report->labels)
		fprintf(out, "%s: ", report_direction(verdict));
	markdown_text(out, report->lint ? reader : writer);
	if (!report->lint)
		fputs(" → ", out);
	else if (luocat_verdict_writer(verdict) != luocat_verdict_reader(verdict))
		fputs(" since ", out);
	if (!report->lint || luocat_verdict_writer(verdict) != luocat_verdict_reader(verdict))
		markdown_text(out, report->lint ? writer : reader);
	fprintf(out, ": %s", report->lint ? report_lint_words(verdict, true) : report_words(verdict));
	report_policy_answer(out, verdict);
	fputc('\n', out);
}

static int print_verdict(FILE *out, const struct report *report,
			 const struct luocat_verdict *verdict, struct luocat_error *err)
{
	const struct context context = {report, verdict};
	struct kernel_name writer, reader;
	int ret = report_name_sides(verdict, &writer, &reader, err);

	if (ret)
		return ret;
	print_heading(out, report, verdict, writer.text, reader.text);
	ret = print_findings(out, &context, "What decides", LUOCAT_SEVERITY_PLAN,
			     LUOCAT_SEVERITY_INCOMPATIBLE, false);
	ret |= print_plan(out, verdict, writer.text, reader.text);
	ret |= print_findings(out, &context, "See to", LUOCAT_SEVERITY_WARNING,
			      LUOCAT_SEVERITY_WARNING, false);
	ret |= print_findings(out, &context, "Waived", LUOCAT_SEVERITY_NOTE,
			      LUOCAT_SEVERITY_INCOMPATIBLE, true);
	ret |= print_table(out, verdict);
	ret |= print_findings(out, &context, "Notes", LUOCAT_SEVERITY_NOTE, LUOCAT_SEVERITY_NOTE,
			      false);
	ret |= print_off(out, verdict);
	return ret ? luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory") : 0;
}

int report_markdown(const struct report *report, char **text, size_t *length,
		    struct luocat_error *err)
{
	return report_each(report, "\n", print_verdict, text, length, err);
}
