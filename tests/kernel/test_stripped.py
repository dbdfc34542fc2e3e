# SPDX-License-Identifier: GPL-2.0-only
"""Kernels as they ship, without symbols and DWARF: constants and BTF tell as much."""
import copy

import kernels

# x86-64's vmlinux as it is in a bzImage, and one that keeps its symbols
WAYS = {"stripped": "--strip-all", "symbols": "--strip-debug"}


def without_origin(document):
    document = copy.deepcopy(document)
    for one in document["formats"]:
        for version in one["versions"]:
            del version["origin"]
    return document


class Stripped(kernels.KernelCase):
    def stripped(self, name, way="stripped"):
        image = self.dir / f"{name}-{way}"
        cross = "" if name == "debian" else kernels.architecture(name).cross
        self.tool(f"{cross}objcopy", WAYS[way], kernels.vmlinux(name), image)
        return kernels.catalog(image)

    def test_every_kernel(self):
        """Stock kernels, variants and those with descriptors: where a fact was found, and how, is all
        that differs."""
        seen = set()
        for name in sorted(set(kernels.directories()) - {"debian-headers"}):
            expected = without_origin(kernels.catalog(kernels.vmlinux(name)))
            for way in WAYS:
                with self.subTest(name, way=way):
                    self.assertEqual(without_origin(self.stripped(name, way)), expected)
            seen.update(kernels.versions(expected))
        # kinds and versions that not every kernel has
        self.assertTrue({("file-handler", "memfd-v2"), ("file-handler", "memfd-v3"),
                         ("flb", "liveupdate-test-flb-v0")} <= seen, seen)

    def test_module(self):
        """A handler in a module, as distributions strip it: from its BTF and its kernel's image."""
        module, = kernels.installed("module-handler").glob("kernel/lib/test_module.ko")
        self.tool("strip", "--strip-debug", "-o", "test_module.ko", module)
        sections = self.tool("readelf", "-SW", "test_module.ko")
        self.assertNotIn(".debug_info", sections)
        self.assertIn(" .BTF ", sections)
        image, stripped = kernels.image("module-handler"), self.dir / "test_module.ko"
        whole = kernels.catalog(image, module)
        self.assertEqual(kernels.versions(whole)["file-handler", "gadget-v1"]["provider"],
                         "test_module")
        found = kernels.catalog(image, stripped)
        self.assertEqual(without_origin(found), without_origin(whole))
        origin = kernels.versions(found)["file-handler", "gadget-v1"]["origin"]
        self.assertEqual((origin["symbol"], origin["evidence"]["id"], origin["evidence"]["write"]),
                         ("test_handler", "shape", "shape"))
        self.assertEqual(kernels.catalog(stripped, image), found)
        # without its kernel nothing can be told
        self.assertEqual(len(kernels.catalog(stripped)["gaps"]), 1)

    def test_other_modules(self):
        """Of the same kernels, stripped: what has no handler shows none, and nothing is missing."""
        modules = 0
        for name in sorted(set(kernels.directories()) - {"debian", "debian-headers"}):
            if not any((kernels.directories()[name] / part).is_dir()
                       for part in (".luocat-installed", "installed")):
                continue
            tree = self.dir / name
            paths = [path for path in kernels.installed(name).glob("kernel/**/*.ko")
                     if (name, path.stem) != ("module-handler", "test_module")]
            for path in paths:
                tree.mkdir(exist_ok=True)
                self.tool(kernels.architecture(name).cross + "strip", "--strip-debug", "-o",
                          tree / path.name, path)
            if not paths:
                continue
            modules += len(paths)
            with self.subTest(name):
                self.assertEqual(without_origin(kernels.catalog(kernels.image(name), tree)),
                                 without_origin(kernels.catalog(kernels.image(name))))
        self.assertGreater(modules, 1)

    def test_evidence(self):
        found = kernels.versions(self.stripped("7.3"))
        self.assertEqual(found["file-handler", "memfd-v2"]["origin"]["evidence"],
                         {"id": "shape", "read": "shape", "write": "shape", "constants": None})
        self.assertEqual(found["core", "luo-v5"]["origin"]["evidence"]["read"], "string")

    def test_a_kernel_without_luo_has_none(self):
        document = self.stripped("debian")
        self.assertEqual((document["formats"], document["gaps"]), ([], []))
