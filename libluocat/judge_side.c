// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * judge_side.c - what is worked out once of a kernel, in however many pairs it is
 *
 * Catalogs are hostile: a version has a number, so that whatever is followed from one to the next is
 * marked in an array.
 */
#include "judge.h"

#include <stdlib.h>

static int compare_addresses(const void *left, const void *right)
{
	const struct luocat_version *const *a = left, *const *b = right;

	return *a < *b ? -1 : *a > *b;
}

size_t side_number(const struct judge_side *side, const struct luocat_version *version)
{
	const struct luocat_version **found = bsearch(&version, side->sorted, side->n,
						      sizeof(version), compare_addresses);

	return (size_t)(found - side->sorted);
}

int judge_side_init(struct judge_side *side, struct luocat_catalog *catalog,
		    struct luocat_error *err)
{
	size_t n = luocat_catalog_n_versions(catalog);

	*side = (struct judge_side){
		.catalog = catalog,
		.sorted = calloc(n + 1, sizeof(*side->sorted)),
		.reached = calloc(n + 1, sizeof(*side->reached)),
		.n = n,
	};
	if (!side->sorted || !side->reached)
		return error_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		side->sorted[i] = luocat_catalog_version(catalog, i);
		side->n_required += side->sorted[i]->n_required;
	}
	qsort(side->sorted, n, sizeof(*side->sorted), compare_addresses);
	return 0;
}

void judge_side_free(struct judge_side *side)
{
	for (size_t i = 0; side->reached && i < side->n; i++)
		free(side->reached[i]);
	free(side->reached);
	free(side->sorted);
	free(side->layouts);
}
