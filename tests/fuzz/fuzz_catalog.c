// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_catalog.c - the catalog loader: what it takes, it writes, and takes again as the same bytes
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sha2.h>

#include <luocat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, const struct luocat_error *err)
{
	fprintf(stderr, "fuzz_catalog: %s: %s: %s\n", what, err->where, err->what);
	abort();
}

/* Every error is one line that is safe on a terminal. */
static void check_error(int result, const struct luocat_error *err)
{
	if (err->code != result || !err->what[0] || strpbrk(err->what, "\n\r\033") ||
	    strpbrk(err->where, "\n\r\033"))
		fail("an error that is not one clean line", err);
}

/* A fingerprint is there exactly where the types give a text, and is of that text. */
static void look_at_layout(const struct luocat_catalog *catalog,
			   const struct luocat_version *version, struct luocat_error *err)
{
	char want[SHA256_DIGEST_STRING_LENGTH];
	char *text;

	if (luocat_layout_text(catalog, version, &text, err)) {
		if (version->fingerprint)
			fail("a fingerprint of nothing", err);
		return;
	}
	SHA256Data((const uint8_t *)text, strlen(text), want);
	if (!version->fingerprint || strcmp(version->fingerprint, want))
		fail("a fingerprint of something else", err);
	free(text);
}

/* Whatever a getter hands out can be read. */
static void look_at(const struct luocat_catalog *catalog, struct luocat_error *err)
{
	size_t n = luocat_catalog_n_versions(catalog);

	for (size_t i = 0; i < n; i++) {
		const struct luocat_version *version = luocat_catalog_version(catalog, i);

		if (luocat_catalog_find(catalog, version->kind, version->compatible) != version)
			fail("a version that is not found by its id", err);
		look_at_layout(catalog, version, err);
	}
	for (size_t i = 0; i < luocat_catalog_n_types(catalog); i++) {
		const struct luocat_type *type = luocat_catalog_type(catalog, i);

		if (luocat_catalog_find_type(catalog, type->name) != type)
			fail("a type that is not found by its name", err);
	}
	for (size_t i = 0; i < luocat_catalog_n_gaps(catalog); i++) {
		if (!luocat_catalog_gap(catalog, i)->why[0])
			fail("a gap without a reason", err);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct luocat_catalog *catalog, *again;
	struct luocat_error err = {0};
	size_t length, length_again;
	char *text, *text_again;
	char key[80];
	int r;

	r = luocat_catalog_load((const char *)data, size, "input", &catalog, &err);
	if (r) {
		check_error(r, &err);
		return 0;
	}
	look_at(catalog, &err);
	if (luocat_catalog_to_json(catalog, &text, &length, &err))
		fail("cannot be written", &err);
	if (luocat_catalog_load(text, length, "written", &again, &err))
		fail("is not read again", &err);
	if (luocat_catalog_to_json(again, &text_again, &length_again, &err))
		fail("cannot be written again", &err);
	if (length != length_again || memcmp(text, text_again, length))
		fail("is written differently the second time", &err);
	if (luocat_catalog_key(again, key, &err))
		fail("has no key", &err);
	free(text);
	free(text_again);
	luocat_catalog_unref(again);
	luocat_catalog_unref(catalog);
	return 0;
}
