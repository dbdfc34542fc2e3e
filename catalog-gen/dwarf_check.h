/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_check.h - what libdwarf may see
 *
 * libdwarf trusts what it reads more than hostile input deserves: the one of 2021 follows NULL
 * pointers, loops and runs over ends. So every header and every unit's first DIE are checked before
 * it is opened, and a whole unit, with its line table's header, before one of its DIEs is decoded.
 */
#ifndef CATALOG_GEN_DWARF_CHECK_H
#define CATALOG_GEN_DWARF_CHECK_H

#include "elf_object.h"

/* Bytes being read; @failed stays set once they did not suffice. */
struct cursor {
	const struct object *object;
	const uint8_t *at;
	const uint8_t *end;
	bool failed;
};

uint64_t take_number(struct cursor *cursor, size_t size);
uint64_t take_long_uleb(struct cursor *cursor);

/* Nearly all of them are of one byte. */
static inline uint64_t take_uleb(struct cursor *cursor)
{
	if (cursor->at < cursor->end && !(*cursor->at & 0x80))
		return *cursor->at++;
	return take_long_uleb(cursor);
}

/* A number that is skipped: signed or not does not matter. */
void take_leb(struct cursor *cursor);
void take_bytes(struct cursor *cursor, uint64_t length);
void take_string(struct cursor *cursor);

/* A section's bytes, or none. */
struct bytes {
	const struct section *section;
	const uint8_t *data;
	size_t length;
};

/* An attribute of an abbreviation; the last one has neither name nor form. */
struct attribute {
	uint16_t name;
	uint16_t form;
	uint16_t bytes; /* of a value that has them in this unit, and is a number; else 0 */
	uint16_t skip;	/* bytes before it, of attributes that mean nothing to anybody here */
};

struct abbrev {
	uint64_t code;
	size_t attributes; /* index of the first one in the table's */
	uint16_t tag;
	bool children;
};

/* Entries of one table of abbreviations by code, as one unit reads them. */
struct abbrevs {
	struct abbrev *all;
	size_t n, room;
	struct attribute *attributes;
	size_t n_attributes, attributes_room;
};

struct unit_header {
	struct dwarf_unit told; /* what others may know of it */
	uint64_t abbrevs;	/* offset of its table */
	uint64_t line;		/* offset of its line table's header, if has_line */
	uint64_t addr_base;
	uint16_t version;
	uint8_t offset_size;
	bool has_line;
	bool has_addr;
	bool checked;
	uint8_t *starts; /* a bit for each of its bytes where a DIE starts, once it was checked */
	struct dwarf_name *names; /* see object_dwarf_names() */
	size_t n_names;
};

/* A section of units. @image is what libdwarf sees: the section's bytes, or a copy of parts. */
struct unit_section {
	struct bytes source;
	uint8_t *image;
	bool partial;
	struct unit_header *units;
	size_t n_units;
};

struct dwarf_check {
	struct object *object;
	struct bytes abbrev, str, line_str, str_offsets, addr, line;
	struct unit_section info, types;
};

int dwarf_check_open(struct object *object, struct dwarf_check **check, struct luocat_error *err);
void dwarf_check_close(struct dwarf_check *check);

/* Checks the unit that holds @offset, and that a DIE starts there. */
int dwarf_check_die(struct dwarf_check *check, uint64_t offset, bool info,
		    struct luocat_error *err);

/* See object_dwarf_unit(). */
const struct dwarf_unit *dwarf_check_unit(const struct dwarf_check *check, size_t index);

/* See object_dwarf_names(); the unit of the DIE at @offset was checked. */
const struct dwarf_name *dwarf_check_names(const struct dwarf_check *check, uint64_t offset,
					   bool info, size_t *n);

/* dwarf_check_unit.c: the first DIE alone (@whole is false), or every DIE. */
int check_dies(const struct dwarf_check *check, struct unit_header *unit, const uint8_t *image,
	       size_t available, bool whole, struct luocat_error *err);

/* dwarf_check_abbrev.c */
int abbrevs_load(const struct dwarf_check *check, const struct unit_header *unit,
		 struct abbrevs *abbrevs, struct luocat_error *err);
/* The abbreviation of @code alone, as libdwarf looks for it. */
int abbrevs_load_one(const struct dwarf_check *check, const struct unit_header *unit, uint64_t code,
		     struct abbrevs *abbrevs, struct luocat_error *err);
void abbrevs_free(struct abbrevs *abbrevs);
const struct abbrev *abbrev_in(const struct abbrevs *abbrevs, uint64_t code);

/* dwarf_check_form.c: the value of a form; false: a form that is not known, or no room. */
enum form_meaning {
	MEANS_NOTHING,
	MEANS_STRING, /* in place */
	MEANS_STR,
	MEANS_LINE_STR,
	MEANS_STRX,
	MEANS_ADDRX,
	MEANS_REF,
	MEANS_REF_ADDR
};
/* Bytes of all values of a form in a unit, or -1. */
int form_bytes(const struct dwarf_check *check, const struct unit_header *unit, uint64_t form);
enum form_meaning form_means(uint64_t form);
bool take_form(struct cursor *cursor, uint64_t form, uint16_t version, uint8_t offset_size,
	       uint64_t *value, enum form_meaning *meaning);

/* dwarf_check_line.c */
int check_line_header(const struct dwarf_check *check, uint64_t offset, struct luocat_error *err);

#endif
