// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_page_order.c - MAX_PAGE_ORDER from the debug information
 */
#include <string.h>

#include "dwarf_die.h"
#include "kernel_facts.h"

#define MAX_ORDER 62 /* of anything that fits in an address space */

/* kernel: linux/mmzone.h: struct zone has free_area[NR_PAGE_ORDERS], that is MAX_PAGE_ORDER + 1 */
static int free_areas(const struct dwarf *dwarf, Dwarf_Die zone, uint64_t *count)
{
	Dwarf_Die member, type = NULL;
	Dwarf_Half tag = 0;
	int ret = die_member(dwarf, zone, "free_area", &member);

	if (ret || !member)
		return ret;
	ret = die_plain_type(dwarf, member, &type);
	if (!ret && type)
		ret = die_tag(dwarf, type, &tag);
	if (!ret && type && tag == DW_TAG_array_type)
		ret = die_array_count(dwarf, type, count);
	die_close(dwarf, type);
	die_close(dwarf, member);
	return ret;
}

int kernel_page_order(const struct dwarf *dwarf, Dwarf_Die die, struct found *found)
{
	struct luocat_kernel kernel = { .size = sizeof(kernel), .max_page_order = -1 };
	uint64_t count = 0;
	const char *name;
	Dwarf_Half tag;
	Dwarf_Die unit, at = NULL;
	int ret;

	if (luocat_catalog_kernel(found->catalog)->max_page_order >= 0)
		return 0;
	ret = die_unit(dwarf, die, &unit);
	if (ret)
		return ret;
	ret = die_child(dwarf, unit, &at);
	while (!ret && at && !count) {
		ret = die_tag(dwarf, at, &tag);
		if (!ret && tag == DW_TAG_structure_type) {
			ret = die_name(dwarf, at, &name);
			if (!ret && !strcmp(name, "zone"))
				ret = free_areas(dwarf, at, &count);
		}
		if (ret || count)
			die_close(dwarf, at);
		else
			ret = die_next(dwarf, at, &at);
	}
	die_close(dwarf, unit);
	if (ret || !count || count - 1 > MAX_ORDER)
		return ret;
	kernel.max_page_order = (int32_t)count - 1;
	return luocat_catalog_set_kernel(found->catalog, &kernel, dwarf->err);
}
