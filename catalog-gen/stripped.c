// SPDX-License-Identifier: GPL-2.0-only
/*
 * stripped.c - kernels with live update whose handlers no debugging information shows
 *
 * Constants survive in a stripped image, so that its core formats are found. Its handlers and FLBs
 * have no names any more, but a shape, which BTF tells. Where that does not do, a gap says so:
 * without it, the catalog would look complete.
 */
#include <elf.h>
#include <string.h>

#include "finder.h"
#include "handler_btf.h"
#include "handler_kind.h"

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

/* The symbol of a function that registers, or NULL. */
static int find_registration(struct object *object, const char **symbol, struct luocat_error *err)
{
	const struct symbol *symbols;
	size_t n;
	int ret = object_symbols(object, &symbols, &n, err);

	*symbol = NULL;
	for (size_t i = 0; !ret && i < n && !*symbol; i++) {
		if (!strncmp(symbols[i].name, REGISTER, strlen(REGISTER)))
			*symbol = symbols[i].name;
	}
	return ret;
}

/* Whether it has handlers, and what tells: a symbol, or (@symbol is NULL) that it is a kernel with
 * LUO. */
static int may_have_handlers(struct object *object, const struct luocat_catalog *catalog, bool *may,
			     const char **symbol, struct luocat_error *err)
{
	struct object *debug;
	int ret = find_registration(object, symbol, err);

	*may = *symbol;
	if (ret || *may || object_relocatable(object) || has_symbols(object) || !has_luo(catalog))
		return ret;
	ret = object_debug(object, &debug, err);
	*may = !debug;
	return ret;
}

int find_stripped(struct object *object, struct found *found, struct luocat_error *err)
{
	struct luocat_gap gap = {.size = sizeof(gap), .origin.object = object_name(object)};
	bool may = false, known = false;
	int ret;

	if (found->described)
		return 0;
	ret = may_have_handlers(object, found->catalog, &may, &gap.origin.symbol, err);
	if (ret || !may)
		return ret;
	if (!object_relocatable(object))
		ret = find_by_shape(object, found, &known, err);
	if (ret || known)
		return ret;
	gap.why = gap.origin.symbol
			  ? "it registers handlers, and there is no debug information about them"
			  : "it has neither symbols nor debug information to show its handlers";
	return luocat_catalog_add_gap(found->catalog, &gap, err);
}
