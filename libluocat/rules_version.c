// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_version.c - can the reader read this one version that the writer writes
 */
#include "judge.h"

#include <string.h>

/* ---- What does a mismatch do ---- */

enum luocat_consequence mismatch_consequence(const struct luocat_version *w,
					     const struct luocat_version *r)
{
	enum luocat_consequence consequence = w->consequence;

	if (r && r->consequence > consequence)
		consequence = r->consequence;
	if (consequence != LUOCAT_CONSEQUENCE_UNKNOWN)
		return consequence;
	return luocat_kind_consequence(w->kind);
}

enum luocat_consequence drift_consequence(const struct luocat_version *w,
					  const struct luocat_version *r)
{
	/* nobody misses what does no harm; of all else, tests/kernel/truth.md has one of each */
	if (mismatch_consequence(w, r) == LUOCAT_CONSEQUENCE_IGNORED)
		return LUOCAT_CONSEQUENCE_IGNORED;
	return LUOCAT_CONSEQUENCE_UNKNOWN;
}

/* ---- Is it read at all ---- */

/* The upstream RFC's section lists bare strings: the reader may know it, nobody knows as what. */
static bool reader_has_string(const struct judge *j, const struct luocat_version *w)
{
	return luocat_catalog_find(j->reader, LUOCAT_KIND_UNKNOWN, w->compatible);
}

static void list_read(const struct judge *j, const struct written *v, struct name_list *list)
{
	const struct luocat_format_verdict *f = &j->verdict->formats[v->format];

	for (size_t i = 0; i < f->n_reader; i++) {
		if (f->reader[i]->read == LUOCAT_YES)
			name_list_add(list, f->reader[i]->compatible);
	}
}

/* "writes", or what can be said in its place. */
static const char *writes(const struct written *v)
{
	return v->surely ? "writes" : "may write (that is not known)";
}

RULE_FUNCTION(rule_unreadable)
{
	const struct luocat_version *w = v->w;
	struct name_list list = {0};

	if (w->kind == LUOCAT_KIND_UNKNOWN)
		return 0;
	if (v->r ? v->r->read != LUOCAT_NO : reader_has_string(j, w))
		return 0;
	if (w->kind == LUOCAT_KIND_CORE && core_not_covered(j->reader, w->name))
		return verdict_object(j, rule, v, LUOCAT_UNKNOWN, mismatch_consequence(w, v->r),
				      "the writer %s %s; the reader's %s was not found", writes(v),
				      w->compatible, w->name);
	if (!v->r && reader_may_hide(j, w->kind))
		return verdict_object(j, rule, v, LUOCAT_UNKNOWN, mismatch_consequence(w, v->r),
				      "the writer %s %s; the reader's catalog has gaps and may lack it",
				      writes(v), w->compatible);
	list_read(j, v, &list);
	return verdict_object(j, rule, v, LUOCAT_NO, mismatch_consequence(w, v->r),
			      "the writer %s %s, which the reader does not read; of %s it reads %s",
			      writes(v), w->compatible, w->name, name_list_text(&list, "nothing"));
}

RULE_FUNCTION(rule_read_unknown)
{
	if (v->w->kind == LUOCAT_KIND_UNKNOWN || !v->r || v->r->read != LUOCAT_UNKNOWN)
		return 0;
	return verdict_object(j, rule, v, LUOCAT_UNKNOWN, mismatch_consequence(v->w, v->r),
			      "the writer %s %s; whether the reader reads it is not known",
			      writes(v), v->w->compatible);
}

RULE_FUNCTION(rule_kind_unknown)
{
	if (v->w->kind == LUOCAT_KIND_UNKNOWN)
		return verdict_object(j, rule, v, LUOCAT_UNKNOWN, LUOCAT_CONSEQUENCE_UNKNOWN,
				      "of the writer's %s only the string is known, "
				      "not whether or how it is written",
				      v->w->compatible);
	if (v->r || !reader_has_string(j, v->w))
		return 0;
	return verdict_object(j, rule, v, LUOCAT_UNKNOWN, mismatch_consequence(v->w, NULL),
			      "the writer %s %s %s; of the reader's only the string is known",
			      writes(v), luocat_kind_name(v->w->kind), v->w->compatible);
}

/* ---- Is it the same version ---- */

/* LUO compares the strings of these; of the others a number may be all that goes over the wire. */
static bool string_on_wire(enum luocat_kind kind)
{
	return kind == LUOCAT_KIND_FILE_HANDLER || kind == LUOCAT_KIND_FLB;
}

enum luocat_tri numbers_agree(const struct luocat_version *w, const struct luocat_version *r)
{
	uint32_t number;
	size_t length;

	if (version_derive(w->compatible, &length, &number))
		return LUOCAT_YES; /* the string carries it, and the strings are the same */
	if (w->has_version && r->has_version)
		return w->version == r->version ? LUOCAT_YES : LUOCAT_NO;
	if (w->has_version == r->has_version || string_on_wire(w->kind))
		return LUOCAT_YES;
	return LUOCAT_UNKNOWN;
}

RULE_FUNCTION(rule_version_differs)
{
	enum luocat_tri answer;
	enum luocat_consequence consequence;

	if (!v->r || v->w->kind == LUOCAT_KIND_UNKNOWN)
		return 0;
	answer = numbers_agree(v->w, v->r);
	if (answer == LUOCAT_YES)
		return 0;
	consequence = mismatch_consequence(v->w, v->r);
	if (answer == LUOCAT_UNKNOWN)
		return verdict_object(j, rule, v, answer, consequence,
				      "%s carries a version number, known in the %s only",
				      v->w->compatible, v->w->has_version ? "writer" : "reader");
	return verdict_object(j, rule, v, answer, consequence,
			      "the writer writes %s version %u, the reader reads version %u",
			      v->w->compatible, v->w->version, v->r->version);
}
