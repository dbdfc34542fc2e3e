// SPDX-License-Identifier: GPL-2.0-only
/*
 * handler_callback.c - what the address of a callback tells
 *
 * A module keeps its symbols, for the loader needs them. So a callback has a name, by which BTF knows
 * its type. Not all are listed: a compiler that finds two functions alike keeps one of them.
 */
#include <elf.h>
#include <string.h>

#include "handler_search.h"

#define THIS_MODULE_SECTION ".gnu.linkonce.this_module"
#define THIS_MODULE	    "__this_module"

/* Of x86's kernel .rodata is writable as linked, and .data executable. */
bool section_is_text(const struct section *section)
{
	return (section->flags & SHF_EXECINSTR) && !(section->flags & SHF_WRITE);
}

bool callback_is_code(const struct search *search, uint64_t address)
{
	const struct section *section = object_section_at(search->object, address, 1);

	return section ? section_is_text(section)
		       : object_undefined_at(search->object, address) != NULL;
}

/* THIS_MODULE is NULL in the kernel itself. */
bool callback_is_owner(const struct search *search, uint64_t address)
{
	const struct section *section;
	const struct symbol *symbol;

	if (!address || !search->module)
		return !address;
	section = object_section_named(search->object, THIS_MODULE_SECTION);
	if (section && section->addr == address)
		return true;
	symbol = object_undefined_at(search->object, address);
	return symbol && !strcmp(symbol->name, THIS_MODULE);
}

/* A function of another module or of the kernel, and which of these has it is not known. */
static int undefined_type(const struct search *search, const struct symbol *symbol,
			  const struct signature *signature, enum callback_type *type)
{
	enum function_type is = FUNCTION_UNKNOWN;
	int ret = search->btf.kernel ? function_type(search->btf.kernel, symbol->name, signature,
						     &is, search->err)
				     : 0;

	*type = is == FUNCTION_FITS ? CALLBACK_FITS : CALLBACK_UNKNOWN;
	return ret;
}

static int defined_type(const struct search *search, const struct symbol *symbol,
			const struct signature *signature, enum callback_type *type)
{
	enum function_type is;
	int ret = function_type(search->btf.functions, symbol->name, signature, &is, search->err);

	if (ret || *type == CALLBACK_FITS)
		return ret;
	if (is != FUNCTION_UNKNOWN)
		*type = is == FUNCTION_FITS ? CALLBACK_FITS : CALLBACK_OTHER;
	else if (*type == CALLBACK_NAMELESS)
		*type = CALLBACK_UNKNOWN;
	return 0;
}

int callback_type(const struct search *search, uint64_t address, const struct signature *signature,
		  enum callback_type *type)
{
	const struct symbol *undefined = object_undefined_at(search->object, address), *symbols;
	size_t n;
	int ret = object_symbols(search->object, &symbols, &n, search->err);

	*type = CALLBACK_NAMELESS;
	if (ret)
		return ret;
	if (undefined)
		return undefined_type(search, undefined, signature, type);
	for (size_t i = 0; i < n && !ret && search->btf.functions; i++) {
		if (symbols[i].defined && symbols[i].type == STT_FUNC &&
		    symbols[i].address == address)
			ret = defined_type(search, &symbols[i], signature, type);
	}
	return ret;
}
