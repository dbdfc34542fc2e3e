// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * judge_layout.c - whether the layouts of a version agree, and its constants, worked out once for
 * each
 */
#include "layout_memo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int judge_layouts(struct judge *j)
{
	struct luocat_verdict *verdict = j->verdict;

	if (j->memo)
		return 0;
	verdict->layouts = calloc(j->side[WRITER]->n + 1, sizeof(*verdict->layouts));
	if (!verdict->layouts)
		return error_no_memory(j->err);
	verdict->n_layouts = j->side[WRITER]->n;
	return 0;
}

void layout_answer_free(struct layout_answer *answer)
{
	luocat_differences_unref(answer->differences);
	free(answer->pointers);
}

void judge_layouts_free(struct luocat_verdict *verdict)
{
	for (size_t i = 0; i < verdict->n_layouts; i++)
		layout_answer_free(&verdict->layouts[i]);
	free(verdict->layouts);
}

static struct layout_answer *answer_for(struct judge *j, const struct luocat_version *w,
					const struct luocat_version *r)
{
	size_t of_w = side_number(j->side[WRITER], w);

	if (!j->memo)
		return &j->verdict->layouts[of_w];
	return layout_memo_find(j->memo, &j->side[WRITER]->layouts[of_w],
				&j->side[READER]->layouts[side_number(j->side[READER], r)]);
}

static int compare_known(struct judge *j, const struct luocat_version *w,
			 const struct luocat_version *r, struct layout_answer *answer)
{
	int ret = luocat_layout_compare(j->verdict->writer, w, j->verdict->reader, r,
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

static int work_out(struct judge *j, const struct luocat_version *w,
		    const struct luocat_version *r, struct layout_answer *answer)
{
	if (layout_known(w) && layout_known(r))
		return compare_known(j, w, r, answer);
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
	struct layout_answer *found = answer_for(j, w, r);
	int ret = 0;

	if (!found)
		return error_no_memory(j->err);
	if (!found->done) {
		found->constants = constants_agree(w, r);
		ret = work_out(j, w, r, found);
	}
	found->done = !ret;
	*answer = found;
	return ret;
}

/* Both sides' layouts agree or the verdict is lost anyway: one side's pointers are enough. */
static int seek_pointers(struct judge *j, const struct luocat_version *w,
			 const struct luocat_version *r, struct layout_answer *answer)
{
	struct name_list list = {0};
	int ret = 0;

	if (w->fingerprint)
		ret = layout_pointers(j->writer, w, &list, j->err);
	else if (r->fingerprint)
		ret = layout_pointers(j->reader, r, &list, j->err);
	if (ret)
		return ret;
	if (list.n)
		answer->pointers = strdup(name_list_text(&list, ""));
	if (list.n && !answer->pointers)
		return error_no_memory(j->err);
	answer->pointers_sought = true;
	return 0;
}

int layouts_pointers(struct judge *j, const struct luocat_version *w,
		     const struct luocat_version *r, const char **pointers)
{
	struct layout_answer *found = answer_for(j, w, r);
	int ret = 0;

	if (!found)
		return error_no_memory(j->err);
	if (!found->pointers_sought)
		ret = seek_pointers(j, w, r, found);
	*pointers = found->pointers;
	return ret;
}
