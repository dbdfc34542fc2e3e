/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * input_walk.h - what input.c and input_tree.c share
 */
#ifndef CATALOG_GEN_INPUT_WALK_H
#define CATALOG_GEN_INPUT_WALK_H

#include <stddef.h>

#include "input.h"
#include "reader.h"

#define PROVIDER_BUILTIN "builtin"

/**
 * struct walk - one input being walked
 * @visitor:  told of what is found
 * @provider: of the objects that do not say it themselves, or NULL
 * @named:    the user named the file, so it may be a pipe
 * @objects:  ELF objects seen so far
 * @types:    files of BTF seen so far
 * @members:  archive members seen so far, nested ones too
 * @depth:    archives that the one in work is in
 */
struct walk {
	const struct input_visitor *visitor;
	const char *provider;
	bool named;
	size_t objects;
	size_t types;
	size_t members;
	unsigned int depth;
};

/* A file, whatever it is. @name is for origins. */
int walk_file(struct walk *walk, const char *path, const char *name, struct luocat_error *err);

/* input_tree.c: a directory. */
int walk_directory(struct walk *walk, const char *path, struct luocat_error *err);

/* input_build.c: .config and the release of the build tree @path, if there are any. */
int walk_build_facts(struct walk *walk, const char *path, struct luocat_error *err);
/* Whether a kernel was configured there. */
bool is_build_tree(const char *path);

/* @path/@name in memory of its own, or NULL with @err set. */
char *join_path(const char *path, const char *name, struct luocat_error *err);
/* A whole text file, NUL-terminated; *@text is NULL where there is none. Freed with free(). */
int read_text(const char *path, char **text, size_t *length, struct luocat_error *err);

#endif
