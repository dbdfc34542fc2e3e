// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - plain text for people
 */
#include "text.h"

#include <string.h>

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

void text_wrap(FILE *out, int indent, const char *text)
{
	int column = 0;

	while (*text) {
		size_t length = strcspn(text, " ");
		int width = width_of(text, length);

		if (column && column + 1 + width > TEXT_WIDTH) {
			fputc('\n', out);
			column = 0;
		}
		if (column)
			column += fprintf(out, " ");
		else
			column = fprintf(out, "%*s", indent, "");
		fprintf(out, "%.*s", (int)length, text);
		column += width;
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}
