// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * matrix_policy.c - what a policy comes to over all pairs of a matrix
 *
 * It is kept as a verdict that is about no pair: what was asked, which waivers excused anything, how
 * much is off, and what is to be said of the policy itself.
 */
#include "matrix.h"
#include "policy.h"

#include <stdlib.h>

int matrix_policy_begin(struct luocat_matrix *matrix, const struct luocat_judge_opts *opts,
			struct luocat_error *err)
{
	struct luocat_catalog *any = matrix->kernels[0].catalog;
	struct judge j = {.writer = any, .reader = any, .opts = opts, .err = err};

	if (!opts->policy && !opts->profile)
		return 0;
	j.verdict = verdict_new(any, any, LUOCAT_FORWARD);
	matrix->asked = j.verdict;
	return j.verdict ? judge_policy(&j) : error_no_memory(err);
}

int matrix_policy_add(struct luocat_matrix *matrix, const struct luocat_verdict *verdict,
		      size_t n_pairs, struct luocat_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < verdict->n_waivers; i++)
		matrix->asked->waivers[i].used |= verdict->waivers[i].used;
	for (size_t i = 0; i < verdict->n_off && !ret; i++) {
		struct luocat_off off = verdict->off[i];

		off.n *= n_pairs;
		ret = verdict_add_off(matrix->asked, &off, err);
	}
	return ret;
}

int luocat_matrix_name_unused(struct luocat_matrix *matrix, struct luocat_error *err)
{
	if (!matrix->asked || matrix->unused_named)
		return 0;
	matrix->unused_named = true;
	return luocat_verdicts_name_unused(&matrix->asked, 1, err);
}

const struct luocat_verdict *luocat_matrix_asked(const struct luocat_matrix *matrix)
{
	return matrix->asked;
}
