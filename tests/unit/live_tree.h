/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_tree.h - a table of formats as a directory of its own for each test
 */
#ifndef TESTS_UNIT_LIVE_TREE_H
#define TESTS_UNIT_LIVE_TREE_H

#include <check.h>
#include <luocat.h>

#define BUILD_ID "1111111111111111111111111111111111111111"
#define KEY	 "build-id:" BUILD_ID

extern char tree[64];		/* the directory's path */
extern struct luocat_live live; /* with it as table and as journal */

/* core kho-v4 and luo-v5, file handlers memfd-v2, memfd-v3, memfd-v4, an FLB; all on. */
void tree_setup(void);
void tree_teardown(void);

/* A file below the tree; what it holds stays until the next call. */
const char *tree_get(const char *path);
void tree_put(const char *path, const char *text);
bool tree_has(const char *path);
/* Run a command in the tree; it must succeed. */
void tree_run(const char *command);
/* All flags of the tree, in one line: "1 110". */
const char *tree_flags(void);

/* A plan that turns these off; NULL ends them. */
struct luocat_plan *plan_for(const char *writer_key, ...);

#endif
