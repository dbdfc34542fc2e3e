// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_alloc.c - each allocation of the catalog model fails in turn: no crash, no leak, no change
 *
 * The library's own calls are caught by the linker (--wrap, unit.mk), jansson's by its hooks. Where
 * jansson's fail, all later ones do too, and its error may be another one: its lexer goes on after
 * a buffer that did not grow (jansson issue 362, open).
 */
#include <check.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "live_tree.h"
#include "model.h"
#include "run.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *block);
char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
int __real_vasprintf(char **text, const char *fmt, va_list args);
int __wrap_vasprintf(char **text, const char *fmt, va_list args);

static struct {
	bool armed;
	bool lasting; /* all that follow fail too */
	long left;    /* allocations that succeed */
	long balance; /* blocks that were not freed */
	bool failed;
} allocator;

static bool refuse(void)
{
	if (!allocator.armed)
		return false;
	if (allocator.left > 0) {
		allocator.left--;
		return false;
	}
	if (allocator.failed && !allocator.lasting)
		return false;
	allocator.failed = true;
	return true;
}

static void *count(void *block)
{
	if (allocator.armed && block)
		allocator.balance++;
	return block;
}

void *__wrap_malloc(size_t size)
{
	return refuse() ? NULL : count(__real_malloc(size));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return refuse() ? NULL : count(__real_calloc(n, size));
}

void *__wrap_realloc(void *old, size_t size)
{
	void *block = refuse() ? NULL : __real_realloc(old, size);

	return old ? block : count(block);
}

char *__wrap_strdup(const char *text)
{
	return refuse() ? NULL : count(__real_strdup(text));
}

int __wrap_vasprintf(char **text, const char *fmt, va_list args)
{
	int length = refuse() ? -1 : __real_vasprintf(text, fmt, args);

	if (length >= 0)
		count(*text);
	return length;
}

void __wrap_free(void *block)
{
	if (allocator.armed && block)
		allocator.balance--;
	__real_free(block);
}

static void *json_malloc(size_t size)
{
	if (!allocator.lasting)
		return count(__real_malloc(size));
	return __wrap_malloc(size);
}

static void arm(long left, bool lasting)
{
	allocator.armed = true;
	allocator.lasting = lasting;
	allocator.left = left;
	allocator.balance = 0;
	allocator.failed = false;
}

static const struct luocat_option options[] = {{"LIVEUPDATE", "y"}, {"KEXEC_HANDOVER", NULL}};
static const struct luocat_kernel kernel = KERNEL_INIT(.release = "7.3", .options = options,
						       .n_options = 2);
static const struct luocat_kernel more = KERNEL_INIT(.arch = "x86_64", .page_size = 4096,
						     .byte_order = "little", .pointer_size = 8);
static const struct luocat_version version =
	VERSION_INIT(.compatible = "memfd-v2", .layout_form = LUOCAT_LAYOUT_STRUCT,
		     .roots = (const char *const[]){"struct a"}, .n_roots = 1,
		     .provider = "builtin", .constants = &(const struct luocat_constant){"FLAG", 2},
		     .n_constants = 1, .constants_known = true,
		     .required = &(const struct luocat_ref){LUOCAT_KIND_CORE, "kho-v4"},
		     .n_required = 1, .required_known = true, .origin.object = "vmlinux",
		     .origin.evidence_constants = LUOCAT_EVIDENCE_PROBE);
static const struct luocat_version again =
	VERSION_INIT(.compatible = "memfd-v2", .name = "mem",
		     .origin.evidence_id = LUOCAT_EVIDENCE_DESCRIPTOR);
static const struct luocat_version other = VERSION_INIT(.compatible = "luo-v5",
							.kind = LUOCAT_KIND_CORE);

static const struct luocat_gap gap = {
	.size = sizeof(gap),
	.kind = LUOCAT_KIND_FLB,
	.why = "why",
	.origin = {.object = "vmlinux", .symbol = "flb"},
};

static const struct luocat_type type = STRUCT("a", 16,
					      {{"x", 0, 0, "struct b"}, {"y", 64, 0, "enum e"}});
static const struct luocat_type types[] = {
	STRUCT("b", 8, {{"x", 0, 0, "u64"}}),
	ENUM("e", 4, true, {{"A", 1}, {"B", 2}}),
};

static int fill_types(struct luocat_catalog *catalog, struct luocat_error *err)
{
	int r = luocat_catalog_add_type(catalog, &type, err);

	for (int i = 0; !r && i < COUNT(types); i++)
		r = luocat_catalog_add_type(catalog, &types[i], err);
	if (!r)
		r = luocat_catalog_add_type(catalog, &type, err);
	return r;
}

static int fill(struct luocat_catalog *catalog, struct luocat_error *err)
{
	int r;

	r = luocat_catalog_set_generator(catalog, "test", "1", err);
	if (!r)
		r = luocat_catalog_set_kernel(catalog, &kernel, err);
	if (!r)
		r = luocat_catalog_set_kernel(catalog, &more, err);
	if (!r)
		r = luocat_catalog_add(catalog, &version, err);
	if (!r)
		r = luocat_catalog_add(catalog, &again, err);
	if (!r)
		r = luocat_catalog_add(catalog, &again, err);
	if (!r)
		r = luocat_catalog_add(catalog, &other, err);
	if (!r)
		r = luocat_catalog_add_gap(catalog, &gap, err);
	if (!r)
		r = fill_types(catalog, err);
	return r;
}

/* Everything that allocates, once. */
static int everything(struct luocat_error *err)
{
	struct luocat_catalog *catalog = luocat_catalog_new(), *loaded = NULL;
	char *text = NULL, *layout = NULL, key[80];
	size_t length;
	int r;

	if (!catalog)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "new");
	r = fill(catalog, err);
	if (!r)
		r = luocat_catalog_key(catalog, key, err);
	if (!r)
		r = luocat_layout_text(catalog,
				       luocat_catalog_find(catalog, version.kind, "memfd-v2"),
				       &layout, err);
	if (!r)
		r = luocat_catalog_to_json(catalog, &text, &length, err);
	if (!r)
		r = luocat_catalog_load(text, length, "file", &loaded, err);
	free(layout);
	free(text);
	luocat_catalog_unref(loaded);
	luocat_catalog_unref(catalog);
	return r;
}

static const char *const modules[] = {"vfio", "pci"};

/* All that is done with a state. */
static int state_everything(struct luocat_error *err)
{
	const struct luocat_running running = {.size = sizeof(running),
					       .release = "7.3",
					       .table = true,
					       .modules = modules,
					       .n_modules = 2,
					       .modules_known = true,
					       .cmdline = "quiet"};
	struct luocat_running_version row = {
		.size = sizeof(row), .kind = LUOCAT_KIND_FLB, .compatible = "a", .name = "a"};
	struct luocat_state *state = luocat_state_new(), *loaded = NULL;
	char *text = NULL, id[16];
	size_t length;
	int r;

	if (!state)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "new");
	r = luocat_state_set(state, &running, err);
	for (int i = 0; i < 20 && !r; i++) {
		row.compatible = id;
		snprintf(id, sizeof(id), "a-v%d", i);
		r = luocat_state_add(state, &row, err);
	}
	if (!r)
		r = luocat_state_to_json(state, &text, &length, err);
	if (!r)
		r = luocat_state_load(text, length, "file", &loaded, err);
	free(text);
	luocat_state_unref(loaded);
	luocat_state_unref(state);
	return r;
}

/* All that is done with the running kernel's table, which is put back for the next round. */
static int live_everything(struct luocat_error *err)
{
	static const char text[] =
		"{\"writer_key\": \"" KEY "\", \"reader_key\": \"build-id:22\", "
		"\"default_enable_write\": false, \"set\": [{\"kind\": \"file-handler\", "
		"\"name\": \"memfd\", \"compatible\": \"memfd-v3\", \"enable_write\": false}]}";
	struct luocat_state *state = NULL;
	struct luocat_plan *plan = NULL;
	int r = luocat_live_read(&live, &state, err);

	if (!r)
		r = luocat_plan_load(text, strlen(text), "plan", NULL, &plan, err);
	if (!r)
		r = luocat_live_apply(&live, plan, NULL, err);
	allocator.armed = false;
	ck_assert_str_eq(tree_flags(), r ? "1111" : "0101");
	ck_assert(!tree_has("luo-apply.json"));
	allocator.armed = true;
	luocat_state_unref(state);
	luocat_plan_unref(plan);
	return r;
}

/* The same layout as that of @type, with something of everything changed. */
static const struct luocat_type changed_types[] = {
	STRUCT("a", 24, {{"x", 64, 0, "struct c"}, {"z", 128, 0, "enum e"}, {"y", 0, 0, "u32"}}),
	STRUCT("c", 8, {{"renamed", 0, 0, "u64"}}),
	ENUM("e", 4, true, {{"A", 2}, {"C", 3}}),
};

static struct luocat_catalog *pair[2];

static void fill_pair(void)
{
	for (int i = 0; i < 2; i++) {
		pair[i] = luocat_catalog_new();
		ck_assert_int_eq(luocat_catalog_set_kernel(pair[i], &more, NULL), 0);
		ck_assert_int_eq(luocat_catalog_add(pair[i], &version, NULL), 0);
	}
	ck_assert_int_eq(luocat_catalog_add(pair[0], &other, NULL), 0);
	ck_assert_int_eq(luocat_catalog_set_kernel(pair[1], &kernel, NULL), 0);
	ck_assert_int_eq(fill_types(pair[0], NULL), 0);
	for (int i = 0; i < COUNT(changed_types); i++)
		ck_assert_int_eq(luocat_catalog_add_type(pair[1], &changed_types[i], NULL), 0);
}

static int judge_pair(struct luocat_error *err)
{
	struct luocat_verdict *verdict = NULL;
	char *text = NULL;
	int r = luocat_judge(pair[0], pair[1], NULL, &verdict, err);

	if (!r)
		r = luocat_verdicts_to_json(&verdict, 1, &text, NULL, err);
	free(text);
	luocat_verdict_unref(verdict);
	return r;
}

/* Two documents, options, and a pair that is judged with all of it. */
static int judge_with_policy(struct luocat_policy *policy, struct luocat_error *err)
{
	struct luocat_judge_opts opts = {
		.size = sizeof(opts), .policy = policy, .profile = "all", .now = "2026-11-28"};
	struct luocat_verdict *verdict = NULL;
	char *text = NULL;
	int r = luocat_judge(pair[0], pair[1], &opts, &verdict, err);

	if (!r)
		r = luocat_verdicts_name_unused(&verdict, 1, err);
	if (!r)
		r = luocat_verdicts_to_json(&verdict, 1, &text, NULL, err);
	free(text);
	luocat_verdict_unref(verdict);
	return r;
}

/* The same of many kernels. */
static int matrix_with_policy(struct luocat_policy *policy, struct luocat_error *err)
{
	struct luocat_judge_opts judge = {
		.size = sizeof(judge), .policy = policy, .profile = "all", .now = "2026-11-28"};
	struct luocat_matrix_opts opts = {.size = sizeof(opts), .judge = &judge};
	struct luocat_matrix *matrix = NULL;
	char *text = NULL;
	int r = luocat_matrix_new(pair, 2, &opts, &matrix, err);

	if (!r)
		r = luocat_matrix_name_unused(matrix, err);
	if (!r)
		r = luocat_matrix_to_json(matrix, &text, NULL, err);
	free(text);
	luocat_matrix_unref(matrix);
	return r;
}

static int lint_with_policy(struct luocat_policy *policy, struct luocat_error *err)
{
	struct luocat_lint_opts opts = {
		.size = sizeof(opts), .policy = policy, .now = "2026-11-28"};
	struct luocat_verdict *verdict = NULL;
	char *text = NULL;
	int r = luocat_lint(pair[1], pair[0], &opts, &verdict, err);

	if (!r)
		r = luocat_lint_to_json(verdict, &text, NULL, err);
	free(text);
	luocat_verdict_unref(verdict);
	return r;
}

static int policy_everything(struct luocat_error *err)
{
	static const char ours[] =
		"{\"policy_version\": 1, \"mandatory\": [\"core/*\"], \"optional\": [\"memfd\"], "
		"\"severities\": [{\"rule\": \"LUO-GAP\", \"severity\": \"off\"}, "
		"{\"rule\": \"LUO-PAGE-SIZE\", \"severity\": \"warn\"}], "
		"\"evidence\": [{\"minimum\": \"object\"}], \"directions\": \"both\", "
		"\"window\": 1, \"profiles\": {\"all\": {\"formats\": [{\"kind\": \"core\", "
		"\"compatible\": \"luo-v5\"}]}}}";
	static const char theirs[] =
		"{\"policy_version\": 1, \"fail_on\": \"plan\", \"waivers\": [{\"rule\": "
		"\"LUO-PROFILE-EXTRA\", \"writer\": \"7*\", \"reason\": \"r\", "
		"\"owner\": \"o\", \"expires\": \"2026-11-28\"}, {\"rule\": \"LUO-ARCH\", "
		"\"reason\": \"r\", \"owner\": \"o\", \"expires\": \"2027-01-01\"}]}";
	struct luocat_policy *policy = luocat_policy_new();
	int r;

	if (!policy)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "new");
	r = luocat_policy_load(policy, ours, strlen(ours), "ours", err);
	if (!r)
		r = luocat_policy_load(policy, theirs, strlen(theirs), "theirs", err);
	if (!r)
		r = luocat_policy_set_rule(policy, "LUO-ARCH", LUOCAT_LEVEL_OFF, "--rule", err);
	if (!r)
		r = luocat_policy_set_fail_on(policy, "note", err);
	if (!r)
		r = judge_with_policy(policy, err);
	if (!r)
		r = matrix_with_policy(policy, err);
	if (!r)
		r = lint_with_policy(policy, err);
	luocat_policy_unref(policy);
	return r;
}

static int lint_pair(struct luocat_error *err)
{
	struct luocat_verdict *verdict = NULL;
	char *text = NULL;
	int r = luocat_lint(pair[1], pair[0], NULL, &verdict, err);

	if (!r)
		r = luocat_lint_to_json(verdict, &text, NULL, err);
	free(text);
	luocat_verdict_unref(verdict);
	return r;
}

static int diff_pair(struct luocat_error *err)
{
	struct luocat_diff *diff = NULL;
	char *text = NULL;
	int r = luocat_diff(pair[0], pair[1], &diff, err);

	if (!r)
		r = luocat_diff_to_json(diff, &text, NULL, err);
	free(text);
	luocat_diff_unref(diff);
	return r;
}

/* All that is done with two catalogs. */
static int compare_pair(struct luocat_error *err)
{
	int r = judge_pair(err);

	if (!r)
		r = lint_pair(err);
	return r ? r : diff_pair(err);
}

static int path_of(struct luocat_matrix *matrix, size_t from, struct luocat_error *err)
{
	struct luocat_path *path = NULL;
	char *text = NULL;
	int r = luocat_matrix_path(matrix, from, 1, &path, err);

	if (!r)
		r = luocat_path_to_json(path, &text, NULL, err);
	free(text);
	luocat_path_unref(path);
	return r;
}

static int window_of(struct luocat_matrix *matrix, struct luocat_error *err)
{
	const struct luocat_window_opts opts = {
		.size = sizeof(opts), .back = 1, .as_given = true, .forward = true};
	struct luocat_window *window = NULL;
	char *text = NULL;
	int r = luocat_matrix_window(matrix, &opts, &window, err);

	if (!r)
		r = luocat_window_to_json(window, &text, NULL, err);
	free(text);
	luocat_window_unref(window);
	return r;
}

static int common_of_pair(struct luocat_error *err)
{
	struct luocat_common *common = NULL;
	char *text = NULL, *policy = NULL;
	int r = luocat_common_new(pair, 2, &common, err);

	if (!r)
		r = luocat_common_to_json(common, &text, NULL, err);
	if (!r)
		r = luocat_common_to_policy(common, "fleet", &policy, NULL, err);
	/* these have nothing in common */
	if (r == -ENODATA)
		r = 0;
	free(text);
	free(policy);
	luocat_common_unref(common);
	return r;
}

/* All that is done with many catalogs. */
static int judge_all(struct luocat_error *err)
{
	struct luocat_matrix *matrix = NULL;
	char *text = NULL;
	int r = luocat_matrix_new(pair, 2, NULL, &matrix, err);

	if (!r)
		r = luocat_matrix_to_json(matrix, &text, NULL, err);
	for (size_t from = 0; from < 2 && !r; from++)
		r = path_of(matrix, from, err);
	if (!r)
		r = window_of(matrix, err);
	if (!r)
		r = common_of_pair(err);
	free(text);
	luocat_matrix_unref(matrix);
	return r;
}

static void sweep(int (*run)(struct luocat_error *err), bool lasting)
{
	struct luocat_error err = {0};
	long n = 0;
	int r;

	do {
		arm(n, lasting);
		r = run(&err);
		allocator.armed = false;
		ck_assert_msg(allocator.balance == 0, "allocation %ld: %ld blocks leaked", n,
			      allocator.balance);
		if (!allocator.failed)
			ck_assert_int_eq(r, 0);
		else if (!lasting || r != -EINVAL)
			ck_assert_int_eq(r, -ENOMEM);
		if (r)
			ck_assert_int_eq(err.code, r);
		n++;
	} while (r);
	/* a catalog: 15 calls with at least one each, and a load; a pair: six reports */
	ck_assert_int_gt(n, 30);
}

START_TEST(test_one_fails)
{
	sweep(everything, false);
}
END_TEST

START_TEST(test_all_fail_from_one_on)
{
	sweep(everything, true);
}
END_TEST

START_TEST(test_state)
{
	sweep(state_everything, _i);
}
END_TEST

START_TEST(test_live)
{
	tree_setup();
	sweep(live_everything, _i);
	tree_teardown();
}
END_TEST

START_TEST(test_comparing)
{
	fill_pair();
	sweep(compare_pair, _i);
	for (int i = 0; i < 2; i++)
		luocat_catalog_unref(pair[i]);
}
END_TEST

START_TEST(test_many)
{
	fill_pair();
	sweep(judge_all, _i);
	for (int i = 0; i < 2; i++)
		luocat_catalog_unref(pair[i]);
}
END_TEST

START_TEST(test_policy)
{
	fill_pair();
	sweep(policy_everything, _i);
	for (int i = 0; i < 2; i++)
		luocat_catalog_unref(pair[i]);
}
END_TEST

static char *to_json(const struct luocat_catalog *catalog)
{
	struct luocat_error err;
	char *text = NULL;

	ck_assert_int_eq(luocat_catalog_to_json(catalog, &text, NULL, &err), 0);
	return text;
}

static int add_again(struct luocat_catalog *catalog)
{
	return luocat_catalog_add(catalog, &again, NULL);
}

static int add_other(struct luocat_catalog *catalog)
{
	return luocat_catalog_add(catalog, &other, NULL);
}

static int add_gap(struct luocat_catalog *catalog)
{
	return luocat_catalog_add_gap(catalog, &gap, NULL);
}

static int add_type(struct luocat_catalog *catalog)
{
	return luocat_catalog_add_type(catalog, &type, NULL);
}

static int set_more(struct luocat_catalog *catalog)
{
	return luocat_catalog_set_kernel(catalog, &more, NULL);
}

static int set_generator(struct luocat_catalog *catalog)
{
	return luocat_catalog_set_generator(catalog, "other", "2", NULL);
}

static int (*const changes[])(struct luocat_catalog *catalog) = {
	add_again, add_other, add_type, add_gap, set_more, set_generator,
};

/* A call that fails leaves the catalog as it was, and succeeds when it is made again. */
START_TEST(test_failure_changes_nothing)
{
	struct luocat_catalog *catalog = luocat_catalog_new();
	char *before, *after;
	int r;

	ck_assert_int_eq(luocat_catalog_set_kernel(catalog, &kernel, NULL), 0);
	ck_assert_int_eq(luocat_catalog_add(catalog, &version, NULL), 0);
	before = to_json(catalog);
	for (long n = 0;; n++) {
		arm(n, false);
		r = changes[_i](catalog);
		allocator.armed = false;
		if (!allocator.failed)
			break;
		ck_assert_int_eq(r, -ENOMEM);
		after = to_json(catalog);
		ck_assert_str_eq(before, after);
		free(after);
	}
	ck_assert_int_eq(r, 0);
	after = to_json(catalog);
	ck_assert_str_ne(before, after);
	free(after);
	free(before);
	luocat_catalog_unref(catalog);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alloc");
	TCase *tests = tcase_create("alloc");

	json_set_alloc_funcs(json_malloc, __wrap_free);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, test_one_fails);
	tcase_add_test(tests, test_all_fail_from_one_on);
	tcase_add_loop_test(tests, test_state, 0, 2);
	tcase_add_loop_test(tests, test_live, 0, 2);
	tcase_add_loop_test(tests, test_comparing, 0, 2);
	tcase_add_loop_test(tests, test_policy, 0, 2);
	tcase_add_loop_test(tests, test_many, 0, 2);
	tcase_add_loop_test(tests, test_failure_changes_nothing, 0, COUNT(changes));
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
