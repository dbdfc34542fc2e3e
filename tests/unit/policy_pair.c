// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy_pair.c - the pairs of judge_pair.h, judged with a policy
 */
#include "policy_pair.h"
#include "run.h"

struct luocat_policy *policy;

static void setup(void)
{
	pair_setup();
	policy = luocat_policy_new();
	ck_assert_ptr_nonnull(policy);
}

static void teardown(void)
{
	luocat_policy_unref(policy);
	pair_teardown();
}

void say(const char *text)
{
	ck_assert_msg(!luocat_policy_load(policy, text, strlen(text), "p", &err), "%s: %s",
		      err.where, err.what);
}

void told(const char *rule, enum luocat_level level)
{
	ck_assert_int_eq(luocat_policy_set_rule(policy, rule, level, "--rule", &err), 0);
}

enum luocat_outcome ask_on(const char *now)
{
	struct luocat_judge_opts opts = {.size = sizeof(opts), .policy = policy, .now = now};

	return judge_opts(&opts);
}

enum luocat_outcome ask(void)
{
	return ask_on("2026-11-28");
}

enum luocat_outcome ask_profile(const char *profile)
{
	struct luocat_judge_opts opts = {
		.size = sizeof(opts), .policy = policy, .profile = profile};

	return judge_opts(&opts);
}

const struct luocat_finding *found(const char *rule, enum luocat_severity severity,
				   enum luocat_severity judged)
{
	const struct luocat_finding *finding = find(rule);

	ck_assert_msg(finding, "%s found nothing", rule);
	ck_assert_int_eq(finding->severity, severity);
	ck_assert_int_eq(finding->judged, judged);
	return finding;
}

void two_versions(void)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3"));
}

int policy_main(const char *name, void (*fill)(TCase *tests))
{
	Suite *suite = suite_create(name);
	TCase *tests = tcase_create(name);

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup, teardown);
	fill(tests);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
