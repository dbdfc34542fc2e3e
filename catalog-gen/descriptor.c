// SPDX-License-Identifier: GPL-2.0-only
/*
 * descriptor.c - records of .luo_formats (linux/liveupdate_format.h)
 */
#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/liveupdate_format.h>

#include "dwarf_variables.h"
#include "finder.h"
#include "origin.h"
#include "probe.h"

#define DESCRIPTOR_SECTION ".luo_formats"

/* Where the record's members are that say how to read it, whatever its ABI. */
#define HEADER_SIZE offsetof(struct liveupdate_format, kind)

#define member_at(record, member) ((record) + offsetof(struct liveupdate_format, member))

/* Lists are bounded by the size of their strings: an item takes two bytes at least. */
#define MAX_ITEMS (LIVEUPDATE_FORMAT_MAX_SIZE / 2)

static const enum luocat_kind kinds[] = {
	[LIVEUPDATE_FORMAT_CORE] = LUOCAT_KIND_CORE,
	[LIVEUPDATE_FORMAT_SUBTREE] = LUOCAT_KIND_SUBTREE,
	[LIVEUPDATE_FORMAT_FILE_HANDLER] = LUOCAT_KIND_FILE_HANDLER,
	[LIVEUPDATE_FORMAT_FLB] = LUOCAT_KIND_FLB,
	[LIVEUPDATE_FORMAT_STRUCTURE] = LUOCAT_KIND_STRUCTURE,
};

static const enum luocat_layout_form forms[] = {
	[LIVEUPDATE_FORMAT_LAYOUT_STRUCT] = LUOCAT_LAYOUT_STRUCT,
	[LIVEUPDATE_FORMAT_LAYOUT_FDT] = LUOCAT_LAYOUT_FDT,
	[LIVEUPDATE_FORMAT_LAYOUT_NONE] = LUOCAT_LAYOUT_NONE,
};

static const enum luocat_consequence consequences[] = {
	[LIVEUPDATE_FORMAT_IGNORED] = LUOCAT_CONSEQUENCE_IGNORED,
	[LIVEUPDATE_FORMAT_DATA_LOST] = LUOCAT_CONSEQUENCE_DATA_LOST,
	[LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE] = LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE,
	[LIVEUPDATE_FORMAT_NOTHING_HANDED_OVER] = LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER,
	[LIVEUPDATE_FORMAT_PANIC] = LUOCAT_CONSEQUENCE_PANIC,
};

/* 0 is no value of these enums, so that the tables' first entries are never looked up. */
#define known(table, value) ((value) > 0 && (value) < sizeof(table) / sizeof((table)[0]))

/* One record as read, with room for its lists: @text is what their items point into. */
struct descriptor {
	struct luocat_version version;
	uint32_t flags;
	char name[LIVEUPDATE_FORMAT_NAME_LEN];
	char compatible[LIVEUPDATE_FORMAT_COMPAT_LEN];
	char text[LIVEUPDATE_FORMAT_MAX_SIZE];
	char *roots_text;
	char *requires_text;
	char *names_text;
	const char *roots[MAX_ITEMS];
	struct luocat_ref requires[MAX_ITEMS];
	struct luocat_constant constants[MAX_ITEMS];
};

/* Copies a string that ends inside its member and is padded with NULs; the rest is an error. */
static const char *take_string(char *to, const uint8_t *from, size_t size)
{
	size_t length = strnlen((const char *)from, size);

	if (length == size)
		return "a string without a NUL";
	for (size_t i = 0; i < size; i++) {
		if (i < length ? from[i] < 0x20 || from[i] > 0x7e : from[i] != 0)
			return i < length ? "a character that is not printable"
					  : "bytes behind the end of a string";
	}
	memcpy(to, from, size);
	return NULL;
}

/* The next item of a list that commas separate, without the space behind a comma. */
static char *next_item(char **rest)
{
	char *item = strsep(rest, ",");

	return item ? item + strspn(item, " ") : NULL;
}

static bool is_type(const char *text)
{
	static const char *const tags[] = {"struct ", "union ", "enum "};

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (strncmp(text, tags[i], strlen(tags[i])))
			continue;
		text += strlen(tags[i]);
		if (!*text || isdigit((unsigned char)*text))
			return false;
		while (isalnum((unsigned char)*text) || *text == '_')
			text++;
		return !*text;
	}
	return false;
}

static const char *take_roots(struct descriptor *d)
{
	struct luocat_version *version = &d->version;
	char *rest = d->roots_text;

	for (char *item; (item = next_item(&rest));) {
		if (!is_type(item))
			return "a root that is not a type with its tag";
		d->roots[version->n_roots++] = item;
	}
	if ((version->layout_form == LUOCAT_LAYOUT_STRUCT) != (version->n_roots > 0))
		return "root types that do not go with its layout";
	version->roots = d->roots;
	return NULL;
}

static const char *take_requires(struct descriptor *d)
{
	struct luocat_version *version = &d->version;
	char *rest = d->requires_text;

	for (char *item; (item = next_item(&rest));) {
		struct luocat_ref *ref = &d->requires[version->n_required];
		char *colon = strchr(item, ':');

		if (!colon || !colon[1])
			return "a requirement that is not <kind>:<compatible>";
		*colon = '\0';
		ref->compatible = colon + 1;
		if (luocat_kind_parse(item, &ref->kind) || ref->kind == LUOCAT_KIND_UNKNOWN)
			return "a requirement of an unknown kind";
		version->n_required++;
	}
	version->required = d->requires;
	version->required_known = true;
	return NULL;
}

static bool is_identifier(const char *text)
{
	if (!*text || isdigit((unsigned char)*text))
		return false;
	while (isalnum((unsigned char)*text) || *text == '_')
		text++;
	return !*text;
}

/* A name for each of the @n values, which are at @values. */
static const char *take_constants(const struct object *object, const uint8_t *values, size_t n,
				  struct descriptor *d)
{
	struct luocat_version *version = &d->version;
	char *rest = d->names_text;

	/* nobody said whether there are any */
	if (rest && !n && !strcmp(rest, "?"))
		return NULL;
	version->constants_known = true;
	version->origin.evidence_constants = version->origin.evidence_id;
	for (char *item; (item = next_item(&rest));) {
		if (!is_identifier(item))
			return "a constant whose name is none";
		if (version->n_constants == n)
			return "more names of constants than values";
		d->constants[version->n_constants++] = (struct luocat_constant){
			.name = item,
			.value = object_u64(object, values),
		};
		values += sizeof(uint64_t);
	}
	version->constants = d->constants;
	return version->n_constants < n ? "more values of constants than names" : NULL;
}

static const char *take_flags(struct descriptor *d)
{
	struct luocat_version *version = &d->version;

	if (d->flags & ~LIVEUPDATE_FORMAT_FLAGS)
		return "a flag that is not known";
	version->read = d->flags & LIVEUPDATE_FORMAT_READ ? LUOCAT_YES : LUOCAT_NO;
	version->write = d->flags & LIVEUPDATE_FORMAT_WRITE ? LUOCAT_YES : LUOCAT_NO;
	version->enable_write = d->flags & LIVEUPDATE_FORMAT_ENABLE_WRITE ? LUOCAT_YES : LUOCAT_NO;
	if (version->enable_write == LUOCAT_YES && version->write != LUOCAT_YES)
		return "enable_write without write";
	if ((d->flags & LIVEUPDATE_FORMAT_WRITE_CONTROL) && version->kind != LUOCAT_KIND_CORE)
		return "write control in a format that is not the core's";
	return NULL;
}

/* The next string of @text, which is @left bytes; *@string is NULL where it is empty. */
static const char *next_string(char **text, size_t *left, char **string)
{
	size_t length = strnlen(*text, *left);

	if (length == *left)
		return "a string without a NUL";
	for (size_t i = 0; i < length; i++) {
		if ((*text)[i] < 0x20 || (*text)[i] > 0x7e)
			return "a character that is not printable";
	}
	*string = length ? *text : NULL;
	*text += length + 1;
	*left -= length + 1;
	return NULL;
}

/* The lists that stand behind the struct, to the end of the record at @size. */
static const char *take_lists(const struct object *object, const uint8_t *record, size_t size,
			      struct descriptor *d)
{
	size_t n = *member_at(record, constants);
	size_t at = sizeof(struct liveupdate_format) + n * sizeof(uint64_t);
	size_t left = at < size ? size - at : 0;
	char *text = d->text;
	const char *wrong;

	memcpy(text, record + (left ? at : 0), left);
	wrong = next_string(&text, &left, &d->roots_text);
	if (!wrong)
		wrong = next_string(&text, &left, &d->requires_text);
	if (!wrong)
		wrong = next_string(&text, &left, &d->names_text);
	if (!wrong)
		wrong = take_roots(d);
	if (!wrong)
		wrong = take_requires(d);
	return wrong ? wrong
		     : take_constants(object, record + sizeof(struct liveupdate_format), n, d);
}

/* @record has the size of our struct at least. Gives what is wrong with it, or NULL. */
static const char *take_record(const struct object *object, const uint8_t *record, size_t size,
			       struct descriptor *d)
{
	struct luocat_version *version = &d->version;
	uint8_t kind = *member_at(record, kind);
	uint8_t layout = *member_at(record, layout);
	uint8_t consequence = *member_at(record, consequence);
	const char *wrong = NULL;

	if (!known(kinds, kind))
		return "an unknown kind";
	if (!known(forms, layout))
		return "an unknown form of layout";
	if (!known(consequences, consequence))
		return "an unknown consequence";
	if (object_u32(object, member_at(record, reserved)))
		return "a reserved member that is not 0";
	version->kind = kinds[kind];
	version->layout_form = forms[layout];
	version->consequence = consequences[consequence];
	version->version = object_u32(object, member_at(record, version));
	version->has_version = true;
	if (!version->version)
		return "version 0";
	d->flags = object_u32(object, member_at(record, flags));

#define TAKE_STRING(to, member)                                                                    \
	(wrong = take_string(d->to, member_at(record, member), sizeof(d->to)))
	if (TAKE_STRING(name, name) || TAKE_STRING(compatible, compatible))
		return wrong;
#undef TAKE_STRING
	if (!*d->name || !*d->compatible)
		return "an empty name or compatible";
	version->name = d->name;
	version->compatible = d->compatible;
	wrong = take_flags(d);
	return wrong ? wrong : take_lists(object, record, size, d);
}

/* Magic, ABI and size: what has to be right before anything else of a record is looked at. */
static const char *check_header(const struct object *object, const uint8_t *record, size_t left,
				size_t *size)
{
	uint16_t abi;

	if (left < HEADER_SIZE)
		return "a record that is cut off";
	if (object_u32(object, member_at(record, magic)) != LIVEUPDATE_FORMAT_MAGIC)
		return "a record without the magic number";
	abi = object_u16(object, member_at(record, abi));
	if (abi > LIVEUPDATE_FORMAT_ABI)
		return "a record of a newer ABI than this tool knows";
	if (!abi)
		return "a record of ABI 0";
	*size = object_u16(object, member_at(record, size));
	if (*size < sizeof(struct liveupdate_format) || *size > LIVEUPDATE_FORMAT_MAX_SIZE)
		return "a record of a wrong size";
	if (*size > left)
		return "a record that is cut off";
	return NULL;
}

static int set_write_control(struct found *found, struct luocat_error *err)
{
	struct luocat_kernel kernel = {
		.size = sizeof(kernel),
		.max_page_order = -1,
		.write_control = LUOCAT_YES,
	};

	return luocat_catalog_set_kernel(found->catalog, &kernel, err);
}

/* Source file and line of the descriptors, by address. */
struct sources {
	struct variable *variables;
	size_t n;
};

static int keep_variable(const struct variable *variable, void *arg, struct luocat_error *err)
{
	struct sources *sources = arg;
	struct variable *more, *kept;

	if (variable->unsure)
		return 0; /* the records themselves are read from their section */
	more = reallocarray(sources->variables, sources->n + 1, sizeof(*more));
	if (!more)
		return luocat_error_set(err, -ENOMEM, "", "", "out of memory");
	sources->variables = more;
	kept = &more[sources->n];
	*kept = *variable;
	kept->source = variable->source ? strdup(variable->source) : NULL;
	kept->symbol = NULL;
	sources->n++;
	if (variable->source && !kept->source)
		return luocat_error_set(err, -ENOMEM, "", "", "out of memory");
	return 0;
}

static void set_source(struct luocat_origin *origin, const struct sources *sources,
		       uint64_t address)
{
	for (size_t i = 0; i < sources->n; i++) {
		if (sources->variables[i].address == address) {
			origin->source = sources->variables[i].source;
			origin->line = sources->variables[i].line;
		}
	}
}

static int add_record(struct object *object, const struct section *section, uint64_t offset,
		      const uint8_t *record, size_t size, const struct sources *sources,
		      struct found *found, struct luocat_error *err)
{
	enum luocat_evidence evidence = object_is_probe(object) ? LUOCAT_EVIDENCE_PROBE
								: LUOCAT_EVIDENCE_DESCRIPTOR;
	struct descriptor *d = calloc(1, sizeof(*d));
	uint64_t address = section->addr + offset;
	const char *wrong;
	int ret;

	if (!d)
		return luocat_error_set(err, -ENOMEM, object_name(object), "", "out of memory");
	d->version.size = sizeof(d->version);
	d->version.provider = found->provider;
	d->version.origin.evidence_id = evidence;
	d->version.origin.evidence_read = evidence;
	d->version.origin.evidence_write = evidence;

	wrong = take_record(object, record, size, d);
	if (wrong) {
		ret = origin_error(err, object, section, offset, wrong);
		goto out;
	}
	origin_place(&d->version.origin, object, section, address);
	set_source(&d->version.origin, sources, address);
	ret = origin_symbol(&d->version.origin, object, address, err);
	if (!ret && (d->flags & LIVEUPDATE_FORMAT_WRITE_CONTROL))
		ret = set_write_control(found, err);
	if (!ret)
		ret = found_version(found, &d->version, err);
out:
	free(d);
	return ret;
}

static int read_section(struct object *object, const struct section *section,
			const struct sources *sources, struct found *found,
			struct luocat_error *err)
{
	const uint8_t *data;
	size_t length, size;
	int ret = object_section_data(object, section, &data, &length, err);

	for (size_t at = 0; !ret && at < length; at += (size + 7) & ~(size_t)7) {
		const char *wrong = check_header(object, data + at, length - at, &size);

		if (wrong)
			return origin_error(err, object, section, at, wrong);
		ret = add_record(object, section, at, data + at, size, sources, found, err);
	}
	return ret;
}

static bool is_descriptors(const struct section *section)
{
	/* NOBITS: a separate debug file has the section without its bytes */
	return section && section->type == SHT_PROGBITS && (section->flags & SHF_ALLOC) &&
	       !strcmp(section->name, DESCRIPTOR_SECTION);
}

int find_descriptors(struct object *object, struct found *found, struct luocat_error *err)
{
	static const char *const types[] = {"liveupdate_format", NULL};
	struct sources sources = {NULL, 0};
	bool any = false;
	int ret = 0;

	/* clang gives each retained record a section of its own in a relocatable file */
	for (size_t i = 0; i < object_n_sections(object); i++)
		any |= is_descriptors(object_section(object, i));
	if (any)
		ret = dwarf_variables(object, types, layouts_expected(found->layouts),
				      keep_variable, &sources, NULL, err);
	for (size_t i = 0; i < object_n_sections(object) && !ret; i++) {
		if (is_descriptors(object_section(object, i)))
			ret = read_section(object, object_section(object, i), &sources, found, err);
	}
	for (size_t i = 0; i < sources.n; i++)
		free((char *)sources.variables[i].source);
	free(sources.variables);
	return ret;
}
