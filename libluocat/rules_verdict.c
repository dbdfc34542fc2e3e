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

static bool is_weak(enum luocat_tri fact, enum luocat_evidence evidence)
{
	return fact == LUOCAT_YES && evidence < LUOCAT_EVIDENCE_OBJECT;
}

/* What a person is told that weak evidence is. */
static enum luocat_evidence rests_on(enum luocat_evidence evidence)
{
	bool named = evidence == LUOCAT_EVIDENCE_PROBE || evidence == LUOCAT_EVIDENCE_SHAPE;

	return named ? evidence : LUOCAT_EVIDENCE_TABLE;
}

/* What rests on no object, by what it rests on. */
struct weak_facts {
	struct name_list written, read, probed, shaped;
};

static void collect_weak(const struct judge *j, struct weak_facts *facts)
{
	for (size_t i = 0; i < j->n_written && !j->absent; i++) {
		const struct written *by = &j->written[i];
		enum luocat_evidence read = LUOCAT_EVIDENCE_NONE, write = LUOCAT_EVIDENCE_NONE;

		if (!by->counts)
			continue;
		if (is_weak(by->w->write, by->w->origin.evidence_write))
			write = rests_on(by->w->origin.evidence_write);
		/* a constant is kept in the image because the reader compares with it */
		if (by->r && by->r->origin.evidence_read != LUOCAT_EVIDENCE_STRING &&
		    is_weak(by->r->read, by->r->origin.evidence_read))
			read = rests_on(by->r->origin.evidence_read);
		if (write == LUOCAT_EVIDENCE_TABLE)
			name_list_add(&facts->written, by->w->compatible);
		if (read == LUOCAT_EVIDENCE_TABLE)
			name_list_add(&facts->read, by->w->compatible);
		if (write == LUOCAT_EVIDENCE_PROBE || read == LUOCAT_EVIDENCE_PROBE)
			name_list_add(&facts->probed, by->w->compatible);
		if (write == LUOCAT_EVIDENCE_SHAPE || read == LUOCAT_EVIDENCE_SHAPE)
			name_list_add(&facts->shaped, by->w->compatible);
	}
}

RULE_FUNCTION(rule_evidence)
{
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_NOTE};
	struct weak_facts facts = {0};
	const struct {
		struct name_list *names;
		const char *text;
	} texts[] = {
		{&facts.written, "no object in the writer shows that it writes %s: known from its "
				 "strings and luocat's table of upstream formats"},
		{&facts.read, "no object in the reader shows that it reads %s: known from luocat's "
			      "table of upstream formats"},
		{&facts.probed, "%s: that it is written and read is what a probe states, which knows "
				"upstream's code and a kernel's headers and configuration"},
		{&facts.shaped, "%s: its handler was found in a stripped image by its shape, which the "
				"image's BTF tells"},
	};
	int ret = 0;

	collect_weak(j, &facts);
	for (size_t i = 0; i < ARRAY_SIZE(texts) && !ret; i++) {
		if (texts[i].names->n)
			ret = verdict_add(j, &remark, texts[i].text,
					  name_list_text(texts[i].names, ""));
	}
	return ret;
}
