// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * type_def.c - one type as a catalog holds it: a sorted copy that owns all that it points to
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "types.h"

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

/* By bit_offset, then as declared: @members point into the caller's array. */
static int compare_members(const void *a, const void *b)
{
	const struct luocat_member *of_a = *(const struct luocat_member *const *)a;
	const struct luocat_member *of_b = *(const struct luocat_member *const *)b;
	int r = ORDER(of_a->bit_offset, of_b->bit_offset);

	return r ? r : ORDER(of_a, of_b);
}

static int compare_enumerators(const void *a, const void *b, void *is_signed)
{
	const struct luocat_enumerator *of_a = a, *of_b = b;
	int r = *(const bool *)is_signed ? ORDER((int64_t)of_a->value, (int64_t)of_b->value)
					 : ORDER(of_a->value, of_b->value);

	return r ? r : strcmp(of_a->name, of_b->name);
}

static void pack_members(struct pack *pack, const struct luocat_type *from, struct luocat_type *to)
{
	size_t n = from->n_members;
	struct luocat_member *members = pack_room(pack, n * sizeof(*members));
	const struct luocat_member **order = pack_room(pack, n * sizeof(*order));

	if (order) {
		for (size_t i = 0; i < n; i++)
			order[i] = &from->members[i];
		qsort(order, n, sizeof(*order), compare_members);
	}
	for (size_t i = 0; i < n; i++) {
		const struct luocat_member *member = order ? order[i] : &from->members[i];
		const char *name = pack_string(pack, member->name);
		const char *type = pack_string(pack, member->type);

		if (members)
			members[i] = (struct luocat_member){name, member->bit_offset, member->bits,
							    type};
	}
	to->members = members;
}

static void pack_enumerators(struct pack *pack, const struct luocat_type *from,
			     struct luocat_type *to)
{
	size_t n = from->n_enumerators;
	struct luocat_enumerator *enumerators = pack_room(pack, n * sizeof(*enumerators));

	for (size_t i = 0; i < n; i++) {
		const char *name = pack_string(pack, from->enumerators[i].name);

		if (enumerators)
			enumerators[i] = (struct luocat_enumerator){name,
								    from->enumerators[i].value};
	}
	if (enumerators)
		qsort_r(enumerators, n, sizeof(*enumerators), compare_enumerators, &to->is_signed);
	to->enumerators = enumerators;
}

static const char *name_at(const struct luocat_type *type, size_t index)
{
	return type->n_members ? type->members[index].name : type->enumerators[index].name;
}

static int compare_names(const void *a, const void *b, void *type)
{
	return strcmp(name_at(type, *(const uint32_t *)a), name_at(type, *(const uint32_t *)b));
}

/*
 * By place, then what can be told without names: scalars before named types. Members of a union may
 * be declared in any order without changing a byte.
 */
static int compare_layout(const void *a, const void *b, void *of_def)
{
	const struct type_def *def = of_def;
	uint32_t at_a = *(const uint32_t *)a, at_b = *(const uint32_t *)b;
	const struct luocat_member *of_a = &def->type.members[at_a];
	const struct luocat_member *of_b = &def->type.members[at_b];
	bool named_a = !def->expressions[at_a].bytes, named_b = !def->expressions[at_b].bytes;
	int r = ORDER(of_a->bit_offset, of_b->bit_offset);

	if (!r)
		r = ORDER(named_a, named_b);
	if (!r)
		r = ORDER(of_a->bits, of_b->bits);
	if (!r && !named_a)
		r = strcmp(of_a->type, of_b->type);
	return r ? r : ORDER(at_a, at_b);
}

static void pack_def(struct pack *pack, const struct luocat_type *from, struct type_def *to)
{
	size_t n = from->n_members + from->n_enumerators;

	to->type = *from;
	to->type.size = sizeof(to->type);
	pack_members(pack, from, &to->type);
	pack_enumerators(pack, from, &to->type);
	to->expressions = pack_room(pack, from->n_members * sizeof(*to->expressions));
	to->by_name = pack_room(pack, n * sizeof(*to->by_name));
	to->by_layout = pack_room(pack, from->n_members * sizeof(*to->by_layout));
	to->type.name = pack_string(pack, from->name);
	to->type.owner_name = pack_string(pack, from->owner_name);
	to->type.given = pack_string(pack, from->given);
	if (!pack->base)
		return;
	for (size_t i = 0; i < from->n_members; i++)
		type_parse(to->type.members[i].type, &to->expressions[i]);
	for (size_t i = 0; i < from->n_members; i++)
		to->by_layout[i] = i;
	qsort_r(to->by_layout, from->n_members, sizeof(*to->by_layout), compare_layout, to);
	for (size_t i = 0; i < n; i++)
		to->by_name[i] = i;
	qsort_r(to->by_name, n, sizeof(*to->by_name), compare_names, &to->type);
}

struct type_def *type_def_new(const struct luocat_type *type)
{
	struct pack pack = {0};
	struct type_def counted, *def;

	pack_room(&pack, sizeof(*def));
	pack_def(&pack, type, &counted);
	pack.base = calloc(1, pack.used);
	if (!pack.base)
		return NULL;
	pack.used = 0;
	def = pack_room(&pack, sizeof(*def));
	pack_def(&pack, type, def);
	return def;
}

int type_def_check_names(const struct type_def *def, struct luocat_error *err)
{
	const struct luocat_type *type = &def->type;
	bool is_enum = type_is_enum(type->name);

	for (size_t i = 1; i < type->n_members + type->n_enumerators; i++) {
		const char *name = name_at(type, def->by_name[i]);

		if (!strcmp(name_at(type, def->by_name[i - 1]), name))
			return luocat_error_set(err, -EINVAL, NULL,
						is_enum ? "enumerators" : "members",
						"%.64s is there twice", name);
	}
	return 0;
}

static int differ(struct luocat_error *err, const char *where, const char *what, uint64_t old,
		  uint64_t new)
{
	return luocat_error_set(err, -EEXIST, NULL, where,
				"%s %" PRIu64 " here, but %" PRIu64 " in another definition", what,
				new, old);
}

static int differ_text(struct luocat_error *err, const char *where, const char *what,
		       const char *old, const char *new)
{
	return luocat_error_set(err, -EEXIST, NULL, where,
				"%s %.64s here, but %.64s in another definition", what,
				new ? new : "nothing", old ? old : "nothing");
}

static int compare_member(const struct luocat_member *a, const struct luocat_member *b,
			  struct luocat_error *err)
{
	if (strcmp(a->name, b->name))
		return differ_text(err, "members", "a member is", a->name, b->name);
	if (a->bit_offset != b->bit_offset)
		return differ(err, a->name, "is at bit", a->bit_offset, b->bit_offset);
	if (a->bits != b->bits)
		return differ(err, a->name, "has a width in bits of", a->bits, b->bits);
	if (strcmp(a->type, b->type))
		return differ_text(err, a->name, "is of type", a->type, b->type);
	return 0;
}

static int compare_enumerator(const struct luocat_enumerator *a, const struct luocat_enumerator *b,
			      struct luocat_error *err)
{
	if (strcmp(a->name, b->name))
		return differ_text(err, "enumerators", "an enumerator is", a->name, b->name);
	if (a->value != b->value)
		return differ(err, a->name, "is", a->value, b->value);
	return 0;
}

int type_def_check_equal(const struct type_def *old, const struct type_def *new,
			 struct luocat_error *err)
{
	const struct luocat_type *a = &old->type, *b = &new->type;
	int r = 0;

	if (a->bytes != b->bytes)
		return differ(err, "bytes", "are", a->bytes, b->bytes);
	if (a->owner_kind != b->owner_kind || text_compare(a->owner_name, b->owner_name))
		return differ_text(err, "owner", "is", a->owner_name, b->owner_name);
	if (a->is_signed != b->is_signed)
		return differ(err, "signed", "is", a->is_signed, b->is_signed);
	for (size_t i = 0; !r && i < a->n_members && i < b->n_members; i++)
		r = compare_member(&a->members[i], &b->members[i], err);
	for (size_t i = 0; !r && i < a->n_enumerators && i < b->n_enumerators; i++)
		r = compare_enumerator(&a->enumerators[i], &b->enumerators[i], err);
	if (!r && a->n_members != b->n_members)
		r = differ(err, "members", "are", a->n_members, b->n_members);
	if (!r && a->n_enumerators != b->n_enumerators)
		r = differ(err, "enumerators", "are", a->n_enumerators, b->n_enumerators);
	return r;
}
