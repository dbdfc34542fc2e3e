// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_units.c - which units of .debug_info can matter, found without decoding any
 */
#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
		const struct dwarf_unit *unit = units->all[middle].header;

		if (unit->info == info ? unit->end <= offset : unit->info)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == units->n || units->all[low].header->info != info)
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
	bool more = true;
	int ret = 0;

	while (more && !ret) {
		more = false;
		for (size_t i = 0; i < units->n && !ret; i++) {
			struct unit *unit = &units->all[i];

			if (!unit->wanted || !unit->header->type_unit || unit->done)
				continue;
			unit->done = true;
			more = true;
			signature = (struct needle){unit->header->signature, 8};
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
	const uint8_t *data;
	size_t length;
	int ret;

	if (!hits->n)
		return 0;
	ret = object_section_data(units->object, section, &data, &length, err);
	for (size_t i = 0; i < units->n && !ret; i++) {
		struct unit *unit = &units->all[i];

		if (!unit->wanted && unit->header->has_str_offsets)
			unit->wanted = in_contribution(units->object, data, length,
						       unit->header->str_offsets_base, hits);
	}
	return ret;
}

static int list_units(struct units *units, struct luocat_error *err)
{
	const struct dwarf_unit *header;
	Dwarf_Debug dbg;
	int ret = object_dwarf(units->object, &dbg, err);

	if (ret)
		return ret;
	while (object_dwarf_unit(units->object, units->n))
		units->n++;
	units->all = calloc(units->n ? units->n : 1, sizeof(*units->all));
	if (!units->all)
		return luocat_error_set(err, -ENOMEM, object_name(units->object), "",
					"out of memory");
	for (size_t i = 0; i < units->n; i++) {
		header = object_dwarf_unit(units->object, i);
		units->all[i] = (struct unit){.header = header};
	}
	return 0;
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
		ret = list_units(units, err);
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

int units_next_naming(struct object *debug, const char *name, uint64_t from,
		      const struct dwarf_unit **unit, struct luocat_error *err)
{
	const struct section *info = object_section_named(debug, ".debug_info");
	const struct needle whole = {name, strlen(name) + 1};
	struct first first = {.from = from, .at = UINT64_MAX};
	struct hits strings = {NULL, 0, 0};
	struct needle needle;
	uint8_t number[4];
	Dwarf_Debug dbg;
	int ret;

	*unit = NULL;
	ret = dwarf_scan_all(debug, object_section_named(debug, ".debug_str"), &whole, 1, &strings,
			     err);
	for (size_t i = 0; info && i < strings.n && ret >= 0; i++) {
		needle = dwarf_number(debug, number, strings.at[i]);
		ret = dwarf_scan(debug, info, &needle, 1, first_from, &first, err);
	}
	free(strings.at);
	if (ret < 0 || first.at == UINT64_MAX)
		return ret < 0 ? ret : 0;
	ret = object_dwarf(debug, &dbg, err);
	for (size_t i = 0; !ret && (*unit = object_dwarf_unit(debug, i)); i++) {
		if ((*unit)->info && (*unit)->end > first.at)
			break;
	}
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
