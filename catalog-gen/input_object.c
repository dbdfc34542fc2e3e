// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_object.c - an ELF file, and its role in the kernel
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "input_ahead.h"
#include "input_kernels.h"
#include "input_walk.h"
#include "probe.h"

bool is_elf(const struct walk *walk, const struct reader *reader)
{
	const void *magic = reader_at(reader, 0, SELFMAG);

	return magic && !memcmp(magic, ELFMAG, SELFMAG);
}

/* The value of "name=" in .modinfo, a list of NUL-terminated strings. */
static const char *module_name(struct object *object)
{
	const struct section *s = object_section_named(object, ".modinfo");
	const uint8_t *data;
	size_t length;

	if (!s || object_section_data(object, s, &data, &length, NULL))
		return NULL;
	for (size_t i = 0, n; i < length; i += n + 1) {
		n = strnlen((const char *)data + i, length - i);
		if (n > 5 && i + n < length && !memcmp(data + i, "name=", 5))
			return (const char *)data + i + 5;
	}
	return NULL;
}

/*
 * A separate debug file has the image's sections without their bytes. Cataloging it would find
 * nothing and look as if nothing were there.
 */
static bool is_debug_file(const struct object *object)
{
	bool bytes = false, without = false;

	for (size_t i = 1; i < object_n_sections(object); i++) {
		const struct section *s = object_section(object, i);

		if (!(s->flags & SHF_ALLOC) || !s->size || s->type == SHT_NOTE)
			continue;
		if (s->type != SHT_NOBITS)
			bytes = true;
		else if (!(s->flags & SHF_WRITE) || !strcmp(s->name, ".data"))
			without = true;
	}
	return !bytes && without;
}

char *module_name_from_path(const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	char *name = strndup(base, strcspn(base, "."));

	for (char *c = name; c && *c; c++) {
		if (*c == '-')
			*c = '_';
	}
	return name;
}

/* Whether the object is part of the kernel that is looked for, and can be looked at. */
static int take_object(struct walk *walk, struct object *object, bool *take,
		       struct luocat_error *err)
{
	bool debug_file = is_debug_file(object);

	*take = false;
	if (object_section_named(object, ".gnu.linkonce.this_module"))
		walk->modules++;
	if (debug_file && object_relocatable(object)) {
		walk->others++;
		return debug_give(walk->visitor->kernels, object, !walk->mixed, err);
	}
	if (debug_file && !walk->mixed)
		return luocat_error_set(err, -EINVAL, reader_name(object_reader(object)), NULL,
					"is a separate debug file, its data sections are empty: "
					"give the file that it belongs to");
	return debug_file ? 0
			  : kernels_take(walk->visitor->kernels, object, walk->mixed, take, err);
}

static int visit_object(struct walk *walk, struct object *object, struct luocat_error *err)
{
	struct input_object input = {
		.object = object, .provider = module_name(object), .place = walk->place};
	char *name = NULL;
	bool wanted;
	int ret;

	walk->objects++;
	if (!input.provider)
		input.provider = walk->provider;
	/* in a package nothing but its path tells the name of a module that does not say it */
	if (!input.provider && walk->mixed && object_relocatable(object))
		input.provider = name = module_name_from_path(object_name(object));
	/* only a kernel is linked, its objects and modules are not; a probe speaks for it */
	if (!input.provider && (!object_relocatable(object) || object_is_probe(object)))
		input.provider = PROVIDER_BUILTIN;
	if (object_relocatable(object))
		walk->visitor->kernels->given[input.place] = true;
	ret = debug_is_wanted(object, &wanted, err);
	if (!ret && wanted)
		ret = debug_wait(walk->visitor->kernels, &input, err);
	else if (!ret)
		ret = walk->visitor->object(&input, walk->visitor->arg, err);
	free(name);
	return ret;
}

int walk_object(struct walk *walk, struct reader *reader, const char *name,
		struct luocat_error *err)
{
	const char *dir = walk->visitor->debug_dir;
	struct object *object;
	bool take;
	int ret;

	/* what came before it is looked at before it */
	ret = ahead_drain(walk, err);
	if (!ret)
		ret = object_open(reader, name, &object, err);
	if (ret)
		return ret;
	if (dir && object_set_debug_dir(object, dir))
		ret = luocat_error_set(err, -ENOMEM, name, NULL, "out of memory");
	else
		ret = take_object(walk, object, &take, err);
	if (!ret && take)
		ret = visit_object(walk, object, err);
	object_close(object);
	return ret;
}
