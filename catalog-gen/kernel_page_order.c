// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_page_order.c - MAX_PAGE_ORDER from the debug information
 */
#include <string.h>

#include "dwarf_die.h"
#include "dwarf_units.h"
#include "finder.h"

#define MAX_ORDER 62 /* of anything that fits in an address space */

/* Units that are decoded for it. The first one that names the member nearly always has it. */
#define MAX_UNITS 8

/* kernel: linux/mmzone.h: struct zone has free_area[NR_PAGE_ORDERS], that is MAX_PAGE_ORDER + 1 */
static int free_areas(const struct dwarf *dwarf, Dwarf_Die zone, uint64_t *count)
{
	Dwarf_Die member, type = NULL;
	Dwarf_Half tag = 0;
	bool known;
	int ret = die_member(dwarf, zone, "free_area", &member);

	if (ret || !member)
		return ret;
	ret = die_plain_type(dwarf, member, &type);
	if (!ret && type)
		ret = die_tag(dwarf, type, &tag);
	if (!ret && type && tag == DW_TAG_array_type)
		ret = die_array_count(dwarf, type, count, &known);
	die_close(dwarf, type);
	die_close(dwarf, member);
	return ret;
}

/* struct zone among the types of one unit; @count stays 0 where it is not. */
static int look_in(const struct dwarf *dwarf, const struct dwarf_unit *unit, uint64_t *count)
{
	const char *name;
	Dwarf_Half tag;
	Dwarf_Die top, at = NULL;
	int ret = die_open(dwarf, unit->die, unit->info, &top);

	if (ret)
		return ret;
	ret = die_child(dwarf, top, &at);
	while (!ret && at && !*count) {
		ret = die_tag(dwarf, at, &tag);
		if (!ret && tag == DW_TAG_structure_type) {
			ret = die_name(dwarf, at, &name);
			if (!ret && !strcmp(name, "zone"))
				ret = free_areas(dwarf, at, count);
		}
		if (ret || *count)
			die_close(dwarf, at);
		else
			ret = die_next(dwarf, at, &at);
	}
	die_close(dwarf, top);
	return ret;
}

int find_page_order(struct object *object, struct found *found, struct luocat_error *err)
{
	struct luocat_kernel kernel = { .size = sizeof(kernel), .max_page_order = -1 };
	struct dwarf dwarf = { .object = object, .err = err };
	const struct dwarf_unit *unit = NULL;
	uint64_t count = 0;
	int ret;

	if (luocat_catalog_kernel(found->catalog)->max_page_order >= 0 ||
	    !luocat_catalog_n_versions(found->catalog))
		return 0;
	ret = object_debug(object, &dwarf.object, err);
	if (ret || !dwarf.object)
		return ret;
	for (int i = 0; i < MAX_UNITS && !ret && !count; i++) {
		ret = units_next_naming(dwarf.object, "free_area", unit ? unit->end : 0, &unit,
					err);
		if (ret || !unit)
			return ret;
		ret = object_dwarf(dwarf.object, &dwarf.dbg, err);
		if (!ret)
			ret = look_in(&dwarf, unit, &count);
	}
	if (ret || !count || count - 1 > MAX_ORDER)
		return ret;
	kernel.max_page_order = (int32_t)count - 1;
	return luocat_catalog_set_kernel(found->catalog, &kernel, err);
}
