// SPDX-License-Identifier: GPL-2.0-only
/*
 * handler_btf.c - handler objects in a linked image, by the shape that its BTF gives them
 *
 * Such an object is a pointer to callbacks beside an id in 48 bytes that ends in NULs. Callbacks
 * point to code or nowhere, and those without which nothing is registered do point. Two kinds can
 * have the same shape: what follows an FLB's callbacks in the image may look like the rest of a
 * file handler's. BTF then tells whether the kernel has any function that could be a callback of
 * the one or the other.
 */
#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handler_btf.h"
#include "handler_form.h"
#include "number_set.h"
#include "origin.h"
#include "upstream.h"

#define MAX_CANDIDATES 1024
#define NOWHERE	       UINT64_MAX

/* @form: NULL: several fit */
struct candidate {
	uint64_t address;
	uint64_t ops;
	const struct form *form;
	char compatible[MAX_COMPATIBLE];
};

/**
 * struct search - all candidates of an image
 * @ops:    where the callbacks of handlers are
 * @places: where the handlers point there from
 */
struct search {
	struct object *object;
	struct found *found;
	struct forms forms;
	struct candidate *all;
	size_t n;
	struct number_set ops, places;
	struct luocat_error *err;
};

/* Of x86's kernel .rodata is writable as linked, and .data executable. */
static bool is_text(const struct section *section)
{
	return (section->flags & SHF_EXECINSTR) && !(section->flags & SHF_WRITE);
}

static bool is_data(const struct section *section)
{
	return section->type == SHT_PROGBITS && (section->flags & SHF_ALLOC) && !is_text(section);
}

static int no_memory(const struct search *search)
{
	return luocat_error_set(search->err, -ENOMEM, object_name(search->object), NULL,
				"out of memory");
}

/* ---- What one place looks like ---- */

/* An id, and nothing but NULs behind it. */
static bool is_compatible(const uint8_t *bytes, uint64_t length)
{
	uint64_t n = 0;

	while (n < length && bytes[n] > 0x20 && bytes[n] < 0x7f)
		n++;
	if (!n || n == length)
		return false;
	while (n < length && !bytes[n])
		n++;
	return n == length;
}

static bool is_code(const struct search *search, uint64_t address)
{
	const struct section *section = object_section_at(search->object, address, 1);

	return section && is_text(section);
}

/* The callback's bytes in the ops at @address. NULL: those are not in the image. */
static const uint8_t *slot_bytes(const struct search *search, uint64_t ops, uint64_t offset)
{
	return object_bytes_at(search->object, ops + offset, object_pointer_size(search->object));
}

static bool is_set(const struct search *search, const struct form *form, uint64_t ops,
		   const char *name)
{
	for (size_t i = 0; i < form->n_slots; i++) {
		if (!strcmp(form->slots[i].name, name))
			return object_word(search->object,
					   slot_bytes(search, ops, form->slots[i].offset));
	}
	return false;
}

/*
 * Callbacks at @ops. Of a file handler those are enough without which nothing can be read: what is
 * missing for the rest decides what it does, not what it is.
 */
static bool are_callbacks(const struct search *search, const struct form *form, uint64_t ops)
{
	const struct handler_kind *kind = form->kind;
	const char *const *needed = kind->to_read[0] ? kind->to_read : kind->required;

	if (!object_bytes_at(search->object, ops, form->ops_bytes))
		return false;
	for (size_t i = 0; i < form->n_slots; i++) {
		uint64_t to = object_word(search->object,
					  slot_bytes(search, ops, form->slots[i].offset));

		if (to && !is_code(search, to))
			return false;
	}
	for (size_t i = 0; i < HANDLER_CALLBACKS && needed[i]; i++) {
		if (!is_set(search, form, ops, needed[i]))
			return false;
	}
	/* THIS_MODULE is NULL in the kernel itself */
	return !form->has_owner ||
	       !object_word(search->object, slot_bytes(search, ops, form->owner));
}

static bool fits(const struct search *search, const struct form *form, const uint8_t *bytes,
		 uint64_t length)
{
	uint64_t ops;

	/* no function could be its callback: it is another kind, or nothing */
	if (!form->kind || length < form->bytes || (search->forms.functions && !form->n_functions))
		return false;
	if (!is_compatible(bytes + form->compatible, form->length))
		return false;
	ops = object_word(search->object, bytes + form->ops);
	return ops && are_callbacks(search, form, ops);
}

/* The one that the table knows under that id. */
static const struct form *known_form(const struct search *search, const char *compatible)
{
	const struct upstream_format *format = upstream_find(compatible);

	for (size_t i = 0; format && i < HANDLER_KINDS; i++) {
		if (search->forms.forms[i].kind &&
		    search->forms.forms[i].kind->kind == format->kind)
			return &search->forms.forms[i];
	}
	return NULL;
}

static int keep(struct search *search, const struct form *form, bool only, const uint8_t *bytes,
		uint64_t address)
{
	struct candidate *candidate, *all = search->all;

	if (search->n == MAX_CANDIDATES)
		return luocat_error_set(search->err, -E2BIG, object_name(search->object), NULL,
					"more than %d places look like handlers", MAX_CANDIDATES);
	if (!(search->n & (search->n - 1))) {
		all = realloc(all, (search->n ? 2 * search->n : 1) * sizeof(*all));
		if (!all)
			return no_memory(search);
		search->all = all;
	}
	candidate = &all[search->n++];
	candidate->address = address;
	candidate->ops = object_word(search->object, bytes + form->ops);
	strcpy(candidate->compatible, (const char *)bytes + form->compatible);
	candidate->form = only ? form : known_form(search, candidate->compatible);
	return 0;
}

static int look_at(struct search *search, const uint8_t *bytes, uint64_t length, uint64_t address)
{
	const struct form *form = NULL;
	size_t n = 0;

	for (size_t i = 0; i < HANDLER_KINDS; i++) {
		if (fits(search, &search->forms.forms[i], bytes, length)) {
			form = form ? form : &search->forms.forms[i];
			n++;
		}
	}
	return n ? keep(search, form, n == 1, bytes, address) : 0;
}

/* ---- All places ---- */

typedef int (*visit_word)(struct search *search, const uint8_t *bytes, uint64_t length,
			  uint64_t address);

/* Every word of the image's data, and what is behind it in its section. */
static int walk_data(struct search *search, visit_word visit)
{
	unsigned int word = object_pointer_size(search->object);
	int ret = 0;

	for (size_t i = 0; i < object_n_sections(search->object) && !ret; i++) {
		const struct section *section = object_section(search->object, i);
		const uint8_t *data;
		size_t length;

		if (!is_data(section))
			continue;
		ret = object_section_data(search->object, section, &data, &length, search->err);
		for (size_t at = (size_t)(-section->addr & (word - 1));
		     !ret && at < length && length - at >= word; at += word)
			ret = visit(search, data + at, length - at, section->addr + at);
	}
	return ret;
}

/* ---- What becomes of them ---- */

static int add_gap(struct search *search, enum luocat_kind kind, const char *why, uint64_t address)
{
	const struct section *section = object_section_at(search->object, address, 1);
	struct luocat_gap gap = {
		.size = sizeof(gap),
		.kind = kind,
		.why = why,
		.origin.object = object_name(search->object),
	};

	if (section)
		origin_place(&gap.origin, search->object, section, address);
	return luocat_catalog_add_gap(search->found->catalog, &gap, search->err);
}

/* What handler_directions() asks. */
struct asked {
	const struct search *search;
	const struct candidate *candidate;
};

static int callback(void *arg, const char *name, enum luocat_tri *set)
{
	const struct asked *asked = arg;
	const struct candidate *candidate = asked->candidate;

	*set = is_set(asked->search, candidate->form, candidate->ops, name) ? LUOCAT_YES
									    : LUOCAT_NO;
	return 0;
}

static int add_candidate(struct search *search, const struct candidate *candidate)
{
	struct asked asked = {search, candidate};
	struct luocat_version version = {
		.size = sizeof(version),
		.kind = candidate->form->kind->kind,
		.compatible = candidate->compatible,
		.enable_write = LUOCAT_YES,
		.provider = search->found->provider,
		.origin.evidence_id = LUOCAT_EVIDENCE_SHAPE,
	};
	int ret = handler_directions(&version, candidate->form->kind,
				     luocat_catalog_kernel(search->found->catalog)->write_control,
				     LUOCAT_EVIDENCE_SHAPE, callback, &asked);

	origin_place(&version.origin, search->object,
		     object_section_at(search->object, candidate->address, 1), candidate->address);
	if (!ret)
		ret = origin_symbol(&version.origin, search->object, candidate->address,
				    search->err);
	upstream_complete(&version);
	return ret ? ret : found_version(search->found, &version, search->err);
}

static int add_all(struct search *search)
{
	char why[MAX_COMPATIBLE + 80];
	int ret = 0;

	for (size_t i = 0; i < search->n && !ret; i++) {
		const struct candidate *candidate = &search->all[i];

		if (candidate->form) {
			ret = add_candidate(search, candidate);
			continue;
		}
		snprintf(why, sizeof(why), "%s is a file handler or an FLB: both have this shape",
			 candidate->compatible);
		ret = add_gap(search, LUOCAT_KIND_UNKNOWN, why, candidate->address);
	}
	return ret;
}

/* ---- What may be missing ---- */

/* An object whose id is filled in at run time shows by pointing to callbacks that another one has.
 */
static int look_for_another(struct search *search, const uint8_t *bytes, uint64_t length,
			    uint64_t address)
{
	if (!number_set_get(&search->ops, object_word(search->object, bytes)) ||
	    number_set_get(&search->places, address))
		return 0;
	return add_gap(search, LUOCAT_KIND_UNKNOWN,
		       "it points to the callbacks of a handler, and has no id in the image",
		       address);
}

static int look_for_others(struct search *search)
{
	int ret = 0;

	for (size_t i = 0; i < search->n && !ret; i++) {
		const struct candidate *one = &search->all[i];

		if (!one->form)
			continue;
		ret = number_set_put(&search->ops, one->ops, 1);
		if (!ret)
			ret = number_set_put(&search->places, one->address + one->form->ops, 1);
	}
	if (ret)
		return no_memory(search);
	return search->ops.n ? walk_data(search, look_for_another) : 0;
}

/* How many functions of this type are callbacks of what was found. */
static int count_found(const struct search *search, size_t signature, size_t *n)
{
	struct number_set set = {0};
	int ret = 0;

	for (size_t i = 0; i < search->n && !ret; i++) {
		const struct candidate *candidate = &search->all[i];
		const struct form *form = candidate->form;

		for (size_t j = 0; form && j < form->n_slots && !ret; j++) {
			uint64_t to;

			if (form->slots[j].signature != signature)
				continue;
			to = object_word(search->object,
					 slot_bytes(search, candidate->ops, form->slots[j].offset));
			if (to)
				ret = number_set_put(&set, to, 1);
		}
	}
	*n = set.n;
	number_set_free(&set);
	return ret ? no_memory(search) : 0;
}

/*
 * All functions that could be callbacks are callbacks of what was found, and no others are: else
 * something was missed, or is no handler.
 */
static int compare_functions(struct search *search, size_t index)
{
	const struct signature *signature = &search->forms.signatures[index];
	char why[SIGNATURE_LENGTH + 120];
	size_t n;
	int ret = count_found(search, index, &n);

	if (ret || n == signature->n_functions)
		return ret;
	if (n < signature->n_functions)
		snprintf(why, sizeof(why),
			 "%zu of %zu functions %s are callbacks of no handler that shows",
			 signature->n_functions - n, signature->n_functions, signature->text);
	else
		snprintf(why, sizeof(why),
			 "%zu functions are called as %s by what looks like handlers, and only %zu "
			 "are of that type",
			 n, signature->text, signature->n_functions);
	return add_gap(search, LUOCAT_KIND_UNKNOWN, why, NOWHERE);
}

static int look_for_missing(struct search *search)
{
	int ret = 0;

	if (!search->forms.functions)
		return add_gap(search, LUOCAT_KIND_UNKNOWN,
			       "its BTF lists no functions: handlers may be missing", NOWHERE);
	for (size_t i = 0; i < search->forms.n_signatures && !ret; i++)
		ret = compare_functions(search, i);
	return ret ? ret : look_for_others(search);
}

int find_by_shape(struct object *object, struct found *found, bool *known, struct luocat_error *err)
{
	struct search search = {.object = object, .found = found, .err = err};
	struct btf_source source;
	struct btf_bytes bytes;
	int ret = btf_bytes_of(object, &bytes, err);

	*known = false;
	if (ret || bytes.split)
		return ret == -ENODATA ? 0 : ret;
	ret = btf_source_open(&source, &bytes, NULL, err);
	if (ret)
		return ret;
	ret = forms_read(&search.forms, &source, err);
	*known = !ret && search.forms.forms[0].kind;
	if (*known)
		ret = walk_data(&search, look_at);
	if (!ret && *known)
		ret = add_all(&search);
	if (!ret && *known)
		ret = look_for_missing(&search);
	number_set_free(&search.ops);
	number_set_free(&search.places);
	free(search.all);
	btf_source_close(&source);
	return ret;
}
