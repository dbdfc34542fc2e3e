// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - plain text for people
 */
#include "text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- Characters and columns ---- */

size_t text_character(const char *text, uint32_t *code)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least; /* less would have been shorter */
	} forms[] = {{0x80, 0, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
	unsigned char first = (unsigned char)*text;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if ((first & forms[i].mask) != forms[i].lead)
			continue;
		*code = first & (unsigned char)~forms[i].mask;
		for (size_t k = 1; k <= i; k++) {
			unsigned char next = (unsigned char)text[k];

			if ((next & 0xc0) != 0x80)
				return 0;
			*code = *code << 6 | (next & 0x3f);
		}
		return *code < forms[i].least ? 0 : i + 1;
	}
	return 0;
}

static int width_of(const char *text, size_t length)
{
	int width = 0;

	for (size_t i = 0; i < length; i++)
		width += ((unsigned char)text[i] & 0xc0) != 0x80;
	return width;
}

int text_width(const char *text)
{
	return width_of(text, strlen(text));
}

void text_pad(FILE *out, const char *text, int width)
{
	int blanks = width - text_width(text);

	fprintf(out, "%s%*s", text, blanks > 0 ? blanks : 0, "");
}

void text_words(struct text_lines *lines, const char *text)
{
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t length = strcspn(text, " ");
		int width = width_of(text, length);

		if (lines->column && lines->column + 1 + width > TEXT_WIDTH) {
			fputc('\n', lines->out);
			lines->column = 0;
		}
		if (lines->column)
			lines->column += fprintf(lines->out, " ");
		else
			lines->column = fprintf(lines->out, "%*s", lines->indent, "");
		fprintf(lines->out, "%.*s", (int)length, text);
		lines->column += width;
		text += length;
	}
}

void text_item(struct text_lines *lines, const char *name, bool more)
{
	char item[320];

	snprintf(item, sizeof(item), "%s%s", name, more ? "," : "");
	text_words(lines, item);
}

void text_end(struct text_lines *lines)
{
	fputc('\n', lines->out);
	lines->column = 0;
}

void text_wrap(FILE *out, int indent, const char *text)
{
	struct text_lines lines = {.out = out, .indent = indent};

	text_words(&lines, text);
	text_end(&lines);
}
