// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.c - the table of output formats
 */
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

int report_status(const struct luocat_verdict *verdict)
{
	static const int statuses[] = {
		[LUOCAT_COMPATIBLE] = CLI_COMPATIBLE,
		[LUOCAT_COMPATIBLE_WITH_PLAN] = CLI_PLAN,
		[LUOCAT_OUTCOME_UNKNOWN] = CLI_INCOMPATIBLE,
		[LUOCAT_INCOMPATIBLE] = CLI_INCOMPATIBLE,
	};

	if (luocat_verdict_fails(verdict))
		return CLI_INCOMPATIBLE;
	if (luocat_verdict_applied(verdict))
		return CLI_COMPATIBLE;
	return statuses[luocat_verdict_outcome(verdict)];
}

const char *report_direction(const struct luocat_verdict *verdict)
{
	return luocat_verdict_direction(verdict) == LUOCAT_ROLLBACK ? "rollback" : "forward";
}

int report_each(const struct report *report, const char *between,
		int (*print)(FILE *out, const struct report *report,
			     const struct luocat_verdict *verdict, struct luocat_error *err),
		char **text, size_t *length, struct luocat_error *err)
{
	char *made = NULL;
	FILE *out = cli_text_open(&made, length);
	int ret = 0;

	if (!out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	for (size_t i = 0; i < report->n_verdicts && !ret; i++) {
		fputs(i ? between : "", out);
		ret = print(out, report, report->verdicts[i], err);
	}
	if (fclose(out) && !ret)
		ret = luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	if (ret)
		free(made);
	else
		*text = made;
	return ret;
}

static int report_json(const struct report *report, char **text, size_t *length,
		       struct luocat_error *err)
{
	if (report->lint)
		return luocat_lint_to_json(report->verdicts[0], text, length, err);
	return luocat_verdicts_to_json(report->verdicts, report->n_verdicts, text, length, err);
}

static const struct report_format formats[] = {
	{"text", report_text},
	{"json", report_json},
	{"sarif", report_sarif},
	{"junit", report_junit},
	{"markdown", report_markdown},
	{"html", report_html},
};

const struct report_formats verdict_formats = {formats, sizeof(formats) / sizeof(formats[0])};

void report_format_names(const struct report_formats *from, char *to, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < from->n && used < size; i++) {
		const char *before = !i ? "" : i + 1 < from->n ? ", " : " or ";

		used += (size_t)snprintf(to + used, size - used, "%s%s", before, from->list[i].name);
	}
}

const struct report_format *report_format_find(const struct report_formats *from,
					       const char *name, size_t length)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct report_format *format = &from->list[i];

		if (strlen(format->name) == length && !memcmp(format->name, name, length))
			return format;
	}
	return NULL;
}
