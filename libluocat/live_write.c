// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * live_write.c - a catalog's formats as a directory, as the kernel would show them
 */
#include "live.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Nothing is written for what is not known: reading it back says the same. */
static int write_file(int at, const char *file, mode_t mode, const char *text)
{
	char line[MAX_WORD + 2];
	int length, fd, r;

	if (!text)
		return 0;
	length = snprintf(line, sizeof(line), "%s\n", text);
	fd = openat(at, file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	r = live_put(fd, line, (size_t)length);
	if (close(fd) && !r)
		r = -errno;
	return r;
}

static const char *flag(enum luocat_tri tri)
{
	return tri == LUOCAT_UNKNOWN ? NULL : tri == LUOCAT_YES ? "1" : "0";
}

static int write_attributes(int at, const struct luocat_version *version)
{
	bool settable = version->kind == LUOCAT_KIND_FILE_HANDLER;
	char number[16];
	const struct {
		const char *file;
		mode_t mode;
		const char *text;
	} files[] = {
		{"name", 0444, version->name},
		{"version", 0444, version->has_version ? number : NULL},
		{"compatible", 0444, version->compatible},
		{"read", 0444, flag(version->read)},
		{"write", 0444, flag(version->write)},
		{"enable_write", settable ? 0644 : 0444, flag(version->enable_write)},
		{"in_use", 0444, "0"},
		{"layout", 0444, version->fingerprint},
	};
	int r = 0;

	snprintf(number, sizeof(number), "%" PRIu32, version->version);
	for (size_t i = 0; i < ARRAY_SIZE(files) && !r; i++)
		r = write_file(at, files[i].file, files[i].mode, files[i].text);
	return r;
}

/* Make and open a directory; one that is there will do for a kind. */
static int make_directory(int at, const char *name, bool may_be_there, int *fd)
{
	if (mkdirat(at, name, 0755) && (errno != EEXIST || !may_be_there))
		return -errno;
	return live_open_directory(at, name, fd);
}

static int write_version(int formats, const struct luocat_version *version,
			 struct luocat_error *err)
{
	const char *kind = luocat_kind_name(version->kind);
	struct live_path path;
	struct live_name name;
	int of_kind, at, r;

	if (!live_name(version->compatible, &name))
		return luocat_error_set(err, -EINVAL, NULL, kind, "no directory can be called %s",
					version->compatible);
	path = live_path(kind, name.text, NULL);
	r = make_directory(formats, kind, true, &of_kind);
	if (r)
		return live_errno(err, r, kind, "made");
	r = make_directory(of_kind, name.text, false, &at);
	close(of_kind);
	if (r == -EEXIST)
		return luocat_error_set(err, -EINVAL, NULL, path.text,
					"would be the directory of two versions");
	if (r)
		return live_errno(err, r, path.text, "made");
	r = write_attributes(at, version);
	close(at);
	return r ? live_errno(err, r, path.text, "written") : 0;
}

static int not_empty(void *context, const char *name)
{
	return -ENOTEMPTY;
}

static int write_head(const struct luocat_catalog *catalog, int formats)
{
	const struct luocat_kernel *kernel = luocat_catalog_kernel(catalog);
	int r = write_file(formats, "build_id", 0444, kernel->build_id);

	if (!r)
		r = write_file(formats, "release", 0444, kernel->release);
	return r ? r : write_file(formats, "default_enable_write", 0644, "1");
}

int luocat_live_write(const struct luocat_catalog *catalog, int formats, struct luocat_error *err)
{
	int fd, r = live_open_directory(formats, ".", &fd);

	if (!r)
		r = live_each_entry(fd, not_empty, NULL);
	if (r)
		return live_errno(err, r, ".", r == -ENOTEMPTY ? "filled" : "read");
	r = write_head(catalog, formats);
	if (r)
		return live_errno(err, r, ".", "written");
	for (size_t i = 0; i < luocat_catalog_n_versions(catalog) && !r; i++) {
		const struct luocat_version *version = luocat_catalog_version(catalog, i);

		if (version->kind != LUOCAT_KIND_UNKNOWN)
			r = write_version(formats, version, err);
	}
	return r;
}
