// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_plan.c - the plan as the commands that carry it out
 */
#include <string.h>

#include "report.h"

#define FORMATS "/sys/kernel/liveupdate/formats/"

/* What a shell takes as it is. */
static bool plain_word(const char *word)
{
	return !word[strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				  "-_./:,+@%")];
}

/* A path component in sysfs: kobject names have no slash, kernel: kobject_set_name_vargs(). */
static void print_component(FILE *out, const char *name)
{
	for (; *name; name++) {
		if (*name == '\'')
			fputs("'\\''", out);
		else
			fputc(*name == '/' ? '!' : *name, out);
	}
}

void report_plan_command(FILE *out, const struct luocat_plan_entry *entry, int indent)
{
	bool quote;

	if (!entry) {
		fprintf(out, "%*secho 0 > " FORMATS "default_enable_write\n", indent, "");
		return;
	}
	quote = !plain_word(entry->compatible) || strchr(entry->compatible, '/');
	fprintf(out, "%*secho %d > %s" FORMATS "%s/", indent, "", entry->value, quote ? "'" : "",
		luocat_kind_name(entry->kind));
	print_component(out, entry->compatible);
	fprintf(out, "/enable_write%s\n", quote ? "'" : "");
}

void report_plan_commands(FILE *out, const struct luocat_verdict *verdict, int indent)
{
	report_plan_command(out, NULL, indent);
	for (size_t i = 0; i < luocat_verdict_n_plan(verdict); i++)
		report_plan_command(out, luocat_verdict_plan(verdict, i), indent);
}

void report_plan(FILE *out, const struct luocat_verdict *verdict, const char *writer,
		 const char *reader)
{
	if (!luocat_verdict_n_plan(verdict))
		return;
	fprintf(out,
		luocat_verdict_applied(verdict)
			? "\nPlan, %s, applied and read back: on %s,\nfor a kexec to %s only\n"
			: "\nPlan, %s: on %s, before anything is preserved,\nfor a kexec to %s only\n",
		report_direction(verdict), writer, reader);
	report_plan_commands(out, verdict, 2);
}

const char *report_plan_words(const struct luocat_finding *finding, bool planned)
{
	if (finding->waiver)
		return "a plan could keep it from being written";
	if (planned)
		return "the plan keeps it from being written";
	return "a plan could keep it from being written, if nothing else were wrong";
}

const char *report_plan_in(const struct report *report, const struct luocat_verdict *verdict,
			   const struct luocat_finding *finding)
{
	return report->lint ? NULL : report_plan_words(finding, luocat_verdict_n_plan(verdict));
}
