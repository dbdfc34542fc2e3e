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

static void print_entry(FILE *out, const struct luocat_plan_entry *entry)
{
	bool quote = !plain_word(entry->compatible) || strchr(entry->compatible, '/');

	fprintf(out, "  echo %d > %s" FORMATS "%s/", entry->value, quote ? "'" : "",
		luocat_kind_name(entry->kind));
	print_component(out, entry->compatible);
	fprintf(out, "/enable_write%s\n", quote ? "'" : "");
}

void report_plan(FILE *out, const struct luocat_verdict *verdict, const char *writer,
		 const char *reader)
{
	size_t n = luocat_verdict_n_plan(verdict);
	const char *direction = luocat_verdict_direction(verdict) == LUOCAT_ROLLBACK ? "rollback"
										     : "forward";

	if (!n)
		return;
	fprintf(out,
		luocat_verdict_applied(verdict)
			? "\nPlan, %s, applied and read back: on %s,\nfor a kexec to %s only\n"
			: "\nPlan, %s: on %s, before anything is preserved,\nfor a kexec to %s only\n",
		direction, writer, reader);
	fprintf(out, "  echo 0 > " FORMATS "default_enable_write\n");
	for (size_t i = 0; i < n; i++)
		print_entry(out, luocat_verdict_plan(verdict, i));
}
