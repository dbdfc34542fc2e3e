/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sarif.h - parts of a SARIF log; each returns NULL, or -1, when out of memory
 */
#ifndef COMPAT_CHECK_SARIF_H
#define COMPAT_CHECK_SARIF_H

#include <jansson.h>

#include "report.h"

/* uriBaseIds: the trees that source files are relative to. */
#define SARIF_NEW_TREE "SRCROOT"
#define SARIF_OLD_TREE "BASE_SRCROOT"

/*
 * malloc(), also for jansson while a log is made: what is refused is remembered, since a member that may
 * be left out looks then like one that is not there.
 */
void *sarif_malloc(size_t size);

const char *sarif_level(enum luocat_severity severity);
/* A text for a message, in which SARIF sees neither placeholders nor links. */
json_t *sarif_text(const char *text);
/* A file that the user named, as an artifactLocation. */
json_t *sarif_file(const char *path);
/* Where a finding is: {locations, relatedLocations}, to be merged into its result. */
json_t *sarif_places(const struct report *report, const struct luocat_verdict *verdict,
		     const struct luocat_finding *finding);
/* The place that a policy's waiver has, or null. */
json_t *sarif_waiver_place(const struct luocat_waiver *waiver);
/* Append a verdict's findings; @seen counts fingerprints. */
int sarif_results(const struct report *report, const struct luocat_verdict *verdict, json_t *seen,
		  json_t *list);

#endif
