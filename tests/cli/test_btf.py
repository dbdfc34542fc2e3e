# SPDX-License-Identifier: GPL-2.0-only
"""Layouts from BTF: of objects that have no DWARF, and of modules on top of vmlinux's."""
import struct

import elf
import fixture

# What BTF and DWARF say in their own ways, without what machines see differently.
TYPES = """
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

enum widget_state { WIDGET_OFF, WIDGET_ON = 5 };
enum widget_sign { WIDGET_LESS = -1, WIDGET_SAME };

struct widget_part { u16 first; const volatile u8 second; };
typedef struct widget_part part_t;

struct widget_ser {
	signed char small;
	_Bool flag;
	short number;
	u32 word;
	long long big;
	double real;
	part_t parts[4];
	u16 table[2][3];
	enum widget_state state;
	enum widget_sign sign;
	union { u64 phys; void *ptr; } first;
	struct { u32 a; union { u32 b; u8 c; }; };
	struct { u8 k; } list[3];
	u64 pfn : 52;
	u64 bits : 12;
	u8 tail[];
} __attribute__((packed));
"""

DESCRIPTOR = """
#include <linux/liveupdate_format.h>
LIVEUPDATE_FORMAT(%s, LIVEUPDATE_FORMAT_FLB, "%s", 1, "%s-v1", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_DATA_LOST, LIVEUPDATE_ROOTS(struct %s_ser),
		  LIVEUPDATE_REQUIRES_NOTHING);
"""


def descriptor(name):
    return DESCRIPTOR % (4 * (name,))


def split(base, name, members):
    """A module's .BTF: struct NAME_ser with MEMBERS (name, type id in vmlinux's, bit offset)."""
    start, = struct.unpack_from("<I", base, 20)
    text = b""

    def string(word):
        nonlocal text
        text += word.encode() + b"\0"
        return start + len(text) - len(word) - 1

    body = struct.pack("<3I", string(f"{name}_ser"), 4 << 24 | len(members), 16)
    for word, number, offset in members:
        body += struct.pack("<3I", string(word), number, offset)
    return struct.pack("<HBB5I", 0xeb9f, 1, 0, 24, 0, len(body), len(body), len(text)) + body + text


class TestCase(fixture.TestCase):
    def btf(self, source):
        """What clang writes for these types and a function that takes struct widget_ser."""
        path = self.compile(source + "int use(struct widget_ser *ser) { return 0; }", "btf.o",
                            "--target=bpfel", "-g", "-O1", "-w", "-c", cc="clang")
        file = elf.Elf(path)
        offset, size = file.data(".BTF")
        return bytes(file.bytes[offset:offset + size])

    def with_btf(self, path, btf, section=".BTF"):
        (self.dir / "section").write_bytes(btf)
        self.tool("objcopy", "--add-section", f"{section}=section", path)
        return path

    def layout(self, *paths, compatible="widget-v1"):
        """Layout of that FLB, and all types."""
        document = self.catalog(*paths)
        found, = (version for entry in document["formats"] for version in entry["versions"]
                  if version["compatible"] == compatible)
        return found["layout"], document["types"]


class Whole(TestCase):
    def test_same_as_dwarf(self):
        source = TYPES + descriptor("widget")
        dwarf = self.layout(self.object(source, "dwarf.o"))
        stripped = self.object(source, "stripped.o", "-g0")
        self.assertIsNone(self.layout(stripped)[0]["fingerprint"])
        self.assertEqual(self.layout(self.with_btf(stripped, self.btf(TYPES))), dwarf)
        self.assertRegex(dwarf[0]["fingerprint"], "^[0-9a-f]{64}$")
        self.assertEqual(set(dwarf[1]), {"struct widget_ser", "struct widget_part",
                                         "enum widget_state", "enum widget_sign",
                                         "struct widget_ser::list"})

    def test_dwarf_comes_first(self):
        """BTF is what a kernel's build makes of its DWARF."""
        path = self.object(TYPES + descriptor("widget"), "both.o")
        dwarf = self.layout(path)
        changed = self.btf(TYPES.replace("u32 word", "u64 word"))
        self.assertEqual(self.layout(self.with_btf(path, changed)), dwarf)

    def test_a_change_is_seen(self):
        source = descriptor("widget")
        prints = set()
        for edit in ("u32 word", "u64 word", "int word"):
            types = TYPES.replace("u32 word", edit)
            path = self.with_btf(self.object(types + source, "edit.o", "-g0"), self.btf(types))
            prints.add(self.layout(path)[0]["fingerprint"])
        self.assertEqual(len(prints), 3)

    def test_broken(self):
        """One line with file and section; nothing is said of a layout."""
        btf = self.btf(TYPES)
        cases = {
            "cut short": btf[:-1],
            "header": btf[:4] + struct.pack("<I", 25) + btf[8:],
            "magic": b"\x9e" + btf[1:],
            "byte order": struct.pack(">H", 0xeb9f) + btf[2:],
            "kind": btf[:24] + btf[24:28] + struct.pack("<I", 31 << 24) + btf[32:],
            "empty": b"",
        }
        for name, data in cases.items():
            with self.subTest(name):
                path = self.object(TYPES + descriptor("widget"), "broken.o", "-g0")
                error = self.refuse(self.with_btf(path, data))
                self.assertIn("broken.o", error)
                self.assertIn("section .BTF", error)


class Modules(TestCase):
    """struct gadget_ser of two u32, which vmlinux has, in a module without DWARF."""

    def setUp(self):
        super().setUp()
        self.base = self.btf(TYPES)
        self.vmlinux = self.with_btf(self.linked(TYPES + descriptor("widget"), "vmlinux"),
                                     self.base)
        self.module = self.object("struct gadget_ser { long long a, b; };" + descriptor("gadget"),
                                  "gadget.o", "-g0", "-DKBUILD_MODNAME=\"gadget\"")
        number = next(n for n, kind in enumerate(self.kinds(), 1) if kind == (1, b"unsigned int"))
        self.with_btf(self.module, split(self.base, "gadget", [("low", number, 0),
                                                              ("high", number, 64)]))

    def kinds(self):
        """(kind, name) of each type of the base, as <linux/btf.h> lays them out."""
        length, = struct.unpack_from("<I", self.base, 12)
        strings = 24 + struct.unpack_from("<I", self.base, 16)[0]
        at = 24
        more = {1: 4, 3: 12, 14: 4, 17: 4}
        each = {4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12}
        while at < 24 + length:
            name, info, _ = struct.unpack_from("<3I", self.base, at)
            kind = info >> 24 & 31
            start = strings + name
            yield kind, self.base[start:self.base.index(b"\0", start)]
            at += 12 + more.get(kind, 0) + each.get(kind, 0) * (info & 0xffff)

    def test_on_top_of_vmlinux(self):
        layout, types = self.layout(self.vmlinux, self.module, compatible="gadget-v1")
        self.assertIsNotNone(layout["fingerprint"])
        members = [(m["name"], m["type"]) for m in types["struct gadget_ser"]["members"]]
        self.assertEqual(members, [("low", "u32"), ("high", "u32")])
        self.assertEqual(self.layout(self.module, self.vmlinux, compatible="gadget-v1"),
                         (layout, types))

    def test_without_vmlinux_it_is_not_known(self):
        layout, _ = self.layout(self.module, compatible="gadget-v1")
        self.assertIsNone(layout["fingerprint"])

    def test_vmlinux_without_btf(self):
        plain = self.linked(TYPES + descriptor("widget"), "plain")
        layout, _ = self.layout(plain, self.module, compatible="gadget-v1")
        self.assertIsNone(layout["fingerprint"])

    def test_what_is_cut_down_is_no_layout(self):
        """A module built elsewhere brings names and sizes of vmlinux's types along."""
        self.with_btf(self.module, self.base, ".BTF.base")
        layout, _ = self.layout(self.vmlinux, self.module, compatible="gadget-v1")
        self.assertIsNone(layout["fingerprint"])

    def test_broken_base(self):
        path = self.with_btf(self.linked(TYPES, "broken"), self.base[:-1])
        error = self.refuse(self.module, path)
        self.assertIn("broken", error)
        self.assertIn("section .BTF", error)
