// SPDX-License-Identifier: GPL-2.0-only
/*
 * object_symbol.c - symbols, with addresses in the sense of struct section's
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "elf_object.h"

/* Where a symbol's section index does not fit, a table beside the symbols holds it. */
static int extended_index(const struct object *object, const struct section *table, uint64_t index,
			  uint32_t *section, struct luocat_error *err)
{
	const struct section *s = object->extended;

	if (!s || s->link != table->index || index >= s->size / sizeof(Elf32_Word))
		return section_error(err, -EINVAL, object, table,
				     "symbol %" PRIu64 " has no section index", index);
	*section = object_u32(object, section_stored(object, s) + index * sizeof(Elf32_Word));
	return 0;
}

int elf_symbol(const struct object *object, const struct section *table, uint64_t index,
	       struct symbol *symbol, struct luocat_error *err)
{
	const struct section *names = &object->sections[table->link];
	const uint8_t *bytes = section_stored(object, table);
	uint64_t name, value;
	uint32_t section;
	int ret;

	if (index >= table->size / elf_sizeof(object, Sym))
		return section_error(err, -EINVAL, object, table, "has no symbol %" PRIu64, index);
	bytes += index * elf_sizeof(object, Sym);
	name = elf_field(object, Sym, bytes, st_name);
	if (name >= names->size)
		return section_error(err, -EINVAL, object, table,
				     "the name of symbol %" PRIu64 " is outside its table", index);
	value = elf_field(object, Sym, bytes, st_value);
	section = (uint32_t)elf_field(object, Sym, bytes, st_shndx);
	*symbol = (struct symbol){
		.name = (const char *)section_stored(object, names) + name,
		.address = value,
		.size = elf_field(object, Sym, bytes, st_size),
		.type = ELF64_ST_TYPE((uint8_t)elf_field(object, Sym, bytes, st_info)),
		.defined = true,
	};
	if (section == SHN_XINDEX) {
		ret = extended_index(object, table, index, &section, err);
		if (ret)
			return ret;
	} else if (section == SHN_ABS) {
		return 0;
	} else if (section == SHN_UNDEF || section >= SHN_LORESERVE) {
		/* symbol 0 is "no symbol": nothing is added */
		symbol->defined = section != SHN_UNDEF;
		if (section == SHN_UNDEF || object->type == ET_REL)
			symbol->address = index ? elf_undefined_address(object, index) : 0;
		return 0;
	}
	if (section >= object->n_sections)
		return section_error(err, -EINVAL, object, table,
				     "symbol %" PRIu64 " is in a section that is not there", index);
	if (object->type == ET_REL)
		symbol->address += object->sections[section].addr;
	return 0;
}

int object_symbols(struct object *object, const struct symbol **symbols, size_t *n,
		   struct luocat_error *err)
{
	const struct section *table = NULL;
	struct object *debug;
	size_t count;
	int ret;

	for (size_t i = 0; !table && i < object->n_sections; i++) {
		if (object->sections[i].type == SHT_SYMTAB)
			table = &object->sections[i];
	}
	if (!table) { /* a stripped file's are in its debug file */
		*symbols = NULL;
		*n = 0;
		ret = object_debug(object, &debug, err);
		return ret || !debug || debug == object ? ret
							: object_symbols(debug, symbols, n, err);
	}
	if (!object->symbols && table->size) {
		count = table->size / elf_sizeof(object, Sym);
		object->symbols = calloc(count, sizeof(*object->symbols));
		if (!object->symbols)
			return section_error(err, -ENOMEM, object, table, "out of memory");
		for (size_t i = 0; i < count; i++) {
			ret = elf_symbol(object, table, i, &object->symbols[i], err);
			if (ret) {
				free(object->symbols);
				object->symbols = NULL;
				return ret;
			}
		}
		object->n_symbols = count;
	}
	*symbols = object->symbols;
	*n = object->n_symbols;
	return 0;
}

const struct symbol *object_undefined_at(const struct object *object, uint64_t address)
{
	uint64_t index = elf_undefined_index(object, address);

	if (!object->symbols || !index || index >= object->n_symbols)
		return NULL;
	return object->symbols[index].defined ? NULL : &object->symbols[index];
}
