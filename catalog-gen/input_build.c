// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_build.c - what a build tree says of the kernel beside its objects: .config and release
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input_walk.h"

/* An allyesconfig's .config has 0.5 MB. */
#define TEXT_LIMIT ((uint64_t)64 << 20)

static bool exists(const char *directory, const char *name)
{
	char *path = join_path(directory, name, NULL);
	bool found = path && !access(path, F_OK);

	free(path);
	return found;
}

bool is_build_tree(const char *path)
{
	return exists(path, ".config") && exists(path, "include/config/auto.conf");
}

int read_text(const char *path, char **text, size_t *length, struct luocat_error *err)
{
	struct reader *reader;
	uint64_t size;
	int ret;

	*text = NULL;
	*length = 0;
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	ret = reader_open_regular(path, &reader, err);
	if (ret)
		return ret;
	size = reader_size(reader);
	*text = size <= TEXT_LIMIT ? malloc(size + 1) : NULL;
	if (!*text) {
		ret = luocat_error_set(err, -EFBIG, path, NULL, "is too large");
	} else {
		ret = reader_copy(reader, 0, *text, size, err);
		(*text)[size] = '\0';
		*length = size;
	}
	if (!ret && memchr(*text, '\0', size))
		ret = luocat_error_set(err, -EINVAL, path, NULL, "is not a text file");
	if (ret) {
		free(*text);
		*text = NULL;
	}
	reader_unref(reader);
	return ret;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Cuts @text into its "CONFIG_x=y" and "=m" lines, sorted. Returns their number, or -1. */
static ssize_t switched_on(char *text, char ***lines)
{
	size_t n = 0, room = 0;
	char *line, *save, **larger;

	*lines = NULL;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		size_t length = strlen(line);

		if (strncmp(line, "CONFIG_", 7) || length < 10 ||
		    (strcmp(line + length - 2, "=y") && strcmp(line + length - 2, "=m")))
			continue;
		if (n == room) {
			room = room ? 2 * room : 1024;
			larger = realloc(*lines, room * sizeof(**lines));
			if (!larger)
				return -1;
			*lines = larger;
		}
		(*lines)[n++] = line;
	}
	if (n)
		qsort(*lines, n, sizeof(**lines), compare_lines);
	return (ssize_t)n;
}

/*
 * Whether .config is what the kernel was built with: the build copies it to auto.conf, which
 * differs once somebody has changed .config. Both texts are cut into pieces.
 */
static bool same_configuration(char *config, char *built)
{
	char **a, **b;
	ssize_t n = switched_on(config, &a), m = switched_on(built, &b);
	bool same = n >= 0 && n == m;

	for (ssize_t i = 0; same && i < n; i++)
		same = !strcmp(a[i], b[i]);
	free(a);
	free(b);
	return same;
}

static int tell_config(struct walk *walk, const char *config, const char *auto_conf,
		       struct luocat_error *err)
{
	char *text = NULL, *built = NULL, *copy = NULL;
	size_t length, n;
	int ret;

	ret = read_text(config, &text, &length, err);
	if (!ret)
		ret = read_text(auto_conf, &built, &n, err);
	if (ret || !text)
		goto out;
	copy = strdup(text);
	if (!copy)
		ret = luocat_error_set(err, -ENOMEM, config, NULL, "out of memory");
	else if (built && !same_configuration(copy, built))
		ret = luocat_error_set(err, -ESTALE, config, NULL,
				       "is not what the kernel was built with (%s differs): build "
				       "it again",
				       auto_conf);
	else
		ret = walk->visitor->config(text, length, config, walk->visitor->arg, err);
out:
	free(copy);
	free(built);
	free(text);
	return ret;
}

static int tell_release(struct walk *walk, const char *path, struct luocat_error *err)
{
	char *text;
	size_t length;
	int ret;

	ret = read_text(path, &text, &length, err);
	if (ret || !text)
		return ret;
	text[strcspn(text, "\n")] = '\0';
	ret = *text ? walk->visitor->release(text, path, walk->visitor->arg, err) : 0;
	free(text);
	return ret;
}

int walk_build_facts(struct walk *walk, const char *path, struct luocat_error *err)
{
	char *config = join_path(path, ".config", err);
	char *auto_conf = config ? join_path(path, "include/config/auto.conf", err) : NULL;
	char *release = auto_conf ? join_path(path, "include/config/kernel.release", err) : NULL;
	int ret = release ? 0 : -ENOMEM;

	if (!ret && walk->visitor->config)
		ret = tell_config(walk, config, auto_conf, err);
	if (!ret && walk->visitor->release)
		ret = tell_release(walk, release, err);
	free(release);
	free(auto_conf);
	free(config);
	return ret;
}
