// SPDX-License-Identifier: GPL-2.0-only
/*
 * btf_types.c - types from BTF: whose, and when
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "btf_given.h"
#include "btf_source.h"
#include "btf_types.h"
#include "reader.h"

/* A module's BTF that waits for vmlinux's. */
struct pending {
	struct btf_bytes bytes; /* @data, @file and @name are its own */
	char **names;
	struct pending *next;
};

/* An object to be opened again. */
struct seen {
	struct reader *reader;
	char *name;
};

/* The kernel's BTF, once it is open: of @object, or given. */
struct base {
	struct object *object;
	struct btf_source source;
	bool known;
};

/*
 * @base:    the linked object whose BTF others build on
 * @image:   the linked object that has none
 * @any:     an object was seen
 * @open:    the kernel's BTF, if it was @asked for
 * @given:   files of BTF, as given
 */
struct btf_types {
	struct seen base, image;
	bool any;
	struct base open;
	bool asked;
	struct pending *pending, **last;
	struct btf_given *given, **last_given;
};

static int no_memory(const char *file, struct luocat_error *err)
{
	return luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
}

struct btf_types *btf_types_new(void)
{
	struct btf_types *types = calloc(1, sizeof(*types));

	if (types) {
		types->last = &types->pending;
		types->last_given = &types->given;
	}
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

static void forget(struct seen *seen)
{
	reader_unref(seen->reader);
	free(seen->name);
}

static void close_base(struct base *base)
{
	if (base->known)
		btf_source_close(&base->source);
	object_close(base->object);
	*base = (struct base){.known = false};
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
	close_base(&types->open);
	forget(&types->base);
	forget(&types->image);
	btf_given_free(types->given);
	free(types);
}

int btf_types_see(struct btf_types *types, struct object *object, struct luocat_error *err)
{
	struct seen *seen = object_section_named(object, BTF_SECTION) ? &types->base
								      : &types->image;

	types->any = true;
	if (seen->reader || object_relocatable(object))
		return 0;
	seen->name = strdup(object_name(object));
	if (!seen->name)
		return no_memory(reader_name(object_reader(object)), err);
	seen->reader = reader_ref(object_reader(object));
	return 0;
}

int btf_types_give(struct btf_types *types, struct reader *reader, const char *name,
		   struct luocat_error *err)
{
	int ret = btf_given_new(reader, name, types->last_given, err);

	if (!ret)
		types->last_given = &(*types->last_given)->next;
	return ret;
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
	int ret = *names ? btf_bytes_of(object, BTF_SECTION, &bytes, err) : -ENODATA;

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

static int finish_one(struct layouts *layouts, const struct btf_bytes *bytes,
		      const char *const *names, const struct btf_source *base,
		      struct luocat_error *err)
{
	struct btf_source source;
	int ret;

	ret = btf_source_open(&source, bytes, base, err);
	if (ret)
		return ret;
	ret = add_names(&source, layouts, names, err);
	btf_source_close(&source);
	return ret;
}

/*
 * What BTF does not say of itself, the kernel's objects do. A kernel that was built without BTF
 * shows none: a file that is given beside it is taken to be another one's.
 */
static int take_kernel(struct btf_given *given, const struct luocat_catalog *catalog,
		       struct luocat_error *err)
{
	const struct luocat_kernel *kernel = luocat_catalog_kernel(catalog);
	const char *has_btf = luocat_catalog_option(catalog, "DEBUG_INFO_BTF");

	for (; given; given = given->next) {
		struct btf_bytes *bytes = &given->bytes;

		bytes->pointer_size = kernel->pointer_size;
		if (!kernel->byte_order || !kernel->pointer_size ||
		    bytes->big_endian != !strcmp(kernel->byte_order, "big"))
			return btf_error(bytes, -EINVAL, err,
					 "for a machine of another byte order than the kernel's");
		if (has_btf && !strcmp(has_btf, "n"))
			return btf_error(bytes, -EINVAL, err,
					 "not this kernel's, which was built without BTF "
					 "(CONFIG_DEBUG_INFO_BTF)");
	}
	return 0;
}

static int open_own(const struct btf_types *types, const struct btf_given *whole, struct base *base,
		    struct luocat_error *err)
{
	struct btf_bytes bytes;
	int ret = object_open(types->base.reader, types->base.name, &base->object, err);

	if (!ret)
		ret = btf_bytes_of(base->object, BTF_SECTION, &bytes, err);
	if (ret || bytes.split)
		return ret;
	if (whole && !btf_bytes_equal(&whole->bytes, &bytes))
		return btf_error(&whole->bytes, -EINVAL, err,
				 "not the BTF of %.160s, which has one of its own", bytes.file);
	ret = btf_source_open(&base->source, &bytes, NULL, err);
	base->known = !ret;
	return ret;
}

static int open_given(const struct btf_types *types, const struct btf_given *whole,
		      struct base *base, struct luocat_error *err)
{
	size_t pointer_size;
	int ret = btf_source_open(&base->source, &whole->bytes, NULL, err);

	if (ret)
		return ret;
	base->known = true;
	pointer_size = btf__pointer_size(base->source.btf); /* its long's; 0: it has none */
	if (pointer_size && pointer_size != whole->bytes.pointer_size)
		return btf_error(&whole->bytes, -EINVAL, err,
				 "for a kernel whose pointers have %zu bytes", pointer_size);
	if (!types->image.reader)
		return 0;
	ret = object_open(types->image.reader, types->image.name, &base->object, err);
	return ret ? ret : btf_given_check(&base->source, base->object, err);
}

int btf_types_base(const struct found *found, const struct btf_source **base,
		   struct luocat_error *err)
{
	struct btf_types *types = found->btf;
	const struct btf_given *whole = NULL;
	int ret = 0;

	*base = NULL;
	if (!types->asked && types->given)
		ret = take_kernel(types->given, found->catalog, err);
	if (!ret && !types->asked)
		ret = btf_given_whole(types->given, &whole, err);
	if (!ret && !types->asked && types->base.reader)
		ret = open_own(types, whole, &types->open, err);
	else if (!ret && whole)
		ret = open_given(types, whole, &types->open, err);
	if (ret) {
		close_base(&types->open);
		return ret;
	}
	types->asked = true;
	if (types->open.known)
		*base = &types->open.source;
	return 0;
}

/* What is in files; their names are those of all versions, as nothing says whose a file is. */
static int finish_given(const struct found *found, struct btf_source *base,
			struct luocat_error *err)
{
	const struct btf_given *given = found->btf->given;
	const char *const *names;
	int ret = layouts_wanted(found->layouts, NULL, found, &names, err);

	if (!ret && base && base->bytes.given)
		ret = add_names(base, found->layouts, names, err);
	for (; given && !ret; given = given->next) {
		if (!given->bytes.split)
			continue;
		ret = base ? finish_one(found->layouts, &given->bytes, names, base, err)
			   : btf_error(&given->bytes, -ENODATA, err,
				       "builds on the kernel's BTF: give that too "
				       "(vmlinux, or /sys/kernel/btf/vmlinux)");
	}
	return ret;
}

int btf_types_finish(const struct found *found, struct luocat_error *err)
{
	struct btf_types *types = found->btf;
	const struct btf_source *base;
	int ret;

	if (types->given && !types->any)
		return btf_error(&types->given->bytes, -ENODATA, err,
				 "holds types only: give it together with the kernel's image or "
				 "objects");
	if (!types->pending && !types->given)
		return 0;
	ret = btf_types_base(found, &base, err);
	for (const struct pending *pending = types->pending; !ret && base && pending;
	     pending = pending->next)
		ret = finish_one(found->layouts, &pending->bytes,
				 (const char *const *)pending->names, base, err);
	return ret || !types->given ? ret : finish_given(found, base ? &types->open.source : NULL, err);
}
