// SPDX-License-Identifier: GPL-2.0-only
/*
 * run.c - what main() of a test program returns
 */
#include <stdlib.h>

#include "run.h"

int run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
