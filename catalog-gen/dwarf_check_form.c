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

uint64_t take_long_uleb(struct cursor *cursor)
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
enum storage {
	STORED_NEVER, /* a form that is not known */
	STORED_FIXED,
	STORED_ADDRESS,
	STORED_OFFSET, /* 4 bytes, 8 in 64-bit DWARF */
	STORED_LEB,
	STORED_BLOCK, /* its length in as many bytes as @size says */
	STORED_BLOCK_LEB,
	STORED_STRING,
};

static const struct {
	uint8_t storage;
	uint8_t size;
	uint8_t meaning;
} forms[] = {
	[DW_FORM_addr] = {STORED_ADDRESS, 0, MEANS_NOTHING},
	[DW_FORM_block1] = {STORED_BLOCK, 1, MEANS_NOTHING},
	[DW_FORM_block2] = {STORED_BLOCK, 2, MEANS_NOTHING},
	[DW_FORM_block4] = {STORED_BLOCK, 4, MEANS_NOTHING},
	[DW_FORM_block] = {STORED_BLOCK_LEB, 0, MEANS_NOTHING},
	[DW_FORM_exprloc] = {STORED_BLOCK_LEB, 0, MEANS_NOTHING},
	[DW_FORM_data1] = {STORED_FIXED, 1, MEANS_NOTHING},
	[DW_FORM_data2] = {STORED_FIXED, 2, MEANS_NOTHING},
	[DW_FORM_data4] = {STORED_FIXED, 4, MEANS_NOTHING},
	[DW_FORM_data8] = {STORED_FIXED, 8, MEANS_NOTHING},
	[DW_FORM_data16] = {STORED_FIXED, 16, MEANS_NOTHING},
	[DW_FORM_sdata] = {STORED_LEB, 0, MEANS_NOTHING},
	[DW_FORM_udata] = {STORED_LEB, 0, MEANS_NOTHING},
	[DW_FORM_flag] = {STORED_FIXED, 1, MEANS_NOTHING},
	[DW_FORM_flag_present] = {STORED_FIXED, 0, MEANS_NOTHING},
	[DW_FORM_implicit_const] = {STORED_FIXED, 0, MEANS_NOTHING},
	[DW_FORM_string] = {STORED_STRING, 0, MEANS_STRING},
	[DW_FORM_strp] = {STORED_OFFSET, 0, MEANS_STR},
	[DW_FORM_line_strp] = {STORED_OFFSET, 0, MEANS_LINE_STR},
	[DW_FORM_strx] = {STORED_LEB, 0, MEANS_STRX},
	[DW_FORM_strx1] = {STORED_FIXED, 1, MEANS_STRX},
	[DW_FORM_strx2] = {STORED_FIXED, 2, MEANS_STRX},
	[DW_FORM_strx3] = {STORED_FIXED, 3, MEANS_STRX},
	[DW_FORM_strx4] = {STORED_FIXED, 4, MEANS_STRX},
	[DW_FORM_addrx] = {STORED_LEB, 0, MEANS_ADDRX},
	[DW_FORM_addrx1] = {STORED_FIXED, 1, MEANS_ADDRX},
	[DW_FORM_addrx2] = {STORED_FIXED, 2, MEANS_ADDRX},
	[DW_FORM_addrx3] = {STORED_FIXED, 3, MEANS_ADDRX},
	[DW_FORM_addrx4] = {STORED_FIXED, 4, MEANS_ADDRX},
	[DW_FORM_ref1] = {STORED_FIXED, 1, MEANS_REF},
	[DW_FORM_ref2] = {STORED_FIXED, 2, MEANS_REF},
	[DW_FORM_ref4] = {STORED_FIXED, 4, MEANS_REF},
	[DW_FORM_ref8] = {STORED_FIXED, 8, MEANS_REF},
	[DW_FORM_ref_udata] = {STORED_LEB, 0, MEANS_REF},
	[DW_FORM_ref_addr] = {STORED_OFFSET, 0, MEANS_REF_ADDR},
	[DW_FORM_ref_sig8] = {STORED_FIXED, 8, MEANS_NOTHING},
	[DW_FORM_sec_offset] = {STORED_OFFSET, 0, MEANS_NOTHING},
	[DW_FORM_loclistx] = {STORED_LEB, 0, MEANS_NOTHING},
	[DW_FORM_rnglistx] = {STORED_LEB, 0, MEANS_NOTHING},
};

static uint64_t take_stored(struct cursor *cursor, enum storage storage, size_t size,
			    uint8_t offset_size)
{
	switch (storage) {
	case STORED_NEVER:
		cursor->failed = true;
		break;
	case STORED_FIXED:
		if (size <= 8)
			return take_number(cursor, size);
		take_bytes(cursor, size);
		break;
	case STORED_ADDRESS:
		return take_number(cursor, object_pointer_size(cursor->object));
	case STORED_OFFSET:
		return take_number(cursor, offset_size);
	case STORED_LEB:
		return take_uleb(cursor);
	case STORED_BLOCK:
		take_bytes(cursor, take_number(cursor, size));
		break;
	case STORED_BLOCK_LEB:
		take_bytes(cursor, take_uleb(cursor));
		break;
	case STORED_STRING:
		take_string(cursor);
		break;
	}
	return 0;
}

int form_bytes(const struct dwarf_check *check, const struct unit_header *unit, uint64_t form)
{
	if (form >= sizeof(forms) / sizeof(*forms))
		return -1;
	switch (forms[form].storage) {
	case STORED_FIXED:
		return forms[form].size;
	case STORED_ADDRESS:
		return (int)object_pointer_size(check->object);
	case STORED_OFFSET: /* see take_form() */
		return form == DW_FORM_ref_addr ? -1 : unit->offset_size;
	default:
		return -1;
	}
}

enum form_meaning form_means(uint64_t form)
{
	return form < sizeof(forms) / sizeof(*forms) ? forms[form].meaning : MEANS_NOTHING;
}

bool take_form(struct cursor *cursor, uint64_t form, uint16_t version, uint8_t offset_size,
	       uint64_t *value, enum form_meaning *meaning)
{
	/* an address in DWARF 2, an offset since */
	if (form == DW_FORM_ref_addr && version < 3)
		offset_size = (uint8_t)object_pointer_size(cursor->object);
	if (form >= sizeof(forms) / sizeof(*forms) || forms[form].storage == STORED_NEVER)
		return false;
	*value = take_stored(cursor, forms[form].storage, forms[form].size, offset_size);
	*meaning = forms[form].meaning;
	return !cursor->failed;
}
