/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * catalog_given.h - catalogs that were made before, as parts of the one that is made now
 */
#ifndef CATALOG_GEN_CATALOG_GIVEN_H
#define CATALOG_GEN_CATALOG_GIVEN_H

#include <stdbool.h>

#include <luocat.h>

struct reader;

/* Whether it starts as JSON does; no object and no archive does. */
bool catalog_is_given(const struct reader *reader);

/* All that it says goes into @catalog. -EEXIST: it is of another kernel. */
int catalog_give(struct luocat_catalog *catalog, const struct reader *reader,
		 struct luocat_error *err);

#endif
