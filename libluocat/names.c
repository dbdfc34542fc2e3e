// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * names.c - lists of names for messages, of bounded length whatever a catalog holds
 */
#include "internal.h"

#include <stdio.h>
#include <string.h>

/* what " and 16384 more" takes */
#define TAIL 20

void name_list_add(struct name_list *list, const char *name)
{
	size_t used = strlen(list->text);

	list->n++;
	if (list->omitted || used + strlen(name) + 2 + TAIL >= sizeof(list->text)) {
		list->omitted++;
		return;
	}
	snprintf(list->text + used, sizeof(list->text) - used, "%s%s", used ? ", " : "", name);
}

const char *name_list_text(struct name_list *list, const char *none)
{
	size_t used = strlen(list->text);

	if (!list->n)
		return none;
	if (list->omitted) {
		snprintf(list->text + used, sizeof(list->text) - used, "%s%zu more",
			 used ? " and " : "", list->omitted);
		list->omitted = 0;
	}
	return list->text;
}
