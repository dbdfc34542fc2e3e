/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ar_archive.h - ar archives, thin ones too
 */
#ifndef CATALOG_GEN_AR_ARCHIVE_H
#define CATALOG_GEN_AR_ARCHIVE_H

#include <stdbool.h>

#include "reader.h"

/* Neither of them opens anything: content decides. */
bool ar_archive_is(const struct reader *reader);
bool ar_archive_is_thin(const struct reader *reader);

/**
 * ar_archive_visit - every member, in order
 * @member: gets the member's name as the archive has it (in a thin archive a path relative to the
 *          archive's directory) and its bytes; returns 0 to go on, anything else ends it
 */
int ar_archive_visit(struct reader *archive,
		  int (*member)(struct reader *reader, const char *name, void *arg,
				struct luocat_error *err),
		  void *arg, struct luocat_error *err);

#endif
