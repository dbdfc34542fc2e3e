// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * document.c - what the loaders of catalogs, states, plans and journals have in common
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "document.h"

/* Whether this version knows the key that a path such as "formats.versions.requires" names. */
static bool understood(const struct field *field, const char *path)
{
	while (field && field->key) {
		size_t length = strlen(field->key);

		if (strncmp(path, field->key, length) || (path[length] && path[length] != '.')) {
			field++;
			continue;
		}
		if (!path[length])
			return true;
		path += length + 1;
		field = field->part;
	}
	return false;
}

static int check_understood(struct cursor *cursor, const json_t *root,
			    const struct document *document)
{
	const json_t *list = json_object_get(root, "must_understand");
	size_t mark = json_enter(cursor, "must_understand");

	if (list && !json_is_array(list))
		return json_type_error(cursor, "an array", list);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *name = json_array_get(list, i);
		size_t mark_name = json_enter_index(cursor, i);

		if (!json_is_string(name))
			return json_type_error(cursor, "a string", name);
		if (!understood(document->fields, json_string_value(name)))
			return json_fail(cursor, -EINVAL,
					 "\"%.64s\" must be understood, and is not by luocat %s",
					 json_string_value(name), LUOCAT_VERSION);
		json_leave(cursor, mark_name);
	}
	json_leave(cursor, mark);
	return 0;
}

static int check_newest(struct cursor *cursor, const json_t *root, const struct document *document)
{
	const json_t *value = json_object_get(root, document->version_key);
	size_t mark = json_enter(cursor, document->version_key);
	json_int_t version = json_integer_value(value);

	if (!value)
		return json_fail(cursor, -EINVAL, "is missing: not %s", document->what);
	if (!json_is_integer(value))
		return json_type_error(cursor, "an integer", value);
	if (version < 1)
		return json_fail(cursor, -EINVAL, "must be 1 or more");
	if (version > document->version)
		return json_fail(cursor, -ENOTSUP,
				 "is %" JSON_INTEGER_FORMAT
				 ", but luocat %s reads up to %d: a newer luocat is needed",
				 version, LUOCAT_VERSION, document->version);
	json_leave(cursor, mark);
	return 0;
}

int document_check(struct cursor *cursor, const json_t *root, const struct document *document)
{
	char wanted[64];
	int r;

	snprintf(wanted, sizeof(wanted), "an object to be %s", document->what);
	if (!json_is_object(root))
		return json_type_error(cursor, wanted, root);
	r = check_newest(cursor, root, document);
	return r ? r : check_understood(cursor, root, document);
}

static int read_all(int fd, size_t max, char **text, size_t *length)
{
	size_t room = 0;

	*text = NULL;
	*length = 0;
	while (*length <= max) {
		ssize_t n;

		if (*length == room) {
			char *grown;

			room = room ? room * 2 : 65536;
			grown = realloc(*text, room);
			if (!grown)
				return -ENOMEM;
			*text = grown;
		}
		n = read(fd, *text + *length, room - *length);
		if (!n)
			break;
		if (n < 0 && errno != EINTR)
			return -errno;
		*length += n > 0 ? n : 0;
	}
	return 0;
}

int document_read(int fd, size_t max, const char *file, char **text, size_t *length,
		  struct luocat_error *err)
{
	int r = read_all(fd, max, text, length);

	if (!r)
		return 0;
	errno = -r;
	return luocat_error_set(err, r, file, NULL, "cannot be read: %m");
}
