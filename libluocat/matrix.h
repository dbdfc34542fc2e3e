/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * matrix.h - what the parts of the matrix share; not installed
 *
 *	matrix.c	the matrix and what it hands out
 *	matrix_name.c	how its kernels are called, and which one a person means
 *	matrix_group.c	kernels that no judgement can tell apart
 *	matrix_judge.c	each group against each, by several threads
 *	matrix_policy.c	what a policy comes to over all pairs
 *	matrix_answer.c	answers, each different one kept once
 *	matrix_json.c	for machines
 *	path.c		from one kernel to another by way of others (path.h)
 *	window.c	kernels and those before them
 *	common.c	versions that all have
 */
#ifndef LIBLUOCAT_MATRIX_H
#define LIBLUOCAT_MATRIX_H

#include <sha2.h>

#include "emit.h"
#include "judge.h"

/*
 * A fleet has tens of kernels, a distribution's archive some thousands; cells grow with the square.
 * Answers are few, unless somebody makes catalogs in which every pair differs in its own way.
 */
#define MAX_KERNELS	 4096
#define MAX_ANSWER_BYTES ((size_t)256 << 20)

/* What a pair comes to: one block, whose words are its set's. */
struct answer {
	struct luocat_answer pub;
	uint64_t hash;
};

/* Each word once, by the number of its slot: number + 1 of the word, 0: free. */
struct word_set {
	char **list;
	size_t n;
	size_t room;	 /* a power of two, or 0 */
	uint32_t *slots; /* twice as many */
};

/* Different answers, likewise. */
struct answer_set {
	struct answer **list;
	size_t n;
	size_t room;
	uint32_t *slots;
	struct word_set words;
	size_t bytes; /* of all answers and words */
};

struct luocat_matrix {
	unsigned int refs;
	struct luocat_matrix_kernel *kernels;
	char (*keys)[80];
	char **names;
	size_t n;
	size_t *by_key;	  /* kernels in the order of their keys */
	uint32_t *groups; /* of each kernel */
	size_t *firsts;	  /* of each group, its first kernel */
	size_t n_groups;
	uint32_t *cells; /* of each pair of groups, the answer's number */
	struct answer_set answers;
	struct luocat_verdict *asked; /* see matrix_policy.c; NULL: there is no policy */
	bool unused_named;
};

/* ---- matrix.c ---- */

/* Kernels with their names, and nothing that was judged. */
int matrix_unjudged(struct luocat_catalog *const *catalogs, size_t n, struct luocat_matrix **matrix,
		    struct luocat_error *err);

/* ---- matrix_answer.c ---- */

/* The number of @verdict's answer in @set: 0 or -errno. */
int answer_set_add(struct answer_set *set, const struct luocat_verdict *verdict, uint32_t *number,
		   struct luocat_error *err);
void answer_set_free(struct answer_set *set);

/* ---- matrix_name.c ---- */

/* Keys, -EEXIST where two are one; then names. */
int matrix_name(struct luocat_matrix *matrix, struct luocat_error *err);

/* ---- matrix_group.c ---- */

/*
 * @by_name: no two are alike, because something looks at releases and keys too. @threads: as many
 * as may work on it.
 */
int matrix_group(struct luocat_matrix *matrix, bool by_name, unsigned int threads,
		 struct luocat_error *err);

/* ---- matrix_policy.c ---- */

int matrix_policy_begin(struct luocat_matrix *matrix, const struct luocat_judge_opts *opts,
			struct luocat_error *err);
/* One judgement, of so many pairs; where there is a policy. */
int matrix_policy_add(struct luocat_matrix *matrix, const struct luocat_verdict *verdict,
		      size_t n_pairs, struct luocat_error *err);

/* ---- matrix_judge.c ---- */

/* Fills in @cells and @answers. */
int matrix_judge(struct luocat_matrix *matrix, const struct luocat_judge_opts *opts,
		 unsigned int threads, struct luocat_error *err);

/* ---- matrix_json.c: parts that other documents have too ---- */

void matrix_write_kernel(struct emit *emit, const char *key,
			 const struct luocat_matrix_kernel *kernel);
/* All of them; @order: in which order, NULL: as they are. */
void matrix_write_kernels(struct emit *emit, const struct luocat_matrix *matrix,
			  const size_t *order);
/* Members of an object: the names of both, and what they come to. */
void matrix_write_pair(struct emit *emit, const struct luocat_matrix *matrix, size_t writer,
		       size_t reader);
/* What was asked beyond that it can be read; nothing where there is no policy. */
void matrix_write_policy(struct emit *emit, const struct luocat_matrix *matrix);
void matrix_write_answer(struct emit *emit, const struct luocat_matrix *matrix,
			 const struct luocat_answer *answer);

#endif
