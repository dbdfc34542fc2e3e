// SPDX-License-Identifier: GPL-2.0-only
/*
 * relocate_types.c - one table of relocation types per machine
 *
 * From each machine's ELF supplement; the names are elf.h's. Only what compilers put into data and
 * debugging information, and what a position-independent vmlinux has left over for its boot code.
 * Anything else is an error where it is met: a value must not be made up.
 */
#include <elf.h>
#include <stddef.h>

#include "relocate.h"

/* Not in every elf.h. */
#define LUOCAT_R_X86_64_PLT32  4
#define LUOCAT_R_AARCH64_PLT32 314
#define LUOCAT_R_MIPS_PC32     248

static const struct relocation_type x86_64[] = {
	{R_X86_64_NONE, 0, RELOC_NONE},
	{R_X86_64_64, 8, RELOC_ABS},
	{R_X86_64_32, 4, RELOC_ABS},
	{R_X86_64_32S, 4, RELOC_ABS},
	{R_X86_64_16, 2, RELOC_ABS},
	{R_X86_64_8, 1, RELOC_ABS},
	{R_X86_64_PC64, 8, RELOC_PC},
	{R_X86_64_PC32, 4, RELOC_PC},
	{LUOCAT_R_X86_64_PLT32, 4, RELOC_PC},
	{R_X86_64_GLOB_DAT, 8, RELOC_SYMBOL},
	{R_X86_64_JUMP_SLOT, 8, RELOC_SYMBOL},
	{R_X86_64_RELATIVE, 8, RELOC_BASE},
	{0, 0, RELOC_NONE},
};

static const struct relocation_type i386[] = {
	{R_386_NONE, 0, RELOC_NONE},	   {R_386_32, 4, RELOC_ABS},
	{R_386_16, 2, RELOC_ABS},	   {R_386_8, 1, RELOC_ABS},
	{R_386_PC32, 4, RELOC_PC},	   {R_386_PLT32, 4, RELOC_PC},
	{R_386_GLOB_DAT, 4, RELOC_SYMBOL}, {R_386_JMP_SLOT, 4, RELOC_SYMBOL},
	{R_386_RELATIVE, 4, RELOC_BASE},   {0, 0, RELOC_NONE},
};

static const struct relocation_type aarch64[] = {
	{R_AARCH64_NONE, 0, RELOC_NONE},
	{256, 0, RELOC_NONE}, /* R_AARCH64_NONE of early tools */
	{R_AARCH64_ABS64, 8, RELOC_ABS},
	{R_AARCH64_ABS32, 4, RELOC_ABS},
	{R_AARCH64_ABS16, 2, RELOC_ABS},
	{R_AARCH64_PREL64, 8, RELOC_PC},
	{R_AARCH64_PREL32, 4, RELOC_PC},
	{R_AARCH64_PREL16, 2, RELOC_PC},
	{LUOCAT_R_AARCH64_PLT32, 4, RELOC_PC},
	{R_AARCH64_GLOB_DAT, 8, RELOC_SYMBOL},
	{R_AARCH64_JUMP_SLOT, 8, RELOC_SYMBOL},
	{R_AARCH64_RELATIVE, 8, RELOC_BASE},
	{0, 0, RELOC_NONE},
};

static const struct relocation_type arm[] = {
	{R_ARM_NONE, 0, RELOC_NONE},	   {R_ARM_ABS32, 4, RELOC_ABS},
	{R_ARM_ABS16, 2, RELOC_ABS},	   {R_ARM_ABS8, 1, RELOC_ABS},
	{R_ARM_REL32, 4, RELOC_PC},	   {R_ARM_TARGET1, 4, RELOC_ABS},
	{R_ARM_GLOB_DAT, 4, RELOC_SYMBOL}, {R_ARM_JUMP_SLOT, 4, RELOC_SYMBOL},
	{R_ARM_RELATIVE, 4, RELOC_BASE},   {0, 0, RELOC_NONE},
};

/* Lengths in debugging information are differences of two labels: an ADD (or SET) and a SUB. */
static const struct relocation_type riscv[] = {
	{R_RISCV_NONE, 0, RELOC_NONE},
	{R_RISCV_32, 4, RELOC_ABS},
	{R_RISCV_64, 8, RELOC_ABS},
	{R_RISCV_RELATIVE, 0, RELOC_BASE},
	{R_RISCV_JUMP_SLOT, 0, RELOC_SYMBOL},
	{R_RISCV_ADD8, 1, RELOC_ADD},
	{R_RISCV_ADD16, 2, RELOC_ADD},
	{R_RISCV_ADD32, 4, RELOC_ADD},
	{R_RISCV_ADD64, 8, RELOC_ADD},
	{R_RISCV_SUB8, 1, RELOC_SUB},
	{R_RISCV_SUB16, 2, RELOC_SUB},
	{R_RISCV_SUB32, 4, RELOC_SUB},
	{R_RISCV_SUB64, 8, RELOC_SUB},
	{R_RISCV_SET6, 1, RELOC_SET6},
	{R_RISCV_SUB6, 1, RELOC_SUB6},
	{R_RISCV_SET8, 1, RELOC_ABS},
	{R_RISCV_SET16, 2, RELOC_ABS},
	{R_RISCV_SET32, 4, RELOC_ABS},
	{R_RISCV_32_PCREL, 4, RELOC_PC},
	{R_RISCV_RELAX, 0, RELOC_NONE},
	{0, 0, RELOC_NONE},
};

static const struct relocation_type ppc64[] = {
	{R_PPC64_NONE, 0, RELOC_NONE},
	{R_PPC64_ADDR64, 8, RELOC_ABS},
	{R_PPC64_UADDR64, 8, RELOC_ABS},
	{R_PPC64_ADDR32, 4, RELOC_ABS},
	{R_PPC64_UADDR32, 4, RELOC_ABS},
	{R_PPC64_ADDR16, 2, RELOC_ABS},
	{R_PPC64_REL64, 8, RELOC_PC},
	{R_PPC64_REL32, 4, RELOC_PC},
	{R_PPC64_GLOB_DAT, 8, RELOC_ABS},
	{R_PPC64_RELATIVE, 8, RELOC_BASE},
	{0, 0, RELOC_NONE},
};

static const struct relocation_type ppc[] = {
	{R_PPC_NONE, 0, RELOC_NONE},	 {R_PPC_ADDR32, 4, RELOC_ABS},
	{R_PPC_UADDR32, 4, RELOC_ABS},	 {R_PPC_ADDR16, 2, RELOC_ABS},
	{R_PPC_REL32, 4, RELOC_PC},	 {R_PPC_GLOB_DAT, 4, RELOC_ABS},
	{R_PPC_RELATIVE, 4, RELOC_BASE}, {0, 0, RELOC_NONE},
};

static const struct relocation_type s390[] = {
	{R_390_NONE, 0, RELOC_NONE},	 {R_390_64, 8, RELOC_ABS},
	{R_390_32, 4, RELOC_ABS},	 {R_390_16, 2, RELOC_ABS},
	{R_390_8, 1, RELOC_ABS},	 {R_390_PC64, 8, RELOC_PC},
	{R_390_PC32, 4, RELOC_PC},	 {R_390_PC16, 2, RELOC_PC},
	{R_390_GLOB_DAT, 0, RELOC_ABS},	 {R_390_JMP_SLOT, 0, RELOC_ABS},
	{R_390_RELATIVE, 0, RELOC_BASE}, {0, 0, RELOC_NONE},
};

/* MIPS' position-independent relocations are a scheme of their own; data has these. */
static const struct relocation_type mips[] = {
	{R_MIPS_NONE, 0, RELOC_NONE},	   {R_MIPS_32, 4, RELOC_ABS}, {R_MIPS_64, 8, RELOC_ABS},
	{LUOCAT_R_MIPS_PC32, 4, RELOC_PC}, {0, 0, RELOC_NONE},
};

static const struct {
	uint16_t machine;
	const struct relocation_type *types;
} machines[] = {
	{EM_X86_64, x86_64}, {EM_386, i386},	{EM_AARCH64, aarch64},
	{EM_ARM, arm},	     {EM_RISCV, riscv}, {EM_PPC64, ppc64},
	{EM_PPC, ppc},	     {EM_S390, s390},	{EM_MIPS, mips},
};

const struct relocation_type *relocation_type(uint16_t machine, uint32_t type)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++) {
		const struct relocation_type *t = machines[i].types;

		if (machines[i].machine != machine)
			continue;
		/* every table starts with "none", which is type 0 and ends it too */
		if (type == t->type)
			return t;
		for (t++; t->type; t++) {
			if (t->type == type)
				return t;
		}
	}
	return NULL;
}
