// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_die.c - what the finders ask of a DIE, over libdwarf
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "dwarf_die.h"
#include "reader.h"

/* Deeper chains of typedefs and qualifiers are broken DWARF, or a loop. */
#define MAX_CHAIN 64

int dwarf_fail(const struct dwarf *dwarf, Dwarf_Error error, const char *what)
{
	int ret = luocat_error_set(dwarf->err, -EINVAL, reader_name(object_reader(dwarf->object)),
				   "section .debug_info", "%s%s%s", what, error ? ": " : "",
				   error ? dwarf_errmsg(error) : "");

	if (error)
		dwarf_dealloc(dwarf->dbg, error, DW_DLA_ERROR);
	return ret;
}

int die_open(const struct dwarf *dwarf, uint64_t offset, bool info, Dwarf_Die *die)
{
	Dwarf_Error error = NULL;
	int res = object_dwarf_check(dwarf->object, offset, info, dwarf->err);

	if (res)
		return res;
	res = dwarf_offdie_b(dwarf->dbg, offset, info, die, &error);
	return res == DW_DLV_OK ? 0 : dwarf_fail(dwarf, error, "no entry where one is referred to");
}

void die_close(const struct dwarf *dwarf, Dwarf_Die die)
{
	if (die)
		dwarf_dealloc(dwarf->dbg, die, DW_DLA_DIE);
}

/* Result of a libdwarf call that may find nothing: then *what it found is NULL. */
static int optional(const struct dwarf *dwarf, int res, Dwarf_Error error, const char *what,
		    Dwarf_Die *die)
{
	if (res == DW_DLV_ERROR)
		return dwarf_fail(dwarf, error, what);
	if (res != DW_DLV_OK)
		*die = NULL;
	return 0;
}

int die_child(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Die *child)
{
	Dwarf_Error error = NULL;
	int res = dwarf_child(die, child, &error);

	return optional(dwarf, res, error, "broken child", child);
}

int die_next(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Die *next)
{
	Dwarf_Error error = NULL;
	int res = dwarf_siblingof_b(dwarf->dbg, die, dwarf_get_die_infotypes_flag(die), next,
				    &error);
	int ret = optional(dwarf, res, error, "broken sibling", next);

	die_close(dwarf, die);
	return ret;
}

int die_tag(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half *tag)
{
	Dwarf_Error error = NULL;
	int res = dwarf_tag(die, tag, &error);

	return res == DW_DLV_OK ? 0 : dwarf_fail(dwarf, error, "broken tag");
}

int die_name(const struct dwarf *dwarf, Dwarf_Die die, const char **name)
{
	Dwarf_Error error = NULL;
	char *text;
	int res = dwarf_diename(die, &text, &error);

	if (res == DW_DLV_ERROR)
		return dwarf_fail(dwarf, error, "broken name");
	*name = res == DW_DLV_OK ? text : "";
	return 0;
}

int die_key(const struct dwarf *dwarf, Dwarf_Die die, uint64_t *key)
{
	Dwarf_Error error = NULL;
	Dwarf_Off offset;
	int res = dwarf_dieoffset(die, &offset, &error);

	if (res != DW_DLV_OK)
		return dwarf_fail(dwarf, error, "broken offset");
	*key = (uint64_t)offset << 1 | !!dwarf_get_die_infotypes_flag(die);
	return 0;
}

int die_unit(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Die *unit)
{
	Dwarf_Error error = NULL;
	Dwarf_Off offset;
	int res = dwarf_CU_dieoffset_given_die(die, &offset, &error);

	if (res != DW_DLV_OK)
		return dwarf_fail(dwarf, error, "broken unit");
	return die_open(dwarf, offset, dwarf_get_die_infotypes_flag(die), unit);
}

static int get_attribute(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half which,
			 Dwarf_Attribute *attribute)
{
	Dwarf_Error error = NULL;
	int res = dwarf_attr(die, which, attribute, &error);

	if (res == DW_DLV_ERROR)
		return dwarf_fail(dwarf, error, "broken attribute");
	if (res != DW_DLV_OK)
		*attribute = NULL;
	return 0;
}

static void put_attribute(const struct dwarf *dwarf, Dwarf_Attribute attribute)
{
	if (attribute)
		dwarf_dealloc(dwarf->dbg, attribute, DW_DLA_ATTR);
}

int die_flag(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half which, bool *set)
{
	Dwarf_Error error = NULL;
	Dwarf_Attribute attribute;
	Dwarf_Bool flag = false;
	int ret = get_attribute(dwarf, die, which, &attribute);

	*set = false;
	if (ret || !attribute)
		return ret;
	if (dwarf_formflag(attribute, &flag, &error) != DW_DLV_OK)
		ret = dwarf_fail(dwarf, error, "broken flag");
	*set = flag;
	put_attribute(dwarf, attribute);
	return ret;
}

/* A constant; false: the attribute is no constant, or negative. */
static bool constant(const struct dwarf *dwarf, Dwarf_Attribute attribute, uint64_t *number)
{
	Dwarf_Error error = NULL;
	Dwarf_Unsigned u;
	Dwarf_Signed s;

	if (dwarf_formudata(attribute, &u, &error) == DW_DLV_OK) {
		*number = u;
		return true;
	}
	if (error)
		dwarf_dealloc(dwarf->dbg, error, DW_DLA_ERROR);
	error = NULL;
	if (dwarf_formsdata(attribute, &s, &error) == DW_DLV_OK && s >= 0) {
		*number = s;
		return true;
	}
	if (error)
		dwarf_dealloc(dwarf->dbg, error, DW_DLA_ERROR);
	return false;
}

int die_number(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half which, uint64_t *number,
	       bool *has)
{
	Dwarf_Attribute attribute;
	int ret = get_attribute(dwarf, die, which, &attribute);

	*has = false;
	if (ret || !attribute)
		return ret;
	*has = constant(dwarf, attribute, number);
	put_attribute(dwarf, attribute);
	return 0;
}

int die_integer(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half which, uint64_t *value,
		bool *negative, bool *has)
{
	Dwarf_Error error = NULL;
	Dwarf_Attribute attribute;
	Dwarf_Half form = 0;
	Dwarf_Signed s = 0;
	int ret = get_attribute(dwarf, die, which, &attribute);

	*has = false;
	*negative = false;
	if (ret || !attribute)
		return ret;
	if (dwarf_whatform(attribute, &form, &error) != DW_DLV_OK) {
		ret = dwarf_fail(dwarf, error, "broken form");
	} else if (form != DW_FORM_sdata && form != DW_FORM_implicit_const) {
		*has = constant(dwarf, attribute, value);
	} else if (dwarf_formsdata(attribute, &s, &error) != DW_DLV_OK) {
		ret = dwarf_fail(dwarf, error, "broken number");
	} else {
		*value = (uint64_t)s;
		*negative = s < 0;
		*has = true;
	}
	put_attribute(dwarf, attribute);
	return ret;
}

int die_has(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half which, bool *has)
{
	Dwarf_Attribute attribute;
	int ret = get_attribute(dwarf, die, which, &attribute);

	*has = !ret && attribute;
	if (!ret)
		put_attribute(dwarf, attribute);
	return ret;
}

int die_string(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half which, const char **text)
{
	Dwarf_Error error = NULL;
	Dwarf_Attribute attribute;
	char *string;
	int ret = get_attribute(dwarf, die, which, &attribute);

	*text = NULL;
	if (ret || !attribute)
		return ret;
	if (dwarf_formstring(attribute, &string, &error) == DW_DLV_OK)
		*text = string;
	else
		ret = dwarf_fail(dwarf, error, "broken string");
	put_attribute(dwarf, attribute);
	return ret;
}

static int open_signature(const struct dwarf *dwarf, Dwarf_Attribute attribute, Dwarf_Die *to)
{
	Dwarf_Error error = NULL;
	Dwarf_Sig8 signature;
	Dwarf_Bool info;
	Dwarf_Off offset;
	int res;

	if (dwarf_formsig8(attribute, &signature, &error) != DW_DLV_OK)
		return dwarf_fail(dwarf, error, "broken type signature");
	res = dwarf_find_die_given_sig8(dwarf->dbg, &signature, to, &info, &error);
	if (res != DW_DLV_OK)
		return optional(dwarf, res, error, "broken type unit", to);
	if (dwarf_dieoffset(*to, &offset, &error) != DW_DLV_OK)
		res = dwarf_fail(dwarf, error, "broken type unit");
	else
		res = object_dwarf_check(dwarf->object, offset, info, dwarf->err);
	if (res) {
		die_close(dwarf, *to);
		*to = NULL;
	}
	return res;
}

int die_ref(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Half which, Dwarf_Die *to)
{
	Dwarf_Error error = NULL;
	Dwarf_Attribute attribute;
	Dwarf_Half form;
	Dwarf_Off offset;
	bool info = dwarf_get_die_infotypes_flag(die);
	int ret = get_attribute(dwarf, die, which, &attribute);

	*to = NULL;
	if (ret || !attribute)
		return ret;
	if (dwarf_whatform(attribute, &form, &error) != DW_DLV_OK)
		ret = dwarf_fail(dwarf, error, "broken form");
	else if (form == DW_FORM_ref_sig8)
		ret = open_signature(dwarf, attribute, to);
	else if (dwarf_global_formref(attribute, &offset, &error) != DW_DLV_OK)
		ret = dwarf_fail(dwarf, error, "broken reference");
	else /* DW_FORM_ref_addr leads to .debug_info from anywhere */
		ret = die_open(dwarf, offset, info || form == DW_FORM_ref_addr, to);
	put_attribute(dwarf, attribute);
	return ret;
}

/* The bytes of an expression; NULL: the attribute is not there or something else. */
static int expression(const struct dwarf *dwarf, Dwarf_Attribute attribute, const uint8_t **bytes,
		      size_t *length)
{
	Dwarf_Error error = NULL;
	Dwarf_Unsigned n;
	Dwarf_Ptr at;
	Dwarf_Block *block;
	Dwarf_Half form;

	*bytes = NULL;
	if (dwarf_whatform(attribute, &form, &error) != DW_DLV_OK)
		return dwarf_fail(dwarf, error, "broken form");
	switch (form) {
	case DW_FORM_exprloc:
		if (dwarf_formexprloc(attribute, &n, &at, &error) != DW_DLV_OK)
			return dwarf_fail(dwarf, error, "broken expression");
		*bytes = at;
		*length = n;
		return 0;
	case DW_FORM_block: /* before DWARF 4 */
	case DW_FORM_block1:
	case DW_FORM_block2:
	case DW_FORM_block4:
		if (dwarf_formblock(attribute, &block, &error) != DW_DLV_OK)
			return dwarf_fail(dwarf, error, "broken expression");
		*bytes = block->bl_data; /* points into the section */
		*length = block->bl_len;
		dwarf_dealloc(dwarf->dbg, block, DW_DLA_BLOCK);
		return 0;
	default:
		return 0;
	}
}

static bool take_uleb(const uint8_t **bytes, size_t *length, uint64_t *value)
{
	unsigned int shift = 0;

	for (*value = 0; *length && shift < 64; shift += 7) {
		uint8_t byte = *(*bytes)++;

		(*length)--;
		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

/* The last operation takes what is on the stack for an offset into a thread's variables. */
static bool is_per_thread(const uint8_t *bytes, size_t length)
{
	uint8_t last = length > 1 ? bytes[length - 1] : 0;

	return (last == DW_OP_form_tls_address || last == DW_OP_GNU_push_tls_address) &&
	       (bytes[0] < DW_OP_lit0 || bytes[0] == DW_OP_addrx || bytes[0] == DW_OP_constx ||
		bytes[0] == DW_OP_GNU_const_index);
}

/* DW_OP_addr or DW_OP_addrx, and an offset that clang adds in merged variables. */
static int static_address(const struct dwarf *dwarf, Dwarf_Die die, const uint8_t *bytes,
			  size_t length, uint64_t *address, enum die_place *place)
{
	unsigned int word = object_pointer_size(dwarf->object);
	Dwarf_Error error = NULL;
	Dwarf_Addr from_table;
	uint64_t number;

	if (length > word && bytes[0] == DW_OP_addr) {
		*address = object_word(dwarf->object, bytes + 1);
		bytes += 1 + word;
		length -= 1 + word;
	} else if (length > 1 && (bytes[0] == DW_OP_addrx || bytes[0] == DW_OP_GNU_addr_index)) {
		bytes++;
		length--;
		if (!take_uleb(&bytes, &length, &number))
			return dwarf_fail(dwarf, NULL, "broken location");
		if (dwarf_debug_addr_index_to_addr(die, number, &from_table, &error) != DW_DLV_OK)
			return dwarf_fail(dwarf, error, "broken address index");
		*address = from_table;
	} else {
		*place = is_per_thread(bytes, length) ? PLACE_OTHER : PLACE_NONE;
		return 0;
	}
	if (length && *bytes == DW_OP_plus_uconst) {
		bytes++;
		length--;
		if (!take_uleb(&bytes, &length, &number))
			return dwarf_fail(dwarf, NULL, "broken location");
		*address += number;
	}
	*place = length ? PLACE_OTHER : PLACE_ADDRESS;
	return 0;
}

int die_address(const struct dwarf *dwarf, Dwarf_Die die, uint64_t *address, enum die_place *place)
{
	Dwarf_Attribute attribute;
	const uint8_t *bytes;
	size_t length;
	int ret = get_attribute(dwarf, die, DW_AT_location, &attribute);

	*place = PLACE_NONE;
	if (ret || !attribute)
		return ret;
	ret = expression(dwarf, attribute, &bytes, &length);
	if (!ret && bytes)
		ret = static_address(dwarf, die, bytes, length, address, place);
	put_attribute(dwarf, attribute);
	return ret;
}

int die_member_offset(const struct dwarf *dwarf, Dwarf_Die die, uint64_t *offset, bool *has)
{
	Dwarf_Attribute attribute;
	const uint8_t *bytes;
	size_t length;
	int ret = get_attribute(dwarf, die, DW_AT_data_member_location, &attribute);

	*has = false;
	if (ret || !attribute)
		return ret;
	*has = constant(dwarf, attribute, offset);
	if (!*has) { /* DWARF 2 and 3 */
		ret = expression(dwarf, attribute, &bytes, &length);
		if (!ret && bytes && length > 1 && *bytes == DW_OP_plus_uconst) {
			bytes++;
			length--;
			*has = take_uleb(&bytes, &length, offset) && !length;
		}
	}
	put_attribute(dwarf, attribute);
	return ret;
}

/* A declaration that stands for a type unit gives way to the type in it. */
static int open_type_unit(const struct dwarf *dwarf, Dwarf_Die *type)
{
	Dwarf_Die whole;
	int ret = die_ref(dwarf, *type, DW_AT_signature, &whole);

	if (!ret && whole) {
		die_close(dwarf, *type);
		*type = whole;
	}
	return ret;
}

int die_plain_type(const struct dwarf *dwarf, Dwarf_Die die, Dwarf_Die *type)
{
	Dwarf_Die at, next;
	Dwarf_Half tag = 0;
	int ret = die_ref(dwarf, die, DW_AT_type, &at);

	*type = NULL;
	for (unsigned int i = 0; !ret && at; i++) {
		ret = die_tag(dwarf, at, &tag);
		if (!ret && tag != DW_TAG_typedef && tag != DW_TAG_const_type &&
		    tag != DW_TAG_volatile_type && tag != DW_TAG_restrict_type &&
		    tag != DW_TAG_atomic_type) {
			*type = at;
			return open_type_unit(dwarf, type);
		}
		next = NULL;
		if (!ret)
			ret = i < MAX_CHAIN ? die_ref(dwarf, at, DW_AT_type, &next)
					    : dwarf_fail(dwarf, NULL, "types refer in a circle");
		die_close(dwarf, at);
		at = next;
	}
	return ret;
}

int die_member(const struct dwarf *dwarf, Dwarf_Die type, const char *name, Dwarf_Die *member)
{
	const char *has = "";
	Dwarf_Half tag = 0;
	Dwarf_Die at;
	int ret = die_child(dwarf, type, &at);

	*member = NULL;
	while (!ret && at) {
		ret = die_tag(dwarf, at, &tag);
		if (!ret)
			ret = die_name(dwarf, at, &has);
		if (!ret && tag == DW_TAG_member && !strcmp(has, name)) {
			*member = at;
			return 0;
		}
		if (ret)
			die_close(dwarf, at);
		else
			ret = die_next(dwarf, at, &at);
	}
	return ret;
}

/* Elements of one dimension: DW_AT_count, or DW_AT_upper_bound counted from 0 unless said otherwise. */
static int dimension(const struct dwarf *dwarf, Dwarf_Die range, uint64_t *count, bool *known)
{
	uint64_t upper, lower = 0;
	bool has_lower;
	int ret = die_number(dwarf, range, DW_AT_count, count, known);

	if (ret || *known)
		return ret;
	*count = 0;
	ret = die_number(dwarf, range, DW_AT_upper_bound, &upper, known);
	if (!ret)
		ret = die_number(dwarf, range, DW_AT_lower_bound, &lower, &has_lower);
	/* gcc writes -1 in the width of an address for [0] */
	if (!ret && *known && upper < UINT32_MAX && (!has_lower || lower <= upper))
		*count = upper - (has_lower ? lower : 0) + 1;
	return ret;
}

int die_array_bounds(const struct dwarf *dwarf, Dwarf_Die array, uint64_t count[DIE_MAX_BOUNDS],
		     size_t *n, bool *known)
{
	Dwarf_Half tag;
	Dwarf_Die at;
	bool has;
	int ret = die_child(dwarf, array, &at);

	*known = true;
	for (*n = 0; !ret && at;) {
		ret = die_tag(dwarf, at, &tag);
		if (!ret && tag == DW_TAG_subrange_type) {
			ret = *n < DIE_MAX_BOUNDS
				      ? dimension(dwarf, at, &count[*n], &has)
				      : dwarf_fail(dwarf, NULL, "array of too many dimensions");
			*known &= !ret && has;
			(*n)++;
		}
		if (ret)
			die_close(dwarf, at);
		else
			ret = die_next(dwarf, at, &at);
	}
	return ret;
}

int die_array_count(const struct dwarf *dwarf, Dwarf_Die array, uint64_t *count, bool *known)
{
	uint64_t bounds[DIE_MAX_BOUNDS];
	size_t n;
	int ret = die_array_bounds(dwarf, array, bounds, &n, known);

	*count = !ret && n;
	for (size_t i = 0; i < n && !ret; i++) {
		if (__builtin_mul_overflow(*count, bounds[i], count))
			*count = UINT64_MAX;
	}
	return ret;
}
