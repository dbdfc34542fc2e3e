/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * table.h - a catalog for people
 */
#ifndef CATALOG_GEN_TABLE_H
#define CATALOG_GEN_TABLE_H

#include <luocat.h>

/* @text is NUL-terminated, to be freed with free(). */
int table_from_catalog(const struct luocat_catalog *catalog, char **text, size_t *length,
		       struct luocat_error *err);

#endif
