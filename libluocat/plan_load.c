// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * plan_load.c - a plan as an object: out of a verdict, or out of a verdict's JSON
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "judge.h"
#include "load.h"

#define MAX_FILE    ((size_t)64 << 20)
#define MAX_ENTRIES 1024 /* no more versions than that are judged */

struct luocat_plan {
	unsigned int refs;
	const char *writer_key;
	const char *reader_key;
	struct luocat_plan_entry *entries;
	size_t n_entries;
};

/* ---- The object, in one block ---- */

static void pack_plan(struct pack *pack, const struct luocat_plan *from, struct luocat_plan *to)
{
	struct luocat_plan_entry *entries = pack_room(pack, from->n_entries * sizeof(*entries));

	*to = *from;
	to->entries = entries;
	for (size_t i = 0; i < from->n_entries; i++) {
		struct luocat_plan_entry entry = from->entries[i];

		entry.name = pack_string(pack, entry.name);
		entry.compatible = pack_string(pack, entry.compatible);
		if (entries)
			entries[i] = entry;
	}
	to->writer_key = pack_string(pack, from->writer_key);
	to->reader_key = pack_string(pack, from->reader_key);
}

static int plan_copy(const struct luocat_plan *from, struct luocat_plan **plan,
		     struct luocat_error *err)
{
	struct luocat_plan counted, *copy;
	struct pack pack = {0};

	pack_room(&pack, sizeof(*copy));
	pack_plan(&pack, from, &counted);
	pack.base = malloc(pack.used);
	if (!pack.base)
		return error_no_memory(err);
	pack.used = 0;
	copy = pack_room(&pack, sizeof(*copy));
	pack_plan(&pack, from, copy);
	copy->refs = 1;
	*plan = copy;
	return 0;
}

struct luocat_plan *luocat_plan_ref(struct luocat_plan *plan)
{
	if (plan)
		plan->refs++;
	return plan;
}

struct luocat_plan *luocat_plan_unref(struct luocat_plan *plan)
{
	if (plan && !--plan->refs)
		free(plan);
	return NULL;
}

const char *luocat_plan_writer_key(const struct luocat_plan *plan)
{
	return plan->writer_key;
}

const char *luocat_plan_reader_key(const struct luocat_plan *plan)
{
	return plan->reader_key;
}

size_t luocat_plan_n_entries(const struct luocat_plan *plan)
{
	return plan->n_entries;
}

const struct luocat_plan_entry *luocat_plan_entry(const struct luocat_plan *plan, size_t index)
{
	return index < plan->n_entries ? &plan->entries[index] : NULL;
}

int luocat_plan_of(const struct luocat_verdict *verdict, struct luocat_plan **plan,
		   struct luocat_error *err)
{
	char writer_key[80], reader_key[80];
	struct luocat_plan made = {
		.writer_key = writer_key,
		.reader_key = reader_key,
		.entries = verdict->plan,
		.n_entries = verdict->n_plan,
	};
	int r;

	if (verdict->outcome > LUOCAT_COMPATIBLE_WITH_PLAN)
		return luocat_error_set(err, -ENODATA, NULL, NULL,
					"the verdict is %s: there is no plan",
					luocat_outcome_name(verdict->outcome));
	if (luocat_verdict_fails(verdict))
		return luocat_error_set(err, -ENODATA, NULL, NULL,
					"the verdict fails by %s: there is no plan",
					luocat_verdict_fails(verdict)->rule->id);
	r = luocat_catalog_key(verdict->writer, writer_key, err);
	if (!r)
		r = luocat_catalog_key(verdict->reader, reader_key, err);
	return r ? r : plan_copy(&made, plan, err);
}

/* ---- Reading one ---- */

static int read_word_of(struct cursor *cursor, const json_t *object, const char *key,
			const char **word)
{
	size_t mark;
	int r = read_required(cursor, object, key, word);

	if (r || text_is_word(*word))
		return r;
	mark = json_enter(cursor, key);
	r = json_fail(cursor, -EINVAL, "must be 1 to 255 printable ASCII characters");
	json_leave(cursor, mark);
	return r;
}

/* A flag that must be there and off. */
static int read_off(struct cursor *cursor, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	size_t mark = json_enter(cursor, key);
	int r = 0;

	if (!value)
		r = json_fail(cursor, -EINVAL, "is missing");
	else if (!json_is_false(value))
		r = json_fail(cursor, -EINVAL, "must be false: a plan turns nothing on");
	json_leave(cursor, mark);
	return r;
}

static int read_entry(struct cursor *cursor, const json_t *value, const void *context, void *to)
{
	struct luocat_plan_entry *entry = to;
	size_t mark;
	int r = read_kind(cursor, value, &entry->kind);

	if (!r)
		r = read_word_of(cursor, value, "compatible", &entry->compatible);
	if (!r)
		r = read_word_of(cursor, value, "name", &entry->name);
	if (!r)
		r = read_off(cursor, value, "enable_write");
	if (r || entry->kind == LUOCAT_KIND_FILE_HANDLER)
		return r;
	mark = json_enter(cursor, "kind");
	r = json_fail(cursor, -EINVAL, "must be file-handler: no other has a flag to set");
	json_leave(cursor, mark);
	return r;
}

static int compare_entries(const void *a, const void *b)
{
	const struct luocat_plan_entry *of_a = a, *of_b = b;

	return strcmp(of_a->compatible, of_b->compatible);
}

static int read_entries(struct cursor *cursor, const json_t *set, struct luocat_plan *plan)
{
	int r = read_objects(cursor, set, MAX_ENTRIES, sizeof(*plan->entries), read_entry, NULL,
			     &plan->entries);

	if (r)
		return r;
	plan->n_entries = json_array_size(set);
	qsort(plan->entries, plan->n_entries, sizeof(*plan->entries), compare_entries);
	for (size_t i = 1; i < plan->n_entries; i++) {
		if (!compare_entries(&plan->entries[i - 1], &plan->entries[i]))
			return json_fail(cursor, -EINVAL, "%s is there twice",
					 plan->entries[i].compatible);
	}
	return 0;
}

static int read_plan(struct cursor *cursor, const json_t *object, struct luocat_plan *plan)
{
	const json_t *set;
	size_t mark;
	int r = read_word_of(cursor, object, "writer_key", &plan->writer_key);

	if (!r)
		r = read_word_of(cursor, object, "reader_key", &plan->reader_key);
	if (!r)
		r = read_off(cursor, object, "default_enable_write");
	if (r)
		return r;
	set = json_member(cursor, object, "set", JSON_ARRAY);
	if (!set)
		return -EINVAL;
	mark = json_enter(cursor, "set");
	r = read_entries(cursor, set, plan);
	json_leave(cursor, mark);
	return r;
}

static int other_writer(struct cursor *cursor, const char *key, const char *writer_key)
{
	return json_fail(cursor, -ESTALE, "is for %.80s, not for the running kernel, %.80s", key,
			 writer_key);
}

/* ---- Which of a verdict's questions ---- */

static int read_key(struct cursor *cursor, const json_t *question, const char *side,
		    const char **key)
{
	const json_t *kernel = json_member(cursor, question, side, JSON_OBJECT);
	size_t mark = json_enter(cursor, side);
	int r = kernel ? read_word_of(cursor, kernel, "key", key) : -EINVAL;

	json_leave(cursor, mark);
	return r;
}

static int read_question(struct cursor *cursor, const json_t *question, struct luocat_plan *plan)
{
	const char *outcome, *writer_key = NULL, *reader_key = NULL;
	const json_t *object;
	size_t mark;
	int r = read_required(cursor, question, "outcome", &outcome);

	if (!r)
		r = read_key(cursor, question, "writer", &writer_key);
	if (!r)
		r = read_key(cursor, question, "reader", &reader_key);
	if (r)
		return r;
	plan->writer_key = writer_key;
	plan->reader_key = reader_key;
	/* a policy may ask for more than that it is compatible */
	if (json_is_object(json_object_get(json_object_get(question, "policy"), "fails")))
		return json_fail(cursor, -ENODATA, "the verdict fails: there is no plan");
	if (!strcmp(outcome, luocat_outcome_name(LUOCAT_COMPATIBLE)))
		return 0;
	if (strcmp(outcome, luocat_outcome_name(LUOCAT_COMPATIBLE_WITH_PLAN)))
		return json_fail(cursor, -ENODATA, "the verdict is %.64s: there is no plan",
				 outcome);
	object = json_member(cursor, question, "plan", JSON_OBJECT);
	if (!object)
		return -EINVAL;
	mark = json_enter(cursor, "plan");
	r = read_plan(cursor, object, plan);
	if (!r && (strcmp(plan->writer_key, writer_key) || strcmp(plan->reader_key, reader_key)))
		r = json_fail(cursor, -EINVAL, "is for other kernels than its question");
	json_leave(cursor, mark);
	return r;
}

/* The index of the one question with this writer, or -errno. */
static int choose_question(struct cursor *cursor, const json_t *questions, const char *writer_key,
			   size_t *chosen)
{
	const char *key = NULL;
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(questions); i++) {
		size_t mark = json_enter_index(cursor, i);
		int r = read_key(cursor, json_array_get(questions, i), "writer", &key);

		json_leave(cursor, mark);
		if (r)
			return r;
		if (writer_key && strcmp(key, writer_key))
			continue;
		*chosen = i;
		n++;
	}
	if (!n)
		return key ? other_writer(cursor, key, writer_key)
			   : json_fail(cursor, -EINVAL, "is empty");
	return n == 1 ? 0
		      : json_fail(cursor, -EINVAL, "has %zu with this writer: ask in one direction",
				  n);
}

static int read_verdict(struct cursor *cursor, const json_t *root, const char *writer_key,
			struct luocat_plan *plan)
{
	static const struct document document = {
		.what = "a verdict",
		.version_key = "verdict_version",
		.version = LUOCAT_VERDICT_VERSION,
	};
	const json_t *questions;
	size_t mark, mark_one, chosen = 0;
	int r = document_check(cursor, root, &document);

	if (r)
		return r;
	questions = json_member(cursor, root, "questions", JSON_ARRAY);
	if (!questions)
		return -EINVAL;
	mark = json_enter(cursor, "questions");
	r = choose_question(cursor, questions, writer_key, &chosen);
	mark_one = json_enter_index(cursor, chosen);
	if (!r)
		r = read_question(cursor, json_array_get(questions, chosen), plan);
	json_leave(cursor, mark_one);
	json_leave(cursor, mark);
	return r;
}

static int read_document(struct cursor *cursor, const json_t *root, const char *writer_key,
			 struct luocat_plan *plan)
{
	int r;

	if (!json_is_object(root) || !json_object_get(root, "set"))
		return read_verdict(cursor, root, writer_key, plan);
	r = read_plan(cursor, root, plan);
	if (!r && writer_key && strcmp(plan->writer_key, writer_key))
		r = other_writer(cursor, plan->writer_key, writer_key);
	return r;
}

int luocat_plan_load(const char *text, size_t length, const char *file, const char *writer_key,
		     struct luocat_plan **plan, struct luocat_error *err)
{
	struct cursor cursor = {.file = file, .err = err};
	struct luocat_plan loaded = {0};
	json_t *root;
	int r;

	if (length > MAX_FILE)
		return luocat_error_set(err, -EFBIG, file, NULL, "is larger than 64 MiB");
	r = json_parse(text, length, file, &root, err);
	if (r)
		return r;
	r = read_document(&cursor, root, writer_key, &loaded);
	if (!r)
		r = plan_copy(&loaded, plan, err);
	free(loaded.entries);
	json_decref(root);
	return r;
}

int luocat_plan_load_fd(int fd, const char *file, const char *writer_key, struct luocat_plan **plan,
			struct luocat_error *err)
{
	size_t length;
	char *text;
	int r = document_read(fd, MAX_FILE, file, &text, &length, err);

	if (!r)
		r = luocat_plan_load(text, length, file, writer_key, plan, err);
	free(text);
	return r;
}
