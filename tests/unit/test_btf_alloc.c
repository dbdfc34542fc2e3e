// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_btf_alloc.c - each allocation between an object's BTF and the catalog's types fails in turn
 *
 * The parts' own calls are caught by the linker (--wrap, unit.mk), not libbpf's. Leaks are
 * check-asan's to find.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
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

/* @file: BTF that is given beside @object, which has none then; or NULL. */
static int read_types(struct object *object, struct reader *file, struct luocat_catalog *catalog,
		      struct luocat_error *err)
{
	struct found found = {
		.catalog = catalog,
		.layouts = layouts_new(),
		.btf = btf_types_new(),
	};
	int ret = found.btf && found.layouts
			  ? 0
			  : luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");

	if (!ret)
		ret = btf_types_see(found.btf, object, err);
	if (!ret && file)
		ret = btf_types_give(found.btf, file, "given", err);
	if (!ret)
		ret = btf_types_add(found.btf, found.layouts, object, names, err);
	if (!ret)
		ret = btf_types_finish(&found, err);
	if (!ret)
		ret = layouts_finish(found.layouts, catalog, err);
	btf_types_free(found.btf);
	layouts_free(found.layouts);
	return ret;
}

static void open_fixture(const char *name, struct reader **reader, struct object **object)
{
	struct luocat_error err;
	char path[4096];

	snprintf(path, sizeof(path), BUILD "/tests/fixtures/%s", name);
	ck_assert_int_eq(reader_open(path, reader, &err), 0);
	ck_assert_int_eq(object_open(*reader, name, object, &err), 0);
}

static struct luocat_catalog *make_catalog(void)
{
	const struct luocat_kernel kernel = {
		.size = sizeof(kernel),
		.byte_order = "little",
		.pointer_size = 8,
		.max_page_order = -1,
	};
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
	struct luocat_error err;

	ck_assert_int_eq(luocat_catalog_set_kernel(catalog, &kernel, &err), 0);
	ck_assert_int_eq(luocat_catalog_add(catalog, &version, &err), 0);
	return catalog;
}

/* Whether one failed. */
static bool try(bool given, long succeed, size_t *n_types)
{
	struct reader *reader, *image_reader, *file;
	struct luocat_catalog *catalog = make_catalog();
	struct object *object, *image;
	struct luocat_error err = {0};
	const struct section *section;
	bool failed;
	int ret;

	open_fixture("btf-le.o", &reader, &object);
	open_fixture("linked", &image_reader, &image);
	section = object_section_named(object, ".BTF");
	ck_assert_int_eq(reader_window(reader, section->offset, section->size, "file", &file, &err),
			 0);
	left = succeed;
	ret = read_types(given ? image : object, given ? file : NULL, catalog, &err);
	failed = left < 0;
	left = -1; /* Check's own are not meant */
	ck_assert_msg(!ret || ret == -ENOMEM, "%d: %s", ret, err.what);
	ck_assert_msg(!ret || strstr(err.what, "out of memory"), "%s", err.what);
	ck_assert_int_eq(failed, ret != 0); /* none is passed over */
	*n_types = luocat_catalog_n_types(catalog);
	for (size_t i = 0; i < *n_types && !ret; i++)
		ck_assert(!luocat_catalog_type(catalog, i)->given == !given);
	reader_unref(file);
	object_close(image);
	reader_unref(image_reader);
	object_close(object);
	reader_unref(reader);
	luocat_catalog_unref(catalog);
	return failed;
}

/* Of an object's own, and of a file's. */
START_TEST(sweep)
{
	size_t n_types = 0;
	long n = 0;

	while (try(_i, n, &n_types))
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

	tcase_add_loop_test(test, sweep, 0, 2);
	suite_add_tcase(suite, test);
	return run_suite(suite);
}
