/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * path.h - a path through a matrix; not installed
 */
#ifndef LIBLUOCAT_PATH_H
#define LIBLUOCAT_PATH_H

#include "matrix.h"

#define MAX_PATH_GAPS 8
/* Of a distance: it cannot be reached. */
#define PATH_FAR SIZE_MAX

struct luocat_path {
	struct luocat_matrix *matrix;
	size_t from;
	size_t to;
	size_t *from_start; /* hops, by kernel */
	size_t *to_end;
	size_t *kernels; /* the path; empty where there is none */
	size_t n;
	struct luocat_path_gap gaps[MAX_PATH_GAPS + 1]; /* room for one that falls out */
	size_t n_gaps;
};

const struct luocat_answer *path_answer(const struct luocat_path *path, size_t writer,
					size_t reader);

#endif
