// SPDX-License-Identifier: GPL-2.0-only
/*
 * stripped.c - kernels with live update of which nothing shows the handlers
 *
 * Constants survive in a stripped image, so that its core formats are found while its handlers and
 * FLBs are not: without a word about it, the catalog would look complete.
 */
#include <elf.h>
#include <string.h>

#include "finder.h"

static bool has_symbols(const struct object *object)
{
	for (size_t i = 0; i < object_n_sections(object); i++) {
		if (object_section(object, i)->type == SHT_SYMTAB)
			return true;
	}
	return false;
}

static bool has_luo(const struct luocat_catalog *catalog)
{
	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *version = luocat_catalog_version(catalog, i);

		if (version->kind == LUOCAT_KIND_CORE && !strcmp(version->name, "luo"))
			return true;
	}
	return false;
}

int find_stripped(struct object *object, struct found *found, struct luocat_error *err)
{
	const struct luocat_gap gap = {
		.size = sizeof(gap),
		.why = "it has neither symbols nor debug information to show its handlers",
		.origin.object = object_name(object),
	};
	struct object *debug;
	int ret;

	/* where there are symbols, those of the registration tell (handler.c) */
	if (object_relocatable(object) || has_symbols(object) || !has_luo(found->catalog))
		return 0;
	ret = object_debug(object, &debug, err);
	return ret || debug ? ret : luocat_catalog_add_gap(found->catalog, &gap, err);
}
