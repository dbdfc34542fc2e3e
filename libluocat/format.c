// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * format.c - the formats of both kernels side by side, what of them is written, and what counts
 */
#include "policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool same_format(const struct luocat_version *a, const struct luocat_version *b)
{
	return a->kind == b->kind && !strcmp(a->name, b->name);
}

/* Whether the format of the writer's @w comes before that of the reader's @r, or is it. */
static bool writer_first(const struct luocat_version *w, const struct luocat_version *r)
{
	if (!w || !r)
		return w;
	if (w->kind != r->kind)
		return w->kind < r->kind;
	return strcmp(w->name, r->name) <= 0;
}

/* A bare string that stands for a version of which the catalog knows more. */
static bool said_elsewhere(const struct luocat_catalog *catalog,
			   const struct luocat_version *version)
{
	if (version->kind != LUOCAT_KIND_UNKNOWN)
		return false;
	for (int kind = LUOCAT_KIND_CORE; kind <= LUOCAT_KIND_STRUCTURE; kind++) {
		if (luocat_catalog_find(catalog, (enum luocat_kind)kind, version->compatible))
			return true;
	}
	return false;
}

/*
 * An FLB goes with its handlers: where LUO obeys enable_write and all that are known to bring it
 * along are off, it is not written. Nobody else may be able to bring it along, and nothing may be
 * preserved.
 */
static bool rests(const struct judge *j, const struct luocat_version *flb)
{
	bool off = false, surely;

	if (flb->kind != LUOCAT_KIND_FLB || state_in_use(j, flb) != LUOCAT_NO ||
	    luocat_catalog_kernel(j->writer)->write_control != LUOCAT_YES)
		return false;
	for (size_t i = 0; i < luocat_catalog_n_versions(j->writer); i++) {
		const struct luocat_version *handler = luocat_catalog_version(j->writer, i);
		enum luocat_tri brings = writer_needs(j, handler, flb);

		if (brings != LUOCAT_NO && state_may_write(j, handler, &surely))
			return false;
		off |= brings == LUOCAT_YES;
	}
	return off;
}

static void add_written(struct judge *j, const struct luocat_version *version, size_t format)
{
	bool surely;

	if (!state_may_write(j, version, &surely) || said_elsewhere(j->writer, version) ||
	    rests(j, version))
		return;
	j->written[j->n_written++] = (struct written){
		.w = version,
		.r = luocat_catalog_find(j->reader, version->kind, version->compatible),
		.row = state_row(j, version),
		.format = format,
		.surely = surely,
		.readable = LUOCAT_YES,
		.judged_readable = LUOCAT_YES,
	};
}

/* Both are in canonical order: by kind and name, then those of one format. */
static void merge_formats(struct judge *j)
{
	struct luocat_verdict *verdict = j->verdict;
	const struct luocat_version *last = NULL;
	size_t n_w = 0, n_r = 0;

	for (;;) {
		const struct luocat_version *w = luocat_catalog_version(j->writer, n_w);
		const struct luocat_version *r = luocat_catalog_version(j->reader, n_r);
		bool of_writer = writer_first(w, r);
		const struct luocat_version *next = of_writer ? w : r;
		const struct luocat_version **place = &verdict->versions[n_w + n_r];
		struct luocat_format_verdict *f;

		if (!next)
			return;
		if (!last || !same_format(last, next))
			verdict->formats[verdict->n_formats++] = (struct luocat_format_verdict){
				.kind = next->kind,
				.name = next->name,
				.writer = place,
			};
		f = &verdict->formats[verdict->n_formats - 1];
		if (!of_writer && !f->n_reader)
			f->reader = place;
		*place = last = next;
		if (of_writer) {
			n_w++;
			f->n_writer++;
			add_written(j, next, verdict->n_formats - 1);
		} else {
			n_r++;
			f->n_reader++;
		}
	}
}

int judge_formats(struct judge *j)
{
	size_t n_w = j->side[WRITER]->n, n = n_w + j->side[READER]->n;
	struct luocat_verdict *verdict = j->verdict;

	verdict->formats = calloc(n + 1, sizeof(*verdict->formats));
	verdict->versions = calloc(n + 1, sizeof(*verdict->versions));
	j->written = calloc(n_w + 1, sizeof(*j->written));
	if (!verdict->formats || !verdict->versions || !j->written)
		return error_no_memory(j->err);
	merge_formats(j);
	return 0;
}

/* ---- What counts ---- */

static bool can_be_narrowed(enum luocat_kind kind)
{
	return kind == LUOCAT_KIND_SUBTREE || kind == LUOCAT_KIND_FILE_HANDLER ||
	       kind == LUOCAT_KIND_FLB;
}

static bool names_format(const struct luocat_format_verdict *f, const char *word)
{
	if (!f->n_writer)
		return false;
	if (!strcmp(f->name, word))
		return true;
	for (size_t i = 0; i < f->n_writer; i++) {
		if (!strcmp(f->writer[i]->compatible, word))
			return true;
	}
	return false;
}

/* A compatible stands for its whole format: which version a file goes out in is the kernel's
 * choice. */
static bool listed(const struct judge *j, const struct luocat_format_verdict *f)
{
	for (size_t i = 0; i < j->opts->n_in_use; i++) {
		if (names_format(f, j->opts->in_use[i]))
			return true;
	}
	return false;
}

static int check_word(const struct judge *j, const char *word)
{
	const struct luocat_verdict *verdict = j->verdict;
	bool core = false;

	for (size_t i = 0; i < verdict->n_formats; i++) {
		const struct luocat_format_verdict *f = &verdict->formats[i];

		if (!names_format(f, word))
			continue;
		if (can_be_narrowed(f->kind))
			return 0;
		core |= f->kind == LUOCAT_KIND_CORE;
	}
	if (core)
		return luocat_error_set(j->err, -EINVAL, NULL, "in use",
					"\"%s\" is a core format, which always counts", word);
	return luocat_error_set(
		j->err, -EINVAL, NULL, "in use",
		"the writer has no subtree, file handler or FLB of the name or id \"%s\"", word);
}

/* Whether something that counts needs @v, or may. */
static bool needed(const struct judge *j, const struct written *v)
{
	for (size_t i = 0; i < j->n_written; i++) {
		const struct written *by = &j->written[i];

		if (by->counts && by != v && writer_needs(j, by->w, v->w) != LUOCAT_NO)
			return true;
	}
	return false;
}

/* Files are preserved in it already, whatever was told to be in use. */
static bool in_use_now(const struct judge *j, const struct luocat_format_verdict *f)
{
	for (size_t i = 0; i < f->n_writer; i++) {
		if (state_in_use(j, f->writer[i]) != LUOCAT_NO)
			return true;
	}
	return false;
}

/* What must get across is in use, whatever was told to be. */
static bool mandatory(const struct judge *j, const struct luocat_format_verdict *f)
{
	for (size_t i = 0; j->verdict->policy && i < f->n_writer; i++) {
		if (policy_lists(&j->verdict->policy->mandatory, f->writer[i]))
			return true;
	}
	return false;
}

static bool counts_by_itself(const struct judge *j, const struct luocat_format_verdict *f)
{
	if (f->kind == LUOCAT_KIND_STRUCTURE)
		return false;
	return !can_be_narrowed(f->kind) || !j->opts->narrow || listed(j, f) || in_use_now(j, f) ||
	       mandatory(j, f);
}

static void spread_counts(struct judge *j)
{
	for (size_t i = 0; i < j->n_written; i++)
		j->written[i].counts = j->verdict->formats[j->written[i].format].counts;
}

static void count_needed(struct judge *j, enum luocat_kind kind)
{
	for (size_t i = 0; i < j->n_written; i++) {
		const struct written *v = &j->written[i];

		if (v->w->kind == kind && !v->counts && needed(j, v))
			j->verdict->formats[v->format].counts = true;
	}
	spread_counts(j);
}

int judge_counts(struct judge *j)
{
	struct luocat_format_verdict *formats = j->verdict->formats;
	int ret;

	for (size_t i = 0; j->opts->narrow && i < j->opts->n_in_use; i++) {
		ret = check_word(j, j->opts->in_use[i]);
		if (ret)
			return ret;
	}
	for (size_t i = 0; i < j->verdict->n_formats; i++)
		formats[i].counts = counts_by_itself(j, &formats[i]);
	spread_counts(j);
	/* in the order in which one can need the next */
	count_needed(j, LUOCAT_KIND_FLB);
	count_needed(j, LUOCAT_KIND_STRUCTURE);
	return 0;
}
