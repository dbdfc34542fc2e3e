/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handler_search.h - what the files that implement handler_btf.h share
 */
#ifndef CATALOG_GEN_HANDLER_SEARCH_H
#define CATALOG_GEN_HANDLER_SEARCH_H

#include "btf_object.h"
#include "finder.h"
#include "handler_form.h"

/**
 * struct candidate - a place that looks like a handler
 * @form: what it is; NULL: that cannot be told
 * @like: then, what it has the shape of; NULL: of several
 */
struct candidate {
	uint64_t address;
	uint64_t ops;
	const struct form *form;
	const struct form *like;
	char compatible[MAX_COMPATIBLE];
};

/**
 * struct search - all candidates of an image or a module
 * @module: a relocatable file: its callbacks may be another one's functions, and most have names
 */
struct search {
	struct object *object;
	struct found *found;
	struct btf_object btf;
	struct forms forms;
	struct candidate *all;
	size_t n;
	bool module;
	struct luocat_error *err;
};

#define NOWHERE UINT64_MAX

int search_no_memory(const struct search *search);

/* A gap at @address, which may be NOWHERE. */
int search_gap(struct search *search, enum luocat_kind kind, const char *why, uint64_t address);

/* The callback's bytes in the ops at @ops. NULL: those are not in the image. */
const uint8_t *search_slot(const struct search *search, uint64_t ops, uint64_t offset);

typedef int (*visit_word)(void *arg, const uint8_t *bytes, uint64_t length, uint64_t address);

/* Every word of @object's data, and what is behind it in its section. @written: the writable only. */
int walk_data(struct object *object, bool written, visit_word visit, void *arg,
	      struct luocat_error *err);

/* ---- handler_callback.c ---- */

bool section_is_text(const struct section *section);

/* Whether code can be there: in a module also what another object has. */
bool callback_is_code(const struct search *search, uint64_t address);

/* Whether @address can be the module that a handler belongs to. */
bool callback_is_owner(const struct search *search, uint64_t address);

/* What the name of the function at @address tells of its type. */
enum callback_type {
	CALLBACK_NAMELESS,
	CALLBACK_UNKNOWN, /* BTF does not know the name */
	CALLBACK_FITS,
	CALLBACK_OTHER, /* it is of another type */
};

/* Of a module's callback. */
int callback_type(const struct search *search, uint64_t address, const struct signature *signature,
		  enum callback_type *type);

/* ---- handler_missing.c ---- */

/* What may be there and was not found: gaps. */
int look_for_missing(struct search *search);

#endif
