// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_profile.c - what must get across, what need not, and exactly what a profile names
 */
#include "policy_pair.h"

/* ---- Mandatory and optional ---- */

START_TEST(test_optional_is_planned_off)
{
	writer_obeys();
	add(writer, HANDLER("vfio-v1"));
	SAY("\"optional\": [\"vfio\"]");
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("vfio-v1", NULL);
	found("LUO-FORMAT-OFF", LUOCAT_SEVERITY_NOTE, LUOCAT_SEVERITY_NOTE);
}
END_TEST

/* There is no "degraded but fine": one such file makes every session unreachable. */
START_TEST(test_optional_without_write_control)
{
	add(writer, HANDLER("vfio-v1"));
	SAY("\"optional\": [\"vfio\"]");
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
}
END_TEST

START_TEST(test_mandatory)
{
	two_versions();
	SAY("\"mandatory\": [\"memfd\", \"core/*\", \"memfd-v2\"]");
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE_WITH_PLAN);
	SAY("\"mandatory\": [\"memfd-v3\"]");
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_nonnull(strstr(decided_by("LUO-MANDATORY")->message,
				     "memfd is mandatory (p line 1 column 37), and no version"));
}
END_TEST

START_TEST(test_mandatory_is_not_there)
{
	add(reader, HANDLER("vfio-v1"));
	SAY("\"mandatory\": [\"vfio*\"]");
	ck_assert_int_eq(ask(), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_nonnull(strstr(decided_by("LUO-MANDATORY")->message, "no such format"));
}
END_TEST

/* Where the catalog has gaps it may be there. */
START_TEST(test_mandatory_may_be_there)
{
	const struct luocat_gap gap = {
		.size = sizeof(gap), .kind = LUOCAT_KIND_FILE_HANDLER, .why = "w"};

	ck_assert_int_eq(luocat_catalog_add_gap(writer, &gap, &err), 0);
	SAY("\"mandatory\": [\"vfio\"]");
	told("LUO-GAP", LUOCAT_LEVEL_NOTE);
	ck_assert_int_eq(ask(), LUOCAT_OUTCOME_UNKNOWN);
	decided_by("LUO-MANDATORY");
}
END_TEST

/* What must get across is looked at, whatever was said to be in use. */
START_TEST(test_mandatory_counts)
{
	struct luocat_judge_opts opts = {.size = sizeof(opts), .policy = policy, .narrow = true};

	add(writer, HANDLER("memfd-v3"));
	ck_assert_int_eq(judge_opts(&opts), LUOCAT_COMPATIBLE);
	SAY("\"mandatory\": [\"memfd\"]");
	ck_assert_int_eq(judge_opts(&opts), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-UNREADABLE");
}
END_TEST

/* A version that is only waived does get across. */
START_TEST(test_mandatory_and_waived)
{
	add(writer, HANDLER("memfd-v3"));
	SAY("\"mandatory\": [\"memfd\"], \"waivers\": [{\"rule\": \"LUO-UNREADABLE\", " SIGNED
	    "}]");
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
}
END_TEST

/* ---- All versions off, with no policy at all ---- */

START_TEST(test_all_off)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2", .enable_write = LUOCAT_NO));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	found("LUO-FORMAT-OFF", LUOCAT_SEVERITY_WARNING, LUOCAT_SEVERITY_WARNING);
}
END_TEST

START_TEST(test_off_where_nobody_obeys)
{
	add_both(HANDLER("memfd-v2", .enable_write = LUOCAT_NO));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_null(find("LUO-FORMAT-OFF"));
}
END_TEST

/* ---- Profiles ---- */

#define CORES                                                                                      \
	"{\"kind\": \"core\", \"compatible\": \"kho-v4\"}, {\"kind\": \"core\", \"compatible\": "  \
	"\"luo-v5\"}"
#define FLEET(more) SAY("\"profiles\": {\"fleet\": {\"formats\": [" CORES more "]}}")
#define MEMFD_V2    ", {\"kind\": \"file-handler\", \"compatible\": \"memfd-v2\"}"

START_TEST(test_profile_is_planned)
{
	FLEET(MEMFD_V2);
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add_both(HANDLER("memfd-v3"));
	add_both(HANDLER("vfio-v1"));
	ck_assert_int_eq(ask_profile("fleet"), LUOCAT_COMPATIBLE_WITH_PLAN);
	/* also what the reader could read, and a format as a whole */
	assert_plan("memfd-v3", "vfio-v1");
	ck_assert_str_eq(luocat_verdict_profile(verdict), "fleet");
	/* nobody asked */
	ck_assert_int_eq(ask(), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_profile_without_write_control)
{
	FLEET(MEMFD_V2);
	add_both(HANDLER("memfd-v2"));
	add_both(HANDLER("vfio-v1"));
	ck_assert_int_eq(ask_profile("fleet"), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-PROFILE-EXTRA");
}
END_TEST

/* What it lists is never planned off. */
START_TEST(test_profile_cannot_be_read)
{
	FLEET(MEMFD_V2);
	writer_obeys();
	add(writer, HANDLER("memfd-v2"));
	add(reader, HANDLER("memfd-v2", .read = LUOCAT_NO));
	ck_assert_int_eq(ask_profile("fleet"), LUOCAT_INCOMPATIBLE);
	assert_plan(NULL, NULL);
	found("LUO-PROFILE-MISSING", LUOCAT_SEVERITY_INCOMPATIBLE, LUOCAT_SEVERITY_INCOMPATIBLE);
}
END_TEST

static const struct {
	struct luocat_version w, r;
	enum luocat_outcome outcome;
	const char *why;
} lacks[] = {
#define HAS(...)                                                                                   \
	{                                                                                          \
		.size = sizeof(struct luocat_version), __VA_ARGS__                                 \
	}
#define KNOWN_HANDLER(...)                                                                         \
	HAS(.kind = LUOCAT_KIND_FILE_HANDLER, .compatible = "memfd-v2", .read = LUOCAT_YES,        \
	    .write = LUOCAT_YES, .enable_write = LUOCAT_YES, .layout_form = LUOCAT_LAYOUT_NONE,    \
	    .required_known = true, .provider = "builtin", EVIDENCE(LUOCAT_EVIDENCE_DESCRIPTOR),   \
	    __VA_ARGS__)
	{KNOWN_HANDLER(.size = 0), KNOWN_HANDLER(), LUOCAT_INCOMPATIBLE, "the writer lacks it"},
	{KNOWN_HANDLER(), KNOWN_HANDLER(.size = 0), LUOCAT_INCOMPATIBLE, "the reader lacks it"},
	{KNOWN_HANDLER(.read = LUOCAT_NO), KNOWN_HANDLER(), LUOCAT_INCOMPATIBLE,
	 "the writer does not read it"},
	{KNOWN_HANDLER(.write = LUOCAT_NO), KNOWN_HANDLER(), LUOCAT_INCOMPATIBLE,
	 "the writer does not write it"},
	{KNOWN_HANDLER(.enable_write = LUOCAT_NO), KNOWN_HANDLER(), LUOCAT_INCOMPATIBLE,
	 "the writer does not write it now"},
	{KNOWN_HANDLER(), KNOWN_HANDLER(.write = LUOCAT_NO), LUOCAT_INCOMPATIBLE,
	 "the reader does not write it"},
	{KNOWN_HANDLER(), KNOWN_HANDLER(.write = LUOCAT_UNKNOWN, .origin.evidence_write = 0),
	 LUOCAT_OUTCOME_UNKNOWN, "whether the reader writes it is not known"},
	/* whether it is on in the reader is for the reader's own kexec */
	{KNOWN_HANDLER(), KNOWN_HANDLER(.enable_write = LUOCAT_NO), LUOCAT_COMPATIBLE, NULL},
};

START_TEST(test_profile_lacks)
{
	FLEET(MEMFD_V2);
	writer_obeys();
	if (lacks[_i].w.size)
		add(writer, &lacks[_i].w);
	if (lacks[_i].r.size)
		add(reader, &lacks[_i].r);
	ck_assert_int_eq(ask_profile("fleet"), lacks[_i].outcome);
	if (lacks[_i].why)
		ck_assert_ptr_nonnull(strstr(find("LUO-PROFILE-MISSING")->message, lacks[_i].why));
}
END_TEST

START_TEST(test_profile_in_core)
{
	SAY("\"profiles\": {\"fleet\": {\"formats\": [{\"kind\": \"core\", \"compatible\": "
	    "\"kho-v4\"}]}}");
	ck_assert_int_eq(ask_profile("fleet"), LUOCAT_INCOMPATIBLE);
	ck_assert_str_eq(decided_by("LUO-PROFILE-EXTRA")->compatible, "luo-v5");
}
END_TEST

START_TEST(test_profile_fingerprint)
{
	char text[512];
	const char *layout;

	writer_obeys();
	add_both(HANDLER("memfd-v2", OF_STRUCT_A));
	add_struct_a(writer, "u64");
	add_struct_a(reader, "u64");
	layout = luocat_catalog_find(writer, LUOCAT_KIND_FILE_HANDLER, "memfd-v2")->fingerprint;
	for (int other = 0; other < 2; other++) {
		snprintf(text, sizeof(text),
			 "{\"policy_version\": 1, \"profiles\": {\"p%d\": {\"formats\": [" CORES
			 ", {\"kind\": \"file-handler\", \"compatible\": \"memfd-v2\", "
			 "\"fingerprint\": \"%c%s\"}]}}}",
			 other, other ? (*layout == '0' ? '1' : '0') : *layout, layout + 1);
		say(text);
	}
	ck_assert_int_eq(ask_profile("p0"), LUOCAT_COMPATIBLE);
	ck_assert_int_eq(ask_profile("p1"), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-PROFILE-LAYOUT");
	assert_plan(NULL, NULL);
}
END_TEST

START_TEST(test_profile_refusals)
{
	struct luocat_judge_opts opts = {
		.size = sizeof(opts), .policy = policy, .profile = "other"};

	FLEET(MEMFD_V2);
	ck_assert_int_eq(luocat_judge(writer, reader, &opts, &verdict, &err), -EINVAL);
	ck_assert_str_eq(err.what, "no policy has one called other");
	opts.policy = NULL;
	ck_assert_int_eq(luocat_judge(writer, reader, &opts, &verdict, &err), -EINVAL);
	opts.policy = policy;
	opts.profile = "fleet";
	opts.narrow = true;
	ck_assert_int_eq(luocat_judge(writer, reader, &opts, &verdict, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.what, "everything counts"));
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_test(tests, test_optional_is_planned_off);
	tcase_add_test(tests, test_optional_without_write_control);
	tcase_add_test(tests, test_mandatory);
	tcase_add_test(tests, test_mandatory_is_not_there);
	tcase_add_test(tests, test_mandatory_may_be_there);
	tcase_add_test(tests, test_mandatory_counts);
	tcase_add_test(tests, test_mandatory_and_waived);
	tcase_add_test(tests, test_all_off);
	tcase_add_test(tests, test_off_where_nobody_obeys);
	tcase_add_test(tests, test_profile_is_planned);
	tcase_add_test(tests, test_profile_without_write_control);
	tcase_add_test(tests, test_profile_cannot_be_read);
	tcase_add_loop_test(tests, test_profile_lacks, 0, COUNT(lacks));
	tcase_add_test(tests, test_profile_in_core);
	tcase_add_test(tests, test_profile_fingerprint);
	tcase_add_test(tests, test_profile_refusals);
}

int main(void)
{
	return policy_main("profile", fill);
}
