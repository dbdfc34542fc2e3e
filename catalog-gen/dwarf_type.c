// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_type.c - DWARF as a source of types
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf_type.h"
#include "reader.h"

/* Members and the like that one unit may have us look at: a kernel's serialized types have dozens.
 */
#define MAX_STEPS (1 << 22)

/* An id is a die_key(); no DIE is at offset 0. */
#define VOID_ID 0

static int open_type(const struct dwarf_types *types, uint64_t id, Dwarf_Die *die)
{
	return die_open(&types->dwarf, id >> 1, id & 1, die);
}

/* The id of DW_AT_type without typedefs and qualifiers. */
static int plain_id(const struct dwarf *dwarf, Dwarf_Die die, uint64_t *id)
{
	Dwarf_Die type;
	int ret = die_plain_type(dwarf, die, &type);

	*id = VOID_ID;
	if (!ret && type)
		ret = die_key(dwarf, type, id);
	die_close(dwarf, type);
	return ret;
}

static enum shape_kind kind_of_encoding(uint64_t encoding, bool *is_signed)
{
	*is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	switch (encoding) {
	case DW_ATE_signed:
	case DW_ATE_signed_char:
	case DW_ATE_unsigned:
	case DW_ATE_unsigned_char:
	case DW_ATE_UTF:
		return SHAPE_INT;
	case DW_ATE_boolean:
		return SHAPE_BOOL;
	case DW_ATE_float:
		return SHAPE_FLOAT;
	default:
		return SHAPE_OTHER;
	}
}

static int base_shape(const struct dwarf *dwarf, Dwarf_Die die, struct shape *shape)
{
	uint64_t encoding = 0, bits;
	bool has;
	int ret = die_number(dwarf, die, DW_AT_encoding, &encoding, &has);

	shape->kind = kind_of_encoding(has ? encoding : 0, &shape->is_signed);
	if (!ret)
		ret = die_number(dwarf, die, DW_AT_bit_size, &bits, &has);
	if (!ret && has && bits != shape->bytes * 8)
		shape->kind = SHAPE_OTHER; /* _BitInt(n) */
	return ret;
}

static int array_shape(const struct dwarf *dwarf, Dwarf_Die die, struct shape *shape)
{
	_Static_assert(LAYOUT_MAX_DIMENSIONS >= DIE_MAX_BOUNDS, "room for all bounds");
	bool known;
	int ret = die_array_bounds(dwarf, die, shape->count, &shape->n_count, &known);

	shape->kind = SHAPE_ARRAY;
	return ret ? ret : plain_id(dwarf, die, &shape->element);
}

static int tagged_shape(const struct dwarf *dwarf, Dwarf_Die die, bool has_size,
			struct shape *shape)
{
	int ret = die_name(dwarf, die, &shape->tag);

	if (!ret)
		ret = die_flag(dwarf, die, DW_AT_declaration, &shape->declared);
	if (!ret && !shape->declared && !has_size)
		ret = dwarf_fail(dwarf, NULL, "type without a size");
	return ret;
}

static int shape_of(const struct dwarf *dwarf, Dwarf_Die die, struct shape *shape)
{
	Dwarf_Half tag;
	bool has;
	int ret = die_tag(dwarf, die, &tag);

	if (!ret)
		ret = die_number(dwarf, die, DW_AT_byte_size, &shape->bytes, &has);
	if (ret)
		return ret;
	if (!has)
		shape->bytes = 0;
	switch (tag) {
	case DW_TAG_base_type:
		return base_shape(dwarf, die, shape);
	case DW_TAG_pointer_type:
		shape->kind = SHAPE_POINTER;
		if (!has)
			shape->bytes = object_pointer_size(dwarf->object);
		return 0;
	case DW_TAG_array_type:
		return array_shape(dwarf, die, shape);
	case DW_TAG_structure_type:
		shape->kind = SHAPE_STRUCT;
		break;
	case DW_TAG_union_type:
		shape->kind = SHAPE_UNION;
		break;
	case DW_TAG_enumeration_type:
		shape->kind = SHAPE_ENUM;
		break;
	default:
		return 0;
	}
	return tagged_shape(dwarf, die, has, shape);
}

static int get_shape(void *arg, uint64_t id, struct shape *shape, struct luocat_error *err)
{
	struct dwarf_types *types = arg;
	Dwarf_Die die;
	int ret;

	*shape = (struct shape){.kind = SHAPE_OTHER, .tag = ""};
	if (id == VOID_ID)
		return 0;
	ret = open_type(types, id, &die);
	if (ret)
		return ret;
	ret = shape_of(&types->dwarf, die, shape);
	die_close(&types->dwarf, die);
	return ret;
}

/*
 * DW_AT_bit_offset, before DWARF 4: counted from the most significant bit of a storage unit of
 * DW_AT_byte_size, or of the type's size, which stands at @bytes.
 */
static int old_bit_offset(const struct dwarf *dwarf, Dwarf_Die die, uint64_t bytes,
			  struct shape_member *member, bool *has)
{
	uint64_t from_top, storage;
	bool negative, has_storage;
	Dwarf_Die type;
	int ret = die_integer(dwarf, die, DW_AT_bit_offset, &from_top, &negative, has);

	if (ret || !*has)
		return ret;
	ret = die_number(dwarf, die, DW_AT_byte_size, &storage, &has_storage);
	if (!ret && !has_storage) {
		ret = die_plain_type(dwarf, die, &type);
		if (!ret && type)
			ret = die_number(dwarf, type, DW_AT_byte_size, &storage, &has_storage);
		die_close(dwarf, type);
	}
	if (!ret && !has_storage)
		ret = dwarf_fail(dwarf, NULL, "bit-field in storage without a size");
	if (ret)
		return ret;
	/* modulo 2^64, so that one that reaches back is right as well */
	member->bit_offset = bytes * 8 + (object_big_endian(dwarf->object)
						  ? from_top
						  : storage * 8 - from_top - member->bits);
	return 0;
}

static int bit_offset_of(const struct dwarf *dwarf, Dwarf_Die die, struct shape_member *member)
{
	uint64_t bytes, bits;
	bool has, there;
	int ret = die_member_offset(dwarf, die, &bytes, &has);

	if (!ret && !has) {
		/* of a union's members, and of bit-fields that say it otherwise */
		bytes = 0;
		ret = die_has(dwarf, die, DW_AT_data_member_location, &there);
		if (!ret && there)
			ret = dwarf_fail(dwarf, NULL, "member whose offset is no constant");
	}
	if (ret)
		return ret;
	if (bytes > UINT64_MAX / 16)
		return dwarf_fail(dwarf, NULL, "member too far from its start");
	member->bit_offset = bytes * 8;
	ret = die_number(dwarf, die, DW_AT_bit_size, &bits, &has);
	if (ret || !has)
		return ret;
	if (!bits || bits > 128)
		return dwarf_fail(dwarf, NULL, "bit-field of an impossible width");
	member->bits = (uint32_t)bits;
	ret = die_number(dwarf, die, DW_AT_data_bit_offset, &bits, &has);
	if (!ret && has)
		member->bit_offset += bits;
	else if (!ret)
		ret = old_bit_offset(dwarf, die, bytes, member, &has);
	return ret;
}

static int take_step(struct dwarf_types *types)
{
	return ++types->steps > MAX_STEPS
		       ? dwarf_fail(&types->dwarf, NULL, "types with too many members")
		       : 0;
}

/* Gives each child to @take, which returns 0 to go on. */
static int each_child(struct dwarf_types *types, uint64_t id, Dwarf_Half wanted,
		      int (*take)(struct dwarf_types *types, Dwarf_Die die, void *arg), void *arg)
{
	const struct dwarf *dwarf = &types->dwarf;
	Dwarf_Die die, at = NULL;
	Dwarf_Half tag = 0;
	int ret = open_type(types, id, &die);

	if (ret)
		return ret;
	ret = die_child(dwarf, die, &at);
	while (!ret && at) {
		ret = take_step(types);
		if (!ret)
			ret = die_tag(dwarf, at, &tag);
		if (!ret && tag == wanted)
			ret = take(types, at, arg);
		if (ret)
			die_close(dwarf, at);
		else
			ret = die_next(dwarf, at, &at);
	}
	die_close(dwarf, die);
	return ret;
}

struct telling_members {
	int (*member)(const struct shape_member *member, void *walk);
	void *walk;
};

static int tell_member(struct dwarf_types *types, Dwarf_Die die, void *arg)
{
	const struct telling_members *telling = arg;
	struct shape_member member = {.name = ""};
	int ret = die_name(&types->dwarf, die, &member.name);

	if (!ret)
		ret = plain_id(&types->dwarf, die, &member.type);
	if (!ret)
		ret = bit_offset_of(&types->dwarf, die, &member);
	return ret ? ret : telling->member(&member, telling->walk);
}

static int get_members(void *arg, uint64_t id,
		       int (*member)(const struct shape_member *member, void *walk), void *walk,
		       struct luocat_error *err)
{
	struct telling_members telling = {member, walk};

	return each_child(arg, id, DW_TAG_member, tell_member, &telling);
}

struct telling_enumerators {
	int (*enumerator)(const struct shape_enumerator *enumerator, void *walk);
	void *walk;
};

static int tell_enumerator(struct dwarf_types *types, Dwarf_Die die, void *arg)
{
	const struct telling_enumerators *telling = arg;
	struct shape_enumerator enumerator = {.name = ""};
	bool has;
	int ret = die_name(&types->dwarf, die, &enumerator.name);

	if (!ret)
		ret = die_integer(&types->dwarf, die, DW_AT_const_value, &enumerator.value,
				  &enumerator.negative, &has);
	if (!ret && !has)
		ret = dwarf_fail(&types->dwarf, NULL, "enumerator without a value");
	return ret ? ret : telling->enumerator(&enumerator, telling->walk);
}

static int get_enumerators(void *arg, uint64_t id,
			   int (*enumerator)(const struct shape_enumerator *enumerator, void *walk),
			   void *walk, struct luocat_error *err)
{
	struct telling_enumerators telling = {enumerator, walk};

	return each_child(arg, id, DW_TAG_enumerator, tell_enumerator, &telling);
}

static Dwarf_Half tag_of_keyword(const char *name)
{
	switch (*name) {
	case 's':
		return DW_TAG_structure_type;
	case 'u':
		return DW_TAG_union_type;
	default:
		return DW_TAG_enumeration_type;
	}
}

static int find_definition(void *arg, const char *name, uint64_t *id, struct luocat_error *err)
{
	struct dwarf_types *types = arg;
	const char *tag = strchr(name, ' ');
	const struct dwarf_name *names;
	size_t n;

	names = object_dwarf_names(types->dwarf.object, types->unit->die, types->unit->info, &n);
	for (size_t i = 0; tag && i < n; i++) {
		if (names[i].tag == tag_of_keyword(name) && !strcmp(names[i].name, tag + 1)) {
			*id = names[i].die << 1 | types->unit->info;
			return 0;
		}
	}
	return -ENOENT;
}

int dwarf_types_open(const struct dwarf *dwarf, const struct dwarf_unit *unit,
		     struct dwarf_types *types)
{
	Dwarf_Die die;
	int ret;

	*types = (struct dwarf_types){.dwarf = *dwarf, .unit = unit};
	ret = die_open(dwarf, unit->die, unit->info, &die);
	if (ret)
		return ret;
	ret = die_unit_source(dwarf, die, &types->place);
	die_close(dwarf, die);
	types->source = (struct type_source){
		.file = reader_name(object_reader(dwarf->object)),
		.section = unit->info ? "section .debug_info" : "section .debug_types",
		.place = types->place ? types->place : object_name(dwarf->object),
		.arg = types,
		.shape = get_shape,
		.members = get_members,
		.enumerators = get_enumerators,
		.find = find_definition,
	};
	return ret;
}

void dwarf_types_close(struct dwarf_types *types)
{
	free(types->place);
}
