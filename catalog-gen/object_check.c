// SPDX-License-Identifier: GPL-2.0-only
/*
 * object_check.c - ELF headers: read once, and every bound in them checked once
 *
 * After elf_read_sections() a section's bytes are inside the file, tables hold whole entries,
 * string tables end in a NUL, and links lead to sections of the type that they should have.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf_object.h"

int section_error(struct luocat_error *err, int code, const struct object *object,
		  const struct section *section, const char *fmt, ...)
{
	char where[128], what[384];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	snprintf(where, sizeof(where), "section %.80s%s[%" PRIu32 "]",
		 section->name ? section->name : "", section->name && *section->name ? " " : "",
		 section->index);
	return luocat_error_set(err, code, reader_name(object->reader), where, "%s", what);
}

static int header_error(const struct object *object, struct luocat_error *err, const char *what)
{
	return luocat_error_set(err, -EINVAL, reader_name(object->reader), "ELF header", "%s",
				what);
}

int elf_read_header(struct object *object, struct luocat_error *err)
{
	const uint8_t *bytes = reader_at(object->reader, 0, SELFMAG);

	if (!bytes || memcmp(bytes, ELFMAG, SELFMAG))
		return luocat_error_set(err, -ENOEXEC, reader_name(object->reader), NULL,
					reader_size(object->reader) ? "is not an ELF file"
								    : "is empty");
	if (reader_size(object->reader) < EI_NIDENT)
		return header_error(object, err, "the file is cut short");
	if (bytes[EI_CLASS] != ELFCLASS32 && bytes[EI_CLASS] != ELFCLASS64)
		return header_error(object, err, "neither 32 nor 64 bit");
	if (bytes[EI_DATA] != ELFDATA2LSB && bytes[EI_DATA] != ELFDATA2MSB)
		return header_error(object, err, "neither little nor big endian");
	object->is64 = bytes[EI_CLASS] == ELFCLASS64;
	object->big_endian = bytes[EI_DATA] == ELFDATA2MSB;

	bytes = reader_at(object->reader, 0, elf_sizeof(object, Ehdr));
	if (!bytes)
		return header_error(object, err, "the file is cut short");
	if (bytes[EI_VERSION] != EV_CURRENT ||
	    elf_field(object, Ehdr, bytes, e_version) != EV_CURRENT)
		return header_error(object, err, "unknown ELF version");
	object->type = (uint16_t)elf_field(object, Ehdr, bytes, e_type);
	object->machine = (uint16_t)elf_field(object, Ehdr, bytes, e_machine);
	if (object->type != ET_REL && object->type != ET_EXEC && object->type != ET_DYN)
		return header_error(object, err, "neither relocatable nor linked");
	return 0;
}

static void read_section(const struct object *object, const uint8_t *bytes, uint32_t index,
			 struct section *s)
{
	s->index = index;
	s->type = (uint32_t)elf_field(object, Shdr, bytes, sh_type);
	s->flags = elf_field(object, Shdr, bytes, sh_flags);
	s->addr = elf_field(object, Shdr, bytes, sh_addr);
	s->offset = elf_field(object, Shdr, bytes, sh_offset);
	s->size = elf_field(object, Shdr, bytes, sh_size);
	s->addralign = elf_field(object, Shdr, bytes, sh_addralign);
	s->entsize = elf_field(object, Shdr, bytes, sh_entsize);
	s->link = (uint32_t)elf_field(object, Shdr, bytes, sh_link);
	s->info = (uint32_t)elf_field(object, Shdr, bytes, sh_info);
}

/* Where the table is and how long; numbers that do not fit in the header stand in section 0. */
static int find_table(struct object *object, const uint8_t **table, uint64_t *n,
		      struct luocat_error *err)
{
	const uint8_t *header = reader_at(object->reader, 0, elf_sizeof(object, Ehdr));
	uint64_t offset = elf_field(object, Ehdr, header, e_shoff);
	size_t size = elf_sizeof(object, Shdr);
	const uint8_t *first = reader_at(object->reader, offset, size);

	if (!offset)
		return header_error(object, err, "no section headers");
	if (elf_field(object, Ehdr, header, e_shentsize) != size)
		return header_error(object, err, "section headers of a wrong size");
	if (!first)
		return header_error(object, err, "the section headers are outside the file");
	*n = elf_field(object, Ehdr, header, e_shnum);
	if (!*n)
		*n = elf_field(object, Shdr, first, sh_size);
	if (*n > reader_size(object->reader) / size || *n > UINT32_MAX ||
	    !reader_at(object->reader, offset, *n * size))
		return header_error(object, err, "the section headers reach outside the file");
	object->shstrndx = (uint32_t)elf_field(object, Ehdr, header, e_shstrndx);
	if (object->shstrndx == SHN_XINDEX)
		object->shstrndx = (uint32_t)elf_field(object, Shdr, first, sh_link);
	if (!*n || object->shstrndx >= *n || !object->shstrndx)
		return header_error(object, err, "no table of section names");
	*table = first;
	return 0;
}

const uint8_t *section_stored(const struct object *object, const struct section *section)
{
	return reader_at(object->reader, section->offset, section->size);
}

static bool has_bytes(const struct section *section)
{
	return section->type != SHT_NULL && section->type != SHT_NOBITS;
}

/* A string table that something refers to: not empty, its last string ended. */
static bool is_strings(const struct object *object, const struct section *s)
{
	return s->type == SHT_STRTAB && s->size && !(s->flags & SHF_COMPRESSED) &&
	       !section_stored(object, s)[s->size - 1];
}

static int check_bounds(const struct object *object, const struct section *s,
			struct luocat_error *err)
{
	uint64_t limit = object->is64 ? UINT64_MAX : UINT32_MAX;

	if (s->type == SHT_NULL)
		return 0;
	if (s->addralign & (s->addralign - 1))
		return section_error(err, -EINVAL, object, s, "alignment is not a power of two");
	if ((s->flags & SHF_ALLOC) && s->size > limit - s->addr)
		return section_error(err, -EINVAL, object, s, "reaches past the last address");
	if (!has_bytes(s))
		return 0;
	if (!section_stored(object, s))
		return section_error(err, -EINVAL, object, s, "reaches outside the file");
	if ((s->flags & SHF_COMPRESSED) && (s->flags & SHF_ALLOC))
		return section_error(err, -EINVAL, object, s, "compressed, yet part of the image");
	return 0;
}

static int check_entries(const struct object *object, const struct section *s, size_t size,
			 struct luocat_error *err)
{
	if (s->flags & SHF_COMPRESSED)
		return section_error(err, -EINVAL, object, s, "a compressed table");
	if (s->entsize != size || s->size % size)
		return section_error(err, -EINVAL, object, s, "entries of a wrong size");
	if (s->link >= object->n_sections)
		return section_error(err, -EINVAL, object, s, "sh_link leads to no section");
	return 0;
}

/* Relocations of a relocatable file: which section they are for, by which symbols. */
static int check_relocations(const struct object *object, const struct section *s,
			     struct luocat_error *err)
{
	const struct section *target, *symbols;
	int ret;

	if (!s->size)
		return 0;
	ret = check_entries(
		object, s, s->type == SHT_RELA ? elf_sizeof(object, Rela) : elf_sizeof(object, Rel),
		err);
	if (ret)
		return ret;
	symbols = &object->sections[s->link];
	if (object->type != ET_REL) /* dynamic ones may have no symbols */
		return s->link && symbols->type != SHT_DYNSYM && symbols->type != SHT_SYMTAB &&
				       (s->flags & SHF_ALLOC)
			       ? section_error(err, -EINVAL, object, s,
					       "sh_link does not lead to symbols")
			       : 0;
	if (symbols->type != SHT_SYMTAB)
		return section_error(err, -EINVAL, object, s, "sh_link does not lead to symbols");
	if (!s->info || s->info >= object->n_sections)
		return section_error(err, -EINVAL, object, s, "sh_info leads to no section");
	target = &object->sections[s->info];
	switch (target->type) {
	case SHT_NULL:
	case SHT_RELA:
	case SHT_REL:
	case SHT_SYMTAB:
	case SHT_SYMTAB_SHNDX:
	case SHT_STRTAB:
		return section_error(err, -EINVAL, object, s,
				     "relocates section [%" PRIu32 "], which is a table", s->info);
	}
	return 0;
}

static int check_tables(const struct object *object, const struct section *s,
			struct luocat_error *err)
{
	int ret;

	switch (s->type) {
	case SHT_SYMTAB:
	case SHT_DYNSYM:
		ret = check_entries(object, s, elf_sizeof(object, Sym), err);
		if (!ret && !is_strings(object, &object->sections[s->link]))
			ret = section_error(err, -EINVAL, object, s,
					    "sh_link does not lead to a string table");
		return ret;
	case SHT_SYMTAB_SHNDX:
		ret = check_entries(object, s, sizeof(Elf32_Word), err);
		if (!ret && object->sections[s->link].type != SHT_SYMTAB)
			ret = section_error(err, -EINVAL, object, s,
					    "sh_link does not lead to symbols");
		return ret;
	case SHT_RELA:
	case SHT_REL:
		return check_relocations(object, s, err);
	default:
		return 0;
	}
}

int elf_read_sections(struct object *object, struct luocat_error *err)
{
	size_t size = elf_sizeof(object, Shdr);
	const struct section *names;
	const uint8_t *table = NULL;
	uint64_t n = 0, name;
	int ret;

	ret = find_table(object, &table, &n, err);
	if (ret)
		return ret;
	object->sections = calloc(n, sizeof(*object->sections));
	object->contents = calloc(n, sizeof(*object->contents));
	if (!object->sections || !object->contents)
		return luocat_error_set(err, -ENOMEM, reader_name(object->reader), NULL,
					"out of memory");
	object->n_sections = n;
	for (size_t i = 0; i < n; i++)
		read_section(object, table + i * size, (uint32_t)i, &object->sections[i]);

	names = &object->sections[object->shstrndx];
	ret = check_bounds(object, names, err);
	if (ret)
		return ret;
	if (!is_strings(object, names))
		return section_error(err, -EINVAL, object, names, "is no table of section names");
	for (size_t i = 0; i < n; i++) {
		name = elf_field(object, Shdr, table + i * size, sh_name);
		if (name >= names->size)
			return section_error(err, -EINVAL, object, &object->sections[i],
					     "its name is outside the table of names");
		object->sections[i].name = (const char *)section_stored(object, names) + name;
	}
	for (size_t i = 0; !ret && i < n; i++)
		ret = check_bounds(object, &object->sections[i], err);
	for (size_t i = 0; !ret && i < n; i++) {
		ret = check_tables(object, &object->sections[i], err);
		if (object->sections[i].type == SHT_SYMTAB_SHNDX && !object->extended)
			object->extended = &object->sections[i];
	}
	return ret;
}
