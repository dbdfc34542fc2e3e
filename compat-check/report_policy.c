// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_policy.c - what a policy made of findings, for people: nothing it excuses or hides goes
 * unsaid
 */
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "text.h"

bool report_saved(const struct luocat_finding *finding)
{
	return finding->waiver && finding->judged >= LUOCAT_SEVERITY_UNKNOWN;
}

void report_policy_answer(FILE *out, const struct luocat_verdict *verdict)
{
	const struct luocat_finding *fails = luocat_verdict_fails(verdict);
	size_t n = 0;

	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++)
		n += report_saved(luocat_verdict_finding(verdict, i));
	if (n)
		fprintf(out, ", %zu WAIVED", n);
	if (fails && fails->severity < LUOCAT_SEVERITY_UNKNOWN)
		fprintf(out, ", AND FAILS BY %s %s", fails->rule->id,
			luocat_severity_name(fails->severity));
}

char *report_waiver_line(const struct luocat_waiver *waiver)
{
	char *line;

	return asprintf(&line, "waived until %s by %s, %s %s", waiver->expires, waiver->owner,
			waiver->file, waiver->where) < 0
		       ? NULL
		       : line;
}

/* Where it stands, and what it says of itself. -1: out of memory. */
static int print_waiver(FILE *out, const struct luocat_waiver *waiver)
{
	char *line = report_waiver_line(waiver), *reason = NULL;
	int ret = line && asprintf(&reason, "because: %s", waiver->reason) >= 0 ? 0 : -1;

	if (!ret) {
		text_wrap(out, 4, line);
		text_wrap(out, 4, reason);
		free(reason);
	}
	free(line);
	return ret;
}

struct luocat_finding report_unwaived(const struct luocat_finding *finding)
{
	struct luocat_finding judged = *finding;

	if (finding->waiver)
		judged.severity = finding->judged;
	return judged;
}

int report_waived_finding(FILE *out, const struct luocat_finding *finding,
			  const struct excerpt *excerpt, const char *plan,
			  const struct style *style)
{
	struct luocat_finding judged = report_unwaived(finding);
	int ret = report_finding(out, &judged, excerpt, plan, style);

	return print_waiver(out, finding->waiver) ? -1 : ret;
}

int report_waived(FILE *out, const struct report *report, const struct luocat_verdict *verdict,
		  const struct style *style)
{
	const struct excerpt excerpt = report_excerpt(report, verdict);
	bool any = false;
	int ret = 0;

	/* the worst first: they all are notes, and so not sorted by what they would be */
	for (int severity = LUOCAT_SEVERITY_INCOMPATIBLE; severity >= 0; severity--) {
		for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
			const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

			if (!finding->waiver || (int)finding->judged != severity)
				continue;
			if (!any)
				fprintf(out, "\nWaived\n");
			any = true;
			ret |= report_waived_finding(out, finding, &excerpt,
						     report_plan_in(report, verdict, finding),
						     style);
		}
	}
	return ret;
}

void report_changed(FILE *out, const struct luocat_finding *finding)
{
	char line[400];

	if (!finding->changed_by)
		return;
	snprintf(line, sizeof(line), "would be: %s; changed by %.300s",
		 luocat_severity_name(finding->judged), finding->changed_by);
	text_wrap(out, 4, line);
}

void report_off_line(FILE *out, const struct luocat_off *off)
{
	fprintf(out, "%s off by %s: %zu finding%s not shown, would be %s%s", off->rule->id,
		off->changed_by, off->n, off->n == 1 ? "" : "s", off->n == 1 ? "" : "at worst ",
		luocat_severity_name(off->judged));
}

void report_off(FILE *out, const struct luocat_verdict *verdict)
{
	size_t n = luocat_verdict_n_off(verdict);

	if (n)
		fprintf(out, "\nOff\n");
	for (size_t i = 0; i < n; i++) {
		fputs("  ", out);
		report_off_line(out, luocat_verdict_off(verdict, i));
		fputc('\n', out);
	}
}
