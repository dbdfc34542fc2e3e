// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_check_form.c - reading numbers and forms, and never past the end
 */
#include <dwarf.h>
#include <string.h>

#include "dwarf_check.h"

void take_bytes(struct cursor *cursor, uint64_t length)
{
	if (length > (uint64_t)(cursor->end - cursor->at)) {
		cursor->failed = true;
		cursor->at = cursor->end;
	} else {
		cursor->at += length;
	}
}

uint64_t take_number(struct cursor *cursor, size_t size)
{
	const uint8_t *at = cursor->at;

	take_bytes(cursor, size);
	return cursor->failed ? 0 : elf_number(cursor->object, at, size);
}

uint64_t take_uleb(struct cursor *cursor)
{
	uint64_t value = 0;
	uint8_t byte;

	/* ten bytes hold 64 bits; padding behind them is nothing that a compiler writes */
	for (unsigned int shift = 0; shift < 70 && cursor->at < cursor->end; shift += 7) {
		byte = *cursor->at++;
		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	cursor->failed = true;
	return 0;
}

void take_leb(struct cursor *cursor)
{
	take_uleb(cursor);
}

void take_string(struct cursor *cursor)
{
	const uint8_t *nul = memchr(cursor->at, 0, (size_t)(cursor->end - cursor->at));

	if (!nul)
		cursor->failed = true;
	cursor->at = nul ? nul + 1 : cursor->end;
}

/* How a form's value stands in the file. */
enum shape {
	SHAPE_FIXED,
	SHAPE_ADDRESS,
	SHAPE_OFFSET, /* 4 bytes, 8 in 64-bit DWARF */
	SHAPE_LEB,
	SHAPE_BLOCK, /* its length in as many bytes as @size says */
	SHAPE_BLOCK_LEB,
	SHAPE_STRING,
};

static const struct {
	uint8_t form;
	uint8_t shape;
	uint8_t size;
	uint8_t meaning;
} forms[] = {
	{DW_FORM_addr, SHAPE_ADDRESS, 0, MEANS_NOTHING},
	{DW_FORM_block1, SHAPE_BLOCK, 1, MEANS_NOTHING},
	{DW_FORM_block2, SHAPE_BLOCK, 2, MEANS_NOTHING},
	{DW_FORM_block4, SHAPE_BLOCK, 4, MEANS_NOTHING},
	{DW_FORM_block, SHAPE_BLOCK_LEB, 0, MEANS_NOTHING},
	{DW_FORM_exprloc, SHAPE_BLOCK_LEB, 0, MEANS_NOTHING},
	{DW_FORM_data1, SHAPE_FIXED, 1, MEANS_NOTHING},
	{DW_FORM_data2, SHAPE_FIXED, 2, MEANS_NOTHING},
	{DW_FORM_data4, SHAPE_FIXED, 4, MEANS_NOTHING},
	{DW_FORM_data8, SHAPE_FIXED, 8, MEANS_NOTHING},
	{DW_FORM_data16, SHAPE_FIXED, 16, MEANS_NOTHING},
	{DW_FORM_sdata, SHAPE_LEB, 0, MEANS_NOTHING},
	{DW_FORM_udata, SHAPE_LEB, 0, MEANS_NOTHING},
	{DW_FORM_flag, SHAPE_FIXED, 1, MEANS_NOTHING},
	{DW_FORM_flag_present, SHAPE_FIXED, 0, MEANS_NOTHING},
	{DW_FORM_implicit_const, SHAPE_FIXED, 0, MEANS_NOTHING},
	{DW_FORM_string, SHAPE_STRING, 0, MEANS_NOTHING},
	{DW_FORM_strp, SHAPE_OFFSET, 0, MEANS_STR},
	{DW_FORM_line_strp, SHAPE_OFFSET, 0, MEANS_LINE_STR},
	{DW_FORM_strx, SHAPE_LEB, 0, MEANS_STRX},
	{DW_FORM_strx1, SHAPE_FIXED, 1, MEANS_STRX},
	{DW_FORM_strx2, SHAPE_FIXED, 2, MEANS_STRX},
	{DW_FORM_strx3, SHAPE_FIXED, 3, MEANS_STRX},
	{DW_FORM_strx4, SHAPE_FIXED, 4, MEANS_STRX},
	{DW_FORM_addrx, SHAPE_LEB, 0, MEANS_ADDRX},
	{DW_FORM_addrx1, SHAPE_FIXED, 1, MEANS_ADDRX},
	{DW_FORM_addrx2, SHAPE_FIXED, 2, MEANS_ADDRX},
	{DW_FORM_addrx3, SHAPE_FIXED, 3, MEANS_ADDRX},
	{DW_FORM_addrx4, SHAPE_FIXED, 4, MEANS_ADDRX},
	{DW_FORM_ref1, SHAPE_FIXED, 1, MEANS_REF},
	{DW_FORM_ref2, SHAPE_FIXED, 2, MEANS_REF},
	{DW_FORM_ref4, SHAPE_FIXED, 4, MEANS_REF},
	{DW_FORM_ref8, SHAPE_FIXED, 8, MEANS_REF},
	{DW_FORM_ref_udata, SHAPE_LEB, 0, MEANS_REF},
	{DW_FORM_ref_addr, SHAPE_OFFSET, 0, MEANS_REF_ADDR},
	{DW_FORM_ref_sig8, SHAPE_FIXED, 8, MEANS_NOTHING},
	{DW_FORM_sec_offset, SHAPE_OFFSET, 0, MEANS_NOTHING},
	{DW_FORM_loclistx, SHAPE_LEB, 0, MEANS_NOTHING},
	{DW_FORM_rnglistx, SHAPE_LEB, 0, MEANS_NOTHING},
};

static uint64_t take_shape(struct cursor *cursor, enum shape shape, size_t size,
			   uint8_t offset_size)
{
	switch (shape) {
	case SHAPE_FIXED:
		if (size <= 8)
			return take_number(cursor, size);
		take_bytes(cursor, size);
		break;
	case SHAPE_ADDRESS:
		return take_number(cursor, object_pointer_size(cursor->object));
	case SHAPE_OFFSET:
		return take_number(cursor, offset_size);
	case SHAPE_LEB:
		return take_uleb(cursor);
	case SHAPE_BLOCK:
		take_bytes(cursor, take_number(cursor, size));
		break;
	case SHAPE_BLOCK_LEB:
		take_bytes(cursor, take_uleb(cursor));
		break;
	case SHAPE_STRING:
		take_string(cursor);
		break;
	}
	return 0;
}

bool take_form(struct cursor *cursor, uint64_t form, uint16_t version, uint8_t offset_size,
	       uint64_t *value, enum form_meaning *meaning)
{
	/* an address in DWARF 2, an offset since */
	if (form == DW_FORM_ref_addr && version < 3)
		offset_size = (uint8_t)object_pointer_size(cursor->object);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (forms[i].form != form)
			continue;
		*value = take_shape(cursor, forms[i].shape, forms[i].size, offset_size);
		*meaning = forms[i].meaning;
		return !cursor->failed;
	}
	return false;
}
