// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * live_flag.c - flags of the table, one by one: default_enable_write, and enable_write of versions
 */
#include "live.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct live_path flag_path(const struct live_flag *flag)
{
	struct live_name name;

	if (!flag->compatible || !live_name(flag->compatible, &name))
		return live_path(NULL, NULL, "default_enable_write");
	return live_path(luocat_kind_name(flag->kind), name.text, "enable_write");
}

static int open_file(int at, const char *file, int *fd)
{
	struct stat st;

	*fd = openat(at, file, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (*fd < 0)
		return errno == ENXIO ? -EINVAL : -errno; /* a pipe that nobody reads */
	if (!fstat(*fd, &st) && S_ISREG(st.st_mode))
		return 0;
	close(*fd);
	return -EINVAL;
}

/* Its directory; the table's own is opened again, so that the caller has one to close. */
static int open_place(const struct luocat_live *live, const struct live_flag *flag, int *fd)
{
	struct live_name name;
	int kind, r;

	if (!flag->compatible)
		return live_open_directory(live->formats, ".", fd);
	if (!live_name(flag->compatible, &name))
		return -EINVAL;
	r = live_open_directory(live->formats, luocat_kind_name(flag->kind), &kind);
	if (r)
		return r;
	r = live_open_directory(kind, name.text, fd);
	close(kind);
	return r;
}

static const char *file_of(const struct live_flag *flag)
{
	return flag->compatible ? "enable_write" : "default_enable_write";
}

int flag_open(const struct luocat_live *live, const struct live_flag *flag, int *fd)
{
	int place, r = open_place(live, flag, &place);

	if (r)
		return r;
	r = open_file(place, file_of(flag), fd);
	close(place);
	return r;
}

int flag_put(int fd, bool value)
{
	return live_put(fd, value ? "1\n" : "0\n", 2);
}

enum luocat_tri flag_in(const struct luocat_state *state, const struct live_flag *flag)
{
	const struct luocat_running_version *version;

	if (!flag->compatible)
		return luocat_state_running(state)->default_enable_write;
	version = luocat_state_find(state, flag->kind, flag->compatible);
	return version ? version->enable_write : LUOCAT_UNKNOWN;
}

/* Its version is not registered any more: there is nothing to put back. */
static bool gone(const struct live_flag *flag, int code)
{
	return flag->compatible && (code == -ENOENT || code == -ENODEV);
}

/* Read it back, as it stands in its file. */
static int check_back(const struct luocat_live *live, const struct live_flag *flag)
{
	char line[16];
	int place, r = open_place(live, flag, &place);

	if (r)
		return r;
	r = live_read_line(place, file_of(flag), line, sizeof(line));
	close(place);
	if (r)
		return r;
	return line[0] == (flag->before ? '1' : '0') && !line[1] ? 0 : -EIO;
}

static int put_back(const struct luocat_live *live, const struct live_flag *flag)
{
	int fd, r = flag_open(live, flag, &fd);

	if (r)
		return gone(flag, r) ? 0 : r;
	r = flag_put(fd, flag->before);
	close(fd);
	if (!r)
		r = check_back(live, flag);
	return gone(flag, r) ? 0 : r;
}

int flags_put_back(const struct luocat_live *live, const struct live_flag *flags, size_t n,
		   struct luocat_error *err)
{
	struct luocat_error complaint;
	int ret = 0;

	/* all of them, whatever becomes of one; default_enable_write, the first, was set first */
	for (size_t i = n; i--;) {
		struct live_path path = flag_path(&flags[i]);
		int r = put_back(live, &flags[i]);

		if (!r)
			continue;
		live_errno(&complaint, r, path.text, "put back");
		ret = luocat_error_set(err, -ENOTRECOVERABLE, NULL, path.text,
				       "half applied: it was %d before, and %s", flags[i].before,
				       complaint.what);
	}
	return ret;
}
