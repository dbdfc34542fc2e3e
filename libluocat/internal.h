/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * internal.h - what the files of the catalog model share
 */
#ifndef LIBLUOCAT_INTERNAL_H
#define LIBLUOCAT_INTERNAL_H

#include <limits.h>
#include <stdint.h>

#include "luocat.h"

/*
 * Bounds on what one catalog may hold. A kernel has tens of formats and a layout a handful of
 * roots; these only keep hostile input from costing more than its own size.
 */
#define MAX_VERSIONS   16384
#define MAX_SIGHTINGS  1024 /* of one version */
#define MAX_ROOTS      256
#define MAX_PROPERTIES 256
#define MAX_CONSTANTS  256
#define MAX_REQUIRES   256
#define MAX_OPTIONS    4096
#define MAX_GAPS       4096
#define MAX_MODULES    4096
#define MAX_WORD       255  /* names and ids */
#define MAX_TEXT       4095 /* paths and options' values */
#define MAX_BUILD_ID   128  /* hex digits; kernel: linux/buildid.h has 20 bytes */

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* text.c - what a string may hold */

/*
 * The character at @text (one that can be shown: valid UTF-8, no control character), its length in
 * bytes; 0 where there is none. Reads no further than a NUL.
 */
size_t text_char(const char *text);
/* @text is 1 to MAX_WORD printable ASCII characters. */
bool text_is_word(const char *text);
/* A word without spaces. */
bool text_is_token(const char *text);
/* @text is at most MAX_TEXT bytes of UTF-8 without control characters. */
bool text_is_clean(const char *text);
bool text_is_hex(const char *text, size_t min, size_t max);
/* strcmp() where NULL comes last: what is known goes before what is not. */
int text_compare(const char *a, const char *b);
/* @number in decimal digits, which stand at the end of @digits. */
#define DIGITS_SIZE sizeof("18446744073709551615")
const char *text_digits(uint64_t number, char digits[DIGITS_SIZE]);

/* pack.c - an object and all that it points to in one block */

/*
 * Two passes with the same calls: the first, with @base NULL, only counts; the second copies.
 */
struct pack {
	char *base;
	size_t used;
};

/* Room for @size bytes, aligned for pointers; NULL while counting. */
void *pack_room(struct pack *pack, size_t size);
const char *pack_string(struct pack *pack, const char *string);
/* Copies the strings; without an address, @to has one value only. */
void pack_origin(struct pack *pack, const struct luocat_origin *from, struct luocat_origin *to);

/* check.c - is it valid? @err gets the field's path in `where`, as in JSON, and no file. */

int check_version(const struct luocat_version *version, struct luocat_error *err);
int check_kernel(const struct luocat_kernel *kernel, struct luocat_error *err);
int check_gap(const struct luocat_gap *gap, struct luocat_error *err);
int check_running(const struct luocat_running *running, struct luocat_error *err);
int check_running_version(const struct luocat_running_version *version, struct luocat_error *err);
/*
 * Copy a caller's structure of @theirs bytes into ours of @ours. A newer caller may not say what we
 * do not know.
 */
int check_size(void *to, size_t ours, const void *from, size_t theirs, struct luocat_error *err);

/* version.c - one sighting of one version, a copy that owns all that it points to */

struct sighting {
	struct luocat_version version;
	bool named; /* name and version were said, not derived from the id */
};

/* Name and version that the suffix -vN or _vN says; @length is the name's part of @compatible. */
bool version_derive(const char *compatible, size_t *length, uint32_t *number);
struct sighting *sighting_new(const struct luocat_version *version);
bool sighting_equal(const struct sighting *a, const struct sighting *b);
/* By identity: kind, then compatible. */
int version_compare_id(const struct luocat_version *a, const struct luocat_version *b);
/* Canonical order: kind, name, version (unknown first), compatible. */
int version_compare(const struct luocat_version *a, const struct luocat_version *b);
int version_compare_roots(const struct luocat_version *a, const struct luocat_version *b);
int version_compare_properties(const struct luocat_version *a, const struct luocat_version *b);
int version_compare_requires(const struct luocat_version *a, const struct luocat_version *b);
int version_compare_constants(const struct luocat_version *a, const struct luocat_version *b);
int origin_compare(const struct luocat_origin *a, const struct luocat_origin *b);

/* merge.c - what all sightings of one version say together */

struct entry {
	struct luocat_version merged; /* points into the sightings, and at @fingerprint */
	char fingerprint[65];
	uint64_t settled; /* the table's changes that @fingerprint accounts for, 0: none */
	struct sighting **seen;
	size_t n_seen;
	size_t room;
	bool shown; /* it is in the catalog's @ordered */
};

/* -EEXIST: @sighting contradicts one that @entry holds already. */
int entry_check(const struct entry *entry, const struct sighting *sighting,
		struct luocat_error *err);
void entry_merge(struct entry *entry);

/* layout.c: bring the fingerprint of a version up to date. */
void entry_settle(const struct luocat_catalog *catalog, struct entry *entry);

/* catalog.c */

struct generator {
	const char *name;
	const char *version;
};

struct luocat_catalog {
	unsigned int refs;	      /* atomic: verdicts of several threads may hold one (matrix_judge.c) */
	struct generator *generator;  /* one block */
	struct luocat_kernel *kernel; /* one block */
	struct type_table *types;
	struct entry **by_id;
	size_t n_entries;
	struct entry **ordered; /* those that are shown */
	size_t n_ordered;
	size_t room; /* of both */
	struct luocat_gap **gaps; /* in canonical order, one block each */
	size_t n_gaps;
	size_t gaps_room;
};

/* Whether anything was said of this identity, also if it is not shown. */
bool catalog_has(const struct luocat_catalog *catalog, enum luocat_kind kind,
		 const char *compatible);
/* luocat_catalog_add() of a version that was checked. */
int catalog_add(struct luocat_catalog *catalog, const struct luocat_version *version,
		struct luocat_error *err);

/* gap.c */

/* luocat_catalog_add_gap() of one that was checked. */
int catalog_add_gap(struct luocat_catalog *catalog, const struct luocat_gap *gap,
		    struct luocat_error *err);
void catalog_free_gaps(struct luocat_catalog *catalog);

/* kernel.c */

/* A copy in one block. */
struct luocat_kernel *kernel_copy(const struct luocat_kernel *kernel);
/* luocat_catalog_set_kernel() of facts that were checked; @err gets the fact in `where`. */
int catalog_set_kernel(struct luocat_catalog *catalog, const struct luocat_kernel *kernel,
		       struct luocat_error *err);

/* names.c - a list for a message, "a, b and 3 more", of bounded length */

struct name_list {
	char text[320];
	size_t n;	/* names that were added */
	size_t omitted; /* of them, those that had no room */
};

void name_list_add(struct name_list *list, const char *name);
/* Its text; @none where it is empty. */
const char *name_list_text(struct name_list *list, const char *none);

/* constants.c - of two sightings, or two sides: what has a name on both, and what on one only */

/*
 * The next name of either, in order, from (0, 0) on. @a or @b is NULL where that side lacks it; false:
 * there are no more.
 */
struct constant_pair {
	const struct luocat_constant *a;
	const struct luocat_constant *b;
	size_t next_a;
	size_t next_b;
};

bool constant_next(const struct luocat_version *a, const struct luocat_version *b,
		   struct constant_pair *pair);
/* A name that both have has two values: the first of them, or NULL. */
const char *constant_clash(const struct luocat_version *a, const struct luocat_version *b);

/* layout_compare.c: what the bytes of @version look like is known. */
bool layout_known(const struct luocat_version *version);

/* layout_pointers.c: add to @list the pointers that @version, of @catalog, hands over. */
int layout_pointers(const struct luocat_catalog *catalog, const struct luocat_version *version,
		    struct name_list *list, struct luocat_error *err);

int error_no_memory(struct luocat_error *err);

#endif
