// SPDX-License-Identifier: GPL-2.0-only
/*
 * debug_file.c - the file that holds an object's DWARF
 *
 * Looked for as GDB does: by build-id below the debug directory, then by the name and checksum in
 * .gnu_debuglink. A file that is not the object's (another build-id, another checksum) is passed
 * over; one that is, and is broken, is an error.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "elf_object.h"

#define DEFAULT_DEBUG_DIR "/usr/lib/debug"

/* SHA-1 has 20 bytes; nobody has more than a SHA-512. */
#define BUILD_ID_MAX 64

int object_set_debug_dir(struct object *object, const char *directory)
{
	char *copy = strdup(directory);

	if (!copy)
		return -ENOMEM;
	free(object->debug_dir);
	object->debug_dir = copy;
	return 0;
}

/* One note: "GNU", type 3. Notes are padded to 4 bytes, in newer sections to 8. */
static const uint8_t *find_build_id(const struct object *object, const struct section *section,
				    size_t *length)
{
	uint64_t align = section->addralign == 8 ? 8 : 4, left = section->size;
	const uint8_t *note = section_stored(object, section);
	uint64_t name, data, padded_name, padded;

	while (left >= sizeof(Elf64_Nhdr)) {
		name = object_u32(object, note + offsetof(Elf64_Nhdr, n_namesz));
		data = object_u32(object, note + offsetof(Elf64_Nhdr, n_descsz));
		padded_name = (sizeof(Elf64_Nhdr) + name + align - 1) & ~(align - 1);
		padded = padded_name + ((data + align - 1) & ~(align - 1));
		if (padded_name > left || data > left - padded_name)
			return NULL;
		if (name == sizeof("GNU") && !memcmp(note + sizeof(Elf64_Nhdr), "GNU", name) &&
		    object_u32(object, note + offsetof(Elf64_Nhdr, n_type)) == NT_GNU_BUILD_ID &&
		    data && data <= BUILD_ID_MAX) {
			*length = data;
			return note + padded_name;
		}
		if (padded > left)
			return NULL;
		note += padded;
		left -= padded;
	}
	return NULL;
}

const uint8_t *object_build_id(const struct object *object, size_t *length)
{
	const uint8_t *id;

	for (size_t i = 0; i < object->n_sections; i++) {
		const struct section *s = &object->sections[i];

		if (s->type != SHT_NOTE || (s->flags & SHF_COMPRESSED))
			continue;
		id = find_build_id(object, s, length);
		if (id)
			return id;
	}
	return NULL;
}

static bool has_dwarf(const struct object *object)
{
	const struct section *info = object_section_named(object, ".debug_info");

	return info && info->type != SHT_NOBITS && info->size;
}

/* Both say who they are, and differ. */
static bool build_ids_differ(const struct object *a, const struct object *b)
{
	size_t n, m;
	const uint8_t *x = object_build_id(a, &n), *y = object_build_id(b, &m);

	return x && y && (n != m || memcmp(x, y, n));
}

/*
 * Relocatable files were given addresses one by one; those of the debug file must be the object's
 * own, section by section. Stripping may renumber sections, but keeps their names and their order.
 */
static int adopt_addresses(struct object *debug, const struct object *object,
			   struct luocat_error *err)
{
	size_t from = 0;

	if (object->type != ET_REL)
		return 0;
	for (size_t i = 0; i < debug->n_sections; i++) {
		struct section *s = &debug->sections[i];

		if (!(s->flags & SHF_ALLOC) || s->type == SHT_NULL)
			continue;
		while (from < object->n_sections && (!(object->sections[from].flags & SHF_ALLOC) ||
						     strcmp(object->sections[from].name, s->name)))
			from++;
		if (from == object->n_sections || object->sections[from].size != s->size)
			return section_error(err, -EINVAL, debug, s,
					     "is not as in %s, whose debug file this is",
					     reader_name(object->reader));
		s->addr = object->sections[from++].addr;
	}
	debug->undefined_base = object->undefined_base;
	return elf_index_addresses(debug, err);
}

static int add_to_checksum(const uint8_t *bytes, size_t length, uint64_t offset, void *arg)
{
	uint32_t *sum = arg;

	*sum = (uint32_t)crc32(*sum, bytes, (uInt)length);
	return 0;
}

/* -EAGAIN: another file than the one that is looked for. */
static int try_reader(struct object *object, struct reader *reader, const uint32_t *checksum,
		      struct luocat_error *err)
{
	struct object *debug;
	uint32_t sum = 0;
	int ret;

	if (checksum) {
		ret = reader_stream(reader, 0, reader_size(reader), 0, add_to_checksum, &sum, err);
		if (ret)
			return ret;
		if (sum != *checksum)
			return -EAGAIN;
	}
	ret = object_open(reader, object->name, &debug, err);
	if (ret)
		return ret;
	if (build_ids_differ(object, debug) || debug->type != object->type ||
	    debug->machine != object->machine || debug->is64 != object->is64 ||
	    debug->big_endian != object->big_endian || !has_dwarf(debug)) {
		object_close(debug);
		return -EAGAIN;
	}
	ret = adopt_addresses(debug, object, err);
	if (ret)
		object_close(debug);
	else
		object->debug = debug;
	return ret;
}

static int try_path(struct object *object, const char *path, const uint32_t *checksum,
		    struct luocat_error *err)
{
	struct reader *reader;
	int ret;

	if (access(path, R_OK))
		return -EAGAIN;
	ret = reader_open_regular(path, &reader, err);
	if (ret)
		return ret == -EISDIR ? -EAGAIN : ret;
	ret = try_reader(object, reader, checksum, err);
	reader_unref(reader);
	return ret;
}

static int try_build_id(struct object *object, const char *directory, struct luocat_error *err)
{
	char path[PATH_MAX], hex[2 * BUILD_ID_MAX + 1];
	const uint8_t *id;
	size_t length;
	int n;

	id = object_build_id(object, &length);
	if (!id || length < 2)
		return -EAGAIN;
	for (size_t i = 0; i < length; i++)
		snprintf(hex + 2 * i, 3, "%02x", id[i]);
	n = snprintf(path, sizeof(path), "%s/.build-id/%.2s/%s.debug", directory, hex, hex + 2);
	return n < (int)sizeof(path) ? try_path(object, path, NULL, err) : -EAGAIN;
}

/* "name", NUL, padding to 4, CRC-32 of the whole file. */
static const char *read_debuglink(const struct object *object, uint32_t *checksum)
{
	const struct section *s = object_section_named(object, ".gnu_debuglink");
	const uint8_t *bytes;
	size_t length;

	if (!s || s->type == SHT_NOBITS || (s->flags & SHF_COMPRESSED) || s->size < 8)
		return NULL;
	bytes = section_stored(object, s);
	length = strnlen((const char *)bytes, s->size - 4);
	if (!length || ((length + 4) & ~(size_t)3) + 4 > s->size ||
	    memchr(bytes, '/', length)) /* a name, not a way out of the directories below */
		return NULL;
	*checksum = object_u32(object, bytes + ((length + 4) & ~(size_t)3));
	return (const char *)bytes;
}

static int try_debuglink(struct object *object, const char *debug_dir, struct luocat_error *err)
{
	const char *file = reader_name(object->reader), *slash = strrchr(file, '/');
	char directory[PATH_MAX], absolute[PATH_MAX], path[PATH_MAX];
	static const char *const below[] = {"", "/.debug"};
	uint32_t checksum;
	const char *name = read_debuglink(object, &checksum);
	int n, ret = -EAGAIN;

	if (!name || !strcmp(file, "-"))
		return -EAGAIN;
	n = snprintf(directory, sizeof(directory), "%.*s", slash ? (int)(slash - file) : 1,
		     slash ? file : ".");
	if (n >= (int)sizeof(directory))
		return -EAGAIN;
	for (size_t i = 0; ret == -EAGAIN && i < sizeof(below) / sizeof(*below); i++) {
		n = snprintf(path, sizeof(path), "%s%s/%s", directory, below[i], name);
		if (n < (int)sizeof(path))
			ret = try_path(object, path, &checksum, err);
	}
	if (ret != -EAGAIN || !realpath(*directory ? directory : "/", absolute))
		return ret;
	n = snprintf(path, sizeof(path), "%s%s/%s", debug_dir, absolute, name);
	return n < (int)sizeof(path) ? try_path(object, path, &checksum, err) : -EAGAIN;
}

int object_give_debug(struct object *object, struct reader *debug, struct luocat_error *err)
{
	size_t length;
	int ret;

	if (object->debug || !object_build_id(object, &length))
		return -EAGAIN;
	ret = try_reader(object, debug, NULL, err);
	if (!ret)
		object->debug_searched = true;
	return ret;
}

int object_debug(struct object *object, struct object **debug, struct luocat_error *err)
{
	const char *directory = object->debug_dir ? object->debug_dir : DEFAULT_DEBUG_DIR;
	const struct section *old = object_section_named(object, ".zdebug_info");
	int ret;

	/* not read, so that it must not look as if there were none; tools stopped writing it in
	 * 2015 */
	if (old)
		return section_error(err, -ENOTSUP, object, old,
				     "compressed in GNU's old way: objcopy "
				     "--decompress-debug-sections helps");
	if (!object->debug && !object->debug_searched) {
		if (has_dwarf(object))
			object->debug = object;
		ret = object->debug ? 0 : try_build_id(object, directory, err);
		if (ret == -EAGAIN)
			ret = try_debuglink(object, directory, err);
		if (ret && ret != -EAGAIN)
			return ret;
		object->debug_searched = true;
	}
	*debug = object->debug;
	return 0;
}
