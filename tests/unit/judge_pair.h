/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * judge_pair.h - pairs of kernels that fit but for what a test says, and their verdict
 */
#ifndef TESTS_UNIT_JUDGE_PAIR_H
#define TESTS_UNIT_JUDGE_PAIR_H

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

#include "model.h"

extern struct luocat_error err;
extern struct luocat_catalog *writer, *reader;
extern struct luocat_verdict *verdict;

/* Everything of a version is known; nothing of its layout goes beyond the id. */
#define KNOWN(...)                                                                                 \
	VERSION(.read = LUOCAT_YES, .write = LUOCAT_YES, .enable_write = LUOCAT_YES,               \
		.layout_form = LUOCAT_LAYOUT_NONE, .required_known = true, .provider = "builtin",  \
		.origin = { .evidence_id = LUOCAT_EVIDENCE_DESCRIPTOR,                             \
			    .evidence_read = LUOCAT_EVIDENCE_DESCRIPTOR,                           \
			    .evidence_write = LUOCAT_EVIDENCE_DESCRIPTOR },                        \
		__VA_ARGS__)
#define HANDLER(id, ...)                                                                           \
	KNOWN(.kind = LUOCAT_KIND_FILE_HANDLER, .compatible = id,                                  \
	      .consequence = LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE, __VA_ARGS__)
#define CORE(id, ...)                                                                              \
	KNOWN(.kind = LUOCAT_KIND_CORE, .compatible = id,                                          \
	      .consequence = LUOCAT_CONSEQUENCE_PANIC, __VA_ARGS__)
#define SUBTREE(id, ...)                                                                           \
	KNOWN(.kind = LUOCAT_KIND_SUBTREE, .compatible = id,                                       \
	      .consequence = LUOCAT_CONSEQUENCE_DATA_LOST, __VA_ARGS__)
#define FLB(id, ...)                                                                               \
	KNOWN(.kind = LUOCAT_KIND_FLB, .compatible = id,                                           \
	      .consequence = LUOCAT_CONSEQUENCE_DATA_LOST, __VA_ARGS__)
#define STRUCTURE(id, ...) KNOWN(.kind = LUOCAT_KIND_STRUCTURE, .compatible = id, __VA_ARGS__)

#define NEEDS(...)                                                                                 \
	.required = (const struct luocat_ref[]){ __VA_ARGS__ },                                    \
	.n_required = sizeof((const struct luocat_ref[]){ __VA_ARGS__ }) / sizeof(struct luocat_ref)
#define REF(k, id) { LUOCAT_KIND_##k, id }
#define EVIDENCE(strength)                                                                         \
	.origin = { .evidence_id = (strength), .evidence_read = (strength),                        \
		    .evidence_write = (strength) }
/* As a handler object in a stock image shows itself. */
#define STOCK .required_known = false, EVIDENCE(LUOCAT_EVIDENCE_OBJECT)

/* The layout of a version: "struct a", which add_struct_a() gives one member. */
#define OF_STRUCT_A                                                                                \
	.layout_form = LUOCAT_LAYOUT_STRUCT, .roots = (const char *const[]){ "struct a" },         \
	.n_roots = 1
void add_struct_a(struct luocat_catalog *catalog, const char *type);

/* Two kernels that differ in nothing but their build-id, with KHO and LUO and no more. */
void pair_setup(void);
void pair_teardown(void);

void add(struct luocat_catalog *catalog, const struct luocat_version *version);
void add_both(const struct luocat_version *version);
void set_kernel(struct luocat_catalog *catalog, const struct luocat_kernel *kernel);
/* All facts of a kernel, and no formats. */
struct luocat_catalog *whole_kernel(const char *build_id); /* x86_64 */
struct luocat_catalog *kernel_of_arch(const char *build_id, const char *arch);
/* The writer has write control. */
void writer_obeys(void);

enum luocat_outcome judge(void);
enum luocat_outcome judge_opts(const struct luocat_judge_opts *opts);
enum luocat_outcome judge_in_use(const char *word); /* NULL: nothing */
const struct luocat_finding *find(const char *rule);
/* The finding that decides comes first, and is this rule's. */
const struct luocat_finding *decided_by(const char *rule);
/* The plan turns off exactly these; NULL for none. */
void assert_plan(const char *a, const char *b);

/* Run all tests of a suite, each between pair_setup() and pair_teardown(). */
int pair_main(const char *name, void (*fill)(TCase *tests));

#endif
