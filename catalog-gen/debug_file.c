// SPDX-License-Identifier: GPL-2.0-only
/*
 * debug_file.c - the file that holds an object's DWARF
 */
#include <elf.h>

#include "elf_object.h"

static bool has_dwarf(const struct object *object)
{
	const struct section *info = object_section_named(object, ".debug_info");

	return info && info->type != SHT_NOBITS && info->size;
}

int object_debug(struct object *object, struct object **debug, struct luocat_error *err)
{
	*debug = has_dwarf(object) ? object : NULL;
	return 0;
}
