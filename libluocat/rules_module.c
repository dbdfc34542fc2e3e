// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * rules_module.c - are the modules loaded that provide formats
 */
#include "judge.h"

#include <string.h>

/* ---- In the reader: before /dev/liveupdate is opened ---- */

/* Whether the reader has what reads @v when it is needed; UNKNOWN: that was not told. */
static enum luocat_tri ready(const struct judge *j, const struct written *v)
{
	const char *provider = v->r->provider;

	if (v->w->kind == LUOCAT_KIND_CORE || (provider && !strcmp(provider, "builtin")))
		return LUOCAT_YES;
	if (!provider || !j->opts->loaded_told)
		return LUOCAT_UNKNOWN;
	for (size_t i = 0; i < j->opts->n_loaded; i++) {
		if (same_module(j->opts->loaded[i], provider))
			return LUOCAT_YES;
	}
	return LUOCAT_NO;
}

/* What can be done about it, as far as it is known where the reader has the module. */
static const char *how_to_load(const struct luocat_version *version)
{
	static const char *const advice[] = {
		[LUOCAT_YES] =
			"the module is in the reader's initramfs: have it loaded there, before "
			"anything opens /dev/liveupdate",
		[LUOCAT_NO] = "the module is not in the reader's initramfs, and comes only after "
			      "the switch to the root file system: put it there, or let nothing "
			      "open /dev/liveupdate earlier",
		[LUOCAT_UNKNOWN] = NULL,
	};

	return version->provider ? advice[version->in_initramfs] : NULL;
}

RULE_FUNCTION(rule_module_not_loaded)
{
	enum luocat_consequence consequence;
	enum luocat_tri answer;
	int ret;

	if (!v->r || v->r->read == LUOCAT_NO || v->w->kind == LUOCAT_KIND_UNKNOWN)
		return 0;
	answer = ready(j, v);
	if (answer == LUOCAT_YES || (answer == LUOCAT_UNKNOWN && !j->opts->preflight))
		return 0;
	consequence = mismatch_consequence(v->w, v->r);
	if (!v->r->provider)
		ret = verdict_object(j, rule, v, answer, consequence,
				     "whether a module must be loaded in the reader to read %s is "
				     "not known",
				     v->w->compatible);
	else if (answer == LUOCAT_NO)
		ret = verdict_object(j, rule, v, answer, consequence,
				     "module %s of the reader reads %s, and is not among those "
				     "that it loads before /dev/liveupdate is opened",
				     v->r->provider, v->w->compatible);
	else
		ret = verdict_object(
			j, rule, v, answer, consequence,
			"module %s of the reader reads %s, and nobody told whether it is "
			"loaded before /dev/liveupdate is opened",
			v->r->provider, v->w->compatible);
	return ret ? ret : verdict_detail(j, NULL, how_to_load(v->r));
}

static int check_module(struct judge *j, const struct rule *rule, const struct written *v)
{
	struct remark remark = {
		.rule = rule, .severity = LUOCAT_SEVERITY_WARNING, .w = v->w, .r = v->r};

	if (!v->counts || v->planned || !v->r || v->r->read == LUOCAT_NO ||
	    ready(j, v) != LUOCAT_UNKNOWN)
		return 0;
	if (!v->r->provider)
		return verdict_add(
			j, &remark,
			"whether a module must be loaded in the reader to read %s is not "
			"known",
			v->w->compatible);
	remark.advice = how_to_load(v->r);
	return verdict_add(
		j, &remark,
		"module %s must be loaded in the reader before /dev/liveupdate is opened: it "
		"reads %s",
		v->r->provider, v->w->compatible);
}

RULE_FUNCTION(rule_module)
{
	int ret = 0;

	/* there it is unknown */
	if (j->absent || j->opts->preflight)
		return 0;
	for (size_t i = 0; i < j->n_written && !ret; i++)
		ret = check_module(j, rule, &j->written[i]);
	return ret;
}

/* ---- In the writer: now ---- */

RULE_FUNCTION(rule_writer_module)
{
	struct remark remark = {.rule = rule, .severity = LUOCAT_SEVERITY_NOTE};
	struct name_list list = {0};

	if (j->absent || !j->verdict->state)
		return 0;
	for (size_t i = 0; i < luocat_catalog_n_versions(j->writer); i++) {
		const struct luocat_version *version = luocat_catalog_version(j->writer, i);

		if (version->write != LUOCAT_NO && state_not_loaded(j, version))
			name_list_add(&list, version->compatible);
	}
	if (!list.n)
		return 0;
	return verdict_add(
		j, &remark,
		"modules of the writer that are not loaded now would write %s: ask again "
		"once one is",
		name_list_text(&list, ""));
}
