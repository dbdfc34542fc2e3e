// SPDX-License-Identifier: GPL-2.0-only
/*
 * tree.c - luo-sysfs-emitter tree: a catalog's formats as a directory, whole or not there
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "emitter.h"

/* kind/compatible/file: it is no deeper */
#define MAX_OPEN 8

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	return remove(path);
}

static int failed(struct luocat_error *err, const char *path, const char *doing)
{
	return luocat_error_set(err, -errno, path, NULL, "cannot be %s: %s", doing,
				strerror(errno));
}

static int fill(const struct luocat_catalog *catalog, const char *path, struct luocat_error *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return failed(err, path, "opened");
	ret = luocat_live_write(catalog, fd, err);
	if (!ret && fchmod(fd, 0755))
		ret = failed(err, path, "made readable");
	close(fd);
	return ret;
}

/* Written beside, then renamed: that takes the place of an empty directory, and of nothing else. */
static int write_tree(const struct luocat_catalog *catalog, const char *path,
		      struct luocat_error *err)
{
	size_t length = strlen(path);
	char *temporary;
	int ret;

	while (length > 1 && path[length - 1] == '/')
		length--;
	if (asprintf(&temporary, "%.*s.XXXXXX", (int)length, path) < 0)
		return luocat_error_set(err, -ENOMEM, path, NULL, "out of memory");
	if (!mkdtemp(temporary)) {
		ret = failed(err, path, "written");
		free(temporary);
		return ret;
	}
	ret = fill(catalog, temporary, err);
	if (!ret && rename(temporary, path))
		ret = errno == ENOTEMPTY || errno == EEXIST
			      ? luocat_error_set(err, -ENOTEMPTY, path, NULL, "is not empty")
			      : failed(err, path, "written");
	if (ret)
		nftw(temporary, remove_one, MAX_OPEN, FTW_DEPTH | FTW_PHYS);
	free(temporary);
	return ret;
}

int emitter_tree(const struct options *options, struct luocat_error *err)
{
	struct luocat_catalog *catalog;
	int ret = cli_load_catalog(options->words[0], &catalog, err);

	if (ret)
		return ret;
	ret = write_tree(catalog, options->words[1], err);
	if (ret && !err->file[0])
		snprintf(err->file, sizeof(err->file), "%s", options->words[0]);
	luocat_catalog_unref(catalog);
	return ret;
}
