# SPDX-License-Identifier: GPL-2.0-only
"""Descriptors: linux/liveupdate_format.h, and how luo-catalog-gen reads its records."""
import itertools
import subprocess

import support
from fixture import INCLUDES, TestCase, line_of

WIDGET = """
#include <linux/liveupdate_format.h>

struct widget_part { __u16 part; };
struct widget_ser { __u64 size; struct widget_part parts[4]; };
union widget_entry { __u64 number; };
enum widget_consts { WIDGET_CONST = 7 };
#define WIDGET_TOP (1ULL << 63)
#define WIDGET_BOTH (WIDGET_TOP | 2)
enum { WIDGET_LAST = -1 };

LIVEUPDATE_FORMAT(widget_v2, LIVEUPDATE_FORMAT_FILE_HANDLER,
		  "widget", 2, "widget-v2", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_ROOTS(struct widget_ser, union widget_entry,
				   enum widget_consts),
		  LIVEUPDATE_REQUIRES("core:" "kho-v4" ",flb:gadget-v1"),
		  LIVEUPDATE_CONSTANTS(WIDGET_BOTH, WIDGET_LAST));

LIVEUPDATE_FORMAT(widget_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "widget", 1, "widget-v1",
		  LIVEUPDATE_FORMAT_READ, LIVEUPDATE_FORMAT_DATA_LOST,
		  LIVEUPDATE_NO_LAYOUT, LIVEUPDATE_REQUIRES_NOTHING, LIVEUPDATE_NO_CONSTANTS);

LIVEUPDATE_FORMAT(tree_v3, LIVEUPDATE_FORMAT_SUBTREE, "tree", 3, "tree-v3",
		  LIVEUPDATE_FORMAT_READ | LIVEUPDATE_FORMAT_WRITE,
		  LIVEUPDATE_FORMAT_IGNORED, LIVEUPDATE_FDT, LIVEUPDATE_REQUIRES_NOTHING);
"""

# Everything that LIVEUPDATE_FORMAT() takes, as it is right; tests replace one at a time.
RIGHT = {
    "kind": "LIVEUPDATE_FORMAT_FILE_HANDLER",
    "name": '"widget"',
    "version": "2",
    "compatible": '"widget-v2"',
    "flags": "LIVEUPDATE_FORMAT_RW",
    "consequence": "LIVEUPDATE_FORMAT_DATA_LOST",
    "layout": "LIVEUPDATE_ROOTS(struct widget_ser)",
    "requires": 'LIVEUPDATE_REQUIRES("core:kho-v4")',
    "constants": "LIVEUPDATE_CONSTANTS(WIDGET_FLAG)",
}

# what of a record is behind its struct: its lists and one value
ROOM = 512 - 120 - len("struct widget_ser") - 1 - 8 - len("WIDGET_FLAG") - 1


def format_of(**changes):
    return ("#include <linux/liveupdate_format.h>\nstruct widget_ser { __u64 size; };\n"
            "struct widget_with_a_longer_name { __u64 size; };\n#define WIDGET_FLAG 4\n"
            "LIVEUPDATE_FORMAT(widget, " + ", ".join({**RIGHT, **changes}.values()) + ");\n")


def quoted(length):
    return '"' + length * "x" + '"'


class Macro(TestCase):
    def errors(self, source, cc):
        """What the compiler says, or None if it compiles."""
        (self.dir / "m.c").write_text(source)
        process = subprocess.run([cc, "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O2", "-g",
                                  "-c", "-o", "m.o", *INCLUDES, "m.c"], cwd=self.dir,
                                 stderr=subprocess.PIPE, check=False)
        return process.stderr.decode() if process.returncode else None

    def test_wrong_ones_do_not_compile(self):
        cases = (
            ({"name": quoted(48)}, "name"), ({"name": '""'}, "name"),
            ({"compatible": quoted(48)}, "compatible"), ({"compatible": '""'}, "compatible"),
            ({"compatible": r'"a\0b"'}, "compatible"),
            ({"version": "0"}, "version"), ({"version": "-1"}, "version"),
            ({"version": "0x100000000"}, "version"),
            ({"kind": "0"}, "kind"), ({"kind": "6"}, "kind"),
            ({"consequence": "0"}, "consequence"), ({"consequence": "6"}, "consequence"),
            ({"flags": "0"}, "direction"), ({"flags": "1 << 4 | LIVEUPDATE_FORMAT_RW"}, "flag"),
            ({"flags": "LIVEUPDATE_FORMAT_READ | LIVEUPDATE_FORMAT_ENABLE_WRITE"},
             "no code to write"),
            ({"flags": "LIVEUPDATE_FORMAT_RW | LIVEUPDATE_FORMAT_WRITE_CONTROL"},
             "write control"),
            ({"layout": "LIVEUPDATE_ROOTS(struct missing_ser)"}, "missing_ser"),
            ({"layout": "LIVEUPDATE_ROOTS(struct widget_ser, struct missing_ser)"},
             "missing_ser"),
            ({"layout": "LIVEUPDATE_ROOTS(" + ", ".join(12 * ["struct widget_with_a_longer_name"])
              + ")"}, "too long"),
            ({"layout": "LIVEUPDATE_ROOTS(" + ", ".join(13 * ["struct widget_ser"]) + ")"},
             "__LUF_ROOTS_12"),
            ({"layout": "LIVEUPDATE_ROOTS(struct {})"}, "root type of a live update format is empty"),
            ({"requires": "LIVEUPDATE_REQUIRES(" + quoted(ROOM) + ")"}, "too long"),
            ({"requires": r'LIVEUPDATE_REQUIRES("core:a\0b")'}, "NUL"),
            ({"constants": "LIVEUPDATE_CONSTANTS(MISSING_FLAG)"}, "MISSING_FLAG"),
            ({"constants": 'LIVEUPDATE_CONSTANTS("flag")'}, "const"),
            ({"constants": "LIVEUPDATE_CONSTANTS(" + ", ".join(25 * ["WIDGET_FLAG"]) + ")"}, "too long"),
        )
        for (change, expected), cc in itertools.product(cases, ("gcc", "clang")):
            with self.subTest(cc=cc, **change):
                errors = self.errors(format_of(**change), cc)
                self.assertIsNotNone(errors)
                self.assertIn(expected, errors)

    def test_right_ones_compile(self):
        cases = ({}, {"name": quoted(47)}, {"compatible": quoted(47)}, {"version": "0xffffffff"},
                 {"requires": "LIVEUPDATE_REQUIRES(" + quoted(ROOM - 1) + ")"},
                 {"constants": "LIVEUPDATE_NO_CONSTANTS"},
                 {"constants": "LIVEUPDATE_CONSTANTS(WIDGET_FLAG, (WIDGET_FLAG) + 1)"},
                 {"layout": "LIVEUPDATE_ROOTS(" + ", ".join(12 * ["struct widget_ser"]) + ")"},
                 {"layout": "LIVEUPDATE_FDT"}, {"layout": "LIVEUPDATE_NO_LAYOUT"})
        for change, cc in itertools.product(cases, ("gcc", "clang")):
            with self.subTest(cc=cc, **change):
                self.assertIsNone(self.errors(format_of(**change), cc))

    def test_shape_of_the_record(self):
        """Sizes and offsets are an ABI: they are told here once more, by pahole."""
        path = self.object(format_of(), "record.o", cc="gcc")
        shape = self.pahole(path, "liveupdate_format")
        for member, offset, size in (("magic", 0, 4), ("abi", 4, 2), ("size", 6, 2), ("kind", 8, 1),
                                     ("layout", 9, 1), ("consequence", 10, 1), ("constants", 11, 1),
                                     ("flags", 12, 4), ("version", 16, 4), ("reserved", 20, 4),
                                     ("name[48]", 24, 48), ("compatible[48]", 72, 48)):
            self.assertRegex(shape, rf"\b{member.replace('[', chr(92) + '[')};\s*/\*\s*{offset}"
                                    rf"\s+{size}\s*\*/")
        self.assertIn("size: 120", shape)

    def test_shape_of_what_stands_behind(self):
        """Values, then the lists; all of it told once more, byte for byte."""
        for cc in ("gcc", "clang"):
            path = self.object(format_of(), "record.o", cc=cc)
            self.tool("objcopy", "-O", "binary", "--only-section", ".luo_formats",
                      "--set-section-flags", ".luo_formats=alloc,load", path, "bytes")
            record = (self.dir / "bytes").read_bytes()
            behind = (b"\4" + 7 * b"\0" + b"struct widget_ser\0core:kho-v4\0WIDGET_FLAG\0")
            self.assertEqual(record[120:].rstrip(b"\0") + b"\0", behind)
            self.assertEqual(int.from_bytes(record[6:8], "little"), 120 + len(behind))

    def test_roots_that_a_macro_adds(self):
        """A type that only some architectures have; the record and DWARF hold what it stands for."""
        source = """
#include <linux/liveupdate_format.h>
struct boot_data { __u64 address; };
struct widget_ser { __u64 size; };
#ifdef BOOT
#define BOOT_ROOTS struct boot_data,
#else
#define BOOT_ROOTS
#endif
LIVEUPDATE_FORMAT(widget, LIVEUPDATE_FORMAT_CORE, "widget", 1, "widget-v1", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_PANIC, LIVEUPDATE_ROOTS(BOOT_ROOTS struct widget_ser),
		  LIVEUPDATE_REQUIRES_NOTHING);
"""
        for flags, roots in (((), ["struct widget_ser"]),
                             (("-DBOOT",), ["struct boot_data", "struct widget_ser"])):
            for cc in ("gcc", "clang"):
                with self.subTest(cc=cc, flags=flags):
                    path = self.object(source, "macro.o", *flags, cc=cc)
                    layout = self.formats(path)["core", "widget-v1"]["layout"]
                    self.assertEqual(sorted(layout["roots"]), roots)

    def test_nothing_in_a_kernel_without_the_option(self):
        """CONFIG_LIVEUPDATE_FORMATS off: not a byte, not a symbol, not a type."""
        (self.dir / "linux").mkdir()
        (self.dir / "linux/build_bug.h").write_text("#define static_assert _Static_assert\n")
        (self.dir / "linux/compiler.h").write_text("""
#define __used __attribute__((__used__))
#define __section(section) __attribute__((__section__(section)))
#define __aligned(x) __attribute__((__aligned__(x)))
#define __retain
""")
        kernel = ("-D__KERNEL__", "-include", "linux/types.h", f"-I{self.dir}")
        for cc, on in itertools.product(("gcc", "clang"), (False, True)):
            with self.subTest(cc=cc, on=on):
                path = self.object(WIDGET, "kernel.o", *kernel,
                                   *(["-DCONFIG_LIVEUPDATE_FORMATS=1"] if on else []), cc=cc)
                sections = self.tool("readelf", "-SW", path)
                self.assertEqual("luo_formats" in sections, on)
                self.assertEqual("widget" in self.tool("nm", path), on)
                self.assertEqual("widget_ser" in self.tool("readelf", "--debug-dump=info", path), on)

    def test_root_types_survive(self):
        """Nothing but the descriptor mentions them; pahole and readelf see them all."""
        for cc, dwarf in itertools.product(("gcc", "clang"), ("-gdwarf-4", "-gdwarf-5")):
            with self.subTest(cc=cc, dwarf=dwarf):
                path = self.object(WIDGET, "roots.o", dwarf, cc=cc)
                info = self.tool("readelf", "--debug-dump=info", path)
                for name in ("widget_ser", "widget_part", "widget_entry", "widget_consts"):
                    self.assertRegex(info, rf"DW_AT_name\s.*: {name}\n")
                self.assertIn("struct widget_part", self.pahole(path, "widget_ser"))
                self.assertIn("WIDGET_CONST", info)

    def test_root_types_survive_linking(self):
        """The anchors' section is discarded, as the kernel's linker scripts do."""
        (self.dir / "link.ld").write_text("""
SECTIONS {
	.luo_formats 0x10000 : { KEEP(*(.luo_formats)) }
	/DISCARD/ : { *(.discard.*) *(.eh_frame) *(.comment) *(.note*) }
}
""")
        for cc in ("gcc", "clang"):
            with self.subTest(cc=cc):
                path = self.object(WIDGET, "roots.o", cc=cc)
                self.tool("ld", "-T", "link.ld", "--gc-sections", "-o", "roots", path)
                self.assertIn("size: 16", self.pahole("roots", "widget_ser"))
                formats = self.formats(self.dir / "roots")
                self.assertEqual({c for _, c in formats}, {"widget-v1", "widget-v2", "tree-v3"})
                origin = formats["file-handler", "widget-v2"]["origin"]
                self.assertEqual(int(origin["address"], 16),
                                 self.address(self.dir / "roots", "__luo_format_widget_v2"))

    def test_costs_its_record_alone(self):
        """Read-only, without relocations, and nothing in the sections of code and data."""
        for cc in ("gcc", "clang"):
            path = self.object(WIDGET, "cost.o", cc=cc)
            sections = self.tool("readelf", "-SW", path)
            self.assertNotIn(".rela.luo_formats", sections)
            self.assertNotIn(".rela.discard", sections)
            self.assertRegex(sections, r"\.luo_formats +PROGBITS +0+ \w+ \w+ 00 +AR? ")
            sizes = self.tool("size", "-A", path)
            # a pointer for each root, which no image holds
            self.assertRegex(sizes, r"\.discard\.luo_formats +24 ")

    def test_modinfo(self):
        """In a module, modinfo(8) shows the id."""
        (self.dir / "linux").mkdir()
        (self.dir / "linux" / "moduleparam.h").write_text("""
#define MODULE_INFO(tag, info) static const char modinfo_##tag[] \\
	__attribute__((used, section(".modinfo"), aligned(1))) = #tag "=" info
""")
        path = self.object(format_of(), "module.o", "-DMODULE", f"-I{self.dir}")
        self.assertIn("luo_format=widget-v2", self.tool("readelf", "-p", ".modinfo", path))


class Read(TestCase):
    def test_every_member(self):
        for cc, dwarf in itertools.product(("gcc", "clang"), ("-gdwarf-4", "-gdwarf-5", "-g0")):
            with self.subTest(cc=cc, dwarf=dwarf):
                path = self.object(WIDGET, "widget.o", dwarf, cc=cc)
                formats = self.formats(path)
                self.assertEqual(set(formats), {("file-handler", "widget-v1"),
                                                ("file-handler", "widget-v2"),
                                                ("subtree", "tree-v3")})
                self.check(formats, None if dwarf == "-g0" else "widget.o.c")

    def check(self, formats, source):
        v2 = formats["file-handler", "widget-v2"]
        self.assertEqual((v2["name"], v2["version"], v2["derived"]), ("widget", 2, False))
        self.assertEqual((v2["read"], v2["write"], v2["enable_write"]), (True, True, True))
        self.assertEqual(v2["consequence"], "sessions-unreachable")
        self.assertEqual(v2["layout"]["form"], "struct")
        self.assertEqual(set(v2["layout"]["roots"]),
                         {"struct widget_ser", "union widget_entry", "enum widget_consts"})
        self.assertCountEqual(v2["requires"], [{"kind": "core", "compatible": "kho-v4"},
                                               {"kind": "flb", "compatible": "gadget-v1"}])
        origin = v2["origin"]
        self.assertEqual((origin["object"], origin["section"], origin["symbol"]),
                         ("widget.o", ".luo_formats", "__luo_format_widget_v2"))
        self.assertEqual(origin["evidence"], {"id": "descriptor", "read": "descriptor",
                                              "write": "descriptor", "constants": "descriptor"})
        self.assertEqual(v2["constants"], [{"name": "WIDGET_BOTH", "value": "0x8000000000000002"},
                                           {"name": "WIDGET_LAST", "value": "0xffffffffffffffff"}])
        self.assertEqual(origin["source"], source)
        if source:
            self.assertEqual(origin["line"], line_of(WIDGET, "LIVEUPDATE_FORMAT(widget_v2"))
        v1 = formats["file-handler", "widget-v1"]
        self.assertEqual((v1["read"], v1["write"], v1["enable_write"]), (True, False, False))
        self.assertEqual((v1["consequence"], v1["layout"]["form"], v1["requires"]),
                         ("data-lost", "none", []))
        self.assertEqual((v1["constants"], v1["origin"]["evidence"]["constants"]),
                         ([], "descriptor"))
        v3 = formats["subtree", "tree-v3"]
        self.assertEqual((v3["version"], v3["enable_write"], v3["layout"]["form"]),
                         (3, False, "fdt"))
        # nothing was said of them
        self.assertEqual((v3["constants"], v3["origin"]["evidence"]["constants"]), (None, None))

    def test_foreign_targets(self):
        for target in ("powerpc64-unknown-linux-gnu", "i386-unknown-linux-gnu",
                       "mips-unknown-linux-gnu", "s390x-unknown-linux-gnu"):
            with self.subTest(target):
                types = self.dir / "linux"
                types.mkdir(exist_ok=True)
                (types / "types.h").write_text("""
typedef unsigned char __u8; typedef unsigned short __u16; typedef unsigned int __u32;
typedef unsigned long long __u64;
""")
                (self.dir / "assert.h").write_text("#define static_assert _Static_assert\n")
                path = self.object(WIDGET, "foreign.o", f"--target={target}", f"-I{self.dir}",
                                   cc="clang")
                self.check_ids(path)

    def check_ids(self, path):
        formats = self.formats(path)
        self.assertEqual({c for _, c in formats}, {"widget-v1", "widget-v2", "tree-v3"})
        self.assertEqual([constant["value"] for constant in
                          formats["file-handler", "widget-v2"]["constants"]],
                         ["0x8000000000000002", "0xffffffffffffffff"])


# A record written out by hand, so that each member can be wrong.
RAW = """
#include <linux/liveupdate_format.h>
__attribute__((used, section(".luo_formats"), aligned(8)))
static const struct {{
	struct liveupdate_format format;
	__u64 constants[2];
	char text[sizeof({text})];
}} record = {{
	.format = {{
		.magic = 0x4c554f46, .abi = 1, .size = 120 + 16 + sizeof({text}),
		.kind = LIVEUPDATE_FORMAT_FLB, .layout = LIVEUPDATE_FORMAT_LAYOUT_NONE,
		.consequence = LIVEUPDATE_FORMAT_IGNORED, .constants = 2,
		.flags = LIVEUPDATE_FORMAT_RW, .version = 1, .name = "raw", .compatible = "raw-v1",
		{changes}
	}},
	.constants = {{ 1, 2 }},
	.text = {text},
}};
"""
# no roots, nothing required, two names; 120 + 16 + 7 bytes, and one behind it
TEXT = r'"\0" "\0" "A, B"'


class Broken(TestCase):
    """One clear line with file and section, exit 2, nothing written."""

    def raw(self, changes, text=TEXT):
        return self.object(RAW.format(changes=changes, text=text), "raw.o", "-Wno-override-init",
                           "-Wno-initializer-overrides", cc="clang")

    def test_nothing_wrong(self):
        self.assertEqual(set(self.formats(self.raw(""))), {("flb", "raw-v1")})

    def test_members(self):
        cases = (
            (".magic = 0x464f554c,", "magic"), (".magic = 0,", "magic"),
            (".abi = 2,", "newer ABI"), (".abi = 0,", "ABI 0"),
            (".size = 119,", "size"), (".size = 0,", "size"), (".size = 513,", "size"),
            (".size = 145,", "cut off"), (".size = 512,", "cut off"),
            (".size = 120,", "NUL"), (".size = 136,", "NUL"), (".size = 137,", "NUL"),
            (".size = 142,", "NUL"),
            (".kind = 0,", "kind"), (".kind = 6,", "kind"),
            (".layout = 0,", "layout"), (".layout = 4,", "layout"),
            (".consequence = 0,", "consequence"), (".consequence = 6,", "consequence"),
            (".reserved = 1,", "reserved"),
            (".constants = 0,", "printable"), (".constants = 1,", "printable"),
            (".constants = 3,", "NUL"), (".constants = 255,", "NUL"),
            (".flags = 16,", "flag"), (".flags = 4,", "enable_write"),
            (".flags = 8,", "write control"), (".version = 0,", "version 0"),
            (f".name = {quoted(48)},", "NUL"), (f".compatible = {quoted(48)},", "NUL"),
            ('.name = "",', "empty"), ('.compatible = "",', "empty"),
            (r'.compatible = "raw\0-v1",', "behind"), (r'.compatible = "raw\n",', "printable"),
            (".layout = 1,", "layout"),
        )
        for changes, expected in cases:
            with self.subTest(changes):
                self.check(self.raw(changes), expected)

    def check(self, path, expected):
        line = self.refuse(path)
        self.assertIn("raw.o", line)
        self.assertIn(".luo_formats", line)
        self.assertIn(expected, line)

    def test_lists(self):
        """Roots, requirements, names of constants."""
        for changes, lists, expected in (
                ("", ("struct a", "", "A, B"), "layout"), (".layout = 1,", ("int", "", "A, B"), "tag"),
                (".layout = 1,", ("struct a,", "", "A, B"), "tag"),
                (".layout = 1,", ("struct a b", "", "A, B"), "tag"),
                ("", ("", "kho-v4", "A, B"), "requirement"), ("", ("", "core:", "A, B"), "requirement"),
                ("", ("", "thing:kho-v4", "A, B"), "kind"),
                ("", ("", ",core:kho-v4", "A, B"), "requirement"),
                ("", ("", r"core:k\n", "A, B"), "printable"),
                ("", ("", "", ""), "more values"), ("", ("", "", "A"), "more values"),
                ("", ("", "", "A, B, C"), "more names"), ("", ("", "", "?"), "name is none"),
                ("", ("", "", "A, 2"), "name is none"), ("", ("", "", "A,"), "name is none"),
                ("", ("", "", "A, B + 1"), "name is none"), ("", ("", "", "A, A"), "another value")):
            with self.subTest(lists):
                text = r' "\0" '.join(f'"{item}"' for item in lists)
                line = self.refuse(self.raw(changes, text))
                self.assertIn(expected, line)
                self.assertIn("raw.o", line)

    def test_cut_off_between_records(self):
        """Each starts at a multiple of 8; the last one ends with its last NUL."""
        whole = self.raw("")
        self.tool("objcopy", "-O", "binary", "--only-section", ".luo_formats",
                  "--set-section-flags", ".luo_formats=alloc,load", whole, "bytes")
        record = (self.dir / "bytes").read_bytes()
        self.assertEqual(len(record), 144)
        for length in (1, 7, 100, 142, 145, 151, 286):
            with self.subTest(length):
                (self.dir / "cut").write_bytes((record + record)[:length])
                self.tool("objcopy", "--update-section", ".luo_formats=cut", whole, "cut.o")
                self.assertIn(".luo_formats", self.refuse(self.dir / "cut.o"))
        for length in (143, 144, 287):
            (self.dir / "cut").write_bytes((record + record)[:length])
            self.tool("objcopy", "--update-section", ".luo_formats=cut", whole, "cut.o")
            self.assertEqual(set(self.formats(self.dir / "cut.o")), {("flb", "raw-v1")})

    def test_larger_records_of_the_same_abi(self):
        """What was added at the end is passed over."""
        path = self.raw("", TEXT + r' "\0" "more"')
        version = self.formats(path)["flb", "raw-v1"]
        self.assertEqual([constant["name"] for constant in version["constants"]], ["A", "B"])

    def test_disagreement(self):
        """A descriptor that promises what the object beside it cannot do: both are named."""
        source = """
#include "liveupdate.h"
#include <linux/liveupdate_format.h>
static const struct liveupdate_file_ops liar_ops = { FIXTURE_FILE_OPS, .retrieve = 0 };
struct liveupdate_file_handler liar_handler = { .ops = &liar_ops, .compatible = "liar-v1" };
LIVEUPDATE_FORMAT(liar_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "liar", 1, "liar-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_DATA_LOST, LIVEUPDATE_NO_LAYOUT,
		  LIVEUPDATE_REQUIRES_NOTHING);
"""
        line = self.refuse(self.object(source, "liar.o", "-Wno-override-init", cc="gcc"))
        for word in ("liar-v1", "liar_handler", "__luo_format_liar_v1", "read"):
            self.assertIn(word, line)

    def test_agreement(self):
        """The stronger evidence's origin stands."""
        source = """
#include "liveupdate.h"
#include <linux/liveupdate_format.h>
static const struct liveupdate_file_ops ops = { FIXTURE_FILE_OPS };
struct liveupdate_file_handler handler = { .ops = &ops, .compatible = "true-v1" };
LIVEUPDATE_FORMAT(true_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "true", 1, "true-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_DATA_LOST, LIVEUPDATE_NO_LAYOUT,
		  LIVEUPDATE_REQUIRES_NOTHING);
"""
        formats = self.formats(self.object(source))
        self.assertEqual(set(formats), {("file-handler", "true-v1")})
        version = formats["file-handler", "true-v1"]
        self.assertEqual(version["origin"]["section"], ".luo_formats")
        self.assertEqual(version["consequence"], "data-lost")


if __name__ == "__main__":
    support.unittest.main()
