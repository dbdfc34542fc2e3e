// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_verdict.c - what is to be said once the plan is made
 */
#include "judge.h"

#include <string.h>

/* The written versions of one file handler, as far as their choice matters. */
struct choice {
	struct name_list unreadable;
	const struct written *first; /* unreadable one */
	bool readable;		     /* some version surely goes across */
	bool surely; /* some unreadable one is surely written and surely unreadable */
};

static struct choice choice_of(const struct judge *j, size_t first)
{
	struct choice choice = {0};

	for (size_t i = first; i < j->n_written && j->written[i].format == j->written[first].format;
	     i++) {
		const struct written *v = &j->written[i];

		if (v->readable == LUOCAT_YES) {
			choice.readable |= v->surely;
		} else if (mismatch_consequence(v->w, v->r) != LUOCAT_CONSEQUENCE_IGNORED) {
			name_list_add(&choice.unreadable, v->w->compatible);
			if (!choice.first)
				choice.first = v;
			choice.surely |= v->surely && v->readable == LUOCAT_NO;
		}
	}
	return choice;
}

/* Called for the first written version of each format. */
static int check_choice(struct judge *j, const struct rule *rule, size_t first)
{
	struct choice choice = choice_of(j, first);
	struct remark remark = {
		.rule = rule,
		.severity = choice.surely ? LUOCAT_SEVERITY_INCOMPATIBLE : LUOCAT_SEVERITY_UNKNOWN,
		.advice =
			"use a writer that obeys enable_write, or one that does not register what "
			"the reader cannot read",
	};

	if (!choice.readable || !choice.first)
		return 0;
	remark.w = choice.first->w;
	remark.r = choice.first->r;
	remark.consequence = mismatch_consequence(remark.w, remark.r);
	return verdict_add(j, &remark,
			   "the writer cannot be told which version of %s to write: the first "
			   "registered handler wins, and that may be the one for %s",
			   remark.w->name, name_list_text(&choice.unreadable, ""));
}

RULE_FUNCTION(rule_no_write_control)
{
	int ret = 0;

	if (luocat_catalog_kernel(j->writer)->write_control == LUOCAT_YES)
		return 0;
	for (size_t i = 0; i < j->n_written && !ret; i++) {
		bool first = !i || j->written[i].format != j->written[i - 1].format;

		if (first && j->written[i].counts &&
		    j->written[i].w->kind == LUOCAT_KIND_FILE_HANDLER)
			ret = check_choice(j, rule, i);
	}
	return ret;
}

static bool weak(enum luocat_tri fact, enum luocat_evidence evidence)
{
	return fact == LUOCAT_YES && evidence < LUOCAT_EVIDENCE_OBJECT;
}

RULE_FUNCTION(rule_evidence)
{
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_NOTE};
	struct name_list written = {0}, read = {0}, probed = {0};
	int ret = 0;

	for (size_t i = 0; i < j->n_written && !j->absent; i++) {
		const struct written *by = &j->written[i];
		enum luocat_evidence write = by->w->origin.evidence_write;
		enum luocat_evidence how = by->r ? by->r->origin.evidence_read : LUOCAT_EVIDENCE_NONE;
		bool weak_write = weak(by->w->write, write);
		/* a constant is kept in the image because the reader compares with it */
		bool weak_read = by->r && how != LUOCAT_EVIDENCE_STRING && weak(by->r->read, how);

		if (!by->counts)
			continue;
		if ((weak_write && write == LUOCAT_EVIDENCE_PROBE) ||
		    (weak_read && how == LUOCAT_EVIDENCE_PROBE))
			name_list_add(&probed, by->w->compatible);
		if (weak_write && write != LUOCAT_EVIDENCE_PROBE)
			name_list_add(&written, by->w->compatible);
		if (weak_read && how != LUOCAT_EVIDENCE_PROBE)
			name_list_add(&read, by->w->compatible);
	}
	if (written.n)
		ret = verdict_add(j, &remark,
				  "no object in the writer shows that it writes %s: known from its "
				  "strings and luocat's table of upstream formats",
				  name_list_text(&written, ""));
	if (read.n && !ret)
		ret = verdict_add(
			j, &remark,
			"no object in the reader shows that it reads %s: known from luocat's "
			"table of upstream formats",
			name_list_text(&read, ""));
	if (probed.n && !ret)
		ret = verdict_add(j, &remark,
				  "%s: that it is written and read is what a probe states, which knows "
				  "upstream's code and a kernel's headers and configuration",
				  name_list_text(&probed, ""));
	return ret;
}
