// SPDX-License-Identifier: GPL-2.0-only
/*
 * packing.c - how bytes are compressed, by their first ones
 */
#include <archive.h>
#include <string.h>
#include <zstd.h>

#include "packed.h"

static bool starts_with(const struct reader *reader, const char *magic, size_t length)
{
	const void *bytes = reader_at(reader, 0, length);

	return bytes && !memcmp(bytes, magic, length);
}

static bool is_gzip(const struct reader *reader)
{
	return starts_with(reader, "\x1f\x8b\x08", 3);
}

static bool is_xz(const struct reader *reader)
{
	return starts_with(reader, "\xfd\x37zXZ\0", 6);
}

static bool is_zstd(const struct reader *reader)
{
	return starts_with(reader, "\x28\xb5\x2f\xfd", 4);
}

static bool is_bzip2(const struct reader *reader)
{
	const uint8_t *level = reader_at(reader, 3, 1);

	return starts_with(reader, "BZh", 3) && level && *level >= '1' && *level <= '9';
}

/* A frame, or the older form without a header that the kernel unpacks. */
static bool is_lz4(const struct reader *reader)
{
	return starts_with(reader, "\x04\x22\x4d\x18", 4) ||
	       starts_with(reader, "\x02\x21\x4c\x18", 4);
}

/*
 * lzma(1) has no magic: the usual properties, the size of a dictionary (2^n or 2^n + 2^(n-1)), and
 * that of the contents, all ones where it is not known.
 */
static bool is_lzma(const struct reader *reader)
{
	const uint8_t *header = reader_at(reader, 0, 13);
	uint32_t dictionary = 0, rest;
	uint64_t size = 0;

	if (!header || header[0] != 0x5d)
		return false;
	for (int i = 4; i >= 1; i--)
		dictionary = dictionary << 8 | header[i];
	for (int i = 12; i >= 5; i--)
		size = size << 8 | header[i];
	rest = dictionary & (dictionary - 1); /* without the lowest bit */
	return dictionary >= 4096 &&
	       (!rest || (!(rest & (rest - 1)) && rest == (dictionary ^ rest) << 1)) &&
	       (size == UINT64_MAX || size < (uint64_t)1 << 40);
}

static const struct packing packings[] = {
	{"gzip", ARCHIVE_FILTER_GZIP, is_gzip},	   {"xz", ARCHIVE_FILTER_XZ, is_xz},
	{"zstd", ARCHIVE_FILTER_ZSTD, is_zstd},	   {"lz4", ARCHIVE_FILTER_LZ4, is_lz4},
	{"bzip2", ARCHIVE_FILTER_BZIP2, is_bzip2}, {"lzma", ARCHIVE_FILTER_LZMA, is_lzma},
};

const struct packing *packing_of(const struct reader *reader)
{
	for (size_t i = 0; i < sizeof(packings) / sizeof(*packings); i++) {
		if (packings[i].is(reader))
			return &packings[i];
	}
	return NULL;
}

uint64_t packing_length(const struct reader *reader, const struct packing *packing)
{
	uint64_t size = reader_size(reader), length = 0;
	const uint8_t *bytes = reader_at(reader, 0, size);
	size_t frame;

	if (packing->filter != ARCHIVE_FILTER_ZSTD || !bytes)
		return size;
	while (length < size) {
		frame = ZSTD_findFrameCompressedSize(bytes + length, size - length);
		if (ZSTD_isError(frame) || !frame)
			break;
		length += frame;
	}
	return length ? length : size;
}
