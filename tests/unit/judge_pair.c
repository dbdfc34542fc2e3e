// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge_pair.c - pairs of kernels that fit but for what a test says, and their verdict
 */
#include "judge_pair.h"
#include "run.h"

struct luocat_error err;
struct luocat_catalog *writer, *reader;
struct luocat_verdict *verdict;

void add(struct luocat_catalog *catalog, const struct luocat_version *version)
{
	ck_assert_msg(!luocat_catalog_add(catalog, version, &err), "%s: %s", err.where, err.what);
}

void add_struct_a(struct luocat_catalog *catalog, const char *type)
{
	ck_assert_msg(!luocat_catalog_add_type(
			      catalog,
			      &(const struct luocat_type)STRUCT("a", 8, {{"x", 0, 0, type}}), &err),
		      "%s: %s", err.where, err.what);
}

void set_kernel(struct luocat_catalog *catalog, const struct luocat_kernel *kernel)
{
	ck_assert_msg(!luocat_catalog_set_kernel(catalog, kernel, &err), "%s: %s", err.where,
		      err.what);
}

struct luocat_catalog *kernel_of_arch(const char *build_id, const char *arch)
{
	struct luocat_catalog *catalog = luocat_catalog_new();

	ck_assert_ptr_nonnull(catalog);
	set_kernel(catalog, KERNEL(.release = "7.3.0", .arch = arch, .byte_order = "little",
				   .pointer_size = 8, .page_size = 4096, .max_page_order = 10,
				   .build_id = build_id));
	return catalog;
}

struct luocat_catalog *whole_kernel(const char *build_id)
{
	return kernel_of_arch(build_id, "x86_64");
}

void pair_setup(void)
{
	memset(&err, 0, sizeof(err));
	verdict = NULL;
	writer = whole_kernel("1111111111111111111111111111111111111111");
	reader = whole_kernel("2222222222222222222222222222222222222222");
	for (int i = 0; i < 2; i++) {
		struct luocat_catalog *catalog = i ? reader : writer;

		add(catalog, CORE("kho-v4"));
		add(catalog, CORE("luo-v5"));
	}
}

void pair_teardown(void)
{
	luocat_verdict_unref(verdict);
	luocat_catalog_unref(writer);
	luocat_catalog_unref(reader);
}

void add_both(const struct luocat_version *version)
{
	add(writer, version);
	add(reader, version);
}

void writer_obeys(void)
{
	set_kernel(writer, KERNEL(.write_control = LUOCAT_YES));
}

enum luocat_outcome judge_opts(const struct luocat_judge_opts *opts)
{
	int ret;

	verdict = luocat_verdict_unref(verdict);
	ret = luocat_judge(writer, reader, opts, &verdict, &err);
	ck_assert_msg(!ret, "%s: %s", err.where, err.what);
	return luocat_verdict_outcome(verdict);
}

enum luocat_outcome judge(void)
{
	return judge_opts(NULL);
}

enum luocat_outcome judge_in_use(const char *word)
{
	struct luocat_judge_opts opts = {
		.size = sizeof(opts), .narrow = true, .in_use = &word, .n_in_use = word ? 1 : 0};

	return judge_opts(&opts);
}

const struct luocat_finding *find(const char *rule)
{
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

		if (!strcmp(finding->rule->id, rule))
			return finding;
	}
	return NULL;
}

const struct luocat_finding *decided_by(const char *rule)
{
	const struct luocat_finding *first = luocat_verdict_finding(verdict, 0);

	ck_assert_ptr_nonnull(first);
	ck_assert_str_eq(first->rule->id, rule);
	return first;
}

void assert_plan(const char *a, const char *b)
{
	size_t n = (a ? 1 : 0) + (b ? 1 : 0);

	ck_assert_uint_eq(luocat_verdict_n_plan(verdict), n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_str_eq(luocat_verdict_plan(verdict, i)->compatible, i ? b : a);
		ck_assert_int_eq(luocat_verdict_plan(verdict, i)->kind, LUOCAT_KIND_FILE_HANDLER);
		ck_assert(!luocat_verdict_plan(verdict, i)->value);
	}
}

int pair_main(const char *name, void (*fill)(TCase *tests))
{
	Suite *suite = suite_create(name);
	TCase *tests = tcase_create(name);

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, pair_setup, pair_teardown);
	fill(tests);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
