/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf_object.h - what the files that implement object.h share; finders do not include it
 */
#ifndef CATALOG_GEN_ELF_OBJECT_H
#define CATALOG_GEN_ELF_OBJECT_H

#include <elf.h>

#include "object.h"
#include "reader.h"

/* What a file may unpack to in all; a vmlinux's .debug_info has some 250 MB. */
#define UNPACKED_LIMIT ((uint64_t)2 << 30)

struct dwarf_access;
struct mentions;

/* The bytes of one section once somebody asked for them. */
struct contents {
	const uint8_t *bytes;
	size_t length;
	void *owned; /* unpacked or relocated, or NULL: they are the reader's */
};

/* Allocated sections by address; @reach is the highest end of this and all before it. */
struct range {
	uint64_t start;
	uint64_t end;
	uint64_t reach;
	uint32_t section;
};

struct object {
	struct reader *reader;
	char *name;
	bool is64;
	bool big_endian;
	uint16_t type;
	uint16_t machine;
	uint32_t shstrndx;

	struct section *sections;
	struct contents *contents;
	size_t n_sections;
	const struct section *extended; /* of symbols' section indexes that need 32 bits, or NULL */

	struct range *ranges;
	size_t n_ranges;
	uint64_t undefined_base; /* relocatable: addresses of undefined symbols start here */

	struct symbol *symbols;
	size_t n_symbols;

	uint64_t unpacked;
	struct luocat_error failure; /* of object_bytes_at() and libdwarf, which have no @err */

	char *debug_dir;
	struct object *debug;
	bool debug_searched;
	struct dwarf_access *dwarf;
	struct mentions *mentions; /* see dwarf_mentions.h */
};

/*
 * A field of an ELF structure at @bytes, in the object's class and byte order. The caller has
 * checked that the structure's bytes are there.
 */
#define elf_field(object, structure, bytes, field)                                                 \
	((object)->is64                                                                            \
		 ? elf_number(object,                                                              \
			      (const uint8_t *)(bytes) + offsetof(Elf64_##structure, field),       \
			      sizeof(((Elf64_##structure *)0)->field))                             \
		 : elf_number(object,                                                              \
			      (const uint8_t *)(bytes) + offsetof(Elf32_##structure, field),       \
			      sizeof(((Elf32_##structure *)0)->field)))
#define elf_sizeof(object, structure)                                                              \
	((object)->is64 ? sizeof(Elf64_##structure) : sizeof(Elf32_##structure))

uint64_t elf_number(const struct object *object, const void *bytes, size_t size);
void elf_put_number(const struct object *object, void *bytes, size_t size, uint64_t value);

/* An error in a section: "section .symtab [5]: ...". Returns @code. */
int section_error(struct luocat_error *err, int code, const struct object *object,
		  const struct section *section, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* object_check.c: headers that can be trusted from here on, or -EINVAL. */
int elf_read_header(struct object *object, struct luocat_error *err);
int elf_read_sections(struct object *object, struct luocat_error *err);

/* object_address.c */
int elf_assign_addresses(struct object *object, struct luocat_error *err);
int elf_index_addresses(struct object *object, struct luocat_error *err);
uint64_t elf_undefined_address(const struct object *object, uint64_t index);
/* The index again; 0, which is no symbol: it is no such address. */
uint64_t elf_undefined_index(const struct object *object, uint64_t address);

/* object_symbol.c: symbol @index of a symbol table whose bounds were checked. */
int elf_symbol(const struct object *object, const struct section *table, uint64_t index,
	       struct symbol *symbol, struct luocat_error *err);

/* Bytes as stored, for sections that have some. */
const uint8_t *section_stored(const struct object *object, const struct section *section);

/* unpack.c: the header of a SHF_COMPRESSED section. */
int section_unpacked_size(const struct object *object, const struct section *section,
			  uint64_t *size, struct luocat_error *err);
/* Unpacks into memory that the caller frees. */
int section_unpack(struct object *object, const struct section *section, void **bytes,
		   size_t *length, struct luocat_error *err);

/* relocate.c: whether anything applies to the section, and doing it on a copy of its bytes. */
bool section_has_relocations(const struct object *object, const struct section *section);
int section_relocate(const struct object *object, const struct section *section, uint8_t *bytes,
		     size_t length, struct luocat_error *err);

/* dwarf_open.c */
void mentions_free(struct mentions *mentions);
void dwarf_access_close(struct dwarf_access *access);

#endif
