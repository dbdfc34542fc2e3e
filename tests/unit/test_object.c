// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_object.c - objects of every machine, compiler and link say the same of one source
 *
 * The fixtures are tests/fixtures/object.c, compiled by its Makefile fragment. What is expected of
 * them is what that source says.
 */
#include <check.h>
#include <dwarf.h>
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "reader.h"
#include "run.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct luocat_error err;
static struct reader *reader;
static struct object *object;

static void open_fixture(const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), BUILD "/tests/fixtures/%s", name);
	ck_assert_msg(!reader_open(path, &reader, &err), "%s: %s", path, err.what);
	ck_assert_msg(!object_open(reader, name, &object, &err), "%s: %s: %s", name, err.where,
		      err.what);
}

static void setup(void)
{
	memset(&err, 0, sizeof(err));
	reader = NULL;
	object = NULL;
}

static void teardown(void)
{
	object_close(object);
	reader_unref(reader);
}

static const struct symbol *find_symbol(const char *name)
{
	const struct symbol *symbols;
	size_t n;

	ck_assert_msg(!object_symbols(object, &symbols, &n, &err), "%s", err.what);
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(symbols[i].name, name))
			return &symbols[i];
	}
	ck_abort_msg("%s: no symbol %s", object_name(object), name);
	return NULL;
}

static const struct {
	const char *name;
	uint16_t machine;
	unsigned int pointer_size;
	bool big_endian;
	bool relocatable;
} fixtures[] = {
	{"x86_64.o", EM_X86_64, 8, false, true},     {"i386.o", EM_386, 4, false, true},
	{"aarch64.o", EM_AARCH64, 8, false, true},   {"aarch64_be.o", EM_AARCH64, 8, true, true},
	{"armv7.o", EM_ARM, 4, false, true},	     {"armv7eb.o", EM_ARM, 4, true, true},
	{"riscv32.o", EM_RISCV, 4, false, true},     {"riscv64.o", EM_RISCV, 8, false, true},
	{"powerpc.o", EM_PPC, 4, true, true},	     {"powerpc64.o", EM_PPC64, 8, true, true},
	{"powerpc64le.o", EM_PPC64, 8, false, true}, {"s390x.o", EM_S390, 8, true, true},
	{"mips.o", EM_MIPS, 4, true, true},	     {"mipsel.o", EM_MIPS, 4, false, true},
	{"mips64.o", EM_MIPS, 8, true, true},	     {"mips64el.o", EM_MIPS, 8, false, true},
	{"gcc-4.o", EM_X86_64, 8, false, true},	     {"gcc-5.o", EM_X86_64, 8, false, true},
	{"clang-4.o", EM_X86_64, 8, false, true},    {"zlib.o", EM_X86_64, 8, false, true},
	{"zstd.o", EM_X86_64, 8, false, true},	     {"linked", EM_X86_64, 8, false, false},
	{"pie", EM_X86_64, 8, false, false},	     {"relocs", EM_X86_64, 8, false, false},
	{"stripped.o", EM_X86_64, 8, false, true},
};

START_TEST(test_header)
{
	open_fixture(fixtures[_i].name);
	ck_assert_uint_eq(object_machine(object), fixtures[_i].machine);
	ck_assert_uint_eq(object_pointer_size(object), fixtures[_i].pointer_size);
	ck_assert_int_eq(object_big_endian(object), fixtures[_i].big_endian);
	ck_assert_int_eq(object_relocatable(object), fixtures[_i].relocatable);
}
END_TEST

/* Pointers lead where the source says, before and after linking. */
START_TEST(test_pointers)
{
	const struct symbol *thing, *elsewhere;
	const uint8_t *bytes, *ops;
	unsigned int word;

	open_fixture(fixtures[_i].name);
	word = object_pointer_size(object);
	thing = find_symbol("luocat_thing");
	ck_assert_uint_eq(thing->size, word == 8 ? 56 : 40);
	ck_assert_uint_eq(thing->type, STT_OBJECT);
	ck_assert(thing->defined);
	bytes = object_bytes_at(object, thing->address, thing->size);
	ck_assert_ptr_nonnull(bytes);
	ck_assert_str_eq((const char *)bytes + word, "thing-v1");
	ck_assert_uint_eq(object_word(object, bytes), find_symbol("luocat_thing_ops")->address);
	ck_assert_uint_eq(object_word(object, bytes + word + 24), thing->address);
	ck_assert_uint_eq(object_u32(object, bytes + 3 * word + 24), 0x01020304);

	ops = object_bytes_at(object, object_word(object, bytes), word);
	ck_assert_ptr_nonnull(ops);
	ck_assert_uint_eq(object_word(object, ops), find_symbol("luocat_probe")->address);

	elsewhere = find_symbol("luocat_elsewhere");
	ck_assert_uint_eq(object_word(object, bytes + 2 * word + 24), elsewhere->address);
	ck_assert_uint_ne(elsewhere->address, 0);
	ck_assert_int_eq(elsewhere->defined, !fixtures[_i].relocatable);
	if (fixtures[_i].relocatable)
		ck_assert_ptr_null(object_section_at(object, elsewhere->address, 0));
	ck_assert_int_eq(object_failed(object, &err), 0);
}
END_TEST

/* The address in DW_AT_location, or 0. */
static uint64_t die_address(Dwarf_Die die)
{
	uint64_t address = 0;
	Dwarf_Attribute attribute;
	Dwarf_Block *block;
	Dwarf_Half form;

	if (dwarf_attr(die, DW_AT_location, &attribute, NULL) != DW_DLV_OK)
		return 0;
	ck_assert_int_eq(dwarf_whatform(attribute, &form, NULL), DW_DLV_OK);
	if (form == DW_FORM_exprloc) {
		Dwarf_Unsigned length;
		Dwarf_Ptr bytes;

		ck_assert_int_eq(dwarf_formexprloc(attribute, &length, &bytes, NULL), DW_DLV_OK);
		/* DWARF 5 of clang: an index into .debug_addr, whose first entry has a header */
		if (*(const uint8_t *)bytes == DW_OP_addrx) {
			const struct section *s = object_section_named(object, ".debug_addr");
			size_t index = ((const uint8_t *)bytes)[1], n;
			const uint8_t *data;

			ck_assert_int_eq(object_section_data(object, s, &data, &n, &err), 0);
			address = object_word(object,
					      data + 8 + index * object_pointer_size(object));
		} else {
			ck_assert_int_eq(*(const uint8_t *)bytes, DW_OP_addr);
			address = object_word(object, (const uint8_t *)bytes + 1);
		}
	} else {
		ck_assert_int_eq(dwarf_formblock(attribute, &block, NULL), DW_DLV_OK);
		address = object_word(object, (const uint8_t *)block->bl_data + 1);
		dwarf_dealloc_attribute(attribute);
		return address;
	}
	dwarf_dealloc_attribute(attribute);
	return address;
}

/* The first unit's source, and the address of its variable luocat_thing. */
START_TEST(test_dwarf)
{
	Dwarf_Unsigned length, abbrev, type, next;
	Dwarf_Half version, size, offset_size, extension, header;
	Dwarf_Die unit, die, sibling;
	Dwarf_Sig8 signature;
	uint64_t address = 0;
	struct object *debug;
	Dwarf_Debug dbg;
	Dwarf_Off offset;
	char *name;

	open_fixture(fixtures[_i].name);
	ck_assert_msg(!object_debug(object, &debug, &err), "%s", err.what);
	ck_assert_ptr_nonnull(debug);
	ck_assert_msg(!object_dwarf(debug, &dbg, &err), "%s: %s", err.where, err.what);
	ck_assert_int_eq(dwarf_next_cu_header_d(dbg, 1, &length, &version, &abbrev, &size,
						&offset_size, &extension, &signature, &type, &next,
						&header, NULL),
			 DW_DLV_OK);
	ck_assert_uint_eq(size, object_pointer_size(object));
	ck_assert_int_eq(dwarf_siblingof_b(dbg, NULL, 1, &unit, NULL), DW_DLV_OK);
	ck_assert_int_eq(dwarf_diename(unit, &name, NULL), DW_DLV_OK);
	ck_assert_str_eq(name, "tests/fixtures/object.c");
	ck_assert_int_eq(dwarf_dieoffset(unit, &offset, NULL), DW_DLV_OK);
	ck_assert_int_eq(object_dwarf_check(debug, offset + 1, true, &err), -EINVAL);
	ck_assert_msg(!object_dwarf_check(debug, offset, true, &err), "%s: %s", err.where, err.what);
	ck_assert_int_eq(dwarf_child(unit, &die, NULL), DW_DLV_OK);
	for (;;) {
		if (dwarf_diename(die, &name, NULL) == DW_DLV_OK && !strcmp(name, "luocat_thing") &&
		    die_address(die))
			address = die_address(die);
		if (dwarf_siblingof_b(dbg, die, 1, &sibling, NULL) != DW_DLV_OK)
			break;
		dwarf_dealloc(dbg, die, DW_DLA_DIE);
		die = sibling;
	}
	dwarf_dealloc(dbg, die, DW_DLA_DIE);
	dwarf_dealloc(dbg, unit, DW_DLA_DIE);
	ck_assert_uint_eq(address, find_symbol("luocat_thing")->address);
}
END_TEST

static int count(size_t needle, uint64_t offset, void *arg)
{
	size_t *hits = arg;

	hits[0]++;
	hits[1] = offset;
	return 0;
}

static int stop(size_t needle, uint64_t offset, void *arg)
{
	return 7;
}

START_TEST(test_scan)
{
	static const char *const names[] = {"gcc-5.o", "zlib.o", "zstd.o"};
	const struct section *section;
	size_t hits[2] = {0, 0}, length;
	const uint8_t *data;

	open_fixture(names[_i]);
	section = object_section_named(object, ".debug_str");
	ck_assert_int_eq(
		object_section_scan(object, section, "luocat_elsewhere", 17, count, hits, &err), 0);
	ck_assert_uint_eq(hits[0], 1);
	ck_assert_int_eq(object_section_data(object, section, &data, &length, &err), 0);
	ck_assert_str_eq((const char *)data + hits[1], "luocat_elsewhere");
	ck_assert_int_eq(object_section_scan(object, section, "luocat", 6, stop, NULL, &err), 7);
	ck_assert_int_eq(object_section_scan(object, section, "no such", 7, stop, NULL, &err), 0);
	ck_assert_int_eq(object_section_scan(object, section, "", 0, stop, NULL, &err), 0);
}
END_TEST

/* Sections of a relocatable file neither overlap nor touch, and nothing is near address 0. */
START_TEST(test_addresses_are_unique)
{
	open_fixture("gcc-5.o");
	for (size_t i = 0; i < object_n_sections(object); i++) {
		const struct section *a = object_section(object, i);

		if (!(a->flags & SHF_ALLOC))
			continue;
		ck_assert_uint_ge(a->addr, 4096);
		for (size_t k = 0; k < i; k++) {
			const struct section *b = object_section(object, k);

			if (b->flags & SHF_ALLOC)
				ck_assert_uint_gt(a->addr, b->addr + b->size);
		}
		if (a->size) {
			ck_assert_ptr_eq(object_section_at(object, a->addr, a->size), a);
			ck_assert_ptr_null(object_section_at(object, a->addr, a->size + 1));
			ck_assert_ptr_null(object_section_at(object, a->addr + a->size, 0));
		}
	}
	ck_assert_ptr_null(object_bytes_at(object, 0, 1));
	ck_assert_ptr_null(object_bytes_at(object, UINT64_MAX, 1));
	ck_assert_ptr_null(object_section(object, object_n_sections(object)));
	ck_assert_ptr_null(object_section_named(object, ".no.such.section"));
}
END_TEST

/* A stripped image and its debug file: symbols, DWARF and bytes from where each is. */
START_TEST(test_separate_debug_file)
{
	const struct symbol *thing;
	struct object *debug;

	open_fixture("stripped");
	ck_assert_ptr_null(object_section_named(object, ".debug_info"));
	ck_assert_int_eq(object_debug(object, &debug, &err), 0);
	ck_assert_ptr_nonnull(debug);
	ck_assert_ptr_ne(debug, object);
	thing = find_symbol("luocat_thing");
	ck_assert_str_eq((const char *)object_bytes_at(object, thing->address + 8, 9), "thing-v1");
	/* the debug file has the section, but not its bytes */
	ck_assert_ptr_nonnull(object_section_at(debug, thing->address, thing->size));
	ck_assert_ptr_null(object_bytes_at(debug, thing->address, thing->size));
}
END_TEST

START_TEST(test_build_id)
{
	const uint8_t *id, *same;
	struct object *debug;
	size_t length, n;

	open_fixture("stripped");
	id = object_build_id(object, &length);
	ck_assert_ptr_nonnull(id);
	ck_assert_uint_eq(length, 20); /* SHA-1, the linker's default */
	ck_assert_int_eq(object_debug(object, &debug, &err), 0);
	same = object_build_id(debug, &n);
	ck_assert_ptr_null(same && n == length && !memcmp(id, same, n) ? NULL : id);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("object");
	TCase *tests = tcase_create("object");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, test_header, 0, COUNT(fixtures));
	tcase_add_loop_test(tests, test_pointers, 0, COUNT(fixtures));
	tcase_add_loop_test(tests, test_dwarf, 0, COUNT(fixtures));
	tcase_add_loop_test(tests, test_scan, 0, 3);
	tcase_add_test(tests, test_addresses_are_unique);
	tcase_add_test(tests, test_separate_debug_file);
	tcase_add_test(tests, test_build_id);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
