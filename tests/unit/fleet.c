// SPDX-License-Identifier: GPL-2.0-only
/*
 * fleet.c - several kernels that differ in few things, and what a matrix must say of them
 */
#include "fleet.h"

#include "judge_pair.h"

/* A number below @n. C's rand() differs between systems, and a failing seed has to be repeated. */
static unsigned int draw(unsigned int *seed, unsigned int n)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 16) % n;
}

static enum luocat_tri draw_tri(unsigned int *seed)
{
	unsigned int number = draw(seed, 24);

	return number == 0 ? LUOCAT_NO : number == 1 ? LUOCAT_UNKNOWN : LUOCAT_YES;
}

static void add_type(struct luocat_catalog *catalog, const struct luocat_type *type)
{
	ck_assert_msg(!luocat_catalog_add_type(catalog, type, &err), "%s: %s", err.where, err.what);
}

/*
 * One root, whose members are of another type, are renamed or come in two sizes; and below it a type of
 * kho's, which changes for itself.
 */
static void draw_types(unsigned int *seed, struct luocat_catalog *catalog)
{
	const char *name = draw(seed, 8) ? "x" : "y";
	const char *type = draw(seed, 8) ? "u64" : "s64";
	const char *below = draw(seed, 12) ? "ptr64" : "u64";
	size_t n = draw(seed, 8) ? 2 : 3;
	const struct luocat_member members[] = {
		{name, 0, 0, type}, {"list", 64, 0, "struct list"}, {"more", 128, 0, "u32"}};

	add_type(catalog, &(const struct luocat_type)TYPE("struct a", n * 8, .members = members,
							  .n_members = n));
	add_type(catalog, &(const struct luocat_type)TYPE(
				  "struct list", 8, .owner_kind = LUOCAT_KIND_CORE, .owner_name = "kho",
				  MEMBERS({{"first", 0, 0, below}})));
}

static void draw_version(unsigned int *seed, struct luocat_catalog *catalog, enum luocat_kind kind,
			 const char *compatible)
{
	static const struct luocat_ref needs[] = {{LUOCAT_KIND_CORE, "kho-v4"},
						  {LUOCAT_KIND_FLB, "flb-v1"},
						  {LUOCAT_KIND_STRUCTURE, "list-v1"}};
	const char *const root = "struct a";
	enum luocat_evidence evidence = draw(seed, 8) ? LUOCAT_EVIDENCE_DESCRIPTOR
						      : LUOCAT_EVIDENCE_OBJECT;
	bool layout = draw(seed, 16);
	struct luocat_version v = {
		.size = sizeof(v),
		.kind = kind,
		.compatible = compatible,
		.read = draw_tri(seed),
		.write = draw_tri(seed),
		.enable_write = draw(seed, 8) ? LUOCAT_YES : LUOCAT_NO,
		.consequence = (enum luocat_consequence)draw(seed, 6),
		.layout_form = layout ? LUOCAT_LAYOUT_STRUCT : LUOCAT_LAYOUT_UNKNOWN,
		.roots = layout ? &root : NULL,
		.n_roots = layout ? 1 : 0,
		.required_known = draw(seed, 16),
		.provider = draw(seed, 5) ? "builtin" : "module",
		.origin = {.object = draw(seed, 2) ? "vmlinux" : "vmlinux.o",
			   .evidence_id = evidence},
	};

	if (v.required_known) {
		v.required = &needs[draw(seed, 3)];
		v.n_required = draw(seed, 4) / 3;
	}
	if (v.read != LUOCAT_UNKNOWN)
		v.origin.evidence_read = evidence;
	if (v.write != LUOCAT_UNKNOWN)
		v.origin.evidence_write = evidence;
	add(catalog, &v);
}

static struct luocat_catalog *draw_kernel(unsigned int seed, unsigned int number)
{
	static const struct {
		enum luocat_kind kind;
		const char *compatible;
		unsigned int often; /* of eight */
	} formats[] = {
		{LUOCAT_KIND_CORE, "kho-v4", 8},
		{LUOCAT_KIND_CORE, "luo-v5", 7},
		{LUOCAT_KIND_SUBTREE, "memblock-v1", 4},
		{LUOCAT_KIND_FILE_HANDLER, "memfd-v2", 7},
		{LUOCAT_KIND_FILE_HANDLER, "memfd-v3", 4},
		{LUOCAT_KIND_FILE_HANDLER, "pci-v1", 3},
		{LUOCAT_KIND_FLB, "flb-v1", 4},
		{LUOCAT_KIND_STRUCTURE, "list-v1", 5},
	};
	struct luocat_catalog *catalog = luocat_catalog_new();
	char build_id[41], release[32];

	ck_assert_ptr_nonnull(catalog);
	snprintf(build_id, sizeof(build_id), "%040x", number + 1);
	snprintf(release, sizeof(release), "7.%u.0", number);
	set_kernel(catalog,
		   KERNEL(.release = release, .build_id = build_id, .byte_order = "little",
			  .arch = draw(&seed, 16) ? "x86_64" : "arm64", .pointer_size = 8,
			  .page_size = 4096, .max_page_order = 10 - (int)draw(&seed, 4) / 3,
			  .write_control = draw(&seed, 3) ? LUOCAT_YES : LUOCAT_NO));
	draw_types(&seed, catalog);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (draw(&seed, 8) < formats[i].often)
			draw_version(&seed, catalog, formats[i].kind, formats[i].compatible);
	}
	return catalog;
}

void fleet_draw(unsigned int seed, struct luocat_catalog *catalogs[FLEET])
{
	/* every third one is like the one before it */
	for (unsigned int i = 0; i < FLEET; i++)
		catalogs[i] = draw_kernel(seed * FLEET + (i % 3 == 2 ? i - 1 : i), i);
}

static bool same_text(const char *a, const char *b)
{
	return (!a && !b) || (a && b && !strcmp(a, b));
}

static void assert_finding(const struct luocat_finding *got, const struct luocat_finding *want)
{
	ck_assert_str_eq(got->rule->id, want->rule->id);
	ck_assert_int_eq(got->severity, want->severity);
	ck_assert_int_eq(got->judged, want->judged);
	ck_assert_int_eq(got->kind, want->kind);
	ck_assert_int_eq(got->consequence, want->consequence);
	ck_assert(same_text(got->name, want->name));
	ck_assert(same_text(got->compatible, want->compatible));
	ck_assert_str_eq(got->message, want->message);
	ck_assert(same_text(got->advice, want->advice));
	ck_assert_ptr_eq(got->waiver, want->waiver);
	ck_assert(same_text(got->changed_by, want->changed_by));
	ck_assert_ptr_null(got->writer);
	ck_assert_ptr_null(got->reader);
	ck_assert_ptr_null(got->layout);
}

/* A note says nothing of a pair, unless it is one because of a waiver, or is not let pass. */
static bool is_told(const struct luocat_finding *finding, const struct luocat_policy *policy)
{
	return finding->severity > LUOCAT_SEVERITY_NOTE || finding->waiver ||
	       (policy && luocat_policy_fail_on(policy) == LUOCAT_SEVERITY_NOTE);
}

static void assert_answer(const struct luocat_answer *answer, const struct luocat_verdict *said)
{
	size_t n = 0;

	ck_assert_int_eq(answer->outcome, luocat_verdict_outcome(said));
	ck_assert(answer->fails == (luocat_verdict_fails(said) != NULL));
	for (size_t i = 0; i < luocat_verdict_n_findings(said); i++) {
		const struct luocat_finding *want = luocat_verdict_finding(said, i);

		if (!is_told(want, luocat_verdict_policy(said)))
			continue;
		ck_assert_uint_lt(n, answer->n_findings);
		assert_finding(&answer->findings[n++], want);
	}
	ck_assert_uint_eq(n, answer->n_findings);
	ck_assert_uint_eq(answer->n_plan, luocat_verdict_n_plan(said));
	for (size_t i = 0; i < answer->n_plan; i++) {
		const struct luocat_plan_entry *want = luocat_verdict_plan(said, i);

		ck_assert_int_eq(answer->plan[i].kind, want->kind);
		ck_assert_str_eq(answer->plan[i].name, want->name);
		ck_assert_str_eq(answer->plan[i].compatible, want->compatible);
		ck_assert(answer->plan[i].value == want->value);
	}
}

void assert_judged(const struct luocat_matrix *matrix, const struct luocat_judge_opts *opts)
{
	size_t n = luocat_matrix_n_kernels(matrix), n_pairs = 0;

	for (size_t w = 0; w < n; w++) {
		for (size_t r = 0; r < n; r++) {
			struct luocat_verdict *said;

			ck_assert_int_eq(luocat_judge(luocat_matrix_kernel(matrix, w)->catalog,
						      luocat_matrix_kernel(matrix, r)->catalog,
						      opts, &said, &err),
					 0);
			assert_answer(
				luocat_matrix_answer(matrix, luocat_matrix_cell(matrix, w, r)),
				said);
			luocat_verdict_unref(said);
		}
	}
	for (size_t i = 0; i < luocat_matrix_n_answers(matrix); i++)
		n_pairs += luocat_matrix_answer(matrix, i)->n_pairs;
	ck_assert_uint_eq(n_pairs, n * n);
}
