// SPDX-License-Identifier: GPL-2.0-only
/*
 * html.c - HTML that stands by itself: pages and escaping
 */
#include "html.h"

#include <stdarg.h>
#include <string.h>

/* ---- Text ---- */

/* Control characters are none of HTML's; a path on a command line may have them. */
#define REPLACEMENT "\xef\xbf\xbd"

static const char *escape(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\n':
		return NULL;
	}
	return (unsigned char)c < 0x20 || c == 0x7f ? REPLACEMENT : NULL;
}

static void put_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		const char *escaped = escape(*text);

		if (escaped)
			fputs(escaped, out);
		else
			fputc(*text, out);
	}
}

void html_put(FILE *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	for (const char *percent; (percent = strchr(format, '%')); format = percent) {
		fwrite(format, 1, (size_t)(percent - format), out);
		switch (*++percent) {
		case 's':
			put_text(out, va_arg(args, const char *));
			break;
		case 'd':
			fprintf(out, "%d", va_arg(args, int));
			break;
		case 'z':
			fprintf(out, "%zu", va_arg(args, size_t));
			percent++;
			break;
		}
		percent += *percent != '\0';
	}
	fputs(format, out);
	va_end(args);
}

/* ---- Pages ---- */

static void put_policy(FILE *out, const struct html_asset *const *assets)
{
	static const char *const tags[] = {"style", "script"};

	/* the icon is none: without it a browser would ask the server for one */
	fputs("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "base-uri 'none'; form-action 'none'; img-src data:",
	      out);
	for (size_t t = 0; t < sizeof(tags) / sizeof(tags[0]); t++) {
		fprintf(out, "; %s-src", tags[t]);
		for (const struct html_asset *const *a = assets; *a; a++) {
			if (!strcmp((*a)->tag, tags[t]))
				fprintf(out, " '%s'", (*a)->hash);
		}
	}
	fputs("\">\n", out);
}

static void put_assets(FILE *out, const struct html_asset *const *assets, const char *tag)
{
	for (; *assets; assets++) {
		if (strcmp((*assets)->tag, tag))
			continue;
		fprintf(out, "<%s>", tag);
		fwrite((*assets)->text, 1, (*assets)->length, out);
		fprintf(out, "</%s>\n", tag);
	}
}

void html_begin(FILE *out, const char *title, const struct html_asset *const *assets)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", out);
	put_policy(out, assets);
	fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"referrer\" content=\"no-referrer\">\n"
	      "<meta name=\"generator\" content=\"luo-compat-check " PACKAGE_VERSION "\">\n"
	      "<link rel=\"icon\" href=\"data:,\">\n",
	      out);
	html_put(out, "<title>%s</title>\n", title);
	put_assets(out, assets, "style");
	fputs("</head>\n<body>\n<main>\n", out);
}

void html_end(FILE *out, const struct html_asset *const *assets)
{
	fputs("</main>\n<footer>luo-compat-check " PACKAGE_VERSION "</footer>\n", out);
	put_assets(out, assets, "script");
	fputs("</body>\n</html>\n", out);
}
