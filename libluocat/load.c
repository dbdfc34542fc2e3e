// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * load.c - a catalog from its JSON
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "load.h"

#define MAX_FILE ((size_t)256 << 20)

static int load_generator(struct cursor *cursor, const json_t *value,
			  struct luocat_catalog *catalog)
{
	struct generator generator = {0};
	struct luocat_error complaint;
	int r;

	r = read_required(cursor, value, "name", &generator.name);
	if (!r)
		r = read_required(cursor, value, "version", &generator.version);
	if (r)
		return r;
	r = luocat_catalog_set_generator(catalog, generator.name, generator.version, &complaint);
	return r ? json_fail(cursor, r, "%s", complaint.what) : 0;
}

static int load_kernel(struct cursor *cursor, const json_t *value, struct luocat_catalog *catalog)
{
	struct luocat_kernel kernel = {.size = sizeof(kernel), .max_page_order = -1};
	struct scratch scratch = {0};
	struct luocat_error complaint;
	int r;

	r = read_fields(cursor, value, kernel_fields, &kernel, &scratch);
	if (!r) {
		r = check_kernel(&kernel, &complaint);
		if (!r)
			r = catalog_set_kernel(catalog, &kernel, &complaint);
		if (r)
			json_fail_below(cursor, &complaint);
	}
	scratch_free(&scratch);
	return r;
}

static int add_version(struct cursor *cursor, const struct luocat_version *version,
		       struct luocat_catalog *catalog)
{
	struct luocat_error complaint;
	int r;

	r = check_version(version, &complaint);
	if (!r && catalog_has(catalog, version->kind, version->compatible))
		r = luocat_error_set(&complaint, -EINVAL, NULL, "compatible",
				     "%s %s is there twice", luocat_kind_name(version->kind),
				     version->compatible);
	if (!r)
		r = catalog_add(catalog, version, &complaint);
	return r ? json_fail_below(cursor, &complaint) : 0;
}

/*
 * A fingerprint is worked out, not believed. One that cannot be is not known; one that is another
 * was made of other types than these, and no one can say which are the kernel's.
 */
static int check_fingerprint(struct cursor *cursor, const struct luocat_version *version,
			     const struct luocat_catalog *catalog)
{
	const struct luocat_version *got =
		luocat_catalog_find(catalog, version->kind, version->compatible);

	if (!version->fingerprint || !got || !got->fingerprint ||
	    !strcmp(version->fingerprint, got->fingerprint))
		return 0;
	return json_fail(cursor, -EINVAL,
			 "layout fingerprint does not match its types, which give %s",
			 got->fingerprint);
}

static int load_version(struct cursor *cursor, const json_t *value, enum luocat_kind kind,
			const char *name, struct luocat_catalog *catalog)
{
	struct luocat_version version = {.size = sizeof(version), .kind = kind, .name = name};
	struct scratch scratch = {0};
	int r;

	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	r = read_fields(cursor, value, version_fields, &version, &scratch);
	if (!r)
		r = add_version(cursor, &version, catalog);
	if (!r)
		r = check_fingerprint(cursor, &version, catalog);
	scratch_free(&scratch);
	return r;
}

static int load_versions(struct cursor *cursor, const json_t *value, enum luocat_kind kind,
			 const char *name, struct luocat_catalog *catalog)
{
	size_t n = json_array_size(value);

	if (!n)
		return json_fail(cursor, -EINVAL, "is empty: a format has at least one version");
	for (size_t i = 0; i < n; i++) {
		size_t mark = json_enter_index(cursor, i);
		int r = load_version(cursor, json_array_get(value, i), kind, name, catalog);

		json_leave(cursor, mark);
		if (r)
			return r;
	}
	return 0;
}

static int load_format(struct cursor *cursor, const json_t *value, struct luocat_catalog *catalog)
{
	const json_t *versions;
	enum luocat_kind kind;
	const char *name;
	size_t mark;
	int r;

	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	r = read_kind(cursor, value, &kind);
	if (!r)
		r = read_required(cursor, value, "name", &name);
	if (r)
		return r;
	if (!text_is_word(name)) {
		mark = json_enter(cursor, "name");
		r = json_fail(cursor, -EINVAL, "must be 1 to 255 printable ASCII characters");
		json_leave(cursor, mark);
		return r;
	}
	versions = json_member(cursor, value, "versions", JSON_ARRAY);
	if (!versions)
		return -EINVAL;
	mark = json_enter(cursor, "versions");
	r = load_versions(cursor, versions, kind, name, catalog);
	json_leave(cursor, mark);
	return r;
}

static int load_array(struct cursor *cursor, const json_t *value, struct luocat_catalog *catalog,
		      int (*load)(struct cursor *cursor, const json_t *value,
				  struct luocat_catalog *catalog))
{
	for (size_t i = 0; i < json_array_size(value); i++) {
		size_t mark = json_enter_index(cursor, i);
		int r = load(cursor, json_array_get(value, i), catalog);

		json_leave(cursor, mark);
		if (r)
			return r;
	}
	return 0;
}

static int load_formats(struct cursor *cursor, const json_t *value, struct luocat_catalog *catalog)
{
	return load_array(cursor, value, catalog, load_format);
}

static int load_gap(struct cursor *cursor, const json_t *value, struct luocat_catalog *catalog)
{
	struct luocat_gap gap = {.size = sizeof(gap)};
	struct scratch scratch = {0};
	struct luocat_error complaint;
	int r;

	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	r = read_kind(cursor, value, &gap.kind);
	if (!r)
		r = read_fields(cursor, value, gap_fields, &gap, &scratch);
	if (r)
		return r;
	r = check_gap(&gap, &complaint);
	if (!r)
		r = catalog_add_gap(catalog, &gap, &complaint);
	return r ? json_fail_below(cursor, &complaint) : 0;
}

static int load_gaps(struct cursor *cursor, const json_t *value, struct luocat_catalog *catalog)
{
	return load_array(cursor, value, catalog, load_gap);
}

/* The parts of the document, in the order in which they are read. */
static const struct {
	const char *key;
	json_type type;
	bool required;
	int (*load)(struct cursor *cursor, const json_t *value, struct luocat_catalog *catalog);
} parts[] = {
	{"generator", JSON_OBJECT, false, load_generator},
	{"kernel", JSON_OBJECT, true, load_kernel},
	{"types", JSON_OBJECT, false, load_types},
	{"formats", JSON_ARRAY, true, load_formats},
	{"gaps", JSON_ARRAY, false, load_gaps},
};

static const struct document catalog_document = {
	.what = "a catalog",
	.version_key = "catalog_version",
	.version = LUOCAT_CATALOG_VERSION,
	.fields = document_fields,
};

static int load_document(struct cursor *cursor, const json_t *root, struct luocat_catalog *catalog)
{
	int r;

	r = document_check(cursor, root, &catalog_document);
	for (size_t i = 0; !r && i < ARRAY_SIZE(parts); i++) {
		const json_t *value;
		size_t mark;

		if (!parts[i].required && !json_object_get(root, parts[i].key))
			continue;
		value = json_member(cursor, root, parts[i].key, parts[i].type);
		if (!value)
			return -EINVAL;
		mark = json_enter(cursor, parts[i].key);
		r = parts[i].load(cursor, value, catalog);
		json_leave(cursor, mark);
	}
	return r;
}

int luocat_catalog_load(const char *text, size_t length, const char *file,
			struct luocat_catalog **catalog, struct luocat_error *err)
{
	struct cursor cursor = {.file = file, .err = err};
	struct luocat_catalog *loaded;
	json_t *root;
	int r;

	if (length > MAX_FILE)
		return luocat_error_set(err, -EFBIG, file, NULL, "is larger than 256 MiB");
	r = json_parse(text, length, file, &root, err);
	if (r)
		return r;
	loaded = luocat_catalog_new();
	if (loaded)
		r = load_document(&cursor, root, loaded);
	else
		r = luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
	json_decref(root);
	if (r)
		luocat_catalog_unref(loaded);
	else
		*catalog = loaded;
	return r;
}

int luocat_catalog_load_fd(int fd, const char *file, struct luocat_catalog **catalog,
			   struct luocat_error *err)
{
	size_t length;
	char *text;
	int r = document_read(fd, MAX_FILE, file, &text, &length, err);

	if (!r)
		r = luocat_catalog_load(text, length, file, catalog, err);
	free(text);
	return r;
}
