// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * window.c - kernels in the order in which they came, and whether each gets along with those before
 * it
 */
#include "matrix.h"
#include "report_json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct luocat_window {
	struct luocat_matrix *matrix;
	size_t back;
	size_t *order;
	struct luocat_window_pair *pairs;
	size_t n_pairs;
};

/* ---- Which came first ---- */

/* "7.10-rc1-amd64": its number, what stands behind it, and whether it is a candidate for it. */
struct release {
	char number[MAX_WORD + 1];
	const char *rest;
	bool candidate; /* "-rc" by kernel.org, "~" by Debian's versions */
};

static void take_apart(const char *text, struct release *release)
{
	size_t length = strspn(text, "0123456789.");

	snprintf(release->number, sizeof(release->number), "%.*s", (int)length, text);
	release->rest = text + length;
	release->candidate = *release->rest == '~' || !strncmp(release->rest, "-rc", 3);
}

int luocat_release_compare(const char *a, const char *b)
{
	struct release of_a, of_b;
	int order;

	take_apart(a, &of_a);
	take_apart(b, &of_b);
	order = strverscmp(of_a.number, of_b.number);
	if (!order && of_a.candidate != of_b.candidate)
		return of_a.candidate ? -1 : 1;
	return order ? order : strverscmp(of_a.rest, of_b.rest);
}

static const char *release_of(const struct luocat_matrix *matrix, size_t kernel)
{
	return luocat_catalog_kernel(matrix->kernels[kernel].catalog)->release;
}

static int compare_releases(const void *left, const void *right, void *matrix)
{
	const size_t *a = left, *b = right;
	int order = luocat_release_compare(release_of(matrix, *a), release_of(matrix, *b));

	if (order)
		return order;
	return *a < *b ? -1 : *a > *b;
}

static int put_in_order(struct luocat_window *window, bool as_given, struct luocat_error *err)
{
	struct luocat_matrix *matrix = window->matrix;

	for (size_t i = 0; i < matrix->n; i++) {
		window->order[i] = i;
		if (!as_given && !release_of(matrix, i))
			return luocat_error_set(
				err, -EINVAL, NULL, NULL,
				"when %s came is not to be told: it says no release",
				matrix->names[i]);
	}
	if (as_given)
		return 0;
	qsort_r(window->order, matrix->n, sizeof(*window->order), compare_releases, matrix);
	for (size_t i = 1; i < matrix->n; i++) {
		size_t a = window->order[i - 1], b = window->order[i];

		if (!luocat_release_compare(release_of(matrix, a), release_of(matrix, b)))
			return luocat_error_set(
				err, -EINVAL, NULL, NULL,
				"which came first is not to be told by their releases: %s, %s",
				matrix->names[a], matrix->names[b]);
	}
	return 0;
}

/* ---- The pairs ---- */

static void add_pairs(struct luocat_window *window, const struct luocat_window_opts *opts)
{
	for (size_t i = 1; i < window->matrix->n; i++) {
		for (size_t k = 1; k <= opts->back && k <= i; k++) {
			size_t later = window->order[i], earlier = window->order[i - k];

			if (opts->forward)
				window->pairs[window->n_pairs++] =
					(struct luocat_window_pair){LUOCAT_FORWARD, earlier, later};
			if (opts->rollback)
				window->pairs[window->n_pairs++] = (struct luocat_window_pair){
					LUOCAT_ROLLBACK, later, earlier};
		}
	}
}

static int fill(struct luocat_window *window, const struct luocat_window_opts *opts,
		struct luocat_error *err)
{
	size_t n = window->matrix->n, back = opts->back < n ? opts->back : n;
	int ret;

	window->back = opts->back;
	window->order = calloc(n, sizeof(*window->order));
	window->pairs = calloc(n * back * 2, sizeof(*window->pairs));
	if (!window->order || !window->pairs)
		return error_no_memory(err);
	if (n < 2)
		return luocat_error_set(err, -ENODATA, NULL, NULL,
					"there is one kernel only, and none before it");
	ret = put_in_order(window, opts->as_given, err);
	if (!ret)
		add_pairs(window, opts);
	return ret;
}

int luocat_matrix_window(struct luocat_matrix *matrix, const struct luocat_window_opts *opts,
			 struct luocat_window **window, struct luocat_error *err)
{
	struct luocat_window_opts ours;
	struct luocat_window *made;
	int ret = check_size(&ours, sizeof(ours), opts, opts->size, err);

	if (ret)
		return ret;
	if (!ours.back || (!ours.forward && !ours.rollback))
		return luocat_error_set(err, -EINVAL, NULL, NULL,
					"nothing is asked of the kernels");
	made = calloc(1, sizeof(*made));
	if (!made)
		return error_no_memory(err);
	made->matrix = luocat_matrix_ref(matrix);
	ret = fill(made, &ours, err);
	if (ret)
		luocat_window_unref(made);
	else
		*window = made;
	return ret;
}

struct luocat_window *luocat_window_unref(struct luocat_window *window)
{
	if (!window)
		return NULL;
	luocat_matrix_unref(window->matrix);
	free(window->order);
	free(window->pairs);
	free(window);
	return NULL;
}

size_t luocat_window_kernel(const struct luocat_window *window, size_t index)
{
	return window->order[index];
}

size_t luocat_window_n_pairs(const struct luocat_window *window)
{
	return window->n_pairs;
}

const struct luocat_window_pair *luocat_window_pair(const struct luocat_window *window,
						    size_t index)
{
	return index < window->n_pairs ? &window->pairs[index] : NULL;
}

/* ---- For machines ---- */

static void write_pair(struct emit *emit, const struct luocat_window *window,
		       const struct luocat_window_pair *pair)
{
	const struct luocat_matrix *matrix = window->matrix;
	size_t cell = luocat_matrix_cell(matrix, pair->writer, pair->reader);

	emit_begin(emit, NULL, '{');
	emit_string(emit, "direction", pair->direction == LUOCAT_ROLLBACK ? "rollback" : "forward");
	matrix_write_pair(emit, matrix, pair->writer, pair->reader);
	matrix_write_answer(emit, matrix, luocat_matrix_answer(matrix, cell));
	emit_end(emit, '}');
}

int luocat_window_to_json(const struct luocat_window *window, char **text, size_t *length,
			  struct luocat_error *err)
{
	const struct luocat_matrix *matrix = window->matrix;
	enum luocat_outcome worst = LUOCAT_COMPATIBLE;
	struct emit emit = {0};
	bool fails = false;

	for (size_t i = 0; i < window->n_pairs; i++) {
		const struct luocat_window_pair *pair = &window->pairs[i];
		const struct luocat_answer *answer = luocat_matrix_answer(
			matrix, luocat_matrix_cell(matrix, pair->writer, pair->reader));

		worst = answer->outcome > worst ? answer->outcome : worst;
		fails |= answer->fails;
	}
	emit_begin(&emit, NULL, '{');
	emit_number(&emit, "window_version", LUOCAT_WINDOW_VERSION);
	report_write_generator(&emit);
	emit_string(&emit, "outcome", luocat_outcome_name(worst));
	emit_number(&emit, "exit_code", report_exit_code(fails ? LUOCAT_INCOMPATIBLE : worst));
	matrix_write_policy(&emit, matrix);
	emit_number(&emit, "back", (int64_t)window->back);
	matrix_write_kernels(&emit, matrix, window->order);
	emit_begin(&emit, "pairs", '[');
	for (size_t i = 0; i < window->n_pairs; i++)
		write_pair(&emit, window, &window->pairs[i]);
	emit_end(&emit, ']');
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}
