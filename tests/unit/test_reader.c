// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_reader.c - bytes from files, pipes, memory and windows, and none from outside them
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reader.h"
#include "run.h"

/* Several of the windows in which files are streamed, and not a multiple of them. */
#define FILE_SIZE ((size_t)1000 * 1000 + 7)

static struct luocat_error err;
static char path[] = "/tmp/luocat-reader-XXXXXX";
static uint8_t *bytes;
static int fd;

static void setup(void)
{
	memset(&err, 0, sizeof(err));
	strcpy(path + sizeof(path) - 7, "XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	bytes = malloc(FILE_SIZE);
	for (size_t i = 0; i < FILE_SIZE; i++)
		bytes[i] = (uint8_t)(i * 2654435761U >> 13);
	ck_assert_int_eq(write(fd, bytes, FILE_SIZE), (ssize_t)FILE_SIZE);
}

static void teardown(void)
{
	close(fd);
	unlink(path);
	free(bytes);
}

START_TEST(test_bounds)
{
	struct reader *reader;

	ck_assert_int_eq(reader_open(path, &reader, &err), 0);
	ck_assert_str_eq(reader_name(reader), path);
	ck_assert_uint_eq(reader_size(reader), FILE_SIZE);
	ck_assert_int_eq(memcmp(reader_at(reader, 0, FILE_SIZE), bytes, FILE_SIZE), 0);
	ck_assert_ptr_nonnull(reader_at(reader, FILE_SIZE, 0));
	ck_assert_ptr_null(reader_at(reader, 0, FILE_SIZE + 1));
	ck_assert_ptr_null(reader_at(reader, FILE_SIZE + 1, 0));
	ck_assert_ptr_null(reader_at(reader, 1, UINT64_MAX));
	ck_assert_ptr_null(reader_at(reader, UINT64_MAX, 1));
	ck_assert_ptr_null(reader_unref(reader));
}
END_TEST

START_TEST(test_window)
{
	struct reader *whole, *window, *inner;
	uint8_t copy[10];

	ck_assert_int_eq(reader_open(path, &whole, &err), 0);
	ck_assert_int_eq(reader_window(whole, 100, 50, "a(b)", &window, &err), 0);
	reader_unref(whole); /* the window keeps it */
	ck_assert_str_eq(reader_name(window), "a(b)");
	ck_assert_uint_eq(reader_size(window), 50);
	ck_assert_int_eq(memcmp(reader_at(window, 0, 50), bytes + 100, 50), 0);
	ck_assert_ptr_null(reader_at(window, 0, 51));
	ck_assert_int_eq(reader_window(window, 20, 10, "c", &inner, &err), 0);
	ck_assert_int_eq(reader_copy(inner, 0, copy, 10, &err), 0);
	ck_assert_int_eq(memcmp(copy, bytes + 120, 10), 0);
	ck_assert_int_eq(reader_copy(inner, 1, copy, 10, &err), -EINVAL);
	reader_unref(inner);
	ck_assert_int_eq(reader_window(window, 41, 10, "d", &inner, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.what, "d reaches outside"));
	reader_unref(window);
}
END_TEST

struct stream {
	uint64_t start, next;
	size_t overlap, windows, stop;
};

static int check_window(const uint8_t *at, size_t length, uint64_t offset, void *arg)
{
	struct stream *stream = arg;
	size_t again = stream->windows ? stream->overlap : 0;

	ck_assert_uint_eq(offset, stream->next - again);
	ck_assert_int_eq(memcmp(at, bytes + stream->start + offset, length), 0);
	stream->next = offset + length;
	return ++stream->windows == stream->stop ? 42 : 0;
}

/* Every byte, in order, through a file, a window and memory. */
START_TEST(test_stream)
{
	struct stream stream = {.overlap = 23};
	struct reader *file, *part, *memory;

	ck_assert_int_eq(reader_open(path, &file, &err), 0);
	ck_assert_int_eq(reader_stream(file, 0, FILE_SIZE, 23, check_window, &stream, &err), 0);
	ck_assert_uint_eq(stream.next, FILE_SIZE);
	ck_assert_uint_gt(stream.windows, 1);

	stream = (struct stream){.overlap = 23, .stop = 2};
	ck_assert_int_eq(reader_stream(file, 0, FILE_SIZE, 23, check_window, &stream, &err), 42);

	stream = (struct stream){.start = 5};
	ck_assert_int_eq(reader_window(file, 5, FILE_SIZE - 5, "part", &part, &err), 0);
	ck_assert_int_eq(reader_stream(part, 0, FILE_SIZE - 5, 0, check_window, &stream, &err), 0);
	ck_assert_uint_eq(stream.next, FILE_SIZE - 5);
	ck_assert_int_eq(reader_stream(part, 0, FILE_SIZE, 0, check_window, &stream, &err),
			 -EINVAL);
	reader_unref(part);
	reader_unref(file);

	stream = (struct stream){.overlap = 3};
	ck_assert_int_eq(reader_from_memory(bytes, FILE_SIZE, "memory", false, &memory, &err), 0);
	ck_assert_int_eq(reader_stream(memory, 0, FILE_SIZE, 3, check_window, &stream, &err), 0);
	ck_assert_uint_eq(stream.next, FILE_SIZE);
	reader_unref(memory);
}
END_TEST

/* Reading on behind the end of a file that shrank is an error, not a signal. */
START_TEST(test_shrinking_file)
{
	struct stream stream = {.overlap = 0};
	struct reader *reader;

	ck_assert_int_eq(reader_open(path, &reader, &err), 0);
	ck_assert_int_eq(ftruncate(fd, 4096), 0);
	ck_assert_int_eq(reader_stream(reader, 0, FILE_SIZE, 0, check_window, &stream, &err), -EIO);
	ck_assert_str_eq(err.what, "was cut short while it was read");
	ck_assert_str_eq(err.file, path);
	reader_unref(reader);
}
END_TEST

/* Forgotten pages come back. */
START_TEST(test_forget)
{
	struct reader *reader;

	ck_assert_int_eq(reader_open(path, &reader, &err), 0);
	ck_assert_int_eq(memcmp(reader_at(reader, 0, FILE_SIZE), bytes, FILE_SIZE), 0);
	reader_forget(reader, 1, FILE_SIZE - 1);
	reader_forget(reader, FILE_SIZE, 1);
	ck_assert_int_eq(memcmp(reader_at(reader, 0, FILE_SIZE), bytes, FILE_SIZE), 0);
	reader_unref(reader);
}
END_TEST

START_TEST(test_standard_input)
{
	struct reader *reader;
	int kept = dup(STDIN_FILENO), pipes[2];

	ck_assert_int_eq(pipe(pipes), 0);
	ck_assert_int_eq(write(pipes[1], bytes, 5000), 5000);
	close(pipes[1]);
	dup2(pipes[0], STDIN_FILENO);
	ck_assert_int_eq(reader_open("-", &reader, &err), 0);
	ck_assert_uint_eq(reader_size(reader), 5000);
	ck_assert_int_eq(memcmp(reader_at(reader, 0, 5000), bytes, 5000), 0);
	reader_unref(reader);

	/* a file whose beginning somebody has read already */
	ck_assert_int_eq(lseek(fd, 100, SEEK_SET), 100);
	dup2(fd, STDIN_FILENO);
	ck_assert_int_eq(reader_open("-", &reader, &err), 0);
	ck_assert_uint_eq(reader_size(reader), FILE_SIZE - 100);
	ck_assert_int_eq(memcmp(reader_at(reader, 0, 10), bytes + 100, 10), 0);
	reader_unref(reader);
	dup2(kept, STDIN_FILENO);
	close(kept);
	close(pipes[0]);
}
END_TEST

START_TEST(test_what_cannot_be_opened)
{
	struct reader *reader;

	ck_assert_int_eq(reader_open("/nonexistent/luocat", &reader, &err), -ENOENT);
	ck_assert_str_eq(err.file, "/nonexistent/luocat");
	ck_assert_int_eq(reader_open("/", &reader, &err), -EISDIR);
	ck_assert_int_eq(reader_open("/dev/null", &reader, &err), 0);
	ck_assert_uint_eq(reader_size(reader), 0);
	ck_assert_ptr_nonnull(reader_at(reader, 0, 0));
	ck_assert_ptr_null(reader_at(reader, 0, 1));
	reader_unref(reader);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reader");
	TCase *tests = tcase_create("reader");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, test_bounds);
	tcase_add_test(tests, test_window);
	tcase_add_test(tests, test_stream);
	tcase_add_test(tests, test_shrinking_file);
	tcase_add_test(tests, test_forget);
	tcase_add_test(tests, test_standard_input);
	tcase_add_test(tests, test_what_cannot_be_opened);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
