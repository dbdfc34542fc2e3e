// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_layout_compare.c - each way in which a layout can change, and what is said of it
 *
 * One version, memfd-v2 with its root struct ser, in two catalogs. Every expected line was written
 * by hand from the two definitions above it.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "run.h"

static struct luocat_catalog *catalogs[2];
static struct luocat_differences *differences;
static struct luocat_error err;

static void set_kernel(int side, const struct luocat_kernel *kernel)
{
	ck_assert_msg(!luocat_catalog_set_kernel(catalogs[side], kernel, &err), "%s: %s", err.where,
		      err.what);
}

static void setup(void)
{
	memset(&err, 0, sizeof(err));
	for (int i = 0; i < 2; i++) {
		catalogs[i] = luocat_catalog_new();
		set_kernel(i, KERNEL(.byte_order = "little", .pointer_size = 8));
	}
}

static void teardown(void)
{
	differences = luocat_differences_unref(differences);
	for (int i = 0; i < 2; i++)
		catalogs[i] = luocat_catalog_unref(catalogs[i]);
}

static void add_type(int side, const struct luocat_type *type)
{
	ck_assert_msg(!luocat_catalog_add_type(catalogs[side], type, &err), "%s: %s", err.where,
		      err.what);
}

#define ADD(side, ...) add_type(side, &(const struct luocat_type)__VA_ARGS__)
#define ADD_BOTH(...)                                                                              \
	do {                                                                                       \
		ADD(0, __VA_ARGS__);                                                               \
		ADD(1, __VA_ARGS__);                                                               \
	} while (0)
/* Owned by kho. */
#define FOREIGN(tag, bytes, ...)                                                                   \
	TYPE("struct " tag, bytes, .owner_kind = LUOCAT_KIND_CORE, .owner_name = "kho",            \
	     .members = (const struct luocat_member[])__VA_ARGS__,                                 \
	     .n_members = sizeof((const struct luocat_member[])__VA_ARGS__) /                      \
			  sizeof(struct luocat_member))

static const char *const ser_root[] = {"struct ser"};
static const char *const two_roots[] = {"struct other", "struct ser"};

static void add_version(int side, const struct luocat_version *version)
{
	ck_assert_msg(!luocat_catalog_add(catalogs[side], version, &err), "%s: %s", err.where,
		      err.what);
}

static void add_memfd(int side, const char *const *roots, size_t n_roots)
{
	add_version(side, VERSION(.compatible = "memfd-v2", .layout_form = LUOCAT_LAYOUT_STRUCT,
				  .roots = roots, .n_roots = n_roots));
}

static int compare_ids(const char *id)
{
	const struct luocat_version *v[2];

	for (int i = 0; i < 2; i++) {
		v[i] = luocat_catalog_find(catalogs[i], LUOCAT_KIND_FILE_HANDLER, id);
		ck_assert_ptr_nonnull(v[i]);
	}
	differences = luocat_differences_unref(differences);
	return luocat_layout_compare(catalogs[0], v[0], catalogs[1], v[1], &differences, &err);
}

/* Compare memfd-v2 with the root struct ser; that must work. */
static void compare(void)
{
	for (int i = 0; i < 2; i++)
		add_memfd(i, ser_root, 1);
	ck_assert_msg(!compare_ids("memfd-v2"), "%s: %s", err.where, err.what);
}

static void expect_n(size_t n)
{
	if (luocat_n_differences(differences) == n)
		return;
	for (size_t i = 0; i < luocat_n_differences(differences); i++)
		fprintf(stderr, "%zu: %s\n", i, luocat_difference(differences, i)->message);
	ck_assert_uint_eq(luocat_n_differences(differences), n);
}

static const struct luocat_difference *expect(size_t index, enum luocat_change change,
					      const char *chain, const char *message,
					      const char *undo)
{
	const struct luocat_difference *d = luocat_difference(differences, index);

	ck_assert_ptr_nonnull(d);
	ck_assert_str_eq(d->message, message);
	ck_assert_int_eq(d->change, change);
	ck_assert_str_eq(d->chain, chain);
	if (undo)
		ck_assert_str_eq(d->undo, undo);
	else
		ck_assert_ptr_null(d->undo);
	return d;
}

#define DRIFTED LUOCAT_CHANGE_DRIFT

/* What most tests start from: 24 bytes, no padding. */
#define SER                                                                                        \
	STRUCT("ser", 24,                                                                          \
	       {{"pos", 0, 0, "u64"},                                                              \
		{"size", 64, 0, "u64"},                                                            \
		{"flags", 128, 0, "u32"},                                                          \
		{"seals", 160, 0, "u32"}})

START_TEST(test_same)
{
	ADD_BOTH(SER);
	compare();
	expect_n(0);
	ck_assert_ptr_null(luocat_difference(differences, 0));
}
END_TEST

/* ---- Members of the root ---- */

START_TEST(test_front)
{
	const struct luocat_difference *d;

	ADD(0, SER);
	ADD(1, STRUCT("ser", 32,
		      {{"magic", 0, 0, "u64"},
		       {"pos", 64, 0, "u64"},
		       {"size", 128, 0, "u64"},
		       {"flags", 192, 0, "u32"},
		       {"seals", 224, 0, "u32"}}));
	compare();
	expect_n(6);
	d = expect(0, DRIFTED, "struct ser", "member magic (u64) was added at offset 0",
		   "remove member magic from struct ser");
	ck_assert_str_eq(d->type, "struct ser");
	ck_assert_str_eq(d->member, "magic");
	ck_assert_ptr_null(d->a);
	ck_assert_uint_eq(d->b->bit_offset, 0);
	ck_assert_int_eq(d->owner_kind, LUOCAT_KIND_FILE_HANDLER);
	ck_assert_str_eq(d->owner_name, "memfd");
	d = expect(1, DRIFTED, "struct ser", "member pos moved from offset 0 to 8",
		   "restore member pos at offset 0");
	ck_assert_uint_eq(d->a->bit_offset, 0);
	ck_assert_uint_eq(d->b->bit_offset, 64);
	expect(4, DRIFTED, "struct ser", "member seals moved from offset 20 to 28",
	       "restore member seals at offset 20");
	d = expect(5, DRIFTED, "struct ser", "struct ser changed from 24 to 32 bytes",
		   "restore struct ser to 24 bytes");
	ck_assert_ptr_null(d->member);
	ck_assert_uint_eq(d->type_a->bytes, 24);
	ck_assert_uint_eq(d->type_b->bytes, 32);
}
END_TEST

START_TEST(test_middle)
{
	ADD(0, SER);
	ADD(1, STRUCT("ser", 32,
		      {{"pos", 0, 0, "u64"},
		       {"size", 64, 0, "u64"},
		       {"mode", 128, 0, "u32"},
		       {"flags", 160, 0, "u32"},
		       {"seals", 192, 0, "u32"}}));
	compare();
	expect_n(4);
	expect(0, DRIFTED, "struct ser", "member mode (u32) was added at offset 16",
	       "remove member mode from struct ser");
	expect(1, DRIFTED, "struct ser", "member flags moved from offset 16 to 20",
	       "restore member flags at offset 16");
	expect(2, DRIFTED, "struct ser", "member seals moved from offset 20 to 24",
	       "restore member seals at offset 20");
	expect(3, DRIFTED, "struct ser", "struct ser changed from 24 to 32 bytes",
	       "restore struct ser to 24 bytes");
}
END_TEST

START_TEST(test_end)
{
	ADD(0, SER);
	ADD(1, STRUCT("ser", 32,
		      {{"pos", 0, 0, "u64"},
		       {"size", 64, 0, "u64"},
		       {"flags", 128, 0, "u32"},
		       {"seals", 160, 0, "u32"},
		       {"mode", 192, 0, "u64"}}));
	compare();
	expect_n(2);
	expect(0, LUOCAT_CHANGE_APPENDED, "struct ser",
	       "member mode (u64) was added behind the last one, at offset 24",
	       "remove member mode from struct ser");
	expect(1, LUOCAT_CHANGE_APPENDED, "struct ser", "struct ser changed from 24 to 32 bytes",
	       "restore struct ser to 24 bytes");
}
END_TEST

START_TEST(test_end_removed)
{
	ADD(0, SER);
	ADD(1, STRUCT("ser", 24,
		      {{"pos", 0, 0, "u64"}, {"size", 64, 0, "u64"}, {"flags", 128, 0, "u32"}}));
	compare();
	expect_n(1);
	expect(0, LUOCAT_CHANGE_APPENDED, "struct ser",
	       "member seals (u32) was removed from the end, offset 20",
	       "restore member seals (u32) at offset 20");
}
END_TEST

/* The last member makes way for another one: nothing was appended. */
START_TEST(test_last_replaced)
{
	ADD(0, SER);
	ADD(1, STRUCT("ser", 24,
		      {{"pos", 0, 0, "u64"},
		       {"size", 64, 0, "u64"},
		       {"flags", 128, 0, "u32"},
		       {"mode", 160, 0, "s32"}}));
	compare();
	expect_n(2);
	expect(0, DRIFTED, "struct ser", "member seals (u32) was removed from offset 20",
	       "restore member seals (u32) at offset 20");
	expect(1, DRIFTED, "struct ser", "member mode (s32) was added at offset 20",
	       "remove member mode from struct ser");
}
END_TEST

/* The bytes look the same: only names tell. */
START_TEST(test_swap)
{
	ADD(0, SER);
	ADD(1, STRUCT("ser", 24,
		      {{"pos", 0, 0, "u64"},
		       {"size", 64, 0, "u64"},
		       {"seals", 128, 0, "u32"},
		       {"flags", 160, 0, "u32"}}));
	compare();
	expect_n(2);
	expect(0, DRIFTED, "struct ser",
	       "member flags moved from offset 16 to 20: it and seals changed places",
	       "restore member flags at offset 16");
	expect(1, DRIFTED, "struct ser",
	       "member seals moved from offset 20 to 16: it and flags changed places",
	       "restore member seals at offset 20");
}
END_TEST

START_TEST(test_widened)
{
	ADD(0, SER);
	ADD(1, STRUCT("ser", 32,
		      {{"pos", 0, 0, "u64"},
		       {"size", 64, 0, "u64"},
		       {"flags", 128, 0, "u64"},
		       {"seals", 192, 0, "u32"}}));
	compare();
	expect_n(3);
	expect(0, DRIFTED, "struct ser", "member flags at offset 16 changed from u32 to u64",
	       "restore member flags as u32 at offset 16");
	expect(1, DRIFTED, "struct ser", "member seals moved from offset 20 to 24",
	       "restore member seals at offset 20");
}
END_TEST

START_TEST(test_moved_and_retyped)
{
	ADD(0, SER);
	ADD(1, STRUCT("ser", 24,
		      {{"pos", 0, 0, "u64"},
		       {"size", 64, 0, "u64"},
		       {"flags", 128, 0, "u16"},
		       {"seals", 144, 0, "s32"}}));
	compare();
	expect_n(2);
	expect(1, DRIFTED, "struct ser",
	       "member seals moved from offset 20 to 18 and changed from u32 to s32",
	       "restore member seals as u32 at offset 20");
}
END_TEST

START_TEST(test_bit_field_split)
{
	ADD(0, STRUCT("ser", 4, {{"mode", 0, 8, "u32"}, {"rest", 8, 24, "u32"}}));
	ADD(1, STRUCT("ser", 4,
		      {{"mode", 0, 5, "u32"}, {"kind", 5, 3, "u32"}, {"rest", 8, 24, "u32"}}));
	compare();
	expect_n(2);
	expect(0, DRIFTED, "struct ser",
	       "member mode at offset 0 bit 0 changed from u32:8 to u32:5",
	       "restore member mode as u32:8 at offset 0 bit 0");
	expect(1, DRIFTED, "struct ser", "member kind (u32:3) was added at offset 0 bit 5",
	       "remove member kind from struct ser");
}
END_TEST

START_TEST(test_array_bound)
{
	ADD(0, STRUCT("ser", 48, {{"name", 0, 0, "u8[48]"}}));
	ADD(1, STRUCT("ser", 64, {{"name", 0, 0, "u8[64]"}}));
	compare();
	expect_n(2);
	expect(0, DRIFTED, "struct ser", "member name at offset 0 changed from u8[48] to u8[64]",
	       "restore member name as u8[48] at offset 0");
}
END_TEST

START_TEST(test_padding_alone)
{
	ADD(0, STRUCT("ser", 8, {{"pos", 0, 0, "u64"}}));
	ADD(1, STRUCT("ser", 64, {{"pos", 0, 0, "u64"}}));
	compare();
	expect_n(1);
	expect(0, DRIFTED, "struct ser", "struct ser changed from 8 to 64 bytes",
	       "restore struct ser to 8 bytes");
}
END_TEST

START_TEST(test_renamed)
{
	const struct luocat_difference *d;

	ADD(0, SER);
	ADD(1, STRUCT("ser", 24,
		      {{"pos", 0, 0, "u64"},
		       {"size", 64, 0, "u64"},
		       {"flags", 128, 0, "u32"},
		       {"file_seals", 160, 0, "u32"}}));
	compare();
	expect_n(1);
	d = expect(0, LUOCAT_CHANGE_RENAMED, "struct ser",
		   "member seals (u32 at offset 20) was renamed to file_seals",
		   "rename member file_seals to seals");
	ck_assert_str_eq(d->member, "seals");
	ck_assert_str_eq(d->b->name, "file_seals");
}
END_TEST

/* A name that stays elsewhere is no renaming: what was b is called a now, and a is gone. */
START_TEST(test_shifted_names)
{
	ADD(0, STRUCT("ser", 8, {{"a", 0, 0, "u32"}, {"b", 32, 0, "u32"}}));
	ADD(1, STRUCT("ser", 8, {{"b", 0, 0, "u32"}, {"c", 32, 0, "u32"}}));
	compare();
	expect_n(3);
	expect(0, DRIFTED, "struct ser", "member a (u32) was removed from offset 0",
	       "restore member a (u32) at offset 0");
	expect(1, DRIFTED, "struct ser", "member b moved from offset 4 to 0",
	       "restore member b at offset 4");
	expect(2, DRIFTED, "struct ser", "member c (u32) was added at offset 4",
	       "remove member c from struct ser");
}
END_TEST

/* Members of a union are told apart by their types. */
START_TEST(test_union_renamed)
{
	ADD(0, STRUCT("ser", 8, {{"phys", 0, 0, "u64"}, {"ptr", 0, 0, "ptr64"}}));
	ADD(1, STRUCT("ser", 8, {{"p", 0, 0, "ptr64"}, {"phys", 0, 0, "u64"}}));
	compare();
	expect_n(1);
	expect(0, LUOCAT_CHANGE_RENAMED, "struct ser",
	       "member ptr (ptr64 at offset 0) was renamed to p", "rename member p to ptr");
}
END_TEST

START_TEST(test_nothing_behind_flexible)
{
	ADD(0, STRUCT("ser", 8, {{"n", 0, 0, "u64"}, {"items", 64, 0, "u64[]"}}));
	ADD(1, STRUCT("ser", 16, {{"n", 0, 0, "u64"}, {"more", 64, 0, "u64"}}));
	compare();
	expect_n(3);
	expect(0, DRIFTED, "struct ser", "member items (u64[]) was removed from offset 8",
	       "restore member items (u64[]) at offset 8");
	expect(1, DRIFTED, "struct ser", "member more (u64) was added at offset 8",
	       "remove member more from struct ser");
}
END_TEST

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
	set_kernel(1, KERNEL(.byte_order = "big", .pointer_size = 4));
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
	ck_assert_str_eq(err.where, "memfd-v2");
	ck_assert_ptr_null(differences);
}
END_TEST

/* ---- Hostile ---- */

/* A chain of more types than any kernel nests; each has two members of the next one. */
START_TEST(test_wide_and_deep)
{
	char name[2][40], member[40];

	for (int side = 0; side < 2; side++) {
		for (unsigned int i = 0; i < 24; i++) {
			uint64_t bytes = UINT64_C(1) << (i + 3);
			struct luocat_member members[] = {{"a", 0, 0, member},
							  {"b", bytes * 4, 0, member}};

			snprintf(name[0], sizeof(name[0]), i == 23 ? "struct ser" : "struct t%u",
				 i);
			snprintf(member, sizeof(member),
				 i	? "struct t%u"
				 : side ? "u32"
					: "s32",
				 i - 1);
			add_type(side, &(const struct luocat_type)TYPE(
					       name[0], bytes, .members = members, .n_members = 2));
		}
	}
	compare();
	expect_n(2);
	ck_assert_str_eq(luocat_difference(differences, 0)->type, "struct t0");
}
END_TEST

START_TEST(test_too_many_differences)
{
	static struct luocat_member members[5000];
	static char names[5000][8];

	for (int side = 0; side < 2; side++) {
		for (unsigned int i = 0; i < 5000; i++) {
			snprintf(names[i], sizeof(names[i]), "m%u", i);
			members[i] = (struct luocat_member){names[i], i * 8, 0, side ? "u8" : "s8"};
		}
		add_type(side, &(const struct luocat_type)TYPE(
				       "struct ser", 5000, .members = members, .n_members = 5000));
		add_memfd(side, ser_root, 1);
	}
	ck_assert_int_eq(compare_ids("memfd-v2"), -E2BIG);
	ck_assert_ptr_null(differences);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		test_same,
		test_front,
		test_middle,
		test_end,
		test_end_removed,
		test_last_replaced,
		test_swap,
		test_widened,
		test_moved_and_retyped,
		test_bit_field_split,
		test_array_bound,
		test_padding_alone,
		test_renamed,
		test_shifted_names,
		test_union_renamed,
		test_nothing_behind_flexible,
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
		test_wide_and_deep,
		test_too_many_differences,
	};
	Suite *suite = suite_create("layout_compare");
	TCase *cases = tcase_create("layout_compare");

	tcase_add_checked_fixture(cases, setup, teardown);
	for (int i = 0; i < COUNT(tests); i++)
		tcase_add_test(cases, tests[i]);
	suite_add_tcase(suite, cases);
	return run_suite(suite);
}
