// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_json.c - catalogs as text: what the loader takes and refuses, and the canonical writer
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catalog_text.h"
#include "model.h"
#include "run.h"

#define EXAMPLE TOP "/schemas/examples/catalog.json"

static struct luocat_error err;

static void clear_error(void)
{
	memset(&err, 0, sizeof(err));
}

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_gt(getdelim(&text, &room, '\0', file), 0);
	fclose(file);
	return text;
}

START_TEST(test_example_is_canonical)
{
	struct luocat_catalog *catalog = NULL;
	char *want = read_file(EXAMPLE);
	int fd = open(EXAMPLE, O_RDONLY);
	char *got;

	ck_assert_int_eq(luocat_catalog_load_fd(fd, EXAMPLE, &catalog, &err), 0);
	close(fd);
	got = to_json(catalog);
	ck_assert_str_eq(got, want);
	free(got);
	free(want);
	luocat_catalog_unref(catalog);
}
END_TEST

/* What the example says, read off it by eye. */
START_TEST(test_example_values)
{
	char *text = read_file(EXAMPLE);
	struct luocat_catalog *catalog = load(text);
	const struct luocat_kernel *kernel = luocat_catalog_kernel(catalog);
	const struct luocat_version *got;

	ck_assert_str_eq(kernel->release, "7.3.4-example");
	ck_assert_str_eq(kernel->byte_order, "little");
	ck_assert_uint_eq(kernel->pointer_size, 8);
	ck_assert_uint_eq(kernel->page_size, 4096);
	ck_assert_int_eq(kernel->max_page_order, 10);
	ck_assert_int_eq(kernel->write_control, LUOCAT_NO);
	ck_assert_str_eq(luocat_catalog_option(catalog, "KEXEC_HANDOVER_ENABLE_DEFAULT"), "n");
	ck_assert_ptr_null(luocat_catalog_option(catalog, "LIVEUPDATE_MEMFD"));
	ck_assert_uint_eq(luocat_catalog_n_versions(catalog), 6);

	got = luocat_catalog_find(catalog, LUOCAT_KIND_FILE_HANDLER, "memfd-v2");
	ck_assert_str_eq(got->name, "memfd");
	ck_assert(got->has_version && got->derived && got->required_known);
	ck_assert_uint_eq(got->version, 2);
	ck_assert_int_eq(got->consequence, LUOCAT_CONSEQUENCE_SESSIONS_UNREACHABLE);
	ck_assert_int_eq(got->layout_form, LUOCAT_LAYOUT_STRUCT);
	ck_assert_uint_eq(got->n_roots, 2);
	ck_assert_str_eq(got->roots[1], "struct memfd_luo_ser");
	ck_assert(got->constants_known);
	ck_assert_uint_eq(got->n_constants, 3);
	ck_assert_str_eq(got->constants[2].name, "MEMFD_LUO_FOLIO_UPTODATE");
	ck_assert_uint_eq(got->constants[2].value, 2);
	ck_assert_int_eq(got->origin.evidence_constants, LUOCAT_EVIDENCE_PROBE);
	ck_assert_uint_eq(got->n_required, 1);
	ck_assert_int_eq(got->required[0].kind, LUOCAT_KIND_CORE);
	ck_assert_str_eq(got->required[0].compatible, "kho-v4");
	ck_assert(got->origin.has_address);
	ck_assert_uint_eq(got->origin.address, 0xffffffff82e51d40);
	ck_assert_uint_eq(got->origin.line, 588);
	ck_assert_int_eq(got->origin.evidence_read, LUOCAT_EVIDENCE_OBJECT);

	got = luocat_catalog_find(catalog, LUOCAT_KIND_FILE_HANDLER, "widget-v1");
	ck_assert_int_eq(got->read, LUOCAT_YES);
	ck_assert_int_eq(got->write, LUOCAT_NO);
	ck_assert_int_eq(got->enable_write, LUOCAT_NO);
	ck_assert_str_eq(got->provider, "widget");
	ck_assert_int_eq(got->in_initramfs, LUOCAT_NO);
	ck_assert_int_eq(got->in_modules_tree, LUOCAT_YES);
	ck_assert(got->origin.has_address && !got->origin.address);

	got = luocat_catalog_find(catalog, LUOCAT_KIND_FLB, "widget-bus-v1");
	ck_assert(!got->has_version && !got->required_known && !got->origin.has_address);
	ck_assert(!got->constants_known);
	ck_assert_int_eq(got->read, LUOCAT_UNKNOWN);
	ck_assert_int_eq(got->consequence, LUOCAT_CONSEQUENCE_UNKNOWN);
	ck_assert_ptr_null(got->provider);
	luocat_catalog_unref(catalog);
	free(text);
}
END_TEST

#define DOCUMENT(kernel, formats)                                                                  \
	"{\"catalog_version\": 1, \"kernel\": " kernel ", \"formats\": " formats "}"
#define FORMATS(versions)                                                                          \
	DOCUMENT("{}", "[{\"kind\": \"flb\", \"name\": \"x\", \"versions\": " versions "}]")
#define EVIDENCE    "\"origin\": {\"evidence\": {\"id\": \"table\"}}"
#define ONE(member) FORMATS("[{\"compatible\": \"x-v1\", " EVIDENCE ", " member "}]")
#define IN_ONE	    "formats[0].versions[0]."

static const struct {
	const char *text;
	int code;
	const char *where;
	const char *what;
} refused[] = {
	{"", -EINVAL, "", "empty"},
	{"\n", -EINVAL, "line 2 column 0", "not JSON"},
	{"kernel", -EINVAL, "line 1 column 6", "not JSON"},
	{"{} {}", -EINVAL, "line 1 column 4", "not JSON"},
	{"{\"a\": 1,\n\"a\": 2}", -EINVAL, "line 2 column 3", "duplicate"},
	{"{\"a\": \"\\u0000\"}", -EINVAL, "line 1 column 14", "not JSON"},
	{"{\"a\": \"\xff\"}", -EINVAL, "line 1 column 7", "not JSON"},
	/* what white space parts does not become one, and lines are counted */
	{"{\"catalog_version\": 1  \n  2}", -EINVAL, "line 2 column 3", "not JSON"},
	{"{\"catalog_version\": - 1}", -EINVAL, "line 1 column 21", "not JSON"},
	{"{\"a\": \"b\n  c\"}", -EINVAL, "line 1 column 8", "not JSON"},
	{"{\"a\": \"b\\", -EINVAL, "line 1 column 9", "not JSON"},
	{"[]", -EINVAL, "", "must be an object to be a catalog, not an array"},
	{"{}", -EINVAL, "catalog_version", "missing"},
	{"{\"catalog_version\": \"1\"}", -EINVAL, "catalog_version", "not a string"},
	{"{\"catalog_version\": 1.0}", -EINVAL, "catalog_version", "not a real number"},
	{"{\"catalog_version\": 0}", -EINVAL, "catalog_version", "1 or more"},
	{"{\"catalog_version\": -1}", -EINVAL, "catalog_version", "1 or more"},
	{"{\"catalog_version\": 2}", -ENOTSUP, "catalog_version", "a newer luocat"},
	{"{\"catalog_version\": 9223372036854775807}", -ENOTSUP, "catalog_version", "newer"},
	{"{\"catalog_version\": 18446744073709551616}", -EINVAL, "line 1 column 40", "big"},
	{"{\"catalog_version\": 1}", -EINVAL, "kernel", "missing"},
	{"{\"catalog_version\": 1, \"kernel\": {}}", -EINVAL, "formats", "missing"},
	{"{\"catalog_version\": 1, \"kernel\": null, \"formats\": []}", -EINVAL, "kernel",
	 "not null"},
	{DOCUMENT("{}", "{}"), -EINVAL, "formats", "must be an array, not an object"},
	{"{\"catalog_version\": 1, \"must_understand\": \"x\"}", -EINVAL, "must_understand",
	 "array"},
	{"{\"catalog_version\": 1, \"must_understand\": [\"formats\", \"new\"]}", -EINVAL,
	 "must_understand[1]", "\"new\" must be understood"},
	{"{\"catalog_version\": 1, \"must_understand\": [\"formats.versions.color\"]}", -EINVAL,
	 "must_understand[0]", "must be understood"},
	{"{\"catalog_version\": 1, \"must_understand\": [\"types.members.color\"]}", -EINVAL,
	 "must_understand[0]", "must be understood"},
	{"{\"catalog_version\": 1, \"must_understand\": [\"kernel.release.x\"]}", -EINVAL,
	 "must_understand[0]", "must be understood"},
	{"{\"catalog_version\": 1, \"must_understand\": [\"\"]}", -EINVAL, "must_understand[0]",
	 "must be understood"},
	{"{\"catalog_version\": 1, \"must_understand\": [7]}", -EINVAL, "must_understand[0]",
	 "must be a string"},
	{"{\"catalog_version\": 1, \"generator\": {\"name\": \"x\"}}", -EINVAL, "generator.version",
	 "missing"},
	{DOCUMENT("{\"release\": 7}", "[]"), -EINVAL, "kernel.release", "not an integer"},
	{DOCUMENT("{\"release\": \"a\\nb\"}", "[]"), -EINVAL, "kernel.release", "printable"},
	{DOCUMENT("{\"byte_order\": \"pdp\"}", "[]"), -EINVAL, "kernel.byte_order",
	 "little or big"},
	{DOCUMENT("{\"pointer_size\": 0}", "[]"), -EINVAL, "kernel.pointer_size",
	 "1 to 4294967295"},
	{DOCUMENT("{\"page_size\": 4294971392}", "[]"), -EINVAL, "kernel.page_size", "1 to"},
	{DOCUMENT("{\"page_size\": 4097}", "[]"), -EINVAL, "kernel.page_size", "power of two"},
	{DOCUMENT("{\"max_page_order\": -1}", "[]"), -EINVAL, "kernel.max_page_order", "0 to"},
	{DOCUMENT("{\"build_id\": \"XY\"}", "[]"), -EINVAL, "kernel.build_id", "hexadecimal"},
	{DOCUMENT("{\"write_control\": \"yes\"}", "[]"), -EINVAL, "kernel.write_control", "true"},
	{DOCUMENT("{\"options\": []}", "[]"), -EINVAL, "kernel.options", "object"},
	{DOCUMENT("{\"options\": {\"A\": true}}", "[]"), -EINVAL, "kernel.options.A", "string"},
	{DOCUMENT("{\"options\": {\"\": \"y\"}}", "[]"), -EINVAL, "kernel.options", "name"},
	{DOCUMENT("{}", "[7]"), -EINVAL, "formats[0]", "object"},
	{DOCUMENT("{}", "[{}]"), -EINVAL, "formats[0].kind", "missing"},
	{DOCUMENT("{}", "[{\"kind\": \"pipe\"}]"), -EINVAL, "formats[0].kind", "does not know"},
	{DOCUMENT("{}", "[{\"kind\": \"flb\"}]"), -EINVAL, "formats[0].name", "missing"},
	{DOCUMENT("{}", "[{\"kind\": \"flb\", \"name\": \"\"}]"), -EINVAL, "formats[0].name",
	 "255"},
	{DOCUMENT("{}", "[{\"kind\": \"flb\", \"name\": \"x\"}]"), -EINVAL, "formats[0].versions",
	 "missing"},
	{FORMATS("[]"), -EINVAL, "formats[0].versions", "empty"},
	{FORMATS("[[]]"), -EINVAL, "formats[0].versions[0]", "object"},
	{FORMATS("[{}]"), -EINVAL, IN_ONE "compatible", "missing"},
	{FORMATS("[{\"compatible\": \"a\\tb\"}]"), -EINVAL, IN_ONE "compatible", "printable"},
	{FORMATS("[{\"compatible\": \"a\"}]"), -EINVAL, IN_ONE "origin.evidence.id", "missing"},
	{FORMATS("[{\"compatible\": \"a\", " EVIDENCE "}, {\"compatible\": \"a\", " EVIDENCE "}]"),
	 -EINVAL, "formats[0].versions[1].compatible", "flb a is there twice"},
	{ONE("\"version\": -1"), -EINVAL, IN_ONE "version", "0 to 4294967295"},
	{ONE("\"version\": 4294967296"), -EINVAL, IN_ONE "version", "0 to 4294967295"},
	{ONE("\"version\": 1.0"), -EINVAL, IN_ONE "version", "integer"},
	{ONE("\"version\": 1e3"), -EINVAL, IN_ONE "version", "integer"},
	{ONE("\"version\": \"1\""), -EINVAL, IN_ONE "version", "integer"},
	{ONE("\"version\": true"), -EINVAL, IN_ONE "version", "integer"},
	{ONE("\"version\": 1, \"derived\": null"), -EINVAL, IN_ONE "derived", "true or false"},
	{ONE("\"version\": 2, \"derived\": true"), -EINVAL, IN_ONE "derived", "compatible gives"},
	{ONE("\"derived\": true"), -EINVAL, IN_ONE "derived", "compatible gives"},
	{ONE("\"read\": 1"), -EINVAL, IN_ONE "read", "true, false or null"},
	{ONE("\"read\": true"), -EINVAL, IN_ONE "origin.evidence.read", "missing"},
	{ONE("\"enable_write\": \"no\""), -EINVAL, IN_ONE "enable_write", "true, false or null"},
	{ONE("\"consequence\": \"worse\""), -EINVAL, IN_ONE "consequence", "does not know"},
	{ONE("\"provider\": \"\""), -EINVAL, IN_ONE "provider", "printable"},
	{ONE("\"in_initramfs\": \"x\""), -EINVAL, IN_ONE "in_initramfs", "true, false or null"},
	{ONE("\"layout\": null"), -EINVAL, IN_ONE "layout", "object"},
	{ONE("\"layout\": {\"form\": \"json\"}"), -EINVAL, IN_ONE "layout.form", "does not know"},
	{ONE("\"layout\": {\"roots\": null}"), -EINVAL, IN_ONE "layout.roots", "array"},
	{ONE("\"layout\": {\"roots\": [\"a\"]}"), -EINVAL, IN_ONE "layout.roots", "form"},
	{ONE("\"layout\": {\"form\": \"struct\", \"roots\": [\"a\", 1]}"), -EINVAL,
	 IN_ONE "layout.roots[1]", "string"},
	{ONE("\"layout\": {\"form\": \"struct\", \"roots\": [null]}"), -EINVAL,
	 IN_ONE "layout.roots[0]", "printable"},
	{ONE("\"layout\": {\"fingerprint\": 1}"), -EINVAL, IN_ONE "layout.fingerprint", "string"},
	{ONE("\"constants\": {}"), -EINVAL, IN_ONE "constants", "array or null"},
	{ONE("\"constants\": []"), -EINVAL, IN_ONE "origin.evidence.constants", "missing"},
	{ONE("\"constants\": [1]"), -EINVAL, IN_ONE "constants[0]", "object"},
	{ONE("\"constants\": [{\"value\": \"0x1\"}]"), -EINVAL, IN_ONE "constants[0].name",
	 "missing"},
	{ONE("\"constants\": [{\"name\": \"A\"}]"), -EINVAL, IN_ONE "constants[0].value",
	 "missing"},
	{ONE("\"constants\": [{\"name\": \"A\", \"value\": null}]"), -EINVAL,
	 IN_ONE "constants[0].value", "missing"},
	{ONE("\"constants\": [{\"name\": \"A\", \"value\": 1}]"), -EINVAL,
	 IN_ONE "constants[0].value", "string"},
	{ONE("\"constants\": [{\"name\": \"A\", \"value\": \"0x10000000000000000\"}]"), -EINVAL,
	 IN_ONE "constants[0].value", "hexadecimal"},
	{ONE("\"requires\": {}"), -EINVAL, IN_ONE "requires", "array or null"},
	{ONE("\"requires\": [\"kho\"]"), -EINVAL, IN_ONE "requires[0]", "object"},
	{ONE("\"requires\": [{\"kind\": \"core\"}]"), -EINVAL, IN_ONE "requires[0].compatible",
	 "missing"},
	{ONE("\"requires\": [{\"kind\": 1, \"compatible\": \"x\"}]"), -EINVAL,
	 IN_ONE "requires[0].kind", "string"},
	{ONE("\"requires\": [{\"kind\": \"core\", \"compatible\": \"\"}]"), -EINVAL,
	 IN_ONE "requires[0].compatible", "printable"},
	{FORMATS("[{\"compatible\": \"a\", \"origin\": []}]"), -EINVAL, IN_ONE "origin", "object"},
	{FORMATS("[{\"compatible\": \"a\", \"origin\": {\"evidence\": {\"id\": \"rumor\"}}}]"),
	 -EINVAL, IN_ONE "origin.evidence.id", "does not know"},
#define ADDRESS(text) FORMATS("[{\"compatible\": \"a\", \"origin\": {\"address\": " text "}}]")
	{ADDRESS("4096"), -EINVAL, IN_ONE "origin.address", "string"},
	{ADDRESS("\"\""), -EINVAL, IN_ONE "origin.address", "0x"},
	{ADDRESS("\"1000\""), -EINVAL, IN_ONE "origin.address", "0x"},
	{ADDRESS("\"0x\""), -EINVAL, IN_ONE "origin.address", "0x"},
	{ADDRESS("\"0xA\""), -EINVAL, IN_ONE "origin.address", "0x"},
	{ADDRESS("\"0x00\""), -EINVAL, IN_ONE "origin.address", "0x"},
	{ADDRESS("\"0x12345678123456789\""), -EINVAL, IN_ONE "origin.address", "0x"},
	{FORMATS("[{\"compatible\": \"a\", \"origin\": {\"line\": -1}}]"), -EINVAL,
	 IN_ONE "origin.line", "1 to"},
	{FORMATS("[{\"compatible\": \"a\", \"origin\": {\"object\": \"\\u001b[2J\"}}]"), -EINVAL,
	 IN_ONE "origin.object", "control"},
};

START_TEST(test_refused)
{
	struct luocat_catalog *catalog = NULL;
	const char *text = refused[_i].text;

	ck_assert_int_eq(luocat_catalog_load(text, strlen(text), "file", &catalog, &err),
			 refused[_i].code);
	ck_assert_int_eq(err.code, refused[_i].code);
	ck_assert_str_eq(err.file, "file");
	ck_assert_str_eq(err.where, refused[_i].where);
	ck_assert_msg(strstr(err.what, refused[_i].what), "%s: %s", refused[_i].what, err.what);
	ck_assert_ptr_null(catalog);
	ck_assert_int_eq(luocat_catalog_load(text, strlen(text), NULL, &catalog, NULL),
			 refused[_i].code);
}
END_TEST

/* Repeats @unit @n times between @before and @after, and gives the loader's error. */
static int load_repeated(const char *before, const char *unit, size_t n, const char *after)
{
	size_t room = strlen(before) + n * strlen(unit) + strlen(after) + 1;
	struct luocat_catalog *catalog = NULL;
	char *text = malloc(room);
	char *end = stpcpy(text, before);
	int r;

	for (size_t i = 0; i < n; i++)
		end = stpcpy(end, unit);
	stpcpy(end, after);
	r = luocat_catalog_load(text, strlen(text), "file", &catalog, &err);
	luocat_catalog_unref(catalog);
	free(text);
	return r;
}

START_TEST(test_bounds)
{
	ck_assert_int_eq(load_repeated("", "[", 100000, ""), -EINVAL);
	ck_assert_msg(strstr(err.what, "depth"), "%s", err.what);
	ck_assert_int_eq(load_repeated("[0", ",0", 5000000, "]"), -EINVAL);
	ck_assert_msg(strstr(err.what, "more than 4194304 values"), "%s", err.what);
	/* separators inside a string are no values */
	ck_assert_int_eq(load_repeated("{\"catalog_version\": 1, \"kernel\": {}, \"formats\": [], "
				       "\"x\": \"\\\"",
				       ",[{", 2000000, "\\\\\"}"),
			 0);
	ck_assert_int_eq(load_repeated("{\"catalog_version\": 1, \"kernel\": {}, \"formats\": "
				       "[{\"kind\": \"flb\", \"name\": \"x\", \"versions\": [{"
				       "\"layout\": {\"roots\": [\"x\"",
				       ",\"x\"", 256, "]}}]}]}"),
			 -EINVAL);
	ck_assert_str_eq(err.where, "formats[0].versions[0].layout.roots");
	ck_assert_str_eq(err.what, "has more than 256 elements");
}
END_TEST

START_TEST(test_unknown_keys_are_ignored)
{
	struct luocat_catalog *catalog = load(
		"{\"news\": {\"a\": [1.5]}, \"catalog_version\": 1, \"kernel\": {\"color\": 7}, "
		"\"must_understand\": [\"formats.versions.requires\", \"kernel.options\", "
		"\"types\", \"types.members.bits\"], "
		"\"types\": {\"struct a\": {\"bytes\": 1, \"color\": 7, \"members\": "
		"[{\"name\": \"x\", \"bit_offset\": 0, \"type\": \"u8\", \"smell\": null}]}}, "
		"\"formats\": [{\"kind\": \"flb\", \"name\": \"x\", \"size\": 1, \"versions\": "
		"[{\"compatible\": \"y\", \"smell\": null, " EVIDENCE "}]}]}");
	const struct luocat_version *got = luocat_catalog_version(catalog, 0);

	ck_assert_str_eq(got->name, "x");
	ck_assert_int_eq(got->read, LUOCAT_UNKNOWN);
	ck_assert(!got->required_known && !got->has_version && !got->derived);
	luocat_catalog_unref(catalog);
}
END_TEST

/* A fingerprint that only the file vouches for is worth nothing. */
START_TEST(test_fingerprint_is_not_trusted)
{
	struct luocat_catalog *catalog = load(ONE(
		"\"layout\": {\"form\": \"struct\", \"roots\": [\"struct a\"], \"fingerprint\": "
		"\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}"));

	ck_assert_ptr_null(luocat_catalog_version(catalog, 0)->fingerprint);
	luocat_catalog_unref(catalog);
}
END_TEST

START_TEST(test_versions_at_the_bounds)
{
	struct luocat_catalog *catalog =
		load(FORMATS("[{\"compatible\": \"a\", \"version\": 4294967295, " EVIDENCE "}, "
			     "{\"compatible\": \"b\", \"version\": 0, " EVIDENCE "}]"));

	ck_assert_str_eq(luocat_catalog_version(catalog, 0)->compatible, "b");
	ck_assert(luocat_catalog_version(catalog, 0)->has_version);
	ck_assert_uint_eq(luocat_catalog_version(catalog, 1)->version, 4294967295u);
	luocat_catalog_unref(catalog);
}
END_TEST

START_TEST(test_load_fd_errors)
{
	struct luocat_catalog *catalog = NULL;
	int fd = open("/", O_RDONLY | O_DIRECTORY);
	int pipe_fds[2];

	ck_assert_int_eq(luocat_catalog_load_fd(fd, "root", &catalog, &err), -EISDIR);
	ck_assert_str_eq(err.file, "root");
	ck_assert_str_eq(err.what, "cannot be read: Is a directory");
	close(fd);
	ck_assert_int_eq(luocat_catalog_load_fd(-1, "none", &catalog, &err), -EBADF);
	ck_assert_int_eq(pipe(pipe_fds), 0);
	close(pipe_fds[1]);
	ck_assert_int_eq(luocat_catalog_load_fd(pipe_fds[0], "pipe", &catalog, &err), -EINVAL);
	ck_assert_str_eq(err.what, "is empty");
	close(pipe_fds[0]);
	fd = open("/dev/zero", O_RDONLY);
	ck_assert_int_eq(luocat_catalog_load_fd(fd, "zero", &catalog, &err), -EFBIG);
	ck_assert_str_eq(err.what, "is larger than 256 MiB");
	close(fd);
	ck_assert_ptr_null(catalog);
}
END_TEST

START_TEST(test_empty_catalog)
{
	struct luocat_catalog *catalog = luocat_catalog_new();
	char *text = to_json(catalog);

	ck_assert_str_eq(text, "{\n"
			       "  \"catalog_version\": 1,\n"
			       "  \"generator\": {\n"
			       "    \"name\": \"libluocat\",\n"
			       "    \"version\": \"" LUOCAT_VERSION "\"\n"
			       "  },\n"
			       "  \"kernel\": {\n"
			       "    \"release\": null,\n"
			       "    \"arch\": null,\n"
			       "    \"byte_order\": null,\n"
			       "    \"pointer_size\": null,\n"
			       "    \"page_size\": null,\n"
			       "    \"max_page_order\": null,\n"
			       "    \"build_id\": null,\n"
			       "    \"write_control\": null,\n"
			       "    \"options\": {}\n"
			       "  },\n"
			       "  \"formats\": [],\n"
			       "  \"gaps\": [],\n"
			       "  \"types\": {}\n"
			       "}\n");
	free(text);
	luocat_catalog_unref(catalog);
}
END_TEST

/* Quotes, backslashes and text beyond ASCII, wherever they may stand, come back as they were. */
START_TEST(test_odd_text)
{
	const struct luocat_option options[] = {{"A\"B", "\\ \"x\" caf\xc3\xa9"}, {"C", ""}};
	struct luocat_catalog *catalog = luocat_catalog_new(), *again;
	const struct luocat_version *got;
	char *text, *second;

	ck_assert_int_eq(luocat_catalog_set_kernel(
				 catalog, KERNEL(.options = options, .n_options = 2), &err),
			 0);
	ck_assert_int_eq(luocat_catalog_add(catalog,
					    VERSION(.compatible = "a \"b\" \\c;/~",
						    .origin.source = "mm/\xe2\x82\xac.c"),
					    &err),
			 0);
	text = to_json(catalog);
	again = load(text);
	got = luocat_catalog_version(again, 0);
	ck_assert_str_eq(got->compatible, "a \"b\" \\c;/~");
	ck_assert_str_eq(got->origin.source, "mm/\xe2\x82\xac.c");
	ck_assert_str_eq(luocat_catalog_option(again, "A\"B"), "\\ \"x\" caf\xc3\xa9");
	ck_assert_str_eq(luocat_catalog_option(again, "C"), "");
	second = to_json(again);
	ck_assert_str_eq(text, second);
	free(text);
	free(second);
	luocat_catalog_unref(again);
	luocat_catalog_unref(catalog);
}
END_TEST

/* However a text is laid out, and whatever looks like layout in its strings. */
START_TEST(test_white_space)
{
	static const char *const texts[] = {
		"{\"catalog_version\":1,\"kernel\":{\"options\":{\"A  B\":\"[ {\\\"  ,\\\\\"}},"
		"\"formats\":[]}",
		"\t{ \"catalog_version\" :\r\n  1 ,\n\n\n\"kernel\": {  \"options\"  : { \"A  B\": \t"
		"\"[ {\\\"  ,\\\\\" } } , \"formats\" : [   \r\r ] }  \n ",
	};

	for (size_t i = 0; i < 2; i++) {
		struct luocat_catalog *catalog = load(texts[i]);

		ck_assert_str_eq(luocat_catalog_option(catalog, "A  B"), "[ {\"  ,\\");
		luocat_catalog_unref(catalog);
	}
}
END_TEST

START_TEST(test_key)
{
	char template[] = "/tmp/luocat-key-XXXXXX", command[64], want[80] = "sha256:", key[80];
	struct luocat_catalog *catalog = luocat_catalog_new();
	char *text;
	FILE *pipe;
	int fd;

	ck_assert_int_eq(luocat_catalog_add(catalog, VERSION(.compatible = "memfd-v2"), &err), 0);
	ck_assert_int_eq(luocat_catalog_key(catalog, key, &err), 0);
	/* what sha256sum(1) says of the same text */
	text = to_json(catalog);
	fd = mkstemp(template);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	free(text);
	snprintf(command, sizeof(command), "sha256sum <%s", template);
	pipe = popen(command, "r");
	ck_assert_uint_eq(fread(want + 7, 1, 64, pipe), 64);
	ck_assert_int_eq(pclose(pipe), 0);
	unlink(template);
	ck_assert_str_eq(key, want);

	ck_assert_int_eq(luocat_catalog_set_kernel(catalog, KERNEL(.build_id = "00ff10"), &err), 0);
	ck_assert_int_eq(luocat_catalog_key(catalog, key, &err), 0);
	ck_assert_str_eq(key, "build-id:00ff10");
	luocat_catalog_unref(catalog);
}
END_TEST

/* A build-id given by hand may be longer than a key has room for. */
START_TEST(test_key_of_long_build_id)
{
	struct luocat_catalog *catalog = luocat_catalog_new();
	char build_id[129] = "", key[80];

	memset(build_id, 'a', 128);
	ck_assert_int_eq(luocat_catalog_set_kernel(catalog, KERNEL(.build_id = build_id), &err), 0);
	ck_assert_int_eq(luocat_catalog_key(catalog, key, &err), 0);
	ck_assert_uint_eq(strlen(key), 71);
	ck_assert_int_eq(memcmp(key, "sha256:", 7), 0);
	luocat_catalog_unref(catalog);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *tests = tcase_create("json");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, clear_error, NULL);
	tcase_add_test(tests, test_example_is_canonical);
	tcase_add_test(tests, test_example_values);
	tcase_add_loop_test(tests, test_refused, 0, COUNT(refused));
	tcase_add_test(tests, test_bounds);
	tcase_add_test(tests, test_unknown_keys_are_ignored);
	tcase_add_test(tests, test_fingerprint_is_not_trusted);
	tcase_add_test(tests, test_versions_at_the_bounds);
	tcase_add_test(tests, test_load_fd_errors);
	tcase_add_test(tests, test_empty_catalog);
	tcase_add_test(tests, test_odd_text);
	tcase_add_test(tests, test_white_space);
	tcase_add_test(tests, test_key);
	tcase_add_test(tests, test_key_of_long_build_id);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
