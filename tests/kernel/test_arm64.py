# SPDX-License-Identifier: GPL-2.0-only
"""7.3 cross-built for arm64, of check-kernel-full: its catalog, and its layouts beside x86-64's."""
import re

import support

import facts
import kernels

ARM64 = "7.3-arm64"

# Where the two architectures' state differs, and why that is no fault. All else that goes over is of
# fixed-width members, or shaped by the page size, which is 4096 bytes in both test kernels.
DIFFERENT = {
    # arch/x86/include/uapi/asm/setup_data.h: kexec passes KHO's addresses in setup_data, which is x86's;
    # arm64 passes them in the device tree (linux,kho-fdt, linux,kho-scratch), and reads no C type.
    "struct kho_data": ("core", "kho-v4"),
}


class Arm64(kernels.KernelCase):
    def setUp(self):
        super().setUp()
        self.tree = facts.Tree(kernels.directories()[ARM64])
        self.document = kernels.catalog(kernels.vmlinux(ARM64))
        self.found = kernels.versions(self.document)

    def test_identity(self):
        kernel = self.document["kernel"]
        config = facts.options(self.tree.text(".config"))
        self.assertEqual(kernel["release"], self.tree.release)
        self.assertEqual((kernel["arch"], kernel["byte_order"], kernel["pointer_size"]),
                         ("arm64", "little", 8))
        self.assertEqual(kernel["build_id"], self.tree.vmlinux.build_id)
        self.assertEqual(kernel["page_size"], 1 << int(config["PAGE_SHIFT"]))
        self.assertEqual(kernel["max_page_order"], int(config["ARCH_FORCE_MAX_ORDER"]))
        for name in ("KEXEC_HANDOVER", "LIVEUPDATE", "LIVEUPDATE_MEMFD"):
            self.assertEqual(kernel["options"][name], "y")

    def test_formats_are_those_of_x86(self):
        """The headers are shared; evidence and directions are the same too."""
        self.assertEqual(self.document["gaps"], [])
        x86 = kernels.versions(kernels.catalog(kernels.vmlinux("7.3")))
        self.assertEqual(set(self.found), set(x86))
        for key, version in self.found.items():
            for fact in ("name", "version", "read", "write", "consequence"):
                with self.subTest(key, fact=fact):
                    self.assertEqual(version[fact], x86[key][fact])

    def test_handler(self):
        """In vmlinux through its pointers, in the object and the archive through relocations."""
        key = "file-handler", "memfd-v2"
        symbol = self.tree.vmlinux.symbols["memfd_luo_handler"]
        variable = facts.Variable(self.tree.path / "mm/memfd_luo.o", "memfd_luo_handler")
        self.assertEqual(int(self.found[key]["origin"]["address"], 16), symbol.address)
        for path in ("vmlinux", "mm/memfd_luo.o", "mm/built-in.a", ""):
            with self.subTest(path or "the build tree"):
                memfd = kernels.versions(kernels.catalog(self.tree.path / path))[key]
                self.assertEqual((memfd["read"], memfd["write"]), (True, True))
                self.assertEqual(memfd["origin"]["evidence"],
                                 {"id": "object", "read": "object", "write": "object",
                                  "constants": None})
                self.assertEqual((memfd["origin"]["symbol"], memfd["origin"]["source"],
                                  memfd["origin"]["line"]),
                                 ("memfd_luo_handler", variable.source, variable.line))
                self.assertEqual(memfd["layout"], self.found[key]["layout"])


class Layouts(kernels.KernelCase):
    """What the kernel promises to be one, is one."""

    def setUp(self):
        super().setUp()
        self.x86 = kernels.catalog(kernels.vmlinux("7.3"))
        self.arm64 = kernels.catalog(kernels.vmlinux(ARM64))

    def test_each_type(self):
        self.assertEqual({name: one for name, one in self.x86["types"].items()
                          if name not in DIFFERENT}, self.arm64["types"])
        self.assertTrue(DIFFERENT.keys() <= self.x86["types"].keys(), "the list holds what is gone")

    def test_each_version(self):
        arm64 = kernels.versions(self.arm64)
        for key, version in kernels.versions(self.x86).items():
            with self.subTest(key):
                self.assertRegex(arm64[key]["layout"]["fingerprint"] or "", r"\A[0-9a-f]{64}\Z")
                if key in DIFFERENT.values():
                    self.assertNotEqual(arm64[key]["layout"], version["layout"])
                else:
                    self.assertEqual(arm64[key]["layout"], version["layout"])

    def test_the_architecture_that_differs_reads_no_such_type(self):
        """Of DIFFERENT: the source of arm64's kernel has it only where x86's is compiled."""
        tree = facts.Tree(kernels.directories()[ARM64])
        defined = [str(path.relative_to(tree.path)) for top in ("arch", "include")
                   for path in (tree.path / top).rglob("*.h")
                   if re.search(r"^struct kho_data \{", path.read_text(errors="replace"), re.M)]
        self.assertEqual(defined, ["arch/x86/include/uapi/asm/setup_data.h"])
        fdt = tree.text("drivers/of/fdt.c")
        self.assertIn('"linux,kho-fdt"', fdt)

    def test_diff_says_so(self):
        """luo-compat-check diff: the machine, options of one of them, and kho's layout."""
        for name in ("7.3", ARM64):
            (self.dir / name).write_text(kernels.text(kernels.vmlinux(name)))
        result = support.run("luo-compat-check", "diff", "--format", "json",
                             self.dir / "7.3", self.dir / ARM64)
        changes = result.json("diff")["changes"]
        facts_of_kernel = {one["fact"]: (one["old"], one["new"]) for one in changes
                           if one["kind"] is None}
        self.assertEqual(facts_of_kernel["arch"], ("x86_64", "arm64"))
        self.assertTrue({"page_size", "pointer_size", "byte_order", "max_page_order"}.isdisjoint(
            facts_of_kernel))
        layouts = {(one["kind"], one["compatible"]): one["differences"] for one in changes
                   if one["fact"] == "layout"}
        self.assertEqual(set(layouts), set(DIFFERENT.values()))
        self.assertEqual({one["type"] for differences in layouts.values() for one in differences},
                         set(DIFFERENT))


class Verdict(kernels.KernelCase):
    def test_another_architecture_is_incompatible(self):
        for name in ("7.3", ARM64):
            (self.dir / name).write_text(kernels.text(kernels.vmlinux(name)))
        for pair in (("7.3", ARM64), (ARM64, "7.3")):
            with self.subTest(pair):
                result = support.run("luo-compat-check", *(self.dir / name for name in pair),
                                     "--format", "json")
                verdict = result.json("verdict")
                self.assertEqual((result.status, verdict["outcome"]), (1, "incompatible"))
                self.assertEqual(verdict["reason"]["rule"], "LUO-ARCH")

    def test_itself_is_compatible(self):
        (self.dir / "catalog").write_text(kernels.text(kernels.vmlinux(ARM64)))
        result = support.run("luo-compat-check", self.dir / "catalog", self.dir / "catalog")
        self.assertEqual(result.status, 0, result.out)


def load_tests(loader, tests, pattern):
    """Of check-kernel-full only."""
    return tests if kernels.FULL else loader.suiteClass()
