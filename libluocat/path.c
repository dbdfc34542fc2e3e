// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * path.c - from one kernel to another by way of others, each hop a kexec that does not fail
 */
#include "path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const struct luocat_answer *path_answer(const struct luocat_path *path, size_t writer,
					size_t reader)
{
	return luocat_matrix_answer(path->matrix, luocat_matrix_cell(path->matrix, writer, reader));
}

static bool is_hop(const struct luocat_path *path, size_t writer, size_t reader)
{
	return !path_answer(path, writer, reader)->fails;
}

/* Distances from @start, or with @back to it, in hops. */
static void walk(const struct luocat_path *path, size_t start, bool back, size_t *distance,
		 size_t *queue)
{
	size_t n = luocat_matrix_n_kernels(path->matrix), at = 0, end = 0;

	for (size_t i = 0; i < n; i++)
		distance[i] = PATH_FAR;
	distance[start] = 0;
	for (queue[end++] = start; at < end; at++) {
		size_t here = queue[at];

		for (size_t i = 0; i < n; i++) {
			if (distance[i] != PATH_FAR ||
			    !(back ? is_hop(path, i, here) : is_hop(path, here, i)))
				continue;
			distance[i] = distance[here] + 1;
			queue[end++] = i;
		}
	}
}

/* The kernel to go on to from @here: fewest plans from there on, then the first one. */
static size_t next_kernel(const struct luocat_path *path, size_t here, const size_t *plans,
			  size_t *n_plans)
{
	size_t best = here;

	for (size_t i = 0; i < luocat_matrix_n_kernels(path->matrix); i++) {
		size_t with;

		if (path->to_end[i] == PATH_FAR || path->to_end[i] + 1 != path->to_end[here] ||
		    !is_hop(path, here, i))
			continue;
		with = plans[i] + (path_answer(path, here, i)->n_plan ? 1 : 0);
		if (best == here || with < *n_plans) {
			best = i;
			*n_plans = with;
		}
	}
	return best;
}

/*
 * Kernels by their distance to the end: each takes the best of those one hop nearer. @queue has
 * them in that order.
 */
static void choose(struct luocat_path *path, const size_t *queue, size_t *plans, size_t *next)
{
	size_t here = path->from;

	for (size_t i = 0; i < luocat_matrix_n_kernels(path->matrix); i++) {
		size_t kernel = queue[i];

		if (path->to_end[kernel] == PATH_FAR)
			break;
		plans[kernel] = 0;
		next[kernel] = next_kernel(path, kernel, plans, &plans[kernel]);
		if (kernel == path->from)
			break;
	}
	for (path->kernels[path->n++] = here; here != path->to;) {
		here = next[here];
		path->kernels[path->n++] = here;
	}
}

/* ---- What is missing ---- */

/* Whether @a is nearer to passing than @b, or makes a shorter path. */
static bool is_better(const struct luocat_path *path, const struct luocat_path_gap *a,
		      const struct luocat_path_gap *b)
{
	const struct luocat_answer *of_a = path_answer(path, a->writer, a->reader);
	const struct luocat_answer *of_b = path_answer(path, b->writer, b->reader);

	if (of_a->outcome != of_b->outcome)
		return of_a->outcome < of_b->outcome;
	if (a->hops != b->hops)
		return a->hops < b->hops;
	return a->writer != b->writer ? a->writer < b->writer : a->reader < b->reader;
}

static void offer(struct luocat_path *path, const struct luocat_path_gap *gap)
{
	size_t at = path->n_gaps;

	while (at && is_better(path, gap, &path->gaps[at - 1]))
		at--;
	if (at == MAX_PATH_GAPS)
		return;
	if (path->n_gaps < MAX_PATH_GAPS)
		path->n_gaps++;
	memmove(&path->gaps[at + 1], &path->gaps[at],
		(path->n_gaps - 1 - at) * sizeof(path->gaps[0]));
	path->gaps[at] = *gap;
}

static void find_gaps(struct luocat_path *path)
{
	size_t n = luocat_matrix_n_kernels(path->matrix);

	for (size_t w = 0; w < n; w++) {
		if (path->from_start[w] == PATH_FAR)
			continue;
		for (size_t r = 0; r < n; r++) {
			if (path->to_end[r] == PATH_FAR)
				continue;
			offer(path, &(const struct luocat_path_gap){
					    w, r, path->from_start[w] + 1 + path->to_end[r]});
		}
	}
}

static int find(struct luocat_path *path, struct luocat_error *err)
{
	size_t n = luocat_matrix_n_kernels(path->matrix);
	size_t *queue = calloc(n, sizeof(*queue)), *plans = calloc(n, sizeof(*plans));
	size_t *next = calloc(n, sizeof(*next));
	int ret = 0;

	path->from_start = calloc(n, sizeof(*path->from_start));
	path->to_end = calloc(n, sizeof(*path->to_end));
	path->kernels = calloc(n, sizeof(*path->kernels));
	if (!queue || !plans || !next || !path->from_start || !path->to_end || !path->kernels) {
		ret = error_no_memory(err);
	} else {
		walk(path, path->from, false, path->from_start, queue);
		walk(path, path->to, true, path->to_end, queue);
		if (path->to_end[path->from] != PATH_FAR)
			choose(path, queue, plans, next);
		else
			find_gaps(path);
	}
	free(queue);
	free(plans);
	free(next);
	return ret;
}

int luocat_matrix_path(struct luocat_matrix *matrix, size_t from, size_t to,
		       struct luocat_path **path, struct luocat_error *err)
{
	struct luocat_path *made;
	int ret;

	if (from >= luocat_matrix_n_kernels(matrix) || to >= luocat_matrix_n_kernels(matrix))
		return luocat_error_set(err, -EINVAL, NULL, NULL, "no such kernel in the matrix");
	made = calloc(1, sizeof(*made));
	if (!made)
		return error_no_memory(err);
	made->matrix = luocat_matrix_ref(matrix);
	made->from = from;
	made->to = to;
	ret = find(made, err);
	if (ret)
		luocat_path_unref(made);
	else
		*path = made;
	return ret;
}

struct luocat_path *luocat_path_unref(struct luocat_path *path)
{
	if (!path)
		return NULL;
	luocat_matrix_unref(path->matrix);
	free(path->from_start);
	free(path->to_end);
	free(path->kernels);
	free(path);
	return NULL;
}

bool luocat_path_found(const struct luocat_path *path)
{
	return path->n;
}

size_t luocat_path_n_kernels(const struct luocat_path *path)
{
	return path->n;
}

size_t luocat_path_kernel(const struct luocat_path *path, size_t index)
{
	return path->kernels[index];
}

size_t luocat_path_n_gaps(const struct luocat_path *path)
{
	return path->n_gaps;
}

const struct luocat_path_gap *luocat_path_gap(const struct luocat_path *path, size_t index)
{
	return index < path->n_gaps ? &path->gaps[index] : NULL;
}

bool luocat_path_reached(const struct luocat_path *path, size_t kernel)
{
	return path->from_start[kernel] != PATH_FAR;
}

bool luocat_path_reaches(const struct luocat_path *path, size_t kernel)
{
	return path->to_end[kernel] != PATH_FAR;
}
