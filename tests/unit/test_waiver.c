// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_waiver.c - what waivers excuse, and until when
 */
#include "policy_pair.h"

/* ---- Waivers ---- */

static void drift(void)
{
	add_both(HANDLER("memfd-v2", OF_STRUCT_A));
	add_struct_a(writer, "u64");
	add_struct_a(reader, "u32[2]");
}

/* Bound to the layouts of @of in both kernels. */
static void waive_drift(const char *of)
{
	const char *w = luocat_catalog_find(writer, LUOCAT_KIND_FILE_HANDLER, of)->fingerprint;
	const char *r = luocat_catalog_find(reader, LUOCAT_KIND_FILE_HANDLER, of)->fingerprint;
	char text[512];

	snprintf(text, sizeof(text),
		 "{\"policy_version\": 1, \"waivers\": [{\"rule\": \"LUO-LAYOUT-DRIFT\", "
		 "\"fingerprints\": {\"writer\": \"%s\", \"reader\": \"%s\"}, " SIGNED "}]}",
		 w, r);
	say(text);
}

START_TEST(test_a_waiver_excuses_and_does_not_hide)
{
	const struct luocat_finding *finding;

	drift();
	waive_drift("memfd-v2");
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
	finding = found("LUO-LAYOUT-DRIFT", LUOCAT_SEVERITY_NOTE, LUOCAT_SEVERITY_INCOMPATIBLE);
	ck_assert_ptr_eq(finding->waiver, luocat_policy_waiver(policy, 0));
	ck_assert_ptr_null(finding->changed_by);
	ck_assert_ptr_nonnull(finding->layout);
	ck_assert(luocat_verdict_uses_waiver(verdict, 0));
	ck_assert(!luocat_verdict_uses_waiver(verdict, 1));
}
END_TEST

START_TEST(test_a_waiver_is_bound)
{
	drift();
	add_both(HANDLER("other-v1", .layout_form = LUOCAT_LAYOUT_STRUCT,
			 .roots = (const char *const[]){"struct b"}, .n_roots = 1));
	ck_assert_int_eq(luocat_catalog_add_type(
				 writer,
				 &(const struct luocat_type)STRUCT("b", 8, {{"x", 0, 0, "u64"}}),
				 &err),
			 0);
	ck_assert_int_eq(luocat_catalog_add_type(
				 reader,
				 &(const struct luocat_type)STRUCT("b", 8, {{"x", 0, 0, "s64"}}),
				 &err),
			 0);
	waive_drift("memfd-v2");
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
	ck_assert_str_eq(decided_by("LUO-LAYOUT-DRIFT")->compatible, "other-v1");
}
END_TEST

/* What one direction may is not what the other may. */
START_TEST(test_a_waiver_is_bound_to_each_side)
{
	struct luocat_catalog *was_writer;

	drift();
	waive_drift("memfd-v2");
	was_writer = writer;
	writer = reader;
	reader = was_writer;
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
}
END_TEST

/* ---- Waivers of what constants are ---- */

#define A(value) {"A", value}
#define B(value) {"B", value}
#define C(value) {"C", value}

/* A is 1 in the writer and 2 in the reader: so says the waiver, and that only the reader has C. */
static const struct {
	struct luocat_constant writer[3], reader[3];
	size_t n_writer, n_reader;
	enum luocat_outcome outcome;
	bool used;
} constants[] = {
	{{A(1), B(1)}, {A(2), B(1)}, 2, 2, LUOCAT_COMPATIBLE, true},
	{{A(1)}, {A(2), C(3)}, 1, 2, LUOCAT_COMPATIBLE, true},
	{{A(1)}, {A(1), C(3)}, 1, 2, LUOCAT_COMPATIBLE, true},
	/* the next change is another one */
	{{A(1), B(1)}, {A(4), B(1)}, 2, 2, LUOCAT_INCOMPATIBLE, false},
	{{A(3), B(1)}, {A(2), B(1)}, 2, 2, LUOCAT_INCOMPATIBLE, false},
	{{A(2), B(1)}, {A(1), B(1)}, 2, 2, LUOCAT_INCOMPATIBLE, false},
	{{A(1), B(1)}, {A(2), B(2)}, 2, 2, LUOCAT_INCOMPATIBLE, false},
	{{A(1)}, {A(2), B(1)}, 1, 2, LUOCAT_INCOMPATIBLE, false},
	{{A(1)}, {A(1), C(4)}, 1, 2, LUOCAT_OUTCOME_UNKNOWN, false},
	{{A(1), C(3)}, {A(1)}, 2, 1, LUOCAT_OUTCOME_UNKNOWN, false},
	{{B(1)}, {A(2), B(1)}, 1, 2, LUOCAT_OUTCOME_UNKNOWN, false},
};

START_TEST(test_constants)
{
	add(writer, HANDLER("memfd-v2", .constants_known = true, .constants = constants[_i].writer,
			    .n_constants = constants[_i].n_writer,
			    .origin.evidence_constants = LUOCAT_EVIDENCE_DESCRIPTOR));
	add(reader, HANDLER("memfd-v2", .constants_known = true, .constants = constants[_i].reader,
			    .n_constants = constants[_i].n_reader,
			    .origin.evidence_constants = LUOCAT_EVIDENCE_DESCRIPTOR));
	SAY("\"waivers\": [{\"rule\": \"LUO-CONSTANT-*\", \"constants\": [{\"name\": \"A\", "
	    "\"writer\": \"0x1\", \"reader\": \"0x2\"}, {\"name\": \"C\", \"writer\": null, "
	    "\"reader\": \"0x3\"}], " SIGNED "}]");
	ck_assert_int_eq(ask(), constants[_i].outcome);
	ck_assert_int_eq(luocat_verdict_uses_waiver(verdict, 0), constants[_i].used);
}
END_TEST

/* ---- Until when ---- */

static const struct {
	const char *expires, *now;
	bool holds;
} dates[] = {
	{"2026-12-31", "2026-12-31", true},  /* the last day still holds */
	{"2026-12-31", "2027-01-01", false}, /* the next does not */
	{"2026-12-31", "0001-01-01", true},   {"2028-02-29", "2028-02-29", true}, /* a leap day */
	{"2000-02-29", "2000-02-28", true},  /* of a century that has one */
	{"2100-02-29", "2026-11-28", false}, /* and of one that has none */
	{"2026-02-29", "2026-01-01", false},  {"2026-02-30", "2026-01-01", false},
	{"2026-04-31", "2026-01-01", false},  {"2026-13-01", "2026-01-01", false},
	{"2026-00-10", "2026-01-01", false},  {"2026-10-00", "2026-01-01", false},
	{"0000-10-10", "0001-01-01", false},  {"2027-1-1", "2026-01-01", false},
	{"20270101", "2026-01-01", false},    {"2027-01-01 ", "2026-01-01", false},
	{" 2027-01-01", "2026-01-01", false}, {"2027-01-01T00:00Z", "2026-01-01", false},
	{"+2027-01-01", "2026-01-01", false}, {"never", "2026-01-01", false},
	{"2027/01/01", "2026-01-01", false},
};

START_TEST(test_dates)
{
	char text[256];

	add(writer, HANDLER("memfd-v3"));
	snprintf(text, sizeof(text),
		 "{\"policy_version\": 1, \"waivers\": [{\"rule\": \"LUO-UNREADABLE\", \"reason\": "
		 "\"r\", \"owner\": \"o\", \"expires\": \"%s\"}]}",
		 dates[_i].expires);
	say(text);
	ck_assert_int_eq(ask_on(dates[_i].now),
			 dates[_i].holds ? LUOCAT_COMPATIBLE : LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(luocat_verdict_uses_waiver(verdict, 0), dates[_i].holds);
	/* and what has expired is named */
	ck_assert_int_eq(find("LUO-WAIVER-EXPIRED") != NULL, !dates[_i].holds);
	if (!dates[_i].holds) {
		found("LUO-WAIVER-EXPIRED", LUOCAT_SEVERITY_WARNING, LUOCAT_SEVERITY_WARNING);
		ck_assert_ptr_nonnull(
			strstr(find("LUO-WAIVER-EXPIRED")->message, dates[_i].expires));
		ck_assert_ptr_nonnull(strstr(find("LUO-WAIVER-EXPIRED")->message, "would excuse"));
	}
}
END_TEST

START_TEST(test_today)
{
	struct luocat_judge_opts opts = {.size = sizeof(opts), .policy = policy};

	SAY("\"waivers\": [{\"rule\": \"LUO-ARCH\", " SIGNED "}]");
	/* the library does not look at a clock */
	ck_assert_int_eq(luocat_judge(writer, reader, &opts, &verdict, &err), -EINVAL);
	ck_assert_str_eq(err.where, "now");
	opts.now = "2026-1-1";
	ck_assert_int_eq(luocat_judge(writer, reader, &opts, &verdict, &err), -EINVAL);
	ck_assert_str_eq(err.where, "now");
}
END_TEST

static const struct {
	const char *glob;
	bool of_writer, of_reader;
} pairs[] = {
	{"7.3.*", true, true},
	{"7.3.0", true, true},
	{"7.2*", false, false},
	{"build-id:1*", true, false},
	{"build-id:2222222222222222222222222222222222222222", false, true},
	{"sha256:*", false, false},
	{"*", true, true},
};

START_TEST(test_pairs)
{
	static const char *const sides[] = {"writer", "reader"};
	char text[256];

	add(writer, HANDLER("memfd-v3"));
	for (int side = 0; side < 2; side++) {
		bool holds = side ? pairs[_i].of_reader : pairs[_i].of_writer;

		luocat_verdict_unref(verdict);
		verdict = NULL;
		luocat_policy_unref(policy);
		policy = luocat_policy_new();
		snprintf(text, sizeof(text),
			 "{\"policy_version\": 1, \"waivers\": [{\"rule\": \"LUO-UNREADABLE\", "
			 "\"%s\": "
			 "\"%s\", " SIGNED "}]}",
			 sides[side], pairs[_i].glob);
		say(text);
		ck_assert_int_eq(ask(), holds ? LUOCAT_COMPATIBLE : LUOCAT_INCOMPATIBLE);
		/* one that is about other kernels does not concern these, expired or not */
		ask_on("2027-01-01");
		ck_assert_int_eq(find("LUO-WAIVER-EXPIRED") != NULL, holds);
	}
}
END_TEST

START_TEST(test_a_waiver_of_a_format_is_not_of_the_kernels)
{
	set_kernel(writer, KERNEL(.build_id = NULL));
	SAY("\"waivers\": [{\"rule\": \"LUO-[BU]*\", \"format\": \"*\", " SIGNED "}]");
	add(writer, HANDLER("memfd-v3"));
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_nonnull(find("LUO-UNREADABLE")->waiver);
	ck_assert_ptr_null(find("LUO-BOOT-PARAMETERS")->waiver);
}
END_TEST

/* The waiver says that somebody looked; a severity says only how much it matters. */
START_TEST(test_a_waiver_goes_before_severities)
{
	add(writer, HANDLER("memfd-v3"));
	SAY("\"waivers\": [{\"rule\": \"LUO-UNREADABLE\", " SIGNED "}]");
	told("LUO-UNREADABLE", LUOCAT_LEVEL_OFF);
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_nonnull(
		found("LUO-UNREADABLE", LUOCAT_SEVERITY_NOTE, LUOCAT_SEVERITY_INCOMPATIBLE)
			->waiver);
	ck_assert_uint_eq(luocat_verdict_n_off(verdict), 0);
}
END_TEST

/* A panic may be waived; that it is one stays. */
START_TEST(test_a_waived_panic)
{
	luocat_catalog_unref(reader);
	reader = whole_kernel("3333333333333333333333333333333333333333");
	add(reader, CORE("kho-v4"));
	add(reader, CORE("luo-v6"));
	SAY("\"waivers\": [{\"rule\": \"LUO-UNREADABLE\", \"format\": \"core/luo\", " SIGNED "}]");
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(found("LUO-UNREADABLE", LUOCAT_SEVERITY_NOTE, LUOCAT_SEVERITY_INCOMPATIBLE)
				 ->consequence,
			 LUOCAT_CONSEQUENCE_PANIC);
}
END_TEST

START_TEST(test_unused)
{
	struct luocat_verdict *both[2];

	add(writer, HANDLER("memfd-v3"));
	SAY("\"waivers\": [{\"rule\": \"LUO-UNREADABLE\", " SIGNED
	    "}, {\"rule\": \"LUO-ARCH\", " SIGNED "}, {\"rule\": \"LUO-IMAGE\", \"reason\": \"r\", "
	    "\"owner\": \"o\", \"expires\": \"\\u2026\"}]");
	ask();
	ck_assert_int_eq(luocat_verdicts_name_unused(&verdict, 1, &err), 0);
	/* the first is used, the third has expired */
	ck_assert_ptr_nonnull(strstr(find("LUO-WAIVER-UNUSED")->message, "LUO-ARCH (p line 1"));
	ck_assert_uint_eq(luocat_verdict_n_findings(verdict), 4);
	/* the other way nothing is unreadable: used in one is used */
	both[0] = NULL;
	ck_assert_int_eq(
		luocat_judge(reader, writer,
			     &(struct luocat_judge_opts){.size = sizeof(struct luocat_judge_opts),
							 .policy = policy,
							 .now = "2026-11-28"},
			     &both[0], &err),
		0);
	both[1] = verdict;
	ck_assert_int_eq(luocat_verdicts_name_unused(both, 2, &err), 0);
	verdict = both[0];
	ck_assert_ptr_nonnull(strstr(find("LUO-WAIVER-UNUSED")->message, "LUO-ARCH"));
	ck_assert_uint_eq(luocat_verdict_n_findings(verdict), 3);
	luocat_verdict_unref(both[1]);
}
END_TEST

START_TEST(test_unused_is_an_error)
{
	two_versions();
	SAY("\"waivers\": [{\"rule\": \"LUO-ARCH\", " SIGNED "}]");
	told("LUO-WAIVER-UNUSED", LUOCAT_LEVEL_ERROR);
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE_WITH_PLAN);
	ck_assert_int_eq(luocat_verdicts_name_unused(&verdict, 1, &err), 0);
	ck_assert_int_eq(luocat_verdict_outcome(verdict), LUOCAT_INCOMPATIBLE);
	assert_plan(NULL, NULL);
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_test(tests, test_a_waiver_excuses_and_does_not_hide);
	tcase_add_test(tests, test_a_waiver_is_bound);
	tcase_add_test(tests, test_a_waiver_is_bound_to_each_side);
	tcase_add_loop_test(tests, test_constants, 0, COUNT(constants));
	tcase_add_loop_test(tests, test_dates, 0, COUNT(dates));
	tcase_add_test(tests, test_today);
	tcase_add_loop_test(tests, test_pairs, 0, COUNT(pairs));
	tcase_add_test(tests, test_a_waiver_of_a_format_is_not_of_the_kernels);
	tcase_add_test(tests, test_a_waiver_goes_before_severities);
	tcase_add_test(tests, test_a_waived_panic);
	tcase_add_test(tests, test_unused);
	tcase_add_test(tests, test_unused_is_an_error);
}

int main(void)
{
	return policy_main("waiver", fill);
}
