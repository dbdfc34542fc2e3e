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
#include "stripped.h"

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

static int add_gap(const char *object, const char *symbol, struct found *found,
		   struct luocat_error *err)
{
	const struct luocat_gap gap = {
		.size = sizeof(gap),
		.why = symbol ? "it registers handlers, and there is no debug information about "
				"them"
			      : "it has neither symbols nor debug information to show its handlers",
		.origin.object = object,
		.origin.symbol = symbol,
	};

	return luocat_catalog_add_gap(found->catalog, &gap, err);
}

/* A boot image without BTF: the vmlinux that it was made from may be an input as well. */
static int not_shown(struct object *object, const char *symbol, struct found *found,
		     struct luocat_error *err)
{
	struct stripped *stripped = found->stripped;
	const char *name = object_name(object);
	char id[2 * MAX_BUILD_ID + 1] = "";
	int ret = 0;

	if (stripped && !object_relocatable(object))
		ret = kernel_build_id(object, id, err);
	if (ret)
		return ret;
	if (*id && !*stripped->object && strlen(name) < sizeof(stripped->object) &&
	    (!symbol || strlen(symbol) < sizeof(stripped->symbol))) {
		strcpy(stripped->object, name);
		strcpy(stripped->symbol, symbol ? symbol : "");
		strcpy(stripped->id, id);
		return 0;
	}
	return *id && !strcmp(stripped->id, id) ? 0 : add_gap(name, symbol, found, err);
}

int stripped_finish(struct found *found, struct luocat_error *err)
{
	const struct stripped *stripped = found->stripped;

	if (!stripped || !*stripped->object || !strcmp(stripped->id, stripped->shown))
		return 0;
	return add_gap(stripped->object, *stripped->symbol ? stripped->symbol : NULL, found, err);
}

int find_stripped(struct object *object, struct found *found, struct luocat_error *err)
{
	bool may = false, known = found->described;
	const char *symbol = NULL;
	int ret = 0;

	if (!known) {
		ret = may_have_handlers(object, found->catalog, &may, &symbol, err);
		if (!ret && may && !object_relocatable(object))
			ret = find_by_shape(object, found, &known, err);
	}
	if (!ret && known && found->stripped && !object_relocatable(object))
		ret = kernel_build_id(object, found->stripped->shown, err);
	return ret || known || !may ? ret : not_shown(object, symbol, found, err);
}
