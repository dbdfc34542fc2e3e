// SPDX-License-Identifier: GPL-2.0-only
/*
 * fleet.c - the catalogs of many kernels: files, and directories of them
 */
#include "fleet.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "command.h"

/* Beyond what luocat_matrix_new() takes there is no use in reading them. */
#define MAX_FILES   4096
#define MAX_READERS 16

/* ---- Which files ---- */

static int no_memory(struct luocat_error *err)
{
	return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
}

/* Takes @path over, also when it fails. */
static int add_path(struct fleet *fleet, char *path, struct luocat_error *err)
{
	char **paths = path ? realloc(fleet->paths, (fleet->n + 1) * sizeof(*paths)) : NULL;

	if (!paths) {
		free(path);
		return no_memory(err);
	}
	fleet->paths = paths;
	paths[fleet->n++] = path;
	if (fleet->n > MAX_FILES)
		return luocat_error_set(err, -E2BIG, path, NULL,
					"is one catalog more than the %d that "
					"are judged at once",
					MAX_FILES);
	return 0;
}

static int is_json(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && dot != entry->d_name && !strcmp(dot, ".json");
}

/* Not alphasort(): the order must not depend on the locale. */
static int compare_entries(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_directory(struct fleet *fleet, const char *directory, struct luocat_error *err)
{
	struct dirent **entries;
	int n = scandir(directory, &entries, is_json, compare_entries), ret = 0;

	if (n < 0)
		return luocat_error_set(err, -errno, directory, NULL, "%s", strerror(errno));
	for (int i = 0; i < n; i++) {
		char *path;

		if (!ret && asprintf(&path, "%s/%s", directory, entries[i]->d_name) < 0)
			path = NULL;
		if (!ret)
			ret = add_path(fleet, path, err);
		free(entries[i]);
	}
	free(entries);
	if (!n)
		return luocat_error_set(err, -ENOENT, directory, NULL, "has no catalog (*.json)");
	return ret;
}

static int add_input(struct fleet *fleet, const char *input, struct luocat_error *err)
{
	struct stat status;

	if (strcmp(input, "-") && !stat(input, &status) && S_ISDIR(status.st_mode))
		return add_directory(fleet, input, err);
	return add_path(fleet, strdup(input), err);
}

/* ---- Reading them ---- */

struct reading {
	struct fleet *fleet;
	size_t next; /* file that nobody has taken yet; atomic */
	bool failed; /* no further ones are to be taken; atomic */
};

struct reader {
	struct reading *reading;
	pthread_t thread;
	bool started;
	int ret;
	size_t file; /* that failed */
	struct luocat_error err;
};

static void *read_files(void *argument)
{
	struct reader *reader = argument;
	struct reading *reading = reader->reading;
	struct fleet *fleet = reading->fleet;

	while (!__atomic_load_n(&reading->failed, __ATOMIC_RELAXED)) {
		size_t file = __atomic_fetch_add(&reading->next, 1, __ATOMIC_RELAXED);

		if (file >= fleet->n)
			break;
		reader->ret = cli_load_catalog(fleet->paths[file], &fleet->catalogs[file],
					       &reader->err);
		if (reader->ret) {
			reader->file = file;
			__atomic_store_n(&reading->failed, true, __ATOMIC_RELAXED);
			break;
		}
	}
	return NULL;
}

unsigned int fleet_threads(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > MAX_READERS ? MAX_READERS : (unsigned int)n;
}

/* Files are taken in order, so that of those that fail the first one is always met. */
static int read_all(struct fleet *fleet, struct luocat_error *err)
{
	struct reading reading = {.fleet = fleet};
	struct reader readers[MAX_READERS] = {0};
	const struct reader *first = NULL;
	size_t n = fleet_threads() < fleet->n ? fleet_threads() : fleet->n;

	for (size_t i = 0; i < n; i++)
		readers[i].reading = &reading;
	for (size_t i = 1; i < n; i++)
		readers[i].started = !pthread_create(&readers[i].thread, NULL, read_files,
						     &readers[i]);
	read_files(&readers[0]);
	for (size_t i = 0; i < n; i++) {
		if (readers[i].started)
			pthread_join(readers[i].thread, NULL);
		if (readers[i].ret && (!first || readers[i].file < first->file))
			first = &readers[i];
	}
	if (!first)
		return 0;
	*err = first->err;
	return first->ret;
}

/* ---- Each kernel once ---- */

struct keyed {
	char key[80];
	size_t file;
};

static int compare_keys(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	int order = strcmp(a->key, b->key);

	if (order)
		return order;
	return a->file < b->file ? -1 : a->file > b->file;
}

static int same_catalog(const struct fleet *fleet, size_t a, size_t b, bool *same,
			struct luocat_error *err)
{
	char *texts[2] = {NULL, NULL};
	int ret = luocat_catalog_to_json(fleet->catalogs[a], &texts[0], NULL, err);

	if (!ret)
		ret = luocat_catalog_to_json(fleet->catalogs[b], &texts[1], NULL, err);
	if (!ret)
		*same = !strcmp(texts[0], texts[1]);
	free(texts[0]);
	free(texts[1]);
	return ret;
}

/* @second is of the kernel that @first is of. */
static int drop(struct fleet *fleet, size_t first, size_t second, const char *key,
		struct luocat_error *err)
{
	struct luocat_error note;
	bool same = false;
	int ret = same_catalog(fleet, first, second, &same, err);

	if (ret)
		return ret;
	if (!same)
		return luocat_error_set(err, -EEXIST, fleet->paths[second], NULL,
					"says something else of the kernel of %s (%s)",
					fleet->paths[first], key);
	luocat_error_set(&note, -EEXIST, fleet->paths[second], NULL,
			 "is the catalog %s once more, and counts once", fleet->paths[first]);
	cli_error(PROGRAM, &note, false);
	fleet->catalogs[second] = luocat_catalog_unref(fleet->catalogs[second]);
	return 0;
}

static void close_up(struct fleet *fleet)
{
	size_t n = 0;

	for (size_t i = 0; i < fleet->n; i++) {
		if (!fleet->catalogs[i]) {
			free(fleet->paths[i]);
			continue;
		}
		fleet->catalogs[n] = fleet->catalogs[i];
		fleet->paths[n++] = fleet->paths[i];
	}
	fleet->n = n;
}

static int once_each(struct fleet *fleet, struct luocat_error *err)
{
	struct keyed *keyed = calloc(fleet->n, sizeof(*keyed));
	int ret = keyed ? 0 : no_memory(err);

	for (size_t i = 0; i < fleet->n && !ret; i++) {
		keyed[i].file = i;
		ret = luocat_catalog_key(fleet->catalogs[i], keyed[i].key, err);
	}
	if (!ret)
		qsort(keyed, fleet->n, sizeof(*keyed), compare_keys);
	for (size_t i = 1, first = 0; i < fleet->n && !ret; i++) {
		if (strcmp(keyed[i].key, keyed[first].key))
			first = i;
		else
			ret = drop(fleet, keyed[first].file, keyed[i].file, keyed[i].key, err);
	}
	free(keyed);
	if (!ret)
		close_up(fleet);
	return ret;
}

int fleet_load(char *const *inputs, size_t n, struct fleet *fleet, struct luocat_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < n && !ret; i++)
		ret = add_input(fleet, inputs[i], err);
	if (ret)
		return ret;
	fleet->catalogs = calloc(fleet->n, sizeof(struct luocat_catalog *));
	if (!fleet->catalogs)
		return no_memory(err);
	ret = read_all(fleet, err);
	return ret ? ret : once_each(fleet, err);
}

void fleet_free(struct fleet *fleet)
{
	for (size_t i = 0; i < fleet->n; i++) {
		if (fleet->catalogs)
			luocat_catalog_unref(fleet->catalogs[i]);
		free(fleet->paths[i]);
	}
	free(fleet->catalogs);
	free(fleet->paths);
}
