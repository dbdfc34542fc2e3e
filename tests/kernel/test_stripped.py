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

    def test_evidence(self):
        found = kernels.versions(self.stripped("7.3"))
        self.assertEqual(found["file-handler", "memfd-v2"]["origin"]["evidence"],
                         {"id": "shape", "read": "shape", "write": "shape", "constants": None})
        self.assertEqual(found["core", "luo-v5"]["origin"]["evidence"]["read"], "string")

    def test_a_kernel_without_luo_has_none(self):
        document = self.stripped("debian")
        self.assertEqual((document["formats"], document["gaps"]), ([], []))
