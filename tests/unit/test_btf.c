// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_btf.c - BTF as clang writes it in both byte orders (tests/fixtures/btf.c), and BTF made by
 * hand that no compiler writes
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf_source.h"
#include "reader.h"
#include "run.h"

static struct luocat_error err;
static struct reader *reader;
static struct object *object;
static struct btf_source source, base;
static struct type_source types;

static void setup(void)
{
	memset(&err, 0, sizeof(err));
	memset(&source, 0, sizeof(source));
	memset(&base, 0, sizeof(base));
	reader = NULL;
	object = NULL;
}

static void teardown(void)
{
	btf_source_close(&source);
	btf_source_close(&base);
	object_close(object);
	reader_unref(reader);
}

/* ---- What clang writes ---- */

static void open_fixture(const char *name)
{
	struct btf_bytes bytes = {.file = name, .name = name};
	const struct section *section;
	char path[4096];

	snprintf(path, sizeof(path), BUILD "/tests/fixtures/%s", name);
	ck_assert_msg(!reader_open(path, &reader, &err), "%s: %s", path, err.what);
	ck_assert_msg(!object_open(reader, name, &object, &err), "%s: %s", name, err.what);
	section = object_section_named(object, BTF_SECTION);
	ck_assert_ptr_nonnull(section);
	ck_assert_msg(!object_section_data(object, section, &bytes.data, &bytes.length, &err),
		      "%s: %s", err.where, err.what);
	bytes.pointer_size = object_pointer_size(object);
	bytes.big_endian = object_big_endian(object);
	ck_assert_msg(!btf_bytes_check(&bytes, &err), "%s", err.what);
	ck_assert(!bytes.split);
	ck_assert_msg(!btf_source_open(&source, &bytes, NULL, &err), "%s", err.what);
	btf_type_source(&source, &types);
}

static uint64_t type_named(const char *name)
{
	uint64_t id;

	ck_assert_msg(!types.find(types.arg, name, &id, &err), "no %s", name);
	return id;
}

static struct shape shape_of(uint64_t id)
{
	struct shape shape;

	ck_assert_msg(!types.shape(types.arg, id, &shape, &err), "%s", err.what);
	return shape;
}

/* All of a type in one line each, which is easier to read than asserts. */
struct lines {
	char text[2048];
	size_t length;
};

static void add_shape(struct lines *lines, uint64_t id)
{
	static const char *const kinds[] = {"other",  "int",   "bool", "float", "pointer",
					    "struct", "union", "enum", "array"};
	struct shape shape = shape_of(id);
	char *to = lines->text + lines->length;
	size_t room = sizeof(lines->text) - lines->length;

	if (shape.kind != SHAPE_ARRAY) {
		lines->length += (size_t)snprintf(to, room, " %s%s %s%d%s",
						  shape.is_signed ? "signed " : "",
						  kinds[shape.kind], shape.tag, (int)shape.bytes,
						  shape.declared ? " declared" : "");
		return;
	}
	add_shape(lines, shape.element);
	for (size_t i = 0; i < shape.n_count; i++)
		lines->length += (size_t)snprintf(lines->text + lines->length,
						  sizeof(lines->text) - lines->length, "[%d]",
						  (int)shape.count[i]);
}

static int add_member(const struct shape_member *member, void *walk)
{
	struct lines *lines = walk;

	lines->length += (size_t)snprintf(lines->text + lines->length,
					  sizeof(lines->text) - lines->length, "%s %d %d",
					  member->name, (int)member->bit_offset, (int)member->bits);
	add_shape(lines, member->type);
	lines->text[lines->length++] = '\n';
	lines->text[lines->length] = 0;
	return 0;
}

static int add_enumerator(const struct shape_enumerator *enumerator, void *walk)
{
	struct lines *lines = walk;

	lines->length += (size_t)snprintf(lines->text + lines->length,
					  sizeof(lines->text) - lines->length,
					  enumerator->negative ? "%s %lld\n" : "%s 0x%llx\n",
					  enumerator->name, (long long)enumerator->value);
	return 0;
}

static void assert_members(uint64_t id, const char *expected)
{
	struct lines lines = {.length = 0};

	ck_assert_msg(!types.members(types.arg, id, add_member, &lines, &err), "%s", err.what);
	ck_assert_str_eq(lines.text, expected);
}

static void assert_enumerators(const char *name, const char *expected)
{
	struct lines lines = {.length = 0};

	ck_assert_msg(!types.enumerators(types.arg, type_named(name), add_enumerator, &lines, &err),
		      "%s", err.what);
	ck_assert_str_eq(lines.text, expected);
}

static const char *const fixtures[] = {"btf-le.o", "btf-be.o"};

/* What the source says, by the rules of a 64-bit ABI. */
START_TEST(members)
{
	open_fixture(fixtures[_i]);
	ck_assert_uint_eq(shape_of(type_named("struct outer")).kind, SHAPE_STRUCT);
	ck_assert_uint_eq(shape_of(type_named("struct outer")).bytes, 112);
	assert_members(type_named("struct outer"), "letter 0 0 signed int 1\n"
						   "small 8 0 signed int 1\n"
						   "flag 16 0 bool 1\n"
						   "number 32 0 signed int 2\n"
						   "word 64 0 int 4\n"
						   "big 128 0 signed int 8\n"
						   "real 192 0 float 8\n"
						   "function 256 0 pointer 8\n"
						   "inner 320 0 struct inner4\n"
						   "table 352 0 int 2[2][3]\n"
						   "list 448 0 struct inner4[4]\n"
						   "plain 576 0 enum plain4\n"
						   "first 640 0 union 8\n"
						   " 704 0 struct 8\n"
						   "pfn 768 52 int 8\n"
						   "bits 820 12 int 8\n"
						   "sign 832 3 signed int 4\n"
						   "choice 835 4 enum plain4\n"
						   "tail 840 0 int 1[0]\n");
	assert_members(type_named("union both"), "phys 0 0 int 8\nptr 0 0 pointer 8\n");
}
END_TEST

START_TEST(enumerators)
{
	open_fixture(fixtures[_i]);
	assert_enumerators("enum plain", "PLAIN_A 0x0\nPLAIN_B 0x5\n");
	assert_enumerators("enum negative", "NEGATIVE_A -1\nNEGATIVE_B 0x0\n");
}
END_TEST

START_TEST(names)
{
	uint64_t id;
	size_t n;

	open_fixture("btf-le.o");
	ck_assert_str_eq(btf_source_names(&source, "inner", &n)->name, "inner");
	ck_assert_uint_eq(n, 1);
	btf_source_names(&source, "inne", &n);
	ck_assert_uint_eq(n, 0);
	btf_source_names(&source, "inner_t", &n); /* a typedef is no definition */
	ck_assert_uint_eq(n, 0);
	ck_assert_int_eq(types.find(types.arg, "union inner", &id, &err), -ENOENT);
	ck_assert_int_eq(types.find(types.arg, "struct inner2", &id, &err), -ENOENT);
	ck_assert_int_eq(types.find(types.arg, "inner", &id, &err), -ENOENT);
}
END_TEST

/* ---- What no compiler writes ---- */

struct made {
	struct btf_header header;
	uint32_t words[256];
	size_t n_words;
	char strings[256];
	size_t n_strings;
	uint8_t bytes[4096];
};

static uint32_t string(struct made *made, const char *text)
{
	size_t at = made->n_strings;

	memcpy(made->strings + at, text, strlen(text) + 1);
	made->n_strings += strlen(text) + 1;
	return (uint32_t)at;
}

static void word(struct made *made, uint32_t value)
{
	made->words[made->n_words++] = value;
}

static void type(struct made *made, uint32_t name, uint32_t kind, uint32_t n, uint32_t size)
{
	word(made, name);
	word(made, kind << 24 | n);
	word(made, size);
}

static void member(struct made *made, uint32_t name, uint32_t member_type, uint32_t offset)
{
	word(made, name);
	word(made, member_type);
	word(made, offset);
}

static struct btf_bytes finish(struct made *made)
{
	struct btf_bytes bytes = {
		.data = made->bytes, .file = "made", .name = "made", .pointer_size = 8};
	size_t n = made->n_words * sizeof(*made->words);

	made->header.magic = BTF_MAGIC;
	made->header.version = BTF_VERSION;
	made->header.hdr_len = sizeof(made->header);
	made->header.type_len = (uint32_t)n;
	made->header.str_off = (uint32_t)n;
	made->header.str_len = (uint32_t)made->n_strings;
	bytes.big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	memcpy(made->bytes, &made->header, sizeof(made->header));
	memcpy(made->bytes + sizeof(made->header), made->words, n);
	memcpy(made->bytes + sizeof(made->header) + n, made->strings, made->n_strings);
	bytes.length = sizeof(made->header) + n + made->n_strings;
	return bytes;
}

static void open_made(struct made *made)
{
	struct btf_bytes bytes = finish(made);

	ck_assert_msg(!btf_bytes_check(&bytes, &err), "%s", err.what);
	ck_assert_msg(!btf_source_open(&source, &bytes, NULL, &err), "%s", err.what);
	btf_type_source(&source, &types);
}

static void assert_error(int ret, int expected, const char *what)
{
	ck_assert_int_eq(ret, expected);
	ck_assert_str_eq(err.where, "section .BTF");
	ck_assert_msg(strstr(err.what, what) != NULL, "%s", err.what);
}

START_TEST(cut_short)
{
	struct made made = {.n_strings = 1};
	struct btf_bytes bytes;
	size_t length;

	type(&made, string(&made, "one"), BTF_KIND_STRUCT, 0, 4);
	bytes = finish(&made);
	length = bytes.length;
	ck_assert_int_eq(btf_bytes_check(&bytes, &err), 0);
	for (bytes.length = 0; bytes.length < length; bytes.length++)
		assert_error(btf_bytes_check(&bytes, &err), -EINVAL, "BTF is cut short");
}
END_TEST

START_TEST(broken_header)
{
	static const struct {
		size_t offset;
		uint8_t value;
		const char *what;
	} cases[] = {
		{0, 0x9e, "not BTF"},
		{2, 2, "BTF of version 2"},
		{4, 20, "a header of 20 bytes"},
		{4, 26, "a header of 26 bytes"},
		{7, 0xff, "a header of"}, /* libbpf is not asked */
		{19, 0xff, "cut short"},
		{23, 0xff, "cut short"},
	};
	struct made made = {.n_strings = 1};
	struct btf_bytes bytes;

	type(&made, string(&made, "one"), BTF_KIND_STRUCT, 0, 4);
	bytes = finish(&made);
	made.bytes[cases[_i].offset] = cases[_i].value;
	if (cases[_i].offset == 7)
		made.bytes[4] = 25;
	assert_error(btf_bytes_check(&bytes, &err), -EINVAL, cases[_i].what);
}
END_TEST

START_TEST(other_byte_order)
{
	struct made made = {.n_strings = 1};
	struct btf_bytes bytes = finish(&made);

	bytes.big_endian = !bytes.big_endian;
	assert_error(btf_bytes_check(&bytes, &err), -EINVAL, "another byte order");
}
END_TEST

START_TEST(unknown_kind)
{
	struct made made = {.n_strings = 1};
	struct btf_bytes bytes;

	type(&made, 0, 31, 0, 4);
	bytes = finish(&made);
	ck_assert_int_eq(btf_bytes_check(&bytes, &err), 0);
	assert_error(btf_source_open(&source, &bytes, NULL, &err), -EINVAL, "broken BTF");
}
END_TEST

START_TEST(members_behind_the_end)
{
	struct made made = {.n_strings = 1};
	struct btf_bytes bytes;

	type(&made, string(&made, "one"), BTF_KIND_STRUCT, 0xffff, 4);
	bytes = finish(&made);
	assert_error(btf_source_open(&source, &bytes, NULL, &err), -EINVAL, "broken BTF");
}
END_TEST

START_TEST(a_name_that_is_not_there)
{
	struct made made = {.n_strings = 1};
	struct btf_bytes bytes;

	type(&made, 0x7fffffff, BTF_KIND_STRUCT, 0, 4);
	bytes = finish(&made);
	/* libbpf finds this one from 1.3 on */
	ck_assert_int_eq(btf_source_open(&source, &bytes, NULL, &err), -EINVAL);
	ck_assert_str_eq(err.where, "section .BTF");
}
END_TEST

START_TEST(typedefs_in_a_circle)
{
	struct made made = {.n_strings = 1};
	struct shape shape;

	type(&made, string(&made, "one"), BTF_KIND_TYPEDEF, 0, 2);
	type(&made, string(&made, "two"), BTF_KIND_TYPEDEF, 0, 1);
	open_made(&made);
	assert_error(types.shape(types.arg, 1, &shape, &err), -ELOOP, "in a circle");
}
END_TEST

/* The one that layout.h's user has to end. */
START_TEST(an_array_of_itself)
{
	struct made made = {.n_strings = 1};
	struct shape shape;

	type(&made, 0, BTF_KIND_ARRAY, 0, 0);
	member(&made, 1, 1, 3); /* element, index, number */
	open_made(&made);
	shape = shape_of(1);
	ck_assert_uint_eq(shape.kind, SHAPE_ARRAY);
	ck_assert_uint_eq(shape.n_count, LAYOUT_MAX_DIMENSIONS);
	ck_assert_uint_eq(shape.element, 1);
}
END_TEST

START_TEST(no_such_type)
{
	struct made made = {.n_strings = 1};
	struct shape shape;

	open_made(&made);
	assert_error(types.shape(types.arg, 1, &shape, &err), -EINVAL, "there is no type 1");
	assert_error(types.shape(types.arg, 1ull << 32, &shape, &err), -EINVAL, "there is no type");
	ck_assert_uint_eq(shape_of(0).kind, SHAPE_OTHER);
}
END_TEST

/* An integer of 8 bytes, of which 12 bits from bit 4 on are the member. */
START_TEST(old_bit_fields)
{
	struct made made = {.n_strings = 1};

	type(&made, string(&made, "u64"), BTF_KIND_INT, 0, 8);
	word(&made, 4 << 16 | 12);
	type(&made, string(&made, "one"), BTF_KIND_STRUCT, 1, 16);
	member(&made, string(&made, "bits"), 1, 64);
	open_made(&made);
	assert_members(2, "bits 68 12 int 8\n");
}
END_TEST

static void make_enum(struct made *made, const char *name, uint32_t value)
{
	type(made, string(made, name), BTF_KIND_ENUM, 1, 4);
	word(made, string(made, "A"));
	word(made, value);
}

START_TEST(signs_from_before_they_were_marked)
{
	struct made made = {.n_strings = 1};

	make_enum(&made, "one", 0xffffffff);
	open_made(&made);
	assert_enumerators("enum one", "A -1\n");
}
END_TEST

START_TEST(marked_signs)
{
	struct made made = {.n_strings = 1};

	make_enum(&made, "one", 0xffffffff);
	make_enum(&made, "two", 0xffffffff);
	made.words[made.n_words - 4] |= 1u << 31;
	open_made(&made);
	assert_enumerators("enum one", "A 0xffffffff\n");
	assert_enumerators("enum two", "A -1\n");
}
END_TEST

START_TEST(wide_enums)
{
	struct made made = {.n_strings = 1};

	make_enum(&made, "one", 0xffffffff);
	for (uint32_t is_signed = 0; is_signed < 2; is_signed++) {
		type(&made, string(&made, is_signed ? "three" : "two"),
		     BTF_KIND_ENUM64 | is_signed << 7, 1, 8);
		word(&made, string(&made, "B"));
		word(&made, 1);		 /* low */
		word(&made, 0xffffff00); /* high */
	}
	open_made(&made);
	assert_enumerators("enum one", "A 0xffffffff\n");
	assert_enumerators("enum two", "B 0xffffff0000000001\n");
	assert_enumerators("enum three", "B -1099511627775\n"); /* 1 - 2^40 */
}
END_TEST

START_TEST(wide_values_that_were_cut)
{
	struct made made = {.n_strings = 1};
	struct lines lines = {.length = 0};

	make_enum(&made, "one", 1);
	made.words[2] = 8;
	open_made(&made);
	assert_error(types.enumerators(types.arg, 1, add_enumerator, &lines, &err), -EINVAL,
		     "cut to 4");
}
END_TEST

START_TEST(declarations)
{
	struct made made = {.n_strings = 1};
	struct shape shape;

	type(&made, string(&made, "one"), BTF_KIND_FWD, 0, 0);
	type(&made, string(&made, "two"), BTF_KIND_FWD | 0x80, 0, 0);
	type(&made, string(&made, "three"), BTF_KIND_ENUM, 0, 4);
	open_made(&made);
	shape = shape_of(1);
	ck_assert(shape.kind == SHAPE_STRUCT && shape.declared);
	shape = shape_of(2);
	ck_assert(shape.kind == SHAPE_UNION && shape.declared);
	shape = shape_of(3);
	ck_assert(shape.kind == SHAPE_ENUM && shape.declared);
	ck_assert_uint_eq(source.names.n, 0);
}
END_TEST

START_TEST(two_definitions)
{
	struct made made = {.n_strings = 1};
	uint32_t name = string(&made, "one");
	uint64_t id;
	size_t n;

	type(&made, name, BTF_KIND_STRUCT, 0, 4);
	type(&made, name, BTF_KIND_UNION, 0, 4);
	type(&made, name, BTF_KIND_STRUCT, 0, 8);
	open_made(&made);
	ck_assert_uint_eq(btf_source_names(&source, "one", &n)->id, 1);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(type_named("union one"), 2);
	assert_error(types.find(types.arg, "struct one", &id, &err), -EINVAL, "2 definitions");
}
END_TEST

/* ---- A module's, which builds on vmlinux's ---- */

START_TEST(split)
{
	struct made under = {.n_strings = 1}, made = {.n_strings = 0};
	struct btf_bytes bytes;
	uint32_t shift, name;
	size_t n;

	type(&under, string(&under, "u32"), BTF_KIND_INT, 0, 4);
	word(&under, 32);
	type(&under, string(&under, "hidden"), BTF_KIND_STRUCT, 0, 4);
	type(&under, string(&under, "shared"), BTF_KIND_STRUCT, 0, 12);
	shift = (uint32_t)under.n_strings;
	/* a module's ids and strings go on where vmlinux's end */
	name = string(&made, "mine");
	type(&made, shift + name, BTF_KIND_STRUCT, 1, 16);
	member(&made, shift + string(&made, "value"), 1, 32);
	type(&made, shift + string(&made, "hidden"), BTF_KIND_STRUCT, 0, 8);

	bytes = finish(&under);
	ck_assert_int_eq(btf_bytes_check(&bytes, &err), 0);
	ck_assert(!bytes.split);
	ck_assert_int_eq(btf_source_open(&base, &bytes, NULL, &err), 0);
	bytes = finish(&made);
	ck_assert_int_eq(btf_bytes_check(&bytes, &err), 0);
	ck_assert(bytes.split);
	ck_assert_msg(!btf_source_open(&source, &bytes, &base, &err), "%s", err.what);
	btf_type_source(&source, &types);

	ck_assert_uint_eq(btf_source_names(&source, "mine", &n)->id, 4);
	assert_members(4, "value 32 0 int 4\n");
	ck_assert_uint_eq(shape_of(type_named("struct shared")).bytes, 12);
	ck_assert_uint_eq(shape_of(type_named("struct hidden")).bytes, 8); /* its own comes first */
}
END_TEST

/* Made on top of one whose strings are one byte longer, as another kernel's may be. */
START_TEST(split_on_another_base)
{
	struct made under = {.n_strings = 1}, made = {.n_strings = 0};
	struct btf_bytes bytes;

	type(&under, string(&under, "u32"), BTF_KIND_INT, 0, 4);
	word(&under, 32);
	type(&made, (uint32_t)under.n_strings + 1 + string(&made, "mine"), BTF_KIND_STRUCT, 0, 16);
	bytes = finish(&under);
	ck_assert_int_eq(btf_bytes_check(&bytes, &err), 0);
	ck_assert_int_eq(btf_source_open(&base, &bytes, NULL, &err), 0);
	bytes = finish(&made);
	ck_assert_int_eq(btf_bytes_check(&bytes, &err), 0);
	assert_error(btf_source_open(&source, &bytes, &base, &err), -EINVAL, "does not build on");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("btf");
	TCase *test;

	test = tcase_create("compiled");
	tcase_add_checked_fixture(test, setup, teardown);
	tcase_add_loop_test(test, members, 0, 2);
	tcase_add_loop_test(test, enumerators, 0, 2);
	tcase_add_test(test, names);
	suite_add_tcase(suite, test);

	test = tcase_create("made");
	tcase_add_checked_fixture(test, setup, teardown);
	tcase_add_test(test, cut_short);
	tcase_add_loop_test(test, broken_header, 0, 7);
	tcase_add_test(test, other_byte_order);
	tcase_add_test(test, unknown_kind);
	tcase_add_test(test, members_behind_the_end);
	tcase_add_test(test, a_name_that_is_not_there);
	tcase_add_test(test, typedefs_in_a_circle);
	tcase_add_test(test, an_array_of_itself);
	tcase_add_test(test, no_such_type);
	tcase_add_test(test, old_bit_fields);
	tcase_add_test(test, signs_from_before_they_were_marked);
	tcase_add_test(test, marked_signs);
	tcase_add_test(test, wide_enums);
	tcase_add_test(test, wide_values_that_were_cut);
	tcase_add_test(test, declarations);
	tcase_add_test(test, two_definitions);
	tcase_add_test(test, split);
	tcase_add_test(test, split_on_another_base);
	suite_add_tcase(suite, test);
	return run_suite(suite);
}
