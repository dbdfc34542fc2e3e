// SPDX-License-Identifier: GPL-2.0-only
/*
 * xml.c - texts in XML
 */
#include "xml.h"

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/* Char of XML 1.0, 2.2. */
static bool is_char(uint32_t c)
{
	return c == '\t' || c == '\n' || (c >= 0x20 && c <= 0xd7ff) ||
	       (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

void xml_text(FILE *out, const char *text)
{
	while (*text) {
		uint32_t code;
		size_t length = text_character(text, &code);

		if (!length || !is_char(code))
			fputs("\xef\xbf\xbd", out);
		else if (code == '&')
			fputs("&amp;", out);
		else if (code == '<')
			fputs("&lt;", out);
		else if (code == '>')
			fputs("&gt;", out);
		else if (code == '"')
			fputs("&quot;", out);
		else
			fwrite(text, 1, length, out);
		text += length ? length : 1;
	}
}

void xml_attribute(FILE *out, const char *name, const char *text)
{
	fprintf(out, " %s=\"", name);
	xml_text(out, text);
	fputc('"', out);
}
