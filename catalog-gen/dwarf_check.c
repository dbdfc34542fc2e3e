// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_check.c - the units of .debug_info: their headers, and what libdwarf sees of them
 *
 * Of a mapped section libdwarf gets a copy that holds the headers and first DIEs, which it reads of
 * every unit, and those units whole that were checked whole. A distribution's .debug_info has some
 * 250 MB, of which a few units matter; so no more than those become resident.
 */
#include <dwarf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "dwarf_check.h"

/* An allyesconfig has some thirty thousand. */
#define UNITS_LIMIT ((size_t)1 << 18)

/* Room for a header and a first DIE: a dozen attributes with a few bytes each. */
#define FIRST_CHUNK 256

/* Longest header: 64-bit length, version, type, address size, offset, signature, offset. */
#define HEADER_MAX 40

static int broken_header(const struct unit_section *units, const struct dwarf_check *check,
			 uint64_t offset, const char *what, struct luocat_error *err)
{
	return section_error(err, -EINVAL, check->object, units->source.section,
			     "%s at offset 0x%" PRIx64, what, offset);
}

static int load(struct object *object, const char *name, bool strings, struct bytes *bytes,
		struct luocat_error *err)
{
	const struct section *section = object_section_named(object, name);
	int ret;

	bytes->section = section;
	bytes->length = 0;
	bytes->data = (const uint8_t *)"";
	if (!section)
		return 0;
	ret = object_section_data(object, section, &bytes->data, &bytes->length, err);
	if (!ret && strings && bytes->length && bytes->data[bytes->length - 1])
		ret = section_error(err, -EINVAL, object, section, "its last string does not end");
	return ret;
}

/* A section of units, without touching the bytes of a mapped one. */
static int load_units(struct object *object, const char *name, struct unit_section *units,
		      struct luocat_error *err)
{
	const struct section *section = object_section_named(object, name);
	int ret;

	if (!section || section->type == SHT_NOBITS || !section->size)
		return 0;
	if ((section->flags & SHF_COMPRESSED) || section_has_relocations(object, section)) {
		ret = load(object, name, false, &units->source, err);
		units->image = (uint8_t *)units->source.data;
		return ret;
	}
	units->source.section = section;
	units->source.length = section->size;
	units->image = mmap(NULL, section->size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (units->image == MAP_FAILED) {
		units->image = NULL;
		return section_error(err, -ENOMEM, object, section, "out of memory");
	}
	units->partial = true;
	return 0;
}

/* Makes @length bytes at @offset real in the copy. */
static int fill(const struct dwarf_check *check, struct unit_section *units, uint64_t offset,
		uint64_t length, struct luocat_error *err)
{
	if (!units->partial)
		return 0;
	return reader_copy(check->object->reader, units->source.section->offset + offset,
			   units->image + offset, length, err);
}

/* What follows the length in a header, or what is wrong with it. */
static const char *read_header(const struct dwarf_check *check, struct cursor *cursor,
			       struct unit_header *unit)
{
	uint64_t type = DW_UT_compile, address_size;

	unit->version = (uint16_t)take_number(cursor, 2);
	if (unit->version < 2 || unit->version > 5)
		return "unit of an unknown DWARF version";
	if (unit->version == 5) {
		type = take_number(cursor, 1);
		address_size = take_number(cursor, 1);
		unit->abbrevs = take_number(cursor, unit->offset_size);
	} else {
		unit->abbrevs = take_number(cursor, unit->offset_size);
		address_size = take_number(cursor, 1);
	}
	if (address_size != object_pointer_size(check->object))
		return "unit with another size of addresses";
	if (unit->abbrevs >= check->abbrev.length)
		return "unit whose abbreviations are outside .debug_abbrev";
	switch (type) {
	case DW_UT_compile:
	case DW_UT_partial:
		break;
	case DW_UT_type:
		unit->told.type_unit = true;
		break;
	default:
		return "unit of an unsupported type (split debugging information?)";
	}
	if (!unit->told.info && unit->version < 5)
		unit->told.type_unit = true;
	if (unit->told.type_unit) {
		const uint8_t *signature = cursor->at;

		take_bytes(cursor, sizeof(unit->told.signature) + unit->offset_size);
		if (!cursor->failed)
			memcpy(unit->told.signature, signature, sizeof(unit->told.signature));
	}
	return cursor->failed ? "unit header that is cut short" : NULL;
}

static int read_unit(struct dwarf_check *check, struct unit_section *units, uint64_t offset,
		     struct unit_header *unit, struct luocat_error *err)
{
	uint64_t left = units->source.length - offset, length, chunk;
	struct cursor cursor = {
		.object = check->object,
		.at = units->image + offset,
		.end = units->image + offset + (left < HEADER_MAX ? left : HEADER_MAX),
	};
	const char *wrong;
	int ret;

	ret = fill(check, units, offset, left < FIRST_CHUNK ? left : FIRST_CHUNK, err);
	if (ret)
		return ret;
	unit->told.offset = offset;
	unit->told.info = units == &check->info;
	unit->offset_size = 4;
	length = take_number(&cursor, 4);
	if (length == 0xffffffff) {
		unit->offset_size = 8;
		length = take_number(&cursor, 8);
	}
	left -= (uint64_t)(cursor.at - (units->image + offset));
	if (cursor.failed || length > left)
		return broken_header(units, check, offset, "unit that reaches outside", err);
	unit->told.end = (uint64_t)(cursor.at - units->image) + length;
	if (length < (uint64_t)(cursor.end - cursor.at))
		cursor.end = cursor.at + length;
	wrong = read_header(check, &cursor, unit);
	if (wrong)
		return broken_header(units, check, offset, wrong, err);
	unit->told.die = (uint64_t)(cursor.at - units->image);

	chunk = unit->told.end - offset < FIRST_CHUNK ? unit->told.end - offset : FIRST_CHUNK;
	ret = check_dies(check, unit, units->image, chunk, false, NULL);
	if (ret && ret != -ENOMEM) { /* longer than usual, or broken */
		ret = fill(check, units, offset, unit->told.end - offset, err);
		if (!ret)
			ret = check_dies(check, unit, units->image, unit->told.end - offset, false,
					 err);
	}
	return ret;
}

static int read_units(struct dwarf_check *check, struct unit_section *units,
		      struct luocat_error *err)
{
	struct unit_header *more;
	size_t room = 0;
	uint64_t at = 0;
	int ret = 0;

	while (!ret && at < units->source.length) {
		if (units->n_units == UNITS_LIMIT)
			return broken_header(units, check, at, "one unit too many", err);
		if (units->n_units == room) {
			room = room ? 2 * room : 64;
			more = reallocarray(units->units, room, sizeof(*more));
			if (!more)
				return broken_header(units, check, at, "out of memory", err);
			units->units = more;
		}
		units->units[units->n_units] = (struct unit_header){0};
		ret = read_unit(check, units, at, &units->units[units->n_units], err);
		if (!ret)
			at = units->units[units->n_units++].told.end;
	}
	return ret;
}

int dwarf_check_open(struct object *object, struct dwarf_check **result, struct luocat_error *err)
{
	struct dwarf_check *check = calloc(1, sizeof(*check));
	int ret;

	if (!check)
		return luocat_error_set(err, -ENOMEM, reader_name(object->reader), NULL,
					"out of memory");
	check->object = object;
	ret = load(object, ".debug_abbrev", false, &check->abbrev, err);
	if (!ret)
		ret = load(object, ".debug_str", true, &check->str, err);
	if (!ret)
		ret = load(object, ".debug_line_str", true, &check->line_str, err);
	if (!ret)
		ret = load(object, ".debug_str_offsets", false, &check->str_offsets, err);
	if (!ret)
		ret = load(object, ".debug_addr", false, &check->addr, err);
	if (!ret)
		ret = load(object, ".debug_line", false, &check->line, err);
	if (!ret)
		ret = load_units(object, ".debug_info", &check->info, err);
	if (!ret)
		ret = load_units(object, ".debug_types", &check->types, err);
	if (!ret)
		ret = read_units(check, &check->info, err);
	if (!ret)
		ret = read_units(check, &check->types, err);
	if (ret)
		dwarf_check_close(check);
	else
		*result = check;
	return ret;
}

static void close_units(struct unit_section *units)
{
	for (size_t i = 0; i < units->n_units; i++) {
		free(units->units[i].starts);
		free(units->units[i].names);
	}
	free(units->units);
	if (units->partial)
		munmap(units->image, units->source.length);
}

void dwarf_check_close(struct dwarf_check *check)
{
	if (!check)
		return;
	close_units(&check->info);
	close_units(&check->types);
	free(check);
}

static struct unit_header *unit_at(const struct unit_section *units, uint64_t offset)
{
	size_t low = 0, high = units->n_units, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (units->units[middle].told.end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < units->n_units ? &units->units[low] : NULL;
}

static bool starts_at(const struct unit_header *unit, uint64_t offset)
{
	uint64_t in_unit = offset - unit->told.offset;

	return offset >= unit->told.offset && unit->starts[in_unit / 8] & 1 << in_unit % 8;
}

int dwarf_check_die(struct dwarf_check *check, uint64_t offset, bool info, struct luocat_error *err)
{
	struct unit_section *units = info ? &check->info : &check->types;
	struct unit_header *unit = unit_at(units, offset);
	int ret;

	if (unit && !unit->checked) {
		ret = fill(check, units, unit->told.offset, unit->told.end - unit->told.offset,
			   err);
		if (!ret)
			ret = check_dies(check, unit, units->image,
					 unit->told.end - unit->told.offset, true, err);
		if (ret)
			return ret;
	}
	if (!unit || !starts_at(unit, offset))
		return luocat_error_set(
			err, -EINVAL, reader_name(check->object->reader), "DWARF",
			"no entry at offset 0x%" PRIx64 ", where one is referred to", offset);
	return 0;
}

const struct dwarf_name *dwarf_check_names(const struct dwarf_check *check, uint64_t offset,
					   bool info, size_t *n)
{
	const struct unit_header *unit = unit_at(info ? &check->info : &check->types, offset);

	*n = unit ? unit->n_names : 0;
	return unit ? unit->names : NULL;
}

const struct dwarf_unit *dwarf_check_unit(const struct dwarf_check *check, size_t index)
{
	if (index < check->info.n_units)
		return &check->info.units[index].told;
	index -= check->info.n_units;
	return index < check->types.n_units ? &check->types.units[index].told : NULL;
}
