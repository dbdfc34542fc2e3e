// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_pair.c - two catalogs, "\n===\n" between them: judged, linted and compared
 *
 * What must hold whatever they say: layouts with other fingerprints differ, a layout does not differ
 * from itself, a pair with a layout that differs is not compatible, and nothing of a report is missing.
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

static void judge(struct luocat_catalog *a, struct luocat_catalog *b)
{
	struct luocat_verdict *verdict;
	struct luocat_error err = {0};
	char *text;

	if (refused(luocat_judge(a, b, NULL, &verdict, &err), &err))
		return;
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++) {
		const struct luocat_finding *finding = luocat_verdict_finding(verdict, i);

		if (finding->layout && differs(finding->layout) &&
		    finding->consequence != LUOCAT_CONSEQUENCE_IGNORED &&
		    luocat_verdict_outcome(verdict) == LUOCAT_COMPATIBLE)
			fail("compatible, and a layout differs", &err);
	}
	if (luocat_verdicts_to_json(&verdict, 1, &text, NULL, &err))
		fail("cannot be reported", &err);
	free(text);
	luocat_verdict_unref(verdict);
}

static void lint(struct luocat_catalog *a, struct luocat_catalog *b)
{
	struct luocat_verdict *verdict;
	struct luocat_error err = {0};
	char *text;

	if (refused(luocat_lint(b, a, &verdict, &err), &err))
		return;
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
	judge(a, b);
	lint(a, b);
	lint(NULL, b);
	diff(a, b, false);
	diff(a, a, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char between[] = "\n===\n";
	struct luocat_catalog *a, *b;
	const uint8_t *second = memmem(data, size, between, sizeof(between) - 1);
	size_t first;

	if (!second)
		return 0;
	first = (size_t)(second - data);
	second += sizeof(between) - 1;
	if (luocat_catalog_load((const char *)data, first, "a", &a, NULL))
		return 0;
	if (!luocat_catalog_load((const char *)second, size - first - sizeof(between) + 1, "b", &b,
				 NULL)) {
		pair(a, b);
		luocat_catalog_unref(b);
	}
	luocat_catalog_unref(a);
	return 0;
}
