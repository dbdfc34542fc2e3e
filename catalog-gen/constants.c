// SPDX-License-Identifier: GPL-2.0-only
/*
 * constants.c - formats that no object declares: string constants that the code compares with
 *
 * The reader's comparison keeps the literal; compilers turn the writer's copy into immediates. So a
 * constant shows that the kernel reads that version, and the table says that what is compared with
 * is also what is written, as long as there is only one.
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finder.h"
#include "origin.h"
#include "upstream.h"

#define MAX_COMPATIBLE 48
#define MAX_VERSIONS   16 /* of one format in one object */

struct constant {
	const struct section *section;
	uint64_t offset;
	char compatible[MAX_COMPATIBLE];
};

struct constants {
	struct object *object;
	const struct upstream_format *format;
	const struct section *section; /* being looked at */
	struct constant all[MAX_VERSIONS];
	size_t n;
	struct luocat_error *err;
};

/* Literals: .rodata, .rodata.str1.8, .init.rodata.cst16 ... (.rodata is writable in vmlinux). */
static bool has_literals(const struct section *section)
{
	return section->type == SHT_PROGBITS && (section->flags & SHF_ALLOC) &&
	       !(section->flags & SHF_EXECINSTR) &&
	       (!strncmp(section->name, ".rodata", 7) || !strncmp(section->name, ".init.rodata", 12));
}

static int keep(struct constants *constants, const char *text, uint64_t offset)
{
	for (size_t i = 0; i < constants->n; i++) {
		if (!strcmp(constants->all[i].compatible, text))
			return 0;
	}
	if (constants->n == MAX_VERSIONS)
		return origin_error(constants->err, constants->object, constants->section, offset,
				    "too many versions of one format");
	constants->all[constants->n].section = constants->section;
	constants->all[constants->n].offset = offset;
	strcpy(constants->all[constants->n++].compatible, text);
	return 0;
}

/* The name was seen: the string around it is one of ours only if it is nothing but name and version. */
static int look_at(size_t needle, uint64_t offset, void *arg)
{
	struct constants *constants = arg;
	char text[MAX_COMPATIBLE];
	const uint8_t *data;
	size_t length, n;
	int ret = object_section_data(constants->object, constants->section, &data, &length,
				      constants->err);

	if (ret)
		return ret;
	if (offset >= length || (offset && data[offset - 1]))
		return 0;
	n = strnlen((const char *)data + offset, length - offset);
	if (n == length - offset || n >= sizeof(text))
		return 0;
	memcpy(text, data + offset, n + 1);
	if (upstream_find(text) != constants->format)
		return 0;
	return keep(constants, text, offset);
}

static int add_constant(const struct constants *constants, const struct constant *constant,
			struct found *found)
{
	bool only = constants->n == 1;
	struct luocat_version version = {
		.size = sizeof(version),
		.kind = constants->format->kind,
		.compatible = constant->compatible,
		.read = LUOCAT_YES,
		.write = only ? LUOCAT_YES : LUOCAT_UNKNOWN,
		.enable_write = LUOCAT_YES,
		.provider = found->provider,
		.origin.evidence_id = LUOCAT_EVIDENCE_STRING,
		.origin.evidence_read = LUOCAT_EVIDENCE_STRING,
		.origin.evidence_write = only ? LUOCAT_EVIDENCE_TABLE : LUOCAT_EVIDENCE_NONE,
	};

	origin_place(&version.origin, constants->object, constant->section,
		     constant->section->addr + constant->offset);
	upstream_complete(&version);
	return found_version(found, &version, constants->err);
}

static int find_format(struct object *object, const struct upstream_format *format,
		       struct found *found, struct luocat_error *err)
{
	struct constants constants = { .object = object, .format = format, .err = err };
	int ret = 0;

	for (size_t i = 0; i < object_n_sections(object) && !ret; i++) {
		constants.section = object_section(object, i);
		if (has_literals(constants.section))
			ret = object_section_scan(object, constants.section, format->name,
						  strlen(format->name), look_at, &constants, err);
	}
	for (size_t i = 0; i < constants.n && !ret; i++)
		ret = add_constant(&constants, &constants.all[i], found);
	return ret;
}

/* The id of the only version of a format in this kernel, or NULL. */
static const char *only_version(const struct luocat_catalog *catalog,
				const struct upstream_need *need)
{
	const char *only = NULL;

	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *version = luocat_catalog_version(catalog, i);

		if (version->kind != need->kind || strcmp(version->name, need->name))
			continue;
		if (only)
			return NULL;
		only = version->compatible;
	}
	return only;
}

#define MAX_NEEDS 4

/* Says of one version what it requires, once this kernel's ids of all of that are known. */
static int add_needs(const struct luocat_version *version, const struct upstream_need *needs,
		     struct found *found, struct luocat_error *err)
{
	struct luocat_ref refs[MAX_NEEDS];
	struct luocat_version more = {
		.size = sizeof(more),
		.kind = version->kind,
		.required = refs,
		.required_known = true,
		/* it adds to what was found, and is no find of its own */
		.compatible = version->compatible,
		.origin = version->origin,
	};

	for (; needs->name; needs++) {
		refs[more.n_required].kind = needs->kind;
		refs[more.n_required].compatible = only_version(found->catalog, needs);
		if (!refs[more.n_required].compatible || more.n_required == MAX_NEEDS - 1)
			return 0;
		more.n_required++;
	}
	more.origin.evidence_read = LUOCAT_EVIDENCE_NONE;
	more.origin.evidence_write = LUOCAT_EVIDENCE_NONE;
	more.origin.evidence_constants = LUOCAT_EVIDENCE_NONE;
	return luocat_catalog_add(found->catalog, &more, err);
}

int find_constants(struct object *object, struct found *found, struct luocat_error *err)
{
	int ret = 0;

	/* KHO and LUO themselves are never modules; one that prints their ids does not read them */
	if (object_section_named(object, ".gnu.linkonce.this_module"))
		return 0;
	for (const struct upstream_format *f = upstream_formats; f->name && !ret; f++) {
		if (f->constant)
			ret = find_format(object, f, found, err);
	}
	return ret;
}

int find_needs(struct object *object, struct found *found, struct luocat_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < luocat_catalog_n_versions(found->catalog) && !ret; i++) {
		const struct luocat_version *version = luocat_catalog_version(found->catalog, i);
		const struct upstream_format *format = upstream_find(version->compatible);

		if (format && format->merged && format->kind == version->kind &&
		    !version->required_known)
			ret = add_needs(version, format->needs, found, err);
	}
	return ret;
}
