// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * common.c - the greatest set of versions that all of several kernels can read and write
 */
#include "common.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A version of one kernel. */
struct item {
	const struct luocat_version *version;
	size_t kernel;
	uint32_t group;
};

/* Group @by needs group @needed. */
struct need {
	uint32_t needed;
	uint32_t by;
};

/* The work: what all kernels have of one (kind, compatible) stands together. */
struct work {
	struct luocat_common *common;
	struct luocat_matrix *matrix; /* for the names; nothing is judged */
	struct item *items;
	size_t n_items;
	size_t *first; /* of each group, its first item; one more at the end */
	struct need *needs;
	size_t n_needs;
	struct luocat_error *err;
};

static bool drop(struct work *work, size_t group, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Group @group is not common; false when out of memory. */
static bool drop(struct work *work, size_t group, const char *fmt, ...)
{
	struct common_version *version = &work->common->versions[group];
	va_list args;
	char *why;

	va_start(args, fmt);
	if (vasprintf(&why, fmt, args) < 0)
		why = NULL;
	va_end(args);
	version->why = why;
	version->pub.why = why;
	return why;
}

static const char *name_of(const struct work *work, const struct item *item)
{
	return work->matrix->names[item->kernel];
}

/* ---- Group by group ---- */

static int compare_items(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	int order = version_compare_id(a->version, b->version);

	if (order)
		return order;
	return a->kernel < b->kernel ? -1 : a->kernel > b->kernel;
}

static int collect(struct work *work)
{
	struct luocat_matrix *matrix = work->matrix;
	size_t n = 0;

	for (size_t i = 0; i < matrix->n; i++)
		n += luocat_catalog_n_versions(matrix->kernels[i].catalog);
	work->items = calloc(n + 1, sizeof(*work->items));
	work->first = calloc(n + 2, sizeof(*work->first));
	work->common->versions = calloc(n + 1, sizeof(*work->common->versions));
	if (!work->items || !work->first || !work->common->versions)
		return error_no_memory(work->err);
	for (size_t i = 0; i < matrix->n; i++) {
		const struct luocat_catalog *catalog = matrix->kernels[i].catalog;

		for (size_t k = 0; k < luocat_catalog_n_versions(catalog); k++)
			work->items[work->n_items++] =
				(struct item){luocat_catalog_version(catalog, k), i, 0};
	}
	qsort(work->items, n, sizeof(*work->items), compare_items);
	for (size_t i = 0; i < n; i++) {
		if (!i || version_compare_id(work->items[i - 1].version, work->items[i].version))
			work->first[work->common->n++] = i;
		work->items[i].group = (uint32_t)work->common->n - 1;
	}
	work->first[work->common->n] = n;
	return 0;
}

/* Kernels without the group's version; true: told, or out of memory. */
static bool someone_lacks(struct work *work, size_t group)
{
	const struct item *items = &work->items[work->first[group]];
	size_t n = work->first[group + 1] - work->first[group], lacking = work->matrix->n - n,
	       at = 0;

	if (!lacking)
		return false;
	/* items are in the order of kernels: the first that is not there */
	while (at < n && items[at].kernel == at)
		at++;
	if (lacking == 1)
		return drop(work, group, "%s lacks it", work->matrix->names[at]), true;
	return drop(work, group, "%s and %zu more lack it", work->matrix->names[at], lacking - 1),
	       true;
}

static bool someone_cannot(struct work *work, size_t group)
{
	for (size_t i = work->first[group]; i < work->first[group + 1]; i++) {
		const struct item *item = &work->items[i];
		const struct {
			enum luocat_tri can;
			const char *verb, *verbs;
		} facts[] = {{item->version->read, "read", "reads"},
			     {item->version->write, "write", "writes"}};

		for (size_t k = 0; k < ARRAY_SIZE(facts); k++) {
			if (facts[k].can == LUOCAT_YES)
				continue;
			if (facts[k].can == LUOCAT_NO)
				drop(work, group, "%s does not %s it", name_of(work, item),
				     facts[k].verb);
			else
				drop(work, group, "whether %s %s it is not known",
				     name_of(work, item), facts[k].verbs);
			return true;
		}
	}
	return false;
}

static bool layouts_differ(struct work *work, size_t group)
{
	struct luocat_common_version *pub = &work->common->versions[group].pub;
	const struct item *first = NULL;

	pub->layout_known = true;
	for (size_t i = work->first[group]; i < work->first[group + 1]; i++) {
		const struct item *item = &work->items[i];

		if (!layout_known(item->version)) {
			pub->layout_known = false;
			continue;
		}
		if (first &&
		    (first->version->layout_form != item->version->layout_form ||
		     text_compare(first->version->fingerprint, item->version->fingerprint))) {
			drop(work, group, "its layout in %s is not that in %s", name_of(work, item),
			     name_of(work, first));
			return true;
		}
		first = first ? first : item;
	}
	if (pub->layout_known)
		pub->fingerprint = first->version->fingerprint;
	return false;
}

/* One constant of one kernel. */
struct said {
	const struct luocat_constant *constant;
	const struct item *item;
};

static int compare_said(const void *left, const void *right)
{
	const struct said *a = left, *b = right;
	int order = strcmp(a->constant->name, b->constant->name);

	if (order)
		return order;
	return a->item < b->item ? -1 : a->item > b->item;
}

/* 1: two kernels give one name two values, which was told; or -ENOMEM. */
static int constants_differ(struct work *work, size_t group)
{
	struct said *said;
	size_t n = 0;
	int ret = 0;

	for (size_t i = work->first[group]; i < work->first[group + 1]; i++)
		n += work->items[i].version->n_constants;
	said = calloc(n + 1, sizeof(*said));
	if (!said)
		return -ENOMEM;
	n = 0;
	for (size_t i = work->first[group]; i < work->first[group + 1]; i++) {
		const struct luocat_version *version = work->items[i].version;

		for (size_t k = 0; k < version->n_constants; k++)
			said[n++] = (struct said){&version->constants[k], &work->items[i]};
	}
	if (n)
		qsort(said, n, sizeof(*said), compare_said);
	for (size_t i = 1; i < n && !ret; i++) {
		const struct said *a = &said[i - 1], *b = &said[i];

		if (strcmp(a->constant->name, b->constant->name) ||
		    a->constant->value == b->constant->value)
			continue;
		drop(work, group, "constant %s has one value in %s and another in %s",
		     a->constant->name, name_of(work, a->item), name_of(work, b->item));
		ret = 1;
	}
	free(said);
	return ret;
}

static int look_at(struct work *work, size_t group)
{
	struct common_version *version = &work->common->versions[group];
	const struct item *first = &work->items[work->first[group]];
	int ret;

	version->pub = (struct luocat_common_version){
		.kind = first->version->kind,
		.name = first->version->name,
		.compatible = first->version->compatible,
		.required_known = true,
	};
	for (size_t i = work->first[group]; i < work->first[group + 1]; i++)
		version->pub.required_known &= work->items[i].version->required_known;
	if (version->pub.kind == LUOCAT_KIND_UNKNOWN) {
		drop(work, group, "its kind is not known");
	} else if (!someone_lacks(work, group) && !someone_cannot(work, group) &&
		   !layouts_differ(work, group)) {
		ret = constants_differ(work, group);
		if (ret <= 0)
			return ret;
	}
	/* it was told why, unless there was no memory to */
	return version->why ? 0 : -ENOMEM;
}

/* ---- What a version needs must be common too ---- */

static int compare_needs(const void *left, const void *right)
{
	const struct need *a = left, *b = right;

	if (a->needed != b->needed)
		return a->needed < b->needed ? -1 : 1;
	return a->by < b->by ? -1 : a->by > b->by;
}

static const struct item *find_group(const struct work *work, const struct luocat_ref *ref)
{
	const struct luocat_version id = {.kind = ref->kind, .compatible = ref->compatible};
	size_t low = 0, end = work->common->n;

	while (low < end) {
		size_t middle = low + (end - low) / 2;
		const struct item *item = &work->items[work->first[middle]];
		int order = version_compare_id(item->version, &id);

		if (!order)
			return item;
		if (order < 0)
			low = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

static int collect_needs(struct work *work)
{
	size_t n = 0;

	for (size_t i = 0; i < work->n_items; i++)
		n += work->items[i].version->n_required;
	work->needs = calloc(n + 1, sizeof(*work->needs));
	if (!work->needs)
		return -ENOMEM;
	for (size_t i = 0; i < work->n_items; i++) {
		const struct item *by = &work->items[i];

		for (size_t k = 0; k < by->version->n_required; k++) {
			const struct luocat_ref *ref = &by->version->required[k];
			const struct item *needed = find_group(work, ref);

			if (needed)
				work->needs[work->n_needs++] = (struct need){needed->group,
									     by->group};
			else if (!work->common->versions[by->group].why &&
				 !drop(work, by->group, "it requires %s %s, which no kernel has",
				       luocat_kind_name(ref->kind), ref->compatible))
				return -ENOMEM;
		}
	}
	qsort(work->needs, work->n_needs, sizeof(*work->needs), compare_needs);
	return 0;
}

/* Drop what needs group @needed; those that were dropped go behind @end of @queue. */
static int drop_needing(struct work *work, uint32_t needed, uint32_t *queue, size_t *end)
{
	const struct common_version *target = &work->common->versions[needed];
	size_t low = 0, high = work->n_needs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (work->needs[middle].needed < needed)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < work->n_needs && work->needs[low].needed == needed; low++) {
		uint32_t by = work->needs[low].by;

		if (work->common->versions[by].why)
			continue;
		if (!drop(work, by, "it requires %s %s, which is not common",
			  luocat_kind_name(target->pub.kind), target->pub.compatible))
			return -ENOMEM;
		queue[(*end)++] = by;
	}
	return 0;
}

static int close_needs(struct work *work)
{
	uint32_t *queue = calloc(work->common->n + 1, sizeof(*queue));
	size_t end = 0;
	int ret = queue ? collect_needs(work) : -ENOMEM;

	for (size_t i = 0; i < work->common->n && !ret; i++) {
		if (work->common->versions[i].why)
			queue[end++] = (uint32_t)i;
	}
	for (size_t at = 0; at < end && !ret; at++)
		ret = drop_needing(work, queue[at], queue, &end);
	free(queue);
	return ret;
}

static int fill(struct work *work)
{
	int ret = collect(work);

	if (ret)
		return ret;
	for (size_t i = 0; i < work->common->n && !ret; i++)
		ret = look_at(work, i);
	if (!ret)
		ret = close_needs(work);
	return ret ? error_no_memory(work->err) : 0;
}

int luocat_common_new(struct luocat_catalog *const *catalogs, size_t n,
		      struct luocat_common **common, struct luocat_error *err)
{
	struct luocat_common *made = calloc(1, sizeof(*made));
	struct work work = {.common = made, .err = err};
	int ret;

	if (!made)
		return error_no_memory(err);
	ret = matrix_unjudged(catalogs, n, &made->matrix, err);
	work.matrix = made->matrix;
	if (!ret)
		ret = fill(&work);
	free(work.items);
	free(work.first);
	free(work.needs);
	if (ret)
		luocat_common_unref(made);
	else
		*common = made;
	return ret;
}

struct luocat_common *luocat_common_unref(struct luocat_common *common)
{
	if (!common)
		return NULL;
	for (size_t i = 0; i < common->n; i++)
		free(common->versions[i].why);
	free(common->versions);
	luocat_matrix_unref(common->matrix);
	free(common);
	return NULL;
}

size_t luocat_common_n_versions(const struct luocat_common *common)
{
	return common->n;
}

const struct luocat_common_version *luocat_common_version(const struct luocat_common *common,
							  size_t index)
{
	return index < common->n ? &common->versions[index].pub : NULL;
}

/* ---- Core formats ---- */

static bool has_common(const struct luocat_common *common, const char *core)
{
	for (size_t i = 0; i < common->n; i++) {
		const struct luocat_common_version *version = &common->versions[i].pub;

		if (version->kind == LUOCAT_KIND_CORE && !version->why &&
		    !strcmp(version->name, core))
			return true;
	}
	return false;
}

const char *luocat_common_lacks(const struct luocat_common *common)
{
	static const char *const always[] = {"kho", "luo"};

	for (size_t i = 0; i < ARRAY_SIZE(always); i++) {
		if (!has_common(common, always[i]))
			return always[i];
	}
	for (size_t i = 0; i < common->n; i++) {
		const struct luocat_common_version *version = &common->versions[i].pub;

		if (version->kind == LUOCAT_KIND_CORE && !has_common(common, version->name))
			return version->name;
	}
	return NULL;
}
