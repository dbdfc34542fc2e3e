// SPDX-License-Identifier: GPL-2.0-only
/*
 * words.c - options that take a list, separated by commas
 */
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

int words_set(struct words *words, const char *option, const char *list, struct luocat_error *err)
{
	char *rest;

	if (err->code)
		return err->code;
	if (words->told)
		return luocat_error_set(err, -EINVAL, NULL, NULL,
					"%s is given twice, the second time %s", option, list);
	words->told = true;
	words->text = strdup(list);
	words->list = calloc(strlen(list) + 1, sizeof(*words->list));
	if (!words->text || !words->list)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	if (!*list)
		return 0; /* there is none */
	rest = words->text;
	for (char *word; (word = strsep(&rest, ","));) {
		if (!*word)
			return luocat_error_set(err, -EINVAL, NULL, NULL,
						"%s has an empty name in \"%s\"", option, list);
		words->list[words->n++] = word;
	}
	return 0;
}

void words_free(struct words *words)
{
	free(words->list);
	free(words->text);
}
