// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * write-types.c - types in the catalog's canonical text
 */
#include <inttypes.h>
#include <stdio.h>

#include "types.h"

/* Beyond this a JSON number is not exact in most readers, and it is written as a string. */
#define MAX_EXACT ((INT64_C(1) << 53) - 1)

static void write_owner(struct emit *emit, const struct luocat_type *type)
{
	if (!type->owner_name) {
		emit_null(emit, "owner");
		return;
	}
	emit_begin_flat(emit, "owner", '{');
	emit_string(emit, "kind", luocat_kind_name(type->owner_kind));
	emit_string(emit, "name", type->owner_name);
	emit_end(emit, '}');
}

static void write_members(struct emit *emit, const struct luocat_type *type)
{
	emit_begin(emit, "members", '[');
	for (size_t i = 0; i < type->n_members; i++) {
		const struct luocat_member *member = &type->members[i];

		emit_begin_flat(emit, NULL, '{');
		emit_string(emit, "name", member->name);
		emit_number(emit, "bit_offset", (int64_t)member->bit_offset);
		if (member->bits)
			emit_number(emit, "bits", member->bits);
		else
			emit_null(emit, "bits");
		emit_string(emit, "type", member->type);
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

static void write_value(struct emit *emit, bool is_signed, uint64_t value)
{
	bool negative = is_signed && (int64_t)value < 0;
	uint64_t magnitude = negative ? -value : value;
	char digits[24];

	if (magnitude <= MAX_EXACT) {
		emit_number(emit, "value", (int64_t)value);
		return;
	}
	snprintf(digits, sizeof(digits), "%s%" PRIu64, negative ? "-" : "", magnitude);
	emit_string(emit, "value", digits);
}

static void write_enumerators(struct emit *emit, const struct luocat_type *type)
{
	emit_bool(emit, "signed", type->is_signed);
	emit_begin(emit, "enumerators", '[');
	for (size_t i = 0; i < type->n_enumerators; i++) {
		emit_begin_flat(emit, NULL, '{');
		emit_string(emit, "name", type->enumerators[i].name);
		write_value(emit, type->is_signed, type->enumerators[i].value);
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

void type_write(struct emit *emit, const struct luocat_type *type)
{
	emit_begin(emit, type->name, '{');
	emit_number(emit, "bytes", (int64_t)type->bytes);
	write_owner(emit, type);
	if (type->given)
		emit_string(emit, "given", type->given);
	if (type_is_enum(type->name))
		write_enumerators(emit, type);
	else
		write_members(emit, type);
	emit_end(emit, '}');
}

void types_write(struct emit *emit, const struct type_table *table)
{
	emit_begin(emit, "types", '{');
	for (size_t i = 0; i < table->n_defined; i++)
		type_write(emit, &table->defined[i]->def->type);
	emit_end(emit, '}');
}
