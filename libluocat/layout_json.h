/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * layout_json.h - differences of layouts for machines, in every report that has some
 */
#ifndef LIBLUOCAT_LAYOUT_JSON_H
#define LIBLUOCAT_LAYOUT_JSON_H

#include "emit.h"

/* The array "differences"; NULL: an empty one. @side_a, @side_b: what the sides are called. */
void differences_write(struct emit *emit, const struct luocat_differences *differences,
		       const char *side_a, const char *side_b);

#endif
