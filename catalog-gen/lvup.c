// SPDX-License-Identifier: GPL-2.0-only
/*
 * lvup.c - the section .liveupdate_versions of the upstream RFC (December 2025)
 *
 * Two words, magic and version, then compatible strings, each in 48 bytes and padded with NULs. It
 * says neither kind nor direction. A string that another finder knows by its kind is folded into that
 * by luocat_catalog_add().
 */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "finder.h"
#include "origin.h"
#include "upstream.h"

#define LVUP_SECTION ".liveupdate_versions"
#define LVUP_MAGIC   0x4c565550
#define LVUP_VERSION 1
#define LVUP_HEADER  8
#define LVUP_STRING  48

static int add_string(struct object *object, const struct section *section, uint64_t offset,
		      const char *compatible, struct found *found, struct luocat_error *err)
{
	const struct upstream_format *format = upstream_find(compatible);
	struct luocat_version version = {
		.size = sizeof(version),
		.kind = format ? format->kind : LUOCAT_KIND_UNKNOWN,
		.compatible = compatible,
		.enable_write = LUOCAT_YES,
		/* who lists a string need not be who has the format */
		.provider = format ? found->provider : NULL,
		.origin.evidence_id = LUOCAT_EVIDENCE_LVUP,
	};

	origin_place(&version.origin, object, section, section->addr + offset);
	upstream_complete(&version);
	return found_version(found, &version, err);
}

static bool is_padded(const uint8_t *string)
{
	size_t length = strnlen((const char *)string, LVUP_STRING);

	for (size_t i = length; i < LVUP_STRING; i++) {
		if (string[i])
			return false;
	}
	return length && length < LVUP_STRING;
}

static int read_section(struct object *object, const struct section *section, struct found *found,
			struct luocat_error *err)
{
	const uint8_t *data;
	size_t length;
	int ret = object_section_data(object, section, &data, &length, err);

	if (ret)
		return ret;
	if (length < LVUP_HEADER || (length - LVUP_HEADER) % LVUP_STRING)
		return origin_error(err, object, section, 0,
				    "its size is not that of a header and whole strings");
	if (object_u32(object, data) != LVUP_MAGIC)
		return origin_error(err, object, section, 0, "wrong magic");
	if (object_u32(object, data + 4) != LVUP_VERSION)
		return origin_error(err, object, section, 4, "a version that is not known");
	for (size_t at = LVUP_HEADER; at < length; at += LVUP_STRING) {
		if (!is_padded(data + at))
			return origin_error(err, object, section, at,
					    "not a string padded with NULs");
		ret = add_string(object, section, at, (const char *)data + at, found, err);
		if (ret)
			return ret;
	}
	return 0;
}

int find_lvup(struct object *object, struct found *found, struct luocat_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < object_n_sections(object) && !ret; i++) {
		const struct section *section = object_section(object, i);

		/* a separate debug file has the section without its bytes */
		if (section->type == SHT_PROGBITS && !strcmp(section->name, LVUP_SECTION))
			ret = read_section(object, section, found, err);
	}
	return ret;
}
