// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_policy.c - the policy's loader, and a pair that is judged with what it takes
 *
 * Whatever a policy says: a mistake has its place, a finding that it changes says so, nothing that is
 * found goes unsaid, and what fails is told by a finding.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

__attribute__((noreturn)) static void fail(const char *what, const struct luocat_error *err)
{
	fprintf(stderr, "fuzz_policy: %s: %s: %s\n", what, err->where, err->what);
	abort();
}

/* ---- A pair of kernels, with something for most rules to say ---- */

static struct luocat_catalog *pair[2];

static void add(struct luocat_catalog *catalog, enum luocat_kind kind, const char *id,
		enum luocat_evidence evidence)
{
	const struct luocat_version version = {
		.size = sizeof(version),
		.kind = kind,
		.compatible = id,
		.read = LUOCAT_YES,
		.write = LUOCAT_YES,
		.enable_write = LUOCAT_YES,
		.layout_form = LUOCAT_LAYOUT_STRUCT,
		.roots = (const char *const[]){"struct a"},
		.n_roots = 1,
		.required_known = true,
		.provider = "builtin",
		.origin = {.evidence_id = evidence,
			   .evidence_read = evidence,
			   .evidence_write = evidence},
	};
	struct luocat_error err;

	if (luocat_catalog_add(catalog, &version, &err))
		fail("add", &err);
}

static void fill(struct luocat_catalog *catalog, bool reader)
{
	const struct luocat_kernel kernel = {
		.size = sizeof(kernel),
		.release = "7.3.0",
		.arch = "x86_64",
		.byte_order = "little",
		.pointer_size = 8,
		.page_size = 4096,
		.max_page_order = 10,
		.build_id = reader ? "22" : "11",
		.write_control = LUOCAT_YES,
	};
	const struct luocat_member member = {"x", 0, 0, reader ? "ptr64" : "u64"};
	const struct luocat_type type = {
		.size = sizeof(type), .name = "struct a", .bytes = 8, .members = &member, .n_members = 1};
	struct luocat_error err;

	if (luocat_catalog_set_kernel(catalog, &kernel, &err) ||
	    luocat_catalog_add_type(catalog, &type, &err))
		fail("kernel", &err);
	add(catalog, LUOCAT_KIND_CORE, "kho-v4", LUOCAT_EVIDENCE_DESCRIPTOR);
	add(catalog, LUOCAT_KIND_CORE, "luo-v5", LUOCAT_EVIDENCE_TABLE);
	add(catalog, LUOCAT_KIND_SUBTREE, "memblock-v1", LUOCAT_EVIDENCE_STRING);
	add(catalog, LUOCAT_KIND_FILE_HANDLER, "memfd-v2", LUOCAT_EVIDENCE_OBJECT);
	if (!reader)
		add(catalog, LUOCAT_KIND_FILE_HANDLER, "memfd-v3", LUOCAT_EVIDENCE_OBJECT);
	add(catalog, LUOCAT_KIND_FLB, "iommu-v1", LUOCAT_EVIDENCE_OBJECT);
}

static void make_pair(void)
{
	for (int i = 0; i < 2; i++) {
		pair[i] = luocat_catalog_new();
		fill(pair[i], i);
	}
}

static struct luocat_verdict *judge(struct luocat_policy *policy, const char *profile)
{
	const struct luocat_judge_opts opts = {
		.size = sizeof(opts), .policy = policy, .profile = profile, .now = "2026-11-28"};
	struct luocat_verdict *verdict;
	struct luocat_error err;

	if (luocat_judge(pair[0], pair[1], policy ? &opts : NULL, &verdict, &err))
		fail("judge", &err);
	return verdict;
}

/* ---- What must hold ---- */

static void check_finding(const struct luocat_finding *finding)
{
	static const struct luocat_error none;

	if (finding->waiver && finding->severity != LUOCAT_SEVERITY_NOTE)
		fail("waived, and no note", &none);
	if (finding->severity != finding->judged && !finding->waiver && !finding->changed_by &&
	    finding->severity != LUOCAT_SEVERITY_PLAN && finding->judged != LUOCAT_SEVERITY_PLAN)
		fail("changed, and nobody did it", &none);
}

/* Findings that are shown or off are at least those that there are without a policy. */
static void check_verdict(const struct luocat_verdict *verdict)
{
	static const struct luocat_error none;
	static size_t bare;
	size_t n = luocat_verdict_n_findings(verdict);
	char *text;

	if (!bare) {
		struct luocat_verdict *without = judge(NULL, NULL);

		bare = luocat_verdict_n_findings(without);
		luocat_verdict_unref(without);
	}
	for (size_t i = 0; i < luocat_verdict_n_findings(verdict); i++)
		check_finding(luocat_verdict_finding(verdict, i));
	for (size_t i = 0; i < luocat_verdict_n_off(verdict); i++)
		n += luocat_verdict_off(verdict, i)->n;
	if (n < bare)
		fail("something was found without a policy only", &none);
	if (luocat_verdict_outcome(verdict) > LUOCAT_COMPATIBLE_WITH_PLAN &&
	    !luocat_verdict_fails(verdict))
		fail("what is not known passes", &none);
	if (luocat_verdicts_to_json((struct luocat_verdict *const[]){(void *)verdict}, 1, &text, NULL,
				    NULL))
		abort();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct luocat_policy *policy = luocat_policy_new();
	struct luocat_error err = {0};
	struct luocat_verdict *verdict;
	int r;

	if (!pair[0])
		make_pair();
	r = luocat_policy_load(policy, (const char *)data, size, "input", &err);
	if (r) {
		if (err.code != r || !err.what[0] || strpbrk(err.what, "\n\r\033"))
			fail("an error that is not one clean line", &err);
		if (size && r == -22 && strncmp(err.where, "line ", 5) &&
		    !strstr(err.what, "values"))
			fail("an error without a place", &err);
		luocat_policy_unref(policy);
		return 0;
	}
	verdict = judge(policy, luocat_policy_profile(policy, 0));
	if (luocat_verdicts_name_unused(&verdict, 1, &err))
		fail("unused", &err);
	check_verdict(verdict);
	luocat_verdict_unref(verdict);
	luocat_policy_unref(policy);
	return 0;
}
