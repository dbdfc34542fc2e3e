/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fixture.h - for each test one empty catalog and one error
 */
#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include <luocat.h>

extern struct luocat_catalog *catalog;
extern struct luocat_error catalog_err;

void setup_catalog(void);
void teardown_catalog(void);

#endif
