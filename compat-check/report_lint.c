// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_lint.c - what lint says, for people
 */
#include "report.h"

#include <errno.h>

enum words { NOTHING_WRONG, UNKNOWN, CHANGED, REFUSED };

/* Only a policy makes an error of what is none by itself. */
static enum words words_of(const struct luocat_verdict *verdict)
{
	if (luocat_verdict_outcome(verdict) < LUOCAT_OUTCOME_UNKNOWN)
		return NOTHING_WRONG;
	if (luocat_verdict_outcome(verdict) == LUOCAT_OUTCOME_UNKNOWN)
		return UNKNOWN;
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

		if (finding->severity == LUOCAT_SEVERITY_INCOMPATIBLE &&
		    finding->judged == LUOCAT_SEVERITY_INCOMPATIBLE)
			return CHANGED;
	}
	return REFUSED;
}

const char *report_lint_words(const struct luocat_verdict *verdict, bool loud)
{
	static const char *const words[][2] = {
		[NOTHING_WRONG] = {"nothing wrong", "nothing wrong"},
		[UNKNOWN] = {"unknown", "UNKNOWN"},
		[CHANGED] = {"changed without a new version", "CHANGED WITHOUT A NEW VERSION"},
		[REFUSED] = {"refused by the policy", "REFUSED BY THE POLICY"},
	};

	return words[words_of(verdict)][loud];
}

static int print_findings(FILE *out, const struct luocat_verdict *verdict,
			  const struct excerpt *excerpt, const struct style *style)
{
	int ret = 0;

	for (size_t i = 0; i < luocat_verdict_n_findings(verdict) && !ret; i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

		if (finding->waiver)
			continue;
		fputc('\n', out);
		ret = report_finding(out, finding, excerpt, NULL, style);
	}
	return ret;
}

int report_lint(FILE *out, const struct report *report, const struct luocat_verdict *verdict,
		struct luocat_error *err)
{
	const struct style *style = report_style(report->colours);
	const struct excerpt excerpt = report_excerpt(report, verdict);
	struct kernel_name catalog, baseline;
	int ret = report_name_sides(verdict, &baseline, &catalog, err);

	if (ret)
		return ret;
	fprintf(out, "%s", catalog.text);
	if (excerpt.catalogs[0] != excerpt.catalogs[1])
		fprintf(out, " since %s", baseline.text);
	fprintf(out, ": %s", report_lint_words(verdict, true));
	report_policy_answer(out, verdict);
	fputc('\n', out);
	ret = report_waived(out, report, verdict, style);
	ret |= print_findings(out, verdict, &excerpt, style);
	report_off(out, verdict);
	return ret ? luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory") : 0;
}
