// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_types.c - types in a catalog: what is valid, in which order they come out, what contradicts
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "model.h"
#include "run.h"
#include "types.h"

static void add(const struct luocat_type *type)
{
	ck_assert_msg(!luocat_catalog_add_type(catalog, type, &catalog_err), "%s: %s",
		      catalog_err.where, catalog_err.what);
}

static void refuse(const struct luocat_type *type, int code, const char *what)
{
	size_t n = luocat_catalog_n_types(catalog);

	ck_assert_int_eq(luocat_catalog_add_type(catalog, type, &catalog_err), code);
	ck_assert_int_eq(catalog_err.code, code);
	ck_assert_msg(strstr(catalog_err.what, what), "%s: %s", what, catalog_err.what);
	ck_assert_uint_eq(luocat_catalog_n_types(catalog), n);
}

/* ---- Type expressions ---- */

static const struct {
	const char *text;
	uint64_t bytes; /* 0: of a named type */
	uint64_t count;
	size_t base;
	bool is_int;
} expressions[] = {
	{"u8", 1, 1, 2, true},
	{"s128", 16, 1, 4, true},
	{"bool8", 1, 1, 5, true},
	{"f64", 8, 1, 3, false},
	{"ptr32", 4, 1, 5, false},
	{"u8[48]", 1, 48, 2, false},
	{"u64[2][3]", 8, 6, 3, false},
	{"u64[]", 8, 0, 3, false},
	{"u64[][4]", 8, 0, 3, false},
	{"u8[4294967296]", 1, 4294967296, 2, false},
	{"u8[65536][65536]", 1, 4294967296, 2, false},
	{"struct a", 0, 1, 8, false},
	{"struct outer::first.phys[7]", 0, 7, 24, false},
	{"union u_1", 0, 1, 9, false},
	{"enum e", 0, 1, 6, true},
	{"enum e[2]", 0, 2, 6, false},
	{"u8[1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1]", 1, 1, 2, false},
};

START_TEST(test_expression)
{
	struct type_expression got;

	ck_assert_ptr_null(type_parse(expressions[_i].text, &got));
	ck_assert_uint_eq(got.bytes, expressions[_i].bytes);
	ck_assert_uint_eq(got.count, expressions[_i].count);
	ck_assert_uint_eq(got.base, expressions[_i].base);
	ck_assert_int_eq(got.is_int, expressions[_i].is_int);
}
END_TEST

static const char *const no_expressions[] = {
	"",
	"int",
	"u7",
	"u",
	"u88",
	"U8",
	" u8",
	"u8 ",
	"u8*",
	"struct",
	"struct ",
	"struct  a",
	"struct a b",
	"struct a*",
	"struct a[",
	"class a",
	"[4]",
	"u8[",
	"u8]",
	"u8[0]",
	"u8[08]",
	"u8[-1]",
	"u8[+1]",
	"u8[0x10]",
	"u8[ 1]",
	"u8[1]x",
	"u8[1] [2]",
	"u8[4294967297]",
	"u8[18446744073709551617]",
	"u8[99999999999999999999999999999]",
	"u8[65536][65537]",
	"u8[4294967296][4294967296]",
	"u8[1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1]",
};

START_TEST(test_no_expression)
{
	struct type_expression got;

	ck_assert_msg(type_parse(no_expressions[_i], &got), "%s", no_expressions[_i]);
}
END_TEST

START_TEST(test_long_expressions)
{
	struct type_expression got;
	char text[600] = "struct ";

	memset(text + 7, 'a', 248);
	ck_assert_ptr_null(type_parse(text, &got));
	text[255] = 'a';
	ck_assert_ptr_nonnull(type_parse(text, &got));
	memset(text, 'u', sizeof(text) - 1);
	ck_assert_str_eq(type_parse(text, &got), "must be at most 511 bytes");
}
END_TEST

/* ---- Valid types ---- */

#define WITH(...) STRUCT("a", 16, {__VA_ARGS__})

static const struct {
	struct luocat_type type;
	int code;
	const char *what;
} refused[] = {
	{{.size = sizeof(struct luocat_type)}, -EINVAL, "name must be struct, union or enum"},
	{TYPE("struct", 0), -EINVAL, "name must be"},
	{TYPE("struct a[2]", 0), -EINVAL, "name must be"},
	{TYPE("u8", 1), -EINVAL, "name must be"},
	{TYPE("struct a\n", 1), -EINVAL, "name must be"},
	{TYPE("struct a", 4294967297), -E2BIG, "bytes are more than 4294967296"},
	{TYPE("struct a", 1, .owner_name = ""), -EINVAL, "owner.name must be"},
	{TYPE("struct a", 1, .owner_kind = LUOCAT_KIND_CORE), -EINVAL, "owner.name is missing"},
	{TYPE("struct a", 1, .owner_name = "kho", .owner_kind = (enum luocat_kind)77), -EINVAL,
	 "owner.kind"},
	{TYPE("struct a", 1, .n_members = 1), -EINVAL, "members are missing"},
	{TYPE("struct a", 1, .n_members = 16385), -E2BIG, "members are more than 16384"},
	{TYPE("struct a", 1, .is_signed = true), -EINVAL, "no enum"},
	{WITH({NULL, 0, 0, "u8"}), -EINVAL, "members[0].name must be"},
	{WITH({"x", 0, 0, "u8"}, {"y\n", 8, 0, "u8"}), -EINVAL, "members[1].name must be"},
	{WITH({"x", 0, 0, NULL}), -EINVAL, "members[0].type is missing"},
	{WITH({"x", 0, 0, "int"}), -EINVAL, "members[0].type must be u8"},
	{WITH({"x", 1, 0, "u8"}), -EINVAL, "members[0].bit_offset is within a byte"},
	{WITH({"x", 128, 0, "u8"}), -EINVAL, "members[0].bit_offset reaches behind"},
	{WITH({"x", 136, 0, "u8[]"}), -EINVAL, "members[0].bit_offset is behind"},
	{WITH({"x", UINT64_MAX, 0, "u8"}), -EINVAL, "members[0].bit_offset is behind"},
	{WITH({"x", 72, 0, "u64"}), -EINVAL, "members[0].bit_offset reaches behind"},
	{WITH({"x", 8, 0, "u64[2]"}), -EINVAL, "members[0].bit_offset reaches behind"},
	{WITH({"x", 0, 0, "u128[4294967296]"}), -EINVAL, "members[0].bit_offset reaches behind"},
	{WITH({"x", 120, 9, "u16"}), -EINVAL, "members[0].bit_offset reaches behind"},
	{WITH({"x", 0, 9, "u8"}), -EINVAL, "members[0].bits are more than"},
	{WITH({"x", 0, 129, "enum e"}), -EINVAL, "members[0].bits are more than"},
	{WITH({"x", 0, 4294967295, "u128"}), -EINVAL, "members[0].bits are more than"},
	{WITH({"x", 0, 1, "ptr64"}), -EINVAL, "members[0].bits are of a type that is no integer"},
	{WITH({"x", 0, 1, "struct b"}), -EINVAL, "members[0].bits are of a type"},
	{WITH({"x", 0, 1, "u8[1]"}), -EINVAL, "members[0].bits are of a type"},
	{WITH({"x", 0, 0, "u8"}, {"y", 0, 0, "u8"}, {"x", 8, 0, "u8"}), -EINVAL,
	 "members x is there twice"},
	{TYPE("enum e", 3), -EINVAL, "bytes must be 1, 2, 4 or 8"},
	{TYPE("enum e", 4), -EINVAL, "enumerators are missing"},
	{TYPE("enum e", 4, .n_enumerators = 1), -EINVAL, "enumerators are missing"},
	{TYPE("enum e", 4, .n_enumerators = 16385), -E2BIG, "enumerators are more than"},
	{TYPE("enum e", 4, .n_members = 1), -EINVAL, "members are there"},
	{ENUM("e", 4, false, {{NULL, 1}}), -EINVAL, "enumerators[0].name"},
	{ENUM("e", 1, false, {{"A", 255}, {"B", 256}}), -EINVAL, "enumerators[1].value"},
	{ENUM("e", 1, true, {{"A", 128}}), -EINVAL, "enumerators[0].value"},
	{ENUM("e", 1, true, {{"A", (uint64_t)-129}}), -EINVAL, "enumerators[0].value"},
	{ENUM("e", 4, false, {{"A", (uint64_t)-1}}), -EINVAL, "enumerators[0].value"},
	{ENUM("e", 4, true, {{"A", 0xffffffff}}), -EINVAL, "enumerators[0].value"},
	{ENUM("e", 4, false, {{"A", 1}, {"A", 2}}), -EINVAL, "enumerators A is there twice"},
};

START_TEST(test_refused)
{
	refuse(&refused[_i].type, refused[_i].code, refused[_i].what);
}
END_TEST

START_TEST(test_size_is_checked)
{
	struct luocat_type type = TYPE("struct a", 8);

	type.size = sizeof(type) - 1;
	refuse(&type, -EINVAL, "size");
}
END_TEST

static const struct luocat_type taken[] = {
	TYPE("struct empty", 0),
	STRUCT("flexible", 8, {{"n", 0, 0, "u64"}, {"data", 64, 0, "u8[]"}}),
	STRUCT("whole", 16, {{"a", 0, 0, "u128"}, {"b", 0, 0, "ptr64[2]"}}),
	STRUCT("fields", 2, {{"a", 0, 3, "u8"}, {"b", 3, 13, "u16"}}),
	STRUCT("packed", 5, {{"a", 0, 0, "u8"}, {"b", 8, 0, "u32"}}),
	ENUM("wide", 8, true, {{"MIN", (uint64_t)INT64_MIN}, {"MAX", INT64_MAX}}),
	ENUM("large", 8, false, {{"MAX", UINT64_MAX}}),
	ENUM("small", 1, true, {{"MIN", (uint64_t)-128}, {"MAX", 127}}),
};

START_TEST(test_taken)
{
	const struct luocat_type *got;

	add(&taken[_i]);
	got = luocat_catalog_find_type(catalog, taken[_i].name);
	ck_assert_ptr_eq(luocat_catalog_type(catalog, 0), got);
	ck_assert_uint_eq(got->bytes, taken[_i].bytes);
	ck_assert_uint_eq(got->n_members, taken[_i].n_members);
	ck_assert_uint_eq(got->n_enumerators, taken[_i].n_enumerators);
}
END_TEST

/* ---- Order and copies ---- */

START_TEST(test_types_by_name)
{
	add(&(const struct luocat_type)TYPE("union b", 1));
	add(&(const struct luocat_type)STRUCT("b", 1, {{"x", 0, 0, "struct zz"}}));
	add(&(const struct luocat_type)ENUM("b", 1, false, {{"A", 0}}));
	add(&(const struct luocat_type)TYPE("struct a", 1));
	ck_assert_uint_eq(luocat_catalog_n_types(catalog), 4);
	ck_assert_str_eq(luocat_catalog_type(catalog, 0)->name, "enum b");
	ck_assert_str_eq(luocat_catalog_type(catalog, 1)->name, "struct a");
	ck_assert_str_eq(luocat_catalog_type(catalog, 2)->name, "struct b");
	ck_assert_str_eq(luocat_catalog_type(catalog, 3)->name, "union b");
	ck_assert_ptr_null(luocat_catalog_type(catalog, 4));
	/* referred to is not there */
	ck_assert_ptr_null(luocat_catalog_find_type(catalog, "struct zz"));
	ck_assert_ptr_null(luocat_catalog_find_type(catalog, "struct"));
	ck_assert_ptr_null(luocat_catalog_find_type(catalog, "struct aa"));
	ck_assert_ptr_null(luocat_catalog_find_type(catalog, NULL));
}
END_TEST

START_TEST(test_members_in_order)
{
	char name[] = "last";
	struct luocat_member members[] = {
		{name, 64, 0, "u64"}, {"z", 0, 0, "u64"}, {"a", 0, 0, "ptr64"}};
	const struct luocat_type *got;

	add(&(const struct luocat_type)TYPE("struct a", 16, .members = members, .n_members = 3,
					    .owner_kind = LUOCAT_KIND_CORE, .owner_name = "kho"));
	name[0] = 'x';
	members[1].type = "u8";
	got = luocat_catalog_type(catalog, 0);
	ck_assert_str_eq(got->members[0].name, "z");
	ck_assert_str_eq(got->members[0].type, "u64");
	ck_assert_str_eq(got->members[1].name, "a");
	ck_assert_str_eq(got->members[2].name, "last");
	ck_assert_int_eq(got->owner_kind, LUOCAT_KIND_CORE);
	ck_assert_str_eq(got->owner_name, "kho");
}
END_TEST

START_TEST(test_enumerators_in_order)
{
	const struct luocat_type *got;

	add(&(const struct luocat_type)ENUM("s", 4, true,
					    {{"B", 1}, {"A", 1}, {"N", (uint64_t)-1}, {"Z", 0}}));
	got = luocat_catalog_find_type(catalog, "enum s");
	ck_assert_str_eq(got->enumerators[0].name, "N");
	ck_assert_str_eq(got->enumerators[1].name, "Z");
	ck_assert_str_eq(got->enumerators[2].name, "A");
	ck_assert_str_eq(got->enumerators[3].name, "B");
	add(&(const struct luocat_type)ENUM("u", 8, false, {{"MAX", UINT64_MAX}, {"ONE", 1}}));
	got = luocat_catalog_find_type(catalog, "enum u");
	ck_assert_str_eq(got->enumerators[0].name, "ONE");
}
END_TEST

/* ---- The same again, and other definitions ---- */

static const struct luocat_type original =
	STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"y", 64, 3, "u32"}, {"z", 67, 5, "u32"}});

static const struct {
	struct luocat_type type;
	const char *what;
} others[] = {
	{STRUCT("a", 24, {{"x", 0, 0, "u64"}, {"y", 64, 3, "u32"}, {"z", 67, 5, "u32"}}),
	 "bytes are 24 here, but 16 in"},
	{STRUCT("a", 16, {{"w", 0, 0, "u64"}, {"y", 64, 3, "u32"}, {"z", 67, 5, "u32"}}),
	 "a member is w here, but x in"},
	{STRUCT("a", 16, {{"x", 0, 0, "s64"}, {"y", 64, 3, "u32"}, {"z", 67, 5, "u32"}}),
	 "x is of type s64 here, but u64 in"},
	{STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"y", 65, 3, "u32"}, {"z", 68, 4, "u32"}}),
	 "y is at bit 65 here, but 64 in"},
	{STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"y", 64, 3, "u32"}, {"z", 67, 4, "u32"}}),
	 "z has a width in bits of 4 here, but 5 in"},
	{STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"y", 64, 3, "u32"}}), "members are 2 here, but 3"},
	{TYPE("struct a", 16), "members are 0 here, but 3"},
};

START_TEST(test_other_definition)
{
	add(&original);
	add(&original);
	ck_assert_uint_eq(luocat_catalog_n_types(catalog), 1);
	refuse(&others[_i].type, -EEXIST, others[_i].what);
	ck_assert_str_eq(catalog_err.where, "struct a");
}
END_TEST

START_TEST(test_other_owner_and_enum)
{
	add(&(const struct luocat_type)TYPE("struct b", 1, .owner_name = "kho",
					    .owner_kind = LUOCAT_KIND_CORE));
	refuse(&(const struct luocat_type)TYPE("struct b", 1), -EEXIST,
	       "owner is nothing here, but kho in");
	add(&(const struct luocat_type)ENUM("e", 4, false, {{"A", 1}}));
	refuse(&(const struct luocat_type)ENUM("e", 4, true, {{"A", 1}}), -EEXIST, "signed is 1");
	refuse(&(const struct luocat_type)ENUM("e", 4, false, {{"B", 1}}), -EEXIST,
	       "enumerator is");
	refuse(&(const struct luocat_type)ENUM("e", 4, false, {{"A", 2}}), -EEXIST, "A is 2 here");
	refuse(&(const struct luocat_type)ENUM("e", 4, false, {{"A", 1}, {"B", 2}}), -EEXIST,
	       "enumerators are 2 here");
}
END_TEST

/* ---- Types in types ---- */

static const struct {
	struct luocat_type holder;
	struct luocat_type held;
	const char *held_first;	  /* the error where the holder comes last */
	const char *holder_first; /* and where it comes first */
} nested[] = {
	{STRUCT("h", 16, {{"x", 0, 0, "struct i"}, {"y", 64, 0, "struct i"}}), TYPE("struct i", 9),
	 "y reaches behind", "bytes are 9, but struct h has room for 8"},
	{STRUCT("h", 16, {{"x", 0, 0, "union i[3]"}}), TYPE("union i", 6), "x reaches behind",
	 "bytes are 6, but struct h has room for 5"},
	{STRUCT("h", 2, {{"x", 0, 9, "enum i"}}), ENUM("i", 1, false, {{"A", 0}}),
	 "x has more bits than enum i", "there is a bit-field of 9 bits of it"},
	{STRUCT("h", 16, {{"x", 0, 0, "struct i[2][4]"}, {"y", 128, 0, "struct i[]"}}),
	 TYPE("struct i", 2), NULL, NULL},
	{STRUCT("h", 1, {{"x", 0, 8, "enum i"}}), ENUM("i", 4, false, {{"A", 0}}), NULL, NULL},
	{STRUCT("h", 1, {{"x", 0, 0, "struct i[4294967296]"}}), TYPE("struct i", 0), NULL, NULL},
};

START_TEST(test_nested)
{
	add(&nested[_i].held);
	if (nested[_i].held_first)
		refuse(&nested[_i].holder, -EINVAL, nested[_i].held_first);
	else
		add(&nested[_i].holder);
	teardown_catalog();
	setup_catalog();
	add(&nested[_i].holder);
	if (nested[_i].holder_first)
		refuse(&nested[_i].held, -EINVAL, nested[_i].holder_first);
	else
		add(&nested[_i].held);
}
END_TEST

/* What was refused demands nothing. */
START_TEST(test_refused_leaves_nothing)
{
	add(&(const struct luocat_type)TYPE("struct big", 64));
	refuse(&(const struct luocat_type)STRUCT(
		       "h", 16, {{"x", 0, 0, "struct i[2]"}, {"y", 0, 0, "struct big"}}),
	       -EINVAL, "y reaches behind");
	add(&(const struct luocat_type)TYPE("struct i", 9));
	add(&(const struct luocat_type)TYPE("struct h", 1));
}
END_TEST

START_TEST(test_too_many_types)
{
	char name[64];

	for (int i = 0; i < MAX_TYPES - 1; i++) {
		snprintf(name, sizeof(name), "struct a%d", i * 7919 % MAX_TYPES);
		add(&(const struct luocat_type)TYPE(name, 1));
	}
	/* two names more, and the first of them fits */
	refuse(&(const struct luocat_type)STRUCT("h", 1, {{"x", 0, 0, "struct i"}}), -E2BIG,
	       "more than 16384 names");
	ck_assert_uint_eq(luocat_catalog_n_types(catalog), MAX_TYPES - 1);
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_loop_test(tests, test_expression, 0, COUNT(expressions));
	tcase_add_loop_test(tests, test_no_expression, 0, COUNT(no_expressions));
	tcase_add_test(tests, test_long_expressions);
	tcase_add_loop_test(tests, test_refused, 0, COUNT(refused));
	tcase_add_test(tests, test_size_is_checked);
	tcase_add_loop_test(tests, test_taken, 0, COUNT(taken));
	tcase_add_test(tests, test_types_by_name);
	tcase_add_test(tests, test_members_in_order);
	tcase_add_test(tests, test_enumerators_in_order);
	tcase_add_loop_test(tests, test_other_definition, 0, COUNT(others));
	tcase_add_test(tests, test_other_owner_and_enum);
	tcase_add_loop_test(tests, test_nested, 0, COUNT(nested));
	tcase_add_test(tests, test_refused_leaves_nothing);
	tcase_add_test(tests, test_too_many_types);
}

int main(void)
{
	Suite *suite = suite_create("types");
	TCase *tests = tcase_create("types");

	tcase_add_checked_fixture(tests, setup_catalog, teardown_catalog);
	fill(tests);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
