// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_json_types.c - types and layouts as text: what the loader takes and refuses, and the writer
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog_text.h"
#include "model.h"
#include "run.h"

static struct luocat_error err;

#define DOCUMENT(formats, types)                                                                   \
	"{\"catalog_version\": 1, \"kernel\": {\"byte_order\": \"little\", \"pointer_size\": 8}, " \
	"\"formats\": [" formats "], \"types\": " types "}"
#define VERSION_OF(layout)                                                                         \
	"{\"kind\": \"flb\", \"name\": \"x\", \"versions\": [{\"compatible\": \"x-v1\", "          \
	"\"layout\": " layout ", \"origin\": {\"evidence\": {\"id\": \"table\"}}}]}"
#define TYPES(types)	    DOCUMENT("", "{" types "}")
#define STRUCT_A(members)   "\"struct a\": {\"bytes\": 8, \"members\": [" members "]}"
#define MEMBER_OF(rest)	    TYPES(STRUCT_A("{\"name\": \"x\", " rest "}"))
#define ENUM_E(enumerators) "\"enum e\": {\"bytes\": 8, \"enumerators\": [" enumerators "]}"
#define VALUE(value)	    TYPES(ENUM_E("{\"name\": \"A\", \"value\": " value "}"))
#define SIGNED(value)                                                                              \
	TYPES("\"enum e\": {\"bytes\": 8, \"signed\": true, \"enumerators\": "                     \
	      "[{\"name\": \"A\", \"value\": " value "}]}")

static const struct {
	const char *text;
	const char *where; /* NULL: a line and column */
	const char *what;
} refused[] = {
	{DOCUMENT("", "[]"), "types", "must be an object, not an array"},
	{DOCUMENT("", "null"), "types", "must be an object"},
	{TYPES("\"struct a\": 1"), "types.struct a", "must be an object, not an integer"},
	{TYPES("\"struct a\": {}"), "types.struct a.bytes", "missing"},
	{TYPES("\"struct a\": {\"bytes\": -1}"), "types.struct a.bytes", "0 to 4294967296"},
	{TYPES("\"struct a\": {\"bytes\": 4294967297}"), "types.struct a.bytes", "0 to"},
	{TYPES("\"struct a\": {\"bytes\": 1.0}"), "types.struct a.bytes", "an integer"},
	{TYPES("\"struct a\": {\"bytes\": 1}"), "types.struct a.members", "missing"},
	{TYPES("\"struct a\": {\"bytes\": 1, \"members\": {}}"), "types.struct a.members", "array"},
	{TYPES("\"struct a\": {\"bytes\": 1, \"owner\": \"kho\", \"members\": []}"),
	 "types.struct a.owner", "an object or null"},
	{TYPES("\"struct a\": {\"bytes\": 1, \"owner\": {\"kind\": \"core\"}, \"members\": []}"),
	 "types.struct a.owner.name", "missing"},
	{TYPES("\"struct a\": {\"bytes\": 1, \"owner\": {\"name\": \"a\"}, \"members\": []}"),
	 "types.struct a.owner.kind", "missing"},
	{TYPES("\"struct a\": {\"bytes\": 1, \"given\": 7, \"members\": []}"),
	 "types.struct a.given", "a string"},
	{TYPES("\"struct a\": {\"bytes\": 1, \"given\": \"\", \"members\": []}"),
	 "types.struct a.given", "must be 1 to"},
	{TYPES("\"a\": {\"bytes\": 1, \"members\": []}"), "types.a.name", "struct, union or enum"},
	{TYPES("\"\": {\"bytes\": 1, \"members\": []}"), "types..name", "struct, union or enum"},
	{TYPES("\"struct a\": {\"bytes\": 1, \"members\": []}, "
	       "\"struct b\": {\"bytes\": 1, \"members\": [7]}"),
	 "types.struct b.members[0]", "an object"},
	{MEMBER_OF("\"bits\": 1"), "types.struct a.members[0].bit_offset", "missing"},
	{MEMBER_OF("\"bit_offset\": \"0\""), "types.struct a.members[0].bit_offset", "integer"},
	{MEMBER_OF("\"bit_offset\": -1"), "types.struct a.members[0].bit_offset", "0 to"},
	{MEMBER_OF("\"bit_offset\": 0"), "types.struct a.members[0].type", "missing"},
	{MEMBER_OF("\"bit_offset\": 0, \"type\": \"u8\", \"bits\": 0"),
	 "types.struct a.members[0].bits", "1 to"},
	{MEMBER_OF("\"bit_offset\": 0, \"type\": \"u8\", \"bits\": 9"),
	 "types.struct a.members[0].bits", "more than the type has"},
	{MEMBER_OF("\"bit_offset\": 64, \"type\": \"u8\""), "types.struct a.members[0].bit_offset",
	 "reaches behind"},
	{TYPES(STRUCT_A(
		 "{\"name\": \"x\", \"bit_offset\": 0, \"type\": \"union b\"}") ", "
										"\"union b\": "
										"{\"bytes\": 9, "
										"\"members\": []}"),
	 "types.union b.bytes", "struct a has room for 8"},
	{TYPES("\"enum e\": {\"bytes\": 4, \"members\": []}"), "types.enum e.enumerators",
	 "missing"},
	{TYPES("\"enum e\": {\"bytes\": 4, \"enumerators\": []}"), "types.enum e.enumerators",
	 "missing"},
	{TYPES("\"enum e\": {\"bytes\": 4, \"signed\": 1, \"enumerators\": []}"),
	 "types.enum e.signed", "true or false"},
	{TYPES(ENUM_E("{\"name\": \"A\"}")), "types.enum e.enumerators[0].value", "missing"},
	{TYPES(ENUM_E("{\"value\": 1}")), "types.enum e.enumerators[0].name", "missing"},
	{VALUE("null"), "types.enum e.enumerators[0].value", "an integer or a string"},
	{VALUE("1.0"), "types.enum e.enumerators[0].value", "an integer or a string"},
	{VALUE("-1"), "types.enum e.enumerators[0].value", "that the enum can have"},
	{VALUE("\"\""), "types.enum e.enumerators[0].value", "a number of 64 bits"},
	{VALUE("\"x\""), "types.enum e.enumerators[0].value", "a number of 64 bits"},
	{VALUE("\" 1\""), "types.enum e.enumerators[0].value", "a number of 64 bits"},
	{VALUE("\"01\""), "types.enum e.enumerators[0].value", "a number of 64 bits"},
	{VALUE("\"+1\""), "types.enum e.enumerators[0].value", "a number of 64 bits"},
	{VALUE("\"0x1\""), "types.enum e.enumerators[0].value", "a number of 64 bits"},
	{VALUE("\"18446744073709551616\""), "types.enum e.enumerators[0].value", "64 bits"},
	{VALUE("\"-1\""), "types.enum e.enumerators[0].value", "that the enum can have"},
	{VALUE("18446744073709551615"), NULL, "not JSON"},
	{SIGNED("\"9223372036854775808\""), "types.enum e.enumerators[0].value", "that the enum"},
	{SIGNED("\"-9223372036854775809\""), "types.enum e.enumerators[0].value", "64 bits"},
	{SIGNED("\"-0\""), "types.enum e.enumerators[0].value", "64 bits"},
#define IN_ONE		 "formats[0].versions[0].layout.properties"
#define PROPERTIES(list) DOCUMENT(VERSION_OF("{\"form\": \"fdt\", \"properties\": " list "}"), "{}")
	{PROPERTIES("{}"), IN_ONE, "array"},
	{PROPERTIES("[1]"), IN_ONE "[0]", "object"},
	{PROPERTIES("[{\"name\": \"a\", \"type\": \"u64\"}]"), IN_ONE "[0].node", "missing"},
	{PROPERTIES("[{\"node\": \"/\", \"type\": \"u64\"}]"), IN_ONE "[0].name", "missing"},
	{PROPERTIES("[{\"node\": \"/\", \"name\": \"a\"}]"), IN_ONE "[0].type", "missing"},
	{PROPERTIES("[{\"node\": \"a\", \"name\": \"a\", \"type\": \"u64\"}]"), IN_ONE "[0]",
	 "has no node"},
};

START_TEST(test_refused)
{
	struct luocat_catalog *catalog = NULL;
	const char *text = refused[_i].text;

	ck_assert_int_eq(luocat_catalog_load(text, strlen(text), "file", &catalog, &err), -EINVAL);
	ck_assert_int_eq(err.code, -EINVAL);
	if (refused[_i].where)
		ck_assert_str_eq(err.where, refused[_i].where);
	ck_assert_msg(strstr(err.what, refused[_i].what), "%s: %s", refused[_i].what, err.what);
	ck_assert_ptr_null(catalog);
}
END_TEST

static const struct {
	const char *text;
	uint64_t value;
	const char *written; /* the canonical form */
} values[] = {
	{VALUE("0"), 0, "\"value\": 0}"},
	{VALUE("\"7\""), 7, "\"value\": 7}"},
	{VALUE("9007199254740991"), 9007199254740991, "\"value\": 9007199254740991}"},
	{VALUE("9007199254740992"), 9007199254740992, "\"value\": \"9007199254740992\"}"},
	{VALUE("\"18446744073709551615\""), UINT64_MAX, "\"value\": \"18446744073709551615\"}"},
	{SIGNED("-1"), (uint64_t)-1, "\"value\": -1}"},
	{SIGNED("-9007199254740991"), (uint64_t)-9007199254740991, "\"value\": -9007199254740991}"},
	{SIGNED("-9007199254740992"), (uint64_t)-9007199254740992,
	 "\"value\": \"-9007199254740992\"}"},
	{SIGNED("\"-9223372036854775808\""), (uint64_t)INT64_MIN,
	 "\"value\": \"-9223372036854775808\"}"},
	{SIGNED("9223372036854775807"), INT64_MAX, "\"value\": \"9223372036854775807\"}"},
};

START_TEST(test_values)
{
	struct luocat_catalog *catalog = load(values[_i].text), *again;
	char *text = to_json(catalog), *second;

	ck_assert_uint_eq(luocat_catalog_type(catalog, 0)->enumerators[0].value, values[_i].value);
	ck_assert_msg(strstr(text, values[_i].written), "%s", text);
	again = load(text);
	second = to_json(again);
	ck_assert_str_eq(text, second);
	free(text);
	free(second);
	luocat_catalog_unref(again);
	luocat_catalog_unref(catalog);
}
END_TEST

/* As it stands in a file, member for member. */
START_TEST(test_written)
{
	struct luocat_catalog *catalog = load(
		TYPES("\"union u\": {\"members\": [{\"type\": \"u8\", \"name\": \"x\", "
		      "\"bit_offset\": 2, \"bits\": 3}, {\"name\": \"w\", \"type\": "
		      "\"enum e[]\", \"bit_offset\": 0}], \"bytes\": 1, \"owner\": "
		      "{\"name\": \"kho\", \"kind\": \"core\"}, \"given\": \"a.btf\"}, " ENUM_E(
			      "{\"name\": \"B\", \"value\": 1}, {\"name\": \"A\", "
			      "\"value\": 0}")));
	char *text = to_json(catalog);

	ck_assert_str_eq(
		strstr(text, "  \"types\""),
		"  \"types\": {\n"
		"    \"enum e\": {\n"
		"      \"bytes\": 8,\n"
		"      \"owner\": null,\n"
		"      \"signed\": false,\n"
		"      \"enumerators\": [\n"
		"        {\"name\": \"A\", \"value\": 0},\n"
		"        {\"name\": \"B\", \"value\": 1}\n"
		"      ]\n"
		"    },\n"
		"    \"union u\": {\n"
		"      \"bytes\": 1,\n"
		"      \"owner\": {\"kind\": \"core\", \"name\": \"kho\"},\n"
		"      \"given\": \"a.btf\",\n"
		"      \"members\": [\n"
		"        {\"name\": \"w\", \"bit_offset\": 0, \"bits\": null, \"type\": "
		"\"enum e[]\"},\n"
		"        {\"name\": \"x\", \"bit_offset\": 2, \"bits\": 3, \"type\": \"u8\"}\n"
		"      ]\n"
		"    }\n"
		"  }\n"
		"}\n");
	free(text);
	luocat_catalog_unref(catalog);
}
END_TEST

/* printf 'luocat layout 1\nform struct\npointer 8\nbyte-order little\ntype 1 8\n0 u64\nroot #1\n' |
 * sha256sum */
#define RIGHT "74f93cf8c3f81738de882178b256de1e5c7d6d9844e7ea62dbed2d21f8cb1e76"
#define WRONG "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LAYOUT(fingerprint)                                                                        \
	VERSION_OF(                                                                                \
		"{\"form\": \"struct\", \"roots\": [\"struct a\"], \"fingerprint\": " fingerprint  \
		"}")
#define WITH_U64 "{" STRUCT_A("{\"name\": \"x\", \"bit_offset\": 0, \"type\": \"u64\"}") "}"
#define CYCLE	 "{" STRUCT_A("{\"name\": \"x\", \"bit_offset\": 0, \"type\": \"struct a\"}") "}"

static const struct {
	const char *text;
	const char *fingerprint;
} fingerprints[] = {
	{DOCUMENT(LAYOUT("null"), WITH_U64), RIGHT},
	{DOCUMENT(LAYOUT("\"" RIGHT "\""), WITH_U64), RIGHT},
	/* what cannot be worked out is not known, whatever the file says */
	{DOCUMENT(LAYOUT("\"" WRONG "\""), "{}"), NULL},
	{DOCUMENT(LAYOUT("\"" WRONG "\""), CYCLE), NULL},
};

START_TEST(test_fingerprints)
{
	struct luocat_catalog *catalog = load(fingerprints[_i].text);
	const char *got = luocat_catalog_version(catalog, 0)->fingerprint;

	if (fingerprints[_i].fingerprint)
		ck_assert_str_eq(got, fingerprints[_i].fingerprint);
	else
		ck_assert_ptr_null(got);
	luocat_catalog_unref(catalog);
}
END_TEST

START_TEST(test_other_fingerprint)
{
	static const char text[] = DOCUMENT(LAYOUT("\"" WRONG "\""), WITH_U64);
	struct luocat_catalog *catalog = NULL;

	ck_assert_int_eq(luocat_catalog_load(text, strlen(text), "file", &catalog, &err), -EINVAL);
	ck_assert_str_eq(err.file, "file");
	ck_assert_str_eq(err.where, "formats[0].versions[0]");
	ck_assert_str_eq(err.what,
			 "layout fingerprint does not match its types, which give " RIGHT);
}
END_TEST

/* Catalogs of the time before layouts: no types, or none in them. */
START_TEST(test_old_catalogs)
{
	static const char *const texts[] = {
		"{\"catalog_version\": 1, \"kernel\": {}, \"formats\": [" LAYOUT("null") "]}",
		DOCUMENT(LAYOUT("null"), "{}"),
		DOCUMENT(VERSION_OF("{\"form\": \"fdt\", \"roots\": []}"), "{}"),
	};

	for (int i = 0; i < COUNT(texts); i++) {
		struct luocat_catalog *catalog = load(texts[i]);

		ck_assert_uint_eq(luocat_catalog_n_versions(catalog), 1);
		ck_assert_uint_eq(luocat_catalog_n_types(catalog), 0);
		ck_assert_ptr_null(luocat_catalog_version(catalog, 0)->fingerprint);
		luocat_catalog_unref(catalog);
	}
}
END_TEST

START_TEST(test_too_many_members)
{
	char *text = malloc(1 << 20), *end;
	struct luocat_catalog *catalog = NULL;

	end = stpcpy(text, "{\"catalog_version\": 1, \"kernel\": {}, \"formats\": [], \"types\": "
			   "{\"struct a\": {\"bytes\": 1, \"members\": [0");
	for (int i = 0; i < 16384; i++)
		end = stpcpy(end, ",0");
	stpcpy(end, "]}}}");
	ck_assert_int_eq(luocat_catalog_load(text, strlen(text), NULL, &catalog, &err), -EINVAL);
	ck_assert_str_eq(err.where, "types.struct a.members");
	ck_assert_str_eq(err.what, "has more than 16384 elements");
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json_types");
	TCase *tests = tcase_create("json_types");

	tcase_add_loop_test(tests, test_refused, 0, COUNT(refused));
	tcase_add_loop_test(tests, test_values, 0, COUNT(values));
	tcase_add_test(tests, test_written);
	tcase_add_loop_test(tests, test_fingerprints, 0, COUNT(fingerprints));
	tcase_add_test(tests, test_other_fingerprint);
	tcase_add_test(tests, test_old_catalogs);
	tcase_add_test(tests, test_too_many_members);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
