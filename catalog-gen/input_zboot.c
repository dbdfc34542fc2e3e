// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_zboot.c - an EFI application that unpacks the kernel in it, as arm64 and others boot
 *
 * kernel: drivers/firmware/efi/libstub/zboot-header.S: "MZ", "zimg" at 4, offset and size of the
 * compressed kernel at 8 and 12, how it is compressed at 24. The size leaves out the four bytes of
 * the unpacked size, which gzip's own format has and others are followed by.
 */
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "input_walk.h"

#define PAYLOAD_OFFSET	8
#define PAYLOAD_SIZE	12
#define COMPRESSION	24
#define COMPRESSION_END 0x38 /* where the header goes on */

static uint32_t number(const uint8_t *header, size_t offset)
{
	uint32_t value;

	memcpy(&value, header + offset, sizeof(value));
	return le32toh(value);
}

bool is_zboot(const struct walk *walk, const struct reader *reader)
{
	const uint8_t *header = reader_at(reader, 0, 8);

	return header && !memcmp(header, "MZ", 2) && !memcmp(header + 4, "zimg", 4);
}

int walk_zboot(struct walk *walk, struct reader *reader, const char *name, struct luocat_error *err)
{
	/* the kernel's words for what has another name elsewhere */
	static const char *const aliases[][2] = {{"xzkern", "xz"}};
	const uint8_t *header = reader_at(reader, 0, COMPRESSION_END);
	char type[COMPRESSION_END - COMPRESSION + 1] = "";
	const char *compressed_as = type;
	uint64_t length;

	if (!header)
		return luocat_error_set(err, -EINVAL, reader_name(reader), "zboot header",
					"the file is cut short");
	memcpy(type, header + COMPRESSION, sizeof(type) - 1);
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		if (!strcmp(type, aliases[i][0]))
			compressed_as = aliases[i][1];
	}
	for (char *c = type; *c; c++) {
		if (*c < 0x20 || *c > 0x7e)
			return luocat_error_set(err, -EINVAL, reader_name(reader), "zboot header",
						"its kind of compression is no text");
	}
	length = number(header, PAYLOAD_SIZE);
	if (strcmp(compressed_as, "gzip"))
		length += 4;
	return walk_payload(walk, reader, number(header, PAYLOAD_OFFSET), length, compressed_as,
			    name, err);
}
