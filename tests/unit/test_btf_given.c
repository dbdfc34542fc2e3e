// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_btf_given.c - BTF in files of its own: what is one, of which byte order, whole or a module's
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "btf_given.h"
#include "run.h"

static struct luocat_error err;
static struct btf_given *given;

static void setup(void)
{
	memset(&err, 0, sizeof(err));
	given = NULL;
}

static void teardown(void)
{
	btf_given_free(given);
}

static int give(const void *bytes, size_t length, const char *name)
{
	struct btf_given **last = &given;
	struct reader *reader;
	int ret;

	while (*last)
		last = &(*last)->next;
	ck_assert_int_eq(reader_from_memory(bytes, length, name, false, &reader, &err), 0);
	ret = btf_given_new(reader, name, last, &err);
	reader_unref(reader);
	return ret;
}

/* struct a of 4 bytes, written out by <linux/btf.h>; a module's has no empty string in front. */
#define LITTLE(a, b, c, d) d, c, b, a
#define BIG(a, b, c, d)	   a, b, c, d
#define BTF(order, magic0, magic1, name, first)                                                    \
	{                                                                                          \
		magic0, magic1, 1, 0, /* version, flags */                                         \
			order(0, 0, 0, 24), order(0, 0, 0, 0), order(0, 0, 0, 12),                 \
			order(0, 0, 0, 12), order(0, 0, 0, 3), order(0, 0, 0, 1),                  \
			order(4, 0, 0, 0), order(0, 0, 0, 4), first, name, 0                       \
	}

static const uint8_t little[] = BTF(LITTLE, 0x9f, 0xeb, 'a', 0);
static const uint8_t other[] = BTF(LITTLE, 0x9f, 0xeb, 'b', 0);
static const uint8_t big[] = BTF(BIG, 0xeb, 0x9f, 'a', 0);
static const uint8_t module[] = BTF(LITTLE, 0x9f, 0xeb, 'a', 'm');

START_TEST(told_by_its_start)
{
	static const struct {
		uint8_t bytes[4];
		size_t length;
		bool is;
	} cases[] = {
		{{0x9f, 0xeb, 1, 0}, 4, true},	{{0xeb, 0x9f, 1, 0}, 4, true},
		{{0x9f, 0xeb, 2, 0}, 2, true},	{{0x9f, 0xec, 1, 0}, 4, false},
		{{0x9e, 0xeb, 1, 0}, 4, false}, {{0x7f, 'E', 'L', 'F'}, 4, false},
		{{0x9f, 0xeb, 0, 0}, 1, false}, {{0}, 0, false},
	};
	struct reader *reader;

	ck_assert_int_eq(
		reader_from_memory(cases[_i].bytes, cases[_i].length, "x", false, &reader, &err),
		0);
	ck_assert(btf_given_is(reader) == cases[_i].is);
	reader_unref(reader);
}
END_TEST

START_TEST(byte_order)
{
	ck_assert_int_eq(give(little, sizeof(little), "little"), 0);
	ck_assert_int_eq(give(big, sizeof(big), "big"), 0);
	ck_assert(!given->bytes.big_endian && !given->bytes.split);
	ck_assert(given->next->bytes.big_endian && !given->next->bytes.split);
	ck_assert_str_eq(given->next->name, "big");
}
END_TEST

/* Errors name the file, and no section. */
START_TEST(cut_short)
{
	for (size_t length = 2; length < sizeof(little); length++) {
		ck_assert_int_eq(give(little, length, "short"), -EINVAL);
		ck_assert_str_eq(err.file, "short");
		ck_assert_str_eq(err.where, "");
		ck_assert_msg(strstr(err.what, "cut short") != NULL, "%s", err.what);
		ck_assert_ptr_null(given);
	}
}
END_TEST

START_TEST(which_is_whole)
{
	const struct btf_given *whole;

	ck_assert_int_eq(btf_given_whole(NULL, &whole, &err), 0);
	ck_assert_ptr_null(whole);
	ck_assert_int_eq(give(module, sizeof(module), "module"), 0);
	ck_assert(given->bytes.split);
	ck_assert_int_eq(btf_given_whole(given, &whole, &err), 0);
	ck_assert_ptr_null(whole);
	ck_assert_int_eq(give(little, sizeof(little), "first"), 0);
	ck_assert_int_eq(give(little, sizeof(little), "again"), 0);
	ck_assert_int_eq(btf_given_whole(given, &whole, &err), 0);
	ck_assert_ptr_nonnull(whole);
	ck_assert(btf_bytes_equal(&whole->bytes, &given->next->bytes));
	ck_assert_int_eq(give(other, sizeof(other), "second"), 0);
	ck_assert_int_eq(btf_given_whole(given, &whole, &err), -EEXIST);
	ck_assert_str_eq(err.file, "second");
	ck_assert_msg(strstr(err.what, "again") != NULL, "%s", err.what);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("btf_given");
	TCase *test = tcase_create("files");

	tcase_add_checked_fixture(test, setup, teardown);
	tcase_add_loop_test(test, told_by_its_start, 0, 8);
	tcase_add_test(test, byte_order);
	tcase_add_test(test, cut_short);
	tcase_add_test(test, which_is_whole);
	suite_add_tcase(suite, test);
	return run_suite(suite);
}
