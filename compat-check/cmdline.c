// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmdline.c - kernel command lines that a user tells
 */
#include "cmdline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* Twice what a kernel takes: the library then says how long it is. */
#define MAX_FILE 4096

int cmdline_read(const char *option, const char *word, char **text, struct luocat_error *err)
{
	char *line = NULL;
	size_t length;
	int ret;

	if (word[0] != '@') {
		*text = strdup(word);
		return *text ? 0 : luocat_error_set(err, -ENOMEM, NULL, option, "out of memory");
	}
	ret = cli_read(word + 1, MAX_FILE, &line, &length, err);
	if (ret)
		return ret;
	if (strlen(line) != length) {
		free(line);
		return luocat_error_set(err, -EINVAL, word + 1, option, "has a NUL byte in it");
	}
	/* as /proc/cmdline ends */
	if (length && line[length - 1] == '\n')
		line[length - 1] = '\0';
	*text = line;
	return 0;
}
