// SPDX-License-Identifier: GPL-2.0-only
/*
 * catalog_text.c - catalogs from their JSON and back, which the test expects to work
 */
#include <check.h>
#include <string.h>

#include "catalog_text.h"

struct luocat_catalog *load(const char *text)
{
	struct luocat_catalog *catalog = NULL;
	struct luocat_error err;

	ck_assert_msg(!luocat_catalog_load(text, strlen(text), "file", &catalog, &err), "%s: %s",
		      err.where, err.what);
	return catalog;
}

char *to_json(const struct luocat_catalog *catalog)
{
	struct luocat_error err;
	char *text = NULL;
	size_t length = 0;

	ck_assert_msg(!luocat_catalog_to_json(catalog, &text, &length, &err), "%s", err.what);
	ck_assert_uint_eq(strlen(text), length);
	return text;
}
