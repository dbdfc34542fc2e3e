// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_check_unit.c - the DIEs of a unit: their attributes, their tree, and where they refer to
 */
#include <dwarf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "dwarf_check.h"

/* Structs in functions in blocks: a kernel's deepest has about twenty. */
#define DEPTH_LIMIT 256

/* What the attributes of one DIE say of its name. */
struct named {
	const char *name; /* NULL: it has none */
	bool declared;
};

/* One unit in work. */
struct walk_unit {
	const struct dwarf_check *check;
	struct unit_header *unit;
	struct cursor cursor;
	const uint8_t *start; /* of the unit */
	struct abbrevs abbrevs;
	uint8_t *starts; /* a bit for each byte of the unit: a DIE starts there */
	uint8_t *refs;	 /* another one: somebody refers to it */
	struct dwarf_name *names;
	size_t n_names, names_room;
	uint64_t siblings[DEPTH_LIMIT]; /* where the DIE at each depth says that it ends, or 0 */
	bool bases; /* first pass over the first DIE: tables' bases, which others depend on */
	bool whole;
	struct luocat_error *err;
};

static uint64_t place(const struct walk_unit *walk)
{
	return walk->unit->told.offset + (uint64_t)(walk->cursor.at - walk->start);
}

static int broken(const struct walk_unit *walk, const char *what)
{
	const struct dwarf_check *check = walk->check;

	return section_error(walk->err, -EINVAL, check->object,
			     walk->unit->told.info ? check->info.source.section
						   : check->types.source.section,
			     "%s before offset 0x%" PRIx64, what, place(walk));
}

static int out_of_memory(const struct walk_unit *walk)
{
	return luocat_error_set(walk->err, -ENOMEM, reader_name(walk->check->object->reader), NULL,
				"out of memory");
}

/* @offset: in the unit */
static void set_bit(uint8_t *bits, uint64_t offset)
{
	bits[offset / 8] |= (uint8_t)(1 << offset % 8);
}

static bool is_named_tag(uint16_t tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type ||
	       tag == DW_TAG_enumeration_type || tag == DW_TAG_variable;
}

/* A name at the top of the unit: see struct dwarf_name. */
static int keep_name(struct walk_unit *walk, uint64_t die, uint16_t tag, const struct named *named)
{
	struct dwarf_name *more;

	if (!is_named_tag(tag) || !named->name || named->declared)
		return 0;
	if (walk->n_names == walk->names_room) {
		walk->names_room = walk->names_room ? 2 * walk->names_room : 256;
		more = reallocarray(walk->names, walk->names_room, sizeof(*more));
		if (!more)
			return out_of_memory(walk);
		walk->names = more;
	}
	walk->names[walk->n_names++] = (struct dwarf_name){die, named->name, tag};
	return 0;
}

/* Entry @index of a table of @size bytes each that starts at @base of a section. */
static bool entry_inside(const struct bytes *table, uint64_t base, uint64_t index, size_t size)
{
	return base <= table->length && index < (table->length - base) / size;
}

static int check_string_index(const struct walk_unit *walk, uint64_t index)
{
	const struct unit_header *unit = walk->unit;
	const struct bytes *table = &walk->check->str_offsets;

	if (!unit->told.has_str_offsets ||
	    !entry_inside(table, unit->told.str_offsets_base, index, unit->offset_size))
		return broken(walk, "string index outside its table");
	if (elf_number(walk->check->object,
		       table->data + unit->told.str_offsets_base + index * unit->offset_size,
		       unit->offset_size) >= walk->check->str.length)
		return broken(walk, "string outside .debug_str");
	return 0;
}

static int check_value(struct walk_unit *walk, enum form_meaning meaning, uint64_t value)
{
	const struct dwarf_check *check = walk->check;
	const struct unit_header *unit = walk->unit;

	switch (meaning) {
	case MEANS_STR:
		return value < check->str.length ? 0 : broken(walk, "string outside .debug_str");
	case MEANS_LINE_STR:
		return value < check->line_str.length
			       ? 0
			       : broken(walk, "string outside .debug_line_str");
	case MEANS_STRX:
		return check_string_index(walk, value);
	case MEANS_ADDRX:
		return unit->has_addr && entry_inside(&check->addr, unit->addr_base, value,
						      object_pointer_size(check->object))
			       ? 0
			       : broken(walk, "address index outside its table");
	case MEANS_REF:
		if (value >= unit->told.end - unit->told.offset)
			return broken(walk, "reference outside its unit");
		if (walk->whole)
			set_bit(walk->refs, value);
		return 0;
	case MEANS_REF_ADDR:
		return value < check->info.source.length
			       ? 0
			       : broken(walk, "reference outside .debug_info");
	case MEANS_NOTHING:
	case MEANS_STRING:
		break;
	}
	return 0;
}

/* Attributes of the first DIE that say where the unit's share of other sections is. */
static int keep_base(struct walk_unit *walk, uint64_t name, uint64_t form, uint64_t value)
{
	const struct dwarf_check *check = walk->check;
	struct unit_header *unit = walk->unit;

	switch (name) {
	case DW_AT_str_offsets_base:
		unit->told.has_str_offsets = true;
		unit->told.str_offsets_base = value;
		break;
	case DW_AT_addr_base:
		unit->has_addr = true;
		unit->addr_base = value;
		break;
	case DW_AT_stmt_list:
		unit->has_line = true;
		unit->line = value;
		if (value >= check->line.length)
			return broken(walk, "line table outside .debug_line");
		break;
	case DW_AT_dwo_name:
	case DW_AT_GNU_dwo_name:
	case DW_AT_GNU_dwo_id:
		return broken(walk, "split debugging information (.dwo), which is not supported,");
	default:
		return 0;
	}
	/* an offset; DWARF 2 and 3 write one as a number */
	if (form != DW_FORM_sec_offset && form != DW_FORM_data4 && form != DW_FORM_data8)
		return broken(walk, "offset of an unknown form");
	return 0;
}

/* A string of the form that @meaning stands for; its value was checked. NULL: it is none. */
static const char *string_of(const struct walk_unit *walk, const uint8_t *in_place,
			     enum form_meaning meaning, uint64_t value)
{
	const struct dwarf_check *check = walk->check;
	const struct unit_header *unit = walk->unit;

	switch (meaning) {
	case MEANS_STRING:
		return (const char *)in_place;
	case MEANS_STRX:
		value = elf_number(check->object,
				   check->str_offsets.data + unit->told.str_offsets_base +
					   value * unit->offset_size,
				   unit->offset_size);
		return (const char *)check->str.data + value;
	case MEANS_STR:
		return (const char *)check->str.data + value;
	case MEANS_LINE_STR:
		return (const char *)check->line_str.data + value;
	default:
		return NULL;
	}
}

static int check_attributes(struct walk_unit *walk, const struct abbrev *abbrev, bool first,
			    uint64_t *sibling, struct named *named)
{
	const struct attribute *attribute = &walk->abbrevs.attributes[abbrev->attributes];
	struct cursor *cursor = &walk->cursor;
	int ret = 0;

	*sibling = 0;
	*named = (struct named){NULL, false};
	for (; !ret; attribute++) {
		uint64_t name = attribute->name, form = attribute->form, value;
		enum form_meaning meaning;
		const uint8_t *at;

		if ((size_t)(cursor->end - cursor->at) < (size_t)attribute->skip + attribute->bytes)
			return broken(walk, "value that is cut short");
		at = cursor->at += attribute->skip;
		if (!name)
			break;
		if (attribute->bytes) {
			meaning = form_means(form);
			value = elf_number(cursor->object, at, attribute->bytes);
			cursor->at += attribute->bytes;
		} else if (!take_form(cursor, form, walk->unit->version, walk->unit->offset_size,
				      &value, &meaning)) {
			return broken(walk, cursor->failed ? "value that is cut short"
							   : "value of an unknown form");
		}
		if (walk->bases)
			ret = keep_base(walk, name, form, value);
		else
			ret = check_value(walk, meaning, value);
		if (name == DW_AT_sibling && !first) {
			if (meaning != MEANS_REF)
				return broken(walk, "sibling of an unknown form");
			*sibling = walk->unit->told.offset + value;
		} else if (name == DW_AT_name && !first && !ret) {
			named->name = string_of(walk, at, meaning, value);
		} else if (name == DW_AT_declaration) {
			named->declared = form == DW_FORM_flag_present || value;
		}
	}
	return ret;
}

/* The first DIE twice: what its strings and addresses mean depends on attributes of its own. */
static int check_first(struct walk_unit *walk, const struct abbrev *abbrev)
{
	struct cursor start = walk->cursor;
	struct named named;
	uint64_t sibling;
	int ret;

	walk->bases = true;
	ret = check_attributes(walk, abbrev, true, &sibling, &named);
	walk->bases = false;
	if (ret)
		return ret;
	walk->cursor = start;
	return check_attributes(walk, abbrev, true, &sibling, &named);
}

/* A DIE that said where it ends has ended here. A wrong one would lead libdwarf in circles. */
static int check_sibling(struct walk_unit *walk, uint64_t sibling)
{
	return sibling && sibling != place(walk) ? broken(walk, "sibling that is none") : 0;
}

static int check_tree(struct walk_unit *walk)
{
	const struct abbrev *abbrev;
	unsigned int depth = 0;
	uint64_t code, at, sibling;
	struct named named;
	int ret;

	do {
		at = place(walk);
		code = take_uleb(&walk->cursor);
		if (walk->cursor.failed)
			return broken(walk, "tree that does not end");
		if (!code && !depth)
			return broken(walk, "unit without entries");
		if (!code) { /* the end of somebody's children */
			ret = check_sibling(walk, walk->siblings[--depth]);
			if (ret)
				return ret;
			continue;
		}
		abbrev = abbrev_in(&walk->abbrevs, code);
		if (!abbrev)
			return broken(walk, "unknown abbreviation");
		sibling = 0;
		set_bit(walk->starts, at - walk->unit->told.offset);
		ret = at == walk->unit->told.die
			      ? check_first(walk, abbrev)
			      : check_attributes(walk, abbrev, false, &sibling, &named);
		if (!ret && depth == 1)
			ret = keep_name(walk, at, abbrev->tag, &named);
		if (!ret && !abbrev->children)
			ret = check_sibling(walk, sibling);
		if (ret)
			return ret;
		if (!abbrev->children)
			continue;
		if (depth == DEPTH_LIMIT)
			return broken(walk, "tree that is nested too deeply");
		walk->siblings[depth++] = sibling;
	} while (depth);
	return 0;
}

static int check_references(struct walk_unit *walk, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (walk->refs[i] & ~walk->starts[i])
			return broken(walk, "reference to no entry");
	}
	return 0;
}

static int check_whole(struct walk_unit *walk)
{
	struct unit_header *unit = walk->unit;
	size_t n = (size_t)((unit->told.end - unit->told.offset) / 8 + 1);
	int ret;

	walk->starts = calloc(n, 1);
	walk->refs = calloc(n, 1);
	ret = walk->starts && walk->refs
		      ? abbrevs_load(walk->check, unit, &walk->abbrevs, walk->err)
		      : out_of_memory(walk);
	if (!ret)
		ret = check_tree(walk);
	if (!ret)
		ret = check_references(walk, n);
	if (!ret && unit->has_line)
		ret = check_line_header(walk->check, unit->line, walk->err);
	if (!ret) {
		unit->starts = walk->starts;
		unit->names = walk->names;
		unit->n_names = walk->n_names;
		unit->checked = true;
	} else {
		free(walk->starts);
		free(walk->names);
	}
	free(walk->refs);
	return ret;
}

int check_dies(const struct dwarf_check *check, struct unit_header *unit, const uint8_t *image,
	       size_t available, bool whole, struct luocat_error *err)
{
	const uint8_t *start = image + unit->told.offset;
	struct walk_unit walk = {
		.check = check,
		.unit = unit,
		.start = start,
		.cursor =
			{
				.object = check->object,
				.at = image + unit->told.die,
				.end = start + available,
			},
		.whole = whole,
		.err = err,
	};
	uint64_t code;
	int ret;

	if (whole) {
		ret = check_whole(&walk);
	} else {
		code = take_uleb(&walk.cursor);
		if (walk.cursor.failed || !code)
			return broken(&walk, "unit without entries");
		ret = abbrevs_load_one(check, unit, code, &walk.abbrevs, err);
		if (!ret)
			ret = check_first(&walk, walk.abbrevs.all);
	}
	abbrevs_free(&walk.abbrevs);
	return ret;
}
