// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * judge_state.c - what the writer's state says of what it writes
 *
 * Flags of the table replace the catalog's defaults. Everything else in a state only tightens, but
 * for modules: one that is not loaded has registered nothing.
 */
#include "judge.h"

#include <string.h>

static bool belongs(const struct luocat_state *state, const struct luocat_catalog *catalog)
{
	const char *running = luocat_state_running(state)->build_id;
	const char *build_id = luocat_catalog_kernel(catalog)->build_id;

	return running && build_id && !strcmp(running, build_id);
}

void judge_state(struct judge *j)
{
	if (j->opts->state && belongs(j->opts->state, j->writer))
		j->verdict->state = luocat_state_ref(j->opts->state);
}

const struct luocat_running_version *state_row(const struct judge *j,
					       const struct luocat_version *version)
{
	if (!j->verdict->state)
		return NULL;
	return luocat_state_find(j->verdict->state, version->kind, version->compatible);
}

bool same_module(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		char of_a = *a == '-' ? '_' : *a, of_b = *b == '-' ? '_' : *b;

		if (of_a != of_b)
			return false;
	}
	return *a == *b;
}

bool state_not_loaded(const struct judge *j, const struct luocat_version *version)
{
	const struct luocat_running *running;

	if (!j->verdict->state || !version->provider || !strcmp(version->provider, "builtin") ||
	    state_row(j, version))
		return false;
	running = luocat_state_running(j->verdict->state);
	for (size_t i = 0; i < running->n_modules; i++) {
		if (same_module(running->modules[i], version->provider))
			return false;
	}
	return running->modules_known;
}

enum luocat_tri state_in_use(const struct judge *j, const struct luocat_version *version)
{
	const struct luocat_running_version *row = state_row(j, version);

	if (!row || (version->kind != LUOCAT_KIND_FILE_HANDLER && version->kind != LUOCAT_KIND_FLB))
		return LUOCAT_NO;
	if (!row->has_in_use)
		return LUOCAT_UNKNOWN;
	return row->in_use ? LUOCAT_YES : LUOCAT_NO;
}

/* What the flag of a file handler is now, in a kernel that obeys it. */
static enum luocat_tri enabled(const struct judge *j, const struct luocat_version *version)
{
	const struct luocat_running_version *row = state_row(j, version);
	const struct luocat_running *running;

	if (!j->verdict->state || version->kind != LUOCAT_KIND_FILE_HANDLER)
		return version->enable_write;
	running = luocat_state_running(j->verdict->state);
	if (row)
		return row->enable_write;
	/* not registered: if it comes, it starts with the default */
	return running->default_enable_write == LUOCAT_NO ? LUOCAT_NO : LUOCAT_UNKNOWN;
}

bool state_stays_on(const struct judge *j, const struct luocat_version *version)
{
	return version->write == LUOCAT_YES && enabled(j, version) == LUOCAT_YES;
}

/*
 * Without write control nobody reads enable_write, so a flag of 0 holds nothing back there: the
 * version counts as written.
 */
bool state_may_write(const struct judge *j, const struct luocat_version *version, bool *surely)
{
	bool obeyed = luocat_catalog_kernel(j->writer)->write_control == LUOCAT_YES;
	enum luocat_tri on = obeyed ? enabled(j, version) : LUOCAT_YES;

	/* what is preserved in it is handed over, whatever the flags say by now */
	if (state_in_use(j, version) == LUOCAT_YES) {
		*surely = true;
		return true;
	}
	if (version->write == LUOCAT_NO || on == LUOCAT_NO || state_not_loaded(j, version))
		return false;
	*surely = version->write == LUOCAT_YES && on == LUOCAT_YES;
	return true;
}
