// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - plain text for people
 */
#include "text.h"

#include <string.h>

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
