/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_variables.h - the static variables of some struct types, through DWARF
 */
#ifndef CATALOG_GEN_DWARF_VARIABLES_H
#define CATALOG_GEN_DWARF_VARIABLES_H

#include "object.h"

/**
 * struct variable - one object of such a type; also an element of an array or a member of a struct
 * @unsure:  NULL, or why there may be such objects in this variable that cannot be told: then @type
 *           may be ANY_TYPE, @size, @shape, @dbg and @debug are not set, and @address may be 0
 * @type:    index of its type in the list asked for
 * @address: in the object's address space
 * @size:    of the struct
 * @symbol:  name of the variable that holds it, or NULL
 * @source:  where that is defined, relative to the compiler's directory, or NULL
 * @line:    line in @source, 0 = not known
 * @shape:   the struct's DWARF: valid during the call only
 * @dbg:     whose it is
 * @debug:   the object, or separate debug file, that @dbg reads
 *
 * The strings are valid during the call only.
 */
#define ANY_TYPE SIZE_MAX

struct variable {
	const char *unsure;
	size_t type;
	uint64_t address;
	uint64_t size;
	const char *symbol;
	const char *source;
	uint32_t line;
	Dwarf_Die shape;
	Dwarf_Debug dbg;
	struct object *debug;
};

/**
 * dwarf_variables - find them all
 * @types: names of structs, without "struct"; ends with NULL
 * @also:  see mentions_of()
 * @found: returns 0 to go on
 * @named: out, whether any unit mentions one of the types; may be NULL
 *
 * Only compilation units that mention a type are decoded. Declarations, variables without memory of
 * their own and what the linker discarded are passed over; an object is reported once. Without
 * DWARF there are none: 0.
 */
int dwarf_variables(struct object *object, const char *const *types, const char *const *also,
		    int (*found)(const struct variable *variable, void *arg,
				 struct luocat_error *err),
		    void *arg, bool *named, struct luocat_error *err);

#endif
