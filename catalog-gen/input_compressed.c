// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_compressed.c - a compressed file, and the compressed kernel in an image
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "input_ahead.h"
#include "input_walk.h"

bool is_lzma_alone(const struct walk *walk, const struct reader *reader)
{
	const struct packing *packing = packing_of(reader);

	return packing && !strcmp(packing->name, "lzma");
}

bool is_compressed(const struct walk *walk, const struct reader *reader)
{
	return packing_of(reader) && !is_lzma_alone(walk, reader);
}

/* What the first @length bytes of a compressed file are. */
static int unpack_part(struct walk *walk, struct reader *reader, const struct packing *packing,
		       uint64_t length, bool *initramfs, struct reader **unpacked,
		       struct luocat_error *err)
{
	const char *file = reader_name(reader);
	struct packed *packed;
	struct reader *part;
	int ret = reader_window(reader, 0, length, file, &part, err);

	if (ret)
		return ret;
	ret = packed_open(part, packing, NULL, &walk->unpacking, &packed, err);
	if (!ret) {
		ret = walk_unpack(walk, packed, 0, file, initramfs, unpacked, err);
		packed_close(packed);
	}
	reader_unref(part);
	return ret;
}

int unpack_file(struct walk *walk, struct reader *reader, const struct packing *packing,
		bool *initramfs, struct reader **unpacked, struct luocat_error *err)
{
	uint64_t length = packing_length(reader, packing);
	int ret = unpack_part(walk, reader, packing, length, initramfs, unpacked, err);

	/* only an initramfs may have anything behind what is compressed */
	if (!ret && *unpacked && length < reader_size(reader)) {
		ret = luocat_error_set(err, -EINVAL, reader_name(reader), NULL,
				       "cannot be unpacked (%s): more follows at offset %" PRIu64,
				       packing->name, length);
		walk->unpacking.held -= reader_size(*unpacked);
		*unpacked = reader_unref(*unpacked);
	}
	return ret;
}

/* An initramfs is looked at from its start again. */
static int walk_unpacked_file(struct walk *walk, struct reader *reader, const char *name,
			      struct luocat_error *err)
{
	struct reader *unpacked = NULL;
	bool initramfs = false;
	int ret = walk_enter(walk, reader, err);

	if (ret)
		return ret;
	ret = unpack_file(walk, reader, packing_of(reader), &initramfs, &unpacked, err);
	if (!ret && initramfs)
		ret = walk_initramfs(walk, reader, name, err);
	else if (!ret && unpacked)
		ret = walk_unpacked(walk, unpacked, name, err);
	walk_leave(walk);
	return ret;
}

static int unpack(struct walk *walk, struct reader *reader, const struct packing *packing,
		  const char *where, uint64_t size, const char *name, struct luocat_error *err)
{
	struct packed *packed;
	int ret = walk_enter(walk, reader, err);

	if (ret)
		return ret;
	ret = packed_open(reader, packing, where, &walk->unpacking, &packed, err);
	if (!ret) {
		ret = walk_packed(walk, packed, size, reader_name(reader), name, err);
		packed_close(packed);
	}
	walk_leave(walk);
	return ret;
}

int walk_compressed(struct walk *walk, struct reader *reader, const char *name,
		    struct luocat_error *err)
{
	return ahead_wants(walk, reader) ? ahead_submit(walk, reader, name, err)
					 : walk_unpacked_file(walk, reader, name, err);
}

/* The size that the payload says it unpacks to. */
static uint32_t unpacked_size(const struct reader *payload)
{
	const uint8_t *last = reader_at(payload, reader_size(payload) - 4, 4);

	return last[0] | last[1] << 8 | last[2] << 16 | (uint32_t)last[3] << 24;
}

static int unpack_payload(struct walk *walk, struct reader *payload, const char *compressed_as,
			  const char *name, struct luocat_error *err)
{
	const struct packing *packing = packing_of(payload);
	const char *file = reader_name(payload);
	uint32_t size = unpacked_size(payload);
	struct reader *stream;
	bool gzip;
	int ret;

	if (!packing)
		return luocat_error_set(err, -ENOTSUP, file, "payload",
					"is compressed in an unknown way");
	if (compressed_as && strcmp(compressed_as, packing->name))
		return luocat_error_set(err, -EINVAL, file, "payload",
					"is %s, where the header says %.32s", packing->name,
					compressed_as);
	if (!size)
		return luocat_error_set(err, -EINVAL, file, "payload",
					"says that it unpacks to nothing");
	/* the size is part of gzip's format; others' end before it */
	gzip = !strcmp(packing->name, "gzip");
	ret = reader_window(payload, 0, reader_size(payload) - (gzip ? 0 : 4), file, &stream, err);
	if (ret)
		return ret;
	ret = unpack(walk, stream, packing, "payload", size, name, err);
	reader_unref(stream);
	return ret;
}

int walk_payload(struct walk *walk, struct reader *image, uint64_t offset, uint64_t length,
		 const char *compressed_as, const char *name, struct luocat_error *err)
{
	struct reader *payload;
	int ret;

	if (length < 16)
		return luocat_error_set(err, -EINVAL, reader_name(image), "payload",
					"is too short (%" PRIu64 " bytes)", length);
	if (!reader_at(image, offset, length))
		return luocat_error_set(err, -EINVAL, reader_name(image), "payload",
					"reaches outside the file (offset %" PRIu64 ", %" PRIu64
					" bytes)",
					offset, length);
	ret = reader_window(image, offset, length, reader_name(image), &payload, err);
	if (ret)
		return ret;
	ret = unpack_payload(walk, payload, compressed_as, name, err);
	reader_unref(payload);
	return ret;
}
