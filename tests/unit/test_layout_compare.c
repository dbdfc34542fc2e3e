// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_layout_compare.c - what layouts hold besides members: types inside, owners, enumerations,
 * roots
 *
 * Every expected line was written by hand from the two definitions above it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "layout_pair.h"

/* 24 bytes, no padding. */
#define SER                                                                                        \
	STRUCT("ser", 24,                                                                          \
	       {{"pos", 0, 0, "u64"},                                                              \
		{"size", 64, 0, "u64"},                                                            \
		{"flags", 128, 0, "u32"},                                                          \
		{"seals", 160, 0, "u32"}})

static const char *const two_roots[] = {"struct other", "struct ser"};

/* ---- Types inside ---- */

START_TEST(test_nested)
{
	ADD_BOTH(STRUCT("ser", 16, {{"pos", 0, 0, "u64"}, {"head", 64, 0, "struct head"}}));
	ADD(0, STRUCT("head", 8, {{"count", 0, 0, "u32"}, {"flags", 32, 0, "u32"}}));
	ADD(1, STRUCT("head", 8, {{"count", 0, 0, "u16"}, {"flags", 32, 0, "u32"}}));
	compare();
	expect_n(1);
	expect(0, DRIFTED, "struct ser.head > struct head",
	       "member count at offset 0 changed from u32 to u16",
	       "restore member count as u32 at offset 0");
}
END_TEST

/* The cause stands before what follows from it. */
START_TEST(test_nested_grown)
{
	ADD(0, STRUCT("ser", 16, {{"head", 0, 0, "struct head"}, {"pos", 64, 0, "u64"}}));
	ADD(1, STRUCT("ser", 24, {{"head", 0, 0, "struct head"}, {"pos", 128, 0, "u64"}}));
	ADD(0, STRUCT("head", 8, {{"count", 0, 0, "u64"}}));
	ADD(1, STRUCT("head", 16, {{"count", 0, 0, "u64"}, {"flags", 64, 0, "u64"}}));
	compare();
	expect_n(4);
	expect(0, LUOCAT_CHANGE_APPENDED, "struct ser.head > struct head",
	       "member flags (u64) was added behind the last one, at offset 8",
	       "remove member flags from struct head");
	expect(1, LUOCAT_CHANGE_APPENDED, "struct ser.head > struct head",
	       "struct head changed from 8 to 16 bytes", "restore struct head to 8 bytes");
	expect(2, DRIFTED, "struct ser", "member pos moved from offset 8 to 16",
	       "restore member pos at offset 8");
	expect(3, DRIFTED, "struct ser", "struct ser changed from 16 to 24 bytes",
	       "restore struct ser to 16 bytes");
}
END_TEST

/* An element of an array has nothing behind it but the next one. */
START_TEST(test_array_element)
{
	ADD(0, STRUCT("ser", 32, {{"items", 0, 0, "struct item[4]"}}));
	ADD(1, STRUCT("ser", 64, {{"items", 0, 0, "struct item[4]"}}));
	ADD(0, STRUCT("item", 8, {{"pfn", 0, 0, "u64"}}));
	ADD(1, STRUCT("item", 16, {{"pfn", 0, 0, "u64"}, {"flags", 64, 0, "u64"}}));
	compare();
	expect_n(4);
	expect(0, LUOCAT_CHANGE_APPENDED, "struct ser.items[] > struct item",
	       "member flags (u64) was added behind the last one, at offset 8",
	       "remove member flags from struct item");
	expect(2, DRIFTED, "struct ser",
	       "the elements of member items (struct item[4]) changed from 8 to 16 bytes",
	       "restore the elements of member items to 8 bytes");
}
END_TEST

/* A type that is reached twice is told of once. */
START_TEST(test_told_once)
{
	ADD_BOTH(STRUCT("ser", 16, {{"in", 0, 0, "struct head"}, {"out", 64, 0, "struct head"}}));
	ADD(0, STRUCT("head", 8, {{"count", 0, 0, "u64"}}));
	ADD(1, STRUCT("head", 8, {{"count", 0, 0, "s64"}}));
	compare();
	expect_n(1);
	expect(0, DRIFTED, "struct ser.in > struct head",
	       "member count at offset 0 changed from u64 to s64",
	       "restore member count as u64 at offset 0");
}
END_TEST

START_TEST(test_type_renamed)
{
	ADD(0, STRUCT("ser", 8, {{"head", 0, 0, "struct head"}}));
	ADD(1, STRUCT("ser", 8, {{"head", 0, 0, "struct ser_head"}}));
	ADD(0, STRUCT("head", 8, {{"count", 0, 0, "u64"}}));
	ADD(1, STRUCT("ser_head", 8, {{"n", 0, 0, "u64"}}));
	compare();
	expect_n(2);
	expect(0, LUOCAT_CHANGE_RENAMED, "struct ser.head > struct head",
	       "struct head was renamed to struct ser_head",
	       "rename struct ser_head to struct head");
	expect(1, LUOCAT_CHANGE_RENAMED, "struct ser.head > struct head",
	       "member count (u64 at offset 0) was renamed to n", "rename member n to count");
}
END_TEST

START_TEST(test_other_type)
{
	ADD(0, STRUCT("ser", 8, {{"head", 0, 0, "struct head"}}));
	ADD(1, STRUCT("ser", 8, {{"head", 0, 0, "struct tail"}}));
	ADD(0, STRUCT("head", 8, {{"count", 0, 0, "u64"}}));
	ADD(1, STRUCT("tail", 8, {{"count", 0, 0, "s64"}}));
	compare();
	expect_n(1);
	expect(0, DRIFTED, "struct ser",
	       "member head at offset 0 changed from struct head to struct tail",
	       "restore member head as struct head at offset 0");
}
END_TEST

/* The tag of an unnamed type follows the member that holds it. */
START_TEST(test_unnamed_type_renamed)
{
	ADD(0, STRUCT("ser", 16, {{"a", 0, 0, "struct ser::a[2]"}}));
	ADD(1, STRUCT("ser", 16, {{"b", 0, 0, "struct ser::b[2]"}}));
	ADD(0, STRUCT("ser::a", 8, {{"count", 0, 0, "u64"}}));
	ADD(1, STRUCT("ser::b", 8, {{"count", 0, 0, "u64"}}));
	compare();
	expect_n(1);
	expect(0, LUOCAT_CHANGE_RENAMED, "struct ser",
	       "member a (struct ser::a[2] at offset 0) was renamed to b", "rename member b to a");
}
END_TEST

/* ---- Types that another format owns ---- */

#define VMALLOC FOREIGN("kho_vmalloc", 16, {{"first", 0, 0, "u64"}, {"pages", 64, 0, "u64"}})

START_TEST(test_foreign_inside)
{
	ADD_BOTH(STRUCT("ser", 24, {{"folios", 0, 0, "struct kho_vmalloc"}, {"n", 128, 0, "u64"}}));
	ADD(0, VMALLOC);
	ADD(1, FOREIGN("kho_vmalloc", 16, {{"pages", 0, 0, "u64"}, {"first", 64, 0, "u64"}}));
	compare();
	expect_n(0);
}
END_TEST

/* What it makes move is no change of memfd's. */
START_TEST(test_foreign_grown)
{
	const struct luocat_difference *d;

	ADD(0, STRUCT("ser", 24, {{"folios", 0, 0, "struct kho_vmalloc"}, {"n", 128, 0, "u64"}}));
	ADD(1, STRUCT("ser", 32, {{"folios", 0, 0, "struct kho_vmalloc"}, {"n", 192, 0, "u64"}}));
	ADD(0, VMALLOC);
	ADD(1,
	    FOREIGN("kho_vmalloc", 24,
		    {{"first", 0, 0, "u64"}, {"pages", 64, 0, "u64"}, {"order", 128, 0, "u64"}}));
	compare();
	expect_n(1);
	d = expect(0, DRIFTED, "struct ser.folios > struct kho_vmalloc",
		   "struct kho_vmalloc changed from 16 to 24 bytes",
		   "restore struct kho_vmalloc to 16 bytes");
	ck_assert_int_eq(d->owner_kind, LUOCAT_KIND_CORE);
	ck_assert_str_eq(d->owner_name, "kho");
}
END_TEST

/* More moved than kho's type grew: that is memfd's own. */
START_TEST(test_foreign_grown_and_more)
{
	ADD(0, STRUCT("ser", 24, {{"folios", 0, 0, "struct kho_vmalloc"}, {"n", 128, 0, "u64"}}));
	ADD(1, STRUCT("ser", 40,
		      {{"folios", 0, 0, "struct kho_vmalloc"},
		       {"m", 192, 0, "u64"},
		       {"n", 256, 0, "u64"}}));
	ADD(0, VMALLOC);
	ADD(1,
	    FOREIGN("kho_vmalloc", 24,
		    {{"first", 0, 0, "u64"}, {"pages", 64, 0, "u64"}, {"order", 128, 0, "u64"}}));
	compare();
	expect_n(4);
	expect(1, DRIFTED, "struct ser", "member n moved from offset 16 to 32",
	       "restore member n at offset 16");
	expect(2, LUOCAT_CHANGE_APPENDED, "struct ser",
	       "member m (u64) was added behind the last one, at offset 24",
	       "remove member m from struct ser");
	expect(3, DRIFTED, "struct ser", "struct ser changed from 24 to 40 bytes",
	       "restore struct ser to 24 bytes");
	ck_assert_str_eq(luocat_difference(differences, 3)->owner_name, "memfd");
}
END_TEST

START_TEST(test_foreign_renamed)
{
	const struct luocat_difference *d;

	ADD(0, STRUCT("ser", 16, {{"folios", 0, 0, "struct kho_vmalloc"}}));
	ADD(1, STRUCT("ser", 16, {{"folios", 0, 0, "struct kho_vmem"}}));
	ADD(0, VMALLOC);
	ADD(1, FOREIGN("kho_vmem", 16, {{"first", 0, 0, "u64"}, {"pages", 64, 0, "u64"}}));
	compare();
	expect_n(1);
	d = expect(0, LUOCAT_CHANGE_RENAMED, "struct ser.folios > struct kho_vmalloc",
		   "struct kho_vmalloc was renamed to struct kho_vmem",
		   "rename struct kho_vmem to struct kho_vmalloc");
	ck_assert_str_eq(d->owner_name, "kho");
}
END_TEST

START_TEST(test_foreign_replaced)
{
	ADD(0, STRUCT("ser", 16, {{"folios", 0, 0, "struct kho_vmalloc"}}));
	ADD(1, STRUCT("ser", 16, {{"folios", 0, 0, "struct kho_vmem"}}));
	ADD(0, VMALLOC);
	ADD(1, FOREIGN("kho_vmem", 16, {{"first", 0, 0, "u64"}, {"pages", 64, 0, "s64"}}));
	compare();
	expect_n(1);
	expect(0, DRIFTED, "struct ser",
	       "member folios at offset 0 changed from struct kho_vmalloc to struct kho_vmem",
	       "restore member folios as struct kho_vmalloc at offset 0");
}
END_TEST

START_TEST(test_owner_changed)
{
	ADD_BOTH(STRUCT("ser", 16, {{"folios", 0, 0, "struct kho_vmalloc"}}));
	ADD(0, VMALLOC);
	ADD(1, STRUCT("kho_vmalloc", 16, {{"first", 0, 0, "u64"}, {"pages", 64, 0, "u64"}}));
	compare();
	expect_n(1);
	expect(0, DRIFTED, "struct ser.folios > struct kho_vmalloc",
	       "struct kho_vmalloc belongs to kho on one side, to memfd on the other", NULL);
}
END_TEST

/* ---- Enumerations ---- */

#define HOLDER STRUCT("ser", 4, {{"state", 0, 0, "enum state"}})

START_TEST(test_enum_value)
{
	const struct luocat_difference *d;

	ADD_BOTH(HOLDER);
	ADD(0, ENUM("state", 4, false, {{"IDLE", 0}, {"BUSY", 1}, {"DONE", 2}}));
	ADD(1, ENUM("state", 4, false, {{"IDLE", 0}, {"DONE", 1}, {"BUSY", 2}}));
	compare();
	expect_n(2);
	d = expect(0, DRIFTED, "struct ser.state > enum state",
		   "enumerator BUSY changed from 1 to 2", "restore enumerator BUSY as 1");
	ck_assert_str_eq(d->type, "enum state");
	ck_assert_str_eq(d->member, "BUSY");
	ck_assert_ptr_null(d->a);
	expect(1, DRIFTED, "struct ser.state > enum state", "enumerator DONE changed from 2 to 1",
	       "restore enumerator DONE as 2");
}
END_TEST

START_TEST(test_enum_added)
{
	ADD_BOTH(HOLDER);
	ADD(0, ENUM("state", 4, true, {{"LOST", (uint64_t)-1}, {"IDLE", 1}}));
	ADD(1,
	    ENUM("state", 4, true, {{"LOST", (uint64_t)-1}, {"NEW", 0}, {"IDLE", 1}, {"DONE", 2}}));
	compare();
	expect_n(2);
	expect(0, DRIFTED, "struct ser.state > enum state", "enumerator NEW (0) was added",
	       "remove enumerator NEW");
	expect(1, LUOCAT_CHANGE_APPENDED, "struct ser.state > enum state",
	       "enumerator DONE (2) was added behind the last one", "remove enumerator DONE");
}
END_TEST

START_TEST(test_enum_renamed_and_removed)
{
	ADD_BOTH(HOLDER);
	ADD(0, ENUM("state", 4, true, {{"LOST", (uint64_t)-1}, {"IDLE", 0}, {"BUSY", 1}}));
	ADD(1, ENUM("state", 4, true, {{"GONE", (uint64_t)-1}, {"BUSY", 1}}));
	compare();
	expect_n(2);
	expect(0, DRIFTED, "struct ser.state > enum state", "enumerator IDLE (0) was removed",
	       "restore enumerator IDLE as 0");
	expect(1, LUOCAT_CHANGE_RENAMED, "struct ser.state > enum state",
	       "enumerator LOST (-1) was renamed to GONE", "rename enumerator GONE to LOST");
}
END_TEST

START_TEST(test_enum_sign)
{
	ADD_BOTH(HOLDER);
	ADD(0, ENUM("state", 4, false, {{"IDLE", 0}}));
	ADD(1, ENUM("state", 4, true, {{"IDLE", 0}}));
	compare();
	expect_n(1);
	expect(0, DRIFTED, "struct ser.state > enum state",
	       "enum state changed from unsigned to signed", NULL);
}
END_TEST

/* ---- Roots, properties, forms ---- */

START_TEST(test_root_added)
{
	ADD_BOTH(SER);
	ADD(1, STRUCT("other", 8, {{"x", 0, 0, "u64"}}));
	add_memfd(0, ser_root, 1);
	add_memfd(1, two_roots, 2);
	ck_assert_int_eq(compare_ids("memfd-v2"), 0);
	expect_n(1);
	expect(0, DRIFTED, "struct other", "struct other was added to the layout",
	       "remove struct other");
	differences = luocat_differences_unref(differences);
}
END_TEST

START_TEST(test_root_renamed)
{
	static const char *const renamed[] = {"struct ser_v2"};

	ADD(0, STRUCT("ser", 8, {{"x", 0, 0, "u64"}}));
	ADD(1, STRUCT("ser_v2", 8, {{"x", 0, 0, "u64"}}));
	add_memfd(0, ser_root, 1);
	add_memfd(1, renamed, 1);
	ck_assert_int_eq(compare_ids("memfd-v2"), 0);
	expect_n(1);
	expect(0, LUOCAT_CHANGE_RENAMED, "struct ser", "struct ser was renamed to struct ser_v2",
	       "rename struct ser_v2 to struct ser");
}
END_TEST

static void add_fdt(int side, const struct luocat_property *properties, size_t n)
{
	add_version(side, VERSION(.compatible = "tree-v1", .layout_form = LUOCAT_LAYOUT_FDT,
				  .properties = properties, .n_properties = n));
}

static const struct luocat_property base_tree[] = {{"/", "compatible", "string"},
						   {"/*", "size", "u64"}};

START_TEST(test_property_added)
{
	static const struct luocat_property tree[] = {
		{"/", "compatible", "string"}, {"/*", "size", "u64"}, {"/*", "start", "u64"}};

	add_fdt(0, base_tree, 2);
	add_fdt(1, tree, 3);
	ck_assert_int_eq(compare_ids("tree-v1"), 0);
	expect_n(1);
	expect(0, LUOCAT_CHANGE_APPENDED, "", "property start (u64) of node /* was added",
	       "remove property start of node /*");
}
END_TEST

/* Names of properties are on the wire. */
START_TEST(test_property_renamed)
{
	static const struct luocat_property tree[] = {{"/", "compatible", "string"},
						      {"/*", "length", "u64"}};

	add_fdt(0, base_tree, 2);
	add_fdt(1, tree, 2);
	ck_assert_int_eq(compare_ids("tree-v1"), 0);
	expect_n(2);
	expect(0, DRIFTED, "", "property size (u64) of node /* was removed",
	       "restore property size of node /*");
	expect(1, DRIFTED, "", "property length (u64) of node /* was added",
	       "remove property length of node /*");
}
END_TEST

START_TEST(test_property_type)
{
	static const struct luocat_property tree[] = {{"/", "compatible", "string"},
						      {"/*", "size", "u32"}};

	add_fdt(0, base_tree, 2);
	add_fdt(1, tree, 2);
	ck_assert_int_eq(compare_ids("tree-v1"), 0);
	expect_n(1);
	expect(0, DRIFTED, "", "property size of node /* changed from u64 to u32",
	       "restore property size of node /* as u64");
}
END_TEST

START_TEST(test_form)
{
	add_fdt(0, base_tree, 2);
	add_version(1, VERSION(.compatible = "tree-v1", .layout_form = LUOCAT_LAYOUT_NONE));
	ck_assert_int_eq(compare_ids("tree-v1"), 0);
	expect_n(1);
	expect(0, DRIFTED, "", "the layout changed from fdt to none", NULL);
}
END_TEST

/* Every number is another one. */
START_TEST(test_byte_order)
{
	catalogs[1] = luocat_catalog_unref(catalogs[1]);
	catalogs[1] = luocat_catalog_new();
	set_side(1, KERNEL(.byte_order = "big", .pointer_size = 4));
	ADD_BOTH(SER);
	compare();
	expect_n(2);
	expect(0, DRIFTED, "", "the byte order changed from little to big", NULL);
	expect(1, DRIFTED, "", "pointers changed from 8 to 4 bytes", NULL);
}
END_TEST

START_TEST(test_not_known)
{
	ADD(0, SER);
	add_memfd(0, ser_root, 1);
	add_memfd(1, ser_root, 1); /* without its type */
	ck_assert_int_eq(compare_ids("memfd-v2"), -ENODATA);
	ck_assert_str_eq(layouts_err.where, "memfd-v2");
	ck_assert_ptr_null(differences);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		test_nested,
		test_nested_grown,
		test_array_element,
		test_told_once,
		test_type_renamed,
		test_other_type,
		test_unnamed_type_renamed,
		test_foreign_inside,
		test_foreign_grown,
		test_foreign_grown_and_more,
		test_foreign_renamed,
		test_foreign_replaced,
		test_owner_changed,
		test_enum_value,
		test_enum_added,
		test_enum_renamed_and_removed,
		test_enum_sign,
		test_root_added,
		test_root_renamed,
		test_property_added,
		test_property_renamed,
		test_property_type,
		test_form,
		test_byte_order,
		test_not_known,
	};

	return layouts_main("layout_compare", tests, COUNT(tests));
}
