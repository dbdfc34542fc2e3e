/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * input_ahead.h - small compressed files, unpacked ahead by all processors there are
 *
 * A tree of modules is a thousand of them, and unpacking is most of the work. What comes out is
 * looked at in the order in which the files came, by the one thread that looks at anything.
 */
#ifndef CATALOG_GEN_INPUT_AHEAD_H
#define CATALOG_GEN_INPUT_AHEAD_H

#include "input_walk.h"

struct ahead;

/* Without memory for it, NULL: all is unpacked where it is met. Threads start with the first file.
 */
struct ahead *ahead_new(void);
void ahead_free(struct ahead *ahead);

/* Whether @reader is left to ahead_submit(): of a walk that has @ahead. */
bool ahead_wants(const struct walk *walk, const struct reader *reader);

/* To be unpacked, and looked at later; before that, what was submitted first may be looked at. */
int ahead_submit(struct walk *walk, struct reader *reader, const char *name,
		 struct luocat_error *err);

/* Look at all that was submitted. */
int ahead_drain(struct walk *walk, struct luocat_error *err);

#endif
