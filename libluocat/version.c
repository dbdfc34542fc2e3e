// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * version.c - one sighting of one version: names from ids, order, copies
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

bool version_derive(const char *compatible, size_t *length, uint32_t *number)
{
	size_t end = strlen(compatible);
	size_t start = end;
	uint64_t value = 0;

	while (start && compatible[start - 1] >= '0' && compatible[start - 1] <= '9')
		start--;
	/* a name, a mark, 'v', and a number without leading zeroes that fits (10 digits at most) */
	if (start == end || end - start > 10 || start < 3)
		return false;
	if (compatible[start] == '0' && end - start > 1)
		return false;
	if (compatible[start - 1] != 'v')
		return false;
	if (compatible[start - 2] != '-' && compatible[start - 2] != '_')
		return false;
	for (size_t i = start; i < end; i++)
		value = value * 10 + (compatible[i] - '0');
	if (value > UINT32_MAX)
		return false;
	*length = start - 2;
	*number = value;
	return true;
}

static int compare_refs(const struct luocat_ref *a, const struct luocat_ref *b)
{
	int r = ORDER(a->kind, b->kind);

	return r ? r : strcmp(a->compatible, b->compatible);
}

int version_compare_id(const struct luocat_version *a, const struct luocat_version *b)
{
	int r = ORDER(a->kind, b->kind);

	return r ? r : strcmp(a->compatible, b->compatible);
}

int version_compare(const struct luocat_version *a, const struct luocat_version *b)
{
	int r = ORDER(a->kind, b->kind);

	if (!r)
		r = strcmp(a->name, b->name);
	if (!r)
		r = ORDER(a->has_version, b->has_version);
	if (!r && a->has_version)
		r = ORDER(a->version, b->version);
	return r ? r : strcmp(a->compatible, b->compatible);
}

int version_compare_roots(const struct luocat_version *a, const struct luocat_version *b)
{
	int r = ORDER(a->n_roots, b->n_roots);

	for (size_t i = 0; !r && i < a->n_roots; i++)
		r = strcmp(a->roots[i], b->roots[i]);
	return r;
}

static int compare_properties(const void *a, const void *b)
{
	const struct luocat_property *of_a = a, *of_b = b;
	int r = strcmp(of_a->node, of_b->node);

	if (!r)
		r = strcmp(of_a->name, of_b->name);
	return r ? r : strcmp(of_a->type, of_b->type);
}

int version_compare_properties(const struct luocat_version *a, const struct luocat_version *b)
{
	int r = ORDER(a->n_properties, b->n_properties);

	for (size_t i = 0; !r && i < a->n_properties; i++)
		r = compare_properties(&a->properties[i], &b->properties[i]);
	return r;
}

int version_compare_requires(const struct luocat_version *a, const struct luocat_version *b)
{
	int r = ORDER(a->n_required, b->n_required);

	for (size_t i = 0; !r && i < a->n_required; i++)
		r = compare_refs(&a->required[i], &b->required[i]);
	return r;
}

static int compare_constants(const void *a, const void *b)
{
	const struct luocat_constant *of_a = a, *of_b = b;
	int r = strcmp(of_a->name, of_b->name);

	return r ? r : ORDER(of_a->value, of_b->value);
}

int version_compare_constants(const struct luocat_version *a, const struct luocat_version *b)
{
	int r = ORDER(a->n_constants, b->n_constants);

	for (size_t i = 0; !r && i < a->n_constants; i++)
		r = compare_constants(&a->constants[i], &b->constants[i]);
	return r;
}

int origin_compare(const struct luocat_origin *a, const struct luocat_origin *b)
{
	int r = text_compare(a->source, b->source);

	if (!r)
		r = text_compare(a->symbol, b->symbol);
	if (!r)
		r = text_compare(a->object, b->object);
	if (!r)
		r = text_compare(a->section, b->section);
	if (!r)
		r = -ORDER(a->has_address, b->has_address);
	if (!r && a->has_address)
		r = ORDER(a->address, b->address);
	return r ? r : ORDER(a->line, b->line);
}

static int compare_root_pointers(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_ref_pointers(const void *a, const void *b)
{
	return compare_refs(a, b);
}

static void pack_roots(struct pack *pack, const struct luocat_version *from,
		       struct luocat_version *to)
{
	const char **roots = pack_room(pack, from->n_roots * sizeof(*roots));
	size_t n = 0;

	for (size_t i = 0; i < from->n_roots; i++) {
		const char *root = pack_string(pack, from->roots[i]);

		if (roots)
			roots[i] = root;
	}
	if (!roots || !from->n_roots)
		return;
	qsort(roots, from->n_roots, sizeof(*roots), compare_root_pointers);
	for (size_t i = 0; i < from->n_roots; i++)
		if (!n || strcmp(roots[n - 1], roots[i]))
			roots[n++] = roots[i];
	to->roots = roots;
	to->n_roots = n;
}

static void pack_properties(struct pack *pack, const struct luocat_version *from,
			    struct luocat_version *to)
{
	struct luocat_property *properties = pack_room(pack,
						       from->n_properties * sizeof(*properties));
	size_t n = 0;

	for (size_t i = 0; i < from->n_properties; i++) {
		struct luocat_property property = from->properties[i];

		property.node = pack_string(pack, property.node);
		property.name = pack_string(pack, property.name);
		property.type = pack_string(pack, property.type);
		if (properties)
			properties[i] = property;
	}
	if (!properties || !from->n_properties)
		return;
	qsort(properties, from->n_properties, sizeof(*properties), compare_properties);
	for (size_t i = 0; i < from->n_properties; i++)
		if (!n || compare_properties(&properties[n - 1], &properties[i]))
			properties[n++] = properties[i];
	to->properties = properties;
	to->n_properties = n;
}

static void pack_constants(struct pack *pack, const struct luocat_version *from,
			   struct luocat_version *to)
{
	struct luocat_constant *constants = pack_room(pack, from->n_constants * sizeof(*constants));
	size_t n = 0;

	for (size_t i = 0; i < from->n_constants; i++) {
		struct luocat_constant constant = from->constants[i];

		constant.name = pack_string(pack, constant.name);
		if (constants)
			constants[i] = constant;
	}
	if (!constants || !from->n_constants)
		return;
	qsort(constants, from->n_constants, sizeof(*constants), compare_constants);
	for (size_t i = 0; i < from->n_constants; i++)
		if (!n || compare_constants(&constants[n - 1], &constants[i]))
			constants[n++] = constants[i];
	to->constants = constants;
	to->n_constants = n;
}

static void pack_requires(struct pack *pack, const struct luocat_version *from,
			  struct luocat_version *to)
{
	struct luocat_ref *refs = pack_room(pack, from->n_required * sizeof(*refs));
	size_t n = 0;

	for (size_t i = 0; i < from->n_required; i++) {
		struct luocat_ref ref = from->required[i];

		ref.compatible = pack_string(pack, ref.compatible);
		if (refs)
			refs[i] = ref;
	}
	if (!refs || !from->n_required)
		return;
	qsort(refs, from->n_required, sizeof(*refs), compare_ref_pointers);
	for (size_t i = 0; i < from->n_required; i++)
		if (!n || compare_refs(&refs[n - 1], &refs[i]))
			refs[n++] = refs[i];
	to->required = refs;
	to->n_required = n;
}

static void pack_version(struct pack *pack, const struct luocat_version *from,
			 struct luocat_version *to)
{
	*to = *from;
	to->size = sizeof(*to);
	/* What is not known has one value only, so that equal versions are equal in every byte. */
	if (!to->has_version)
		to->version = 0;
	to->roots = NULL;
	to->properties = NULL;
	to->constants = NULL;
	to->required = NULL;
	pack_roots(pack, from, to);
	pack_properties(pack, from, to);
	pack_constants(pack, from, to);
	pack_requires(pack, from, to);
	to->name = pack_string(pack, from->name ? from->name : from->compatible);
	to->compatible = pack_string(pack, from->compatible);
	to->fingerprint = NULL; /* of the catalog's types, not the caller's word */
	to->provider = pack_string(pack, from->provider);
	pack_origin(pack, &from->origin, &to->origin);
}

struct sighting *sighting_new(const struct luocat_version *version)
{
	struct luocat_version counted;
	struct sighting *sighting;
	struct pack pack = {0};
	size_t length;

	pack_room(&pack, sizeof(*sighting));
	pack_version(&pack, version, &counted);
	pack.base = calloc(1, pack.used);
	if (!pack.base)
		return NULL;
	pack.used = 0;
	sighting = pack_room(&pack, sizeof(*sighting));
	pack_version(&pack, version, &sighting->version);
	sighting->named = version->name && !version->derived;
	if (!version->name &&
	    version_derive(version->compatible, &length, &sighting->version.version)) {
		((char *)sighting->version.name)[length] = '\0';
		sighting->version.has_version = true;
		sighting->version.derived = true;
	}
	return sighting;
}

static bool equal_facts(const struct luocat_version *a, const struct luocat_version *b)
{
	return a->has_version == b->has_version && a->version == b->version &&
	       a->derived == b->derived && a->read == b->read && a->write == b->write &&
	       a->enable_write == b->enable_write && a->consequence == b->consequence &&
	       a->in_initramfs == b->in_initramfs && a->in_modules_tree == b->in_modules_tree &&
	       a->layout_form == b->layout_form && a->required_known == b->required_known &&
	       a->constants_known == b->constants_known &&
	       a->origin.evidence_id == b->origin.evidence_id &&
	       a->origin.evidence_read == b->origin.evidence_read &&
	       a->origin.evidence_write == b->origin.evidence_write &&
	       a->origin.evidence_constants == b->origin.evidence_constants;
}

bool sighting_equal(const struct sighting *a, const struct sighting *b)
{
	const struct luocat_version *of_a = &a->version;
	const struct luocat_version *of_b = &b->version;

	return a->named == b->named && equal_facts(of_a, of_b) && !version_compare_id(of_a, of_b) &&
	       !strcmp(of_a->name, of_b->name) && !version_compare_roots(of_a, of_b) &&
	       !version_compare_properties(of_a, of_b) && !version_compare_requires(of_a, of_b) &&
	       !version_compare_constants(of_a, of_b) &&
	       !text_compare(of_a->provider, of_b->provider) &&
	       !origin_compare(&of_a->origin, &of_b->origin);
}
