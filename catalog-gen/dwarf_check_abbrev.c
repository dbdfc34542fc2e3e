// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_check_abbrev.c - tables of abbreviations: what the DIEs of a unit look like
 */
#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>

#include "dwarf_check.h"

/* A compiler numbers them from 1; an allyesconfig's largest unit has some hundreds. */
#define CODE_LIMIT 65535

static int broken(const struct dwarf_check *check, struct luocat_error *err)
{
	return section_error(err, -EINVAL, check->object, check->abbrev.section,
			     "broken abbreviation");
}

/* A table in work. */
struct table {
	const struct dwarf_check *check;
	const struct unit_header *unit;
	struct cursor cursor;
	struct abbrevs *abbrevs;
};

static struct table open_table(const struct dwarf_check *check, const struct unit_header *unit,
			       struct abbrevs *abbrevs)
{
	const uint8_t *data = check->abbrev.data;

	return (struct table){
		.check = check,
		.unit = unit,
		.cursor =
			{
				.object = check->object,
				.at = data + unit->abbrevs,
				.end = data + check->abbrev.length,
			},
		.abbrevs = abbrevs,
	};
}

static int out_of_memory(const struct dwarf_check *check, struct luocat_error *err)
{
	return section_error(err, -ENOMEM, check->object, check->abbrev.section, "out of memory");
}

/* What check_attributes() in dwarf_check_unit.c looks at, whatever its form. */
static bool matters(uint64_t name)
{
	switch (name) {
	case DW_AT_name:
	case DW_AT_sibling:
	case DW_AT_declaration:
	case DW_AT_stmt_list:
	case DW_AT_str_offsets_base:
	case DW_AT_addr_base:
	case DW_AT_dwo_name:
	case DW_AT_GNU_dwo_name:
	case DW_AT_GNU_dwo_id:
		return true;
	default:
		return false;
	}
}

/* Most attributes are numbers that nobody looks at: what stands before the next one is summed up.
 */
static bool keep_attribute(const struct table *table, uint64_t name, uint64_t form, uint16_t *skip)
{
	struct abbrevs *abbrevs = table->abbrevs;
	int bytes = form_bytes(table->check, table->unit, form);
	struct attribute *more;

	if (name && bytes >= 0 && form_means(form) == MEANS_NOTHING && !matters(name) &&
	    *skip < UINT16_MAX - bytes) {
		*skip = (uint16_t)(*skip + bytes);
		return true;
	}
	if (abbrevs->n_attributes == abbrevs->attributes_room) {
		size_t room = abbrevs->attributes_room ? 2 * abbrevs->attributes_room : 512;

		more = reallocarray(abbrevs->attributes, room, sizeof(*more));
		if (!more)
			return false;
		abbrevs->attributes = more;
		abbrevs->attributes_room = room;
	}
	abbrevs->attributes[abbrevs->n_attributes++] = (struct attribute){
		.name = (uint16_t)name,
		.form = (uint16_t)form,
		.bytes = bytes > 0 && bytes <= 8 ? (uint16_t)bytes : 0,
		.skip = *skip,
	};
	*skip = 0;
	return true;
}

/* The next entry; code 0 ends the table. */
static int take_abbrev(struct table *table, struct abbrev *abbrev, struct luocat_error *err)
{
	struct cursor *cursor = &table->cursor;
	uint64_t name, form, tag, children;
	uint16_t skip = 0;

	abbrev->code = take_uleb(cursor);
	if (!abbrev->code)
		return cursor->failed ? broken(table->check, err) : 0;
	tag = take_uleb(cursor);
	children = take_number(cursor, 1);
	abbrev->tag = (uint16_t)tag;
	abbrev->children = children;
	abbrev->attributes = table->abbrevs->n_attributes;
	if (abbrev->code > CODE_LIMIT || !tag || tag > UINT16_MAX || children > 1)
		return broken(table->check, err);
	do {
		name = take_uleb(cursor);
		form = take_uleb(cursor);
		if (form == DW_FORM_implicit_const)
			take_leb(cursor);
		if (cursor->failed || name > UINT16_MAX || form > UINT16_MAX || !name != !form)
			return broken(table->check, err);
		if (!keep_attribute(table, name, form, &skip))
			return out_of_memory(table->check, err);
	} while (name);
	return 0;
}

void abbrevs_free(struct abbrevs *abbrevs)
{
	free(abbrevs->all);
	free(abbrevs->attributes);
}

static int keep_abbrev(const struct dwarf_check *check, struct abbrevs *abbrevs,
		       const struct abbrev *abbrev, struct luocat_error *err)
{
	size_t room = abbrevs->room ? 2 * abbrevs->room : 64;
	struct abbrev *more;

	if (abbrevs->n > CODE_LIMIT)
		return broken(check, err);
	if (abbrevs->n == abbrevs->room) {
		more = reallocarray(abbrevs->all, room, sizeof(*more));
		if (!more)
			return out_of_memory(check, err);
		abbrevs->all = more;
		abbrevs->room = room;
	}
	abbrevs->all[abbrevs->n++] = *abbrev;
	return 0;
}

int abbrevs_load_one(const struct dwarf_check *check, const struct unit_header *unit, uint64_t code,
		     struct abbrevs *abbrevs, struct luocat_error *err)
{
	struct table table = open_table(check, unit, abbrevs);
	struct abbrev abbrev;
	int ret;

	do {
		abbrevs->n_attributes = 0;
		ret = take_abbrev(&table, &abbrev, err);
		if (ret)
			return ret;
	} while (abbrev.code && abbrev.code != code);
	return abbrev.code ? keep_abbrev(check, abbrevs, &abbrev, err) : broken(check, err);
}

static int compare_codes(const void *a, const void *b)
{
	const struct abbrev *x = a, *y = b;

	return x->code < y->code ? -1 : x->code > y->code;
}

const struct abbrev *abbrev_in(const struct abbrevs *abbrevs, uint64_t code)
{
	const struct abbrev key = {.code = code};

	if (code && code <= abbrevs->n && abbrevs->all[code - 1].code == code)
		return &abbrevs->all[code - 1];
	return bsearch(&key, abbrevs->all, abbrevs->n, sizeof(key), compare_codes);
}

int abbrevs_load(const struct dwarf_check *check, const struct unit_header *unit,
		 struct abbrevs *abbrevs, struct luocat_error *err)
{
	struct table table = open_table(check, unit, abbrevs);
	struct abbrev next;
	int ret;

	do {
		ret = take_abbrev(&table, &next, err);
		if (!ret && next.code)
			ret = keep_abbrev(check, abbrevs, &next, err);
	} while (!ret && next.code);
	if (!ret && abbrevs->n)
		qsort(abbrevs->all, abbrevs->n, sizeof(*abbrevs->all), compare_codes);
	return ret;
}
