// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_btf_alloc.c - each allocation between an object's BTF and the catalog's types fails in turn
 *
 * The parts' own calls are caught by the linker (--wrap, unit.mk), not libbpf's. Leaks are
 * check-asan's to find.
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "btf_types.h"
#include "reader.h"
#include "run.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t n, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t length);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t n, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t length);

/* Allocations that succeed before the one that fails; negative: none fails. */
static long left = -1;

static bool refuse(void)
{
	return left >= 0 && !left--;
}

void *__wrap_malloc(size_t size)
{
	return refuse() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return refuse() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return refuse() ? NULL : __real_realloc(old, size);
}

void *__wrap_reallocarray(void *old, size_t n, size_t size)
{
	return refuse() ? NULL : __real_reallocarray(old, n, size);
}

char *__wrap_strdup(const char *text)
{
	return refuse() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t length)
{
	return refuse() ? NULL : __real_strndup(text, length);
}

static const char *const names[] = {"outer", "negative", NULL};
static const char *const roots[] = {"enum negative", "struct outer"};

static int read_types(struct object *object, struct luocat_catalog *catalog,
		      struct luocat_error *err)
{
	struct btf_types *btf = btf_types_new();
	struct layouts *layouts = layouts_new();
	int ret = btf && layouts ? 0 : luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");

	if (!ret)
		ret = btf_types_see(btf, object, err);
	if (!ret)
		ret = btf_types_add(btf, layouts, object, names, err);
	if (!ret)
		ret = btf_types_finish(btf, layouts, err);
	if (!ret)
		ret = layouts_finish(layouts, catalog, err);
	btf_types_free(btf);
	layouts_free(layouts);
	return ret;
}

/* Whether one failed. */
static bool try(long succeed, size_t *n_types)
{
	struct luocat_version version = {
		.size = sizeof(version),
		.kind = LUOCAT_KIND_FLB,
		.compatible = "test-v1",
		.layout_form = LUOCAT_LAYOUT_STRUCT,
		.roots = roots,
		.n_roots = 2,
		.origin.evidence_id = LUOCAT_EVIDENCE_OBJECT,
	};
	struct luocat_catalog *catalog = luocat_catalog_new();
	struct luocat_error err = {0};
	struct object *object;
	struct reader *reader;
	bool failed;
	int ret;

	ck_assert_int_eq(luocat_catalog_add(catalog, &version, &err), 0);
	ck_assert_int_eq(reader_open(BUILD "/tests/fixtures/btf-le.o", &reader, &err), 0);
	ck_assert_int_eq(object_open(reader, "btf-le.o", &object, &err), 0);
	left = succeed;
	ret = read_types(object, catalog, &err);
	failed = left < 0;
	left = -1; /* Check's own are not meant */
	ck_assert_msg(!ret || ret == -ENOMEM, "%d: %s", ret, err.what);
	ck_assert_msg(!ret || strstr(err.what, "out of memory"), "%s", err.what);
	ck_assert_int_eq(failed, ret != 0); /* none is passed over */
	*n_types = luocat_catalog_n_types(catalog);
	object_close(object);
	reader_unref(reader);
	luocat_catalog_unref(catalog);
	return failed;
}

START_TEST(sweep)
{
	size_t n_types = 0;
	long n = 0;

	while (try(n, &n_types))
		n++;
	ck_assert_int_gt(n, 50);
	/* outer, inner, plain, negative, and no more: union both is only in the BTF */
	ck_assert_uint_eq(n_types, 4);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("btf_alloc");
	TCase *test = tcase_create("sweep");

	tcase_add_test(test, sweep);
	suite_add_tcase(suite, test);
	return run_suite(suite);
}
