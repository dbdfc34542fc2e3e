// SPDX-License-Identifier: GPL-2.0-only
/*
 * path_text.c - a path for people: each hop with its plan, or what is missing
 */
#include <errno.h>
#include <stdlib.h>

#include "matrix_report.h"
#include "cli.h"
#include "path_report.h"
#include "text.h"

struct page {
	FILE *out;
	const struct luocat_matrix *matrix;
	const struct luocat_path *path;
	const struct style *style;
};

static const char *name_of(const struct page *page, size_t kernel)
{
	return luocat_matrix_kernel(page->matrix, kernel)->name;
}

static void print_plan(const struct page *page, const struct luocat_answer *answer,
		       const char *writer)
{
	if (!answer->n_plan)
		return;
	fprintf(page->out, "     on %s, before anything is preserved:\n", writer);
	report_plan_command(page->out, NULL, 7);
	for (size_t i = 0; i < answer->n_plan; i++)
		report_plan_command(page->out, &answer->plan[i], 7);
}

static void print_hops(const struct page *page)
{
	for (size_t i = 1; i < luocat_path_n_kernels(page->path); i++) {
		const struct luocat_answer *answer = path_hop(page->matrix, page->path, i);
		const char *writer = name_of(page, luocat_path_kernel(page->path, i - 1));

		fprintf(page->out, "%s %2zu. %s -> %s: %s%s%s\n", i == 1 ? "\n" : "", i, writer,
			name_of(page, luocat_path_kernel(page->path, i)),
			style_of_answer(page->style, answer), answer_mark(answer)->words,
			page->style->off);
		print_plan(page, answer, writer);
	}
}

static void print_found(const struct page *page)
{
	size_t hops = luocat_path_n_kernels(page->path) - 1, plans = 0;

	for (size_t i = 1; i <= hops; i++)
		plans += path_hop(page->matrix, page->path, i)->n_plan ? 1 : 0;
	if (!hops)
		fputs("no kexec is needed\n", page->out);
	else
		fprintf(page->out, "%s%zu kexec%s%s", page->style->good, hops, hops == 1 ? "" : "s",
			page->style->off);
	if (plans)
		fprintf(page->out, ", %zu of them with a plan", plans);
	if (hops)
		fputc('\n', page->out);
	print_hops(page);
}

/* "title: a, b, c", wrapped. */
static void print_set(const struct page *page, const char *title,
		      bool (*in)(const struct luocat_path *path, size_t kernel))
{
	struct text_lines lines = {.out = page->out, .indent = 2};
	const char *last = NULL;

	text_words(&lines, title);
	for (size_t i = 0; i < luocat_matrix_n_kernels(page->matrix); i++) {
		if (!in(page->path, i))
			continue;
		if (last)
			text_item(&lines, last, true);
		last = name_of(page, i);
	}
	if (last)
		text_item(&lines, last, false);
	text_end(&lines);
}

static void print_missing(const struct page *page, const char *from, const char *to)
{
	size_t n = luocat_path_n_gaps(page->path);
	char title[300];

	fprintf(page->out, "%sNO PATH%s\n\n", page->style->bad, page->style->off);
	snprintf(title, sizeof(title), "%s reaches:", from);
	print_set(page, title, luocat_path_reached);
	snprintf(title, sizeof(title), "%s is reached from:", to);
	print_set(page, title, luocat_path_reaches);
	fprintf(page->out, "\nMissing: %s, nearest first\n",
		n == 1 ? "this hop would do" : "any of these hops would do");
	for (size_t i = 0; i < n; i++) {
		const struct luocat_path_gap *gap = luocat_path_gap(page->path, i);

		fprintf(page->out, "%s  %s -> %s, for a path of %zu kexec%s\n", i ? "\n" : "",
			name_of(page, gap->writer), name_of(page, gap->reader), gap->hops,
			gap->hops == 1 ? "" : "s");
		matrix_print_reason(
			page->out,
			luocat_matrix_answer(
				page->matrix,
				luocat_matrix_cell(page->matrix, gap->writer, gap->reader)),
			page->style);
	}
}

int path_text(const struct report *report, char **text, size_t *length, struct luocat_error *err)
{
	struct page page = {
		.out = cli_text_open(text, length),
		.matrix = report->matrix,
		.path = report->path,
		.style = report_style(report->colours),
	};
	const char *from = name_of(&page, report->ends[0]), *to = name_of(&page, report->ends[1]);

	if (!page.out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	fprintf(page.out, "%s -> %s: ", from, to);
	if (luocat_path_found(report->path))
		print_found(&page);
	else
		print_missing(&page, from, to);
	return matrix_close(page.out, 0, text, err);
}
