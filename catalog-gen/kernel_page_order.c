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
	const struct dwarf_name *names;
	Dwarf_Die zone;
	size_t n;
	int ret = object_dwarf_check(dwarf->object, unit->die, unit->info, dwarf->err);

	if (ret)
		return ret;
	names = object_dwarf_names(dwarf->object, unit->die, unit->info, &n);
	for (size_t i = 0; i < n && !ret && !*count; i++) {
		if (names[i].tag != DW_TAG_structure_type || strcmp(names[i].name, "zone"))
			continue;
		ret = die_open(dwarf, names[i].die, unit->info, &zone);
		if (ret)
			break;
		ret = free_areas(dwarf, zone, count);
		die_close(dwarf, zone);
	}
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
