// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_text.c - a verdict for people: the answer first, then what decides it
 */
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "excerpt.h"
#include "text.h"

/* Enough of a key to tell kernels apart by eye. */
#define SHORT_KEY 12

static const struct style plain = {"", "", "", "", ""};
static const struct style coloured = {"\033[32m", "\033[33m", "\033[31m", "\033[1m", "\033[0m"};

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

struct kernel_name {
	char text[200];
	char key[80];
};

static int name_kernel(const struct luocat_catalog *catalog, struct kernel_name *name,
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

static const struct {
	const char *words;
	bool good;
} outcomes[] = {
	[LUOCAT_COMPATIBLE] = {"COMPATIBLE", true},
	[LUOCAT_COMPATIBLE_WITH_PLAN] = {"COMPATIBLE WITH THE PLAN BELOW", true},
	[LUOCAT_OUTCOME_UNKNOWN] = {"UNKNOWN", false},
	[LUOCAT_INCOMPATIBLE] = {"INCOMPATIBLE", false},
};

/* What happens in the next kernel; NULL where it is not known. */
static const char *consequence_words(enum luocat_consequence consequence)
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
	return NULL;
}

static void print_answer(FILE *out, const struct report *report,
			 const struct luocat_verdict *verdict, const char *writer,
			 const char *reader, const struct style *style)
{
	enum luocat_outcome outcome = luocat_verdict_outcome(verdict);
	const char *colour = outcomes[outcome].good ? style->good : style->bad;

	if (report->labels)
		fputs(luocat_verdict_direction(verdict) == LUOCAT_ROLLBACK ? "rollback: "
									   : "forward: ",
		      out);
	fprintf(out, "%s%s -> %s: %s%s%s", style->bold, writer, reader, colour,
		outcomes[outcome].words, style->off);
	/* findings are sorted: the first one decides */
	if (outcome != LUOCAT_COMPATIBLE)
		fprintf(out, ": %s", luocat_verdict_finding(verdict, 0)->message);
	fputc('\n', out);
}

static int print_layout(FILE *out, const struct luocat_verdict *verdict,
			const struct luocat_finding *finding)
{
	const struct excerpt excerpt = {
		.catalogs = {luocat_verdict_writer(verdict), luocat_verdict_reader(verdict)},
		.titles = {"writer", "reader"},
		.indent = 4,
	};

	return finding->layout ? excerpt_print(out, &excerpt, finding->layout) : 0;
}

static int print_finding(FILE *out, const struct luocat_verdict *verdict,
			 const struct luocat_finding *finding, const struct style *style)
{
	bool planned = luocat_verdict_n_plan(verdict);
	int ret;

	const char *consequence = consequence_words(finding->consequence);
	char line[600];

	fprintf(out, "  %s%s%s  %s\n", style_of(style, finding->severity),
		luocat_severity_name(finding->severity), style->off, finding->rule->id);
	text_wrap(out, 4, finding->message);
	ret = print_layout(out, verdict, finding);
	/* what is only a note or turned off by the plan does not come to pass */
	if (consequence && finding->severity > LUOCAT_SEVERITY_PLAN) {
		snprintf(line, sizeof(line), "%s %s",
			 finding->severity == LUOCAT_SEVERITY_UNKNOWN ? "at worst" : "then",
			 consequence);
		text_wrap(out, 4, line);
	}
	if (finding->severity == LUOCAT_SEVERITY_PLAN)
		text_wrap(out, 4,
			  planned ? "the plan keeps it from being written"
				  : "a plan could keep it from being written, if nothing else were "
				    "wrong");
	if (finding->advice) {
		snprintf(line, sizeof(line), "do: %s", finding->advice);
		text_wrap(out, 4, line);
	}
	return ret;
}

static int print_findings(FILE *out, const struct luocat_verdict *verdict, const char *title,
			  enum luocat_severity from, enum luocat_severity to,
			  const struct style *style)
{
	bool any = false;
	int ret = 0;

	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

		if (finding->severity < from || finding->severity > to)
			continue;
		if (!any)
			fprintf(out, "\n%s%s%s\n", style->bold, title, style->off);
		any = true;
		ret |= print_finding(out, verdict, finding, style);
	}
	return ret;
}

static int print_verdict(FILE *out, const struct report *report,
			 const struct luocat_verdict *verdict, struct luocat_error *err)
{
	const struct style *style = report->colours ? &coloured : &plain;
	struct kernel_name writer, reader;
	int ret = name_kernel(luocat_verdict_writer(verdict), &writer, err);

	if (!ret)
		ret = name_kernel(luocat_verdict_reader(verdict), &reader, err);
	if (ret)
		return ret;
	print_answer(out, report, verdict, writer.text, reader.text, style);
	ret = print_findings(out, verdict, "What decides", LUOCAT_SEVERITY_PLAN,
			     LUOCAT_SEVERITY_INCOMPATIBLE, style);
	report_plan(out, verdict, writer.text, reader.text);
	ret |= print_findings(out, verdict, "See to", LUOCAT_SEVERITY_WARNING,
			      LUOCAT_SEVERITY_WARNING, style);
	ret |= report_table(out, verdict, style);
	report_origins(out, verdict);
	report_gaps(out, verdict);
	ret |= print_findings(out, verdict, "Notes", LUOCAT_SEVERITY_NOTE, LUOCAT_SEVERITY_NOTE,
			      style);
	return ret ? luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory") : 0;
}

int report_text(const struct report *report, char **text, size_t *length, struct luocat_error *err)
{
	char *made = NULL;
	FILE *out = open_memstream(&made, length);
	int ret = 0;

	if (!out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	for (size_t i = 0; i < report->n_verdicts && !ret; i++) {
		if (i)
			fputs("\n\n", out);
		ret = print_verdict(out, report, report->verdicts[i], err);
	}
	if (fclose(out) && !ret)
		ret = luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	if (ret)
		free(made);
	else
		*text = made;
	return ret;
}
