// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * policy_waivers.c - a policy's waivers, and what binds them
 */
#include "policy.h"

#include <errno.h>
#include <string.h>

#include "load.h"

static int read_binding(struct cursor *cursor, const json_t *object, struct luocat_waiver *waiver)
{
	static const char *const keys[] = {"writer", "reader", NULL};
	const json_t *value = json_object_get(object, "fingerprints");
	size_t mark = json_enter(cursor, "fingerprints");
	int r = 0;

	if (value && !json_is_object(value))
		r = json_type_error(cursor, "an object", value);
	if (!r && value) {
		waiver->bound = true;
		r = policy_keys(cursor, value, keys);
		if (!r)
			r = read_fingerprint(cursor, value, "writer", false,
					     &waiver->writer_fingerprint);
		if (!r)
			r = read_fingerprint(cursor, value, "reader", false,
					     &waiver->reader_fingerprint);
	}
	json_leave(cursor, mark);
	return r;
}

/* The value of a constant on one side; null: that side lacks it. */
static int read_value(struct cursor *cursor, const json_t *object, const char *side, bool *there,
		      uint64_t *number)
{
	const json_t *value = json_object_get(object, side);
	size_t mark = json_enter(cursor, side);
	int r = value ? json_read_address(cursor, value, number, there)
		      : json_fail(cursor, -EINVAL, "is missing");

	json_leave(cursor, mark);
	return r;
}

static int read_constant(struct cursor *cursor, const json_t *value, const void *context, void *to)
{
	static const char *const keys[] = {"name", "writer", "reader", NULL};
	struct luocat_waived_constant *constant = to;
	int r = policy_keys(cursor, value, keys);

	if (!r)
		r = read_required(cursor, value, "name", &constant->name);
	if (!r && !text_is_word(constant->name)) {
		size_t mark = json_enter(cursor, "name");

		r = json_fail(cursor, -EINVAL, "%s", word_rule);
		json_leave(cursor, mark);
	}
	if (!r)
		r = read_value(cursor, value, "writer", &constant->in_writer, &constant->writer);
	if (!r)
		r = read_value(cursor, value, "reader", &constant->in_reader, &constant->reader);
	if (!r && constant->in_writer == constant->in_reader &&
	    constant->writer == constant->reader)
		r = json_fail(cursor, -EINVAL, "is the same in both kernels: nothing to excuse");
	return r;
}

static int check_names(struct cursor *cursor, const struct luocat_waiver *waiver)
{
	for (size_t i = 1; i < waiver->n_constants; i++) {
		for (size_t k = 0; k < i; k++) {
			if (!strcmp(waiver->constants[i].name, waiver->constants[k].name))
				return json_fail(cursor, -EINVAL, "%.64s is there twice",
						 waiver->constants[i].name);
		}
	}
	return 0;
}

static int read_constants(struct cursor *cursor, const json_t *object, struct waiver *waiver)
{
	const json_t *value = json_object_get(object, "constants");
	size_t mark;
	int r;

	if (!value)
		return 0;
	mark = json_enter(cursor, "constants");
	if (!json_is_array(value))
		r = json_type_error(cursor, "an array", value);
	else if (!json_array_size(value))
		r = json_fail(cursor, -EINVAL, "is empty");
	else
		r = read_objects(cursor, value, MAX_CONSTANTS, sizeof(*waiver->constants),
				 read_constant, NULL, &waiver->constants);
	waiver->pub.constants = waiver->constants;
	waiver->pub.n_constants = json_array_size(value);
	if (!r)
		r = check_names(cursor, &waiver->pub);
	json_leave(cursor, mark);
	return r;
}

/* An exception to what a layout looks like, or constants are, must not outlive that. */
static int check_binding(struct cursor *cursor, const struct waiver *waiver)
{
	const struct rule *rule = rules_flagged(&waiver->rules, RULE_LAYOUT);

	if (rule && !waiver->pub.bound)
		return json_fail(cursor, -EINVAL,
				 "%s is about layouts: the waiver must name the two "
				 "\"fingerprints\" that it excuses",
				 rule->pub.id);
	rule = rules_flagged(&waiver->rules, RULE_CONSTANT);
	if (rule && !waiver->pub.n_constants)
		return json_fail(cursor, -EINVAL,
				 "%s is about constants: the waiver must name the \"constants\" "
				 "that it excuses",
				 rule->pub.id);
	if (!rule && waiver->pub.n_constants)
		return json_fail(cursor, -EINVAL, "names constants, and no rule that is about these");
	return 0;
}

/* What is said of waivers is said in spite of them. */
static int check_waivable(struct cursor *cursor, const struct waiver *waiver)
{
	size_t mark;
	int r;

	for (size_t i = 0; i < n_rules; i++) {
		if (rules_have(&waiver->rules, i) && !(rules[i].flags & RULE_WAIVER))
			return 0;
	}
	mark = json_enter(cursor, "rule");
	r = json_fail(cursor, -EINVAL, "is about waivers, and cannot be waived");
	json_leave(cursor, mark);
	return r;
}

static int read_waiver_words(struct cursor *cursor, const json_t *value,
			     struct luocat_waiver *waiver)
{
	int r = read_glob(cursor, value, "format", &waiver->format);

	if (!r)
		r = read_glob(cursor, value, "writer", &waiver->writer);
	if (!r)
		r = read_glob(cursor, value, "reader", &waiver->reader);
	if (!r)
		r = read_prose(cursor, value, "reason", &waiver->reason);
	if (!r)
		r = read_prose(cursor, value, "owner", &waiver->owner);
	/* what it says is looked at when it is judged: a date that is none has passed */
	return r ? r : read_prose(cursor, value, "expires", &waiver->expires);
}

static int read_waiver(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	static const char *const keys[] = {"rule",	   "format",	"writer", "reader",
					   "fingerprints", "constants", "reason", "owner",
					   "expires",	   NULL};
	/* the policy's at once, which frees what it has */
	struct waiver *waiver = LIST_AT(&part->waivers, struct waiver, part->waivers.n);
	char where[WHERE_SIZE];
	int r;

	if (!json_is_object(value))
		return json_type_error(cursor, "an object", value);
	*waiver = (struct waiver){0};
	part->waivers.n++;
	r = policy_keys(cursor, value, keys);
	if (!r)
		r = read_rules(cursor, value, &waiver->pub.rule, &waiver->rules);
	if (!r)
		r = read_waiver_words(cursor, value, &waiver->pub);
	if (!r)
		r = read_binding(cursor, value, &waiver->pub);
	if (!r)
		r = read_constants(cursor, value, waiver);
	if (r)
		return r;
	policy_set_format(&waiver->format, waiver->pub.format);
	r = check_waivable(cursor, waiver);
	if (!r)
		r = policy_check_about(cursor, &waiver->rules, waiver->pub.rule, &waiver->format);
	if (!r)
		r = check_binding(cursor, waiver);
	if (r)
		return r;
	if (json_where(cursor, where))
		return json_fail(cursor, -ENOMEM, "out of memory");
	waiver->pub.where = policy_text(part, "%s", where);
	waiver->pub.file = policy_text(part, "%s", cursor->file);
	if (!waiver->pub.where || !waiver->pub.file)
		return json_fail(cursor, -ENOMEM, "out of memory");
	return 0;
}

int read_waivers(struct cursor *cursor, const json_t *value, struct luocat_policy *part)
{
	return read_list(cursor, value, part, &part->waivers, sizeof(struct waiver), read_waiver);
}
