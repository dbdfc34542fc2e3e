// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * state.c - what one running kernel does now: its table of formats, modules and command line
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

/* ---- The kernel as a whole ---- */

static int compare_modules(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void pack_modules(struct pack *pack, const struct luocat_running *from,
			 struct luocat_running *to)
{
	const char **modules = pack_room(pack, from->n_modules * sizeof(*modules));
	size_t n = 0;

	to->modules = modules;
	for (size_t i = 0; i < from->n_modules; i++) {
		const char *module = pack_string(pack, from->modules[i]);

		if (modules)
			modules[i] = module;
	}
	if (!modules || !from->n_modules)
		return;
	qsort(modules, from->n_modules, sizeof(*modules), compare_modules);
	for (size_t i = 0; i < from->n_modules; i++)
		if (!n || strcmp(modules[n - 1], modules[i]))
			modules[n++] = modules[i];
	to->n_modules = n;
}

static void pack_running(struct pack *pack, const struct luocat_running *from,
			 struct luocat_running *to)
{
	*to = *from;
	to->size = sizeof(*to);
	pack_modules(pack, from, to);
	to->release = pack_string(pack, from->release);
	to->build_id = pack_string(pack, from->build_id);
	to->cmdline = pack_string(pack, from->cmdline);
}

static struct luocat_running *running_copy(const struct luocat_running *running)
{
	struct luocat_running counted, *copy;
	struct pack pack = {0};

	pack_room(&pack, sizeof(*copy));
	pack_running(&pack, running, &counted);
	pack.base = malloc(pack.used);
	if (!pack.base)
		return NULL;
	pack.used = 0;
	copy = pack_room(&pack, sizeof(*copy));
	pack_running(&pack, running, copy);
	return copy;
}

int state_set(struct luocat_state *state, const struct luocat_running *running,
	      struct luocat_error *err)
{
	struct luocat_running *copy;
	int r = check_running(running, err);

	if (r)
		return r;
	if (!running->table && state->n_versions)
		return luocat_error_set(err, -EINVAL, NULL, "table",
					"is not there, and versions are");
	copy = running_copy(running);
	if (!copy)
		return error_no_memory(err);
	free(state->running);
	state->running = copy;
	return 0;
}

/* ---- Versions ---- */

static void pack_version(struct pack *pack, const struct luocat_running_version *from,
			 struct luocat_running_version *to)
{
	*to = *from;
	to->size = sizeof(*to);
	if (!to->has_version)
		to->version = 0;
	if (!to->has_in_use)
		to->in_use = 0;
	to->compatible = pack_string(pack, from->compatible);
	to->name = pack_string(pack, from->name);
	to->fingerprint = pack_string(pack, from->fingerprint);
}

static struct luocat_running_version *version_copy(const struct luocat_running_version *version)
{
	struct luocat_running_version counted, *copy;
	struct pack pack = {0};

	pack_room(&pack, sizeof(*copy));
	pack_version(&pack, version, &counted);
	pack.base = malloc(pack.used);
	if (!pack.base)
		return NULL;
	pack.used = 0;
	copy = pack_room(&pack, sizeof(*copy));
	pack_version(&pack, version, copy);
	return copy;
}

/* The index of the first version that does not stand before this identity. */
static size_t place(const struct luocat_state *state, enum luocat_kind kind, const char *compatible)
{
	size_t low = 0, high = state->n_versions;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct luocat_running_version *version = state->versions[middle];

		if (version->kind < kind ||
		    (version->kind == kind && strcmp(version->compatible, compatible) < 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct luocat_running_version *
luocat_state_find(const struct luocat_state *state, enum luocat_kind kind, const char *compatible)
{
	size_t at = compatible ? place(state, kind, compatible) : state->n_versions;
	const struct luocat_running_version *version = luocat_state_version(state, at);

	return version && version->kind == kind && !strcmp(version->compatible, compatible)
		       ? version
		       : NULL;
}

static int grow(struct luocat_state *state, struct luocat_error *err)
{
	size_t room = state->room ? state->room * 2 : 16;
	struct luocat_running_version **grown;

	if (state->n_versions < state->room)
		return 0;
	if (state->n_versions >= MAX_VERSIONS)
		return luocat_error_set(err, -E2BIG, NULL, NULL, "more than %d versions",
					MAX_VERSIONS);
	grown = realloc(state->versions, room * sizeof(*grown));
	if (!grown)
		return error_no_memory(err);
	state->versions = grown;
	state->room = room;
	return 0;
}

int state_add(struct luocat_state *state, const struct luocat_running_version *version,
	      struct luocat_error *err)
{
	struct luocat_running_version *copy;
	size_t at;
	int r = check_running_version(version, err);

	if (!r && !state->running->table)
		r = luocat_error_set(err, -EINVAL, NULL, NULL, "is there, and no table of formats");
	if (!r && luocat_state_find(state, version->kind, version->compatible))
		r = luocat_error_set(err, -EEXIST, NULL, "compatible", "%s %s is there twice",
				     luocat_kind_name(version->kind), version->compatible);
	if (!r)
		r = grow(state, err);
	if (r)
		return r;
	copy = version_copy(version);
	if (!copy)
		return error_no_memory(err);
	at = place(state, version->kind, version->compatible);
	memmove(&state->versions[at + 1], &state->versions[at],
		(state->n_versions - at) * sizeof(*state->versions));
	state->versions[at] = copy;
	state->n_versions++;
	return 0;
}

/* ---- What luocat.h offers ---- */

struct luocat_state *luocat_state_new(void)
{
	static const struct luocat_running nothing = {.size = sizeof(nothing)};
	struct luocat_state *state = calloc(1, sizeof(*state));

	if (!state)
		return NULL;
	state->refs = 1;
	state->running = running_copy(&nothing);
	if (state->running)
		return state;
	free(state);
	return NULL;
}

struct luocat_state *luocat_state_ref(struct luocat_state *state)
{
	if (state)
		state->refs++;
	return state;
}

struct luocat_state *luocat_state_unref(struct luocat_state *state)
{
	if (!state || --state->refs)
		return NULL;
	for (size_t i = 0; i < state->n_versions; i++)
		free(state->versions[i]);
	free(state->versions);
	free(state->running);
	free(state);
	return NULL;
}

static int say(struct luocat_error *err, int r, const char *what,
	       const struct luocat_error *complaint)
{
	return luocat_error_set(err, r, NULL, NULL, "%s: %s%s%s", what, complaint->where,
				complaint->where[0] ? " " : "", complaint->what);
}

int luocat_state_set(struct luocat_state *state, const struct luocat_running *running,
		     struct luocat_error *err)
{
	struct luocat_error complaint;
	struct luocat_running ours;
	int r = check_size(&ours, sizeof(ours), running, running->size, &complaint);

	if (!r)
		r = state_set(state, &ours, &complaint);
	return r ? say(err, r, "running kernel", &complaint) : 0;
}

int luocat_state_add(struct luocat_state *state, const struct luocat_running_version *version,
		     struct luocat_error *err)
{
	struct luocat_running_version ours;
	struct luocat_error complaint;
	int r = check_size(&ours, sizeof(ours), version, version->size, &complaint);

	if (!r)
		r = state_add(state, &ours, &complaint);
	return r ? say(err, r, "version", &complaint) : 0;
}

const struct luocat_running *luocat_state_running(const struct luocat_state *state)
{
	return state->running;
}

size_t luocat_state_n_versions(const struct luocat_state *state)
{
	return state->n_versions;
}

const struct luocat_running_version *luocat_state_version(const struct luocat_state *state,
							  size_t index)
{
	return index < state->n_versions ? state->versions[index] : NULL;
}
