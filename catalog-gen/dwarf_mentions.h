/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_mentions.h - which units mention which names, found without decoding any
 *
 * A unit that names something does so in place (DW_FORM_string), by the name's offset in
 * .debug_str, or by an index of that offset in its share of .debug_str_offsets. All of these are
 * bytes that can be searched for, which is many times faster than decoding; a chance hit costs the
 * decoding of one unit more.
 */
#ifndef CATALOG_GEN_DWARF_MENTIONS_H
#define CATALOG_GEN_DWARF_MENTIONS_H

#include "object.h"

struct mentions;

/**
 * mentions_of - look through the debug information once, and keep what was found with the object
 * @names:    ends with NULL
 * @also:     names that somebody will ask for next, found on the way; ends with NULL
 * @mentions: out; NULL: none of @names is mentioned, and nothing but strings was looked at
 */
int mentions_of(struct object *debug, const char *const *names, const char *const *also,
		const struct mentions **mentions, struct luocat_error *err);

/*
 * Who mentions @name, which was asked for: a bit for each object_dwarf_unit(), the first one in the
 * lowest bit of the first byte. NULL: it was not asked for.
 */
const uint8_t *mentions_name(const struct mentions *mentions, const char *name);

/* Index of the unit that holds @offset; false: none does. After object_dwarf(). */
bool unit_index_at(const struct object *debug, uint64_t offset, bool info, size_t *index);

#endif
