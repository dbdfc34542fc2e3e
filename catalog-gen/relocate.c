// SPDX-License-Identifier: GPL-2.0-only
/*
 * relocate.c - applies relocations to a copy of a section's bytes
 */
#include <errno.h>

#include "elf_object.h"

bool section_has_relocations(const struct object *object, const struct section *section)
{
	return false;
}

int section_relocate(const struct object *object, const struct section *section, uint8_t *bytes,
		     size_t length, struct luocat_error *err)
{
	return 0;
}
