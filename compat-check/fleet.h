/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fleet.h - the catalogs of many kernels: files, and directories of them
 */
#ifndef COMPAT_CHECK_FLEET_H
#define COMPAT_CHECK_FLEET_H

#include <stddef.h>

#include <luocat.h>

struct fleet {
	struct luocat_catalog **catalogs;
	char **paths; /* of each catalog */
	size_t n;
};

/*
 * Read @inputs: catalogs, "-" for standard input, and directories, of which every *.json must be a
 * catalog. All or nothing. A catalog that is there twice counts once, which a note on standard
 * error says; two of one kernel that differ are an error. @fleet is filled as far as it goes even
 * then.
 */
int fleet_load(char *const *inputs, size_t n, struct fleet *fleet, struct luocat_error *err);
void fleet_free(struct fleet *fleet);
/* Processors that may work at the same time. */
unsigned int fleet_threads(void);

#endif
