// SPDX-License-Identifier: GPL-2.0-only
/*
 * layout.c - which types are looked for, and which ones versions reach in the end
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "layout_types.h"
#include "upstream.h"

struct layouts *layouts_new(void)
{
	return calloc(1, sizeof(struct layouts));
}

static void forget_noted(struct layouts *layouts)
{
	while (layouts->n_noted)
		free((char *)layouts->noted[--layouts->n_noted].compatible);
}

void layouts_free(struct layouts *layouts)
{
	struct definition *next;

	if (!layouts)
		return;
	for (size_t i = 0; i < layouts->n_names; i++) {
		for (struct definition *at = layouts->names[i]; at; at = next) {
			next = at->next;
			definition_free(at);
		}
	}
	forget_noted(layouts);
	free(layouts->noted);
	free(layouts->names);
	free(layouts->wanted);
	free(layouts->expected);
	free(layouts);
}

static int out_of_memory(struct luocat_error *err)
{
	return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
}

/* What the table knows of a version: NULL for a format that is not in it, or only posted. */
static const struct upstream_format *format_of(const struct luocat_version *version)
{
	const struct upstream_format *format = upstream_find(version->compatible);

	return format && format->merged && format->kind == version->kind ? format : NULL;
}

/* ---- What to look for ---- */

struct names {
	const char **all;
	size_t n, room;
};

/* Adds a tag without its keyword, once. */
static int want(struct names *names, const char *type)
{
	const char *space = strchr(type, ' ');
	const char *tag = space ? space + 1 : type;

	for (size_t i = 0; i < names->n; i++) {
		if (!strcmp(names->all[i], tag))
			return 0;
	}
	if (names->n + 1 >= names->room) {
		size_t room = names->room ? 2 * names->room : 32;
		const char **more = reallocarray(names->all, room, sizeof(*more));

		if (!more)
			return -ENOMEM;
		names->all = more;
		names->room = room;
	}
	names->all[names->n++] = tag;
	names->all[names->n] = NULL;
	return 0;
}

static int want_all(struct names *names, const char *const *types)
{
	int ret = 0;

	for (; *types && !ret; types++)
		ret = want(names, *types);
	return ret;
}

static int want_format(struct names *names, const struct upstream_format *format)
{
	int ret = want_all(names, format->roots);

	return ret ? ret : want_all(names, format->owns);
}

static int want_version(struct names *names, const struct luocat_version *version)
{
	const struct upstream_format *format = format_of(version);
	int ret = 0;

	for (size_t i = 0; i < version->n_roots && !ret; i++)
		ret = want(names, version->roots[i]);
	return !ret && format ? want_format(names, format) : ret;
}

/* A part of a kernel that is not linked yet: another part may hold what needs its types. */
static bool is_part(const struct object *object)
{
	return object && object_relocatable(object) &&
	       !object_section_named(object, ".gnu.linkonce.this_module");
}

int layouts_note(struct layouts *layouts, const struct luocat_version *version,
		 struct luocat_error *err)
{
	struct luocat_ref *noted;

	if (layouts->n_noted == layouts->noted_room) {
		size_t room = layouts->noted_room ? 2 * layouts->noted_room : 8;

		noted = reallocarray(layouts->noted, room, sizeof(*noted));
		if (!noted)
			return out_of_memory(err);
		layouts->noted = noted;
		layouts->noted_room = room;
	}
	noted = &layouts->noted[layouts->n_noted];
	noted->kind = version->kind;
	noted->compatible = strdup(version->compatible);
	if (!noted->compatible)
		return out_of_memory(err);
	layouts->n_noted++;
	return 0;
}

/* A version may be noted as of one kind and merged into another one of its id. */
static int want_noted(struct names *names, const struct layouts *layouts,
		      const struct luocat_catalog *catalog)
{
	int ret = 0;

	for (size_t i = 0; i < layouts->n_noted && !ret; i++) {
		const struct luocat_ref *noted = &layouts->noted[i];
		const struct luocat_version *version = luocat_catalog_find(catalog, noted->kind,
									   noted->compatible);

		if (version)
			ret = want_version(names, version);
	}
	return ret;
}

static int want_every(struct names *names, const struct luocat_catalog *catalog)
{
	int ret = 0;

	for (size_t i = 0; i < luocat_catalog_n_versions(catalog) && !ret; i++)
		ret = want_version(names, luocat_catalog_version(catalog, i));
	return ret;
}

static int list_wanted(struct names *names, const struct layouts *layouts,
		       const struct object *object, const struct found *found)
{
	const struct upstream_format *format = upstream_formats;
	int ret = object ? want_noted(names, layouts, found->catalog)
			 : want_every(names, found->catalog);

	for (; is_part(object) && format->name && !ret; format++)
		ret = want_format(names, format);
	return ret;
}

int layouts_wanted(struct layouts *layouts, const struct object *object, const struct found *found,
		   const char *const **names, struct luocat_error *err)
{
	static const char *const none[] = {NULL};
	struct names wanted = {NULL, 0, 0};
	int ret = list_wanted(&wanted, layouts, object, found);

	if (object)
		forget_noted(layouts);
	free(layouts->wanted);
	layouts->wanted = wanted.all;
	*names = wanted.n ? wanted.all : none;
	return ret ? out_of_memory(err) : 0;
}

const char *const *layouts_expected(struct layouts *layouts)
{
	static const char *const none[] = {NULL};
	const struct upstream_format *format = upstream_formats;
	struct names names = {NULL, 0, 0};
	int ret = 0;

	if (!layouts)
		return handler_types;
	if (!layouts->expected) {
		ret = want_all(&names, handler_types);
		for (; format->name && !ret; format++)
			ret = want_format(&names, format);
		layouts->expected = names.all;
	}
	/* out of memory: what is not searched for now is searched for later */
	return layouts->expected ? layouts->expected : none;
}

/* ---- What versions reach ---- */

static size_t count_names(const char *const *names)
{
	size_t n = 0;

	while (names[n])
		n++;
	return n;
}

/* The roots of a format that this kernel has, or all of them where it has none of them. */
static int choose_roots(const struct layouts *layouts, const struct upstream_format *format,
			const char **roots, size_t *n, struct luocat_error *err)
{
	struct definition *definition;
	size_t all = count_names(format->roots);
	int ret = 0;

	*n = 0;
	for (size_t i = 0; i < all && !ret; i++) {
		ret = definition_find(layouts, format->roots[i], &definition, err);
		if (!ret && definition)
			roots[(*n)++] = format->roots[i];
	}
	if (!*n) {
		memcpy(roots, format->roots, all * sizeof(*roots));
		*n = all;
	}
	return ret;
}

/* Says of a version what no finder could: see add_needs() in constants.c. */
static int complete(const struct layouts *layouts, struct luocat_catalog *catalog,
		    const struct luocat_version *version, const struct upstream_format *format,
		    struct luocat_error *err)
{
	struct luocat_version more = {
		.size = sizeof(more),
		.kind = version->kind,
		.compatible = version->compatible,
		.layout_form = version->layout_form,
		.origin = version->origin,
	};
	const char **roots = calloc(count_names(format->roots) + 1, sizeof(*roots));
	int ret = roots ? 0 : out_of_memory(err);

	more.roots = roots;
	if (!ret && version->layout_form == LUOCAT_LAYOUT_STRUCT && !version->n_roots)
		ret = choose_roots(layouts, format, roots, &more.n_roots, err);
	if (!version->n_properties) {
		more.properties = format->properties;
		while (format->properties[more.n_properties].name)
			more.n_properties++;
	}
	more.origin.evidence_read = LUOCAT_EVIDENCE_NONE;
	more.origin.evidence_write = LUOCAT_EVIDENCE_NONE;
	more.origin.evidence_constants = LUOCAT_EVIDENCE_NONE;
	if (!ret && (more.n_roots || more.n_properties))
		ret = luocat_catalog_add(catalog, &more, err);
	free(roots);
	return ret;
}

static int complete_all(const struct layouts *layouts, struct luocat_catalog *catalog,
			struct luocat_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < luocat_catalog_n_versions(catalog) && !ret; i++) {
		const struct luocat_version *version = luocat_catalog_version(catalog, i);
		const struct upstream_format *format = format_of(version);

		if (format && (version->layout_form == LUOCAT_LAYOUT_STRUCT ||
			       version->layout_form == LUOCAT_LAYOUT_FDT))
			ret = complete(layouts, catalog, version, format, err);
	}
	return ret;
}

static bool is_among(const char *name, const char *const *names)
{
	for (; *names; names++) {
		if (!strcmp(*names, name))
			return true;
	}
	return false;
}

static bool has_root(const struct luocat_version *version, const char *name)
{
	for (size_t i = 0; i < version->n_roots; i++) {
		if (!strcmp(version->roots[i], name))
			return true;
	}
	return false;
}

/* The one format whose descriptors have this type as a root, or NULL. */
static const struct luocat_version *descriptor_of(const struct luocat_catalog *catalog,
						  const char *name)
{
	const struct luocat_version *only = NULL;

	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *version = luocat_catalog_version(catalog, i);

		if (version->origin.evidence_id != LUOCAT_EVIDENCE_DESCRIPTOR ||
		    !has_root(version, name))
			continue;
		if (only && (only->kind != version->kind || strcmp(only->name, version->name)))
			return NULL;
		only = version;
	}
	return only;
}

/* Descriptors know better than the table whose a type is. */
static void set_owner(const struct luocat_catalog *catalog, struct luocat_type *type)
{
	const struct luocat_version *version = descriptor_of(catalog, type->name);
	const struct upstream_format *format = upstream_formats;

	if (version) {
		type->owner_kind = version->kind;
		type->owner_name = version->name;
		return;
	}
	for (; format->name; format++) {
		if (is_among(type->name, format->roots) || is_among(type->name, format->owns)) {
			type->owner_kind = format->kind;
			type->owner_name = format->name;
			return;
		}
	}
}

/* The types that are still to be looked at: a list, so that no chain of them is too long. */
struct reach {
	const struct layouts *layouts;
	struct luocat_catalog *catalog;
	struct definition **todo; /* room for one of each name */
	size_t n;
	struct luocat_error *err;
};

/* @expression: a type with its keyword, bounds behind it; anything else is passed over. */
static int reach_type(struct reach *reach, const char *expression)
{
	size_t length = strcspn(expression, "[");
	struct definition *definition;
	char *name;
	int ret;

	if (!memchr(expression, ' ', length))
		return 0;
	name = strndup(expression, length);
	if (!name)
		return out_of_memory(reach->err);
	ret = definition_find(reach->layouts, name, &definition, reach->err);
	free(name);
	if (ret || !definition || definition->reached)
		return ret;
	if (definition->problem)
		return luocat_error_set(reach->err, -EINVAL, definition->file, definition->section,
					"%.120s in %.120s %s", definition->type.name,
					definition->place, definition->problem);
	definition->reached = true;
	reach->todo[reach->n++] = definition;
	return 0;
}

static int reach_all(struct reach *reach)
{
	struct luocat_error why;
	int ret = 0;

	while (reach->n && !ret) {
		struct definition *definition = reach->todo[--reach->n];
		struct luocat_type *type = &definition->type;

		set_owner(reach->catalog, type);
		type->given = definition->own ? NULL : definition->given;
		ret = luocat_catalog_add_type(reach->catalog, type, &why);
		if (ret)
			return luocat_error_set(reach->err, ret, definition->file,
						definition->section, "%.160s: %.320s",
						definition->place, why.what);
		for (size_t i = 0; i < type->n_members && !ret; i++)
			ret = reach_type(reach, type->members[i].type);
	}
	return ret;
}

int layouts_finish(struct layouts *layouts, struct luocat_catalog *catalog,
		   struct luocat_error *err)
{
	struct reach reach = {
		.layouts = layouts,
		.catalog = catalog,
		.todo = calloc(layouts->n_names + 1, sizeof(*reach.todo)),
		.err = err,
	};
	int ret = reach.todo ? complete_all(layouts, catalog, err) : out_of_memory(err);

	for (size_t i = 0; i < luocat_catalog_n_versions(catalog) && !ret; i++) {
		const struct luocat_version *version = luocat_catalog_version(catalog, i);

		for (size_t k = 0; k < version->n_roots && !ret; k++)
			ret = reach_type(&reach, version->roots[k]);
	}
	if (!ret)
		ret = reach_all(&reach);
	free(reach.todo);
	return ret;
}
