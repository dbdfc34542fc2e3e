// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * layout_types.c - two types that are to be one: whose they are, sizes, enumerators
 */
#include "layout.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

int compare_step(struct compare *c, size_t n)
{
	c->steps += n;
	if (c->steps <= MAX_COMPARE_STEPS)
		return 0;
	return luocat_error_set(c->err, -E2BIG, NULL, c->version[A]->compatible,
				"its layouts take more than %d steps to compare",
				MAX_COMPARE_STEPS);
}

const char *foreign_owner(const struct luocat_version *version, const struct luocat_type *type)
{
	if (!type->owner_name || (type->owner_kind == version->kind && version->name &&
				  !strcmp(type->owner_name, version->name)))
		return NULL;
	return type->owner_name;
}

/* ---- Enumerations ---- */

static int compare_enumerator_names(const void *left, const void *right)
{
	const struct luocat_enumerator *const *a = left, *const *b = right;
	int order = strcmp((*a)->name, (*b)->name);

	return order ? order : *a < *b ? -1 : *a > *b;
}

static const struct luocat_enumerator **enumerators_by_name(const struct luocat_type *type)
{
	const struct luocat_enumerator **list = calloc(type->n_enumerators + 1, sizeof(*list));

	for (size_t i = 0; list && i < type->n_enumerators; i++)
		list[i] = &type->enumerators[i];
	if (list)
		qsort(list, type->n_enumerators, sizeof(*list), compare_enumerator_names);
	return list;
}

/* Above all values that @type has. */
static bool beyond(const struct luocat_type *type, uint64_t value)
{
	for (size_t i = 0; i < type->n_enumerators; i++) {
		uint64_t other = type->enumerators[i].value;

		if (type->is_signed ? (int64_t)value <= (int64_t)other : value <= other)
			return false;
	}
	return true;
}

/* What only one side has, by value; what has one value on both sides was renamed. */
struct leftover {
	const struct luocat_enumerator **list[N_SIDES_COMPARED];
	size_t n[N_SIDES_COMPARED];
};

static int compare_values(const void *left, const void *right)
{
	const struct luocat_enumerator *const *a = left, *const *b = right;

	if ((*a)->value != (*b)->value)
		return (*a)->value < (*b)->value ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

static int tell_leftover(struct compare *c, const struct frame *here, struct leftover *left)
{
	enum distance worst = SAME, distance;
	size_t i = 0, k = 0;

	for (int side = A; side <= B; side++)
		qsort(left->list[side], left->n[side], sizeof(*left->list[side]), compare_values);
	while (i < left->n[A] || k < left->n[B]) {
		const struct luocat_enumerator *a = i < left->n[A] ? left->list[A][i] : NULL;
		const struct luocat_enumerator *b = k < left->n[B] ? left->list[B][k] : NULL;
		int ret;

		if (a && b && a->value != b->value) {
			if (a->value < b->value)
				b = NULL;
			else
				a = NULL;
		}
		if (a && b)
			distance = RENAMED;
		else
			distance = beyond(here->type[a ? B : A], (a ? a : b)->value) ? APPENDED
										     : DRIFT;
		ret = tell_enumerator(c, here, distance, a, b);
		if (ret)
			return ret;
		worst = distance > worst ? distance : worst;
		i += a != NULL;
		k += b != NULL;
	}
	return (int)worst;
}

/* Names that both have stand for one value; what is left over on either side is kept in @left. */
static int match_enumerators(struct compare *c, const struct frame *here, struct leftover *left)
{
	const struct luocat_type *a = here->type[A], *b = here->type[B];
	enum distance worst = SAME;
	size_t i = 0, k = 0;

	while (i < a->n_enumerators || k < b->n_enumerators) {
		const struct luocat_enumerator *one = left->list[A][i], *other = left->list[B][k];
		int order = !one ? 1 : !other ? -1 : strcmp(one->name, other->name);

		if (!order && one->value != other->value) {
			int ret = tell_enumerator(c, here, DRIFT, one, other);

			if (ret)
				return ret;
			worst = DRIFT;
		}
		if (order < 0)
			left->list[A][left->n[A]++] = one;
		else if (order > 0)
			left->list[B][left->n[B]++] = other;
		i += order <= 0;
		k += order >= 0;
	}
	return (int)worst;
}

static int compare_enumerators(struct compare *c, const struct frame *here)
{
	struct leftover left = {
		.list = {enumerators_by_name(here->type[A]), enumerators_by_name(here->type[B])}};
	int ret = -ENOMEM, rest = -ENOMEM;

	if (left.list[A] && left.list[B]) {
		ret = match_enumerators(c, here, &left);
		rest = ret < 0 ? ret : tell_leftover(c, here, &left);
	} else {
		error_no_memory(c->err);
	}
	free(left.list[A]);
	free(left.list[B]);
	return rest < 0 || rest > ret ? rest : ret;
}

static int compare_signs(struct compare *c, const struct frame *here)
{
	static const char *const words[] = {"unsigned", "signed"};
	const struct luocat_type *a = here->type[A], *b = here->type[B];
	int ret;

	if (a->is_signed == b->is_signed)
		return SAME;
	ret = tell(c, here, DRIFT, NULL, NULL, "%s changed from %s to %s", a->name,
		   words[a->is_signed], words[b->is_signed]);
	return ret ? ret : DRIFT;
}

/* ---- Types ---- */

static bool is_enum(const struct luocat_type *type)
{
	return !strncmp(type->name, "enum ", 5);
}

/* A tag that the catalog made up for an unnamed type follows what holds it. */
static bool has_own_name(const struct luocat_type *type)
{
	return !strstr(type->name, "::");
}

static int compare_names(struct compare *c, const struct frame *here)
{
	const char *a = here->type[A]->name, *b = here->type[B]->name;
	char undo[MAX_WORD * 2 + 32];
	int ret;

	if (!strcmp(a, b))
		return SAME;
	c->types_renamed |= !c->quiet;
	if (!has_own_name(here->type[A]) || !has_own_name(here->type[B]))
		return SAME;
	snprintf(undo, sizeof(undo), "rename %s to %s", b, a);
	ret = tell(c, here, RENAMED, NULL, undo, "%s was renamed to %s", a, b);
	return ret ? ret : RENAMED;
}

static int tell_bytes(struct compare *c, const struct frame *here, enum distance distance)
{
	const struct luocat_type *a = here->type[A], *b = here->type[B];
	char undo[MAX_WORD + 64];
	int ret;

	snprintf(undo, sizeof(undo), "restore %s to %" PRIu64 " bytes", a->name, a->bytes);
	ret = tell(c, here, distance, NULL, undo,
		   "%s changed from %" PRIu64 " to %" PRIu64 " bytes", a->name, a->bytes, b->bytes);
	return ret ? ret : (int)distance;
}

static int worse(int a, int b)
{
	return a < 0 ? a : b < 0 ? b : a > b ? a : b;
}

/* The types' own content; their sizes last, since they follow from it. */
static int compare_contents(struct compare *c, const struct frame *here, bool *explained)
{
	const struct luocat_type *a = here->type[A], *b = here->type[B];
	int distance = compare_names(c, here);

	if (distance >= 0 && (is_enum(a) || is_enum(b)))
		distance = worse(worse(distance, compare_signs(c, here)),
				 compare_enumerators(c, here));
	if (distance >= 0 && (!is_enum(a) || !is_enum(b)))
		distance = worse(distance, compare_members(c, here, explained));
	if (distance < 0 || a->bytes == b->bytes || *explained)
		return distance;
	return worse(distance, tell_bytes(c, here, distance == APPENDED ? APPENDED : DRIFT));
}

/* Types of one other format by two names: whether it only renamed them is seen inside. */
static int compare_renamed_foreign(struct compare *c, const struct frame *here)
{
	const struct luocat_type *a = here->type[A], *b = here->type[B];
	bool was = c->quiet, explained = false;
	int distance;

	c->quiet = true;
	distance = a->bytes == b->bytes && is_enum(a) == is_enum(b)
			   ? compare_contents(c, here, &explained)
			   : DRIFT;
	c->quiet = was;
	if (distance >= 0 && distance <= RENAMED)
		return compare_names(c, here);
	if (distance > RENAMED) {
		distance = tell(c, here, DRIFT, NULL, NULL, "%s took the place of %s", b->name,
				a->name);
		return distance ? distance : DRIFT;
	}
	return distance;
}

static int tell_owner(struct compare *c, const struct frame *here, const char *a, const char *b)
{
	int ret = tell(c, here, DRIFT, NULL, NULL,
		       "%s belongs to %s on one side, to %s on the other", here->type[A]->name,
		       a ? a : c->version[A]->name, b ? b : c->version[B]->name);

	return ret ? ret : DRIFT;
}

/* A layout stops at what another format owns: only the size of it is seen from here. */
static int compare_foreign(struct compare *c, const struct frame *here, bool *explained)
{
	const struct luocat_type *a = here->type[A], *b = here->type[B];
	const char *owner[] = {foreign_owner(c->version[A], a), foreign_owner(c->version[B], b)};

	if (!owner[A] || !owner[B] || a->owner_kind != b->owner_kind || strcmp(owner[A], owner[B]))
		return tell_owner(c, here, owner[A], owner[B]);
	if (strcmp(a->name, b->name))
		return compare_renamed_foreign(c, here);
	if (a->bytes == b->bytes)
		return SAME;
	*explained = true;
	return tell_bytes(c, here, DRIFT);
}

int compare_types(struct compare *c, const struct frame *up, const struct luocat_type *a,
		  const struct luocat_type *b, struct pair_result *result)
{
	struct frame here = {.up = up, .type = {a, b}, .depth = up ? up->depth + 1 : 0};
	struct pair_result *known = pair_find(&c->pairs, a, b), made = {.type = {a, b}};
	int distance;

	if (known && (known->told || c->quiet)) {
		if (result)
			*result = *known;
		return known->distance;
	}
	if (here.depth > MAX_NESTING)
		return luocat_error_set(c->err, -ELOOP, NULL, a->name,
					"is more than %d types deep in a layout", MAX_NESTING);
	if (foreign_owner(c->version[A], a) || foreign_owner(c->version[B], b))
		distance = compare_foreign(c, &here, &made.explained);
	else
		distance = compare_contents(c, &here, &made.explained);
	if (distance < 0)
		return distance;
	made.distance = (enum distance)distance;
	made.told = !c->quiet;
	known = pair_add(&c->pairs, a, b);
	if (!known)
		return error_no_memory(c->err);
	*known = made;
	if (result)
		*result = made;
	return distance;
}

int compare_quietly(struct compare *c, const struct frame *up, const struct luocat_type *a,
		    const struct luocat_type *b)
{
	bool was = c->quiet;
	int distance;

	if (!strcmp(a->name, b->name) || a->bytes != b->bytes || is_enum(a) != is_enum(b))
		return !strcmp(a->name, b->name);
	c->quiet = true;
	distance = compare_types(c, up, a, b, NULL);
	c->quiet = was;
	return distance < 0 ? distance : distance <= RENAMED;
}
