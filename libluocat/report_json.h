/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * report_json.h - what verdicts, lints and changelogs say alike in JSON
 */
#ifndef LIBLUOCAT_REPORT_JSON_H
#define LIBLUOCAT_REPORT_JSON_H

#include "emit.h"

void report_write_generator(struct emit *emit);
/* @key: luocat_catalog_key() */
void report_write_kernel(struct emit *emit, const char *side, const struct luocat_catalog *catalog,
			 const char *key);
/* What a finding says, as members of an object; @policy: with what a policy made of it. */
void report_write_said(struct emit *emit, const struct luocat_finding *finding, bool policy);
/* What a policy asked, and what of it is not shown: members of an object. */
void report_write_asked(struct emit *emit, const struct luocat_verdict *verdict);
void report_write_off(struct emit *emit, const struct luocat_verdict *verdict);
/* A finding in short; null: none. */
void report_write_decision(struct emit *emit, const char *key, const struct luocat_finding *finding);
/* What a policy asked and came to, as a member of that name; nothing at all where there is none. */
void report_write_policy(struct emit *emit, const struct luocat_verdict *verdict);
/* The flags that a plan sets. */
void report_write_entries(struct emit *emit, const char *key, const struct luocat_plan_entry *plan,
			  size_t n);
/* @writer, @reader: what the sides are called */
void report_write_finding(struct emit *emit, const struct luocat_finding *finding,
			  const char *writer, const char *reader, bool policy);
/* The exit status that stands for an outcome, the same in every program. */
int report_exit_code(enum luocat_outcome outcome);
/* The one of a verdict: a policy may make it fail, and its plan may be applied. */
int report_verdict_code(const struct luocat_verdict *verdict);

#endif
