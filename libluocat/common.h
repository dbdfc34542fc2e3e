/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * common.h - common versions; not installed
 */
#ifndef LIBLUOCAT_COMMON_H
#define LIBLUOCAT_COMMON_H

#include "matrix.h"

struct common_version {
	struct luocat_common_version pub;
	char *why; /* what @pub points to; the rest is a catalog's */
};

struct luocat_common {
	struct luocat_matrix *matrix;	 /* the kernels and their names; it has no cells */
	struct common_version *versions; /* by kind, then id */
	size_t n;
};

#endif
