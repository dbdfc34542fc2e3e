/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * catalog_text.h - catalogs from their JSON and back, which the test expects to work
 */
#ifndef TESTS_UNIT_CATALOG_TEXT_H
#define TESTS_UNIT_CATALOG_TEXT_H

#include <luocat.h>

struct luocat_catalog *load(const char *text);
/* To be freed. */
char *to_json(const struct luocat_catalog *catalog);

#endif
