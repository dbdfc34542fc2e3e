/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * document.h - what the loaders of catalogs, states, plans and journals have in common
 */
#ifndef LIBLUOCAT_DOCUMENT_H
#define LIBLUOCAT_DOCUMENT_H

#include "fields.h"
#include "json.h"

struct document {
	const char *what; /* "a catalog" */
	const char *version_key;
	int version;		    /* the newest that is read */
	const struct field *fields; /* every key that is understood */
};

/* @root is such a document, of a version that is read, and needs nothing that is not understood. */
int document_check(struct cursor *cursor, const json_t *root, const struct document *document);

/*
 * Read to the end, or to where it is longer than @max, which is for the loader to refuse. *@text is
 * for the caller to free, also after an error.
 */
int document_read(int fd, size_t max, const char *file, char **text, size_t *length,
		  struct luocat_error *err);

#endif
