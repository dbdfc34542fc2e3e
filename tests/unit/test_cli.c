// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_cli.c - exit statuses add up, and files are whole or not there
 */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "run.h"

static char dir[] = "/tmp/luocat-test-cli-XXXXXX";
static struct luocat_error err;

static void setup(void)
{
	memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
	memset(&err, 0, sizeof(err));
}

static int entries(void)
{
	DIR *stream = opendir(".");
	int n = 0;

	ck_assert_ptr_nonnull(stream);
	for (struct dirent *entry; (entry = readdir(stream));)
		n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(stream);
	return n;
}

static void teardown(void)
{
	DIR *stream = opendir(".");

	for (struct dirent *entry; (entry = readdir(stream));)
		remove(entry->d_name);
	closedir(stream);
	ck_assert_int_eq(chdir("/"), 0);
	rmdir(dir);
}

static void assert_holds(const char *path, const char *text)
{
	char bytes[64] = "";
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fread(bytes, 1, sizeof(bytes) - 1, file), strlen(text));
	fclose(file);
	ck_assert_str_eq(bytes, text);
}

static void put(const char *path, const char *text)
{
	ck_assert_int_eq(cli_write(path, text, strlen(text), &err), 0);
}

START_TEST(test_the_worst_answer_counts)
{
	static const int order[] = {0, 3, 1, 2}; /* mildest first */

	for (int a = 0; a < 4; a++) {
		for (int b = 0; b < 4; b++)
			ck_assert_int_eq(cli_worse(order[a], order[b]), order[a > b ? a : b]);
	}
	ck_assert_int_eq(cli_worse(0, 77), 2);
	ck_assert_int_eq(cli_worse(-1, 0), 2);
}
END_TEST

START_TEST(test_write_and_replace)
{
	put("out", "one\n");
	assert_holds("out", "one\n");
	put("out", "another\n");
	assert_holds("out", "another\n");
	ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(test_new_file_follows_the_umask)
{
	mode_t old = umask(027);
	struct stat st;

	put("out", "x");
	umask(old);
	ck_assert_int_eq(stat("out", &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0640);
}
END_TEST

START_TEST(test_replaced_file_keeps_its_mode)
{
	struct stat st;

	put("out", "x");
	ck_assert_int_eq(chmod("out", 0600), 0);
	put("out", "y");
	ck_assert_int_eq(stat("out", &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
}
END_TEST

/* make must not see a change where there is none */
START_TEST(test_unchanged_file_is_left_alone)
{
	struct stat before, after;

	put("out", "same\n");
	ck_assert_int_eq(stat("out", &before), 0);
	put("out", "same\n");
	ck_assert_int_eq(stat("out", &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	put("out", "samE\n");
	ck_assert_int_eq(stat("out", &after), 0);
	ck_assert_uint_ne(before.st_ino, after.st_ino);
}
END_TEST

START_TEST(test_symbolic_link_stays_one)
{
	struct stat st;

	put("real", "one");
	ck_assert_int_eq(symlink("real", "link"), 0);
	put("link", "two");
	assert_holds("real", "two");
	ck_assert_int_eq(lstat("link", &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
}
END_TEST

START_TEST(test_device_is_written_to)
{
	put("/dev/null", "x");
	ck_assert_int_eq(cli_write("/dev/full", "x", 1, &err), -ENOSPC);
	ck_assert_int_eq(err.code, -ENOSPC);
	ck_assert_str_eq(err.file, "/dev/full");
}
END_TEST

START_TEST(test_failures_leave_nothing)
{
	ck_assert_int_eq(cli_write("missing/out", "x", 1, &err), -ENOENT);
	ck_assert_int_eq(cli_write(dir, "x", 1, &err), -EISDIR);
	ck_assert_int_eq(cli_write("missing/out", "x", 1, NULL), -ENOENT);
	ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(test_load_says_which_file)
{
	struct luocat_catalog *catalog = NULL;

	ck_assert_int_eq(cli_load_catalog("nowhere", &catalog, &err), -ENOENT);
	ck_assert_str_eq(err.file, "nowhere");
	ck_assert_int_lt(cli_load_catalog(".", &catalog, &err), 0);
	ck_assert_str_eq(err.file, ".");
	put("text", "no JSON");
	ck_assert_int_eq(cli_load_catalog("text", &catalog, &err), -EINVAL);
	ck_assert_str_eq(err.file, "text");
	ck_assert_ptr_null(catalog);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cli");
	TCase *tests = tcase_create("cli");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, test_the_worst_answer_counts);
	tcase_add_test(tests, test_write_and_replace);
	tcase_add_test(tests, test_new_file_follows_the_umask);
	tcase_add_test(tests, test_replaced_file_keeps_its_mode);
	tcase_add_test(tests, test_unchanged_file_is_left_alone);
	tcase_add_test(tests, test_symbolic_link_stays_one);
	tcase_add_test(tests, test_device_is_written_to);
	tcase_add_test(tests, test_failures_leave_nothing);
	tcase_add_test(tests, test_load_says_which_file);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
