/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fields.h - the catalog's JSON as tables: what the loader reads and the writer writes, in order
 */
#ifndef LIBLUOCAT_FIELDS_H
#define LIBLUOCAT_FIELDS_H

#include "emit.h"
#include "internal.h"

/* C type -> JSON; null stands for what is not known. */
enum field_type {
	FIELD_STRING,	   /* const char *, NULL -> null */
	FIELD_BOOL,	   /* bool */
	FIELD_TRI,	   /* enum luocat_tri -> true, false, null */
	FIELD_SIZE,	   /* uint32_t, 0 -> null */
	FIELD_ORDER,	   /* int32_t, -1 -> null */
	FIELD_NUMBER,	   /* uint32_t, null unless the flag is set */
	FIELD_ADDRESS,	   /* uint64_t -> "0x...", null unless the flag is set */
	FIELD_EVIDENCE,	   /* enum luocat_evidence, NONE -> null */
	FIELD_CONSEQUENCE, /* enum luocat_consequence, UNKNOWN -> null */
	FIELD_KIND,	   /* enum luocat_kind */
	FIELD_FORM,	   /* enum luocat_layout_form, UNKNOWN -> "unknown" */
	FIELD_ROOTS,	   /* of a version: an array of strings */
	FIELD_PROPERTIES,  /* of a version: an array of {node, name, type} */
	FIELD_CONSTANTS,   /* of a version: an array of {name, value}, or null */
	FIELD_REQUIRES,	   /* of a version: an array of {kind, compatible}, or null */
	FIELD_OPTIONS,	   /* of a kernel: an object of strings */
	FIELD_PART,	   /* an object over the same structure */
	FIELD_OTHER,	   /* read and written by a function of its own; here for must_understand */
};

/**
 * struct field - one key of an object
 * @key:    NULL ends a table
 * @type:   see above
 * @offset: of the value in its C structure
 * @flag:   offset of the bool beside it (FIELD_NUMBER, FIELD_ADDRESS)
 * @part:   the keys of the object or objects below
 */
struct field {
	const char *key;
	enum field_type type;
	size_t offset;
	size_t flag;
	const struct field *part;
};

extern const struct field generator_fields[];
extern const struct field kernel_fields[];
extern const struct field version_fields[];
extern const struct field origin_fields[]; /* a part of version_fields: of the same structure */
extern const struct field gap_fields[];
/* Every key that this version understands; the leaves of the tables above are among them. */
extern const struct field document_fields[];

/* write.c: @object as a JSON object of these keys. */
void fields_write(struct emit *emit, const char *key, const struct field *fields,
		  const void *object);
/* The same inside of an object that was begun. */
void fields_write_members(struct emit *emit, const struct field *fields, const void *object);

#endif
