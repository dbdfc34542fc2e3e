/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * markdown.h - texts in GitHub's markdown, in which nothing of theirs becomes markup
 */
#ifndef COMPAT_CHECK_MARKDOWN_H
#define COMPAT_CHECK_MARKDOWN_H

#include <stdio.h>

/* @text within a line, or a cell of a table. */
void markdown_text(FILE *out, const char *text);
/* The same, where a line begins. */
void markdown_line(FILE *out, const char *text);
/* @text as a block of code; @language: a word, or "". */
void markdown_code(FILE *out, const char *language, const char *text);

#endif
