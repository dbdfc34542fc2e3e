# SPDX-License-Identifier: GPL-2.0-only
"""Layouts of real kernels against pahole, and against the headers that define the types."""
import re

import facts
import kernels

BASES = ("7.2", "7.3")
OTHERS = ("7.3-clang", "7.3-arm64") if kernels.FULL else ()

# Types on the wire that no header of include/linux/kho/abi defines.
ELSEWHERE = {"struct kho_scratch", "struct kho_data", "enum kho_radix_consts"}

PAHOLE_MEMBER = re.compile(r"^\t+(?!})[^;]*?(\w+)(?:\[\d*\])*(?::\d+)?;\s*"
                           r"/\*\s*(\d+)(?::\s*(\d+))?\s+(\d+)\s*\*/", re.M)


def pahole(path, names):
    """{name: (size, {(member, bit, bytes)})} as pahole prints these structs of a vmlinux.

    It is faster at printing all of them than at looking for some.
    """
    text = facts.tool("pahole", "-F", "dwarf", path)
    found = {}
    for name, body, size in re.findall(r"^struct (\w+) \{\n(.*?)/\* size: (\d+)", text,
                                       re.M | re.S):
        if name in names:
            found[name] = (int(size), {
                (member, int(byte) * 8 + int(bit or 0), int(length))
                for member, byte, bit, length in PAHOLE_MEMBER.findall(body)})
    return found


def size_of(types, expression):
    """Bytes of a member of that type."""
    plain, count = re.fullmatch(r"([^\[]+)(?:\[(\d*)\])?", expression).groups()
    if " " in plain:
        size = types[plain]["bytes"]
    else:
        size = int(re.sub(r"\D", "", plain)) // 8
    return size * (1 if count is None else int(count or 0))


class Pahole(kernels.KernelCase):
    """Every struct of every layout: the same members at the same places."""

    def test_offsets_and_sizes(self):
        for base in BASES + OTHERS:
            types = kernels.catalog(kernels.vmlinux(base))["types"]
            names = [name.split()[1] for name in types if name.startswith("struct ")]
            self.assertGreater(len(names), 15)
            theirs = pahole(kernels.vmlinux(base), names)
            self.assertEqual(set(theirs), set(names))
            for name in names:
                with self.subTest(base, type=name):
                    ours = types["struct " + name]
                    size, members = theirs[name]
                    self.assertEqual(ours["bytes"], size)
                    self.assertEqual({(member["name"].split(".")[-1], member["bit_offset"],
                                       size_of(types, member["type"]))
                                      for member in ours["members"]}, members)


class Headers(kernels.KernelCase):
    """Nothing on the wire is missing."""

    def test_every_struct_of_the_headers(self):
        for base in BASES:
            with self.subTest(base):
                tree = facts.Tree(kernels.directories()[base])
                headers = (tree.path / "include/linux/kho/abi").glob("*.h")
                defined = {"struct " + name for header in headers
                           for name in re.findall(r"^struct (\w+) \{", header.read_text(), re.M)}
                types = kernels.catalog(kernels.vmlinux(base))["types"]
                self.assertEqual(set(types), defined | ELSEWHERE)

    def test_owners(self):
        """By header: what memfd embeds of kho's is kho's."""
        formats = {"kexec_handover.h": "kho", "block.h": "kho", "luo.h": "luo", "memfd.h": "memfd",
                   "kexec_metadata.h": "kexec-metadata"}
        for base in BASES:
            tree = facts.Tree(kernels.directories()[base])
            types = kernels.catalog(kernels.vmlinux(base))["types"]
            for header, owner in formats.items():
                text = tree.text("include/linux/kho/abi/" + header)
                for name in re.findall(r"^struct (\w+) \{", text, re.M):
                    with self.subTest(base, type=name):
                        self.assertEqual(types["struct " + name]["owner"]["name"], owner)

    def test_constants(self):
        """enum kho_radix_consts, worked out for pages of 4096 bytes."""
        for base in BASES:
            with self.subTest(base):
                enum = kernels.catalog(kernels.vmlinux(base))["types"]["enum kho_radix_consts"]
                self.assertEqual({e["name"]: e["value"] for e in enum["enumerators"]},
                                 {"KHO_RADIX_KEY_WIDTH": 53, "KHO_TABLE_SIZE_LOG2": 9,
                                  "KHO_BITMAP_SIZE_LOG2": 15, "KHO_TREE_MAX_DEPTH": 6})

    def test_layouts_are_known(self):
        for base in BASES:
            for key, version in kernels.versions(kernels.catalog(kernels.vmlinux(base))).items():
                with self.subTest(base, version=key):
                    self.assertRegex(version["layout"]["fingerprint"] or "", r"\A[0-9a-f]{64}\Z")

    def test_build_tree_says_the_same(self):
        for base in BASES:
            with self.subTest(base):
                tree = kernels.catalog(kernels.directories()[base])
                self.assertEqual(tree["types"], kernels.catalog(kernels.vmlinux(base))["types"])
