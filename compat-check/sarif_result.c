// SPDX-License-Identifier: GPL-2.0-only
/*
 * sarif_result.c - findings as SARIF's results
 */
#include "sarif.h"
#include "cli.h"

#include <stdlib.h>
#include <string.h>

#include <sha256.h>

/* A verdict and how its kernels are called. */
struct question {
	const struct report *report;
	const struct luocat_verdict *verdict;
	struct kernel_name writer, reader;
};

/* ---- Its identity ---- */

/*
 * What a finding is about, without what changes from run to run: releases, build-ids, lines. Of
 * several that are about the same, each has a number.
 */
static char *identity(const struct question *question, const struct luocat_finding *finding,
		      json_t *seen)
{
	const struct luocat_difference *d = finding->layout
						    ? luocat_differences_worst(finding->layout)
						    : NULL;
	const char *direction = question->report->lint ? "lint"
						       : report_direction(question->verdict);
	char *name, *numbered;
	json_int_t n;

	if (asprintf(&name, "%s/%s/%s/%s/%s/%s", finding->rule->id, direction,
		     finding->name ? luocat_kind_name(finding->kind) : "kernel",
		     finding->compatible ? finding->compatible
		     : finding->name	 ? finding->name
					 : "",
		     d && d->type ? d->type : "", d && d->member ? d->member : "") < 0)
		return NULL;
	n = json_integer_value(json_object_get(seen, name)) + 1;
	if (json_object_set_new(seen, name, json_integer(n)) ||
	    asprintf(&numbered, "%s:%lld", name, (long long)n) < 0)
		numbered = NULL;
	free(name);
	return numbered;
}

/* GitHub tells results apart by the second one, and works it out from the file where it is not
 * given. */
static json_t *fingerprints(const struct question *question, const struct luocat_finding *finding,
			    json_t *seen)
{
	char *name = identity(question, finding, seen);
	char digest[SHA256_DIGEST_STRING_LENGTH];
	json_t *made = NULL;

	if (name && SHA256Data((const uint8_t *)name, strlen(name), digest))
		made = json_pack("{s:s, s:s}", "luocat/v1", name, "primaryLocationLineHash",
				 digest);
	free(name);
	return made;
}

/* ---- What it says ---- */

static json_t *message(const struct question *question, const struct luocat_finding *finding)
{
	const char *plan = report_plan_in(question->report, question->verdict, finding);
	char line[600], *text = NULL;
	size_t length;
	FILE *out = cli_text_open(&text, &length);
	json_t *made = NULL;

	if (!out)
		return NULL;
	fprintf(out, "%s\n", finding->message);
	if (report_consequence(finding, plan, line, sizeof(line)))
		fprintf(out, "%s\n", line);
	if (finding->severity == LUOCAT_SEVERITY_PLAN && plan)
		fprintf(out, "%s\n", plan);
	if (finding->advice)
		fprintf(out, "do: %s\n", finding->advice);
	if (question->report->lint)
		fprintf(out, "%s, since %s", question->reader.text, question->writer.text);
	else
		fprintf(out, "%s: %s -> %s", report_direction(question->verdict),
			question->writer.text, question->reader.text);
	if (!fclose(out))
		made = sarif_text(text);
	free(text);
	return made;
}

static json_t *kernel(const struct luocat_catalog *catalog, const struct kernel_name *name)
{
	const struct luocat_kernel *facts = luocat_catalog_kernel(catalog);

	return json_pack("{s:s, s:s*, s:s*}", "key", name->key, "release", facts->release,
			 "buildId", facts->build_id);
}

static json_t *properties(const struct question *question, const struct luocat_finding *finding)
{
	const struct luocat_verdict *verdict = question->verdict;
	const char *consequence = finding->consequence != LUOCAT_CONSEQUENCE_UNKNOWN
					  ? luocat_consequence_name(finding->consequence)
					  : NULL;

	return json_pack("{s:s*, s:s, s:s, s:o*, s:s*, s:s*, s:s*, s:s*, s:o, s:o}", "direction",
			 question->report->lint ? NULL : report_direction(verdict), "severity",
			 luocat_severity_name(finding->severity), "judged",
			 luocat_severity_name(finding->judged), "changedBy",
			 finding->changed_by ? sarif_text(finding->changed_by) : NULL,
			 "consequence", consequence, "kind",
			 finding->name ? luocat_kind_name(finding->kind) : NULL, "name",
			 finding->name, "compatible", finding->compatible,
			 report_side(question->report, 0),
			 kernel(luocat_verdict_writer(verdict), &question->writer),
			 report_side(question->report, 1),
			 kernel(luocat_verdict_reader(verdict), &question->reader));
}

static json_t *suppressions(const struct luocat_waiver *waiver)
{
	return json_pack("[{s:s, s:s, s:o, s:o*, s:{s:s*, s:s*, s:s*, s:s*, s:s*, s:s*}}]", "kind",
			 "external", "status", "accepted", "justification",
			 sarif_text(waiver->reason ? waiver->reason : ""), "location",
			 sarif_waiver_place(waiver), "properties", "owner", waiver->owner,
			 "expires", waiver->expires, "rule", waiver->rule, "format", waiver->format,
			 "writer", waiver->writer, "reader", waiver->reader);
}

static int rule_index(const struct luocat_rule *rule)
{
	for (size_t i = 0; i < luocat_n_rules(); i++) {
		if (!strcmp(luocat_rule(i)->id, rule->id))
			return (int)i;
	}
	return -1;
}

static json_t *result(const struct question *question, const struct luocat_finding *finding,
		      json_t *seen)
{
	/* what a waiver covers is shown as what it is */
	const struct luocat_finding shown = report_unwaived(finding);
	json_t *made = json_pack("{s:s, s:i, s:s, s:{s:o}}", "ruleId", finding->rule->id,
				 "ruleIndex", rule_index(finding->rule), "level",
				 sarif_level(shown.severity), "message", "text",
				 message(question, &shown));
	json_t *places = sarif_places(question->report, question->verdict, finding);
	int ret = json_object_update(made, places);

	json_decref(places);
	ret |= json_object_set_new(made, "partialFingerprints",
				   fingerprints(question, finding, seen));
	if (finding->waiver)
		ret |= json_object_set_new(made, "suppressions", suppressions(finding->waiver));
	ret |= json_object_set_new(made, "properties", properties(question, finding));
	if (ret) {
		json_decref(made);
		return NULL;
	}
	return made;
}

int sarif_results(const struct report *report, const struct luocat_verdict *verdict, json_t *seen,
		  json_t *list)
{
	struct question question = {.report = report, .verdict = verdict};
	struct luocat_error err;

	if (report_name_sides(verdict, &question.writer, &question.reader, &err))
		return -1;
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

		if (json_array_append_new(list, result(&question, finding, seen)))
			return -1;
	}
	return 0;
}
