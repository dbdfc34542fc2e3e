// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_check_abbrev.c - tables of abbreviations: what the DIEs of a unit look like
 */
#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>

#include "dwarf_check.h"

/* A compiler numbers them from 1; an allyesconfig's largest unit has some hundreds. */
#define CODE_LIMIT 65535

static int broken(const struct dwarf_check *check, struct luocat_error *err)
{
	return section_error(err, -EINVAL, check->object, check->abbrev.section,
			     "broken abbreviation");
}

static struct cursor cursor_at(const struct dwarf_check *check, uint64_t offset)
{
	const uint8_t *data = check->abbrev.data;

	return (struct cursor){
		.object = check->object,
		.at = data + offset,
		.end = data + check->abbrev.length,
		.failed = false,
	};
}

/* The entry at @cursor; code 0 ends the table. */
static int take_abbrev(const struct dwarf_check *check, struct cursor *cursor,
		       struct abbrev *abbrev, struct luocat_error *err)
{
	uint64_t name, form, tag, children;

	abbrev->code = take_uleb(cursor);
	if (!abbrev->code)
		return cursor->failed ? broken(check, err) : 0;
	tag = take_uleb(cursor);
	children = take_number(cursor, 1);
	abbrev->tag = (uint16_t)tag;
	abbrev->children = children;
	abbrev->attributes = cursor->at;
	if (abbrev->code > CODE_LIMIT || !tag || tag > UINT16_MAX || children > 1)
		return broken(check, err);
	do {
		name = take_uleb(cursor);
		form = take_uleb(cursor);
		if (form == DW_FORM_implicit_const)
			take_leb(cursor);
		if (cursor->failed || name > UINT16_MAX || form > UINT16_MAX || !name != !form)
			return broken(check, err);
	} while (name);
	return 0;
}

int abbrev_find(const struct dwarf_check *check, uint64_t offset, uint64_t code,
		struct abbrev *abbrev, struct luocat_error *err)
{
	struct cursor cursor = cursor_at(check, offset);
	int ret;

	do {
		ret = take_abbrev(check, &cursor, abbrev, err);
		if (ret)
			return ret;
	} while (abbrev->code && abbrev->code != code);
	return abbrev->code ? 0 : broken(check, err);
}

static int compare_codes(const void *a, const void *b)
{
	const struct abbrev *x = a, *y = b;

	return x->code < y->code ? -1 : x->code > y->code;
}

const struct abbrev *abbrev_in(const struct abbrev *abbrevs, size_t n, uint64_t code)
{
	const struct abbrev key = {.code = code};

	if (code && code <= n && abbrevs[code - 1].code == code)
		return &abbrevs[code - 1];
	return bsearch(&key, abbrevs, n, sizeof(*abbrevs), compare_codes);
}

int abbrevs_load(const struct dwarf_check *check, uint64_t offset, struct abbrev **abbrevs,
		 size_t *n, struct luocat_error *err)
{
	struct cursor cursor = cursor_at(check, offset);
	struct abbrev *all = NULL, *more, next;
	size_t count = 0, room = 0;
	int ret;

	for (;;) {
		ret = take_abbrev(check, &cursor, &next, err);
		if (ret || !next.code)
			break;
		if (count == room) {
			room = room ? 2 * room : 64;
			more = reallocarray(all, room, sizeof(*all));
			if (!more) {
				ret = section_error(err, -ENOMEM, check->object,
						    check->abbrev.section, "out of memory");
				break;
			}
			all = more;
			if (count > CODE_LIMIT) {
				ret = broken(check, err);
				break;
			}
		}
		all[count++] = next;
	}
	if (ret) {
		free(all);
		return ret;
	}
	if (count)
		qsort(all, count, sizeof(*all), compare_codes);
	*abbrevs = all;
	*n = count;
	return 0;
}
