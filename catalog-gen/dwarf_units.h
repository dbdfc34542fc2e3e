/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_units.h - which units of .debug_info can matter, found without decoding any
 *
 * A unit that defines a variable of some struct type names the struct (see dwarf_mentions.h), or
 * refers to another unit that does (by DW_FORM_ref_addr after LTO, by ref_sig8 with type units). All
 * of these are numbers or bytes that can be searched for.
 */
#ifndef CATALOG_GEN_DWARF_UNITS_H
#define CATALOG_GEN_DWARF_UNITS_H

#include "object.h"

/**
 * struct unit - one unit
 * @header: belongs to the object
 * @wanted: can matter
 * @done:   for the caller
 */
struct unit {
	const struct dwarf_unit *header;
	bool wanted;
	bool done;
};

struct units {
	struct object *object;
	struct unit *all;
	size_t n;
};

/*
 * Units of @debug, those marked as wanted that mention one of @names (which ends with NULL). With no
 * mention at all, @units is empty, and nothing but strings was looked at. See mentions_of() on @also.
 */
int units_naming(struct object *debug, const char *const *names, const char *const *also,
		 struct units *units, struct luocat_error *err);

/*
 * The first unit of .debug_info at or behind @from that names @name (DW_FORM_strp); what is behind it
 * is not looked at. NULL in @unit where there is none.
 */
int units_next_naming(struct object *debug, const char *name, uint64_t from,
		      const struct dwarf_unit **unit, struct luocat_error *err);

/* Marks units as wanted that may refer to the DIE at @offset of .debug_info from another unit. */
int units_referring(struct units *units, uint64_t offset, struct luocat_error *err);

/* Whether any DIE can refer to another unit: DW_FORM_ref_addr stands in .debug_abbrev. */
int units_cross(struct object *debug, bool *cross, struct luocat_error *err);

void units_free(struct units *units);

#endif
