// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_flat.c - arm64's Image: the kernel's memory as it is loaded, without sections
 *
 * What flat.c found in it is written as the section headers of an ELF file, so that everything else
 * sees a stripped vmlinux.
 */
#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "flat.h"
#include "input_walk.h"

#define IMAGE_OFFSET 4096 /* of the image in that file */
#define MAX_SECTIONS 16

/* Debian 12's elf.h has no name for it. */
#ifndef SHT_RELR
#define SHT_RELR 19
#endif

enum { TEXT, DATA, BTF, NOTES, FORMATS, RELA, RELR, NAMES };

/* One behind the other in .shstrtab. */
static const char names[] = "\0.text\0.rodata\0.BTF\0.notes\0.luo_formats"
			    "\0.rela.dyn\0.relr.dyn\0.shstrtab";

static const struct {
	const char *name;
	uint32_t type;
	uint64_t flags;
	uint64_t entry;
} kinds[] = {
	[TEXT] = {".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0},
	/* with .data and all else that is not told apart */
	[DATA] = {".rodata", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 0},
	[BTF] = {".BTF", SHT_PROGBITS, SHF_ALLOC, 0},
	[NOTES] = {".notes", SHT_NOTE, SHF_ALLOC, 0},
	[FORMATS] = {".luo_formats", SHT_PROGBITS, SHF_ALLOC, 0},
	[RELA] = {".rela.dyn", SHT_RELA, SHF_ALLOC, sizeof(Elf64_Rela)},
	/* addresses that are no pointers; what they are of stands in place */
	[RELR] = {".relr.dyn", SHT_RELR, SHF_ALLOC, 8},
	[NAMES] = {".shstrtab", SHT_STRTAB, 0, 0},
};

/**
 * struct written - the ELF file in work
 * @bytes:    header, image, names, section headers
 * @sections: @n of them, the first is none
 * @at:       up to where the image has been told apart
 */
struct written {
	const struct flat *flat;
	uint8_t *bytes;
	Elf64_Shdr sections[MAX_SECTIONS];
	size_t n;
	size_t at;
};

static void add_section(struct written *written, int kind, uint64_t offset, uint64_t size)
{
	const char *name = memmem(names, sizeof(names), kinds[kind].name,
				  strlen(kinds[kind].name) + 1);
	Elf64_Shdr *section = &written->sections[written->n++];

	*section = (Elf64_Shdr){
		.sh_name = htole32((uint32_t)(name - names)),
		.sh_type = htole32(kinds[kind].type),
		.sh_flags = htole64(kinds[kind].flags),
		.sh_offset = htole64(IMAGE_OFFSET + offset),
		.sh_size = htole64(size),
		.sh_addralign = htole64(1),
		.sh_entsize = htole64(kinds[kind].entry),
	};
	if (kinds[kind].flags & SHF_ALLOC)
		section->sh_addr = htole64(written->flat->base + offset);
}

/* What is between the parts that are known is data. */
static void add_part(struct written *written, int kind, struct flat_part part)
{
	if (part.offset > written->at)
		add_section(written, DATA, written->at, part.offset - written->at);
	if (part.length)
		add_section(written, kind, part.offset, part.length);
	written->at = part.offset + part.length;
}

struct known_part {
	int kind;
	struct flat_part part;
};

static int compare_parts(const void *a, const void *b)
{
	const struct known_part *left = a, *right = b;

	return (left->part.offset > right->part.offset) - (left->part.offset < right->part.offset);
}

/* Parts that overlap were not what they looked like: the later one is left out. */
static void add_parts(struct written *written)
{
	const struct flat *flat = written->flat;
	struct known_part parts[] = {
		{TEXT, {0, flat->text_end}},
		{BTF, flat->btf},
		{NOTES, flat->build_id},
		{FORMATS, flat->formats},
		{RELA, flat->base ? flat->rela : (struct flat_part){0, 0}},
		{RELR, flat->base ? flat->relr : (struct flat_part){0, 0}},
	};

	qsort(parts, sizeof(parts) / sizeof(*parts), sizeof(*parts), compare_parts);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (parts[i].part.length && parts[i].part.offset >= written->at)
			add_part(written, parts[i].kind, parts[i].part);
	}
	add_part(written, DATA, (struct flat_part){flat->size, 0});
}

static void put_header(struct written *written, size_t headers)
{
	Elf64_Ehdr header = {
		.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			    EV_CURRENT},
		.e_type = htole16(ET_DYN),
		.e_machine = htole16(EM_AARCH64),
		.e_version = htole32(EV_CURRENT),
		.e_shoff = htole64(headers),
		.e_ehsize = htole16(sizeof(header)),
		.e_shentsize = htole16(sizeof(Elf64_Shdr)),
		.e_shnum = htole16((uint16_t)written->n),
		.e_shstrndx = htole16((uint16_t)(written->n - 1)),
	};

	memcpy(written->bytes, &header, sizeof(header));
	memcpy(written->bytes + headers, written->sections, written->n * sizeof(Elf64_Shdr));
}

/* -ENOMEM, or the file's length in @length. */
static int write_elf(const struct flat *flat, uint8_t **bytes, size_t *length)
{
	struct written written = {.flat = flat, .n = 1};
	size_t at = IMAGE_OFFSET + flat->size, headers = (at + sizeof(names) + 7) & ~(size_t)7;

	add_parts(&written);
	add_section(&written, NAMES, flat->size, sizeof(names));
	*length = headers + written.n * sizeof(Elf64_Shdr);
	*bytes = calloc(1, *length);
	if (!*bytes)
		return -ENOMEM;
	written.bytes = *bytes;
	memcpy(*bytes + IMAGE_OFFSET, flat->bytes, flat->size);
	memcpy(*bytes + at, names, sizeof(names));
	put_header(&written, headers);
	return 0;
}

bool is_flat(const struct walk *walk, const struct reader *reader)
{
	const uint8_t *start = reader_at(reader, 0, 64);

	return start && flat_is(start, 64);
}

int walk_flat(struct walk *walk, struct reader *reader, const char *name, struct luocat_error *err)
{
	static const char banner[] = "Linux version ";
	size_t size = reader_size(reader), length;
	struct reader *elf;
	struct flat flat;
	uint8_t *bytes;
	int ret;

	/* without it a catalog would say of anything that it hands nothing over */
	if (!memmem(reader_at(reader, 0, size), size, banner, sizeof(banner) - 1))
		return luocat_error_set(err, -EINVAL, reader_name(reader), NULL,
					"is a flat image without a kernel: it has no banner");
	flat_look(&flat, reader_at(reader, 0, size), size);
	if (flat.memory && flat.memory < size)
		return luocat_error_set(err, -EINVAL, reader_name(reader), NULL,
					"its header says that it is smaller than it is");
	if (write_elf(&flat, &bytes, &length))
		return luocat_error_set(err, -ENOMEM, reader_name(reader), NULL, "out of memory");
	ret = reader_from_memory(bytes, length, reader_name(reader), true, &elf, err);
	if (ret)
		return ret;
	ret = walk_object(walk, elf, name, err);
	reader_unref(elf);
	return ret;
}
