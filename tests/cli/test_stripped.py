# SPDX-License-Identifier: GPL-2.0-only
"""Handlers in images that have lost symbols and debugging information: by the shape that BTF tells."""
import unittest

import support
from fixture import TestCase

KERNEL = """
const char linux_banner[] __attribute__((used)) = "Linux version 7.3.0-test (me@host) gcc";
const char luo[] __attribute__((used)) = "luo-v5";
"""

HANDLER = """
static const struct liveupdate_file_ops thing_ops = { FIXTURE_FILE_OPS };
struct liveupdate_file_handler thing = { .ops = &thing_ops, .compatible = "thing-v1" };
"""

FLB = """
static const struct liveupdate_flb_ops part_ops = { FIXTURE_FLB_OPS };
struct liveupdate_flb part = { .ops = &part_ops, .compatible = "part-v1" };
"""


class Stripped(TestCase):
    def image(self, source, name="vmlinux", btf=True):
        """A kernel as it ships: BTF as pahole makes it, no DWARF, no symbols. Or without BTF."""
        whole = self.linked('#include "liveupdate.h"\n' + source + KERNEL, name, "-fno-ipa-icf")
        if btf:
            self.tool("pahole", "-J", "--btf_gen_floats", whole)
        self.tool("objcopy", "--strip-all", "--keep-section=.BTF", whole, name + ".stripped")
        return self.dir / (name + ".stripped")

    def found(self, path):
        """Versions but luo's, and the gaps' texts."""
        catalog = self.catalog(path)
        versions = {(entry["kind"], version["compatible"]): version
                    for entry in catalog["formats"] for version in entry["versions"]
                    if entry["kind"] != "core"}
        return versions, [gap["why"] for gap in catalog["gaps"]]

    def test_handler(self):
        image = self.image(HANDLER)
        versions, gaps = self.found(image)
        self.assertEqual(gaps, [])
        version = versions["file-handler", "thing-v1"]
        self.assertEqual((version["read"], version["write"]), (True, True))
        self.assertEqual(version["origin"]["evidence"],
                         {"id": "shape", "read": "shape", "write": "shape", "constants": None})
        self.assertEqual((version["origin"]["section"], version["origin"]["symbol"]), (".data", None))
        self.assertEqual(int(version["origin"]["address"], 16), self.address("vmlinux", "thing"))

    def test_as_with_debugging_information(self):
        """Only how it is known differs."""
        def essence(path):
            versions, gaps = self.found(path)
            return {key: {name: value for name, value in version.items() if name != "origin"}
                    for key, version in versions.items()}, gaps

        image = self.image(HANDLER + FLB)
        whole = self.dir / "vmlinux"
        self.assertEqual(essence(image), essence(whole))
        self.assertEqual(set(essence(whole)[0]), {("file-handler", "thing-v1"), ("flb", "part-v1")})

    def test_symbols_name_it(self):
        self.image(HANDLER + "void liveupdate_register_file_handler(void) { }")
        self.tool("objcopy", "--strip-debug", "vmlinux", "symbols")
        versions, gaps = self.found("symbols")
        self.assertEqual(gaps, [])
        self.assertEqual(versions["file-handler", "thing-v1"]["origin"]["symbol"], "thing")

    def test_array(self):
        versions, gaps = self.found(self.image("""
struct liveupdate_file_handler *all;
static const struct liveupdate_flb_ops part_ops = { FIXTURE_FLB_OPS };
struct liveupdate_flb parts[2] = {
	{ .ops = &part_ops, .compatible = "part-a" }, { .ops = &part_ops, .compatible = "part-b" },
};
"""))
        self.assertEqual((set(versions), gaps), ({("flb", "part-a"), ("flb", "part-b")}, []))

    def test_without_a_callback(self):
        """What a stock kernel does not register neither reads nor writes."""
        versions, gaps = self.found(self.image("""
static const struct liveupdate_file_ops thing_ops = {
	.retrieve = fixture_preserve, .finish = fixture_unpreserve,
};
struct liveupdate_file_handler thing = { .ops = &thing_ops, .compatible = "thing-v1" };
"""))
        version = versions["file-handler", "thing-v1"]
        self.assertEqual((version["read"], version["write"], gaps), (False, False, []))

    def test_no_handlers(self):
        """The kernel's functions are known, and none is a callback: nothing is missing."""
        self.assertEqual(self.found(self.image("struct liveupdate_file_handler *all;")), ({}, []))

    def test_not_a_kernel_with_luo(self):
        self.tool("objcopy", "--strip-all", "--keep-section=.BTF", "--remove-section=.rodata",
                  self.image(HANDLER), "other")
        self.assertEqual(self.found("other"), ({}, []))

    def test_no_btf(self):
        versions, gaps = self.found(self.image(HANDLER, btf=False))
        self.assertEqual(versions, {})
        self.assertEqual(len(gaps), 1)
        self.assertIn("neither symbols nor debug", gaps[0])


class Missing(Stripped):
    """What cannot be told is a gap, so that no verdict passes."""

    for name in [name for name in dir(Stripped) if name.startswith("test_")]:
        locals()[name] = None
    del name

    def assertGaps(self, source, *texts):
        versions, gaps = self.found(self.image(source))
        self.assertEqual(len(gaps), len(texts), gaps)
        for gap, text in zip(gaps, texts):
            self.assertIn(text, gap)
        return set(versions)

    def test_id_filled_in_at_run_time(self):
        """Its callbacks are in the image, and are nobody's."""
        self.assertGaps("""
static const struct liveupdate_file_ops thing_ops = { FIXTURE_FILE_OPS };
struct liveupdate_file_handler thing = { .ops = &thing_ops };
""", "1 of 1 functions _Bool(liveupdate_file_handler*,file*)",
                        "1 of 1 functions int(liveupdate_file_op_args*)",
                        "1 of 1 functions void(liveupdate_file_op_args*)")

    def test_id_filled_in_at_run_time_beside_another(self):
        """The callbacks are another handler's too."""
        versions = self.assertGaps(HANDLER + """
struct liveupdate_file_handler other = { .ops = &thing_ops };
""", "points to the callbacks of a handler")
        self.assertEqual(versions, {("file-handler", "thing-v1")})

    def test_made_at_run_time(self):
        """Nothing points to the callbacks but code."""
        versions = self.assertGaps(HANDLER + """
int other_preserve(struct liveupdate_file_op_args *args) { return !!args; }
struct liveupdate_file_ops *volatile made;
void make(void) { made->preserve = other_preserve; made->retrieve = fixture_preserve; }
""", "1 of 2 functions int(liveupdate_file_op_args*)")
        self.assertEqual(versions, {("file-handler", "thing-v1")})

    # FLBs' callbacks, and behind them in the image what looks like the rest of a file handler's
    BOTH = """
static const struct {
	struct liveupdate_flb_ops ops;
	void *rest[5];
} both = {
	.ops = { FIXTURE_FLB_OPS },
	.rest = { fixture_preserve, 0, fixture_unpreserve },
};
struct liveupdate_flb part = { .ops = &both.ops, .compatible = "%s" };
"""

    def test_ambiguous(self):
        versions = self.assertGaps(HANDLER + self.BOTH % "part-v1", "part-v1 is a file handler or an FLB",
                                   "functions int(liveupdate_flb_op_args*)",
                                   "functions void(liveupdate_flb_op_args*)")
        self.assertEqual(versions, {("file-handler", "thing-v1")})

    def test_ambiguous_and_known(self):
        """The table of upstream formats has it as one of them."""
        name = "liveupdate-test-flb-v0"
        self.assertEqual(self.assertGaps(HANDLER + self.BOTH % name),
                         {("file-handler", "thing-v1"), ("flb", name)})

    def test_only_one_kind_has_functions(self):
        """memfd's callbacks in 7.3 have an FLB's shape, and nothing in that kernel is an FLB's callback."""
        self.assertEqual(self.assertGaps("""
int thing_freeze(struct liveupdate_file_op_args *args) { return !args; }
static const struct liveupdate_file_ops thing_ops = { FIXTURE_FILE_OPS, .freeze = thing_freeze };
struct liveupdate_file_handler thing = { .ops = &thing_ops, .compatible = "thing-v1" };
extern struct liveupdate_flb *flbs;
struct liveupdate_flb *flbs;
"""), {("file-handler", "thing-v1")})

    def test_no_functions_in_btf(self):
        """Types alone cannot tell that nothing is missing."""
        types = self.compile('#include "liveupdate.h"\nstruct liveupdate_file_handler *all;\n'
                             "struct liveupdate_flb *flbs;\n", "types.o", "-g", "-O2", "-c",
                             f"-I{support.TOP}/tests/fixtures")
        self.tool("pahole", "-J", types)
        self.tool("objcopy", "--dump-section", ".BTF=btf", types)
        image = self.image(HANDLER, btf=False)
        self.tool("objcopy", "--add-section", ".BTF=btf", image, "image")
        versions, gaps = self.found("image")
        self.assertEqual(set(versions), {("file-handler", "thing-v1")})
        self.assertEqual(gaps, ["its BTF lists no functions: handlers may be missing"])


class NotHandlers(Stripped):
    """What is like a handler in all but one thing."""

    for name in [name for name in dir(Stripped) if name.startswith("test_")]:
        locals()[name] = None
    del name

    CODE = """
int other(struct file *file) { return !!file; }
struct liveupdate_file_handler *all;
struct liveupdate_flb *flbs;
struct shape { const void *ops; char compatible[48]; struct list_head lists[2]; };
"""

    def assertNothing(self, source):
        self.assertEqual(self.found(self.image(self.CODE + source)), ({}, []))

    OPS = "static void *const ops[10] = { other, other, other, other, 0, other, 0, other };\n"

    def test_no_function_could_be_its_callback(self):
        """Any table of functions beside any name: BTF has none of LUO's types."""
        self.assertNothing(self.OPS + 'struct shape thing = { ops, "thing-v1" };')

    def test_nothing_wrong_with_it(self):
        """What has the shape of a handler is taken for one; but its functions are of another type."""
        versions, gaps = self.found(self.image(self.CODE + HANDLER + self.OPS
                                               + 'struct shape one = { ops, "one-v1" };'))
        self.assertEqual(set(versions), {("file-handler", "thing-v1"), ("file-handler", "one-v1")})
        self.assertEqual(sorted(gaps), [
            f"2 functions are called as {signature} by what looks like handlers, and only 1 are of that type"
            for signature in ("_Bool(liveupdate_file_handler*,file*)", "int(liveupdate_file_op_args*)",
                              "void(liveupdate_file_op_args*)")])

    def near(self, ops, thing):
        """In a kernel with a handler, of which one fact is another."""
        versions, gaps = self.found(self.image(self.CODE + HANDLER + ops + thing))
        self.assertEqual((set(versions), gaps), ({("file-handler", "thing-v1")}, []))

    def test_padding(self):
        self.near(self.OPS, 'struct shape one = { ops, "one\\0x" };')

    def test_no_end(self):
        self.near(self.OPS, 'struct shape one = { ops, "' + 48 * "x" + '" };')

    def test_no_name(self):
        self.near(self.OPS, 'struct shape one = { ops, "one two" }, two = { ops, "\\x80" };')

    def test_data_among_the_callbacks(self):
        self.near(self.OPS.replace("0,", "&all,", 1), 'struct shape one = { ops, "one-v1" };')

    def test_owner(self):
        self.near(self.OPS.replace("other };", "other, other, &all };"),
                  'struct shape one = { ops, "one-v1" };')

    def test_nothing_to_retrieve_with(self):
        self.near("static void *const ops[10] = { other, other, other, 0, 0, 0, 0, other };\n",
                  'struct shape one = { ops, "one-v1" };')

    def test_ops_at_the_end_of_the_image(self):
        self.near("", 'struct shape one = { (void *)0x7ffffffffffffff8, "one-v1" };')


class Broken(Stripped):
    """BTF that lies about what is registered: one line, exit 2."""

    for name in [name for name in dir(Stripped) if name.startswith("test_")]:
        locals()[name] = None
    del name

    def refused(self, types):
        source = KERNEL + "void _start(void) { }\n" + types
        whole = self.compile(source, "odd", "-g", "-O2", "-fno-pie", "-nostdlib", "-static", "-Wl,-e,_start")
        self.tool("pahole", "-J", whole)
        self.tool("objcopy", "--strip-all", "--keep-section=.BTF", whole, "stripped")
        return self.refuse("stripped")

    def test_other_struct(self):
        line = self.refused("struct liveupdate_file_handler { long id; } thing = { 1 };")
        self.assertIn("struct liveupdate_file_handler: lacks ops or compatible", line)
        self.assertIn("section .BTF", line)

    def test_no_callbacks(self):
        line = self.refused("struct ops { long x; }; struct liveupdate_file_handler {"
                            " const struct ops *ops; char compatible[48]; } thing;")
        self.assertIn("not the one that is registered", line)

    def test_endless_id(self):
        line = self.refused("""
struct a; struct ops { int (*preserve)(struct a *); int (*unpreserve)(struct a *);
	int (*retrieve)(struct a *); int (*finish)(struct a *); int (*can_preserve)(struct a *); };
struct liveupdate_file_handler { const struct ops *ops; char compatible[1 << 20]; } thing;
""")
        self.assertIn("not the one that is registered", line)

    def test_too_many_callbacks(self):
        many = "".join(f"int (*f{i})(struct a *);" for i in range(30))
        line = self.refused(f"struct a; struct ops {{ {many} }}; struct liveupdate_file_handler {{"
                            " const struct ops *ops; char compatible[48]; } thing;")
        self.assertIn("more of them than can be", line)


if __name__ == "__main__":
    unittest.main()
