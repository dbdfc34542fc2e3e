# SPDX-License-Identifier: GPL-2.0-only
"""One kernel through its different files, and twice."""
import os
import shutil

import facts
import kernels


def essence(document):
    """What a kernel can do, without where each thing was found and how well it is known."""
    return {key: {name: value for name, value in version.items()
                  if name in ("name", "version", "derived", "read", "write", "enable_write",
                              "consequence")}
            for key, version in kernels.versions(document).items()}


class Inputs(kernels.KernelCase):
    def setUp(self):
        super().setUp()
        self.tree = kernels.directories()["7.3"]
        self.expected = essence(kernels.catalog(self.tree / "vmlinux"))

    def test_whole_kernels(self):
        for name in ("", "vmlinux", "vmlinux.o", "vmlinux.a"):
            with self.subTest(name or "the build tree"):
                self.assertEqual(essence(kernels.catalog(self.tree / name)), self.expected)

    def test_vmlinux_a_is_thin(self):
        with open(self.tree / "vmlinux.a", "rb") as archive:
            self.assertEqual(archive.read(8), b"!<thin>\n")

    def test_parts_hold_the_handler(self):
        key = "file-handler", "memfd-v2"
        variable = facts.Variable(self.tree / "mm/memfd_luo.o", "memfd_luo_handler")
        for name in ("mm/memfd_luo.o", "mm/built-in.a"):
            with self.subTest(name):
                found = kernels.catalog(self.tree / name)
                self.assertEqual(essence(found)[key], self.expected[key])
                origin = kernels.versions(found)[key]["origin"]
                self.assertEqual((origin["source"], origin["line"], origin["symbol"]),
                                 (variable.source, variable.line, "memfd_luo_handler"))

    def test_a_part_without_the_handler(self):
        found = kernels.versions(kernels.catalog(self.tree / "mm/shmem.o"))
        self.assertNotIn(("file-handler", "memfd-v2"), found)

    def test_installed_modules_of_a_stock_kernel(self):
        """No module of it has a format; which kernel it is, is known."""
        release = kernels.installed("7.3")
        self.assertTrue(list(release.glob("kernel/lib/*.ko")))
        document = kernels.catalog(release)
        self.assertEqual(document["formats"], [])
        self.assertEqual(document["kernel"]["release"], facts.Tree(self.tree).release)

    def test_compressed_debug_sections(self):
        packed = self.dir / "vmlinux"
        self.tool("objcopy", "--compress-debug-sections=zlib", self.tree / "vmlinux", packed)
        self.assertLess(packed.stat().st_size, (self.tree / "vmlinux").stat().st_size)
        self.assertEqual(kernels.catalog(packed), kernels.catalog(self.tree / "vmlinux"))

    def test_separate_debug_file(self):
        stripped = self.dir / "vmlinux"
        debug = self.dir / "vmlinux.debug"
        self.tool("objcopy", "--only-keep-debug", self.tree / "vmlinux", debug)
        self.tool("objcopy", "--strip-debug", f"--add-gnu-debuglink={debug}",
                  self.tree / "vmlinux", stripped)
        self.assertEqual(kernels.catalog(stripped), kernels.catalog(self.tree / "vmlinux"))


class Determinism(kernels.KernelCase):
    """kernels.sh has built 7.3, edited it, and brought it back: its vmlinux was the same, byte for
    byte. What remains is that a catalog depends on nothing but the kernel."""

    def test_twice(self):
        tree = kernels.directories()["7.3"]
        for path in (tree, tree / "vmlinux"):
            with self.subTest(path.name):
                first = kernels.text(path)
                kernels.text.cache_clear()
                self.assertEqual(kernels.text(path), first)

    def test_elsewhere(self):
        tree = kernels.directories()["7.3"]
        shutil.copy(tree / "vmlinux", self.dir)
        shutil.copy(tree / ".config", self.dir)
        self.assertEqual(kernels.text(self.dir / "vmlinux"), kernels.text(tree / "vmlinux"))

    def test_order_of_inputs(self):
        tree = kernels.directories()["module-handler"]
        modules = kernels.installed("module-handler")
        self.assertEqual(kernels.text(tree / "vmlinux", modules),
                         kernels.text(modules, tree / "vmlinux"))

    def test_no_path_of_this_machine(self):
        """The compiler's directory is in the DWARF; it must not be in a catalog."""
        tree = kernels.directories()["7.3"]
        self.assertIn(str(tree).encode(), (tree / "mm/memfd_luo.o").read_bytes())
        homes = [str(tree), str(tree.parent), os.path.expanduser("~"), str(self.dir)]
        inputs = [tree, tree / "mm/memfd_luo.o", tree / "vmlinux.o", tree / "vmlinux.a",
                  *(path / "vmlinux" for path in kernels.directories().values())]
        for path in inputs:
            for home in homes:
                with self.subTest(path=str(path), home=home):
                    self.assertNotIn(home + "/", kernels.text(path))


class OtherCompiler:
    """The same source by another compiler and linker; check-kernel-full builds it."""

    def test_same_layouts(self):
        """Of every version, and every type with its members' names: BTF's too (test_btf)."""
        ours, theirs = (kernels.catalog(kernels.vmlinux(name)) for name in ("7.3", "7.3-clang"))
        layouts = [{key: version["layout"] for key, version in kernels.versions(one).items()}
                   for one in (ours, theirs)]
        self.assertEqual(layouts[0], layouts[1])
        for key, layout in layouts[0].items():
            self.assertIsNotNone(layout["fingerprint"], key)
        self.assertEqual(ours["types"], theirs["types"])

    def test_same_formats(self):
        document = kernels.catalog(kernels.vmlinux("7.3-clang"))
        self.assertEqual(essence(document), essence(kernels.catalog(kernels.vmlinux("7.3"))))

    def test_origin(self):
        tree = facts.Tree(kernels.directories()["7.3-clang"])
        for path in (tree.path, tree.path / "vmlinux"):
            origin = kernels.versions(kernels.catalog(path))["file-handler", "memfd-v2"]["origin"]
            symbol = tree.vmlinux.symbols["memfd_luo_handler"]
            self.assertEqual(int(origin["address"], 16), symbol.address)
            variable = facts.Variable(tree.path / "mm/memfd_luo.o", "memfd_luo_handler")
            self.assertEqual((origin["source"], origin["line"]), (variable.source, variable.line))


if kernels.FULL:
    class Clang(OtherCompiler, kernels.KernelCase):
        """clang 19, lld 19"""
