// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * pack.c - an object and all that it points to in one block: one malloc(), one free()
 */
#include <stdalign.h>
#include <string.h>

#include "internal.h"

void *pack_room(struct pack *pack, size_t size)
{
	size_t align = alignof(max_align_t);
	size_t start = (pack->used + align - 1) & ~(align - 1);

	pack->used = start + size;
	return pack->base ? pack->base + start : NULL;
}

const char *pack_string(struct pack *pack, const char *string)
{
	size_t start = pack->used;
	size_t size;

	if (!string)
		return NULL;
	size = strlen(string) + 1;
	pack->used += size;
	return pack->base ? memcpy(pack->base + start, string, size) : NULL;
}

void pack_origin(struct pack *pack, const struct luocat_origin *from, struct luocat_origin *to)
{
	*to = *from;
	if (!to->has_address)
		to->address = 0;
	to->object = pack_string(pack, from->object);
	to->section = pack_string(pack, from->section);
	to->symbol = pack_string(pack, from->symbol);
	to->source = pack_string(pack, from->source);
}
