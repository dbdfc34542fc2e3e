// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_kernel.c - do the two kernels as a whole go together
 */
#include "judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- Facts that must be the same ---- */

static int kernel_unknown(struct judge *j, const struct rule *rule, const char *what,
			  const char *writer, const char *reader)
{
	struct remark remark = {
		.rule = rule,
		.severity = LUOCAT_SEVERITY_UNKNOWN,
		.advice = "make the catalog from vmlinux with its .config beside it",
	};

	return verdict_add(j, &remark, "the %s is not known of both kernels: writer %s, reader %s",
			   what, writer ? writer : "unknown", reader ? reader : "unknown");
}

static int same_fact(struct judge *j, const struct rule *rule, const char *what, const char *writer,
		     const char *reader)
{
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_INCOMPATIBLE};

	if (!writer || !reader)
		return kernel_unknown(j, rule, what, writer, reader);
	if (!strcmp(writer, reader))
		return 0;
	return verdict_add(j, &remark, "the %s differs: writer %s, reader %s", what, writer,
			   reader);
}

struct number {
	char text[24];
};

/* NULL where it is not known, as a string would be */
static const char *number_text(struct number *number, int64_t value, int64_t unknown)
{
	snprintf(number->text, sizeof(number->text), "%" PRId64, value);
	return value == unknown ? NULL : number->text;
}

static int same_number(struct judge *j, const struct rule *rule, const char *what, uint32_t writer,
		       uint32_t reader)
{
	struct number w, r;

	if (writer && writer == reader)
		return 0;
	return same_fact(j, rule, what, number_text(&w, writer, 0), number_text(&r, reader, 0));
}

RULE_FUNCTION(rule_arch)
{
	return same_fact(j, rule, "architecture", luocat_catalog_kernel(j->writer)->arch,
			 luocat_catalog_kernel(j->reader)->arch);
}

RULE_FUNCTION(rule_byte_order)
{
	return same_fact(j, rule, "byte order", luocat_catalog_kernel(j->writer)->byte_order,
			 luocat_catalog_kernel(j->reader)->byte_order);
}

RULE_FUNCTION(rule_pointer_size)
{
	return same_number(j, rule, "pointer size", luocat_catalog_kernel(j->writer)->pointer_size,
			   luocat_catalog_kernel(j->reader)->pointer_size);
}

RULE_FUNCTION(rule_page_size)
{
	return same_number(j, rule, "page size", luocat_catalog_kernel(j->writer)->page_size,
			   luocat_catalog_kernel(j->reader)->page_size);
}

RULE_FUNCTION(rule_max_page_order)
{
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_INCOMPATIBLE};
	int32_t writer = luocat_catalog_kernel(j->writer)->max_page_order;
	int32_t reader = luocat_catalog_kernel(j->reader)->max_page_order;
	struct number w, r;

	if (writer < 0 || reader < 0)
		return kernel_unknown(j, rule, "MAX_PAGE_ORDER", number_text(&w, writer, -1),
				      number_text(&r, reader, -1));
	if (reader == writer)
		return 0;
	if (reader < writer) {
		remark.severity = LUOCAT_SEVERITY_WARNING;
		return verdict_add(j, &remark,
				   "the reader's MAX_PAGE_ORDER %" PRId32 " is below the writer's %" PRId32
				   ": no preserved block may be larger",
				   reader, writer);
	}
	return verdict_add(j, &remark,
			   "the reader's MAX_PAGE_ORDER %" PRId32 " is above the writer's %" PRId32,
			   reader, writer);
}

/* ---- KHO and LUO are there ---- */

/* What everything is handed over by, and the option that builds it in. */
static const struct core {
	const char *name; /* of the core format */
	const char *word; /* for people */
	const char *option;
} cores[] = {
	{"kho", "KHO", "KEXEC_HANDOVER"},
	{"luo", "LUO", "LIVEUPDATE"},
};

static enum luocat_tri core_present(const struct luocat_catalog *catalog, const struct core *core)
{
	const char *value = luocat_catalog_option(catalog, core->option);
	size_t n = luocat_catalog_n_versions(catalog);
	bool seen = value && strcmp(value, "n");

	if (value && !strcmp(value, "n"))
		return LUOCAT_NO;
	for (size_t i = 0; i < n; i++) {
		const struct luocat_version *v = luocat_catalog_version(catalog, i);

		if (v->kind != LUOCAT_KIND_CORE || strcmp(v->name, core->name))
			continue;
		if (v->read == LUOCAT_YES || v->write == LUOCAT_YES)
			return LUOCAT_YES;
		seen = true;
	}
	return seen ? LUOCAT_UNKNOWN : LUOCAT_NO;
}

static bool has_core(const struct luocat_catalog *catalog, const char *name)
{
	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *v = luocat_catalog_version(catalog, i);

		if (v->kind == LUOCAT_KIND_CORE && !strcmp(v->name, name))
			return true;
	}
	return false;
}

bool core_not_covered(const struct luocat_catalog *catalog, const char *name)
{
	for (size_t i = 0; i < sizeof(cores) / sizeof(cores[0]); i++) {
		if (!strcmp(cores[i].name, name))
			return !has_core(catalog, name) &&
			       core_present(catalog, &cores[i]) == LUOCAT_UNKNOWN;
	}
	return false;
}

static int check_present(struct judge *j, const struct rule *rule, const struct core *core,
			 const char *side, const struct luocat_catalog *catalog)
{
	struct remark remark = {
		.rule = rule,
		.severity = LUOCAT_SEVERITY_INCOMPATIBLE,
		.consequence = LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER,
	};
	enum luocat_tri present = core_present(catalog, core);

	if (present == LUOCAT_YES)
		return 0;
	if (present == LUOCAT_UNKNOWN) {
		remark.severity = LUOCAT_SEVERITY_UNKNOWN;
		remark.advice = "make the catalog from vmlinux, not from a part of it";
		return verdict_add(
			j, &remark,
			"whether the %s has %s is not known: no core format %s was found "
			"that it reads or writes",
			side, core->word, core->name);
	}
	j->ends = true;
	if (luocat_catalog_option(catalog, core->option))
		return verdict_add(j, &remark, "no %s in the %s: it is built without CONFIG_%s",
				   core->word, side, core->option);
	return verdict_add(j, &remark, "no %s in the %s: it has no core format %s", core->word,
			   side, core->name);
}

static int check_both(struct judge *j, const struct rule *rule, const struct core *core)
{
	int ret = check_present(j, rule, core, "writer", j->writer);

	return ret ? ret : check_present(j, rule, core, "reader", j->reader);
}

RULE_FUNCTION(rule_no_kho)
{
	return check_both(j, rule, &cores[0]);
}

RULE_FUNCTION(rule_no_luo)
{
	return check_both(j, rule, &cores[1]);
}

/* ---- What the core writes is known ---- */

static int check_core_write(struct judge *j, const struct rule *rule, const char *name)
{
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_INCOMPATIBLE};

	/* that it was not found at all has a rule of its own */
	if (!has_core(j->writer, name))
		return 0;
	for (size_t i = 0; i < j->n_written; i++) {
		const struct written *by = &j->written[i];

		if (by->w->kind != LUOCAT_KIND_CORE || strcmp(by->w->name, name))
			continue;
		if (by->surely)
			return 0;
		remark.severity = LUOCAT_SEVERITY_UNKNOWN;
		remark.w = by->w;
		remark.r = by->r;
	}
	if (remark.w)
		return verdict_add(j, &remark, "which version of %s the writer writes is not known",
				   name);
	return verdict_add(j, &remark, "the writer writes no version of %s", name);
}

RULE_FUNCTION(rule_core_write)
{
	int ret;

	if (j->absent)
		return 0;
	ret = check_core_write(j, rule, cores[0].name);
	return ret ? ret : check_core_write(j, rule, cores[1].name);
}
