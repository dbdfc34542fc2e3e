// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_check_line.c - the header of a line table: where source files' names come from
 */
#include <dwarf.h>
#include <errno.h>
#include <inttypes.h>

#include "dwarf_check.h"

/* What libdwarf reads of a name or a number in DWARF 5's tables of files. */
static bool is_table_form(uint64_t form)
{
	switch (form) {
	case DW_FORM_string:
	case DW_FORM_line_strp:
	case DW_FORM_strp:
	case DW_FORM_udata:
	case DW_FORM_data1:
	case DW_FORM_data2:
	case DW_FORM_data4:
	case DW_FORM_data8:
	case DW_FORM_data16:
	case DW_FORM_block:
		return true;
	default:
		return false;
	}
}

static bool string_inside(const struct dwarf_check *check, enum form_meaning meaning,
			  uint64_t value)
{
	switch (meaning) {
	case MEANS_STR:
		return value < check->str.length;
	case MEANS_LINE_STR:
		return value < check->line_str.length;
	case MEANS_NOTHING:
		return true;
	default:
		return false;
	}
}

/* A table of directories or files: its format, then as many entries as it says. */
static bool check_table(const struct dwarf_check *check, struct cursor *cursor, uint8_t offset_size)
{
	uint64_t n_formats = take_number(cursor, 1), count, value, form;
	const uint8_t *formats = cursor->at;
	struct cursor format;
	enum form_meaning meaning;

	for (uint64_t i = 0; i < n_formats; i++) {
		take_uleb(cursor);
		form = take_uleb(cursor);
		if (cursor->failed || !is_table_form(form))
			return false;
	}
	count = take_uleb(cursor);
	/* an entry takes a byte at the least, so more cannot be there */
	if (cursor->failed || (count && !n_formats) || count > (uint64_t)(cursor->end - cursor->at))
		return false;
	for (uint64_t i = 0; i < count; i++) {
		format = *cursor;
		format.at = formats;
		for (uint64_t k = 0; k < n_formats; k++) {
			take_uleb(&format);
			form = take_uleb(&format);
			if (!take_form(cursor, form, 5, offset_size, &value, &meaning) ||
			    !string_inside(check, meaning, value))
				return false;
		}
	}
	return true;
}

/* Before DWARF 5: directories, then files with three numbers each; an empty name ends either. */
static bool check_old_tables(struct cursor *cursor)
{
	while (!cursor->failed && cursor->at < cursor->end && *cursor->at)
		take_string(cursor);
	take_bytes(cursor, 1);
	while (!cursor->failed && cursor->at < cursor->end && *cursor->at) {
		take_string(cursor);
		for (int i = 0; i < 3; i++)
			take_leb(cursor);
	}
	take_bytes(cursor, 1);
	return !cursor->failed;
}

static bool check_header(const struct dwarf_check *check, struct cursor *cursor)
{
	uint64_t length = take_number(cursor, 4), version, opcode_base;
	uint8_t offset_size = 4;

	if (length == 0xffffffff) {
		length = take_number(cursor, 8);
		offset_size = 8;
	}
	if (cursor->failed || length > (uint64_t)(cursor->end - cursor->at))
		return false;
	cursor->end = cursor->at + length;
	version = take_number(cursor, 2);
	if (version < 2 || version > 5)
		return false;
	if (version == 5) {
		if (take_number(cursor, 1) != object_pointer_size(check->object))
			return false;
		if (take_number(cursor, 1)) /* no segments */
			return false;
	}
	length = take_number(cursor, offset_size);
	if (cursor->failed || length > (uint64_t)(cursor->end - cursor->at))
		return false;
	cursor->end = cursor->at + length;
	/* minimum length, operations (since 4), default, base and range of the program's numbers */
	take_bytes(cursor, version >= 4 ? 5 : 4);
	opcode_base = take_number(cursor, 1);
	if (!opcode_base)
		return false;
	take_bytes(cursor, opcode_base - 1);
	if (cursor->failed)
		return false;
	return version < 5 ? check_old_tables(cursor)
			   : check_table(check, cursor, offset_size) &&
				     check_table(check, cursor, offset_size);
}

int check_line_header(const struct dwarf_check *check, uint64_t offset, struct luocat_error *err)
{
	struct cursor cursor = {
		.object = check->object,
		.at = check->line.data + offset,
		.end = check->line.data + check->line.length,
	};

	if (check_header(check, &cursor))
		return 0;
	return section_error(err, -EINVAL, check->object, check->line.section,
			     "broken line table at offset 0x%" PRIx64, offset);
}
