// SPDX-License-Identifier: GPL-2.0-only
/*
 * layout_definition.c - the definitions that were seen, by name
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "layout_types.h"

/* A kernel's serialized types are some dozens. */
#define MAX_NAMES 4096

struct definition *definition_new(const struct type_source *source, const char *name,
				  uint64_t bytes, bool anchored)
{
	struct definition *definition = calloc(1, sizeof(*definition));

	if (!definition)
		return NULL;
	definition->type.size = sizeof(definition->type);
	definition->type.name = strdup(name);
	definition->type.bytes = bytes;
	definition->file = strdup(source->file);
	definition->section = strdup(source->section);
	definition->place = strdup(source->place);
	definition->given = source->given ? strdup(source->given) : NULL;
	definition->own = !source->given;
	definition->anchored = anchored;
	if (definition->type.name && definition->file && definition->section && definition->place &&
	    (definition->own || definition->given))
		return definition;
	definition_free(definition);
	return NULL;
}

void definition_free(struct definition *definition)
{
	if (!definition)
		return;
	for (size_t i = 0; i < definition->type.n_members; i++) {
		free((char *)definition->type.members[i].name);
		free((char *)definition->type.members[i].type);
	}
	for (size_t i = 0; i < definition->type.n_enumerators; i++)
		free((char *)definition->type.enumerators[i].name);
	free((void *)definition->type.members);
	free((void *)definition->type.enumerators);
	free((char *)definition->type.name);
	free(definition->file);
	free(definition->section);
	free(definition->place);
	free(definition->given);
	free(definition);
}

static bool same_members(const struct luocat_type *a, const struct luocat_type *b)
{
	for (size_t i = 0; i < a->n_members; i++) {
		const struct luocat_member *x = &a->members[i], *y = &b->members[i];

		if (x->bit_offset != y->bit_offset || x->bits != y->bits ||
		    strcmp(x->name, y->name) || strcmp(x->type, y->type))
			return false;
	}
	return true;
}

static bool same_enumerators(const struct luocat_type *a, const struct luocat_type *b)
{
	for (size_t i = 0; i < a->n_enumerators; i++) {
		if (a->enumerators[i].value != b->enumerators[i].value ||
		    strcmp(a->enumerators[i].name, b->enumerators[i].name))
			return false;
	}
	return true;
}

static bool same(const struct definition *one, const struct definition *other)
{
	const struct luocat_type *a = &one->type, *b = &other->type;

	return one->problem == other->problem && a->bytes == b->bytes &&
	       a->n_members == b->n_members && a->is_signed == b->is_signed &&
	       a->n_enumerators == b->n_enumerators && same_members(a, b) && same_enumerators(a, b);
}

/* Index of @name, or where it belongs. */
static size_t place_of(const struct layouts *layouts, const char *name)
{
	size_t low = 0, high = layouts->n_names;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(layouts->names[middle]->type.name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct definition *first_of(const struct layouts *layouts, const char *name)
{
	size_t at = place_of(layouts, name);

	if (at == layouts->n_names || strcmp(layouts->names[at]->type.name, name))
		return NULL;
	return layouts->names[at];
}

static int keep_first(struct layouts *layouts, struct definition *definition,
		      struct luocat_error *err)
{
	size_t at = place_of(layouts, definition->type.name);
	struct definition **more;

	if (layouts->n_names == MAX_NAMES)
		return luocat_error_set(err, -E2BIG, definition->file, definition->section,
					"more than %d types in layouts", MAX_NAMES);
	if (layouts->n_names == layouts->room) {
		size_t room = layouts->room ? 2 * layouts->room : 32;

		more = reallocarray(layouts->names, room, sizeof(*more));
		if (!more)
			return luocat_error_set(err, -ENOMEM, definition->file, NULL,
						"out of memory");
		layouts->names = more;
		layouts->room = room;
	}
	memmove(&layouts->names[at + 1], &layouts->names[at],
		(layouts->n_names++ - at) * sizeof(*layouts->names));
	layouts->names[at] = definition;
	return 0;
}

int definition_keep(struct layouts *layouts, struct definition *definition,
		    struct luocat_error *err)
{
	struct definition *first = first_of(layouts, definition->type.name), *at;
	int ret;

	for (at = first; at; at = at->next) {
		if (!same(at, definition))
			continue;
		at->anchored |= definition->anchored;
		at->own |= definition->own;
		if (!at->given) {
			at->given = definition->given;
			definition->given = NULL;
		}
		definition_free(definition);
		return 0;
	}
	if (first) {
		definition->next = first->next;
		first->next = definition;
		return 0;
	}
	ret = keep_first(layouts, definition, err);
	if (ret)
		definition_free(definition);
	return ret;
}

/* What a person needs to find both. */
static int differ(const struct definition *a, const struct definition *b, struct luocat_error *err)
{
	return luocat_error_set(err, -EEXIST, b->file, b->section,
				"%.80s has two definitions: in %.120s (%" PRIu64
				" bytes) and in %.120s (%" PRIu64 " bytes)",
				a->type.name, a->place, a->type.bytes, b->place, b->type.bytes);
}

/* Whichever definition counts, a file that was given and knows the name must have it as well. */
static int check_given(const struct definition *first, const struct definition *chosen,
		       struct luocat_error *err)
{
	for (const struct definition *at = first; chosen && !chosen->given && at; at = at->next) {
		if (at->given)
			return differ(chosen, at, err);
	}
	return 0;
}

int definition_find(const struct layouts *layouts, const char *name, struct definition **definition,
		    struct luocat_error *err)
{
	struct definition *first = first_of(layouts, name), *chosen = NULL;
	bool anchored = false;

	for (struct definition *at = first; at; at = at->next)
		anchored |= at->anchored;
	for (struct definition *at = first; at; at = at->next) {
		if (at->anchored != anchored)
			continue;
		if (chosen)
			return differ(chosen, at, err);
		chosen = at;
	}
	*definition = chosen;
	return check_given(first, chosen, err);
}
