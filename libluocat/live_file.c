// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * live_file.c - bounded files and directories below a directory fd
 *
 * A written tree may be anybody's: nothing is followed that is a link, waited for that is a pipe,
 * or read beyond what an attribute of sysfs can hold.
 */
#include "live.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct live_path live_path(const char *kind, const char *directory, const char *file)
{
	struct live_path path;

	snprintf(path.text, sizeof(path.text), "%s%s%s%s%s", kind ? kind : "",
		 kind && directory ? "/" : "", directory ? directory : "", kind && file ? "/" : "",
		 file ? file : "");
	return path;
}

int live_errno(struct luocat_error *err, int code, const char *path, const char *doing)
{
	switch (code) {
	case -EFBIG:
		return luocat_error_set(err, code, NULL, path, "is too long for what it should be");
	case -EINVAL:
		return luocat_error_set(err, code, NULL, path, "is not a file of one line");
	case -ELOOP:
		return luocat_error_set(err, code, NULL, path, "is a symbolic link");
	case -E2BIG:
		return luocat_error_set(err, code, NULL, path, "has more than %d entries",
					MAX_DIRECTORY);
	}
	errno = -code;
	return luocat_error_set(err, code, NULL, path, "cannot be %s: %m", doing);
}

int live_open_directory(int at, const char *name, int *fd)
{
	/* a link gives ENOTDIR with both flags, which would be the wrong thing to tell */
	struct stat st;

	*fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*fd >= 0)
		return 0;
	if (errno == ENOTDIR && !fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISLNK(st.st_mode))
		return -ELOOP;
	return -errno;
}

static int read_to_end(int fd, char *buffer, size_t size, size_t *length)
{
	*length = 0;
	while (*length < size) {
		ssize_t n = read(fd, buffer + *length, size - *length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		*length += (size_t)n;
	}
	if (*length == size)
		return -EFBIG;
	buffer[*length] = '\0';
	return 0;
}

int live_read_file(int at, const char *name, char *buffer, size_t size, size_t *length)
{
	int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	int r;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		r = -errno;
	else if (!S_ISREG(st.st_mode))
		r = -EINVAL;
	else
		r = read_to_end(fd, buffer, size, length);
	close(fd);
	return r;
}

int live_read_line(int at, const char *name, char *buffer, size_t size)
{
	size_t length;
	int r = live_read_file(at, name, buffer, size, &length);

	if (r)
		return r;
	if (length && buffer[length - 1] == '\n')
		buffer[--length] = '\0';
	return strlen(buffer) == length && !strchr(buffer, '\n') ? 0 : -EINVAL;
}

int live_each_entry(int fd, int (*each)(void *context, const char *name), void *context)
{
	DIR *directory = fdopendir(fd);
	unsigned int n = 0;
	int r = 0;

	if (!directory) {
		r = -errno;
		close(fd);
		return r;
	}
	while (!r) {
		struct dirent *entry;

		errno = 0;
		entry = readdir(directory);
		if (!entry) {
			r = -errno;
			break;
		}
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		r = ++n > MAX_DIRECTORY ? -E2BIG : each(context, entry->d_name);
	}
	closedir(directory);
	return r;
}

int live_put(int fd, const char *text, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t n = pwrite(fd, text + done, length - done, (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return -EIO;
		done += (size_t)n;
	}
	return 0;
}

bool live_name(const char *compatible, struct live_name *name)
{
	size_t length = strlen(compatible);

	if (!text_is_word(compatible) || !strcmp(compatible, ".") || !strcmp(compatible, ".."))
		return false;
	for (size_t i = 0; i <= length; i++)
		name->text[i] = compatible[i] == '/' ? '!' : compatible[i];
	return true;
}
