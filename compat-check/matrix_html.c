// SPDX-License-Identifier: GPL-2.0-only
/*
 * matrix_html.c - a matrix as a page: writers as rows, readers as columns, and
 * why
 *
 * Each cell is a link to its pair, which stands with all pairs of the same
 * answer. The script reads the same page; what only it needs, the outcome of
 * each format, is an attribute of each row.
 */
#include "matrix_report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "fleet_options.h"
#include "html.h"

/* Above this a page has more cells than a browser shows in bearable time. */
#define MAX_KERNELS 300
/* Up to this many kernels there is room for words in the cells. */
#define FEW_KERNELS 6

static const struct html_asset *const assets[] = {&html_page_css, &html_matrix_css, &html_page_js,
						  &html_matrix_js, NULL};

/* A format of any of the kernels. */
struct format {
	enum luocat_kind kind;
	const char *name;
	bool written; /* by the row's kernel */
};

struct page {
	FILE *out;
	const struct luocat_matrix *matrix;
	const struct words *in_use; /* what --in-use told */
	size_t n;		    /* kernels */
	struct format *formats;
	size_t n_formats;
	size_t *order; /* of the answers, as they are shown */
	bool *used;    /* rules */
};

static const char *name_of(const struct page *page, size_t kernel)
{
	return luocat_matrix_kernel(page->matrix, kernel)->name;
}

static struct luocat_catalog *catalog_of(const struct page *page, size_t kernel)
{
	return luocat_matrix_kernel(page->matrix, kernel)->catalog;
}

static const struct luocat_answer *answer_of(const struct page *page, size_t writer, size_t reader)
{
	return luocat_matrix_answer(page->matrix, luocat_matrix_cell(page->matrix, writer, reader));
}

/* ---- What each format comes to ---- */

static bool same_format(const struct format *format, enum luocat_kind kind, const char *name)
{
	return format->kind == kind && !strcmp(format->name, name);
}

static int compare_formats(const void *a, const void *b)
{
	const struct format *x = a, *y = b;

	return x->kind != y->kind ? (int)x->kind - (int)y->kind : strcmp(x->name, y->name);
}

static int add_format(struct page *page, enum luocat_kind kind, const char *name)
{
	struct format *more;

	for (size_t i = 0; i < page->n_formats; i++) {
		if (same_format(&page->formats[i], kind, name))
			return 0;
	}
	more = realloc(page->formats, (page->n_formats + 1) * sizeof(*more));
	if (!more)
		return -1;
	page->formats = more;
	page->formats[page->n_formats++] = (struct format){.kind = kind, .name = name};
	return 0;
}

static int find_formats(struct page *page)
{
	for (size_t k = 0; k < page->n; k++) {
		const struct luocat_catalog *catalog = catalog_of(page, k);

		for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
			const struct luocat_version *v = luocat_catalog_version(catalog, i);

			if (add_format(page, v->kind, v->name))
				return -1;
		}
	}
	if (page->n_formats)
		qsort(page->formats, page->n_formats, sizeof(*page->formats), compare_formats);
	return 0;
}

static bool told_in_use(const struct page *page, const struct luocat_version *v)
{
	if (!page->in_use->told || v->kind == LUOCAT_KIND_CORE)
		return true;
	for (size_t i = 0; i < page->in_use->n; i++) {
		if (!strcmp(page->in_use->list[i], v->name) ||
		    !strcmp(page->in_use->list[i], v->compatible))
			return true;
	}
	return false;
}

/* Whether the kernel may write a version of it, as far as that was asked. */
static bool may_write(const struct page *page, size_t writer, const struct format *format)
{
	const struct luocat_catalog *catalog = catalog_of(page, writer);
	bool writes = false, in_use = false;

	for (size_t i = 0; i < luocat_catalog_n_versions(catalog); i++) {
		const struct luocat_version *v = luocat_catalog_version(catalog, i);

		if (!same_format(format, v->kind, v->name))
			continue;
		writes |= v->write != LUOCAT_NO;
		in_use |= told_in_use(page, v);
	}
	return writes && in_use;
}

/*
 * The letters that matrix.js knows. What was found of a kernel as a whole holds for each format
 * that it writes; what nothing was found of and is not written is a dash, not a pass.
 */
static char format_letter(const struct luocat_answer *answer, const struct format *format)
{
	enum luocat_severity worst = LUOCAT_SEVERITY_NOTE;

	for (size_t i = 0; i < answer->n_findings; i++) {
		const struct luocat_finding *finding = &answer->findings[i];
		bool counts = finding->name ? same_format(format, finding->kind, finding->name)
					    : format->written;

		if (counts && finding->severity > worst)
			worst = finding->severity;
	}
	switch (worst) {
	case LUOCAT_SEVERITY_PLAN:
		return 'p';
	case LUOCAT_SEVERITY_UNKNOWN:
		return 'u';
	case LUOCAT_SEVERITY_INCOMPATIBLE:
		return 'i';
	case LUOCAT_SEVERITY_NOTE:
	case LUOCAT_SEVERITY_WARNING:
		break;
	}
	return format->written ? 'c' : '-';
}

/* ---- The head ---- */

/* What a policy made of an answer shows in the matrix too. */
static const struct html_mark failing = {"warn", "!", "fails by the policy"};
static const struct html_mark waived = {"good", "w", "compatible but for what is waived"};

static const struct html_mark *mark_of(const struct luocat_answer *answer)
{
	if (answer->fails && answer->outcome <= LUOCAT_COMPATIBLE_WITH_PLAN)
		return &failing;
	for (size_t i = 0; i < answer->n_findings && answer->outcome == LUOCAT_COMPATIBLE; i++) {
		if (report_saved(&answer->findings[i]))
			return &waived;
	}
	return html_outcome(answer->outcome);
}

static void put_legend_mark(const struct page *page, const struct html_mark *mark)
{
	size_t pairs = 0;

	for (size_t i = 0; i < luocat_matrix_n_answers(page->matrix); i++) {
		const struct luocat_answer *answer = luocat_matrix_answer(page->matrix, i);

		if (mark_of(answer) == mark)
			pairs += answer->n_pairs;
	}
	if (!pairs && (mark == &failing || mark == &waived))
		return; /* there is no policy */
	fputs("<li>", page->out);
	html_put_mark(page->out, mark);
	html_put(page->out, " %zu %s</li>\n", pairs, pairs == 1 ? "pair" : "pairs");
}

static void put_legend(const struct page *page)
{
	fputs("<ul class=\"legend\">\n", page->out);
	for (int o = LUOCAT_COMPATIBLE; o <= LUOCAT_INCOMPATIBLE; o++)
		put_legend_mark(page, html_outcome((enum luocat_outcome)o));
	put_legend_mark(page, &waived);
	put_legend_mark(page, &failing);
	fputs("</ul>\n", page->out);
}

static void put_filters(const struct page *page)
{
	fputs("<div class=\"filters\" role=\"search\" hidden>\n"
	      "<label for=\"format\">Format <select id=\"format\">"
	      "<option value=\"\">all, the verdict</option>\n",
	      page->out);
	for (size_t i = 0; i < page->n_formats; i++) {
		const struct format *format = &page->formats[i];
		const char *kind = luocat_kind_name(format->kind);

		html_put(page->out, "<option value=\"%s %s\">%s (%s)</option>\n", kind,
			 format->name, format->name, kind);
	}
	fputs("</select></label>\n"
	      "<label for=\"rows\">Writers (rows) "
	      "<input id=\"rows\" type=\"search\" placeholder=\"7.2 7.3\" "
	      "autocomplete=\"off\" "
	      "spellcheck=\"false\"></label>\n"
	      "<label for=\"columns\">Readers (columns) "
	      "<input id=\"columns\" type=\"search\" placeholder=\"7.4\" "
	      "autocomplete=\"off\" "
	      "spellcheck=\"false\"></label>\n"
	      "<button type=\"button\">Show all</button>\n</div>\n",
	      page->out);
}

static void put_head(const struct page *page)
{
	char title[80];

	snprintf(title, sizeof(title), "Compatibility of %zu %s", page->n,
		 page->n == 1 ? "kernel" : "kernels");
	html_begin(page->out, title, assets);
	html_put(page->out,
		 "<h1>%s</h1>\n<p>Each row is a kernel that runs and writes its "
		 "state, each column "
		 "one that is booted next by kexec and has to read it.</p>\n",
		 title);
	if (page->in_use->told) {
		fputs("<p>Only these formats count, and the core ones:", page->out);
		for (size_t i = 0; i < page->in_use->n; i++)
			html_put(page->out, " <code>%s</code>", page->in_use->list[i]);
		fputs(page->in_use->n ? "</p>\n" : " none</p>\n", page->out);
	}
	put_legend(page);
	put_filters(page);
}

/* ---- The matrix ---- */

static void put_columns(const struct page *page)
{
	fputs("<thead>\n<tr><td>writer \xe2\x86\x93 reader \xe2\x86\x92</td>", page->out);
	for (size_t r = 0; r < page->n; r++)
		html_put(page->out, "\n<th scope=\"col\" title=\"%s\"><span>%s</span></th>",
			 luocat_matrix_kernel(page->matrix, r)->key, name_of(page, r));
	fputs("</tr>\n</thead>\n", page->out);
}

static void put_row(const struct page *page, size_t writer)
{
	for (size_t f = 0; f < page->n_formats; f++)
		page->formats[f].written = may_write(page, writer, &page->formats[f]);
	fputs("<tr data-o=\"", page->out);
	for (size_t r = 0; r < page->n; r++) {
		for (size_t f = 0; f < page->n_formats; f++)
			fputc(format_letter(answer_of(page, writer, r), &page->formats[f]),
			      page->out);
	}
	html_put(page->out, "\"><th scope=\"row\" title=\"%s\"><span>%s</span></th>\n",
		 luocat_matrix_kernel(page->matrix, writer)->key, name_of(page, writer));
	for (size_t r = 0; r < page->n; r++) {
		const struct html_mark *mark = mark_of(answer_of(page, writer, r));

		html_put(page->out,
			 "<td class=\"%s%s\"><a href=\"#p-%zu-%zu\" "
			 "aria-label=\"%s\">%s</a></td>\n",
			 mark->style, r == writer ? " self" : "", writer, r, mark->words,
			 mark->sign);
	}
	fputs("</tr>\n", page->out);
}

static void put_matrix(const struct page *page)
{
	fprintf(page->out,
		"<div class=\"board\">\n<div class=\"scroll\">\n<table "
		"class=\"matrix%s\">\n"
		"<caption class=\"unseen\">What becomes of each pair</caption>\n",
		page->n <= FEW_KERNELS ? " few" : "");
	put_columns(page);
	fputs("<tbody>\n", page->out);
	for (size_t w = 0; w < page->n; w++)
		put_row(page, w);
	fputs("</tbody>\n</table>\n</div>\n</div>\n", page->out);
}

/* ---- Why ---- */

static void put_pairs(const struct page *page, size_t answer)
{
	fputs("<ul class=\"pairs\">\n", page->out);
	for (size_t w = 0; w < page->n; w++) {
		for (size_t r = 0; r < page->n; r++) {
			if (luocat_matrix_cell(page->matrix, w, r) == answer)
				html_put(page->out,
					 "<li id=\"p-%zu-%zu\">%s \xe2\x86\x92 %s</li>\n", w, r,
					 name_of(page, w), name_of(page, r));
		}
	}
	fputs("</ul>\n", page->out);
}

static int put_answer(const struct page *page, size_t index)
{
	const struct luocat_answer *answer = luocat_matrix_answer(page->matrix, index);
	const struct html_mark *mark = mark_of(answer);
	int ret = 0;

	html_put(page->out, "<section class=\"reason %s\">\n<h3>", mark->style);
	html_put_mark(page->out, mark);
	html_put(page->out, " %zu %s</h3>\n", answer->n_pairs,
		 answer->n_pairs == 1 ? "pair" : "pairs");
	put_pairs(page, index);
	for (size_t i = 0; i < answer->n_findings; i++) {
		ret |= html_finding(page->out, &answer->findings[i], NULL,
				    report_plan_words(&answer->findings[i], answer->n_plan));
		html_use_rule(answer->findings[i].rule, page->used);
	}
	if (!answer->n_findings)
		fputs("<p class=\"muted\">Nothing speaks against it.</p>\n", page->out);
	if (answer->n_plan) {
		fputs("<p>The plan, on the writer and before anything is preserved:</p>\n",
		      page->out);
		ret |= html_plan(page->out, answer->plan, answer->n_plan);
	}
	fputs("</section>\n", page->out);
	return ret;
}

static int compare_answers(const void *a, const void *b, void *matrix)
{
	const size_t i = *(const size_t *)a, k = *(const size_t *)b;
	const struct luocat_answer *x = luocat_matrix_answer(matrix, i);
	const struct luocat_answer *y = luocat_matrix_answer(matrix, k);

	if (x->outcome != y->outcome)
		return x->outcome > y->outcome ? -1 : 1;
	if (x->n_pairs != y->n_pairs)
		return x->n_pairs > y->n_pairs ? -1 : 1;
	return i < k ? -1 : 1;
}

/* The worst first, of these what holds of most pairs. */
static int put_reasons(const struct page *page)
{
	size_t n = luocat_matrix_n_answers(page->matrix);
	int ret = 0;

	for (size_t i = 0; i < n; i++)
		page->order[i] = i;
	qsort_r(page->order, n, sizeof(*page->order), compare_answers, (void *)page->matrix);
	fputs("<section class=\"reasons\">\n<h2>Why</h2>\n", page->out);
	for (size_t i = 0; i < n; i++)
		ret |= put_answer(page, page->order[i]);
	fputs("</section>\n", page->out);
	return ret;
}

/* ---- The policy itself ---- */

static int put_policy(const struct page *page)
{
	const struct luocat_verdict *asked = luocat_matrix_asked(page->matrix);
	size_t n = asked ? luocat_verdict_n_findings(asked) : 0;
	int ret = 0;

	if (n)
		fputs("<section>\n<h2>The policy</h2>\n", page->out);
	for (size_t i = 0; i < n; i++)
		ret |= html_finding(page->out, luocat_verdict_finding(asked, i), NULL, NULL);
	if (n)
		fputs("</section>\n", page->out);
	if (asked && luocat_verdict_n_off(asked)) {
		fputs("<section>\n<h2>Off</h2>\n", page->out);
		ret |= html_off(page->out, asked);
		fputs("</section>\n", page->out);
	}
	if (asked)
		html_use_rules(asked, page->used);
	return ret;
}

/* ---- The kernels ---- */

static void put_kernels(const struct page *page)
{
	fputs("<h2>Kernels</h2>\n<div class=\"wide\"><table class=\"list "
	      "facts\">\n<thead><tr>"
	      "<th scope=\"col\">name</th><th scope=\"col\">release</th><th "
	      "scope=\"col\">key</th>"
	      "<th scope=\"col\">architecture</th><th scope=\"col\">obeys "
	      "enable_write</th></tr>"
	      "</thead>\n<tbody>\n",
	      page->out);
	for (size_t i = 0; i < page->n; i++) {
		const struct luocat_matrix_kernel *kernel = luocat_matrix_kernel(page->matrix, i);
		const struct luocat_kernel *facts = luocat_catalog_kernel(kernel->catalog);

		html_put(page->out,
			 "<tr><th scope=\"row\">%s</th><td>%s</td><td><code>%s</code></td>"
			 "<td>%s</td><td>%s</td></tr>\n",
			 kernel->name, facts->release ? facts->release : "unknown", kernel->key,
			 facts->arch ? facts->arch : "unknown",
			 luocat_tri_name(facts->write_control));
	}
	fputs("</tbody>\n</table></div>\n", page->out);
}

/* ---- All together ---- */

static int put_page(struct page *page)
{
	page->order = calloc(luocat_matrix_n_answers(page->matrix), sizeof(*page->order));
	page->used = calloc(luocat_n_rules(), sizeof(*page->used));
	if (!page->order || !page->used || find_formats(page))
		return -1;
	put_head(page);
	put_matrix(page);
	if (put_reasons(page) || put_policy(page))
		return -1;
	put_kernels(page);
	html_rules(page->out, page->used);
	html_end(page->out, assets);
	return 0;
}

int matrix_html(const struct report *report, char **text, size_t *length, struct luocat_error *err)
{
	struct page page = {
		.matrix = report->matrix,
		.in_use = &report->asked->in_use,
		.n = luocat_matrix_n_kernels(report->matrix),
	};
	int ret;

	if (page.n > MAX_KERNELS)
		return luocat_error_set(err, -E2BIG, NULL, NULL,
					"a page holds %d kernels at most, and these are %zu; json "
					"and csv take them all",
					MAX_KERNELS, page.n);
	*text = NULL;
	page.out = cli_text_open(text, length);
	if (!page.out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	ret = put_page(&page) ? luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory") : 0;
	free(page.formats);
	free(page.order);
	free(page.used);
	return matrix_close(page.out, ret, text, err);
}
