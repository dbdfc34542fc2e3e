// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_html.c - verdicts as a page for people: the answer first, then what decides it
 */
#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "html.h"

#define ARROW	  "\xe2\x86\x92" /* U+2192 */
#define BOTH_WAYS "\xe2\x87\x84" /* U+21C4 */

static const struct html_asset *const assets[] = {&html_page_css, &html_page_js, NULL};

/* One question's answer as it is put out. */
struct answer {
	FILE *out;
	const struct luocat_verdict *verdict;
	struct kernel_name writer, reader;
	const struct report *report;
	int level; /* of the headings of its parts */
};

static void heading(const struct answer *a, const char *text)
{
	html_put(a->out, "<h%d>%s</h%d>\n", a->level, text, a->level);
}

/* "7.3.4 (build-id 48c82e6ecc31)": the release is what one looks for. */
static void put_name(FILE *out, const struct kernel_name *name)
{
	int release = (int)(strrchr(name->text, '(') - name->text);
	char text[sizeof(name->text)];

	snprintf(text, sizeof(text), "%.*s", release, name->text);
	html_put(out, "%s<small>%s</small>", text, name->text + release);
}

static void put_pair(FILE *out, const struct kernel_name *writer, const char *arrow,
		     const struct kernel_name *reader)
{
	put_name(out, writer);
	fprintf(out, " <span class=\"arrow\">%s</span> ", arrow);
	put_name(out, reader);
}

/* Whether lint looked at one kernel by itself. */
static bool alone(const struct answer *a)
{
	return a->report->lint && luocat_verdict_writer(a->verdict) == luocat_verdict_reader(a->verdict);
}

static void put_lint_title(const struct answer *a)
{
	put_name(a->out, &a->reader);
	if (alone(a))
		return;
	fputs(" <span class=\"arrow\">since</span> ", a->out);
	put_name(a->out, &a->writer);
}

/* ---- The answer ---- */

/* What makes it fail although its outcome passes; NULL: nothing. */
static const struct luocat_finding *fails_by_policy(const struct luocat_verdict *verdict)
{
	const struct luocat_finding *fails = luocat_verdict_fails(verdict);

	return fails && fails->severity < LUOCAT_SEVERITY_UNKNOWN ? fails : NULL;
}

/* What of the answer is a policy's doing. */
static void put_policy(const struct answer *a)
{
	const struct luocat_finding *fails = fails_by_policy(a->verdict);
	size_t n = 0;

	for (size_t i = 0; i < luocat_verdict_n_findings(a->verdict); i++)
		n += report_saved(luocat_verdict_finding(a->verdict, i));
	if (n)
		html_put(a->out, " <span class=\"mark warn\">%zu waived</span>", n);
	if (fails)
		html_put(a->out, " <span class=\"mark bad\">! fails by %s %s</span>",
			 fails->rule->id, luocat_severity_name(fails->severity));
}

static void put_answer(const struct answer *a)
{
	enum luocat_outcome outcome = luocat_verdict_outcome(a->verdict);
	const struct luocat_finding *fails = fails_by_policy(a->verdict);
	struct html_mark mark = *html_outcome(outcome);

	if (a->report->lint)
		mark.words = report_lint_words(a->verdict, false);
	else if (luocat_verdict_applied(a->verdict))
		mark.words = "compatible, the plan is applied";
	else if (outcome == LUOCAT_COMPATIBLE_WITH_PLAN)
		mark.words = "compatible with the plan below";
	html_put(a->out, "<div class=\"answer %s\">\n", fails ? "bad" : mark.style);
	html_put_mark(a->out, &mark);
	put_policy(a);
	/* findings are sorted: the first one decides */
	if (fails)
		html_put(a->out, "\n<p>%s</p>", fails->message);
	else if (outcome != LUOCAT_COMPATIBLE)
		html_put(a->out, "\n<p>%s</p>", luocat_verdict_finding(a->verdict, 0)->message);
	fputs("\n</div>\n", a->out);
}

/* ---- Findings ---- */

enum part { WAIVED, DECIDES, SEE_TO, NOTES };

static const char *const part_titles[] = {"Waived", "What decides", "See to", "Notes"};

static enum part part_of(const struct luocat_finding *finding)
{
	if (finding->waiver)
		return WAIVED;
	if (finding->severity >= LUOCAT_SEVERITY_PLAN)
		return DECIDES;
	return finding->severity == LUOCAT_SEVERITY_WARNING ? SEE_TO : NOTES;
}

static int put_part(const struct answer *a, enum part part)
{
	const struct excerpt excerpt = report_excerpt(a->report, a->verdict);
	bool any = false;
	int ret = 0;

	for (size_t i = 0; i < luocat_verdict_n_findings(a->verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(a->verdict, i);

		if (part_of(finding) != part)
			continue;
		if (!any) {
			fputs("<section>\n", a->out);
			heading(a, part_titles[part]);
		}
		any = true;
		ret |= html_finding(a->out, finding, &excerpt,
				    report_plan_in(a->report, a->verdict, finding));
	}
	if (any)
		fputs("</section>\n", a->out);
	return ret;
}

/* What is not shown, and who says so. */
static int put_off(const struct answer *a)
{
	int ret;

	if (!luocat_verdict_n_off(a->verdict))
		return 0;
	fputs("<section>\n", a->out);
	heading(a, "Off");
	ret = html_off(a->out, a->verdict);
	fputs("</section>\n", a->out);
	return ret;
}

/* ---- The plan ---- */

static int put_plan(const struct answer *a)
{
	bool rollback = luocat_verdict_direction(a->verdict) == LUOCAT_ROLLBACK;
	int ret;

	if (!luocat_verdict_n_plan(a->verdict))
		return 0;
	fputs("<section>\n", a->out);
	heading(a, rollback ? "Plan for the rollback" : "Plan");
	html_put(a->out, "<p>%s on <b>%s</b>%s, for a kexec to <b>%s</b> only:</p>\n",
		 luocat_verdict_applied(a->verdict) ? "Applied and read back" : "To be done",
		 a->writer.text,
		 luocat_verdict_applied(a->verdict) ? "" : ", before anything is preserved",
		 a->reader.text);
	ret = html_plan(a->out, luocat_verdict_plan(a->verdict, 0),
			luocat_verdict_n_plan(a->verdict));
	fputs("</section>\n", a->out);
	return ret;
}

/* ---- Tables ---- */

static void put_columns(FILE *out, const char *const *titles, size_t n)
{
	fputs("<thead><tr>", out);
	for (size_t c = 0; c < n; c++)
		html_put(out, "<th scope=\"col\">%s</th>", titles[c]);
	fputs("</tr></thead>\n<tbody>\n", out);
}

static int put_formats(const struct answer *a)
{
	struct report_rows rows;

	if (report_rows_make(a->verdict, &rows))
		return -1;
	if (rows.n) {
		fputs("<section>\n", a->out);
		heading(a, "Formats");
		html_put(a->out,
			 "<p class=\"muted\">%s</p>\n<div class=\"wide\">"
			 "<table class=\"list\">\n",
			 REPORT_LEGEND);
		put_columns(a->out, report_columns, REPORT_N_COLUMNS);
	}
	for (size_t i = 0; i < rows.n; i++) {
		const struct report_row *row = &rows.list[i];
		const char *result = row->cell[REPORT_RESULT];

		html_put(a->out,
			 "<tr><td>%s</td><th scope=\"row\"><code>%s</code></th><td>%s</td>"
			 "<td>%s</td><td>",
			 row->cell[REPORT_KIND], row->cell[REPORT_COMPATIBLE],
			 row->cell[REPORT_WRITER], row->cell[REPORT_READER]);
		if (row->severity > LUOCAT_SEVERITY_NOTE)
			html_put(a->out, "<span class=\"mark %s\">%s</span>",
				 html_severity(row->severity)->style, result);
		else
			html_put(a->out, "%s", result);
		fputs("</td></tr>\n", a->out);
	}
	if (rows.n)
		fputs("</tbody>\n</table></div>\n</section>\n", a->out);
	free(rows.list);
	return 0;
}

/* A number, or that it is not known. */
struct number {
	char text[24];
};

static struct number number(int64_t value, bool known)
{
	struct number number = {"unknown"};

	if (known)
		snprintf(number.text, sizeof(number.text), "%" PRId64, value);
	return number;
}

static void put_fact(FILE *out, const char *name, const char *writer, const char *reader)
{
	html_put(out, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>\n", name,
		 writer ? writer : "unknown", reader ? reader : "unknown");
}

static void put_kernels(const struct answer *a)
{
	const struct luocat_kernel *w = luocat_catalog_kernel(luocat_verdict_writer(a->verdict));
	const struct luocat_kernel *r = luocat_catalog_kernel(luocat_verdict_reader(a->verdict));

	fputs("<section>\n", a->out);
	heading(a, "Kernels");
	fputs("<div class=\"wide\"><table class=\"list facts\">\n", a->out);
	html_put(a->out,
		 "<thead><tr><td></td><th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr>"
		 "</thead>\n<tbody>\n",
		 report_side(a->report, 0), report_side(a->report, 1));
	put_fact(a->out, "release", w->release, r->release);
	put_fact(a->out, "key", a->writer.key, a->reader.key);
	put_fact(a->out, "architecture", w->arch, r->arch);
	put_fact(a->out, "byte order", w->byte_order, r->byte_order);
	put_fact(a->out, "pointer size", number(w->pointer_size, w->pointer_size).text,
		 number(r->pointer_size, r->pointer_size).text);
	put_fact(a->out, "page size", number(w->page_size, w->page_size).text,
		 number(r->page_size, r->page_size).text);
	put_fact(a->out, "max page order", number(w->max_page_order, w->max_page_order >= 0).text,
		 number(r->max_page_order, r->max_page_order >= 0).text);
	put_fact(a->out, "obeys enable_write", luocat_tri_name(w->write_control),
		 luocat_tri_name(r->write_control));
	fputs("</tbody>\n</table></div>\n</section>\n", a->out);
}

/* ---- Where each was found, and what was not ---- */

/* What report_place() says, as text of an element. -1: out of memory. */
static int put_place(FILE *out, const struct luocat_origin *origin)
{
	char *place = NULL;
	size_t length;
	FILE *text = cli_text_open(&place, &length);

	if (!text)
		return -1;
	report_place(text, origin);
	if (fclose(text))
		return -1;
	html_put(out, "<code>%s</code>", *place ? place + 1 : "");
	free(place);
	return 0;
}

static bool has_place(const struct luocat_version *v)
{
	return v->origin.object || v->origin.source;
}

static bool has_places(const struct luocat_catalog *catalog)
{
	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		if (has_place(luocat_catalog_version(catalog, i)))
			return true;
	}
	return false;
}

static int put_origins(const struct answer *a, const char *side,
		       const struct luocat_catalog *catalog)
{
	int ret = 0;

	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *v = luocat_catalog_version(catalog, i);

		if (!has_place(v))
			continue;
		html_put(a->out, "<tr><td>%s</td><th scope=\"row\"><code>%s</code></th><td>", side,
			 v->compatible);
		ret |= put_place(a->out, &v->origin);
		fputs("</td></tr>\n", a->out);
	}
	return ret;
}

static int put_places(const struct answer *a)
{
	static const char *const titles[] = {"kernel", "compatible", "place"};
	int ret;

	if (!has_places(luocat_verdict_writer(a->verdict)) &&
	    !has_places(luocat_verdict_reader(a->verdict)))
		return 0;
	fputs("<details><summary>Where each was found</summary>\n<div class=\"wide\">"
	      "<table class=\"list facts\">\n",
	      a->out);
	put_columns(a->out, titles, 3);
	ret = put_origins(a, report_side(a->report, 0), luocat_verdict_writer(a->verdict));
	ret |= put_origins(a, report_side(a->report, 1), luocat_verdict_reader(a->verdict));
	fputs("</tbody>\n</table></div></details>\n", a->out);
	return ret;
}

static int put_gaps(const struct answer *a, const char *side, const struct luocat_catalog *catalog)
{
	int ret = 0;

	for (size_t i = 0; i < luocat_catalog_n_gaps(catalog); i++) {
		const struct luocat_gap *gap = luocat_catalog_gap(catalog, i);

		html_put(a->out, "<li>%s, %s: ", side,
			 gap->kind ? luocat_kind_name(gap->kind) : "file-handler or flb");
		ret |= put_place(a->out, &gap->origin);
		html_put(a->out, " %s</li>\n", gap->why);
	}
	return ret;
}

static int put_all_gaps(const struct answer *a)
{
	const struct luocat_catalog *writer = luocat_verdict_writer(a->verdict);
	const struct luocat_catalog *reader = luocat_verdict_reader(a->verdict);
	int ret;

	if (!luocat_catalog_n_gaps(writer) && !luocat_catalog_n_gaps(reader))
		return 0;
	fputs("<section>\n", a->out);
	heading(a, "What could not be cataloged");
	fputs("<ul>\n", a->out);
	ret = alone(a) ? 0 : put_gaps(a, report_side(a->report, 0), writer);
	ret |= put_gaps(a, report_side(a->report, 1), reader);
	fputs("</ul>\n</section>\n", a->out);
	return ret;
}

/* ---- All together ---- */

static int put_verdict(const struct answer *a)
{
	bool rollback = luocat_verdict_direction(a->verdict) == LUOCAT_ROLLBACK;
	int ret;

	fputs("<article>\n", a->out);
	html_put(a->out, "<h%d>%s", a->level - 1,
		 !a->report->labels ? ""
		 : rollback	 ? "Rollback: "
				 : "Forward: ");
	if (a->report->lint)
		put_lint_title(a);
	else
		put_pair(a->out, &a->writer, ARROW, &a->reader);
	html_put(a->out, "</h%d>\n", a->level - 1);
	put_answer(a);
	ret = put_part(a, WAIVED);
	ret |= put_part(a, DECIDES);
	ret |= put_plan(a);
	ret |= put_part(a, SEE_TO);
	ret |= put_formats(a);
	ret |= put_all_gaps(a);
	ret |= put_part(a, NOTES);
	ret |= put_off(a);
	if (!alone(a)) {
		put_kernels(a);
		ret |= put_places(a);
	}
	fputs("</article>\n", a->out);
	return ret;
}

static void put_title(char *title, size_t size, const struct report *report,
		      const struct kernel_name *writer, const struct kernel_name *reader)
{
	enum luocat_outcome outcome = luocat_verdict_outcome(report->verdicts[0]);
	const char *fails = fails_by_policy(report->verdicts[0]) ? ", fails by the policy" : "";

	if (report->lint)
		snprintf(title, size, "%s: %s%s", reader->text,
			 report_lint_words(report->verdicts[0], false), fails);
	else if (report->n_verdicts > 1)
		snprintf(title, size, "%s " BOTH_WAYS " %s", writer->text, reader->text);
	else
		snprintf(title, size, "%s " ARROW " %s: %s%s", writer->text, reader->text,
			 html_outcome(outcome)->words, fails);
}

static int begin(FILE *out, const struct report *report, struct luocat_error *err)
{
	const struct luocat_verdict *first = report->verdicts[0];
	struct kernel_name writer, reader;
	char title[500];
	int ret = report_name_sides(first, &writer, &reader, err);

	if (ret)
		return ret;
	put_title(title, sizeof(title), report, &writer, &reader);
	html_begin(out, title, assets);
	if (report->n_verdicts > 1) {
		fputs("<h1>", out);
		put_pair(out, &writer, BOTH_WAYS, &reader);
		fputs("</h1>\n", out);
	}
	return 0;
}

static int put_report(FILE *out, const struct report *report, struct luocat_error *err)
{
	bool *used = calloc(luocat_n_rules(), sizeof(*used));
	int ret = used ? begin(out, report, err) : -ENOMEM;

	for (size_t i = 0; i < report->n_verdicts && !ret; i++) {
		struct answer a = {
			.out = out,
			.verdict = report->verdicts[i],
			.report = report,
			.level = report->n_verdicts > 1 ? 3 : 2,
		};

		html_use_rules(a.verdict, used);
		ret = report_name_sides(a.verdict, &a.writer, &a.reader, err);
		if (!ret && put_verdict(&a))
			ret = -ENOMEM;
	}
	if (!ret) {
		html_rules(out, used);
		html_end(out, assets);
	}
	free(used);
	return ret == -ENOMEM ? luocat_error_set(err, ret, NULL, NULL, "out of memory") : ret;
}

int report_html(const struct report *report, char **text, size_t *length, struct luocat_error *err)
{
	char *made = NULL;
	FILE *out = cli_text_open(&made, length);
	int ret;

	if (!out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	ret = put_report(out, report, err);
	if (fclose(out) && !ret)
		ret = luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	if (ret)
		free(made);
	else
		*text = made;
	return ret;
}
