/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * work.h - many things to do that do not depend on each other, by several threads
 */
#ifndef LIBLUOCAT_WORK_H
#define LIBLUOCAT_WORK_H

#include "internal.h"

/* How many threads work on @n things, of which there may be as many as @wanted; at least one. */
size_t work_threads(unsigned int wanted, size_t n);

/*
 * Do @step for each of 0 to @n - 1, by @threads of work_threads(), which have numbers from 0 on.
 * Things are taken in order, and none any more once one failed: what failed first in that order is
 * one that a single thread would have met as well, and gives result and @err.
 */
typedef int work_step(void *context, size_t thread, size_t thing, struct luocat_error *err);
int work_share(size_t threads, size_t n, work_step *step, void *context, struct luocat_error *err);

#endif
