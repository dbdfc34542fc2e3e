/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * btf_object.h - one object's BTF, opened on whatever it builds on
 */
#ifndef CATALOG_GEN_BTF_OBJECT_H
#define CATALOG_GEN_BTF_OBJECT_H

#include <luocat.h>

#include "btf_source.h"

/**
 * struct btf_object - where an object's types are told
 * @structs:   the kernel's structs; NULL: they are not known
 * @functions: the object's functions; NULL: it has no BTF, or what that builds on is not known
 * @kernel:    the kernel's functions, for a module; else NULL
 */
struct btf_object {
	const struct btf_source *structs;
	const struct btf_source *functions;
	const struct btf_source *kernel;
	/* what these are in */
	struct btf_source own;
	struct btf_source distilled;
	bool has_own, has_distilled;
};

/**
 * btf_object_open - open the BTF that an object has
 * @kernel: the BTF of the kernel that a module is for, or NULL. It must outlive @btf
 *
 * -EINVAL also where the object's BTF was made on top of another one.
 */
int btf_object_open(struct btf_object *btf, struct object *object, const struct btf_source *kernel,
		    struct luocat_error *err);
void btf_object_close(struct btf_object *btf);

#endif
