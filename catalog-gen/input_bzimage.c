// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_bzimage.c - x86's boot image: real-mode code and the compressed vmlinux behind it
 *
 * kernel: Documentation/arch/x86/boot.rst has the header. From protocol 2.08 on it says where the
 * compressed kernel is, whose last four bytes are its unpacked size (scripts/Makefile.lib:
 * size_append; gzip's own format has them). vmlinux.relocs may follow the vmlinux in it.
 */
#include <errno.h>
#include <string.h>

#include "input_walk.h"

/* struct setup_header, which stands at 0x1f1 of the file */
#define SETUP_SECTS    0x1f1
#define SYSSIZE	       0x1f4
#define BOOT_FLAG      0x1fe
#define HEADER_MAGIC   0x202
#define VERSION	       0x206
#define PAYLOAD_OFFSET 0x248
#define PAYLOAD_LENGTH 0x24c
#define HEADER_END     0x250

#define PROTOCOL_WITH_PAYLOAD 0x208 /* 2.08, Linux 2.6.26 */

static uint32_t number(const uint8_t *bytes, size_t size)
{
	uint32_t value = 0;

	while (size--)
		value = value << 8 | bytes[size];
	return value;
}

bool is_bzimage(const struct walk *walk, const struct reader *reader)
{
	const uint8_t *header = reader_at(reader, 0, HEADER_MAGIC + 4);

	return header && number(header + BOOT_FLAG, 2) == 0xaa55 &&
	       !memcmp(header + HEADER_MAGIC, "HdrS", 4);
}

static int header_error(const struct reader *reader, struct luocat_error *err, const char *what)
{
	return luocat_error_set(err, -EINVAL, reader_name(reader), "boot header", "%s", what);
}

int walk_bzimage(struct walk *walk, struct reader *reader, const char *name,
		 struct luocat_error *err)
{
	const uint8_t *header = reader_at(reader, 0, HEADER_END);
	uint64_t start, offset, length, code;

	if (!header)
		return header_error(reader, err, "the file is cut short");
	if (number(header + VERSION, 2) < PROTOCOL_WITH_PAYLOAD)
		return header_error(reader, err, "is too old to say where the kernel is");
	/* 0 stands for 4, for the sake of the oldest loaders */
	start = ((uint64_t)(header[SETUP_SECTS] ? header[SETUP_SECTS] : 4) + 1) * 512;
	offset = number(header + PAYLOAD_OFFSET, 4);
	length = number(header + PAYLOAD_LENGTH, 4);
	code = (uint64_t)number(header + SYSSIZE, 4) * 16;
	/* the last of the code's 16 bytes need not all be there */
	if (start + code > reader_size(reader) + 15)
		return header_error(reader, err, "the file is cut short");
	if (offset + length > code)
		return header_error(reader, err, "the payload is larger than the code around it");
	return walk_payload(walk, reader, start + offset, length, NULL, name, err);
}
