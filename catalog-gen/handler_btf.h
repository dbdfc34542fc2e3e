/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handler_btf.h - handler objects in an image or a module, by the shape that its BTF gives them
 */
#ifndef CATALOG_GEN_HANDLER_BTF_H
#define CATALOG_GEN_HANDLER_BTF_H

#include <stdbool.h>

#include "finder.h"
#include "object.h"

/**
 * find_by_shape - the objects that are registered, where nothing but BTF tells of them
 * @known: out, false where the object has no BTF to tell: what is missing is not known
 *
 * An object is taken for a handler if its id and all of its callbacks are where they have to be.
 * That none is missing is held against the functions that could be callbacks, which BTF lists with
 * their types. What is ambiguous or missing becomes a gap.
 *
 * A module's pointers are relocations, and its callbacks have names: BTF has to know one by its name.
 * It may have no BTF of its own; then what has the shape is a gap, for nothing tells more. Only once
 * all inputs were seen, for a module's BTF builds on its kernel's.
 */
int find_by_shape(struct object *object, struct found *found, bool *known,
		  struct luocat_error *err);

/* Whether a module's data may hold such objects, whatever their struct is: a rough look. */
int may_have_shape(struct object *object, bool *may, struct luocat_error *err);

#endif
