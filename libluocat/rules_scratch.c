// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_scratch.c - the memory in which the next kernel boots
 *
 * kernel: liveupdate/kexec_handover.c: the writer reserves scratch areas at its own boot; kexec
 * puts the next kernel's image there, and that kernel has no other memory until it knows what was
 * preserved. Their size is scratch_scale percent of what the writer itself had reserved by then, or
 * what kho_scratch= says.
 */
#include "judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* kernel: scratch_scale */
#define DEFAULT_PERCENT 200

static const char *writer_line(const struct judge *j)
{
	const char *line = j->opts->writer_cmdline;

	if (!line && j->verdict->state)
		line = luocat_state_running(j->verdict->state)->cmdline;
	return line && strlen(line) <= CMDLINE_MAX ? line : NULL;
}

/* "N%"; false: a list of sizes. */
static bool percent(const char *value, unsigned long *number)
{
	size_t digits = strspn(value, "0123456789");

	*number = digits && digits <= 10 ? strtoul(value, NULL, 10) : 0;
	return digits && !strcmp(value + digits, "%");
}

RULE_FUNCTION(rule_scratch)
{
	struct remark remark = {
		.rule = rule,
		.severity = LUOCAT_SEVERITY_WARNING,
		.advice = "try this pair with the same kho_scratch= before it matters",
	};
	const char *told = writer_line(j);
	struct boot_line line;
	char value[64];
	unsigned long number;

	if (j->absent || !told)
		return 0;
	boot_line_make(&line, j->writer, told);
	if (!boot_line_value(&line, "kho_scratch", value, sizeof(value)))
		return 0;
	if (!percent(value, &number))
		return verdict_add(
			j, &remark,
			"the writer's scratch areas are fixed by kho_scratch=%s: whether the "
			"reader can boot in them is not known",
			value);
	if (number >= DEFAULT_PERCENT)
		return 0;
	return verdict_add(
		j, &remark,
		"the writer's scratch areas are %lu%% of what it reserved itself, by "
		"kho_scratch=, and the default is %d%%: whether the reader can boot in them "
		"is not known",
		number, DEFAULT_PERCENT);
}
