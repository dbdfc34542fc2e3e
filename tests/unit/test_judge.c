// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_judge.c - what is written, what is read, and the plan
 */
#include "judge_pair.h"

/* ---- enabled, unreadable, and what follows ---- */

START_TEST(test_nothing_unreadable_is_fine)
{
	add_both(HANDLER("memfd-v2"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	assert_plan(NULL, NULL);
}
END_TEST

START_TEST(test_reader_may_read_more)
{
	add_both(HANDLER("memfd-v2"));
	add(reader, HANDLER("memfd-v3"));
	add(reader, HANDLER("vfio-pci-v1"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_unreadable_is_incompatible)
{
	add(writer, HANDLER("memfd-v3"));
	add(reader, HANDLER("memfd-v2"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(decided_by("LUO-UNREADABLE")->consequence,
			 LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE);
}
END_TEST

START_TEST(test_matching_is_exact)
{
	add(writer, HANDLER("memfd-v2"));
	add(reader, HANDLER("memfd-v20"));
	add(reader, HANDLER("memfd-v"));
	add(reader, HANDLER("Memfd-v2"));
	add(reader, SUBTREE("memfd-v2"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_same_name_and_version_are_not_the_same_id)
{
	add(writer, HANDLER("memfd-a", .name = "memfd", .version = 2, .has_version = true));
	add(reader, HANDLER("memfd-b", .name = "memfd", .version = 2, .has_version = true));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_write_only_in_the_reader_is_unreadable)
{
	add(writer, HANDLER("memfd-v2"));
	add(reader, HANDLER("memfd-v2", .read = LUOCAT_NO));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-UNREADABLE");
}
END_TEST

START_TEST(test_read_only_in_the_writer_is_not_written)
{
	add(writer, HANDLER("memfd-v1", .write = LUOCAT_NO));
	add_both(HANDLER("memfd-v2"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_flag_off_is_not_written_where_it_is_obeyed)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3", .enable_write = LUOCAT_NO));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_flag_off_means_nothing_where_it_is_not_obeyed)
{
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3", .enable_write = LUOCAT_NO));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_nonnull(find("LUO-NO-WRITE-CONTROL"));
}
END_TEST

/* ---- Plans ---- */

START_TEST(test_plan_turns_the_unreadable_off)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v1"));
	add(writer, HANDLER("memfd-v3"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v1", "memfd-v3");
	ck_assert_int_eq(decided_by("LUO-UNREADABLE")->severity, LUOCAT_SEVERITY_PLAN);
}
END_TEST

/* LUO may write any enabled version that accepts the file, so the highest alone is not enough. */
START_TEST(test_a_lower_unreadable_version_needs_the_plan)
{
	writer_obeys();
	add_both(HANDLER("memfd-v3"));
	add(writer, HANDLER("memfd-v2"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v2", NULL);
}
END_TEST

START_TEST(test_no_plan_leaves_nothing_on)
{
	writer_obeys();
	add(writer, HANDLER("memfd-v3"));
	add(reader, HANDLER("memfd-v2"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	assert_plan(NULL, NULL);
}
END_TEST

START_TEST(test_what_is_left_on_must_be_on)
{
	writer_obeys();
	add(writer, HANDLER("memfd-v3"));
	add(writer, HANDLER("memfd-v2", .enable_write = LUOCAT_NO));
	add(reader, HANDLER("memfd-v2"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_what_is_left_on_must_be_known_to_be_written)
{
	writer_obeys();
	add(writer, HANDLER("memfd-v3"));
	add(writer, HANDLER("memfd-v2", .write = LUOCAT_UNKNOWN, .origin.evidence_write = 0));
	add(reader, HANDLER("memfd-v2"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
}
END_TEST

static void no_plan_without_control(enum luocat_tri control)
{
	set_kernel(writer, KERNEL(.write_control = control));
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	assert_plan(NULL, NULL);
	ck_assert_int_eq(find("LUO-NO-WRITE-CONTROL")->severity, LUOCAT_SEVERITY_INCOMPATIBLE);
	ck_assert_str_eq(find("LUO-NO-WRITE-CONTROL")->compatible, "memfd-v3");
}

START_TEST(test_stock_kernels_have_no_plan)
{
	no_plan_without_control(LUOCAT_NO);
}
END_TEST

START_TEST(test_unknown_control_has_no_plan)
{
	no_plan_without_control(LUOCAT_UNKNOWN);
}
END_TEST

/* The reader's control does not help: it is the writer that is told. */
START_TEST(test_control_is_the_writers)
{
	set_kernel(reader, KERNEL(.write_control = LUOCAT_YES));
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_core_subtrees_and_flbs_have_no_plan)
{
	static const enum luocat_kind kinds[] = {LUOCAT_KIND_CORE, LUOCAT_KIND_SUBTREE,
						 LUOCAT_KIND_FLB};

	writer_obeys();
	add_both(KNOWN(.kind = kinds[_i], .compatible = "thing-v1",
		       .consequence = LUOCAT_CONSEQUENCE_DATA_LOST));
	add(writer, KNOWN(.kind = kinds[_i], .compatible = "thing-v2",
			  .consequence = LUOCAT_CONSEQUENCE_DATA_LOST));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	assert_plan(NULL, NULL);
}
END_TEST

START_TEST(test_no_plan_entries_in_an_incompatible_verdict)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3"));
	add(writer, HANDLER("vfio-pci-v1"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	assert_plan(NULL, NULL);
	ck_assert_str_eq(decided_by("LUO-UNREADABLE")->compatible, "vfio-pci-v1");
}
END_TEST

START_TEST(test_unknown_versions_are_planned_off_too)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3"));
	add(reader, HANDLER("memfd-v3", .read = LUOCAT_UNKNOWN, .origin.evidence_read = 0));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
}
END_TEST

/* ---- By its consequence ---- */

START_TEST(test_ignored_is_a_note)
{
	add(writer, SUBTREE("stats-v2", .consequence = LUOCAT_CONSEQUENCE_IGNORED));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(find("LUO-UNREADABLE")->severity, LUOCAT_SEVERITY_NOTE);
}
END_TEST

START_TEST(test_any_other_consequence_is_incompatible)
{
	add(writer, SUBTREE("stats-v2", .consequence = (enum luocat_consequence)_i));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_unknown_consequence_is_incompatible)
{
	add(writer, SUBTREE("stats-v2", .consequence = LUOCAT_CONSEQUENCE_UNKNOWN));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_the_worse_sides_consequence_counts)
{
	add(writer, SUBTREE("stats", .consequence = LUOCAT_CONSEQUENCE_IGNORED));
	add(reader, SUBTREE("stats", .read = LUOCAT_NO));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(find("LUO-UNREADABLE")->consequence, LUOCAT_CONSEQUENCE_DATA_LOST);
}
END_TEST

START_TEST(test_number_without_string)
{
	add(writer, SUBTREE("kexec-metadata", .name = "kexec-metadata", .version = 2,
			    .has_version = true, .consequence = LUOCAT_CONSEQUENCE_IGNORED));
	add(reader, SUBTREE("kexec-metadata", .name = "kexec-metadata", .version = 1,
			    .has_version = true, .consequence = LUOCAT_CONSEQUENCE_IGNORED));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(find("LUO-VERSION-DIFFERS")->severity, LUOCAT_SEVERITY_NOTE);
}
END_TEST

START_TEST(test_number_known_on_one_side)
{
	add(writer, SUBTREE("counter", .name = "counter", .version = 2, .has_version = true));
	add(reader, SUBTREE("counter"));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-VERSION-DIFFERS");
}
END_TEST

/* A number beside a string that carries one orders; the string is the id. */
START_TEST(test_number_beside_a_string)
{
	add(writer, HANDLER("memfd-v2", .name = "memfd", .version = 7, .has_version = true));
	add(reader, HANDLER("memfd-v2"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_test(tests, test_nothing_unreadable_is_fine);
	tcase_add_test(tests, test_reader_may_read_more);
	tcase_add_test(tests, test_unreadable_is_incompatible);
	tcase_add_test(tests, test_matching_is_exact);
	tcase_add_test(tests, test_same_name_and_version_are_not_the_same_id);
	tcase_add_test(tests, test_write_only_in_the_reader_is_unreadable);
	tcase_add_test(tests, test_read_only_in_the_writer_is_not_written);
	tcase_add_test(tests, test_flag_off_is_not_written_where_it_is_obeyed);
	tcase_add_test(tests, test_flag_off_means_nothing_where_it_is_not_obeyed);
	tcase_add_test(tests, test_plan_turns_the_unreadable_off);
	tcase_add_test(tests, test_a_lower_unreadable_version_needs_the_plan);
	tcase_add_test(tests, test_no_plan_leaves_nothing_on);
	tcase_add_test(tests, test_what_is_left_on_must_be_on);
	tcase_add_test(tests, test_what_is_left_on_must_be_known_to_be_written);
	tcase_add_test(tests, test_stock_kernels_have_no_plan);
	tcase_add_test(tests, test_unknown_control_has_no_plan);
	tcase_add_test(tests, test_control_is_the_writers);
	tcase_add_loop_test(tests, test_core_subtrees_and_flbs_have_no_plan, 0, 3);
	tcase_add_test(tests, test_no_plan_entries_in_an_incompatible_verdict);
	tcase_add_test(tests, test_unknown_versions_are_planned_off_too);
	tcase_add_test(tests, test_ignored_is_a_note);
	tcase_add_loop_test(tests, test_any_other_consequence_is_incompatible,
			    LUOCAT_CONSEQUENCE_DATA_LOST, LUOCAT_CONSEQUENCE_PANIC + 1);
	tcase_add_test(tests, test_unknown_consequence_is_incompatible);
	tcase_add_test(tests, test_the_worse_sides_consequence_counts);
	tcase_add_test(tests, test_number_without_string);
	tcase_add_test(tests, test_number_known_on_one_side);
	tcase_add_test(tests, test_number_beside_a_string);
}

int main(void)
{
	return pair_main("judge", fill);
}
