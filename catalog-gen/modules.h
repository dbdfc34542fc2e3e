/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * modules.h - where the modules that provide formats were met, and whether they are one build
 */
#ifndef CATALOG_GEN_MODULES_H
#define CATALOG_GEN_MODULES_H

#include <stdbool.h>
#include <stddef.h>

#include <luocat.h>

#include "input.h"

struct module_seen;

/* All modules that were looked at. */
struct modules {
	struct module_seen *seen;
	size_t n, room;
};

/**
 * modules_see - note a module that was looked at
 * @provides: it brings a format, or what it brings could not be told
 */
int modules_see(struct modules *modules, const struct input_object *input, bool provides,
		struct luocat_error *err);

/**
 * modules_finish - once all were seen
 * @given: the places that were looked at
 *
 * Formats of modules that are not in a place are marked so. -EEXIST: two builds of one module are
 * given and they matter: which of them will be loaded is not known.
 */
int modules_finish(struct modules *modules, const bool given[N_PLACES],
		   struct luocat_catalog *catalog, struct luocat_error *err);

void modules_free(struct modules *modules);

#endif
