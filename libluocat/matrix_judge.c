// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * matrix_judge.c - each group of a matrix against each, by several threads
 *
 * Threads share the catalogs, of which a judgement changes nothing but the count of references,
 * once all fingerprints are there. Each keeps the answers that it finds for itself; at the end they
 * are put together in the order of the cells, so that the result does not depend on who did what.
 */
#include "matrix.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What all workers share. */
struct work {
	struct luocat_matrix *matrix;
	const struct luocat_judge_opts *opts;
	size_t next;	      /* row that nobody has taken yet; atomic */
	bool failed;	      /* no further rows are to be taken; atomic */
	pthread_mutex_t lock; /* of the matrix' answers */
};

struct worker {
	struct work *work;
	pthread_t thread;
	const char **in_use; /* room for the words of opts */
	int ret;
	size_t row; /* that failed */
	struct luocat_error err;
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
static void narrow(struct worker *worker, const struct luocat_catalog *writer,
		   struct luocat_judge_opts *opts)
{
	const struct luocat_judge_opts *all = worker->work->opts;

	*opts = *all;
	opts->in_use = worker->in_use;
	opts->n_in_use = 0;
	for (size_t i = 0; i < all->n_in_use; i++) {
		if (has_format(writer, all->in_use[i]))
			worker->in_use[opts->n_in_use++] = all->in_use[i];
	}
}

static int judge_row(struct worker *worker, size_t row)
{
	struct luocat_matrix *matrix = worker->work->matrix;
	struct luocat_catalog *writer = group_catalog(matrix, row);
	struct luocat_judge_opts opts;

	narrow(worker, writer, &opts);
	for (size_t i = 0; i < matrix->n_groups; i++) {
		struct luocat_verdict *verdict;
		struct luocat_error err;
		int ret = luocat_judge(writer, group_catalog(matrix, i), &opts, &verdict, &err);

		if (ret)
			return luocat_error_set(&worker->err, ret, NULL, NULL, "%s -> %s: %s%s%s",
						matrix->names[matrix->firsts[row]],
						matrix->names[matrix->firsts[i]], err.where,
						*err.where ? " " : "", err.what);
		pthread_mutex_lock(&worker->work->lock);
		ret = answer_set_add(&matrix->answers, verdict,
				     &matrix->cells[row * matrix->n_groups + i], &worker->err);
		pthread_mutex_unlock(&worker->work->lock);
		luocat_verdict_unref(verdict);
		if (ret)
			return ret;
	}
	return 0;
}

static void *run(void *argument)
{
	struct worker *worker = argument;
	struct work *work = worker->work;

	while (!__atomic_load_n(&work->failed, __ATOMIC_RELAXED)) {
		size_t row = __atomic_fetch_add(&work->next, 1, __ATOMIC_RELAXED);

		if (row >= work->matrix->n_groups)
			break;
		worker->ret = judge_row(worker, row);
		if (worker->ret) {
			worker->row = row;
			__atomic_store_n(&work->failed, true, __ATOMIC_RELAXED);
			break;
		}
	}
	return NULL;
}

/* The first one is the caller's own thread. Those that cannot be had do no harm. */
static void run_all(struct worker *workers, size_t n)
{
	bool started[MAX_THREADS] = {false};

	for (size_t i = 1; i < n; i++)
		started[i] = !pthread_create(&workers[i].thread, NULL, run, &workers[i]);
	run(&workers[0]);
	for (size_t i = 1; i < n; i++) {
		if (started[i])
			pthread_join(workers[i].thread, NULL);
	}
}

/* Of several rows that failed the first, which is one that a single thread would have met as well.
 */
static int first_failure(const struct worker *workers, size_t n, struct luocat_error *err)
{
	const struct worker *first = NULL;

	for (size_t i = 0; i < n; i++) {
		if (workers[i].ret && (!first || workers[i].row < first->row))
			first = &workers[i];
	}
	if (!first)
		return 0;
	return luocat_error_set(err, first->ret, NULL, first->err.where, "%s", first->err.what);
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

static int work_begin(struct work *work, struct worker *workers, size_t n, struct luocat_error *err)
{
	struct luocat_matrix *matrix = work->matrix;

	matrix->cells = calloc(matrix->n_groups * matrix->n_groups, sizeof(*matrix->cells));
	if (!matrix->cells)
		return error_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		workers[i].work = work;
		workers[i].in_use = calloc(work->opts->n_in_use + 1, sizeof(*workers[i].in_use));
		if (!workers[i].in_use)
			return error_no_memory(err);
	}
	/* what is worked out when somebody looks is worked out before several do */
	for (size_t i = 0; i < matrix->n; i++) {
		const struct luocat_catalog *catalog = matrix->kernels[i].catalog;

		for (size_t k = 0; k < luocat_catalog_n_versions(catalog); k++)
			luocat_catalog_version(catalog, k);
	}
	return 0;
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
	struct worker workers[MAX_THREADS] = {0};
	struct work work = {.matrix = matrix, .opts = opts, .lock = PTHREAD_MUTEX_INITIALIZER};
	size_t n = threads < 1 ? 1 : threads > MAX_THREADS ? MAX_THREADS : threads;
	int ret = check_in_use(matrix, opts, err);

	if (n > matrix->n_groups)
		n = matrix->n_groups;
	if (!ret)
		ret = work_begin(&work, workers, n, err);
	if (!ret) {
		run_all(workers, n);
		ret = first_failure(workers, n, err);
	}
	if (!ret)
		ret = number_answers(matrix, err);
	if (!ret)
		count_pairs(matrix);
	for (size_t i = 0; i < n; i++)
		free(workers[i].in_use);
	return ret;
}
