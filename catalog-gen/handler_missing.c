// SPDX-License-Identifier: GPL-2.0-only
/*
 * handler_missing.c - whether what was found by its shape is all that there is
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "handler_search.h"
#include "number_set.h"

/**
 * struct others - looking for objects that have no id in the image
 * @ops:    where the callbacks of handlers are
 * @places: where the handlers point there from
 */
struct others {
	struct search *search;
	struct number_set ops, places;
};

/* An object whose id is filled in at run time shows by pointing to callbacks that another one has.
 */
static int look_for_another(void *arg, const uint8_t *bytes, uint64_t length, uint64_t address)
{
	const struct others *others = arg;

	if (!number_set_get(&others->ops, object_word(others->search->object, bytes)) ||
	    number_set_get(&others->places, address))
		return 0;
	return search_gap(others->search, LUOCAT_KIND_UNKNOWN,
			  "it points to the callbacks of a handler, and has no id in the image",
			  address);
}

static int look_for_others(struct search *search)
{
	struct others others = {.search = search};
	int ret = 0;

	for (size_t i = 0; i < search->n && !ret; i++) {
		const struct candidate *one = &search->all[i];

		if (!one->form)
			continue;
		ret = number_set_put(&others.ops, one->ops, 1);
		if (!ret)
			ret = number_set_put(&others.places, one->address + one->form->ops, 1);
	}
	if (ret)
		ret = search_no_memory(search);
	else if (others.ops.n)
		ret = walk_data(search->object, false, look_for_another, &others, search->err);
	number_set_free(&others.ops);
	number_set_free(&others.places);
	return ret;
}

/* Whether BTF lists the function at @to, if it lists all that it can. */
static int is_listed(const struct search *search, uint64_t to, size_t signature, bool *listed)
{
	enum callback_type type;
	int ret;

	*listed = to;
	if (!to || !search->module)
		return 0;
	*listed = false;
	if (object_undefined_at(search->object, to))
		return 0;
	ret = callback_type(search, to, &search->forms.signatures[signature], &type);
	*listed = type == CALLBACK_FITS || type == CALLBACK_NAMELESS;
	return ret;
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
			bool listed;
			uint64_t to;

			if (form->slots[j].signature != signature)
				continue;
			to = object_word(
				search->object,
				search_slot(search, candidate->ops, form->slots[j].offset));
			ret = is_listed(search, to, signature, &listed);
			if (!ret && listed && number_set_put(&set, to, 1))
				ret = search_no_memory(search);
		}
	}
	*n = set.n;
	number_set_free(&set);
	return ret;
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
	return search_gap(search, LUOCAT_KIND_UNKNOWN, why, NOWHERE);
}

/* Whether one of a kind was found; of any kind where @name is none's. */
static bool shows(const struct search *search, const char *name)
{
	const struct handler_kind *kind = NULL;

	for (size_t i = 0; i < HANDLER_KINDS; i++) {
		if (!strcmp(handler_types[i] + strlen(LUO_PREFIX), name))
			kind = &handler_kinds[i];
	}
	for (size_t i = 0; i < search->n; i++) {
		if (search->all[i].form && (!kind || search->all[i].form->kind == kind))
			return true;
	}
	return false;
}

/* What a module registers is in it, or was handed to it by another one. */
static int look_for_registered(struct search *search)
{
	const struct symbol *symbols;
	char why[120];
	size_t n;
	int ret = object_symbols(search->object, &symbols, &n, search->err);

	for (size_t i = 0; i < n && !ret && search->module; i++) {
		if (symbols[i].defined || strncmp(symbols[i].name, REGISTER, strlen(REGISTER)) ||
		    shows(search, symbols[i].name + strlen(REGISTER)))
			continue;
		snprintf(why, sizeof(why),
			 "it calls %.60s(), and nothing that it registers shows", symbols[i].name);
		ret = search_gap(search, LUOCAT_KIND_UNKNOWN, why, NOWHERE);
	}
	return ret;
}

int look_for_missing(struct search *search)
{
	int ret = 0;

	if (!search->forms.functions && !search->module)
		return search_gap(search, LUOCAT_KIND_UNKNOWN,
				  "its BTF lists no functions: handlers may be missing", NOWHERE);
	for (size_t i = 0; i < search->forms.n_signatures && !ret; i++)
		ret = compare_functions(search, i);
	if (!ret)
		ret = look_for_registered(search);
	return ret ? ret : look_for_others(search);
}
