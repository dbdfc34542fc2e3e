/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * upstream.h - the formats of kernels that carry no descriptors
 *
 * Data, taken from the headers that each entry names. It never says that a kernel has a format:
 * only what is known of one that was found there.
 */
#ifndef CATALOG_GEN_UPSTREAM_H
#define CATALOG_GEN_UPSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <luocat.h>

/* A format that another one needs; its compatible is the one of the same kernel. */
struct upstream_need {
	enum luocat_kind kind;
	const char *name;
};

/**
 * struct upstream_constant - a constant on the wire that kernels state in different terms
 * @type:   the enum
 * @name:   of the enumerator
 * @as:     of the enumerator that says the same in the newest kernel that we know
 * @add:    what makes @name's value @as's
 */
struct upstream_constant {
	const char *type;
	const char *name;
	const char *as;
	uint64_t add;
};

/**
 * struct upstream_format - one format, all its versions
 * @name:           the compatible up to its -vN or _vN
 * @kind:           how it reaches the kernel
 * @consequence:    of a mismatch
 * @form:           of its layout
 * @unversioned:    the compatible is @name alone
 * @instances:      a trailing -vN counts instances, not versions
 * @constant:       no object declares it: a string constant stands for it, which the reader's code
 *                  compares with and which the same kernel writes
 * @merged:         part of a released kernel; otherwise from posted patches: layout not known
 * @roots:          types that preserved memory starts with; ends with NULL. A kernel that lacks one
 *                  (kho_data is x86's) has none of it on the wire
 * @owns:           further types that this format and no other versions; ends with NULL
 * @properties:     ends with a NULL name
 * @needs:          ends with a NULL name
 * @header:         of the kernel, where all this is from
 */
struct upstream_format {
	const char *name;
	enum luocat_kind kind;
	enum luocat_consequence consequence;
	enum luocat_layout_form form;
	bool unversioned;
	bool instances;
	bool constant;
	bool merged;
	const char *const *roots;
	const char *const *owns;
	const struct luocat_property *properties;
	const struct upstream_need *needs;
	const char *header;
};

/* Ends with a NULL name. */
extern const struct upstream_format upstream_formats[];

/* The format that @compatible is a version or an instance of, of any kind; NULL: none of them. */
const struct upstream_format *upstream_find(const char *compatible);

/* How the newest kernel states that enumerator; NULL: as it stands. */
const struct upstream_constant *upstream_constant(const char *type, const char *name);

/*
 * Fill in @version, whose kind and compatible are set, with what the table knows of it: name of an
 * instance, consequence and form. Facts that are set already stay. Roots and properties follow once
 * the kernel's types are known: layouts_finish().
 */
void upstream_complete(struct luocat_version *version);

#endif
