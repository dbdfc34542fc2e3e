// SPDX-License-Identifier: GPL-2.0-only
/*
 * relocate.c - applies relocations to a copy of a section's bytes
 *
 * In a relocatable file a section has relocation sections of its own. A position-independent
 * vmlinux (arm64, riscv, s390 ...) has dynamic ones, by address, and on arm64 nothing but they hold
 * the pointers. Code is left alone: nobody asks for it, and its relocations patch instructions.
 *
 * Packed ones (.relr.dyn, arm64 with CONFIG_RELR) only say where the load address is to be added. The
 * pointers stand in their places as they were linked, so that nothing is left to be done.
 */
#include <errno.h>
#include <inttypes.h>

#include "elf_object.h"
#include "relocate.h"

struct relocation {
	uint64_t offset;
	uint32_t type;
	uint64_t symbol;
	int64_t addend;
	bool has_addend; /* else it is what stands in the place */
};

/* What a section that is being relocated is. */
struct target {
	const struct object *object;
	const struct section *section;
	uint8_t *bytes;
	size_t length;
	struct luocat_error *err;
};

static size_t entry_size(const struct object *object, const struct section *table)
{
	return table->type == SHT_RELA ? elf_sizeof(object, Rela) : elf_sizeof(object, Rel);
}

/* MIPS64's r_info is not one number: a symbol, three types (only one is taken) and a special one.
 */
static void read_mips64_info(const struct object *object, const uint8_t *info, struct relocation *r)
{
	r->symbol = object_u32(object, info);
	r->type = info[7];
	if (info[4] | info[5] | info[6])
		r->type |= (uint32_t)info[4] << 24 | (uint32_t)info[5] << 16 |
			   (uint32_t)info[6] << 8;
}

static void read_relocation(const struct object *object, const struct section *table, uint64_t i,
			    struct relocation *r)
{
	const uint8_t *bytes = section_stored(object, table) + i * entry_size(object, table);
	uint64_t info = elf_field(object, Rela, bytes, r_info);

	r->offset = elf_field(object, Rela, bytes, r_offset);
	r->has_addend = table->type == SHT_RELA;
	r->addend = 0;
	if (r->has_addend) {
		r->addend = (int64_t)elf_field(object, Rela, bytes, r_addend);
		if (!object->is64)
			r->addend = (int32_t)r->addend;
	}
	if (!object->is64) {
		r->symbol = ELF32_R_SYM(info);
		r->type = ELF32_R_TYPE(info);
	} else if (object->machine == EM_MIPS) {
		read_mips64_info(object, bytes + offsetof(Elf64_Rela, r_info), r);
	} else {
		r->symbol = ELF64_R_SYM(info);
		r->type = (uint32_t)ELF64_R_TYPE(info);
	}
}

/* Whether a relocation section is about @section at all. */
static bool table_applies(const struct object *object, const struct section *table,
			  const struct section *section)
{
	if ((table->type != SHT_RELA && table->type != SHT_REL) || !table->size)
		return false;
	if (object->type == ET_REL)
		return table->info == section->index;
	/* others (--emit-relocs) record what the linker has done already */
	return object->type == ET_DYN && (table->flags & SHF_ALLOC) &&
	       (section->flags & SHF_ALLOC) && section->type == SHT_PROGBITS;
}

/* A relocation's offset in @section; false: it is for another one. */
static bool offset_inside(const struct object *object, const struct section *section,
			  struct relocation *r)
{
	if (object->type == ET_REL)
		return true;
	if (r->offset < section->addr || r->offset - section->addr >= section->size)
		return false;
	r->offset -= section->addr;
	return true;
}

/* Each relocation of @section, in order; @each returns 0 to go on. */
static int for_each_relocation(const struct object *object, const struct section *section,
			       int (*each)(const struct section *table, const struct relocation *r,
					   void *arg),
			       void *arg)
{
	struct relocation r;
	int ret;

	for (size_t i = 0; i < object->n_sections; i++) {
		const struct section *table = &object->sections[i];

		if (!table_applies(object, table, section))
			continue;
		for (uint64_t k = 0; k < table->size / entry_size(object, table); k++) {
			read_relocation(object, table, k, &r);
			if (!offset_inside(object, section, &r))
				continue;
			ret = each(table, &r, arg);
			if (ret)
				return ret;
		}
		reader_forget(object->reader, table->offset, table->size);
	}
	return 0;
}

static int stop(const struct section *table, const struct relocation *r, void *arg)
{
	return 1;
}

bool section_has_relocations(const struct object *object, const struct section *section)
{
	return !(section->flags & SHF_EXECINSTR) &&
	       for_each_relocation(object, section, stop, NULL);
}

/* Whether a value survives in @size bytes, as a signed or as an unsigned number. */
static bool fits(uint64_t value, size_t size)
{
	unsigned int bits = (unsigned int)size * 8;

	return bits == 64 || !(value >> bits) || !(~value >> (bits - 1));
}

static int64_t signed_number(uint64_t value, size_t size)
{
	unsigned int unused = 64 - (unsigned int)size * 8;

	return (int64_t)(value << unused) >> unused;
}

static uint64_t relocated(enum relocation_op op, uint64_t symbol, uint64_t addend, uint64_t place,
			  uint64_t value)
{
	switch (op) {
	case RELOC_ABS:
		return symbol + addend;
	case RELOC_PC:
		return symbol + addend - place;
	case RELOC_SYMBOL:
		return symbol;
	case RELOC_BASE:
		return addend;
	case RELOC_ADD:
		return value + symbol + addend;
	case RELOC_SUB:
		return value - symbol - addend;
	case RELOC_SET6:
		return (value & 0xc0) | ((symbol + addend) & 0x3f);
	case RELOC_SUB6:
		return (value & 0xc0) | ((value - symbol - addend) & 0x3f);
	case RELOC_NONE:
		break;
	}
	return value;
}

static int apply(const struct section *table, const struct relocation *r, void *arg)
{
	struct target *target = arg;
	const struct object *object = target->object;
	const struct relocation_type *type = relocation_type(object->machine, r->type);
	struct symbol symbol = {.address = 0};
	uint64_t value, addend;
	size_t size;
	int ret;

	if (!type)
		return section_error(target->err, -ENOTSUP, object, target->section,
				     "unknown relocation type %" PRIu32 " of machine %" PRIu16
				     " at offset 0x%" PRIx64,
				     r->type, object->machine, r->offset);
	if (type->op == RELOC_NONE)
		return 0;
	size = type->size ? type->size : object_pointer_size(object);
	if (r->offset > target->length || size > target->length - r->offset)
		return section_error(target->err, -EINVAL, object, table,
				     "relocates offset 0x%" PRIx64 " of section [%" PRIu32
				     "], which is outside it",
				     r->offset, target->section->index);
	if (r->symbol) {
		ret = elf_symbol(object, &object->sections[table->link], r->symbol, &symbol,
				 target->err);
		if (ret)
			return ret;
	}
	value = elf_number(object, target->bytes + r->offset, size);
	addend = r->has_addend ? (uint64_t)r->addend : (uint64_t)signed_number(value, size);
	value = relocated(type->op, symbol.address, addend, target->section->addr + r->offset,
			  value);
	/* sums modulo 2^n are what ADD and SUB mean, and what a 32-bit machine does */
	if (type->op != RELOC_ADD && type->op != RELOC_SUB && size < object_pointer_size(object) &&
	    !fits(value, size))
		return section_error(target->err, -EINVAL, object, target->section,
				     "the relocation at offset 0x%" PRIx64 " overflows", r->offset);
	elf_put_number(object, target->bytes + r->offset, size, value);
	return 0;
}

int section_relocate(const struct object *object, const struct section *section, uint8_t *bytes,
		     size_t length, struct luocat_error *err)
{
	struct target target = {object, section, bytes, length, err};

	return for_each_relocation(object, section, apply, &target);
}
