// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * lint_json.c - what lint found, for machines: schemas/lint.schema.json
 */
#include "judge.h"
#include "report_json.h"

int luocat_lint_to_json(const struct luocat_verdict *verdict, char **text, size_t *length,
			struct luocat_error *err)
{
	char keys[2][80];
	struct emit emit = {0};
	int ret = luocat_catalog_key(verdict->writer, keys[0], err);

	if (!ret)
		ret = luocat_catalog_key(verdict->reader, keys[1], err);
	if (ret)
		return ret;
	emit_begin(&emit, NULL, '{');
	emit_number(&emit, "lint_version", LUOCAT_LINT_VERSION);
	report_write_generator(&emit);
	emit_string(&emit, "outcome", luocat_outcome_name(verdict->outcome));
	emit_number(&emit, "exit_code", report_verdict_code(verdict));
	report_write_kernel(&emit, "catalog", verdict->reader, keys[1]);
	if (verdict->writer == verdict->reader)
		emit_null(&emit, "baseline");
	else
		report_write_kernel(&emit, "baseline", verdict->writer, keys[0]);
	report_write_policy(&emit, verdict);
	emit_begin(&emit, "findings", '[');
	for (size_t i = 0; i < verdict->n_findings; i++)
		report_write_finding(&emit, &verdict->findings[i].pub, "baseline", "catalog",
				     verdict->policy);
	emit_end(&emit, ']');
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}
