// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_package.c - .deb and .rpm packages, and what is taken out of archives of files
 *
 * Packages are read from end to end without anything on disk: a member is looked at where it
 * passes, and only a kernel's objects and images are taken into memory, one at a time.
 */
#include <ar.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ar_archive.h"
#include "input_ahead.h"
#include "input_kernels.h"
#include "input_walk.h"

/* Of what an initramfs holds, only what can be loaded is worth a look: from wherever insmod takes it. */
static bool is_wanted(const struct walk *walk, const char *member)
{
	return walk->place != PLACE_INITRAMFS || is_module_name(member);
}

/* A member's path in origins and errors: one line of ASCII, whatever the package says. */
static char *member_path(const char *archive, const char *member)
{
	char *path;

	if (asprintf(&path, "%s:%s", archive, member) < 0)
		return NULL;
	for (char *c = path + strlen(archive) + 1; *c; c++) {
		if (*c < 0x20 || *c > 0x7e)
			*c = '?';
	}
	return path;
}

int walk_members(struct walk *walk, struct packed *packed, const char *file, const char *name,
		 struct luocat_error *err)
{
	bool mixed = walk->mixed, archived = walk->archived;
	enum input_place place = walk->place;
	const char *member;
	uint64_t size;
	int ret;

	walk->mixed = walk->archived = true;
	while ((ret = packed_next(packed, &member, &size, err)) > 0) {
		char *path = member_path(file, member), *origin = member_path(name, member);

		ret = path && origin ? walk_count_member(walk, path, err)
				     : luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
		if (place != PLACE_INITRAMFS)
			walk->place = ret || !is_installed_path(member) ? PLACE_BY_ITSELF
									: PLACE_MODULES_TREE;
		if (!ret && is_wanted(walk, member))
			ret = walk_packed(walk, packed, size, path, origin, err);
		free(origin);
		free(path);
		if (ret)
			break;
	}
	if (!ret)
		ret = ahead_drain(walk, err);
	walk->mixed = mixed;
	walk->archived = archived;
	walk->place = place;
	return ret;
}

/* A package that somebody names has a kernel's objects in it. */
static int check_found(const struct walk *walk, const struct reader *package, size_t before,
		       struct luocat_error *err)
{
	if (walk->mixed || walk->objects + walk->others != before ||
	    walk->visitor->kernels->wanted || walk->visitor->kernels->n > 1)
		return 0;
	return luocat_error_set(err, -ENODATA, reader_name(package), NULL,
				"holds neither a kernel nor modules nor a configuration");
}

/* ---- .deb: an ar archive of "debian-binary", "control.tar.*" and "data.tar.*" (deb(5)) ---- */

#define FIRST_MEMBER "debian-binary"

bool is_deb(const struct walk *walk, const struct reader *reader)
{
	const void *first = reader_at(reader, SARMAG, sizeof(FIRST_MEMBER) - 1);

	return first && ar_archive_is(reader) && !ar_archive_is_thin(reader) &&
	       !memcmp(first, FIRST_MEMBER, sizeof(FIRST_MEMBER) - 1);
}

struct walk_package {
	struct walk *walk;
	const struct reader *package;
	const char *name;
	size_t n_data;
};

static int walk_deb_member(struct reader *reader, const char *member, void *arg,
			   struct luocat_error *err)
{
	struct walk_package *deb = arg;
	struct packed *packed;
	int ret;

	if (strncmp(member, "data.tar", 8))
		return 0;
	if (deb->n_data++)
		return luocat_error_set(err, -EINVAL, reader_name(deb->package), NULL,
					"has two members data.tar");
	ret = packed_open_tar(reader, packing_of(reader), NULL, &deb->walk->unpacking, &packed,
			      err);
	if (ret)
		return ret;
	ret = walk_members(deb->walk, packed, reader_name(deb->package), deb->name, err);
	packed_close(packed);
	return ret;
}

int walk_deb(struct walk *walk, struct reader *reader, const char *name, struct luocat_error *err)
{
	struct walk_package deb = {.walk = walk, .package = reader, .name = name};
	size_t before = walk->objects + walk->others;
	int ret = walk_enter(walk, reader, err);

	if (ret)
		return ret;
	ret = ar_archive_visit(reader, walk_deb_member, &deb, err);
	if (!ret && !deb.n_data)
		ret = luocat_error_set(err, -EINVAL, reader_name(reader), NULL,
				       "has no member data.tar");
	walk_leave(walk);
	return ret ? ret : check_found(walk, reader, before, err);
}

/* ---- .rpm: headers, then a compressed cpio archive ---- */

bool is_rpm(const struct walk *walk, const struct reader *reader)
{
	const void *lead = reader_at(reader, 0, 4);

	return lead && !memcmp(lead, "\xed\xab\xee\xdb", 4);
}

int walk_rpm(struct walk *walk, struct reader *reader, const char *name, struct luocat_error *err)
{
	size_t before = walk->objects + walk->others;
	struct packed *packed;
	int ret = walk_enter(walk, reader, err);

	if (ret)
		return ret;
	ret = packed_open_rpm(reader, &walk->unpacking, &packed, err);
	if (!ret) {
		ret = walk_members(walk, packed, reader_name(reader), name, err);
		packed_close(packed);
	}
	walk_leave(walk);
	return ret ? ret : check_found(walk, reader, before, err);
}
