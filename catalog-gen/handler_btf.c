// SPDX-License-Identifier: GPL-2.0-only
/*
 * handler_btf.c - handler objects in an image or a module, by the shape that BTF gives them
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

#include "btf_types.h"
#include "handler_btf.h"
#include "handler_search.h"
#include "origin.h"
#include "stripped.h"
#include "upstream.h"

#define MAX_CANDIDATES 1024

static bool is_data(const struct section *section)
{
	return section->type == SHT_PROGBITS && (section->flags & SHF_ALLOC) &&
	       !section_is_text(section);
}

int search_no_memory(const struct search *search)
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

const uint8_t *search_slot(const struct search *search, uint64_t ops, uint64_t offset)
{
	return object_bytes_at(search->object, ops + offset, object_pointer_size(search->object));
}

static bool is_set(const struct search *search, const struct form *form, uint64_t ops,
		   const char *name)
{
	for (size_t i = 0; i < form->n_slots; i++) {
		if (!strcmp(form->slots[i].name, name))
			return object_word(search->object,
					   search_slot(search, ops, form->slots[i].offset));
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
					  search_slot(search, ops, form->slots[i].offset));

		if (to && !callback_is_code(search, to))
			return false;
	}
	for (size_t i = 0; i < HANDLER_CALLBACKS && needed[i]; i++) {
		if (!is_set(search, form, ops, needed[i]))
			return false;
	}
	return !form->has_owner ||
	       callback_is_owner(search, object_word(search->object,
						     search_slot(search, ops, form->owner)));
}

/* How sure it is that an object of one form is at a place. */
enum fit {
	FITS_NOT,
	FITS_OTHERS, /* it has the shape, and its callbacks are of other types */
	FITS_MAYBE,
	FITS,
};

static bool has_shape(const struct search *search, const struct form *form, const uint8_t *bytes,
		      uint64_t length)
{
	uint64_t ops;

	if (!form->kind || length < form->bytes)
		return false;
	if (!is_compatible(bytes + form->compatible, form->length))
		return false;
	ops = object_word(search->object, bytes + form->ops);
	return ops && are_callbacks(search, form, ops);
}

/* An object as large as the struct, of which the callbacks are in another module. */
static bool has_ops_elsewhere(const struct search *search, const struct form *form,
			      const uint8_t *bytes, uint64_t length, uint64_t address)
{
	const struct symbol *symbols;
	size_t n;

	if (!form->kind || length < form->bytes ||
	    !is_compatible(bytes + form->compatible, form->length) ||
	    !object_undefined_at(search->object, object_word(search->object, bytes + form->ops)) ||
	    object_symbols(search->object, &symbols, &n, search->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (symbols[i].defined && symbols[i].type == STT_OBJECT &&
		    symbols[i].address == address && symbols[i].size == form->bytes)
			return true;
	}
	return false;
}

/*
 * A module's callbacks have names. One that BTF knows by its name to be a callback is enough; without
 * any name it is enough that there are such functions, for they will be counted.
 */
static int fit_by_names(const struct search *search, const struct form *form, uint64_t ops,
			enum fit *fit)
{
	size_t n[CALLBACK_OTHER + 1] = {0};
	int ret = 0;

	for (size_t i = 0; i < form->n_slots && !ret; i++) {
		const struct slot *slot = &form->slots[i];
		uint64_t to = object_word(search->object, search_slot(search, ops, slot->offset));
		enum callback_type type;

		if (!to || slot->signature == ANY_SIGNATURE)
			continue;
		ret = callback_type(search, to, &search->forms.signatures[slot->signature], &type);
		n[type]++;
	}
	if (n[CALLBACK_OTHER])
		*fit = n[CALLBACK_FITS] ? FITS_MAYBE : FITS_OTHERS;
	else if (n[CALLBACK_FITS] || (n[CALLBACK_NAMELESS] && form->n_functions))
		*fit = FITS;
	else
		*fit = FITS_MAYBE;
	return ret;
}

static int fit_at(const struct search *search, const struct form *form, const uint8_t *bytes,
		  uint64_t length, uint64_t address, enum fit *fit)
{
	*fit = search->module && has_ops_elsewhere(search, form, bytes, length, address)
		       ? FITS_MAYBE
		       : FITS_NOT;
	if (!has_shape(search, form, bytes, length))
		return 0;
	if (search->module)
		return fit_by_names(search, form, object_word(search->object, bytes + form->ops),
				    fit);
	/* no function could be its callback: it is another kind, or nothing */
	*fit = search->forms.functions && !form->n_functions ? FITS_OTHERS : FITS;
	return 0;
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

/* @form: the only one that it has the shape of, or one of several, which the table may know. */
static int keep(struct search *search, const struct form *form, bool only, enum fit fit,
		const uint8_t *bytes, uint64_t address)
{
	struct candidate *candidate, *all = search->all;

	if (search->n == MAX_CANDIDATES)
		return luocat_error_set(search->err, -E2BIG, object_name(search->object), NULL,
					"more than %d places look like handlers", MAX_CANDIDATES);
	if (!(search->n & (search->n - 1))) {
		all = realloc(all, (search->n ? 2 * search->n : 1) * sizeof(*all));
		if (!all)
			return search_no_memory(search);
		search->all = all;
	}
	candidate = &all[search->n++];
	candidate->address = address;
	candidate->ops = object_word(search->object, bytes + form->ops);
	strcpy(candidate->compatible, (const char *)bytes + form->compatible);
	candidate->like = only ? form : NULL;
	candidate->form = fit != FITS ? NULL
			  : only      ? form
				      : known_form(search, candidate->compatible);
	return 0;
}

static void tell_left_out(const struct search *search, const struct form *form,
			  const uint8_t *bytes, uint64_t address)
{
	const struct section *section = object_section_at(search->object, address, 1);
	struct luocat_origin place = {.section = NULL};
	char what[MAX_COMPATIBLE + 240];

	if (!search->found->left_out || !section)
		return;
	origin_place(&place, search->object, section, address);
	snprintf(what, sizeof(what),
		 "%s at %.80s+0x%" PRIx64 " has the shape of a %s, and its callbacks are functions "
		 "of other types: left out",
		 (const char *)bytes + form->compatible, section->name, address - section->addr,
		 luocat_kind_name(form->kind->kind));
	search->found->left_out(object_name(search->object), what);
}

static int look_at(void *arg, const uint8_t *bytes, uint64_t length, uint64_t address)
{
	struct search *search = arg;
	const struct form *form = NULL;
	enum fit best = FITS_NOT, fit;
	size_t n = 0;
	int ret = 0;

	for (size_t i = 0; i < HANDLER_KINDS && !ret; i++) {
		ret = fit_at(search, &search->forms.forms[i], bytes, length, address, &fit);
		if (fit > best) {
			best = fit;
			form = &search->forms.forms[i];
			n = 0;
		}
		n += fit && fit == best;
	}
	if (ret || !best)
		return ret;
	if (best > FITS_OTHERS)
		return keep(search, form, n == 1, best, bytes, address);
	tell_left_out(search, form, bytes, address);
	return 0;
}

/* ---- All places ---- */

int walk_data(struct object *object, bool written, visit_word visit, void *arg,
	      struct luocat_error *err)
{
	unsigned int word = object_pointer_size(object);
	int ret = 0;

	for (size_t i = 0; i < object_n_sections(object) && !ret; i++) {
		const struct section *section = object_section(object, i);
		const uint8_t *data;
		size_t length;

		if (!is_data(section) || (written && !(section->flags & SHF_WRITE)))
			continue;
		ret = object_section_data(object, section, &data, &length, err);
		/* a table of the machine's own: pointers are not relocated in such ways */
		if (ret == -ENOTSUP && object_relocatable(object)) {
			ret = 0;
			continue;
		}
		for (size_t at = (size_t)(-section->addr & (word - 1));
		     !ret && at < length && length - at >= word; at += word)
			ret = visit(arg, data + at, length - at, section->addr + at);
	}
	return ret;
}

/* ---- What becomes of them ---- */

int search_gap(struct search *search, enum luocat_kind kind, const char *why, uint64_t address)
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

static int add_untold(struct search *search, const struct candidate *candidate)
{
	char why[MAX_COMPATIBLE + HINT_LENGTH + 80], hint[HINT_LENGTH] = "";
	int ret = 0;

	if (!candidate->like) {
		snprintf(why, sizeof(why), "%s is a file handler or an FLB: both have this shape",
			 candidate->compatible);
	} else {
		if (!search->btf.functions)
			ret = stripped_hint(search->object, false, hint, search->err);
		snprintf(why, sizeof(why),
			 "%s has the shape of a %s, and nothing tells that it is one%s%s",
			 candidate->compatible, luocat_kind_name(candidate->like->kind->kind),
			 *hint ? "; " : "", hint);
	}
	return ret ? ret : search_gap(search, LUOCAT_KIND_UNKNOWN, why, candidate->address);
}

static int add_all(struct search *search)
{
	int ret = 0;

	for (size_t i = 0; i < search->n && !ret; i++)
		ret = search->all[i].form ? add_candidate(search, &search->all[i])
					  : add_untold(search, &search->all[i]);
	return ret;
}

int find_by_shape(struct object *object, struct found *found, bool *known, struct luocat_error *err)
{
	struct search search = {
		.object = object,
		.found = found,
		.module = object_relocatable(object),
		.err = err,
	};
	const struct btf_source *kernel = NULL;
	const struct symbol *symbols;
	size_t n;
	int ret = search.module ? btf_types_base(found, &kernel, err) : 0;

	*known = false;
	if (!ret)
		ret = object_symbols(object, &symbols, &n, err);
	if (!ret)
		ret = btf_object_open(&search.btf, object, kernel, err);
	if (ret || !search.btf.structs)
		return ret;
	ret = forms_read(&search.forms, search.btf.structs, search.btf.functions, err);
	if (!ret && search.forms.forms[0].kind) {
		*known = search.btf.functions;
		ret = walk_data(object, false, look_at, &search, err);
		if (!ret)
			ret = add_all(&search);
		if (!ret && *known)
			ret = look_for_missing(&search);
	}
	free(search.all);
	btf_object_close(&search.btf);
	return ret;
}

/* ---- What may hold some ---- */

/* A pointer, and an id behind it: kernel: LIVEUPDATE_HNDL_COMPAT_LENGTH is 48. */
static int look_for_id(void *arg, const uint8_t *bytes, uint64_t length, uint64_t address)
{
	const struct object *object = arg;
	unsigned int word = object_pointer_size(object);
	uint64_t to = object_word(object, bytes);

	if (length < word + 48 || !to || !is_compatible(bytes + word, 48))
		return 0;
	return object_section_at(object, to, 1) || object_undefined_at(object, to);
}

int may_have_shape(struct object *object, bool *may, struct luocat_error *err)
{
	const struct symbol *symbols;
	size_t n;
	int ret = object_symbols(object, &symbols, &n, err);

	if (!ret)
		ret = walk_data(object, true, look_for_id, object, err);
	*may = ret > 0;
	return ret < 0 ? ret : 0;
}
