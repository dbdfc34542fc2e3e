/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * btf_users.h - modules with functions that take what LUO gives to callbacks
 *
 * A module may hand its handlers to another one that registers them, and fill them in at run time.
 * Nothing in it has LUO's name then; but its BTF tells of its callbacks' types, by number. What the
 * numbers mean is known once the kernel's BTF is, so they are kept until then.
 */
#ifndef CATALOG_GEN_BTF_USERS_H
#define CATALOG_GEN_BTF_USERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <luocat.h>

#include "btf_source.h"
#include "object.h"

/**
 * struct btf_user - a module without other debugging information
 * @name: as in origins
 * @hint: what would tell more of it
 * @ids:  types of its functions and of their parameters, in ascending order
 * @readable: its BTF could be read
 */
struct btf_user {
	char *name;
	char *hint;
	uint32_t *ids;
	size_t n;
	bool readable;
	struct btf_user *next;
};

struct number_set;

/* Keeps what a module's BTF refers to; nothing where it has none that builds on the kernel's. */
int btf_users_note(struct btf_user **users, struct object *object, const char *hint,
		   struct luocat_error *err);

/* Whether a function in it is, or takes, one of these types of the kernel's BTF. */
bool btf_user_takes(const struct btf_user *user, const struct number_set *types);

void btf_users_free(struct btf_user *users);

#endif
