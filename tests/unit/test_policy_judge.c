// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_policy_judge.c - what a policy makes of findings: severities, thresholds, evidence
 */
#include "policy_pair.h"

/* ---- Severities ---- */

START_TEST(test_a_policy_that_asks_for_nothing)
{
	two_versions();
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
	ck_assert_ptr_null(luocat_verdict_fails(verdict));
	ck_assert_ptr_eq(luocat_verdict_policy(verdict), policy);
	ck_assert_str_eq(luocat_verdict_now(verdict), "2026-11-28");
}
END_TEST

/* What is lowered is no objection: no plan is made for it, and the version counts as readable. */
START_TEST(test_lowered)
{
	static const struct {
		enum luocat_level level;
		enum luocat_severity severity;
	} levels[] = {
		{LUOCAT_LEVEL_WARN, LUOCAT_SEVERITY_WARNING},
		{LUOCAT_LEVEL_NOTE, LUOCAT_SEVERITY_NOTE},
	};
	const struct luocat_finding *finding;

	two_versions();
	told("LUO-UNREADABLE", levels[_i].level);
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
	assert_plan(NULL, NULL);
	/* without the policy a plan would have done */
	finding = found("LUO-UNREADABLE", levels[_i].severity, LUOCAT_SEVERITY_PLAN);
	ck_assert_str_eq(finding->changed_by, "--rule");
	ck_assert_ptr_null(finding->waiver);
}
END_TEST

START_TEST(test_lowered_without_a_plan)
{
	add(writer, HANDLER("memfd-v3"));
	SAY("\"severities\": [{\"rule\": \"LUO-UNREADABLE\", \"severity\": \"note\"}]");
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
	ck_assert_str_eq(found("LUO-UNREADABLE", LUOCAT_SEVERITY_NOTE, LUOCAT_SEVERITY_INCOMPATIBLE)
				 ->changed_by,
			 "p line 1 column 38");
}
END_TEST

START_TEST(test_off_is_counted)
{
	const struct luocat_off *off;

	add(writer, HANDLER("memfd-v3"));
	add(writer, HANDLER("vfio-v1"));
	told("LUO-UNREADABLE", LUOCAT_LEVEL_OFF);
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_null(find("LUO-UNREADABLE"));
	ck_assert_uint_eq(luocat_verdict_n_off(verdict), 1);
	off = luocat_verdict_off(verdict, 0);
	ck_assert_str_eq(off->rule->id, "LUO-UNREADABLE");
	ck_assert_str_eq(off->changed_by, "--rule");
	ck_assert_int_eq(off->judged, LUOCAT_SEVERITY_INCOMPATIBLE);
	ck_assert_uint_eq(off->n, 2);
	ck_assert_ptr_null(luocat_verdict_off(verdict, 1));
}
END_TEST

/* Other rules go on to object. */
START_TEST(test_only_that_rule_is_lowered)
{
	struct luocat_judge_opts opts = {
		.size = sizeof(opts), .policy = policy, .loaded_told = true};

	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3", OF_STRUCT_A));
	add(reader, HANDLER("memfd-v3", OF_STRUCT_A, .provider = "memfd"));
	add_struct_a(writer, "u64");
	add_struct_a(reader, "u32[2]");
	told("LUO-LAYOUT-DRIFT", LUOCAT_LEVEL_NOTE);
	ck_assert_int_eq(judge_opts(&opts), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
	found("LUO-LAYOUT-DRIFT", LUOCAT_SEVERITY_NOTE, LUOCAT_SEVERITY_PLAN);
	found("LUO-MODULE-NOT-LOADED", LUOCAT_SEVERITY_PLAN, LUOCAT_SEVERITY_PLAN);
}
END_TEST

START_TEST(test_by_format)
{
	add(writer, HANDLER("memfd-v3"));
	add(writer, HANDLER("vfio-v1"));
	SAY("\"severities\": [{\"rule\": \"LUO-UNREADABLE\", \"format\": \"file-handler/mem*\", "
	    "\"severity\": \"note\"}]");
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
	ck_assert_str_eq(decided_by("LUO-UNREADABLE")->compatible, "vfio-v1");
	ck_assert_str_eq(
		luocat_verdict_finding(verdict, luocat_verdict_n_findings(verdict) - 1)->compatible,
		"memfd-v3");
}
END_TEST

START_TEST(test_a_glob_of_another_kind)
{
	add(writer, HANDLER("memfd-v3"));
	SAY("\"severities\": [{\"rule\": \"LUO-UNREADABLE\", \"format\": \"flb/memfd-v3\", "
	    "\"severity\": \"note\"}]");
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
}
END_TEST

/* In a document the last one that matches decides, and the caller goes before all of them. */
START_TEST(test_precedence)
{
	add(writer, HANDLER("memfd-v3"));
	SAY("\"severities\": [{\"rule\": \"LUO-*\", \"severity\": \"off\"}, "
	    "{\"rule\": \"LUO-UNREADABLE\", \"severity\": \"warn\"}]");
	ask();
	found("LUO-UNREADABLE", LUOCAT_SEVERITY_WARNING, LUOCAT_SEVERITY_INCOMPATIBLE);
	told("LUO-UNREADABLE", LUOCAT_LEVEL_NOTE);
	SAY("\"severities\": [{\"rule\": \"LUO-UNREADABLE\", \"severity\": \"off\"}]");
	ask();
	found("LUO-UNREADABLE", LUOCAT_SEVERITY_NOTE, LUOCAT_SEVERITY_INCOMPATIBLE);
	told("LUO-UN*", LUOCAT_LEVEL_ERROR);
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_null(
		found("LUO-UNREADABLE", LUOCAT_SEVERITY_INCOMPATIBLE, LUOCAT_SEVERITY_INCOMPATIBLE)
			->changed_by);
}
END_TEST

/* An error is still left to the plan that keeps it from being written. */
START_TEST(test_error_stays_plannable)
{
	two_versions();
	told("LUO-UNREADABLE", LUOCAT_LEVEL_ERROR);
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
}
END_TEST

/* What is known not to be known stays that: it fails already. */
START_TEST(test_error_leaves_unknown_alone)
{
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("vfio-v1"));
	add(reader, HANDLER("vfio-v1", .read = LUOCAT_UNKNOWN, .origin.evidence_read = 0));
	told("LUO-READ-UNKNOWN", LUOCAT_LEVEL_ERROR);
	ck_assert_int_eq(ask(), LUOCAT_OUTCOME_UNKNOWN);
}
END_TEST

/* A note about one version: as an error it is an objection to that version, and planned off. */
START_TEST(test_raised_about_a_version)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add_both(HANDLER("memfd-v3", OF_STRUCT_A));
	add_struct_a(writer, "ptr64");
	add_struct_a(reader, "ptr64");
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	told("LUO-LAYOUT-POINTER", LUOCAT_LEVEL_ERROR);
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
	ck_assert_str_eq(found("LUO-LAYOUT-POINTER", LUOCAT_SEVERITY_PLAN, LUOCAT_SEVERITY_WARNING)
				 ->changed_by,
			 "--rule");
}
END_TEST

START_TEST(test_raised_without_a_plan)
{
	add_both(HANDLER("memfd-v3", OF_STRUCT_A));
	add_struct_a(writer, "ptr64");
	add_struct_a(reader, "ptr64");
	told("LUO-LAYOUT-POINTER", LUOCAT_LEVEL_ERROR);
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
	found("LUO-LAYOUT-POINTER", LUOCAT_SEVERITY_INCOMPATIBLE, LUOCAT_SEVERITY_WARNING);
}
END_TEST

START_TEST(test_raised_about_the_kernels)
{
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	found("LUO-BOOT-PARAMETERS", LUOCAT_SEVERITY_WARNING, LUOCAT_SEVERITY_WARNING);
	told("LUO-BOOT-PARAMETERS", LUOCAT_LEVEL_ERROR);
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
}
END_TEST

/* A kernel without KHO ends the question; where that is excused the rest of it is asked. */
START_TEST(test_what_ends_the_question_does_not_if_lowered)
{
	struct luocat_option option = {"KEXEC_HANDOVER", "n"};

	set_kernel(reader, KERNEL(.options = &option, .n_options = 1));
	add(writer, HANDLER("memfd-v3"));
	told("LUO-NO-KHO", LUOCAT_LEVEL_WARN);
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-UNREADABLE");
}
END_TEST

/* ---- Where it fails ---- */

START_TEST(test_fail_on)
{
	static const struct {
		const char *word;
		bool fails;
	} words[] = {{"unknown", false}, {"plan", true}, {"warning", true}, {"note", true}};

	two_versions();
	for (int i = 0; i < COUNT(words); i++) {
		ck_assert_int_eq(luocat_policy_set_fail_on(policy, words[i].word, &err), 0);
		/* what the kernels do is what it was */
		ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE_WITH_PLAN);
		ck_assert_int_eq(luocat_verdict_fails(verdict) != NULL, words[i].fails);
	}
	verdict = luocat_verdict_unref(verdict);
}
END_TEST

START_TEST(test_fails_by_a_warning)
{
	struct luocat_plan *plan;

	two_versions();
	ck_assert_int_eq(luocat_policy_set_fail_on(policy, "warning", &err), 0);
	ask();
	/* a plan that is applied is no reason; what must be seen to still is */
	ck_assert_int_eq(luocat_verdict_set_applied(verdict), 0);
	ck_assert_str_eq(luocat_verdict_fails(verdict)->rule->id, "LUO-BOOT-PARAMETERS");
	/* and what fails is not to be prepared */
	ck_assert_int_eq(luocat_plan_of(verdict, &plan, &err), -ENODATA);
	told("LUO-BOOT-PARAMETERS", LUOCAT_LEVEL_NOTE);
	ask();
	ck_assert_int_eq(luocat_verdict_set_applied(verdict), 0);
	ck_assert_ptr_null(luocat_verdict_fails(verdict));
}
END_TEST

/* ---- Evidence ---- */

START_TEST(test_evidence)
{
	add_both(HANDLER("memfd-v2", EVIDENCE(LUOCAT_EVIDENCE_OBJECT)));
	SAY("\"evidence\": [{\"minimum\": \"object\"}]");
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
	SAY("\"evidence\": [{\"format\": \"memfd\", \"minimum\": \"descriptor\"}]");
	ck_assert_int_eq(ask(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-EVIDENCE-ASKED");
	/* the last one that matches decides */
	SAY("\"evidence\": [{\"format\": \"mem*\", \"minimum\": \"table\"}]");
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_test(tests, test_a_policy_that_asks_for_nothing);
	tcase_add_loop_test(tests, test_lowered, 0, 2);
	tcase_add_test(tests, test_lowered_without_a_plan);
	tcase_add_test(tests, test_off_is_counted);
	tcase_add_test(tests, test_only_that_rule_is_lowered);
	tcase_add_test(tests, test_by_format);
	tcase_add_test(tests, test_a_glob_of_another_kind);
	tcase_add_test(tests, test_precedence);
	tcase_add_test(tests, test_error_stays_plannable);
	tcase_add_test(tests, test_error_leaves_unknown_alone);
	tcase_add_test(tests, test_raised_about_a_version);
	tcase_add_test(tests, test_raised_without_a_plan);
	tcase_add_test(tests, test_raised_about_the_kernels);
	tcase_add_test(tests, test_what_ends_the_question_does_not_if_lowered);
	tcase_add_test(tests, test_fail_on);
	tcase_add_test(tests, test_fails_by_a_warning);
	tcase_add_test(tests, test_evidence);
}

int main(void)
{
	return policy_main("policy, judging", fill);
}
