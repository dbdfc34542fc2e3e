/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * object.h - one ELF object of a kernel, as finders see it
 *
 * Finders never see relocations, compression, byte order or word size. In a relocatable file each
 * allocated section is given an address of its own and relocations are applied against these, so
 * that pointers, DWARF locations and symbols read as in a linked image; an undefined symbol gets an
 * address of its own outside every section, so that a pointer to it is not NULL.
 */
#ifndef CATALOG_GEN_OBJECT_H
#define CATALOG_GEN_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libdwarf.h>
#include <luocat.h>

#include "scan.h"

struct reader;
struct object;

/* One section; @addr is unique among allocated sections, in relocatable files too. */
struct section {
	uint32_t index;
	const char *name;
	uint32_t type;
	uint64_t flags;
	uint64_t addr;
	uint64_t offset;
	uint64_t size;	/* as stored: of a compressed section, the compressed size */
	uint64_t addralign;
	uint64_t entsize;
	uint32_t link;
	uint32_t info;
};

struct symbol {
	const char *name;
	uint64_t address; /* in the sense of struct section's addr */
	uint64_t size;
	uint8_t type; /* STT_* */
	bool defined;
};

/**
 * object_open - take a reader's bytes as an ELF object
 * @reader: kept by reference
 * @name:   for origins and errors: relative to the input's root, never a path of the machine
 *
 * -ENOEXEC: not ELF. -EINVAL: ELF, but broken; @err says where. Every section's bounds are checked
 * here, once.
 */
int object_open(struct reader *reader, const char *name, struct object **object,
		struct luocat_error *err);
void object_close(struct object *object);

const char *object_name(const struct object *object);
struct reader *object_reader(const struct object *object);
bool object_relocatable(const struct object *object); /* ET_REL */
uint16_t object_machine(const struct object *object); /* EM_* */
unsigned int object_pointer_size(const struct object *object);
bool object_big_endian(const struct object *object);

size_t object_n_sections(const struct object *object);
const struct section *object_section(const struct object *object, size_t index);
/* The first section of that name, or NULL. */
const struct section *object_section_named(const struct object *object, const char *name);

/**
 * object_section_data - a section's bytes: uncompressed, and relocated in a relocatable file
 *
 * The bytes live as long as the object. A section without bytes (NOBITS) gives length 0.
 */
int object_section_data(struct object *object, const struct section *section, const uint8_t **data,
			size_t *length, struct luocat_error *err);

/*
 * Every place where one of up to MAX_NEEDLES needles stands in the section's bytes, uncompressed but
 * *not* relocated; of each needle in ascending order. Reads in windows and keeps no pages, so that a
 * scan of a huge section costs no memory, and one for several needles little more than for one.
 */
int object_section_scan_any(struct object *object, const struct section *section,
			    const struct needle *needles, size_t n, scan_found found, void *arg,
			    struct luocat_error *err);

/* The same for one needle. */
int object_section_scan(struct object *object, const struct section *section, const void *needle,
			size_t length, scan_found found, void *arg, struct luocat_error *err);

/* Numbers in the object's byte order, from bytes that the caller has checked to be there. */
uint16_t object_u16(const struct object *object, const void *bytes);
uint32_t object_u32(const struct object *object, const void *bytes);
uint64_t object_u64(const struct object *object, const void *bytes);
/* A pointer-sized number. */
uint64_t object_word(const struct object *object, const void *bytes);

/* The allocated section that holds @address with at least @length bytes behind it, or NULL. */
const struct section *object_section_at(const struct object *object, uint64_t address,
					uint64_t length);

/*
 * @length bytes of an allocated section at @address, relocated. NULL when they are not all in one
 * section, or it has no bytes, or they could not be read: object_failed() tells that last case.
 */
const uint8_t *object_bytes_at(struct object *object, uint64_t address, uint64_t length);

/*
 * What could not be read for object_bytes_at() or libdwarf, or 0. main.c asks once a finder has
 * failed or all have run.
 */
int object_failed(const struct object *object, struct luocat_error *err);

/* Symbols: NULL-terminated names, bounds checked. The table is read at the first call. */
int object_symbols(struct object *object, const struct symbol **symbols, size_t *n,
		   struct luocat_error *err);

/* The undefined symbol of a relocatable file that has that address, or NULL. After object_symbols(). */
const struct symbol *object_undefined_at(const struct object *object, uint64_t address);

/* The GNU build-id, or NULL. */
const uint8_t *object_build_id(const struct object *object, size_t *length);

/* Where separate debug files are, instead of /usr/lib/debug. -ENOMEM. */
int object_set_debug_dir(struct object *object, const char *directory);

/*
 * Take @debug's bytes, which have a build-id, for the object's debug file. -EAGAIN: they are another
 * one's, or have no DWARF.
 */
int object_give_debug(struct object *object, struct reader *debug, struct luocat_error *err);

/**
 * object_debug - the object that holds the DWARF: this one, or its separate debug file
 *
 * Found by build-id and by debuglink (CRC checked). NULL in @debug and result 0 where there is no
 * DWARF anywhere. The result belongs to @object.
 */
int object_debug(struct object *object, struct object **debug, struct luocat_error *err);

/**
 * object_dwarf - libdwarf on this object's sections
 *
 * libdwarf reads through object_section_data() and never opens a file. Made at the first call.
 * -ENODATA: no .debug_info.
 */
int object_dwarf(struct object *object, Dwarf_Debug *dbg, struct luocat_error *err);

/**
 * struct dwarf_unit - the header of a unit, and what its first DIE says
 * @offset:           in its section
 * @end:              first byte behind it
 * @die:              offset of its first DIE
 * @signature:        of a type unit, as it stands in the file
 * @str_offsets_base: where its share of .debug_str_offsets starts
 * @type_unit:        whether it has a signature
 * @has_str_offsets:  whether it has @str_offsets_base
 * @info:             in .debug_info, not in DWARF 4's .debug_types
 */
struct dwarf_unit {
	uint64_t offset;
	uint64_t end;
	uint64_t die;
	uint8_t signature[8];
	uint64_t str_offsets_base;
	bool type_unit;
	bool has_str_offsets;
	bool info;
};

/*
 * Unit @index, of .debug_info first, in ascending order; NULL behind the last. After object_dwarf();
 * nothing is read for it.
 */
const struct dwarf_unit *object_dwarf_unit(const struct object *object, size_t index);

/**
 * object_dwarf_check - make sure that libdwarf can be asked for a DIE
 * @offset: of the DIE
 * @info:   in .debug_info, not in DWARF 4's .debug_types
 *
 * After object_dwarf(), and before libdwarf decodes anything of a unit: libdwarf trusts what it
 * reads. Checks the unit once, with the line table that it names, and that a DIE starts there.
 */
int object_dwarf_check(struct object *object, uint64_t offset, bool info,
		       struct luocat_error *err);

/**
 * struct dwarf_name - a name at the top of a unit
 * @die:  whose it is
 * @name: belongs to the object
 * @tag:  DW_TAG_*: a struct, union or enum that is defined, or a variable
 */
struct dwarf_name {
	uint64_t die;
	const char *name;
	uint16_t tag;
};

/*
 * What is defined at the top of the unit of the DIE at @offset, in order. After
 * object_dwarf_check(); nothing is decoded for it.
 */
const struct dwarf_name *object_dwarf_names(const struct object *object, uint64_t offset, bool info,
					    size_t *n);

#endif
