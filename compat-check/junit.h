/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * junit.h - a verdict as a suite of tests
 */
#ifndef COMPAT_CHECK_JUNIT_H
#define COMPAT_CHECK_JUNIT_H

#include "report.h"

enum junit_result {
	JUNIT_PASSED,
	JUNIT_FAILURE,	  /* incompatible, or whatever a policy lets fail */
	JUNIT_ERROR,	  /* unknown */
	JUNIT_LOST,	  /* a failure: not looked at, since a kernel has no KHO or LUO at all */
	JUNIT_WAIVED,	  /* skipped */
	JUNIT_NOT_IN_USE, /* likewise, by --in-use */
	JUNIT_N_RESULTS,
};

struct junit_test {
	const char *class, *name;
	const char *format; /* its name, @kind being its kind; NULL: rules about the kernel as a
			       whole */
	enum luocat_kind kind;
	size_t group; /* of these rules */
	const struct luocat_format_verdict
		*verdict; /* of the format; NULL: there is none, as in lint */
	enum junit_result result;
	size_t n_findings;
	const struct luocat_finding *worst;  /* for which it fails, or NULL */
	const struct luocat_finding *waived; /* for which it would, or NULL */
};

struct junit_suite {
	const struct report *report;
	const struct luocat_verdict *verdict;
	const char *name;
	struct junit_test *tests;
	size_t n_tests;
	struct report_rows rows;
	size_t n[JUNIT_N_RESULTS];
	/* whether a finding is a test's */
	bool (*concerns)(const struct junit_test *test, const struct luocat_finding *finding);
};

int junit_print_suite(FILE *out, const struct junit_suite *suite, struct luocat_error *err);

#endif
