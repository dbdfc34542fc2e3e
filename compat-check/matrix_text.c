// SPDX-License-Identifier: GPL-2.0-only
/*
 * matrix_text.c - a matrix for people: the cells, and below them why, each different reason once
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "matrix_report.h"
#include "cli.h"
#include "text.h"

/* As many readers, and lines of writers, are named with one reason. */
#define MAX_NAMES 6
#define MAX_LINES 6
/* Beyond this a name in front of a row is cut. */
#define MAX_LABEL 40
/* As many different findings that waivers excuse are shown. */
#define MAX_WAIVED 32

struct page {
	FILE *out;
	const struct luocat_matrix *matrix;
	const struct style *style;
	size_t n;
};

static const char *name_of(const struct page *page, size_t kernel)
{
	return luocat_matrix_kernel(page->matrix, kernel)->name;
}

static const struct luocat_answer *answer_of(const struct page *page, size_t writer, size_t reader)
{
	return luocat_matrix_answer(page->matrix, luocat_matrix_cell(page->matrix, writer, reader));
}

/* ---- How many of what ---- */

static void print_head(const struct page *page)
{
	static const enum luocat_outcome outcomes[] = {LUOCAT_COMPATIBLE,
						       LUOCAT_COMPATIBLE_WITH_PLAN,
						       LUOCAT_OUTCOME_UNKNOWN, LUOCAT_INCOMPATIBLE};
	size_t pairs[LUOCAT_INCOMPATIBLE + 1] = {0};

	for (size_t i = 0; i < luocat_matrix_n_answers(page->matrix); i++) {
		const struct luocat_answer *answer = luocat_matrix_answer(page->matrix, i);

		pairs[answer->outcome] += answer->n_pairs;
	}
	fprintf(page->out, "%zu kernel%s, %zu pair%s:", page->n, page->n == 1 ? "" : "s",
		page->n * page->n, page->n == 1 ? "" : "s");
	for (size_t i = 0, any = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		if (!pairs[outcomes[i]])
			continue;
		fprintf(page->out, "%s %zu %s%s%s", any ? "," : "", pairs[outcomes[i]],
			style_of_outcome(page->style, outcomes[i]),
			outcome_marks[outcomes[i]].words, page->style->off);
		any = 1;
	}
	fputs("\n\n", page->out);
}

/* ---- The cells ---- */

/* An answer's word in its colour, then blanks up to @width columns. */
static void put_cell(const struct page *page, const struct luocat_answer *answer, int width)
{
	const char *text = answer_mark(answer)->cell;
	int blanks = width - (int)strlen(text);

	fprintf(page->out, "%s%s%s%*s", style_of_answer(page->style, answer), text,
		page->style->off, blanks > 0 ? blanks : 0, "");
}

/* Columns below the readers' names, where they fit into a line. */
static bool print_named(const struct page *page)
{
	int label = text_width("writer \\ reader"), width = 0;

	for (size_t i = 0; i < page->n && width < TEXT_WIDTH; i++) {
		int of = text_width(name_of(page, i));

		label = of > label ? of : label;
		width += (of > 4 ? of : 4) + 2;
	}
	if (label + width > TEXT_WIDTH)
		return false;
	text_pad(page->out, "writer \\ reader", label);
	for (size_t i = 0; i < page->n; i++)
		fprintf(page->out, "  %-4s", name_of(page, i));
	fputc('\n', page->out);
	for (size_t w = 0; w < page->n; w++) {
		text_pad(page->out, name_of(page, w), label);
		for (size_t r = 0; r < page->n; r++) {
			int of = text_width(name_of(page, r));
			bool last = r + 1 == page->n;

			fputs("  ", page->out);
			put_cell(page, answer_of(page, w, r), last ? 0 : of > 4 ? of : 4);
		}
		fputc('\n', page->out);
	}
	return true;
}

static int digits_of(size_t number)
{
	return snprintf(NULL, 0, "%zu", number);
}

/* The columns' numbers stand on end: one line for each digit. */
static void print_numbers(const struct page *page, int indent, int digits, const char *gap)
{
	for (int line = 0; line < digits; line++) {
		fprintf(page->out, "%*s", indent, "");
		for (size_t i = 1; i <= page->n; i++) {
			char number[24];

			snprintf(number, sizeof(number), "%*zu", digits, i);
			fprintf(page->out, "%s%c", i > 1 ? gap : "", number[line]);
		}
		fputc('\n', page->out);
	}
}

static void print_numbered(const struct page *page)
{
	int digits = digits_of(page->n), width = 0;
	const char *gap = page->n > 24 ? "" : " ";
	char label[4 * MAX_LABEL + 2];

	for (size_t i = 0; i < page->n; i++) {
		int of = text_width(name_of(page, i));

		of = of > MAX_LABEL ? MAX_LABEL : of;
		width = of > width ? of : width;
	}
	print_numbers(page, digits + 2 + width + 2, digits, gap);
	for (size_t w = 0; w < page->n; w++) {
		const char *name = name_of(page, w);

		/* what is longer than a release is a key, which is plain digits */
		if (text_width(name) > MAX_LABEL)
			snprintf(label, sizeof(label), "%.*s~", MAX_LABEL - 1, name);
		else
			snprintf(label, sizeof(label), "%s", name);
		fprintf(page->out, "%*zu  ", digits, w + 1);
		text_pad(page->out, label, width + 2);
		for (size_t r = 0; r < page->n; r++) {
			const struct luocat_answer *answer = answer_of(page, w, r);

			fprintf(page->out, "%s%s%c%s", r ? gap : "",
				style_of_answer(page->style, answer), answer_mark(answer)->letter,
				page->style->off);
		}
		fputc('\n', page->out);
	}
}

/* Whether some pair passes but for the policy. */
static bool any_failed(const struct page *page)
{
	bool any = false;

	for (size_t i = 0; i < luocat_matrix_n_answers(page->matrix); i++) {
		const struct luocat_answer *answer = luocat_matrix_answer(page->matrix, i);

		any |= answer->fails && answer->outcome <= LUOCAT_COMPATIBLE_WITH_PLAN;
	}
	return any;
}

static void print_legend(const struct page *page, bool named)
{
	fputs("\nThe kernel of a row hands over to that of a column.", page->out);
	for (int i = LUOCAT_COMPATIBLE; i <= LUOCAT_INCOMPATIBLE; i++) {
		const struct outcome_mark *mark = &outcome_marks[i];
		const char letter[] = {mark->letter, '\0'};

		fprintf(page->out, "%s%s %s", i ? ", " : "\n", named ? mark->cell : letter,
			mark->words);
	}
	if (any_failed(page))
		fprintf(page->out, ", %s failed by the policy", named ? "FAIL" : "F");
	fputc('\n', page->out);
}

/* ---- Why ---- */

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* What is shown of a reason is the same, though other findings of the two may differ. */
static bool same_reason(const struct luocat_answer *a, const struct luocat_answer *b)
{
	const struct luocat_finding *f = answer_reason(a), *g = answer_reason(b);

	if (a->outcome != b->outcome || a->fails != b->fails || !f != !g || a->n_plan != b->n_plan)
		return false;
	for (size_t i = 0; i < a->n_plan; i++) {
		if (strcmp(a->plan[i].compatible, b->plan[i].compatible))
			return false;
	}
	return !f || (f->rule == g->rule && f->severity == g->severity &&
		      f->consequence == g->consequence && !strcmp(f->message, g->message) &&
		      same_text(f->advice, g->advice));
}

/* Answers in the order in which their reasons are shown. */
struct reasons {
	size_t *of; /* number of the reason, by answer */
	size_t n;
	const struct luocat_answer **first; /* of each reason */
	size_t *pairs;
};

static void collect_reasons(const struct luocat_matrix *matrix, struct reasons *reasons)
{
	for (size_t i = 0; i < luocat_matrix_n_answers(matrix); i++) {
		const struct luocat_answer *answer = luocat_matrix_answer(matrix, i);
		size_t at = 0;

		while (at < reasons->n && !same_reason(answer, reasons->first[at]))
			at++;
		if (at == reasons->n)
			reasons->first[reasons->n++] = answer;
		reasons->of[i] = at;
		reasons->pairs[at] += answer->n_pairs;
	}
}

static bool is_pair_of(const struct page *page, const struct reasons *reasons, size_t reason,
		       size_t writer, size_t reader)
{
	return reasons->of[luocat_matrix_cell(page->matrix, writer, reader)] == reason;
}

/* "7.2.0 -> 7.3.0, 7.4.0 and 12 more"; how many pairs it tells of. */
static size_t print_writer(const struct page *page, const struct reasons *reasons, size_t reason,
			   size_t writer)
{
	struct text_lines lines = {.out = page->out, .indent = 4};
	const char *last = NULL;
	size_t n = 0;
	char more[48];

	for (size_t r = 0; r < page->n; r++) {
		if (!is_pair_of(page, reasons, reason, writer, r) || n++ >= MAX_NAMES)
			continue;
		if (last) {
			text_item(&lines, last, true);
		} else {
			text_words(&lines, name_of(page, writer));
			text_words(&lines, "->");
		}
		last = name_of(page, r);
	}
	if (!n)
		return 0;
	text_item(&lines, last, false);
	if (n > MAX_NAMES) {
		snprintf(more, sizeof(more), "and %zu more", n - MAX_NAMES);
		text_words(&lines, more);
	}
	text_end(&lines);
	return n;
}

static void print_pairs(const struct page *page, const struct reasons *reasons, size_t reason)
{
	size_t told = 0, lines = 0;

	for (size_t w = 0; w < page->n && lines < MAX_LINES; w++) {
		size_t n = print_writer(page, reasons, reason, w);

		told += n;
		lines += n > 0;
	}
	if (told < reasons->pairs[reason])
		fprintf(page->out, "    and %zu more pairs\n", reasons->pairs[reason] - told);
}

static void print_reasons(const struct page *page, const struct reasons *reasons)
{
	bool any = false;

	/* worst first */
	for (int outcome = LUOCAT_INCOMPATIBLE; outcome >= LUOCAT_COMPATIBLE; outcome--) {
		for (size_t i = 0; i < reasons->n; i++) {
			if ((int)reasons->first[i]->outcome != outcome ||
			    !answer_reason(reasons->first[i]))
				continue;
			fputs(any ? "\n" : "\nReasons\n", page->out);
			any = true;
			matrix_print_reason(page->out, reasons->first[i], page->style);
			print_pairs(page, reasons, i);
		}
	}
}

/* ---- What waivers excuse ---- */

struct waived {
	const struct luocat_finding *finding;
	size_t pairs;
};

/* Words of a matrix are there once, so that the same ones have one address. */
static bool same_waived(const struct luocat_finding *a, const struct luocat_finding *b)
{
	return a->waiver == b->waiver && a->rule == b->rule && a->message == b->message &&
	       a->judged == b->judged;
}

/* The different ones among @list, as far as it goes; how many more there are. */
static size_t collect_waived(const struct luocat_matrix *matrix, struct waived *list, size_t *n)
{
	size_t more = 0;

	for (size_t i = 0; i < luocat_matrix_n_answers(matrix); i++) {
		const struct luocat_answer *answer = luocat_matrix_answer(matrix, i);

		for (size_t k = 0; k < answer->n_findings; k++) {
			const struct luocat_finding *finding = &answer->findings[k];
			size_t at = 0;

			if (!finding->waiver)
				continue;
			while (at < *n && !same_waived(finding, list[at].finding))
				at++;
			if (at == MAX_WAIVED) {
				more++;
				continue;
			}
			if (at == *n)
				list[(*n)++] = (struct waived){finding, 0};
			list[at].pairs += answer->n_pairs;
		}
	}
	return more;
}

static int print_waived(const struct page *page)
{
	struct waived list[MAX_WAIVED];
	size_t n = 0, more = collect_waived(page->matrix, list, &n);
	int ret = 0;

	for (size_t i = 0; i < n; i++) {
		fputs(i ? "\n" : "\nWaived\n", page->out);
		ret |= report_waived_finding(page->out, list[i].finding, NULL,
					     report_plan_words(list[i].finding, false),
					     page->style);
		fprintf(page->out, "    of %zu pair%s\n", list[i].pairs,
			list[i].pairs == 1 ? "" : "s");
	}
	if (more)
		fprintf(page->out, "  and %zu more; --format json lists all\n", more);
	return ret;
}

/* ---- The policy itself ---- */

static int print_policy(const struct page *page)
{
	const struct luocat_verdict *asked = luocat_matrix_asked(page->matrix);
	size_t n = asked ? luocat_verdict_n_findings(asked) : 0;
	int ret = 0;

	for (size_t i = 0; i < n; i++) {
		fputs(i ? "\n" : "\nThe policy\n", page->out);
		ret |= report_finding(page->out, luocat_verdict_finding(asked, i), NULL, NULL,
				      page->style);
	}
	if (asked)
		report_off(page->out, asked);
	return ret;
}

int matrix_text(const struct report *report, char **text, size_t *length, struct luocat_error *err)
{
	size_t n = luocat_matrix_n_answers(report->matrix);
	struct reasons reasons = {
		.of = calloc(n, sizeof(*reasons.of)),
		.first = calloc(n, sizeof(struct luocat_answer *)),
		.pairs = calloc(n, sizeof(*reasons.pairs)),
	};
	struct page page = {
		.out = cli_text_open(text, length),
		.matrix = report->matrix,
		.style = report_style(report->colours),
		.n = luocat_matrix_n_kernels(report->matrix),
	};
	int ret = 0;

	if (!reasons.of || !reasons.first || !reasons.pairs || !page.out) {
		ret = luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	} else {
		bool named;

		collect_reasons(report->matrix, &reasons);
		print_head(&page);
		named = print_named(&page);
		if (!named)
			print_numbered(&page);
		print_legend(&page, named);
		print_reasons(&page, &reasons);
		if (print_waived(&page) || print_policy(&page))
			ret = luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	}
	free(reasons.of);
	free(reasons.first);
	free(reasons.pairs);
	return page.out ? matrix_close(page.out, ret, text, err) : ret;
}
