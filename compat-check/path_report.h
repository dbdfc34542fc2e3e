/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path_report.h - how a path is shown
 */
#ifndef COMPAT_CHECK_PATH_REPORT_H
#define COMPAT_CHECK_PATH_REPORT_H

#include "report.h"

int path_text(const struct report *report, char **text, size_t *length, struct luocat_error *err);

/* What the hop to the path's kernel number @index comes to. */
const struct luocat_answer *path_hop(const struct luocat_matrix *matrix,
				     const struct luocat_path *path, size_t index);

#endif
