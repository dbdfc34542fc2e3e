// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * types.c - the types of a catalog by name
 *
 * A name has a slot from when it is first said, by the type itself or by a member of another one;
 * so a member leads to its type without a search, and types come in any order: what members demand
 * of a type that is not there yet waits in its slot.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "types.h"

void type_table_change(struct type_table *table)
{
	table->changes++;
	table->left = MAX_LINES;
}

struct type_table *type_table_new(void)
{
	struct type_table *table = calloc(1, sizeof(*table));

	if (table)
		type_table_change(table);
	return table;
}

void type_table_free(struct type_table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->n_slots; i++) {
		free(table->slots[i]->def);
		free(table->slots[i]);
	}
	free(table->slots);
	free(table->defined);
	free(table);
}

/* strcmp() with a name of which only @length bytes count. */
static int compare_name(const char *have, const char *name, size_t length)
{
	int r = strncmp(have, name, length);

	return r ? r : have[length] != '\0';
}

/* The first place in @list whose name is not before @name. */
static size_t lower_bound(struct type_slot *const *list, size_t n, const char *name, size_t length)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = low + (n - low) / 2;

		if (compare_name(list[middle]->name, name, length) < 0)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

static void insert(struct type_slot **list, size_t *n, struct type_slot *slot)
{
	size_t at = lower_bound(list, *n, slot->name, strlen(slot->name));

	memmove(&list[at + 1], &list[at], (*n - at) * sizeof(*list));
	list[at] = slot;
	++*n;
}

struct type_slot *type_table_find(const struct type_table *table, const char *name, size_t length)
{
	size_t at = lower_bound(table->slots, table->n_slots, name, length);

	if (at == table->n_slots || compare_name(table->slots[at]->name, name, length))
		return NULL;
	return table->slots[at];
}

static int grow_list(struct type_slot ***list, size_t room)
{
	struct type_slot **grown = realloc(*list, room * sizeof(**list));

	if (!grown)
		return -ENOMEM;
	*list = grown;
	return 0;
}

/* Room for one more in both lists, so that a definition can be entered without an allocation. */
static int grow(struct type_table *table, struct luocat_error *err)
{
	size_t room = table->room ? table->room * 2 : 16;

	if (table->n_slots < table->room)
		return 0;
	if (table->n_slots >= MAX_TYPES)
		return luocat_error_set(err, -E2BIG, NULL, NULL, "more than %d names of types",
					MAX_TYPES);
	if (grow_list(&table->slots, room) || grow_list(&table->defined, room))
		return error_no_memory(err);
	table->room = room;
	return 0;
}

/* The slot of a name, made where there is none; NULL after an error. */
static struct type_slot *get_slot(struct type_table *table, const char *name, size_t length,
				  struct luocat_error *err)
{
	struct type_slot *slot = type_table_find(table, name, length);
	char *copy;

	if (slot)
		return slot;
	if (grow(table, err))
		return NULL;
	slot = calloc(1, sizeof(*slot) + length + 1);
	if (!slot) {
		error_no_memory(err);
		return NULL;
	}
	copy = (char *)(slot + 1);
	memcpy(copy, name, length);
	slot->name = copy;
	slot->room = UINT64_MAX;
	insert(table->slots, &table->n_slots, slot);
	return slot;
}

/* What a member leaves for one element of its type. */
static uint64_t room_for(const struct luocat_type *holder, const struct luocat_member *member,
			 const struct type_expression *expression)
{
	if (member->bits || !expression->count)
		return UINT64_MAX;
	return (holder->bytes - member->bit_offset / 8) / expression->count;
}

/* The types that its members are of are small enough for it. */
static int check_below(const struct type_def *def, const struct type_expression *expression,
		       const struct luocat_member *member, struct luocat_error *err)
{
	const struct type_def *below = expression->slot->def;

	if (!below)
		return 0;
	if (below->type.bytes > room_for(&def->type, member, expression))
		return luocat_error_set(err, -EINVAL, NULL, member->name,
					"reaches behind the end of the type: %s has %" PRIu64
					" bytes",
					below->type.name, below->type.bytes);
	if (member->bits > below->type.bytes * 8)
		return luocat_error_set(err, -EINVAL, NULL, member->name, "has more bits than %s",
					below->type.name);
	return 0;
}

/* It is small enough for the types that have members of it. */
static int check_above(const struct type_slot *slot, const struct type_def *def,
		       struct luocat_error *err)
{
	if (def->type.bytes > slot->room)
		return luocat_error_set(err, -EINVAL, NULL, "bytes",
					"are %" PRIu64 ", but %s has room for %" PRIu64,
					def->type.bytes, slot->room_of->name, slot->room);
	if (slot->bits > def->type.bytes * 8)
		return luocat_error_set(err, -EINVAL, NULL, "bytes",
					"are %" PRIu64
					", but there is a bit-field of %u bits of it",
					def->type.bytes, slot->bits);
	return 0;
}

/* Find or make the slots that members refer to, and check that types fit into each other. */
static int resolve(struct type_table *table, struct type_def *def, struct luocat_error *err)
{
	for (size_t i = 0; i < def->type.n_members; i++) {
		const struct luocat_member *member = &def->type.members[i];
		struct type_expression *expression = &def->expressions[i];
		int r;

		if (expression->bytes)
			continue;
		expression->slot = get_slot(table, member->type, expression->base, err);
		if (!expression->slot)
			return err->code;
		r = check_below(def, expression, member, err);
		if (r)
			return r;
	}
	return 0;
}

/* What a type demands of those that its members are of. */
static void demand(const struct type_slot *slot)
{
	const struct luocat_type *type = &slot->def->type;

	for (size_t i = 0; i < type->n_members; i++) {
		const struct type_expression *expression = &slot->def->expressions[i];
		const struct luocat_member *member = &type->members[i];
		uint64_t room = room_for(type, member, expression);

		if (!expression->slot)
			continue;
		if (room < expression->slot->room) {
			expression->slot->room = room;
			expression->slot->room_of = slot;
		}
		if (member->bits > expression->slot->bits)
			expression->slot->bits = member->bits;
	}
}

/* Takes over @def if it succeeds; else nothing changed but names without a definition. */
static int define(struct type_table *table, struct type_def *def, struct luocat_error *err)
{
	const char *name = def->type.name;
	struct type_slot *slot;
	int r;

	r = type_def_check_names(def, err);
	if (r)
		return r;
	slot = get_slot(table, name, strlen(name), err);
	if (!slot)
		return err->code;
	r = check_above(slot, def, err);
	if (!r)
		r = resolve(table, def, err);
	if (r)
		return r;
	slot->def = def;
	insert(table->defined, &table->n_defined, slot);
	demand(slot);
	type_table_change(table);
	return 0;
}

int type_table_add(struct type_table *table, const struct luocat_type *type,
		   struct luocat_error *err)
{
	struct type_slot *slot = type_table_find(table, type->name, strlen(type->name));
	struct type_def *def = type_def_new(type);
	int r;

	if (!def)
		return error_no_memory(err);
	if (slot && slot->def) {
		r = type_def_check_equal(slot->def, def, err);
		if (!r && !type->given)
			slot->def->type.given = NULL;
		free(def);
		return r;
	}
	r = define(table, def, err);
	if (r)
		free(def);
	return r;
}

int luocat_catalog_add_type(struct luocat_catalog *catalog, const struct luocat_type *type,
			    struct luocat_error *err)
{
	struct luocat_error complaint = {0};
	struct luocat_type ours;
	int r;

	r = check_size(&ours, sizeof(ours), type, type->size, &complaint);
	if (r)
		return luocat_error_set(err, r, NULL, NULL, "type: %s %s", complaint.where,
					complaint.what);
	r = check_type(&ours, &complaint);
	if (!r)
		r = type_table_add(catalog->types, &ours, &complaint);
	if (r)
		luocat_error_set(err, r, NULL, ours.name, "%s%s%s", complaint.where,
				 complaint.where[0] ? " " : "", complaint.what);
	return r;
}

size_t luocat_catalog_n_types(const struct luocat_catalog *catalog)
{
	return catalog->types->n_defined;
}

const struct luocat_type *luocat_catalog_type(const struct luocat_catalog *catalog, size_t index)
{
	const struct type_table *table = catalog->types;

	return index < table->n_defined ? &table->defined[index]->def->type : NULL;
}

const struct luocat_type *luocat_catalog_find_type(const struct luocat_catalog *catalog,
						   const char *name)
{
	struct type_slot *slot = name ? type_table_find(catalog->types, name, strlen(name)) : NULL;

	return slot && slot->def ? &slot->def->type : NULL;
}
