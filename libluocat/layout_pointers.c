// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * layout_pointers.c - pointers in what is handed over
 */
#include "layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_pointer(const struct luocat_member *member)
{
	return member->type[0] == 'p'; /* no other type does: "ptr64" */
}

static bool is_integer(const struct luocat_member *member)
{
	return !member->bits && (member->type[0] == 'u' || member->type[0] == 's') &&
	       member->type[1] >= '0' && member->type[1] <= '9';
}

/*
 * Members at one place, from @first to @end: a union. kernel: DECLARE_KHOSER_PTR() lays a physical
 * address over the pointer, and that is what is handed over.
 */
static bool has_cover(const struct luocat_type *type, size_t first, size_t end,
		      const struct type_expression *pointer)
{
	for (size_t i = first; i < end; i++) {
		const struct type_expression *other = member_expression(type, i);

		if (is_integer(&type->members[i]) && other->bytes == pointer->bytes &&
		    other->count == pointer->count)
			return true;
	}
	return false;
}

static void look_at(const struct luocat_type *type, size_t first, size_t end,
		    struct name_list *list)
{
	const struct type_expression *asked = NULL;
	bool covered = false;

	for (size_t i = first; i < end; i++) {
		const struct type_expression *of = member_expression(type, i);
		char name[2 * MAX_WORD + 2];

		if (!is_pointer(&type->members[i]))
			continue;
		/* pointers at one place are of one size, unless somebody wants to cost time */
		if (!asked || asked->bytes != of->bytes || asked->count != of->count)
			covered = has_cover(type, first, end, of);
		asked = of;
		snprintf(name, sizeof(name), "%s.%s", type->name, type->members[i].name);
		if (!covered)
			name_list_add(list, name);
	}
}

/* ---- The types of a layout ---- */

static int reach(struct reached_types *reached, const struct luocat_version *version,
		 const struct luocat_type *type, bool foreign)
{
	if (!type || (!foreign && foreign_owner(version, type)) ||
	    pair_find(&reached->seen, type, type))
		return 0;
	if (!pair_add(&reached->seen, type, type))
		return -ENOMEM;
	if (reached->n == reached->room) {
		size_t room = reached->room ? reached->room * 2 : 16;
		const struct luocat_type **queue = realloc(reached->queue,
							   room * sizeof(*reached->queue));

		if (!queue)
			return -ENOMEM;
		reached->queue = queue;
		reached->room = room;
	}
	reached->queue[reached->n++] = type;
	return 0;
}

int reach_types(struct reached_types *reached, const struct luocat_catalog *catalog,
		const struct luocat_version *version, bool foreign)
{
	int ret = 0;

	for (size_t i = 0; i < version->n_roots && !ret; i++)
		ret = reach(reached, version, luocat_catalog_find_type(catalog, version->roots[i]),
			    foreign);
	for (size_t i = 0; i < reached->n && !ret; i++) {
		const struct luocat_type *type = reached->queue[i];

		for (size_t k = 0; k < type->n_members && !ret; k++) {
			const struct type_slot *slot = member_expression(type, k)->slot;

			if (slot && slot->def)
				ret = reach(reached, version, &slot->def->type, foreign);
		}
	}
	return ret;
}

void reached_types_free(struct reached_types *reached)
{
	free(reached->seen.slots);
	free(reached->queue);
}

/* ---- The pointers in them ---- */

static void look_through(const struct luocat_type *type, struct name_list *list)
{
	for (size_t first = 0, end; first < type->n_members; first = end) {
		for (end = first + 1; end < type->n_members && type->members[end].bit_offset ==
								       type->members[first].bit_offset;
		     end++)
			;
		look_at(type, first, end, list);
	}
}

int layout_pointers(const struct luocat_catalog *catalog, const struct luocat_version *version,
		    struct name_list *list, struct luocat_error *err)
{
	struct reached_types reached = {0};
	int ret = reach_types(&reached, catalog, version, false);

	for (size_t i = 0; i < reached.n && !ret; i++)
		look_through(reached.queue[i], list);
	reached_types_free(&reached);
	return ret ? error_no_memory(err) : 0;
}
