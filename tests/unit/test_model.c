// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_model.c - words, errors, and the catalog as its callers fill it
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "model.h"
#include "run.h"

START_TEST(test_error_is_safe_to_print)
{
	char text[2000];

	ck_assert_int_eq(luocat_error_set(&catalog_err, -EIO, "a\nb\x1b[0m",
					  "\xc2\x9b"
					  "1m\xff",
					  "%s %d", "caf\xc3\xa9", 7),
			 -EIO);
	ck_assert_int_eq(catalog_err.code, -EIO);
	ck_assert_str_eq(catalog_err.file, "a?b?[0m");
	ck_assert_str_eq(catalog_err.where, "??1m?");
	ck_assert_str_eq(catalog_err.what, "caf\xc3\xa9 7");

	/* cut between characters, never inside one */
	memset(text, 0, sizeof(text));
	for (size_t i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	luocat_error_set(&catalog_err, -EIO, text, NULL, "x");
	ck_assert_uint_eq(strlen(catalog_err.file), 510);
	ck_assert_str_eq(catalog_err.where, "");

	/* an error may quote itself */
	luocat_error_set(&catalog_err, -EIO, "f", "w", "inner");
	luocat_error_set(&catalog_err, -EINVAL, catalog_err.file, catalog_err.where, "outer: %s",
			 catalog_err.what);
	ck_assert_str_eq(catalog_err.file, "f");
	ck_assert_str_eq(catalog_err.what, "outer: inner");
	ck_assert_int_eq(luocat_error_set(NULL, -ENOENT, NULL, NULL, "x"), -ENOENT);
}
END_TEST

START_TEST(test_words_round_trip)
{
	enum luocat_kind kind;
	enum luocat_evidence evidence;
	enum luocat_consequence consequence;
	enum luocat_layout_form form;

	for (int i = 0; i <= LUOCAT_KIND_STRUCTURE; i++) {
		ck_assert_int_eq(luocat_kind_parse(luocat_kind_name(i), &kind), 0);
		ck_assert_int_eq(kind, i);
	}
	for (int i = 0; i <= LUOCAT_EVIDENCE_DESCRIPTOR; i++) {
		ck_assert_int_eq(luocat_evidence_parse(luocat_evidence_name(i), &evidence), 0);
		ck_assert_int_eq(evidence, i);
	}
	for (int i = 0; i <= LUOCAT_CONSEQUENCE_PANIC; i++) {
		ck_assert_int_eq(luocat_consequence_parse(luocat_consequence_name(i), &consequence),
				 0);
		ck_assert_int_eq(consequence, i);
	}
	for (int i = 0; i <= LUOCAT_LAYOUT_NONE; i++) {
		ck_assert_int_eq(luocat_layout_form_parse(luocat_layout_form_name(i), &form), 0);
		ck_assert_int_eq(form, i);
	}
	ck_assert_str_eq(luocat_kind_name(LUOCAT_KIND_FILE_HANDLER), "file-handler");
	ck_assert_str_eq(luocat_tri_name(LUOCAT_NO), "no");
	ck_assert_ptr_null(luocat_kind_name(LUOCAT_KIND_STRUCTURE + 1));
	ck_assert_ptr_null(luocat_kind_name(-1));
	ck_assert_ptr_null(luocat_tri_name(3));
	ck_assert_int_eq(luocat_kind_parse("File-Handler", &kind), -EINVAL);
	ck_assert_int_eq(luocat_kind_parse(NULL, &kind), -EINVAL);
}
END_TEST

START_TEST(test_kinds_that_luo_knows_have_a_consequence)
{
	ck_assert_int_eq(luocat_kind_consequence(LUOCAT_KIND_FILE_HANDLER),
			 LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE);
	ck_assert_int_eq(luocat_kind_consequence(LUOCAT_KIND_FLB), LUOCAT_CONSEQUENCE_DATA_LOST);
	/* a core format may panic or start from nothing, a subtree may be missed or not */
	ck_assert_int_eq(luocat_kind_consequence(LUOCAT_KIND_CORE), LUOCAT_CONSEQUENCE_UNKNOWN);
	ck_assert_int_eq(luocat_kind_consequence(LUOCAT_KIND_SUBTREE), LUOCAT_CONSEQUENCE_UNKNOWN);
}
END_TEST

static const struct {
	const char *compatible;
	const char *name;
	bool derived;
	uint32_t version;
} derivations[] = {
	{"memfd-v2", "memfd", true, 2},
	{"kvm_vm_luo_v1", "kvm_vm_luo", true, 1},
	{"reserve-mem-v1", "reserve-mem", true, 1},
	{"x-v0", "x", true, 0},
	{"x-v4294967295", "x", true, 4294967295u},
	{"a-v1-v2", "a-v1", true, 2},
	{"x-v4294967296", "x-v4294967296", false, 0},
	{"x-v99999999999999999999", "x-v99999999999999999999", false, 0},
	{"x-v01", "x-v01", false, 0},
	{"x-v00", "x-v00", false, 0},
	{"x-v", "x-v", false, 0},
	{"x-v1a", "x-v1a", false, 0},
	{"x-V1", "x-V1", false, 0},
	{"xv1", "xv1", false, 0},
	{"-v1", "-v1", false, 0},
	{"v1", "v1", false, 0},
	{"7", "7", false, 0},
	{"luo-v5;block-v1", "luo-v5;block", true, 1},
	{"x-v+1", "x-v+1", false, 0},
};

START_TEST(test_name_from_compatible)
{
	const struct luocat_version *got;

	ck_assert_int_eq(luocat_catalog_add(catalog,
					    VERSION(.compatible = derivations[_i].compatible),
					    &catalog_err),
			 0);
	got = luocat_catalog_version(catalog, 0);
	ck_assert_str_eq(got->compatible, derivations[_i].compatible);
	ck_assert_str_eq(got->name, derivations[_i].name);
	ck_assert_int_eq(got->derived, derivations[_i].derived);
	ck_assert_int_eq(got->has_version, derivations[_i].derived);
	ck_assert_uint_eq(got->version, derivations[_i].version);
}
END_TEST

START_TEST(test_name_that_was_said)
{
	const struct luocat_version *got;

	/* three instances, all written at once: the number is no version */
	ck_assert_int_eq(luocat_catalog_add(catalog,
					    VERSION(.kind = LUOCAT_KIND_FLB,
						    .compatible = "liveupdate-test-flb-v2",
						    .name = "liveupdate-test-flb-v2"),
					    &catalog_err),
			 0);
	got = luocat_catalog_find(catalog, LUOCAT_KIND_FLB, "liveupdate-test-flb-v2");
	ck_assert_ptr_nonnull(got);
	ck_assert_str_eq(got->name, "liveupdate-test-flb-v2");
	ck_assert(!got->has_version && !got->derived);
	/* and what only the id gives does not overrule it */
	ck_assert_int_eq(
		luocat_catalog_add(catalog,
				   VERSION(.kind = LUOCAT_KIND_FLB,
					   .compatible = "liveupdate-test-flb-v2",
					   .origin.evidence_id = LUOCAT_EVIDENCE_DESCRIPTOR),
				   &catalog_err),
		0);
	got = luocat_catalog_find(catalog, LUOCAT_KIND_FLB, "liveupdate-test-flb-v2");
	ck_assert_str_eq(got->name, "liveupdate-test-flb-v2");
	ck_assert(!got->has_version && !got->derived);
	ck_assert_ptr_null(
		luocat_catalog_find(catalog, LUOCAT_KIND_FILE_HANDLER, "liveupdate-test-flb-v2"));
	ck_assert_ptr_null(luocat_catalog_find(catalog, LUOCAT_KIND_FLB, NULL));
	ck_assert_ptr_null(luocat_catalog_version(catalog, 1));
}
END_TEST

START_TEST(test_order)
{
	static const struct {
		enum luocat_kind kind;
		const char *compatible;
	} sorted[] = {
		{LUOCAT_KIND_UNKNOWN, "z"},
		{LUOCAT_KIND_CORE, "kho-v4"},
		{LUOCAT_KIND_CORE, "luo-v5"},
		{LUOCAT_KIND_FILE_HANDLER, "memfd"},
		{LUOCAT_KIND_FILE_HANDLER, "memfd-v2"},
		{LUOCAT_KIND_FILE_HANDLER, "memfd_v2"},
		{LUOCAT_KIND_FILE_HANDLER, "memfd-v10"},
		{LUOCAT_KIND_FLB, "memfd-v2"},
	};
	const size_t n = sizeof(sorted) / sizeof(sorted[0]);

	for (size_t i = 0; i < n; i++) {
		size_t k = (i * 5 + 3) % n; /* 5 and 8 have no common factor: each once */

		ck_assert_int_eq(luocat_catalog_add(catalog,
						    VERSION(.kind = sorted[k].kind,
							    .compatible = sorted[k].compatible),
						    &catalog_err),
				 0);
	}
	ck_assert_uint_eq(luocat_catalog_n_versions(catalog), n);
	for (size_t i = 0; i < n; i++) {
		const struct luocat_version *got = luocat_catalog_version(catalog, i);

		ck_assert_int_eq(got->kind, sorted[i].kind);
		ck_assert_str_eq(got->compatible, sorted[i].compatible);
		ck_assert_ptr_eq(luocat_catalog_find(catalog, got->kind, got->compatible), got);
	}
}
END_TEST

/* What add must refuse, and what its error says. */
static const struct {
	struct luocat_version version;
	int code;
	const char *what;
} refused[] = {
#define REFUSED(code, what, ...)                                                                   \
	{                                                                                          \
		VERSION_INIT(__VA_ARGS__), code, what                                              \
	}
	REFUSED(-EINVAL, "compatible is missing", .name = "a"),
	REFUSED(-EINVAL, "compatible must be", .compatible = ""),
	REFUSED(-EINVAL, "compatible must be", .compatible = "a\tb"),
	REFUSED(-EINVAL, "compatible must be", .compatible = "caf\xc3\xa9"),
	REFUSED(-EINVAL, "name must be", .compatible = "a", .name = "\x7f"),
	REFUSED(-EINVAL, "provider must be", .compatible = "a", .provider = ""),
	REFUSED(-EINVAL, "origin.evidence.id is missing", .compatible = "a",
		.origin.evidence_id = LUOCAT_EVIDENCE_NONE),
	REFUSED(-EINVAL, "origin.evidence.read is missing", .compatible = "a", .read = LUOCAT_NO),
	REFUSED(-EINVAL, "origin.evidence.write is there", .compatible = "a",
		.origin.evidence_write = LUOCAT_EVIDENCE_TABLE),
	REFUSED(-EINVAL, "kind is not", .compatible = "a", .kind = 6),
	REFUSED(-EINVAL, "read is not", .compatible = "a", .read = 3),
	REFUSED(-EINVAL, "consequence is not", .compatible = "a", .consequence = 99),
	REFUSED(-EINVAL, "origin.evidence.id is not", .compatible = "a", .origin.evidence_id = 77),
	REFUSED(-EINVAL, "origin.source must be", .compatible = "a", .origin.source = "mm/\xc3.c"),
	REFUSED(-EINVAL, "name is missing", .compatible = "a", .has_version = true),
	REFUSED(-EINVAL, "derived is true", .compatible = "a", .name = "a", .derived = true),
	REFUSED(-EINVAL, "derived is true, though name", .compatible = "ab-v1", .name = "a",
		.derived = true, .has_version = true, .version = 1),
	REFUSED(-EINVAL, "derived is true, though name", .compatible = "a-v1", .name = "a",
		.derived = true, .has_version = true, .version = 2),
	REFUSED(-EINVAL, "layout.roots are there", .compatible = "a", .n_roots = 1,
		.roots = (const char *const[]){"struct a"}),
	REFUSED(-EINVAL, "layout.roots are more", .compatible = "a", .n_roots = 257,
		.layout_form = LUOCAT_LAYOUT_STRUCT),
	REFUSED(-EINVAL, "layout.roots[1] must be", .compatible = "a", .n_roots = 2,
		.layout_form = LUOCAT_LAYOUT_STRUCT,
		.roots = (const char *const[]){"struct a", ""}),
#define PROPERTIES(...)                                                                            \
	.compatible = "a", .layout_form = LUOCAT_LAYOUT_FDT,                                       \
	.properties = (const struct luocat_property[])__VA_ARGS__,                                 \
	.n_properties = sizeof((const struct luocat_property[])__VA_ARGS__) /                      \
			sizeof(struct luocat_property)
	REFUSED(-EINVAL, "layout.properties are there", PROPERTIES({{"/", "a", "u64"}}),
		.layout_form = LUOCAT_LAYOUT_NONE),
	REFUSED(-EINVAL, "layout.properties are more", PROPERTIES({{"/", "a", "u64"}}),
		.n_properties = 257),
	REFUSED(-EINVAL, "layout.properties are missing", .compatible = "a", .n_properties = 1),
	REFUSED(-EINVAL, "layout.properties[0] has no node", PROPERTIES({{NULL, "a", "u64"}})),
	REFUSED(-EINVAL, "layout.properties[0] has no node", PROPERTIES({{"x/", "a", "u64"}})),
	REFUSED(-EINVAL, "layout.properties[0] has no node", PROPERTIES({{"/ x", "a", "u64"}})),
	REFUSED(-EINVAL, "layout.properties[0] has no name", PROPERTIES({{"/", "", "u64"}})),
	REFUSED(-EINVAL, "layout.properties[1] has no type",
		PROPERTIES({{"/", "a", "u64"}, {"/", "b", "a\n"}})),
	REFUSED(-EINVAL, "layout.properties[1] is there with another type",
		PROPERTIES({{"/", "a", "u64"}, {"/", "a", "u32"}})),
#define CONSTANTS(...)                                                                             \
	.compatible = "a", .origin.evidence_constants = LUOCAT_EVIDENCE_DESCRIPTOR,                \
	.constants = (const struct luocat_constant[])__VA_ARGS__,                                  \
	.n_constants = sizeof((const struct luocat_constant[])__VA_ARGS__) /                       \
		       sizeof(struct luocat_constant),                                             \
	.constants_known = true
	REFUSED(-EINVAL, "origin.evidence.constants is missing", CONSTANTS({{"A", 1}}),
		.origin.evidence_constants = 0),
	REFUSED(-EINVAL, "origin.evidence.constants is there", .compatible = "a",
		.origin.evidence_constants = LUOCAT_EVIDENCE_PROBE),
	REFUSED(-EINVAL, "origin.evidence.constants is not", .compatible = "a",
		.origin.evidence_constants = 77),
	REFUSED(-EINVAL, "constants are there", .compatible = "a", .n_constants = 1),
	REFUSED(-EINVAL, "constants are more", CONSTANTS({{"A", 1}}), .n_constants = 257),
	REFUSED(-EINVAL, "constants are missing", CONSTANTS({{"A", 1}}), .constants = NULL),
	REFUSED(-EINVAL, "constants[0] has no name", CONSTANTS({{NULL, 1}})),
	REFUSED(-EINVAL, "constants[0] has no name", CONSTANTS({{"A B", 1}})),
	REFUSED(-EINVAL, "constants[1] has no name", CONSTANTS({{"A", 1}, {"", 1}})),
	REFUSED(-EINVAL, "constants[2] is there with another value",
		CONSTANTS({{"A", 1}, {"A", 1}, {"A", 2}})),
	REFUSED(-EINVAL, "requires are there", .compatible = "a", .n_required = 1,
		.required = &(const struct luocat_ref){LUOCAT_KIND_CORE, "x"}),
	REFUSED(-EINVAL, "requires[0].compatible must be", .compatible = "a", .n_required = 1,
		.required_known = true,
		.required = &(const struct luocat_ref){LUOCAT_KIND_CORE, "\n"}),
	REFUSED(-EINVAL, "requires[0].kind is not", .compatible = "a", .n_required = 1,
		.required_known = true, .required = &(const struct luocat_ref){42, "x"}),
	{{.size = 8, .compatible = "a"}, -EINVAL, "size"},
};

START_TEST(test_add_refuses)
{
	ck_assert_int_eq(luocat_catalog_add(catalog, &refused[_i].version, &catalog_err),
			 refused[_i].code);
	ck_assert_int_eq(catalog_err.code, refused[_i].code);
	ck_assert_msg(strstr(catalog_err.what, refused[_i].what), "%s: %s", refused[_i].what,
		      catalog_err.what);
	ck_assert_int_eq(luocat_catalog_add(catalog, &refused[_i].version, NULL), refused[_i].code);
	ck_assert_uint_eq(luocat_catalog_n_versions(catalog), 0);
}
END_TEST

START_TEST(test_compatible_of_every_length)
{
	char text[257];

	for (size_t n = 1; n < sizeof(text); n++) {
		memset(text, 'x', n);
		text[n] = '\0';
		ck_assert_int_eq(
			luocat_catalog_add(catalog, VERSION(.compatible = text), &catalog_err),
			n <= 255 ? 0 : -EINVAL);
	}
}
END_TEST

START_TEST(test_newer_caller)
{
	struct {
		struct luocat_version version;
		uint64_t news;
	} bigger = {.version = *VERSION(.compatible = "a")};

	bigger.version.size = sizeof(bigger);
	ck_assert_int_eq(luocat_catalog_add(catalog, &bigger.version, &catalog_err), 0);
	ck_assert_uint_eq(luocat_catalog_version(catalog, 0)->size, sizeof(struct luocat_version));
	bigger.news = 1;
	ck_assert_int_eq(luocat_catalog_add(catalog, &bigger.version, &catalog_err), -E2BIG);
}
END_TEST

START_TEST(test_strings_are_copied)
{
	char compatible[] = "memfd-v2", root[] = "struct a", other[] = "kho-v4";
	const char *roots[] = {root, "struct a", "struct B"};
	struct luocat_ref refs[] = {
		{LUOCAT_KIND_FLB, "b"}, {LUOCAT_KIND_CORE, other}, {LUOCAT_KIND_FLB, "b"}};
	const struct luocat_version *got;

	ck_assert_int_eq(luocat_catalog_add(catalog,
					    VERSION(.compatible = compatible, .roots = roots,
						    .n_roots = 3, .required = refs, .n_required = 3,
						    .required_known = true,
						    .layout_form = LUOCAT_LAYOUT_STRUCT),
					    &catalog_err),
			 0);
	memset(compatible, 'x', 8);
	memset(root, 'x', 8);
	memset(other, 'x', 6);
	got = luocat_catalog_version(catalog, 0);
	ck_assert_str_eq(got->compatible, "memfd-v2");
	/* sorted, each once */
	ck_assert_uint_eq(got->n_roots, 2);
	ck_assert_str_eq(got->roots[0], "struct B");
	ck_assert_str_eq(got->roots[1], "struct a");
	ck_assert_uint_eq(got->n_required, 2);
	ck_assert_str_eq(got->required[0].compatible, "kho-v4");
	ck_assert_int_eq(got->required[1].kind, LUOCAT_KIND_FLB);
}
END_TEST

START_TEST(test_kernel)
{
	const struct luocat_option first[] = {{"LIVEUPDATE", NULL}, {"KEXEC_HANDOVER", "y"}};
	const struct luocat_option second[] = {{"LIVEUPDATE", "y"}, {"A", ""}};
	const struct luocat_option third[] = {{"NEW", "y"}, {"KEXEC_HANDOVER", "n"}};
	const struct luocat_kernel *got = luocat_catalog_kernel(catalog);

	ck_assert_ptr_null(got->release);
	ck_assert_int_eq(got->max_page_order, -1);
	ck_assert_int_eq(got->write_control, LUOCAT_UNKNOWN);
	ck_assert_int_eq(luocat_catalog_set_kernel(catalog,
						   KERNEL(.release = "7.3.4", .page_size = 4096,
							  .options = first, .n_options = 2),
						   &catalog_err),
			 0);
	ck_assert_ptr_null(luocat_catalog_option(catalog, "LIVEUPDATE"));
	ck_assert_int_eq(
		luocat_catalog_set_kernel(catalog,
					  KERNEL(.arch = "x86_64", .max_page_order = 10,
						 .release = "7.3.4", .write_control = LUOCAT_NO,
						 .options = second, .n_options = 2),
					  &catalog_err),
		0);
	/* one contradiction: nothing of the call is taken */
	ck_assert_int_eq(luocat_catalog_set_kernel(
				 catalog,
				 KERNEL(.build_id = "ab", .options = third, .n_options = 2),
				 &catalog_err),
			 -EEXIST);
	ck_assert_str_eq(catalog_err.what, "kernel: options.KEXEC_HANDOVER is both y and n");
	got = luocat_catalog_kernel(catalog);
	ck_assert_uint_eq(got->size, sizeof(*got));
	ck_assert_str_eq(got->release, "7.3.4");
	ck_assert_str_eq(got->arch, "x86_64");
	ck_assert_uint_eq(got->page_size, 4096);
	ck_assert_int_eq(got->max_page_order, 10);
	ck_assert_int_eq(got->write_control, LUOCAT_NO);
	ck_assert_ptr_null(got->build_id);
	ck_assert_uint_eq(got->n_options, 3);
	ck_assert_str_eq(got->options[0].name, "A");
	ck_assert_str_eq(got->options[1].name, "KEXEC_HANDOVER");
	ck_assert_str_eq(got->options[2].name, "LIVEUPDATE");
	ck_assert_str_eq(luocat_catalog_option(catalog, "LIVEUPDATE"), "y");
	ck_assert_str_eq(luocat_catalog_option(catalog, "A"), "");
	ck_assert_ptr_null(luocat_catalog_option(catalog, "NEW"));
	ck_assert_ptr_null(luocat_catalog_option(catalog, NULL));
}
END_TEST

static const struct {
	struct luocat_kernel kernel;
	int code;
	const char *what;
} bad_kernels[] = {
#define BAD_KERNEL(code, what, ...)                                                                \
	{                                                                                          \
		KERNEL_INIT(__VA_ARGS__), code, what                                               \
	}
	BAD_KERNEL(-EINVAL, "byte_order must be", .byte_order = "middle"),
	BAD_KERNEL(-EINVAL, "pointer_size must be", .pointer_size = 2),
	BAD_KERNEL(-EINVAL, "page_size must be", .page_size = 4095),
	BAD_KERNEL(-EINVAL, "build_id must be", .build_id = "abc"),
	BAD_KERNEL(-EINVAL, "build_id must be", .build_id = "AB"),
	BAD_KERNEL(-EINVAL, "release must be", .release = "7.3\n"),
	BAD_KERNEL(-EINVAL, "write_control is not", .write_control = 3),
	BAD_KERNEL(-EINVAL, "options have", .n_options = 1,
		   .options = &(const struct luocat_option){NULL, "y"}),
	BAD_KERNEL(-EINVAL, "options.A must be", .n_options = 1,
		   .options = &(const struct luocat_option){"A", "\x01"}),
	BAD_KERNEL(-EEXIST, "arch is both x86_64 and arm64", .arch = "arm64"),
	BAD_KERNEL(-EEXIST, "pointer_size is both 8 and 4", .pointer_size = 4),
	BAD_KERNEL(-EEXIST, "max_page_order is both 10 and 0", .max_page_order = 0),
	BAD_KERNEL(-EEXIST, "write_control is both no and yes", .write_control = LUOCAT_YES),
	{{.size = 4}, -EINVAL, "size"},
	BAD_KERNEL(-EINVAL, "max_page_order must be", .max_page_order = -2),
};

START_TEST(test_kernel_refuses)
{
	ck_assert_int_eq(
		luocat_catalog_set_kernel(catalog,
					  KERNEL(.arch = "x86_64", .pointer_size = 8,
						 .max_page_order = 10, .write_control = LUOCAT_NO),
					  &catalog_err),
		0);
	ck_assert_int_eq(luocat_catalog_set_kernel(catalog, &bad_kernels[_i].kernel, &catalog_err),
			 bad_kernels[_i].code);
	ck_assert_msg(strstr(catalog_err.what, bad_kernels[_i].what), "%s", catalog_err.what);
	ck_assert_str_eq(luocat_catalog_kernel(catalog)->arch, "x86_64");
}
END_TEST

START_TEST(test_reference)
{
	ck_assert_ptr_eq(luocat_catalog_ref(catalog), catalog);
	ck_assert_ptr_null(luocat_catalog_unref(catalog));
	ck_assert_uint_eq(luocat_catalog_n_versions(catalog), 0);
	ck_assert_ptr_null(luocat_catalog_unref(NULL));
	ck_assert_int_eq(luocat_catalog_set_generator(catalog, "", "1", &catalog_err), -EINVAL);
	ck_assert_int_eq(luocat_catalog_set_generator(catalog, "x", NULL, &catalog_err), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("model");
	TCase *tests = tcase_create("model");

	tcase_add_checked_fixture(tests, setup_catalog, teardown_catalog);
	tcase_add_test(tests, test_error_is_safe_to_print);
	tcase_add_test(tests, test_words_round_trip);
	tcase_add_test(tests, test_kinds_that_luo_knows_have_a_consequence);
	tcase_add_loop_test(tests, test_name_from_compatible, 0, COUNT(derivations));
	tcase_add_test(tests, test_name_that_was_said);
	tcase_add_test(tests, test_order);
	tcase_add_loop_test(tests, test_add_refuses, 0, COUNT(refused));
	tcase_add_test(tests, test_compatible_of_every_length);
	tcase_add_test(tests, test_newer_caller);
	tcase_add_test(tests, test_strings_are_copied);
	tcase_add_test(tests, test_kernel);
	tcase_add_loop_test(tests, test_kernel_refuses, 0, COUNT(bad_kernels));
	tcase_add_test(tests, test_reference);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
