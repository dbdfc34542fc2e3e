/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.h - plain text for people
 */
#ifndef COMPAT_CHECK_TEXT_H
#define COMPAT_CHECK_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TEXT_WIDTH 96

/* Words that are to be wrapped, as they come. */
struct text_lines {
	FILE *out;
	int indent;
	int column;
};

/* Whole words; text_end() ends the last line. */
void text_words(struct text_lines *lines, const char *text);
void text_end(struct text_lines *lines);
/* A name of a list, behind which the next one comes if there is one: "a," or "a". */
void text_item(struct text_lines *lines, const char *name, bool more);
/* Words of @text in lines of at most TEXT_WIDTH columns, each indented; ends with a newline. */
void text_wrap(FILE *out, int indent, const char *text);
/* Columns that @text takes; bytes that go on a UTF-8 character take none. */
int text_width(const char *text);
/* The bytes of the UTF-8 character with which @text begins, which is not empty; 0: it begins with none. */
size_t text_character(const char *text, uint32_t *code);
/* @text, then blanks up to @width columns. */
void text_pad(FILE *out, const char *text, int width);

#endif
