// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_elf.c - libFuzzer: any bytes as an ELF object or an archive of them, through everything that
 * reads one
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ar_archive.h"
#include "btf_types.h"
#include "finder.h"
#include "layout.h"
#include "object.h"
#include "probe.h"
#include "reader.h"
#include "stripped.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(struct object *object)
{
	struct luocat_catalog *catalog = luocat_catalog_new();
	struct probed probed = { .catalog = luocat_catalog_new() };
	struct stripped stripped = { .users = NULL };
	struct found found = {
		.layouts = layouts_new(),
		.btf = btf_types_new(),
		.probed = &probed,
		.stripped = &stripped,
		.provider = "builtin",
	};
	const struct symbol *symbols;
	struct luocat_error err;
	struct object *debug;
	const uint8_t *bytes;
	Dwarf_Debug dbg;
	char *text;
	size_t n;

	if (!catalog || !probed.catalog || !found.layouts || !found.btf)
		abort();
	found.catalog = probed_catalog(&probed, object, catalog);
	for (const struct finder *finder = finders; finder->name; finder++)
		finder->find(object, &found, &err);
	stripped_finish(&found, &err);
	probed_finish(&probed, catalog, &err);
	found.catalog = catalog;
	btf_types_finish(&found, &err);
	if (!layouts_finish(found.layouts, catalog, &err) &&
	    !luocat_catalog_to_json(catalog, &text, NULL, &err))
		free(text);
	object_symbols(object, &symbols, &n, &err);
	if (!object_debug(object, &debug, &err) && debug)
		object_dwarf(debug, &dbg, &err);
	for (size_t i = 0; i < object_n_sections(object); i++)
		object_section_data(object, object_section(object, i), &bytes, &n, &err);
	stripped_free(&stripped);
	btf_types_free(found.btf);
	layouts_free(found.layouts);
	luocat_catalog_unref(probed.catalog);
	luocat_catalog_unref(catalog);
}

static int look_at(struct reader *reader, const char *name, void *arg, struct luocat_error *err)
{
	struct object *object;

	if (object_open(reader, name, &object, err))
		return 0;
	/* there is nothing, so that no run depends on what is installed */
	if (object_set_debug_dir(object, "/nonexistent"))
		abort();
	look(object);
	object_close(object);
	return 0;
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
	struct luocat_error err;
	uint8_t *copy;
	size_t room;

	if (!size)
		return 0;
	copy = guarded_copy(data, size, &room);
	if (reader_from_memory(copy, size, "fuzz", false, &reader, &err))
		abort();
	/* a thin archive's members are files, and which ones is not the fuzzer's to say */
	if (ar_archive_is(reader) && !ar_archive_is_thin(reader))
		ar_archive_visit(reader, look_at, NULL, &err);
	else
		look_at(reader, "fuzz", NULL, &err);
	reader_unref(reader);
	munmap(copy + size - (room - (size_t)sysconf(_SC_PAGESIZE)), room);
	return 0;
}
