// SPDX-License-Identifier: GPL-2.0-only
/*
 * btf_given.c - BTF in files of its own, and whether they can be the kernel's
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "btf_given.h"

bool btf_given_is(const struct reader *reader)
{
	const uint8_t *magic = reader_at(reader, 0, 2);
	unsigned int number = magic ? magic[0] | (unsigned int)magic[1] << 8 : 0;

	return number == BTF_MAGIC || number == (BTF_MAGIC >> 8 | (BTF_MAGIC & 0xff) << 8);
}

int btf_given_new(struct reader *reader, const char *name, struct btf_given **given,
		  struct luocat_error *err)
{
	struct btf_given *new = calloc(1, sizeof(*new));
	int ret;

	if (new)
		new->name = strdup(name);
	if (!new || !new->name) {
		free(new);
		return luocat_error_set(err, -ENOMEM, reader_name(reader), NULL, "out of memory");
	}
	new->reader = reader_ref(reader);
	new->bytes = (struct btf_bytes){
		.data = reader_at(reader, 0, reader_size(reader)),
		.length = reader_size(reader),
		.file = reader_name(reader),
		.name = new->name,
		.given = true,
	};
	new->bytes.big_endian = new->bytes.data[0] == BTF_MAGIC >> 8;
	ret = btf_bytes_check(&new->bytes, err);
	if (ret)
		btf_given_free(new);
	else
		*given = new;
	return ret;
}

void btf_given_free(struct btf_given *list)
{
	struct btf_given *next;

	for (; list; list = next) {
		next = list->next;
		reader_unref(list->reader);
		free(list->name);
		free(list);
	}
}

int btf_given_whole(const struct btf_given *list, const struct btf_given **whole,
		    struct luocat_error *err)
{
	*whole = NULL;
	for (; list; list = list->next) {
		if (list->bytes.split)
			continue;
		if (*whole && !btf_bytes_equal(&(*whole)->bytes, &list->bytes))
			return btf_error(&list->bytes, -EEXIST, err,
					 "BTF of another kernel than that in %.160s",
					 (*whole)->bytes.file);
		*whole = list;
	}
	return 0;
}

/* ---- What an image shows ---- */

/* kernel: include/asm-generic/vmlinux.lds.h: what stands around .BTF, and of each CPU's data */
static const char start_symbol[] = "__start_BTF", stop_symbol[] = "__stop_BTF";
static const char per_cpu[] = ".data..percpu";

static const struct symbol *symbol_named(const struct symbol *symbols, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (symbols[i].defined && !strcmp(symbols[i].name, name))
			return &symbols[i];
	}
	return NULL;
}

static int check_size(const struct btf_source *source, const struct object *image,
		      const struct symbol *symbols, size_t n, struct luocat_error *err)
{
	const struct symbol *start = symbol_named(symbols, n, start_symbol);
	const struct symbol *stop = symbol_named(symbols, n, stop_symbol);

	if (!start || !stop || stop->address - start->address == source->bytes.length)
		return 0;
	return btf_error(&source->bytes, -EINVAL, err,
			 "not the BTF of %.80s: it has %zu bytes, %s and %s say %llu",
			 object_name(image), source->bytes.length, start_symbol, stop_symbol,
			 (unsigned long long)(stop->address - start->address));
}

/* The symbols in one section, which are few. */
struct inside {
	const struct symbol **all;
	size_t n;
	uint64_t start;
};

static int list_inside(const struct section *section, const struct symbol *symbols, size_t n,
		       struct inside *inside)
{
	*inside = (struct inside){.all = calloc(n ? n : 1, sizeof(*inside->all))};
	if (!inside->all)
		return -ENOMEM;
	if (!section)
		return 0;
	inside->start = section->addr;
	for (size_t i = 0; i < n; i++) {
		if (symbols[i].defined && symbols[i].address - section->addr < section->size)
			inside->all[inside->n++] = &symbols[i];
	}
	return 0;
}

static bool has_variable(const struct inside *inside, const char *name, uint64_t offset)
{
	for (size_t i = 0; i < inside->n; i++) {
		if (inside->all[i]->address - inside->start == offset &&
		    !strcmp(inside->all[i]->name, name))
			return true;
	}
	return false;
}

/* pahole takes them from the symbols of the image, with their places in the section. */
static int check_variables(const struct btf_source *source, const struct object *image,
			   const struct btf_type *section, const struct inside *inside,
			   struct luocat_error *err)
{
	const struct btf_var_secinfo *entry = btf_var_secinfos(section);

	for (uint32_t i = 0; i < btf_vlen(section); i++, entry++) {
		const struct btf_type *var = btf__type_by_id(source->btf, entry->type);
		const char *name = var && btf_is_var(var)
					   ? btf__name_by_offset(source->btf, var->name_off)
					   : NULL;

		if (!name)
			return btf_error(&source->bytes, -EINVAL, err,
					 "a per-CPU variable that is none");
		if (!has_variable(inside, name, entry->offset))
			return btf_error(&source->bytes, -EINVAL, err,
					 "not the BTF of %.80s: its per-CPU variable %.80s is not "
					 "there",
					 object_name(image), name);
	}
	return 0;
}

int btf_given_check(const struct btf_source *source, struct object *image, struct luocat_error *err)
{
	const struct symbol *symbols;
	struct inside inside;
	size_t n;
	int ret = object_symbols(image, &symbols, &n, err);

	if (!ret)
		ret = check_size(source, image, symbols, n, err);
	if (ret || !n)
		return ret;
	if (list_inside(object_section_named(image, per_cpu), symbols, n, &inside))
		return btf_error(&source->bytes, -ENOMEM, err, "out of memory");
	for (uint32_t id = 1; !ret && id < btf__type_cnt(source->btf); id++) {
		const struct btf_type *type = btf__type_by_id(source->btf, id);
		const char *name;

		if (!btf_is_datasec(type))
			continue;
		name = btf__name_by_offset(source->btf, type->name_off);
		if (name && !strcmp(name, per_cpu))
			ret = check_variables(source, image, type, &inside, err);
	}
	free(inside.all);
	return ret;
}
