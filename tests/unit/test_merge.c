// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_merge.c - what several sources say of one version: together, or against each other
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "model.h"
#include "run.h"

static void add(const struct luocat_version *version)
{
	ck_assert_msg(!luocat_catalog_add(catalog, version, &catalog_err), "%s", catalog_err.what);
}

static char *to_json(void)
{
	char *text = NULL;

	ck_assert_int_eq(luocat_catalog_to_json(catalog, &text, NULL, &catalog_err), 0);
	return text;
}

#define STRUCT_A	(const char *const[]){"struct a"}, .n_roots = 1
#define STRUCT_B	(const char *const[]){"struct b"}, .n_roots = 1
#define PROPERTY(name_) &(const struct luocat_property){"/", name_, "u64"}, .n_properties = 1
#define REQUIRES(kind_, id)                                                                        \
	&(const struct luocat_ref){LUOCAT_KIND_##kind_, id}, .n_required = 1, .required_known = true

#define CONSTANTS(how, ...)                                                                        \
	.constants = (const struct luocat_constant[]){__VA_ARGS__},                                \
	.n_constants = sizeof((const struct luocat_constant[]){__VA_ARGS__}) /                     \
		       sizeof(struct luocat_constant),                                             \
	.constants_known = true, .origin.evidence_constants = LUOCAT_EVIDENCE_##how

#define FROM(file, evidence)                                                                       \
	.compatible = "memfd-v2", .origin.object = file,                                           \
	.origin.evidence_id = LUOCAT_EVIDENCE_##evidence
#define READ(value, evidence)                                                                      \
	.read = LUOCAT_##value, .origin.evidence_read = LUOCAT_EVIDENCE_##evidence
#define WRITE(value, evidence)                                                                     \
	.write = LUOCAT_##value, .origin.evidence_write = LUOCAT_EVIDENCE_##evidence

/* Each contradicts the other, in either order. */
static const struct {
	const char *fact;
	struct luocat_version a;
	struct luocat_version b;
} contradictions[] = {
#define PAIR(fact, a, b)                                                                           \
	{                                                                                          \
		fact, a, b                                                                         \
	}
#define A(evidence, ...) VERSION_INIT(FROM("a.o", evidence), __VA_ARGS__)
#define B(evidence, ...) VERSION_INIT(FROM("b.o", evidence), __VA_ARGS__)
	PAIR("name is", A(TABLE, .name = "x"), B(TABLE, .name = "y")),
	PAIR("name is", A(TABLE, .name = "x"),
	     B(TABLE, .name = "x", .has_version = true, .version = 0)),
	PAIR("name is", A(DESCRIPTOR, .name = "x", .has_version = true, .version = 1),
	     B(DESCRIPTOR, .name = "x", .has_version = true, .version = 2)),
	PAIR("read is", A(OBJECT, READ(YES, OBJECT)), B(OBJECT, READ(NO, OBJECT))),
	/* evidence is of the fact, not of the id */
	PAIR("read is", A(DESCRIPTOR, READ(YES, TABLE)), B(TABLE, READ(NO, TABLE))),
	PAIR("read is", A(OBJECT, READ(NO, OBJECT)), B(DESCRIPTOR, READ(YES, DESCRIPTOR))),
	PAIR("write is", A(OBJECT, WRITE(YES, OBJECT)), B(DESCRIPTOR, WRITE(NO, DESCRIPTOR))),
	PAIR("write is", A(STRING, WRITE(YES, STRING)), B(STRING, WRITE(NO, STRING))),
	PAIR("enable_write is", A(DESCRIPTOR, .enable_write = LUOCAT_YES),
	     B(DESCRIPTOR, .enable_write = LUOCAT_NO)),
	PAIR("consequence is", A(TABLE, .consequence = LUOCAT_CONSEQUENCE_PANIC),
	     B(TABLE, .consequence = LUOCAT_CONSEQUENCE_IGNORED)),
	PAIR("layout form is", A(TABLE, .layout_form = LUOCAT_LAYOUT_FDT),
	     B(TABLE, .layout_form = LUOCAT_LAYOUT_STRUCT)),
	PAIR("layout roots is", A(TABLE, .layout_form = LUOCAT_LAYOUT_STRUCT, .roots = STRUCT_A),
	     B(TABLE, .layout_form = LUOCAT_LAYOUT_STRUCT, .roots = STRUCT_B)),
	PAIR("layout properties is",
	     A(OBJECT, .layout_form = LUOCAT_LAYOUT_FDT, .properties = PROPERTY("a")),
	     B(OBJECT, .layout_form = LUOCAT_LAYOUT_FDT, .properties = PROPERTY("b"))),
	PAIR("requires is", A(TABLE, .required_known = true),
	     B(TABLE, .required = REQUIRES(CORE, "kho-v4"))),
	PAIR("requires is", A(TABLE, .required = REQUIRES(FLB, "kho-v4")),
	     B(TABLE, .required = REQUIRES(CORE, "kho-v4"))),
	PAIR("constants is X 0x", A(DESCRIPTOR, CONSTANTS(DESCRIPTOR, {"X", 1})),
	     B(DESCRIPTOR, CONSTANTS(DESCRIPTOR, {"X", 2}))),
	PAIR("Y", A(DESCRIPTOR, CONSTANTS(DESCRIPTOR, {"X", 1})),
	     B(DESCRIPTOR, CONSTANTS(DESCRIPTOR, {"X", 1}, {"Y", 2}))),
	/* one name has one value, however it is known */
	PAIR("constants is Y", A(DESCRIPTOR, CONSTANTS(DESCRIPTOR, {"X", 1}, {"Y", 2})),
	     B(PROBE, CONSTANTS(PROBE, {"Y", 4}))),
	PAIR("provider is", A(OBJECT, .provider = "builtin"), B(OBJECT, .provider = "memfd")),
};

static void check_contradiction(const struct luocat_version *old, const struct luocat_version *new,
				const char *fact)
{
	char *before, *after;

	setup_catalog();
	add(old);
	before = to_json();
	ck_assert_int_eq(luocat_catalog_add(catalog, new, &catalog_err), -EEXIST);
	ck_assert_int_eq(catalog_err.code, -EEXIST);
	ck_assert_str_eq(catalog_err.file, new->origin.object);
	ck_assert_msg(strstr(catalog_err.what, "file-handler memfd-v2: "), "%s", catalog_err.what);
	ck_assert_msg(strstr(catalog_err.what, fact), "%s", catalog_err.what);
	ck_assert_msg(strstr(catalog_err.what, old->origin.object), "%s", catalog_err.what);
	after = to_json();
	ck_assert_str_eq(before, after); /* nothing changed */
	free(before);
	free(after);
	teardown_catalog();
}

START_TEST(test_contradiction)
{
	check_contradiction(&contradictions[_i].a, &contradictions[_i].b, contradictions[_i].fact);
	check_contradiction(&contradictions[_i].b, &contradictions[_i].a, contradictions[_i].fact);
}
END_TEST

START_TEST(test_contradiction_says_where)
{
	add(VERSION(FROM("mm/memfd_luo.o", OBJECT), READ(YES, OBJECT), .origin.section = ".data",
		    .origin.symbol = "memfd_luo_handler", .origin.source = "mm/memfd_luo.c",
		    .origin.line = 588));
	ck_assert_int_eq(
		luocat_catalog_add(catalog,
				   VERSION(FROM("vmlinux", DESCRIPTOR), READ(NO, DESCRIPTOR),
					   .origin.section = ".luo_formats"),
				   &catalog_err),
		-EEXIST);
	ck_assert_str_eq(catalog_err.file, "vmlinux");
	ck_assert_str_eq(catalog_err.where, "section .luo_formats");
	ck_assert_str_eq(catalog_err.what,
			 "file-handler memfd-v2: read is no here (descriptor), but yes in "
			 "mm/memfd_luo.o section .data symbol memfd_luo_handler at "
			 "mm/memfd_luo.c:588 (object)");
}
END_TEST

/* Stronger evidence wins, and brings its origin; what it does not know is filled in. */
START_TEST(test_stronger_wins)
{
	const struct luocat_version *got;

	add(VERSION(FROM("b.o", DESCRIPTOR), .name = "mem", .has_version = true, .version = 7,
		    READ(YES, DESCRIPTOR), .layout_form = LUOCAT_LAYOUT_STRUCT,
		    .origin.section = ".luo_formats"));
	add(VERSION(FROM("a.o", TABLE), .name = "memfd", READ(NO, TABLE), WRITE(YES, TABLE),
		    .consequence = LUOCAT_CONSEQUENCE_PANIC, .origin.symbol = "s",
		    .layout_form = LUOCAT_LAYOUT_STRUCT, .roots = STRUCT_A,
		    .required_known = true));
	add(VERSION(FROM("c.o", OBJECT), WRITE(NO, OBJECT), .provider = "builtin"));
	got = luocat_catalog_find(catalog, LUOCAT_KIND_FILE_HANDLER, "memfd-v2");
	ck_assert_str_eq(got->name, "mem");
	ck_assert_uint_eq(got->version, 7);
	ck_assert(!got->derived);
	ck_assert_int_eq(got->read, LUOCAT_YES);
	ck_assert_int_eq(got->write, LUOCAT_NO);
	ck_assert_int_eq(got->consequence, LUOCAT_CONSEQUENCE_PANIC);
	ck_assert_uint_eq(got->n_roots, 1);
	ck_assert_str_eq(got->provider, "builtin");
	ck_assert(got->required_known && !got->n_required);
	ck_assert_int_eq(got->origin.evidence_id, LUOCAT_EVIDENCE_DESCRIPTOR);
	ck_assert_int_eq(got->origin.evidence_read, LUOCAT_EVIDENCE_DESCRIPTOR);
	ck_assert_int_eq(got->origin.evidence_write, LUOCAT_EVIDENCE_OBJECT);
	ck_assert_str_eq(got->origin.object, "b.o");
	ck_assert_str_eq(got->origin.section, ".luo_formats");
	ck_assert_ptr_null(got->origin.symbol); /* one place, not a mix of two */
}
END_TEST

/* Who saw a module there outweighs who looked and did not, whatever else they know, in any order.
 */
START_TEST(test_places_of_a_module)
{
	static const struct luocat_version places[] = {
		VERSION_INIT(FROM("a.ko", DESCRIPTOR), .provider = "a", .in_initramfs = LUOCAT_NO),
		VERSION_INIT(FROM("a.ko", STRING), .provider = "a", .in_initramfs = LUOCAT_YES,
			     .in_modules_tree = LUOCAT_NO),
		VERSION_INIT(FROM("a.ko", OBJECT), .provider = "a"),
	};
	const struct luocat_version *got;

	for (size_t i = 0; i < 3; i++)
		add(&places[(i + (size_t)_i) % 3]);
	got = luocat_catalog_find(catalog, LUOCAT_KIND_FILE_HANDLER, "memfd-v2");
	ck_assert_int_eq(got->in_initramfs, LUOCAT_YES);
	ck_assert_int_eq(got->in_modules_tree, LUOCAT_NO);
}
END_TEST

/* The most that was said of them, which is what the code itself says. */
START_TEST(test_constants)
{
	const struct luocat_version *got;

	add(VERSION(FROM("a.o", OBJECT)));
	got = luocat_catalog_version(catalog, 0);
	ck_assert(!got->constants_known && !got->origin.evidence_constants);
	add(VERSION(FROM("b.o", PROBE), CONSTANTS(PROBE, {"Y", 2})));
	got = luocat_catalog_version(catalog, 0);
	ck_assert(got->constants_known && got->n_constants == 1);
	ck_assert_int_eq(got->origin.evidence_constants, LUOCAT_EVIDENCE_PROBE);
	ck_assert_int_eq(got->origin.evidence_id, LUOCAT_EVIDENCE_OBJECT);
	add(VERSION(FROM("c.o", DESCRIPTOR), CONSTANTS(DESCRIPTOR, {"Y", 2}, {"X", 1}, {"Y", 2})));
	got = luocat_catalog_version(catalog, 0);
	ck_assert_uint_eq(got->n_constants, 2);
	ck_assert_str_eq(got->constants[0].name, "X");
	ck_assert_str_eq(got->constants[1].name, "Y");
	ck_assert_uint_eq(got->constants[1].value, 2);
	ck_assert_int_eq(got->origin.evidence_constants, LUOCAT_EVIDENCE_DESCRIPTOR);
}
END_TEST

/* Roots, properties and fingerprint of a layout that was overruled do not live on. */
START_TEST(test_layout_stays_whole)
{
	const struct luocat_version *got;

	add(VERSION(FROM("x.o", TABLE), .layout_form = LUOCAT_LAYOUT_FDT,
		    .properties = PROPERTY("a")));
	ck_assert_ptr_nonnull(luocat_catalog_version(catalog, 0)->fingerprint);
	add(VERSION(FROM("b.o", OBJECT), .layout_form = LUOCAT_LAYOUT_STRUCT, .roots = STRUCT_B));
	got = luocat_catalog_version(catalog, 0);
	ck_assert_str_eq(got->roots[0], "struct b");
	ck_assert_uint_eq(got->n_properties, 0);
	ck_assert_ptr_null(got->fingerprint);
	add(VERSION(FROM("c.o", DESCRIPTOR), .layout_form = LUOCAT_LAYOUT_NONE));
	got = luocat_catalog_version(catalog, 0);
	ck_assert_int_eq(got->layout_form, LUOCAT_LAYOUT_NONE);
	ck_assert_uint_eq(got->n_roots, 0);
}
END_TEST

/* A name that is said puts the version elsewhere in the order. */
START_TEST(test_merge_moves)
{
	add(VERSION(.compatible = "m-v1"));
	add(VERSION(.compatible = "z-v1"));
	add(VERSION(.compatible = "a-v1", .name = "zz"));
	ck_assert_str_eq(luocat_catalog_version(catalog, 0)->compatible, "m-v1");
	add(VERSION(.compatible = "z-v1", .name = "a"));
	ck_assert_str_eq(luocat_catalog_version(catalog, 0)->compatible, "z-v1");
	ck_assert_str_eq(luocat_catalog_version(catalog, 1)->compatible, "m-v1");
	ck_assert_str_eq(luocat_catalog_version(catalog, 2)->compatible, "a-v1");
	ck_assert_uint_eq(luocat_catalog_n_versions(catalog), 3);
	ck_assert_str_eq(luocat_catalog_find(catalog, LUOCAT_KIND_FILE_HANDLER, "z-v1")->name, "a");
}
END_TEST

/* What several finders saw of two versions and a kernel. */
static const struct luocat_version sightings[] = {
	VERSION_INIT(FROM("vmlinux", OBJECT), READ(YES, OBJECT), .origin.symbol = "handler",
		     .origin.source = "mm/memfd_luo.c", .origin.line = 7, .provider = "builtin"),
	VERSION_INIT(FROM("mm/memfd_luo.o", OBJECT), READ(YES, OBJECT), .origin.symbol = "handler",
		     .origin.source = "mm/memfd_luo.c", .origin.line = 7),
	VERSION_INIT(FROM("vmlinux", TABLE), .name = "mem", .has_version = true, .version = 2,
		     .consequence = LUOCAT_CONSEQUENCE_PANIC, WRITE(NO, TABLE),
		     .layout_form = LUOCAT_LAYOUT_STRUCT, .roots = STRUCT_A),
	VERSION_INIT(FROM("x.ko", STRING), WRITE(YES, STRING), .name = "fd",
		     .layout_form = LUOCAT_LAYOUT_FDT, .required_known = true),
	VERSION_INIT(.kind = LUOCAT_KIND_CORE, .compatible = "luo-v5", .origin.object = "vmlinux"),
};

static const struct luocat_option option_a = {"LIVEUPDATE", "y"};
static const struct luocat_option option_b = {"KEXEC_HANDOVER", NULL};
static const struct luocat_kernel kernels[] = {
	KERNEL_INIT(.release = "7.3.4", .options = &option_a, .n_options = 1),
	KERNEL_INIT(.arch = "x86_64", .release = "7.3.4", .options = &option_b, .n_options = 1),
};

#define N_STEPS (COUNT(sightings) + COUNT(kernels))

static char *fill(const int *order)
{
	char *text;

	setup_catalog();
	for (int i = 0; i < N_STEPS; i++) {
		int k = order[i] - COUNT(sightings);

		if (k < 0)
			add(&sightings[order[i]]);
		else
			ck_assert_int_eq(
				luocat_catalog_set_kernel(catalog, &kernels[k], &catalog_err), 0);
	}
	text = to_json();
	teardown_catalog();
	return text;
}

/* All orders of order[at..], each against the same text. */
static int permute(int *order, int at, const char *want)
{
	int n = 0;

	if (at == N_STEPS) {
		char *got = fill(order);

		ck_assert_str_eq(got, want);
		free(got);
		return 1;
	}
	for (int i = at; i < N_STEPS; i++) {
		int swap = order[at];

		order[at] = order[i];
		order[i] = swap;
		n += permute(order, at + 1, want);
		order[i] = order[at];
		order[at] = swap;
	}
	return n;
}

START_TEST(test_every_order_gives_the_same_bytes)
{
	int order[N_STEPS];
	char *want;

	for (int i = 0; i < N_STEPS; i++)
		order[i] = i;
	want = fill(order);
	ck_assert_ptr_nonnull(strstr(want, "\"object\": \"mm/memfd_luo.o\""));
	ck_assert_ptr_nonnull(strstr(want, "\"name\": \"mem\""));
	ck_assert_ptr_nonnull(strstr(want, "\"write\": false"));
	ck_assert_int_eq(permute(order, 0, want), 5040); /* 7! */
	free(want);
}
END_TEST

/* A bare string of the RFC beside others of its id, and whether it is handed out then. */
static const struct luocat_version bare[] = {
	VERSION_INIT(FROM("a.o", LVUP), .kind = LUOCAT_KIND_UNKNOWN, .provider = "builtin"),
	VERSION_INIT(FROM("b.o", LVUP), .kind = LUOCAT_KIND_UNKNOWN),
	VERSION_INIT(FROM("c.o", OBJECT), .kind = LUOCAT_KIND_FLB),
	VERSION_INIT(FROM("d.o", OBJECT), .kind = LUOCAT_KIND_UNKNOWN, READ(YES, OBJECT)),
};

static const struct {
	int order[4]; /* -1: no more */
	bool shown;
} folds[] = {
	{{0, 1, -1}, true},	{{2, 0, 1, -1}, false}, {{0, 2, 1, -1}, false},
	{{0, 1, 2, -1}, false}, {{2, 0, 3, -1}, true},	{{0, 2, 3, -1}, true},
	{{3, 0, 2, -1}, true},	{{3, 2, 0, -1}, true},
};

START_TEST(test_bare_string_is_folded)
{
	const struct luocat_version *flb;
	bool has_flb = false;

	for (int i = 0; i < 4 && folds[_i].order[i] >= 0; i++) {
		add(&bare[folds[_i].order[i]]);
		has_flb |= folds[_i].order[i] == 2;
	}
	ck_assert_uint_eq(luocat_catalog_n_versions(catalog), has_flb + folds[_i].shown);
	ck_assert_int_eq(luocat_catalog_find(catalog, LUOCAT_KIND_UNKNOWN, "memfd-v2") != NULL,
			 folds[_i].shown);
	ck_assert_ptr_null(luocat_catalog_version(catalog, has_flb + folds[_i].shown));
	flb = luocat_catalog_find(catalog, LUOCAT_KIND_FLB, "memfd-v2");
	ck_assert_int_eq(flb != NULL, has_flb);
	if (flb)
		ck_assert_str_eq(flb->origin.object, "c.o");
}
END_TEST

/* Also one that is not shown contradicts, whatever comes first. */
START_TEST(test_folded_string_contradicts)
{
	const struct luocat_version contrary =
		VERSION_INIT(FROM("x.ko", LVUP), .kind = LUOCAT_KIND_UNKNOWN, .provider = "x");
	const struct luocat_version *three[] = {&bare[0], &contrary, &bare[2]};
	int r = 0;

	for (int i = 0; i < 3 && !r; i++)
		r = luocat_catalog_add(catalog, three[(i + _i) % 3], &catalog_err);
	ck_assert_int_eq(r, -EEXIST);
}
END_TEST

/* A contradiction between two weak sources shows even where a stronger one overrules both. */
START_TEST(test_contradiction_whatever_the_order)
{
	static const struct luocat_version three[] = {
		VERSION_INIT(FROM("a.o", TABLE), .consequence = LUOCAT_CONSEQUENCE_PANIC),
		VERSION_INIT(FROM("b.o", TABLE), .consequence = LUOCAT_CONSEQUENCE_IGNORED),
		VERSION_INIT(FROM("c.o", DESCRIPTOR), .consequence = LUOCAT_CONSEQUENCE_DATA_LOST),
	};
	static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
					{1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

	for (int i = 0; i < COUNT(orders); i++) {
		int r = 0;

		setup_catalog();
		for (int k = 0; k < 3 && !r; k++)
			r = luocat_catalog_add(catalog, &three[orders[i][k]], &catalog_err);
		ck_assert_int_eq(r, -EEXIST);
		teardown_catalog();
	}
}
END_TEST

START_TEST(test_same_again)
{
	char *once, *often;

	add(&sightings[0]);
	once = to_json();
	for (int i = 0; i < 3000; i++) /* more often than there may be different sightings */
		add(&sightings[0]);
	often = to_json();
	ck_assert_str_eq(once, often);
	free(once);
	free(often);
}
END_TEST

START_TEST(test_bounds)
{
	char text[32];
	int r = 0, n;

	for (n = 0; !r && n < 100000; n++) {
		snprintf(text, sizeof(text), "%d", n);
		r = luocat_catalog_add(catalog, VERSION(.compatible = text), &catalog_err);
	}
	ck_assert_int_eq(r, -E2BIG);
	ck_assert_int_eq(n, 16385);
	ck_assert_uint_eq(luocat_catalog_n_versions(catalog), 16384);
	for (n = 0, r = 0; !r && n < 100000; n++)
		r = luocat_catalog_add(catalog, VERSION(.compatible = "7", .origin.line = n + 1),
				       &catalog_err);
	ck_assert_int_eq(r, -E2BIG);
	ck_assert_int_eq(n, 1024); /* and the one from before */
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("merge");
	TCase *tests = tcase_create("merge");
	TCase *pairs = tcase_create("pairs");

	tcase_add_checked_fixture(tests, setup_catalog, teardown_catalog);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, test_contradiction_says_where);
	tcase_add_test(tests, test_stronger_wins);
	tcase_add_loop_test(tests, test_places_of_a_module, 0, 3);
	tcase_add_test(tests, test_constants);
	tcase_add_test(tests, test_layout_stays_whole);
	tcase_add_test(tests, test_merge_moves);
	tcase_add_loop_test(tests, test_bare_string_is_folded, 0, COUNT(folds));
	tcase_add_loop_test(tests, test_folded_string_contradicts, 0, 3);
	tcase_add_test(tests, test_same_again);
	tcase_add_test(tests, test_bounds);
	/* these make their own catalogs */
	tcase_set_timeout(pairs, 60);
	tcase_add_loop_test(pairs, test_contradiction, 0, COUNT(contradictions));
	tcase_add_test(pairs, test_contradiction_whatever_the_order);
	tcase_add_test(pairs, test_every_order_gives_the_same_bytes);
	suite_add_tcase(suite, tests);
	suite_add_tcase(suite, pairs);
	return run_suite(suite);
}
