/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * excerpt.h - a difference of two layouts as a person reads structs: side by side
 */
#ifndef COMPAT_CHECK_EXCERPT_H
#define COMPAT_CHECK_EXCERPT_H

#include <stdbool.h>
#include <stdio.h>

#include <luocat.h>

struct excerpt {
	struct luocat_catalog *catalogs[2];
	const char *titles[2]; /* "writer", "reader" */
	int indent;
};

/* ---- Rows, for whatever shows them ---- */

/* A place: what either side has at that offset, or which enumerator has that value. */
struct excerpt_row {
	const struct luocat_member *member[2];
	const struct luocat_enumerator *enumerator[2];
};

struct excerpt_rows {
	struct excerpt_row *list; /* to be freed */
	size_t n;
	size_t at;	   /* the one to look at, counted from 1; 0: none */
	size_t first, end; /* those around it, which are worth showing */
	bool members;	   /* not enumerators */
};

#define EXCERPT_CELL  600
#define EXCERPT_PLACE 32

/* -1: out of memory. There is none where @d is about no type. */
int excerpt_rows_make(const struct luocat_difference *d, struct excerpt_rows *rows);
/* Whether both sides have the same there. */
bool excerpt_alike(const struct excerpt_row *row);
/* What one side has there: "   8  u64 pos", or nothing. */
void excerpt_cell(const struct excerpt *excerpt, const struct excerpt_row *row, int side,
		  char cell[EXCERPT_CELL]);
/* The offset or value. */
void excerpt_place(const struct luocat_difference *d, const struct excerpt_row *row,
		   char place[EXCERPT_PLACE]);
/* "struct memfd_luo_ser, 48 bytes; belongs to memfd", to be freed; NULL: out of memory. */
char *excerpt_line(const struct excerpt *excerpt, const struct luocat_difference *d);

/* ---- As text ---- */

/* The difference of @differences that counts most, and how many more there are. -1: out of memory.
 */
int excerpt_print(FILE *out, const struct excerpt *excerpt,
		  const struct luocat_differences *differences);

#endif
