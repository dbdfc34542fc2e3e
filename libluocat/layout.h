/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * layout.h - what the parts of luocat_layout_compare() share; not installed
 *
 *	layout_compare.c	two layouts: forms, roots, properties
 *	layout_types.c		two types: what they embed, whose they are, enumerators
 *	layout_members.c	two lists of members: which is which, what moved, what was added
 *	layout_message.c	a difference in words
 *	layout_pointers.c	the types that one layout reaches, and the pointers among them
 *	layout_json.c		differences for machines
 *	layout_pairs.c		pairs of types that were compared already
 *	layout_memo.c		what came of comparing, for kernels that have the same layouts
 */
#ifndef LIBLUOCAT_LAYOUT_H
#define LIBLUOCAT_LAYOUT_H

#include <stdio.h>

#include "types.h"

/*
 * Catalogs are hostile. Layouts of a kernel differ in a few places, and comparing them takes as
 * many steps as there are members.
 */
#define MAX_COMPARE_STEPS (1 << 22)
#define MAX_DIFFERENCES	  4096

enum { A, B, N_SIDES_COMPARED };

/* How far two things differ; a value of enum luocat_change above SAME. */
enum distance {
	SAME,
	RENAMED,
	APPENDED,
	DRIFT,
};

/* ---- layout_pairs.c ---- */

/* What came of comparing one pair of types. */
struct pair_result {
	const struct luocat_type *type[N_SIDES_COMPARED];
	enum distance distance;
	bool told;	/* its differences are recorded */
	bool explained; /* its size differs by what another format's types grew */
};

struct pair_set {
	struct pair_result *slots;
	size_t n;
	size_t room; /* a power of two, or 0 */
};

struct pair_result *pair_find(const struct pair_set *set, const struct luocat_type *a,
			      const struct luocat_type *b);
/* Room for a result; NULL when out of memory. Pointers to others are void then. */
struct pair_result *pair_add(struct pair_set *set, const struct luocat_type *a,
			     const struct luocat_type *b);

/* ---- layout_pointers.c ---- */

/* The types of a layout, each once, in the order in which they are met; zeroed before. */
struct reached_types {
	struct pair_set seen;
	const struct luocat_type **queue;
	size_t n;
	size_t room;
};

/* @foreign: also through those that other formats own. 0 or -ENOMEM, after which it is to be freed. */
int reach_types(struct reached_types *reached, const struct luocat_catalog *catalog,
		const struct luocat_version *version, bool foreign);
void reached_types_free(struct reached_types *reached);

/* ---- the comparison ---- */

/* Member @index's type taken apart; @type is a catalog's. */
static inline const struct type_expression *member_expression(const struct luocat_type *type,
							      size_t index)
{
	return &((const struct type_def *)type)->expressions[index];
}

/* Of one element; 0 where the type is not there. */
uint64_t expression_bytes(const struct type_expression *expression);

/* The way to a type: its name and the member that leads further down. */
struct frame {
	const struct frame *up;
	const struct luocat_type *type[N_SIDES_COMPARED];
	const char *member; /* NULL in the innermost */
	bool array;	    /* @member is an array */
	unsigned int depth;
};

struct compare {
	struct luocat_catalog *catalog[N_SIDES_COMPARED];
	const struct luocat_version *version[N_SIDES_COMPARED];
	struct luocat_differences *out;
	struct pair_set pairs;
	size_t steps;
	bool types_renamed;
	bool quiet; /* only whether they are the same but for names; nothing is recorded */
	struct luocat_error *err;
};

/* -E2BIG after too many. */
int compare_step(struct compare *c, size_t n);

/* ---- layout_types.c ---- */

/*
 * Compare two types that are told to be one and the same; @up leads here. Like all below: the
 * distance, or -errno. *@result is set where it is not NULL.
 */
int compare_types(struct compare *c, const struct frame *up, const struct luocat_type *a,
		  const struct luocat_type *b, struct pair_result *result);
/* 1 if they have one name or are the same but for names, 0 if not. Records nothing. */
int compare_quietly(struct compare *c, const struct frame *up, const struct luocat_type *a,
		    const struct luocat_type *b);
/* The format other than the version's own that owns @type; NULL: it is the version's. */
const char *foreign_owner(const struct luocat_version *version, const struct luocat_type *type);

/* ---- layout_members.c ---- */

/* *@explained: the sizes differ by what other formats' types grew. */
int compare_members(struct compare *c, const struct frame *here, bool *explained);

/* ---- layout_message.c: what is recorded; nothing while quiet ---- */

/* Member or enumerator @a became @b; NULL: there is none. */
int tell_member(struct compare *c, const struct frame *here, enum distance distance,
		const struct luocat_member *a, const struct luocat_member *b,
		const struct luocat_member *swapped);
int tell_elements(struct compare *c, const struct frame *here, const struct luocat_member *member,
		  const struct luocat_member *other, const uint64_t bytes[N_SIDES_COMPARED]);
int tell_enumerator(struct compare *c, const struct frame *here, enum distance distance,
		    const struct luocat_enumerator *a, const struct luocat_enumerator *b);
/* About the type as a whole, or (@here NULL) the layout. */
int tell(struct compare *c, const struct frame *here, enum distance distance, const char *member,
	 const char *undo, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

struct difference {
	struct luocat_difference pub;
	char *texts; /* message, undo, chain: one block */
};

struct luocat_differences {
	struct luocat_catalog *catalog[N_SIDES_COMPARED];
	struct difference *list;
	size_t n;
	size_t room;
	enum distance worst;
};

#endif
