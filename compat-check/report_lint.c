// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_lint.c - what lint says, for people
 */
#include "report.h"

#include <errno.h>

static const char *const words[] = {
	[LUOCAT_COMPATIBLE] = "nothing wrong",
	[LUOCAT_COMPATIBLE_WITH_PLAN] = "nothing wrong",
	[LUOCAT_OUTCOME_UNKNOWN] = "UNKNOWN",
	[LUOCAT_INCOMPATIBLE] = "CHANGED WITHOUT A NEW VERSION",
};

const char *report_lint_words(const struct luocat_verdict *verdict)
{
	return words[luocat_verdict_outcome(verdict)];
}

int report_lint(FILE *out, const struct luocat_verdict *verdict, const struct style *style,
		struct luocat_error *err)
{
	const struct excerpt excerpt = {
		.catalogs = {luocat_verdict_writer(verdict), luocat_verdict_reader(verdict)},
		.titles = {"baseline", "catalog"},
		.indent = 4,
	};
	struct kernel_name catalog, baseline;
	int ret = report_name_kernel(excerpt.catalogs[1], &catalog, err);

	if (!ret)
		ret = report_name_kernel(excerpt.catalogs[0], &baseline, err);
	if (ret)
		return ret;
	fprintf(out, "%s", catalog.text);
	if (excerpt.catalogs[0] != excerpt.catalogs[1])
		fprintf(out, " since %s", baseline.text);
	fprintf(out, ": %s\n", report_lint_words(verdict));
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict) && !ret; i++) {
		fputc('\n', out);
		ret = report_finding(out, luocat_verdict_finding(verdict, i), &excerpt, NULL,
				     style);
	}
	return ret ? luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory") : 0;
}
