/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.h - plain text for people
 */
#ifndef COMPAT_CHECK_TEXT_H
#define COMPAT_CHECK_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TEXT_WIDTH 96

/* Words of @text in lines of at most TEXT_WIDTH columns, each indented; ends with a newline. */
void text_wrap(FILE *out, int indent, const char *text);
/* Columns that @text takes; bytes that go on a UTF-8 character take none. */
int text_width(const char *text);
/* The bytes of the UTF-8 character with which @text begins, which is not empty; 0: it begins with none. */
size_t text_character(const char *text, uint32_t *code);
/* @text, then blanks up to @width columns. */
void text_pad(FILE *out, const char *text, int width);

#endif
