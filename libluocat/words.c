// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * words.c - the model's enumerations as they stand in JSON, reports and sysfs
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

static const char *const kinds[] = {
	[LUOCAT_KIND_UNKNOWN] = "unknown", [LUOCAT_KIND_CORE] = "core",
	[LUOCAT_KIND_SUBTREE] = "subtree", [LUOCAT_KIND_FILE_HANDLER] = "file-handler",
	[LUOCAT_KIND_FLB] = "flb",	   [LUOCAT_KIND_STRUCTURE] = "structure",
};

static const char *const tris[] = {
	[LUOCAT_UNKNOWN] = "unknown",
	[LUOCAT_NO] = "no",
	[LUOCAT_YES] = "yes",
};

static const char *const evidences[] = {
	[LUOCAT_EVIDENCE_NONE] = "none",	     [LUOCAT_EVIDENCE_STRING] = "string",
	[LUOCAT_EVIDENCE_TABLE] = "table",	     [LUOCAT_EVIDENCE_PROBE] = "probe",
	[LUOCAT_EVIDENCE_LVUP] = "lvup",	     [LUOCAT_EVIDENCE_SHAPE] = "shape",
	[LUOCAT_EVIDENCE_OBJECT] = "object",
	[LUOCAT_EVIDENCE_DESCRIPTOR] = "descriptor",
};

static const char *const consequences[] = {
	[LUOCAT_CONSEQUENCE_UNKNOWN] = "unknown",
	[LUOCAT_CONSEQUENCE_IGNORED] = "ignored",
	[LUOCAT_CONSEQUENCE_DATA_LOST] = "data-lost",
	[LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE] = "sessions-unreachable",
	[LUOCAT_CONSEQUENCE_NOTHING_HANDED_OVER] = "nothing-handed-over",
	[LUOCAT_CONSEQUENCE_PANIC] = "panic",
};

static const char *const layout_forms[] = {
	[LUOCAT_LAYOUT_UNKNOWN] = "unknown",
	[LUOCAT_LAYOUT_STRUCT] = "struct",
	[LUOCAT_LAYOUT_FDT] = "fdt",
	[LUOCAT_LAYOUT_NONE] = "none",
};

static const char *name(const char *const *words, size_t n, unsigned int value)
{
	return value < n ? words[value] : NULL;
}

/* The word's value, or -EINVAL. */
static int parse(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; word && i < n; i++)
		if (!strcmp(words[i], word))
			return i;
	return -EINVAL;
}

#define NAME(words, value) name(words, ARRAY_SIZE(words), value)

#define PARSE(words, word, out)                                                                    \
	do {                                                                                       \
		int value = parse(words, ARRAY_SIZE(words), word);                                 \
		if (value < 0)                                                                     \
			return value;                                                              \
		*(out) = value;                                                                    \
		return 0;                                                                          \
	} while (0)

const char *luocat_kind_name(enum luocat_kind kind)
{
	return NAME(kinds, kind);
}

int luocat_kind_parse(const char *word, enum luocat_kind *kind)
{
	PARSE(kinds, word, kind);
}

enum luocat_consequence luocat_kind_consequence(enum luocat_kind kind)
{
	switch (kind) {
	case LUOCAT_KIND_FILE_HANDLER:
		/* luo_file_deserialize_one(): -ENOENT, and the open of /dev/liveupdate fails */
		return LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE;
	case LUOCAT_KIND_FLB:
		/* luo_flb_retrieve_one() is asked by compatible: the writer's data is not fetched */
		return LUOCAT_CONSEQUENCE_DATA_LOST;
	default:
		return LUOCAT_CONSEQUENCE_UNKNOWN;
	}
}

const char *luocat_tri_name(enum luocat_tri tri)
{
	return NAME(tris, tri);
}

const char *luocat_evidence_name(enum luocat_evidence evidence)
{
	return NAME(evidences, evidence);
}

int luocat_evidence_parse(const char *word, enum luocat_evidence *evidence)
{
	PARSE(evidences, word, evidence);
}

const char *luocat_consequence_name(enum luocat_consequence consequence)
{
	return NAME(consequences, consequence);
}

int luocat_consequence_parse(const char *word, enum luocat_consequence *consequence)
{
	PARSE(consequences, word, consequence);
}

const char *luocat_layout_form_name(enum luocat_layout_form form)
{
	return NAME(layout_forms, form);
}

int luocat_layout_form_parse(const char *word, enum luocat_layout_form *form)
{
	PARSE(layout_forms, word, form);
}
