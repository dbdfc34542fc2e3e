// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_flb.c - global data that goes with the files of a handler (FLB)
 *
 * An FLB is attached to a handler by a call at run time (liveupdate_register_flb()), which no image
 * shows. LUO counts an FLB's users by the handlers of this kernel, and writes the count down; the
 * next kernel counts down by its own attachments. So both must attach the same FLBs to a handler.
 */
#include "judge.h"

#include <stdlib.h>

#include <string.h>

/* Whether each side attaches one FLB to a handler. */
struct attachment {
	const struct luocat_version *r; /* the reader's FLB, or NULL */
	enum luocat_tri in_writer;
	enum luocat_tri in_reader;
};

int judge_flbs(struct judge *j)
{
	size_t n_w = luocat_catalog_n_versions(j->writer);
	size_t n_r = luocat_catalog_n_versions(j->reader);

	j->flbs = calloc(n_w + n_r + 1, sizeof(*j->flbs));
	if (!j->flbs)
		return error_no_memory(j->err);
	for (size_t i = 0; i < n_w + n_r; i++) {
		const struct luocat_version *v = i < n_w ? luocat_catalog_version(j->writer, i)
							 : luocat_catalog_version(j->reader,
										  i - n_w);

		if (v->kind == LUOCAT_KIND_FLB &&
		    (i < n_w || !luocat_catalog_find(j->writer, v->kind, v->compatible)))
			j->flbs[j->n_flbs++] = (struct luocat_ref){v->kind, v->compatible};
	}
	return 0;
}

static struct attachment attachment(const struct judge *j, const struct written *v,
				    const struct luocat_ref *ref)
{
	return (struct attachment){
		.r = luocat_catalog_find(j->reader, ref->kind, ref->compatible),
		.in_writer = flb_attached(j->writer, v->w, ref),
		.in_reader = flb_attached(j->reader, v->r, ref),
	};
}

static bool has_readable_handler(const struct written *v)
{
	return v->w->kind == LUOCAT_KIND_FILE_HANDLER && v->r && v->r->read != LUOCAT_NO;
}

/* @v's handler on one side (@reader: the reader's) against the other one's. */
static int check_side(struct judge *j, const struct rule *rule, struct written *v, bool reader)
{
	static const char *const sides[] = {"writer", "reader"};

	if (!has_readable_handler(v))
		return 0;
	for (size_t i = 0; i < j->n_flbs; i++) {
		const struct luocat_ref *ref = &j->flbs[i];
		struct attachment a = attachment(j, v, ref);
		enum luocat_tri here = reader ? a.in_reader : a.in_writer;
		enum luocat_tri there = reader ? a.in_writer : a.in_reader;
		bool sure = here == LUOCAT_YES && there == LUOCAT_NO;
		int ret;

		/* an FLB that the reader lacks is an unreadable format, which has a rule of its own
		 */
		if (here == LUOCAT_NO || there == LUOCAT_YES || here == there || !a.r)
			continue;
		ret = verdict_object(j, rule, v, sure ? LUOCAT_NO : LUOCAT_UNKNOWN,
				     reader ? LUOCAT_CONSEQUENCE_UNKNOWN
					    : LUOCAT_CONSEQUENCE_DATA_LOST,
				     "the %s %s FLB %s to %s, the %s %s", sides[reader],
				     here == LUOCAT_YES ? "attaches" : "may attach",
				     ref->compatible, v->w->compatible, sides[!reader],
				     there == LUOCAT_NO ? "does not" : "may not");
		if (ret)
			return ret;
	}
	return 0;
}

RULE_FUNCTION(rule_flb_writer_only)
{
	return check_side(j, rule, v, false);
}

RULE_FUNCTION(rule_flb_reader_only)
{
	return check_side(j, rule, v, true);
}

RULE_FUNCTION(rule_flb_unseen)
{
	struct name_list list = {0};

	for (size_t k = 0; !j->absent && k < j->n_flbs; k++) {
		const struct luocat_ref *ref = &j->flbs[k];

		for (size_t i = 0; i < j->n_written; i++) {
			const struct written *by = &j->written[i];
			struct attachment a;

			if (!by->counts || !has_readable_handler(by))
				continue;
			a = attachment(j, by, ref);
			if (a.in_writer == LUOCAT_UNKNOWN && a.in_reader == LUOCAT_UNKNOWN) {
				name_list_add(&list, ref->compatible);
				break;
			}
		}
	}
	if (!list.n)
		return 0;
	return verdict_add(
		j, &(struct remark){.rule = rule, .severity = LUOCAT_SEVERITY_NOTE},
		"both kernels have FLB %s; to which handlers each attaches it cannot be seen",
		name_list_text(&list, ""));
}
