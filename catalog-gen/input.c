// SPDX-License-Identifier: GPL-2.0-only
/*
 * input.c - from a path on the command line to the ELF objects in it
 */
#include <ar.h>
#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive.h"
#include "btf_given.h"
#include "catalog_given.h"
#include "input_walk.h"
#include "probe.h"

/* A kernel has some thousand objects, and thin archives of thin archives about three levels. */
#define MEMBERS_LIMIT 1000000
#define DEPTH_LIMIT   8

/* What is no ELF file but can be named. */
static const struct {
	size_t offset;
	size_t length;
	const char *magic;
	const char *what;
} known_contents[] = {
	{0, 2, "\x1f\x8b", "is compressed (gzip): unpack it first"},
	{0, 6, "\xfd\x37zXZ\0", "is compressed (xz): unpack it first"},
	{0, 4, "\x28\xb5\x2f\xfd", "is compressed (zstd): unpack it first"},
	{0, 3, "BZh", "is compressed (bzip2): unpack it first"},
	{0, 4, "\x04\x22\x4d\x18", "is compressed (lz4): unpack it first"},
	{0, 4, "BC\xc0\xde", "is LLVM bitcode: link it first (vmlinux.o)"},
	{0x202, 4, "HdrS", "is a bootable image: give the vmlinux that it was made from"},
	{0x38, 4, "ARM\x64", "is a bootable image: give the vmlinux that it was made from"},
	{SARMAG, 13, "debian-binary", "is a package: unpack it first"},
	{0, 4, "\xed\xab\xee\xdb", "is a package: unpack it first"},
};

char *join_path(const char *path, const char *name, struct luocat_error *err)
{
	size_t length = strlen(path);
	char *joined;

	if (asprintf(&joined, "%s%s%s", path, length && path[length - 1] == '/' ? "" : "/", name) >=
	    0)
		return joined;
	luocat_error_set(err, -ENOMEM, path, NULL, "out of memory");
	return NULL;
}

/* Bytes at the start of what is no ELF file. */
static int refuse(const struct reader *reader, struct luocat_error *err)
{
	const char *what = reader_size(reader) ? "is neither an ELF file nor an archive"
					       : "is empty";

	for (size_t i = 0; i < sizeof(known_contents) / sizeof(*known_contents); i++) {
		const void *bytes = reader_at(reader, known_contents[i].offset,
					      known_contents[i].length);

		if (bytes && !memcmp(bytes, known_contents[i].magic, known_contents[i].length)) {
			what = known_contents[i].what;
			break;
		}
	}
	return luocat_error_set(err, -ENOEXEC, reader_name(reader), NULL, "%s", what);
}

/* The value of "name=" in .modinfo, a list of NUL-terminated strings. */
static const char *module_name(struct object *object)
{
	const struct section *s = object_section_named(object, ".modinfo");
	const uint8_t *data;
	size_t length;

	if (!s || object_section_data(object, s, &data, &length, NULL))
		return NULL;
	for (size_t i = 0, n; i < length; i += n + 1) {
		n = strnlen((const char *)data + i, length - i);
		if (n > 5 && i + n < length && !memcmp(data + i, "name=", 5))
			return (const char *)data + i + 5;
	}
	return NULL;
}

/*
 * A separate debug file has the image's sections without their bytes. Cataloging it would find
 * nothing and look as if nothing were there.
 */
static int refuse_debug_file(const struct object *object, struct luocat_error *err)
{
	bool bytes = false, without = false;

	for (size_t i = 1; i < object_n_sections(object); i++) {
		const struct section *s = object_section(object, i);

		if (!(s->flags & SHF_ALLOC) || !s->size || s->type == SHT_NOTE)
			continue;
		if (s->type != SHT_NOBITS)
			bytes = true;
		else if (!(s->flags & SHF_WRITE) || !strcmp(s->name, ".data"))
			without = true;
	}
	if (bytes || !without)
		return 0;
	return luocat_error_set(err, -EINVAL, reader_name(object_reader(object)), NULL,
				"is a separate debug file, its data sections are empty: give the "
				"file that it belongs to");
}

static int walk_object(struct walk *walk, struct reader *reader, const char *name,
		       struct luocat_error *err)
{
	struct input_object input = {.provider = NULL};
	const char *dir = walk->visitor->debug_dir;
	int ret;

	ret = object_open(reader, name, &input.object, err);
	if (ret)
		return ret;
	walk->objects++;
	if (dir && object_set_debug_dir(input.object, dir))
		ret = luocat_error_set(err, -ENOMEM, name, NULL, "out of memory");
	else
		ret = refuse_debug_file(input.object, err);
	if (!ret) {
		input.provider = module_name(input.object);
		if (!input.provider)
			input.provider = walk->provider;
		/* only a kernel is linked, its objects and modules are not; a probe speaks for it */
		if (!input.provider &&
		    (!object_relocatable(input.object) || object_is_probe(input.object)))
			input.provider = PROVIDER_BUILTIN;
		ret = walk->visitor->object(&input, walk->visitor->arg, err);
	}
	object_close(input.object);
	return ret;
}

/* A .deb is an archive too, but none of objects. */
static bool is_package(const struct reader *reader)
{
	const void *first = reader_at(reader, SARMAG, sizeof("debian-binary") - 1);

	return first && !memcmp(first, "debian-binary", sizeof("debian-binary") - 1);
}

static int walk_reader(struct walk *walk, struct reader *reader, const char *name,
		       struct luocat_error *err);

struct walk_archive {
	struct walk *walk;
	const char *name; /* of the archive, for its members' origins */
	bool thin;
};

static int walk_member(struct reader *reader, const char *name, void *arg, struct luocat_error *err)
{
	const struct walk_archive *archive = arg;
	const char *slash = strrchr(archive->name, '/');
	char *origin;
	int ret;

	if (++archive->walk->members > MEMBERS_LIMIT)
		return luocat_error_set(err, -E2BIG, reader_name(reader), NULL,
					"too many archive members");
	if (!archive->thin)
		ret = asprintf(&origin, "%s(%s)", archive->name, name);
	else
		ret = asprintf(&origin, "%.*s%s", slash ? (int)(slash - archive->name) + 1 : 0,
			       archive->name, name);
	if (ret < 0)
		return luocat_error_set(err, -ENOMEM, archive->name, NULL, "out of memory");
	ret = walk_reader(archive->walk, reader, origin, err);
	free(origin);
	return ret;
}

static int walk_reader(struct walk *walk, struct reader *reader, const char *name,
		       struct luocat_error *err)
{
	const void *magic = reader_at(reader, 0, SELFMAG);
	struct walk_archive archive = {walk, name, archive_is_thin(reader)};
	int ret;

	if (magic && !memcmp(magic, ELFMAG, SELFMAG))
		return walk_object(walk, reader, name, err);
	if (walk->visitor->types && btf_given_is(reader)) {
		walk->types++;
		return walk->visitor->types(reader, name, walk->visitor->arg, err);
	}
	if (walk->named && !walk->depth && catalog_is_given(reader)) {
		walk->objects++;
		return walk->visitor->catalog(reader, walk->visitor->arg, err);
	}
	if (!archive_is(reader) || is_package(reader))
		return refuse(reader, err);
	if (walk->depth == DEPTH_LIMIT)
		return luocat_error_set(err, -ELOOP, reader_name(reader), NULL,
					"archives are nested too deeply");
	walk->depth++;
	ret = archive_visit(reader, walk_member, &archive, err);
	walk->depth--;
	return ret;
}

int walk_file(struct walk *walk, const char *path, const char *name, struct luocat_error *err)
{
	struct reader *reader;
	int ret;

	ret = walk->named ? reader_open(path, &reader, err)
			  : reader_open_regular(path, &reader, err);
	if (ret)
		return ret;
	ret = walk_reader(walk, reader, name, err);
	reader_unref(reader);
	return ret;
}

/* A single file; what is beside a kernel in a build tree belongs to it. */
static int walk_single(struct walk *walk, const char *path, struct luocat_error *err)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *directory;
	int ret;

	if (strcmp(name, "vmlinux") && strcmp(name, "vmlinux.o") &&
	    strcmp(name, "vmlinux.unstripped") && strcmp(name, "vmlinux.a"))
		return walk_file(walk, path, name, err);
	walk->provider = PROVIDER_BUILTIN;
	ret = walk_file(walk, path, name, err);
	if (ret || !walk->objects)
		return ret;
	directory = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup("./");
	if (!directory)
		return luocat_error_set(err, -ENOMEM, path, NULL, "out of memory");
	ret = is_build_tree(directory) ? walk_build_facts(walk, directory, err) : 0;
	free(directory);
	return ret;
}

int input_visit(const char *path, const struct input_visitor *visitor, struct luocat_error *err)
{
	struct walk walk = {.visitor = visitor};
	struct stat st;
	int ret;

	walk.named = true;
	if (!strcmp(path, "-"))
		ret = walk_file(&walk, path, path, err);
	else if (stat(path, &st))
		ret = luocat_error_set(err, -errno, path, NULL, "cannot open: %s", strerror(errno));
	else if (S_ISDIR(st.st_mode))
		ret = walk_directory(&walk, path, err);
	else
		ret = walk_single(&walk, path, err);
	/* an empty catalog would say that there are no formats */
	if (!ret && !walk.objects && !walk.types)
		ret = luocat_error_set(err, -ENODATA, path, NULL, "holds no kernel object");
	return ret;
}
