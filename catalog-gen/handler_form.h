/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handler_form.h - the structs that are registered, as BTF tells of them: where in their bytes id
 * and callbacks are, and which functions could be their callbacks
 *
 * A module's BTF goes on where its kernel's ends: there the structs are, and the module's functions
 * here.
 */
#ifndef CATALOG_GEN_HANDLER_FORM_H
#define CATALOG_GEN_HANDLER_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "btf_source.h"
#include "handler_kind.h"
#include "number_set.h"

#define MAX_SLOTS	 24
#define MAX_SIGNATURES	 16
#define SIGNATURE_LENGTH 160

/* No function of such a type is a callback for certain: it takes nothing of LUO's. */
#define ANY_SIGNATURE SIZE_MAX

/* A callback in the ops. @signature: its index in forms.signatures, or ANY_SIGNATURE. */
struct slot {
	const char *name;
	uint64_t offset;
	size_t signature;
};

/**
 * struct form - one of the structs that are registered
 * @kind:        NULL: this kernel has no such struct
 * @bytes:       of an object
 * @ops:         offset of the pointer to its callbacks
 * @compatible:  offset of its id
 * @length:      of its id, the NUL and what is behind it included
 * @ops_bytes:   of the struct with the callbacks
 * @owner:       offset in there of the module, if there @has_owner
 * @n_functions: that could be its callbacks and no other function
 */
struct form {
	const struct handler_kind *kind;
	uint64_t bytes;
	uint64_t ops;
	uint64_t compatible;
	uint64_t length;
	uint64_t ops_bytes;
	uint64_t owner;
	bool has_owner;
	struct slot slots[MAX_SLOTS];
	size_t n_slots;
	size_t n_functions;
};

/* A type of callbacks, names of parameters apart: "int(struct liveupdate_file_op_args*)". */
struct signature {
	char text[SIGNATURE_LENGTH];
	size_t n_functions;
};

/* @functions: the BTF lists functions at all. Strings are the source's. */
struct forms {
	struct form forms[HANDLER_KINDS];
	struct signature signatures[MAX_SIGNATURES];
	size_t n_signatures;
	bool functions;
};

/**
 * forms_read - what BTF tells of them
 * @structs:   where the structs are
 * @functions: whose functions are counted, those of its base apart; NULL: they are not known
 *
 * -EINVAL: the BTF is broken, or has such a struct in a form that handlers cannot have.
 */
int forms_read(struct forms *forms, const struct btf_source *structs,
	       const struct btf_source *functions, struct luocat_error *err);

/*
 * What only callbacks take, and the types of functions that take it, into @types. @source: where the
 * structs are.
 */
int forms_callback_types(const struct forms *forms, const struct btf_source *source,
			 struct number_set *types, struct luocat_error *err);

/* What BTF says of a function of some name. */
enum function_type {
	FUNCTION_UNKNOWN, /* nothing: compilers merge functions, and only one of them is listed */
	FUNCTION_FITS,
	FUNCTION_OTHER,
};

/**
 * function_type - whether a function is of a callback's type
 * @source: where it is, its base apart
 */
int function_type(const struct btf_source *source, const char *name,
		  const struct signature *signature, enum function_type *is,
		  struct luocat_error *err);

#endif
