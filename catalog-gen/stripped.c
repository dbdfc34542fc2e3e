// SPDX-License-Identifier: GPL-2.0-only
/*
 * stripped.c - kernels with live update whose handlers no debugging information shows
 *
 * Constants survive in a stripped image, so that its core formats are found. Its handlers and FLBs
 * have no names any more, but a shape, which BTF tells. Where that does not do, a gap says so:
 * without it, the catalog would look complete. What it says behind "; " is what would settle it.
 */
#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "btf_types.h"
#include "finder.h"
#include "handler_btf.h"
#include "handler_form.h"
#include "input_kernels.h"
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

/* Whether an image has handlers, and what tells: a symbol, or (NULL) that it is a kernel with LUO. */
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

/* Where a debug file of that build-id is, by what all debuggers look for. */
static void put_debug_file(const char *id, char *to, size_t room)
{
	if (strlen(id) > 2)
		snprintf(to, room, ".build-id/%.2s/%s.debug, of build-id %s", id, id + 2, id);
	else
		snprintf(to, room, "its debug file");
}

static void put_image_hint(const char *id, char hint[HINT_LENGTH])
{
	char file[HINT_LENGTH - 60];

	put_debug_file(id, file, sizeof(file));
	snprintf(hint, HINT_LENGTH, "its vmlinux with DWARF or BTF would tell, or %s", file);
}

int stripped_hint(struct object *object, bool kernel, char hint[HINT_LENGTH],
		  struct luocat_error *err)
{
	char file[HINT_LENGTH - 60], id[2 * MAX_BUILD_ID + 1] = "";
	int ret = kernel_build_id(object, id, err);

	put_debug_file(id, file, sizeof(file));
	snprintf(hint, HINT_LENGTH, "%s%s would tell", file,
		 kernel ? ", or its kernel's image with BTF" : "");
	return ret;
}

static int add_gap(const char *object, const char *symbol, const char *what, const char *hint,
		   struct found *found, struct luocat_error *err)
{
	char why[HINT_LENGTH + 160];
	const struct luocat_gap gap = {
		.size = sizeof(gap),
		.why = why,
		.origin.object = object,
		.origin.symbol = symbol,
	};

	snprintf(why, sizeof(why), "%s; %s", what, hint);
	return luocat_catalog_add_gap(found->catalog, &gap, err);
}

static const char registers[] = "it registers handlers, and there is no debug information about "
				"them";

static int add_image_gap(const char *object, const char *symbol, const char *id,
			 struct found *found, struct luocat_error *err)
{
	char hint[HINT_LENGTH];

	put_image_hint(id, hint);
	return add_gap(object, symbol,
		       symbol ? registers
			      : "it has neither symbols nor debug information to show its handlers",
		       hint, found, err);
}

/* A boot image without BTF: the vmlinux that it was made from may be an input as well. */
static int not_shown(struct object *object, const char *symbol, struct found *found,
		     struct luocat_error *err)
{
	struct stripped *stripped = found->stripped;
	const char *name = object_name(object);
	char id[2 * MAX_BUILD_ID + 1] = "";
	int ret = kernel_build_id(object, id, err);

	if (ret)
		return ret;
	if (stripped && *id && !*stripped->object && strlen(name) < sizeof(stripped->object) &&
	    (!symbol || strlen(symbol) < sizeof(stripped->symbol))) {
		strcpy(stripped->object, name);
		strcpy(stripped->symbol, symbol ? symbol : "");
		strcpy(stripped->id, id);
		return 0;
	}
	return stripped && *id && !strcmp(stripped->id, id)
		       ? 0
		       : add_image_gap(name, symbol, id, found, err);
}

static int finish_image(struct found *found, struct luocat_error *err)
{
	const struct stripped *stripped = found->stripped;

	if (!*stripped->object || !strcmp(stripped->id, stripped->shown))
		return 0;
	return add_image_gap(stripped->object, *stripped->symbol ? stripped->symbol : NULL,
			     stripped->id, found, err);
}

/* ---- Modules that do not name LUO ---- */

static int finish_user(const struct btf_user *user, const struct number_set *types,
		       struct found *found, struct luocat_error *err)
{
	if (!types)
		return add_gap(user->name, NULL,
			       "whether it has handlers is not known: its kernel's BTF is not there",
			       user->hint, found, err);
	if (!user->readable)
		return add_gap(user->name, NULL,
			       "whether it has handlers is not known: its BTF cannot be read",
			       user->hint, found, err);
	if (!btf_user_takes(user, types))
		return 0;
	return add_gap(user->name, NULL,
		       "it has functions that could be callbacks of handlers, and no handler shows",
		       user->hint, found, err);
}

static int finish_users(struct found *found, struct luocat_error *err)
{
	const struct btf_user *user = found->stripped->users;
	struct number_set types = {0};
	const struct btf_source *kernel;
	struct forms forms;
	int ret;

	/* it is the kernel's code that calls them */
	if (!user || !has_luo(found->catalog))
		return 0;
	ret = btf_types_base(found, &kernel, err);
	if (!ret && kernel)
		ret = forms_read(&forms, kernel, NULL, err);
	if (!ret && kernel)
		ret = forms_callback_types(&forms, kernel, &types, err);
	for (; user && !ret; user = user->next)
		ret = finish_user(user, kernel ? &types : NULL, found, err);
	number_set_free(&types);
	return ret;
}

int stripped_finish(struct found *found, struct luocat_error *err)
{
	int ret = finish_image(found, err);

	return ret ? ret : finish_users(found, err);
}

void stripped_free(struct stripped *stripped)
{
	btf_users_free(stripped->users);
	stripped->users = NULL;
}

/* ---- One object ---- */

/* Its functions' types may tell later. */
static int note_user(struct object *object, struct found *found, struct luocat_error *err)
{
	char hint[HINT_LENGTH];
	int ret = stripped_hint(object, false, hint, err);

	return ret || !found->stripped
		       ? ret
		       : btf_users_note(&found->stripped->users, object, hint, err);
}

static int find_in_module(struct object *object, struct found *found, struct luocat_error *err)
{
	char hint[HINT_LENGTH];
	const char *symbol;
	bool waited, known = false;
	int ret = debug_is_wanted(object, &waited, err);

	if (!ret)
		ret = waited ? find_by_shape(object, found, &known, err)
			     : note_user(object, found, err);
	if (!ret && !known)
		ret = find_registration(object, &symbol, err);
	if (ret || known || !symbol)
		return ret;
	/* if it has BTF, that would have been enough together with its kernel's */
	ret = stripped_hint(object, object_section_named(object, BTF_SECTION), hint, err);
	return ret ? ret : add_gap(object_name(object), symbol, registers, hint, found, err);
}

static int find_in_image(struct object *object, struct found *found, struct luocat_error *err)
{
	bool may = false, known = found->described;
	const char *symbol = NULL;
	int ret = 0;

	if (!known) {
		ret = may_have_handlers(object, found->catalog, &may, &symbol, err);
		if (!ret && may)
			ret = find_by_shape(object, found, &known, err);
	}
	if (!ret && known && found->stripped)
		ret = kernel_build_id(object, found->stripped->shown, err);
	return ret || known || !may ? ret : not_shown(object, symbol, found, err);
}

int find_stripped(struct object *object, struct found *found, struct luocat_error *err)
{
	if (!object_relocatable(object))
		return find_in_image(object, found, err);
	return found->described ? 0 : find_in_module(object, found, err);
}
