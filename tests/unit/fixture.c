// SPDX-License-Identifier: GPL-2.0-only
/*
 * fixture.c - for each test one empty catalog and one error
 */
#include <check.h>
#include <string.h>

#include "fixture.h"

struct luocat_catalog *catalog;
struct luocat_error catalog_err;

void setup_catalog(void)
{
	catalog = luocat_catalog_new();
	ck_assert_ptr_nonnull(catalog);
	memset(&catalog_err, 0, sizeof(catalog_err));
}

void teardown_catalog(void)
{
	catalog = luocat_catalog_unref(catalog);
	ck_assert_ptr_null(catalog);
}
