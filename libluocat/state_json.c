// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * state_json.c - the state as a document: schemas/state.schema.json
 */
#include <errno.h>
#include <stdlib.h>

#include "document.h"
#include "load.h"
#include "report_json.h"
#include "state.h"

#define MAX_FILE ((size_t)16 << 20)

#define AT(type, member)	 .offset = offsetof(struct type, member)
#define AT_IF(type, member, has) AT(type, member), .flag = offsetof(struct type, has)

static const struct field kernel_part[] = {
	{.key = "release", .type = FIELD_STRING, AT(luocat_running, release)},
	{.key = "build_id", .type = FIELD_STRING, AT(luocat_running, build_id)},
	{.key = "liveupdate", .type = FIELD_TRI, AT(luocat_running, liveupdate)},
	{0},
};

/* What stands before the versions, and behind them. */
static const struct field running_fields[] = {
	{.key = "kernel", .type = FIELD_PART, .part = kernel_part},
	{.key = "table", .type = FIELD_BOOL, AT(luocat_running, table)},
	{.key = "default_enable_write",
	 .type = FIELD_TRI,
	 AT(luocat_running, default_enable_write)},
	{.key = "half_applied", .type = FIELD_BOOL, AT(luocat_running, half_applied)},
	{.key = "cmdline", .type = FIELD_STRING, AT(luocat_running, cmdline)},
	{0},
};

static const struct field version_part[] = {
	{.key = "kind", .type = FIELD_KIND, AT(luocat_running_version, kind)},
	{.key = "compatible", .type = FIELD_STRING, AT(luocat_running_version, compatible)},
	{.key = "name", .type = FIELD_STRING, AT(luocat_running_version, name)},
	{.key = "version",
	 .type = FIELD_NUMBER,
	 AT_IF(luocat_running_version, version, has_version)},
	{.key = "read", .type = FIELD_TRI, AT(luocat_running_version, read)},
	{.key = "write", .type = FIELD_TRI, AT(luocat_running_version, write)},
	{.key = "enable_write", .type = FIELD_TRI, AT(luocat_running_version, enable_write)},
	{.key = "in_use", .type = FIELD_NUMBER, AT_IF(luocat_running_version, in_use, has_in_use)},
	{.key = "fingerprint", .type = FIELD_STRING, AT(luocat_running_version, fingerprint)},
	{0},
};

static const struct field state_fields[] = {
	{.key = "state_version", .type = FIELD_OTHER},
	{.key = "must_understand", .type = FIELD_OTHER},
	{.key = "generator", .type = FIELD_OTHER, .part = generator_fields},
	{.key = "kernel", .type = FIELD_OTHER, .part = kernel_part},
	{.key = "table", .type = FIELD_OTHER},
	{.key = "default_enable_write", .type = FIELD_OTHER},
	{.key = "half_applied", .type = FIELD_OTHER},
	{.key = "cmdline", .type = FIELD_OTHER},
	{.key = "modules", .type = FIELD_OTHER},
	{.key = "versions", .type = FIELD_OTHER, .part = version_part},
	{0},
};

static const struct document state_document = {
	.what = "a state",
	.version_key = "state_version",
	.version = LUOCAT_STATE_VERSION,
	.fields = state_fields,
};

/* ---- Reading ---- */

static int read_modules(struct cursor *cursor, const json_t *value, struct luocat_running *running,
			const char ***modules)
{
	size_t n = json_array_size(value);
	int r = 0;

	if (!value || json_is_null(value))
		return 0;
	if (!json_is_array(value))
		return json_type_error(cursor, "an array or null", value);
	if (n > MAX_MODULES)
		return json_fail(cursor, -EINVAL, "has more than %d elements", MAX_MODULES);
	*modules = calloc(n + 1, sizeof(**modules));
	if (!*modules)
		return json_fail(cursor, -ENOMEM, "out of memory");
	for (size_t i = 0; i < n && !r; i++) {
		size_t mark = json_enter_index(cursor, i);

		r = json_read_string(cursor, json_array_get(value, i), &(*modules)[i]);
		json_leave(cursor, mark);
	}
	running->modules = *modules;
	running->n_modules = n;
	running->modules_known = true;
	return r;
}

static int load_running(struct cursor *cursor, const json_t *root, struct luocat_state *state)
{
	struct luocat_running running = {.size = sizeof(running)};
	const char **modules = NULL;
	struct scratch scratch = {0};
	struct luocat_error complaint;
	size_t mark;
	int r;

	r = read_fields(cursor, root, running_fields, &running, &scratch);
	mark = json_enter(cursor, "modules");
	if (!r)
		r = read_modules(cursor, json_object_get(root, "modules"), &running, &modules);
	json_leave(cursor, mark);
	if (!r) {
		r = state_set(state, &running, &complaint);
		if (r)
			json_fail_below(cursor, &complaint);
	}
	free(modules);
	return r;
}

static int load_version(struct cursor *cursor, const json_t *value, struct luocat_state *state)
{
	struct luocat_running_version version = {.size = sizeof(version)};
	struct scratch scratch = {0};
	struct luocat_error complaint;
	int r;

	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	r = read_fields(cursor, value, version_part, &version, &scratch);
	if (r)
		return r;
	r = state_add(state, &version, &complaint);
	if (r == -EEXIST)
		r = complaint.code = -EINVAL;
	return r ? json_fail_below(cursor, &complaint) : 0;
}

static int load_document(struct cursor *cursor, const json_t *root, struct luocat_state *state)
{
	const json_t *versions;
	size_t mark;
	int r;

	r = document_check(cursor, root, &state_document);
	if (r)
		return r;
	/* without them nothing would be bound to anything */
	if (!json_object_get(root, "table"))
		return json_fail(cursor, -EINVAL, "table is missing");
	if (!json_member(cursor, root, "kernel", JSON_OBJECT))
		return -EINVAL;
	versions = json_member(cursor, root, "versions", JSON_ARRAY);
	if (!versions)
		return -EINVAL;
	r = load_running(cursor, root, state);
	mark = json_enter(cursor, "versions");
	for (size_t i = 0; i < json_array_size(versions) && !r; i++) {
		size_t mark_version = json_enter_index(cursor, i);

		r = load_version(cursor, json_array_get(versions, i), state);
		json_leave(cursor, mark_version);
	}
	json_leave(cursor, mark);
	return r;
}

int luocat_state_load(const char *text, size_t length, const char *file,
		      struct luocat_state **state, struct luocat_error *err)
{
	struct cursor cursor = {.file = file, .err = err};
	struct luocat_state *loaded;
	json_t *root;
	int r;

	if (length > MAX_FILE)
		return luocat_error_set(err, -EFBIG, file, NULL, "is larger than 16 MiB");
	r = json_parse(text, length, file, &root, err);
	if (r)
		return r;
	loaded = luocat_state_new();
	if (loaded)
		r = load_document(&cursor, root, loaded);
	else
		r = luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
	json_decref(root);
	if (r)
		luocat_state_unref(loaded);
	else
		*state = loaded;
	return r;
}

int luocat_state_load_fd(int fd, const char *file, struct luocat_state **state,
			 struct luocat_error *err)
{
	size_t length;
	char *text;
	int r = document_read(fd, MAX_FILE, file, &text, &length, err);

	if (!r)
		r = luocat_state_load(text, length, file, state, err);
	free(text);
	return r;
}

/* ---- Writing ---- */

static void write_modules(struct emit *emit, const struct luocat_running *running)
{
	if (!running->modules_known) {
		emit_null(emit, "modules");
		return;
	}
	emit_begin(emit, "modules", '[');
	for (size_t i = 0; i < running->n_modules; i++)
		emit_string(emit, NULL, running->modules[i]);
	emit_end(emit, ']');
}

int luocat_state_to_json(const struct luocat_state *state, char **text, size_t *length,
			 struct luocat_error *err)
{
	struct emit emit = {0};

	emit_begin(&emit, NULL, '{');
	emit_number(&emit, "state_version", LUOCAT_STATE_VERSION);
	report_write_generator(&emit);
	fields_write_members(&emit, running_fields, state->running);
	write_modules(&emit, state->running);
	emit_begin(&emit, "versions", '[');
	for (size_t i = 0; i < state->n_versions; i++)
		fields_write(&emit, NULL, version_part, state->versions[i]);
	emit_end(&emit, ']');
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}
