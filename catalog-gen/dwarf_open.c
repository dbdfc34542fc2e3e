// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_open.c - libdwarf on an object's sections
 *
 * libdwarf sees a list of its own, of the sections that describing a type needs: by name, the first
 * of each name (with -g3 there are many .debug_macro), unpacked and relocated. It never sees the
 * file, and loads a section only when it first needs it.
 */
#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dwarf_check.h"

/*
 * Before 0.3 libdwarf had no version macro, other names for the same structures, and a section
 * index of 16 bits.
 */
#ifdef DW_LIBDWARF_VERSION_MAJOR
typedef Dwarf_Obj_Access_Interface_a interface_t;
typedef Dwarf_Obj_Access_Methods_a methods_t;
typedef Dwarf_Obj_Access_Section_a section_t;
typedef Dwarf_Unsigned index_t;
typedef Dwarf_Small byte_order_t;
#define BIG_ENDIAN_DWARF    DW_END_big
#define LITTLE_ENDIAN_DWARF DW_END_little
#define FIELD(name)	    as_##name
#else
typedef Dwarf_Obj_Access_Interface interface_t;
typedef Dwarf_Obj_Access_Methods methods_t;
typedef Dwarf_Obj_Access_Section section_t;
typedef Dwarf_Half index_t;
typedef Dwarf_Endianness byte_order_t;
#define BIG_ENDIAN_DWARF    DW_OBJECT_MSB
#define LITTLE_ENDIAN_DWARF DW_OBJECT_LSB
#define FIELD(name)	    name
#endif

static const char *const wanted[] = {
	".debug_info",	   ".debug_abbrev", ".debug_str",	  ".debug_line",
	".debug_line_str", ".debug_addr",   ".debug_str_offsets", ".debug_types",
};

#define N_WANTED (sizeof(wanted) / sizeof(*wanted))

struct dwarf_access {
	struct object *object;
	const struct section *sections[N_WANTED];
	uint64_t sizes[N_WANTED];
	size_t n;
	struct dwarf_check *check;
	interface_t interface;
	Dwarf_Debug dbg;
};

static int get_section_info(void *arg, index_t index, section_t *info, int *error)
{
	const struct dwarf_access *access = arg;

	memset(info, 0, sizeof(*info));
	if (index > access->n)
		return DW_DLV_NO_ENTRY;
	info->FIELD(name) = "";
	if (!index) /* as in ELF, section 0 is none */
		return DW_DLV_OK;
	info->FIELD(name) = access->sections[index - 1]->name;
	info->FIELD(type) = SHT_PROGBITS;
	info->FIELD(size) = access->sizes[index - 1];
	return DW_DLV_OK;
}

static byte_order_t get_byte_order(void *arg)
{
	const struct dwarf_access *access = arg;

	return access->object->big_endian ? BIG_ENDIAN_DWARF : LITTLE_ENDIAN_DWARF;
}

static Dwarf_Small get_pointer_size(void *arg)
{
	const struct dwarf_access *access = arg;

	return (Dwarf_Small)object_pointer_size(access->object);
}

static Dwarf_Unsigned get_section_count(void *arg)
{
	const struct dwarf_access *access = arg;

	return access->n + 1;
}

static int load_section(void *arg, index_t index, Dwarf_Small **data, int *error)
{
	struct dwarf_access *access = arg;
	const uint8_t *bytes;
	size_t length;

	if (!index || index > access->n)
		return DW_DLV_NO_ENTRY;
	if (access->sections[index - 1] == access->check->info.source.section) {
		*data = access->check->info.image;
		return DW_DLV_OK;
	}
	if (access->sections[index - 1] == access->check->types.source.section) {
		*data = access->check->types.image;
		return DW_DLV_OK;
	}
	if (object_section_data(access->object, access->sections[index - 1], &bytes, &length,
				&access->object->failure)) {
		*error = DW_DLE_ALLOC_FAIL;
		return DW_DLV_ERROR;
	}
	*data = (Dwarf_Small *)bytes;
	return DW_DLV_OK;
}

#ifdef DW_LIBDWARF_VERSION_MAJOR
/* Sections are held against it, but unpacked they may be larger than the file. */
static Dwarf_Unsigned get_file_size(void *arg)
{
	const struct dwarf_access *access = arg;
	Dwarf_Unsigned size = reader_size(access->object->reader);

	for (size_t i = 0; i < access->n; i++)
		size += access->sizes[i];
	return size;
}

static const methods_t methods = {
	.om_get_section_info = get_section_info,
	.om_get_byte_order = get_byte_order,
	.om_get_length_size = get_pointer_size,
	.om_get_pointer_size = get_pointer_size,
	.om_get_filesize = get_file_size,
	.om_get_section_count = get_section_count,
	.om_load_section = load_section,
};

#define access_finish(access) dwarf_object_finish((access)->dbg)
#else
static const methods_t methods = {
	.get_section_info = get_section_info,
	.get_byte_order = get_byte_order,
	.get_length_size = get_pointer_size,
	.get_pointer_size = get_pointer_size,
	.get_section_count = get_section_count,
	.load_section = load_section,
};

#define access_finish(access) dwarf_object_finish((access)->dbg, NULL)
#endif

/* Without one, libdwarf aborts on an error that its caller does not ask about. */
static void ignore_error(Dwarf_Error error, Dwarf_Ptr arg)
{
}

static int add_sections(struct dwarf_access *access, struct luocat_error *err)
{
	struct object *object = access->object;
	int ret;

	for (size_t i = 0; i < N_WANTED; i++) {
		const struct section *s = object_section_named(object, wanted[i]);

		if (!s || s->type == SHT_NOBITS)
			continue;
		ret = section_unpacked_size(object, s, &access->sizes[access->n], err);
		if (ret)
			return ret;
		if (access->sizes[access->n])
			access->sections[access->n++] = s;
	}
	return 0;
}

void dwarf_access_close(struct dwarf_access *access)
{
	if (!access)
		return;
	if (access->dbg)
		access_finish(access);
	dwarf_check_close(access->check);
	free(access);
}

static int access_open(struct object *object, struct dwarf_access **result,
		       struct luocat_error *err)
{
	struct dwarf_access *access = calloc(1, sizeof(*access));
	const char *name = reader_name(object->reader);
	Dwarf_Error error = NULL;
	int ret;

	if (!access)
		return luocat_error_set(err, -ENOMEM, name, NULL, "out of memory");
	access->object = object;
	ret = add_sections(access, err);
	if (ret)
		goto fail;
	if (!access->n || strcmp(access->sections[0]->name, ".debug_info")) {
		ret = luocat_error_set(err, -ENODATA, name, NULL, "has no .debug_info");
		goto fail;
	}
	ret = dwarf_check_open(object, &access->check, err);
	if (ret)
		goto fail;
#ifdef DW_LIBDWARF_VERSION_MAJOR
	access->interface.ai_object = access;
	access->interface.ai_methods = &methods;
#else
	access->interface.object = access;
	access->interface.methods = &methods;
#endif
	ret = dwarf_object_init_b(&access->interface, ignore_error, NULL, DW_GROUPNUMBER_ANY,
				  &access->dbg, &error);
	if (ret != DW_DLV_OK) {
		access->dbg = NULL;
		if (!object_failed(object, err))
			luocat_error_set(err, -EINVAL, name, "DWARF", "%s",
					 error ? dwarf_errmsg(error) : "cannot be read");
		if (error)
			dwarf_dealloc_error(NULL, error);
		ret = -EINVAL;
		goto fail;
	}
	*result = access;
	return 0;
fail:
	dwarf_access_close(access);
	return ret;
}

int object_dwarf(struct object *object, Dwarf_Debug *dbg, struct luocat_error *err)
{
	int ret = 0;

	if (!object->dwarf)
		ret = access_open(object, &object->dwarf, err);
	if (!ret)
		*dbg = object->dwarf->dbg;
	return ret;
}

int object_dwarf_check(struct object *object, uint64_t offset, bool info, struct luocat_error *err)
{
	Dwarf_Debug dbg;
	int ret = object_dwarf(object, &dbg, err);

	return ret ? ret : dwarf_check_die(object->dwarf->check, offset, info, err);
}

const struct dwarf_name *object_dwarf_names(const struct object *object, uint64_t offset, bool info,
					    size_t *n)
{
	return dwarf_check_names(object->dwarf->check, offset, info, n);
}

const struct dwarf_unit *object_dwarf_unit(const struct object *object, size_t index)
{
	return dwarf_check_unit(object->dwarf->check, index);
}
