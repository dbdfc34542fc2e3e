/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * input.h - from a path on the command line to the ELF objects in it
 */
#ifndef CATALOG_GEN_INPUT_H
#define CATALOG_GEN_INPUT_H

#include <luocat.h>

#include "object.h"
#include "reader.h"

struct kernels;

#define PROVIDER_BUILTIN "builtin"

/* Where a module's file is: what a machine reads before its root file system is there, and after. */
enum input_place {
	PLACE_BY_ITSELF,
	PLACE_INITRAMFS,
	PLACE_MODULES_TREE, /* installed, in a package, or in the build that installs it */
	N_PLACES,
};

/**
 * struct input_object - one object and its role in the kernel
 * @object:   closed by the caller of @each once it returns
 * @provider: "builtin" (vmlinux, vmlinux.o, what modules.builtin lists), a module's name, or NULL
 * @place:    of its file
 */
struct input_object {
	struct object *object;
	const char *provider;
	enum input_place place;
};

/**
 * struct input_visitor - what is told of an input, and how to look at it
 * @debug_dir: where separate debug files are, or NULL for /usr/lib/debug
 * @kernels:   which kernels all inputs are of
 * @may_be_empty: an input without a kernel's object is no error
 */
struct input_visitor {
	const char *debug_dir;
	struct kernels *kernels;
	bool may_be_empty;
	int (*object)(const struct input_object *object, void *arg, struct luocat_error *err);
	/* A file of BTF alone. @name: as an object's. */
	int (*types)(struct reader *reader, const char *name, void *arg, struct luocat_error *err);
	/* A catalog that was made before. */
	int (*catalog)(struct reader *reader, void *arg, struct luocat_error *err);
	/* A .config (text, @length bytes): beside a build once per input, or from input_finish().
	 */
	int (*config)(const char *text, size_t length, const char *name, void *arg,
		      struct luocat_error *err);
	/* include/config/kernel.release of a build tree, without the newline. */
	int (*release)(const char *release, const char *name, void *arg, struct luocat_error *err);
	void *arg;
};

/*
 * What @path is, is told by content: an ELF file, an archive (thin too), a boot image, a package,
 * any of these compressed, an initramfs, BTF, a build tree (it has vmlinux or modules.order), an installed
 * modules tree, a directory of such files, or "-". The first failure ends it.
 */
int input_visit(const char *path, const struct input_visitor *visitor, struct luocat_error *err);

/* What can be told only once all inputs were visited: which configuration is the kernel's. */
int input_finish(const struct input_visitor *visitor, struct luocat_error *err);

#endif
