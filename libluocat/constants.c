// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * constants.c - the constants of two versions side by side; both are sorted by name
 */
#include <string.h>

#include "internal.h"

bool constant_next(const struct luocat_version *a, const struct luocat_version *b,
		   struct constant_pair *pair)
{
	int order;

	pair->a = pair->next_a < a->n_constants ? &a->constants[pair->next_a] : NULL;
	pair->b = pair->next_b < b->n_constants ? &b->constants[pair->next_b] : NULL;
	if (!pair->a && !pair->b)
		return false;
	order = !pair->a ? 1 : !pair->b ? -1 : strcmp(pair->a->name, pair->b->name);
	if (order > 0)
		pair->a = NULL;
	else
		pair->next_a++;
	if (order < 0)
		pair->b = NULL;
	else
		pair->next_b++;
	return true;
}

const char *constant_clash(const struct luocat_version *a, const struct luocat_version *b)
{
	struct constant_pair pair = {0};

	while (constant_next(a, b, &pair)) {
		if (pair.a && pair.b && pair.a->value != pair.b->value)
			return pair.a->name;
	}
	return NULL;
}
