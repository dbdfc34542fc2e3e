// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_judge_needs.c - layouts, what a version needs, FLBs, and what is not known
 */
#include "judge_pair.h"

/* ---- Layouts ---- */

static const struct {
	enum luocat_layout_form form[2];
	const char *type[2]; /* of the root's one member; NULL: the root is not in the catalog */
	enum luocat_outcome outcome;
	const char *rule;
} layouts[] = {
	{{LUOCAT_LAYOUT_STRUCT, LUOCAT_LAYOUT_STRUCT}, {"u32", "u32"}, LUOCAT_COMPATIBLE, NULL},
	{{LUOCAT_LAYOUT_STRUCT, LUOCAT_LAYOUT_STRUCT},
	 {"u32", "u64"},
	 LUOCAT_INCOMPATIBLE,
	 "LUO-LAYOUT-DRIFT"},
	{{LUOCAT_LAYOUT_STRUCT, LUOCAT_LAYOUT_FDT},
	 {"u32", "u32"},
	 LUOCAT_INCOMPATIBLE,
	 "LUO-LAYOUT-DRIFT"},
	{{LUOCAT_LAYOUT_STRUCT, LUOCAT_LAYOUT_STRUCT},
	 {"u32", NULL},
	 LUOCAT_OUTCOME_UNKNOWN,
	 "LUO-LAYOUT-ONE-SIDED"},
	{{LUOCAT_LAYOUT_UNKNOWN, LUOCAT_LAYOUT_STRUCT},
	 {NULL, "u64"},
	 LUOCAT_OUTCOME_UNKNOWN,
	 "LUO-LAYOUT-ONE-SIDED"},
	{{LUOCAT_LAYOUT_NONE, LUOCAT_LAYOUT_UNKNOWN},
	 {NULL, NULL},
	 LUOCAT_OUTCOME_UNKNOWN,
	 "LUO-LAYOUT-ONE-SIDED"},
	{{LUOCAT_LAYOUT_STRUCT, LUOCAT_LAYOUT_STRUCT},
	 {NULL, NULL},
	 LUOCAT_COMPATIBLE,
	 "LUO-LAYOUT-UNCHECKED"},
	{{LUOCAT_LAYOUT_UNKNOWN, LUOCAT_LAYOUT_UNKNOWN},
	 {NULL, NULL},
	 LUOCAT_COMPATIBLE,
	 "LUO-LAYOUT-UNCHECKED"},
	{{LUOCAT_LAYOUT_NONE, LUOCAT_LAYOUT_NONE}, {NULL, NULL}, LUOCAT_COMPATIBLE, NULL},
};

static void add_layout(struct luocat_catalog *catalog, enum luocat_layout_form form,
		       const char *type)
{
	if (form == LUOCAT_LAYOUT_STRUCT)
		add(catalog, HANDLER("memfd-v2", OF_STRUCT_A));
	else
		add(catalog, HANDLER("memfd-v2", .layout_form = form));
	if (type)
		add_struct_a(catalog, type);
}

START_TEST(test_layouts)
{
	add_layout(writer, layouts[_i].form[0], layouts[_i].type[0]);
	add_layout(reader, layouts[_i].form[1], layouts[_i].type[1]);
	ck_assert_int_eq(judge(), layouts[_i].outcome);
	if (layouts[_i].rule) {
		ck_assert_ptr_nonnull(find(layouts[_i].rule));
	} else {
		ck_assert_ptr_null(find("LUO-LAYOUT-UNCHECKED"));
	}
}
END_TEST

/* Nothing in a kernel notices drift, so that nobody can tell what comes of it; see tests/kernel. */
START_TEST(test_drift_has_no_consequence_of_its_own)
{
	add_both(
		SUBTREE("stats-v1", OF_STRUCT_A,
			.consequence = _i ? LUOCAT_CONSEQUENCE_PANIC : LUOCAT_CONSEQUENCE_IGNORED));
	add_struct_a(writer, "u32");
	add_struct_a(reader, "u64");
	ck_assert_int_eq(judge(), _i ? LUOCAT_INCOMPATIBLE : LUOCAT_COMPATIBLE);
	ck_assert_int_eq(find("LUO-LAYOUT-DRIFT")->consequence,
			 _i ? LUOCAT_CONSEQUENCE_UNKNOWN : LUOCAT_CONSEQUENCE_IGNORED);
}
END_TEST

START_TEST(test_drift_is_planned_around)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add_both(HANDLER("memfd-v3", OF_STRUCT_A));
	add_struct_a(writer, "u32");
	add_struct_a(reader, "u64");
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
}
END_TEST

/* ---- Requires ---- */

START_TEST(test_requires_that_is_common)
{
	add_both(STRUCTURE("kho-vmalloc-v1"));
	add_both(HANDLER("memfd-v2", NEEDS(REF(STRUCTURE, "kho-vmalloc-v1"), REF(CORE, "kho-v4"))));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_requires_that_the_reader_lacks)
{
	add(writer, STRUCTURE("kho-vmalloc-v1"));
	add_both(HANDLER("memfd-v2", NEEDS(REF(STRUCTURE, "kho-vmalloc-v1"))));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_str_eq(find("LUO-REQUIRES")->compatible, "memfd-v2");
	ck_assert_int_eq(find("LUO-REQUIRES")->consequence, LUOCAT_CONSEQUENCE_UNKNOWN);
}
END_TEST

/* KHO's string is compared before anything else is looked at: LUO cannot panic over it then. */
START_TEST(test_requires_core)
{
	struct luocat_catalog *const kernels[] = {writer, reader};
	static const char *const khos[] = {"kho-v5", "kho-v6"};

	for (int i = 0; i < 2; i++) {
		add(kernels[i],
		    CORE(khos[i], .consequence = LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER));
		add(kernels[i], CORE("luo-v6", NEEDS(REF(CORE, khos[i]))));
	}
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_nonnull(find("LUO-REQUIRES"));
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

		if (finding->severity == LUOCAT_SEVERITY_INCOMPATIBLE)
			ck_assert_int_eq(finding->consequence,
					 LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER);
	}
}
END_TEST

/* A kernel that does not take KHO's state does not see LUO's string either. */
START_TEST(test_nothing_else_is_looked_at)
{
	add(writer, CORE("kho-v5", .consequence = LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER));
	add(writer, CORE("luo-v6"));
	add(writer, SUBTREE("stats-v2", .consequence = LUOCAT_CONSEQUENCE_IGNORED));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_uint_eq(luocat_verdict_n_findings(verdict), 4);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(luocat_verdict_finding(verdict, i)->consequence,
				 LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER);
		ck_assert_int_eq(luocat_verdict_finding(verdict, i)->kind, LUOCAT_KIND_CORE);
	}
	ck_assert_int_eq(luocat_verdict_finding(verdict, 3)->consequence,
			 LUOCAT_CONSEQUENCE_IGNORED);
}
END_TEST

/* Otherwise the worse of both counts, and of drift nobody can tell. */
START_TEST(test_requires_what_drifted)
{
	add_both(STRUCTURE("a-v1", OF_STRUCT_A, .consequence = LUOCAT_CONSEQUENCE_DATA_LOST));
	add_both(HANDLER("memfd-v2", NEEDS(REF(STRUCTURE, "a-v1"))));
	add_struct_a(writer, "u32");
	add_struct_a(reader, "u64");
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(find("LUO-REQUIRES")->consequence, LUOCAT_CONSEQUENCE_UNKNOWN);
}
END_TEST

START_TEST(test_requires_of_requires)
{
	add_both(STRUCTURE("a-v1", NEEDS(REF(STRUCTURE, "b-v1"))));
	add_both(STRUCTURE("b-v1", NEEDS(REF(STRUCTURE, "c-v1"))));
	add(writer, STRUCTURE("c-v1"));
	add(reader, STRUCTURE("c-v1", .read = LUOCAT_NO));
	add_both(HANDLER("memfd-v2", NEEDS(REF(STRUCTURE, "a-v1"))));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_nonnull(find("LUO-REQUIRES"));
}
END_TEST

START_TEST(test_requires_may_go_round)
{
	add_both(STRUCTURE("a-v1", NEEDS(REF(STRUCTURE, "b-v1"))));
	add_both(STRUCTURE("b-v1", NEEDS(REF(STRUCTURE, "a-v1"), REF(STRUCTURE, "b-v1"))));
	add_both(HANDLER("memfd-v2", NEEDS(REF(STRUCTURE, "a-v1"), REF(FILE_HANDLER, "memfd-v2"))));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_requires_with_drift)
{
	add_both(STRUCTURE("a-v1", OF_STRUCT_A));
	add_struct_a(writer, "u32");
	add_struct_a(reader, "u64");
	add_both(HANDLER("memfd-v2", NEEDS(REF(STRUCTURE, "a-v1"))));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_nonnull(find("LUO-REQUIRES"));
}
END_TEST

START_TEST(test_readers_requires_must_be_written)
{
	add(reader, CORE("kho-v5"));
	add(writer, HANDLER("memfd-v2", NEEDS(REF(CORE, "kho-v4"))));
	add(reader, HANDLER("memfd-v2", NEEDS(REF(CORE, "kho-v5"))));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-REQUIRES");
}
END_TEST

START_TEST(test_requires_that_no_catalog_describes)
{
	add_both(HANDLER("memfd-v2", NEEDS(REF(STRUCTURE, "ghost-v1"))));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-REQUIRES");
}
END_TEST

START_TEST(test_requires_is_planned_around)
{
	writer_obeys();
	add(writer, STRUCTURE("folios-v2"));
	add_both(HANDLER("memfd-v2"));
	add_both(HANDLER("memfd-v3", NEEDS(REF(STRUCTURE, "folios-v2"))));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
}
END_TEST

START_TEST(test_structure_that_nothing_needs_does_not_count)
{
	add_both(HANDLER("memfd-v2"));
	add(writer, STRUCTURE("folios-v2"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_structure_counts_where_requires_are_unknown)
{
	add_both(HANDLER("memfd-v2", STOCK));
	add(writer, STRUCTURE("folios-v2"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_stock_handlers_without_flbs_pass)
{
	add_both(HANDLER("memfd-v2", STOCK));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

/* ---- FLBs ---- */

START_TEST(test_flb_on_both_sides)
{
	add_both(FLB("iommu-v1"));
	add_both(HANDLER("vfio-v1", NEEDS(REF(FLB, "iommu-v1"))));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_null(find("LUO-FLB-UNSEEN"));
}
END_TEST

START_TEST(test_flb_of_the_writer_alone_is_lost)
{
	add_both(HANDLER("memfd-v2", STOCK));
	add(writer, FLB("iommu-v1", STOCK, .consequence = LUOCAT_CONSEQUENCE_UNKNOWN));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(decided_by("LUO-UNREADABLE")->consequence, LUOCAT_CONSEQUENCE_DATA_LOST);
}
END_TEST

START_TEST(test_flb_of_the_reader_alone_does_not_pass)
{
	add_both(HANDLER("memfd-v2", STOCK));
	add(reader, FLB("iommu-v1", STOCK));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-FLB-READER-ONLY");
}
END_TEST

START_TEST(test_flb_of_the_reader_alone_attached)
{
	add(writer, HANDLER("memfd-v2"));
	add(reader, HANDLER("memfd-v2", NEEDS(REF(FLB, "iommu-v1"))));
	add(reader, FLB("iommu-v1"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-FLB-READER-ONLY");
}
END_TEST

/* Nothing that the writer writes is finished by a handler of the reader. */
START_TEST(test_flb_of_the_reader_alone_without_files)
{
	add(reader, FLB("iommu-v1", STOCK));
	add(reader, HANDLER("vfio-v1", STOCK));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_flb_attached_on_one_known_side)
{
	add_both(FLB("iommu-v1"));
	add(writer, HANDLER("vfio-v1", NEEDS(REF(FLB, "iommu-v1"))));
	add(reader, HANDLER("vfio-v1", STOCK));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-FLB-WRITER-ONLY");
}
END_TEST

START_TEST(test_flbs_of_stock_kernels_are_noted)
{
	add_both(FLB("liveupdate-test-flb-v0", STOCK));
	add_both(FLB("liveupdate-test-flb-v1", STOCK));
	add_both(HANDLER("memfd-v2", STOCK));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_nonnull(strstr(find("LUO-FLB-UNSEEN")->message, "liveupdate-test-flb-v1"));
}
END_TEST

/* An object is attached at run time: a handler's descriptor can say nothing about it. */
START_TEST(test_descriptor_says_nothing_about_flb_objects)
{
	add_both(HANDLER("memfd-v2"));
	add(reader, FLB("iommu-v1", STOCK));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
}
END_TEST

/* Versions of an FLB's name may be instances that are all written: each must be readable. */
START_TEST(test_each_flb_of_a_name_counts)
{
	add_both(FLB("liveupdate-test-flb-v0"));
	add(writer, FLB("liveupdate-test-flb-v1"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_flb_goes_with_its_handler)
{
	writer_obeys();
	add(writer, FLB("iommu-v1"));
	add_both(HANDLER("vfio-v1"));
	add(writer, HANDLER("vfio-v2", NEEDS(REF(FLB, "iommu-v1"))));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("vfio-v2", NULL);
}
END_TEST

START_TEST(test_flb_stays_with_a_handler_that_stays)
{
	writer_obeys();
	add(writer, FLB("iommu-v1"));
	add_both(HANDLER("vfio-v1"));
	add(writer, HANDLER("vfio-v2", NEEDS(REF(FLB, "iommu-v1"))));
	add_both(HANDLER("memfd-v2", STOCK)); /* may have it attached */
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
}
END_TEST

/* ---- Unknown never passes ---- */

START_TEST(test_unknown_read)
{
	add(writer, HANDLER("memfd-v2"));
	add(reader, HANDLER("memfd-v2", .read = LUOCAT_UNKNOWN, .origin.evidence_read = 0));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-READ-UNKNOWN");
}
END_TEST

START_TEST(test_unknown_write_of_the_unreadable)
{
	add(writer, HANDLER("memfd-v3", .write = LUOCAT_UNKNOWN, .origin.evidence_write = 0));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-UNREADABLE");
}
END_TEST

START_TEST(test_unknown_write_of_the_readable)
{
	add_both(HANDLER("memfd-v3", .write = LUOCAT_UNKNOWN, .origin.evidence_write = 0));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_bare_string)
{
	add_both(VERSION(.kind = LUOCAT_KIND_UNKNOWN, .compatible = "vfio-pci-v1",
			 .origin.evidence_id = LUOCAT_EVIDENCE_LVUP));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-KIND-UNKNOWN");
}
END_TEST

START_TEST(test_bare_string_in_the_reader_alone)
{
	add(reader, VERSION(.kind = LUOCAT_KIND_UNKNOWN, .compatible = "vfio-pci-v1",
			    .origin.evidence_id = LUOCAT_EVIDENCE_LVUP));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	add(writer, HANDLER("vfio-pci-v1"));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-KIND-UNKNOWN");
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_loop_test(tests, test_layouts, 0, COUNT(layouts));
	tcase_add_loop_test(tests, test_drift_has_no_consequence_of_its_own, 0, 2);
	tcase_add_test(tests, test_drift_is_planned_around);
	tcase_add_test(tests, test_requires_that_is_common);
	tcase_add_test(tests, test_requires_that_the_reader_lacks);
	tcase_add_test(tests, test_requires_core);
	tcase_add_test(tests, test_nothing_else_is_looked_at);
	tcase_add_test(tests, test_requires_what_drifted);
	tcase_add_test(tests, test_requires_of_requires);
	tcase_add_test(tests, test_requires_may_go_round);
	tcase_add_test(tests, test_requires_with_drift);
	tcase_add_test(tests, test_readers_requires_must_be_written);
	tcase_add_test(tests, test_requires_that_no_catalog_describes);
	tcase_add_test(tests, test_requires_is_planned_around);
	tcase_add_test(tests, test_structure_that_nothing_needs_does_not_count);
	tcase_add_test(tests, test_structure_counts_where_requires_are_unknown);
	tcase_add_test(tests, test_stock_handlers_without_flbs_pass);
	tcase_add_test(tests, test_flb_on_both_sides);
	tcase_add_test(tests, test_flb_of_the_writer_alone_is_lost);
	tcase_add_test(tests, test_flb_of_the_reader_alone_does_not_pass);
	tcase_add_test(tests, test_flb_of_the_reader_alone_attached);
	tcase_add_test(tests, test_flb_of_the_reader_alone_without_files);
	tcase_add_test(tests, test_flb_attached_on_one_known_side);
	tcase_add_test(tests, test_flbs_of_stock_kernels_are_noted);
	tcase_add_test(tests, test_descriptor_says_nothing_about_flb_objects);
	tcase_add_test(tests, test_each_flb_of_a_name_counts);
	tcase_add_test(tests, test_flb_goes_with_its_handler);
	tcase_add_test(tests, test_flb_stays_with_a_handler_that_stays);
	tcase_add_test(tests, test_unknown_read);
	tcase_add_test(tests, test_unknown_write_of_the_unreadable);
	tcase_add_test(tests, test_unknown_write_of_the_readable);
	tcase_add_test(tests, test_bare_string);
	tcase_add_test(tests, test_bare_string_in_the_reader_alone);
}

int main(void)
{
	return pair_main("judge_needs", fill);
}
