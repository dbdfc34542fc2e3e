// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * layout_json.c - differences of layouts for machines, in every report that has some
 */
#include "layout_json.h"

#include <inttypes.h>
#include <string.h>

#include "layout.h"

const char *luocat_change_name(enum luocat_change change)
{
	static const char *const names[] = {
		[LUOCAT_CHANGE_RENAMED] = "renamed",
		[LUOCAT_CHANGE_APPENDED] = "appended",
		[LUOCAT_CHANGE_DRIFT] = "drift",
	};

	return (size_t)change < ARRAY_SIZE(names) ? names[change] : NULL;
}

static void write_member(struct emit *emit, const char *key, const struct luocat_catalog *catalog,
			 const struct luocat_member *member)
{
	uint64_t bytes;

	if (!member) {
		emit_null(emit, key);
		return;
	}
	emit_begin_flat(emit, key, '{');
	emit_string(emit, "name", member->name);
	emit_string(emit, "type", member->type);
	emit_number(emit, "offset", (int64_t)(member->bit_offset / 8));
	emit_number(emit, "bit", (int64_t)(member->bit_offset % 8));
	if (member->bits)
		emit_number(emit, "bits", member->bits);
	else
		emit_null(emit, "bits");
	if (luocat_type_bytes(catalog, member->type, &bytes))
		emit_null(emit, "bytes");
	else
		emit_number(emit, "bytes", (int64_t)bytes);
	emit_end(emit, '}');
}

static void write_type_bytes(struct emit *emit, const struct luocat_difference *d,
			     const char *const sides[])
{
	const struct luocat_type *types[] = {d->type_a, d->type_b};

	if (!d->type) {
		emit_null(emit, "type_bytes");
		return;
	}
	emit_begin_flat(emit, "type_bytes", '{');
	for (int side = A; side <= B; side++) {
		if (types[side])
			emit_number(emit, sides[side], (int64_t)types[side]->bytes);
		else
			emit_null(emit, sides[side]);
	}
	emit_end(emit, '}');
}

static void write_difference(struct emit *emit, const struct luocat_differences *differences,
			     const struct luocat_difference *d, const char *const sides[])
{
	const struct luocat_member *members[] = {d->a, d->b};

	emit_begin(emit, NULL, '{');
	emit_string(emit, "change", luocat_change_name(d->change));
	emit_begin_flat(emit, "owner", '{');
	emit_string(emit, "kind", luocat_kind_name(d->owner_kind));
	emit_string(emit, "name", d->owner_name);
	emit_end(emit, '}');
	emit_string(emit, "type", d->type);
	write_type_bytes(emit, d, sides);
	emit_string(emit, "chain", d->chain);
	emit_string(emit, "member", d->member);
	for (int side = A; side <= B; side++)
		write_member(emit, sides[side], differences->catalog[side], members[side]);
	emit_string(emit, "message", d->message);
	emit_end(emit, '}');
}

void differences_write(struct emit *emit, const struct luocat_differences *differences,
		       const char *side_a, const char *side_b)
{
	const char *const sides[] = {side_a, side_b};

	emit_begin(emit, "differences", '[');
	for (size_t i = 0; differences && i < differences->n; i++)
		write_difference(emit, differences, &differences->list[i].pub, sides);
	emit_end(emit, ']');
}
