/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run.h - what main() of a test program returns
 */
#ifndef TESTS_UNIT_RUN_H
#define TESTS_UNIT_RUN_H

#include <check.h>

/* Run all of @suite, which is freed; the program's exit status. */
int run_suite(Suite *suite);

#endif
