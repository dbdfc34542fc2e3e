// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_text.c - a verdict for people: the answer first, then what decides it
 */
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *words;
	bool good;
} outcomes[] = {
	[LUOCAT_COMPATIBLE] = {"COMPATIBLE", true},
	[LUOCAT_COMPATIBLE_WITH_PLAN] = {"COMPATIBLE WITH THE PLAN BELOW", true},
	[LUOCAT_OUTCOME_UNKNOWN] = {"UNKNOWN", false},
	[LUOCAT_INCOMPATIBLE] = {"INCOMPATIBLE", false},
};

const char *report_words(const struct luocat_verdict *verdict)
{
	if (luocat_verdict_applied(verdict))
		return "COMPATIBLE, THE PLAN BELOW IS APPLIED";
	return outcomes[luocat_verdict_outcome(verdict)].words;
}

static void print_answer(FILE *out, const struct report *report,
			 const struct luocat_verdict *verdict, const char *writer,
			 const char *reader, const struct style *style)
{
	enum luocat_outcome outcome = luocat_verdict_outcome(verdict);
	const struct luocat_finding *fails = luocat_verdict_fails(verdict);
	const char *colour = outcomes[outcome].good && !fails ? style->good : style->bad;

	if (report->labels)
		fprintf(out, "%s: ", report_direction(verdict));
	fprintf(out, "%s -> %s: %s%s", writer, reader, colour, report_words(verdict));
	report_policy_answer(out, verdict);
	fputs(style->off, out);
	/* findings are sorted: the first one decides */
	if (fails)
		fprintf(out, ": %s", fails->message);
	else if (outcome != LUOCAT_COMPATIBLE)
		fprintf(out, ": %s", luocat_verdict_finding(verdict, 0)->message);
	fputc('\n', out);
}

static int print_findings(FILE *out, const struct report *report,
			  const struct luocat_verdict *verdict, const char *title,
			  enum luocat_severity from, enum luocat_severity to)
{
	const struct excerpt excerpt = report_excerpt(report, verdict);
	bool any = false;
	int ret = 0;

	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

		if (finding->severity < from || finding->severity > to || finding->waiver)
			continue;
		if (!any)
			fprintf(out, "\n%s\n", title);
		any = true;
		ret |= report_finding(out, finding, &excerpt,
				      report_plan_in(report, verdict, finding),
				      report_style(report->colours));
	}
	return ret;
}

static int print_verdict(FILE *out, const struct report *report,
			 const struct luocat_verdict *verdict, struct luocat_error *err)
{
	const struct style *style = report_style(report->colours);
	struct kernel_name writer, reader;
	int ret = report_name_sides(verdict, &writer, &reader, err);

	if (ret)
		return ret;
	print_answer(out, report, verdict, writer.text, reader.text, style);
	ret = report_waived(out, report, verdict, style);
	ret |= print_findings(out, report, verdict, "What decides", LUOCAT_SEVERITY_PLAN,
			      LUOCAT_SEVERITY_INCOMPATIBLE);
	report_plan(out, verdict, writer.text, reader.text);
	ret |= print_findings(out, report, verdict, "See to", LUOCAT_SEVERITY_WARNING,
			      LUOCAT_SEVERITY_WARNING);
	ret |= report_table(out, verdict, style);
	report_origins(out, verdict);
	report_gaps(out, verdict);
	ret |= print_findings(out, report, verdict, "Notes", LUOCAT_SEVERITY_NOTE,
			      LUOCAT_SEVERITY_NOTE);
	report_off(out, verdict);
	return ret ? luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory") : 0;
}

static int print_one(FILE *out, const struct report *report, const struct luocat_verdict *verdict,
		     struct luocat_error *err)
{
	if (report->lint)
		return report_lint(out, report, verdict, err);
	return print_verdict(out, report, verdict, err);
}

int report_text(const struct report *report, char **text, size_t *length, struct luocat_error *err)
{
	return report_each(report, "\n\n", print_one, text, length, err);
}
