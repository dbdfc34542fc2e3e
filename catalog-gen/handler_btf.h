/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handler_btf.h - handler objects in a linked image, by the shape that its BTF gives them
 */
#ifndef CATALOG_GEN_HANDLER_BTF_H
#define CATALOG_GEN_HANDLER_BTF_H

#include <stdbool.h>

#include "finder.h"
#include "object.h"

/**
 * find_by_shape - the objects that are registered, where nothing but BTF tells of them
 * @known: out, false where the image has no BTF to tell: nothing was looked for
 *
 * An object is taken for a handler if its id and all of its callbacks are where they have to be.
 * That none is missing is held against the functions that could be callbacks, which BTF lists with
 * their types. What is ambiguous or missing becomes a gap.
 */
int find_by_shape(struct object *object, struct found *found, bool *known,
		  struct luocat_error *err);

#endif
