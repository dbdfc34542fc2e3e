// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_profile.c - whether both kernels write and read exactly the formats of a profile
 */
#include "policy.h"

#include <string.h>

/* ---- Of the profile, what is missing ---- */

static const struct written *find_written(const struct judge *j, const struct luocat_version *w)
{
	for (size_t i = 0; i < j->n_written; i++) {
		if (j->written[i].w == w)
			return &j->written[i];
	}
	return NULL;
}

/* What one side lacks of an entry; what is not known is said only where nothing is known to be
 * missing. */
struct lack {
	struct name_list no, unknown;
};

static void ask(struct lack *lack, enum luocat_tri answer, const char *no, const char *unknown)
{
	if (answer == LUOCAT_NO)
		name_list_add(&lack->no, no);
	else if (answer == LUOCAT_UNKNOWN)
		name_list_add(&lack->unknown, unknown);
}

/* Not there, unless the catalog has gaps. */
static enum luocat_tri absent(const struct luocat_catalog *catalog)
{
	return luocat_catalog_n_gaps(catalog) ? LUOCAT_UNKNOWN : LUOCAT_NO;
}

static void ask_writer(const struct judge *j, const struct luocat_version *w, struct lack *lack)
{
	const struct written *v = w ? find_written(j, w) : NULL;

	if (!w) {
		ask(lack, absent(j->writer), "the writer lacks it", "the writer may lack it");
		return;
	}
	ask(lack, w->read, "the writer does not read it",
	    "whether the writer reads it is not known");
	ask(lack, w->write, "the writer does not write it",
	    "whether the writer writes it is not known");
	if (w->write == LUOCAT_YES && (!v || v->planned))
		name_list_add(&lack->no, "the writer does not write it now");
	else if (w->write == LUOCAT_YES && !v->surely)
		name_list_add(&lack->unknown, "whether the writer writes it now is not known");
}

static void ask_reader(const struct judge *j, const struct luocat_version *r, struct lack *lack)
{
	if (!r) {
		ask(lack, absent(j->reader), "the reader lacks it", "the reader may lack it");
		return;
	}
	ask(lack, r->read, "the reader does not read it",
	    "whether the reader reads it is not known");
	ask(lack, r->write, "the reader does not write it",
	    "whether the reader writes it is not known");
}

static int check_entry(struct judge *j, const struct rule *rule, const struct profile_entry *entry)
{
	const struct luocat_ref *ref = &entry->ref;
	struct remark remark = {
		.rule = rule,
		.severity = LUOCAT_SEVERITY_INCOMPATIBLE,
		.w = luocat_catalog_find(j->writer, ref->kind, ref->compatible),
		.r = luocat_catalog_find(j->reader, ref->kind, ref->compatible),
	};
	struct lack lack = {{{0}, 0, 0}, {{0}, 0, 0}};
	struct name_list *list = &lack.no;

	ask_writer(j, remark.w, &lack);
	ask_reader(j, remark.r, &lack);
	if (!list->n) {
		list = &lack.unknown;
		remark.severity = LUOCAT_SEVERITY_UNKNOWN;
	}
	if (!list->n)
		return 0;
	return verdict_add(j, &remark, "profile %.80s has %s %.80s: %s", j->verdict->profile->name,
			   luocat_kind_name(ref->kind), ref->compatible, name_list_text(list, ""));
}

RULE_FUNCTION(rule_profile_missing)
{
	const struct policy_profile *profile = j->verdict->profile;
	int ret = 0;

	for (size_t i = 0; profile && !j->absent && i < profile->n_entries && !ret; i++)
		ret = check_entry(j, rule, &profile->entries[i]);
	return ret;
}

/* ---- What the profile does not have ---- */

RULE_FUNCTION(rule_profile_extra)
{
	const struct policy_profile *profile = j->verdict->profile;

	/* what others embed is theirs; of a bare string nothing can be said */
	if (!profile || v->w->kind == LUOCAT_KIND_STRUCTURE || v->w->kind == LUOCAT_KIND_UNKNOWN ||
	    profile_find(profile, v->w))
		return 0;
	return verdict_object(j, rule, v, LUOCAT_NO, LUOCAT_CONSEQUENCE_UNKNOWN,
			      "the writer %s %s %s, which profile %.80s does not have",
			      v->surely ? "writes" : "may write", luocat_kind_name(v->w->kind),
			      v->w->compatible, profile->name);
}

static int check_layout(struct judge *j, const struct rule *rule, struct written *v,
			const struct profile_entry *entry)
{
	struct name_list other = {0}, unknown = {0};
	struct name_list *list = &other;

	for (int side = 0; side < 2; side++) {
		const struct luocat_version *version = side ? v->r : v->w;
		const char *name = side ? "the reader" : "the writer";

		if (!version)
			continue;
		if (!version->fingerprint)
			name_list_add(&unknown, name);
		else if (strcmp(version->fingerprint, entry->fingerprint))
			name_list_add(&other, name);
	}
	if (!list->n)
		list = &unknown;
	if (!list->n)
		return 0;
	return verdict_object(j, rule, v, list == &other ? LUOCAT_NO : LUOCAT_UNKNOWN,
			      drift_consequence(v->w, v->r),
			      "profile %.80s has %s with layout %.12s, and that of %s is %s",
			      j->verdict->profile->name, v->w->compatible, entry->fingerprint,
			      name_list_text(list, ""), list == &other ? "another" : "not known");
}

RULE_FUNCTION(rule_profile_layout)
{
	const struct policy_profile *profile = j->verdict->profile;
	const struct profile_entry *entry = profile ? profile_find(profile, v->w) : NULL;

	return entry && entry->fingerprint ? check_layout(j, rule, v, entry) : 0;
}
