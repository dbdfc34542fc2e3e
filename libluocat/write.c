// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * write.c - the catalog's canonical text
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "emit.h"
#include "fields.h"
#include "types.h"

#define VALUE(type) (*(const type *)((const char *)object + field->offset))

static bool flagged(const struct field *field, const void *object)
{
	return *(const bool *)((const char *)object + field->flag);
}

static void write_address(struct emit *emit, const struct field *field, const void *object)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "0x%" PRIx64, VALUE(uint64_t));
	emit_string(emit, field->key, flagged(field, object) ? digits : NULL);
}

static void write_roots(struct emit *emit, const char *key, const struct luocat_version *version)
{
	emit_begin(emit, key, '[');
	for (size_t i = 0; i < version->n_roots; i++)
		emit_string(emit, NULL, version->roots[i]);
	emit_end(emit, ']');
}

static void write_properties(struct emit *emit, const char *key,
			     const struct luocat_version *version)
{
	emit_begin(emit, key, '[');
	for (size_t i = 0; i < version->n_properties; i++) {
		emit_begin_flat(emit, NULL, '{');
		emit_string(emit, "node", version->properties[i].node);
		emit_string(emit, "name", version->properties[i].name);
		emit_string(emit, "type", version->properties[i].type);
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

static void write_constants(struct emit *emit, const char *key,
			    const struct luocat_version *version)
{
	if (!version->constants_known) {
		emit_null(emit, key);
		return;
	}
	emit_begin(emit, key, '[');
	for (size_t i = 0; i < version->n_constants; i++) {
		char digits[24];

		snprintf(digits, sizeof(digits), "0x%" PRIx64, version->constants[i].value);
		emit_begin_flat(emit, NULL, '{');
		emit_string(emit, "name", version->constants[i].name);
		emit_string(emit, "value", digits);
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

static void write_requires(struct emit *emit, const char *key, const struct luocat_version *version)
{
	if (!version->required_known) {
		emit_null(emit, key);
		return;
	}
	emit_begin(emit, key, '[');
	for (size_t i = 0; i < version->n_required; i++) {
		emit_begin(emit, NULL, '{');
		emit_string(emit, "kind", luocat_kind_name(version->required[i].kind));
		emit_string(emit, "compatible", version->required[i].compatible);
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

static void write_options(struct emit *emit, const char *key, const struct luocat_kernel *kernel)
{
	emit_begin(emit, key, '{');
	for (size_t i = 0; i < kernel->n_options; i++)
		emit_string(emit, kernel->options[i].name, kernel->options[i].value);
	emit_end(emit, '}');
}

static void write_number(struct emit *emit, const char *key, bool known, int64_t value)
{
	if (known)
		emit_number(emit, key, value);
	else
		emit_null(emit, key);
}

static void write_field(struct emit *emit, const struct field *field, const void *object)
{
	const char *key = field->key;

	switch (field->type) {
	case FIELD_STRING:
		return emit_string(emit, key, VALUE(char *));
	case FIELD_BOOL:
		return emit_bool(emit, key, VALUE(bool));
	case FIELD_TRI:
		return emit_tri(emit, key, VALUE(enum luocat_tri));
	case FIELD_SIZE:
		return write_number(emit, key, VALUE(uint32_t), VALUE(uint32_t));
	case FIELD_ORDER:
		return write_number(emit, key, VALUE(int32_t) >= 0, VALUE(int32_t));
	case FIELD_NUMBER:
		return write_number(emit, key, flagged(field, object), VALUE(uint32_t));
	case FIELD_ADDRESS:
		return write_address(emit, field, object);
	case FIELD_EVIDENCE:
		return emit_string(emit, key,
				   VALUE(enum luocat_evidence)
					   ? luocat_evidence_name(VALUE(enum luocat_evidence))
					   : NULL);
	case FIELD_CONSEQUENCE:
		return emit_string(emit, key,
				   VALUE(enum luocat_consequence)
					   ? luocat_consequence_name(VALUE(enum luocat_consequence))
					   : NULL);
	case FIELD_KIND:
		return emit_string(emit, key, luocat_kind_name(VALUE(enum luocat_kind)));
	case FIELD_FORM:
		return emit_string(emit, key,
				   luocat_layout_form_name(VALUE(enum luocat_layout_form)));
	case FIELD_ROOTS:
		return write_roots(emit, key, object);
	case FIELD_PROPERTIES:
		return write_properties(emit, key, object);
	case FIELD_CONSTANTS:
		return write_constants(emit, key, object);
	case FIELD_REQUIRES:
		return write_requires(emit, key, object);
	case FIELD_OPTIONS:
		return write_options(emit, key, object);
	case FIELD_PART:
		emit_begin(emit, key, '{');
		fields_write_members(emit, field->part, object);
		return emit_end(emit, '}');
	case FIELD_OTHER:
		return;
	}
}

void fields_write_members(struct emit *emit, const struct field *fields, const void *object)
{
	for (const struct field *field = fields; field->key; field++)
		write_field(emit, field, object);
}

void fields_write(struct emit *emit, const char *key, const struct field *fields,
		  const void *object)
{
	emit_begin(emit, key, '{');
	fields_write_members(emit, fields, object);
	emit_end(emit, '}');
}

static void write_formats(struct emit *emit, const struct luocat_catalog *catalog)
{
	const struct luocat_version *last = NULL;

	emit_begin(emit, "formats", '[');
	for (size_t i = 0; i < catalog->n_ordered; i++) {
		const struct luocat_version *version = luocat_catalog_version(catalog, i);

		if (!last || last->kind != version->kind || strcmp(last->name, version->name)) {
			if (last) {
				emit_end(emit, ']');
				emit_end(emit, '}');
			}
			emit_begin(emit, NULL, '{');
			emit_string(emit, "kind", luocat_kind_name(version->kind));
			emit_string(emit, "name", version->name);
			emit_begin(emit, "versions", '[');
		}
		fields_write(emit, NULL, version_fields, version);
		last = version;
	}
	if (last) {
		emit_end(emit, ']');
		emit_end(emit, '}');
	}
	emit_end(emit, ']');
}

static void write_gaps(struct emit *emit, const struct luocat_catalog *catalog)
{
	emit_begin(emit, "gaps", '[');
	for (size_t i = 0; i < catalog->n_gaps; i++)
		fields_write(emit, NULL, gap_fields, catalog->gaps[i]);
	emit_end(emit, ']');
}

int luocat_catalog_to_json(const struct luocat_catalog *catalog, char **text, size_t *length,
			   struct luocat_error *err)
{
	struct emit emit = {0};

	emit_begin(&emit, NULL, '{');
	emit_number(&emit, "catalog_version", LUOCAT_CATALOG_VERSION);
	fields_write(&emit, "generator", generator_fields, catalog->generator);
	fields_write(&emit, "kernel", kernel_fields, catalog->kernel);
	write_formats(&emit, catalog);
	write_gaps(&emit, catalog);
	types_write(&emit, catalog->types);
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}
