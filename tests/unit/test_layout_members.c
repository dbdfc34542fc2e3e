// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_layout_members.c - each way in which the members of a struct can change, and what is said of
 * it
 *
 * Every expected line was written by hand from the two definitions above it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "layout_pair.h"

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
		test_wide_and_deep,
		test_too_many_differences,
	};

	return layouts_main("layout_members", tests, COUNT(tests));
}
