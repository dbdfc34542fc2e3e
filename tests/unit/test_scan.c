// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_scan.c - many needles at once give what memmem() gives for each
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "scan.h"

#define LENGTH 4096
#define N      9

static uint8_t haystack[LENGTH];
static uint64_t found[N][LENGTH];
static size_t n_found[N];

static const struct needle needles[N] = {
	{"ab", 2}, {"abc", 3}, {"abcabc", 6}, {"cccc", 4},	{"bca", 3},
	{"a", 1},  {"", 0},    {"cab", 3},    {"abcabcabc", 9},
};

static int keep(size_t needle, uint64_t offset, void *arg)
{
	ck_assert_uint_lt(n_found[needle], LENGTH);
	found[needle][n_found[needle]++] = offset;
	return 0;
}

static int stop(size_t needle, uint64_t offset, void *arg)
{
	return 7;
}

/* Three letters, so that needles are frequent and overlap. */
static void fill(unsigned int seed)
{
	for (size_t i = 0; i < LENGTH; i++) {
		seed = seed * 1103515245 + 12345;
		haystack[i] = "abc"[(seed >> 16) % 3];
	}
	memset(n_found, 0, sizeof(n_found));
}

static void check_all(size_t n, size_t length)
{
	for (size_t i = 0; i < n; i++) {
		const uint8_t *at = haystack;
		size_t hits = 0;

		for (; needles[i].length; at++) {
			at = memmem(at, (size_t)(haystack + length - at), needles[i].bytes,
				    needles[i].length);
			if (!at)
				break;
			ck_assert_uint_lt(hits, n_found[i]);
			ck_assert_uint_eq(found[i][hits++], (uint64_t)(at - haystack));
		}
		ck_assert_uint_eq(hits, n_found[i]);
	}
}

/* _i: number of needles; up to three are looked for in another way. */
START_TEST(test_all_places)
{
	for (unsigned int seed = 1; seed < 40; seed++) {
		size_t length = LENGTH - seed;
		struct scan scan;

		fill(seed);
		scan_begin(&scan, needles, (size_t)_i, 0, keep, NULL);
		ck_assert_int_eq(scan_window(&scan, haystack, length, 0), 0);
		check_all((size_t)_i, length);
	}
}
END_TEST

/* Windows that overlap by what the longest needle takes, less one. */
START_TEST(test_windows)
{
	for (size_t window = 9; window < 40; window++) {
		struct scan scan;

		fill(1);
		scan_begin(&scan, needles, N, 100, keep, NULL);
		for (size_t at = 0; at < LENGTH; at += window - 8) {
			size_t length = LENGTH - at < window ? LENGTH - at : window;

			ck_assert_int_eq(scan_window(&scan, haystack + at, length, 100 + at), 0);
		}
		check_all(N, LENGTH);
	}
}
END_TEST

START_TEST(test_end)
{
	struct scan scan;

	fill(1);
	scan_begin(&scan, needles, (size_t)_i, 0, stop, NULL);
	ck_assert_int_eq(scan_window(&scan, haystack, LENGTH, 0), 7);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scan");
	TCase *tests = tcase_create("scan");

	tcase_add_loop_test(tests, test_all_places, 1, N + 1);
	tcase_add_test(tests, test_windows);
	tcase_add_loop_test(tests, test_end, 1, N + 1);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
