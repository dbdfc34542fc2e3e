// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_variables.c - the static variables of some struct types, through DWARF
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf_die.h"
#include "dwarf_units.h"
#include "dwarf_variables.h"
#include "number_set.h"
#include "origin.h"
#include "reader.h"

#define MAX_DEPTH    32	   /* of types in types */
#define MAX_BLOCKS   256   /* of blocks and inlined functions in functions */
#define MAX_ELEMENTS 65536 /* of one array */

/* Notes on types: */
enum { HOLDS_NONE = 1, HOLDS_SOME };

struct search {
	struct dwarf dwarf;
	struct object *object;	  /* whose variables they are */
	const char *const *types; /* looked for */
	struct number_set holds;  /* DIE of a type -> whether it has one of @types in it */
	struct number_set told;	  /* addresses */
	struct units units;
	int (*found)(const struct variable *variable, void *arg, struct luocat_error *err);
	void *arg;
};

static int out_of_memory(const struct search *search)
{
	return luocat_error_set(search->dwarf.err, -ENOMEM, object_name(search->object), "",
				"out of memory");
}

static int too_deep(const struct search *search)
{
	return dwarf_fail(&search->dwarf, NULL, "nested too deeply");
}

/* Index in @types of a struct that is defined, or -1. */
static int wanted_type(struct search *search, Dwarf_Die type, int *index)
{
	const char *name;
	Dwarf_Half tag;
	bool declared;
	int ret = die_tag(&search->dwarf, type, &tag);

	*index = -1;
	if (ret || tag != DW_TAG_structure_type)
		return ret;
	ret = die_name(&search->dwarf, type, &name);
	for (int i = 0; !ret && search->types[i]; i++) {
		if (strcmp(search->types[i], name))
			continue;
		ret = die_flag(&search->dwarf, type, DW_AT_declaration, &declared);
		if (!ret && !declared)
			*index = i;
	}
	return ret;
}

static int holds(struct search *search, Dwarf_Die type, unsigned int depth, bool *some);

/* The same for DW_AT_type of @die: of an array its elements, of a member what it is. */
static int type_holds(struct search *search, Dwarf_Die die, unsigned int depth, bool *some)
{
	Dwarf_Die type;
	int ret = die_plain_type(&search->dwarf, die, &type);

	*some = false;
	if (!ret && type)
		ret = holds(search, type, depth, some);
	die_close(&search->dwarf, type);
	return ret;
}

static int members_hold(struct search *search, Dwarf_Die type, unsigned int depth, bool *some)
{
	Dwarf_Half tag;
	Dwarf_Die at;
	int ret = die_child(&search->dwarf, type, &at);

	while (!ret && at && !*some) {
		ret = die_tag(&search->dwarf, at, &tag);
		if (!ret && tag == DW_TAG_member)
			ret = type_holds(search, at, depth, some);
		if (ret || *some)
			die_close(&search->dwarf, at);
		else
			ret = die_next(&search->dwarf, at, &at);
	}
	return ret;
}

/* Whether an object of this type has one of the wanted structs in it, or may, being a union. */
static int holds(struct search *search, Dwarf_Die type, unsigned int depth, bool *some)
{
	Dwarf_Half tag;
	uint64_t key;
	uint8_t note;
	int index, ret;

	*some = false;
	if (depth > MAX_DEPTH)
		return too_deep(search);
	ret = die_tag(&search->dwarf, type, &tag);
	if (ret || (tag != DW_TAG_structure_type && tag != DW_TAG_union_type &&
		    tag != DW_TAG_array_type))
		return ret;
	ret = die_key(&search->dwarf, type, &key);
	if (ret)
		return ret;
	note = number_set_get(&search->holds, key);
	if (note) {
		*some = note == HOLDS_SOME;
		return 0;
	}
	/* should it contain itself, it ends here */
	if (number_set_put(&search->holds, key, HOLDS_NONE))
		return out_of_memory(search);
	ret = wanted_type(search, type, &index);
	if (!ret && index >= 0)
		*some = true;
	else if (!ret && tag == DW_TAG_array_type)
		ret = type_holds(search, type, depth + 1, some);
	else if (!ret)
		ret = members_hold(search, type, depth + 1, some);
	if (!ret && *some && number_set_put(&search->holds, key, HOLDS_SOME))
		return out_of_memory(search);
	return ret;
}

/* There may be wanted structs in an object of @type. @address: 0 where it has none. */
static int tell_unsure(struct search *search, Dwarf_Die type, const struct variable *whole,
		       uint64_t address, const char *why)
{
	struct variable variable = *whole;
	Dwarf_Die element = NULL;
	Dwarf_Half tag;
	int index;
	int ret = die_tag(&search->dwarf, type, &tag);

	if (!ret && tag == DW_TAG_array_type)
		ret = die_plain_type(&search->dwarf, type, &element);
	if (!ret)
		ret = wanted_type(search, element ? element : type, &index);
	die_close(&search->dwarf, element);
	if (ret)
		return ret;
	variable.unsure = why;
	variable.type = index < 0 ? ANY_TYPE : (size_t)index;
	variable.address = address;
	return search->found(&variable, search->arg, search->dwarf.err);
}

/* What linkers write for what they discarded: ld 0, or 1; lld all ones, or one less. */
static bool is_discarded(const struct search *search, uint64_t address)
{
	uint64_t last = object_pointer_size(search->object) == 4 ? UINT32_MAX : UINT64_MAX;

	return address <= 1 || address >= last - 1;
}

static int tell(struct search *search, Dwarf_Die type, const struct variable *whole, int index,
		uint64_t address)
{
	struct variable variable = *whole;
	bool has;
	int ret;

	if (number_set_get(&search->told, address))
		return 0;
	ret = die_number(&search->dwarf, type, DW_AT_byte_size, &variable.size, &has);
	if (ret)
		return ret;
	if (!has || !object_section_at(search->object, address, variable.size))
		return is_discarded(search, whole->address)
			       ? 0
			       : tell_unsure(search, type, whole, address,
					     "its address is in no section of the file");
	if (number_set_put(&search->told, address, 1))
		return out_of_memory(search);
	variable.type = index;
	variable.address = address;
	variable.shape = type;
	return search->found(&variable, search->arg, search->dwarf.err);
}

static int tell_all(struct search *search, Dwarf_Die type, const struct variable *whole,
		    uint64_t address, unsigned int depth);

/* A member of which only the type is known. */
static int tell_lost_member(struct search *search, Dwarf_Die member, const struct variable *whole,
			    uint64_t address)
{
	Dwarf_Half tag;
	Dwarf_Die of = NULL;
	bool some = false;
	int ret = die_tag(&search->dwarf, member, &tag);

	if (!ret && tag == DW_TAG_member)
		ret = die_plain_type(&search->dwarf, member, &of);
	if (!ret && of)
		ret = holds(search, of, 0, &some);
	if (!ret && some)
		ret = tell_unsure(search, of, whole, address, "its place in a struct is not known");
	die_close(&search->dwarf, of);
	return ret;
}

static int tell_members(struct search *search, Dwarf_Die type, const struct variable *whole,
			uint64_t address, unsigned int depth)
{
	uint64_t offset;
	Dwarf_Die at, of;
	bool has;
	int ret = die_child(&search->dwarf, type, &at);

	while (!ret && at) {
		of = NULL;
		ret = die_member_offset(&search->dwarf, at, &offset, &has);
		if (!ret && has)
			ret = die_plain_type(&search->dwarf, at, &of);
		if (!ret && of)
			ret = tell_all(search, of, whole, address + offset, depth);
		if (!ret && !has)
			ret = tell_lost_member(search, at, whole, address);
		die_close(&search->dwarf, of);
		if (ret)
			die_close(&search->dwarf, at);
		else
			ret = die_next(&search->dwarf, at, &at);
	}
	return ret;
}

/* An array of arrays need not say how large its elements are. */
static int type_size(struct search *search, Dwarf_Die type, unsigned int depth, uint64_t *size,
		     bool *has)
{
	Dwarf_Die of = NULL;
	uint64_t count;
	Dwarf_Half tag;
	bool known;
	int ret = die_number(&search->dwarf, type, DW_AT_byte_size, size, has);

	if (!ret && !*has)
		ret = die_tag(&search->dwarf, type, &tag);
	if (ret || *has || tag != DW_TAG_array_type)
		return ret;
	if (depth > MAX_DEPTH)
		return too_deep(search);
	ret = die_array_count(&search->dwarf, type, &count, &known);
	if (!ret && known)
		ret = die_plain_type(&search->dwarf, type, &of);
	if (!ret && of)
		ret = type_size(search, of, depth + 1, size, has);
	if (*has && __builtin_mul_overflow(*size, count, size))
		*has = false;
	die_close(&search->dwarf, of);
	return ret;
}

static int tell_elements(struct search *search, Dwarf_Die type, const struct variable *whole,
			 uint64_t address, unsigned int depth)
{
	uint64_t count, size = 0;
	Dwarf_Die of = NULL;
	bool known, has = false;
	int ret = die_array_count(&search->dwarf, type, &count, &known);

	if (!ret)
		ret = die_plain_type(&search->dwarf, type, &of);
	if (ret || !of)
		return ret;
	ret = type_size(search, of, depth, &size, &has);
	if (!ret && count > MAX_ELEMENTS)
		ret = dwarf_fail(&search->dwarf, NULL, "array with too many elements");
	if (!ret && (!known || (count && (!has || !size))))
		ret = tell_unsure(search, type, whole, address,
				  "it is in an array of which the length is not known");
	for (uint64_t i = 0; i < count && has && size && !ret; i++)
		ret = tell_all(search, of, whole, address + i * size, depth);
	die_close(&search->dwarf, of);
	return ret;
}

/* Every wanted struct in an object of @type at @address. */
static int tell_all(struct search *search, Dwarf_Die type, const struct variable *whole,
		    uint64_t address, unsigned int depth)
{
	Dwarf_Half tag;
	bool some;
	int index, ret;

	if (depth > MAX_DEPTH)
		return too_deep(search);
	ret = holds(search, type, 0, &some);
	if (ret || !some)
		return ret;
	ret = wanted_type(search, type, &index);
	if (ret)
		return ret;
	if (index >= 0)
		return tell(search, type, whole, index, address);
	ret = die_tag(&search->dwarf, type, &tag);
	if (ret)
		return ret;
	if (tag == DW_TAG_union_type)
		return tell_unsure(search, type, whole, address,
				   "it is in a union: whether it is used cannot be told");
	return tag == DW_TAG_array_type ? tell_elements(search, type, whole, address, depth + 1)
					: tell_members(search, type, whole, address, depth + 1);
}

/* What a definition inherits from its declaration: type, name and place may stand there. */
static int open_declaration(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Die *declaration)
{
	int ret = die_ref(dwarf, die, DW_AT_specification, declaration);

	if (!ret && !*declaration)
		ret = die_ref(dwarf, die, DW_AT_abstract_origin, declaration);
	return ret;
}

static int describe(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Die declaration,
		    struct variable *variable, char **source)
{
	const char *name;
	int ret = die_name(dwarf, die, &name);

	if (!ret && !*name && declaration)
		ret = die_name(dwarf, declaration, &name);
	if (!ret)
		ret = die_source(dwarf, die, source, &variable->line);
	if (!ret && !*source && declaration)
		ret = die_source(dwarf, declaration, source, &variable->line);
	if (!ret)
		variable->symbol = *name ? name : NULL;
	variable->source = *source;
	return ret;
}

static int look_at_variable(struct search *search, Dwarf_Die die)
{
	const struct dwarf *dwarf = &search->dwarf;
	struct variable variable = { .dbg = dwarf->dbg, .debug = dwarf->object };
	Dwarf_Die declaration = NULL, type = NULL;
	enum die_place place;
	char *source = NULL;
	bool some = false;
	int ret = die_address(dwarf, die, &variable.address, &place);

	if (ret || place == PLACE_NONE)
		return ret;
	ret = open_declaration(dwarf, die, &declaration);
	if (!ret)
		ret = die_plain_type(dwarf, die, &type);
	if (!ret && !type && declaration)
		ret = die_plain_type(dwarf, declaration, &type);
	if (!ret && type)
		ret = holds(search, type, 0, &some);
	if (!ret && some)
		ret = describe(dwarf, die, declaration, &variable, &source);
	if (!ret && some && place == PLACE_ADDRESS)
		ret = tell_all(search, type, &variable, variable.address, 0);
	else if (!ret && some)
		ret = tell_unsure(search, type, &variable, 0,
				  "its place in memory is not one address");
	free(source);
	die_close(dwarf, type);
	die_close(dwarf, declaration);
	return ret;
}

/* Variables of a unit: at its top, in its functions and in their blocks. */
static int look_in(struct search *search, Dwarf_Die parent, unsigned int depth)
{
	const struct dwarf *dwarf = &search->dwarf;
	Dwarf_Half tag;
	Dwarf_Die at;
	int ret;

	if (depth > MAX_BLOCKS)
		return too_deep(search);
	ret = die_child(dwarf, parent, &at);
	while (!ret && at) {
		ret = die_tag(dwarf, at, &tag);
		if (ret)
			tag = 0;
		switch (tag) {
		case DW_TAG_variable:
			ret = look_at_variable(search, at);
			break;
		case DW_TAG_subprogram:
		case DW_TAG_lexical_block:
		case DW_TAG_inlined_subroutine:
		case DW_TAG_namespace:
			ret = look_in(search, at, depth + 1);
			break;
		}
		if (ret)
			die_close(dwarf, at);
		else
			ret = die_next(dwarf, at, &at);
	}
	return ret;
}

/*
 * After LTO a unit may refer to types and declarations of another one, so that it mentions no name:
 * whoever refers to a DIE at the top of this unit that has to do with @types is wanted too.
 */
static int follow_references(struct search *search, Dwarf_Die unit)
{
	const struct dwarf *dwarf = &search->dwarf;
	Dwarf_Half tag = 0;
	uint64_t key;
	Dwarf_Die at;
	bool some;
	int ret = die_child(dwarf, unit, &at);

	while (!ret && at) {
		some = false;
		ret = die_tag(dwarf, at, &tag);
		if (!ret && (tag == DW_TAG_structure_type || tag == DW_TAG_union_type ||
			     tag == DW_TAG_array_type))
			ret = holds(search, at, 0, &some);
		else if (!ret && (tag == DW_TAG_variable || tag == DW_TAG_typedef ||
				  tag == DW_TAG_const_type || tag == DW_TAG_volatile_type))
			ret = type_holds(search, at, 0, &some);
		if (!ret && some)
			ret = die_key(dwarf, at, &key);
		if (!ret && some)
			ret = units_referring(&search->units, key >> 1, dwarf->err);
		if (ret)
			die_close(dwarf, at);
		else
			ret = die_next(dwarf, at, &at);
	}
	return ret;
}

static int look_in_unit(struct search *search, const struct unit *unit, bool cross)
{
	Dwarf_Die die;
	int ret = die_open(&search->dwarf, unit->header->die, unit->header->info, &die);

	if (ret)
		return ret;
	ret = look_in(search, die, 0);
	if (!ret && cross && unit->header->info)
		ret = follow_references(search, die);
	die_close(&search->dwarf, die);
	return ret;
}

/* Each wanted unit once; looking at one can make more of them wanted. */
static int look_in_units(struct search *search)
{
	bool more = true, cross;
	int ret = units_cross(search->dwarf.object, &cross, search->dwarf.err);

	while (more && !ret) {
		more = false;
		for (size_t i = 0; i < search->units.n && !ret; i++) {
			struct unit *unit = &search->units.all[i];

			if (!unit->wanted || unit->done)
				continue;
			unit->done = true;
			more = true;
			ret = look_in_unit(search, unit, cross);
		}
	}
	return ret;
}

int dwarf_variables(struct object *object, const char *const *types, const char *const *also,
		    int (*found)(const struct variable *variable, void *arg,
				 struct luocat_error *err),
		    void *arg, bool *named, struct luocat_error *err)
{
	struct search search = {
		.object = object,
		.types = types,
		.found = found,
		.arg = arg,
		.dwarf.err = err,
	};
	int ret = object_debug(object, &search.dwarf.object, err);

	if (named)
		*named = false;
	if (ret || !search.dwarf.object)
		return ret;
	ret = units_naming(search.dwarf.object, types, also, &search.units, err);
	if (ret || !search.units.n)
		return ret;
	if (named)
		*named = true;
	ret = object_dwarf(search.dwarf.object, &search.dwarf.dbg, err);
	if (!ret)
		ret = look_in_units(&search);
	units_free(&search.units);
	number_set_free(&search.holds);
	number_set_free(&search.told);
	return ret;
}
