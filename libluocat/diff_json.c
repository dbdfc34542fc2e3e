// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * diff_json.c - a changelog for machines: schemas/diff.schema.json
 */
#include "diff.h"
#include "layout_json.h"
#include "report_json.h"

static const char *const how_names[] = {
	[LUOCAT_DIFF_ADDED] = "added",
	[LUOCAT_DIFF_REMOVED] = "removed",
	[LUOCAT_DIFF_CHANGED] = "changed",
};

static void write_entry(struct emit *emit, const struct luocat_diff_entry *entry)
{
	emit_begin(emit, NULL, '{');
	emit_string(emit, "how", how_names[entry->how]);
	emit_string(emit, "kind", entry->name ? luocat_kind_name(entry->kind) : NULL);
	emit_string(emit, "name", entry->name);
	emit_string(emit, "compatible", entry->compatible);
	emit_string(emit, "fact", entry->fact);
	emit_string(emit, "old", entry->old_value);
	emit_string(emit, "new", entry->new_value);
	differences_write(emit, entry->layout, "old", "new");
	emit_end(emit, '}');
}

int luocat_diff_to_json(const struct luocat_diff *diff, char **text, size_t *length,
			struct luocat_error *err)
{
	char keys[2][80];
	struct emit emit = {0};
	int ret = luocat_catalog_key(diff->old, keys[0], err);

	if (!ret)
		ret = luocat_catalog_key(diff->new, keys[1], err);
	if (ret)
		return ret;
	emit_begin(&emit, NULL, '{');
	emit_number(&emit, "diff_version", LUOCAT_DIFF_VERSION);
	report_write_generator(&emit);
	report_write_kernel(&emit, "old", diff->old, keys[0]);
	report_write_kernel(&emit, "new", diff->new, keys[1]);
	emit_begin(&emit, "changes", '[');
	for (size_t i = 0; i < diff->n; i++)
		write_entry(&emit, &diff->list[i].pub);
	emit_end(&emit, ']');
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}
