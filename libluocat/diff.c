// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * diff.c - everything that changed from one catalog to another
 */
#include "diff.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A fact as text; NULL where it is not known. @room is for numbers. */
#define MAX_FACT 512

/* ---- Entries ---- */

static struct entry_of_diff *add_entry(struct luocat_diff *diff)
{
	if (diff->n == diff->room) {
		size_t room = diff->room ? diff->room * 2 : 16;
		struct entry_of_diff *list = realloc(diff->list, room * sizeof(*list));

		if (!list)
			return NULL;
		diff->list = list;
		diff->room = room;
	}
	diff->list[diff->n] = (struct entry_of_diff){.order = diff->n};
	return &diff->list[diff->n];
}

static bool copy(const char *text, char **to)
{
	*to = text ? strdup(text) : NULL;
	return *to || !text;
}

/* @version: the one that it is about, of either side; NULL: the kernel. */
static int add_fact(struct luocat_diff *diff, const struct luocat_version *version,
		    const char *fact, const char *old, const char *new, struct luocat_error *err)
{
	struct entry_of_diff *entry = add_entry(diff);

	if (!entry)
		return error_no_memory(err);
	if (!copy(fact, &entry->fact) || !copy(old, &entry->old) || !copy(new, &entry->new)) {
		free(entry->fact);
		free(entry->old);
		return error_no_memory(err);
	}
	entry->pub = (struct luocat_diff_entry){
		.how = LUOCAT_DIFF_CHANGED,
		.kind = version ? version->kind : LUOCAT_KIND_UNKNOWN,
		.name = version ? version->name : NULL,
		.compatible = version ? version->compatible : NULL,
		.fact = entry->fact,
		.old_value = entry->old,
		.new_value = entry->new,
	};
	diff->n++;
	return 0;
}

/* A fact that may have changed. */
static int compare_fact(struct luocat_diff *diff, const struct luocat_version *version,
			const char *fact, const char *old, const char *new,
			struct luocat_error *err)
{
	return text_compare(old, new) ? add_fact(diff, version, fact, old, new, err) : 0;
}

/* ---- The kernel ---- */

static const char *number_text(int64_t value, bool known, char room[MAX_FACT])
{
	snprintf(room, MAX_FACT, "%" PRId64, value);
	return known ? room : NULL;
}

static const char *tri_text(enum luocat_tri tri)
{
	return tri == LUOCAT_UNKNOWN ? NULL : luocat_tri_name(tri);
}

struct kernel_fact {
	const char *name;
	const char *(*text)(const struct luocat_kernel *kernel, char room[MAX_FACT]);
};

#define KERNEL_FACT(fact, value)                                                                   \
	static const char *kernel_##fact(const struct luocat_kernel *k, char room[MAX_FACT])       \
	{                                                                                          \
		return value;                                                                      \
	}
KERNEL_FACT(release, k->release)
KERNEL_FACT(arch, k->arch)
KERNEL_FACT(byte_order, k->byte_order)
KERNEL_FACT(pointer_size, number_text(k->pointer_size, k->pointer_size, room))
KERNEL_FACT(page_size, number_text(k->page_size, k->page_size, room))
KERNEL_FACT(max_page_order, number_text(k->max_page_order, k->max_page_order >= 0, room))
KERNEL_FACT(build_id, k->build_id)
KERNEL_FACT(write_control, tri_text(k->write_control))

static const struct kernel_fact kernel_facts[] = {
	{"release", kernel_release},	   {"arch", kernel_arch},
	{"byte_order", kernel_byte_order}, {"pointer_size", kernel_pointer_size},
	{"page_size", kernel_page_size},   {"max_page_order", kernel_max_page_order},
	{"build_id", kernel_build_id},	   {"write_control", kernel_write_control},
};

/* Options are sorted by name; one that is not listed is not known. */
static int compare_options(struct luocat_diff *diff, const struct luocat_kernel *old,
			   const struct luocat_kernel *new, struct luocat_error *err)
{
	size_t i = 0, k = 0;
	int ret = 0;

	while (!ret && (i < old->n_options || k < new->n_options)) {
		const struct luocat_option *a = i < old->n_options ? &old->options[i] : NULL;
		const struct luocat_option *b = k < new->n_options ? &new->options[k] : NULL;
		int order = !a ? 1 : !b ? -1 : strcmp(a->name, b->name);
		char fact[MAX_WORD + 16];

		snprintf(fact, sizeof(fact), "CONFIG_%s", order <= 0 ? a->name : b->name);
		ret = compare_fact(diff, NULL, fact, order <= 0 ? a->value : NULL,
				   order >= 0 ? b->value : NULL, err);
		i += order <= 0;
		k += order >= 0;
	}
	return ret;
}

static int compare_kernels(struct luocat_diff *diff, struct luocat_error *err)
{
	const struct luocat_kernel *old = luocat_catalog_kernel(diff->old);
	const struct luocat_kernel *new = luocat_catalog_kernel(diff->new);
	int ret = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kernel_facts) && !ret; i++) {
		char rooms[2][MAX_FACT];

		ret = compare_fact(diff, NULL, kernel_facts[i].name,
				   kernel_facts[i].text(old, rooms[0]),
				   kernel_facts[i].text(new, rooms[1]), err);
	}
	return ret ? ret : compare_options(diff, old, new, err);
}

/* ---- Versions ---- */

/* Other formats that a version needs, "core kho-v4, flb pci-v1"; as long as it may be. */
static const char *needs_text(const struct luocat_version *v, char room[MAX_FACT])
{
	struct name_list list = {0};

	if (!v->required_known)
		return NULL;
	for (size_t i = 0; i < v->n_required; i++) {
		char name[MAX_WORD + 32];

		snprintf(name, sizeof(name), "%s %s", luocat_kind_name(v->required[i].kind),
			 v->required[i].compatible);
		name_list_add(&list, name);
	}
	snprintf(room, MAX_FACT, "%s", name_list_text(&list, "nothing"));
	return room;
}

struct version_fact {
	const char *name;
	const char *(*text)(const struct luocat_version *v, char room[MAX_FACT]);
};

#define VERSION_FACT(fact, value)                                                                  \
	static const char *version_##fact(const struct luocat_version *v, char room[MAX_FACT])     \
	{                                                                                          \
		return value;                                                                      \
	}
VERSION_FACT(number, number_text(v->version, v->has_version, room))
VERSION_FACT(read, tri_text(v->read))
VERSION_FACT(write, tri_text(v->write))
VERSION_FACT(enable_write, tri_text(v->enable_write))
VERSION_FACT(consequence, v->consequence ? luocat_consequence_name(v->consequence) : NULL)
VERSION_FACT(required, needs_text(v, room))
VERSION_FACT(provider, v->provider)

static const struct version_fact version_facts[] = {
	{"version", version_number},
	{"read", version_read},
	{"write", version_write},
	{"enable_write", version_enable_write},
	{"consequence", version_consequence},
	{"requires", version_required},
	{"provider", version_provider},
};

static const char *layout_word(const struct luocat_version *v)
{
	if (v->layout_form == LUOCAT_LAYOUT_UNKNOWN)
		return NULL;
	return v->fingerprint ? v->fingerprint : luocat_layout_form_name(v->layout_form);
}

static int compare_layouts(struct luocat_diff *diff, const struct luocat_version *old,
			   const struct luocat_version *new, struct luocat_error *err)
{
	struct luocat_differences *differences;
	int ret;

	if (!layout_known(old) || !layout_known(new))
		return compare_fact(diff, new, "layout", layout_word(old), layout_word(new), err);
	ret = luocat_layout_compare(diff->old, old, diff->new, new, &differences, err);
	if (ret)
		return ret;
	if (luocat_n_differences(differences))
		ret = add_fact(diff, new, "layout", layout_word(old), layout_word(new), err);
	if (ret || !luocat_n_differences(differences)) {
		luocat_differences_unref(differences);
		return ret;
	}
	diff->list[diff->n - 1].pub.layout = differences;
	diff->list[diff->n - 1].differences = differences;
	return 0;
}

static const char *constant_text(const struct luocat_constant *constant, char room[MAX_FACT])
{
	snprintf(room, MAX_FACT, "0x%" PRIx64, constant ? constant->value : 0);
	return constant ? room : NULL;
}

/* How many are known, where only one side knows any; else each that changed. */
static int compare_constants(struct luocat_diff *diff, const struct luocat_version *old,
			     const struct luocat_version *new, struct luocat_error *err)
{
	struct constant_pair pair = {0};
	char rooms[2][MAX_FACT];
	int ret = 0;

	if (!old->constants_known || !new->constants_known)
		return compare_fact(
			diff, new, "constants",
			number_text((int64_t)old->n_constants, old->constants_known, rooms[0]),
			number_text((int64_t) new->n_constants, new->constants_known, rooms[1]),
			err);
	while (!ret && constant_next(old, new, &pair)) {
		char fact[MAX_WORD + 16];

		snprintf(fact, sizeof(fact), "constants.%s", (pair.a ? pair.a : pair.b)->name);
		ret = compare_fact(diff, new, fact, constant_text(pair.a, rooms[0]),
				   constant_text(pair.b, rooms[1]), err);
	}
	return ret;
}

static int compare_versions(struct luocat_diff *diff, const struct luocat_version *old,
			    const struct luocat_version *new, struct luocat_error *err)
{
	int ret = compare_fact(diff, new, "name", old->name, new->name, err);

	for (size_t i = 0; i < ARRAY_SIZE(version_facts) && !ret; i++) {
		char rooms[2][MAX_FACT];

		ret = compare_fact(diff, new, version_facts[i].name,
				   version_facts[i].text(old, rooms[0]),
				   version_facts[i].text(new, rooms[1]), err);
	}
	if (!ret)
		ret = compare_layouts(diff, old, new, err);
	return ret ? ret : compare_constants(diff, old, new, err);
}

/* A version that only one side has. */
static int add_single(struct luocat_diff *diff, const struct luocat_version *version,
		      enum luocat_diff_how how, struct luocat_error *err)
{
	int ret = add_fact(diff, version, NULL, NULL, NULL, err);

	if (!ret)
		diff->list[diff->n - 1].pub.how = how;
	return ret;
}

static int compare_entries(const void *left, const void *right)
{
	const struct entry_of_diff *a = left, *b = right;
	const struct luocat_diff_entry *x = &a->pub, *y = &b->pub;
	int order = !!x->name - !!y->name;

	if (!order && x->name)
		order = x->kind != y->kind ? (x->kind < y->kind ? -1 : 1)
					   : strcmp(x->name, y->name);
	if (!order && x->name)
		order = strcmp(x->compatible, y->compatible);
	return order ? order : a->order < b->order ? -1 : a->order > b->order;
}

static int compare_catalogs(struct luocat_diff *diff, struct luocat_error *err)
{
	int ret = compare_kernels(diff, err);

	for (size_t i = 0; i < luocat_catalog_n_versions(diff->old) && !ret; i++) {
		const struct luocat_version *old = luocat_catalog_version(diff->old, i);
		const struct luocat_version *new = luocat_catalog_find(diff->new, old->kind,
								       old->compatible);

		ret = new ? compare_versions(diff, old, new, err)
			  : add_single(diff, old, LUOCAT_DIFF_REMOVED, err);
	}
	for (size_t i = 0; i < luocat_catalog_n_versions(diff->new) && !ret; i++) {
		const struct luocat_version *new = luocat_catalog_version(diff->new, i);

		if (!luocat_catalog_find(diff->old, new->kind, new->compatible))
			ret = add_single(diff, new, LUOCAT_DIFF_ADDED, err);
	}
	if (!ret && diff->n)
		qsort(diff->list, diff->n, sizeof(*diff->list), compare_entries);
	return ret;
}

/* ---- The object ---- */

int luocat_diff(struct luocat_catalog *old, struct luocat_catalog *new, struct luocat_diff **diff,
		struct luocat_error *err)
{
	struct luocat_diff *made = calloc(1, sizeof(*made));
	int ret;

	if (!made)
		return error_no_memory(err);
	made->old = luocat_catalog_ref(old);
	made->new = luocat_catalog_ref(new);
	ret = compare_catalogs(made, err);
	if (ret)
		luocat_diff_unref(made);
	else
		*diff = made;
	return ret;
}

struct luocat_diff *luocat_diff_unref(struct luocat_diff *diff)
{
	if (!diff)
		return NULL;
	for (size_t i = 0; i < diff->n; i++) {
		free(diff->list[i].fact);
		free(diff->list[i].old);
		free(diff->list[i].new);
		luocat_differences_unref(diff->list[i].differences);
	}
	free(diff->list);
	luocat_catalog_unref(diff->old);
	luocat_catalog_unref(diff->new);
	free(diff);
	return NULL;
}

size_t luocat_diff_n_entries(const struct luocat_diff *diff)
{
	return diff->n;
}

const struct luocat_diff_entry *luocat_diff_entry(const struct luocat_diff *diff, size_t index)
{
	return index < diff->n ? &diff->list[index].pub : NULL;
}
