// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_initramfs.c - what the kernel unpacks before there is a root file system
 *
 * Cpio archives behind each other, with zeroes in between, each compressed or not: the processor's
 * microcode comes first and uncompressed, so that it is found early (kernel:
 * driver-api/early-userspace/buffer-format.rst). Of what is in them, modules are looked at.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "input_kernels.h"
#include "input_walk.h"

#define MAGIC_LENGTH 6

static bool is_cpio(const struct reader *reader)
{
	const void *magic = reader_at(reader, 0, MAGIC_LENGTH);

	return magic &&
	       (!memcmp(magic, "070701", MAGIC_LENGTH) || !memcmp(magic, "070702", MAGIC_LENGTH));
}

bool is_initramfs(const struct walk *walk, const struct reader *reader)
{
	return !walk->archived && is_cpio(reader);
}

/* Zeroes from @offset on. */
static uint64_t padding(const struct reader *reader, uint64_t offset)
{
	const uint8_t *byte;
	uint64_t n = 0;

	while ((byte = reader_at(reader, offset + n, 1)) && !*byte)
		n++;
	return n;
}

static int walk_archive(struct walk *walk, struct reader *part, const struct packing *packing,
			const char *name, uint64_t *consumed, struct luocat_error *err)
{
	struct packed *packed;
	int ret = packed_open_cpio(part, packing, &walk->unpacking, &packed, err);

	if (ret)
		return ret;
	ret = walk_members(walk, packed, reader_name(part), name, err);
	*consumed = packed_consumed(packed);
	packed_close(packed);
	return ret;
}

/* One of them, at @offset, which is moved behind it. */
static int walk_part(struct walk *walk, struct reader *reader, uint64_t *offset, const char *name,
		     struct luocat_error *err)
{
	const char *file = reader_name(reader);
	const struct packing *packing;
	struct reader *rest, *part = NULL;
	uint64_t consumed = 0, length;
	int ret;

	ret = reader_window(reader, *offset, reader_size(reader) - *offset, file, &rest, err);
	if (ret)
		return ret;
	packing = is_cpio(rest) ? NULL : packing_of(rest);
	length = packing ? packing_length(rest, packing) : reader_size(rest);
	if (!is_cpio(rest) && !packing)
		ret = luocat_error_set(
			err, -EINVAL, file, NULL,
			"is an initramfs, but what follows at offset %" PRIu64 " is none", *offset);
	if (!ret)
		ret = reader_window(rest, 0, length, file, &part, err);
	if (!ret)
		ret = walk_archive(walk, part, packing, name, &consumed, err);
	if (!ret && (!consumed || consumed > length))
		ret = luocat_error_set(err, -EINVAL, file, NULL,
				       "is an initramfs that ends in the middle");
	*offset += consumed;
	reader_unref(part);
	reader_unref(rest);
	return ret;
}

int walk_initramfs(struct walk *walk, struct reader *reader, const char *name,
		   struct luocat_error *err)
{
	enum input_place place = walk->place;
	uint64_t offset = padding(reader, 0);
	size_t modules = walk->modules;
	int ret = walk_enter(walk, reader, err);

	if (ret)
		return ret;
	walk->place = PLACE_INITRAMFS;
	while (!ret && offset < reader_size(reader)) {
		ret = walk_part(walk, reader, &offset, name, err);
		offset += padding(reader, offset);
	}
	walk->place = place;
	walk_leave(walk);
	/* one without modules, which somebody named, says that none is in it */
	if (!ret && !walk->mixed && walk->modules == modules) {
		walk->visitor->kernels->given[PLACE_INITRAMFS] = true;
		walk->others++;
	}
	return ret;
}
