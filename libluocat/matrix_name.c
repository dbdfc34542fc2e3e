// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * matrix_name.c - how the kernels of a matrix are called, and which one a person means
 */
#include "matrix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Enough of a key to tell kernels apart by eye. */
#define SHORT_KEY 12
/* As many digits of a build-id are meant to say one kernel. */
#define MIN_DIGITS 8
/* kernel: __NEW_UTS_LEN in uapi/linux/utsname.h; what is longer is no release. */
#define MAX_RELEASE 64

enum level { BY_RELEASE, BY_SHORT_KEY, BY_KEY };

static const char *digits_of(const char *key)
{
	return strchr(key, ':') + 1;
}

static const char *release_of(const struct luocat_matrix_kernel *kernel)
{
	return luocat_catalog_kernel(kernel->catalog)->release;
}

/* Replaces matrix->names[i]. */
static int call(struct luocat_matrix *matrix, size_t i, enum level level)
{
	const char *release = release_of(&matrix->kernels[i]);
	const char *key = matrix->keys[i];
	char name[MAX_RELEASE + SHORT_KEY + 2];

	if (level == BY_RELEASE)
		snprintf(name, sizeof(name), "%s", release);
	else if (level == BY_SHORT_KEY)
		snprintf(name, sizeof(name), "%s@%.*s", release, SHORT_KEY, digits_of(key));
	free(matrix->names[i]);
	matrix->names[i] = strdup(level == BY_KEY ? key : name);
	matrix->kernels[i].name = matrix->names[i];
	return matrix->names[i] ? 0 : -ENOMEM;
}

static int compare_names(const void *left, const void *right, void *matrix)
{
	char *const *names = ((const struct luocat_matrix *)matrix)->names;

	return strcmp(names[*(const size_t *)left], names[*(const size_t *)right]);
}

/*
 * Those that share a name are called by more, until none do: 1, -errno, or 0 when that is so. Keys
 * differ, so of kernels that share a name at most one is called by its key.
 */
static int tell_apart(struct luocat_matrix *matrix, size_t *order, enum level *levels)
{
	int changed = 0;

	qsort_r(order, matrix->n, sizeof(*order), compare_names, matrix);
	for (size_t i = 0, end; i < matrix->n; i = end) {
		for (end = i + 1; end < matrix->n && !compare_names(&order[i], &order[end], matrix);
		     end++)
			;
		for (size_t k = i; end - i > 1 && k < end; k++) {
			if (levels[order[k]] != BY_KEY)
				levels[order[k]]++;
		}
		changed |= end - i > 1;
	}
	for (size_t i = 0; changed && i < matrix->n; i++) {
		if (call(matrix, i, levels[i]))
			return -ENOMEM;
	}
	return changed;
}

static int give_names(struct luocat_matrix *matrix, size_t *order, enum level *levels)
{
	int ret = 0;

	for (size_t i = 0; i < matrix->n && !ret; i++) {
		const char *release = release_of(&matrix->kernels[i]);

		order[i] = i;
		if (!release || !*release || strlen(release) > MAX_RELEASE)
			levels[i] = BY_KEY;
		ret = call(matrix, i, levels[i]);
	}
	/* each turn makes a name longer, of which there are three */
	for (ret = ret ? ret : 1; ret > 0;)
		ret = tell_apart(matrix, order, levels);
	return ret;
}

static int compare_keys(const void *left, const void *right, void *matrix)
{
	char(*const keys)[80] = ((struct luocat_matrix *)matrix)->keys;

	return strcmp(keys[*(const size_t *)left], keys[*(const size_t *)right]);
}

static int take_keys(struct luocat_matrix *matrix, struct luocat_error *err)
{
	for (size_t i = 0; i < matrix->n; i++) {
		int ret = luocat_catalog_key(matrix->kernels[i].catalog, matrix->keys[i], err);

		if (ret)
			return ret;
		matrix->kernels[i].key = matrix->keys[i];
		matrix->by_key[i] = i;
	}
	qsort_r(matrix->by_key, matrix->n, sizeof(*matrix->by_key), compare_keys, matrix);
	for (size_t i = 1; i < matrix->n; i++) {
		if (!compare_keys(&matrix->by_key[i - 1], &matrix->by_key[i], matrix))
			return luocat_error_set(err, -EEXIST, NULL, NULL,
						"two catalogs are of one kernel: %s",
						matrix->keys[matrix->by_key[i]]);
	}
	return 0;
}

int matrix_name(struct luocat_matrix *matrix, struct luocat_error *err)
{
	size_t *order = calloc(matrix->n, sizeof(*order));
	enum level *levels = calloc(matrix->n, sizeof(*levels));
	int ret = 0;

	matrix->keys = calloc(matrix->n, sizeof(*matrix->keys));
	matrix->names = calloc(matrix->n, sizeof(*matrix->names));
	matrix->by_key = calloc(matrix->n, sizeof(*matrix->by_key));
	if (!order || !levels || !matrix->keys || !matrix->names || !matrix->by_key)
		ret = error_no_memory(err);
	if (!ret)
		ret = take_keys(matrix, err);
	if (!ret && give_names(matrix, order, levels))
		ret = error_no_memory(err);
	free(order);
	free(levels);
	return ret;
}

/* ---- What a person means ---- */

static bool is_digits_of(const char *key, const char *word)
{
	size_t length = strlen(word);

	return length >= MIN_DIGITS && !strncmp(digits_of(key), word, length);
}

static bool is_meant(const struct luocat_matrix_kernel *kernel, const char *word)
{
	const char *release = release_of(kernel);

	return !strcmp(kernel->key, word) || (release && !strcmp(release, word)) ||
	       is_digits_of(kernel->key, word);
}

int luocat_matrix_find(const struct luocat_matrix *matrix, const char *word, size_t *index,
		       struct luocat_error *err)
{
	struct name_list names = {.n = 0};
	size_t found = 0;

	/* no two have one name, so that one goes before what several may have */
	for (size_t i = 0; i < matrix->n; i++) {
		if (!strcmp(matrix->names[i], word)) {
			*index = i;
			return 0;
		}
	}
	for (size_t i = 0; i < matrix->n; i++) {
		if (!is_meant(&matrix->kernels[i], word))
			continue;
		found = i;
		name_list_add(&names, matrix->names[i]);
	}
	if (!names.n)
		return luocat_error_set(
			err, -ENOENT, NULL, NULL,
			"none of the kernels has the name, release, key or build-id "
			"\"%s\"",
			word);
	if (names.n > 1)
		return luocat_error_set(err, -EEXIST, NULL, NULL, "\"%s\" may be any of %s", word,
					name_list_text(&names, ""));
	*index = found;
	return 0;
}
