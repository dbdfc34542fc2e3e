// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * type_check.c - is a type valid by itself?
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "types.h"

static const char not_a_word[] = "must be 1 to 255 printable ASCII characters";

static int invalid(struct luocat_error *err, const char *field, const char *what)
{
	return luocat_error_set(err, -EINVAL, NULL, field, "%s", what);
}

static int invalid_at(struct luocat_error *err, const char *list, size_t index, const char *member,
		      const char *what)
{
	char field[64];

	snprintf(field, sizeof(field), "%s[%zu].%s", list, index, member);
	return invalid(err, field, what);
}

/* What is wrong with the place that a member takes, as far as its own type tells. */
static const char *place_error(const struct luocat_type *type, const struct luocat_member *member,
			       const struct type_expression *expression)
{
	uint64_t room = type->bytes * 8;

	if (member->bit_offset > room)
		return "is behind the end of the type";
	room -= member->bit_offset;
	if (member->bits)
		return member->bits > room ? "reaches behind the end of the type" : NULL;
	if (member->bit_offset % 8)
		return "is within a byte, though it is no bit-field";
	if (!type_fits(expression->bytes, expression->count, room / 8))
		return "reaches behind the end of the type";
	return NULL;
}

static const char *bits_error(const struct luocat_member *member,
			      const struct type_expression *expression)
{
	if (!member->bits)
		return NULL;
	if (!expression->is_int)
		return "are of a type that is no integer";
	if (member->bits > (expression->bytes ? expression->bytes * 8 : 128))
		return "are more than the type has";
	return NULL;
}

static int check_member(const struct luocat_type *type, size_t index, struct luocat_error *err)
{
	const struct luocat_member *member = &type->members[index];
	struct type_expression expression;
	const char *what;

	if (!member->name || !text_is_word(member->name))
		return invalid_at(err, "members", index, "name", not_a_word);
	if (!member->type)
		return invalid_at(err, "members", index, "type", "is missing");
	what = type_parse(member->type, &expression);
	if (what)
		return invalid_at(err, "members", index, "type", what);
	what = bits_error(member, &expression);
	if (what)
		return invalid_at(err, "members", index, "bits", what);
	what = place_error(type, member, &expression);
	return what ? invalid_at(err, "members", index, "bit_offset", what) : 0;
}

/* @value is one that an enum of @bytes can have. */
static bool value_fits(uint64_t value, uint64_t bytes, bool is_signed)
{
	unsigned int unused = 64 - 8 * (unsigned int)bytes;
	uint64_t cut = value << unused;

	if (is_signed)
		return (uint64_t)((int64_t)cut >> unused) == value;
	return cut >> unused == value;
}

static int check_enum(const struct luocat_type *type, struct luocat_error *err)
{
	if (type->bytes != 1 && type->bytes != 2 && type->bytes != 4 && type->bytes != 8)
		return invalid(err, "bytes", "must be 1, 2, 4 or 8");
	if (type->n_members)
		return invalid(err, "members", "are there, though it is an enum");
	if (!type->n_enumerators)
		return invalid(err, "enumerators", "are missing");
	if (type->n_enumerators > MAX_MEMBERS)
		return luocat_error_set(err, -E2BIG, NULL, "enumerators", "are more than %d",
					MAX_MEMBERS);
	if (!type->enumerators)
		return invalid(err, "enumerators", "are missing");
	for (size_t i = 0; i < type->n_enumerators; i++) {
		const struct luocat_enumerator *enumerator = &type->enumerators[i];

		if (!enumerator->name || !text_is_word(enumerator->name))
			return invalid_at(err, "enumerators", i, "name", not_a_word);
		if (!value_fits(enumerator->value, type->bytes, type->is_signed))
			return invalid_at(err, "enumerators", i, "value",
					  "is not one that the enum can have");
	}
	return 0;
}

static int check_struct(const struct luocat_type *type, struct luocat_error *err)
{
	if (type->bytes > MAX_TYPE_BYTES)
		return luocat_error_set(err, -E2BIG, NULL, "bytes", "are more than %" PRIu64,
					MAX_TYPE_BYTES);
	if (type->n_enumerators || type->is_signed)
		return invalid(err, "enumerators", "are there, though it is no enum");
	if (type->n_members > MAX_MEMBERS)
		return luocat_error_set(err, -E2BIG, NULL, "members", "are more than %d",
					MAX_MEMBERS);
	if (type->n_members && !type->members)
		return invalid(err, "members", "are missing");
	for (size_t i = 0; i < type->n_members; i++) {
		int r = check_member(type, i, err);

		if (r)
			return r;
	}
	return 0;
}

int check_type(const struct luocat_type *type, struct luocat_error *err)
{
	if (!type->name || !type_is_name(type->name))
		return invalid(err, "name", "must be struct, union or enum, and a tag");
	if (!luocat_kind_name(type->owner_kind))
		return invalid(err, "owner.kind", "is not a value that exists");
	if (type->owner_name && !text_is_word(type->owner_name))
		return invalid(err, "owner.name", not_a_word);
	if (!type->owner_name && type->owner_kind != LUOCAT_KIND_UNKNOWN)
		return invalid(err, "owner.name", "is missing, though the owner's kind is known");
	if (type->given && (!*type->given || !text_is_clean(type->given)))
		return invalid(err, "given",
			       "must be 1 to 4095 bytes of UTF-8 without control characters");
	return type_is_enum(type->name) ? check_enum(type, err) : check_struct(type, err);
}
