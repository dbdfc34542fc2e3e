// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

#define FORMATS "/sys/kernel/liveupdate/formats"

/* The value of an attribute; "-" where there is none. */
static const char *value(const char *directory, const char *name, char *text, size_t size)
{
	char path[600];
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return "-";
	length = read(fd, text, size - 1);
	if (length < 0)
		broken(path);
	close(fd);
	text[length] = 0;
	text[strcspn(text, "\n")] = 0;
	return text;
}

static void report_format(const char *kind, const char *name)
{
	static const char *const attributes[] = {"read", "write", "enable_write", "in_use"};
	char text[4][16], directory[500];
	const char *values[4];

	snprintf(directory, sizeof(directory), FORMATS "/%s/%s", kind, name);
	for (int i = 0; i < 4; i++)
		values[i] = value(directory, attributes[i], text[i], sizeof(text[i]));
	report("format kind=%s directory=%s read=%s write=%s enable_write=%s in_use=%s", kind, name,
	       values[0], values[1], values[2], values[3]);
}

/* The directories in one; false: there is no such one. */
static bool each_directory(const char *path, void (*each)(const char *parent, const char *name))
{
	DIR *directory = opendir(path);
	const struct dirent *entry;

	if (!directory)
		return false;
	while ((entry = readdir(directory)))
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			each(strrchr(path, '/') + 1, entry->d_name);
	closedir(directory);
	return true;
}

static void report_kind(const char *parent, const char *kind)
{
	char path[300];

	(void)parent;
	snprintf(path, sizeof(path), FORMATS "/%s", kind);
	each_directory(path, report_format);
}

void table_report(void)
{
	char text[16];

	if (each_directory(FORMATS, report_kind))
		report("default enable_write=%s",
		       value(FORMATS, "default_enable_write", text, sizeof(text)));
}
