// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * policy_lists.c - the lists in a policy's document but for waivers, and its profiles
 */
#include "policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

#define MAX_ELEMENTS 1024 /* of one list */

/* ---- Parts of elements ---- */

const char *const word_rule = "must be 1 to 255 printable ASCII characters";

int read_prose(struct cursor *cursor, const json_t *object, const char *key, const char **text)
{
	size_t mark;
	int r = read_required(cursor, object, key, text);

	if (r)
		return r;
	mark = json_enter(cursor, key);
	if (!(*text)[strspn(*text, " ")])
		r = json_fail(cursor, -EINVAL, "is empty");
	else if (!text_is_clean(*text))
		r = json_fail(cursor, -EINVAL,
			      "must be one line of at most %d bytes without control characters",
			      MAX_TEXT);
	json_leave(cursor, mark);
	return r;
}

int read_glob(struct cursor *cursor, const json_t *object, const char *key, const char **glob)
{
	const json_t *value = json_object_get(object, key);
	size_t mark = json_enter(cursor, key);
	int r = 0;

	if (value && !json_is_string(value))
		r = json_type_error(cursor, "a string", value);
	*glob = json_string_value(value);
	if (!r && value && !glob_is_valid(*glob))
		r = json_fail(cursor, -EINVAL, "%s",
			      text_is_word(*glob) ? "is no glob: a [ or a \\ is left open"
						  : word_rule);
	json_leave(cursor, mark);
	return r;
}

int read_rules(struct cursor *cursor, const json_t *object, const char **glob,
	       struct rule_set *set)
{
	size_t mark;
	int r = read_glob(cursor, object, "rule", glob);

	if (r)
		return r;
	mark = json_enter(cursor, "rule");
	if (!*glob)
		r = json_fail(cursor, -EINVAL, "is missing");
	else if (!rules_match(*glob, set))
		r = json_fail(cursor, -EINVAL, "no rule is called %.64s", *glob);
	json_leave(cursor, mark);
	return r;
}

void policy_set_format(struct format_glob *format, const char *glob)
{
	const char *slash = glob ? strchr(glob, '/') : NULL;
	char kind[32];

	format->glob = glob;
	if (!slash || (size_t)(slash - glob) >= sizeof(kind) || !slash[1])
		return;
	memcpy(kind, glob, (size_t)(slash - glob));
	kind[slash - glob] = '\0';
	if (luocat_kind_parse(kind, &format->kind))
		return;
	format->has_kind = true;
	format->glob = slash + 1;
}

static int read_format(struct cursor *cursor, const json_t *object, struct format_glob *format)
{
	const char *glob;
	int r = read_glob(cursor, object, "format", &glob);

	if (!r)
		policy_set_format(format, glob);
	return r;
}

int policy_check_about(struct cursor *cursor, const struct rule_set *wanted, const char *glob,
		       const struct format_glob *format)
{
	size_t mark;
	int r;

	for (size_t i = 0; i < n_rules; i++) {
		if (!format->glob || (rules_have(wanted, i) && rule_names_formats(&rules[i])))
			return 0;
	}
	mark = json_enter(cursor, "format");
	r = json_fail(cursor, -EINVAL,
		      "%.64s is about kernels as a whole where pairs are judged, not about a format",
		      glob);
	json_leave(cursor, mark);
	return r;
}

/* ---- Lists ---- */

int read_list(struct cursor *cursor, const json_t *value, struct luocat_policy *part,
	      struct list *list, size_t size, read_policy *read)
{
	size_t n = json_array_size(value);
	int r = 0;

	if (!json_is_array(value))
		return json_type_error(cursor, "an array", value);
	if (n > MAX_ELEMENTS)
		return json_fail(cursor, -EINVAL, "has more than %d elements", MAX_ELEMENTS);
	if (!list_reserve(list, n, size))
		return json_fail(cursor, -ENOMEM, "out of memory");
	for (size_t i = 0; i < n && !r; i++) {
		size_t mark = json_enter_index(cursor, i);

		r = read(cursor, json_array_get(value, i), part);
		json_leave(cursor, mark);
	}
	return r;
}

static int read_format_glob(struct cursor *cursor, const json_t *value, struct luocat_policy *part,
			    struct list *list)
{
	struct format_glob glob = {0};
	const char *text = json_string_value(value);
	int r;

	if (!text)
		return json_type_error(cursor, "a string", value);
	if (!glob_is_valid(text))
		return json_fail(cursor, -EINVAL, "%s",
				 text_is_word(text) ? "is no glob: a [ or a \\ is left open"
						    : word_rule);
	policy_set_format(&glob, text);
	r = policy_where(cursor, part, &glob.where);
	if (!r)
		*LIST_AT(list, struct format_glob, list->n++) = glob;
	return r;
}

static int read_one_mandatory(struct cursor *cursor, const json_t *value,
			      struct luocat_policy *part)
{
	return read_format_glob(cursor, value, part, &part->mandatory);
}

static int read_one_optional(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	return read_format_glob(cursor, value, part, &part->optional);
}

int read_mandatory(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	return read_list(cursor, value, part, &part->mandatory, sizeof(struct format_glob),
			 read_one_mandatory);
}

int read_optional(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	return read_list(cursor, value, part, &part->optional, sizeof(struct format_glob),
			 read_one_optional);
}

/* ---- Severities ---- */

static int read_severity(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	static const char *const keys[] = {"rule", "format", "severity", NULL};
	struct policy_severity severity = {0};
	const char *glob, *word;
	size_t mark;
	int r;

	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	r = policy_keys(cursor, value, keys);
	if (!r)
		r = read_rules(cursor, value, &glob, &severity.rules);
	if (!r)
		r = read_format(cursor, value, &severity.format);
	if (!r)
		r = policy_check_about(cursor, &severity.rules, glob, &severity.format);
	if (!r)
		r = read_required(cursor, value, "severity", &word);
	if (r)
		return r;
	mark = json_enter(cursor, "severity");
	if (luocat_level_parse(word, &severity.level))
		r = json_fail(cursor, -EINVAL, "must be error, warn, note or off");
	json_leave(cursor, mark);
	if (!r)
		r = policy_where(cursor, part, &severity.by);
	if (!r)
		*LIST_AT(&part->severities, struct policy_severity,
			 part->severities.n++) = severity;
	return r;
}

int read_severities(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	return read_list(cursor, value, part, &part->severities, sizeof(struct policy_severity),
			 read_severity);
}

/* ---- Evidence ---- */

static int read_minimum(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	static const char *const keys[] = {"format", "minimum", NULL};
	struct policy_evidence evidence = {0};
	const char *word;
	size_t mark;
	int r;

	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	r = policy_keys(cursor, value, keys);
	if (!r)
		r = read_format(cursor, value, &evidence.format);
	if (!r)
		r = read_required(cursor, value, "minimum", &word);
	if (r)
		return r;
	mark = json_enter(cursor, "minimum");
	if (luocat_evidence_parse(word, &evidence.minimum) ||
	    evidence.minimum == LUOCAT_EVIDENCE_NONE)
		r = json_fail(cursor, -EINVAL,
			      "must be string, table, probe, lvup, shape, object or descriptor");
	json_leave(cursor, mark);
	if (!r)
		*LIST_AT(&part->evidence, struct policy_evidence, part->evidence.n++) = evidence;
	return r;
}

int read_evidence(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	return read_list(cursor, value, part, &part->evidence, sizeof(struct policy_evidence),
			 read_minimum);
}

/* ---- Fingerprints ---- */

int read_fingerprint(struct cursor *cursor, const json_t *object, const char *key, bool missing,
		     const char **fingerprint)
{
	const json_t *value = json_object_get(object, key);
	size_t mark = json_enter(cursor, key);
	int r = 0;

	if (!value && !missing)
		r = json_fail(cursor, -EINVAL, "is missing");
	else
		r = json_read_string(cursor, value, fingerprint);
	if (!r && *fingerprint && !text_is_hex(*fingerprint, 64, 64))
		r = json_fail(
			cursor, -EINVAL,
			"must be null, or the 64 lower-case digits of a layout's fingerprint");
	json_leave(cursor, mark);
	return r;
}

/* ---- Profiles ---- */

static int read_entry(struct cursor *cursor, const json_t *value, const void *context, void *to)
{
	static const char *const keys[] = {"kind", "compatible", "fingerprint", NULL};
	struct profile_entry *entry = to;
	size_t mark;
	int r = policy_keys(cursor, value, keys);

	if (!r)
		r = read_kind(cursor, value, &entry->ref.kind);
	if (!r && entry->ref.kind == LUOCAT_KIND_UNKNOWN) {
		mark = json_enter(cursor, "kind");
		r = json_fail(cursor, -EINVAL, "must be known");
		json_leave(cursor, mark);
	}
	if (!r)
		r = read_required(cursor, value, "compatible", &entry->ref.compatible);
	if (!r && !text_is_word(entry->ref.compatible)) {
		mark = json_enter(cursor, "compatible");
		r = json_fail(cursor, -EINVAL, "%s", word_rule);
		json_leave(cursor, mark);
	}
	return r ? r : read_fingerprint(cursor, value, "fingerprint", true, &entry->fingerprint);
}

static int check_entries(struct cursor *cursor, const struct policy_profile *profile)
{
	for (size_t i = 1; i < profile->n_entries; i++) {
		const struct luocat_ref *ref = &profile->entries[i].ref;

		for (size_t k = 0; k < i; k++) {
			const struct luocat_ref *other = &profile->entries[k].ref;
			size_t mark;

			if (ref->kind != other->kind || strcmp(ref->compatible, other->compatible))
				continue;
			mark = json_enter_index(cursor, i);
			json_fail(cursor, -EINVAL, "%s %.64s is there twice",
				  luocat_kind_name(ref->kind), ref->compatible);
			json_leave(cursor, mark);
			return -EINVAL;
		}
	}
	return 0;
}

static int read_profile(struct cursor *cursor, const json_t *value, struct luocat_policy *part,
			struct policy_profile *profile)
{
	static const char *const keys[] = {"description", "formats", NULL};
	const json_t *formats, *description = json_object_get(value, "description");
	size_t mark;
	int r;

	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	if (!text_is_word(profile->name))
		return json_fail(cursor, -EINVAL, "its name %s", word_rule);
	r = policy_keys(cursor, value, keys);
	if (!r && description && !json_member(cursor, value, "description", JSON_STRING))
		r = -EINVAL;
	if (!r)
		r = policy_where(cursor, part, &profile->where);
	if (r)
		return r;
	formats = json_member(cursor, value, "formats", JSON_ARRAY);
	if (!formats)
		return -EINVAL;
	mark = json_enter(cursor, "formats");
	if (!json_array_size(formats))
		r = json_fail(cursor, -EINVAL, "is empty");
	else
		r = read_objects(cursor, formats, MAX_ELEMENTS, sizeof(*profile->entries),
				 read_entry, NULL, &profile->entries);
	profile->n_entries = json_array_size(formats);
	if (!r)
		r = check_entries(cursor, profile);
	json_leave(cursor, mark);
	return r;
}

int read_profiles(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	size_t n = json_object_size(value);
	const char *name;
	json_t *member;

	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	if (n > MAX_ELEMENTS)
		return json_fail(cursor, -EINVAL, "has more than %d members", MAX_ELEMENTS);
	if (!list_reserve(&part->profiles, n, sizeof(struct policy_profile)))
		return json_fail(cursor, -ENOMEM, "out of memory");
	json_object_foreach ((json_t *)value, name, member) {
		struct policy_profile *profile = LIST_AT(&part->profiles, struct policy_profile,
							 part->profiles.n++);
		size_t mark = json_enter(cursor, name);
		int r;

		*profile = (struct policy_profile){.name = name};
		r = read_profile(cursor, member, part, profile);
		json_leave(cursor, mark);
		if (r)
			return r;
	}
	return 0;
}
