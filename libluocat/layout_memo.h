/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * layout_memo.h - what came of comparing layouts, for kernels that have the same ones
 */
#ifndef LIBLUOCAT_LAYOUT_MEMO_H
#define LIBLUOCAT_LAYOUT_MEMO_H

#include "judge.h"

struct memo_slot;

/* Of one thread; zeroed before. */
struct layout_memo {
	struct memo_slot **slots; /* NULL: free */
	size_t n;
	size_t room; /* a power of two, or 0 */
};

/* Fill in @side's layouts: what the comparison of a version's looks at. */
int layout_memo_prepare(struct judge_side *side, struct luocat_error *err);

/* The answer for versions of these layouts, empty if there is none yet; NULL when out of memory. */
struct layout_answer *layout_memo_find(struct layout_memo *memo, const struct layout_digest *w,
				       const struct layout_digest *r);
void layout_memo_free(struct layout_memo *memo);

#endif
