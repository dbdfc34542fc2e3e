// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * type_name.c - names of types, and the expressions that members' types are written in
 */
#include <string.h>

#include "types.h"

/* What a C identifier holds, and what paths to members add: "outer::member", "a.b". */
static bool is_tag_char(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || (byte && strchr("_$.:", byte));
}

static const char *const keywords[] = {"struct ", "union ", "enum "};

/* Length of a name at the start of @text, 0: there is none. */
static size_t name_length(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++) {
		size_t keyword = strlen(keywords[i]);
		size_t length = keyword;

		if (strncmp(text, keywords[i], keyword))
			continue;
		while (is_tag_char(text[length]))
			length++;
		return length > keyword && length <= MAX_WORD ? length : 0;
	}
	return 0;
}

bool type_is_name(const char *name)
{
	size_t length = name_length(name);

	return length && !name[length];
}

bool type_is_enum(const char *name)
{
	return !strncmp(name, "enum ", strlen("enum "));
}

static const struct {
	const char *name;
	uint64_t bytes;
	bool is_int;
} scalars[] = {
	{"u8", 1, true},     {"u16", 2, true},	 {"u32", 4, true},    {"u64", 8, true},
	{"u128", 16, true},  {"s8", 1, true},	 {"s16", 2, true},    {"s32", 4, true},
	{"s64", 8, true},    {"s128", 16, true}, {"bool8", 1, true},  {"f16", 2, false},
	{"f32", 4, false},   {"f64", 8, false},	 {"f128", 16, false}, {"ptr32", 4, false},
	{"ptr64", 8, false},
};

static bool parse_base(const char *text, struct type_expression *expression)
{
	expression->base = name_length(text);
	expression->bytes = 0;
	expression->is_int = type_is_enum(text);
	if (expression->base)
		return true;
	expression->base = strcspn(text, "[");
	for (size_t i = 0; i < ARRAY_SIZE(scalars); i++) {
		if (strlen(scalars[i].name) != expression->base ||
		    memcmp(text, scalars[i].name, expression->base))
			continue;
		expression->bytes = scalars[i].bytes;
		expression->is_int = scalars[i].is_int;
		return true;
	}
	return false;
}

/* One "[N]" or "[]" at @text: its length, 0 where it is none, and N, which ends at MAX_TYPE_BYTES.
 */
static size_t parse_bound(const char *text, uint64_t *bound)
{
	size_t digits = text[0] == '[' ? strspn(text + 1, "0123456789") : 0;

	*bound = 0;
	if (text[0] != '[' || text[1 + digits] != ']' || (digits && text[1] == '0'))
		return 0;
	for (size_t i = 1; i <= digits && *bound <= MAX_TYPE_BYTES; i++)
		*bound = *bound * 10 + (uint64_t)(text[i] - '0');
	return digits + 2;
}

bool type_fits(uint64_t bytes, uint64_t count, uint64_t room)
{
	return !count || bytes <= room / count;
}

const char *type_parse(const char *text, struct type_expression *expression)
{
	size_t n = 0;

	if (strnlen(text, MAX_EXPRESSION + 1) > MAX_EXPRESSION)
		return "must be at most 511 bytes";
	if (!parse_base(text, expression))
		return "must be u8 to s128, bool8, f16 to f128, ptr32, ptr64, or a struct, union "
		       "or enum";
	expression->count = 1;
	for (const char *at = text + expression->base; *at; n++) {
		uint64_t bound;
		size_t length = parse_bound(at, &bound);

		if (!length)
			return "must have bounds such as [48] behind its base, or [] for no "
			       "elements";
		if (n == MAX_BOUNDS)
			return "has more than 16 bounds";
		if (bound > MAX_TYPE_BYTES || !type_fits(bound, expression->count, MAX_TYPE_BYTES))
			return "has more than 4294967296 elements";
		expression->count *= bound;
		at += length;
	}
	expression->is_int &= !n;
	return NULL;
}
