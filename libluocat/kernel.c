// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * kernel.c - what is known of the kernel as a whole
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "types.h"

static int compare_options(const void *a, const void *b)
{
	const struct luocat_option *option_a = a, *option_b = b;

	return strcmp(option_a->name, option_b->name);
}

static void pack_kernel(struct pack *pack, const struct luocat_kernel *from,
			struct luocat_kernel *to)
{
	struct luocat_option *options;

	*to = *from;
	to->size = sizeof(*to);
	options = pack_room(pack, from->n_options * sizeof(*options));
	to->options = options;
	for (size_t i = 0; i < from->n_options; i++) {
		struct luocat_option option = {
			.name = pack_string(pack, from->options[i].name),
			.value = pack_string(pack, from->options[i].value),
		};

		if (options)
			options[i] = option;
	}
	to->release = pack_string(pack, from->release);
	to->arch = pack_string(pack, from->arch);
	to->byte_order = pack_string(pack, from->byte_order);
	to->build_id = pack_string(pack, from->build_id);
}

struct luocat_kernel *kernel_copy(const struct luocat_kernel *kernel)
{
	struct luocat_kernel counted, *copy;
	struct pack pack = {0};

	pack_room(&pack, sizeof(*copy));
	pack_kernel(&pack, kernel, &counted);
	pack.base = malloc(pack.used);
	if (!pack.base)
		return NULL;
	pack.used = 0;
	copy = pack_room(&pack, sizeof(*copy));
	pack_kernel(&pack, kernel, copy);
	return copy;
}

static int differ(struct luocat_error *err, const char *fact, const char *a, const char *b)
{
	return luocat_error_set(err, -EEXIST, NULL, fact, "is both %.200s and %.200s", a, b);
}

static int merge_string(const char *fact, const char **to, const char *from,
			struct luocat_error *err)
{
	if (!from)
		return 0;
	if (*to && strcmp(*to, from))
		return differ(err, fact, *to, from);
	*to = from;
	return 0;
}

static int merge_number(const char *fact, int64_t *to, int64_t from, int64_t unknown,
			struct luocat_error *err)
{
	char old[24], new[24];

	if (from == unknown)
		return 0;
	if (*to == unknown)
		*to = from;
	if (*to == from)
		return 0;
	snprintf(old, sizeof(old), "%lld", (long long)*to);
	snprintf(new, sizeof(new), "%lld", (long long)from);
	return differ(err, fact, old, new);
}

static int merge_facts(struct luocat_kernel *to, const struct luocat_kernel *from,
		       struct luocat_error *err)
{
	int64_t pointer_size = to->pointer_size;
	int64_t page_size = to->page_size;
	int64_t max_page_order = to->max_page_order;
	int r;

	r = merge_string("release", &to->release, from->release, err);
	if (!r)
		r = merge_string("arch", &to->arch, from->arch, err);
	if (!r)
		r = merge_string("byte_order", &to->byte_order, from->byte_order, err);
	if (!r)
		r = merge_string("build_id", &to->build_id, from->build_id, err);
	if (!r)
		r = merge_number("pointer_size", &pointer_size, from->pointer_size, 0, err);
	if (!r)
		r = merge_number("page_size", &page_size, from->page_size, 0, err);
	if (!r)
		r = merge_number("max_page_order", &max_page_order, from->max_page_order, -1, err);
	if (r)
		return r;
	to->pointer_size = pointer_size;
	to->page_size = page_size;
	to->max_page_order = max_page_order;
	if (from->write_control == LUOCAT_UNKNOWN)
		return 0;
	if (to->write_control != LUOCAT_UNKNOWN && to->write_control != from->write_control)
		return differ(err, "write_control", luocat_tri_name(to->write_control),
			      luocat_tri_name(from->write_control));
	to->write_control = from->write_control;
	return 0;
}

/*
 * Merge the options of both, sorted by name, into @options, which holds all of @to's and @from's
 * together; those of one name become one.
 */
static int merge_options(struct luocat_option *options, size_t *n, struct luocat_error *err)
{
	size_t kept = 0;

	qsort(options, *n, sizeof(*options), compare_options);
	for (size_t i = 0; i < *n; i++) {
		char fact[sizeof(err->where)];
		int r;

		if (!kept || strcmp(options[kept - 1].name, options[i].name)) {
			options[kept++] = options[i];
			continue;
		}
		snprintf(fact, sizeof(fact), "options.%s", options[i].name);
		r = merge_string(fact, &options[kept - 1].value, options[i].value, err);
		if (r)
			return r;
	}
	*n = kept;
	return 0;
}

int catalog_set_kernel(struct luocat_catalog *catalog, const struct luocat_kernel *kernel,
		       struct luocat_error *err)
{
	struct luocat_kernel merged = *catalog->kernel;
	size_t n = merged.n_options + kernel->n_options;
	struct luocat_option *options;
	struct luocat_kernel *copy = NULL;
	int r;

	options = calloc(n + 1, sizeof(*options));
	if (!options)
		return error_no_memory(err);
	for (size_t i = 0; i < n; i++)
		options[i] = i < merged.n_options ? merged.options[i]
						  : kernel->options[i - merged.n_options];
	r = merge_facts(&merged, kernel, err);
	if (!r)
		r = merge_options(options, &n, err);
	if (!r && n > MAX_OPTIONS)
		r = luocat_error_set(err, -E2BIG, NULL, "options", "are more than %d", MAX_OPTIONS);
	if (!r) {
		merged.options = options;
		merged.n_options = n;
		copy = kernel_copy(&merged);
		r = copy ? 0 : error_no_memory(err);
	}
	free(options);
	if (r)
		return r;
	free(catalog->kernel);
	catalog->kernel = copy;
	type_table_change(catalog->types); /* layouts depend on byte order and pointers */
	return 0;
}

int luocat_catalog_set_kernel(struct luocat_catalog *catalog, const struct luocat_kernel *kernel,
			      struct luocat_error *err)
{
	struct luocat_error complaint;
	struct luocat_kernel ours;
	int r;

	r = check_size(&ours, sizeof(ours), kernel, kernel->size, &complaint);
	if (!r)
		r = check_kernel(&ours, &complaint);
	if (!r)
		r = catalog_set_kernel(catalog, &ours, &complaint);
	if (r)
		return luocat_error_set(err, r, NULL, NULL, "kernel: %s%s%s", complaint.where,
					complaint.where[0] ? " " : "", complaint.what);
	return 0;
}

const struct luocat_kernel *luocat_catalog_kernel(const struct luocat_catalog *catalog)
{
	return catalog->kernel;
}

const char *luocat_catalog_option(const struct luocat_catalog *catalog, const char *name)
{
	const struct luocat_kernel *kernel = catalog->kernel;
	struct luocat_option key = {.name = name};
	const struct luocat_option *option;

	if (!name || !kernel->n_options)
		return NULL;
	option = bsearch(&key, kernel->options, kernel->n_options, sizeof(key), compare_options);
	return option ? option->value : NULL;
}
