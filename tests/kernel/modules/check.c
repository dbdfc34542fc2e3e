// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check.h"

static int tests, failures;

void check(bool passed, const char *what)
{
	printf("%sok %d %s\n", passed ? "" : "not ", ++tests, what);
	failures += !passed;
}

int check_end(void)
{
	printf("1..%d\n", tests);
	return failures != 0;
}

int load(const char *module, const char *parameters)
{
	int fd = open(module, O_RDONLY | O_CLOEXEC);
	int ret = fd < 0 || syscall(SYS_finit_module, fd, parameters, 0) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return ret;
}

int unload(const char *module)
{
	return syscall(SYS_delete_module, module, O_NONBLOCK) ? -errno : 0;
}

const char *text(const char *path)
{
	static char line[64];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, line, sizeof(line) - 1);

	if (fd >= 0)
		close(fd);
	line[length < 0 ? 0 : length] = 0;
	line[strcspn(line, "\n")] = 0;
	return line;
}

bool is(const char *path, const char *expected)
{
	return !strcmp(text(path), expected);
}

int put(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = fd < 0 || write(fd, value, strlen(value)) < 0 ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return ret;
}

bool there(const char *path)
{
	return !access(path, F_OK);
}
