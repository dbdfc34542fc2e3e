// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_judge_kernel.c - what counts, and the kernels as a whole
 */
#include "judge_pair.h"

/* ---- What counts ---- */

START_TEST(test_core_counts_with_nothing_in_use)
{
	add(writer, CORE("luo-v6"));
	ck_assert_int_eq(judge_in_use(NULL), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(decided_by("LUO-UNREADABLE")->consequence, LUOCAT_CONSEQUENCE_PANIC);
}
END_TEST

START_TEST(test_in_use_narrows)
{
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("vfio-pci-v1"));
	add(writer, SUBTREE("reserve-mem-v2"));
	add(writer, FLB("pci-v1"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(judge_in_use("memfd"), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(judge_in_use(NULL), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(judge_in_use("vfio-pci"), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(judge_in_use("reserve-mem-v2"), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(judge_in_use("pci"), LUOCAT_INCOMPATIBLE);
}
END_TEST

/* Which version a file goes out in is the kernel's choice, so an id stands for its format. */
START_TEST(test_in_use_takes_the_whole_format)
{
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3"));
	ck_assert_int_eq(judge_in_use("memfd-v2"), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_in_use_brings_flbs_along)
{
	add(writer, FLB("iommu-v1"));
	add_both(HANDLER("vfio-v1", NEEDS(REF(FLB, "iommu-v1"))));
	add_both(HANDLER("memfd-v2"));
	ck_assert_int_eq(judge_in_use("memfd"), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(judge_in_use("vfio"), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_in_use_brings_unknown_flbs_along)
{
	add(writer, FLB("iommu-v1"));
	add_both(HANDLER("memfd-v2", STOCK));
	ck_assert_int_eq(judge_in_use("memfd"), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_in_use_must_name_something_of_the_writer)
{
	static const char *const words[] = {"memfd", "", "luo", "kho-v4", "vfio"};
	struct luocat_judge_opts opts = {
		.size = sizeof(opts), .narrow = true, .in_use = &words[_i], .n_in_use = 1};

	add(writer, STRUCTURE("vfio-v1"));
	add(reader, HANDLER("memfd-v2"));
	ck_assert_int_eq(luocat_judge(writer, reader, &opts, &verdict, &err), -EINVAL);
	ck_assert_int_eq(err.code, -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.what, words[_i]));
	ck_assert_ptr_null(verdict);
}
END_TEST

/* ---- The kernels as a whole ---- */

enum { smaller_order = 10 };

static const struct {
	struct luocat_kernel writer, reader;
	enum luocat_outcome outcome;
	const char *rule;
} kernels[] = {
#define FACTS(...)                                                                                 \
	{                                                                                          \
		.size = sizeof(struct luocat_kernel), .arch = "x86_64", .byte_order = "little",    \
		.pointer_size = 8, .page_size = 4096, .max_page_order = 10, __VA_ARGS__            \
	}
	{FACTS(), FACTS(), LUOCAT_COMPATIBLE, NULL},
	{FACTS(), FACTS(.arch = "arm64"), LUOCAT_INCOMPATIBLE, "LUO-ARCH"},
	{FACTS(), FACTS(.arch = NULL), LUOCAT_OUTCOME_UNKNOWN, "LUO-ARCH"},
	{FACTS(.arch = NULL), FACTS(.arch = NULL), LUOCAT_OUTCOME_UNKNOWN, "LUO-ARCH"},
	{FACTS(), FACTS(.byte_order = "big"), LUOCAT_INCOMPATIBLE, "LUO-BYTE-ORDER"},
	{FACTS(.byte_order = NULL), FACTS(), LUOCAT_OUTCOME_UNKNOWN, "LUO-BYTE-ORDER"},
	{FACTS(.pointer_size = 4), FACTS(), LUOCAT_INCOMPATIBLE, "LUO-POINTER-SIZE"},
	{FACTS(.pointer_size = 0), FACTS(), LUOCAT_OUTCOME_UNKNOWN, "LUO-POINTER-SIZE"},
	{FACTS(.page_size = 65536), FACTS(), LUOCAT_INCOMPATIBLE, "LUO-PAGE-SIZE"},
	{FACTS(.page_size = 0), FACTS(.page_size = 0), LUOCAT_OUTCOME_UNKNOWN, "LUO-PAGE-SIZE"},
	[smaller_order] = {FACTS(), FACTS(.max_page_order = 9), LUOCAT_COMPATIBLE, NULL},
	{FACTS(), FACTS(.max_page_order = 11), LUOCAT_INCOMPATIBLE, "LUO-MAX-PAGE-ORDER"},
	{FACTS(.max_page_order = -1), FACTS(), LUOCAT_OUTCOME_UNKNOWN, "LUO-MAX-PAGE-ORDER"},
	{FACTS(), FACTS(.max_page_order = -1), LUOCAT_OUTCOME_UNKNOWN, "LUO-MAX-PAGE-ORDER"},
#undef FACTS
};

static struct luocat_catalog *kernel_of(const struct luocat_kernel *kernel)
{
	struct luocat_catalog *catalog = luocat_catalog_new();

	set_kernel(catalog, kernel);
	add(catalog, CORE("kho-v4"));
	add(catalog, CORE("luo-v5"));
	return catalog;
}

START_TEST(test_kernels)
{
	luocat_catalog_unref(writer);
	luocat_catalog_unref(reader);
	writer = kernel_of(&kernels[_i].writer);
	reader = kernel_of(&kernels[_i].reader);
	ck_assert_int_eq(judge(), kernels[_i].outcome);
	if (kernels[_i].rule)
		decided_by(kernels[_i].rule);
}
END_TEST

/* Scratch areas are aligned well enough, but a block above the reader's order cannot be freed. */
START_TEST(test_smaller_max_page_order)
{
	luocat_catalog_unref(writer);
	luocat_catalog_unref(reader);
	writer = kernel_of(&kernels[0].writer);
	reader = kernel_of(&kernels[smaller_order].reader);
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(find("LUO-MAX-PAGE-ORDER")->severity, LUOCAT_SEVERITY_WARNING);
}
END_TEST

/* What a kernel's option and its core format say together. */
static const struct {
	const char *option; /* NULL: not known */
	bool there;	    /* the catalog has the format */
	enum luocat_tri read;
	enum luocat_outcome outcome;
} presences[] = {
	{NULL, false, LUOCAT_UNKNOWN, LUOCAT_INCOMPATIBLE},
	{"n", false, LUOCAT_UNKNOWN, LUOCAT_INCOMPATIBLE},
	{"y", false, LUOCAT_UNKNOWN, LUOCAT_OUTCOME_UNKNOWN},
	{NULL, true, LUOCAT_YES, LUOCAT_COMPATIBLE},
	{"y", true, LUOCAT_YES, LUOCAT_COMPATIBLE},
	{"n", true, LUOCAT_YES, LUOCAT_INCOMPATIBLE},
	{NULL, true, LUOCAT_UNKNOWN, LUOCAT_OUTCOME_UNKNOWN},
};

/* Each of them for KHO and LUO, in the writer and in the reader. */
START_TEST(test_presence)
{
	const int row = _i / 4;
	const bool luo = _i & 1, in_reader = _i & 2, there = presences[row].there;
	struct luocat_catalog *catalog = whole_kernel("3333333333333333333333333333333333333333");
	struct luocat_catalog **side = in_reader ? &reader : &writer;
	const struct luocat_option option = {luo ? "LIVEUPDATE" : "KEXEC_HANDOVER",
					     presences[row].option};
	bool known = presences[row].read == LUOCAT_YES;

	luocat_catalog_unref(*side);
	*side = catalog;
	if (option.value)
		set_kernel(catalog, KERNEL(.options = &option, .n_options = 1));
	add(catalog, CORE(luo ? "kho-v4" : "luo-v5"));
	if (there && known)
		add(catalog, CORE(luo ? "luo-v5" : "kho-v4"));
	else if (there)
		add(catalog,
		    CORE(luo ? "luo-v5" : "kho-v4", .read = LUOCAT_UNKNOWN, .write = LUOCAT_UNKNOWN,
			 .origin = {.evidence_id = LUOCAT_EVIDENCE_STRING}));
	ck_assert_int_eq(judge(), presences[row].outcome);
	if (presences[row].outcome == LUOCAT_COMPATIBLE) {
		ck_assert_ptr_null(find("LUO-NO-KHO"));
		ck_assert_ptr_null(find("LUO-NO-LUO"));
	} else {
		ck_assert_ptr_nonnull(find(luo ? "LUO-NO-LUO" : "LUO-NO-KHO"));
	}
}
END_TEST

/* With no LUO on one side there is one reason, not one for each format. */
START_TEST(test_absence_is_one_finding)
{
	const struct luocat_option option = {"LIVEUPDATE", "n"};

	add(writer, HANDLER("memfd-v2"));
	set_kernel(reader, KERNEL(.options = &option, .n_options = 1));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_uint_eq(luocat_verdict_n_findings(verdict), 1);
	ck_assert_str_eq(decided_by("LUO-NO-LUO")->message,
			 "no LUO in the reader: it is built without CONFIG_LIVEUPDATE");
}
END_TEST

/* A string proves that the kernel reads; which version it writes may be another. */
START_TEST(test_core_write_unknown)
{
	luocat_catalog_unref(writer);
	writer = whole_kernel("1111111111111111111111111111111111111111");
	add(writer, CORE("kho-v4"));
	add(writer, CORE("luo-v5", .write = LUOCAT_UNKNOWN, .origin.evidence_write = 0));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-CORE-WRITE");
}
END_TEST

START_TEST(test_core_write_by_the_table_is_shown)
{
	luocat_catalog_unref(writer);
	writer = whole_kernel("1111111111111111111111111111111111111111");
	add(writer, CORE("kho-v4"));
	add(writer, CORE("luo-v5", .origin.evidence_write = LUOCAT_EVIDENCE_TABLE));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_nonnull(strstr(find("LUO-EVIDENCE")->message, "luo-v5"));
	ck_assert_ptr_null(strstr(find("LUO-EVIDENCE")->message, "kho-v4"));
}
END_TEST

/* ---- Modules: warnings in a gate ---- */

START_TEST(test_module_of_the_reader)
{
	add(writer, HANDLER("vfio-pci-v1"));
	add(reader, HANDLER("vfio-pci-v1", .provider = "vfio_pci"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(find("LUO-MODULE")->severity, LUOCAT_SEVERITY_WARNING);
	ck_assert_ptr_nonnull(strstr(find("LUO-MODULE")->message, "vfio_pci"));
	ck_assert_ptr_null(find("LUO-MODULE")->advice);
}
END_TEST

/* What can be done depends on where the module is; the verdict does not. */
START_TEST(test_module_of_the_reader_in_its_initramfs)
{
	add(writer, HANDLER("vfio-pci-v1"));
	add(reader, HANDLER("vfio-pci-v1", .provider = "vfio_pci", .in_initramfs = LUOCAT_YES));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(find("LUO-MODULE")->severity, LUOCAT_SEVERITY_WARNING);
	ck_assert_ptr_nonnull(strstr(find("LUO-MODULE")->advice, "is in the reader's initramfs"));
}
END_TEST

START_TEST(test_module_of_the_reader_not_in_its_initramfs)
{
	add(writer, HANDLER("vfio-pci-v1"));
	add(reader, HANDLER("vfio-pci-v1", .provider = "vfio_pci", .in_initramfs = LUOCAT_NO,
			    .in_modules_tree = LUOCAT_YES));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(find("LUO-MODULE")->severity, LUOCAT_SEVERITY_WARNING);
	ck_assert_ptr_nonnull(
		strstr(find("LUO-MODULE")->advice, "is not in the reader's initramfs"));
}
END_TEST

START_TEST(test_module_of_the_writer_is_no_matter)
{
	add(writer, HANDLER("vfio-pci-v1", .provider = "vfio_pci"));
	add(reader, HANDLER("vfio-pci-v1"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_null(find("LUO-MODULE"));
}
END_TEST

/* ---- The verdict as an object ---- */

START_TEST(test_same_pair_same_bytes)
{
	char *text[2];

	add(writer, HANDLER("memfd-v3"));
	add_both(HANDLER("memfd-v2"));
	for (int i = 0; i < 2; i++) {
		judge();
		ck_assert_int_eq(luocat_verdicts_to_json(&verdict, 1, &text[i], NULL, &err), 0);
	}
	ck_assert_str_eq(text[0], text[1]);
	free(text[0]);
	free(text[1]);
}
END_TEST

START_TEST(test_no_question_no_answer)
{
	char *text;

	ck_assert_int_eq(luocat_verdicts_to_json(NULL, 0, &text, NULL, &err), -EINVAL);
}
END_TEST

START_TEST(test_verdict_keeps_its_catalogs)
{
	add_both(HANDLER("memfd-v2"));
	judge();
	luocat_verdict_ref(verdict);
	luocat_verdict_unref(verdict);
	writer = luocat_catalog_unref(writer);
	reader = luocat_catalog_unref(reader);
	ck_assert_str_eq(luocat_catalog_kernel(luocat_verdict_reader(verdict))->build_id,
			 "2222222222222222222222222222222222222222");
	ck_assert_str_eq(luocat_verdict_format(verdict, 2)->writer[0]->compatible, "memfd-v2");
	ck_assert_ptr_null(luocat_verdict_format(verdict, luocat_verdict_n_formats(verdict)));
}
END_TEST

START_TEST(test_too_many_versions)
{
	for (int i = 0; i < 1100; i++) {
		char id[32];

		snprintf(id, sizeof(id), "x%d-v1", i);
		add(writer, HANDLER(id));
	}
	ck_assert_int_eq(luocat_judge(writer, reader, NULL, &verdict, &err), -E2BIG);
}
END_TEST

START_TEST(test_too_many_requires)
{
	struct luocat_ref needs[200];

	char names[200][16];

	for (int i = 0; i < 200; i++) {
		snprintf(names[i], sizeof(names[i]), "s%d-v1", i);
		needs[i] = (struct luocat_ref){LUOCAT_KIND_STRUCTURE, names[i]};
	}
	for (int i = 0; i < 21; i++) { /* 4200 */
		char id[32];

		snprintf(id, sizeof(id), "x%d-v1", i);
		add(writer, HANDLER(id, .required = needs, .n_required = 200));
	}
	ck_assert_int_eq(luocat_judge(writer, reader, NULL, &verdict, &err), -E2BIG);
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_test(tests, test_core_counts_with_nothing_in_use);
	tcase_add_test(tests, test_in_use_narrows);
	tcase_add_test(tests, test_in_use_takes_the_whole_format);
	tcase_add_test(tests, test_in_use_brings_flbs_along);
	tcase_add_test(tests, test_in_use_brings_unknown_flbs_along);
	tcase_add_loop_test(tests, test_in_use_must_name_something_of_the_writer, 0, 5);
	tcase_add_test(tests, test_smaller_max_page_order);
	tcase_add_loop_test(tests, test_kernels, 0, COUNT(kernels));
	tcase_add_loop_test(tests, test_presence, 0, COUNT(presences) * 4);
	tcase_add_test(tests, test_absence_is_one_finding);
	tcase_add_test(tests, test_core_write_unknown);
	tcase_add_test(tests, test_core_write_by_the_table_is_shown);
	tcase_add_test(tests, test_module_of_the_reader);
	tcase_add_test(tests, test_module_of_the_reader_in_its_initramfs);
	tcase_add_test(tests, test_module_of_the_reader_not_in_its_initramfs);
	tcase_add_test(tests, test_module_of_the_writer_is_no_matter);
	tcase_add_test(tests, test_same_pair_same_bytes);
	tcase_add_test(tests, test_no_question_no_answer);
	tcase_add_test(tests, test_verdict_keeps_its_catalogs);
	tcase_add_test(tests, test_too_many_versions);
	tcase_add_test(tests, test_too_many_requires);
}

int main(void)
{
	return pair_main("judge_kernel", fill);
}
