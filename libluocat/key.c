// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * key.c - what tells one kernel from others
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sha2.h>

#include "internal.h"

int luocat_catalog_key(const struct luocat_catalog *catalog, char key[80], struct luocat_error *err)
{
	const char *build_id = catalog->kernel->build_id;
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX context;
	size_t length;
	char *text;
	int r;

	/* ld makes build-ids of 16 or 20 bytes; one given by hand may be too long for a key */
	if (build_id && strlen(build_id) <= 64) {
		snprintf(key, 80, "build-id:%s", build_id);
		return 0;
	}
	r = luocat_catalog_to_json(catalog, &text, &length, err);
	if (r)
		return r;
	SHA256Init(&context);
	SHA256Update(&context, (const uint8_t *)text, length);
	SHA256Final(digest, &context);
	free(text);
	key += sprintf(key, "sha256:");
	for (size_t i = 0; i < sizeof(digest); i++)
		key += sprintf(key, "%02x", digest[i]);
	return 0;
}
