// SPDX-License-Identifier: GPL-2.0-only
/*
 * output.c - output that is whole or not there
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(struct luocat_error *err, const char *path)
{
	return luocat_error_set(err, -errno, path, NULL, "cannot write: %s", strerror(errno));
}

static int write_all(int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t n = write(fd, text, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text += n;
		length -= (size_t)n;
	}
	return 0;
}

/* Whether the file holds exactly this text already. A doubt is a no. */
static bool unchanged(const char *path, const struct stat *st, const char *text, size_t length)
{
	size_t done = 0;
	char part[4096];
	int fd;

	if ((uint64_t)st->st_size != length)
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	while (done < length) {
		ssize_t n = read(fd, part, sizeof(part));

		if (n <= 0 || (size_t)n > length - done || memcmp(part, text + done, (size_t)n))
			break;
		done += (size_t)n;
	}
	close(fd);
	return done == length;
}

/* A pipe, a terminal, /dev/full: nothing can be put beside it, nor renamed over it. */
static int write_special(const char *path, const char *text, size_t length,
			 struct luocat_error *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	int ret;

	if (fd < 0)
		return failed(err, path);
	if (write_all(fd, text, length)) {
		ret = failed(err, path);
		close(fd);
		return ret;
	}
	if (close(fd))
		return failed(err, path);
	return 0;
}

static mode_t default_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static int write_beside(const char *path, mode_t mode, const char *text, size_t length,
			struct luocat_error *err)
{
	char *temporary;
	int fd, ret;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return luocat_error_set(err, -ENOMEM, path, NULL, "out of memory");
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		ret = failed(err, path);
		goto out;
	}
	if (fchmod(fd, mode) || write_all(fd, text, length)) {
		ret = failed(err, path);
		close(fd);
		goto out_unlink;
	}
	if (close(fd) || rename(temporary, path)) {
		ret = failed(err, path);
		goto out_unlink;
	}
	free(temporary);
	return 0;

out_unlink:
	unlink(temporary);
out:
	free(temporary);
	return ret;
}

static int write_path(const char *path, const char *text, size_t length, struct luocat_error *err)
{
	struct stat st;
	char *target;
	int ret;

	if (stat(path, &st))
		return write_beside(path, default_mode(), text, length, err);
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return failed(err, path);
	}
	if (!S_ISREG(st.st_mode))
		return write_special(path, text, length, err);
	if (unchanged(path, &st, text, length))
		return 0;
	/* rename over what a symbolic link means, not over the link */
	target = realpath(path, NULL);
	if (!target)
		return failed(err, path);
	ret = write_beside(target, st.st_mode & 0777, text, length, err);
	free(target);
	return ret;
}

int cli_write(const char *path, const char *text, size_t length, struct luocat_error *err)
{
	struct luocat_error own = {0};
	int ret;

	if (path && strcmp(path, "-")) {
		ret = write_path(path, text, length, &own);
	} else {
		ret = write_all(STDOUT_FILENO, text, length) ? failed(&own, "standard output") : 0;
	}
	if (ret && err)
		*err = own;
	return ret;
}
