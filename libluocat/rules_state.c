// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_state.c - does what runs, and what will, go with the catalogs
 */
#include "judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- Whose catalogs are these ---- */

RULE_FUNCTION(rule_running)
{
	struct remark remark = {
		.rule = rule,
		.severity = LUOCAT_SEVERITY_UNKNOWN,
		.advice = "use the catalog that was made from the running kernel's build",
	};
	const char *running, *build_id;

	if (!j->opts->state || j->verdict->state)
		return 0;
	running = luocat_state_running(j->opts->state)->build_id;
	build_id = luocat_catalog_kernel(j->writer)->build_id;
	if (!running || !build_id)
		return verdict_add(
			j, &remark,
			"whether the writer's catalog is of the running kernel is not known: "
			"%s has no build-id",
			running ? "it" : "the state");
	return verdict_add(j, &remark,
			   "the writer's catalog is of build-id %s, and the running kernel has %s",
			   build_id, running);
}

RULE_FUNCTION(rule_image)
{
	struct remark remark = {
		.rule = rule,
		.severity = LUOCAT_SEVERITY_UNKNOWN,
		.advice = "use the catalog that was made from the image's build",
	};
	const char *build_id = luocat_catalog_kernel(j->reader)->build_id;
	const char *image = j->opts->image_build_id;

	if (!image || (build_id && !strcmp(build_id, image)))
		return 0;
	if (!build_id)
		return verdict_add(
			j, &remark,
			"whether the reader's catalog is of the image is not known: it has "
			"no build-id");
	return verdict_add(j, &remark,
			   "the reader's catalog is of build-id %s, and the image has %.64s",
			   build_id, image);
}

/* ---- Is LUO on ---- */

RULE_FUNCTION(rule_writer_off)
{
	struct remark remark = {
		.rule = rule,
		.severity = LUOCAT_SEVERITY_INCOMPATIBLE,
		.consequence = LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER,
		.advice = "boot it with kho=on liveupdate=on, and with memory for KHO's scratch "
			  "areas",
	};

	if (j->absent || !j->verdict->state ||
	    luocat_state_running(j->verdict->state)->liveupdate != LUOCAT_NO)
		return 0;
	j->ends = true;
	return verdict_add(j, &remark,
			   "live update is off in the running kernel: it has no "
			   "/dev/liveupdate, and nothing to hand over");
}

/* ---- The table ---- */

static int table_remark(struct judge *j, const struct rule *rule, const char *advice,
			const char *what, struct name_list *list)
{
	struct remark remark = {
		.rule = rule, .severity = LUOCAT_SEVERITY_UNKNOWN, .advice = advice};

	return list->n ? verdict_add(j, &remark, "%s %s", what, name_list_text(list, "")) : 0;
}

static bool tris_differ(enum luocat_tri a, enum luocat_tri b)
{
	return a != LUOCAT_UNKNOWN && b != LUOCAT_UNKNOWN && a != b;
}

static bool texts_differ(const char *a, const char *b)
{
	return a && b && strcmp(a, b) != 0;
}

/* Facts that both know. */
static bool row_differs(const struct luocat_running_version *row,
			const struct luocat_version *version)
{
	return tris_differ(row->read, version->read) || tris_differ(row->write, version->write) ||
	       texts_differ(row->name, version->name) ||
	       texts_differ(row->fingerprint, version->fingerprint) ||
	       (row->has_version && version->has_version && row->version != version->version) ||
	       (row->has_in_use && row->in_use && version->write == LUOCAT_NO);
}

/* Nothing of it is handed over: a file handler that is off, or what is only read. */
static bool row_is_quiet(const struct luocat_running_version *row)
{
	bool unused = row->has_in_use && !row->in_use;

	if (row->write == LUOCAT_NO)
		return unused || !row->has_in_use;
	return row->kind == LUOCAT_KIND_FILE_HANDLER && row->enable_write == LUOCAT_NO && unused;
}

static int check_rows(struct judge *j, const struct rule *rule, const struct luocat_state *state)
{
	struct name_list lacking = {0}, other = {0};
	int ret;

	for (size_t i = 0; i < luocat_state_n_versions(state); i++) {
		const struct luocat_running_version *row = luocat_state_version(state, i);
		const struct luocat_version *version = luocat_catalog_find(j->writer, row->kind,
									   row->compatible);

		if (version && row_differs(row, version))
			name_list_add(&other, row->compatible);
		else if (!version && !row_is_quiet(row))
			name_list_add(&lacking, row->compatible);
	}
	ret = table_remark(
		j, rule, "make the catalog from all modules that are loaded as well",
		"the running kernel registers what its catalog does not hold:", &lacking);
	if (ret)
		return ret;
	return table_remark(j, rule, "make the catalog from what is loaded, not from another build",
			    "the running kernel's table and its catalog do not agree on", &other);
}

RULE_FUNCTION(rule_table)
{
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_UNKNOWN};
	const struct luocat_state *state = j->verdict->state;
	const struct luocat_running *running;
	bool obeyed = luocat_catalog_kernel(j->writer)->write_control == LUOCAT_YES;

	if (j->absent || !state)
		return 0;
	running = luocat_state_running(state);
	if (running->half_applied) {
		remark.advice = "put it back first: luo-sysfs-emitter restore";
		return verdict_add(j, &remark,
				   "a plan is half applied: its application was "
				   "interrupted");
	}
	if (obeyed && !running->table)
		return verdict_add(j, &remark,
				   "the writer's catalog says that it obeys enable_write, and the "
				   "running kernel shows no table of formats");
	if (!obeyed && running->table)
		return verdict_add(
			j, &remark,
			"the running kernel shows a table of formats, and its catalog does "
			"not say that it obeys enable_write");
	return check_rows(j, rule, state);
}

/* ---- Objects that are preserved already ---- */

static int check_in_use(struct judge *j, const struct rule *rule, const struct written *v)
{
	struct remark remark = {.rule = rule, .w = v->w, .r = v->r};
	enum luocat_tri in_use = state_in_use(j, v->w);
	char advice[80];

	if (!v->counts || v->readable == LUOCAT_YES || in_use == LUOCAT_NO)
		return 0;
	remark.consequence = mismatch_consequence(v->w, v->r);
	remark.severity = LUOCAT_SEVERITY_UNKNOWN;
	if (remark.consequence == LUOCAT_CONSEQUENCE_IGNORED)
		remark.severity = LUOCAT_SEVERITY_NOTE;
	else if (in_use == LUOCAT_YES && v->readable == LUOCAT_NO)
		remark.severity = LUOCAT_SEVERITY_INCOMPATIBLE;
	if (in_use == LUOCAT_UNKNOWN)
		return verdict_add(
			j, &remark,
			"whether objects are preserved in %s, which the reader cannot read, "
			"is not known",
			v->w->compatible);
	snprintf(advice, sizeof(advice), "unpreserve %" PRIu32 " object%s first", v->row->in_use,
		 v->row->in_use == 1 ? "" : "s");
	remark.advice = advice;
	return verdict_add(j, &remark, "%" PRIu32 " object%s preserved in %s, which the reader %s",
			   v->row->in_use, v->row->in_use == 1 ? " is" : "s are", v->w->compatible,
			   v->readable == LUOCAT_NO ? "cannot read" : "may not be able to read");
}

RULE_FUNCTION(rule_in_use)
{
	int ret = 0;

	for (size_t i = 0; i < j->n_written && !j->absent && !ret; i++)
		ret = check_in_use(j, rule, &j->written[i]);
	return ret;
}
