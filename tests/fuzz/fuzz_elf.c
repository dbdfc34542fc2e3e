// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_elf.c - libFuzzer: any bytes as an ELF object, through everything that reads one
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "finder.h"
#include "object.h"
#include "reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(struct object *object)
{
	struct found found = {.catalog = luocat_catalog_new(), .provider = "builtin"};
	const struct symbol *symbols;
	struct luocat_error err;
	struct object *debug;
	const uint8_t *bytes;
	Dwarf_Debug dbg;
	size_t n;

	if (!found.catalog)
		abort();
	for (const struct finder *finder = finders; finder->name; finder++)
		finder->find(object, &found, &err);
	object_symbols(object, &symbols, &n, &err);
	if (!object_debug(object, &debug, &err) && debug)
		object_dwarf(debug, &dbg, &err);
	for (size_t i = 0; i < object_n_sections(object); i++)
		object_section_data(object, object_section(object, i), &bytes, &n, &err);
	luocat_catalog_unref(found.catalog);
}

/* The bytes end where a page ends and nothing follows, so that reading on is a crash. */
static uint8_t *guarded_copy(const uint8_t *data, size_t size, size_t *room)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), used = (size + page - 1) / page * page;
	uint8_t *pages;

	*room = used + page;
	pages = mmap(NULL, *room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED || mprotect(pages + used, page, PROT_NONE))
		abort();
	memcpy(pages + used - size, data, size);
	mprotect(pages, used, PROT_READ);
	return pages + used - size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader *reader;
	struct object *object;
	struct luocat_error err;
	uint8_t *copy;
	size_t room;

	if (!size)
		return 0;
	copy = guarded_copy(data, size, &room);
	if (reader_from_memory(copy, size, "fuzz", false, &reader, &err))
		abort();
	if (!object_open(reader, "fuzz", &object, &err)) {
		if (object_set_debug_dir(object, "/nonexistent"))
			abort();
		look(object);
		object_close(object);
	}
	reader_unref(reader);
	munmap(copy + size - (room - (size_t)sysconf(_SC_PAGESIZE)), room);
	return 0;
}
