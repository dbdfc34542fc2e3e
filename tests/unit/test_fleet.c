// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_fleet.c - chains of kexecs, kernels and those before them, and the versions that all have
 */
#include "fleet.h"
#include "judge_pair.h"

#define MAX 8

static struct luocat_catalog *kernels[MAX];
static size_t n_kernels;
static struct luocat_catalog *fleet[FLEET];
static struct luocat_matrix *matrix;
static struct luocat_path *path;
static struct luocat_window *window;
static struct luocat_common *common;

/* A kernel with KHO and LUO, called @release. */
static struct luocat_catalog *kernel(const char *release)
{
	struct luocat_catalog *catalog = luocat_catalog_new();
	char build_id[41];

	ck_assert_ptr_nonnull(catalog);
	snprintf(build_id, sizeof(build_id), "%zx%039d", n_kernels + 1, 0);
	set_kernel(catalog, KERNEL(.release = release, .arch = "x86_64", .byte_order = "little",
				   .pointer_size = 8, .page_size = 4096, .max_page_order = 10,
				   .build_id = build_id));
	add(catalog, CORE("kho-v4"));
	add(catalog, CORE("luo-v5"));
	kernels[n_kernels++] = catalog;
	return catalog;
}

static void obeys(struct luocat_catalog *catalog)
{
	set_kernel(catalog, KERNEL(.write_control = LUOCAT_YES));
}

static void judge_all(struct luocat_catalog **catalogs, size_t n)
{
	const struct luocat_matrix_opts opts = {.size = sizeof(opts), .threads = 2};

	matrix = luocat_matrix_unref(matrix);
	ck_assert_int_eq(luocat_matrix_new(catalogs, n, &opts, &matrix, &err), 0);
}

/* ---- Paths ---- */

static const struct luocat_answer *answer(size_t w, size_t r)
{
	return luocat_matrix_answer(matrix, luocat_matrix_cell(matrix, w, r));
}

static void find_path(size_t from, size_t to)
{
	luocat_path_unref(path);
	ck_assert_int_eq(luocat_matrix_path(matrix, from, to, &path, &err), 0);
}

static void assert_path(size_t n, const size_t *want)
{
	ck_assert(luocat_path_found(path));
	ck_assert_uint_eq(luocat_path_n_gaps(path), 0);
	ck_assert_uint_eq(luocat_path_n_kernels(path), n);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(luocat_path_kernel(path, i), want[i]);
}

#define ASSERT_PATH(...)                                                                           \
	assert_path(sizeof((const size_t[]){__VA_ARGS__}) / sizeof(size_t),                        \
		    (const size_t[]){__VA_ARGS__})

/* 7.2 writes memfd-v1, 7.4 reads v2 only, and 7.3 reads both and writes v2. */
static void three_generations(void)
{
	struct luocat_catalog *first = kernel("7.2"), *last = kernel("7.4"), *between;

	add(first, HANDLER("memfd-v1"));
	add(last, HANDLER("memfd-v2"));
	between = kernel("7.3");
	add(between, HANDLER("memfd-v1", .write = LUOCAT_NO));
	add(between, HANDLER("memfd-v2"));
	judge_all(kernels, n_kernels);
}

START_TEST(by_way_of_another)
{
	three_generations();
	find_path(0, 1);
	ASSERT_PATH(0, 2, 1);
	find_path(2, 1);
	ASSERT_PATH(2, 1);
	find_path(1, 1);
	ASSERT_PATH(1);
}
END_TEST

START_TEST(no_way)
{
	const struct luocat_path_gap *gap;

	three_generations();
	/* back from v2 to v1: what reads v2 writes nothing else */
	find_path(1, 0);
	ck_assert(!luocat_path_found(path));
	ck_assert_uint_eq(luocat_path_n_kernels(path), 0);
	ck_assert(luocat_path_reached(path, 1) && luocat_path_reached(path, 2));
	ck_assert(!luocat_path_reached(path, 0));
	ck_assert(luocat_path_reaches(path, 0));
	ck_assert(!luocat_path_reaches(path, 1) && !luocat_path_reaches(path, 2));
	/* 7.4 -> 7.2 makes one hop, 7.4 -> 7.3 -> 7.2 two */
	ck_assert_uint_eq(luocat_path_n_gaps(path), 2);
	gap = luocat_path_gap(path, 0);
	ck_assert_uint_eq(gap->writer, 1);
	ck_assert_uint_eq(gap->reader, 0);
	ck_assert_uint_eq(gap->hops, 1);
	gap = luocat_path_gap(path, 1);
	ck_assert_uint_eq(gap->writer, 2);
	ck_assert_uint_eq(gap->reader, 0);
	ck_assert_uint_eq(gap->hops, 2);
	ck_assert_ptr_null(luocat_path_gap(path, 2));
}
END_TEST

/* What is unknown is nearer to passing than what is known not to. */
START_TEST(nearest_gap_first)
{
	struct luocat_catalog *from = kernel("7.2"), *between = kernel("7.3"), *to = kernel("7.4");

	add(from, HANDLER("memfd-v1"));
	add(between, HANDLER("memfd-v1"));
	add(between, HANDLER("pci-v1"));
	add(to, HANDLER("memfd-v2"));
	add(to, HANDLER("memfd-v1", .read = LUOCAT_UNKNOWN, .write = LUOCAT_NO,
			.origin = {.evidence_id = LUOCAT_EVIDENCE_DESCRIPTOR,
				   .evidence_write = LUOCAT_EVIDENCE_DESCRIPTOR}));
	judge_all(kernels, 3);
	ck_assert_int_eq(answer(0, 2)->outcome, LUOCAT_OUTCOME_UNKNOWN);
	ck_assert_int_eq(answer(1, 2)->outcome, LUOCAT_INCOMPATIBLE);
	find_path(0, 2);
	ck_assert(!luocat_path_found(path));
	ck_assert_uint_eq(luocat_path_n_gaps(path), 2);
	ck_assert_uint_eq(luocat_path_gap(path, 0)->writer, 0);
	ck_assert_uint_eq(luocat_path_gap(path, 1)->writer, 1);
}
END_TEST

/* Two ways of two hops: the one without a plan, although its kernel comes last. */
START_TEST(fewest_plans)
{
	struct luocat_catalog *from = kernel("7.2"), *to = kernel("7.4"), *other, *between;

	add(from, HANDLER("memfd-v1"));
	add(to, HANDLER("memfd-v2"));
	other = kernel("7.3-a");
	obeys(other);
	add(other, HANDLER("memfd-v1"));
	add(other, HANDLER("memfd-v2"));
	between = kernel("7.3-b");
	add(between, HANDLER("memfd-v1", .write = LUOCAT_NO));
	add(between, HANDLER("memfd-v2"));
	judge_all(kernels, 3);
	find_path(0, 1);
	ASSERT_PATH(0, 2, 1);
	ck_assert_int_eq(answer(2, 1)->outcome, LUOCAT_COMPATIBLE_WITH_PLAN);
	judge_all(kernels, 4);
	find_path(0, 1);
	ASSERT_PATH(0, 3, 1);
}
END_TEST

START_TEST(no_such_kernel)
{
	three_generations();
	ck_assert_int_eq(luocat_matrix_path(matrix, 0, 3, &path, &err), -EINVAL);
	ck_assert_int_eq(luocat_matrix_path(matrix, 3, 0, &path, &err), -EINVAL);
}
END_TEST

/* Hops and plans of the best way between any two, by Floyd and Warshall. */
#define FAR 100000
static unsigned int cost[FLEET][FLEET];

static void work_out_costs(void)
{
	for (size_t w = 0; w < FLEET; w++) {
		for (size_t r = 0; r < FLEET; r++)
			cost[w][r] = w == r		   ? 0
				     : answer(w, r)->fails ? FAR
							   : 100 + (answer(w, r)->n_plan ? 1 : 0);
	}
	for (size_t by = 0; by < FLEET; by++) {
		for (size_t w = 0; w < FLEET; w++) {
			for (size_t r = 0; r < FLEET; r++) {
				if (cost[w][by] + cost[by][r] < cost[w][r])
					cost[w][r] = cost[w][by] + cost[by][r];
			}
		}
	}
}

static void assert_best(size_t from, size_t to)
{
	unsigned int sum = 0;

	find_path(from, to);
	ck_assert(luocat_path_found(path) == (cost[from][to] < FAR));
	for (size_t i = 0; i < FLEET; i++) {
		ck_assert(luocat_path_reached(path, i) == (cost[from][i] < FAR));
		ck_assert(luocat_path_reaches(path, i) == (cost[i][to] < FAR));
	}
	if (!luocat_path_found(path)) {
		ck_assert_uint_gt(luocat_path_n_gaps(path), 0);
		return;
	}
	ck_assert_uint_eq(luocat_path_kernel(path, 0), from);
	ck_assert_uint_eq(luocat_path_kernel(path, luocat_path_n_kernels(path) - 1), to);
	for (size_t i = 1; i < luocat_path_n_kernels(path); i++) {
		const struct luocat_answer *hop = answer(luocat_path_kernel(path, i - 1),
							 luocat_path_kernel(path, i));

		ck_assert(!hop->fails);
		sum += 100 + (hop->n_plan ? 1 : 0);
	}
	ck_assert_uint_eq(sum, cost[from][to]);
}

START_TEST(drawn_fleets)
{
	fleet_draw((unsigned int)_i, fleet);
	judge_all(fleet, FLEET);
	work_out_costs();
	for (size_t from = 0; from < FLEET; from++) {
		for (size_t to = 0; to < FLEET; to++)
			assert_best(from, to);
	}
}
END_TEST

/* ---- Windows ---- */

/* kernel.org's order; Debian writes candidates with a tilde. */
START_TEST(releases)
{
	static const char *const order[] = {"6.16",	   "7.2-rc9",	     "7.2-rc10",
					    "7.2",	   "7.2.0-foo",	     "7.2.9",
					    "7.2.10",	   "7.10~rc1-amd64", "7.10-rc1-ab",
					    "7.10-rc1-cd", "7.10",	     "7.10-amd64"};

	for (int i = 0; i < COUNT(order); i++) {
		for (int k = 0; k < COUNT(order); k++) {
			int got = luocat_release_compare(order[i], order[k]);

			if ((i == 7 && k > 7 && k < 10) || (k == 7 && i > 7 && i < 10))
				continue; /* nobody has both spellings */
			ck_assert_msg((got < 0) == (i < k) && (got > 0) == (i > k), "%s, %s: %d",
				      order[i], order[k], got);
		}
	}
}
END_TEST

static void assert_pair(size_t index, enum luocat_direction direction, size_t w, size_t r)
{
	const struct luocat_window_pair *pair = luocat_window_pair(window, index);

	ck_assert_ptr_nonnull(pair);
	ck_assert_int_eq(pair->direction, direction);
	ck_assert_uint_eq(pair->writer, w);
	ck_assert_uint_eq(pair->reader, r);
}

START_TEST(window_by_release)
{
	struct luocat_window_opts opts = {.size = sizeof(opts), .back = 2, .forward = true};

	three_generations(); /* 7.2, 7.4, 7.3 */
	ck_assert_int_eq(luocat_matrix_window(matrix, &opts, &window, &err), 0);
	ck_assert_uint_eq(luocat_window_kernel(window, 0), 0);
	ck_assert_uint_eq(luocat_window_kernel(window, 1), 2);
	ck_assert_uint_eq(luocat_window_kernel(window, 2), 1);
	ck_assert_uint_eq(luocat_window_n_pairs(window), 3);
	assert_pair(0, LUOCAT_FORWARD, 0, 2);
	assert_pair(1, LUOCAT_FORWARD, 2, 1);
	assert_pair(2, LUOCAT_FORWARD, 0, 1);
	ck_assert_ptr_null(luocat_window_pair(window, 3));
}
END_TEST

START_TEST(window_as_given)
{
	struct luocat_window_opts opts = {.size = sizeof(opts),
					  .back = 1,
					  .as_given = true,
					  .forward = true,
					  .rollback = true};

	three_generations();
	ck_assert_int_eq(luocat_matrix_window(matrix, &opts, &window, &err), 0);
	ck_assert_uint_eq(luocat_window_n_pairs(window), 4);
	assert_pair(0, LUOCAT_FORWARD, 0, 1);
	assert_pair(1, LUOCAT_ROLLBACK, 1, 0);
	assert_pair(2, LUOCAT_FORWARD, 1, 2);
	assert_pair(3, LUOCAT_ROLLBACK, 2, 1);
}
END_TEST

static void assert_no_window(const struct luocat_window_opts *opts, int code, const char *what)
{
	ck_assert_int_eq(luocat_matrix_window(matrix, opts, &window, &err), code);
	ck_assert_str_eq(err.what, what);
}

START_TEST(window_without_an_order)
{
	struct luocat_window_opts opts = {.size = sizeof(opts), .back = 1, .forward = true};

	kernel("7.2");
	judge_all(kernels, 1);
	assert_no_window(&opts, -ENODATA, "there is one kernel only, and none before it");
	kernel("7.2");
	judge_all(kernels, 2);
	assert_no_window(&opts, -EINVAL,
			 "which came first is not to be told by their releases: "
			 "7.2@100000000000, 7.2@200000000000");
	opts.as_given = true;
	ck_assert_int_eq(luocat_matrix_window(matrix, &opts, &window, &err), 0);
	opts.as_given = false;
	kernel(NULL);
	judge_all(kernels + 1, 2);
	assert_no_window(&opts, -EINVAL,
			 "when build-id:3000000000000000000000000000000000000000 "
			 "came is not to be told: it says no release");
	opts.forward = false;
	assert_no_window(&opts, -EINVAL, "nothing is asked of the kernels");
}
END_TEST

/* ---- Common versions ---- */

static void look_for_common(void)
{
	luocat_common_unref(common);
	ck_assert_int_eq(luocat_common_new(kernels, n_kernels, &common, &err), 0);
}

static const struct luocat_common_version *find_common(const char *compatible)
{
	for (size_t i = 0; i < luocat_common_n_versions(common); i++) {
		const struct luocat_common_version *v = luocat_common_version(common, i);

		if (!strcmp(v->compatible, compatible))
			return v;
	}
	ck_abort_msg("no %s", compatible);
	return NULL;
}

static void assert_common(const char *compatible)
{
	const struct luocat_common_version *v = find_common(compatible);

	ck_assert_msg(!v->why, "%s: %s", compatible, v->why);
}

static void assert_not_common(const char *compatible, const char *why)
{
	ck_assert_ptr_nonnull(find_common(compatible)->why);
	ck_assert_str_eq(find_common(compatible)->why, why);
}

static void add_all(const struct luocat_version *version)
{
	for (size_t i = 0; i < n_kernels; i++)
		add(kernels[i], version);
}

START_TEST(what_all_have)
{
	kernel("7.2");
	kernel("7.3");
	kernel("7.4");
	add_all(HANDLER("memfd-v2"));
	add(kernels[0], HANDLER("pci-v1"));
	add(kernels[2], HANDLER("pci-v1"));
	add(kernels[1], HANDLER("disk-v1"));
	look_for_common();
	ck_assert_uint_eq(luocat_common_n_versions(common), 5);
	assert_common("kho-v4");
	assert_common("luo-v5");
	assert_common("memfd-v2");
	assert_not_common("pci-v1", "7.3 lacks it");
	assert_not_common("disk-v1", "7.2 and 1 more lack it");
	ck_assert_ptr_null(luocat_common_lacks(common));
	ck_assert(find_common("memfd-v2")->layout_known);
	ck_assert(find_common("memfd-v2")->required_known);
}
END_TEST

START_TEST(what_all_can_do)
{
	kernel("7.2");
	kernel("7.3");
	add(kernels[0], HANDLER("retired-v1"));
	add(kernels[1], HANDLER("retired-v1", .write = LUOCAT_NO));
	add(kernels[0], HANDLER("odd-v1", .read = LUOCAT_UNKNOWN,
				.origin = {.evidence_id = LUOCAT_EVIDENCE_DESCRIPTOR,
					   .evidence_write = LUOCAT_EVIDENCE_DESCRIPTOR}));
	add(kernels[1], HANDLER("odd-v1"));
	/* what is off now can be turned on */
	add_all(HANDLER("off-v1", .enable_write = LUOCAT_NO));
	look_for_common();
	assert_not_common("retired-v1", "7.3 does not write it");
	assert_not_common("odd-v1", "whether 7.2 reads it is not known");
	assert_common("off-v1");
}
END_TEST

START_TEST(one_layout)
{
	kernel("7.2");
	kernel("7.3");
	add_struct_a(kernels[0], "u64");
	add_struct_a(kernels[1], "s64");
	add_all(HANDLER("memfd-v2", OF_STRUCT_A));
	add(kernels[0], HANDLER("pci-v1", .layout_form = LUOCAT_LAYOUT_UNKNOWN));
	add(kernels[1], HANDLER("pci-v1", OF_STRUCT_A));
	look_for_common();
	assert_not_common("memfd-v2", "its layout in 7.3 is not that in 7.2");
	/* of one kernel it is not known: told, and no fingerprint to hold others to */
	assert_common("pci-v1");
	ck_assert(!find_common("pci-v1")->layout_known);
	ck_assert_ptr_null(find_common("pci-v1")->fingerprint);
}
END_TEST

START_TEST(fingerprint_of_one_layout)
{
	kernel("7.2");
	kernel("7.3");
	add_struct_a(kernels[0], "u64");
	add_struct_a(kernels[1], "u64");
	add_all(HANDLER("memfd-v2", OF_STRUCT_A));
	look_for_common();
	assert_common("memfd-v2");
	ck_assert_str_eq(
		find_common("memfd-v2")->fingerprint,
		luocat_catalog_find(kernels[0], LUOCAT_KIND_FILE_HANDLER, "memfd-v2")->fingerprint);
}
END_TEST

/* The second kernel says nothing of the flag, so neither neighbour contradicts it. */
START_TEST(one_meaning)
{
	kernel("7.2");
	kernel("7.3");
	kernel("7.4");
	for (size_t i = 0; i < 3; i++) {
		const struct luocat_constant flag = {"FLAG", 1 + i};

		add(kernels[i],
		    HANDLER("memfd-v2", .constants = &flag, .n_constants = i != 1,
			    .constants_known = i != 1,
			    .origin = {.evidence_id = LUOCAT_EVIDENCE_DESCRIPTOR,
				       .evidence_read = LUOCAT_EVIDENCE_DESCRIPTOR,
				       .evidence_write = LUOCAT_EVIDENCE_DESCRIPTOR,
				       .evidence_constants = i != 1 ? LUOCAT_EVIDENCE_DESCRIPTOR
								    : LUOCAT_EVIDENCE_NONE}));
	}
	look_for_common();
	assert_not_common("memfd-v2", "constant FLAG has one value in 7.2 and another in 7.4");
}
END_TEST

/* From a structure that one kernel lacks up to what needs what needs it. */
START_TEST(what_it_requires)
{
	kernel("7.2");
	kernel("7.3");
	add(kernels[0], STRUCTURE("list-v1"));
	add_all(FLB("flb-v1", NEEDS(REF(STRUCTURE, "list-v1"))));
	add_all(HANDLER("a-v1", NEEDS(REF(FLB, "flb-v1"))));
	add_all(HANDLER("b-v1", NEEDS(REF(CORE, "kho-v4"))));
	add(kernels[0], HANDLER("c-v1", NEEDS(REF(CORE, "kho-v3"))));
	add(kernels[1], HANDLER("c-v1"));
	add(kernels[0], HANDLER("d-v1", .required_known = false));
	add(kernels[1], HANDLER("d-v1"));
	look_for_common();
	assert_not_common("list-v1", "7.3 lacks it");
	assert_not_common("flb-v1", "it requires structure list-v1, which is not common");
	assert_not_common("a-v1", "it requires flb flb-v1, which is not common");
	assert_common("b-v1");
	assert_not_common("c-v1", "it requires core kho-v3, which no kernel has");
	assert_common("d-v1");
	ck_assert(!find_common("d-v1")->required_known);
}
END_TEST

/* Two that need each other stand or fall together. */
START_TEST(what_requires_in_a_circle)
{
	kernel("7.2");
	kernel("7.3");
	add_all(STRUCTURE("a-v1", NEEDS(REF(STRUCTURE, "b-v1"))));
	add_all(STRUCTURE("b-v1", NEEDS(REF(STRUCTURE, "a-v1"))));
	look_for_common();
	assert_common("a-v1");
	assert_common("b-v1");
}
END_TEST

START_TEST(core_is_missing)
{
	kernel("7.2");
	look_for_common();
	ck_assert_ptr_null(luocat_common_lacks(common));
	add(kernels[0], CORE("extra-v1", .read = LUOCAT_NO));
	look_for_common();
	ck_assert_str_eq(luocat_common_lacks(common), "extra");
	kernels[n_kernels++] = whole_kernel("7777");
	look_for_common();
	ck_assert_str_eq(luocat_common_lacks(common), "kho");
}
END_TEST

START_TEST(names_of_profiles)
{
	char *text;

	kernel("7.2");
	look_for_common();
	ck_assert_int_eq(luocat_common_to_policy(common, "", &text, NULL, &err), -EINVAL);
	ck_assert_int_eq(luocat_common_to_policy(common, "a\nb", &text, NULL, &err), -EINVAL);
	ck_assert_int_eq(luocat_common_to_policy(common, "fleet-2026q4", &text, NULL, &err), 0);
	ck_assert_ptr_nonnull(strstr(text, "\"fleet-2026q4\": {"));
	free(text);
}
END_TEST

/* All of drawn fleets: what is common can be read and written by each, in one layout. */
START_TEST(drawn_common)
{
	n_kernels = 4;
	fleet_draw((unsigned int)_i, fleet);
	for (size_t i = 0; i < n_kernels; i++)
		kernels[i] = luocat_catalog_ref(fleet[i]);
	look_for_common();
	for (size_t i = 0; i < luocat_common_n_versions(common); i++) {
		const struct luocat_common_version *v = luocat_common_version(common, i);

		for (size_t k = 0; !v->why && k < n_kernels; k++) {
			const struct luocat_version *had = luocat_catalog_find(kernels[k], v->kind,
									       v->compatible);

			ck_assert_ptr_nonnull(had);
			ck_assert_int_eq(had->read, LUOCAT_YES);
			ck_assert_int_eq(had->write, LUOCAT_YES);
			if (v->fingerprint)
				ck_assert_str_eq(had->fingerprint, v->fingerprint);
			for (size_t r = 0; r < had->n_required; r++)
				assert_common(had->required[r].compatible);
		}
	}
}
END_TEST

static void setup(void)
{
	memset(&err, 0, sizeof(err));
	n_kernels = 0;
}

static void teardown(void)
{
	path = luocat_path_unref(path);
	window = luocat_window_unref(window);
	common = luocat_common_unref(common);
	matrix = luocat_matrix_unref(matrix);
	for (size_t i = 0; i < n_kernels; i++)
		luocat_catalog_unref(kernels[i]);
	for (size_t i = 0; i < FLEET; i++)
		fleet[i] = luocat_catalog_unref(fleet[i]);
}

static void fill(TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, by_way_of_another);
	tcase_add_test(tests, no_way);
	tcase_add_test(tests, nearest_gap_first);
	tcase_add_test(tests, fewest_plans);
	tcase_add_test(tests, no_such_kernel);
	tcase_add_loop_test(tests, drawn_fleets, 0, 8);
	tcase_add_test(tests, releases);
	tcase_add_test(tests, window_by_release);
	tcase_add_test(tests, window_as_given);
	tcase_add_test(tests, window_without_an_order);
	tcase_add_test(tests, what_all_have);
	tcase_add_test(tests, what_all_can_do);
	tcase_add_test(tests, one_layout);
	tcase_add_test(tests, fingerprint_of_one_layout);
	tcase_add_test(tests, one_meaning);
	tcase_add_test(tests, what_it_requires);
	tcase_add_test(tests, what_requires_in_a_circle);
	tcase_add_test(tests, core_is_missing);
	tcase_add_test(tests, names_of_profiles);
	tcase_add_loop_test(tests, drawn_common, 0, 16);
}

int main(void)
{
	return pair_main("fleet", fill);
}
