// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * policy_load.c - a policy's document: schemas/policy.schema.json
 *
 * Nothing in it is passed over: a key that is misspelled would be a wish that nobody hears.
 */
#include "policy.h"

#include <errno.h>
#include <string.h>

#include "document.h"

#define MAX_WINDOW 1000

int severity_parse_fail_on(const char *word, enum luocat_severity *severity, const char **why)
{
	static const enum luocat_severity allowed[] = {
		LUOCAT_SEVERITY_NOTE, LUOCAT_SEVERITY_WARNING, LUOCAT_SEVERITY_PLAN,
		LUOCAT_SEVERITY_UNKNOWN};

	for (size_t i = 0; i < ARRAY_SIZE(allowed); i++) {
		if (!strcmp(luocat_severity_name(allowed[i]), word)) {
			*severity = allowed[i];
			return 0;
		}
	}
	*why = strcmp(word, luocat_severity_name(LUOCAT_SEVERITY_INCOMPATIBLE))
		       ? "must be unknown, plan, warning or note"
		       : "what is not known does not pass; waive it where it may";
	return -EINVAL;
}

int policy_where(struct cursor *cursor, struct luocat_policy *part, const char **where)
{
	char place[WHERE_SIZE];

	if (json_where(cursor, place))
		return json_fail(cursor, -ENOMEM, "out of memory");
	*where = policy_text(part, "%s %s", cursor->file, place);
	return *where ? 0 : json_fail(cursor, -ENOMEM, "out of memory");
}

int policy_keys(struct cursor *cursor, const json_t *object, const char *const *keys)
{
	const char *key;
	json_t *value;

	json_object_foreach ((json_t *)object, key, value) {
		size_t i = 0, mark;

		while (keys[i] && strcmp(keys[i], key))
			i++;
		if (keys[i])
			continue;
		mark = json_enter(cursor, key);
		json_fail(cursor, -EINVAL, "is not a key of a policy here");
		json_leave(cursor, mark);
		return -EINVAL;
	}
	return 0;
}

/* ---- What can be said once ---- */

static int read_version(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	return 0; /* document_check() looked at it */
}

static int read_note(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	return json_is_string(value) ? 0 : json_type_error(cursor, "a string", value);
}

static int read_directions(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	static const char *const words[] = {"forward", "rollback", "both"};

	if (!json_is_string(value))
		return json_type_error(cursor, "a string", value);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i], json_string_value(value)))
			continue;
		part->directions = words[i];
		return policy_where(cursor, part, &part->directions_where);
	}
	return json_fail(cursor, -EINVAL, "must be forward, rollback or both");
}

static int read_window(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value))
		return json_type_error(cursor, "an integer", value);
	if (number < 1 || number > MAX_WINDOW)
		return json_fail(cursor, -EINVAL, "must be 1 to %d", MAX_WINDOW);
	part->window = (uint32_t)number;
	return policy_where(cursor, part, &part->window_where);
}

static int read_fail_on(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	const char *why;

	if (!json_is_string(value))
		return json_type_error(cursor, "a string", value);
	if (severity_parse_fail_on(json_string_value(value), &part->fail_on, &why))
		return json_fail(cursor, -EINVAL, "%s", why);
	return policy_where(cursor, part, &part->fail_on_where);
}

/* ---- The whole ---- */

static const struct {
	const char *key;
	read_policy *read;
} members[] = {
	{"policy_version", read_version}, {"description", read_note},
	{"mandatory", read_mandatory},	  {"optional", read_optional},
	{"severities", read_severities},  {"evidence", read_evidence},
	{"directions", read_directions},  {"window", read_window},
	{"fail_on", read_fail_on},	  {"profiles", read_profiles},
	{"waivers", read_waivers},
};

static const struct document policy_document = {
	.what = "a policy",
	.version_key = "policy_version",
	.version = LUOCAT_POLICY_VERSION,
};

static int read_members(struct cursor *cursor, const json_t *root, struct luocat_policy *part)
{
	const char *keys[ARRAY_SIZE(members) + 1] = {NULL};
	int r = document_check(cursor, root, &policy_document);

	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		keys[i] = members[i].key;
	if (!r)
		r = policy_keys(cursor, root, keys);
	for (size_t i = 0; i < ARRAY_SIZE(members) && !r; i++) {
		const json_t *value = json_object_get(root, members[i].key);
		size_t mark = json_enter(cursor, members[i].key);

		if (value)
			r = members[i].read(cursor, value, part);
		json_leave(cursor, mark);
	}
	return r;
}

int policy_load_document(struct luocat_policy *part, const char *text, size_t length,
			 const char *file, struct luocat_error *err)
{
	struct cursor cursor = {.file = file, .err = err, .text = text, .text_length = length};
	json_t *root;
	int r = json_parse(text, length, file, &root, err);

	if (r)
		return r;
	if (!list_reserve(&part->documents, 1, sizeof(root))) {
		json_decref(root);
		return luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
	}
	*LIST_AT(&part->documents, json_t *, part->documents.n++) = root;
	return read_members(&cursor, root, part);
}
