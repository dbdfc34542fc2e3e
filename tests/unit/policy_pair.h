/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * policy_pair.h - the pairs of judge_pair.h, judged with a policy
 */
#ifndef TESTS_UNIT_POLICY_PAIR_H
#define TESTS_UNIT_POLICY_PAIR_H

#include "judge_pair.h"

extern struct luocat_policy *policy;

/* More of the policy: what stands behind its version. */
#define SAY(members) say("{\"policy_version\": 1, " members "}")
void say(const char *text);
/* What the caller says of a rule, as "--rule". */
void told(const char *rule, enum luocat_level level);

/* What a waiver has besides what it is about. */
#define SIGNED "\"reason\": \"r\", \"owner\": \"o\", \"expires\": \"2026-12-31\""

enum luocat_outcome ask_on(const char *now);
enum luocat_outcome ask(void); /* on a day on which SIGNED holds */
enum luocat_outcome ask_profile(const char *profile);
/* This rule's first finding is what it is, and would be that without the policy. */
const struct luocat_finding *found(const char *rule, enum luocat_severity severity,
				   enum luocat_severity judged);

/* memfd-v2 goes across; memfd-v3 does not, which a plan settles. */
void two_versions(void);

/* Run all tests of a suite, each with a pair and an empty policy. */
int policy_main(const char *name, void (*fill)(TCase *tests));

#endif
