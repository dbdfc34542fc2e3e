/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * input_walk.h - what the files that walk inputs share: one for each form that an input has
 */
#ifndef CATALOG_GEN_INPUT_WALK_H
#define CATALOG_GEN_INPUT_WALK_H

#include <stddef.h>

#include "input.h"
#include "packed.h"
#include "reader.h"

struct ahead;

/**
 * struct walk - one input being walked
 * @visitor:   told of what is found
 * @provider:  of the objects that do not say it themselves, or NULL
 * @named:     the user named the file, so it may be a pipe
 * @mixed:     in a package or a directory of anything: what is no kernel's is passed over
 * @archived:  in a package or an initramfs, so that no further initramfs is the kernel's
 * @place:     of the modules that are met
 * @modules:   modules met so far, whether of the kernel that is looked for or not
 * @objects:   ELF objects seen so far
 * @types:     files of BTF seen so far
 * @others:    configurations seen so far, and modules' debug files
 * @members:   archive members seen so far, nested ones too
 * @depth:     archives, packages and images that the one in work is in
 * @unpacked:  those of them that came out of something packed, so that no file is beside them
 * @unpacking: what all that cost
 * @ahead:     where compressed files are left to, or NULL
 * @draining:  what comes from there is being looked at
 */
struct walk {
	const struct input_visitor *visitor;
	const char *provider;
	bool named;
	bool mixed;
	bool archived;
	enum input_place place;
	size_t modules;
	size_t objects;
	size_t types;
	size_t others;
	size_t members;
	unsigned int depth;
	unsigned int unpacked;
	struct unpacking unpacking;
	struct ahead *ahead;
	bool draining;
};

/**
 * struct form - one form that an input has
 * @is:    by the first PACKED_START bytes
 * @walk:  what is in it. @name is for origins
 * @mixed: looked for in packages and directories too
 */
struct form {
	bool (*is)(const struct walk *walk, const struct reader *reader);
	int (*walk)(struct walk *walk, struct reader *reader, const char *name,
		    struct luocat_error *err);
	bool mixed;
};

/* A file, whatever it is. @name is for origins. */
int walk_file(struct walk *walk, const char *path, const char *name, struct luocat_error *err);
/* The same of bytes that are there. */
int walk_reader(struct walk *walk, struct reader *reader, const char *name,
		struct luocat_error *err);
/* Whatever @packed is about to unpack, to @size bytes (0: not known). @file: for errors. */
int walk_packed(struct walk *walk, struct packed *packed, uint64_t size, const char *file,
		const char *name, struct luocat_error *err);
/*
 * Its two parts: the bytes, NULL where they are nothing that is looked for; and a look at them. @initramfs:
 * they are one, which is not for memory but for walk_initramfs(). NULL: they cannot be.
 */
int walk_unpack(struct walk *walk, struct packed *packed, uint64_t size, const char *file,
		bool *initramfs, struct reader **reader, struct luocat_error *err);
int walk_unpacked(struct walk *walk, struct reader *reader, const char *name,
		  struct luocat_error *err);
/* Each regular file in a package or initramfs, of which a kernel's objects are taken. */
int walk_members(struct walk *walk, struct packed *packed, const char *file, const char *name,
		 struct luocat_error *err);
/* One archive, package or image more around what is walked; until walk_leave(). */
int walk_enter(struct walk *walk, const struct reader *reader, struct luocat_error *err);
void walk_leave(struct walk *walk);
/* Account for a member. */
int walk_count_member(struct walk *walk, const char *file, struct luocat_error *err);

/* input_object.c: an ELF file. */
bool is_elf(const struct walk *walk, const struct reader *reader);
int walk_object(struct walk *walk, struct reader *reader, const char *name,
		struct luocat_error *err);
/* A module's name from the path of its file: "a/snd-core.ko" is snd_core. NULL: out of memory. */
char *module_name_from_path(const char *path);

/* input_archive.c: ar archives of objects. */
bool is_object_archive(const struct walk *walk, const struct reader *reader);
int walk_object_archive(struct walk *walk, struct reader *reader, const char *name,
			struct luocat_error *err);

/* input_compressed.c: a compressed file, and the compressed kernel in an image. */
bool is_compressed(const struct walk *walk, const struct reader *reader);
bool is_lzma_alone(const struct walk *walk, const struct reader *reader);
int walk_compressed(struct walk *walk, struct reader *reader, const char *name,
		    struct luocat_error *err);
/* What it is: an @initramfs, bytes in memory, or (NULL) nothing that is looked for. */
int unpack_file(struct walk *walk, struct reader *reader, const struct packing *packing,
		bool *initramfs, struct reader **unpacked, struct luocat_error *err);
/*
 * The compressed kernel in an image: @length bytes at @offset, of which the last four are the size
 * that it unpacks to. @compressed_as: the name of the packing that it must be, or NULL for any.
 */
int walk_payload(struct walk *walk, struct reader *image, uint64_t offset, uint64_t length,
		 const char *compressed_as, const char *name, struct luocat_error *err);

/* input_bzimage.c: x86's boot image. */
bool is_bzimage(const struct walk *walk, const struct reader *reader);
int walk_bzimage(struct walk *walk, struct reader *reader, const char *name,
		 struct luocat_error *err);

/* input_zboot.c: a compressed EFI application, as arm64 and others boot. */
bool is_zboot(const struct walk *walk, const struct reader *reader);
int walk_zboot(struct walk *walk, struct reader *reader, const char *name,
	       struct luocat_error *err);

/* input_uki.c: a unified kernel image. */
bool is_uki(const struct walk *walk, const struct reader *reader);
int walk_uki(struct walk *walk, struct reader *reader, const char *name, struct luocat_error *err);

/* input_initramfs.c: cpio archives behind each other, compressed or not. */
bool is_initramfs(const struct walk *walk, const struct reader *reader);
int walk_initramfs(struct walk *walk, struct reader *reader, const char *name,
		   struct luocat_error *err);

/* input_flat.c: arm64's Image. */
bool is_flat(const struct walk *walk, const struct reader *reader);
int walk_flat(struct walk *walk, struct reader *reader, const char *name, struct luocat_error *err);

/* input_package.c: .deb and .rpm. */
bool is_deb(const struct walk *walk, const struct reader *reader);
int walk_deb(struct walk *walk, struct reader *reader, const char *name, struct luocat_error *err);
bool is_rpm(const struct walk *walk, const struct reader *reader);
int walk_rpm(struct walk *walk, struct reader *reader, const char *name, struct luocat_error *err);

/* input_config.c: a kernel's configuration. */
bool is_config(const struct walk *walk, const struct reader *reader);
int walk_config(struct walk *walk, struct reader *reader, const char *name,
		struct luocat_error *err);

/* input_debug.c: what waited for debug files. */
int debug_finish(const struct input_visitor *visitor, struct luocat_error *err);

/* input_tree.c: a directory. */
/* "a.ko", compressed or not. */
bool is_module_name(const char *name);
int walk_directory(struct walk *walk, const char *path, struct luocat_error *err);
/* Whether @path leads below lib/modules/RELEASE. */
bool is_installed_path(const char *path);
/* input_mixed.c: a directory of packages, images and modules. */
int walk_mixed(struct walk *walk, const char *path, struct luocat_error *err);

/* input_build.c: .config and the release of the build tree @path, if there are any. */
int walk_build_facts(struct walk *walk, const char *path, struct luocat_error *err);
/* Whether a kernel was configured there. */
bool is_build_tree(const char *path);

/* @path/@name in memory of its own, or NULL with @err set. */
char *join_path(const char *path, const char *name, struct luocat_error *err);
/* A whole text file, NUL-terminated; *@text is NULL where there is none. Freed with free(). */
int read_text(const char *path, char **text, size_t *length, struct luocat_error *err);

#endif
