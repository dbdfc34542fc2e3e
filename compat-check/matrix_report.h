/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * matrix_report.h - what the answers about many kernels have in common when they are shown
 */
#ifndef COMPAT_CHECK_MATRIX_REPORT_H
#define COMPAT_CHECK_MATRIX_REPORT_H

#include <stdio.h>

#include <luocat.h>

#include "report.h"

extern const struct report_formats matrix_formats;

int matrix_text(const struct report *report, char **text, size_t *length, struct luocat_error *err);
int matrix_html(const struct report *report, char **text, size_t *length, struct luocat_error *err);
int matrix_csv(const struct report *report, char **text, size_t *length, struct luocat_error *err);

/* The exit status that a pair's answer stands for. */
int answer_status(const struct luocat_answer *answer);
/* How an outcome looks: its words, what stands in a cell, and where there is room for one character
 * only. */
struct outcome_mark {
	const char *words;
	const char *cell;
	char letter;
};

/* Of an outcome. */
extern const struct outcome_mark outcome_marks[];
/* Of an answer, which a policy may fail whatever its outcome. */
const struct outcome_mark *answer_mark(const struct luocat_answer *answer);

const char *style_of_outcome(const struct style *style, enum luocat_outcome outcome);
const char *style_of_answer(const struct style *style, const struct luocat_answer *answer);
/* The finding that decides, or NULL. */
const struct luocat_finding *answer_reason(const struct luocat_answer *answer);
/* Why: the rule, what it says, what follows and what to do; below it the plan in one line. */
void matrix_print_reason(FILE *out, const struct luocat_answer *answer, const struct style *style);
/* "memfd-v3, pci-v2": what the plan turns off. */
void matrix_print_plan(FILE *out, const struct luocat_answer *answer);
/* close_memstream() that frees what is there where @ret or the stream says that it failed. */
int matrix_close(FILE *out, int ret, char **text, struct luocat_error *err);

#endif
