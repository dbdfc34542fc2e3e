// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_cmdline.c - what is told of command lines, and what is built in, read as kernels read it
 *
 * What each line means was worked out from lib/cmdline.c, lib/kstrtox.c, kernel/params.c,
 * arch/x86/kernel/setup.c and drivers/of/fdt.c of 7.3; tests/kernel/truth.py boots some of them.
 */
#include "judge_pair.h"

#define MAX_CMDLINE 2047

static void set_options(struct luocat_catalog *kernel, const struct luocat_option *options)
{
	size_t n = 0;

	while (n < 4 && options[n].name)
		n++;
	set_kernel(kernel, KERNEL(.options = options, .n_options = n));
}

static enum luocat_outcome judge_told(const char *writer_line, const char *reader_line)
{
	struct luocat_judge_opts opts = {
		.size = sizeof(opts), .writer_cmdline = writer_line, .reader_cmdline = reader_line};

	return judge_opts(&opts);
}

static const struct luocat_finding *finding(void)
{
	return find("LUO-BOOT-PARAMETERS");
}

/* ---- The reader's was not told: a warning ---- */

static const struct {
	struct luocat_option options[4];
	const char *needs; /* in the message; NULL: no warning */
} gates[] = {
	{{{0}}, "needs kho=on liveupdate=on on"},
	{{{"KEXEC_HANDOVER_ENABLE_DEFAULT", "y"}}, "needs liveupdate=on on"},
	{{{"KEXEC_HANDOVER_ENABLE_DEFAULT", "n"}}, "needs kho=on liveupdate=on on"},
	{{{"KEXEC_HANDOVER_ENABLE_DEFAULT", "y"}, {"CMDLINE", "kho=off liveupdate=on"}},
	 "needs kho=on on"},
	{{{"CMDLINE", "kho=on"}}, "needs liveupdate=on on"},
	{{{"CMDLINE", "liveupdate=1 quiet"}}, "needs kho=on on"},
	{{{"CMDLINE", "kho=on  liveupdate=on"}}, NULL},
	{{{"CMDLINE", "kho=on liveupdate=on kho=off"}}, "needs kho=on on"},
	{{{"CMDLINE", "xkho=on liveupdate"}}, "needs kho=on liveupdate=on on"},
};

START_TEST(test_not_told)
{
	set_options(reader, gates[_i].options);
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	if (!gates[_i].needs) {
		ck_assert_ptr_null(finding());
		return;
	}
	ck_assert_int_eq(finding()->severity, LUOCAT_SEVERITY_WARNING);
	ck_assert_ptr_nonnull(strstr(finding()->message, gates[_i].needs));
}
END_TEST

/* ---- Told: words, quotes, values ---- */

#define OFF LUOCAT_INCOMPATIBLE
#define ON  LUOCAT_COMPATIBLE

static const struct {
	const char *line; /* liveupdate=on stands in front of it */
	enum luocat_outcome outcome;
} lines[] = {
	{"", OFF},
	{"kho=on", ON},
	{"kho=off", OFF},
	{"kho=on kho=off", OFF},
	{"kho=off kho=on", ON},
	/* kstrtobool() looks at one letter, or two */
	{"kho=1", ON},
	{"kho=Yes", ON},
	{"kho=true", ON},
	{"kho=enable", ON},
	{"kho=ON", ON},
	{"kho=onwards", ON},
	{"kho=on kho=0", OFF},
	{"kho=on kho=No", OFF},
	{"kho=on kho=false", OFF},
	{"kho=on kho=disabled", OFF},
	{"kho=on kho=OFF", OFF},
	/* what it does not take changes nothing */
	{"kho=o", OFF},
	{"kho=", OFF},
	{"kho", OFF},
	{"kho=2", OFF},
	{"kho=on kho=maybe", ON},
	{"kho=on kho=", ON},
	{"kho=on kho", ON},
	/* other words */
	{"xkho=on", OFF},
	{"khox=on", OFF},
	{"KHO=on", OFF},
	{"kho_scratch=on", OFF},
	{"kho.enable=on", OFF},
	{"kho =on", OFF},
	{"=kho=on", OFF},
	/* init's */
	{"-- kho=on", OFF},
	{"kho=on -- kho=off", ON},
	{"\"--\" kho=on", OFF},
	{"--=1 kho=on", ON},
	{"--x kho=on", ON},
	/* blanks */
	{"\t\v\n kho=on\r", ON},
	{"quiet\xa0kho=on", ON},
	{"quiet\xc2kho=on", OFF},
	/* quotes */
	{"kho=\"on\"", ON},
	{"kho=\"on", ON},
	{"kho=\"\"", OFF},
	{"kho=\"", OFF},
	{"\"kho=on\"", ON},
	{"\"kho=on", ON},
	{"\"kho\"=on", OFF},
	{"kho=o\"n\"", OFF},
	{"kho=\" on\"", OFF},
	{"x=\"kho=on\"", OFF},
	{"x=\"a kho=on\"", OFF},
	{"x=\"a b\" kho=on", ON},
	{"x=\"a kho=on", OFF},
	{"a\"b kho=on\" c", OFF},
	{"\"", OFF},
	{"\" kho=on", OFF},
	{"\"\" kho=on", ON},
};

START_TEST(test_told)
{
	char line[80];

	snprintf(line, sizeof(line), "liveupdate=on %s", lines[_i].line);
	set_options(reader, (const struct luocat_option[4]){
				    {"CMDLINE_BOOL", "n"}, {"KEXEC_HANDOVER_ENABLE_DEFAULT", "n"}});
	ck_assert_msg(judge_told(NULL, line) == lines[_i].outcome, "%s", line);
	if (lines[_i].outcome == ON) {
		ck_assert_ptr_null(finding());
		return;
	}
	ck_assert_str_eq(decided_by("LUO-BOOT-PARAMETERS")->message,
			 "the reader's command line leaves kho off");
	ck_assert_str_eq(finding()->advice, "boot the reader with kho=on");
}
END_TEST

/* ---- What is built in, and the default ---- */

#define NOBODY_KNOWS LUOCAT_OUTCOME_UNKNOWN
#define LIVE	     "liveupdate=on"

static const struct {
	const char *arch;
	struct luocat_option options[4];
	const char *told;
	enum luocat_outcome outcome;
} builtins[] = {
	/* x86 puts its own in front, so that what is told wins */
	{"x86_64", {{"CMDLINE", "kho=on " LIVE}}, "", ON},
	{"x86_64", {{"CMDLINE", "kho=on " LIVE}}, "kho=off", OFF},
	{"x86_64", {{"CMDLINE", "kho=off"}}, "kho=on " LIVE, ON},
	{"x86_64", {{"CMDLINE", LIVE}}, "kho=on", ON},
/* and then what is told may be init's */
#define DEFAULT_OFF                                                                                \
	{                                                                                          \
		"KEXEC_HANDOVER_ENABLE_DEFAULT", "n"                                               \
	}
	{"x86_64", {{"CMDLINE", LIVE " --"}, DEFAULT_OFF}, "kho=on", OFF},
	{"x86_64", {{"CMDLINE", LIVE " x=\"a"}, DEFAULT_OFF}, "kho=on", OFF},
	{"x86_64", {{"CMDLINE", "kho=off"}, {"CMDLINE_OVERRIDE", "y"}}, "kho=on " LIVE, OFF},
	{"x86_64", {{"CMDLINE", "kho=on " LIVE}, {"CMDLINE_OVERRIDE", "y"}}, "kho=off", ON},
	{"x86_64", {{"CMDLINE", "kho=on " LIVE}, {"CMDLINE_OVERRIDE", "y"}}, NULL, ON},
	{"x86_64", {{"CMDLINE", LIVE}, {"CMDLINE_OVERRIDE", "y"}}, NULL, NOBODY_KNOWS},
	{"x86_64", {{"CMDLINE", NULL}, {"CMDLINE_OVERRIDE", "y"}}, "kho=on " LIVE, NOBODY_KNOWS},
	/* of a device tree it is the default */
	{"arm64", {{"CMDLINE", "kho=on " LIVE}}, "", ON},
	{"arm64", {{"CMDLINE", "kho=on " LIVE}}, "quiet", OFF},
	{"arm64", {{"CMDLINE", "kho=off"}}, "kho=on " LIVE, ON},
	{"arm64", {{"CMDLINE", "kho=off"}, {"CMDLINE_EXTEND", "y"}}, "kho=on " LIVE, OFF},
	{"arm64", {{"CMDLINE", "kho=on " LIVE}, {"CMDLINE_EXTEND", "y"}}, "kho=off", ON},
	{"arm64", {{"CMDLINE", "kho=on " LIVE}, {"CMDLINE_FORCE", "y"}}, "kho=off", ON},
	{"arm64", {{"CMDLINE", "quiet"}, {"CMDLINE_FORCE", "y"}}, "kho=on " LIVE, OFF},
	/* the default of kho= */
	{"x86_64", {{"KEXEC_HANDOVER_ENABLE_DEFAULT", "y"}, {"CMDLINE_BOOL", "n"}}, LIVE, ON},
	{"x86_64", {{"KEXEC_HANDOVER_ENABLE_DEFAULT", "n"}, {"CMDLINE_BOOL", "n"}}, LIVE, OFF},
	{"x86_64", {{"CMDLINE_BOOL", "n"}}, LIVE, NOBODY_KNOWS},
	{"x86_64",
	 {{"KEXEC_HANDOVER_ENABLE_DEFAULT", "y"}, {"CMDLINE_BOOL", "n"}},
	 "kho=off " LIVE,
	 OFF},
	/* no configuration: what is told counts, what is not may be built in */
	{"x86_64", {{0}}, "kho=on " LIVE, ON},
	{"x86_64", {{0}}, LIVE, NOBODY_KNOWS},
	{"x86_64", {{0}}, "kho=off " LIVE, OFF},
	{"x86_64", {{"KEXEC_HANDOVER_ENABLE_DEFAULT", "y"}}, LIVE, NOBODY_KNOWS},
/* an embedded bootconfig stands in front, and its file is not seen */
#define BOOTCONFIG                                                                                 \
	{"CMDLINE", ""},                                                                           \
	{                                                                                          \
		"CMDLINE_FROM_BOOTCONFIG", "y"                                                     \
	}
	{"x86_64", {BOOTCONFIG}, LIVE " kho=on", ON},
	{"x86_64", {BOOTCONFIG}, LIVE " kho=on bootconfig", ON},
	{"x86_64", {BOOTCONFIG}, LIVE " bootconfig", NOBODY_KNOWS},
	{"x86_64",
	 {BOOTCONFIG, {"KEXEC_HANDOVER_ENABLE_DEFAULT", "y"}},
	 LIVE " bootconfig",
	 NOBODY_KNOWS},
	{"x86_64", {BOOTCONFIG, {"KEXEC_HANDOVER_ENABLE_DEFAULT", "y"}}, LIVE " -- bootconfig", ON},
	{"x86_64", {BOOTCONFIG, {"BOOT_CONFIG_FORCE", "y"}}, LIVE, NOBODY_KNOWS},
};

START_TEST(test_built_in)
{
	luocat_catalog_unref(writer);
	luocat_catalog_unref(reader);
	writer = kernel_of_arch("1111111111111111111111111111111111111111", builtins[_i].arch);
	reader = kernel_of_arch("2222222222222222222222222222222222222222", builtins[_i].arch);
	add_both(CORE("kho-v4"));
	add_both(CORE("luo-v5"));
	set_options(reader, builtins[_i].options);
	ck_assert_msg(judge_told(NULL, builtins[_i].told) == builtins[_i].outcome, "row %d: %s", _i,
		      finding() ? finding()->message : "no finding");
	if (builtins[_i].outcome != ON)
		decided_by("LUO-BOOT-PARAMETERS");
}
END_TEST

START_TEST(test_no_configuration_is_a_warning)
{
	ck_assert_int_eq(judge_told(NULL, "kho=on liveupdate=on"), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(finding()->severity, LUOCAT_SEVERITY_WARNING);
	ck_assert_ptr_nonnull(strstr(finding()->message, "configuration is not known"));
}
END_TEST

START_TEST(test_what_overrides_is_named)
{
	set_options(reader, (const struct luocat_option[4]){{"CMDLINE", "kho=on"},
							    {"CMDLINE_OVERRIDE", "y"}});
	ck_assert_int_eq(judge_told(NULL, "kho=on liveupdate=on"), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_nonnull(strstr(finding()->message, "overrides"));
	ck_assert_ptr_nonnull(strstr(finding()->advice, "liveupdate=on in CONFIG_CMDLINE"));
}
END_TEST

/* ---- Which side, and what then happens ---- */

static const struct {
	const char *writer, *reader;
	const char *message; /* NULL: compatible */
} sides[] = {
	{"kho=on liveupdate=on", "kho=on liveupdate=on", NULL},
	{"kho=on liveupdate=on", "kho=off liveupdate=on",
	 "the reader's command line leaves kho off"},
	{"kho=on liveupdate=on", "kho=on liveupdate=off",
	 "the reader's command line leaves liveupdate off"},
	{NULL, "kho=0", "the reader's command line leaves kho and liveupdate off"},
	{"kho=off liveupdate=on", NULL, "the writer's command line leaves kho off"},
	{"kho=on", NULL, "the writer's command line leaves liveupdate off"},
};

START_TEST(test_sides)
{
	const struct luocat_option none[4] = {{"CMDLINE_BOOL", "n"}};

	set_options(writer, none);
	set_options(reader, none);
	if (!sides[_i].message) {
		ck_assert_int_eq(judge_told(sides[_i].writer, sides[_i].reader), LUOCAT_COMPATIBLE);
		ck_assert_ptr_null(finding());
		return;
	}
	ck_assert_int_eq(judge_told(sides[_i].writer, sides[_i].reader), LUOCAT_INCOMPATIBLE);
	ck_assert_str_eq(decided_by("LUO-BOOT-PARAMETERS")->message, sides[_i].message);
	ck_assert_int_eq(finding()->consequence, LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER);
}
END_TEST

/* A reader with kho=off does not look at LUO's state; with liveupdate=off it does. */
START_TEST(test_formats_that_are_not_looked_at)
{
	add(writer, CORE("luo-v6"));
	ck_assert_int_eq(judge_told(NULL, "kho=off liveupdate=on"), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-BOOT-PARAMETERS");
	ck_assert_ptr_null(find("LUO-UNREADABLE"));
	ck_assert_int_eq(judge_told(NULL, "kho=on liveupdate=off"), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(find("LUO-UNREADABLE")->consequence, LUOCAT_CONSEQUENCE_PANIC);
	ck_assert_int_eq(judge_told("kho=on liveupdate=off", NULL), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_null(find("LUO-UNREADABLE"));
}
END_TEST

START_TEST(test_no_luo_comes_first)
{
	set_options(reader, (const struct luocat_option[4]){{"LIVEUPDATE", "n"}});
	ck_assert_int_eq(judge_told(NULL, ""), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-NO-LUO");
	ck_assert_ptr_null(finding());
}
END_TEST

/* ---- No longer than a kernel takes ---- */

/* @length bytes, with both switches at the very end */
static char *long_line(size_t length)
{
	static const char end[] = " kho=on liveupdate=on";
	static char line[MAX_CMDLINE + 2];

	memset(line, 'x', length);
	strcpy(line + length - strlen(end), end);
	return line;
}

/* What is built in takes its room: "n" of the last "=on" is cut off. */
START_TEST(test_cut_off)
{
	const struct luocat_option empty[4] = {{"CMDLINE", ""}}, some[4] = {{"CMDLINE", "q"}};

	set_options(reader, _i ? some : empty);
	ck_assert_int_eq(judge_told(NULL, long_line(MAX_CMDLINE - 2)), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(judge_told(NULL, long_line(MAX_CMDLINE)), _i ? OFF : ON);
}
END_TEST

START_TEST(test_too_long)
{
	char *line = long_line(MAX_CMDLINE + 1);
	struct luocat_judge_opts opts = {.size = sizeof(opts), .reader_cmdline = line};

	ck_assert_int_eq(luocat_judge(writer, reader, &opts, &verdict, &err), -E2BIG);
	ck_assert_str_eq(err.where, "the reader's command line");
	ck_assert_ptr_nonnull(strstr(err.what, "2048"));
	opts.writer_cmdline = line;
	ck_assert_int_eq(luocat_judge(writer, reader, &opts, &verdict, &err), -E2BIG);
	ck_assert_str_eq(err.where, "the writer's command line");
	ck_assert_ptr_null(verdict);
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_loop_test(tests, test_not_told, 0, COUNT(gates));
	tcase_add_loop_test(tests, test_told, 0, COUNT(lines));
	tcase_add_loop_test(tests, test_built_in, 0, COUNT(builtins));
	tcase_add_test(tests, test_no_configuration_is_a_warning);
	tcase_add_test(tests, test_what_overrides_is_named);
	tcase_add_loop_test(tests, test_sides, 0, COUNT(sides));
	tcase_add_test(tests, test_formats_that_are_not_looked_at);
	tcase_add_test(tests, test_no_luo_comes_first);
	tcase_add_loop_test(tests, test_cut_off, 0, 2);
	tcase_add_test(tests, test_too_long);
}

int main(void)
{
	return pair_main("cmdline", fill);
}
