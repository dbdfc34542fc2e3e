// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_matrix.c - up to eight catalogs, "\n===\n" between them: a matrix, paths, a window, what all
 * have
 *
 * What must hold whatever they say: each cell is what luocat_judge() says of its pair, a path has
 * no hop that fails and is there where a search finds one, and what all kernels have in common each
 * of them has.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

#define MAX 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, const struct luocat_error *err)
{
	fprintf(stderr, "fuzz_matrix: %s: %s: %s\n", what, err->where, err->what);
	abort();
}

/* ---- Cells ---- */

static bool same(const char *a, const char *b)
{
	return (!a && !b) || (a && b && !strcmp(a, b));
}

/* The finding of @verdict from @at on that an answer keeps. */
static const struct luocat_finding *next_kept(const struct luocat_verdict *verdict, size_t *at)
{
	while (*at < luocat_verdict_n_findings(verdict)) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, (*at)++);

		if (finding->severity > LUOCAT_SEVERITY_NOTE || finding->waiver)
			return finding;
	}
	return NULL;
}

static void compare(const struct luocat_answer *answer, const struct luocat_verdict *verdict)
{
	const struct luocat_error none = {0};
	size_t at = 0;

	if (answer->outcome != luocat_verdict_outcome(verdict))
		fail("another outcome", &none);
	for (size_t i = 0; i < answer->n_findings; i++) {
		const struct luocat_finding *want = next_kept(verdict, &at);

		if (!want || answer->findings[i].rule != want->rule ||
		    answer->findings[i].severity != want->severity ||
		    answer->findings[i].consequence != want->consequence ||
		    !same(answer->findings[i].compatible, want->compatible) ||
		    !same(answer->findings[i].message, want->message) ||
		    !same(answer->findings[i].advice, want->advice))
			fail("another finding", &none);
	}
	if (next_kept(verdict, &at))
		fail("a finding less", &none);
	if (answer->n_plan != luocat_verdict_n_plan(verdict))
		fail("another plan", &none);
	for (size_t i = 0; i < answer->n_plan; i++) {
		if (strcmp(answer->plan[i].compatible,
			   luocat_verdict_plan(verdict, i)->compatible) != 0)
			fail("another plan", &none);
	}
}

static void check_cells(const struct luocat_matrix *matrix)
{
	size_t n = luocat_matrix_n_kernels(matrix);

	for (size_t w = 0; w < n; w++) {
		for (size_t r = 0; r < n; r++) {
			struct luocat_verdict *verdict;
			struct luocat_error err = {0};

			if (luocat_judge(luocat_matrix_kernel(matrix, w)->catalog,
					 luocat_matrix_kernel(matrix, r)->catalog, NULL, &verdict,
					 &err))
				fail("a pair is refused, and the matrix was not", &err);
			compare(luocat_matrix_answer(matrix, luocat_matrix_cell(matrix, w, r)),
				verdict);
			luocat_verdict_unref(verdict);
		}
	}
}

/* ---- What is made of them ---- */

static bool is_hop(const struct luocat_matrix *matrix, size_t w, size_t r)
{
	return !luocat_matrix_answer(matrix, luocat_matrix_cell(matrix, w, r))->fails;
}

static void check_path(struct luocat_matrix *matrix, size_t from, size_t to)
{
	struct luocat_path *path;
	struct luocat_error err = {0};
	char *text;

	if (luocat_matrix_path(matrix, from, to, &path, &err))
		fail("no answer", &err);
	if (!luocat_path_found(path) && (from == to || is_hop(matrix, from, to)))
		fail("a hop, and no path", &err);
	for (size_t i = 1; i < luocat_path_n_kernels(path); i++) {
		if (!is_hop(matrix, luocat_path_kernel(path, i - 1), luocat_path_kernel(path, i)))
			fail("a path with a hop that fails", &err);
	}
	if (luocat_path_found(path) != luocat_path_reached(path, to) ||
	    luocat_path_found(path) != luocat_path_reaches(path, from) ||
	    luocat_path_found(path) == (luocat_path_n_gaps(path) > 0))
		fail("a path, and its end cannot be reached", &err);
	if (luocat_path_to_json(path, &text, NULL, &err))
		fail("cannot be reported", &err);
	free(text);
	luocat_path_unref(path);
}

static void check_window(struct luocat_matrix *matrix, bool as_given)
{
	const struct luocat_window_opts opts = {
		.size = sizeof(opts), .back = 2, .as_given = as_given, .forward = true};
	struct luocat_window *window;
	struct luocat_error err = {0};
	char *text;
	int ret = luocat_matrix_window(matrix, &opts, &window, &err);

	if (ret && as_given && luocat_matrix_n_kernels(matrix) > 1)
		fail("no window", &err);
	if (ret)
		return;
	if (luocat_window_to_json(window, &text, NULL, &err))
		fail("cannot be reported", &err);
	free(text);
	luocat_window_unref(window);
}

static void check_common(struct luocat_catalog **catalogs, size_t n)
{
	struct luocat_common *common;
	struct luocat_error err = {0};
	char *text;

	if (luocat_common_new(catalogs, n, &common, &err))
		fail("no common versions", &err);
	for (size_t i = 0; i < luocat_common_n_versions(common); i++) {
		const struct luocat_common_version *v = luocat_common_version(common, i);

		for (size_t k = 0; !v->why && k < n; k++) {
			const struct luocat_version *had = luocat_catalog_find(catalogs[k], v->kind,
									       v->compatible);

			if (!had || had->read != LUOCAT_YES || had->write != LUOCAT_YES ||
			    (v->fingerprint && !same(v->fingerprint, had->fingerprint)))
				fail("a common version that one has not", &err);
		}
	}
	if (luocat_common_to_json(common, &text, NULL, &err))
		fail("cannot be reported", &err);
	free(text);
	if (luocat_common_to_policy(common, "fuzz", &text, NULL, &err))
		fail("cannot be a policy", &err);
	free(text);
	luocat_common_unref(common);
}

static void check(struct luocat_catalog **catalogs, size_t n)
{
	const struct luocat_matrix_opts opts = {.size = sizeof(opts), .threads = 2};
	struct luocat_matrix *matrix;
	struct luocat_error err = {0};
	char *text;
	int ret = luocat_matrix_new(catalogs, n, &opts, &matrix, &err);

	if (ret && ret != -EEXIST && ret != -E2BIG && ret != -ELOOP && ret != -ENODATA)
		fail("an error that is none of those", &err);
	if (ret)
		return;
	check_cells(matrix);
	for (size_t from = 0; from < n; from++) {
		for (size_t to = 0; to < n; to++)
			check_path(matrix, from, to);
	}
	check_window(matrix, false);
	check_window(matrix, true);
	check_common(catalogs, n);
	if (luocat_matrix_to_json(matrix, &text, NULL, &err))
		fail("cannot be reported", &err);
	free(text);
	luocat_matrix_unref(matrix);
}

static const char between[] = "\n===\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct luocat_catalog *catalogs[MAX];
	const char *rest = (const char *)data;
	size_t n = 0;

	while (size && n < MAX) {
		const char *end = memmem(rest, size, between, sizeof(between) - 1);
		size_t length = end ? (size_t)(end - rest) : size;
		size_t taken = end ? length + sizeof(between) - 1 : length;

		if (!luocat_catalog_load(rest, length, "catalog", &catalogs[n], NULL))
			n++;
		rest += taken;
		size -= taken;
	}
	if (n)
		check(catalogs, n);
	for (size_t i = 0; i < n; i++)
		luocat_catalog_unref(catalogs[i]);
	return 0;
}
