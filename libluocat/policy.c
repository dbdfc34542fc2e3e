// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * policy.c - the object, and how several documents become one
 */
#include "policy.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"

#define MAX_FILE ((size_t)1 << 20)

static const char *const levels[] = {
	[LUOCAT_LEVEL_OFF] = "off",
	[LUOCAT_LEVEL_NOTE] = "note",
	[LUOCAT_LEVEL_WARN] = "warn",
	[LUOCAT_LEVEL_ERROR] = "error",
};

const char *luocat_level_name(enum luocat_level level)
{
	return (size_t)level < ARRAY_SIZE(levels) ? levels[level] : NULL;
}

int luocat_level_parse(const char *word, enum luocat_level *level)
{
	for (size_t i = 0; word && i < ARRAY_SIZE(levels); i++) {
		if (!strcmp(levels[i], word)) {
			*level = (enum luocat_level)i;
			return 0;
		}
	}
	return -EINVAL;
}

/* ---- The object ---- */

struct luocat_policy *luocat_policy_new(void)
{
	struct luocat_policy *policy = calloc(1, sizeof(*policy));

	if (!policy)
		return NULL;
	policy->refs = 1;
	policy->fail_on = LUOCAT_SEVERITY_UNKNOWN;
	return policy;
}

struct luocat_policy *luocat_policy_ref(struct luocat_policy *policy)
{
	/* judgements in several threads may share it */
	if (policy)
		__atomic_add_fetch(&policy->refs, 1, __ATOMIC_RELAXED);
	return policy;
}

struct luocat_policy *luocat_policy_unref(struct luocat_policy *policy)
{
	if (!policy || __atomic_sub_fetch(&policy->refs, 1, __ATOMIC_ACQ_REL))
		return NULL;
	for (size_t i = 0; i < policy->profiles.n; i++)
		free(LIST_AT(&policy->profiles, struct policy_profile, i)->entries);
	for (size_t i = 0; i < policy->waivers.n; i++)
		free(LIST_AT(&policy->waivers, struct waiver, i)->constants);
	for (size_t i = 0; i < policy->texts.n; i++)
		free(*LIST_AT(&policy->texts, char *, i));
	for (size_t i = 0; i < policy->documents.n; i++)
		json_decref(*LIST_AT(&policy->documents, json_t *, i));
	free(policy->documents.items);
	free(policy->texts.items);
	free(policy->mandatory.items);
	free(policy->optional.items);
	free(policy->severities.items);
	free(policy->told.items);
	free(policy->evidence.items);
	free(policy->profiles.items);
	free(policy->waivers.items);
	free(policy);
	return NULL;
}

bool list_reserve(struct list *list, size_t n, size_t size)
{
	void *items = realloc(list->items, (list->n + n + 1) * size);

	if (items)
		list->items = items;
	return items;
}

const char *policy_text(struct luocat_policy *policy, const char *fmt, ...)
{
	va_list args;
	char *text;
	int length;

	if (!list_reserve(&policy->texts, 1, sizeof(text)))
		return NULL;
	va_start(args, fmt);
	length = vasprintf(&text, fmt, args);
	va_end(args);
	if (length < 0)
		return NULL;
	*LIST_AT(&policy->texts, char *, policy->texts.n++) = text;
	return text;
}

/* ---- Several documents ---- */

/* Each list of a policy, and how large its elements are. */
static const struct {
	size_t offset;
	size_t size;
} lists[] = {
	{offsetof(struct luocat_policy, documents), sizeof(json_t *)},
	{offsetof(struct luocat_policy, texts), sizeof(char *)},
	{offsetof(struct luocat_policy, mandatory), sizeof(struct format_glob)},
	{offsetof(struct luocat_policy, optional), sizeof(struct format_glob)},
	{offsetof(struct luocat_policy, severities), sizeof(struct policy_severity)},
	{offsetof(struct luocat_policy, evidence), sizeof(struct policy_evidence)},
	{offsetof(struct luocat_policy, profiles), sizeof(struct policy_profile)},
	{offsetof(struct luocat_policy, waivers), sizeof(struct waiver)},
};

static struct list *list_of(struct luocat_policy *policy, size_t i)
{
	return (struct list *)((char *)policy + lists[i].offset);
}

/* Two documents, or two places in one; @new_where starts with @part's file, which the error has
 * besides. */
static int clash(struct luocat_error *err, const struct luocat_policy *part, const char *new_where,
		 const char *what, const char *old_where)
{
	return luocat_error_set(err, -EEXIST, part->file, new_where + strlen(part->file) + 1,
				"%s %s", what, old_where);
}

/* What can be said once may be said again in the same words. */
static int check_scalars(const struct luocat_policy *to, const struct luocat_policy *part,
			 struct luocat_error *err)
{
	if (to->directions && part->directions && strcmp(to->directions, part->directions))
		return clash(err, part, part->directions_where, "is said otherwise at",
			     to->directions_where);
	if (to->window && part->window && to->window != part->window)
		return clash(err, part, part->window_where, "is said otherwise at",
			     to->window_where);
	if (to->fail_on_where && *to->fail_on_where && part->fail_on_where &&
	    to->fail_on != part->fail_on)
		return clash(err, part, part->fail_on_where, "is said otherwise at",
			     to->fail_on_where);
	return 0;
}

static bool same_glob(const struct format_glob *a, const struct format_glob *b)
{
	return a->has_kind == b->has_kind && a->kind == b->kind && !strcmp(a->glob, b->glob);
}

/* What one says is mandatory the other may not call optional. */
static int check_globs(const struct luocat_policy *part, const struct list *news,
		       const struct list *olds, struct luocat_error *err)
{
	for (size_t i = 0; i < news->n; i++) {
		const struct format_glob *one = LIST_AT(news, struct format_glob, i);

		for (size_t k = 0; k < olds->n; k++) {
			const struct format_glob *other = LIST_AT(olds, struct format_glob, k);

			if (same_glob(one, other))
				return clash(err, part, one->where,
					     "cannot be mandatory and optional: see", other->where);
		}
	}
	return 0;
}

static int check_profiles(const struct luocat_policy *to, const struct luocat_policy *part,
			  struct luocat_error *err)
{
	for (size_t i = 0; i < part->profiles.n; i++) {
		const struct policy_profile *profile = LIST_AT(&part->profiles,
							       struct policy_profile, i);

		for (size_t k = 0; k < to->profiles.n; k++) {
			const struct policy_profile *other = LIST_AT(&to->profiles,
								     struct policy_profile, k);

			if (!strcmp(profile->name, other->name))
				return clash(err, part, profile->where,
					     "a profile of this name is at", other->where);
		}
	}
	return 0;
}

static int check_join(const struct luocat_policy *to, const struct luocat_policy *part,
		      struct luocat_error *err)
{
	int r = check_globs(part, &part->optional, &part->mandatory, err);

	if (!r)
		r = check_scalars(to, part, err);
	if (!r)
		r = check_globs(part, &part->optional, &to->mandatory, err);
	if (!r)
		r = check_globs(part, &part->mandatory, &to->optional, err);
	return r ? r : check_profiles(to, part, err);
}

static int join(struct luocat_policy *to, struct luocat_policy *part, struct luocat_error *err)
{
	int r = check_join(to, part, err);

	for (size_t i = 0; !r && i < ARRAY_SIZE(lists); i++) {
		if (!list_reserve(list_of(to, i), list_of(part, i)->n, lists[i].size))
			r = error_no_memory(err);
	}
	for (size_t i = 0; !r && i < ARRAY_SIZE(lists); i++) {
		struct list *from = list_of(part, i), *list = list_of(to, i);

		if (from->n)
			memcpy((char *)list->items + list->n * lists[i].size, from->items,
			       from->n * lists[i].size);
		list->n += from->n;
		from->n = 0; /* what they point to belongs to @to now */
	}
	if (r)
		return r;
	if (part->directions) {
		to->directions = part->directions;
		to->directions_where = part->directions_where;
	}
	if (part->window) {
		to->window = part->window;
		to->window_where = part->window_where;
	}
	if (part->fail_on_where && !(to->fail_on_where && !*to->fail_on_where)) {
		to->fail_on = part->fail_on;
		to->fail_on_where = part->fail_on_where;
	}
	return 0;
}

int luocat_policy_load(struct luocat_policy *policy, const char *text, size_t length,
		       const char *file, struct luocat_error *err)
{
	struct luocat_policy *part;
	int r;

	if (length > MAX_FILE)
		return luocat_error_set(err, -EFBIG, file, NULL, "is larger than 1 MiB");
	part = luocat_policy_new();
	if (!part)
		return luocat_error_set(err, -ENOMEM, file, NULL, "out of memory");
	part->file = file ? file : "policy";
	r = policy_load_document(part, text, length, part->file, err);
	if (!r)
		r = join(policy, part, err);
	luocat_policy_unref(part);
	return r;
}

int luocat_policy_load_fd(struct luocat_policy *policy, int fd, const char *file,
			  struct luocat_error *err)
{
	size_t length;
	char *text;
	int r = document_read(fd, MAX_FILE, file, &text, &length, err);

	if (!r)
		r = luocat_policy_load(policy, text, length, file, err);
	free(text);
	return r;
}

/* ---- What the caller says itself ---- */

int luocat_policy_set_rule(struct luocat_policy *policy, const char *rule, enum luocat_level level,
			   const char *by, struct luocat_error *err)
{
	struct policy_severity said = {.level = level};

	if (!glob_is_valid(rule) || !rules_match(rule, &said.rules))
		return luocat_error_set(err, -EINVAL, NULL, NULL, "no rule is called %.64s", rule);
	if (!list_reserve(&policy->told, 1, sizeof(said)))
		return error_no_memory(err);
	said.by = policy_text(policy, "%s", by);
	if (!said.by)
		return error_no_memory(err);
	*LIST_AT(&policy->told, struct policy_severity, policy->told.n++) = said;
	return 0;
}

int luocat_policy_set_fail_on(struct luocat_policy *policy, const char *word,
			      struct luocat_error *err)
{
	const char *why;
	int r = severity_parse_fail_on(word, &policy->fail_on, &why);

	if (r)
		return luocat_error_set(err, r, NULL, NULL, "fail on \"%.32s\": %s", word, why);
	policy->fail_on_where = "";
	return 0;
}

/* ---- What others may ask ---- */

enum luocat_severity luocat_policy_fail_on(const struct luocat_policy *policy)
{
	return policy->fail_on;
}

const char *luocat_policy_directions(const struct luocat_policy *policy)
{
	return policy->directions;
}

uint32_t luocat_policy_window(const struct luocat_policy *policy)
{
	return policy->window;
}

size_t luocat_policy_n_profiles(const struct luocat_policy *policy)
{
	return policy->profiles.n;
}

const char *luocat_policy_profile(const struct luocat_policy *policy, size_t index)
{
	if (index >= policy->profiles.n)
		return NULL;
	return LIST_AT(&policy->profiles, struct policy_profile, index)->name;
}

size_t luocat_policy_n_waivers(const struct luocat_policy *policy)
{
	return policy->waivers.n;
}

const struct luocat_waiver *luocat_policy_waiver(const struct luocat_policy *policy, size_t index)
{
	if (index >= policy->waivers.n)
		return NULL;
	return &LIST_AT(&policy->waivers, struct waiver, index)->pub;
}
