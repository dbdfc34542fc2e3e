// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_archive.c - ar archives of objects, thin ones too
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ar_archive.h"
#include "input_walk.h"

struct walk_archive {
	struct walk *walk;
	const char *name; /* of the archive, for its members' origins */
	bool thin;
};

static int walk_member(struct reader *reader, const char *name, void *arg, struct luocat_error *err)
{
	const struct walk_archive *archive = arg;
	const char *slash = strrchr(archive->name, '/');
	char *origin;
	int ret;

	ret = walk_count_member(archive->walk, reader_name(reader), err);
	if (ret)
		return ret;
	if (!archive->thin)
		ret = asprintf(&origin, "%s(%s)", archive->name, name);
	else
		ret = asprintf(&origin, "%.*s%s", slash ? (int)(slash - archive->name) + 1 : 0,
			       archive->name, name);
	if (ret < 0)
		return luocat_error_set(err, -ENOMEM, archive->name, NULL, "out of memory");
	ret = walk_reader(archive->walk, reader, origin, err);
	free(origin);
	return ret;
}

bool is_object_archive(const struct walk *walk, const struct reader *reader)
{
	return ar_archive_is(reader);
}

int walk_object_archive(struct walk *walk, struct reader *reader, const char *name,
			struct luocat_error *err)
{
	struct walk_archive archive = {walk, name, ar_archive_is_thin(reader)};
	int ret;

	/* its members are files beside it, and an input that was unpacked does not choose files */
	if (archive.thin && walk->unpacked)
		return luocat_error_set(err, -EINVAL, reader_name(reader), NULL,
					"a thin archive, in something packed, has no members");
	ret = walk_enter(walk, reader, err);
	if (ret)
		return ret;
	ret = ar_archive_visit(reader, walk_member, &archive, err);
	walk_leave(walk);
	return ret;
}
