// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_boot.c - are both kernels booted with live update switched on
 */
#include "judge.h"

#include <stdio.h>
#include <string.h>

enum { KHO = 1, LIVEUPDATE = 2 };

static const struct live_switch {
	unsigned int bit;
	const char *name;
	const char *default_option; /* is it on where nothing is said; NULL: it is off */
} switches[] = {
	{KHO, "kho", "KEXEC_HANDOVER_ENABLE_DEFAULT"},
	{LIVEUPDATE, "liveupdate", NULL},
};

/* By bits: as parameters, and as words. */
static const char *const parameters[] = {"", "kho=on", "liveupdate=on", "kho=on liveupdate=on"};
static const char *const words[] = {"", "kho", "liveupdate", "kho and liveupdate"};

struct boot {
	const char *side;
	const struct luocat_catalog *kernel;
	struct boot_line line;
	unsigned int off, unknown; /* bits of the switches that are not on */
};

static enum luocat_tri by_default(const struct luocat_catalog *kernel,
				  const struct live_switch *what)
{
	const char *value;

	if (!what->default_option)
		return LUOCAT_NO;
	value = luocat_catalog_option(kernel, what->default_option);
	if (!value)
		return LUOCAT_UNKNOWN;
	return strcmp(value, "y") ? LUOCAT_NO : LUOCAT_YES;
}

static void boot_look(struct boot *boot, const char *told)
{
	boot_line_make(&boot->line, boot->kernel, told);
	for (size_t i = 0; i < ARRAY_SIZE(switches); i++) {
		enum luocat_tri otherwise = by_default(boot->kernel, &switches[i]);

		switch (boot_line_switch(&boot->line, switches[i].name, otherwise)) {
		case LUOCAT_YES:
			break;
		case LUOCAT_NO:
			boot->off |= switches[i].bit;
			break;
		case LUOCAT_UNKNOWN:
			boot->unknown |= switches[i].bit;
		}
	}
}

static int say_off(struct judge *j, const struct rule *rule, const struct boot *boot)
{
	struct remark remark = {
		.rule = rule,
		.severity = LUOCAT_SEVERITY_INCOMPATIBLE,
		.consequence = LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER,
	};
	char advice[120];

	remark.advice = advice;
	if (boot->line.overrides) {
		snprintf(advice, sizeof(advice), "build the %s with %s in CONFIG_CMDLINE",
			 boot->side, parameters[boot->off]);
		return verdict_add(j, &remark,
				   "the %s's built-in command line, which overrides any other, "
				   "leaves %s off",
				   boot->side, words[boot->off]);
	}
	snprintf(advice, sizeof(advice), "boot the %s with %s", boot->side, parameters[boot->off]);
	return verdict_add(j, &remark, "the %s's command line leaves %s off", boot->side,
			   words[boot->off]);
}

static int say_unknown(struct judge *j, const struct rule *rule, const struct boot *boot)
{
	struct remark remark = {
		.rule = rule,
		.severity = LUOCAT_SEVERITY_UNKNOWN,
		.advice = "say it on the command line; then no default matters",
	};

	return verdict_add(j, &remark, "whether the %s's command line switches %s on is not known",
			   boot->side, words[boot->unknown]);
}

/* A gate cannot know what will be told; before a kexec somebody has to. */
static enum luocat_severity not_told(const struct judge *j)
{
	return j->opts->preflight ? LUOCAT_SEVERITY_UNKNOWN : LUOCAT_SEVERITY_WARNING;
}

/* What was told is fine, as far as that goes. */
static int say_builtin_unknown(struct judge *j, const struct rule *rule, const struct boot *boot)
{
	struct remark remark = {.rule = rule, .severity = not_told(j)};

	if (boot->line.builtin_known)
		return 0;
	return verdict_add(j, &remark,
			   "the %s's configuration is not known: a built-in command line could "
			   "override the one that was told",
			   boot->side);
}

static int check_side(struct judge *j, const struct rule *rule, const struct boot *boot)
{
	int ret = 0;

	if (boot->off)
		ret = say_off(j, rule, boot);
	if (boot->unknown && !ret)
		ret = say_unknown(j, rule, boot);
	if (!boot->off && !boot->unknown)
		ret = say_builtin_unknown(j, rule, boot);
	return ret;
}

/*
 * What was told, or else what its state says. Where that knows whether LUO is on there is no need to read
 * it out of a command line.
 */
static const char *writer_line(const struct judge *j)
{
	const struct luocat_running *running;

	if (j->opts->writer_cmdline || !j->verdict->state)
		return j->opts->writer_cmdline;
	running = luocat_state_running(j->verdict->state);
	if (running->liveupdate != LUOCAT_UNKNOWN || !running->cmdline ||
	    strlen(running->cmdline) > CMDLINE_MAX)
		return NULL;
	return running->cmdline;
}

/* A writer that was not asked about is one that runs, with what it preserved. */
static int check_writer(struct judge *j, const struct rule *rule)
{
	struct boot boot = {.side = "writer", .kernel = j->writer};

	boot_look(&boot, writer_line(j));
	if (!boot.line.whole)
		return 0;
	j->ends = boot.off != 0;
	return check_side(j, rule, &boot);
}

static int check_reader(struct judge *j, const struct rule *rule)
{
	struct remark remark = {.rule = rule, .severity = not_told(j)};
	struct boot boot = {.side = "reader", .kernel = j->reader};

	boot_look(&boot, j->opts->reader_cmdline);
	if (!boot.line.whole) {
		if (!boot.off && !boot.unknown)
			return 0;
		return verdict_add(j, &remark, "the reader needs %s on its command line",
				   parameters[boot.off | boot.unknown]);
	}
	/* without KHO it does not look at LUO's state; with liveupdate=off it still does */
	j->ends = boot.off & KHO;
	return check_side(j, rule, &boot);
}

RULE_FUNCTION(rule_boot_parameters)
{
	int ret;

	if (j->absent)
		return 0;
	ret = check_writer(j, rule);
	return ret ? ret : check_reader(j, rule);
}
