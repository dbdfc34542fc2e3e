// SPDX-License-Identifier: GPL-2.0-only
/*
 * btf_types.c - types from BTF: whose, and when
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "btf_source.h"
#include "btf_types.h"
#include "reader.h"

/*
 * A module built outside of its kernel's tree brings what it needs of vmlinux's types along, cut
 * down to names and sizes. That is no layout, so such a module's types stay unknown.
 */
#define BTF_BASE_SECTION ".BTF.base"

/* A module's BTF that waits for vmlinux's. */
struct pending {
	struct btf_bytes bytes; /* @data, @file and @name are its own */
	char **names;
	struct pending *next;
};

struct btf_types {
	struct reader *base; /* the linked object whose BTF others build on */
	char *base_name;
	struct pending *pending, **last;
};

static int no_memory(const char *file, struct luocat_error *err)
{
	return luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
}

struct btf_types *btf_types_new(void)
{
	struct btf_types *types = calloc(1, sizeof(*types));

	if (types)
		types->last = &types->pending;
	return types;
}

static void free_names(char **names)
{
	for (char **name = names; name && *name; name++)
		free(*name);
	free(names);
}

static void free_pending(struct pending *pending)
{
	free((void *)pending->bytes.data);
	free((void *)pending->bytes.file);
	free((void *)pending->bytes.name);
	free_names(pending->names);
	free(pending);
}

void btf_types_free(struct btf_types *types)
{
	struct pending *next;

	if (!types)
		return;
	for (struct pending *pending = types->pending; pending; pending = next) {
		next = pending->next;
		free_pending(pending);
	}
	reader_unref(types->base);
	free(types->base_name);
	free(types);
}

int btf_types_see(struct btf_types *types, struct object *object, struct luocat_error *err)
{
	if (types->base || object_relocatable(object) || !object_section_named(object, BTF_SECTION))
		return 0;
	types->base_name = strdup(object_name(object));
	if (!types->base_name)
		return no_memory(reader_name(object_reader(object)), err);
	types->base = reader_ref(object_reader(object));
	return 0;
}

/* -ENODATA, and no error: it has none. */
static int read_bytes(struct object *object, struct btf_bytes *bytes, struct luocat_error *err)
{
	const struct section *section = object_section_named(object, BTF_SECTION);
	int ret;

	if (!section)
		return -ENODATA;
	*bytes = (struct btf_bytes){
		.file = reader_name(object_reader(object)),
		.name = object_name(object),
		.pointer_size = object_pointer_size(object),
		.big_endian = object_big_endian(object),
	};
	ret = object_section_data(object, section, &bytes->data, &bytes->length, err);
	return ret ? ret : btf_bytes_check(bytes, err);
}

static int add_names(struct btf_source *source, struct layouts *layouts, const char *const *names,
		     struct luocat_error *err)
{
	struct type_source type_source;
	int ret = 0;

	btf_type_source(source, &type_source);
	for (; !ret && *names; names++) {
		size_t n;
		const struct btf_name *found = btf_source_names(source, *names, &n);

		for (size_t i = 0; !ret && i < n; i++)
			ret = layouts_add(layouts, &type_source, found[i].id, false, err);
	}
	return ret;
}

static int copy_names(struct pending *pending, const char *const *names)
{
	size_t n = 0;

	while (names[n])
		n++;
	pending->names = calloc(n + 1, sizeof(*pending->names));
	for (size_t i = 0; pending->names && i < n; i++) {
		pending->names[i] = strdup(names[i]);
		if (!pending->names[i])
			return -ENOMEM;
	}
	return pending->names ? 0 : -ENOMEM;
}

static int wait_for_base(struct btf_types *types, const struct btf_bytes *bytes,
			 const char *const *names, struct luocat_error *err)
{
	struct pending *pending = calloc(1, sizeof(*pending));
	uint8_t *copy = malloc(bytes->length);

	if (!pending || !copy) {
		free(pending);
		free(copy);
		return no_memory(bytes->file, err);
	}
	memcpy(copy, bytes->data, bytes->length);
	pending->bytes = *bytes;
	pending->bytes.data = copy;
	pending->bytes.file = strdup(bytes->file);
	pending->bytes.name = strdup(bytes->name);
	if (!pending->bytes.file || !pending->bytes.name || copy_names(pending, names)) {
		free_pending(pending);
		return no_memory(bytes->file, err);
	}
	*types->last = pending;
	types->last = &pending->next;
	return 0;
}

int btf_types_add(struct btf_types *types, struct layouts *layouts, struct object *object,
		  const char *const *names, struct luocat_error *err)
{
	struct btf_source source;
	struct btf_bytes bytes;
	int ret = *names ? read_bytes(object, &bytes, err) : -ENODATA;

	if (ret)
		return ret == -ENODATA ? 0 : ret;
	if (bytes.split)
		return object_section_named(object, BTF_BASE_SECTION)
			       ? 0
			       : wait_for_base(types, &bytes, names, err);
	ret = btf_source_open(&source, &bytes, NULL, err);
	if (ret)
		return ret;
	ret = add_names(&source, layouts, names, err);
	btf_source_close(&source);
	return ret;
}

static int finish_one(struct layouts *layouts, const struct pending *pending,
		      const struct btf_source *base, struct luocat_error *err)
{
	struct btf_source source;
	int ret;

	if (pending->bytes.big_endian != base->bytes.big_endian ||
	    pending->bytes.pointer_size != base->bytes.pointer_size)
		return btf_error(&pending->bytes, -EINVAL, err, "for another machine than %s",
				 base->bytes.name);
	ret = btf_source_open(&source, &pending->bytes, base, err);
	if (ret)
		return ret;
	ret = add_names(&source, layouts, (const char *const *)pending->names, err);
	btf_source_close(&source);
	return ret;
}

int btf_types_finish(struct btf_types *types, struct layouts *layouts, struct luocat_error *err)
{
	struct btf_source base;
	struct btf_bytes bytes;
	struct object *object;
	int ret;

	if (!types->pending || !types->base)
		return 0;
	ret = object_open(types->base, types->base_name, &object, err);
	if (ret)
		return ret;
	ret = read_bytes(object, &bytes, err);
	if (!ret && !bytes.split)
		ret = btf_source_open(&base, &bytes, NULL, err);
	if (!ret && !bytes.split) {
		for (struct pending *pending = types->pending; !ret && pending;
		     pending = pending->next)
			ret = finish_one(layouts, pending, &base, err);
		btf_source_close(&base);
	}
	object_close(object);
	return ret;
}
