/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policy.h - what somebody asks of pairs of kernels; not installed
 *
 *	policy.c	the object, and how several documents become one
 *	policy_load.c	a document
 *	policy_lists.c	the lists in it, and its profiles
 *	policy_waivers.c its waivers
 *	policy_match.c	globs, dates, and what of a policy is about a finding
 *	rules_policy.c, rules_profile.c	the rules that only a policy brings into play
 */
#ifndef LIBLUOCAT_POLICY_H
#define LIBLUOCAT_POLICY_H

#include <jansson.h>

#include "judge.h"

struct rule_set {
	uint64_t bits[MAX_RULES / 64];
};

/* "glob" or "KIND/glob" of names and compatibles. */
struct format_glob {
	bool has_kind;
	enum luocat_kind kind;
	const char *glob;  /* NULL: any format, and none */
	const char *where; /* "policy.json line 3 column 7" */
};

struct policy_severity {
	struct rule_set rules;
	struct format_glob format;
	enum luocat_level level;
	const char *by;
};

struct policy_evidence {
	struct format_glob format;
	enum luocat_evidence minimum;
};

struct profile_entry {
	struct luocat_ref ref;
	const char *fingerprint; /* NULL: any */
};

struct policy_profile {
	const char *name;
	const char *where; /* as of struct format_glob */
	struct profile_entry *entries;
	size_t n_entries;
};

struct waiver {
	struct luocat_waiver pub;
	struct luocat_waived_constant *constants; /* what @pub points to */
	struct rule_set rules;
	struct format_glob format;
};

/* A growing array. */
struct list {
	void *items;
	size_t n;
};

struct luocat_policy {
	unsigned int refs;
	const char *file;	/* while a document is read */
	struct list documents;	/* json_t *: what most strings belong to */
	struct list texts;	/* char *: the others */
	struct list mandatory;	/* struct format_glob */
	struct list optional;	/* struct format_glob */
	struct list severities; /* struct policy_severity: later ones go first */
	struct list told;	/* the same, by luocat_policy_set_rule(): before those */
	struct list evidence;	/* struct policy_evidence: later ones go first */
	struct list profiles;	/* struct policy_profile */
	struct list waivers;	/* struct waiver */
	const char *directions;
	const char *directions_where;
	uint32_t window;
	const char *window_where;
	enum luocat_severity fail_on; /* NOTE..UNKNOWN */
	const char *fail_on_where;    /* "" where the caller said it */
};

#define LIST_AT(list, type, i) (&((type *)(list)->items)[i])

/* ---- policy.c ---- */

/* A text that lives as long as the policy; NULL: out of memory. */
const char *policy_text(struct luocat_policy *policy, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Room for @n more of @size; false: out of memory. */
bool list_reserve(struct list *list, size_t n, size_t size);

/* ---- policy_load.c ---- */

/* What may make a verdict fail; *@why: why it may not. */
int severity_parse_fail_on(const char *word, enum luocat_severity *severity, const char **why);
/* @part: an empty policy. */
int policy_load_document(struct luocat_policy *part, const char *text, size_t length,
			 const char *file, struct luocat_error *err);

/* ---- policy_lists.c ---- */

struct cursor;

/* Reads a value that is there into @part. */
typedef int read_policy(struct cursor *cursor, const json_t *value, struct luocat_policy *part);

read_policy read_mandatory, read_optional, read_severities, read_evidence, read_profiles;

/* For complaints: what a word is. */
extern const char *const word_rule;
/* Makes room for all of an array's elements, and reads each with @read, which counts it. */
int read_list(struct cursor *cursor, const json_t *value, struct luocat_policy *part,
	      struct list *list, size_t size, read_policy *read);
/* A text for people; it has to say something. */
int read_prose(struct cursor *cursor, const json_t *object, const char *key, const char **text);
/* A glob that need not be there. */
int read_glob(struct cursor *cursor, const json_t *object, const char *key, const char **glob);
/* The glob "rule", which must be there and match some. */
int read_rules(struct cursor *cursor, const json_t *object, const char **glob,
	       struct rule_set *set);
/* A SHA-256 or null; @missing: whether it need not be there at all. */
int read_fingerprint(struct cursor *cursor, const json_t *object, const char *key, bool missing,
		     const char **fingerprint);
/* "KIND/" is no part of the glob. */
void policy_set_format(struct format_glob *format, const char *glob);
/*
 * Of some rules no finding names a format: what is asked of them and of a format would never come
 * to anything.
 */
int policy_check_about(struct cursor *cursor, const struct rule_set *wanted, const char *glob,
		       const struct format_glob *format);

/* Every key of @object is one of @keys, which NULL ends. */
int policy_keys(struct cursor *cursor, const json_t *object, const char *const *keys);
/* "policy.json line 3 column 7" of the value here. */
int policy_where(struct cursor *cursor, struct luocat_policy *part, const char **where);

/* ---- policy_waivers.c ---- */

read_policy read_waivers;

/* ---- policy_match.c ---- */

/* Whether fnmatch(3) takes it for what it looks like: no bracket and no backslash is left open. */
bool glob_is_valid(const char *glob);
/* The rules that it matches; whether there is any. */
bool rules_match(const char *glob, struct rule_set *set);
/* An index in rules[]. */
bool rules_have(const struct rule_set *set, size_t index);
/* The first one of them that has the flag; NULL: none. */
const struct rule *rules_flagged(const struct rule_set *set, enum rule_flags flag);
/* Its findings, or some of them, are about a format. */
bool rule_names_formats(const struct rule *rule);
bool format_matches(const struct format_glob *glob, const struct luocat_version *version);
/* A day of the calendar as it is written, "2026-02-28", as a number that grows with time. */
bool date_parse(const char *text, uint32_t *day);

/* What a policy says of one finding. */
struct ruling {
	bool has_level;
	enum luocat_level level;
	const char *by;
	const struct waiver *waiver; /* goes before a level */
};

/* Takes the policy, profile and date of the options, if they are right. */
int judge_policy(struct judge *j);
struct ruling policy_ruling(const struct luocat_verdict *verdict, const struct rule *rule,
			    const struct luocat_version *w, const struct luocat_version *r);
/* The weakest evidence that counts for it. */
enum luocat_evidence policy_minimum(const struct luocat_policy *policy,
				    const struct luocat_version *version);
/* A glob of the list matches it; @policy may be NULL. */
bool policy_lists(const struct list *globs, const struct luocat_version *version);
const struct profile_entry *profile_find(const struct policy_profile *profile,
					 const struct luocat_version *version);
/* The policy lets all versions of its format be turned off. */
bool may_go(const struct judge *j, const struct luocat_version *version);

#endif
