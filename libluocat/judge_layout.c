// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * judge_layout.c - whether the layouts of a version agree, and its constants, worked out once for
 * each
 */
#include "judge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare_addresses(const void *left, const void *right)
{
	const struct layout_answer *a = left, *b = right;

	return a->w < b->w ? -1 : a->w > b->w;
}

int judge_layouts(struct judge *j)
{
	struct luocat_verdict *verdict = j->verdict;
	size_t n = luocat_catalog_n_versions(j->writer);

	verdict->layouts = calloc(n + 1, sizeof(*verdict->layouts));
	if (!verdict->layouts)
		return error_no_memory(j->err);
	verdict->n_layouts = n;
	for (size_t i = 0; i < n; i++)
		verdict->layouts[i].w = luocat_catalog_version(j->writer, i);
	qsort(verdict->layouts, n, sizeof(*verdict->layouts), compare_addresses);
	return 0;
}

void judge_layouts_free(struct luocat_verdict *verdict)
{
	for (size_t i = 0; i < verdict->n_layouts; i++)
		luocat_differences_unref(verdict->layouts[i].differences);
	free(verdict->layouts);
}

static int compare_known(struct judge *j, const struct luocat_version *r,
			 struct layout_answer *answer)
{
	int ret = luocat_layout_compare(j->verdict->writer, answer->w, j->verdict->reader, r,
					&answer->differences, j->err);

	if (ret)
		return ret;
	answer->agree = LUOCAT_YES;
	for (size_t i = 0; i < luocat_n_differences(answer->differences); i++) {
		const struct luocat_difference *d = luocat_difference(answer->differences, i);

		if (d->change > answer->worst)
			answer->worst = d->change;
		if (d->change > LUOCAT_CHANGE_RENAMED)
			answer->agree = LUOCAT_NO;
	}
	return 0;
}

static int work_out(struct judge *j, const struct luocat_version *r, struct layout_answer *answer)
{
	const struct luocat_version *w = answer->w;

	if (layout_known(w) && layout_known(r))
		return compare_known(j, r, answer);
	answer->agree = LUOCAT_UNKNOWN;
	if (w->layout_form != LUOCAT_LAYOUT_UNKNOWN && r->layout_form != LUOCAT_LAYOUT_UNKNOWN &&
	    w->layout_form != r->layout_form) {
		answer->agree = LUOCAT_NO;
		answer->worst = LUOCAT_CHANGE_DRIFT;
	} else if (!layout_known(w) && !layout_known(r)) {
		answer->agree = LUOCAT_YES;
		answer->unchecked = true;
	}
	return 0;
}

int layouts_agree(struct judge *j, const struct luocat_version *w, const struct luocat_version *r,
		  const struct layout_answer **answer)
{
	struct layout_answer key = {.w = w};
	struct layout_answer *found = bsearch(&key, j->verdict->layouts, j->verdict->n_layouts,
					      sizeof(key), compare_addresses);
	int ret = 0;

	if (!found->done) {
		found->constants = constants_agree(w, r);
		ret = work_out(j, r, found);
	}
	found->done = !ret;
	*answer = found;
	return ret;
}
