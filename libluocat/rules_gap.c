// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_gap.c - what could not be cataloged, and so what a catalog does not exclude
 */
#include "judge.h"

#include <stdio.h>
#include <string.h>

/* The gaps of one side that matter, and those that do not. */
struct gaps {
	struct name_list hiding;
	struct name_list harmless;
};

/*
 * What is in use is told by names, which a gap lacks: any file may go out by a handler that nobody
 * knows of, and with any FLB. Without files there is neither.
 */
static bool files_in_use(const struct judge *j)
{
	if (!j->opts->narrow)
		return true;
	for (size_t i = 0; i < j->n_written; i++) {
		if (j->written[i].counts && j->written[i].w->kind == LUOCAT_KIND_FILE_HANDLER)
			return true;
	}
	return false;
}

static bool hides(const struct judge *j, const struct luocat_gap *gap, bool reader)
{
	switch (gap->kind) {
	case LUOCAT_KIND_CORE:
	case LUOCAT_KIND_STRUCTURE:
		return !reader;
	case LUOCAT_KIND_SUBTREE:
	case LUOCAT_KIND_FILE_HANDLER:
		return !reader && files_in_use(j); /* a reader can only read more */
	case LUOCAT_KIND_FLB:
	case LUOCAT_KIND_UNKNOWN:
		break;
	}
	return files_in_use(j);
}

bool reader_may_hide(const struct judge *j, enum luocat_kind kind)
{
	bool file = kind == LUOCAT_KIND_FILE_HANDLER || kind == LUOCAT_KIND_FLB;

	for (size_t i = 0; i < luocat_catalog_n_gaps(j->reader); i++) {
		enum luocat_kind hidden = luocat_catalog_gap(j->reader, i)->kind;

		if (hidden == kind || (hidden == LUOCAT_KIND_UNKNOWN && file))
			return true;
	}
	return false;
}

/* Behind "; " stands what would settle it, which is for the report's list of gaps. */
static int reason_length(const char *why)
{
	const char *hint = strstr(why, "; ");
	size_t length = hint ? (size_t)(hint - why) : strlen(why);

	return length < 100 ? (int)length : 100;
}

static void collect(const struct judge *j, bool reader, struct gaps *gaps)
{
	const struct luocat_catalog *catalog = reader ? j->reader : j->writer;

	for (size_t i = 0; i < luocat_catalog_n_gaps(catalog); i++) {
		const struct luocat_gap *gap = luocat_catalog_gap(catalog, i);
		const struct luocat_origin *origin = &gap->origin;
		const char *object = origin->object ? origin->object : "an unnamed object";
		char text[256];

		snprintf(text, sizeof(text), "%.48s%s%.64s (%.*s)",
			 origin->symbol ? origin->symbol : "", origin->symbol ? " in " : "", object,
			 reason_length(gap->why), gap->why);
		name_list_add(hides(j, gap, reader) ? &gaps->hiding : &gaps->harmless, text);
	}
}

static int tell(struct judge *j, const struct rule *rule, bool reader)
{
	static const char *const harmless[] = {
		"the writer has what could not be cataloged, and is not in use: %s",
		"the reader may read more than its catalog lists: %s",
	};
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_NOTE};
	struct gaps gaps = {0};
	int ret = 0;

	collect(j, reader, &gaps);
	if (gaps.harmless.n)
		ret = verdict_add(j, &remark, harmless[reader], name_list_text(&gaps.harmless, ""));
	if (ret || !gaps.hiding.n)
		return ret;
	remark.severity = LUOCAT_SEVERITY_UNKNOWN;
	remark.advice = "set the compatible where the object is defined, or give the format a "
			"descriptor, or make the catalog from objects with debug information";
	if (reader)
		return verdict_add(j, &remark,
				   "the reader may attach an FLB that the writer does not, of "
				   "which not even the "
				   "id is known: %s",
				   name_list_text(&gaps.hiding, ""));
	return verdict_add(j, &remark,
			   "the writer may write a format of which not even the id is known: %s",
			   name_list_text(&gaps.hiding, ""));
}

RULE_FUNCTION(rule_gap)
{
	int ret;

	if (j->absent)
		return 0;
	ret = tell(j, rule, false);
	return ret ? ret : tell(j, rule, true);
}
