// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * text.c - what a string may hold
 */
#include <string.h>

#include "internal.h"

/* Well-formed UTF-8 (RFC 3629): by lead byte, the length and the bounds of the second byte. */
static const struct {
	unsigned char first;
	unsigned char last;
	unsigned char length;
	unsigned char second_min;
	unsigned char second_max;
} sequences[] = {
	{0x20, 0x7e, 1, 0, 0},	     {0xc2, 0xc2, 2, 0xa0, 0xbf}, /* c2 80..9f: C1 controls */
	{0xc3, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
	{0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, /* no surrogates */
	{0xee, 0xef, 3, 0x80, 0xbf}, {0xf0, 0xf0, 4, 0x90, 0xbf},
	{0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

size_t text_char(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;

	for (size_t i = 0; i < ARRAY_SIZE(sequences); i++) {
		if (bytes[0] < sequences[i].first || bytes[0] > sequences[i].last)
			continue;
		if (sequences[i].length > 1 &&
		    (bytes[1] < sequences[i].second_min || bytes[1] > sequences[i].second_max))
			return 0;
		for (size_t k = 2; k < sequences[i].length; k++)
			if ((bytes[k] & 0xc0) != 0x80)
				return 0;
		return sequences[i].length;
	}
	return 0;
}

bool text_is_word(const char *text)
{
	size_t n = 0;

	while (text[n]) {
		if (text[n] < 0x20 || text[n] > 0x7e || n == MAX_WORD)
			return false;
		n++;
	}
	return n > 0;
}

bool text_is_token(const char *text)
{
	return text_is_word(text) && !strchr(text, ' ');
}

bool text_is_clean(const char *text)
{
	size_t n = 0;

	while (text[n]) {
		size_t length = text_char(text + n);

		if (!length || n + length > MAX_TEXT)
			return false;
		n += length;
	}
	return true;
}

bool text_is_hex(const char *text, size_t min, size_t max)
{
	size_t n = strspn(text, "0123456789abcdef");

	return !text[n] && n >= min && n <= max;
}

int text_compare(const char *a, const char *b)
{
	if (!a || !b)
		return !a - !b;
	return strcmp(a, b);
}

const char *text_digits(uint64_t number, char digits[DIGITS_SIZE])
{
	char *at = digits + DIGITS_SIZE - 1;

	*at = '\0';
	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	return at;
}
