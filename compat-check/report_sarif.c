// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_sarif.c - SARIF 2.1.0: for code scanning, such as GitHub's
 *
 * Both directions go into one run: GitHub takes no two runs of one tool from one file.
 */
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sarif.h"

#define SCHEMA                                                                                     \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"                      \
	"sarif-schema-2.1.0.json"

const char *sarif_level(enum luocat_severity severity)
{
	static const char *const levels[] = {
		[LUOCAT_SEVERITY_NOTE] = "note",	  [LUOCAT_SEVERITY_WARNING] = "warning",
		[LUOCAT_SEVERITY_PLAN] = "warning",	  [LUOCAT_SEVERITY_UNKNOWN] = "error",
		[LUOCAT_SEVERITY_INCOMPATIBLE] = "error",
	};

	return levels[severity];
}

/* ---- The tool and its rules ---- */

static json_t *rule_of(const struct luocat_rule *rule)
{
	return json_pack("{s:s, s:{s:o}, s:{s:o}, s:{s:o}, s:{s:s}, s:{s:s}}", "id", rule->id,
			 "shortDescription", "text", sarif_text(rule->meaning), "fullDescription",
			 "text", sarif_text(rule->text), "help", "text",
			 json_sprintf("%s\n\nluo-compat-check explain %s prints this.", rule->text,
				      rule->id),
			 "defaultConfiguration", "level", sarif_level(rule->severity), "properties",
			 "severity", luocat_severity_name(rule->severity));
}

static json_t *tool(void)
{
	json_t *rules = json_array();

	for (size_t i = 0; i < luocat_n_rules(); i++) {
		if (json_array_append_new(rules, rule_of(luocat_rule(i)))) {
			json_decref(rules);
			return NULL;
		}
	}
	return json_pack("{s:{s:s, s:s, s:s, s:o}}", "driver", "name", "luo-compat-check",
			 "version", PACKAGE_VERSION, "semanticVersion", PACKAGE_VERSION, "rules",
			 rules);
}

/* ---- The run ---- */

static json_t *artifacts(const struct report *report)
{
	json_t *list = json_array();

	for (int i = 0; i < 2; i++) {
		const struct report_input *input = &report->inputs[i];
		const struct luocat_kernel *kernel;
		json_t *entry;

		if (!input->path)
			continue;
		kernel = luocat_catalog_kernel(input->catalog);
		entry = json_pack("{s:o, s:[s], s:s, s:{s:s*, s:s*}}", "location",
				  sarif_file(input->path), "roles", "analysisTarget", "mimeType",
				  "application/json", "properties", "release", kernel->release,
				  "buildId", kernel->build_id);
		if (json_array_append_new(list, entry)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *results(const struct report *report)
{
	json_t *list = json_array(), *seen = json_object();

	for (size_t i = 0; i < report->n_verdicts; i++) {
		if (sarif_results(report, report->verdicts[i], seen, list)) {
			json_decref(list);
			list = NULL;
			break;
		}
	}
	json_decref(seen);
	return list;
}

/* Rules that a policy turned off. */
static json_t *overrides(const struct report *report)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->n_verdicts; i++) {
		for (size_t k = 0; k < luocat_verdict_n_off(report->verdicts[i]); k++) {
			const struct luocat_off *off = luocat_verdict_off(report->verdicts[i], k);
			json_t *entry = json_pack(
				"{s:{s:s}, s:{s:b}, s:{s:o, s:I, s:s, s:s*}}", "descriptor", "id",
				off->rule->id, "configuration", "enabled", 0, "properties",
				"changedBy", sarif_text(off->changed_by), "findings",
				(json_int_t)off->n, "judged", luocat_severity_name(off->judged),
				"direction",
				report->lint ? NULL : report_direction(report->verdicts[i]));

			if (json_array_append_new(list, entry)) {
				json_decref(list);
				return NULL;
			}
		}
	}
	return list;
}

static json_t *run(const struct report *report)
{
	static const char *const descriptions[] = {
		[0] = "nothing stands in the way",
		[1] = "incompatible, unknown, or refused by the policy",
		[3] = "compatible once the plan is applied",
	};

	return json_pack("{s:o, s:[{s:b, s:i, s:s, s:o}], s:{s:{s:{s:s}}, s:{s:{s:s}}}, s:o, s:o}",
			 "tool", tool(), "invocations", "executionSuccessful", 1, "exitCode",
			 report->status, "exitCodeDescription", descriptions[report->status],
			 "ruleConfigurationOverrides", overrides(report),
			 "originalUriBaseIds", SARIF_NEW_TREE, "description", "text",
			 report->lint ? "the kernel's source tree"
				      : "the source tree of the kernel that is booted next",
			 SARIF_OLD_TREE, "description", "text",
			 report->lint ? "the baseline's source tree"
				      : "the source tree of the kernel that runs now",
			 "artifacts", artifacts(report), "results", results(report));
}

static bool refused;

void *sarif_malloc(size_t size)
{
	void *block = malloc(size);

	refused |= !block && size;
	return block;
}

static char *make_log(const struct report *report)
{
	json_t *log = json_pack("{s:s, s:s, s:[o]}", "$schema", SCHEMA, "version", "2.1.0", "runs",
				run(report));
	char *dump = log ? json_dumps(log, JSON_INDENT(2)) : NULL;

	json_decref(log);
	return dump;
}

int report_sarif(const struct report *report, char **text, size_t *length, struct luocat_error *err)
{
	json_malloc_t was_malloc;
	json_free_t was_free;
	char *dump;
	int n = -1;

	refused = false;
	json_get_alloc_funcs(&was_malloc, &was_free);
	json_set_alloc_funcs(sarif_malloc, free);
	dump = make_log(report);
	json_set_alloc_funcs(was_malloc, was_free);
	if (dump && !refused)
		n = asprintf(text, "%s\n", dump);
	free(dump);
	if (n < 0) {
		*text = NULL;
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	}
	*length = (size_t)n;
	return 0;
}
