// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_matrix.c - many kernels: cells are judgements, whoever works them out; names say one kernel
 * each
 */
#include "fleet.h"
#include "policy_pair.h"

#define ID_A "aaaaaaaaaaaa1111111111111111111111111111"
#define ID_B "bbbbbbbbbbbb2222222222222222222222222222"
#define ID_C "bbbbbbbbbbbb3333333333333333333333333333"

static struct luocat_matrix *matrix;
static struct luocat_catalog *fleet[FLEET];

static void make_asked(struct luocat_catalog **catalogs, size_t n, unsigned int threads,
		       const struct luocat_judge_opts *judge)
{
	struct luocat_matrix_opts opts = {
		.size = sizeof(opts), .threads = threads, .judge = judge};

	luocat_matrix_unref(matrix);
	ck_assert_int_eq(luocat_matrix_new(catalogs, n, &opts, &matrix, &err), 0);
	ck_assert_uint_eq(luocat_matrix_n_kernels(matrix), n);
}

static void make(struct luocat_catalog **catalogs, size_t n, unsigned int threads)
{
	make_asked(catalogs, n, threads, NULL);
}

static char *to_text(void)
{
	char *text;

	ck_assert_int_eq(luocat_matrix_to_json(matrix, &text, NULL, &err), 0);
	return text;
}

static void fleet_free(void)
{
	for (size_t i = 0; i < FLEET; i++)
		fleet[i] = luocat_catalog_unref(fleet[i]);
}

/* ---- Cells ---- */

static const struct luocat_answer *cell(size_t w, size_t r)
{
	return luocat_matrix_answer(matrix, luocat_matrix_cell(matrix, w, r));
}

START_TEST(pairs_and_diagonal)
{
	struct luocat_catalog *pair[] = {writer, reader};

	/* the writer has two handlers of memfd, one of which the reader lacks */
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3"));
	make(pair, 2, 1);
	ck_assert_int_eq(cell(0, 0)->outcome, LUOCAT_COMPATIBLE);
	ck_assert_int_eq(cell(1, 1)->outcome, LUOCAT_COMPATIBLE);
	ck_assert_int_eq(cell(1, 0)->outcome, LUOCAT_COMPATIBLE);
	ck_assert_int_eq(cell(0, 1)->outcome, LUOCAT_COMPATIBLE_WITH_PLAN);
	ck_assert_str_eq(cell(0, 1)->findings[0].rule->id, "LUO-UNREADABLE");
	ck_assert_uint_eq(cell(0, 1)->n_plan, 1);
	ck_assert_str_eq(cell(0, 1)->plan[0].compatible, "memfd-v3");
	ck_assert_int_eq(luocat_matrix_outcome(matrix), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_judged(matrix, NULL);
}
END_TEST

/* Any number of threads, any kernels: what luocat_judge() says, and the same text. */
START_TEST(drawn_fleets)
{
	for (unsigned int seed = 0; seed < 8; seed++) {
		char *text, *other;

		fleet_draw((unsigned int)_i * 8 + seed, fleet);
		make(fleet, FLEET, 3);
		assert_judged(matrix, NULL);
		text = to_text();
		make(fleet, FLEET, 1);
		other = to_text();
		ck_assert_str_eq(text, other);
		free(text);
		free(other);
		fleet_free();
	}
}
END_TEST

/* The fleets above would prove little if their pairs all came to one thing. */
START_TEST(drawn_fleets_have_all_outcomes)
{
	bool seen[LUOCAT_INCOMPATIBLE + 1] = {false};

	for (unsigned int seed = 0; seed < 32; seed++) {
		fleet_draw(seed, fleet);
		make(fleet, FLEET, 2);
		for (size_t i = 0; i < luocat_matrix_n_answers(matrix); i++)
			seen[luocat_matrix_answer(matrix, i)->outcome] = true;
		fleet_free();
	}
	for (int i = 0; i <= LUOCAT_INCOMPATIBLE; i++)
		ck_assert_msg(seen[i], "%s", luocat_outcome_name((enum luocat_outcome)i));
}
END_TEST

/* What stands in a policy behind its version, and a profile of it that is asked for. */
static const struct {
	const char *members;
	const char *profile;
} policies[] = {
	{"\"severities\": [{\"rule\": \"LUO-MODULE\", \"severity\": \"error\"}, "
	 "{\"rule\": \"LUO-LAYOUT-DRIFT\", \"format\": \"memfd\", \"severity\": \"warn\"}, "
	 "{\"rule\": \"LUO-REQUIRES\", \"severity\": \"off\"}]",
	 NULL},
	{"\"mandatory\": [\"file-handler/memfd\"], \"optional\": [\"pci\"]", NULL},
	{"\"evidence\": [{\"format\": \"file-handler/*\", \"minimum\": \"descriptor\"}]", NULL},
	{"\"fail_on\": \"warning\"", NULL},
	{"\"fail_on\": \"note\"", NULL},
	{"\"profiles\": {\"p\": {\"formats\": ["
	 "{\"kind\": \"core\", \"compatible\": \"kho-v4\"}, "
	 "{\"kind\": \"core\", \"compatible\": \"luo-v5\"}, "
	 "{\"kind\": \"file-handler\", \"compatible\": \"memfd-v2\"}]}}",
	 "p"},
	{"\"waivers\": [{\"rule\": \"LUO-UNREADABLE\", \"format\": \"memfd\", " SIGNED "}, "
	 "{\"rule\": \"LUO-ARCH\", \"reason\": \"r\", \"owner\": \"o\", "
	 "\"expires\": \"2026-11-27\"}]",
	 NULL},
	/* of kernels that are else alike, only some are waived for */
	{"\"waivers\": [{\"rule\": \"LUO-UNREADABLE\", \"writer\": \"7.?.0\", "
	 "\"reader\": \"7.1?.0\", " SIGNED "}, "
	 "{\"rule\": \"LUO-READ-UNKNOWN\", \"reader\": \"7.2*\", " SIGNED "}]",
	 NULL},
};

/* Any policy: what luocat_judge() says with the same one, and not what it says without. */
START_TEST(drawn_fleets_with_a_policy)
{
	struct luocat_judge_opts opts = {
		.size = sizeof(opts), .now = "2026-11-28", .profile = policies[_i].profile};
	char document[640];
	size_t n_changed = 0;

	snprintf(document, sizeof(document), "{\"policy_version\": 1, %s}", policies[_i].members);
	say(document);
	opts.policy = policy;
	for (unsigned int seed = 0; seed < 4; seed++) {
		char *without, *with, *other;

		fleet_draw(seed, fleet);
		make(fleet, FLEET, 2);
		without = to_text();
		make_asked(fleet, FLEET, 3, &opts);
		assert_judged(matrix, &opts);
		with = to_text();
		make_asked(fleet, FLEET, 1, &opts);
		other = to_text();
		ck_assert_str_eq(with, other);
		n_changed += strcmp(with, without) != 0;
		free(without);
		free(with);
		free(other);
		fleet_free();
	}
	ck_assert_uint_gt(n_changed, 0);
}
END_TEST

/* What only one kernel has is told for where that one writes, and what none has is a mistake. */
START_TEST(in_use)
{
	const char *const words[] = {"memfd"}, *const unknown[] = {"memfd", "disk"};
	struct luocat_judge_opts judge = {
		.size = sizeof(judge), .narrow = true, .in_use = words, .n_in_use = 1};
	struct luocat_matrix_opts opts = {.size = sizeof(opts), .judge = &judge};
	struct luocat_catalog *pair[] = {writer, reader};

	add(writer, HANDLER("memfd-v2"));
	add(reader, HANDLER("pci-v1"));
	ck_assert_int_eq(luocat_matrix_new(pair, 2, &opts, &matrix, &err), 0);
	ck_assert_int_eq(cell(0, 1)->outcome, LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(cell(1, 0)->outcome, LUOCAT_COMPATIBLE);
	judge.in_use = unknown;
	judge.n_in_use = 2;
	matrix = luocat_matrix_unref(matrix);
	ck_assert_int_eq(luocat_matrix_new(pair, 2, &opts, &matrix, &err), -EINVAL);
	ck_assert_str_eq(err.what, "no kernel has a format of the name or id \"disk\"");
}
END_TEST

/* ---- Names ---- */

static struct luocat_catalog *kernel_called(const char *release, const char *build_id)
{
	struct luocat_catalog *catalog = luocat_catalog_new();

	ck_assert_ptr_nonnull(catalog);
	set_kernel(catalog, KERNEL(.release = release, .build_id = build_id));
	return catalog;
}

static void name(size_t n, const char *const kernels[][2])
{
	struct luocat_catalog *catalogs[8];

	for (size_t i = 0; i < n; i++)
		catalogs[i] = kernel_called(kernels[i][0], kernels[i][1]);
	make(catalogs, n, 1);
	for (size_t i = 0; i < n; i++)
		luocat_catalog_unref(catalogs[i]);
}

static void assert_name(size_t kernel, const char *want)
{
	ck_assert_str_eq(luocat_matrix_kernel(matrix, kernel)->name, want);
}

START_TEST(names)
{
	static const char *const kernels[][2] = {
		{"7.2.0", ID_A}, {"7.3.0", ID_B}, {"7.3.0", "cc11"}, {NULL, ID_C}};

	name(4, kernels);
	assert_name(0, "7.2.0");
	assert_name(1, "7.3.0@bbbbbbbbbbbb");
	assert_name(2, "7.3.0@cc11");
	assert_name(3, "build-id:" ID_C);
}
END_TEST

START_TEST(names_whose_digits_are_one)
{
	static const char *const kernels[][2] = {{"7.3.0", ID_B}, {"7.3.0", ID_C}, {"7.2.0", ID_A}};

	name(3, kernels);
	assert_name(0, "build-id:" ID_B);
	assert_name(1, "build-id:" ID_C);
	assert_name(2, "7.2.0");
}
END_TEST

/* A release that poses as another kernel's name or key takes nothing from it. */
START_TEST(names_that_pose)
{
	static const char *const kernels[][2] = {{"7.3.0", ID_A},
						 {"7.3.0", ID_B},
						 {"7.3.0@aaaaaaaaaaaa", "cc11"},
						 {"build-id:" ID_A, "cc22"}};

	name(4, kernels);
	assert_name(0, "build-id:" ID_A);
	assert_name(1, "7.3.0@bbbbbbbbbbbb");
	assert_name(2, "7.3.0@aaaaaaaaaaaa@cc11");
	assert_name(3, "build-id:" ID_A "@cc22");
}
END_TEST

START_TEST(release_that_is_none)
{
	static const char long_one[] =
		"7.3.0-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	const char *const kernels[][2] = {{long_one, ID_A}, {NULL, ID_B}};

	ck_assert_uint_eq(strlen(long_one), 65);
	name(2, kernels);
	assert_name(0, "build-id:" ID_A);
	assert_name(1, "build-id:" ID_B);
}
END_TEST

START_TEST(one_kernel_twice)
{
	struct luocat_catalog *pair[] = {writer, writer};

	ck_assert_int_eq(luocat_matrix_new(pair, 2, NULL, &matrix, &err), -EEXIST);
	ck_assert_str_eq(err.what, "two catalogs are of one kernel: build-id:"
				   "1111111111111111111111111111111111111111");
}
END_TEST

static void assert_found(const char *word, size_t want)
{
	size_t got = 99;

	ck_assert_int_eq(luocat_matrix_find(matrix, word, &got, &err), 0);
	ck_assert_uint_eq(got, want);
}

START_TEST(find_kernel)
{
	static const char *const kernels[][2] = {{"7.2.0", ID_A}, {"7.3.0", ID_B}, {"7.3.0", ID_C}};
	size_t got = 99;

	name(3, kernels);
	assert_found("7.2.0", 0);
	assert_found("build-id:" ID_A, 0);
	assert_found(ID_B, 1);
	assert_found("aaaaaaaa", 0);
	assert_found("bbbbbbbbbbbb3", 2);
	ck_assert_int_eq(luocat_matrix_find(matrix, "7.3.0", &got, &err), -EEXIST);
	ck_assert_str_eq(err.what, "\"7.3.0\" may be any of build-id:" ID_B ", build-id:" ID_C);
	ck_assert_int_eq(luocat_matrix_find(matrix, "bbbbbbbb", &got, &err), -EEXIST);
	/* too few digits to mean a build-id */
	ck_assert_int_eq(luocat_matrix_find(matrix, "aaaaaaa", &got, &err), -ENOENT);
	ck_assert_str_eq(err.what, "none of the kernels has the name, release, key or build-id "
				   "\"aaaaaaa\"");
	ck_assert_uint_eq(got, 99);
}
END_TEST

/* ---- What cannot be asked ---- */

START_TEST(nothing_and_too_much)
{
	static struct luocat_catalog *many[4097];

	ck_assert_int_eq(luocat_matrix_new(many, 0, NULL, &matrix, &err), -EINVAL);
	ck_assert_int_eq(luocat_matrix_new(many, 4097, NULL, &matrix, &err), -E2BIG);
	ck_assert_ptr_null(matrix);
}
END_TEST

START_TEST(what_is_of_one_kernel)
{
	struct luocat_judge_opts judge = {.size = sizeof(judge), .image_build_id = ID_A};
	struct luocat_matrix_opts opts = {.size = sizeof(opts), .judge = &judge};
	struct luocat_catalog *pair[] = {writer, reader};

	ck_assert_int_eq(luocat_matrix_new(pair, 2, &opts, &matrix, &err), -EINVAL);
	judge.image_build_id = NULL;
	judge.state = luocat_state_new();
	ck_assert_int_eq(luocat_matrix_new(pair, 2, &opts, &matrix, &err), -EINVAL);
	luocat_state_unref(judge.state);
}
END_TEST

/* A pair that cannot be judged stops it all, and is named. */
START_TEST(pair_that_cannot_be_judged)
{
	struct luocat_catalog *pair[] = {writer, reader};
	char id[32];

	for (int i = 0; i < 1100; i++) {
		snprintf(id, sizeof(id), "format%d", i);
		add(reader, HANDLER(id));
	}
	ck_assert_int_eq(luocat_matrix_new(pair, 2, NULL, &matrix, &err), -E2BIG);
	ck_assert_str_eq(err.what, "7.3.0@111111111111 -> 7.3.0@222222222222: reader has 1102 "
				   "versions, more than 1024");
}
END_TEST

static void drop(void)
{
	fleet_free();
	matrix = luocat_matrix_unref(matrix);
}

static void fill(TCase *tests)
{
	tcase_add_checked_fixture(tests, NULL, drop);
	tcase_add_test(tests, pairs_and_diagonal);
	tcase_add_loop_test(tests, drawn_fleets, 0, 8);
	tcase_add_test(tests, drawn_fleets_have_all_outcomes);
	tcase_add_loop_test(tests, drawn_fleets_with_a_policy, 0, COUNT(policies));
	tcase_add_test(tests, in_use);
	tcase_add_test(tests, names);
	tcase_add_test(tests, names_whose_digits_are_one);
	tcase_add_test(tests, names_that_pose);
	tcase_add_test(tests, release_that_is_none);
	tcase_add_test(tests, one_kernel_twice);
	tcase_add_test(tests, find_kernel);
	tcase_add_test(tests, nothing_and_too_much);
	tcase_add_test(tests, what_is_of_one_kernel);
	tcase_add_test(tests, pair_that_cannot_be_judged);
}

int main(void)
{
	return policy_main("matrix", fill);
}
