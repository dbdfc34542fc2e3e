/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stripped.h - a kernel whose handlers one input does not show, and another one may
 */
#ifndef CATALOG_GEN_STRIPPED_H
#define CATALOG_GEN_STRIPPED_H

#include "kernel_facts.h"

/**
 * struct stripped - what linked images say of their handlers
 * @object: an image that does not show them; "" with none. @id is its build-id
 * @symbol: in it, of a function that registers them, or ""
 * @shown:  build-id of an image that does, or ""
 */
struct stripped {
	char object[256];
	char symbol[128];
	char id[2 * MAX_BUILD_ID + 1];
	char shown[2 * MAX_BUILD_ID + 1];
};

/* Once all objects were seen: what no other image of the same build-id shows becomes a gap. */
int stripped_finish(struct found *found, struct luocat_error *err);

#endif
