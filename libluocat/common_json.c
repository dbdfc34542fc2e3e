// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * common_json.c - common versions for machines: schemas/common.schema.json, and as a profile of a
 * policy
 */
#include "common.h"
#include "report_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The common versions, or the others. */
static void write_versions(struct emit *emit, const char *key, const struct luocat_common *common,
			   bool are_common)
{
	emit_begin(emit, key, '[');
	for (size_t i = 0; i < common->n; i++) {
		const struct luocat_common_version *version = &common->versions[i].pub;

		if (!version->why != are_common)
			continue;
		emit_begin(emit, NULL, '{');
		emit_string(emit, "kind", luocat_kind_name(version->kind));
		emit_string(emit, "name", version->name);
		emit_string(emit, "compatible", version->compatible);
		if (are_common) {
			emit_bool(emit, "layout_known", version->layout_known);
			emit_string(emit, "fingerprint", version->fingerprint);
			emit_bool(emit, "requires_known", version->required_known);
		} else {
			emit_string(emit, "why", version->why);
		}
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

int luocat_common_to_json(const struct luocat_common *common, char **text, size_t *length,
			  struct luocat_error *err)
{
	const char *lacks = luocat_common_lacks(common);
	enum luocat_outcome outcome = lacks ? LUOCAT_INCOMPATIBLE : LUOCAT_COMPATIBLE;
	struct emit emit = {0};

	emit_begin(&emit, NULL, '{');
	emit_number(&emit, "common_version", LUOCAT_COMMON_VERSION);
	report_write_generator(&emit);
	emit_number(&emit, "exit_code", report_exit_code(outcome));
	emit_string(&emit, "lacks", lacks);
	matrix_write_kernels(&emit, common->matrix, NULL);
	write_versions(&emit, "common", common, true);
	write_versions(&emit, "others", common, false);
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}

static bool any_common(const struct luocat_common *common)
{
	for (size_t i = 0; i < common->n; i++) {
		if (!common->versions[i].pub.why)
			return true;
	}
	return false;
}

int luocat_common_to_policy(const struct luocat_common *common, const char *name, char **text,
			    size_t *length, struct luocat_error *err)
{
	struct emit emit = {0};

	if (!name || !text_is_word(name))
		return luocat_error_set(
			err, -EINVAL, NULL, NULL,
			"the name of a profile is 1 to 255 printable ASCII characters");
	if (!any_common(common))
		return luocat_error_set(err, -ENODATA, NULL, NULL,
					"no version is common, so that there is no profile");
	emit_begin(&emit, NULL, '{');
	emit_number(&emit, "policy_version", 1);
	emit_begin(&emit, "profiles", '{');
	emit_begin(&emit, name, '{');
	emit_begin(&emit, "formats", '[');
	for (size_t i = 0; i < common->n; i++) {
		const struct luocat_common_version *version = &common->versions[i].pub;

		if (version->why)
			continue;
		emit_begin(&emit, NULL, '{');
		emit_string(&emit, "kind", luocat_kind_name(version->kind));
		emit_string(&emit, "compatible", version->compatible);
		emit_string(&emit, "fingerprint", version->fingerprint);
		emit_end(&emit, '}');
	}
	emit_end(&emit, ']');
	emit_end(&emit, '}');
	emit_end(&emit, '}');
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}
