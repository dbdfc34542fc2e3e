/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * state.h - what one running kernel does now; not installed
 *
 *	state.c		the model
 *	state_json.c	its document: schemas/state.schema.json
 */
#ifndef LIBLUOCAT_STATE_H
#define LIBLUOCAT_STATE_H

#include "internal.h"

struct luocat_state {
	unsigned int refs;
	struct luocat_running *running;		  /* one block */
	struct luocat_running_version **versions; /* in canonical order, one block each */
	size_t n_versions;
	size_t room;
};

/* luocat_state_set() and luocat_state_add(); @err gets the key in `where`, as in JSON. */
int state_set(struct luocat_state *state, const struct luocat_running *running,
	      struct luocat_error *err);
int state_add(struct luocat_state *state, const struct luocat_running_version *version,
	      struct luocat_error *err);

#endif
