/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_type.h - DWARF as a source of types
 */
#ifndef CATALOG_GEN_DWARF_TYPE_H
#define CATALOG_GEN_DWARF_TYPE_H

#include "dwarf_die.h"
#include "layout.h"

/**
 * struct dwarf_types - the types of one unit, and of those that it refers to
 * @source: ids are die_key()s
 * @dwarf:  a copy
 * @unit:   where declarations are looked for by name
 * @place:  the unit's source file
 * @steps:  DIEs that were looked at
 */
struct dwarf_types {
	struct type_source source;
	struct dwarf dwarf;
	const struct dwarf_unit *unit;
	char *place;
	size_t steps;
};

/* To be closed also where it failed. */
int dwarf_types_open(const struct dwarf *dwarf, const struct dwarf_unit *unit,
		     struct dwarf_types *types);
void dwarf_types_close(struct dwarf_types *types);

#endif
