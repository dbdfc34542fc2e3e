// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_running.c - two catalogs and a state, "\n===\n" between them: judged as before a kexec
 *
 * What must hold whatever they say: a state of another kernel never passes; a plan turns nothing
 * off that is in use; once the plan is set the pair is compatible; and objects that are preserved
 * make nothing better.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

__attribute__((noreturn)) static void fail(const char *what, const struct luocat_error *err)
{
	fprintf(stderr, "fuzz_running: %s: %s: %s\n", what, err->where, err->what);
	abort();
}

static struct luocat_verdict *judge(struct luocat_catalog *writer, struct luocat_catalog *reader,
				    struct luocat_state *state)
{
	const struct luocat_judge_opts opts = {.size = sizeof(opts), .state = state};
	struct luocat_verdict *verdict = NULL;
	struct luocat_error err = {0};
	int r = luocat_judge(writer, reader, &opts, &verdict, &err);

	if (r && r != -E2BIG && r != -ELOOP)
		fail("an error that is none of those", &err);
	return verdict;
}

/* A copy of the state, changed. */
static struct luocat_state *copy(const struct luocat_state *state, enum luocat_tri default_on,
				 void (*change)(struct luocat_running_version *version,
						const void *context),
				 const void *context)
{
	struct luocat_running running = *luocat_state_running(state);
	struct luocat_state *made = luocat_state_new();
	struct luocat_error err = {0};

	if (running.table)
		running.default_enable_write = default_on;
	if (luocat_state_set(made, &running, &err))
		fail("a state that cannot be copied", &err);
	for (size_t i = 0; i < luocat_state_n_versions(state); i++) {
		struct luocat_running_version version = *luocat_state_version(state, i);

		change(&version, context);
		if (luocat_state_add(made, &version, &err))
			fail("a version that cannot be copied", &err);
	}
	return made;
}

/* As luocat_live_apply() leaves it. */
static void set_plan(struct luocat_running_version *version, const void *context)
{
	const struct luocat_verdict *verdict = context;

	for (size_t i = 0; i < luocat_verdict_n_plan(verdict); i++) {
		const struct luocat_plan_entry *entry = luocat_verdict_plan(verdict, i);

		if (entry->kind == version->kind && !strcmp(entry->compatible, version->compatible))
			version->enable_write = LUOCAT_NO;
	}
}

static void preserve_one(struct luocat_running_version *version, const void *context)
{
	version->has_in_use = true;
	version->in_use = version->in_use ? version->in_use : 1;
}

static void check_plan(struct luocat_catalog *writer, struct luocat_catalog *reader,
		       const struct luocat_verdict *verdict, const struct luocat_state *state)
{
	struct luocat_error none = {0};
	struct luocat_state *set = copy(state, LUOCAT_NO, set_plan, verdict);
	struct luocat_verdict *after = judge(writer, reader, set);

	for (size_t i = 0; i < luocat_verdict_n_plan(verdict); i++) {
		const struct luocat_plan_entry *entry = luocat_verdict_plan(verdict, i);
		const struct luocat_running_version *row = luocat_state_find(state, entry->kind,
									     entry->compatible);

		if (row && (!row->has_in_use || row->in_use))
			fail("a plan that turns off what is in use", &none);
	}
	if (after && luocat_verdict_outcome(after) != LUOCAT_COMPATIBLE)
		fail("not compatible with its plan set", &none);
	luocat_verdict_unref(after);
	luocat_state_unref(set);
}

static void look_at(struct luocat_catalog *writer, struct luocat_catalog *reader,
		    struct luocat_state *state)
{
	struct luocat_verdict *verdict = judge(writer, reader, state), *more;
	struct luocat_error err = {0};
	struct luocat_state *used;
	char *text;

	if (!verdict)
		return;
	if (luocat_verdicts_to_json(&verdict, 1, &text, NULL, &err))
		fail("cannot be reported", &err);
	free(text);
	if (!luocat_verdict_state(verdict) &&
	    luocat_verdict_outcome(verdict) < LUOCAT_OUTCOME_UNKNOWN)
		fail("passes with the state of another kernel", &err);
	if (luocat_verdict_n_plan(verdict))
		check_plan(writer, reader, verdict, state);
	used = copy(state, luocat_state_running(state)->default_enable_write, preserve_one, NULL);
	more = judge(writer, reader, used);
	if (more && luocat_verdict_outcome(more) < luocat_verdict_outcome(verdict))
		fail("better with objects preserved", &err);
	luocat_verdict_unref(more);
	luocat_state_unref(used);
	luocat_verdict_unref(verdict);
}

static const char between[] = "\n===\n";

/* Its length; @rest is what stands behind it, or NULL. */
static size_t next_part(const char *text, size_t size, const char **rest)
{
	const char *end = memmem(text, size, between, sizeof(between) - 1);

	*rest = end ? end + sizeof(between) - 1 : NULL;
	return end ? (size_t)(end - text) : size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *end = text + size, *second, *third;
	struct luocat_catalog *writer = NULL, *reader = NULL;
	struct luocat_state *state = NULL;
	size_t first = next_part(text, size, &second), length;

	if (!second)
		return 0;
	length = next_part(second, (size_t)(end - second), &third);
	if (third && !luocat_catalog_load(text, first, "writer", &writer, NULL) &&
	    !luocat_catalog_load(second, length, "reader", &reader, NULL) &&
	    !luocat_state_load(third, (size_t)(end - third), "state", &state, NULL))
		look_at(writer, reader, state);
	luocat_state_unref(state);
	luocat_catalog_unref(reader);
	luocat_catalog_unref(writer);
	return 0;
}
