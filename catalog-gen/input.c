// SPDX-License-Identifier: GPL-2.0-only
/*
 * input.c - from a path on the command line to the ELF objects in it
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "btf_given.h"
#include "catalog_given.h"
#include "input_ahead.h"
#include "input_kernels.h"
#include "input_walk.h"

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
	{0, 4, "\x89LZO", "is compressed by lzop, which is not known here: unpack it first"},
	{0, 4, "BC\xc0\xde", "is LLVM bitcode: link it first (vmlinux.o)"},
	{0, 6, "070707", "is a cpio archive of the old form, which is no initramfs"},
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
	const char *what = reader_size(reader)
				   ? "is neither an ELF file nor an archive, an image or a package"
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

static bool is_btf(const struct walk *walk, const struct reader *reader)
{
	return walk->visitor->types && btf_given_is(reader);
}

static int walk_btf(struct walk *walk, struct reader *reader, const char *name,
		    struct luocat_error *err)
{
	walk->types++;
	return walk->visitor->types(reader, name, walk->visitor->arg, err);
}

static bool is_catalog(const struct walk *walk, const struct reader *reader)
{
	return walk->named && !walk->depth && catalog_is_given(reader);
}

static int walk_catalog(struct walk *walk, struct reader *reader, const char *name,
			struct luocat_error *err)
{
	walk->objects++;
	return walk->visitor->catalog(reader, walk->visitor->arg, err);
}

/* The first that fits: a .deb is an archive too, and an x86 image an EFI application. */
static const struct form forms[] = {
	{is_elf, walk_object, true},
	{is_bzimage, walk_bzimage, true},
	{is_zboot, walk_zboot, true},
	{is_uki, walk_uki, true},
	{is_flat, walk_flat, true},
	{is_deb, walk_deb, true},
	{is_rpm, walk_rpm, true},
	{is_compressed, walk_compressed, true},
	{is_initramfs, walk_initramfs, true},
	{is_config, walk_config, true},
	{is_object_archive, walk_object_archive, false},
	{is_btf, walk_btf, false},
	{is_catalog, walk_catalog, false},
	{is_lzma_alone, walk_compressed, false}, /* has no magic: after all that has */
};

static const struct form *form_of(const struct walk *walk, const struct reader *reader)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if ((forms[i].mixed || !walk->mixed) && forms[i].is(walk, reader))
			return &forms[i];
	}
	return NULL;
}

int walk_reader(struct walk *walk, struct reader *reader, const char *name,
		struct luocat_error *err)
{
	const struct form *form = form_of(walk, reader);

	if (form)
		return form->walk(walk, reader, name, err);
	return walk->mixed ? 0 : refuse(reader, err);
}

int walk_unpack(struct walk *walk, struct packed *packed, uint64_t size, const char *file,
		bool *initramfs, struct reader **reader, struct luocat_error *err)
{
	struct reader *beginning;
	const uint8_t *start;
	size_t length;
	bool known;
	int ret;

	*reader = NULL;
	if (initramfs)
		*initramfs = false;
	/* the start tells whether it is worth the memory */
	ret = packed_peek(packed, &start, &length, err);
	if (!ret)
		ret = reader_from_memory(start, length, file, false, &beginning, err);
	if (ret)
		return ret;
	known = form_of(walk, beginning);
	if (!known && !walk->mixed)
		ret = refuse(beginning, err);
	if (initramfs && known) {
		*initramfs = is_initramfs(walk, beginning);
		known = !*initramfs;
	}
	reader_unref(beginning);
	return ret || !known ? ret : packed_take(packed, size, file, reader, err);
}

int walk_unpacked(struct walk *walk, struct reader *reader, const char *name,
		  struct luocat_error *err)
{
	int ret;

	walk->unpacked++;
	ret = walk_reader(walk, reader, name, err);
	walk->unpacked--;
	walk->unpacking.held -= reader_size(reader);
	reader_unref(reader);
	return ret;
}

int walk_packed(struct walk *walk, struct packed *packed, uint64_t size, const char *file,
		const char *name, struct luocat_error *err)
{
	struct reader *reader;
	int ret = walk_unpack(walk, packed, size, file, NULL, &reader, err);

	return ret || !reader ? ret : walk_unpacked(walk, reader, name, err);
}

int walk_enter(struct walk *walk, const struct reader *reader, struct luocat_error *err)
{
	if (walk->depth == DEPTH_LIMIT)
		return luocat_error_set(err, -ELOOP, reader_name(reader), NULL,
					"archives are nested too deeply");
	walk->depth++;
	return 0;
}

void walk_leave(struct walk *walk)
{
	walk->depth--;
}

int walk_count_member(struct walk *walk, const char *file, struct luocat_error *err)
{
	if (++walk->members > MEMBERS_LIMIT)
		return luocat_error_set(err, -E2BIG, file, NULL, "too many archive members");
	return 0;
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
	if (!ret)
		ret = ahead_drain(walk, err);
	walk->provider = NULL;
	if (ret || !walk->objects)
		return ret;
	directory = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup("./");
	if (!directory)
		return luocat_error_set(err, -ENOMEM, path, NULL, "out of memory");
	ret = is_build_tree(directory) ? walk_build_facts(walk, directory, err) : 0;
	free(directory);
	return ret;
}

static int walk_path(struct walk *walk, const char *path, struct luocat_error *err)
{
	struct stat st;
	int ret;

	walk->named = true;
	if (!strcmp(path, "-"))
		ret = walk_file(walk, path, path, err);
	else if (stat(path, &st))
		ret = luocat_error_set(err, -errno, path, NULL, "cannot open: %s", strerror(errno));
	else if (S_ISDIR(st.st_mode))
		ret = walk_directory(walk, path, err);
	else
		ret = walk_single(walk, path, err);
	return ret ? ret : ahead_drain(walk, err);
}

int input_visit(const char *path, const struct input_visitor *visitor, struct luocat_error *err)
{
	struct walk walk = {.visitor = visitor, .ahead = ahead_new()};
	int ret = walk_path(&walk, path, err);

	ahead_free(walk.ahead);
	if (ret)
		return ret;
	visitor->kernels->objects += walk.objects;
	visitor->kernels->others += walk.others;
	ret = kernels_one(visitor->kernels, path, err);
	/* an empty catalog would say that there are no formats */
	if (ret || walk.objects || walk.types || walk.others || visitor->may_be_empty)
		return ret;
	if (visitor->kernels->wanted)
		return luocat_error_set(err, -ENODATA, path, NULL,
					"holds no kernel object of release %.64s",
					visitor->kernels->wanted);
	return luocat_error_set(err, -ENODATA, path, NULL, "holds no kernel object");
}
