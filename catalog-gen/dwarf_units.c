// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_units.c - which units of .debug_info can matter, found without decoding any
 */
#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf_mentions.h"
#include "dwarf_scan.h"
#include "dwarf_units.h"
#include "origin.h"
#include "reader.h"

static struct unit *unit_at(struct units *units, uint64_t offset, bool info)
{
	size_t index;

	return unit_index_at(units->object, offset, info, &index) ? &units->all[index] : NULL;
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

static int mark(size_t needle, uint64_t offset, void *arg)
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
		struct marking marking = {.units = units, .info = info, .except = except};
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

int units_naming(struct object *debug, const char *const *names, const char *const *also,
		 struct units *units, struct luocat_error *err)
{
	const struct mentions *mentions;
	int ret;

	*units = (struct units){.object = debug};
	ret = mentions_of(debug, names, also, &mentions, err);
	if (ret || !mentions)
		return ret;
	ret = check_sections(debug, err);
	if (!ret)
		ret = list_units(units, err);
	for (; !ret && *names; names++) {
		const uint8_t *bits = mentions_name(mentions, *names);

		for (size_t i = 0; bits && i < units->n; i++)
			units->all[i].wanted |= bits[i / 8] >> i % 8 & 1;
	}
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

static int first_from(size_t needle, uint64_t offset, void *arg)
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
		needle = dwarf_number(debug, number, strings.all[i].at);
		ret = dwarf_scan(debug, info, &needle, 1, first_from, &first, err);
	}
	free(strings.all);
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
