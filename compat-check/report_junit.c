// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_junit.c - JUnit's XML: what a CI shows as tests, also those that passed
 *
 * A suite for each direction. Its tests are the formats of both kernels and, of the kernels as a
 * whole, groups of rules. Elements are in the order of Jenkins' schema, and no more than what it
 * knows.
 */
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "junit.h"

/* ---- Which tests ---- */

enum group_asked {
	ASKED_ALWAYS,
	ASKED_OF_PAIRS,	   /* lint does not ask */
	ASKED_WHERE_FOUND, /* it depends on what was told, of which only findings bear witness */
};

/* A group has the rules whose ids begin so; what is in none is in the last one. */
static const struct group {
	const char *name;
	enum group_asked asked;
	const char *rules[8];
} groups[] = {
	{"architecture, byte order, pointers, pages",
	 ASKED_OF_PAIRS,
	 {"LUO-ARCH", "LUO-BYTE-ORDER", "LUO-POINTER-SIZE", "LUO-PAGE-SIZE", "LUO-MAX-PAGE-ORDER"}},
	{"KHO and LUO in both kernels", ASKED_OF_PAIRS, {"LUO-NO-", "LUO-CORE-WRITE"}},
	{"command lines", ASKED_OF_PAIRS, {"LUO-BOOT-PARAMETERS", "LUO-SCRATCH"}},
	{"all formats are cataloged", ASKED_ALWAYS, {"LUO-GAP", "LUO-KIND-UNKNOWN"}},
	{"the running kernel and the image",
	 ASKED_WHERE_FOUND,
	 {"LUO-RUNNING", "LUO-IMAGE", "LUO-WRITER-OFF", "LUO-TABLE"}},
	{"modules", ASKED_OF_PAIRS, {"LUO-MODULE", "LUO-WRITER-MODULE"}},
	{"what facts rest on",
	 ASKED_ALWAYS,
	 {"LUO-EVIDENCE", "LUO-LAYOUT-", "LUO-CONSTANT-", "LUO-FLB-"}},
	{"policy", ASKED_WHERE_FOUND, {"LUO-POLICY", "LUO-PROFILE", "LUO-WAIVER"}},
	{"other rules", ASKED_WHERE_FOUND, {0}},
};

#define N_GROUPS (sizeof(groups) / sizeof(groups[0]))

static size_t group_of(const struct luocat_finding *finding)
{
	for (size_t g = 0; g < N_GROUPS; g++) {
		for (size_t i = 0; groups[g].rules[i]; i++) {
			if (!strncmp(finding->rule->id, groups[g].rules[i],
				     strlen(groups[g].rules[i])))
				return g;
		}
	}
	return N_GROUPS - 1;
}

/* Whether a finding is this test's. */
static bool concerns(const struct junit_test *test, const struct luocat_finding *finding)
{
	if (!finding->name)
		return !test->format && group_of(finding) == test->group;
	return test->format && finding->kind == test->kind && !strcmp(finding->name, test->format);
}

static bool any_finding(const struct junit_suite *suite, const struct junit_test *test)
{
	for (size_t i = 0; i < luocat_verdict_n_findings(suite->verdict); i++) {
		if (concerns(test, luocat_verdict_finding(suite->verdict, i)))
			return true;
	}
	return false;
}

static void add_groups(struct junit_suite *suite)
{
	for (size_t g = 0; g < N_GROUPS; g++) {
		struct junit_test test = {.group = g, .name = groups[g].name, .class = "kernel"};
		bool asked = groups[g].asked == ASKED_ALWAYS ||
			     (groups[g].asked == ASKED_OF_PAIRS && !suite->report->lint);

		if (asked || any_finding(suite, &test))
			suite->tests[suite->n_tests++] = test;
	}
}

static void add_format(struct junit_suite *suite, enum luocat_kind kind, const char *name)
{
	suite->tests[suite->n_tests++] = (struct junit_test){
		.class = luocat_kind_name(kind),
		.name = name,
		.format = name,
		.kind = kind,
	};
}

/* lint's verdict has no formats: those of the catalog, in whose order versions of one are together.
 */
static void add_formats_of_lint(struct junit_suite *suite)
{
	const struct luocat_catalog *catalog = luocat_verdict_reader(suite->verdict);
	const struct luocat_version *last = NULL;

	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *v = luocat_catalog_version(catalog, i);

		if (!last || last->kind != v->kind || strcmp(last->name, v->name) != 0)
			add_format(suite, v->kind, v->name);
		last = v;
	}
}

static void add_formats(struct junit_suite *suite)
{
	for (size_t i = 0; i < luocat_verdict_n_formats(suite->verdict); i++) {
		const struct luocat_format_verdict *f = luocat_verdict_format(suite->verdict, i);

		add_format(suite, f->kind, f->name);
		suite->tests[suite->n_tests - 1].verdict = f;
	}
}

/* A finding of which no test takes care would go unsaid: a format that is only in a baseline. */
static void add_rest(struct junit_suite *suite)
{
	for (size_t i = 0; i < luocat_verdict_n_findings(suite->verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(suite->verdict, i);
		bool found = false;

		for (size_t k = 0; k < suite->n_tests && !found; k++)
			found = concerns(&suite->tests[k], finding);
		if (!found)
			add_format(suite, finding->kind, finding->name);
	}
}

/* ---- What became of them ---- */

/* From which severity on a test fails. */
static enum luocat_severity fails_from(const struct luocat_verdict *verdict)
{
	const struct luocat_policy *policy = luocat_verdict_policy(verdict);

	return policy ? luocat_policy_fail_on(policy) : LUOCAT_SEVERITY_UNKNOWN;
}

static void look_at(struct junit_suite *suite, struct junit_test *test)
{
	enum luocat_severity from = fails_from(suite->verdict);

	for (size_t i = 0; i < luocat_verdict_n_findings(suite->verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(suite->verdict, i);

		if (!concerns(test, finding))
			continue;
		test->n_findings++;
		/* sorted: the first one is the worst */
		if (finding->severity >= from && !test->worst)
			test->worst = finding;
		if (finding->waiver && finding->judged >= from && !test->waived)
			test->waived = finding;
	}
	if (test->worst)
		test->result = test->worst->severity == LUOCAT_SEVERITY_UNKNOWN ? JUNIT_ERROR
										: JUNIT_FAILURE;
	else if (test->waived)
		test->result = JUNIT_WAIVED;
	else if (test->verdict && !test->verdict->counts)
		test->result = JUNIT_NOT_IN_USE;
	else if (test->verdict && test->verdict->outcome >= LUOCAT_OUTCOME_UNKNOWN &&
		 luocat_verdict_outcome(suite->verdict) >= LUOCAT_OUTCOME_UNKNOWN)
		test->result = JUNIT_LOST;
	else
		test->result = JUNIT_PASSED;
}

static int make_suite(const struct report *report, const struct luocat_verdict *verdict,
		      struct junit_suite *suite)
{
	size_t n = N_GROUPS + luocat_verdict_n_formats(verdict) +
		   luocat_verdict_n_findings(verdict) +
		   luocat_catalog_n_versions(luocat_verdict_reader(verdict));

	*suite = (struct junit_suite){
		.report = report,
		.verdict = verdict,
		.name = report->lint ? "lint" : report_direction(verdict),
		.tests = calloc(n, sizeof(*suite->tests)),
		.concerns = concerns,
	};
	if (!suite->tests || report_rows_make(verdict, &suite->rows))
		return -1;
	add_groups(suite);
	if (report->lint)
		add_formats_of_lint(suite);
	else
		add_formats(suite);
	add_rest(suite);
	for (size_t i = 0; i < suite->n_tests; i++) {
		look_at(suite, &suite->tests[i]);
		suite->n[suite->tests[i].result]++;
	}
	return 0;
}

/* ---- The document ---- */

static int print_document(FILE *out, const struct junit_suite *suites, size_t n,
			  struct luocat_error *err)
{
	size_t tests = 0, failures = 0, errors = 0;
	int ret = 0;

	for (size_t i = 0; i < n; i++) {
		tests += suites[i].n_tests;
		failures += suites[i].n[JUNIT_FAILURE] + suites[i].n[JUNIT_LOST];
		errors += suites[i].n[JUNIT_ERROR];
	}
	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"luo-compat-check\" tests=\"%zu\" failures=\"%zu\" "
		"errors=\"%zu\">\n",
		tests, failures, errors);
	for (size_t i = 0; i < n && !ret; i++)
		ret = junit_print_suite(out, &suites[i], err);
	fprintf(out, "</testsuites>\n");
	return ret;
}

int report_junit(const struct report *report, char **text, size_t *length, struct luocat_error *err)
{
	struct junit_suite *suites = calloc(report->n_verdicts + 1, sizeof(*suites));
	char *made = NULL;
	FILE *out = cli_text_open(&made, length);
	int ret = suites && out ? 0 : -ENOMEM;

	for (size_t i = 0; i < report->n_verdicts && !ret; i++)
		ret = make_suite(report, report->verdicts[i], &suites[i]) ? -ENOMEM : 0;
	if (ret)
		luocat_error_set(err, ret, NULL, NULL, "out of memory");
	else
		ret = print_document(out, suites, report->n_verdicts, err);
	if (out && fclose(out) && !ret)
		ret = luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	for (size_t i = 0; suites && i < report->n_verdicts; i++) {
		free(suites[i].tests);
		free(suites[i].rows.list);
	}
	free(suites);
	if (ret)
		free(made);
	else
		*text = made;
	return ret;
}
