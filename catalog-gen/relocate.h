/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * relocate.h - the relocations that data and debugging information carry, per machine
 */
#ifndef CATALOG_GEN_RELOCATE_H
#define CATALOG_GEN_RELOCATE_H

#include <stdint.h>

/* S: the symbol's address, A: the addend, P: the place's address, V: what stands there. */
enum relocation_op {
	RELOC_NONE,
	RELOC_ABS,    /* S + A */
	RELOC_PC,     /* S + A - P */
	RELOC_SYMBOL, /* S */
	RELOC_BASE,   /* A: addresses are as linked */
	RELOC_ADD,    /* V + S + A */
	RELOC_SUB,    /* V - S - A */
	RELOC_SET6,   /* low six bits: S + A */
	RELOC_SUB6,   /* low six bits: V - S - A */
};

struct relocation_type {
	uint32_t type;
	uint8_t size; /* bytes; 0: a pointer's */
	enum relocation_op op;
};

/* NULL: a machine that is not known, or a type that data does not carry. */
const struct relocation_type *relocation_type(uint16_t machine, uint32_t type);

#endif
