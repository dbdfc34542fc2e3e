// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_state.c - the state of a running kernel: the model, its text, and what is refused
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

#include "model.h"
#include "run.h"

static struct luocat_error err;

#define RUNNING(...)                                                                               \
	(&(const struct luocat_running){.size = sizeof(struct luocat_running), __VA_ARGS__})
#define ROW(...)                                                                                   \
	(&(const struct luocat_running_version){.size = sizeof(struct luocat_running_version),     \
						.kind = LUOCAT_KIND_FILE_HANDLER,                  \
						__VA_ARGS__})

static char *read_example(size_t *length)
{
	FILE *file = fopen(TOP "/schemas/examples/state.json", "r");
	char *text = malloc(65536);

	ck_assert_ptr_nonnull(file);
	*length = fread(text, 1, 65536, file);
	fclose(file);
	return text;
}

START_TEST(test_example)
{
	struct luocat_state *state;
	const struct luocat_running *running;
	const struct luocat_running_version *memfd, *flb;
	size_t length, written;
	char *text = read_example(&length), *again;

	ck_assert_int_eq(luocat_state_load(text, length, "example", &state, &err), 0);
	running = luocat_state_running(state);
	ck_assert_str_eq(running->release, "7.3.4");
	ck_assert_str_eq(running->build_id, "86007905817f5f3c6690b39f2f42cd6abaefc8de");
	ck_assert_int_eq(running->liveupdate, LUOCAT_YES);
	ck_assert(running->table && !running->half_applied && running->modules_known);
	ck_assert_int_eq(running->default_enable_write, LUOCAT_YES);
	ck_assert_str_eq(running->cmdline, "console=ttyS0 kho=on liveupdate=on");
	ck_assert_uint_eq(running->n_modules, 2);
	ck_assert_str_eq(running->modules[1], "vfio_pci");
	ck_assert_uint_eq(luocat_state_n_versions(state), 3);
	memfd = luocat_state_find(state, LUOCAT_KIND_FILE_HANDLER, "memfd-v2");
	ck_assert_str_eq(memfd->name, "memfd");
	ck_assert(memfd->has_version && memfd->version == 2);
	ck_assert(memfd->has_in_use && memfd->in_use == 3);
	ck_assert_int_eq(memfd->enable_write, LUOCAT_NO);
	flb = luocat_state_find(state, LUOCAT_KIND_FLB, "liveupdate-test-flb-v0");
	ck_assert(!flb->has_version && !flb->has_in_use && !flb->fingerprint);
	ck_assert_int_eq(flb->enable_write, LUOCAT_UNKNOWN);
	ck_assert_ptr_null(luocat_state_find(state, LUOCAT_KIND_FLB, "memfd-v2"));
	ck_assert_ptr_null(luocat_state_version(state, 3));
	ck_assert_int_eq(luocat_state_to_json(state, &again, &written, &err), 0);
	ck_assert_str_eq(again, strndupa(text, length));
	free(again);
	free(text);
	luocat_state_unref(state);
}
END_TEST

START_TEST(test_order_does_not_matter)
{
	static const char *const modules[2][3] = {{"b", "a", "b"}, {"a", "b", "b"}};
	static const char *const ids[2][3] = {{"x-v1", "a-v1", "m-v1"}, {"m-v1", "x-v1", "a-v1"}};
	char *text[2];

	for (int i = 0; i < 2; i++) {
		struct luocat_state *state = luocat_state_new();

		ck_assert_int_eq(luocat_state_set(state,
						  RUNNING(.table = true, .modules = modules[i],
							  .n_modules = 3, .modules_known = true),
						  &err),
				 0);
		for (int k = 0; k < 3; k++)
			ck_assert_int_eq(
				luocat_state_add(state, ROW(.compatible = ids[i][k]), &err), 0);
		ck_assert_uint_eq(luocat_state_running(state)->n_modules, 2);
		ck_assert_str_eq(luocat_state_version(state, 0)->compatible, "a-v1");
		ck_assert_str_eq(luocat_state_version(state, 2)->compatible, "x-v1");
		ck_assert_int_eq(luocat_state_to_json(state, &text[i], NULL, &err), 0);
		luocat_state_unref(state);
	}
	ck_assert_str_eq(text[0], text[1]);
	free(text[0]);
	free(text[1]);
}
END_TEST

static const char fine[] = "{\"state_version\": 1, \"kernel\": {}, \"table\": true, \"versions\": ["
			   "{\"kind\": \"flb\", \"compatible\": \"a\"}]}";

START_TEST(test_least)
{
	struct luocat_state *state;

	ck_assert_int_eq(luocat_state_load(fine, strlen(fine), "f", &state, &err), 0);
	ck_assert(!luocat_state_running(state)->modules_known);
	ck_assert_ptr_null(luocat_state_running(state)->cmdline);
	ck_assert_int_eq(luocat_state_version(state, 0)->write, LUOCAT_UNKNOWN);
	luocat_state_unref(state);
}
END_TEST

/* One change each to what is fine. */
static const struct {
	const char *from, *to;
	int result;
	const char *where, *what;
} refused[] = {
	{"{", "[", -EINVAL, "line", "not JSON"},
	{"\"state_version\": 1, ", "", -EINVAL, "state_version", "is missing: not a state"},
	{"\"state_version\": 1", "\"state_version\": 2", -ENOTSUP, "state_version", "newer luocat"},
	{"\"state_version\": 1", "\"state_version\": true", -EINVAL, "state_version", "an integer"},
	{"\"kernel\": {}, ", "", -EINVAL, "kernel", "is missing"},
	{"\"table\": true, ", "", -EINVAL, "", "table is missing"},
	{"\"table\": true", "\"table\": null", -EINVAL, "table", "true or false"},
	{"\"table\": true", "\"table\": false", -EINVAL, "versions[0]", "no table"},
	{"\"kernel\": {}", "\"kernel\": {\"build_id\": \"ABCD\"}", -EINVAL, "kernel.build_id",
	 "lower-case"},
	{"\"kernel\": {}", "\"kernel\": {\"liveupdate\": 1}", -EINVAL, "kernel.liveupdate",
	 "true, false or null"},
	{"\"kernel\": {}", "\"kernel\": {}, \"cmdline\": \"a\\nb\"", -EINVAL, "cmdline", "control"},
	{"\"kernel\": {}", "\"kernel\": {}, \"modules\": {}", -EINVAL, "modules", "an array"},
	{"\"kernel\": {}", "\"kernel\": {}, \"modules\": [1]", -EINVAL, "modules[0]", "a string"},
	{"\"kernel\": {}", "\"kernel\": {}, \"modules\": [\"a b\"]", -EINVAL, "modules", "a name"},
	{"\"kernel\": {}", "\"kernel\": {}, \"modules\": [null]", -EINVAL, "modules", "a name"},
	{"\"kernel\": {}", "\"kernel\": {}, \"must_understand\": [\"versions.weight\"]", -EINVAL,
	 "must_understand[0]", "versions.weight"},
	{"\"flb\"", "\"unknown\"", -EINVAL, "versions[0].kind", "a table"},
	{"\"flb\"", "\"thing\"", -EINVAL, "versions[0].kind", "does not know"},
	{"\"kind\": \"flb\", ", "", -EINVAL, "versions[0].kind", ""},
	{"\"compatible\": \"a\"", "\"x\": 1", -EINVAL, "versions[0].compatible", "is missing"},
	{"\"a\"", "\"\"", -EINVAL, "versions[0].compatible", "printable"},
	{"\"a\"", "\"a\", \"in_use\": -1", -EINVAL, "versions[0].in_use", "0 to 4294967295"},
	{"\"a\"", "\"a\", \"in_use\": 4294967296", -EINVAL, "versions[0].in_use", "0 to"},
	{"\"a\"", "\"a\", \"enable_write\": 0", -EINVAL, "versions[0].enable_write", "not an int"},
	{"\"a\"", "\"a\", \"fingerprint\": \"00\"", -EINVAL, "versions[0].fingerprint", "64"},
	{"\"a\"}", "\"a\"}, {\"kind\": \"flb\", \"compatible\": \"a\"}", -EINVAL,
	 "versions[1].compatible", "twice"},
};

START_TEST(test_refused)
{
	const char *at = strstr(fine, refused[_i].from);
	struct luocat_state *state;
	char text[1024];
	int r;

	ck_assert_ptr_nonnull(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - fine), fine, refused[_i].to,
		 at + strlen(refused[_i].from));
	r = luocat_state_load(text, strlen(text), "file", &state, &err);
	ck_assert_int_eq(r, refused[_i].result);
	ck_assert_int_eq(err.code, r);
	ck_assert_str_eq(err.file, "file");
	ck_assert_msg(!strncmp(err.where, refused[_i].where, strlen(refused[_i].where)), "%s",
		      err.where);
	ck_assert_msg(strstr(err.what, refused[_i].what), "%s", err.what);
}
END_TEST

START_TEST(test_unknown_keys_are_ignored)
{
	static const char text[] =
		"{\"state_version\": 1, \"kernel\": {\"age\": 1}, \"table\": true, \"new\": {},"
		"\"must_understand\": [\"versions.in_use\", \"kernel\", \"modules\"],"
		"\"versions\": [{\"kind\": \"flb\", \"compatible\": \"a\", \"weight\": 3}]}";
	struct luocat_state *state;

	ck_assert_int_eq(luocat_state_load(text, strlen(text), "f", &state, &err), 0);
	luocat_state_unref(state);
}
END_TEST

START_TEST(test_callers_are_checked)
{
	struct luocat_state *state = luocat_state_new();
	const char *const null[] = {NULL};

	ck_assert_int_eq(luocat_state_add(state, ROW(.compatible = "a"), &err), -EINVAL);
	ck_assert_int_eq(luocat_state_set(state, RUNNING(.default_enable_write = LUOCAT_YES), &err),
			 -EINVAL);
	ck_assert_int_eq(luocat_state_set(state, RUNNING(.n_modules = 1, .modules = null), &err),
			 -EINVAL);
	ck_assert_int_eq(luocat_state_set(state, RUNNING(.liveupdate = 9), &err), -EINVAL);
	ck_assert_int_eq(luocat_state_set(state, &(struct luocat_running){.size = 3}, &err),
			 -EINVAL);
	ck_assert_int_eq(luocat_state_set(state, RUNNING(.table = true), &err), 0);
	ck_assert_int_eq(luocat_state_add(state, ROW(.compatible = "a"), &err), 0);
	ck_assert_int_eq(luocat_state_add(state, ROW(.compatible = "a"), &err), -EEXIST);
	ck_assert_int_eq(luocat_state_add(state, ROW(.compatible = NULL), &err), -EINVAL);
	ck_assert_int_eq(luocat_state_add(state, ROW(.compatible = "b", .kind = 9), &err), -EINVAL);
	/* what has versions has a table */
	ck_assert_int_eq(luocat_state_set(state, RUNNING(.table = false), &err), -EINVAL);
	ck_assert(luocat_state_running(state)->table);
	ck_assert_uint_eq(luocat_state_n_versions(state), 1);
	ck_assert_ptr_eq(luocat_state_ref(state), state);
	ck_assert_ptr_null(luocat_state_unref(state));
	luocat_state_unref(state);
	ck_assert_ptr_null(luocat_state_unref(NULL));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("state");
	TCase *tests = tcase_create("state");

	tcase_add_test(tests, test_example);
	tcase_add_test(tests, test_order_does_not_matter);
	tcase_add_test(tests, test_least);
	tcase_add_loop_test(tests, test_refused, 0, COUNT(refused));
	tcase_add_test(tests, test_unknown_keys_are_ignored);
	tcase_add_test(tests, test_callers_are_checked);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
