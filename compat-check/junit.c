// SPDX-License-Identifier: GPL-2.0-only
/*
 * junit.c - a suite of tests as XML
 */
#include "junit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "xml.h"

/* ---- What a test has to say ---- */

/* What became of each version of the format. */
static void print_versions(FILE *out, const struct junit_suite *suite,
			   const struct junit_test *test)
{
	const struct luocat_format_verdict *f = test->verdict;

	for (size_t i = 0; f && i < suite->rows.n; i++) {
		const struct report_row *row = &suite->rows.list[i];

		if (row->verdict == f)
			fprintf(out, "  %s: writer %s, reader %s: %s\n",
				row->cell[REPORT_COMPATIBLE], row->cell[REPORT_WRITER],
				row->cell[REPORT_READER], row->cell[REPORT_RESULT]);
	}
}

static int print_findings(FILE *out, const struct junit_suite *suite, const struct junit_test *test)
{
	const struct luocat_verdict *verdict = suite->verdict;
	const struct excerpt excerpt = report_excerpt(suite->report, verdict);
	int ret = 0;

	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
		const struct luocat_finding finding =
			report_unwaived(luocat_verdict_finding(verdict, i));

		if (suite->concerns(test, &finding))
			ret |= report_finding(out, &finding, &excerpt,
					      report_plan_in(suite->report, verdict, &finding),
					      report_style(false));
	}
	return ret;
}

/* All of it as text, to be freed; NULL when out of memory. */
static char *words_of(const struct junit_suite *suite, const struct junit_test *test)
{
	char *text = NULL;
	size_t length;
	FILE *out = cli_text_open(&text, &length);
	int ret;

	if (!out)
		return NULL;
	ret = print_findings(out, suite, test);
	print_versions(out, suite, test);
	if (fclose(out) || ret) {
		free(text);
		return NULL;
	}
	return text;
}

/* ---- Elements ---- */

static void print_text(FILE *out, const char *element, const char *text)
{
	fprintf(out, "      <%s>", element);
	xml_text(out, text);
	fprintf(out, "</%s>\n", element);
}

/* <failure> or <error> */
static void print_bad(FILE *out, const char *element, const struct luocat_finding *finding,
		      const char *words)
{
	fprintf(out, "      <%s", element);
	xml_attribute(out, "type", finding->rule->id);
	xml_attribute(out, "message", finding->message);
	fputs(">\n", out);
	xml_text(out, words);
	fprintf(out, "</%s>\n", element);
}

static void print_waived(FILE *out, const struct luocat_finding *finding)
{
	const struct luocat_waiver *waiver = finding->waiver;

	fputs("      <skipped>", out);
	xml_text(out, finding->rule->id);
	fputs(" is waived until ", out);
	xml_text(out, waiver->expires);
	fputs(" by ", out);
	xml_text(out, waiver->owner);
	fputs(": ", out);
	xml_text(out, waiver->reason);
	fputs("</skipped>\n", out);
}

/* Elements in the order that Jenkins' schema wants. */
static void print_result(FILE *out, const struct junit_suite *suite, const struct junit_test *test,
			 const char *words)
{
	switch (test->result) {
	case JUNIT_FAILURE:
		print_bad(out, "failure", test->worst, words);
		return;
	case JUNIT_ERROR:
		print_bad(out, "error", test->worst, words);
		return;
	case JUNIT_LOST:
		print_bad(out, "failure", luocat_verdict_finding(suite->verdict, 0), words);
		return;
	case JUNIT_WAIVED:
		print_waived(out, test->waived);
		break;
	case JUNIT_NOT_IN_USE:
		fputs("      <skipped>not in use: --in-use does not name it</skipped>\n", out);
		break;
	case JUNIT_PASSED:
	case JUNIT_N_RESULTS:
		break;
	}
	if (*words)
		print_text(out, "system-out", words);
}

static int print_test(FILE *out, const struct junit_suite *suite, const struct junit_test *test)
{
	char *words = words_of(suite, test);
	char class[80];

	if (!words)
		return -ENOMEM;
	/* GitLab takes two tests of one class and name for one, in whatever suites they are */
	snprintf(class, sizeof(class), "%s.%s", suite->name, test->class);
	fputs("    <testcase", out);
	xml_attribute(out, "classname", class);
	xml_attribute(out, "name", test->name);
	fputs(">\n", out);
	print_result(out, suite, test, words);
	fputs("    </testcase>\n", out);
	free(words);
	return 0;
}

static void print_property(FILE *out, const char *name, const char *value)
{
	if (!value)
		return;
	fputs("      <property", out);
	xml_attribute(out, "name", name);
	xml_attribute(out, "value", value);
	fputs("/>\n", out);
}

static void print_properties(FILE *out, const struct junit_suite *suite,
			     const struct kernel_name *writer, const struct kernel_name *reader)
{
	const struct luocat_verdict *verdict = suite->verdict;

	fputs("    <properties>\n", out);
	print_property(out, "outcome", luocat_outcome_name(luocat_verdict_outcome(verdict)));
	print_property(out, report_side(suite->report, 0), writer->key);
	print_property(out, report_side(suite->report, 1), reader->key);
	fputs("    </properties>\n", out);
}

/* What a policy does not let be shown, in no test's name. */
static int print_off(FILE *out, const struct luocat_verdict *verdict)
{
	char *text = NULL;
	size_t length;
	FILE *lines;

	if (!luocat_verdict_n_off(verdict))
		return 0;
	lines = cli_text_open(&text, &length);
	if (!lines)
		return -ENOMEM;
	report_off(lines, verdict);
	if (fclose(lines))
		return -ENOMEM;
	print_text(out, "system-out", text);
	free(text);
	return 0;
}

int junit_print_suite(FILE *out, const struct junit_suite *suite, struct luocat_error *err)
{
	const struct luocat_verdict *verdict = suite->verdict;
	struct kernel_name writer, reader;
	char name[500];
	int ret = report_name_sides(verdict, &writer, &reader, err);

	if (ret)
		return ret;
	snprintf(name, sizeof(name), "%s: %s -> %s", suite->name, writer.text, reader.text);
	fputs("  <testsuite", out);
	xml_attribute(out, "name", name);
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n",
		suite->n_tests, suite->n[JUNIT_FAILURE] + suite->n[JUNIT_LOST],
		suite->n[JUNIT_ERROR], suite->n[JUNIT_WAIVED] + suite->n[JUNIT_NOT_IN_USE]);
	print_properties(out, suite, &writer, &reader);
	for (size_t i = 0; i < suite->n_tests && !ret; i++)
		ret = print_test(out, suite, &suite->tests[i]);
	if (!ret)
		ret = print_off(out, verdict);
	fputs("  </testsuite>\n", out);
	return ret ? luocat_error_set(err, ret, NULL, NULL, "out of memory") : 0;
}
