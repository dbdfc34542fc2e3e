// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_layout.c - the canonical text of layouts, worked out by hand, and fingerprints over it
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

#define ROOTS(...)                                                                                 \
	.layout_form = LUOCAT_LAYOUT_STRUCT, .roots = (const char *const[]){__VA_ARGS__},          \
	.n_roots = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define OF(...) VERSION(.compatible = "memfd-v2", ROOTS(__VA_ARGS__))

#define HEAD  "luocat layout 1\nform struct\n"
#define ORDER "pointer 8\nbyte-order little\n"

static void setup(void)
{
	setup_catalog();
	ck_assert_int_eq(luocat_catalog_set_kernel(
				 catalog, KERNEL(.byte_order = "little", .pointer_size = 8), NULL),
			 0);
}

static void add_type(const struct luocat_type *type)
{
	ck_assert_msg(!luocat_catalog_add_type(catalog, type, &catalog_err), "%s: %s",
		      catalog_err.where, catalog_err.what);
}

static void add(const struct luocat_version *version)
{
	ck_assert_msg(!luocat_catalog_add(catalog, version, &catalog_err), "%s: %s",
		      catalog_err.where, catalog_err.what);
}

static const struct luocat_version *memfd(void)
{
	return luocat_catalog_find(catalog, LUOCAT_KIND_FILE_HANDLER, "memfd-v2");
}

static void assert_text(const char *want)
{
	char *text = NULL;

	ck_assert_msg(!luocat_layout_text(catalog, memfd(), &text, &catalog_err), "%s",
		      catalog_err.what);
	ck_assert_str_eq(text, want);
	free(text);
	ck_assert_ptr_nonnull(memfd()->fingerprint);
}

static void assert_no_text(int code, const char *what)
{
	char *text = NULL;

	ck_assert_ptr_null(memfd()->fingerprint);
	ck_assert_int_eq(luocat_layout_text(catalog, memfd(), &text, &catalog_err), code);
	ck_assert_int_eq(catalog_err.code, code);
	ck_assert_str_eq(catalog_err.where, "memfd-v2");
	ck_assert_msg(strstr(catalog_err.what, what), "%s: %s", what, catalog_err.what);
	ck_assert_ptr_null(text);
}

/* ---- Forms ---- */

START_TEST(test_form_none)
{
	add(VERSION(.compatible = "memfd-v2", .layout_form = LUOCAT_LAYOUT_NONE));
	assert_text("luocat layout 1\nform none\n");
}
END_TEST

static const struct luocat_property properties[] = {
	{"/*", "size", "u64"},
	{"/", "compatible", "string"},
	{"/*", "compatible", "string"},
	{"/*", "size", "u64"},
};

/* A device tree is big-endian everywhere, so the kernel's byte order is not in it. */
START_TEST(test_form_fdt)
{
	add(VERSION(.compatible = "memfd-v2", .layout_form = LUOCAT_LAYOUT_FDT,
		    .properties = properties, .n_properties = 4));
	assert_text("luocat layout 1\n"
		    "form fdt\n"
		    "property / compatible string\n"
		    "property /* compatible string\n"
		    "property /* size u64\n");
}
END_TEST

START_TEST(test_struct_with_properties)
{
	add_type(&(const struct luocat_type)TYPE("struct a", 0));
	add(VERSION(.compatible = "memfd-v2", ROOTS("struct a"), .properties = properties,
		    .n_properties = 1));
	assert_text(HEAD "property /* size u64\n" ORDER "type 1 0\nroot #1\n");
}
END_TEST

static const struct luocat_version unknown[] = {
	VERSION_INIT(.compatible = "memfd-v2"),
	VERSION_INIT(.compatible = "memfd-v2", .layout_form = LUOCAT_LAYOUT_STRUCT),
	VERSION_INIT(.compatible = "memfd-v2", .layout_form = LUOCAT_LAYOUT_STRUCT,
		     .properties = properties, .n_properties = 1),
	VERSION_INIT(.compatible = "memfd-v2", .layout_form = LUOCAT_LAYOUT_FDT),
	VERSION_INIT(.compatible = "memfd-v2", .layout_form = LUOCAT_LAYOUT_FDT,
		     .roots = (const char *const[]){"struct a"}, .n_roots = 1),
	VERSION_INIT(.compatible = "memfd-v2", ROOTS("struct nowhere")),
	VERSION_INIT(.compatible = "memfd-v2", ROOTS("struct a", "struct nowhere")),
	VERSION_INIT(.compatible = "memfd-v2", ROOTS("struct lacking")),
};

START_TEST(test_unknown)
{
	add_type(&(const struct luocat_type)TYPE("struct a", 0));
	add_type(&(const struct luocat_type)STRUCT("lacking", 8, {{"x", 0, 0, "enum nowhere"}}));
	add(&unknown[_i]);
	assert_no_text(-ENODATA, "");
}
END_TEST

/* Bytes without their order are not known. */
START_TEST(test_unknown_kernel)
{
	teardown_catalog();
	setup_catalog();
	add_type(&(const struct luocat_type)TYPE("struct a", 0));
	add(OF("struct a"));
	assert_no_text(-ENODATA, "byte order or size of pointers");
	ck_assert_int_eq(luocat_catalog_set_kernel(catalog, KERNEL(.byte_order = "big"), NULL), 0);
	assert_no_text(-ENODATA, "byte order or size of pointers");
	ck_assert_int_eq(luocat_catalog_set_kernel(catalog, KERNEL(.pointer_size = 4), NULL), 0);
	assert_text(HEAD "pointer 4\nbyte-order big\ntype 1 0\nroot #1\n");
}
END_TEST

/* ---- Types ---- */

/*
 * 7.3's memfd: pfn is 52 bits and flags 12; folios is a struct kho_vmalloc, of which kho's version
 * speaks.
 */
START_TEST(test_memfd)
{
	add_type(&(const struct luocat_type)STRUCT("memfd_luo_ser", 48,
						   {{"pos", 0, 0, "u64"},
						    {"size", 64, 0, "u64"},
						    {"seals", 128, 0, "u32"},
						    {"flags", 160, 0, "u32"},
						    {"nr_folios", 192, 0, "u64"},
						    {"folios", 256, 0, "struct kho_vmalloc"}}));
	add_type(&(const struct luocat_type)STRUCT(
		"memfd_luo_folio_ser", 16,
		{{"pfn", 0, 52, "u64"}, {"flags", 52, 12, "u64"}, {"index", 64, 0, "u64"}}));
	add_type(&(const struct luocat_type)TYPE("struct kho_vmalloc", 16,
						 MEMBERS({{"first.phys", 0, 0, "u64"},
							  {"first.ptr", 0, 0, "ptr64"},
							  {"total_pages", 64, 0, "u32"},
							  {"flags", 96, 0, "u16"},
							  {"order", 112, 0, "u16"}}),
						 .owner_kind = LUOCAT_KIND_CORE,
						 .owner_name = "kho"));
	add(OF("struct memfd_luo_ser", "struct memfd_luo_folio_ser"));
	assert_text(HEAD ORDER "type 1 16\n"
			       "0+52 u64\n"
			       "52+12 u64\n"
			       "64 u64\n"
			       "root #1\n"
			       "type 2 48\n"
			       "0 u64\n"
			       "64 u64\n"
			       "128 u32\n"
			       "160 u32\n"
			       "192 u64\n"
			       "256 owned struct kho_vmalloc kho\n"
			       "root #2\n");
}
END_TEST

/* Each type once, before what holds it; enumerators without aliases, signed where it is. */
START_TEST(test_shared_types)
{
	add_type(&(const struct luocat_type)STRUCT("top", 64,
						   {{"e", 0, 3, "enum plain"},
						    {"left", 64, 0, "struct side"},
						    {"right", 128, 0, "struct side[2][3]"},
						    {"more", 512, 0, "struct side[]"}}));
	add_type(&(const struct luocat_type)STRUCT(
		"side", 8, {{"a", 0, 0, "enum sign"}, {"b", 32, 0, "enum plain"}}));
	add_type(&(const struct luocat_type)ENUM("sign", 4, true, {{"N", (uint64_t)-5}, {"Z", 0}}));
	add_type(&(const struct luocat_type)ENUM("plain", 4, false,
						 {{"B", 7}, {"A", 7}, {"C", 4294967295}}));
	add(OF("struct top", "struct side"));
	assert_text(HEAD ORDER "enum 1 4 signed\n"
			       "-5\n"
			       "0\n"
			       "enum 2 4 unsigned\n"
			       "7\n"
			       "4294967295\n"
			       "type 3 8\n"
			       "0 #1\n"
			       "32 #2\n"
			       "root #3\n"
			       "type 4 64\n"
			       "0+3 #2\n"
			       "64 #3\n"
			       "128 #3[2][3]\n"
			       "512 #3[]\n"
			       "root #4\n");
}
END_TEST

/* Members that overlap may be declared in any order. */
START_TEST(test_union)
{
	static const struct luocat_member one[] = {
		{"u.phys", 0, 0, "u64"}, {"u.ptr", 0, 0, "ptr64"}, {"u.s", 0, 0, "struct s"},
		{"u.bits", 0, 4, "u32"}, {"u.half", 0, 0, "u32"},  {"n", 64, 0, "u64"}};
	static const struct luocat_member other[] = {
		{"n", 64, 0, "u64"},	 {"u.s", 0, 0, "struct s"}, {"u.half", 0, 0, "u32"},
		{"u.bits", 0, 4, "u32"}, {"u.ptr", 0, 0, "ptr64"},  {"u.phys", 0, 0, "u64"}};

	add_type(&(const struct luocat_type)TYPE("struct a", 16, .members = _i ? one : other,
						 .n_members = 6));
	add_type(&(const struct luocat_type)STRUCT("s", 8, {{"x", 0, 0, "u8[8]"}}));
	add(OF("struct a"));
	assert_text(HEAD ORDER "type 1 8\n"
			       "0 u8[8]\n"
			       "type 2 16\n"
			       "0 ptr64\n"
			       "0 u32\n"
			       "0 u64\n"
			       "0+4 u32\n"
			       "0 #1\n"
			       "64 u64\n"
			       "root #2\n");
}
END_TEST

START_TEST(test_enum_root)
{
	add_type(&(const struct luocat_type)ENUM(
		"limits", 8, true, {{"MIN", (uint64_t)INT64_MIN}, {"MAX", INT64_MAX}}));
	add_type(&(const struct luocat_type)ENUM("large", 8, false, {{"MAX", UINT64_MAX}}));
	add(OF("enum limits", "enum large"));
	assert_text(HEAD ORDER "enum 1 8 unsigned\n"
			       "18446744073709551615\n"
			       "root #1\n"
			       "enum 2 8 signed\n"
			       "-9223372036854775808\n"
			       "9223372036854775807\n"
			       "root #2\n");
}
END_TEST

/* ---- Owners ---- */

#define OWNED_BY(kind_, name_) .owner_kind = LUOCAT_KIND_##kind_, .owner_name = name_

/* Whose a type is, and what of it stands in memfd's text. */
static const struct {
	enum luocat_kind kind;
	const char *name;
	bool inside;
} owners[] = {
	{LUOCAT_KIND_UNKNOWN, NULL, true},     {LUOCAT_KIND_FILE_HANDLER, "memfd", true},
	{LUOCAT_KIND_FLB, "memfd", false},     {LUOCAT_KIND_FILE_HANDLER, "memfd2", false},
	{LUOCAT_KIND_UNKNOWN, "memfd", false},
};

START_TEST(test_owner)
{
	char want[256];

	add_type(&(const struct luocat_type)STRUCT(
		"mine", 32, {{"x", 0, 0, "struct theirs[2]"}, {"y", 128, 0, "struct theirs[]"}}));
	add_type(&(const struct luocat_type)TYPE("struct theirs", 8, MEMBERS({{"x", 0, 0, "u64"}}),
						 .owner_kind = owners[_i].kind,
						 .owner_name = owners[_i].name));
	add(OF("struct mine", "struct theirs"));
	if (owners[_i].inside)
		snprintf(want, sizeof(want),
			 HEAD ORDER "type 1 8\n0 u64\ntype 2 32\n0 #1[2]\n128 #1[]\n"
				    "root #2\nroot #1\n");
	else
		snprintf(want, sizeof(want),
			 HEAD ORDER "type 1 32\n0 owned struct theirs[2] %s\n"
				    "128 owned struct theirs[] %s\n"
				    "root #1\nroot owned struct theirs %s\n",
			 owners[_i].name, owners[_i].name, owners[_i].name);
	assert_text(want);
}
END_TEST

/* What another format owns may change, lack types and even be a cycle: that is its own matter. */
START_TEST(test_what_is_owned_does_not_count)
{
	char before[65];

	add_type(&(const struct luocat_type)STRUCT("mine", 8, {{"x", 0, 0, "struct theirs"}}));
	add_type(&(const struct luocat_type)TYPE("struct theirs", 8,
						 MEMBERS({{"x", 0, 0, "struct theirs"}}),
						 OWNED_BY(CORE, "kho")));
	add(OF("struct mine"));
	strcpy(before, memfd()->fingerprint);
	teardown_catalog();
	setup();
	add_type(&(const struct luocat_type)STRUCT("mine", 8, {{"x", 0, 0, "struct theirs"}}));
	add_type(&(const struct luocat_type)TYPE("struct theirs", 4,
						 MEMBERS({{"x", 0, 0, "struct nowhere"}}),
						 OWNED_BY(CORE, "kho")));
	add(OF("struct mine"));
	ck_assert_str_eq(memfd()->fingerprint, before);
}
END_TEST

/* ---- Cycles, depth, size ---- */

static const struct luocat_type cycles[] = {
	STRUCT("self", 8, {{"x", 0, 0, "struct self"}}),
	STRUCT("empty", 8, {{"x", 0, 0, "struct empty[]"}}),
	STRUCT("one", 8, {{"n", 0, 0, "u64"}, {"x", 0, 0, "struct two"}}),
	STRUCT("two", 8, {{"x", 0, 0, "struct three"}}),
	STRUCT("three", 8, {{"x", 0, 0, "struct one"}}),
};

START_TEST(test_cycles)
{
	for (int i = 0; i < COUNT(cycles); i++)
		add_type(&cycles[i]);
	add(VERSION(.compatible = "memfd-v2", .layout_form = LUOCAT_LAYOUT_STRUCT,
		    .roots = &cycles[_i].name, .n_roots = 1));
	assert_no_text(-ELOOP, "contains itself");
}
END_TEST

/* A chain of @n types, the first "struct c0". */
static void add_chain(int n)
{
	char name[32], type[32];

	for (int i = 0; i < n; i++) {
		struct luocat_member member = {"x", 0, 0, type};

		snprintf(name, sizeof(name), "struct c%d", i);
		snprintf(type, sizeof(type), i == n - 1 ? "u64" : "struct c%d", i + 1);
		add_type(&(const struct luocat_type)TYPE(name, 8, .members = &member,
							 .n_members = 1));
	}
}

START_TEST(test_depth)
{
	add(OF("struct c0"));
	add_chain(MAX_NESTING + 1);
	assert_no_text(-E2BIG, "nested too deeply at struct c64");
	teardown_catalog();
	setup();
	add(OF("struct c0"));
	add_chain(MAX_NESTING);
	ck_assert_ptr_nonnull(memfd()->fingerprint);
	/* as wide as one likes: the second of two siblings is no deeper than the first */
	add_type(&(const struct luocat_type)STRUCT(
		"wide", 16, {{"a", 0, 0, "struct c1"}, {"b", 64, 0, "struct c2"}}));
	add(VERSION(.compatible = "memfd-v3", ROOTS("struct wide", "struct c1")));
	ck_assert_ptr_nonnull(
		luocat_catalog_find(catalog, LUOCAT_KIND_FILE_HANDLER, "memfd-v3")->fingerprint);
}
END_TEST

/* Twice as many at each level, and yet each is said once. */
START_TEST(test_no_explosion)
{
	char name[32], type[32];
	char *text;

	for (int i = 0; i < 30; i++) {
		struct luocat_member members[2] = {{"x", 0, 0, type}, {"y", 0, 0, type}};

		snprintf(name, sizeof(name), "struct d%d", i);
		snprintf(type, sizeof(type), i == 29 ? "u64" : "struct d%d", i + 1);
		add_type(&(const struct luocat_type)TYPE(name, 8, .members = members,
							 .n_members = 2));
	}
	add(OF("struct d0"));
	ck_assert_int_eq(luocat_layout_text(catalog, memfd(), &text, &catalog_err), 0);
	ck_assert_uint_lt(strlen(text), 30 * 40);
	free(text);
}
END_TEST

/* Many versions of a large layout cannot cost without end; a change of the catalog starts anew. */
START_TEST(test_budget)
{
	struct luocat_member *members = calloc(MAX_MEMBERS, sizeof(*members));
	char(*names)[16] = calloc(MAX_MEMBERS, sizeof(*names));
	size_t known = 0;

	for (int i = 0; i < MAX_MEMBERS; i++) {
		snprintf(names[i], sizeof(names[i]), "m%d", i);
		members[i] = (struct luocat_member){names[i], 0, 0, "u8"};
	}
	add_type(&(const struct luocat_type)TYPE("struct a", 1, .members = members,
						 .n_members = MAX_MEMBERS));
	for (int i = 0; i < 300; i++) {
		snprintf(names[0], sizeof(names[0]), "memfd-v%d", i);
		add(VERSION(.compatible = names[0], ROOTS("struct a")));
	}
	for (size_t i = 0; i < 300; i++)
		known += luocat_catalog_version(catalog, i)->fingerprint != NULL;
	/* 16385 lines each */
	ck_assert_uint_eq(known, MAX_LINES / (MAX_MEMBERS + 1));
	add_type(&(const struct luocat_type)TYPE("struct b", 1));
	ck_assert_ptr_nonnull(luocat_catalog_version(catalog, 299)->fingerprint);
	free(names);
	free(members);
}
END_TEST

/* ---- Fingerprints ---- */

/* What sha256sum(1) says of the same text. */
START_TEST(test_fingerprint)
{
	char want[65] = "";
	FILE *pipe =
		popen("printf 'luocat layout 1\\nform struct\\npointer 8\\nbyte-order little\\n"
		      "type 1 8\\n0 u64\\nroot #1\\n' | sha256sum",
		      "r");

	ck_assert_uint_eq(fread(want, 1, 64, pipe), 64);
	ck_assert_int_eq(pclose(pipe), 0);
	add_type(&(const struct luocat_type)STRUCT("a", 8, {{"x", 0, 0, "u64"}}));
	add(VERSION(.compatible = "memfd-v2", ROOTS("struct a"), .fingerprint = "not trusted"));
	ck_assert_str_eq(memfd()->fingerprint, want);
	ck_assert_str_eq(luocat_catalog_version(catalog, 0)->fingerprint, want);
}
END_TEST

/* It follows every change of what it is made of. */
START_TEST(test_fingerprint_is_up_to_date)
{
	char first[65], second[65];

	add(VERSION(.compatible = "memfd-v2", .origin.evidence_id = LUOCAT_EVIDENCE_TABLE,
		    ROOTS("struct a")));
	ck_assert_ptr_null(memfd()->fingerprint);
	add_type(&(const struct luocat_type)STRUCT("a", 8, {{"x", 0, 0, "struct b"}}));
	ck_assert_ptr_null(memfd()->fingerprint);
	add_type(&(const struct luocat_type)STRUCT("b", 8, {{"x", 0, 0, "u64"}}));
	ck_assert_ptr_nonnull(memfd()->fingerprint);
	strcpy(first, memfd()->fingerprint);
	add(OF("struct b"));
	ck_assert_ptr_nonnull(memfd()->fingerprint);
	strcpy(second, memfd()->fingerprint);
	ck_assert_str_ne(first, second);
	add(VERSION(.compatible = "memfd-v2", .origin.evidence_id = LUOCAT_EVIDENCE_DESCRIPTOR,
		    ROOTS("struct nowhere")));
	ck_assert_ptr_null(memfd()->fingerprint);
}
END_TEST

/* Each turns a struct into another one on the wire; what only has another name is the same. */
static const struct {
	struct luocat_type type;
	bool same;
} edits[] = {
	{STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"y", 64, 0, "u32"}, {"z", 96, 0, "u32"}}), true},
	{STRUCT("a", 16, {{"X", 0, 0, "u64"}, {"y", 64, 0, "u32"}, {"z", 96, 0, "u32"}}), true},
	{STRUCT("a", 16, {{"z", 96, 0, "u32"}, {"y", 64, 0, "u32"}, {"x", 0, 0, "u64"}}), true},
	/* of equal sizes: found by comparing names */
	{STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"z", 64, 0, "u32"}, {"y", 96, 0, "u32"}}), true},
	{STRUCT("a", 24, {{"x", 0, 0, "u64"}, {"y", 64, 0, "u32"}, {"z", 96, 0, "u32"}}), false},
	{STRUCT("a", 16, {{"x", 0, 0, "s64"}, {"y", 64, 0, "u32"}, {"z", 96, 0, "u32"}}), false},
	{STRUCT("a", 16, {{"x", 0, 0, "ptr64"}, {"y", 64, 0, "u32"}, {"z", 96, 0, "u32"}}), false},
	{STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"y", 64, 0, "u64"}, {"z", 96, 0, "u32"}}), false},
	{STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"y", 64, 0, "u32"}}), false},
	{STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"y", 64, 0, "u32"}, {"z", 96, 0, "u16"}}), false},
	{STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"y", 64, 0, "u32"}, {"z", 96, 32, "u32"}}), false},
	{STRUCT("a", 16, {{"x", 0, 0, "u8[8]"}, {"y", 64, 0, "u32"}, {"z", 96, 0, "u32"}}), false},
	{TYPE("struct a", 16,
	      MEMBERS({{"x", 0, 0, "u64"}, {"y", 64, 0, "u32"}, {"z", 96, 0, "u32"}}),
	      OWNED_BY(CORE, "kho")),
	 false},
};

START_TEST(test_edits)
{
	char first[65];

	add_type(&edits[0].type);
	add(OF("struct a"));
	strcpy(first, memfd()->fingerprint);
	teardown_catalog();
	setup();
	add_type(&edits[_i].type);
	add(OF("struct a"));
	if (edits[_i].same)
		ck_assert_str_eq(memfd()->fingerprint, first);
	else
		ck_assert_str_ne(memfd()->fingerprint, first);
}
END_TEST

static const struct luocat_type any_order[] = {
	STRUCT("a", 16, {{"x", 0, 0, "struct b"}, {"y", 64, 0, "enum e"}}),
	STRUCT("b", 8, {{"x", 0, 0, "struct c[2]"}}),
	STRUCT("c", 4, {{"x", 0, 0, "enum e"}}),
	ENUM("e", 4, false, {{"A", 1}}),
};

/* Types in any order, and the version before, between or after them. */
START_TEST(test_any_order)
{
	/* every order of five is a number of base 5 */
	for (int order = 0; order < 3125; order++) {
		int done = 0;

		for (int i = 0, rest = order; i < 5; i++, rest /= 5)
			done |= 1 << rest % 5;
		if (done != 31)
			continue;
		teardown_catalog();
		setup();
		for (int i = 0, rest = order; i < 5; i++, rest /= 5) {
			if (rest % 5 == 4)
				add(OF("struct a"));
			else
				add_type(&any_order[rest % 5]);
		}
		assert_text(HEAD ORDER "enum 1 4 unsigned\n1\n"
				       "type 2 4\n0 #1\n"
				       "type 3 8\n0 #2[2]\n"
				       "type 4 16\n0 #3\n64 #1\n"
				       "root #4\n");
	}
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_test(tests, test_form_none);
	tcase_add_test(tests, test_form_fdt);
	tcase_add_test(tests, test_struct_with_properties);
	tcase_add_loop_test(tests, test_unknown, 0, COUNT(unknown));
	tcase_add_test(tests, test_unknown_kernel);
	tcase_add_test(tests, test_memfd);
	tcase_add_test(tests, test_shared_types);
	tcase_add_loop_test(tests, test_union, 0, 2);
	tcase_add_test(tests, test_enum_root);
	tcase_add_loop_test(tests, test_owner, 0, COUNT(owners));
	tcase_add_test(tests, test_what_is_owned_does_not_count);
	tcase_add_loop_test(tests, test_cycles, 0, 5);
	tcase_add_test(tests, test_depth);
	tcase_add_test(tests, test_no_explosion);
	tcase_add_test(tests, test_budget);
	tcase_add_test(tests, test_fingerprint);
	tcase_add_test(tests, test_fingerprint_is_up_to_date);
	tcase_add_loop_test(tests, test_edits, 0, COUNT(edits));
	tcase_add_test(tests, test_any_order);
}

int main(void)
{
	Suite *suite = suite_create("layout");
	TCase *tests = tcase_create("layout");

	tcase_add_checked_fixture(tests, setup, teardown_catalog);
	tcase_set_timeout(tests, 30);
	fill(tests);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
