// SPDX-License-Identifier: GPL-2.0-only
/*
 * sarif_place.c - files, lines and texts as SARIF wants them
 */
#include "sarif.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- Texts ---- */

static size_t count(const char *text, const char *of)
{
	size_t n = 0;

	for (; *text; text++)
		n += strchr(of, *text) != NULL;
	return n;
}

/* Whether it has a {0}: a placeholder (SARIF 3.11.5). */
static bool has_placeholder(const char *text)
{
	for (; (text = strchr(text, '{')); text++) {
		if (isdigit((unsigned char)text[1]))
			return true;
	}
	return false;
}

json_t *sarif_text(const char *text)
{
	/* [text](target) would be a link (3.11.6); a u8[48] is none and stays as it is */
	bool link = strstr(text, "](") != NULL, braces = has_placeholder(text);
	char *made = sarif_malloc(strlen(text) + count(text, "[]{}\\") + 1), *to = made;
	json_t *string;

	if (!made)
		return NULL;
	for (; *text; text++) {
		if (link && strchr("[]\\", *text))
			*to++ = '\\';
		else if (braces && strchr("{}", *text))
			*to++ = *text;
		*to++ = *text;
	}
	*to = '\0';
	string = json_string(made);
	/* what is no UTF-8 is a file's name, of which a person still sees most */
	for (to = made; !string && *to; to++)
		*to = (unsigned char)*to < 0x80 ? *to : '?';
	if (!string)
		string = json_string(made);
	free(made);
	return string;
}

/* ---- Files ---- */

/* Of RFC 3986: a path, all else escaped, so that it has no scheme and is ASCII. */
static char *encode(const char *prefix, const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~/";
	char *made = sarif_malloc(strlen(prefix) + 3 * strlen(path) + 1), *to = made;

	if (!made)
		return NULL;
	to = stpcpy(to, prefix);
	for (; *path; path++) {
		if (strchr(plain, *path))
			*to++ = *path;
		else
			to += sprintf(to, "%%%02X", (unsigned char)*path);
	}
	*to = '\0';
	return made;
}

static json_t *artifact(const char *prefix, const char *path, const char *base)
{
	char *uri = encode(prefix, path);
	json_t *location = uri ? json_pack("{s:s, s:s*}", "uri", uri, "uriBaseId", base) : NULL;

	free(uri);
	return location;
}

json_t *sarif_file(const char *path)
{
	return artifact(path[0] == '/' ? "file://" : "", path, NULL);
}

/* A source file that can be meant relative to a tree. */
static bool inside(const char *source)
{
	size_t length;

	if (source[0] == '/')
		return false;
	for (; *source; source += length + (source[length] == '/')) {
		length = strcspn(source, "/");
		if (length == 2 && !strncmp(source, "..", 2))
			return false;
	}
	return true;
}

/* ---- Where a finding is ---- */

/* One kernel's part in a finding. */
struct side {
	const struct luocat_version *version; /* NULL: it has none */
	const struct luocat_catalog *catalog;
	const char *tree;
	const char *whose;
};

static json_t *in_source(const struct side *side)
{
	const struct luocat_version *v = side->version;
	json_t *file;

	if (!v || !v->origin.source || !inside(v->origin.source))
		return NULL;
	file = artifact("", v->origin.source, side->tree);
	return json_pack("{s:o, s:{s:i}}", "artifactLocation", file, "region", "startLine",
			 v->origin.line ? (int)v->origin.line : 1);
}

static json_t *in_catalog(const struct report *report, const struct luocat_catalog *catalog)
{
	const char *path = "-";

	for (int i = 0; i < 2; i++) {
		if (report->inputs[i].path && report->inputs[i].catalog == catalog)
			path = report->inputs[i].path;
	}
	return json_pack("{s:o, s:{s:i}}", "artifactLocation", sarif_file(path), "region",
			 "startLine", 1);
}

/* The format and its version, and what of its layout; null for a rule about the kernel as a whole.
 */
static json_t *logical(const struct luocat_finding *finding)
{
	const struct luocat_difference *d = finding->layout
						    ? luocat_differences_worst(finding->layout)
						    : NULL;
	const char *kind = luocat_kind_name(finding->kind);
	json_t *list, *member = NULL;

	if (!finding->name)
		return NULL;
	list = json_pack(
		"[{s:s, s:o, s:s}]", "name",
		finding->compatible ? finding->compatible : finding->name, "fullyQualifiedName",
		json_sprintf("%s/%s%s%s", kind, finding->name, finding->compatible ? "/" : "",
			     finding->compatible ? finding->compatible : ""),
		"kind", kind);
	if (!d || !d->type)
		return list;
	member = json_pack(
		"{s:s, s:o, s:s}", "name", d->member ? d->member : d->type, "fullyQualifiedName",
		json_sprintf("%s%s%s", d->type, d->member ? "::" : "", d->member ? d->member : ""),
		"kind", d->member ? "member" : "type");
	if (json_array_append_new(list, member)) {
		json_decref(list);
		return NULL;
	}
	return list;
}

static json_t *related(const struct side *side, json_t *place)
{
	return json_pack("[{s:o, s:{s:s}}]", "physicalLocation", place, "message", "text",
			 side->whose);
}

json_t *sarif_places(const struct report *report, const struct luocat_verdict *verdict,
		     const struct luocat_finding *finding)
{
	/* of a rollback the writer is the new kernel, and it is this one that somebody works on */
	bool back = luocat_verdict_direction(verdict) == LUOCAT_ROLLBACK;
	const struct side sides[2] = {
		{finding->writer, luocat_verdict_writer(verdict),
		 back ? SARIF_NEW_TREE : SARIF_OLD_TREE,
		 report->lint ? "in the baseline" : "in the writer"},
		{finding->reader, luocat_verdict_reader(verdict),
		 back ? SARIF_OLD_TREE : SARIF_NEW_TREE, "in the reader"},
	};
	const struct side *now = &sides[!back], *other = &sides[back];
	json_t *first = in_source(now), *second = in_source(other);

	if (!first) {
		first = second;
		second = NULL;
	}
	if (!first)
		first = in_catalog(report, now->catalog);
	return json_pack("{s:[{s:o, s:o*}], s:o*}", "locations", "physicalLocation", first,
			 "logicalLocations", logical(finding), "relatedLocations",
			 second ? related(other, second) : NULL);
}

json_t *sarif_waiver_place(const struct luocat_waiver *waiver)
{
	unsigned int line, column;
	json_t *place;

	if (!waiver->file)
		return NULL;
	place = json_pack("{s:o}", "artifactLocation", sarif_file(waiver->file));
	if (place && waiver->where &&
	    sscanf(waiver->where, "line %u column %u", &line, &column) == 2)
		json_object_set_new(place, "region",
				    json_pack("{s:i, s:i}", "startLine", (int)line, "startColumn",
					      (int)column));
	return json_pack("{s:o}", "physicalLocation", place);
}
