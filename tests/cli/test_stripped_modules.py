# SPDX-License-Identifier: GPL-2.0-only
"""Handlers in modules that have lost their debugging information, as distributions ship them."""
import struct
import unittest

import support
from fixture import TestCase

# LUO's own code: what it takes from modules, it calls
KERNEL = """
#include "liveupdate.h"
const char linux_banner[] __attribute__((used)) = "Linux version 7.3.0-test (me@host) gcc";
const char luo[] __attribute__((used)) = "luo-v5";
const char kho[] __attribute__((used)) = "kho-v4";
struct list_head handlers;
int liveupdate_register_file_handler(struct liveupdate_file_handler *handler)
{
	return handler->ops->preserve(0);
}
int liveupdate_register_flb(struct liveupdate_file_handler *handler, struct liveupdate_flb *flb)
{
	return flb->ops->preserve(0);
}
_Bool builtin_can(struct liveupdate_file_handler *handler, struct file *file) { return 1; }
int builtin_preserve(struct liveupdate_file_op_args *args) { return !args; }
void builtin_finish(struct liveupdate_file_op_args *args) { }
static const struct liveupdate_file_ops builtin_ops = {
	.can_preserve = builtin_can, .preserve = builtin_preserve, .unpreserve = builtin_finish,
	.retrieve = builtin_preserve, .finish = builtin_finish,
};
struct liveupdate_file_handler builtin = { .ops = &builtin_ops, .compatible = "builtin-v1" };
"""

MODULE = """
#include "liveupdate.h"
extern int liveupdate_register_file_handler(struct liveupdate_file_handler *handler);
extern int liveupdate_register_flb(struct liveupdate_file_handler *handler,
				   struct liveupdate_flb *flb);
struct module { char name[56]; };
struct module __this_module __attribute__((section(".gnu.linkonce.this_module"))) = { "gadget" };
static const char modinfo[] __attribute__((section(".modinfo"), used)) =
	"name=gadget\\0vermagic=7.3.0-test SMP ";
#define THIS_MODULE (&__this_module)
"""

OPS = "static const struct liveupdate_file_ops ops = { FIXTURE_FILE_OPS, .owner = THIS_MODULE };\n"
HANDLER = OPS + """
static struct liveupdate_file_handler handler = { .ops = &ops, .compatible = "gadget-v1" };
int init_module(void) { return %s(&handler); }
"""
REGISTERS = HANDLER % "liveupdate_register_file_handler"

FLB = """
static const struct liveupdate_flb_ops flb_ops = { FIXTURE_FLB_OPS, .owner = THIS_MODULE };
static struct liveupdate_flb flb = { .ops = &flb_ops, .compatible = "gadget-flb-v1" };
"""

# what another module exports, which registers what it is given
WRAPPER = "extern int gadget_core_add(void *handler);\n"
WRAPPED = WRAPPER + HANDLER % "gadget_core_add"


def callbacks_of(owner):
    """A handler whose callbacks are undefined in the module: they are another one's, or the kernel's."""
    return """
extern int OWNER_preserve(struct liveupdate_file_op_args *args);
extern void OWNER_finish(struct liveupdate_file_op_args *args);
extern _Bool OWNER_can(struct liveupdate_file_handler *handler, struct file *file);
static const struct liveupdate_file_ops ops = {
	.can_preserve = OWNER_can, .preserve = OWNER_preserve, .unpreserve = OWNER_finish,
	.retrieve = OWNER_preserve, .finish = OWNER_finish, .owner = THIS_MODULE,
};
struct liveupdate_file_handler handler = { .ops = &ops, .compatible = "gadget-v1" };
""".replace("OWNER_", owner + "_")


class Case(TestCase):
    def setUp(self):
        super().setUp()
        whole = self.linked(KERNEL, "whole", "-Wl,--build-id")
        self.tool("pahole", "-J", whole)
        self.tool("objcopy", "--strip-all", "--keep-section=.BTF", whole, "vmlinux")

    def whole(self, source, name="gadget", *flags):
        """A module with DWARF."""
        return self.object(MODULE + source, name + "-whole.o", "-fno-ipa-icf", *flags)

    def module(self, source, name="gadget", *flags, btf="whole", strip="--strip-debug", others=()):
        """The same as it ships: BTF on top of the kernel's, no DWARF."""
        whole = self.whole(source, name, *flags)
        # as modules are linked: a build-id
        self.tool("ld", "-r", "--build-id", "-o", name + ".ko", whole, *others)
        if btf:
            self.tool("pahole", "-J", f"--btf_base={btf}", name + ".ko")
        self.tool("objcopy", strip, name + ".ko")
        return self.dir / (name + ".ko")

    def found(self, *paths):
        """The module's versions, and the gaps' texts."""
        catalog = self.catalog(*paths)
        versions = {(entry["kind"], version["compatible"]): version
                    for entry in catalog["formats"] for version in entry["versions"]
                    if version["provider"] == "gadget"}
        return versions, [gap["why"] for gap in catalog["gaps"]]


class Found(Case):
    def test_handler(self):
        """In any order: its BTF is read once the kernel's is known."""
        module = self.module(REGISTERS)
        for inputs in (("vmlinux", module), (module, "vmlinux")):
            versions, gaps = self.found(*inputs)
            self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))
            version = versions["file-handler", "gadget-v1"]
            self.assertEqual((version["read"], version["write"]), (True, True))
            origin = version["origin"]
            self.assertEqual(origin["evidence"],
                             {"id": "shape", "read": "shape", "write": "shape", "constants": None})
            self.assertEqual((origin["object"], origin["section"], origin["symbol"]),
                             ("gadget.ko", ".data", "handler"))
            self.assertEqual(int(origin["address"], 16), self.address(module, "handler"))

    def test_as_with_debugging_information(self):
        """Only how it is known differs."""
        def essence(*paths):
            versions, gaps = self.found(*paths)
            return {key: {name: value for name, value in version.items() if name != "origin"}
                    for key, version in versions.items()}, gaps

        source = FLB + OPS + """
static struct liveupdate_file_handler handlers[] = {
	{ .ops = &ops, .compatible = "gadget-v1" }, { .ops = &ops, .compatible = "gadget-v2" },
};
int init_module(void)
{
	return liveupdate_register_file_handler(&handlers[0]) +
	       liveupdate_register_file_handler(&handlers[1]) +
	       liveupdate_register_flb(&handlers[0], &flb);
}
"""
        module = self.module(source)
        self.tool("cp", "gadget-whole.o", "full.ko")
        expected = essence("vmlinux", "full.ko")
        self.assertEqual(set(expected[0]), {("file-handler", "gadget-v1"),
                                            ("file-handler", "gadget-v2"), ("flb", "gadget-flb-v1")})
        self.assertEqual(essence("vmlinux", module), expected)

    def test_through_another_module(self):
        """Nothing that it calls has LUO's name."""
        module = self.module(WRAPPED)
        self.assertNotIn("liveupdate_register", self.tool("nm", module))
        versions, gaps = self.found("vmlinux", module)
        self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))

    def test_callbacks_of_the_kernel(self):
        """They are undefined in the module, and the kernel's BTF has their types."""
        versions, gaps = self.found("vmlinux", self.module(callbacks_of("builtin")))
        self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))

    def test_functions_that_are_alike(self):
        """Callbacks that do nothing; the compiler makes one of two lead to the other."""
        versions, gaps = self.found("vmlinux", self.module("""
static _Bool can(struct liveupdate_file_handler *handler, struct file *file) { return 0; }
static int one(struct liveupdate_file_op_args *args) { return -95; }
static int two(struct liveupdate_file_op_args *args) { return -95; }
static void three(struct liveupdate_file_op_args *args) { }
static void four(struct liveupdate_file_op_args *args) { }
static const struct liveupdate_file_ops ops = {
	.can_preserve = can, .preserve = one, .unpreserve = three, .retrieve = two, .finish = four,
	.owner = THIS_MODULE,
};
struct liveupdate_file_handler handler = { .ops = &ops, .compatible = "gadget-v1" };
""", "gadget", "-fipa-icf"))
        self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))

    def test_function_that_btf_does_not_list(self):
        """As of assembly: the others tell what it is."""
        more = self.object("int retrieve(void *args) { return !args; }", "more.o", "-g0")
        versions, gaps = self.found("vmlinux", self.module(REGISTERS.replace(
            "{ FIXTURE_FILE_OPS", "{ FIXTURE_FILE_OPS, .retrieve = retrieve").replace(
                OPS[:6], "extern int retrieve(struct liveupdate_file_op_args *);\n" + OPS[:6], 1),
            others=(more,)))
        self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))

    def test_without_symbols_of_its_functions(self):
        """What the loader does not need is gone: callbacks are places in .text."""
        module = self.module(REGISTERS, strip="--strip-unneeded")
        self.assertNotIn("fixture_preserve", self.tool("nm", module))
        versions, gaps = self.found("vmlinux", module)
        self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))

    def test_of_no_owner(self):
        versions, gaps = self.found("vmlinux", self.module(
            REGISTERS.replace(", .owner = THIS_MODULE", "")))
        self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))

    def test_built_outside_of_the_tree(self):
        """It brings names of the kernel's types along, and its BTF builds on these."""
        names = self.object("""
#include "liveupdate.h"
struct liveupdate_file_op_args { int one; }; struct liveupdate_flb_op_args { int one; };
struct file { int one; }; struct module { int one; };
void use(struct liveupdate_file_op_args a, struct liveupdate_flb_op_args b, struct file c,
	 struct liveupdate_file_handler *d) { }
""", "names.o")
        self.tool("pahole", "-J", "names.o")
        self.tool("objcopy", "--dump-section", ".BTF=names.btf", names)
        module = self.module(REGISTERS, btf="names.o")
        self.tool("objcopy", "--add-section", ".BTF.base=names.btf", module)
        versions, gaps = self.found("vmlinux", module)
        self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))

    def test_structs_that_its_kernel_does_not_know(self):
        """Its own BTF has them then."""
        plain = self.linked("""
const char linux_banner[] __attribute__((used)) = "Linux version 7.3.0-test (me@host) gcc";
""", "plain")
        self.tool("pahole", "-J", plain)
        versions, gaps = self.found(plain, self.module(REGISTERS, btf="plain"))
        self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))


class Gaps(Case):
    """What cannot be told is a gap, never silence."""

    def gap(self, *paths):
        versions, gaps = self.found(*paths)
        self.assertEqual((versions, len(gaps)), ({}, 1), gaps)
        return gaps[0]

    def debug_file(self, module):
        build_id = support.build_id(module)
        return f".build-id/{build_id[:2]}/{build_id[2:]}.debug, of build-id {build_id}"

    def test_without_its_kernel(self):
        """Its BTF alone tells nothing; what would is named."""
        module = self.module(REGISTERS)
        self.assertEqual(self.gap(module), "it registers handlers, and there is no debug information "
                         f"about them; {self.debug_file(module)}, or its kernel's image with BTF "
                         "would tell")

    def test_without_btf(self):
        module = self.module(REGISTERS, btf=None)
        versions, gaps = self.found("vmlinux", module)
        self.assertEqual(versions, {})
        self.assertEqual(sorted(gaps), [
            "gadget-v1 has the shape of a file-handler, and nothing tells that it is one; "
            f"{self.debug_file(module)} would tell",
            "it registers handlers, and there is no debug information about them; "
            f"{self.debug_file(module)} would tell"])

    def test_without_btf_through_another_module(self):
        module = self.module(WRAPPED, btf=None)
        self.assertEqual(self.gap("vmlinux", module), "gadget-v1 has the shape of a file-handler, "
                         f"and nothing tells that it is one; {self.debug_file(module)} would tell")

    def test_report(self):
        """The verdict is unknown for that reason; what would tell is in the list of gaps."""
        module = self.module(REGISTERS, btf=None)
        for name, inputs in (("writer.json", ("vmlinux", module)), ("reader.json", ("vmlinux",))):
            result = support.run("luo-catalog-gen", "-o", name, *inputs, cwd=self.dir)
            self.assertEqual(result.status, 0, result.err)
        result = support.run("luo-compat-check", "writer.json", "reader.json", cwd=self.dir)
        self.assertEqual(result.status, 1, result.err)
        self.assertIn("liveupdate_register_file_handler in gadget.ko (it registers handlers, and "
                      "there is no debug information about them)", " ".join(result.out.split()))
        what = result.out.split("What could not be cataloged\n")[1]
        self.assertIn("  writer file-handler or flb: gadget.ko liveupdate_register_file_handler\n",
                      what)
        self.assertIn("    it registers handlers, and there is no debug information about them; "
                      f"{self.debug_file(module)} would tell\n", what)

    def test_btf_of_the_module_in_a_file(self):
        """Nothing says whose it is."""
        module = self.module(REGISTERS)
        self.tool("objcopy", "--dump-section", ".BTF=gadget.btf", "--remove-section=.BTF", module)
        _, gaps = self.found("vmlinux", module, "gadget.btf")
        self.assertEqual(len(gaps), 2)
        for gap in gaps:
            self.assertIn(f"{self.debug_file(module)} would tell", gap)

    def test_btf_of_the_kernel_in_a_file(self):
        """Beside a module it tells what the image would."""
        module = self.module(REGISTERS)
        self.tool("objcopy", "--dump-section", ".BTF=kernel.btf", "vmlinux")
        for inputs in ((module, "kernel.btf"), ("kernel.btf", module)):
            versions, gaps = self.found(*inputs)
            self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))
        other = self.linked("struct other { int a; } other_use;" + KERNEL, "other")
        self.tool("pahole", "-J", other)
        self.tool("objcopy", "--dump-section", ".BTF=other.btf", other)
        self.assertIn("gadget.ko: section .BTF: does not build on the BTF of other.btf",
                      self.refuse(module, "other.btf").replace(f"{self.dir}/", ""))

    def test_without_build_id(self):
        self.whole(REGISTERS)
        self.tool("objcopy", "--strip-debug", "gadget-whole.o", "gadget.ko")
        self.assertTrue(self.gap("gadget.ko").endswith("; its debug file would tell"))

    MADE = """
#define NULL ((void *)0)
extern int gadget_core_add(void *handler);
extern void *allocate(void);
static int preserve(struct liveupdate_file_op_args *args) { return !args; }
static void finish(struct liveupdate_file_op_args *args) { }
int init_module(void)
{
	struct liveupdate_file_ops *ops = allocate();

	ops->preserve = ops->retrieve = preserve;
	ops->unpreserve = ops->finish = finish;
	return gadget_core_add(ops);
}
"""

    def test_made_at_run_time(self):
        """Handed to another module, and nothing in its data: its functions' types tell."""
        module = self.module(self.MADE)
        for inputs in (("vmlinux", module), (module, "vmlinux")):
            self.assertEqual(self.gap(*inputs), "it has functions that could be callbacks of "
                             f"handlers, and no handler shows; {self.debug_file(module)} would tell")

    def test_made_at_run_time_in_another_kernel(self):
        """Nobody would call them in a kernel without live update."""
        self.module(self.MADE)
        plain = self.linked(KERNEL.replace("luo-v5", "none"), "plain")
        self.tool("pahole", "-J", plain)
        module = self.module(self.MADE, btf="plain")
        self.assertEqual(self.found("plain", module), ({}, []))

    def test_made_at_run_time_and_the_kernel_without_btf(self):
        module = self.module(self.MADE)
        self.tool("objcopy", "--remove-section=.BTF", "--keep-symbol=linux_banner", "vmlinux", "bare")
        _, gaps = self.found("bare", module)
        self.assertEqual(sorted(gap.split(";")[0] for gap in gaps), [
            "it has neither symbols nor debug information to show its handlers",
            "whether it has handlers is not known: its kernel's BTF is not there"])

    def test_unreadable_btf(self):
        """Of a kind of type that nobody knows yet."""
        module = self.module(self.MADE)
        self.tool("objcopy", "--dump-section", ".BTF=btf", module)
        btf = (self.dir / "btf").read_bytes()
        (self.dir / "btf").write_bytes(btf[:28] + struct.pack("<I", 31 << 24) + btf[32:])
        self.tool("objcopy", "--update-section", ".BTF=btf", module)
        self.assertTrue(self.gap("vmlinux", module).startswith(
            "whether it has handlers is not known: its BTF cannot be read; "))

    def test_registers_what_does_not_show(self):
        """Its callbacks are found, and one kind of what it registers is not."""
        module = self.module(OPS + """
static struct liveupdate_file_handler handler = { .ops = &ops, .compatible = "gadget-v1" };
extern struct liveupdate_flb elsewhere;
int init_module(void) { return liveupdate_register_flb(&handler, &elsewhere); }
""")
        versions, gaps = self.found("vmlinux", module)
        self.assertEqual(set(versions), {("file-handler", "gadget-v1")})
        self.assertEqual(gaps, ["it calls liveupdate_register_flb(), and nothing that it registers "
                                "shows"])

    def test_registers_what_it_is_given(self):
        """The module behind the others: what they hand to it is theirs, but nothing proves it."""
        self.assertEqual(self.gap("vmlinux", self.module("""
int gadget_core_add(struct liveupdate_file_handler *handler)
{
	return liveupdate_register_file_handler(handler);
}
""")), "it calls liveupdate_register_file_handler(), and nothing that it registers shows")

    def test_id_filled_in_at_run_time(self):
        versions, gaps = self.found("vmlinux", self.module(
            REGISTERS.replace('.compatible = "gadget-v1"', "")))
        self.assertEqual(versions, {})
        self.assertEqual(sorted(gaps), [
            "1 of 1 functions _Bool(liveupdate_file_handler*,file*) are callbacks of no handler that shows",
            "1 of 1 functions int(liveupdate_file_op_args*) are callbacks of no handler that shows",
            "1 of 1 functions void(liveupdate_file_op_args*) are callbacks of no handler that shows",
            "it calls liveupdate_register_file_handler(), and nothing that it registers shows"])

    def test_callbacks_of_another_module(self):
        """Its functions are undefined here, and the kernel does not know them."""
        self.assertEqual(self.gap("vmlinux", self.module(callbacks_of("other"))),
                         "gadget-v1 has the shape of a file-handler, and nothing tells that it is one")

    def test_ops_of_another_module(self):
        self.assertEqual(self.gap("vmlinux", self.module("""
extern const struct liveupdate_file_ops other_ops;
struct liveupdate_file_handler handler = { .ops = &other_ops, .compatible = "gadget-v1" };
""")), "gadget-v1 has the shape of a file-handler, and nothing tells that it is one")


class NotHandlers(Case):
    """What is like a handler in all but one thing, in a module that has one."""

    CODE = """
static int other(struct file *file) { return !!file; }
struct shape { const void *ops; char compatible[48]; struct list_head lists[2]; };
"""
    TABLE = "static const void *const table[10] = { other, other, other, 0, 0, other, 0, other, 0, %s };\n"

    def near(self, source, verbose=()):
        module = self.module(REGISTERS + self.CODE + source)
        result = support.run("luo-catalog-gen", "-v", "vmlinux", module, cwd=self.dir)
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(result.err.splitlines()[2:], [f"luo-catalog-gen: gadget.ko: {line}"
                                                       for line in verbose])
        versions, gaps = self.found("vmlinux", module)
        self.assertEqual((set(versions), gaps), ({("file-handler", "gadget-v1")}, []))

    def test_functions_of_another_type(self):
        """Their names tell; --verbose shows what was left out."""
        at = "one-v1 at .data+0x0"
        self.near(self.TABLE % "THIS_MODULE" + 'struct shape one = { table, "one-v1" };',
                  [f"{at} has the shape of a file-handler, and its callbacks are functions of "
                   "other types: left out"])

    def test_of_another_owner(self):
        self.near("int something;\n" + self.TABLE % "&something"
                  + 'struct shape one = { table, "one-v1" };')

    def test_owned_by_what_is_behind_the_module(self):
        self.near(self.TABLE % "(char *)THIS_MODULE + 8"
                  + 'struct shape one = { table, "one-v1" };')

    def test_data_among_the_callbacks(self):
        self.near("int something;\n" + (self.TABLE % 0).replace("0,", "&something,", 1)
                  + 'struct shape one = { table, "one-v1" };')

    def test_no_id(self):
        self.near(self.TABLE % 0 + 'struct shape one = { table, "one two" }, two = { table, "" };')

    def test_module_without_any(self):
        """Nothing waits, nothing is a gap."""
        module = self.module("int init_module(void) { return 0; }" + self.CODE
                             + self.TABLE % 0 + 'struct shape one = { table, "one-v1" };')
        self.assertEqual(self.found("vmlinux", module), ({}, []))
        module = self.module("int init_module(void) { return 0; }", "empty")
        self.assertEqual(self.found(module, "vmlinux"), ({}, []))


class Broken(Case):
    def test_on_top_of_another_kernel(self):
        other = self.linked("struct other { int a; } other_use;" + KERNEL, "other")
        self.tool("pahole", "-J", other)
        module = self.module(REGISTERS, btf="other")
        line = self.refuse("vmlinux", module)
        self.assertIn("gadget.ko: section .BTF: does not build on the BTF of vmlinux", line)

    def test_names_that_build_on_others(self):
        """.BTF.base stands alone."""
        module = self.module(REGISTERS)
        self.tool("objcopy", "--dump-section", ".BTF=btf", module)
        self.tool("objcopy", "--add-section", ".BTF.base=btf", module)
        self.assertIn("gadget.ko: section .BTF.base: builds on another one",
                      self.refuse("vmlinux", module))


if __name__ == "__main__":
    unittest.main()
