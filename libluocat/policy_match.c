// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * policy_match.c - globs, dates, and what of a policy is about a pair or a finding
 */
#include "policy.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* ---- Globs ---- */

/* What stands behind the bracket expression at @at; NULL: it is left open. POSIX: ] may come first.
 */
static const char *bracket_end(const char *at)
{
	at++;
	if (*at == '!' || *at == '^')
		at++;
	if (*at == ']')
		at++;
	for (; *at && *at != ']'; at++) {
		if (*at == '\\' && !*++at)
			return NULL;
	}
	return *at ? at + 1 : NULL;
}

bool glob_is_valid(const char *glob)
{
	const char *at = glob;

	if (!text_is_word(glob))
		return false;
	while (at && *at) {
		if (*at == '[') {
			at = bracket_end(at);
			continue;
		}
		if (*at == '\\' && !at[1])
			return false;
		at += *at == '\\' ? 2 : 1;
	}
	return at;
}

static bool matches(const char *glob, const char *text, int flags)
{
	return text && !fnmatch(glob, text, flags);
}

bool rules_match(const char *glob, struct rule_set *set)
{
	bool any = false;

	memset(set, 0, sizeof(*set));
	for (size_t i = 0; i < n_rules && i < MAX_RULES; i++) {
		if (!matches(glob, rules[i].pub.id, FNM_CASEFOLD))
			continue;
		set->bits[i / 64] |= (uint64_t)1 << i % 64;
		any = true;
	}
	return any;
}

bool rules_have(const struct rule_set *set, size_t index)
{
	return index < MAX_RULES && set->bits[index / 64] >> index % 64 & 1;
}

const struct rule *rules_flagged(const struct rule_set *set, enum rule_flags flag)
{
	for (size_t i = 0; i < n_rules; i++) {
		if (rules_have(set, i) && rules[i].flags & flag)
			return &rules[i];
	}
	return NULL;
}

bool rule_names_formats(const struct rule *rule)
{
	return rule->scope == RULE_VERSION || rule->flags & RULE_NAMES_FORMATS;
}

bool format_matches(const struct format_glob *glob, const struct luocat_version *version)
{
	if (!glob->glob)
		return true;
	if (!version || (glob->has_kind && glob->kind != version->kind))
		return false;
	return matches(glob->glob, version->name, 0) || matches(glob->glob, version->compatible, 0);
}

bool policy_lists(const struct list *globs, const struct luocat_version *version)
{
	for (size_t i = 0; i < globs->n; i++) {
		if (format_matches(LIST_AT(globs, struct format_glob, i), version))
			return true;
	}
	return false;
}

/* ---- Dates ---- */

static bool digits(const char **at, int n, char behind, uint32_t *number)
{
	*number = 0;
	for (; n; n--, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		*number = *number * 10 + (uint32_t)(**at - '0');
	}
	return *(*at)++ == behind;
}

static uint32_t days_of(uint32_t year, uint32_t month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

bool date_parse(const char *text, uint32_t *day)
{
	uint32_t year, month, of_month;

	if (!digits(&text, 4, '-', &year) || !digits(&text, 2, '-', &month) ||
	    !digits(&text, 2, '\0', &of_month))
		return false;
	if (!year || !month || month > 12 || !of_month || of_month > days_of(year, month))
		return false;
	*day = year * 10000 + month * 100 + of_month;
	return true;
}

/* ---- What of a policy is about this pair ---- */

static bool names_kernel(const char *glob, const struct luocat_catalog *catalog, const char *key)
{
	return !glob || matches(glob, luocat_catalog_kernel(catalog)->release, 0) ||
	       matches(glob, key, 0);
}

/* Working out a key may take a while: only where one is asked for. */
static int make_keys(struct judge *j, const struct list *waivers, char keys[2][80])
{
	bool asked = false;
	int ret;

	for (size_t i = 0; i < waivers->n; i++) {
		const struct luocat_waiver *waiver = &LIST_AT(waivers, struct waiver, i)->pub;

		asked |= waiver->writer || waiver->reader;
	}
	if (!asked)
		return 0;
	ret = luocat_catalog_key(j->writer, keys[0], j->err);
	return ret ? ret : luocat_catalog_key(j->reader, keys[1], j->err);
}

static int judge_waivers(struct judge *j, uint32_t today)
{
	const struct list *waivers = &j->opts->policy->waivers;
	char keys[2][80] = {"", ""};
	int ret = make_keys(j, waivers, keys);

	if (ret)
		return ret;
	j->verdict->waivers = calloc(waivers->n + 1, sizeof(*j->verdict->waivers));
	if (!j->verdict->waivers)
		return error_no_memory(j->err);
	j->verdict->n_waivers = waivers->n;
	for (size_t i = 0; i < waivers->n; i++) {
		const struct luocat_waiver *waiver = &LIST_AT(waivers, struct waiver, i)->pub;
		struct waiver_use *use = &j->verdict->waivers[i];
		uint32_t last;

		use->of_pair = names_kernel(waiver->writer, j->writer, keys[0]) &&
			       names_kernel(waiver->reader, j->reader, keys[1]);
		use->malformed = !date_parse(waiver->expires, &last);
		use->expired = use->malformed || today > last;
	}
	return 0;
}

static int judge_profile(struct judge *j, const struct luocat_policy *policy)
{
	const char *name = j->opts->profile;

	if (j->opts->narrow)
		return luocat_error_set(j->err, -EINVAL, NULL, "in use",
					"everything counts where profile %.80s is asked for", name);
	for (size_t i = 0; policy && i < policy->profiles.n; i++) {
		const struct policy_profile *profile = LIST_AT(&policy->profiles,
							       struct policy_profile, i);

		if (!strcmp(profile->name, name)) {
			j->verdict->profile = profile;
			return 0;
		}
	}
	return luocat_error_set(j->err, -EINVAL, NULL, "profile", "no policy has one called %.80s",
				name);
}

int judge_policy(struct judge *j)
{
	struct luocat_policy *policy = j->opts->policy;
	const char *now = j->opts->now;
	uint32_t today = 0;

	if (now && !date_parse(now, &today))
		return luocat_error_set(j->err, -EINVAL, NULL, "now",
					"must be a date, YYYY-MM-DD, not \"%.32s\"", now);
	if (j->opts->profile) {
		int ret = judge_profile(j, policy);

		if (ret)
			return ret;
	}
	if (!policy)
		return 0;
	if (!now && policy->waivers.n)
		return luocat_error_set(j->err, -EINVAL, NULL, "now",
					"must be told: the policy has waivers, which expire");
	j->verdict->policy = luocat_policy_ref(policy);
	j->verdict->fail_on = policy->fail_on;
	if (now)
		memcpy(j->verdict->now, now, sizeof(j->verdict->now));
	return judge_waivers(j, today);
}

/* ---- What of it is about one finding ---- */

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool lists_constant(const struct luocat_waiver *waiver, const struct constant_pair *pair)
{
	for (size_t i = 0; i < waiver->n_constants; i++) {
		const struct luocat_waived_constant *c = &waiver->constants[i];

		if (!strcmp(c->name, pair->a ? pair->a->name : pair->b->name))
			return c->in_writer == (pair->a != NULL) &&
			       c->in_reader == (pair->b != NULL) &&
			       (!pair->a || c->writer == pair->a->value) &&
			       (!pair->b || c->reader == pair->b->value);
	}
	return false;
}

/* Every constant that the sides do not have alike. */
static bool lists_constants(const struct luocat_waiver *waiver, const struct luocat_version *w,
			    const struct luocat_version *r)
{
	struct constant_pair pair = {0};

	while (w && r && constant_next(w, r, &pair)) {
		bool alike = pair.a && pair.b && pair.a->value == pair.b->value;

		if (!alike && !lists_constant(waiver, &pair))
			return false;
	}
	return w && r;
}

static bool excuses(const struct waiver *waiver, size_t rule, const struct luocat_version *w,
		    const struct luocat_version *r)
{
	const struct luocat_version *any = w ? w : r;

	if (!rules_have(&waiver->rules, rule) || !format_matches(&waiver->format, any))
		return false;
	if ((rules[rule].flags & RULE_CONSTANT || waiver->pub.n_constants) &&
	    !lists_constants(&waiver->pub, w, r))
		return false;
	if (!waiver->pub.bound)
		return true;
	return any && same_text(waiver->pub.writer_fingerprint, w ? w->fingerprint : NULL) &&
	       same_text(waiver->pub.reader_fingerprint, r ? r->fingerprint : NULL);
}

static const struct policy_severity *last_match(const struct list *severities, size_t rule,
						const struct luocat_version *version)
{
	for (size_t i = severities->n; i-- > 0;) {
		const struct policy_severity *s = LIST_AT(severities, struct policy_severity, i);

		if (rules_have(&s->rules, rule) && format_matches(&s->format, version))
			return s;
	}
	return NULL;
}

struct ruling policy_ruling(const struct luocat_verdict *verdict, const struct rule *rule,
			    const struct luocat_version *w, const struct luocat_version *r)
{
	const struct luocat_policy *policy = verdict->policy;
	size_t index = (size_t)(rule - rules);
	const struct policy_severity *severity;
	struct ruling ruling = {0};

	for (size_t i = 0; i < policy->waivers.n && !(rule->flags & RULE_WAIVER); i++) {
		const struct waiver *waiver = LIST_AT(&policy->waivers, struct waiver, i);
		struct waiver_use *use = &verdict->waivers[i];

		if (!use->of_pair || !excuses(waiver, index, w, r))
			continue;
		if (use->expired) {
			use->missed++;
			continue;
		}
		use->used = true;
		ruling.waiver = waiver;
		return ruling;
	}
	severity = last_match(&policy->told, index, w ? w : r);
	if (!severity)
		severity = last_match(&policy->severities, index, w ? w : r);
	if (severity) {
		ruling.has_level = true;
		ruling.level = severity->level;
		ruling.by = severity->by;
	}
	return ruling;
}

enum luocat_evidence policy_minimum(const struct luocat_policy *policy,
				    const struct luocat_version *version)
{
	for (size_t i = policy ? policy->evidence.n : 0; i-- > 0;) {
		const struct policy_evidence *evidence = LIST_AT(&policy->evidence,
								 struct policy_evidence, i);

		if (format_matches(&evidence->format, version))
			return evidence->minimum;
	}
	return LUOCAT_EVIDENCE_NONE;
}

const struct profile_entry *profile_find(const struct policy_profile *profile,
					 const struct luocat_version *version)
{
	for (size_t i = 0; i < profile->n_entries; i++) {
		const struct profile_entry *entry = &profile->entries[i];

		if (entry->ref.kind == version->kind &&
		    !strcmp(entry->ref.compatible, version->compatible))
			return entry;
	}
	return NULL;
}

bool may_go(const struct judge *j, const struct luocat_version *version)
{
	const struct luocat_policy *policy = j->verdict->policy;

	if (j->verdict->profile)
		return true; /* what it does not list is not wanted, and what it lists never goes */
	return policy && policy_lists(&policy->optional, version);
}
