/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * origin.h - saying where in an object something was found
 */
#ifndef CATALOG_GEN_ORIGIN_H
#define CATALOG_GEN_ORIGIN_H

#include <luocat.h>

#include "object.h"

/*
 * Object, section and address of @origin. @address is one of the object's address space, in
 * @section. The strings belong to @object.
 */
void origin_place(struct luocat_origin *origin, const struct object *object,
		  const struct section *section, uint64_t address);

/* The symbol that starts at origin_place()'s @address and is an object, if there is one. */
int origin_symbol(struct luocat_origin *origin, struct object *object, uint64_t address,
		  struct luocat_error *err);

/* An error in a section of @object: @fmt says where in it, @what what is wrong. Gives -EINVAL. */
int origin_error(struct luocat_error *err, const struct object *object,
		 const struct section *section, uint64_t offset, const char *what);

#endif
