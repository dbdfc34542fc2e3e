// SPDX-License-Identifier: GPL-2.0-only
/*
 * layout_pair.c - one version, memfd-v2 with its root struct ser, in two catalogs
 */
#include <stdio.h>
#include <string.h>

#include "layout_pair.h"
#include "run.h"

struct luocat_catalog *catalogs[2];
struct luocat_differences *differences;
struct luocat_error layouts_err;

void set_side(int side, const struct luocat_kernel *kernel)
{
	ck_assert_msg(!luocat_catalog_set_kernel(catalogs[side], kernel, &layouts_err), "%s: %s",
		      layouts_err.where, layouts_err.what);
}

void layouts_setup(void)
{
	memset(&layouts_err, 0, sizeof(layouts_err));
	for (int i = 0; i < 2; i++) {
		catalogs[i] = luocat_catalog_new();
		set_side(i, KERNEL(.byte_order = "little", .pointer_size = 8));
	}
}

void layouts_teardown(void)
{
	differences = luocat_differences_unref(differences);
	for (int i = 0; i < 2; i++)
		catalogs[i] = luocat_catalog_unref(catalogs[i]);
}

void add_type(int side, const struct luocat_type *type)
{
	ck_assert_msg(!luocat_catalog_add_type(catalogs[side], type, &layouts_err), "%s: %s",
		      layouts_err.where, layouts_err.what);
}

const char *const ser_root[] = {"struct ser"};

void add_version(int side, const struct luocat_version *version)
{
	ck_assert_msg(!luocat_catalog_add(catalogs[side], version, &layouts_err), "%s: %s",
		      layouts_err.where, layouts_err.what);
}

void add_memfd(int side, const char *const *roots, size_t n_roots)
{
	add_version(side, VERSION(.compatible = "memfd-v2", .layout_form = LUOCAT_LAYOUT_STRUCT,
				  .roots = roots, .n_roots = n_roots));
}

int compare_ids(const char *id)
{
	const struct luocat_version *v[2];

	for (int i = 0; i < 2; i++) {
		v[i] = luocat_catalog_find(catalogs[i], LUOCAT_KIND_FILE_HANDLER, id);
		ck_assert_ptr_nonnull(v[i]);
	}
	differences = luocat_differences_unref(differences);
	return luocat_layout_compare(catalogs[0], v[0], catalogs[1], v[1], &differences,
				     &layouts_err);
}

/* Compare memfd-v2 with the root struct ser; that must work. */
void compare(void)
{
	for (int i = 0; i < 2; i++)
		add_memfd(i, ser_root, 1);
	ck_assert_msg(!compare_ids("memfd-v2"), "%s: %s", layouts_err.where, layouts_err.what);
}

void expect_n(size_t n)
{
	if (luocat_n_differences(differences) == n)
		return;
	for (size_t i = 0; i < luocat_n_differences(differences); i++)
		fprintf(stderr, "%zu: %s\n", i, luocat_difference(differences, i)->message);
	ck_assert_uint_eq(luocat_n_differences(differences), n);
}

const struct luocat_difference *expect(size_t index, enum luocat_change change, const char *chain,
				       const char *message, const char *undo)
{
	const struct luocat_difference *d = luocat_difference(differences, index);

	ck_assert_ptr_nonnull(d);
	ck_assert_str_eq(d->message, message);
	ck_assert_int_eq(d->change, change);
	ck_assert_str_eq(d->chain, chain);
	if (undo)
		ck_assert_str_eq(d->undo, undo);
	else
		ck_assert_ptr_null(d->undo);
	return d;
}

int layouts_main(const char *name, const TTest *const *tests, int n)
{
	Suite *suite = suite_create(name);
	TCase *cases = tcase_create(name);

	tcase_add_checked_fixture(cases, layouts_setup, layouts_teardown);
	for (int i = 0; i < n; i++)
		tcase_add_test(cases, tests[i]);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
