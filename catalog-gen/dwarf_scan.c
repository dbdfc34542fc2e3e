// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_scan.c - looking for bytes in sections of debug information
 */
#include <errno.h>
#include <stdlib.h>

#include "dwarf_scan.h"
#include "reader.h"

/* Strings that end in a name, and places in a file: more are not a kernel's debug information. */
#define MAX_HITS 65536

static int keep_hit(size_t needle, uint64_t offset, void *arg)
{
	struct hits *hits = arg;

	if (hits->n == hits->room) {
		size_t room = hits->room ? 2 * hits->room : 16;
		struct hit *more = reallocarray(hits->all, room, sizeof(*more));

		if (!more)
			return -ENOMEM;
		hits->all = more;
		hits->room = room;
	}
	hits->all[hits->n++] = (struct hit){offset, needle};
	return hits->n < MAX_HITS ? 0 : -E2BIG;
}

/* Some of the needles, which others stand before. */
struct batch {
	size_t first;
	scan_found found;
	void *arg;
};

static int found_in_batch(size_t needle, uint64_t offset, void *arg)
{
	const struct batch *batch = arg;

	return batch->found(batch->first + needle, offset, batch->arg);
}

static int scan_relocated(struct object *object, const struct section *section,
			  const struct needle *needles, size_t n, struct batch *batch,
			  struct luocat_error *err)
{
	const uint8_t *data;
	struct scan scan;
	size_t length;
	int ret = object_section_data(object, section, &data, &length, err);

	if (ret)
		return ret;
	scan_begin(&scan, needles, n, 0, found_in_batch, batch);
	return scan_window(&scan, data, length, 0);
}

int dwarf_scan(struct object *object, const struct section *section, const struct needle *needles,
	       size_t n, scan_found found, void *arg, struct luocat_error *err)
{
	struct batch batch = {0, found, arg};
	size_t some;
	int ret = 0;

	for (; batch.first < n && !ret; batch.first += some) {
		some = n - batch.first < MAX_NEEDLES ? n - batch.first : MAX_NEEDLES;
		if (object_relocatable(object))
			ret = scan_relocated(object, section, needles + batch.first, some, &batch,
					     err);
		else
			ret = object_section_scan_any(object, section, needles + batch.first, some,
						      found_in_batch, &batch, err);
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
				 ret == -ENOMEM ? "out of memory"
						: "too many mentions of one name");
	return ret;
}

struct needle dwarf_number(const struct object *object, uint8_t bytes[4], uint64_t number)
{
	for (unsigned int i = 0; i < 4; i++)
		bytes[object_big_endian(object) ? 3 - i : i] = (uint8_t)(number >> 8 * i);
	return (struct needle){bytes, 4};
}
