/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flat.h - the parts of a flat arm64 Image, found by what they look like
 */
#ifndef CATALOG_GEN_FLAT_H
#define CATALOG_GEN_FLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flat_part {
	size_t offset;
	size_t length; /* 0: not found */
};

/**
 * struct flat - what is where
 * @bytes:    the image
 * @size:     bytes in the file
 * @memory:   bytes that it takes once loaded
 * @base:     address of its first byte as linked; 0: not known
 * @text_end: code is before it
 * @rela:     its dynamic relocations (Elf64_Rela), which alone hold the pointers that they make
 * @relr:     packed ones (Elf64_Relr): where pointers are, which stand there as linked
 * @btf:      its .BTF
 * @build_id: the note with its build-id
 * @formats:  its .luo_formats
 */
struct flat {
	const uint8_t *bytes;
	size_t size;
	uint64_t memory;
	uint64_t base;
	size_t text_end;
	struct flat_part rela;
	struct flat_part relr;
	struct flat_part btf;
	struct flat_part build_id;
	struct flat_part formats;
};

/* Whether it starts as arm64's Image does. */
bool flat_is(const uint8_t *bytes, size_t size);

/* Of an image for which flat_is() holds. What cannot be told for certain is left out. */
void flat_look(struct flat *flat, const uint8_t *bytes, size_t size);

#endif
