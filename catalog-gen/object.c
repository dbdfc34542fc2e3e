// SPDX-License-Identifier: GPL-2.0-only
/*
 * object.c - an ELF object: opening it, its sections and their bytes
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf_object.h"

uint64_t elf_number(const struct object *object, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;
	uint64_t value = 0;
	uint32_t u32;

	if (size == sizeof(u32)) { /* what DWARF mostly has */
		memcpy(&u32, at, sizeof(u32));
		return object->big_endian ? be32toh(u32) : le32toh(u32);
	}
	for (size_t i = 0; i < size; i++)
		value = value << 8 | at[object->big_endian ? i : size - 1 - i];
	return value;
}

void elf_put_number(const struct object *object, void *bytes, size_t size, uint64_t value)
{
	uint8_t *at = bytes;

	for (size_t i = 0; i < size; i++, value >>= 8)
		at[object->big_endian ? size - 1 - i : i] = (uint8_t)value;
}

uint16_t object_u16(const struct object *object, const void *bytes)
{
	return (uint16_t)elf_number(object, bytes, 2);
}

uint32_t object_u32(const struct object *object, const void *bytes)
{
	return (uint32_t)elf_number(object, bytes, 4);
}

uint64_t object_u64(const struct object *object, const void *bytes)
{
	return elf_number(object, bytes, 8);
}

uint64_t object_word(const struct object *object, const void *bytes)
{
	return elf_number(object, bytes, object_pointer_size(object));
}

const char *object_name(const struct object *object)
{
	return object->name;
}

struct reader *object_reader(const struct object *object)
{
	return object->reader;
}

bool object_relocatable(const struct object *object)
{
	return object->type == ET_REL;
}

uint16_t object_machine(const struct object *object)
{
	return object->machine;
}

unsigned int object_pointer_size(const struct object *object)
{
	return object->is64 ? 8 : 4;
}

bool object_big_endian(const struct object *object)
{
	return object->big_endian;
}

size_t object_n_sections(const struct object *object)
{
	return object->n_sections;
}

const struct section *object_section(const struct object *object, size_t index)
{
	return index < object->n_sections ? &object->sections[index] : NULL;
}

const struct section *object_section_named(const struct object *object, const char *name)
{
	for (size_t i = 1; i < object->n_sections; i++) {
		if (object->sections[i].type != SHT_NULL && !strcmp(object->sections[i].name, name))
			return &object->sections[i];
	}
	return NULL;
}

int object_open(struct reader *reader, const char *name, struct object **object,
		struct luocat_error *err)
{
	struct object *o = calloc(1, sizeof(*o));
	int ret;

	if (!o)
		return luocat_error_set(err, -ENOMEM, reader_name(reader), NULL, "out of memory");
	o->reader = reader_ref(reader);
	o->name = strdup(name);
	ret = o->name ? elf_read_header(o, err)
		      : luocat_error_set(err, -ENOMEM, reader_name(reader), NULL, "out of memory");
	if (!ret)
		ret = elf_read_sections(o, err);
	if (!ret)
		ret = elf_assign_addresses(o, err);
	if (!ret)
		ret = elf_index_addresses(o, err);
	if (ret)
		object_close(o);
	else
		*object = o;
	return ret;
}

void object_close(struct object *object)
{
	if (!object)
		return;
	mentions_free(object->mentions);
	dwarf_access_close(object->dwarf);
	if (object->debug != object)
		object_close(object->debug);
	for (size_t i = 0; i < object->n_sections && object->contents; i++)
		free(object->contents[i].owned);
	free(object->contents);
	free(object->sections);
	free(object->ranges);
	free(object->symbols);
	free(object->debug_dir);
	free(object->name);
	reader_unref(object->reader);
	free(object);
}

/* Bytes of the object's own: unpacked, relocated or both. */
static int make_contents(struct object *object, const struct section *section,
			 struct contents *contents, struct luocat_error *err)
{
	size_t length = section->size;
	void *bytes = NULL;
	int ret;

	if (section->flags & SHF_COMPRESSED) {
		ret = section_unpack(object, section, &bytes, &length, err);
		if (ret)
			return ret;
	}
	if (section_has_relocations(object, section)) {
		if (!bytes) {
			bytes = malloc(length ? length : 1);
			if (!bytes)
				return section_error(err, -ENOMEM, object, section,
						     "out of memory");
			memcpy(bytes, section_stored(object, section), length);
		}
		ret = section_relocate(object, section, bytes, length, err);
		if (ret) {
			free(bytes);
			return ret;
		}
	}
	contents->owned = bytes;
	contents->bytes = bytes ? bytes : section_stored(object, section);
	contents->length = length;
	return 0;
}

int object_section_data(struct object *object, const struct section *section, const uint8_t **data,
			size_t *length, struct luocat_error *err)
{
	struct contents *contents = &object->contents[section->index];
	int ret;

	if (section->type == SHT_NOBITS || section->type == SHT_NULL) {
		*data = (const uint8_t *)"";
		*length = 0;
		return 0;
	}
	if (!contents->bytes) {
		ret = make_contents(object, section, contents, err);
		if (ret)
			return ret;
	}
	*data = contents->bytes;
	*length = contents->length;
	return 0;
}

const uint8_t *object_bytes_at(struct object *object, uint64_t address, uint64_t length)
{
	const struct section *section = object_section_at(object, address, length);
	const uint8_t *data;
	size_t n;

	if (!section || section->type == SHT_NOBITS)
		return NULL;
	if (object_section_data(object, section, &data, &n, &object->failure))
		return NULL;
	return data + (address - section->addr);
}

int object_failed(const struct object *object, struct luocat_error *err)
{
	const struct luocat_error *failure = &object->failure;

	if (!failure->code && object->debug && object->debug != object)
		failure = &object->debug->failure;
	if (failure->code && err)
		*err = *failure;
	return failure->code;
}

static int stream_window(const uint8_t *bytes, size_t length, uint64_t offset, void *scan)
{
	return scan_window(scan, bytes, length, offset);
}

/* Kept for whoever asks next, unless relocations would change it. */
static int scan_compressed(struct object *object, const struct section *section, struct scan *scan,
			   struct luocat_error *err)
{
	const uint8_t *bytes = NULL;
	void *unpacked = NULL;
	size_t n = 0;
	int ret;

	if (section_has_relocations(object, section)) {
		ret = section_unpack(object, section, &unpacked, &n, err);
		bytes = unpacked;
	} else {
		ret = object_section_data(object, section, &bytes, &n, err);
	}
	if (!ret)
		ret = scan_window(scan, bytes, n, 0);
	free(unpacked);
	return ret;
}

int object_section_scan_any(struct object *object, const struct section *section,
			    const struct needle *needles, size_t n, scan_found found, void *arg,
			    struct luocat_error *err)
{
	bool compressed = section->flags & SHF_COMPRESSED;
	size_t longest = 0;
	struct scan scan;

	if (n > MAX_NEEDLES)
		return section_error(err, -EINVAL, object, section, "looked through for too much");
	for (size_t i = 0; i < n; i++)
		longest = needles[i].length > longest ? needles[i].length : longest;
	if (!longest || section->type == SHT_NOBITS || section->type == SHT_NULL)
		return 0;
	scan_begin(&scan, needles, n, compressed ? 0 : section->offset, found, arg);
	if (compressed)
		return scan_compressed(object, section, &scan, err);
	return reader_stream(object->reader, section->offset, section->size, longest - 1,
			     stream_window, &scan, err);
}

int object_section_scan(struct object *object, const struct section *section, const void *needle,
			size_t length, scan_found found, void *arg, struct luocat_error *err)
{
	const struct needle one = {needle, length};

	return object_section_scan_any(object, section, &one, 1, found, arg, err);
}
