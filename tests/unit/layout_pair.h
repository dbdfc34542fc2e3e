/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * layout_pair.h - one version, memfd-v2 with its root struct ser, in two catalogs
 */
#ifndef TESTS_UNIT_LAYOUT_PAIR_H
#define TESTS_UNIT_LAYOUT_PAIR_H

#include <check.h>

#include <luocat.h>

#include "model.h"

/* Empty, little-endian, 64 bits. */
extern struct luocat_catalog *catalogs[2];
extern struct luocat_differences *differences;
extern struct luocat_error layouts_err;
extern const char *const ser_root[1];

void layouts_setup(void);
void layouts_teardown(void);
int layouts_main(const char *name, const TTest *const *tests, int n);

void set_side(int side, const struct luocat_kernel *kernel);
void add_type(int side, const struct luocat_type *type);
void add_version(int side, const struct luocat_version *version);
void add_memfd(int side, const char *const *roots, size_t n_roots);

#define ADD(side, ...) add_type(side, &(const struct luocat_type)__VA_ARGS__)
#define ADD_BOTH(...)                                                                              \
	do {                                                                                       \
		ADD(0, __VA_ARGS__);                                                               \
		ADD(1, __VA_ARGS__);                                                               \
	} while (0)
/* Owned by kho. */
#define FOREIGN(tag, bytes, ...)                                                                   \
	TYPE("struct " tag, bytes, .owner_kind = LUOCAT_KIND_CORE, .owner_name = "kho",            \
	     .members = (const struct luocat_member[])__VA_ARGS__,                                 \
	     .n_members = sizeof((const struct luocat_member[])__VA_ARGS__) /                      \
			  sizeof(struct luocat_member))

/* Compare a file handler's version; 0 or -errno. */
int compare_ids(const char *id);
/* Compare memfd-v2 with the root struct ser; that must work. */
void compare(void);

#define DRIFTED LUOCAT_CHANGE_DRIFT

void expect_n(size_t n);
const struct luocat_difference *expect(size_t index, enum luocat_change change, const char *chain,
				       const char *message, const char *undo);

#endif
