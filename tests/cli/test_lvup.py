# SPDX-License-Identifier: GPL-2.0-only
"""The section of the upstream RFC: strings without kind or direction."""
import struct

import support
from fixture import TestCase

MAGIC = 0x4C565550


def section(*strings, magic=MAGIC, version=1, order="<"):
    """The section's bytes as the RFC defines them."""
    return struct.pack(order + "II", magic, version) + b"".join(s.ljust(48, b"\0")
                                                                for s in strings)


class Lvup(TestCase):
    def with_section(self, content, source="int unrelated = 1;"):
        path = self.object(source, "lvup.o")
        (self.dir / "content").write_bytes(content)
        self.tool("objcopy", "--add-section", ".liveupdate_versions=content",
                  "--set-section-flags", ".liveupdate_versions=alloc,readonly", path)
        return path

    def test_kinds_come_from_the_table(self):
        content = section(b"luo-v5", b"memfd-v2", b"iommu-v1", b"kvm_vm_luo_v1", b"widget-v1")
        formats = self.formats(self.with_section(content))
        self.assertEqual(set(formats), {
            ("core", "luo-v5"), ("file-handler", "memfd-v2"), ("flb", "iommu-v1"),
            ("file-handler", "kvm_vm_luo_v1"), ("unknown", "widget-v1")})
        for number, key in enumerate((("core", "luo-v5"), ("file-handler", "memfd-v2"),
                                      ("flb", "iommu-v1"))):
            origin = formats[key]["origin"]
            self.assertEqual(origin["section"], ".liveupdate_versions")
            self.assertEqual(int(origin["address"], 16), 8 + 48 * number)
            self.assertEqual(origin["evidence"], {"id": "lvup", "read": None, "write": None,
                                                  "constants": None})
            self.assertIsNone(formats[key]["read"])
            self.assertIsNone(formats[key]["write"])

    def test_byte_order(self):
        source = """
__attribute__((section(".liveupdate_versions"), used)) static const struct {
	unsigned int magic, version;
	char strings[2][48];
} versions = { 0x4c565550, 1, { "memfd-v2", "luo-v5" } };
"""
        for target in ("s390x-unknown-linux-gnu", "mips-unknown-linux-gnu",
                       "x86_64-unknown-linux-gnu"):
            with self.subTest(target):
                path = self.object(source, "order.o", f"--target={target}", cc="clang")
                self.assertEqual(set(self.formats(path)),
                                 {("file-handler", "memfd-v2"), ("core", "luo-v5")})

    def test_no_second_entry(self):
        """What a handler object tells by its kind is not repeated without one."""
        source = """
#include "liveupdate.h"
struct liveupdate_flb flb = { .compatible = "widget-v1" };
"""
        formats = self.formats(self.with_section(section(b"widget-v1", b"other-v1"), source))
        self.assertEqual(set(formats), {("flb", "widget-v1"), ("unknown", "other-v1")})
        self.assertEqual(formats["flb", "widget-v1"]["origin"]["evidence"]["id"], "object")

    def test_no_second_entry_whatever_the_order(self):
        strings = self.with_section(section(b"widget-v1", b"other-v1"))
        self.object('#include "liveupdate.h"\n'
                    'struct liveupdate_flb flb = { .compatible = "widget-v1" };', "flb.o")
        first = self.catalog(strings, "flb.o")
        self.assertEqual([(entry["kind"], entry["name"]) for entry in first["formats"]],
                         [("unknown", "other"), ("flb", "widget")])
        self.assertEqual(self.catalog("flb.o", strings), first)

    def test_empty(self):
        self.assertEqual(self.formats(self.with_section(section())), {})

    def test_broken(self):
        whole = section(b"memfd-v2", b"luo-v5")
        cases = {
            "no magic": (section(b"memfd-v2", magic=1), "magic"),
            "wrong byte order": (section(b"memfd-v2", order=">"), "magic"),
            "newer": (section(b"memfd-v2", version=2), "version"),
            "cut off": (whole[:-1], "size"),
            "half a header": (whole[:7], "size"),
            "not ended": (section(48 * b"x"), "padded"),
            "bytes behind the NUL": (section(b"memfd-v2\0x"), "padded"),
            "empty string": (section(b""), "padded"),
            "not printable": (section(b"memfd\x01"), "printable"),
        }
        for name, (content, expected) in cases.items():
            with self.subTest(name):
                line = self.refuse(self.with_section(content))
                self.assertIn(".liveupdate_versions", line)
                self.assertIn(expected, line)
                self.assertIn("lvup.o", line)


if __name__ == "__main__":
    support.unittest.main()
