// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * catalog.c - the catalog: versions by identity and in canonical order
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "types.h"

struct luocat_catalog *luocat_catalog_new(void)
{
	static const struct luocat_kernel nothing = {
		.size = sizeof(nothing),
		.max_page_order = -1,
	};
	struct luocat_catalog *catalog = calloc(1, sizeof(*catalog));

	if (!catalog)
		return NULL;
	catalog->refs = 1;
	catalog->kernel = kernel_copy(&nothing);
	catalog->types = type_table_new();
	if (!catalog->kernel || !catalog->types ||
	    luocat_catalog_set_generator(catalog, "libluocat", LUOCAT_VERSION, NULL))
		return luocat_catalog_unref(catalog);
	return catalog;
}

struct luocat_catalog *luocat_catalog_ref(struct luocat_catalog *catalog)
{
	if (catalog)
		__atomic_add_fetch(&catalog->refs, 1, __ATOMIC_RELAXED);
	return catalog;
}

static void entry_free(struct entry *entry)
{
	if (!entry)
		return;
	for (size_t i = 0; i < entry->n_seen; i++)
		free(entry->seen[i]);
	free(entry->seen);
	free(entry);
}

struct luocat_catalog *luocat_catalog_unref(struct luocat_catalog *catalog)
{
	if (!catalog || __atomic_sub_fetch(&catalog->refs, 1, __ATOMIC_ACQ_REL))
		return NULL;
	for (size_t i = 0; i < catalog->n_entries; i++)
		entry_free(catalog->by_id[i]);
	type_table_free(catalog->types);
	free(catalog->by_id);
	free(catalog->ordered);
	catalog_free_gaps(catalog);
	free(catalog->kernel);
	free(catalog->generator);
	free(catalog);
	return NULL;
}

static void pack_generator(struct pack *pack, const char *name, const char *version,
			   struct generator *to)
{
	to->name = pack_string(pack, name);
	to->version = pack_string(pack, version);
}

int luocat_catalog_set_generator(struct luocat_catalog *catalog, const char *name,
				 const char *version, struct luocat_error *err)
{
	struct generator counted, *generator;
	struct pack pack = {0};

	if (!name || !text_is_word(name) || !version || !text_is_word(version))
		return luocat_error_set(err, -EINVAL, NULL, "generator",
					"name and version must be printable ASCII");
	pack_room(&pack, sizeof(*generator));
	pack_generator(&pack, name, version, &counted);
	pack.base = malloc(pack.used);
	if (!pack.base)
		return error_no_memory(err);
	pack.used = 0;
	generator = pack_room(&pack, sizeof(*generator));
	pack_generator(&pack, name, version, generator);
	free(catalog->generator);
	catalog->generator = generator;
	return 0;
}

/* The first place in @list whose entry is not before @version. */
static size_t lower_bound(struct entry *const *list, size_t n, const struct luocat_version *version,
			  int (*compare)(const struct luocat_version *a,
					 const struct luocat_version *b))
{
	size_t low = 0;

	while (low < n) {
		size_t middle = low + (n - low) / 2;

		if (compare(&list[middle]->merged, version) < 0)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

static void insert(struct entry **list, size_t n, struct entry *entry,
		   int (*compare)(const struct luocat_version *a, const struct luocat_version *b))
{
	size_t at = lower_bound(list, n, &entry->merged, compare);

	memmove(&list[at + 1], &list[at], (n - at) * sizeof(*list));
	list[at] = entry;
}

static struct entry *find(const struct luocat_catalog *catalog, enum luocat_kind kind,
			  const char *compatible)
{
	struct luocat_version id = {.kind = kind, .compatible = compatible};
	size_t at = lower_bound(catalog->by_id, catalog->n_entries, &id, version_compare_id);

	if (at == catalog->n_entries || version_compare_id(&catalog->by_id[at]->merged, &id))
		return NULL;
	return catalog->by_id[at];
}

/* Room for one more pointer in @list. */
static int grow(void *list, size_t room)
{
	void *grown = realloc(*(void **)list, room * sizeof(void *));

	if (!grown)
		return -ENOMEM;
	*(void **)list = grown;
	return 0;
}

static int grow_catalog(struct luocat_catalog *catalog, struct luocat_error *err)
{
	size_t room = catalog->room ? catalog->room * 2 : 16;

	if (catalog->n_entries < catalog->room)
		return 0;
	if (catalog->n_entries >= MAX_VERSIONS)
		return luocat_error_set(err, -E2BIG, NULL, NULL, "more than %d versions",
					MAX_VERSIONS);
	if (grow(&catalog->by_id, room) || grow(&catalog->ordered, room))
		return error_no_memory(err);
	catalog->room = room;
	return 0;
}

static int grow_entry(struct entry *entry, struct luocat_error *err)
{
	size_t room = entry->room ? entry->room * 2 : 1;

	if (entry->n_seen < entry->room)
		return 0;
	if (entry->n_seen >= MAX_SIGHTINGS)
		return luocat_error_set(err, -E2BIG, NULL, NULL,
					"%.48s: found in more than %d places",
					entry->merged.compatible, MAX_SIGHTINGS);
	if (grow(&entry->seen, room))
		return error_no_memory(err);
	entry->room = room;
	return 0;
}

/*
 * A bare string of the RFC's section, beside an entry that says which kind it is: it only confirms
 * that one. It is kept, so that what contradicts it is found in any order, and not shown.
 */
static bool is_folded(const struct luocat_catalog *catalog, const struct entry *entry)
{
	const struct luocat_version *version = &entry->merged;

	if (version->kind != LUOCAT_KIND_UNKNOWN ||
	    version->origin.evidence_id != LUOCAT_EVIDENCE_LVUP || version->read ||
	    version->write || version->consequence || version->layout_form ||
	    version->required_known || version->constants_known)
		return false;
	for (int kind = LUOCAT_KIND_CORE; kind <= LUOCAT_KIND_STRUCTURE; kind++) {
		if (find(catalog, (enum luocat_kind)kind, version->compatible))
			return true;
	}
	return false;
}

static void hide(struct luocat_catalog *catalog, struct entry *entry)
{
	size_t at = lower_bound(catalog->ordered, catalog->n_ordered, &entry->merged,
				version_compare);

	if (!entry->shown)
		return;
	catalog->n_ordered--;
	memmove(&catalog->ordered[at], &catalog->ordered[at + 1],
		(catalog->n_ordered - at) * sizeof(*catalog->ordered));
	entry->shown = false;
}

/* Brings @ordered up to date after @entry was added or changed, while it was hidden. */
static void show(struct luocat_catalog *catalog, struct entry *entry)
{
	struct entry *bare = find(catalog, LUOCAT_KIND_UNKNOWN, entry->merged.compatible);

	if (bare && bare != entry && is_folded(catalog, bare))
		hide(catalog, bare);
	if (is_folded(catalog, entry))
		return;
	insert(catalog->ordered, catalog->n_ordered, entry, version_compare);
	catalog->n_ordered++;
	entry->shown = true;
}

/* Takes over @sighting if it succeeds. */
static int add_entry(struct luocat_catalog *catalog, struct sighting *sighting,
		     struct luocat_error *err)
{
	struct entry *entry;
	int r;

	r = grow_catalog(catalog, err);
	if (r)
		return r;
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return error_no_memory(err);
	r = grow_entry(entry, err);
	if (r) {
		entry_free(entry);
		return r;
	}
	entry->seen[entry->n_seen++] = sighting;
	entry_merge(entry);
	insert(catalog->by_id, catalog->n_entries, entry, version_compare_id);
	catalog->n_entries++;
	show(catalog, entry);
	return 0;
}

/* Takes over @sighting if it succeeds; one that says nothing new is freed. */
static int merge_entry(struct luocat_catalog *catalog, struct entry *entry,
		       struct sighting *sighting, struct luocat_error *err)
{
	int r;

	for (size_t i = 0; i < entry->n_seen; i++) {
		if (sighting_equal(entry->seen[i], sighting)) {
			free(sighting);
			return 0;
		}
	}
	r = entry_check(entry, sighting, err);
	if (!r)
		r = grow_entry(entry, err);
	if (r)
		return r;
	/* its name or version may change, and so its place */
	hide(catalog, entry);
	entry->seen[entry->n_seen++] = sighting;
	entry_merge(entry);
	show(catalog, entry);
	return 0;
}

bool catalog_has(const struct luocat_catalog *catalog, enum luocat_kind kind,
		 const char *compatible)
{
	return find(catalog, kind, compatible) != NULL;
}

int catalog_add(struct luocat_catalog *catalog, const struct luocat_version *version,
		struct luocat_error *err)
{
	struct sighting *sighting = sighting_new(version);
	struct entry *entry = find(catalog, version->kind, version->compatible);
	int r;

	if (!sighting)
		return error_no_memory(err);
	if (entry)
		r = merge_entry(catalog, entry, sighting, err);
	else
		r = add_entry(catalog, sighting, err);
	if (r)
		free(sighting);
	return r;
}

int luocat_catalog_add(struct luocat_catalog *catalog, const struct luocat_version *version,
		       struct luocat_error *err)
{
	struct luocat_error complaint;
	struct luocat_version ours;
	int r;

	r = check_size(&ours, sizeof(ours), version, version->size, &complaint);
	if (r)
		return luocat_error_set(err, r, NULL, NULL, "version: %s %s", complaint.where,
					complaint.what);
	r = check_version(&ours, &complaint);
	if (r)
		return luocat_error_set(err, r, ours.origin.object, ours.origin.section,
					"%s: %s %s", ours.compatible ? ours.compatible : "a format",
					complaint.where, complaint.what);
	return catalog_add(catalog, &ours, err);
}

size_t luocat_catalog_n_versions(const struct luocat_catalog *catalog)
{
	return catalog->n_ordered;
}

const struct luocat_version *luocat_catalog_version(const struct luocat_catalog *catalog,
						    size_t index)
{
	if (index >= catalog->n_ordered)
		return NULL;
	entry_settle(catalog, catalog->ordered[index]);
	return &catalog->ordered[index]->merged;
}

const struct luocat_version *luocat_catalog_find(const struct luocat_catalog *catalog,
						 enum luocat_kind kind, const char *compatible)
{
	struct entry *entry = compatible ? find(catalog, kind, compatible) : NULL;

	if (!entry || !entry->shown)
		return NULL;
	entry_settle(catalog, entry);
	return &entry->merged;
}
