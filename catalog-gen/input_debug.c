// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_debug.c - separate debug files of modules, as inputs
 *
 * A distribution's package of debugging information has one for each module. Few modules need it:
 * those that register something, or look so, and do not show what. Such a module waits until all
 * inputs have been seen, the kernel's BTF too, and of the debug files only those are kept that know
 * the structs which are registered.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "btf_source.h"
#include "finder.h"
#include "handler_btf.h"
#include "handler_kind.h"
#include "input_kernels.h"
#include "input_walk.h"

/* What is kept until the end; a module's debug file has some 1 MB. */
#define KEPT_LIMIT ((uint64_t)512 << 20)

/**
 * struct kept - a module that waits, or a debug file
 * @provider: of a module, or NULL; and its @place
 * @named:    the user named the debug file, so it has to be of use
 */
struct kept {
	struct reader *reader;
	char *name;
	char *provider;
	enum input_place place;
	bool named;
	bool used;
	struct kept *next;
};

void kept_free(struct kept *list)
{
	struct kept *next;

	for (; list; list = next) {
		next = list->next;
		reader_unref(list->reader);
		free(list->provider);
		free(list->name);
		free(list);
	}
}

/* In front of @list. */
static int keep(struct kernels *kernels, struct kept **list, const struct input_object *input,
		bool named, struct luocat_error *err)
{
	struct reader *reader = object_reader(input->object);
	const char *provider = input->provider;
	struct kept *new;

	if (reader_size(reader) > KEPT_LIMIT - kernels->kept)
		return luocat_error_set(err, -EFBIG, reader_name(reader), NULL,
					"too much debugging information");
	new = calloc(1, sizeof(*new));
	if (!new)
		return luocat_error_set(err, -ENOMEM, reader_name(reader), NULL, "out of memory");
	new->reader = reader_ref(reader);
	new->name = strdup(object_name(input->object));
	new->provider = provider ? strdup(provider) : NULL;
	new->place = input->place;
	new->named = named;
	if (!new->name || (provider && !new->provider)) {
		kept_free(new);
		return luocat_error_set(err, -ENOMEM, reader_name(reader), NULL, "out of memory");
	}
	kernels->kept += reader_size(reader);
	new->next = *list;
	*list = new;
	return 0;
}

static int was_found(size_t needle, uint64_t offset, void *arg)
{
	return 1;
}

/* Whether a name in its BTF is one of LUO's, and not in the kernel's. */
static int btf_names_luo(struct object *object, bool *names, struct luocat_error *err)
{
	static const char *const sections[] = {BTF_SECTION, BTF_BASE_SECTION};
	static const char start[] = "\0" LUO_PREFIX;
	int ret = 0;

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections) && !ret; i++) {
		const struct section *section = object_section_named(object, sections[i]);

		if (section)
			ret = object_section_scan(object, section, start, sizeof(start) - 1,
						  was_found, NULL, err);
	}
	*names = ret > 0;
	return ret < 0 ? ret : 0;
}

int debug_is_wanted(struct object *object, bool *wanted, struct luocat_error *err)
{
	const struct symbol *symbols;
	size_t n;
	int ret;

	*wanted = false;
	if (!object_relocatable(object) || object_section_named(object, ".debug_info"))
		return 0;
	ret = object_symbols(object, &symbols, &n, err);
	for (size_t i = 0; !ret && i < n && !*wanted; i++)
		*wanted = !strncmp(symbols[i].name, REGISTER, strlen(REGISTER));
	if (!ret && !*wanted)
		ret = btf_names_luo(object, wanted, err);
	return ret || *wanted ? ret : may_have_shape(object, wanted, err);
}

int debug_wait(struct kernels *kernels, const struct input_object *input, struct luocat_error *err)
{
	return keep(kernels, &kernels->waiting, input, false, err);
}

int debug_give(struct kernels *kernels, struct object *object, bool named, struct luocat_error *err)
{
	const struct section *strings = object_section_named(object, ".debug_str");
	const struct input_object input = {.object = object};
	int found = named;
	size_t length;

	/* nothing else says whose it is */
	if (!object_build_id(object, &length))
		return named ? luocat_error_set(err, -EINVAL, reader_name(object_reader(object)),
						NULL, "is a separate debug file without a build-id")
			     : 0;
	for (size_t i = 0; !found && strings && handler_types[i]; i++)
		found = object_section_scan(object, strings, handler_types[i],
					    strlen(handler_types[i]), was_found, NULL, err);
	if (found < 0)
		return found;
	return found ? keep(kernels, &kernels->debugs, &input, named, err) : 0;
}

/* Whatever debug file is the object's. */
static int find_debug(struct object *object, struct kept *debugs, struct luocat_error *err)
{
	int ret = -EAGAIN;

	for (; debugs && ret == -EAGAIN; debugs = debugs->next) {
		ret = object_give_debug(object, debugs->reader, err);
		if (!ret)
			debugs->used = true;
	}
	return ret == -EAGAIN ? 0 : ret;
}

static int look_at(const struct kept *kept, const struct input_visitor *visitor,
		   struct luocat_error *err)
{
	struct input_object input = {.provider = kept->provider, .place = kept->place};
	int ret = object_open(kept->reader, kept->name, &input.object, err);

	if (ret)
		return ret;
	if (visitor->debug_dir && object_set_debug_dir(input.object, visitor->debug_dir))
		ret = luocat_error_set(err, -ENOMEM, kept->name, NULL, "out of memory");
	if (!ret)
		ret = find_debug(input.object, visitor->kernels->debugs, err);
	if (!ret)
		ret = visitor->object(&input, visitor->arg, err);
	object_close(input.object);
	return ret;
}

/* They were put in front of each other. */
static struct kept *reversed(struct kept *list)
{
	struct kept *first = NULL, *next;

	for (; list; list = next) {
		next = list->next;
		list->next = first;
		first = list;
	}
	return first;
}

int debug_finish(const struct input_visitor *visitor, struct luocat_error *err)
{
	struct kernels *kernels = visitor->kernels;
	int ret = 0;

	kernels->waiting = reversed(kernels->waiting);
	for (const struct kept *kept = kernels->waiting; kept && !ret; kept = kept->next)
		ret = look_at(kept, visitor, err);
	for (const struct kept *debug = kernels->debugs; debug && !ret; debug = debug->next) {
		if (debug->named && !debug->used)
			ret = luocat_error_set(err, -EINVAL, reader_name(debug->reader), NULL,
					       "is a separate debug file, its data sections are "
					       "empty: no module that needs it is given");
	}
	return ret;
}
