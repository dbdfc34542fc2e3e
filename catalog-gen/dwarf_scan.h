/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_scan.h - looking for bytes in sections of debug information
 */
#ifndef CATALOG_GEN_DWARF_SCAN_H
#define CATALOG_GEN_DWARF_SCAN_H

#include "object.h"

/* Where a needle was found in a section. */
struct hit {
	uint64_t at;
	size_t needle;
};

/* All zero is none; @all is to be freed. */
struct hits {
	struct hit *all;
	size_t n, room;
};

/*
 * object_section_scan_any() for any number of needles, but of relocated bytes: in a relocatable file
 * these are in memory; in a linked one there is nothing to relocate, and a scan keeps no pages.
 */
int dwarf_scan(struct object *object, const struct section *section, const struct needle *needles,
	       size_t n, scan_found found, void *arg, struct luocat_error *err);

/* Adds to @hits, which are bounded; a section that is not there (NULL) has none. */
int dwarf_scan_all(struct object *object, const struct section *section,
		   const struct needle *needles, size_t n, struct hits *hits,
		   struct luocat_error *err);

/* A number of 4 bytes in the object's order: also part of the same number in 8 bytes. */
struct needle dwarf_number(const struct object *object, uint8_t bytes[4], uint64_t number);

#endif
