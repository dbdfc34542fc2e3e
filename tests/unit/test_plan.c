// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_plan.c - plans as objects: of a verdict, and out of its JSON
 */
#include "judge_pair.h"

#include "run.h"

#define WRITER "build-id:1111111111111111111111111111111111111111"
#define READER "build-id:2222222222222222222222222222222222222222"

static void planned_pair(void)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v4"));
	add(writer, HANDLER("memfd-v3"));
}

START_TEST(test_of_a_verdict)
{
	struct luocat_plan *plan;

	planned_pair();
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	ck_assert_int_eq(luocat_plan_of(verdict, &plan, &err), 0);
	ck_assert_str_eq(luocat_plan_writer_key(plan), WRITER);
	ck_assert_str_eq(luocat_plan_reader_key(plan), READER);
	ck_assert_uint_eq(luocat_plan_n_entries(plan), 2);
	ck_assert_str_eq(luocat_plan_entry(plan, 1)->compatible, "memfd-v4");
	ck_assert_ptr_null(luocat_plan_entry(plan, 2));
	ck_assert_ptr_eq(luocat_plan_ref(plan), plan);
	ck_assert_ptr_null(luocat_plan_unref(plan));
	/* it outlives its verdict */
	verdict = luocat_verdict_unref(verdict);
	ck_assert_str_eq(luocat_plan_entry(plan, 0)->name, "memfd");
	luocat_plan_unref(plan);
}
END_TEST

START_TEST(test_nothing_to_plan)
{
	struct luocat_plan *plan;

	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(luocat_plan_of(verdict, &plan, &err), 0);
	ck_assert_uint_eq(luocat_plan_n_entries(plan), 0);
	luocat_plan_unref(plan);
	add(writer, HANDLER("vfio-pci-v1"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(luocat_plan_of(verdict, &plan, &err), -ENODATA);
}
END_TEST

static int load(const char *text, const char *key, struct luocat_plan **plan)
{
	*plan = NULL;
	return luocat_plan_load(text, strlen(text), "plan.json", key, plan, &err);
}

/* Both directions of a pair: only one question is about the kernel that runs. */
START_TEST(test_of_a_document)
{
	struct luocat_verdict *both[2];
	struct luocat_plan *plan;
	char *text;

	planned_pair();
	judge();
	both[0] = luocat_verdict_ref(verdict);
	ck_assert_int_eq(luocat_judge(reader, writer, NULL, &both[1], &err), 0);
	ck_assert_int_eq(luocat_verdicts_to_json(both, 2, &text, NULL, &err), 0);
	ck_assert_int_eq(load(text, WRITER, &plan), 0);
	ck_assert_uint_eq(luocat_plan_n_entries(plan), 2);
	ck_assert_str_eq(luocat_plan_entry(plan, 0)->compatible, "memfd-v3");
	luocat_plan_unref(plan);
	/* the way back is fine as it is */
	ck_assert_int_eq(load(text, READER, &plan), 0);
	ck_assert_str_eq(luocat_plan_writer_key(plan), READER);
	ck_assert_uint_eq(luocat_plan_n_entries(plan), 0);
	luocat_plan_unref(plan);
	ck_assert_int_eq(load(text, "build-id:33", &plan), -ESTALE);
	ck_assert_int_eq(load(text, NULL, &plan), -EINVAL);
	ck_assert(strstr(err.what, "2 with this writer"));
	free(text);
	luocat_verdict_unref(both[0]);
	luocat_verdict_unref(both[1]);
}
END_TEST

START_TEST(test_of_an_incompatible_verdict)
{
	struct luocat_plan *plan;
	char *text;

	add(writer, HANDLER("vfio-pci-v1"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(luocat_verdicts_to_json(&verdict, 1, &text, NULL, &err), 0);
	ck_assert_int_eq(load(text, WRITER, &plan), -ENODATA);
	ck_assert(strstr(err.what, "incompatible"));
	free(text);
}
END_TEST

static const char fine[] =
	"{\"writer_key\": \"" WRITER "\", \"reader_key\": \"" READER "\", "
	"\"default_enable_write\": false, \"set\": [{\"kind\": \"file-handler\", "
	"\"name\": \"memfd\", \"compatible\": \"memfd-v3\", \"enable_write\": false}]}";

static const struct {
	const char *from, *to;
	int result;
	const char *where, *what;
} refused[] = {
	{"\"file-handler\"", "\"flb\"", -EINVAL, "set[0].kind", "file-handler"},
	{"\"file-handler\"", "\"spell\"", -EINVAL, "set[0].kind", "does not know"},
	{"\"enable_write\": false", "\"enable_write\": true", -EINVAL, "set[0].enable_write",
	 "turns nothing on"},
	{"\"enable_write\": false", "\"x\": 1", -EINVAL, "set[0].enable_write", "is missing"},
	{"\"default_enable_write\": false", "\"default_enable_write\": true", -EINVAL,
	 "default_enable_write", "turns nothing on"},
	{"\"default_enable_write\": false", "\"default_enable_write\": 0", -EINVAL,
	 "default_enable_write", "must be false"},
	{"\"memfd-v3\"", "\"\"", -EINVAL, "set[0].compatible", "printable"},
	{"\"memfd-v3\"", "\"a\\nb\"", -EINVAL, "set[0].compatible", "printable"},
	{"\"memfd-v3\"", "7", -EINVAL, "set[0].compatible", "a string"},
	{"\"memfd\", ", "\"a\\u001b\", ", -EINVAL, "set[0].name", "printable"},
	{"[{", "[7, {", -EINVAL, "set[0]", "an object"},
	{"false}]",
	 "false}, {\"kind\": \"file-handler\", \"name\": \"m\", \"compatible\": "
	 "\"memfd-v3\", \"enable_write\": false}]",
	 -EINVAL, "set", "twice"},
	{"\"writer_key\"", "\"key\"", -EINVAL, "writer_key", "is missing"},
	{"\"reader_key\"", "\"key\"", -EINVAL, "reader_key", "is missing"},
	{"\"set\": [", "\"sets\": [", -EINVAL, "verdict_version", "not a verdict"},
	{"\"set\": [", "\"set\": {}, \"s\": [", -EINVAL, "set", "an array"},
	{"{\"writer", "[\"writer", -EINVAL, "line", "not JSON"},
};

START_TEST(test_refused)
{
	const char *at = strstr(fine, refused[_i].from);
	struct luocat_plan *plan;
	char text[1024];

	ck_assert_int_eq(load(fine, WRITER, &plan), 0);
	luocat_plan_unref(plan);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - fine), fine, refused[_i].to,
		 at + strlen(refused[_i].from));
	ck_assert_int_eq(load(text, NULL, &plan), refused[_i].result);
	ck_assert_str_eq(err.file, "plan.json");
	ck_assert_msg(!strncmp(err.where, refused[_i].where, strlen(refused[_i].where)), "%s",
		      err.where);
	ck_assert_msg(strstr(err.what, refused[_i].what), "%s", err.what);
}
END_TEST

/* Whole documents that are no verdict. */
static const struct {
	const char *text;
	int result;
	const char *what;
} documents[] = {
	{"", -EINVAL, "empty"},
	{"[]", -EINVAL, "an object to be a verdict"},
	{"{}", -EINVAL, "not a verdict"},
	{"{\"verdict_version\": 2, \"questions\": []}", -ENOTSUP, "newer"},
	{"{\"verdict_version\": 1}", -EINVAL, "missing"},
	{"{\"verdict_version\": 1, \"questions\": []}", -EINVAL, "is empty"},
	{"{\"verdict_version\": 1, \"questions\": [1]}", -EINVAL, "missing"},
	{"{\"verdict_version\": 1, \"must_understand\": [\"x\"], \"questions\": []}", -EINVAL,
	 "understood"},
	{"{\"verdict_version\": 1, \"questions\": [{\"outcome\": \"compatible-with-plan\", "
	 "\"writer\": {\"key\": \"a\"}, \"reader\": {\"key\": \"b\"}, \"plan\": null}]}",
	 -EINVAL, "an object"},
	{"{\"verdict_version\": 1, \"questions\": [{\"outcome\": \"compatible-with-plan\", "
	 "\"writer\": {\"key\": \"a\"}, \"reader\": {\"key\": \"b\"}, \"plan\": {\"writer_key\": "
	 "\"c\", \"reader_key\": \"b\", \"default_enable_write\": false, \"set\": []}}]}",
	 -EINVAL, "other kernels than its question"},
	{"{\"verdict_version\": 1, \"questions\": [{\"outcome\": \"splendid\", "
	 "\"writer\": {\"key\": \"a\"}, \"reader\": {\"key\": \"b\"}}]}",
	 -ENODATA, "splendid"},
};

START_TEST(test_no_document)
{
	struct luocat_plan *plan;

	ck_assert_int_eq(load(documents[_i].text, NULL, &plan), documents[_i].result);
	ck_assert_msg(strstr(err.what, documents[_i].what), "%s", err.what);
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_test(tests, test_of_a_verdict);
	tcase_add_test(tests, test_nothing_to_plan);
	tcase_add_test(tests, test_of_a_document);
	tcase_add_test(tests, test_of_an_incompatible_verdict);
	tcase_add_loop_test(tests, test_refused, 0, COUNT(refused));
	tcase_add_loop_test(tests, test_no_document, 0, COUNT(documents));
}

int main(void)
{
	return pair_main("plan", fill);
}
