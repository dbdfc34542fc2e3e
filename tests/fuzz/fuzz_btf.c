// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_btf.c - libFuzzer: any bytes as a .BTF, alone or behind another one, and all its types
 *
 * The first byte says whether there is a base (1), and whether both are files that were given
 * beside a kernel (2); the next two how long the base is; the rest is what stands in sections or
 * files.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "btf_given.h"
#include "btf_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const all_names[] = {"outer", "inner", "both", "plain", "negative", "mine", ""};

/* Copied, so that a sanitizer sees the end. */
static int open_bytes(const uint8_t *data, size_t size, const struct btf_source *base,
		      struct btf_source *source, uint8_t **copy)
{
	struct btf_bytes bytes = {
		.length = size, .file = "fuzz", .name = "fuzz", .pointer_size = 8};
	struct luocat_error err;

	*copy = malloc(size ? size : 1);
	if (!*copy)
		abort();
	if (size)
		memcpy(*copy, data, size);
	bytes.data = *copy;
	bytes.big_endian = size && data[0] == BTF_MAGIC >> 8;
	if (base && bytes.big_endian != base->bytes.big_endian)
		return -1;
	if (btf_bytes_check(&bytes, &err) || bytes.split != !!base)
		return -1;
	return btf_source_open(source, &bytes, base, &err);
}

static int see_member(const struct shape_member *member, void *walk)
{
	struct type_source *types = walk;
	struct luocat_error err;
	struct shape shape;

	if (!member->name)
		abort();
	types->shape(types->arg, member->type, &shape, &err);
	return 0;
}

static int see_enumerator(const struct shape_enumerator *enumerator, void *walk)
{
	if (!enumerator->name)
		abort();
	return 0;
}

static void see_types(struct btf_source *source)
{
	struct layouts *layouts = layouts_new();
	struct luocat_error err;
	struct type_source types;
	struct shape shape;
	uint64_t id;

	if (!layouts)
		abort();
	btf_type_source(source, &types);
	for (id = 0; id <= btf__type_cnt(source->btf); id++) {
		types.shape(types.arg, id, &shape, &err);
		types.members(types.arg, id, see_member, &types, &err);
		types.enumerators(types.arg, id, see_enumerator, &types, &err);
	}
	for (size_t i = 0; i < source->names.n; i++) {
		if (layouts_add(layouts, &types, source->names.list[i].id, false, &err) == -ENOMEM)
			break;
	}
	for (const char *const *name = all_names; **name; name++) {
		size_t n;

		btf_source_names(source, *name, &n);
		types.find(types.arg, *name, &id, &err);
	}
	layouts_free(layouts);
}

static void give(const uint8_t *data, size_t size, struct btf_given **given)
{
	uint8_t *copy = malloc(size ? size : 1);
	struct reader *reader;
	struct luocat_error err;

	if (!copy)
		abort();
	memcpy(copy, data, size);
	if (reader_from_memory(copy, size, "fuzz", true, &reader, &err))
		abort();
	if (btf_given_is(reader))
		btf_given_new(reader, "fuzz", given, &err);
	reader_unref(reader);
}

/* As btf_types_finish() has it: the kernel's first, then what builds on it. */
static void see_files(const uint8_t *data, size_t size, size_t length)
{
	struct btf_source base = {.btf = NULL}, source = {.btf = NULL};
	struct btf_given *given = NULL;
	const struct btf_given *whole;
	struct luocat_error err;

	give(data + length, size - length, &given);
	if (length)
		give(data, length, given ? &given->next : &given);
	for (struct btf_given *at = given; at; at = at->next)
		at->bytes.pointer_size = 8;
	if (!btf_given_whole(given, &whole, &err) && whole &&
	    !btf_source_open(&base, &whole->bytes, NULL, &err)) {
		see_types(&base);
		if (given->bytes.split && given->bytes.big_endian == whole->bytes.big_endian &&
		    !btf_source_open(&source, &given->bytes, &base, &err))
			see_types(&source);
	}
	btf_source_close(&source);
	btf_source_close(&base);
	btf_given_free(given);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct btf_source base = {.btf = NULL}, source = {.btf = NULL};
	uint8_t *base_bytes = NULL, *bytes = NULL;
	size_t length = 0;
	bool split, files;

	if (size < 3)
		return 0;
	split = data[0] & 1;
	files = data[0] & 2;
	if (split)
		length = data[1] | (size_t)data[2] << 8;
	data += 3;
	size -= 3;
	if (length > size)
		return 0;
	if (files) {
		see_files(data, size, length);
		return 0;
	}
	if (split && open_bytes(data, length, NULL, &base, &base_bytes))
		goto out;
	if (!open_bytes(data + length, size - length, split ? &base : NULL, &source, &bytes))
		see_types(&source);
out:
	btf_source_close(&source);
	btf_source_close(&base);
	free(base_bytes);
	free(bytes);
	return 0;
}
