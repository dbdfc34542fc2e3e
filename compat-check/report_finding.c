// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_finding.c - one finding for people, and how kernels are called
 */
#include "report.h"

#include <string.h>

#include "text.h"

/* Enough of a key to tell kernels apart by eye. */
#define SHORT_KEY 12

static const struct style plain = {"", "", "", ""};
static const struct style coloured = {"\033[32m", "\033[33m", "\033[31m", "\033[0m"};

const struct style *report_style(bool colours)
{
	return colours ? &coloured : &plain;
}

const char *style_of(const struct style *style, enum luocat_severity severity)
{
	switch (severity) {
	case LUOCAT_SEVERITY_NOTE:
		return "";
	case LUOCAT_SEVERITY_WARNING:
	case LUOCAT_SEVERITY_PLAN:
		return style->warn;
	case LUOCAT_SEVERITY_UNKNOWN:
	case LUOCAT_SEVERITY_INCOMPATIBLE:
		break;
	}
	return style->bad;
}

int report_name_kernel(const struct luocat_catalog *catalog, struct kernel_name *name,
		       struct luocat_error *err)
{
	const struct luocat_kernel *kernel = luocat_catalog_kernel(catalog);
	int ret = luocat_catalog_key(catalog, name->key, err);
	const char *digits;

	if (ret)
		return ret;
	digits = strchr(name->key, ':') + 1;
	snprintf(name->text, sizeof(name->text), "%.100s (%.*s %.*s)",
		 kernel->release ? kernel->release : "release unknown",
		 (int)(digits - 1 - name->key), name->key, SHORT_KEY, digits);
	return 0;
}

int report_name_sides(const struct luocat_verdict *verdict, struct kernel_name *writer,
		      struct kernel_name *reader, struct luocat_error *err)
{
	int ret = report_name_kernel(luocat_verdict_writer(verdict), writer, err);

	return ret ? ret : report_name_kernel(luocat_verdict_reader(verdict), reader, err);
}

const char *report_side(const struct report *report, int side)
{
	static const char *const names[2][2] = {{"writer", "reader"}, {"baseline", "catalog"}};

	return names[report->lint][side];
}

struct excerpt report_excerpt(const struct report *report, const struct luocat_verdict *verdict)
{
	return (struct excerpt){
		.catalogs = {luocat_verdict_writer(verdict), luocat_verdict_reader(verdict)},
		.titles = {report_side(report, 0), report_side(report, 1)},
		.indent = 4,
	};
}

/* What happens in the next kernel; NULL where it is not known. @drift: what of a layout differs */
static const char *consequence_words(enum luocat_consequence consequence, bool drift)
{
	switch (consequence) {
	case LUOCAT_CONSEQUENCE_PANIC:
		return "the next kernel panics at boot";
	case LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER:
		return "the next kernel boots as if nothing had been handed over";
	case LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE:
		return "no session can be reached until the next reboot";
	case LUOCAT_CONSEQUENCE_DATA_LOST:
		return "its data is dropped";
	case LUOCAT_CONSEQUENCE_IGNORED:
		return "the next kernel goes on without it";
	case LUOCAT_CONSEQUENCE_UNKNOWN:
		break;
	}
	if (drift)
		return "the next kernel takes these bytes for something else: it may refuse them, "
		       "fail, or go on with wrong data";
	return NULL;
}

bool report_consequence(const struct luocat_finding *finding, const char *plan, char *line,
			size_t size)
{
	/* without a plan there is no next kernel: lint */
	const char *words = consequence_words(finding->consequence, finding->layout && plan);

	/* what is only a note or turned off by the plan does not come to pass */
	if (!words || finding->severity <= LUOCAT_SEVERITY_PLAN)
		return false;
	snprintf(line, size, "%s %s",
		 finding->severity == LUOCAT_SEVERITY_UNKNOWN ? "at worst" : "then", words);
	return true;
}

int report_finding(FILE *out, const struct luocat_finding *finding, const struct excerpt *excerpt,
		   const char *plan, const struct style *style)
{
	const char *colour = style_of(style, finding->severity);
	char line[600];
	int ret = 0;

	fprintf(out, "  %s%s%s  %s\n", colour, luocat_severity_name(finding->severity),
		*colour ? style->off : "", finding->rule->id);
	text_wrap(out, 4, finding->message);
	if (finding->layout)
		ret = excerpt_print(out, excerpt, finding->layout);
	if (report_consequence(finding, plan, line, sizeof(line)))
		text_wrap(out, 4, line);
	if (finding->severity == LUOCAT_SEVERITY_PLAN)
		text_wrap(out, 4, plan);
	report_changed(out, finding);
	if (finding->advice) {
		snprintf(line, sizeof(line), "do: %s", finding->advice);
		text_wrap(out, 4, line);
	}
	return ret;
}
