/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stripped.h - a kernel whose handlers one input does not show, and another one may
 */
#ifndef CATALOG_GEN_STRIPPED_H
#define CATALOG_GEN_STRIPPED_H

#include "btf_users.h"
#include "kernel_facts.h"

/**
 * struct stripped - what images and modules say of their handlers
 * @object: a linked image that does not show them; "" with none. @id is its build-id
 * @symbol: in it, of a function that registers them, or ""
 * @shown:  build-id of an image that does, or ""
 * @users:  modules that show nothing, but for the types that their functions take
 */
struct stripped {
	char object[256];
	char symbol[128];
	char id[2 * MAX_BUILD_ID + 1];
	char shown[2 * MAX_BUILD_ID + 1];
	struct btf_user *users;
};

/* Of what would settle a gap: two build-ids and some words. */
#define HINT_LENGTH (4 * MAX_BUILD_ID + 200)

/*
 * What would tell more of a module: its debug file, by its build-id, or (@kernel) BTF of its kernel. A
 * gap says it behind "; ".
 */
int stripped_hint(struct object *object, bool kernel, char hint[HINT_LENGTH],
		  struct luocat_error *err);

/*
 * Once all objects were seen: what no other image of the same build-id shows becomes a gap, and so does
 * a module whose functions take what LUO gives to callbacks.
 */
int stripped_finish(struct found *found, struct luocat_error *err);

void stripped_free(struct stripped *stripped);

#endif
