// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_scan.c - looking for bytes in sections of debug information
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf_scan.h"
#include "reader.h"

/* Strings that end in a name, and places in a file: more are not a kernel's debug information. */
#define MAX_HITS 65536

static int keep_hit(uint64_t offset, void *arg)
{
	struct hits *hits = arg;

	if (hits->n == hits->room) {
		size_t room = hits->room ? 2 * hits->room : 16;
		uint64_t *more = reallocarray(hits->at, room, sizeof(*more));

		if (!more)
			return -ENOMEM;
		hits->at = more;
		hits->room = room;
	}
	hits->at[hits->n++] = offset;
	return hits->n < MAX_HITS ? 0 : -E2BIG;
}

int dwarf_scan(struct object *object, const struct section *section, const struct needle *needles,
		size_t n, int (*found)(uint64_t offset, void *arg), void *arg,
		struct luocat_error *err)
{
	const uint8_t *data, *at;
	size_t length;
	int ret;

	if (!object_relocatable(object))
		return object_section_scan_any(object, section, needles, n, found, arg, err);
	ret = object_section_data(object, section, &data, &length, err);
	for (size_t i = 0; i < n && !ret; i++) {
		for (at = data; !ret && needles[i].length; at++) {
			at = memmem(at, data + length - at, needles[i].bytes, needles[i].length);
			if (!at)
				break;
			ret = found(at - data, arg);
		}
	}
	return ret;
}

int dwarf_scan_all(struct object *object, const struct section *section,
		    const struct needle *needles, size_t n, struct hits *hits,
		    struct luocat_error *err)
{
	int ret = section ? dwarf_scan(object, section, needles, n, keep_hit, hits, err) : 0;

	if (ret == -ENOMEM || ret == -E2BIG)
		luocat_error_set(err, ret, reader_name(object_reader(object)), section->name,
				 ret == -ENOMEM ? "out of memory" : "too many mentions of one name");
	return ret;
}

struct needle dwarf_number(const struct object *object, uint8_t bytes[4], uint64_t number)
{
	for (unsigned int i = 0; i < 4; i++)
		bytes[object_big_endian(object) ? 3 - i : i] = (uint8_t)(number >> 8 * i);
	return (struct needle){bytes, 4};
}
