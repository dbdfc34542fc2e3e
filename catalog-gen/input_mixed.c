// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_mixed.c - a directory of packages, images and modules, in any order and depth
 *
 * Such as /boot, or what a build of packages leaves. Content decides what is taken; what is no
 * kernel's is passed over.
 */
#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

#include "input_walk.h"

static int compare_names(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int walk_entry(struct walk *walk, const char *path, const char *name,
		      struct luocat_error *err)
{
	int ret;

	walk->place = is_installed_path(path) ? PLACE_MODULES_TREE : PLACE_BY_ITSELF;
	ret = walk_file(walk, path, name, err);
	walk->place = PLACE_BY_ITSELF;
	return ret;
}

int walk_mixed(struct walk *walk, const char *path, struct luocat_error *err)
{
	char *const paths[] = {(char *)path, NULL};
	/* what links lead to is elsewhere, or here under another name */
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, compare_names);
	size_t prefix = strlen(path);
	FTSENT *entry;
	int ret = 0;

	if (!fts)
		return luocat_error_set(err, -errno, path, NULL, "cannot open: %s",
					strerror(errno));
	walk->mixed = true;
	while (!ret && (entry = fts_read(fts))) {
		const char *name = entry->fts_path + prefix;

		if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
		    entry->fts_info == FTS_NS)
			ret = luocat_error_set(err, -entry->fts_errno, entry->fts_path, NULL,
					       "cannot read: %s", strerror(entry->fts_errno));
		else if (entry->fts_info == FTS_F && entry->fts_statp->st_size)
			ret = walk_entry(walk, entry->fts_path, name + strspn(name, "/"), err);
	}
	walk->mixed = false;
	fts_close(fts);
	return ret;
}
