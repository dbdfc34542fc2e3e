// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_uki.c - a unified kernel image: an EFI application with a boot image in its section .linux,
 * and an initramfs in .initrd
 *
 * UAPI Group's specification "Unified Kernel Image"; the section table is PE's (kernel:
 * include/linux/pe.h). Raw data are padded, so that the virtual size tells their length.
 */
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input_ahead.h"
#include "input_kernels.h"
#include "input_walk.h"

#define PE_OFFSET 0x3c /* in the MZ header, of "PE\0\0" and what is below */
/* struct pe_hdr */
#define N_SECTIONS	6
#define OPTIONAL_SIZE	20
#define OPTIONAL_HEADER 24
/* struct section_header */
#define SECTION_SIZE 40
#define NAME_SIZE    8
#define VIRTUAL_SIZE 8
#define RAW_SIZE     16
#define RAW_OFFSET   20

#define MAX_SECTIONS 96 /* what Windows' loader takes */

static uint32_t u32(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return le32toh(value);
}

static uint16_t u16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] | bytes[1] << 8);
}

/* The section headers of that name: how many, and the last of them. */
static size_t find_sections(const struct reader *reader, const char *name, const uint8_t **section)
{
	const uint8_t *mz = reader_at(reader, 0, PE_OFFSET + 4), *pe, *at;
	uint64_t offset = mz && !memcmp(mz, "MZ", 2) ? u32(mz + PE_OFFSET) : 0;
	size_t found = 0, n;

	pe = offset ? reader_at(reader, offset, OPTIONAL_HEADER) : NULL;
	if (!pe || memcmp(pe, "PE\0\0", 4))
		return 0;
	n = u16(pe + N_SECTIONS);
	offset += OPTIONAL_HEADER + u16(pe + OPTIONAL_SIZE);
	for (size_t i = 0; i < n && i < MAX_SECTIONS; i++) {
		at = reader_at(reader, offset + i * SECTION_SIZE, SECTION_SIZE);
		if (!at)
			break;
		if (strncmp((const char *)at, name, NAME_SIZE))
			continue;
		*section = at;
		found++;
	}
	return found;
}

bool is_uki(const struct walk *walk, const struct reader *reader)
{
	const uint8_t *section;

	return find_sections(reader, ".linux", &section);
}

static int walk_bytes(struct walk *walk, struct reader *reader, uint64_t offset, uint64_t size,
		      const char *which, const char *name, struct luocat_error *err)
{
	char *file = NULL, *origin = NULL;
	struct reader *section = NULL;
	int ret = 0;

	if (asprintf(&file, "%s:%s", reader_name(reader), which) < 0 ||
	    asprintf(&origin, "%s:%s", name, which) < 0)
		ret = luocat_error_set(err, -ENOMEM, reader_name(reader), NULL, "out of memory");
	if (!ret)
		ret = reader_window(reader, offset, size, file, &section, err);
	if (!ret)
		ret = walk_reader(walk, section, origin, err);
	if (!ret)
		ret = ahead_drain(walk, err);
	reader_unref(section);
	free(origin);
	free(file);
	return ret;
}

/* What is in the one section of that name. */
static int walk_section(struct walk *walk, struct reader *reader, const char *which,
			const char *name, struct luocat_error *err)
{
	const uint8_t *section = NULL;
	uint64_t offset, size, used;
	char where[32];

	snprintf(where, sizeof(where), "section %s", which);
	if (find_sections(reader, which, &section) != 1)
		return luocat_error_set(err, -EINVAL, reader_name(reader), where,
					"is there more than once");
	offset = u32(section + RAW_OFFSET);
	size = u32(section + RAW_SIZE);
	used = u32(section + VIRTUAL_SIZE);
	if (used && used < size)
		size = used;
	if (!size || !reader_at(reader, offset, size))
		return luocat_error_set(err, -EINVAL, reader_name(reader), where,
					size ? "reaches outside the file" : "is empty");
	return walk_bytes(walk, reader, offset, size, which, name, err);
}

/* The kernel's own, also if the image comes out of a package. */
static int walk_initrd(struct walk *walk, struct reader *reader, const char *name,
		       struct luocat_error *err)
{
	bool archived = walk->archived;
	int ret;

	walk->archived = false;
	ret = walk_section(walk, reader, ".initrd", name, err);
	walk->archived = archived;
	if (!ret)
		walk->visitor->kernels->given[PLACE_INITRAMFS] = true;
	return ret;
}

int walk_uki(struct walk *walk, struct reader *reader, const char *name, struct luocat_error *err)
{
	size_t before = walk->objects;
	const uint8_t *section;
	int ret = walk_enter(walk, reader, err);

	if (ret)
		return ret;
	ret = walk_section(walk, reader, ".linux", name, err);
	/* of several kernels, it is only the initramfs of the one that is looked for */
	if (!ret && walk->objects != before && find_sections(reader, ".initrd", &section))
		ret = walk_initrd(walk, reader, name, err);
	walk_leave(walk);
	return ret;
}
