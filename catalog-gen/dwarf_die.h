/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_die.h - what the finders ask of a DIE, over libdwarf
 *
 * Functions return 0, or -EINVAL with the place in @dwarf's error. What a DIE lacks is no error: it
 * gives NULL, or false in @has.
 */
#ifndef CATALOG_GEN_DWARF_DIE_H
#define CATALOG_GEN_DWARF_DIE_H

#include <dwarf.h>

#include "object.h"

/**
 * struct dwarf - DWARF being read
 * @object: whose bytes they are: for names in errors, byte order and word size
 * @dbg:    libdwarf's handle
 * @err:    filled in on failure, may be NULL
 */
struct dwarf {
	struct object *object;
	Dwarf_Debug dbg;
	struct luocat_error *err;
};

/* Turn libdwarf's error into ours and free it. Gives -EINVAL. */
int dwarf_fail(const struct dwarf *dwarf, Dwarf_Error error, const char *what);

/* @info: the offset is in .debug_info, not in DWARF 4's .debug_types. */
int die_open(const struct dwarf *dwarf, uint64_t offset, bool info, Dwarf_Die *die);
void die_close(const struct dwarf *dwarf, Dwarf_Die die);

int die_child(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Die *child);
/* Closes @die, also on failure. */
int die_next(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Die *next);

int die_tag(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half *tag);
/* "" where it has none. */
int die_name(const struct dwarf *dwarf, Dwarf_Die die, const char **name);
/* One number for the DIE, unique in the object. */
int die_key(const struct dwarf *dwarf, Dwarf_Die die, uint64_t *key);
/* The DIE that starts @die's unit. */
int die_unit(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Die *unit);

int die_flag(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half attribute, bool *set);
/* A constant that is not negative. */
int die_number(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half attribute, uint64_t *number,
	       bool *has);
/* A constant; as int64_t where @negative is set. */
int die_integer(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half attribute, uint64_t *value,
		bool *negative, bool *has);
/* Whether the attribute is there, whatever it holds. */
int die_has(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half attribute, bool *has);
/* A string that belongs to libdwarf. */
int die_string(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half attribute, const char **text);
/* The DIE that the attribute refers to, in another unit or type unit too. */
int die_ref(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half attribute, Dwarf_Die *to);

/* What DW_AT_location says of a variable. */
enum die_place {
	PLACE_NONE,    /* no memory of its own in the image: optimized out, a register, the stack */
	PLACE_ADDRESS, /* at one address that never changes */
	PLACE_OTHER,   /* static, but in pieces, per thread, or said in a way that is not known */
};

/* @address is set for PLACE_ADDRESS only. */
int die_address(const struct dwarf *dwarf, Dwarf_Die die, uint64_t *address, enum die_place *place);
/* A member's offset in bytes; bit fields have none. */
int die_member_offset(const struct dwarf *dwarf, Dwarf_Die die, uint64_t *offset, bool *has);

/* DW_AT_type of @die without typedefs and qualifiers; NULL: void, or nothing. */
int die_plain_type(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Die *type);

/* The member of that name, of a struct that is defined: NULL where there is none. */
int die_member(const struct dwarf *dwarf, Dwarf_Die type, const char *name, Dwarf_Die *member);

#define DIE_MAX_BOUNDS 8

/*
 * Elements of each dimension of an array type, the outermost first; 0 where a bound is not known,
 * which @known tells from [0].
 */
int die_array_bounds(const struct dwarf *dwarf, Dwarf_Die array, uint64_t count[DIE_MAX_BOUNDS],
		     size_t *n, bool *known);

/*
 * Elements of an array type, all dimensions multiplied; 0 where a bound is not known, which @known
 * tells from an array without elements. Saturates.
 */
int die_array_count(const struct dwarf *dwarf, Dwarf_Die array, uint64_t *count, bool *known);

/*
 * Where @die was declared. @source is relative to the compiler's directory: a file outside it gives
 * its last component only, so that no path of the build machine shows. To be freed.
 */
int die_source(const struct dwarf *dwarf, Dwarf_Die die, char **source, uint32_t *line);

/* The source file of the unit that @unit starts, in the same way; NULL: a type unit has none. */
int die_unit_source(const struct dwarf *dwarf, Dwarf_Die unit, char **source);

#endif
