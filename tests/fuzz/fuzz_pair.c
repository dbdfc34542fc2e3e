// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_pair.c - two catalogs, and behind them a command line if any, "\n===\n" between them:
 * judged, linted and compared
 *
 * What must hold whatever they say: layouts with other fingerprints differ, a layout does not
 * differ from itself, a pair with a layout that differs is not compatible, nor one that is booted
 * with kho=off, a constant with two values is found, and nothing of a report is missing.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, const struct luocat_error *err)
{
	fprintf(stderr, "fuzz_pair: %s: %s: %s\n", what, err->where, err->what);
	abort();
}

/* What is refused is refused for being too large or too deep. */
static bool refused(int result, const struct luocat_error *err)
{
	if (result && result != -E2BIG && result != -ELOOP && result != -ENODATA)
		fail("an error that is none of those", err);
	return result;
}

static void look_at(const struct luocat_differences *differences, const struct luocat_error *err)
{
	for (size_t i = 0; i < luocat_n_differences(differences); i++) {
		const struct luocat_difference *d = luocat_difference(differences, i);

		if (!d->message[0] || !d->owner_name || !d->chain || strpbrk(d->message, "\n\033"))
			fail("a difference without words", err);
		if ((d->a || d->b) && (!d->type_a && !d->type_b))
			fail("a member of no type", err);
	}
}

static bool differs(const struct luocat_differences *differences)
{
	const struct luocat_difference *worst = luocat_differences_worst(differences);

	return worst && worst->change > LUOCAT_CHANGE_RENAMED;
}

static void compare(struct luocat_catalog *a, const struct luocat_version *of_a,
		    struct luocat_catalog *b, const struct luocat_version *of_b, bool same)
{
	struct luocat_differences *differences;
	struct luocat_error err = {0};

	if (!of_b || refused(luocat_layout_compare(a, of_a, b, of_b, &differences, &err), &err))
		return;
	look_at(differences, &err);
	if (same && luocat_n_differences(differences))
		fail("differs from itself", &err);
	if (of_a->fingerprint && of_b->fingerprint && !luocat_n_differences(differences) &&
	    strcmp(of_a->fingerprint, of_b->fingerprint) != 0)
		fail("other fingerprints and no difference", &err);
	luocat_differences_unref(differences);
}

static void look_at_verdict(const struct luocat_verdict *verdict, const struct luocat_error *err)
{
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

		if (finding->layout && differs(finding->layout) &&
		    finding->consequence != LUOCAT_CONSEQUENCE_IGNORED &&
		    luocat_verdict_outcome(verdict) == LUOCAT_COMPATIBLE)
			fail("compatible, and a layout differs", err);
	}
}

static enum luocat_outcome judge(struct luocat_catalog *a, struct luocat_catalog *b,
				 const struct luocat_judge_opts *opts)
{
	struct luocat_verdict *verdict;
	struct luocat_error err = {0};
	enum luocat_outcome outcome;
	char *text;

	if (refused(luocat_judge(a, b, opts, &verdict, &err), &err))
		return LUOCAT_INCOMPATIBLE;
	look_at_verdict(verdict, &err);
	if (luocat_verdicts_to_json(&verdict, 1, &text, NULL, &err))
		fail("cannot be reported", &err);
	free(text);
	outcome = luocat_verdict_outcome(verdict);
	luocat_verdict_unref(verdict);
	return outcome;
}

/* Nothing keeps what stands behind the line from being the kernel's last word. */
static bool open_ended(struct luocat_catalog *kernel, const char *line)
{
	static const char *const options[] = {"CMDLINE", "CMDLINE_OVERRIDE", "CMDLINE_FORCE"};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const char *value = luocat_catalog_option(kernel, options[i]);

		if (value && *value)
			return false;
	}
	return !strpbrk(line, "\"") && !strstr(line, "--");
}

static void judge_booted(struct luocat_catalog *a, struct luocat_catalog *b, const char *line)
{
	struct luocat_judge_opts opts = {.size = sizeof(opts)};
	char off[64];

	opts.writer_cmdline = line;
	opts.reader_cmdline = line;
	judge(a, b, &opts);
	snprintf(off, sizeof(off), "%.40s kho=off", line);
	opts.writer_cmdline = NULL;
	opts.reader_cmdline = off;
	if (open_ended(b, line) && judge(a, b, &opts) == LUOCAT_COMPATIBLE)
		fail("compatible, and booted with kho=off", &(struct luocat_error){0});
}

static bool two_values(const struct luocat_version *a, const struct luocat_version *b)
{
	for (size_t i = 0; i < a->n_constants; i++) {
		for (size_t k = 0; k < b->n_constants; k++) {
			if (!strcmp(a->constants[i].name, b->constants[k].name) &&
			    a->constants[i].value != b->constants[k].value)
				return true;
		}
	}
	return false;
}

/* Of one version; one whose number changed is another version. */
static bool meanings_differ(struct luocat_catalog *a, struct luocat_catalog *b)
{
	for (size_t i = 0; i < luocat_catalog_n_versions(a); i++) {
		const struct luocat_version *was = luocat_catalog_version(a, i);
		const struct luocat_version *is = luocat_catalog_find(b, was->kind,
								      was->compatible);

		if (is && was->has_version == is->has_version && was->version == is->version &&
		    two_values(was, is))
			return true;
	}
	return false;
}

static void lint(struct luocat_catalog *a, struct luocat_catalog *b)
{
	struct luocat_verdict *verdict;
	struct luocat_error err = {0};
	char *text;

	if (refused(luocat_lint(b, a, NULL, &verdict, &err), &err))
		return;
	if (a && meanings_differ(a, b) && luocat_verdict_outcome(verdict) != LUOCAT_INCOMPATIBLE)
		fail("nothing found, and a constant has two values", &err);
	if (luocat_lint_to_json(verdict, &text, NULL, &err))
		fail("cannot be reported", &err);
	free(text);
	luocat_verdict_unref(verdict);
}

static void diff(struct luocat_catalog *a, struct luocat_catalog *b, bool same)
{
	struct luocat_diff *diff;
	struct luocat_error err = {0};
	char *text;

	if (refused(luocat_diff(a, b, &diff, &err), &err))
		return;
	if (same && luocat_diff_n_entries(diff))
		fail("changed from itself", &err);
	if (luocat_diff_to_json(diff, &text, NULL, &err))
		fail("cannot be reported", &err);
	free(text);
	luocat_diff_unref(diff);
}

static void pair(struct luocat_catalog *a, struct luocat_catalog *b)
{
	for (size_t i = 0; i < luocat_catalog_n_versions(a); i++) {
		const struct luocat_version *v = luocat_catalog_version(a, i);

		compare(a, v, a, v, true);
		compare(a, v, b, luocat_catalog_find(b, v->kind, v->compatible), false);
	}
	judge(a, b, NULL);
	lint(a, b);
	lint(NULL, b);
	diff(a, b, false);
	diff(a, a, true);
}

static const char between[] = "\n===\n";

/* The part in front of the next "\n===\n", or all that is left. */
static size_t next_part(const char **rest, size_t *left, const char **part)
{
	const char *end = memmem(*rest, *left, between, sizeof(between) - 1);
	size_t length = end ? (size_t)(end - *rest) : *left;
	size_t taken = end ? length + sizeof(between) - 1 : length;

	*part = *rest;
	*rest += taken;
	*left -= taken;
	return length;
}

static struct luocat_catalog *next_catalog(const char **rest, size_t *left)
{
	struct luocat_catalog *catalog;
	const char *part;
	size_t length = next_part(rest, left, &part);

	return luocat_catalog_load(part, length, "catalog", &catalog, NULL) ? NULL : catalog;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *rest = (const char *)data;
	struct luocat_catalog *a = next_catalog(&rest, &size);
	struct luocat_catalog *b = a ? next_catalog(&rest, &size) : NULL;
	char *line;

	if (b) {
		pair(a, b);
		line = strndup(rest, size);
		if (line)
			judge_booted(a, b, line);
		free(line);
	}
	luocat_catalog_unref(a);
	luocat_catalog_unref(b);
	return 0;
}
