// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_policy.c - what a policy's document may say, where a mistake in it is, and how several
 * become one
 */
#include "policy_pair.h"

static int load(const char *file, const char *text)
{
	return luocat_policy_load(policy, text, strlen(text), file, &err);
}

static void load_well(const char *file, const char *text)
{
	ck_assert_msg(!load(file, text), "%s: %s: %s", err.file, err.where, err.what);
}

static void refused(const char *text, const char *where, const char *what)
{
	ck_assert_msg(load("policy.json", text) == -EINVAL, "taken: %s", text);
	ck_assert_str_eq(err.file, "policy.json");
	ck_assert_str_eq(err.where, where);
	ck_assert_msg(strstr(err.what, what), "%s", err.what);
}

/* A document of one line; what is refused starts in column 22, behind "policy_version": 1. */
#define V "{\"policy_version\": 1, "

/* ---- What it may say ---- */

START_TEST(test_everything)
{
	load_well("policy.json",
		  V "\"description\": \"ours\", \"mandatory\": [\"memfd\", \"core/*\"], "
		    "\"optional\": [\"vfio-*\"], "
		    "\"severities\": [{\"rule\": \"luo-layout-*\", \"format\": \"flb/*\", "
		    "\"severity\": \"warn\"}], "
		    "\"evidence\": [{\"minimum\": \"object\"}], \"directions\": \"both\", "
		    "\"window\": 2, \"fail_on\": \"warning\", "
		    "\"profiles\": {\"fleet\": {\"formats\": [{\"kind\": \"core\", "
		    "\"compatible\": \"kho-v4\", \"fingerprint\": null}]}}, "
		    "\"waivers\": [{\"rule\": \"LUO-MODULE\", \"reason\": \"r\", \"owner\": \"o\", "
		    "\"expires\": \"soon\"}]}");
	ck_assert_str_eq(luocat_policy_directions(policy), "both");
	ck_assert_uint_eq(luocat_policy_window(policy), 2);
	ck_assert_int_eq(luocat_policy_fail_on(policy), LUOCAT_SEVERITY_WARNING);
	ck_assert_uint_eq(luocat_policy_n_profiles(policy), 1);
	ck_assert_str_eq(luocat_policy_profile(policy, 0), "fleet");
	ck_assert_ptr_null(luocat_policy_profile(policy, 1));
	ck_assert_uint_eq(luocat_policy_n_waivers(policy), 1);
	ck_assert_str_eq(luocat_policy_waiver(policy, 0)->expires, "soon");
	ck_assert_str_eq(luocat_policy_waiver(policy, 0)->file, "policy.json");
	ck_assert_ptr_null(luocat_policy_waiver(policy, 0)->format);
	ck_assert(!luocat_policy_waiver(policy, 0)->bound);
}
END_TEST

START_TEST(test_nothing_was_said)
{
	load_well("policy.json", "{\"policy_version\": 1}");
	ck_assert_ptr_null(luocat_policy_directions(policy));
	ck_assert_uint_eq(luocat_policy_window(policy), 0);
	ck_assert_int_eq(luocat_policy_fail_on(policy), LUOCAT_SEVERITY_UNKNOWN);
	ck_assert_uint_eq(luocat_policy_n_waivers(policy), 0);
}
END_TEST

/* ---- Where a mistake is ---- */

START_TEST(test_line_and_column)
{
	refused("{\n  \"policy_version\": 1,\n  \"severities\": [\n"
		"    {\"rule\": \"LUO-EVIDENCE\", \"severity\": \"off\"},\n"
		"    {\"severity\": \"off\", \"rule\": \"LUO-FOO\"}\n  ]\n}\n",
		"line 5 column 33: severities[1].rule", "no rule is called LUO-FOO");
	/* characters count, not bytes; a tab is one */
	refused("{\"policy_version\": 1, \"description\": \"\xc3\xa4\xc3\xb6\",\t\"window\": 0}",
		"line 1 column 54: window", "must be 1 to 1000");
	/* keys count as what they stand for */
	refused("{\"policy_version\": 1,\r\n\"win\\u0064ow\" :\n\n  \"two\"}",
		"line 4 column 3: window", "must be an integer, not a string");
	/* what is missing is where it should be */
	refused(V "\"evidence\": [\n{\"minimum\": \"table\"}, {}]}",
		"line 2 column 23: evidence[1].minimum", "is missing");
	/* not even JSON */
	refused("{\n\"policy_version\": 1,\n}", "line 3 column 1", "not JSON");
	refused("[]", "line 1 column 1", "must be an object to be a policy, not an array");
	refused("{}", "line 1 column 1: policy_version", "is missing");
}
END_TEST

static const struct {
	const char *text, *path, *what;
} mistakes[] = {
	{"\"windows\": 2", "windows", "is not a key of a policy here"},
	{"\"description\": 1", "description", "must be a string"},
	{"\"directions\": \"back\"", "directions", "must be forward, rollback or both"},
	{"\"directions\": [\"both\"]", "directions", "must be a string, not an array"},
	{"\"window\": 1001", "window", "must be 1 to 1000"},
	{"\"window\": 2.0", "window", "must be an integer"},
	{"\"fail_on\": \"incompatible\"", "fail_on", "what is not known does not pass"},
	{"\"fail_on\": \"error\"", "fail_on", "must be unknown, plan, warning or note"},
	{"\"mandatory\": \"memfd\"", "mandatory", "must be an array"},
	{"\"mandatory\": [1]", "mandatory[0]", "must be a string"},
	{"\"mandatory\": [\"\"]", "mandatory[0]", "1 to 255 printable"},
	{"\"optional\": [\"a\", \"mem[fd\"]", "optional[1]", "a [ or a \\ is left open"},
	{"\"optional\": [\"mem\\\\\"]", "optional[0]", "a [ or a \\ is left open"},
	{"\"severities\": [1]", "severities[0]", "must be an object"},
	{"\"severities\": [{\"severity\": \"off\"}]", "severities[0].rule", "is missing"},
	{"\"severities\": [{\"rule\": \"LUO-ARCH\"}]", "severities[0].severity", "is missing"},
	{"\"severities\": [{\"rule\": \"LUO-ARCH\", \"severity\": \"warning\"}]",
	 "severities[0].severity", "must be error, warn, note or off"},
	{"\"severities\": [{\"rule\": \"LUO-X*\", \"severity\": \"off\"}]", "severities[0].rule",
	 "no rule is called LUO-X*"},
	{"\"severities\": [{\"rule\": \"LUO-ARCH\", \"severity\": \"off\", \"why\": \"\"}]",
	 "severities[0].why", "is not a key"},
	{"\"severities\": [{\"rule\": \"LUO-ARCH\", \"format\": \"memfd\", \"severity\": \"off\"}]",
	 "severities[0].format", "LUO-ARCH is about kernels as a whole where pairs are judged"},
	{"\"evidence\": {\"minimum\": \"object\"}", "evidence", "must be an array"},
	{"\"evidence\": [{\"minimum\": \"none\"}]", "evidence[0].minimum", "must be string, table"},
	{"\"profiles\": []", "profiles", "must be an object"},
	{"\"profiles\": {\"a\": {\"formats\": []}}", "profiles.a.formats", "is empty"},
	{"\"profiles\": {\"a\": {}}", "profiles.a.formats", "is missing"},
	{"\"profiles\": {\"a\": {\"formats\": [{\"kind\": \"unknown\", \"compatible\": \"x\"}]}}",
	 "profiles.a.formats[0].kind", "must be known"},
	{"\"profiles\": {\"a\": {\"formats\": [{\"kind\": \"flb\", \"compatible\": \"\"}]}}",
	 "profiles.a.formats[0].compatible", "1 to 255 printable"},
	{"\"profiles\": {\"a\": {\"formats\": [{\"kind\": \"flb\", \"compatible\": \"x\", "
	 "\"fingerprint\": \"12\"}]}}",
	 "profiles.a.formats[0].fingerprint", "64 lower-case digits"},
	{"\"profiles\": {\"a\": {\"formats\": [{\"kind\": \"flb\", \"compatible\": \"x\"}, "
	 "{\"kind\": \"flb\", \"compatible\": \"x\"}]}}",
	 "profiles.a.formats[1]", "flb x is there twice"},
};

START_TEST(test_mistakes)
{
	char text[512];

	snprintf(text, sizeof(text), V "%s}", mistakes[_i].text);
	ck_assert_int_eq(load("policy.json", text), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.where, "line 1 column "));
	ck_assert_str_eq(strchr(err.where, ':') + 2, mistakes[_i].path);
	ck_assert_msg(strstr(err.what, mistakes[_i].what), "%s", err.what);
	/* and nothing of it stays */
	ck_assert_uint_eq(luocat_policy_n_profiles(policy), 0);
}
END_TEST

#define WAIVER(more) V "\"waivers\": [{" more "}]}"
#define SIGNED	     "\"reason\": \"r\", \"owner\": \"o\", \"expires\": \"2026-12-31\""
#define HEX16	     "0123456789abcdef"
#define HEX64	     HEX16 HEX16 HEX16 HEX16

/* Behind "rule": "LUO-CONSTANT-*", and what is wrong with them. */
static const struct {
	const char *text, *where, *what;
} constants[] = {
	{"{}", "75: waivers[0].constants", "must be an array"},
	{"[]", "75: waivers[0].constants", "is empty"},
	{"[1]", "76: waivers[0].constants[0]", "must be an object"},
	{"[{}]", "76: waivers[0].constants[0].name", "is missing"},
	{"[{\"name\": \"\", \"writer\": null, \"reader\": \"0x1\"}]",
	 "85: waivers[0].constants[0].name", "must be 1 to 255"},
	{"[{\"name\": \"A\", \"writer\": null}]", "76: waivers[0].constants[0].reader", "is missing"},
	{"[{\"name\": \"A\", \"writer\": 1, \"reader\": null}]",
	 "100: waivers[0].constants[0].writer", "must be a string"},
	{"[{\"name\": \"A\", \"writer\": \"01\", \"reader\": null}]",
	 "100: waivers[0].constants[0].writer", "must be 0x and up to 16"},
	{"[{\"name\": \"A\", \"writer\": null, \"reader\": null}]", "76: waivers[0].constants[0]",
	 "is the same in both kernels"},
	{"[{\"name\": \"A\", \"writer\": \"0x1\", \"reader\": \"0x1\"}]",
	 "76: waivers[0].constants[0]", "is the same in both kernels"},
	{"[{\"name\": \"A\", \"writer\": null, \"reader\": \"0x1\", \"x\": 1}]",
	 "128: waivers[0].constants[0].x", ""},
	{"[{\"name\": \"A\", \"writer\": null, \"reader\": \"0x1\"}, "
	 "{\"name\": \"A\", \"writer\": null, \"reader\": \"0x2\"}]",
	 "75: waivers[0].constants", "A is there twice"},
};

START_TEST(test_waivers)
{
	refused(WAIVER("\"rule\": \"LUO-ARCH\", \"owner\": \"o\", \"expires\": \"2026-12-31\""),
		"line 1 column 35: waivers[0].reason", "is missing");
	refused(WAIVER("\"rule\": \"LUO-ARCH\", \"reason\": \" \", \"owner\": \"o\", "
		       "\"expires\": \"x\""),
		"line 1 column 66: waivers[0].reason", "is empty");
	refused(WAIVER("\"rule\": \"LUO-ARCH\", \"reason\": \"a\\nb\", \"owner\": \"o\", "
		       "\"expires\": \"x\""),
		"line 1 column 66: waivers[0].reason", "one line");
	refused(WAIVER("\"rule\": \"LUO-ARCH\", \"reason\": \"r\", \"expires\": \"2026-12-31\""),
		"line 1 column 35: waivers[0].owner", "is missing");
	refused(WAIVER("\"rule\": \"LUO-ARCH\", \"reason\": \"r\", \"owner\": \"o\""),
		"line 1 column 35: waivers[0].expires", "is missing");
	refused(WAIVER("\"rule\": \"LUO-LAYOUT-DRIFT\", " SIGNED), "line 1 column 35: waivers[0]",
		"LUO-LAYOUT-DRIFT is about layouts");
	/* a glob of rules is as strict as the strictest of them */
	refused(WAIVER("\"rule\": \"*\", " SIGNED), "line 1 column 35: waivers[0]",
		"is about layouts");
	refused(WAIVER("\"rule\": \"LUO-LAYOUT-DRIFT\", \"fingerprints\": {\"writer\": "
		       "null}, " SIGNED),
		"line 1 column 80: waivers[0].fingerprints.reader", "is missing");
	refused(WAIVER("\"rule\": \"LUO-CONSTANT-CHANGED\", " SIGNED),
		"line 1 column 35: waivers[0]", "LUO-CONSTANT-CHANGED is about constants");
	for (size_t i = 0; i < COUNT(constants); i++) {
		char text[512], where[128];

		snprintf(text, sizeof(text),
			 WAIVER("\"rule\": \"LUO-CONSTANT-*\", \"constants\": %s, " SIGNED),
			 constants[i].text);
		snprintf(where, sizeof(where), "line 1 column %s", constants[i].where);
		refused(text, where, constants[i].what);
	}
	refused(WAIVER("\"rule\": \"LUO-UNREADABLE\", \"constants\": [{\"name\": \"A\", "
		       "\"writer\": \"0x1\", \"reader\": null}], " SIGNED),
		"line 1 column 35: waivers[0]", "no rule that is about these");
	refused(WAIVER("\"rule\": \"LUO-WAIVER-*\", " SIGNED), "line 1 column 44: waivers[0].rule",
		"cannot be waived");
	load_well("policy.json", WAIVER("\"rule\": \"LUO-LAYOUT-DRIFT\", \"fingerprints\": "
					"{\"writer\": \"" HEX64 "\", \"reader\": null}, " SIGNED));
	ck_assert(luocat_policy_waiver(policy, 0)->bound);
	ck_assert_str_eq(luocat_policy_waiver(policy, 0)->writer_fingerprint, HEX64);
	ck_assert_ptr_null(luocat_policy_waiver(policy, 0)->reader_fingerprint);
	ck_assert_str_eq(luocat_policy_waiver(policy, 0)->where, "line 1 column 35");
}
END_TEST

START_TEST(test_versions)
{
	ck_assert_int_eq(load("policy.json", "{\"policy_version\": 2}"), -ENOTSUP);
	ck_assert_ptr_nonnull(strstr(err.what, "a newer luocat is needed"));
}
END_TEST

START_TEST(test_size)
{
	char *text = malloc((1 << 20) + 1);

	memset(text, ' ', (1 << 20) + 1);
	ck_assert_int_eq(luocat_policy_load(policy, text, (1 << 20) + 1, "policy.json", &err),
			 -EFBIG);
	free(text);
}
END_TEST

/* As many as there may be, all in one line: each has its place, and that does not take long. */
START_TEST(test_many)
{
	static const char one[] = "{\"rule\": \"LUO-ARCH\", " SIGNED "},";
	size_t room = 1025 * sizeof(one) + 64;
	char *text = malloc(room);
	int used = snprintf(text, room, V "\"waivers\": [");

	for (int i = 0; i < 1024; i++)
		used += snprintf(text + used, room - used, "%s", one);
	snprintf(text + used - 1, room - used + 1, "]}");
	load_well("policy.json", text);
	ck_assert_uint_eq(luocat_policy_n_waivers(policy), 1024);
	ck_assert_str_eq(luocat_policy_waiver(policy, 1)->where, "line 1 column 110");
	snprintf(text + used - 1, room - used + 1, ",1]}");
	ck_assert_int_eq(load("policy.json", text), -EINVAL);
	ck_assert_str_eq(err.what, "has more than 1024 elements");
	free(text);
}
END_TEST

/* ---- Several documents ---- */

START_TEST(test_lists_are_joined)
{
	load_well("a.json", WAIVER("\"rule\": \"LUO-ARCH\", " SIGNED));
	load_well("b.json", WAIVER("\"rule\": \"LUO-ARCH\", " SIGNED));
	ck_assert_uint_eq(luocat_policy_n_waivers(policy), 2);
	ck_assert_str_eq(luocat_policy_waiver(policy, 0)->file, "a.json");
	ck_assert_str_eq(luocat_policy_waiver(policy, 1)->file, "b.json");
}
END_TEST

static const struct {
	const char *first, *second, *where, *what;
} clashes[] = {
	{"\"window\": 2", "\"window\": 3", "line 1 column 33",
	 "is said otherwise at a.json line 1 column 33"},
	{"\"directions\": \"both\"", "\"directions\": \"forward\"", "line 1 column 37",
	 "is said otherwise at a.json line 1 column 37"},
	{"\"fail_on\": \"plan\"", "\"fail_on\": \"note\"", "line 1 column 34",
	 "is said otherwise at a.json line 1 column 34"},
	{"\"mandatory\": [\"memfd\"]", "\"optional\": [\"memfd\"]", "line 1 column 36",
	 "cannot be mandatory and optional: see a.json line 1 column 37"},
	{"\"optional\": [\"a\"]", "\"mandatory\": [\"b\", \"a\"]", "line 1 column 42",
	 "cannot be mandatory and optional: see a.json line 1 column 36"},
	{"\"profiles\": {\"p\": {\"formats\": [{\"kind\": \"core\", \"compatible\": \"luo-v5\"}]}}",
	 "\"profiles\": {\"p\": {\"formats\": [{\"kind\": \"core\", \"compatible\": \"luo-v6\"}]}}",
	 "line 1 column 41", "a profile of this name is at a.json line 1 column 41"},
};

START_TEST(test_clashes)
{
	char text[512];

	snprintf(text, sizeof(text), V "%s}", clashes[_i].first);
	load_well("a.json", text);
	snprintf(text, sizeof(text), V "%s, \"waivers\": [{\"rule\": \"LUO-ARCH\", " SIGNED "}]}",
		 clashes[_i].second);
	ck_assert_int_eq(load("b.json", text), -EEXIST);
	ck_assert_str_eq(err.file, "b.json");
	ck_assert_str_eq(err.where, clashes[_i].where);
	ck_assert_str_eq(err.what, clashes[_i].what);
	ck_assert_uint_eq(luocat_policy_n_waivers(policy), 0);
}
END_TEST

START_TEST(test_the_same_twice_is_no_clash)
{
	load_well("a.json", V "\"window\": 2, \"fail_on\": \"plan\"}");
	load_well("b.json", V "\"window\": 2, \"fail_on\": \"plan\"}");
	ck_assert_uint_eq(luocat_policy_window(policy), 2);
}
END_TEST

/* ---- What the caller says ---- */

START_TEST(test_the_caller_goes_first)
{
	ck_assert_int_eq(luocat_policy_set_fail_on(policy, "note", &err), 0);
	load_well("a.json", V "\"fail_on\": \"plan\"}");
	ck_assert_int_eq(luocat_policy_fail_on(policy), LUOCAT_SEVERITY_NOTE);
	ck_assert_int_eq(luocat_policy_set_fail_on(policy, "incompatible", &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.what, "does not pass"));
	ck_assert_int_eq(luocat_policy_fail_on(policy), LUOCAT_SEVERITY_NOTE);
	ck_assert_int_eq(luocat_policy_set_rule(policy, "LUO-FOO", LUOCAT_LEVEL_OFF, "x", &err),
			 -EINVAL);
	ck_assert_int_eq(luocat_policy_set_rule(policy, "LUO-[", LUOCAT_LEVEL_OFF, "x", &err),
			 -EINVAL);
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_test(tests, test_everything);
	tcase_add_test(tests, test_nothing_was_said);
	tcase_add_test(tests, test_line_and_column);
	tcase_add_loop_test(tests, test_mistakes, 0, COUNT(mistakes));
	tcase_add_test(tests, test_waivers);
	tcase_add_test(tests, test_versions);
	tcase_add_test(tests, test_size);
	tcase_add_test(tests, test_many);
	tcase_add_test(tests, test_lists_are_joined);
	tcase_add_loop_test(tests, test_clashes, 0, COUNT(clashes));
	tcase_add_test(tests, test_the_same_twice_is_no_clash);
	tcase_add_test(tests, test_the_caller_goes_first);
}

int main(void)
{
	return policy_main("policy", fill);
}
