// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_judge_state.c - pairs of which it is known what the writer does now
 */
#include "judge_pair.h"

static struct luocat_state *state;

#define WRITER_ID "1111111111111111111111111111111111111111"
#define RUNNING(...)                                                                               \
	(&(const struct luocat_running){.size = sizeof(struct luocat_running),                     \
					.build_id = WRITER_ID,                                     \
					.table = true,                                             \
					.default_enable_write = LUOCAT_YES,                        \
					__VA_ARGS__})
#define STOCK_RUNNING(...)                                                                         \
	(&(const struct luocat_running){                                                           \
		.size = sizeof(struct luocat_running), .build_id = WRITER_ID, __VA_ARGS__})
#define ROW(id, ...)                                                                               \
	(&(const struct luocat_running_version){.size = sizeof(struct luocat_running_version),     \
						.kind = LUOCAT_KIND_FILE_HANDLER,                  \
						.compatible = id,                                  \
						.write = LUOCAT_YES,                               \
						.enable_write = LUOCAT_YES,                        \
						.has_in_use = true,                                \
						__VA_ARGS__})

static void runs(const struct luocat_running *running)
{
	luocat_state_unref(state);
	state = luocat_state_new();
	ck_assert_msg(!luocat_state_set(state, running, &err), "%s", err.what);
}

static void row(const struct luocat_running_version *version)
{
	ck_assert_msg(!luocat_state_add(state, version, &err), "%s", err.what);
}

#define JUDGE(...)                                                                                 \
	judge_opts(&(const struct luocat_judge_opts){                                              \
		.size = sizeof(struct luocat_judge_opts), .state = state, __VA_ARGS__})

/* A writer that obeys, with a version that the reader cannot read. */
static void planned_pair(void)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3"));
}

/* ---- Flags ---- */

START_TEST(test_flags_replace_defaults)
{
	planned_pair();
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	runs(RUNNING());
	row(ROW("memfd-v2"));
	row(ROW("memfd-v3", .enable_write = LUOCAT_NO));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_eq(luocat_verdict_state(verdict), state);
}
END_TEST

START_TEST(test_flags_turn_on_too)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("memfd-v3", .enable_write = LUOCAT_NO));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	runs(RUNNING());
	row(ROW("memfd-v2"));
	row(ROW("memfd-v3"));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
}
END_TEST

/* Something readable must stay on, and here it is off already. */
START_TEST(test_what_is_off_does_not_stay)
{
	planned_pair();
	runs(RUNNING());
	row(ROW("memfd-v2", .enable_write = LUOCAT_NO));
	row(ROW("memfd-v3"));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
}
END_TEST

/* What is preserved in it does not turn it on for what comes. */
START_TEST(test_in_use_does_not_stay)
{
	planned_pair();
	runs(RUNNING());
	row(ROW("memfd-v2", .enable_write = LUOCAT_NO, .in_use = 3));
	row(ROW("memfd-v3"));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
	assert_plan(NULL, NULL);
}
END_TEST

START_TEST(test_unknown_flag)
{
	planned_pair();
	runs(RUNNING());
	row(ROW("memfd-v2", .enable_write = LUOCAT_UNKNOWN));
	row(ROW("memfd-v3"));
	/* the readable one may be off */
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
	runs(RUNNING());
	row(ROW("memfd-v2"));
	row(ROW("memfd-v3", .enable_write = LUOCAT_UNKNOWN));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
}
END_TEST

/* What is not registered starts with the default when it comes. */
START_TEST(test_not_registered)
{
	planned_pair();
	runs(RUNNING());
	row(ROW("memfd-v2"));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE_WITH_PLAN);
	runs(RUNNING(.default_enable_write = LUOCAT_NO));
	row(ROW("memfd-v2"));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE);
	/* what is readable and not registered does not stay either */
	runs(RUNNING());
	row(ROW("memfd-v3"));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
}
END_TEST

/* ---- In use ---- */

START_TEST(test_in_use_has_no_plan)
{
	planned_pair();
	runs(RUNNING());
	row(ROW("memfd-v2", .in_use = 7));
	row(ROW("memfd-v3", .in_use = 2));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
	assert_plan(NULL, NULL);
	ck_assert_int_eq(find("LUO-IN-USE")->severity, LUOCAT_SEVERITY_INCOMPATIBLE);
	ck_assert_str_eq(find("LUO-IN-USE")->advice, "unpreserve 2 objects first");
	ck_assert_str_eq(find("LUO-IN-USE")->compatible, "memfd-v3");
}
END_TEST

/* A flag that fell later does not reach what is preserved. */
START_TEST(test_in_use_though_off)
{
	planned_pair();
	runs(RUNNING());
	row(ROW("memfd-v2"));
	row(ROW("memfd-v3", .enable_write = LUOCAT_NO, .in_use = 1));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
	ck_assert_str_eq(find("LUO-IN-USE")->advice, "unpreserve 1 object first");
}
END_TEST

START_TEST(test_in_use_not_known)
{
	planned_pair();
	runs(RUNNING());
	row(ROW("memfd-v2"));
	row(ROW("memfd-v3", .has_in_use = false));
	ck_assert_int_gt(JUDGE(), LUOCAT_COMPATIBLE_WITH_PLAN);
	ck_assert_int_eq(find("LUO-IN-USE")->severity, LUOCAT_SEVERITY_UNKNOWN);
}
END_TEST

START_TEST(test_in_use_counts_whatever_was_told)
{
	planned_pair();
	runs(RUNNING());
	row(ROW("memfd-v2"));
	row(ROW("memfd-v3", .in_use = 1));
	ck_assert_int_eq(JUDGE(.narrow = true), LUOCAT_INCOMPATIBLE);
	runs(RUNNING());
	row(ROW("memfd-v2"));
	row(ROW("memfd-v3"));
	ck_assert_int_eq(JUDGE(.narrow = true), LUOCAT_COMPATIBLE);
}
END_TEST

/* Nothing in use loosens nothing. */
START_TEST(test_none_in_use)
{
	writer_obeys();
	add(writer, HANDLER("memfd-v3"));
	add(reader, HANDLER("memfd-v2"));
	runs(RUNNING());
	row(ROW("memfd-v3"));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
}
END_TEST

/* An FLB goes with the handler that the plan turns off, but not one that is there already. */
START_TEST(test_flb_in_use)
{
	planned_pair();
	add(writer, HANDLER("vfio-pci-v2", NEEDS(REF(FLB, "iommu-v2"))));
	add_both(HANDLER("vfio-pci-v1"));
	add(writer, FLB("iommu-v2"));
	runs(RUNNING());
	row(ROW("memfd-v2"));
	row(ROW("memfd-v3"));
	row(ROW("vfio-pci-v1"));
	row(ROW("vfio-pci-v2"));
	row(ROW("iommu-v2", .kind = LUOCAT_KIND_FLB));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE_WITH_PLAN);
	runs(RUNNING());
	row(ROW("memfd-v2"));
	row(ROW("memfd-v3"));
	row(ROW("vfio-pci-v1"));
	row(ROW("vfio-pci-v2"));
	row(ROW("iommu-v2", .kind = LUOCAT_KIND_FLB, .in_use = 1));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
	ck_assert_str_eq(find("LUO-IN-USE")->compatible, "iommu-v2");
}
END_TEST

/* Once all that bring an FLB along are off, as after the plan, it is not written. */
START_TEST(test_flb_rests)
{
	static const struct {
		enum luocat_tri v2, v1; /* enable_write of the two that bring it along */
		bool stock;		/* and another one may */
		uint32_t in_use;
		enum luocat_outcome outcome;
	} cases[] = {
		{LUOCAT_NO, LUOCAT_NO, false, 0, LUOCAT_COMPATIBLE},
		{LUOCAT_NO, LUOCAT_YES, false, 0, LUOCAT_INCOMPATIBLE},
		{LUOCAT_NO, LUOCAT_UNKNOWN, false, 0, LUOCAT_INCOMPATIBLE},
		{LUOCAT_NO, LUOCAT_NO, false, 1, LUOCAT_INCOMPATIBLE},
		{LUOCAT_NO, LUOCAT_NO, true, 0, LUOCAT_INCOMPATIBLE},
	};

	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, HANDLER("vfio-pci-v1", NEEDS(REF(FLB, "iommu-v2"))));
	add(writer, HANDLER("vfio-pci-v2", NEEDS(REF(FLB, "iommu-v2"))));
	add(writer, FLB("iommu-v2"));
	if (cases[_i].stock)
		add_both(HANDLER("mshv-v1", STOCK));
	runs(RUNNING());
	row(ROW("memfd-v2"));
	row(ROW("vfio-pci-v1", .enable_write = cases[_i].v1));
	row(ROW("vfio-pci-v2", .enable_write = cases[_i].v2));
	if (cases[_i].stock)
		row(ROW("mshv-v1"));
	row(ROW("iommu-v2", .kind = LUOCAT_KIND_FLB, .in_use = cases[_i].in_use));
	ck_assert_int_eq(JUDGE(), cases[_i].outcome);
}
END_TEST

/* One that nobody is known to bring along stands as it is. */
START_TEST(test_flb_of_nobody)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add(writer, FLB("iommu-v2"));
	runs(RUNNING());
	row(ROW("memfd-v2", .enable_write = LUOCAT_NO));
	row(ROW("iommu-v2", .kind = LUOCAT_KIND_FLB));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
}
END_TEST

/* A stock kernel reads no flag: what its catalog calls off is written, and its FLB goes along. */
START_TEST(test_flb_without_write_control)
{
	add(writer, HANDLER("vfio-pci-v2", .enable_write = LUOCAT_NO, NEEDS(REF(FLB, "iommu-v2"))));
	add(reader, HANDLER("vfio-pci-v2"));
	add(writer, FLB("iommu-v2"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	writer_obeys();
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_in_use_and_readable)
{
	planned_pair();
	runs(RUNNING());
	row(ROW("memfd-v2", .in_use = 100));
	row(ROW("memfd-v3"));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE_WITH_PLAN);
	ck_assert_ptr_null(find("LUO-IN-USE"));
}
END_TEST

/* ---- Whose state ---- */

START_TEST(test_of_another_kernel)
{
	static const char *const ids[] = {"3333", NULL};

	planned_pair();
	runs(RUNNING(.build_id = ids[_i]));
	row(ROW("memfd-v2"));
	row(ROW("memfd-v3", .enable_write = LUOCAT_NO));
	ck_assert_int_eq(JUDGE(), LUOCAT_OUTCOME_UNKNOWN);
	ck_assert_int_eq(decided_by("LUO-RUNNING")->severity, LUOCAT_SEVERITY_UNKNOWN);
	ck_assert_ptr_null(luocat_verdict_state(verdict));
	assert_plan(NULL, NULL);
	/* its flags count for nothing */
	ck_assert_int_eq(find("LUO-UNREADABLE")->severity, LUOCAT_SEVERITY_PLAN);
}
END_TEST

START_TEST(test_image)
{
	const char *reader_id = luocat_catalog_kernel(reader)->build_id;

	ck_assert_int_eq(JUDGE(.image_build_id = reader_id), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(JUDGE(.image_build_id = WRITER_ID), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-IMAGE");
}
END_TEST

/* ---- The table and the catalog ---- */

START_TEST(test_table_and_control_go_together)
{
	runs(RUNNING());
	ck_assert_int_eq(JUDGE(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-TABLE");
	runs(STOCK_RUNNING());
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE);
	writer_obeys();
	ck_assert_int_eq(JUDGE(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-TABLE");
}
END_TEST

START_TEST(test_half_applied)
{
	writer_obeys();
	runs(RUNNING(.half_applied = true));
	ck_assert_int_eq(JUDGE(), LUOCAT_OUTCOME_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(decided_by("LUO-TABLE")->advice, "restore"));
}
END_TEST

static const struct {
	struct luocat_running_version row;
	bool fine;
} rows[] = {
#define A_ROW(...)                                                                                 \
	{                                                                                          \
		.size = sizeof(struct luocat_running_version), .kind = LUOCAT_KIND_FILE_HANDLER,   \
		.write = LUOCAT_YES, .enable_write = LUOCAT_YES, .has_in_use = true, __VA_ARGS__   \
	}
	/* what the catalog has */
	{A_ROW(.compatible = "memfd-v2"), true},
	{A_ROW(.compatible = "memfd-v2", .name = "memfd", .version = 2, .has_version = true), true},
	{A_ROW(.compatible = "memfd-v2", .name = "mem"), false},
	{A_ROW(.compatible = "memfd-v2", .version = 3, .has_version = true), false},
	{A_ROW(.compatible = "memfd-v2", .read = LUOCAT_NO), false},
	{A_ROW(.compatible = "memfd-v2", .write = LUOCAT_NO), false},
	{A_ROW(.compatible = "memfd-v2", .write = LUOCAT_UNKNOWN), true},
	/* what it lacks, and what of that cannot go over */
	{A_ROW(.compatible = "vfio-v1"), false},
	{A_ROW(.compatible = "vfio-v1", .enable_write = LUOCAT_NO), true},
	{A_ROW(.compatible = "vfio-v1", .enable_write = LUOCAT_UNKNOWN), false},
	{A_ROW(.compatible = "vfio-v1", .enable_write = LUOCAT_NO, .in_use = 1), false},
	{A_ROW(.compatible = "vfio-v1", .enable_write = LUOCAT_NO, .has_in_use = false), false},
	{A_ROW(.compatible = "vfio-v1", .write = LUOCAT_NO), true},
	{A_ROW(.compatible = "vfio-v1", .write = LUOCAT_UNKNOWN), false},
	{A_ROW(.compatible = "vfio-v1", .kind = LUOCAT_KIND_FLB, .enable_write = LUOCAT_NO), false},
	{A_ROW(.compatible = "memfd-v2", .kind = LUOCAT_KIND_SUBTREE), false},
};

START_TEST(test_table_agrees)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	runs(RUNNING());
	row(&rows[_i].row);
	ck_assert_int_eq(JUDGE(), rows[_i].fine ? LUOCAT_COMPATIBLE : LUOCAT_OUTCOME_UNKNOWN);
	if (!rows[_i].fine)
		decided_by("LUO-TABLE");
}
END_TEST

/* A module of another build: its layout is not the one that was judged. */
START_TEST(test_fingerprint)
{
	static const char print[] =
		"0000000000000000000000000000000000000000000000000000000000000000";
	const struct luocat_version *version;

	writer_obeys();
	add_struct_a(writer, "u64");
	add_struct_a(reader, "u64");
	add_both(HANDLER("memfd-v2", OF_STRUCT_A));
	version = luocat_catalog_find(writer, LUOCAT_KIND_FILE_HANDLER, "memfd-v2");
	runs(RUNNING());
	row(ROW("memfd-v2", .fingerprint = version->fingerprint));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE);
	runs(RUNNING());
	row(ROW("memfd-v2", .fingerprint = print));
	ck_assert_int_eq(JUDGE(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-TABLE");
}
END_TEST

/* ---- Modules ---- */

static const char *const modules[] = {"vfio_pci"};

START_TEST(test_modules_of_the_writer)
{
	add(writer, HANDLER("vfio-pci-v1", .provider = "vfio-pci"));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	runs(STOCK_RUNNING());
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE); /* not known which are loaded */
	runs(STOCK_RUNNING(.modules_known = true));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_nonnull(find("LUO-WRITER-MODULE"));
	runs(STOCK_RUNNING(.modules = modules, .n_modules = 1, .modules_known = true));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_null(find("LUO-WRITER-MODULE"));
}
END_TEST

/* What the table shows is registered, whatever the list of modules says. */
START_TEST(test_registered_without_a_module)
{
	writer_obeys();
	add(writer, HANDLER("vfio-pci-v1", .provider = "vfio-pci"));
	runs(RUNNING(.modules_known = true));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE);
	row(ROW("vfio-pci-v1"));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_modules_of_the_reader)
{
	add(writer, HANDLER("vfio-pci-v1"));
	add(reader, HANDLER("vfio-pci-v1", .provider = "vfio-pci"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_nonnull(find("LUO-MODULE"));
	ck_assert_int_eq(JUDGE(.loaded_told = true, .loaded = modules, .n_loaded = 1),
			 LUOCAT_COMPATIBLE);
	ck_assert_ptr_null(find("LUO-MODULE"));
	ck_assert_int_eq(JUDGE(.loaded_told = true), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-MODULE-NOT-LOADED");
	ck_assert_int_eq(
		JUDGE(.preflight = true, .reader_cmdline = "kho=on liveupdate=on",
		      .loaded_told = true, .loaded = modules, .n_loaded = 1),
		LUOCAT_OUTCOME_UNKNOWN); /* of its built-in command line nothing is known */
	decided_by("LUO-BOOT-PARAMETERS");
	ck_assert_int_eq(JUDGE(.preflight = true), LUOCAT_OUTCOME_UNKNOWN);
	ck_assert_int_eq(find("LUO-MODULE-NOT-LOADED")->severity, LUOCAT_SEVERITY_UNKNOWN);
}
END_TEST

/* That a module can be loaded early does not say that it is. */
START_TEST(test_modules_of_the_initramfs)
{
	add(writer, HANDLER("vfio-pci-v1"));
	add(reader, HANDLER("vfio-pci-v1", .provider = "vfio-pci", .in_initramfs = LUOCAT_YES));
	ck_assert_int_eq(JUDGE(.loaded_told = true), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-MODULE-NOT-LOADED");
	ck_assert_ptr_nonnull(
		strstr(find("LUO-MODULE-NOT-LOADED")->advice, "have it loaded there"));
	ck_assert_int_eq(JUDGE(.preflight = true), LUOCAT_OUTCOME_UNKNOWN);
	ck_assert_int_eq(find("LUO-MODULE-NOT-LOADED")->severity, LUOCAT_SEVERITY_UNKNOWN);
}
END_TEST

/* A version that only a module reads which is not loaded is planned off like any other. */
START_TEST(test_not_loaded_is_planned_off)
{
	planned_pair();
	add(reader, HANDLER("memfd-v3", .provider = "memfd_luo"));
	ck_assert_int_eq(JUDGE(.loaded_told = true), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
}
END_TEST

/* ---- LUO is on ---- */

#define NO_BUILTIN .options = (const struct luocat_option[]){{"CMDLINE_BOOL", "n"}}, .n_options = 1

START_TEST(test_writer_is_off)
{
	runs(STOCK_RUNNING(.liveupdate = LUOCAT_NO));
	ck_assert_int_eq(JUDGE(), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-WRITER-OFF");
	/* the device says more than the command line */
	runs(STOCK_RUNNING(.liveupdate = LUOCAT_YES, .cmdline = "quiet"));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE);
	runs(STOCK_RUNNING(.cmdline = "quiet"));
	set_kernel(writer, KERNEL(NO_BUILTIN));
	ck_assert_int_ne(JUDGE(), LUOCAT_COMPATIBLE);
	decided_by("LUO-BOOT-PARAMETERS");
}
END_TEST

START_TEST(test_preflight_must_be_told)
{
	set_kernel(reader, KERNEL(NO_BUILTIN));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(find("LUO-BOOT-PARAMETERS")->severity, LUOCAT_SEVERITY_WARNING);
	ck_assert_int_eq(JUDGE(.preflight = true), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-BOOT-PARAMETERS");
	ck_assert_int_eq(JUDGE(.preflight = true, .reader_cmdline = "kho=on liveupdate=on"),
			 LUOCAT_COMPATIBLE);
}
END_TEST

static const struct {
	const char *cmdline;
	bool warned;
} scratches[] = {
	{"quiet", false},
	{"kho_scratch=200%", false},
	{"kho_scratch=1000%", false},
	{"kho_scratch=199%", true},
	{"kho_scratch=16M,512M,256M", true},
	{"kho_scratch=16M,512M,256M kho_scratch=300%", false},
	{"kho_scratch=300% kho_scratch=1G,1G,1G", true},
	{"kho_scratch=", false},
	{"init=x -- kho_scratch=1%", false},
};

START_TEST(test_scratch)
{
	runs(STOCK_RUNNING(.liveupdate = LUOCAT_YES, .cmdline = scratches[_i].cmdline));
	ck_assert_int_eq(JUDGE(), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(find("LUO-SCRATCH") != NULL, scratches[_i].warned);
}
END_TEST

static void forget(void)
{
	state = luocat_state_unref(state);
}

static void fill(TCase *tests)
{
	tcase_add_checked_fixture(tests, NULL, forget);
	tcase_add_test(tests, test_flags_replace_defaults);
	tcase_add_test(tests, test_flags_turn_on_too);
	tcase_add_test(tests, test_what_is_off_does_not_stay);
	tcase_add_test(tests, test_in_use_does_not_stay);
	tcase_add_test(tests, test_unknown_flag);
	tcase_add_test(tests, test_not_registered);
	tcase_add_test(tests, test_in_use_has_no_plan);
	tcase_add_test(tests, test_in_use_though_off);
	tcase_add_test(tests, test_in_use_not_known);
	tcase_add_test(tests, test_in_use_counts_whatever_was_told);
	tcase_add_test(tests, test_none_in_use);
	tcase_add_test(tests, test_flb_in_use);
	tcase_add_loop_test(tests, test_flb_rests, 0, 5);
	tcase_add_test(tests, test_flb_of_nobody);
	tcase_add_test(tests, test_flb_without_write_control);
	tcase_add_test(tests, test_in_use_and_readable);
	tcase_add_loop_test(tests, test_of_another_kernel, 0, 2);
	tcase_add_test(tests, test_image);
	tcase_add_test(tests, test_table_and_control_go_together);
	tcase_add_test(tests, test_half_applied);
	tcase_add_loop_test(tests, test_table_agrees, 0, COUNT(rows));
	tcase_add_test(tests, test_fingerprint);
	tcase_add_test(tests, test_modules_of_the_writer);
	tcase_add_test(tests, test_registered_without_a_module);
	tcase_add_test(tests, test_modules_of_the_reader);
	tcase_add_test(tests, test_modules_of_the_initramfs);
	tcase_add_test(tests, test_not_loaded_is_planned_off);
	tcase_add_test(tests, test_writer_is_off);
	tcase_add_test(tests, test_preflight_must_be_told);
	tcase_add_loop_test(tests, test_scratch, 0, COUNT(scratches));
}

int main(void)
{
	return pair_main("judge_state", fill);
}
