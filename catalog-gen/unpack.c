// SPDX-License-Identifier: GPL-2.0-only
/*
 * unpack.c - compressed sections: zlib and zstd
 *
 * The section says how large it will be. That is believed up to a limit of its own, and then held
 * against what really comes out.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "elf_object.h"

/* Debian 12's elf.h has no name for it. */
#ifndef ELFCOMPRESS_ZSTD
#define ELFCOMPRESS_ZSTD 2
#endif

/*
 * zlib cannot do more than 1032:1, and debugging information reaches about 10:1. A section that
 * promises more is not read; small ones may promise what they like.
 */
#define RATIO_LIMIT 1032
#define RATIO_FREE  ((uint64_t)1 << 20)

static int read_header(const struct object *object, const struct section *section, uint32_t *type,
		       uint64_t *size, struct luocat_error *err)
{
	const uint8_t *bytes = section_stored(object, section);

	if (section->size < elf_sizeof(object, Chdr))
		return section_error(err, -EINVAL, object, section,
				     "too short for a compressed section");
	*type = (uint32_t)elf_field(object, Chdr, bytes, ch_type);
	*size = elf_field(object, Chdr, bytes, ch_size);
	if (*size > RATIO_FREE && *size / RATIO_LIMIT > section->size)
		return section_error(err, -EINVAL, object, section,
				     "%" PRIu64 " bytes claim to unpack to %" PRIu64, section->size,
				     *size);
	if (*size > UNPACKED_LIMIT)
		return section_error(err, -EFBIG, object, section,
				     "would unpack to %" PRIu64 " bytes", *size);
	return 0;
}

int section_unpacked_size(const struct object *object, const struct section *section,
			  uint64_t *size, struct luocat_error *err)
{
	uint32_t type;

	if (section->flags & SHF_COMPRESSED)
		return read_header(object, section, &type, size, err);
	*size = section->type == SHT_NOBITS ? 0 : section->size;
	return 0;
}

static bool unpack_zlib(const uint8_t *from, size_t n, uint8_t *to, size_t length)
{
	/* lengths above 4 GiB cannot come here, but uInt is only promised 16 bits */
	z_stream stream = {.next_in = (uint8_t *)from,
			   .avail_in = (uInt)n,
			   .next_out = to,
			   .avail_out = (uInt)length};
	int ret;

	if (stream.avail_in != n || stream.avail_out != length || inflateInit(&stream) != Z_OK)
		return false;
	ret = inflate(&stream, Z_FINISH);
	inflateEnd(&stream);
	return ret == Z_STREAM_END && !stream.avail_out;
}

static bool unpack_zstd(const uint8_t *from, size_t n, uint8_t *to, size_t length)
{
	return ZSTD_decompress(to, length, from, n) == length;
}

static const struct {
	uint32_t type;
	const char *name;
	bool (*unpack)(const uint8_t *from, size_t n, uint8_t *to, size_t length);
} methods[] = {
	{ELFCOMPRESS_ZLIB, "zlib", unpack_zlib},
	{ELFCOMPRESS_ZSTD, "zstd", unpack_zstd},
};

int section_unpack(struct object *object, const struct section *section, void **bytes,
		   size_t *length, struct luocat_error *err)
{
	const uint8_t *from = section_stored(object, section);
	size_t header = elf_sizeof(object, Chdr);
	uint32_t type;
	uint64_t size;
	void *to;
	int ret;

	ret = read_header(object, section, &type, &size, err);
	if (ret)
		return ret;
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (methods[i].type != type)
			continue;
		if (size > UNPACKED_LIMIT - object->unpacked)
			return section_error(err, -EFBIG, object, section,
					     "the file unpacks to too much");
		to = malloc(size ? size : 1);
		if (!to)
			return section_error(err, -ENOMEM, object, section, "out of memory");
		if (!methods[i].unpack(from + header, section->size - header, to, size)) {
			free(to);
			return section_error(err, -EINVAL, object, section,
					     "is not %" PRIu64 " bytes of %s, as it claims", size,
					     methods[i].name);
		}
		object->unpacked += size;
		*bytes = to;
		*length = size;
		return 0;
	}
	return section_error(err, -ENOTSUP, object, section,
			     "compressed in an unknown way (type %" PRIu32 ")", type);
}
