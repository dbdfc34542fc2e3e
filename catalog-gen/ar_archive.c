// SPDX-License-Identifier: GPL-2.0-only
/*
 * ar_archive.c - ar archives, thin ones too
 *
 * One walker for both: libelf knows no thin archives, and those are what a kernel build makes. A
 * header is 60 bytes of text; "/" and "/SYM64/" are symbol tables, "//" holds long names, "/123" is
 * a long name at offset 123 (GNU's and LLVM's format, the only one that Linux has). In a .deb a
 * name ends without a slash.
 */
#include <ar.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ar_archive.h"

#define THIN_MAGIC "!<thin>\n"

struct archive {
	struct reader *reader;
	bool thin;
	uint64_t offset; /* of the header in work */
	const char *names;
	uint64_t names_length;
};

static bool has_magic(const struct reader *reader, const char *magic)
{
	const void *bytes = reader_at(reader, 0, SARMAG);

	return bytes && !memcmp(bytes, magic, SARMAG);
}

bool ar_archive_is_thin(const struct reader *reader)
{
	return has_magic(reader, THIN_MAGIC);
}

bool ar_archive_is(const struct reader *reader)
{
	return has_magic(reader, ARMAG) || ar_archive_is_thin(reader);
}

static int header_error(const struct archive *archive, struct luocat_error *err, const char *what)
{
	char where[64];

	snprintf(where, sizeof(where), "archive member at offset %" PRIu64, archive->offset);
	return luocat_error_set(err, -EINVAL, reader_name(archive->reader), where, "%s", what);
}

/* Decimal digits, then nothing but spaces. */
static bool parse_number(const char *field, size_t width, uint64_t *number)
{
	size_t i = 0;

	*number = 0;
	for (; i < width && field[i] >= '0' && field[i] <= '9'; i++)
		*number = *number * 10 + (uint64_t)(field[i] - '0');
	if (!i)
		return false;
	while (i < width && field[i] == ' ')
		i++;
	return i == width;
}

/* The member's name in memory of its own. */
static int member_name(const struct archive *archive, const struct ar_hdr *header, char **name,
		       struct luocat_error *err)
{
	const char *start = header->ar_name, *end;
	uint64_t offset;

	if (*start != '/') {
		end = memchr(start, '/', sizeof(header->ar_name));
		if (!end) /* in a .deb nothing but blanks end it */
			end = memchr(start, ' ', sizeof(header->ar_name));
	} else {
		/* GNU ar leaves a "/" in the field's last byte when it flattens thin archives */
		if (!parse_number(start + 1, sizeof(header->ar_name) - 2, &offset))
			return header_error(archive, err, "has a name of an unknown form");
		if (offset >= archive->names_length)
			return header_error(archive, err, "its name is outside the table of names");
		start = archive->names + offset;
		end = memchr(start, '\n', archive->names_length - offset);
		if (end)
			end = end > start && end[-1] == '/' ? end - 1 : NULL;
	}
	if (!end || end == start || memchr(start, '\0', (size_t)(end - start)))
		return header_error(archive, err, "its name does not end");
	*name = strndup(start, (size_t)(end - start));
	return *name ? 0 : header_error(archive, err, "out of memory");
}

static bool is_special(const struct ar_hdr *header, const char *name)
{
	char field[sizeof(header->ar_name) + 1];

	snprintf(field, sizeof(field), "%-*s", (int)sizeof(header->ar_name), name);
	return !memcmp(header->ar_name, field, sizeof(header->ar_name));
}

/* A thin archive's member: a file beside it. */
static int open_thin(const struct archive *archive, const char *name, uint64_t size,
		     struct reader **reader, struct luocat_error *err)
{
	const char *file = reader_name(archive->reader), *slash = strrchr(file, '/');
	char *path;
	int ret;

	if (*name == '/' || !slash)
		path = strdup(name);
	else if (asprintf(&path, "%.*s/%s", (int)(slash - file), file, name) < 0)
		path = NULL;
	if (!path)
		return header_error(archive, err, "out of memory");
	ret = reader_open_regular(path, reader, err);
	free(path);
	if (!ret && reader_size(*reader) != size) {
		ret = luocat_error_set(err, -ESTALE, reader_name(*reader), NULL,
				       "is not the file that went into %s (%" PRIu64
				       " bytes, not %" PRIu64 ")",
				       file, reader_size(*reader), size);
		reader_unref(*reader);
	}
	return ret;
}

static int open_member(const struct archive *archive, const char *name, uint64_t size,
		       struct reader **reader, struct luocat_error *err)
{
	char *full;
	int ret;

	if (archive->thin)
		return open_thin(archive, name, size, reader, err);
	if (asprintf(&full, "%s(%s)", reader_name(archive->reader), name) < 0)
		return header_error(archive, err, "out of memory");
	ret = reader_window(archive->reader, archive->offset + sizeof(struct ar_hdr), size, full,
			    reader, err);
	free(full);
	return ret;
}

/* The header at archive->offset, and how many bytes belong to it. */
static int read_header(const struct archive *archive, const struct ar_hdr **header, uint64_t *size,
		       struct luocat_error *err)
{
	*header = reader_at(archive->reader, archive->offset, sizeof(**header));
	if (!*header)
		return header_error(archive, err, "the file is cut short");
	if (memcmp((*header)->ar_fmag, ARFMAG, sizeof((*header)->ar_fmag)))
		return header_error(archive, err, "is no archive member");
	if (!parse_number((*header)->ar_size, sizeof((*header)->ar_size), size))
		return header_error(archive, err, "its size is no number");
	return 0;
}

typedef int member_function(struct reader *reader, const char *name, void *arg,
			    struct luocat_error *err);

static int visit_member(const struct archive *archive, const struct ar_hdr *header, uint64_t size,
			member_function *member, void *arg, struct luocat_error *err)
{
	struct reader *reader = NULL;
	char *name = NULL;
	int ret;

	ret = member_name(archive, header, &name, err);
	if (!ret)
		ret = open_member(archive, name, size, &reader, err);
	if (!ret) {
		ret = member(reader, name, arg, err);
		reader_unref(reader);
	}
	free(name);
	return ret;
}

int ar_archive_visit(struct reader *reader, member_function *member, void *arg,
		  struct luocat_error *err)
{
	struct archive archive = {reader, ar_archive_is_thin(reader), SARMAG, NULL, 0};
	const struct ar_hdr *header = NULL;
	uint64_t size = 0;
	int ret = 0;

	while (!ret && archive.offset < reader_size(reader)) {
		uint64_t data = archive.offset + sizeof(*header);
		bool special, inside;

		ret = read_header(&archive, &header, &size, err);
		if (ret)
			return ret;
		special = is_special(header, "/") || is_special(header, "//") ||
			  is_special(header, "/SYM64/");
		inside = special || !archive.thin;
		if (inside && !reader_at(reader, data, size))
			return header_error(&archive, err, "reaches outside the file");
		if (is_special(header, "//")) {
			archive.names = reader_at(reader, data, size);
			archive.names_length = size;
		} else if (!special) {
			ret = visit_member(&archive, header, size, member, arg, err);
		}
		/* data is padded to an even length */
		archive.offset = inside ? data + size + (size & 1) : data;
	}
	return ret;
}
