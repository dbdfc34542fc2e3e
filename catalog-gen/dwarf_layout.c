// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_layout.c - the definitions of types in DWARF
 *
 * Every unit that names a wanted type is looked at, so that two definitions of one name do not go
 * unnoticed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf_type.h"
#include "dwarf_units.h"
#include "layout.h"
#include "number_set.h"
#include "probe.h"
#include "reader.h"

/* How linux/liveupdate_format.h calls what anchors root types. */
#define ANCHOR "__luo_root_"

struct search {
	struct dwarf dwarf;
	const char *const *names;
	struct units units;
	struct layouts *layouts;
	bool probe; /* its types have to be the image's: none of them comes before others */
};

static bool is_wanted(const struct search *search, const char *name)
{
	for (size_t i = 0; search->names[i]; i++) {
		if (!strcmp(search->names[i], name))
			return true;
	}
	return false;
}

/* The type that an anchor, a pointer to it, keeps in the unit. */
static int add_anchored(const struct search *search, uint64_t offset, bool info,
			struct number_set *anchored)
{
	const struct dwarf *dwarf = &search->dwarf;
	Dwarf_Die die, pointer = NULL, type = NULL;
	uint64_t key;
	int ret = die_open(dwarf, offset, info, &die);

	if (ret)
		return ret;
	ret = die_plain_type(dwarf, die, &pointer);
	if (!ret && pointer)
		ret = die_plain_type(dwarf, pointer, &type);
	if (!ret && type)
		ret = die_key(dwarf, type, &key);
	if (!ret && type && number_set_put(anchored, key, 1))
		ret = luocat_error_set(dwarf->err, -ENOMEM,
				       reader_name(object_reader(dwarf->object)), NULL,
				       "out of memory");
	die_close(dwarf, type);
	die_close(dwarf, pointer);
	die_close(dwarf, die);
	return ret;
}

/* @key: of a type that an anchor names; it may be in another unit after LTO, or in a type unit. */
static int add_type(const struct search *search, struct dwarf_types *types, uint64_t key,
		    bool anchored)
{
	return layouts_add(search->layouts, &types->source, key, anchored, search->dwarf.err);
}

static int look_at_names(const struct search *search, const struct dwarf_unit *unit,
			 struct dwarf_types *types, struct number_set *anchored)
{
	const struct dwarf_name *names;
	size_t n;
	int ret = 0;

	names = object_dwarf_names(search->dwarf.object, unit->die, unit->info, &n);
	for (size_t i = 0; i < n && !ret; i++) {
		if (names[i].tag == DW_TAG_variable &&
		    !strncmp(names[i].name, ANCHOR, strlen(ANCHOR)))
			ret = add_anchored(search, names[i].die, unit->info, anchored);
	}
	for (size_t i = 0; i < n && !ret; i++) {
		if (names[i].tag != DW_TAG_variable && is_wanted(search, names[i].name))
			ret = add_type(search, types, names[i].die << 1 | unit->info, false);
	}
	for (size_t i = 0; i < anchored->room && !ret; i++) {
		if (anchored->notes[i])
			ret = add_type(search, types, anchored->numbers[i], !search->probe);
	}
	return ret;
}

static int look_in_unit(const struct search *search, const struct dwarf_unit *unit)
{
	struct number_set anchored = {0};
	struct dwarf_types types;
	int ret = dwarf_types_open(&search->dwarf, unit, &types);

	if (!ret)
		ret = look_at_names(search, unit, &types, &anchored);
	dwarf_types_close(&types);
	number_set_free(&anchored);
	return ret;
}

int layouts_from_dwarf(struct object *debug, const char *const *names, struct layouts *layouts,
		       struct luocat_error *err)
{
	struct search search = {
		.dwarf = {.object = debug, .err = err},
		.names = names,
		.layouts = layouts,
		.probe = object_is_probe(debug),
	};
	int ret = units_naming(debug, names, names, &search.units, err);

	if (ret || !search.units.n)
		return ret;
	ret = object_dwarf(debug, &search.dwarf.dbg, err);
	for (size_t i = 0; i < search.units.n && !ret; i++) {
		if (search.units.all[i].wanted)
			ret = look_in_unit(&search, search.units.all[i].header);
	}
	units_free(&search.units);
	return ret;
}
