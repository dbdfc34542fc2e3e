/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * diff.h - a changelog of two catalogs
 */
#ifndef LIBLUOCAT_DIFF_H
#define LIBLUOCAT_DIFF_H

#include "internal.h"

struct entry_of_diff {
	struct luocat_diff_entry pub;
	char *fact; /* what @pub points to */
	char *old;
	char *new;
	struct luocat_differences *differences;
	size_t order;
};

struct luocat_diff {
	struct luocat_catalog *old;
	struct luocat_catalog *new;
	struct entry_of_diff *list;
	size_t n;
	size_t room;
};

#endif
