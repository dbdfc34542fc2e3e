// SPDX-License-Identifier: GPL-2.0-only
/*
 * handler.c - objects of struct liveupdate_file_handler and struct liveupdate_flb, through DWARF
 *
 * An object in the image is no proof that it is registered, but nothing that is registered is
 * missing from it. Where the id cannot be told, because `compatible` is filled in at run time or the
 * debugging information does not lead to it, a gap says so.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dwarf_die.h"
#include "dwarf_variables.h"
#include "finder.h"
#include "handler_kind.h"
#include "origin.h"
#include "reader.h"
#include "upstream.h"

struct handlers {
	struct object *object;
	struct found *found;
	struct dwarf dwarf; /* where the variables' types are */
};

static int broken(struct handlers *handlers, const struct variable *variable, const char *what)
{
	return luocat_error_set(handlers->dwarf.err, -EINVAL,
				reader_name(object_reader(handlers->object)), "", "%s %.80s: %s",
				handler_types[variable->type],
				variable->symbol ? variable->symbol : "without a name", what);
}

/* A member of the object and its plain type. Both are there on success, and to be closed. */
static int open_member(struct handlers *handlers, const struct variable *variable, const char *name,
		       uint64_t *offset, Dwarf_Die *type)
{
	const struct dwarf *dwarf = &handlers->dwarf;
	Dwarf_Die member;
	bool has = false;
	int ret = die_member(dwarf, variable->shape, name, &member);

	*type = NULL;
	if (ret)
		return ret;
	if (member)
		ret = die_member_offset(dwarf, member, offset, &has);
	if (!ret && has)
		ret = die_plain_type(dwarf, member, type);
	die_close(dwarf, member);
	if (!ret && !*type)
		return broken(handlers, variable, "its type lacks ops or compatible");
	return ret;
}

/* Reads the id out of the object's bytes; *@why it is not there, or NULL. */
static int read_compatible(struct handlers *handlers, const struct variable *variable,
			   char compatible[MAX_COMPATIBLE], const char **why)
{
	uint64_t offset, length;
	const uint8_t *bytes;
	Dwarf_Half tag;
	Dwarf_Die type;
	bool known;
	int ret = open_member(handlers, variable, "compatible", &offset, &type);

	*why = NULL;
	if (ret)
		return ret;
	ret = die_tag(&handlers->dwarf, type, &tag);
	if (!ret)
		ret = die_array_count(&handlers->dwarf, type, &length, &known);
	die_close(&handlers->dwarf, type);
	if (ret)
		return ret;
	if (tag != DW_TAG_array_type || !length || length > MAX_COMPATIBLE ||
	    offset > variable->size || length > variable->size - offset)
		return broken(handlers, variable, "its compatible is no array of characters");
	bytes = object_bytes_at(handlers->object, variable->address + offset, length);
	if (!bytes) {
		*why = "its compatible is not in the image: it is filled in at run time";
		return 0;
	}
	if (!*bytes) {
		*why = "its compatible is empty in the image: it is filled in at run time";
		return 0;
	}
	if (!memchr(bytes, '\0', length))
		return broken(handlers, variable, "its compatible does not end in a NUL");
	strcpy(compatible, (const char *)bytes);
	for (const char *c = compatible; *c; c++) {
		if (*c <= 0x20 || *c > 0x7e)
			return broken(handlers, variable, "its compatible is not printable");
	}
	return 0;
}

/* Where `ops` points, and the type that it points to. NULL where that cannot be told. */
static int open_ops(struct handlers *handlers, const struct variable *variable, uint64_t *address,
		    Dwarf_Die *type)
{
	const struct dwarf *dwarf = &handlers->dwarf;
	const uint8_t *bytes;
	Dwarf_Die pointer;
	uint64_t offset;
	Dwarf_Half tag;
	int ret = open_member(handlers, variable, "ops", &offset, &pointer);

	*type = NULL;
	if (ret)
		return ret;
	ret = die_tag(dwarf, pointer, &tag);
	if (!ret && tag != DW_TAG_pointer_type)
		ret = broken(handlers, variable, "its ops is no pointer");
	bytes = object_bytes_at(handlers->object, variable->address + offset,
				object_pointer_size(handlers->object));
	*address = bytes ? object_word(handlers->object, bytes) : 0;
	if (!ret && *address)
		ret = die_plain_type(dwarf, pointer, type);
	die_close(dwarf, pointer);
	return ret;
}

/* The ops of one object. */
struct ops {
	struct handlers *handlers;
	uint64_t address;
	Dwarf_Die type;
};

static int callback(void *arg, const char *name, enum luocat_tri *set)
{
	const struct ops *ops = arg;
	struct handlers *handlers = ops->handlers;
	unsigned int word = object_pointer_size(handlers->object);
	const uint8_t *bytes;
	Dwarf_Die member;
	uint64_t offset;
	bool has = false;
	int ret = die_member(&handlers->dwarf, ops->type, name, &member);

	*set = LUOCAT_UNKNOWN;
	if (!ret && member)
		ret = die_member_offset(&handlers->dwarf, member, &offset, &has);
	die_close(&handlers->dwarf, member);
	if (ret || !has)
		return ret;
	bytes = object_bytes_at(handlers->object, ops->address + offset, word);
	if (bytes)
		*set = object_word(handlers->object, bytes) ? LUOCAT_YES : LUOCAT_NO;
	return 0;
}

static int read_callbacks(struct handlers *handlers, const struct variable *variable,
			  struct luocat_version *version)
{
	struct ops ops = {.handlers = handlers};
	int ret = open_ops(handlers, variable, &ops.address, &ops.type);

	if (ret || !ops.type)
		return ret;
	ret = handler_directions(version, &handler_kinds[variable->type],
				 luocat_catalog_kernel(handlers->found->catalog)->write_control,
				 LUOCAT_EVIDENCE_OBJECT, callback, &ops);
	die_close(&handlers->dwarf, ops.type);
	return ret;
}

/* The strings of @gap's origin belong to @variable and the object. */
static int add_gap(struct handlers *handlers, const struct variable *variable, const char *why,
		   struct luocat_error *err)
{
	const struct section *section = object_section_at(handlers->object, variable->address, 1);
	struct luocat_gap gap = {
		.size = sizeof(gap),
		.kind = variable->type == ANY_TYPE ? LUOCAT_KIND_UNKNOWN
						   : handler_kinds[variable->type].kind,
		.why = why,
		.origin.object = object_name(handlers->object),
		.origin.symbol = variable->symbol,
		.origin.source = variable->source,
		.origin.line = variable->line,
	};

	if (section)
		origin_place(&gap.origin, handlers->object, section, variable->address);
	return luocat_catalog_add_gap(handlers->found->catalog, &gap, err);
}

static int take_handler(const struct variable *variable, void *arg, struct luocat_error *err)
{
	struct handlers *handlers = arg;
	char compatible[MAX_COMPATIBLE];
	struct luocat_version version = {
		.size = sizeof(version),
		.compatible = compatible,
		.enable_write = LUOCAT_YES,
		.provider = handlers->found->provider,
		.origin.symbol = variable->symbol,
		.origin.source = variable->source,
		.origin.line = variable->line,
		.origin.evidence_id = LUOCAT_EVIDENCE_OBJECT,
	};
	const char *why = variable->unsure;
	int ret = 0;

	handlers->dwarf.dbg = variable->dbg;
	handlers->dwarf.object = variable->debug;
	if (!why)
		ret = read_compatible(handlers, variable, compatible, &why);
	if (ret || why)
		return ret ? ret : add_gap(handlers, variable, why, err);
	version.kind = handler_kinds[variable->type].kind;
	ret = read_callbacks(handlers, variable, &version);
	if (ret)
		return ret;
	origin_place(&version.origin, handlers->object,
		     object_section_at(handlers->object, variable->address, variable->size),
		     variable->address);
	upstream_complete(&version);
	return found_version(handlers->found, &version, err);
}

int find_handlers(struct object *object, struct found *found, struct luocat_error *err)
{
	struct handlers handlers = {
		.object = object,
		.found = found,
		.dwarf.err = err,
	};

	return dwarf_variables(object, handler_types, layouts_expected(found->layouts),
			       take_handler, &handlers, &found->described, err);
}
