# SPDX-License-Identifier: GPL-2.0-only
"""DWARF and BTF of one build, CONFIG_DEBUG_INFO_BTF's: the same types and fingerprints."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import support

import kernels

HOOKS = support.TOP / "kbuild-hooks" / "include"

# A stripped kernel shows no handler; a descriptor stands for it and names what to look for.
DESCRIPTOR = """
#include <linux/liveupdate_format.h>
%s
LIVEUPDATE_FORMAT(test, LIVEUPDATE_FORMAT_FLB, "test", 1, "test-v1", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_DATA_LOST, LIVEUPDATE_ROOTS(%s), LIVEUPDATE_REQUIRES_NOTHING);
"""

MEMFD = ("struct memfd_luo_ser", "struct memfd_luo_folio_ser")
# kernels without these
WITHOUT_MEMFD = {"debian", "debian-headers", "no-liveupdate", "no-kho", "no-memfd"}
# large, with all that C has: they embed dozens of others
LARGE = ("struct task_struct", "struct rq", "union fpregs_state")


# What the running kernel shows of itself.
RUNNING = pathlib.Path("/sys/kernel/btf")


class Case(kernels.KernelCase):
    def described(self, path, roots, tools=""):
        """A copy with a descriptor of these roots, as in a kernel that has our patches."""
        self.compile(DESCRIPTOR % ("\n".join(f"{root} {{ int dummy; }};" for root in roots),
                                   ", ".join(roots)),
                     "descriptor.o", "-O2", "-c", f"-I{HOOKS}")
        self.tool("objcopy", "-O", "binary", "--only-section=.luo_formats", "descriptor.o",
                  "record")
        to = pathlib.Path(tempfile.mkdtemp(dir=self.dir)) / path.name
        if " .luo_formats " in self.tool("readelf", "-SW", path):
            return pathlib.Path(shutil.copy(path, to))  # it has descriptors of its own
        self.tool(tools + "objcopy", "--add-section", ".luo_formats=record", "--set-section-flags",
                  ".luo_formats=alloc,readonly,data,contents", path, to,
                  stderr=subprocess.DEVNULL)  # no segment loads it
        return to

    def stripped(self, path, tools=""):
        """Without DWARF. .BTF is what remains of types, and vmlinux loads it."""
        to = path.parent / f"stripped-{path.name}"
        self.tool(tools + "strip", "-g", "-o", to, path, stderr=subprocess.DEVNULL)
        sections = self.tool("readelf", "-SW", to)
        self.assertNotIn(" .debug_info", sections)
        self.assertIn(" .BTF ", sections)
        return to

    def taken_out(self, path):
        """The section .BTF in a file of its own, and a copy of the object without it."""
        directory = pathlib.Path(tempfile.mkdtemp(dir=self.dir))
        self.tool("objcopy", f"--dump-section=.BTF={directory / 'types.btf'}", path, "/dev/null",
                  stderr=subprocess.DEVNULL)
        self.tool("objcopy", "--remove-section=.BTF", path, directory / path.name,
                  stderr=subprocess.DEVNULL)
        self.assertNotIn(" .BTF ", self.tool("readelf", "-SW", directory / path.name))
        return directory / path.name, directory / "types.btf"

    def refuse(self, *paths):
        result = support.run("luo-catalog-gen", *paths)
        self.assertRefused(result)
        return result.err


class Both(Case):
    def assertSame(self, dwarf, btf):
        """Fingerprints of all that both know, and types."""
        known = kernels.versions(dwarf)
        for key, version in kernels.versions(btf).items():
            self.assertEqual(version["layout"], known[key]["layout"], key)
            self.assertIsNotNone(version["layout"]["fingerprint"], key)
        self.assertEqual(dwarf["types"], btf["types"])

    def test_serialized_types(self):
        """Of each kernel that has them, edited ones too."""
        for name in kernels.directories().keys() - WITHOUT_MEMFD:
            with self.subTest(name):
                tools = kernels.architecture(name).cross
                path = self.described(kernels.vmlinux(name), MEMFD, tools)
                self.assertSame(kernels.catalog(path), kernels.catalog(self.stripped(path, tools)))
                shutil.rmtree(path.parent)

    def test_other_types(self):
        path = self.described(kernels.vmlinux("7.3"), LARGE)
        dwarf, btf = kernels.catalog(path), kernels.catalog(self.stripped(path))
        self.assertSame(dwarf, btf)
        self.assertGreater(len(btf["types"]), 50)

    def test_module(self):
        """Its BTF builds on vmlinux's."""
        vmlinux = kernels.vmlinux("7.3")
        path = self.described(kernels.directories()["7.3"] / "lib/test_static_keys.ko",
                              ("struct test_key",))
        key = "flb", "test-v1"
        dwarf = kernels.catalog(path, vmlinux)
        btf = kernels.catalog(self.stripped(path), vmlinux)
        self.assertEqual(btf["types"], dwarf["types"])
        layout = kernels.versions(btf)[key]["layout"]
        self.assertEqual(layout, kernels.versions(dwarf)[key]["layout"])
        self.assertIsNotNone(layout["fingerprint"])
        members = btf["types"]["struct test_key"]["members"]
        # lib/test_static_keys.c: bool init_state; struct static_key *key; bool (*test_key)(void);
        self.assertEqual([(m["name"], m["type"]) for m in members],
                         [("init_state", "bool8"), ("key", "ptr64"), ("test_key", "ptr64")])

        alone = kernels.catalog(path.parent / f"stripped-{path.name}")
        self.assertIsNone(kernels.versions(alone)[key]["layout"]["fingerprint"])

    def test_separate_debug_file_comes_first(self):
        """vmlinux that is shipped has BTF, and its debug package has DWARF: both say the same."""
        debug = self.dir / "vmlinux.debug"
        self.tool("objcopy", "--only-keep-debug", kernels.vmlinux("7.3"), debug)
        shipped = self.dir / "vmlinux"
        self.tool("objcopy", "--strip-debug", f"--add-gnu-debuglink={debug}",
                  kernels.vmlinux("7.3"), shipped)
        self.assertEqual(kernels.catalog(shipped), kernels.catalog(kernels.vmlinux("7.3")))


class Given(Case):
    """BTF in a file of its own, as /sys/kernel/btf has it."""

    def unmarked(self, document, name):
        for kind in document["types"].values():
            self.assertEqual(kind.pop("given"), name)
        return document

    def test_as_if_it_were_in_the_image(self):
        inside = self.stripped(self.described(kernels.vmlinux("7.3"), MEMFD))
        image, types = self.taken_out(inside)
        expected = kernels.catalog(inside)
        self.assertIn("struct memfd_luo_ser", expected["types"])
        self.assertEqual(kernels.catalog(inside, types), expected)
        given = self.unmarked(kernels.catalog(image, types), "types.btf")
        self.assertEqual(given["types"], expected["types"])
        found, known = kernels.versions(given), kernels.versions(expected)
        # handlers are looked for in what the image itself says of their shape
        self.assertEqual(set(known) - set(found), {("file-handler", "memfd-v2")})
        self.assertEqual(found, {key: known[key] for key in found})
        self.assertEqual(len(given["gaps"]), 1)

    def test_dwarf_confirms_it(self):
        image, types = self.taken_out(kernels.vmlinux("7.3"))
        self.assertEqual(kernels.catalog(image, types), kernels.catalog(kernels.vmlinux("7.3")))

    def test_another_kernels(self):
        """Other per-CPU variables; or one renamed member, and nothing else that could tell."""
        inside = self.stripped(self.described(kernels.vmlinux("7.3"), MEMFD))
        image, _ = self.taken_out(inside)
        _, older = self.taken_out(kernels.vmlinux("7.2"))
        for path in (inside, image):
            error = self.refuse(path, older)
            self.assertIn(str(older), error)
            self.assertIn("not the BTF of", error)
        image, types = self.taken_out(kernels.vmlinux("7.3"))
        data = types.read_bytes()
        self.assertEqual(data.count(b"\0nr_folios\0"), 1)
        types.write_bytes(data.replace(b"\0nr_folios\0", b"\0mr_folios\0"))
        error = self.refuse(image, types)
        self.assertIn("struct memfd_luo_ser has two definitions", error)
        self.assertIn(str(types), error)

    def test_module(self):
        base, base_types = self.taken_out(kernels.vmlinux("7.3"))
        path = self.described(kernels.directories()["7.3"] / "lib/test_static_keys.ko",
                              ("struct test_key",))
        inside = self.stripped(path)
        module, types = self.taken_out(inside)
        expected = kernels.catalog(inside, kernels.vmlinux("7.3"))
        layout = kernels.versions(expected)["flb", "test-v1"]["layout"]
        self.assertIsNotNone(layout["fingerprint"])
        for inputs in ((module, types, base, base_types), (inside, base, base_types),
                       (module, types, kernels.vmlinux("7.3"))):
            found = kernels.catalog(*inputs)
            self.assertEqual(kernels.versions(found)["flb", "test-v1"]["layout"], layout)
            self.assertIn("given", found["types"].pop("struct test_key"))
        self.assertIn("builds on the kernel's BTF", self.refuse(module, types))
        # of another kernel, strings have other lengths
        _, older = self.taken_out(kernels.vmlinux("7.2"))
        self.assertIn("does not build on", self.refuse(module, types, older))

    @unittest.skipUnless((RUNNING / "vmlinux").exists(), "the running kernel shows no BTF")
    def test_the_running_kernels(self):
        """Beside an object that no kernel has linked: sizes as pahole reads them."""
        self.compile(DESCRIPTOR % ("\n".join(f"{root} {{ int dummy; }};" for root in LARGE[:2]),
                                   ", ".join(LARGE[:2])),
                     "object.o", "-g0", "-O2", "-c", f"-I{HOOKS}")
        modules = [path for path in RUNNING.iterdir() if path.name != "vmlinux"]
        types = kernels.catalog(self.dir / "object.o", RUNNING / "vmlinux", *modules)["types"]
        for name in LARGE[:2]:
            shown = self.tool("pahole", "-F", "btf", "-C", name.split()[1], RUNNING / "vmlinux",
                              stderr=subprocess.DEVNULL)  # kinds that Debian 12's does not know
            self.assertEqual(types[name]["bytes"], int(re.search(r"/\* size: (\d+),", shown)[1]))
            self.assertEqual(types[name]["given"], "vmlinux")
        self.assertIn("not the BTF of", self.refuse(kernels.vmlinux("7.3"), RUNNING / "vmlinux"))
