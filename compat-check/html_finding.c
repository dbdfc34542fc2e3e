// SPDX-License-Identifier: GPL-2.0-only
/*
 * html_finding.c - findings, plans and rules, as all pages show them
 */
#include <stdlib.h>

#include "cli.h"
#include "html.h"
#include "report.h"

/* ---- Outcomes and severities ---- */

#define TIMES "\xc3\x97"     /* U+00D7 */
#define CHECK "\xe2\x9c\x93" /* U+2713 */

const struct html_mark *html_outcome(enum luocat_outcome outcome)
{
	static const struct html_mark marks[] = {
		[LUOCAT_COMPATIBLE] = {"good", CHECK, "compatible"},
		[LUOCAT_COMPATIBLE_WITH_PLAN] = {"plan", "P", "compatible with a plan"},
		[LUOCAT_OUTCOME_UNKNOWN] = {"unknown", "?", "unknown"},
		[LUOCAT_INCOMPATIBLE] = {"bad", TIMES, "incompatible"},
	};

	return &marks[outcome];
}

const struct html_mark *html_severity(enum luocat_severity severity)
{
	static const struct html_mark marks[] = {
		[LUOCAT_SEVERITY_NOTE] = {"none", "i", "note"},
		[LUOCAT_SEVERITY_WARNING] = {"warn", "!", "warning"},
		[LUOCAT_SEVERITY_PLAN] = {"plan", "P", "plan"},
		[LUOCAT_SEVERITY_UNKNOWN] = {"unknown", "?", "unknown"},
		[LUOCAT_SEVERITY_INCOMPATIBLE] = {"bad", TIMES, "incompatible"},
	};

	return &marks[severity];
}

void html_put_mark(FILE *out, const struct html_mark *mark)
{
	html_put(out, "<span class=\"mark %s\">%s %s</span>", mark->style, mark->sign, mark->words);
}

/* ---- Layouts side by side ---- */

static void put_side(FILE *out, const struct excerpt *excerpt, const struct excerpt_row *row,
		     int side)
{
	char cell[EXCERPT_CELL];

	excerpt_cell(excerpt, row, side, cell);
	html_put(out, "<td>%s</td>", cell);
}

static void put_rows(FILE *out, const struct excerpt *excerpt, const struct luocat_difference *d,
		     const struct excerpt_rows *rows)
{
	const char *size = rows->members ? "size, member" : "enumerator";
	char place[EXCERPT_PLACE];

	html_put(out,
		 "<thead><tr><th scope=\"col\"><span class=\"unseen\">differs</span></th>"
		 "<th scope=\"col\">%s</th><th scope=\"col\">%s: %s</th>"
		 "<th scope=\"col\">%s: %s</th></tr></thead>\n<tbody>\n",
		 rows->members ? "offset" : "value", excerpt->titles[0], size, excerpt->titles[1],
		 size);
	for (size_t i = rows->first; i < rows->end; i++) {
		const struct excerpt_row *row = &rows->list[i];
		bool alike = excerpt_alike(row);

		excerpt_place(d, row, place);
		html_put(out, "<tr%s><td>%s</td><td class=\"at\">%s</td>",
			 alike ? "" : " class=differs", alike ? "" : "\xe2\x89\xa0", place);
		put_side(out, excerpt, row, 0);
		put_side(out, excerpt, row, 1);
		fputs("</tr>\n", out);
	}
	fputs("</tbody>\n", out);
}

static int put_caption(FILE *out, const struct excerpt *excerpt, const struct luocat_difference *d)
{
	char *line = excerpt_line(excerpt, d);

	if (line)
		html_put(out, "<caption>%s</caption>\n", line);
	free(line);
	return line ? 0 : -1;
}

static void put_differences(FILE *out, const struct luocat_differences *differences)
{
	size_t n = luocat_n_differences(differences);

	if (n < 2)
		return;
	html_put(out, "<details><summary>All %zu differences</summary>\n<ul>\n", n);
	for (size_t i = 0; i < n; i++) {
		const struct luocat_difference *d = luocat_difference(differences, i);

		if (d->type)
			html_put(out, "<li><code>%s</code>: %s</li>\n", d->type, d->message);
		else
			html_put(out, "<li>%s</li>\n", d->message);
	}
	fputs("</ul>\n</details>\n", out);
}

/* The difference that counts most as the two structs, then all in words. */
static int put_layout(FILE *out, const struct excerpt *excerpt,
		      const struct luocat_differences *differences)
{
	const struct luocat_difference *d = luocat_differences_worst(differences);
	struct excerpt_rows rows;
	int ret = 0;

	if (!d)
		return 0;
	if (d->type) {
		if (excerpt_rows_make(d, &rows))
			return -1;
		if (rows.n) {
			fputs("<div class=\"wide\"><table class=\"list layout\">\n", out);
			ret = put_caption(out, excerpt, d);
			put_rows(out, excerpt, d, &rows);
			fputs("</table></div>\n", out);
		}
		free(rows.list);
	}
	put_differences(out, differences);
	return ret;
}

/* ---- Findings ---- */

static void put_waiver(FILE *out, const struct luocat_waiver *waiver)
{
	html_put(out, "<dl>\n<dt>waived because</dt><dd>%s</dd>\n<dt>owner</dt><dd>%s</dd>\n",
		 waiver->reason, waiver->owner);
	html_put(out, "<dt>until</dt><dd>%s</dd>\n<dt>by</dt><dd>%s, %s</dd>\n</dl>\n",
		 waiver->expires, waiver->file ? waiver->file : "policy",
		 waiver->where ? waiver->where : "");
}

static void put_head(FILE *out, const struct luocat_finding *finding)
{
	fputs("<p class=\"head\">", out);
	if (finding->waiver)
		fputs("<b>waived:</b> ", out);
	html_put_mark(out, html_severity(finding->severity));
	html_put(out, " <a href=\"#%s\"><code>%s</code></a>", finding->rule->id, finding->rule->id);
	if (finding->name)
		html_put(out, " <span class=\"muted\">%s %s</span>",
			 luocat_kind_name(finding->kind),
			 finding->compatible ? finding->compatible : finding->name);
	fputs("</p>\n", out);
}

/* What a policy made of it: what it would be, and who says so. */
static void put_policy(FILE *out, const struct luocat_finding *finding)
{
	if (finding->changed_by)
		html_put(out, "<p class=\"muted\">Would be: %s; changed by %s</p>\n",
			 html_severity(finding->judged)->words, finding->changed_by);
	if (finding->waiver)
		put_waiver(out, finding->waiver);
}

int html_finding(FILE *out, const struct luocat_finding *finding, const struct excerpt *excerpt,
		 const char *plan)
{
	const struct luocat_finding shown = report_unwaived(finding);
	char line[600];
	int ret = 0;

	fputs("<div class=\"finding\">\n", out);
	put_head(out, &shown);
	html_put(out, "<p>%s</p>\n", finding->message);
	if (finding->layout)
		ret = put_layout(out, excerpt, finding->layout);
	if (report_consequence(&shown, plan, line, sizeof(line)))
		html_put(out, "<p class=\"then\">%s</p>\n", line);
	if (finding->severity == LUOCAT_SEVERITY_PLAN)
		html_put(out, "<p class=\"then\">%s</p>\n", plan);
	if (finding->advice)
		html_put(out, "<p class=\"todo\"><b>To do:</b> %s</p>\n", finding->advice);
	put_policy(out, finding);
	fputs("</div>\n", out);
	return ret;
}

/* ---- Plans ---- */

int html_plan(FILE *out, const struct luocat_plan_entry *entries, size_t n)
{
	char *commands = NULL;
	size_t length;
	FILE *lines = cli_text_open(&commands, &length);

	if (!lines)
		return -1;
	report_plan_command(lines, NULL, 0);
	for (size_t i = 0; i < n; i++)
		report_plan_command(lines, &entries[i], 0);
	if (fclose(lines))
		return -1;
	html_put(out, "<div class=\"commands\"><pre>%s</pre></div>\n", commands);
	free(commands);
	return 0;
}

/* ---- What is off ---- */

/* -1: out of memory. */
static int put_off_line(FILE *out, const struct luocat_off *off)
{
	char *line = NULL;
	size_t length;
	FILE *text = cli_text_open(&line, &length);

	if (!text)
		return -1;
	report_off_line(text, off);
	if (fclose(text))
		return -1;
	html_put(out, "<li>%s</li>\n", line);
	free(line);
	return 0;
}

int html_off(FILE *out, const struct luocat_verdict *verdict)
{
	int ret = 0;

	fputs("<ul>\n", out);
	for (size_t i = 0; i < luocat_verdict_n_off(verdict); i++)
		ret |= put_off_line(out, luocat_verdict_off(verdict, i));
	fputs("</ul>\n", out);
	return ret;
}

/* ---- Rules ---- */

void html_use_rule(const struct luocat_rule *rule, bool *used)
{
	for (size_t i = 0; i < luocat_n_rules(); i++)
		used[i] |= luocat_rule(i) == rule;
}

void html_use_rules(const struct luocat_verdict *verdict, bool *used)
{
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++)
		html_use_rule(luocat_verdict_finding(verdict, i)->rule, used);
	for (size_t i = 0; i < luocat_verdict_n_off(verdict); i++)
		html_use_rule(luocat_verdict_off(verdict, i)->rule, used);
}

void html_rules(FILE *out, const bool *used)
{
	bool any = false;

	for (size_t i = 0; i < luocat_n_rules(); i++) {
		const struct luocat_rule *rule = luocat_rule(i);

		if (!used[i])
			continue;
		if (!any)
			fputs("<h2>What the rules mean</h2>\n<dl class=\"rules\">\n", out);
		any = true;
		html_put(out, "<dt id=\"%s\"><code>%s</code></dt>\n<dd>%s</dd>\n", rule->id,
			 rule->id, rule->text);
	}
	if (any)
		fputs("</dl>\n", out);
}
