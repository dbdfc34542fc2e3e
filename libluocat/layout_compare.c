// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * layout_compare.c - two layouts of one version: forms, root types, device-tree properties
 */
#include "layout.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

uint64_t expression_bytes(const struct type_expression *expression)
{
	const struct type_slot *slot = expression->slot;

	return !slot ? expression->bytes : slot->def ? slot->def->type.bytes : 0;
}

int luocat_type_bytes(const struct luocat_catalog *catalog, const char *type, uint64_t *bytes)
{
	struct type_expression expression = {0};
	const struct luocat_type *found;
	char name[MAX_WORD + 1];
	uint64_t one;

	if (type_parse(type, &expression))
		return -ENODATA;
	one = expression.bytes;
	if (!one) {
		memcpy(name, type, expression.base);
		name[expression.base] = '\0';
		found = luocat_catalog_find_type(catalog, name);
		if (!found)
			return -ENODATA;
		one = found->bytes;
	}
	return __builtin_mul_overflow(one, expression.count, bytes) ? -ENODATA : 0;
}

/* ---- Root types ---- */

/* What only one side lists. */
struct roots {
	const struct luocat_type **single[N_SIDES_COMPARED];
	size_t n[N_SIDES_COMPARED];
};

static int root_types(struct compare *c, const struct luocat_type *a, const struct luocat_type *b)
{
	int distance = compare_types(c, NULL, a, b, NULL);

	return distance < 0 ? distance : 0;
}

static const char *root_name(const struct compare *c, int side, size_t index)
{
	const struct luocat_version *version = c->version[side];

	return index < version->n_roots ? version->roots[index] : NULL;
}

static int root_missing(struct compare *c, const char *name)
{
	return luocat_error_set(c->err, -ENODATA, NULL, c->version[A]->compatible,
				"its layout has no definition of %s", name);
}

/* Roots are sorted by name. */
static int match_roots(struct compare *c, struct roots *roots)
{
	size_t at[] = {0, 0};

	for (;;) {
		const char *name[] = {root_name(c, A, at[A]), root_name(c, B, at[B])};
		const struct luocat_type *type[N_SIDES_COMPARED] = {NULL, NULL};
		int order = !name[A] ? 1 : !name[B] ? -1 : strcmp(name[A], name[B]);
		int ret = 0;

		if (!name[A] && !name[B])
			return 0;
		for (int side = A; side <= B; side++) {
			if (side == A ? order > 0 : order < 0)
				continue;
			type[side] = luocat_catalog_find_type(c->catalog[side], name[side]);
			if (!type[side])
				return root_missing(c, name[side]);
			if (order)
				roots->single[side][roots->n[side]++] = type[side];
			at[side]++;
		}
		if (!order)
			ret = root_types(c, type[A], type[B]);
		if (ret)
			return ret;
	}
}

static int tell_root(struct compare *c, int side, const struct luocat_type *type)
{
	struct frame here = {.type = {side == A ? type : NULL, side == B ? type : NULL}};
	char undo[MAX_WORD + 32];

	snprintf(undo, sizeof(undo), side == A ? "restore %s" : "remove %s", type->name);
	return tell(c, &here, DRIFT, NULL, undo,
		    side == A ? "%s is no longer part of the layout" : "%s was added to the layout",
		    type->name);
}

/* A root type of one side may be one of the other by another name. */
static int single_roots(struct compare *c, struct roots *roots)
{
	int ret = 0;

	for (size_t i = 0; i < roots->n[A] && !ret; i++) {
		const struct luocat_type *a = roots->single[A][i];
		int found = 0;

		for (size_t k = 0; k < roots->n[B] && !found; k++) {
			const struct luocat_type *b = roots->single[B][k];

			found = b ? compare_quietly(c, NULL, a, b) : 0;
			if (found <= 0)
				continue;
			roots->single[B][k] = NULL;
			ret = root_types(c, a, b);
		}
		if (found <= 0)
			ret = found < 0 ? found : tell_root(c, A, a);
	}
	for (size_t k = 0; k < roots->n[B] && !ret; k++)
		ret = roots->single[B][k] ? tell_root(c, B, roots->single[B][k]) : 0;
	return ret;
}

static int compare_roots(struct compare *c)
{
	struct roots roots = {0};
	int ret;

	for (int side = A; side <= B; side++)
		roots.single[side] = calloc(c->version[side]->n_roots + 1,
					    sizeof(*roots.single[side]));
	if (roots.single[A] && roots.single[B])
		ret = match_roots(c, &roots);
	else
		ret = error_no_memory(c->err);
	if (!ret)
		ret = single_roots(c, &roots);
	free(roots.single[A]);
	free(roots.single[B]);
	return ret;
}

/* ---- Device-tree properties: readers look for them by name ---- */

static int compare_property(const struct luocat_property *a, const struct luocat_property *b)
{
	int order = strcmp(a->node, b->node);

	return order ? order : strcmp(a->name, b->name);
}

static bool has_property(const struct luocat_version *version, const struct luocat_property *which)
{
	for (size_t i = 0; i < version->n_properties; i++) {
		if (!compare_property(&version->properties[i], which))
			return true;
	}
	return false;
}

static int tell_single_property(struct compare *c, int side, enum distance distance,
				const struct luocat_property *property)
{
	char undo[MAX_WORD * 2 + 64];

	snprintf(undo, sizeof(undo), "%s property %s of node %s", side == A ? "restore" : "remove",
		 property->name, property->node);
	return tell(c, NULL, distance, property->name, undo, "property %s (%s) of node %s was %s",
		    property->name, property->type, property->node,
		    side == A ? "removed" : "added");
}

/* The type of a property that both have. */
static int compare_property_types(struct compare *c, const struct luocat_property *a)
{
	const struct luocat_version *other = c->version[B];

	for (size_t i = 0; i < other->n_properties; i++) {
		const struct luocat_property *b = &other->properties[i];
		char undo[MAX_WORD * 3 + 64];

		if (compare_property(a, b) || !strcmp(a->type, b->type))
			continue;
		snprintf(undo, sizeof(undo), "restore property %s of node %s as %s", a->name,
			 a->node, a->type);
		return tell(c, NULL, DRIFT, a->name, undo,
			    "property %s of node %s changed from %s to %s", a->name, a->node,
			    a->type, b->type);
	}
	return 0;
}

/* One that both sides lack in turn was renamed or replaced, and its name is what readers look for.
 */
static int compare_properties(struct compare *c)
{
	size_t only[] = {0, 0};
	enum distance distance;
	int ret = compare_step(c, c->version[A]->n_properties * c->version[B]->n_properties);

	for (int side = A; side <= B; side++) {
		for (size_t i = 0; i < c->version[side]->n_properties; i++)
			only[side] += !has_property(c->version[!side],
						    &c->version[side]->properties[i]);
	}
	distance = only[A] && only[B] ? DRIFT : APPENDED;
	for (int side = A; side <= B; side++) {
		for (size_t i = 0; i < c->version[side]->n_properties && !ret; i++) {
			const struct luocat_property *property = &c->version[side]->properties[i];

			if (!has_property(c->version[!side], property))
				ret = tell_single_property(c, side, distance, property);
			else if (side == A)
				ret = compare_property_types(c, property);
		}
	}
	return ret;
}

/* ---- The whole ---- */

bool layout_known(const struct luocat_version *version)
{
	return version->layout_form == LUOCAT_LAYOUT_NONE || version->fingerprint;
}

/* What stands for all numbers in a layout. */
static int compare_kernels(struct compare *c)
{
	const struct luocat_kernel *a = luocat_catalog_kernel(c->catalog[A]);
	const struct luocat_kernel *b = luocat_catalog_kernel(c->catalog[B]);
	int ret = 0;

	if (!a->byte_order || !b->byte_order) /* then there is no fingerprint, if it is ours */
		return luocat_error_set(c->err, -ENODATA, NULL, c->version[A]->compatible,
					"the byte order is not known");
	if (strcmp(a->byte_order, b->byte_order))
		ret = tell(c, NULL, DRIFT, NULL, NULL, "the byte order changed from %s to %s",
			   a->byte_order, b->byte_order);
	if (!ret && a->pointer_size != b->pointer_size)
		ret = tell(c, NULL, DRIFT, NULL, NULL,
			   "pointers changed from %" PRIu32 " to %" PRIu32 " bytes",
			   a->pointer_size, b->pointer_size);
	return ret;
}

/*
 * Names are not in the fingerprint, all else is: what it sees and this comparison does not is
 * drift. Names of types give the order in which they stand there.
 */
static int compare_fingerprints(struct compare *c)
{
	const char *a = c->version[A]->fingerprint, *b = c->version[B]->fingerprint;

	if (c->out->worst > RENAMED || c->types_renamed || !strcmp(a, b))
		return 0;
	return tell(c, NULL, DRIFT, NULL, NULL,
		    "the layout's fingerprint changed from %.16s to %.16s", a, b);
}

static int compare_layouts(struct compare *c)
{
	const struct luocat_version *a = c->version[A], *b = c->version[B];
	int ret;

	if (a->layout_form != b->layout_form)
		return tell(c, NULL, DRIFT, NULL, NULL, "the layout changed from %s to %s",
			    luocat_layout_form_name(a->layout_form),
			    luocat_layout_form_name(b->layout_form));
	if (a->layout_form == LUOCAT_LAYOUT_NONE)
		return 0;
	ret = a->n_roots && b->n_roots ? compare_kernels(c) : 0;
	if (!ret)
		ret = compare_roots(c);
	if (!ret)
		ret = compare_properties(c);
	return ret ? ret : compare_fingerprints(c);
}

int luocat_layout_compare(struct luocat_catalog *a, const struct luocat_version *of_a,
			  struct luocat_catalog *b, const struct luocat_version *of_b,
			  struct luocat_differences **differences, struct luocat_error *err)
{
	struct compare c = {.catalog = {a, b}, .version = {of_a, of_b}, .err = err};
	int ret;

	for (int side = A; side <= B; side++) {
		if (!layout_known(c.version[side]))
			return luocat_error_set(err, -ENODATA, NULL, c.version[side]->compatible,
						"its layout is not known");
	}
	c.out = calloc(1, sizeof(*c.out));
	if (!c.out)
		return error_no_memory(err);
	c.out->catalog[A] = luocat_catalog_ref(a);
	c.out->catalog[B] = luocat_catalog_ref(b);
	ret = compare_layouts(&c);
	free(c.pairs.slots);
	if (ret) {
		luocat_differences_unref(c.out);
		return ret;
	}
	*differences = c.out;
	return 0;
}
