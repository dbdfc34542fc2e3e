// SPDX-License-Identifier: GPL-2.0-only
/*
 * origin.c - saying where in an object something was found
 */
#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "origin.h"
#include "reader.h"

void origin_place(struct luocat_origin *origin, const struct object *object,
		  const struct section *section, uint64_t address)
{
	origin->object = object_name(object);
	origin->section = section->name;
	/* what readelf shows: addresses in a relocatable file are ours alone */
	origin->address = object_relocatable(object) ? address - section->addr : address;
	origin->has_address = true;
}

int origin_symbol(struct luocat_origin *origin, struct object *object, uint64_t address,
		  struct luocat_error *err)
{
	const struct symbol *symbols;
	size_t n;
	int ret = object_symbols(object, &symbols, &n, err);

	if (ret)
		return ret;
	for (size_t i = 0; i < n; i++) {
		if (symbols[i].defined && symbols[i].type == STT_OBJECT &&
		    symbols[i].address == address && *symbols[i].name) {
			origin->symbol = symbols[i].name;
			break;
		}
	}
	return 0;
}

int origin_error(struct luocat_error *err, const struct object *object,
		 const struct section *section, uint64_t offset, const char *what)
{
	char where[128];

	snprintf(where, sizeof(where), "section %.80s offset %" PRIu64, section->name, offset);
	return luocat_error_set(err, -EINVAL, reader_name(object_reader(object)), where, "%s",
				what);
}
