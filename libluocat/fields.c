// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * fields.c - the catalog's JSON as tables; schemas/catalog.schema.json says the same for others
 */
#include "fields.h"

#define AT(type, member)	 .offset = offsetof(struct type, member)
#define AT_IF(type, member, has) AT(type, member), .flag = offsetof(struct type, has)

const struct field generator_fields[] = {
	{.key = "name", .type = FIELD_STRING, AT(generator, name)},
	{.key = "version", .type = FIELD_STRING, AT(generator, version)},
	{0},
};

const struct field kernel_fields[] = {
	{.key = "release", .type = FIELD_STRING, AT(luocat_kernel, release)},
	{.key = "arch", .type = FIELD_STRING, AT(luocat_kernel, arch)},
	{.key = "byte_order", .type = FIELD_STRING, AT(luocat_kernel, byte_order)},
	{.key = "pointer_size", .type = FIELD_SIZE, AT(luocat_kernel, pointer_size)},
	{.key = "page_size", .type = FIELD_SIZE, AT(luocat_kernel, page_size)},
	{.key = "max_page_order", .type = FIELD_ORDER, AT(luocat_kernel, max_page_order)},
	{.key = "build_id", .type = FIELD_STRING, AT(luocat_kernel, build_id)},
	{.key = "write_control", .type = FIELD_TRI, AT(luocat_kernel, write_control)},
	{.key = "options", .type = FIELD_OPTIONS},
	{0},
};

static const struct field property_fields[] = {
	{.key = "node", .type = FIELD_OTHER},
	{.key = "name", .type = FIELD_OTHER},
	{.key = "type", .type = FIELD_OTHER},
	{0},
};

static const struct field constant_fields[] = {
	{.key = "name", .type = FIELD_OTHER},
	{.key = "value", .type = FIELD_OTHER},
	{0},
};

static const struct field layout_fields[] = {
	{.key = "form", .type = FIELD_FORM, AT(luocat_version, layout_form)},
	{.key = "roots", .type = FIELD_ROOTS},
	{.key = "properties", .type = FIELD_PROPERTIES, .part = property_fields},
	{.key = "fingerprint", .type = FIELD_STRING, AT(luocat_version, fingerprint)},
	{0},
};

static const struct field evidence_fields[] = {
	{.key = "id", .type = FIELD_EVIDENCE, AT(luocat_version, origin.evidence_id)},
	{.key = "read", .type = FIELD_EVIDENCE, AT(luocat_version, origin.evidence_read)},
	{.key = "write", .type = FIELD_EVIDENCE, AT(luocat_version, origin.evidence_write)},
	{.key = "constants", .type = FIELD_EVIDENCE, AT(luocat_version, origin.evidence_constants)},
	{0},
};

/* clang-format off */
#define PLACE_FIELDS(where)                                                                         \
	{.key = "object", .type = FIELD_STRING, AT(where, origin.object)},                          \
	{.key = "section", .type = FIELD_STRING, AT(where, origin.section)},                        \
	{.key = "symbol", .type = FIELD_STRING, AT(where, origin.symbol)},                          \
	{.key = "address", .type = FIELD_ADDRESS, AT_IF(where, origin.address, origin.has_address)}, \
	{.key = "source", .type = FIELD_STRING, AT(where, origin.source)},                          \
	{.key = "line", .type = FIELD_SIZE, AT(where, origin.line)}
/* clang-format on */

const struct field origin_fields[] = {
	PLACE_FIELDS(luocat_version),
	{.key = "evidence", .type = FIELD_PART, .part = evidence_fields},
	{0},
};

const struct field version_fields[] = {
	{.key = "version", .type = FIELD_NUMBER, AT_IF(luocat_version, version, has_version)},
	{.key = "compatible", .type = FIELD_STRING, AT(luocat_version, compatible)},
	{.key = "read", .type = FIELD_TRI, AT(luocat_version, read)},
	{.key = "write", .type = FIELD_TRI, AT(luocat_version, write)},
	{.key = "enable_write", .type = FIELD_TRI, AT(luocat_version, enable_write)},
	{.key = "derived", .type = FIELD_BOOL, AT(luocat_version, derived)},
	{.key = "consequence", .type = FIELD_CONSEQUENCE, AT(luocat_version, consequence)},
	{.key = "layout", .type = FIELD_PART, .part = layout_fields},
	{.key = "constants", .type = FIELD_CONSTANTS, .part = constant_fields},
	{.key = "requires", .type = FIELD_REQUIRES},
	{.key = "provider", .type = FIELD_STRING, AT(luocat_version, provider)},
	{.key = "in_initramfs", .type = FIELD_TRI, AT(luocat_version, in_initramfs)},
	{.key = "in_modules_tree", .type = FIELD_TRI, AT(luocat_version, in_modules_tree)},
	{.key = "origin", .type = FIELD_PART, .part = origin_fields},
	{0},
};

static const struct field format_fields[] = {
	{.key = "kind", .type = FIELD_OTHER},
	{.key = "name", .type = FIELD_OTHER},
	{.key = "versions", .type = FIELD_OTHER, .part = version_fields},
	{0},
};

static const struct field gap_origin_fields[] = {
	PLACE_FIELDS(luocat_gap),
	{0},
};

const struct field gap_fields[] = {
	{.key = "kind", .type = FIELD_KIND, AT(luocat_gap, kind)},
	{.key = "why", .type = FIELD_STRING, AT(luocat_gap, why)},
	{.key = "origin", .type = FIELD_PART, .part = gap_origin_fields},
	{0},
};

static const struct field owner_fields[] = {
	{.key = "kind", .type = FIELD_OTHER},
	{.key = "name", .type = FIELD_OTHER},
	{0},
};

static const struct field member_fields[] = {
	{.key = "name", .type = FIELD_OTHER},
	{.key = "bit_offset", .type = FIELD_OTHER},
	{.key = "bits", .type = FIELD_OTHER},
	{.key = "type", .type = FIELD_OTHER},
	{0},
};

static const struct field enumerator_fields[] = {
	{.key = "name", .type = FIELD_OTHER},
	{.key = "value", .type = FIELD_OTHER},
	{0},
};

/* Below each type's name. */
static const struct field type_fields[] = {
	{.key = "bytes", .type = FIELD_OTHER},
	{.key = "owner", .type = FIELD_OTHER, .part = owner_fields},
	{.key = "given", .type = FIELD_OTHER},
	{.key = "members", .type = FIELD_OTHER, .part = member_fields},
	{.key = "signed", .type = FIELD_OTHER},
	{.key = "enumerators", .type = FIELD_OTHER, .part = enumerator_fields},
	{0},
};

const struct field document_fields[] = {
	{.key = "catalog_version", .type = FIELD_OTHER},
	{.key = "must_understand", .type = FIELD_OTHER},
	{.key = "generator", .type = FIELD_OTHER, .part = generator_fields},
	{.key = "kernel", .type = FIELD_OTHER, .part = kernel_fields},
	{.key = "formats", .type = FIELD_OTHER, .part = format_fields},
	{.key = "gaps", .type = FIELD_OTHER, .part = gap_fields},
	{.key = "types", .type = FIELD_OTHER, .part = type_fields},
	{0},
};
