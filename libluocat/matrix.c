// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * matrix.c - many kernels, each judged against each
 */
#include "matrix.h"

#include <errno.h>
#include <stdlib.h>

static int take_catalogs(struct luocat_matrix *matrix, struct luocat_catalog *const *catalogs,
			 size_t n, struct luocat_error *err)
{
	if (!n)
		return luocat_error_set(err, -EINVAL, NULL, NULL, "no kernel was given");
	if (n > MAX_KERNELS)
		return luocat_error_set(err, -E2BIG, NULL, NULL, "%zu kernels, more than %d", n,
					MAX_KERNELS);
	matrix->kernels = calloc(n, sizeof(*matrix->kernels));
	if (!matrix->kernels)
		return error_no_memory(err);
	matrix->n = n;
	for (size_t i = 0; i < n; i++)
		matrix->kernels[i].catalog = luocat_catalog_ref(catalogs[i]);
	return 0;
}

static int check_question(const struct luocat_judge_opts *question, struct luocat_error *err)
{
	if (!question->state && !question->image_build_id)
		return 0;
	return luocat_error_set(err, -EINVAL, NULL, NULL,
				"a state and an image are one kernel's, not all of a matrix'");
}

/* Whether a waiver holds for some kernels only. */
static bool names_kernels(const struct luocat_policy *policy)
{
	for (size_t i = 0; policy && i < luocat_policy_n_waivers(policy); i++) {
		const struct luocat_waiver *waiver = luocat_policy_waiver(policy, i);

		if (waiver->writer || waiver->reader)
			return true;
	}
	return false;
}

int matrix_unjudged(struct luocat_catalog *const *catalogs, size_t n, struct luocat_matrix **matrix,
		    struct luocat_error *err)
{
	struct luocat_matrix *made = calloc(1, sizeof(*made));
	int ret;

	if (!made)
		return error_no_memory(err);
	made->refs = 1;
	ret = take_catalogs(made, catalogs, n, err);
	if (!ret)
		ret = matrix_name(made, err);
	if (ret)
		luocat_matrix_unref(made);
	else
		*matrix = made;
	return ret;
}

int luocat_matrix_new(struct luocat_catalog *const *catalogs, size_t n,
		      const struct luocat_matrix_opts *opts, struct luocat_matrix **matrix,
		      struct luocat_error *err)
{
	struct luocat_matrix_opts ours = {.size = sizeof(ours)};
	struct luocat_judge_opts question = {.size = sizeof(question)};
	struct luocat_matrix *made;
	int ret = 0;

	if (opts)
		ret = check_size(&ours, sizeof(ours), opts, opts->size, err);
	if (!ret && ours.judge)
		ret = check_size(&question, sizeof(question), ours.judge, ours.judge->size, err);
	if (!ret)
		ret = check_question(&question, err);
	if (!ret)
		ret = matrix_unjudged(catalogs, n, &made, err);
	if (ret)
		return ret;
	ret = matrix_policy_begin(made, &question, err);
	if (!ret)
		ret = matrix_group(made, names_kernels(question.policy), ours.threads, err);
	if (!ret)
		ret = matrix_judge(made, &question, ours.threads, err);
	if (ret)
		luocat_matrix_unref(made);
	else
		*matrix = made;
	return ret;
}

struct luocat_matrix *luocat_matrix_ref(struct luocat_matrix *matrix)
{
	if (matrix)
		matrix->refs++;
	return matrix;
}

struct luocat_matrix *luocat_matrix_unref(struct luocat_matrix *matrix)
{
	if (!matrix || --matrix->refs)
		return NULL;
	for (size_t i = 0; i < matrix->n; i++) {
		luocat_catalog_unref(matrix->kernels[i].catalog);
		if (matrix->names)
			free(matrix->names[i]);
	}
	free(matrix->kernels);
	free(matrix->keys);
	free(matrix->names);
	free(matrix->by_key);
	free(matrix->groups);
	free(matrix->firsts);
	free(matrix->cells);
	answer_set_free(&matrix->answers);
	luocat_verdict_unref(matrix->asked);
	free(matrix);
	return NULL;
}

size_t luocat_matrix_n_kernels(const struct luocat_matrix *matrix)
{
	return matrix->n;
}

const struct luocat_matrix_kernel *luocat_matrix_kernel(const struct luocat_matrix *matrix,
							size_t index)
{
	return index < matrix->n ? &matrix->kernels[index] : NULL;
}

size_t luocat_matrix_n_answers(const struct luocat_matrix *matrix)
{
	return matrix->answers.n;
}

const struct luocat_answer *luocat_matrix_answer(const struct luocat_matrix *matrix, size_t index)
{
	return index < matrix->answers.n ? &matrix->answers.list[index]->pub : NULL;
}

size_t luocat_matrix_cell(const struct luocat_matrix *matrix, size_t writer, size_t reader)
{
	return matrix->cells[matrix->groups[writer] * matrix->n_groups + matrix->groups[reader]];
}

enum luocat_outcome luocat_matrix_outcome(const struct luocat_matrix *matrix)
{
	enum luocat_outcome worst = LUOCAT_COMPATIBLE;

	for (size_t i = 0; i < matrix->answers.n; i++) {
		if (matrix->answers.list[i]->pub.outcome > worst)
			worst = matrix->answers.list[i]->pub.outcome;
	}
	return worst;
}

bool luocat_matrix_fails(const struct luocat_matrix *matrix)
{
	bool fails = matrix->asked && luocat_verdict_fails(matrix->asked);

	for (size_t i = 0; i < matrix->answers.n; i++)
		fails |= matrix->answers.list[i]->pub.fails;
	return fails;
}
