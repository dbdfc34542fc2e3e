// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_units.c - which units of .debug_info can matter, found without decoding any
 */
#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf_die.h"
#include "dwarf_scan.h"
#include "dwarf_units.h"
#include "origin.h"
#include "reader.h"

static struct unit *unit_at(struct units *units, uint64_t offset, bool info)
{
	size_t low = 0, high = units->n;

	/* sorted by section, .debug_info first, then by offset */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct unit *unit = &units->all[middle];

		if (unit->info == info ? unit->end <= offset : unit->info)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == units->n || units->all[low].info != info || units->all[low].offset > offset)
		return NULL;
	return &units->all[low];
}

static const struct section *section_of(const struct units *units, bool info)
{
	return object_section_named(units->object, info ? ".debug_info" : ".debug_types");
}

struct marking {
	struct units *units;
	bool info;
	bool any;
	const struct unit *except;
};

static int mark(uint64_t offset, void *arg)
{
	struct marking *marking = arg;
	struct unit *unit = unit_at(marking->units, offset, marking->info);

	if (unit && unit != marking->except && !unit->wanted) {
		unit->wanted = true;
		marking->any = true;
	}
	return 0;
}

static int mark_needles(struct units *units, const struct needle *needles, size_t n,
			const struct unit *except, struct luocat_error *err)
{
	for (int info = 1; info >= 0; info--) {
		struct marking marking = { .units = units, .info = info, .except = except };
		const struct section *section = section_of(units, info);
		int ret = section ? dwarf_scan(units->object, section, needles, n, mark, &marking,
					       err)
				  : 0;

		if (ret)
			return ret;
	}
	return 0;
}

/* Type units among the wanted: whoever refers to one is wanted too, and so on. */
static int follow_signatures(struct units *units, struct luocat_error *err)
{
	struct needle signature;
	const uint8_t *data = NULL;
	size_t length;
	bool more = true;
	int ret = 0;

	while (more && !ret) {
		more = false;
		for (size_t i = 0; i < units->n && !ret; i++) {
			struct unit *unit = &units->all[i];

			if (!unit->wanted || !unit->signature || unit->done)
				continue;
			unit->done = true;
			more = true;
			ret = object_section_data(units->object, section_of(units, unit->info),
						  &data, &length, err);
			if (ret)
				break;
			signature = (struct needle){data + unit->signature, 8};
			ret = mark_needles(units, &signature, 1, unit, err);
		}
	}
	for (size_t i = 0; i < units->n; i++)
		units->all[i].done = false;
	return ret;
}

/* Whether one of the hits in .debug_str_offsets is in the contribution that starts at @base. */
static bool in_contribution(struct object *object, const uint8_t *data, size_t length,
			    uint64_t base, const struct hits *hits)
{
	uint64_t end;

	/* unit_length, version and padding stand before the base; 64-bit DWARF has 8 bytes more */
	if (base < 8 || base > length)
		return false;
	end = object_u32(object, data + base - 8);
	if (base >= 16 && object_u32(object, data + base - 16) == 0xffffffff)
		end = object_u64(object, data + base - 12);
	end = end > length - (base - 4) ? length : base - 4 + end;
	for (size_t i = 0; i < hits->n; i++) {
		if (hits->at[i] >= base && hits->at[i] < end)
			return true;
	}
	return false;
}

/* Units whose part of .debug_str_offsets has one of the @hits. */
static int mark_indexed(struct units *units, const struct hits *hits, struct luocat_error *err)
{
	const struct section *section = object_section_named(units->object, ".debug_str_offsets");
	struct dwarf dwarf = { .object = units->object, .err = err };
	const uint8_t *data;
	size_t length;
	uint64_t base;
	Dwarf_Die die;
	bool has;
	int ret;

	if (!hits->n)
		return 0;
	ret = object_section_data(units->object, section, &data, &length, err);
	if (!ret)
		ret = object_dwarf(units->object, &dwarf.dbg, err);
	for (size_t i = 0; i < units->n && !ret; i++) {
		struct unit *unit = &units->all[i];

		if (unit->wanted || unit->die >= unit->end)
			continue;
		ret = die_open(&dwarf, unit->die, unit->info, &die);
		if (ret)
			break;
		ret = die_section_offset(&dwarf, die, DW_AT_str_offsets_base, &base, &has);
		if (!ret && has)
			unit->wanted = in_contribution(units->object, data, length, base, hits);
		die_close(&dwarf, die);
	}
	return ret;
}

/* Reads one header at @offset; what is behind its end is the next. */
static bool read_header(const struct object *object, const uint8_t *data, size_t length,
			uint64_t offset, struct unit *unit)
{
	uint64_t left = length - offset, size;
	const uint8_t *at = data + offset;
	unsigned int width = 4, start;
	uint16_t version;
	uint8_t type = 0;

	if (left < 4)
		return false;
	size = object_u32(object, at);
	start = 4;
	if (size == 0xffffffff) {
		if (left < 12)
			return false;
		size = object_u64(object, at + 4);
		start = 12;
		width = 8;
	}
	if (size > left - start)
		return false;
	unit->offset = offset;
	unit->end = offset + start + size;
	unit->die = unit->end;
	if (size < 3 + width) /* no room for a header: padding */
		return true;
	version = object_u16(object, at + start);
	if (version >= 5) {
		type = at[start + 2];
		start += 4 + width;
	} else {
		start += 3 + width;
	}
	if (!unit->info || type == DW_UT_type || type == DW_UT_split_type) {
		unit->signature = offset + start;
		start += 8 + width;
	} else if (type == DW_UT_skeleton || type == DW_UT_split_compile) {
		start += 8;
	}
	unit->die = offset + start;
	return unit->die <= unit->end;
}

static int read_units(struct units *units, bool info, struct luocat_error *err)
{
	const struct section *section = section_of(units, info);
	size_t length, room = units->n;
	const uint8_t *data;
	int ret;

	if (!section)
		return 0;
	ret = object_section_data(units->object, section, &data, &length, err);
	for (uint64_t at = 0; !ret && at < length; at = units->all[units->n++].end) {
		if (units->n == room) {
			struct unit *more;

			room = room ? 2 * room : 64;
			more = reallocarray(units->all, room, sizeof(*more));
			if (!more)
				return luocat_error_set(err, -ENOMEM, object_name(units->object),
							section->name, "out of memory");
			units->all = more;
		}
		units->all[units->n] = (struct unit){ .info = info };
		if (!read_header(units->object, data, length, at, &units->all[units->n]))
			return origin_error(err, units->object, section, at, "broken unit header");
	}
	return ret;
}

/* @names with their NULs. */
static size_t name_needles(const char *const *names, struct needle needles[MAX_NEEDLES])
{
	size_t n = 0;

	for (; names[n] && n < MAX_NEEDLES; n++)
		needles[n] = (struct needle){names[n], strlen(names[n]) + 1};
	return n;
}

/*
 * Marks what mentions one of @names: in place (DW_FORM_string), by its offset in .debug_str, by an
 * index of that offset. The needles for all of these go through .debug_info together.
 */
static int mark_names(struct units *units, const char *const *names, struct luocat_error *err)
{
	struct object *object = units->object;
	const struct section *indexes = object_section_named(object, ".debug_str_offsets");
	struct hits strings = {NULL, 0, 0}, indexed = {NULL, 0, 0};
	struct needle needles[MAX_NEEDLES];
	uint8_t numbers[MAX_NEEDLES][4];
	size_t n = name_needles(names, needles), first = n, next = 0;
	int ret;

	/* the tail of a longer string as well: linkers merge those */
	ret = dwarf_scan_all(object, object_section_named(object, ".debug_str"), needles, n,
			     &strings, err);
	while (!ret && (n || next < strings.n)) {
		for (; n < MAX_NEEDLES && next < strings.n; n++, next++)
			needles[n] = dwarf_number(object, numbers[n], strings.at[next]);
		ret = mark_needles(units, needles, n, NULL, err);
		if (!ret)
			ret = dwarf_scan_all(object, indexes, needles + first, n - first, &indexed,
					     err);
		n = 0;
		first = 0;
	}
	if (!ret)
		ret = mark_indexed(units, &indexed, err);
	free(strings.at);
	free(indexed.at);
	return ret;
}

static int stop(uint64_t offset, void *arg)
{
	return 1;
}

/* Whether one of @names is known to the debug information at all. */
static int any_mention(struct object *object, const char *const *names, bool *any,
		       struct luocat_error *err)
{
	static const char *const sections[] = {".debug_str", ".debug_info", ".debug_types"};
	struct needle needles[MAX_NEEDLES];
	size_t n = name_needles(names, needles);
	int ret = 0;

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]) && !ret; i++) {
		const struct section *section = object_section_named(object, sections[i]);

		if (section)
			ret = dwarf_scan(object, section, needles, n, stop, NULL, err);
	}
	*any = ret == 1;
	return ret < 0 ? ret : 0;
}

/*
 * Type units of a relocatable file (-fdebug-types-section) are each in a section of the same name:
 * only linking makes one of them. No kernel is built so; nothing must look as if it were not there.
 */
static int check_sections(const struct object *debug, struct luocat_error *err)
{
	for (size_t i = 0; i < object_n_sections(debug); i++) {
		const struct section *section = object_section(debug, i);

		if (strcmp(section->name, ".debug_info") && strcmp(section->name, ".debug_types"))
			continue;
		if (object_section_named(debug, section->name) != section)
			return origin_error(err, debug, section, 0,
					    "one of several of that name: link the file first");
	}
	return 0;
}

int units_naming(struct object *debug, const char *const *names, struct units *units,
		 struct luocat_error *err)
{
	bool any;
	int ret;

	*units = (struct units){ .object = debug };
	ret = any_mention(debug, names, &any, err);
	if (ret || !any)
		return ret;
	ret = check_sections(debug, err);
	if (!ret)
		ret = read_units(units, true, err);
	if (!ret)
		ret = read_units(units, false, err);
	if (!ret)
		ret = mark_names(units, names, err);
	if (!ret)
		ret = follow_signatures(units, err);
	if (ret)
		units_free(units);
	return ret;
}

struct first {
	uint64_t from;
	uint64_t at;
};

static int first_from(uint64_t offset, void *arg)
{
	struct first *first = arg;

	if (offset < first->from)
		return 0;
	if (offset < first->at)
		first->at = offset;
	return 1;
}

int units_next_naming(struct object *debug, const char *name, uint64_t from, struct unit *unit,
		      bool *any, struct luocat_error *err)
{
	const struct section *info = object_section_named(debug, ".debug_info");
	const struct needle whole = {name, strlen(name) + 1};
	struct first first = {.from = from, .at = UINT64_MAX};
	struct hits strings = {NULL, 0, 0};
	struct needle needle;
	const uint8_t *data;
	uint8_t number[4];
	size_t length;
	int ret;

	*any = false;
	ret = dwarf_scan_all(debug, object_section_named(debug, ".debug_str"), &whole, 1, &strings,
			     err);
	for (size_t i = 0; info && i < strings.n && ret >= 0; i++) {
		needle = dwarf_number(debug, number, strings.at[i]);
		ret = dwarf_scan(debug, info, &needle, 1, first_from, &first, err);
	}
	free(strings.at);
	if (ret < 0 || first.at == UINT64_MAX)
		return ret < 0 ? ret : 0;
	ret = object_section_data(debug, info, &data, &length, err);
	for (uint64_t at = 0; !ret && at <= first.at && at < length; at = unit->end) {
		*unit = (struct unit){ .info = true };
		if (!read_header(debug, data, length, at, unit))
			return origin_error(err, debug, info, at, "broken unit header");
	}
	*any = !ret;
	return ret;
}

int units_referring(struct units *units, uint64_t offset, struct luocat_error *err)
{
	uint8_t number[4];
	const struct needle needle = dwarf_number(units->object, number, offset);

	return mark_needles(units, &needle, 1, unit_at(units, offset, true), err);
}

void units_free(struct units *units)
{
	free(units->all);
	units->all = NULL;
	units->n = 0;
}

static bool skip_leb(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
	*value = 0;
	for (unsigned int shift = 0; *at < end; shift += 7) {
		uint8_t byte = *(*at)++;

		if (shift < 63)
			*value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

int units_cross(struct object *debug, bool *cross, struct luocat_error *err)
{
	const struct section *section = object_section_named(debug, ".debug_abbrev");
	const uint8_t *at, *end;
	uint64_t code, tag, name, form, value;
	size_t length;
	int ret;

	*cross = false;
	if (!section)
		return 0;
	ret = object_section_data(debug, section, &at, &length, err);
	if (ret)
		return ret;
	for (end = at + length; at < end && !*cross;) {
		/* code, tag, has_children, then pairs up to 0, 0; a code of 0 ends a table */
		if (!skip_leb(&at, end, &code) || !code)
			continue;
		if (!skip_leb(&at, end, &tag) || at++ >= end)
			break;
		do {
			if (!skip_leb(&at, end, &name) || !skip_leb(&at, end, &form))
				return 0;
			*cross |= form == DW_FORM_ref_addr;
			if (form == DW_FORM_implicit_const && !skip_leb(&at, end, &value))
				return 0;
		} while (name || form);
	}
	return 0;
}
