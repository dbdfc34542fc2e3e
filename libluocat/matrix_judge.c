// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * matrix_judge.c - each group of a matrix against each, by several threads
 *
 * Threads share the catalogs, of which a judgement changes nothing but the count of references,
 * once all fingerprints are there, and what is worked out of each before. At the end the answers are
 * put in the order of the cells, so that the result does not depend on who did what.
 */
#include "matrix.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "layout_memo.h"
#include "work.h"

/* What one thread has for itself. */
struct room {
	const char **in_use; /* for the words of opts */
	struct layout_memo memo;
};

/* What all share. */
struct judging {
	struct luocat_matrix *matrix;
	const struct luocat_judge_opts *opts;
	struct judge_side *sides; /* of each group */
	size_t *sizes;		  /* likewise, how many kernels are of it */
	struct room *rooms;
	size_t n_rooms;
	struct rule_order order;
	bool no_notes;
	pthread_mutex_t lock; /* of the matrix' answers */
};

static struct luocat_catalog *group_catalog(const struct luocat_matrix *matrix, size_t group)
{
	return matrix->kernels[matrix->firsts[group]].catalog;
}

static bool has_format(const struct luocat_catalog *catalog, const char *word)
{
	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *v = luocat_catalog_version(catalog, i);

		if (!strcmp(v->name, word) || !strcmp(v->compatible, word))
			return true;
	}
	return false;
}

/* A name that only other kernels have means nothing where this one writes. */
static void narrow(const struct luocat_judge_opts *all, const struct luocat_catalog *writer,
		   const char **in_use, struct luocat_judge_opts *opts)
{
	*opts = *all;
	opts->in_use = in_use;
	opts->n_in_use = 0;
	for (size_t i = 0; i < all->n_in_use; i++) {
		if (has_format(writer, all->in_use[i]))
			in_use[opts->n_in_use++] = all->in_use[i];
	}
}

static int judge_cell(struct judging *judging, struct room *room, size_t row, size_t column,
		      const struct luocat_judge_opts *opts, struct luocat_error *err)
{
	struct luocat_matrix *matrix = judging->matrix;
	struct luocat_error complaint;
	struct judge j = {
		.side = {&judging->sides[row], &judging->sides[column]},
		.opts = opts,
		.order = &judging->order,
		.memo = &room->memo,
		.no_notes = judging->no_notes,
		.err = &complaint,
	};
	struct luocat_verdict *verdict;
	int ret = judge_sides(&j, &verdict);

	if (ret)
		return luocat_error_set(err, ret, NULL, NULL, "%s -> %s: %s%s%s",
					matrix->names[matrix->firsts[row]],
					matrix->names[matrix->firsts[column]], complaint.where,
					*complaint.where ? " " : "", complaint.what);
	pthread_mutex_lock(&judging->lock);
	ret = answer_set_add(&matrix->answers, verdict,
			     &matrix->cells[row * matrix->n_groups + column], err);
	if (!ret && matrix->asked)
		ret = matrix_policy_add(matrix, verdict,
					judging->sizes[row] * judging->sizes[column], err);
	pthread_mutex_unlock(&judging->lock);
	luocat_verdict_unref(verdict);
	return ret;
}

static int judge_row(void *context, size_t thread, size_t row, struct luocat_error *err)
{
	struct judging *judging = context;
	struct room *room = &judging->rooms[thread];
	struct luocat_judge_opts opts;
	int ret = 0;

	narrow(judging->opts, group_catalog(judging->matrix, row), room->in_use, &opts);
	for (size_t i = 0; i < judging->matrix->n_groups && !ret; i++)
		ret = judge_cell(judging, room, row, i, &opts, err);
	return ret;
}

static int prepare_side(void *context, size_t thread, size_t group, struct luocat_error *err)
{
	struct judging *judging = context;
	struct judge_side *side = &judging->sides[group];
	int ret = judge_side_init(side, group_catalog(judging->matrix, group), err);

	return ret ? ret : layout_memo_prepare(side, err);
}

/* Number the answers in the order in which kernels, row by row, come to them. */
static int number_answers(struct luocat_matrix *matrix, struct luocat_error *err)
{
	struct answer_set *answers = &matrix->answers;
	struct answer **list = calloc(answers->n, sizeof(*list));
	uint32_t *numbers = calloc(answers->n, sizeof(*numbers)); /* + 1, by the number before */
	uint32_t n = 0;

	if (!list || !numbers) {
		free(list);
		free(numbers);
		return error_no_memory(err);
	}
	for (size_t i = 0; i < matrix->n_groups * matrix->n_groups; i++) {
		uint32_t was = matrix->cells[i];

		if (!numbers[was]) {
			list[n++] = answers->list[was];
			numbers[was] = n;
		}
		matrix->cells[i] = numbers[was] - 1;
	}
	free(numbers);
	free(answers->list);
	answers->list = list;
	return 0;
}

static void count_pairs(struct luocat_matrix *matrix)
{
	for (size_t w = 0; w < matrix->n; w++) {
		for (size_t r = 0; r < matrix->n; r++)
			matrix->answers.list[luocat_matrix_cell(matrix, w, r)]->pub.n_pairs++;
	}
}

static int begin(struct judging *judging, struct luocat_error *err)
{
	struct luocat_matrix *matrix = judging->matrix;

	matrix->cells = calloc(matrix->n_groups * matrix->n_groups, sizeof(*matrix->cells));
	judging->sides = calloc(matrix->n_groups, sizeof(*judging->sides));
	judging->sizes = calloc(matrix->n_groups, sizeof(*judging->sizes));
	judging->rooms = calloc(judging->n_rooms, sizeof(*judging->rooms));
	if (!matrix->cells || !judging->sides || !judging->sizes || !judging->rooms)
		return error_no_memory(err);
	for (size_t i = 0; i < matrix->n; i++)
		judging->sizes[matrix->groups[i]]++;
	for (size_t i = 0; i < judging->n_rooms; i++) {
		judging->rooms[i].in_use = calloc(judging->opts->n_in_use + 1,
						  sizeof(*judging->rooms[i].in_use));
		if (!judging->rooms[i].in_use)
			return error_no_memory(err);
	}
	return 0;
}

static void end(struct judging *judging)
{
	for (size_t i = 0; judging->rooms && i < judging->n_rooms; i++) {
		free(judging->rooms[i].in_use);
		layout_memo_free(&judging->rooms[i].memo);
	}
	for (size_t i = 0; judging->sides && i < judging->matrix->n_groups; i++)
		judge_side_free(&judging->sides[i]);
	free(judging->rooms);
	free(judging->sides);
	free(judging->sizes);
}

static int check_in_use(const struct luocat_matrix *matrix, const struct luocat_judge_opts *opts,
			struct luocat_error *err)
{
	for (size_t i = 0; opts->narrow && i < opts->n_in_use; i++) {
		bool found = false;

		for (size_t k = 0; k < matrix->n && !found; k++)
			found = has_format(matrix->kernels[k].catalog, opts->in_use[i]);
		if (!found)
			return luocat_error_set(err, -EINVAL, NULL, "in use",
						"no kernel has a format of the name or id \"%s\"",
						opts->in_use[i]);
	}
	return 0;
}

int matrix_judge(struct luocat_matrix *matrix, const struct luocat_judge_opts *opts,
		 unsigned int threads, struct luocat_error *err)
{
	struct judging judging = {
		.matrix = matrix,
		.opts = opts,
		.n_rooms = work_threads(threads, matrix->n_groups),
		/* notes decide nothing, and no answer keeps them, unless a policy has them decide */
		.no_notes = !opts->policy,
		.lock = PTHREAD_MUTEX_INITIALIZER,
	};
	int ret = check_in_use(matrix, opts, err);

	judge_order(&judging.order, judging.no_notes);
	if (!ret)
		ret = begin(&judging, err);
	if (!ret)
		ret = work_share(judging.n_rooms, matrix->n_groups, prepare_side, &judging, err);
	if (!ret)
		ret = work_share(judging.n_rooms, matrix->n_groups, judge_row, &judging, err);
	end(&judging);
	if (!ret)
		ret = number_answers(matrix, err);
	if (!ret)
		count_pairs(matrix);
	return ret;
}
