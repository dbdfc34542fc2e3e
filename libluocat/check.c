// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * check.c - is a version, or what is said of a kernel, valid?
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

/* What a string must be. */
enum shape {
	SHAPE_WORD, /* a name or an id: printable ASCII */
	SHAPE_TEXT, /* a path */
	SHAPE_LINE, /* text that may be empty */
	SHAPE_BUILD_ID,
	SHAPE_FINGERPRINT,
};

struct string_rule {
	const char *field;
	size_t offset;
	enum shape shape;
	bool required;
};

#define ORIGIN_STRING(type, member)                                                                \
	{                                                                                          \
		"origin." #member, offsetof(struct type, origin.member), SHAPE_TEXT, false         \
	}
#define ORIGIN_STRINGS(type)                                                                       \
	ORIGIN_STRING(type, object), ORIGIN_STRING(type, section), ORIGIN_STRING(type, symbol),    \
		ORIGIN_STRING(type, source)

static const struct string_rule version_strings[] = {
	{"compatible", offsetof(struct luocat_version, compatible), SHAPE_WORD, true},
	{"name", offsetof(struct luocat_version, name), SHAPE_WORD, false},
	{"provider", offsetof(struct luocat_version, provider), SHAPE_WORD, false},
	ORIGIN_STRINGS(luocat_version),
};

static const struct string_rule gap_strings[] = {
	{"why", offsetof(struct luocat_gap, why), SHAPE_TEXT, true},
	ORIGIN_STRINGS(luocat_gap),
};

static const struct string_rule kernel_strings[] = {
	{"release", offsetof(struct luocat_kernel, release), SHAPE_WORD, false},
	{"arch", offsetof(struct luocat_kernel, arch), SHAPE_WORD, false},
	{"byte_order", offsetof(struct luocat_kernel, byte_order), SHAPE_WORD, false},
	{"build_id", offsetof(struct luocat_kernel, build_id), SHAPE_BUILD_ID, false},
};

static const struct string_rule running_strings[] = {
	{"kernel.release", offsetof(struct luocat_running, release), SHAPE_WORD, false},
	{"kernel.build_id", offsetof(struct luocat_running, build_id), SHAPE_BUILD_ID, false},
	{"cmdline", offsetof(struct luocat_running, cmdline), SHAPE_LINE, false},
};

static const struct string_rule running_version_strings[] = {
	{"compatible", offsetof(struct luocat_running_version, compatible), SHAPE_WORD, true},
	{"name", offsetof(struct luocat_running_version, name), SHAPE_WORD, false},
	{"fingerprint", offsetof(struct luocat_running_version, fingerprint), SHAPE_FINGERPRINT,
	 false},
};

static int invalid(struct luocat_error *err, const char *field, const char *what)
{
	return luocat_error_set(err, -EINVAL, NULL, field, "%s", what);
}

static bool is_text(const char *string)
{
	return string[0] && text_is_clean(string);
}

static bool is_build_id(const char *string)
{
	return text_is_hex(string, 2, MAX_BUILD_ID) && strlen(string) % 2 == 0;
}

static bool is_fingerprint(const char *string)
{
	return text_is_hex(string, 64, 64);
}

static const struct {
	bool (*is)(const char *string);
	const char *otherwise;
} shapes[] = {
	[SHAPE_WORD] = {text_is_word, "must be 1 to 255 printable ASCII characters"},
	[SHAPE_TEXT] = {is_text, "must be 1 to 4095 bytes of UTF-8 without control characters"},
	[SHAPE_LINE] = {text_is_clean,
			"must be at most 4095 bytes of UTF-8 without control characters"},
	[SHAPE_BUILD_ID] = {is_build_id, "must be 1 to 64 bytes in lower-case hexadecimal digits"},
	[SHAPE_FINGERPRINT] = {is_fingerprint, "must be 64 lower-case hexadecimal digits"},
};

static int check_strings(const void *object, const struct string_rule *rules, size_t n,
			 struct luocat_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const char *string = *(const char *const *)((const char *)object + rules[i].offset);
		const char *what = NULL;

		if (!string && rules[i].required)
			what = "is missing";
		else if (string && !shapes[rules[i].shape].is(string))
			what = shapes[rules[i].shape].otherwise;
		if (what)
			return invalid(err, rules[i].field, what);
	}
	return 0;
}

static int check_words(const struct luocat_version *version, struct luocat_error *err)
{
	const struct luocat_origin *origin = &version->origin;
	const struct {
		const char *field;
		const char *name;
	} words[] = {
		{"kind", luocat_kind_name(version->kind)},
		{"read", luocat_tri_name(version->read)},
		{"write", luocat_tri_name(version->write)},
		{"enable_write", luocat_tri_name(version->enable_write)},
		{"consequence", luocat_consequence_name(version->consequence)},
		{"layout.form", luocat_layout_form_name(version->layout_form)},
		{"in_initramfs", luocat_tri_name(version->in_initramfs)},
		{"in_modules_tree", luocat_tri_name(version->in_modules_tree)},
		{"origin.evidence.id", luocat_evidence_name(origin->evidence_id)},
		{"origin.evidence.read", luocat_evidence_name(origin->evidence_read)},
		{"origin.evidence.write", luocat_evidence_name(origin->evidence_write)},
		{"origin.evidence.constants", luocat_evidence_name(origin->evidence_constants)},
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!words[i].name)
			return invalid(err, words[i].field, "is not a value that exists");
	return 0;
}

/* A fact is known exactly where it has evidence. */
static int check_evidence(const struct luocat_version *version, struct luocat_error *err)
{
	const struct luocat_origin *origin = &version->origin;
	const struct {
		const char *field;
		bool known;
		enum luocat_evidence evidence;
	} facts[] = {
		{"origin.evidence.id", true, origin->evidence_id},
		{"origin.evidence.read", version->read != LUOCAT_UNKNOWN, origin->evidence_read},
		{"origin.evidence.write", version->write != LUOCAT_UNKNOWN, origin->evidence_write},
		{"origin.evidence.constants", version->constants_known, origin->evidence_constants},
	};

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		bool evident = facts[i].evidence != LUOCAT_EVIDENCE_NONE;

		if (facts[i].known && !evident)
			return invalid(err, facts[i].field, "is missing, though the fact is known");
		if (!facts[i].known && evident)
			return invalid(err, facts[i].field,
				       "is there, though the fact is not known");
	}
	return 0;
}

static int check_roots(const struct luocat_version *version, struct luocat_error *err)
{
	enum luocat_layout_form form = version->layout_form;

	if (version->n_roots > MAX_ROOTS)
		return invalid(err, "layout.roots", "are more than 256");
	if (version->n_roots && !version->roots)
		return invalid(err, "layout.roots", "are missing");
	if (version->n_roots && form != LUOCAT_LAYOUT_STRUCT && form != LUOCAT_LAYOUT_FDT)
		return invalid(err, "layout.roots", "are there, though the form has none");
	for (size_t i = 0; i < version->n_roots; i++) {
		char field[64];

		if (version->roots[i] && text_is_word(version->roots[i]))
			continue;
		snprintf(field, sizeof(field), "layout.roots[%zu]", i);
		return invalid(err, field, shapes[SHAPE_WORD].otherwise);
	}
	return 0;
}

/* The same property with two types is no property. */
static bool contradicts(const struct luocat_property *a, const struct luocat_property *b)
{
	return !strcmp(a->node, b->node) && !strcmp(a->name, b->name) && strcmp(a->type, b->type);
}

static const char *property_error(const struct luocat_version *version, size_t index)
{
	const struct luocat_property *property = &version->properties[index];

	if (!property->node || property->node[0] != '/' || !text_is_token(property->node))
		return "has no node: / or a path below it, without spaces";
	if (!property->name || !text_is_token(property->name))
		return "has no name: printable ASCII without spaces";
	if (!property->type || !text_is_token(property->type))
		return "has no type: printable ASCII without spaces";
	for (size_t i = 0; i < index; i++)
		if (contradicts(&version->properties[i], property))
			return "is there with another type";
	return NULL;
}

static int check_properties(const struct luocat_version *version, struct luocat_error *err)
{
	enum luocat_layout_form form = version->layout_form;

	if (version->n_properties > MAX_PROPERTIES)
		return invalid(err, "layout.properties", "are more than 256");
	if (version->n_properties && !version->properties)
		return invalid(err, "layout.properties", "are missing");
	if (version->n_properties && form != LUOCAT_LAYOUT_STRUCT && form != LUOCAT_LAYOUT_FDT)
		return invalid(err, "layout.properties", "are there, though the form has none");
	for (size_t i = 0; i < version->n_properties; i++) {
		const char *what = property_error(version, i);
		char field[64];

		if (!what)
			continue;
		snprintf(field, sizeof(field), "layout.properties[%zu]", i);
		return invalid(err, field, what);
	}
	return 0;
}

/* One name with two values says nothing. */
static const char *constant_error(const struct luocat_version *version, size_t index)
{
	const struct luocat_constant *constant = &version->constants[index];

	if (!constant->name || !text_is_token(constant->name))
		return "has no name: printable ASCII without spaces";
	for (size_t i = 0; i < index; i++) {
		if (!strcmp(version->constants[i].name, constant->name) &&
		    version->constants[i].value != constant->value)
			return "is there with another value";
	}
	return NULL;
}

static int check_constants(const struct luocat_version *version, struct luocat_error *err)
{
	if (version->n_constants > MAX_CONSTANTS)
		return invalid(err, "constants", "are more than 256");
	if (version->n_constants && !version->constants_known)
		return invalid(err, "constants", "are there, though they are not known");
	if (version->n_constants && !version->constants)
		return invalid(err, "constants", "are missing");
	for (size_t i = 0; i < version->n_constants; i++) {
		const char *what = constant_error(version, i);
		char field[64];

		if (!what)
			continue;
		snprintf(field, sizeof(field), "constants[%zu]", i);
		return invalid(err, field, what);
	}
	return 0;
}

static int check_requires(const struct luocat_version *version, struct luocat_error *err)
{
	if (version->n_required > MAX_REQUIRES)
		return invalid(err, "requires", "are more than 256");
	if (version->n_required && !version->required_known)
		return invalid(err, "requires", "are there, though they are not known");
	if (version->n_required && !version->required)
		return invalid(err, "requires", "are missing");
	for (size_t i = 0; i < version->n_required; i++) {
		const struct luocat_ref *ref = &version->required[i];
		char field[64];

		snprintf(field, sizeof(field), "requires[%zu].compatible", i);
		if (!ref->compatible || !text_is_word(ref->compatible))
			return invalid(err, field, shapes[SHAPE_WORD].otherwise);
		snprintf(field, sizeof(field), "requires[%zu].kind", i);
		if (!luocat_kind_name(ref->kind))
			return invalid(err, field, "is not a value that exists");
	}
	return 0;
}

/* Name and version that are said to be derived must be those that the id gives. */
static int check_name(const struct luocat_version *version, struct luocat_error *err)
{
	uint32_t number;
	size_t length;

	if (!version->name && (version->has_version || version->derived))
		return invalid(err, "name", "is missing, though the version is known");
	if (!version->derived)
		return 0;
	if (!version_derive(version->compatible, &length, &number))
		return invalid(err, "derived", "is true, though compatible has no -vN suffix");
	if (strlen(version->name) != length || memcmp(version->name, version->compatible, length) ||
	    !version->has_version || version->version != number)
		return invalid(err, "derived",
			       "is true, though name and version are not what compatible gives");
	return 0;
}

int check_version(const struct luocat_version *version, struct luocat_error *err)
{
	int r;

	r = check_strings(version, version_strings, ARRAY_SIZE(version_strings), err);
	if (!r)
		r = check_words(version, err);
	if (!r)
		r = check_evidence(version, err);
	if (!r)
		r = check_name(version, err);
	if (!r)
		r = check_roots(version, err);
	if (!r)
		r = check_properties(version, err);
	if (!r)
		r = check_constants(version, err);
	if (!r)
		r = check_requires(version, err);
	return r;
}

int check_gap(const struct luocat_gap *gap, struct luocat_error *err)
{
	const struct luocat_origin *origin = &gap->origin;

	if (!luocat_kind_name(gap->kind))
		return invalid(err, "kind", "is not a value that exists");
	if (origin->evidence_id || origin->evidence_read || origin->evidence_write ||
	    origin->evidence_constants)
		return invalid(err, "origin.evidence", "is there, though nothing is known");
	return check_strings(gap, gap_strings, ARRAY_SIZE(gap_strings), err);
}

static int check_options(const struct luocat_kernel *kernel, struct luocat_error *err)
{
	if (kernel->n_options > MAX_OPTIONS)
		return invalid(err, "options", "are more than 4096");
	if (kernel->n_options && !kernel->options)
		return invalid(err, "options", "are missing");
	for (size_t i = 0; i < kernel->n_options; i++) {
		const struct luocat_option *option = &kernel->options[i];
		char field[sizeof(err->where)];

		if (!option->name || !text_is_word(option->name))
			return invalid(err, "options", "have a name that is not one");
		if (!option->value || text_is_clean(option->value))
			continue;
		snprintf(field, sizeof(field), "options.%s", option->name);
		return invalid(err, field,
			       "must be at most 4095 bytes of UTF-8 without control characters");
	}
	return 0;
}

static bool power_of_two(uint32_t number)
{
	return !(number & (number - 1));
}

int check_kernel(const struct luocat_kernel *kernel, struct luocat_error *err)
{
	int r;

	r = check_strings(kernel, kernel_strings, ARRAY_SIZE(kernel_strings), err);
	if (r)
		return r;
	if (kernel->byte_order && strcmp(kernel->byte_order, "little") &&
	    strcmp(kernel->byte_order, "big"))
		return invalid(err, "byte_order", "must be little or big");
	if (kernel->pointer_size && kernel->pointer_size != 4 && kernel->pointer_size != 8)
		return invalid(err, "pointer_size", "must be 4 or 8");
	if (!power_of_two(kernel->page_size))
		return invalid(err, "page_size", "must be a power of two");
	if (kernel->max_page_order < -1 || kernel->max_page_order > 63)
		return invalid(err, "max_page_order", "must be 0 to 63");
	if (!luocat_tri_name(kernel->write_control))
		return invalid(err, "write_control", "is not a value that exists");
	return check_options(kernel, err);
}

int check_running(const struct luocat_running *running, struct luocat_error *err)
{
	int r;

	r = check_strings(running, running_strings, ARRAY_SIZE(running_strings), err);
	if (r)
		return r;
	if (!luocat_tri_name(running->liveupdate))
		return invalid(err, "kernel.liveupdate", "is not a value that exists");
	if (!luocat_tri_name(running->default_enable_write))
		return invalid(err, "default_enable_write", "is not a value that exists");
	if (!running->table && running->default_enable_write != LUOCAT_UNKNOWN)
		return invalid(err, "default_enable_write", "is there, and no table of formats");
	if (!running->modules_known && running->n_modules)
		return invalid(err, "modules", "are there, though they are not known");
	if (running->n_modules > MAX_MODULES)
		return invalid(err, "modules", "are more than 4096");
	for (size_t i = 0; i < running->n_modules; i++) {
		if (!running->modules[i] || !text_is_token(running->modules[i]))
			return invalid(err, "modules", "have a name that is not one");
	}
	return 0;
}

int check_running_version(const struct luocat_running_version *version, struct luocat_error *err)
{
	const struct {
		const char *field;
		const char *name;
	} words[] = {
		{"read", luocat_tri_name(version->read)},
		{"write", luocat_tri_name(version->write)},
		{"enable_write", luocat_tri_name(version->enable_write)},
	};

	/* a bare string cannot be registered */
	if (version->kind == LUOCAT_KIND_UNKNOWN || !luocat_kind_name(version->kind))
		return invalid(err, "kind", "is not one that a table can have");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!words[i].name)
			return invalid(err, words[i].field, "is not a value that exists");
	return check_strings(version, running_version_strings, ARRAY_SIZE(running_version_strings),
			     err);
}

int check_size(void *to, size_t ours, const void *from, size_t theirs, struct luocat_error *err)
{
	/* 0.1 is the first: there is no older caller yet. */
	if (theirs < ours)
		return invalid(err, "size", "is not one that this library knows");
	for (size_t i = ours; i < theirs; i++)
		if (((const char *)from)[i])
			return luocat_error_set(err, -E2BIG, NULL, "size",
						"the caller says more than this library knows");
	memcpy(to, from, ours);
	return 0;
}
