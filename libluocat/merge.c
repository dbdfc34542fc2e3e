// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * merge.c - what all sightings of one version say together
 *
 * An entry keeps every sighting, checks a new one against each of them, and works the merged
 * version out anew: so neither the result nor whether there is a contradiction depends on their
 * order.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

/**
 * struct fact - one fact of a version, with evidence of its own
 * @name:     for errors
 * @strict:   a descriptor and an object must agree on it
 * @evidence: how a sighting knows it
 * @known:    whether a sighting knows it
 * @fits:     whether it goes with what was merged before (facts before this one), or NULL: always
 * @differ:   whether two sightings that know it contradict each other
 * @clash:    whether they do so however they know it, or NULL: the stronger evidence decides
 * @take:     copy it
 * @say:      put it in words: what of it is another one in @other
 */
struct fact {
	const char *name;
	bool strict;
	enum luocat_evidence (*evidence)(const struct sighting *sighting);
	bool (*known)(const struct luocat_version *version);
	bool (*fits)(const struct luocat_version *version, const struct luocat_version *merged);
	bool (*differ)(const struct luocat_version *a, const struct luocat_version *b);
	bool (*clash)(const struct luocat_version *a, const struct luocat_version *b);
	void (*take)(struct luocat_version *to, const struct luocat_version *from);
	void (*say)(const struct luocat_version *version, const struct luocat_version *other,
		    char *text, size_t size);
};

static enum luocat_evidence evidence_id(const struct sighting *sighting)
{
	return sighting->version.origin.evidence_id;
}

/* What only follows from the id yields to what anything says. */
static enum luocat_evidence evidence_name(const struct sighting *sighting)
{
	return sighting->named ? evidence_id(sighting) : LUOCAT_EVIDENCE_NONE;
}

static bool name_known(const struct luocat_version *version)
{
	return true;
}

static bool name_differ(const struct luocat_version *a, const struct luocat_version *b)
{
	return strcmp(a->name, b->name) || a->has_version != b->has_version ||
	       (a->has_version && a->version != b->version);
}

static void name_take(struct luocat_version *to, const struct luocat_version *from)
{
	to->name = from->name;
	to->has_version = from->has_version;
	to->version = from->version;
	to->derived = from->derived;
}

static void name_say(const struct luocat_version *version, const struct luocat_version *other,
		     char *text, size_t size)
{
	if (version->has_version)
		snprintf(text, size, "%.48s version %u", version->name, version->version);
	else
		snprintf(text, size, "%.48s without a version", version->name);
}

/* read and write: a tri-state with evidence of its own in the origin */
#define TRI_FACT(field)                                                                            \
	static enum luocat_evidence evidence_##field(const struct sighting *sighting)              \
	{                                                                                          \
		return sighting->version.origin.evidence_##field;                                  \
	}                                                                                          \
	static void field##_take(struct luocat_version *to, const struct luocat_version *from)     \
	{                                                                                          \
		to->field = from->field;                                                           \
		to->origin.evidence_##field = from->origin.evidence_##field;                       \
	}

/* a fact that is an enumeration whose 0 means not known */
#define ENUM_FACT(field, words)                                                                    \
	static bool field##_known(const struct luocat_version *version)                            \
	{                                                                                          \
		return version->field != 0;                                                        \
	}                                                                                          \
	static bool field##_differ(const struct luocat_version *a, const struct luocat_version *b) \
	{                                                                                          \
		return a->field != b->field;                                                       \
	}                                                                                          \
	static void field##_say(const struct luocat_version *version,                              \
				const struct luocat_version *other, char *text, size_t size)       \
	{                                                                                          \
		snprintf(text, size, "%s", words(version->field));                                 \
	}

#define PLAIN_TAKE(field)                                                                          \
	static void field##_take(struct luocat_version *to, const struct luocat_version *from)     \
	{                                                                                          \
		to->field = from->field;                                                           \
	}

/* a fact that is a string, NULL where not known */
#define STRING_FACT(field)                                                                         \
	static bool field##_known(const struct luocat_version *version)                            \
	{                                                                                          \
		return version->field;                                                             \
	}                                                                                          \
	static bool field##_differ(const struct luocat_version *a, const struct luocat_version *b) \
	{                                                                                          \
		return strcmp(a->field, b->field) != 0;                                            \
	}                                                                                          \
	static void field##_say(const struct luocat_version *version,                              \
				const struct luocat_version *other, char *text, size_t size)       \
	{                                                                                          \
		snprintf(text, size, "%s", version->field);                                        \
	}

ENUM_FACT(read, luocat_tri_name)
TRI_FACT(read)
ENUM_FACT(write, luocat_tri_name)
TRI_FACT(write)
ENUM_FACT(enable_write, luocat_tri_name)
PLAIN_TAKE(enable_write)
ENUM_FACT(consequence, luocat_consequence_name)
PLAIN_TAKE(consequence)
ENUM_FACT(layout_form, luocat_layout_form_name)
PLAIN_TAKE(layout_form)
STRING_FACT(provider)
PLAIN_TAKE(provider)

/*
 * Where a module's file was seen. Who saw it there outweighs who looked elsewhere, so that nothing
 * contradicts: a machine may boot with several initramfs images.
 */
#define PLACE_FACT(field)                                                                          \
	static enum luocat_evidence evidence_##field(const struct sighting *sighting)              \
	{                                                                                          \
		return sighting->version.field == LUOCAT_YES ? LUOCAT_EVIDENCE_OBJECT              \
							     : LUOCAT_EVIDENCE_NONE;               \
	}                                                                                          \
	ENUM_FACT(field, luocat_tri_name)                                                          \
	PLAIN_TAKE(field)

PLACE_FACT(in_initramfs)
PLACE_FACT(in_modules_tree)

static bool roots_known(const struct luocat_version *version)
{
	return version->n_roots;
}

/* Roots and properties of another form belong to a layout that was overruled. */
static bool form_fits(const struct luocat_version *version, const struct luocat_version *merged)
{
	return version->layout_form == merged->layout_form;
}

static bool roots_differ(const struct luocat_version *a, const struct luocat_version *b)
{
	return version_compare_roots(a, b) != 0;
}

static void roots_take(struct luocat_version *to, const struct luocat_version *from)
{
	to->roots = from->roots;
	to->n_roots = from->n_roots;
}

static void roots_say(const struct luocat_version *version, const struct luocat_version *other,
		      char *text, size_t size)
{
	snprintf(text, size, "%zu, the first is %.60s", version->n_roots, version->roots[0]);
}

static bool properties_known(const struct luocat_version *version)
{
	return version->n_properties;
}

static bool properties_differ(const struct luocat_version *a, const struct luocat_version *b)
{
	return version_compare_properties(a, b) != 0;
}

static void properties_take(struct luocat_version *to, const struct luocat_version *from)
{
	to->properties = from->properties;
	to->n_properties = from->n_properties;
}

static void properties_say(const struct luocat_version *version, const struct luocat_version *other,
			   char *text, size_t size)
{
	const struct luocat_property *first = &version->properties[0];

	snprintf(text, size, "%zu, the first is %.20s %.30s %.20s", version->n_properties,
		 first->node, first->name, first->type);
}

static enum luocat_evidence evidence_constants(const struct sighting *sighting)
{
	return sighting->version.origin.evidence_constants;
}

static bool constants_known(const struct luocat_version *version)
{
	return version->constants_known;
}

static bool constants_differ(const struct luocat_version *a, const struct luocat_version *b)
{
	return version_compare_constants(a, b) != 0;
}

/* Some see more of them than others do, but one of a name has one value. */
static bool constants_clash(const struct luocat_version *a, const struct luocat_version *b)
{
	return constant_clash(a, b);
}

static void constants_take(struct luocat_version *to, const struct luocat_version *from)
{
	to->constants_known = true;
	to->constants = from->constants;
	to->n_constants = from->n_constants;
	to->origin.evidence_constants = from->origin.evidence_constants;
}

static void constants_say(const struct luocat_version *version, const struct luocat_version *other,
			  char *text, size_t size)
{
	const char *clash = constant_clash(version, other);
	struct constant_pair pair = {0};

	while (constant_next(version, other, &pair)) {
		if (clash ? !pair.a || strcmp(pair.a->name, clash) : pair.a && pair.b)
			continue;
		if (pair.a)
			snprintf(text, size, "%.50s 0x%" PRIx64, pair.a->name, pair.a->value);
		else
			snprintf(text, size, "no %.50s", pair.b->name);
		return;
	}
}

static bool required_known(const struct luocat_version *version)
{
	return version->required_known;
}

static bool required_differ(const struct luocat_version *a, const struct luocat_version *b)
{
	return version_compare_requires(a, b) != 0;
}

static void required_take(struct luocat_version *to, const struct luocat_version *from)
{
	to->required_known = true;
	to->required = from->required;
	to->n_required = from->n_required;
}

static void required_say(const struct luocat_version *version, const struct luocat_version *other,
			 char *text, size_t size)
{
	if (version->n_required)
		snprintf(text, size, "%zu, the first is %.60s", version->n_required,
			 version->required[0].compatible);
	else
		snprintf(text, size, "none");
}

#define FACT(field)                                                                                \
	.known = field##_known, .differ = field##_differ, .take = field##_take, .say = field##_say

static const struct fact facts[] = {
	{"name", false, evidence_name, FACT(name)},
	{"read", true, evidence_read, FACT(read)},
	{"write", true, evidence_write, FACT(write)},
	{"enable_write", false, evidence_id, FACT(enable_write)},
	{"consequence", false, evidence_id, FACT(consequence)},
	{"layout form", false, evidence_id, FACT(layout_form)},
	{"layout roots", false, evidence_id, FACT(roots), .fits = form_fits},
	{"layout properties", false, evidence_id, FACT(properties), .fits = form_fits},
	{"constants", false, evidence_constants, FACT(constants), .clash = constants_clash},
	{"requires", false, evidence_id, FACT(required)},
	{"provider", false, evidence_id, FACT(provider)},
	{"in_initramfs", false, evidence_in_initramfs, FACT(in_initramfs)},
	{"in_modules_tree", false, evidence_in_modules_tree, FACT(in_modules_tree)},
};

static bool contradict(const struct fact *fact, const struct sighting *a, const struct sighting *b)
{
	enum luocat_evidence how_a = fact->evidence(a);
	enum luocat_evidence how_b = fact->evidence(b);
	bool both_strong = how_a >= LUOCAT_EVIDENCE_OBJECT && how_b >= LUOCAT_EVIDENCE_OBJECT;

	if (!fact->known(&a->version) || !fact->known(&b->version))
		return false;
	if (fact->clash && fact->clash(&a->version, &b->version))
		return true;
	if (how_a != how_b && !(fact->strict && both_strong))
		return false;
	return fact->differ(&a->version, &b->version);
}

/* "section .data symbol memfd_luo_handler at mm/memfd_luo.c:12", what of it is known */
static void say_place(const struct luocat_origin *origin, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	if (origin->section)
		used += snprintf(text + used, size - used, "section %.40s", origin->section);
	if (origin->symbol)
		used += snprintf(text + used, size - used, "%ssymbol %.60s", used ? " " : "",
				 origin->symbol);
	if (origin->source)
		snprintf(text + used, size - used, "%sat %.80s:%u", used ? " " : "", origin->source,
			 origin->line);
}

static int contradiction(const struct fact *fact, const struct sighting *old,
			 const struct sighting *new, struct luocat_error *err)
{
	const struct luocat_origin *origin = &old->version.origin;
	char says_old[80] = "", says_new[80] = "";
	char where_old[256], where_new[256];

	fact->say(&old->version, &new->version, says_old, sizeof(says_old));
	fact->say(&new->version, &old->version, says_new, sizeof(says_new));
	say_place(origin, where_old, sizeof(where_old));
	say_place(&new->version.origin, where_new, sizeof(where_new));
	return luocat_error_set(err, -EEXIST, new->version.origin.object, where_new,
				"%s %.48s: %s is %s here (%s), but %s in %.80s%s%s (%s)",
				luocat_kind_name(old->version.kind), old->version.compatible,
				fact->name, says_new, luocat_evidence_name(fact->evidence(new)),
				says_old, origin->object ? origin->object : "an unnamed object",
				where_old[0] ? " " : "", where_old,
				luocat_evidence_name(fact->evidence(old)));
}

int entry_check(const struct entry *entry, const struct sighting *sighting,
		struct luocat_error *err)
{
	for (size_t i = 0; i < entry->n_seen; i++)
		for (size_t k = 0; k < ARRAY_SIZE(facts); k++)
			if (contradict(&facts[k], entry->seen[i], sighting))
				return contradiction(&facts[k], entry->seen[i], sighting, err);
	return 0;
}

static const struct sighting *strongest(const struct entry *entry, const struct fact *fact)
{
	const struct sighting *best = NULL;

	for (size_t i = 0; i < entry->n_seen; i++) {
		const struct sighting *seen = entry->seen[i];

		if (!fact->known(&seen->version) ||
		    (fact->fits && !fact->fits(&seen->version, &entry->merged)))
			continue;
		if (!best || fact->evidence(seen) > fact->evidence(best))
			best = seen;
	}
	return best;
}

/* The origin of the strongest evidence; of several, always the same one. */
static const struct luocat_origin *best_origin(const struct entry *entry)
{
	const struct luocat_origin *best = &entry->seen[0]->version.origin;

	for (size_t i = 1; i < entry->n_seen; i++) {
		const struct luocat_origin *origin = &entry->seen[i]->version.origin;

		if (origin->evidence_id > best->evidence_id ||
		    (origin->evidence_id == best->evidence_id && origin_compare(origin, best) < 0))
			best = origin;
	}
	return best;
}

void entry_merge(struct entry *entry)
{
	const struct luocat_version *first = &entry->seen[0]->version;

	memset(&entry->merged, 0, sizeof(entry->merged));
	entry->settled = 0;
	entry->merged.size = sizeof(entry->merged);
	entry->merged.kind = first->kind;
	entry->merged.compatible = first->compatible;
	entry->merged.origin = *best_origin(entry);
	entry->merged.origin.evidence_read = LUOCAT_EVIDENCE_NONE;
	entry->merged.origin.evidence_write = LUOCAT_EVIDENCE_NONE;
	entry->merged.origin.evidence_constants = LUOCAT_EVIDENCE_NONE;
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		const struct sighting *best = strongest(entry, &facts[i]);

		if (best)
			facts[i].take(&entry->merged, &best->version);
	}
}
