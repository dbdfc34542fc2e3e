// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_constant.c - what the constants of a version decide
 */
#include "judge_pair.h"

#define CONSTANTS_OF(how, ...)                                                                     \
	.constants = (const struct luocat_constant[]){__VA_ARGS__},                                \
	.n_constants = sizeof((const struct luocat_constant[]){__VA_ARGS__}) /                     \
		       sizeof(struct luocat_constant),                                             \
	.constants_known = true, .origin.evidence_constants = LUOCAT_EVIDENCE_##how
#define NONE_OF(how)   .constants_known = true, .origin.evidence_constants = LUOCAT_EVIDENCE_##how
#define DESCRIBED(...) CONSTANTS_OF(DESCRIPTOR, __VA_ARGS__)
#define PROBED(...)    CONSTANTS_OF(PROBE, __VA_ARGS__)

#define MEMFD(...)                                                                                 \
	{                                                                                          \
		.size = sizeof(struct luocat_version), .kind = LUOCAT_KIND_FILE_HANDLER,           \
		.compatible = "memfd-v2", .read = LUOCAT_YES, .write = LUOCAT_YES,                 \
		.enable_write = LUOCAT_YES, .layout_form = LUOCAT_LAYOUT_NONE,                     \
		.required_known = true, .provider = "builtin",                                     \
		.origin.evidence_id = LUOCAT_EVIDENCE_OBJECT,                                      \
		.origin.evidence_read = LUOCAT_EVIDENCE_OBJECT,                                    \
		.origin.evidence_write = LUOCAT_EVIDENCE_OBJECT, __VA_ARGS__                       \
	}

static const struct {
	struct luocat_version w;
	struct luocat_version r;
	enum luocat_outcome outcome;
	const char *rule; /* the only one of those about constants */
	const char *says;
} pairs[] = {
	/* nobody knows any, or there are none */
	{MEMFD(), MEMFD(), LUOCAT_COMPATIBLE, NULL, NULL},
	{MEMFD(NONE_OF(DESCRIPTOR)), MEMFD(), LUOCAT_COMPATIBLE, NULL, NULL},
	{MEMFD(NONE_OF(PROBE)), MEMFD(NONE_OF(DESCRIPTOR)), LUOCAT_COMPATIBLE, NULL, NULL},
	/* the same, in any order and from any source */
	{MEMFD(DESCRIBED({"B", 2}, {"A", 1})), MEMFD(DESCRIBED({"A", 1}, {"B", 2})),
	 LUOCAT_COMPATIBLE, NULL, NULL},
	{MEMFD(DESCRIBED({"A", UINT64_MAX})), MEMFD(PROBED({"A", UINT64_MAX})), LUOCAT_COMPATIBLE,
	 NULL, NULL},
	/* another value, and be it one bit */
	{MEMFD(DESCRIBED({"A", 1}, {"B", 2})), MEMFD(DESCRIBED({"A", 1}, {"B", 4})),
	 LUOCAT_INCOMPATIBLE, "LUO-CONSTANT-CHANGED", "B is 0x2 in the writer, 0x4 in the reader"},
	{MEMFD(DESCRIBED({"A", 0})), MEMFD(PROBED({"A", 1ull << 63})), LUOCAT_INCOMPATIBLE,
	 "LUO-CONSTANT-CHANGED", "A is 0x0 in the writer, 0x8000000000000000 in the reader"},
	/* one side has more */
	{MEMFD(DESCRIBED({"A", 1}, {"B", 2})), MEMFD(DESCRIBED({"A", 1})), LUOCAT_OUTCOME_UNKNOWN,
	 "LUO-CONSTANT-ONE-SIDED", "B (0x2) in the writer"},
	{MEMFD(NONE_OF(PROBE)), MEMFD(PROBED({"A", 1})), LUOCAT_OUTCOME_UNKNOWN,
	 "LUO-CONSTANT-ONE-SIDED", "A (0x1) in the reader"},
	{MEMFD(DESCRIBED({"A", 1})), MEMFD(DESCRIBED({"B", 1})), LUOCAT_OUTCOME_UNKNOWN,
	 "LUO-CONSTANT-ONE-SIDED", "A (0x1) in the writer, B (0x1) in the reader"},
	/* a probe sees less than a descriptor says */
	{MEMFD(DESCRIBED({"A", 1}, {"B", 2})), MEMFD(PROBED({"A", 1})), LUOCAT_COMPATIBLE,
	 "LUO-CONSTANT-UNCHECKED",
	 "only the writer's catalog knows were not compared: of memfd-v2"},
	{MEMFD(), MEMFD(DESCRIBED({"A", 1})), LUOCAT_COMPATIBLE, "LUO-CONSTANT-UNCHECKED",
	 "only the reader's catalog knows"},
};

START_TEST(test_pairs)
{
	static const char *const all[] = {"LUO-CONSTANT-CHANGED", "LUO-CONSTANT-ONE-SIDED",
					  "LUO-CONSTANT-UNCHECKED"};

	add(writer, &pairs[_i].w);
	add(reader, &pairs[_i].r);
	ck_assert_int_eq(judge(), pairs[_i].outcome);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct luocat_finding *finding = find(all[i]);

		if (pairs[_i].rule && !strcmp(all[i], pairs[_i].rule)) {
			ck_assert_ptr_nonnull(finding);
			ck_assert_msg(strstr(finding->message, pairs[_i].says), "%s",
				      finding->message);
		} else {
			ck_assert_ptr_null(finding);
		}
	}
}
END_TEST

START_TEST(test_both_findings)
{
	add(writer, HANDLER("memfd-v2", DESCRIBED({"A", 1}, {"B", 2})));
	add(reader, HANDLER("memfd-v2", DESCRIBED({"A", 2}, {"C", 4})));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_str_eq(decided_by("LUO-CONSTANT-CHANGED")->advice,
			 "the kernel in which its constants were changed has to call it v3");
	ck_assert_ptr_nonnull(find("LUO-CONSTANT-ONE-SIDED"));
}
END_TEST

/* Nothing in a kernel notices, so that nobody can tell what comes of it. */
START_TEST(test_consequence)
{
	add(writer, HANDLER("memfd-v2", DESCRIBED({"A", 1})));
	add(reader, HANDLER("memfd-v2", DESCRIBED({"A", 2})));
	add(writer,
	    SUBTREE("stats-v1", .consequence = LUOCAT_CONSEQUENCE_IGNORED, DESCRIBED({"A", 1})));
	add(reader,
	    SUBTREE("stats-v1", .consequence = LUOCAT_CONSEQUENCE_IGNORED, DESCRIBED({"A", 2})));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_int_eq(decided_by("LUO-CONSTANT-CHANGED")->consequence,
			 LUOCAT_CONSEQUENCE_UNKNOWN);
	ck_assert_int_eq(judge_in_use(NULL), LUOCAT_COMPATIBLE);
}
END_TEST

START_TEST(test_plan)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2", DESCRIBED({"A", 1})));
	add(writer, HANDLER("memfd-v3", DESCRIBED({"A", 1})));
	add(reader, HANDLER("memfd-v3", DESCRIBED({"A", 4})));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
}
END_TEST

START_TEST(test_plan_of_what_is_not_known)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2", DESCRIBED({"A", 1})));
	add(writer, HANDLER("memfd-v3", DESCRIBED({"A", 1}, {"B", 2})));
	add(reader, HANDLER("memfd-v3", DESCRIBED({"A", 1})));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
}
END_TEST

/* What embeds a structure goes off with it. */
START_TEST(test_structure)
{
	writer_obeys();
	add_both(HANDLER("memfd-v2"));
	add_both(HANDLER("memfd-v3", NEEDS(REF(STRUCTURE, "list-v1"))));
	add(writer, STRUCTURE("list-v1", DESCRIBED({"A", 1})));
	add(reader, STRUCTURE("list-v1", DESCRIBED({"A", 2})));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE_WITH_PLAN);
	assert_plan("memfd-v3", NULL);
	ck_assert_ptr_nonnull(strstr(find("LUO-REQUIRES")->message, "whose constants differ"));
}
END_TEST

START_TEST(test_structure_with_more)
{
	add_both(HANDLER("memfd-v2", NEEDS(REF(STRUCTURE, "list-v1"))));
	add(writer, STRUCTURE("list-v1", DESCRIBED({"A", 1}, {"B", 2})));
	add(reader, STRUCTURE("list-v1", DESCRIBED({"A", 1})));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(find("LUO-REQUIRES")->message, "only one side has some"));
}
END_TEST

/* A finding stays one line, however many constants there are. */
START_TEST(test_many)
{
	struct luocat_constant few[256], more[256];
	char names[256][256];

	for (size_t i = 0; i < 256; i++) {
		memset(names[i], 'x', 255);
		names[i][255] = '\0';
		names[i][i % 255] = i == 255 ? 'z' : 'y';
		few[i] = (struct luocat_constant){names[i], i};
		more[i] = (struct luocat_constant){names[i], i + 1};
	}
	add(writer, HANDLER("memfd-v2", .constants = few, .n_constants = 256, NONE_OF(DESCRIPTOR)));
	add(reader,
	    HANDLER("memfd-v2", .constants = more, .n_constants = 256, NONE_OF(DESCRIPTOR)));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_uint_lt(strlen(decided_by("LUO-CONSTANT-CHANGED")->message), 512);
	ck_assert_ptr_nonnull(strstr(decided_by("LUO-CONSTANT-CHANGED")->message, "more"));
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_loop_test(tests, test_pairs, 0, sizeof(pairs) / sizeof(pairs[0]));
	tcase_add_test(tests, test_both_findings);
	tcase_add_test(tests, test_consequence);
	tcase_add_test(tests, test_plan);
	tcase_add_test(tests, test_plan_of_what_is_not_known);
	tcase_add_test(tests, test_structure);
	tcase_add_test(tests, test_structure_with_more);
	tcase_add_test(tests, test_many);
}

int main(void)
{
	return pair_main("constant", fill);
}
