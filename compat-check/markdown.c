// SPDX-License-Identifier: GPL-2.0-only
/*
 * markdown.c - texts in GitHub's markdown
 *
 * GFM's extensions make links of bare addresses, and GitHub makes mentions of @names and references
 * of #numbers after all markup is resolved, so that no backslash keeps it from that: code does.
 */
#include "markdown.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

/* What a backslash makes plain. */
#define MARKUP "\\`*_[]<>|~&$"
/* What GitHub sees behind backslashes too. */
#define REFERENCE "@#"

/* One character with what keeps it plain. */
static void put(FILE *out, const char *text, size_t length, char before)
{
	bool address = (*text == ':' && text[1] == '/') || (*text == '.' && strchr("wW", before));

	if (strchr(MARKUP, *text) || address)
		fputc('\\', out);
	fwrite(text, 1, length, out);
}

void markdown_text(FILE *out, const char *text)
{
	char before = ' ';

	while (*text) {
		size_t references = strspn(text, REFERENCE);
		uint32_t code = 0;
		size_t length = references ? references : text_character(text, &code);

		if (references)
			fprintf(out, "`%.*s`", (int)references, text);
		else if (!length)
			fputs("\xef\xbf\xbd", out);
		else if (code < ' ' || code == 0x7f)
			fputc(' ', out);
		else
			put(out, text, length, before);
		before = *text;
		text += length ? length : 1;
	}
}

void markdown_line(FILE *out, const char *text)
{
	size_t digits;

	text += strspn(text, " \t");
	digits = strspn(text, "0123456789");
	/* a list, a heading's underline, a table's */
	if (digits && text[digits] && strchr(".)", text[digits])) {
		fprintf(out, "%.*s\\", (int)digits, text);
		text += digits;
	} else if (*text && strchr("-+=:", *text)) {
		fputc('\\', out);
		fputc(*text++, out);
	}
	markdown_text(out, text);
}

/* The longest run of backticks: a fence has to be longer. */
static size_t longest(const char *text)
{
	size_t most = 0;

	while ((text = strchr(text, '`'))) {
		size_t n = strspn(text, "`");

		most = n > most ? n : most;
		text += n;
	}
	return most;
}

void markdown_code(FILE *out, const char *language, const char *text)
{
	size_t length = strlen(text), n = longest(text);

	n = n < 3 ? 3 : n + 1;
	fputc('\n', out);
	for (size_t i = 0; i < n; i++)
		fputc('`', out);
	fprintf(out, "%s\n%s%s", language, text, length && text[length - 1] == '\n' ? "" : "\n");
	for (size_t i = 0; i < n; i++)
		fputc('`', out);
	fputc('\n', out);
}
