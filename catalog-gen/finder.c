// SPDX-License-Identifier: GPL-2.0-only
/*
 * finder.c - the table of finders
 */
#include <string.h>

#include "finder.h"
#include "layout.h"

/*
 * Write control is told by descriptors, else by the kernel's facts, and decides what a handler
 * object means; constants tell whether a stripped image is a kernel with live update; what formats
 * require is completed once all were found, and layouts come last, because only what was found has
 * any.
 */
const struct finder finders[] = {
	{"probe", find_probe},
	{"descriptors", find_descriptors},
	{"kernel", find_kernel},
	{"handlers", find_handlers},
	{"lvup", find_lvup},
	{"constants", find_constants},
	{"stripped", find_stripped},
	{"needs", find_needs},
	{"page order", find_page_order},
	{"layouts", find_layouts},
	{NULL, NULL},
};

int found_version(struct found *found, const struct luocat_version *version,
		  struct luocat_error *err)
{
	struct luocat_version here = *version;
	bool module = here.provider && strcmp(here.provider, PROVIDER_BUILTIN);
	int ret;

	if (module && found->place == PLACE_INITRAMFS)
		here.in_initramfs = LUOCAT_YES;
	if (module && found->place == PLACE_MODULES_TREE)
		here.in_modules_tree = LUOCAT_YES;
	found->n_versions++;
	ret = luocat_catalog_add(found->catalog, &here, err);
	return ret || !found->layouts ? ret : layouts_note(found->layouts, &here, err);
}
