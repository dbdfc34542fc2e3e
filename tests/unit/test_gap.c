// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_gap.c - what could not be cataloged: in the catalog, and what it does to a verdict
 */
#include "judge_pair.h"

#define GAP(k, ...)                                                                                \
	(&(const struct luocat_gap){.size = sizeof(struct luocat_gap),                             \
				    .kind = LUOCAT_KIND_##k,                                       \
				    .why = "it was not looked at",                                 \
				    __VA_ARGS__})

static void add_gap(struct luocat_catalog *catalog, const struct luocat_gap *gap)
{
	ck_assert_msg(!luocat_catalog_add_gap(catalog, gap, &err), "%s", err.what);
}

static char *to_json(const struct luocat_catalog *catalog)
{
	char *text;

	ck_assert_int_eq(luocat_catalog_to_json(catalog, &text, NULL, &err), 0);
	return text;
}

static const struct luocat_gap in_order[] = {
	{sizeof(struct luocat_gap), LUOCAT_KIND_UNKNOWN, "z", {.source = "z.c"}},
	{sizeof(struct luocat_gap), LUOCAT_KIND_FILE_HANDLER, "z", {.source = "a.c", .line = 7}},
	{sizeof(struct luocat_gap),
	 LUOCAT_KIND_FILE_HANDLER,
	 "y",
	 {.source = "b.c", .symbol = "a"}},
	{sizeof(struct luocat_gap),
	 LUOCAT_KIND_FILE_HANDLER,
	 "z",
	 {.source = "b.c", .symbol = "a"}},
	{sizeof(struct luocat_gap),
	 LUOCAT_KIND_FLB,
	 "a",
	 {.object = "a.o", .section = ".bss", .has_address = true, .address = 8}},
	{sizeof(struct luocat_gap),
	 LUOCAT_KIND_FLB,
	 "a",
	 {.object = "a.o", .section = ".bss", .has_address = true, .address = 16}},
	{sizeof(struct luocat_gap), LUOCAT_KIND_FLB, "a", {.object = "a.o", .section = ".bss"}},
};

/* Each is added twice, in another order; what the file says is what was added. */
START_TEST(test_order)
{
	const size_t n = COUNT(in_order);
	struct luocat_catalog *again;
	char *text, *text_again;

	for (size_t i = 0; i < 2 * n; i++)
		add_gap(writer, &in_order[i * 3 % n]);
	ck_assert_uint_eq(luocat_catalog_n_gaps(writer), n);
	for (size_t i = 0; i < n; i++) {
		const struct luocat_gap *gap = luocat_catalog_gap(writer, i);

		ck_assert_int_eq(gap->kind, in_order[i].kind);
		ck_assert_str_eq(gap->why, in_order[i].why);
		ck_assert_uint_eq(gap->origin.address, in_order[i].origin.address);
		ck_assert_int_eq(gap->origin.has_address, in_order[i].origin.has_address);
	}
	ck_assert_ptr_null(luocat_catalog_gap(writer, n));
	text = to_json(writer);
	ck_assert_int_eq(luocat_catalog_load(text, strlen(text), "x", &again, &err), 0);
	text_again = to_json(again);
	ck_assert_str_eq(text, text_again);
	free(text);
	free(text_again);
	luocat_catalog_unref(again);
}
END_TEST

START_TEST(test_refused)
{
	static const struct {
		struct luocat_gap gap;
		const char *what;
	} refused[] = {
		{{.size = sizeof(struct luocat_gap)}, "why is missing"},
		{{.size = sizeof(struct luocat_gap), .why = ""}, "why must be"},
		{{.size = sizeof(struct luocat_gap), .why = "a\nb"}, "why must be"},
		{{.size = sizeof(struct luocat_gap), .why = "x", .kind = 77}, "kind is not"},
		{{.size = sizeof(struct luocat_gap), .why = "x", .origin.symbol = "\x1b"},
		 "origin.symbol must be"},
		{{.size = sizeof(struct luocat_gap),
		  .why = "x",
		  .origin.evidence_id = LUOCAT_EVIDENCE_OBJECT},
		 "origin.evidence is there"},
		{{.size = 8, .why = "x"}, "size is not"},
	};

	for (int i = 0; i < COUNT(refused); i++) {
		ck_assert_int_eq(luocat_catalog_add_gap(writer, &refused[i].gap, &err), -EINVAL);
		ck_assert_msg(strstr(err.what, refused[i].what) != NULL, "%s", err.what);
	}
	ck_assert_uint_eq(luocat_catalog_n_gaps(writer), 0);
}
END_TEST

START_TEST(test_bounds)
{
	int r = 0;
	uint64_t n;

	for (n = 0; n < 100000 && !r; n++)
		r = luocat_catalog_add_gap(
			writer, GAP(FLB, .origin = {.has_address = true, .address = n}), &err);
	ck_assert_int_eq(r, -E2BIG);
	ck_assert_uint_eq(luocat_catalog_n_gaps(writer), 4096);
}
END_TEST

static const struct {
	const char *gaps, *where, *what;
} files[] = {
	{"{}", "gaps", "array"},
	{"[1]", "gaps[0]", "object"},
	{"[{\"why\": \"x\"}]", "gaps[0].kind", "missing"},
	{"[{\"kind\": \"pipe\", \"why\": \"x\"}]", "gaps[0].kind", "does not know"},
	{"[{\"kind\": \"flb\"}]", "gaps[0].why", "missing"},
	{"[{\"kind\": \"flb\", \"why\": 1}]", "gaps[0].why", "string"},
	{"[{\"kind\": \"flb\", \"why\": \"x\", \"origin\": {\"line\": -1}}]", "gaps[0].origin.line",
	 ""},
};

START_TEST(test_broken_file)
{
	struct luocat_catalog *loaded = NULL;
	char text[300];

	snprintf(text, sizeof(text),
		 "{\"catalog_version\": 1, \"kernel\": {}, \"formats\": [], \"gaps\": %s}",
		 files[_i].gaps);
	ck_assert_int_eq(luocat_catalog_load(text, strlen(text), "x", &loaded, &err), -EINVAL);
	ck_assert_str_eq(err.where, files[_i].where);
	ck_assert_msg(strstr(err.what, files[_i].what) != NULL, "%s", err.what);
	ck_assert_ptr_null(loaded);
}
END_TEST

/* ---- The verdict ---- */

static const struct {
	enum luocat_kind kind;
	bool in_reader;
	/* with everything in use, with memfd in use, with nothing in use */
	enum luocat_outcome all, memfd, none;
} hiding[] = {
	{LUOCAT_KIND_FILE_HANDLER, false, LUOCAT_OUTCOME_UNKNOWN, LUOCAT_OUTCOME_UNKNOWN,
	 LUOCAT_COMPATIBLE},
	{LUOCAT_KIND_FLB, false, LUOCAT_OUTCOME_UNKNOWN, LUOCAT_OUTCOME_UNKNOWN, LUOCAT_COMPATIBLE},
	{LUOCAT_KIND_UNKNOWN, false, LUOCAT_OUTCOME_UNKNOWN, LUOCAT_OUTCOME_UNKNOWN,
	 LUOCAT_COMPATIBLE},
	{LUOCAT_KIND_CORE, false, LUOCAT_OUTCOME_UNKNOWN, LUOCAT_OUTCOME_UNKNOWN,
	 LUOCAT_OUTCOME_UNKNOWN},
	{LUOCAT_KIND_FILE_HANDLER, true, LUOCAT_COMPATIBLE, LUOCAT_COMPATIBLE, LUOCAT_COMPATIBLE},
	{LUOCAT_KIND_FLB, true, LUOCAT_OUTCOME_UNKNOWN, LUOCAT_OUTCOME_UNKNOWN, LUOCAT_COMPATIBLE},
	{LUOCAT_KIND_UNKNOWN, true, LUOCAT_OUTCOME_UNKNOWN, LUOCAT_OUTCOME_UNKNOWN,
	 LUOCAT_COMPATIBLE},
	{LUOCAT_KIND_CORE, true, LUOCAT_COMPATIBLE, LUOCAT_COMPATIBLE, LUOCAT_COMPATIBLE},
};

static void check_hiding(enum luocat_outcome got, enum luocat_outcome expected)
{
	const struct luocat_finding *finding = find("LUO-GAP");

	ck_assert_int_eq(got, expected);
	ck_assert_ptr_nonnull(finding);
	ck_assert_int_eq(finding->severity, expected == LUOCAT_COMPATIBLE
						    ? LUOCAT_SEVERITY_NOTE
						    : LUOCAT_SEVERITY_UNKNOWN);
	ck_assert_int_eq(finding->consequence, LUOCAT_CONSEQUENCE_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(finding->message, "widget in a.o (it was not looked at)"));
}

START_TEST(test_verdict)
{
	add_both(HANDLER("memfd-v2"));
	ck_assert_int_eq(judge(), LUOCAT_COMPATIBLE);
	ck_assert_ptr_null(find("LUO-GAP"));
	add_gap(hiding[_i].in_reader ? reader : writer,
		GAP(FLB, .kind = hiding[_i].kind, .origin = {.symbol = "widget", .object = "a.o"}));
	check_hiding(judge(), hiding[_i].all);
	check_hiding(judge_in_use("memfd"), hiding[_i].memfd);
	check_hiding(judge_in_use(NULL), hiding[_i].none);
}
END_TEST

/* What would settle it is for the list of gaps: the message has the reason, and all of it. */
START_TEST(test_hint)
{
	const char *message;

	add_both(HANDLER("memfd-v2"));
	add_gap(writer, GAP(FLB, .origin = {.object = "a.ko"},
			    .why = "nothing tells; .build-id/12/345678.debug would"));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	message = decided_by("LUO-GAP")->message;
	ck_assert_ptr_nonnull(strstr(message, "a.ko (nothing tells)"));
	ck_assert_ptr_null(strstr(message, ".debug"));
}
END_TEST

/* What is known to be wrong stays so, and with no LUO at all there is nothing to hide. */
START_TEST(test_incompatible_stays)
{
	add(writer, HANDLER("memfd-v3"));
	add_gap(writer, GAP(FILE_HANDLER));
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	decided_by("LUO-UNREADABLE");
	luocat_catalog_unref(reader);
	reader = whole_kernel(NULL);
	ck_assert_int_eq(judge(), LUOCAT_INCOMPATIBLE);
	ck_assert_ptr_null(find("LUO-GAP"));
}
END_TEST

/* However many there are, the message stays one that can be read. */
START_TEST(test_many)
{
	for (uint64_t n = 0; n < 4096; n++)
		add_gap(writer,
			GAP(FLB, .origin = {.object = "a.o", .has_address = true, .address = n}));
	ck_assert_int_eq(judge(), LUOCAT_OUTCOME_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(decided_by("LUO-GAP")->message, " more"));
	ck_assert_uint_lt(strlen(decided_by("LUO-GAP")->message), 500);
}
END_TEST

static void fill(TCase *tests)
{
	tcase_add_test(tests, test_order);
	tcase_add_test(tests, test_refused);
	tcase_add_test(tests, test_bounds);
	tcase_add_loop_test(tests, test_broken_file, 0, COUNT(files));
	tcase_add_loop_test(tests, test_verdict, 0, COUNT(hiding));
	tcase_add_test(tests, test_hint);
	tcase_add_test(tests, test_incompatible_stays);
	tcase_add_test(tests, test_many);
}

int main(void)
{
	return pair_main("gap", fill);
}
