# SPDX-License-Identifier: GPL-2.0-only
"""Types of layouts, as luo-catalog-gen reads them from DWARF.

Offsets are worked out by hand, and told to each compiler as assertions. Types are aligned by hand, so
that they are the same for every target.
"""
import itertools
import re

import support
from fixture import INCLUDES, TestCase

TYPES = """
typedef unsigned char u8;
typedef signed char s8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef int s32;
typedef unsigned long long u64 __attribute__((aligned(8)));
typedef double f64 __attribute__((aligned(8)));
"""

SER = TYPES + """
enum plain { PLAIN_LOW = 1, PLAIN_HIGH = 300 };
enum negative { NEGATIVE_HIGH = 5, NEGATIVE_LOW = -2 };
typedef struct { u32 lo; u32 hi; } pair_t;
typedef const volatile u32 qualified_t;
struct part { u16 a; u16 b; };

struct memfd_luo_ser {
	u8 byte;
	s8 sbyte;
	u16 half;
	u32 word;
	u64 words[2][3];
	struct part part;
	const struct part parts[2];
	qualified_t qualified;
	_Bool flag;
	float real32;
	f64 real64;
	union { u64 phys; struct part *ptr; } first;
	union { u64 both; struct { u32 lower; volatile u32 upper; }; };
	struct { u16 x; u8 y; } unnamed[3];
	enum plain plain;
	enum negative negative;
	enum { NAMELESS = 7 } nameless;
	pair_t pair;
	u32 low : 3;
	u32 mid : 7;
	s32 sgn : 5;
	_Bool bit : 1;
	enum plain kind : 10;
	_Atomic u32 atomic;
	u32 vector __attribute__((vector_size(16)));
	struct { struct { u8 deep; } inner; struct { } nothing; } outer;
	u8 none[0];
	u32 last;
	struct part tail[];
} __attribute__((aligned(16)));

struct memfd_luo_folio_ser {
	u64 pfn : 52;
	u64 flags : 12;
	u8 c;
	u32 odd;
	u32 : 3;
	u32 after : 9;
} __attribute__((packed));
"""

# name, bit offset, width of a bit-field, type
MEMBERS = (
    ("byte", 0, None, "u8"),
    ("sbyte", 8, None, "s8"),
    ("half", 16, None, "u16"),
    ("word", 32, None, "u32"),
    ("words", 64, None, "u64[6]"),
    ("part", 448, None, "struct part"),
    ("parts", 480, None, "struct part[2]"),
    ("qualified", 544, None, "u32"),
    ("flag", 576, None, "bool8"),
    ("real32", 608, None, "f32"),
    ("real64", 640, None, "f64"),
    ("first.phys", 704, None, "u64"),
    ("first.ptr", 704, None, "ptr64"),
    ("both", 768, None, "u64"),
    ("lower", 768, None, "u32"),
    ("upper", 800, None, "u32"),
    ("unnamed", 832, None, "struct memfd_luo_ser::unnamed[3]"),
    ("plain", 928, None, "enum plain"),
    ("negative", 960, None, "enum negative"),
    ("nameless", 992, None, "enum memfd_luo_ser::nameless"),
    ("pair.lo", 1024, None, "u32"),
    ("pair.hi", 1056, None, "u32"),
    ("low", 1088, 3, "u32"),
    ("mid", 1091, 7, "u32"),
    ("sgn", 1098, 5, "s32"),
    ("bit", 1103, 1, "bool8"),
    ("kind", 1104, 10, "enum plain"),
    ("atomic", 1120, None, "u32"),
    ("vector", 1152, None, "u32[4]"),
    ("outer.inner.deep", 1280, None, "u8"),
    ("none", 1288, None, "u8[]"),
    ("last", 1312, None, "u32"),
    ("tail", 1344, None, "struct part[]"),
)
FOLIO = (
    ("pfn", 0, 52, "u64"),
    ("flags", 52, 12, "u64"),
    ("c", 64, None, "u8"),
    ("odd", 72, None, "u32"),
    ("after", 107, 9, "u32"),
)
SIZES = {"struct memfd_luo_ser": 176, "struct memfd_luo_folio_ser": 15, "struct part": 4,
         "struct memfd_luo_ser::unnamed": 4, "enum plain": 4, "enum negative": 4,
         "enum memfd_luo_ser::nameless": 4}


def assertions():
    """What is expected, for the compiler: all but bit-fields, which have no offset in C."""
    for struct, members in (("memfd_luo_ser", MEMBERS), ("memfd_luo_folio_ser", FOLIO)):
        for name, offset, bits, _ in members:
            if bits is None:
                yield (f"_Static_assert(__builtin_offsetof(struct {struct}, {name}) * 8 == {offset},"
                       f' "{name}");')
    for name, size in SIZES.items():
        if "::" not in name:
            yield f'_Static_assert(sizeof({name}) == {size}, "{name}");'


HANDLER = """
#include "liveupdate.h"
static const struct liveupdate_file_ops memfd_ops = { FIXTURE_FILE_OPS };
static struct liveupdate_file_handler memfd_handler = {
	.ops = &memfd_ops, .compatible = "memfd-v2",
};
void init(void) { liveupdate_register(&memfd_handler); }
"""

ROOTS = """
struct memfd_luo_ser root_ser;
struct memfd_luo_folio_ser root_folio;
"""

# For an image, where nothing is left to be linked with.
REGISTER = """
void *volatile registered;
void liveupdate_register(void *object) { registered = object; }
"""

MEMFD = SER + "\n".join(assertions()) + HANDLER + ROOTS


def memfd(ser, more=""):
    """A kernel whose memfd_luo_ser has these members."""
    return (TYPES + more + "struct memfd_luo_ser {" + ser + "};\n"
            "struct memfd_luo_folio_ser { u64 pfn; };\n" + HANDLER + ROOTS)


def members(kind):
    return tuple((m["name"], m["bit_offset"], m["bits"], m["type"]) for m in kind["members"])


class Layouts(TestCase):
    def types(self, *paths):
        catalog = self.catalog(*paths)
        self.layouts = {(entry["kind"], version["compatible"]): version["layout"]
                        for entry in catalog["formats"] for version in entry["versions"]}
        return catalog["types"]


class Types(Layouts):
    """One of everything, by every compiler, target and version of DWARF."""

    def check(self, path, pointer="ptr64"):
        types = self.types(path)
        self.assertEqual({name: kind["bytes"] for name, kind in types.items()}, SIZES)
        expected = [(*member[:3], member[3].replace("ptr64", pointer)) for member in MEMBERS]
        self.assertEqual(members(types["struct memfd_luo_ser"]), tuple(expected))
        self.assertEqual(members(types["struct memfd_luo_folio_ser"]), FOLIO)
        self.assertEqual(members(types["struct part"]), (("a", 0, None, "u16"),
                                                         ("b", 16, None, "u16")))
        self.assertEqual(members(types["struct memfd_luo_ser::unnamed"]),
                         (("x", 0, None, "u16"), ("y", 16, None, "u8")))
        for name, signed, values in (
                ("plain", False, [("PLAIN_LOW", 1), ("PLAIN_HIGH", 300)]),
                ("negative", True, [("NEGATIVE_LOW", -2), ("NEGATIVE_HIGH", 5)]),
                ("memfd_luo_ser::nameless", False, [("NAMELESS", 7)])):
            kind = types["enum " + name]
            self.assertIs(kind["signed"], signed)
            self.assertEqual([(e["name"], e["value"]) for e in kind["enumerators"]], values)
        owners = {name: kind["owner"] for name, kind in types.items() if kind["owner"]}
        self.assertEqual(owners, {name: {"kind": "file-handler", "name": "memfd"}
                                  for name in ("struct memfd_luo_ser",
                                               "struct memfd_luo_folio_ser")})
        layout = self.layouts["file-handler", "memfd-v2"]
        self.assertEqual(layout["roots"], ["struct memfd_luo_folio_ser", "struct memfd_luo_ser"])
        self.assertRegex(layout["fingerprint"], r"\A[0-9a-f]{64}\Z")
        return layout["fingerprint"]

    def test_every_dwarf(self):
        fingerprints = set()
        for cc, dwarf in itertools.product(("gcc", "clang"), (2, 3, 4, 5)):
            for strict in ("", "-gstrict-dwarf"):
                with self.subTest(cc=cc, dwarf=dwarf, strict=strict):
                    flags = [f"-gdwarf-{dwarf}", *filter(None, [strict])]
                    path = self.object(MEMFD, "types.o", *flags, cc=cc)
                    fingerprints.add(self.check(path))
        self.assertEqual(len(fingerprints), 1)

    def test_both_ways_to_say_where_bit_fields_are(self):
        """The test above met both; here it is made sure."""
        for dwarf, attribute in ((2, "DW_AT_bit_offset"), (5, "DW_AT_data_bit_offset")):
            path = self.object(MEMFD, "types.o", f"-gdwarf-{dwarf}")
            self.assertIn(attribute, self.tool("readelf", "--debug-dump=info", path))

    def test_linked(self):
        for cc, flags in itertools.product(("gcc", "clang"), ((), ("-fdebug-types-section",))):
            for dwarf in ("-gdwarf-4", "-gdwarf-5"):
                with self.subTest(cc=cc, dwarf=dwarf, flags=flags):
                    self.check(self.linked(MEMFD, "vmlinux", dwarf, *flags, cc=cc))

    def test_targets(self):
        """Big endian counts bits from the other end; DWARF 3 says them from that end for both."""
        for target, pointer in (("powerpc64", "ptr64"), ("s390x", "ptr64"), ("aarch64", "ptr64"),
                                ("i386", "ptr32"), ("mips", "ptr32"), ("armv7eb", "ptr32")):
            for dwarf in (3, 4, 5):
                with self.subTest(target, dwarf=dwarf):
                    path = self.compile(MEMFD, "foreign.o", f"--target={target}-linux-gnu", "-w",
                                        "-ffreestanding", "-std=gnu11", "-O2", "-fno-short-enums",
                                        f"-gdwarf-{dwarf}", "-c", *INCLUDES, cc="clang")
                    self.check(path, pointer)

    def test_characters(self):
        for cc, (flag, kind) in itertools.product(
                ("gcc", "clang"), (("-fsigned-char", "s8"), ("-funsigned-char", "u8"))):
            with self.subTest(cc=cc, flag=flag):
                types = self.types(self.object(memfd("char name[5];"), "char.o", flag, cc=cc))
                self.assertEqual(members(types["struct memfd_luo_ser"]),
                                 (("name", 0, None, kind + "[5]"),))

    def test_offsets_are_those_of_pahole(self):
        path = self.object(MEMFD, "types.o", "-gdwarf-5", cc="gcc")
        shape = self.pahole(path, "memfd_luo_ser")
        shape = re.sub(r"\s*__attribute__ ?\(\(.*\)\);", ";", shape)
        for name, offset, bits, _ in MEMBERS:
            if "." in name or bits is not None or name == "atomic":
                continue
            self.assertRegex(shape, rf"\b{name}(\[\d*\])*;\s*/\*\s*{offset // 8}\s")


class Definitions(Layouts):
    """Which definition of a name counts."""

    def units(self, *sources, **kwargs):
        """Objects of these sources, as parts of one kernel."""
        return [self.object(source, f"unit{i}.o", **kwargs) for i, source in enumerate(sources)]

    DECLARED = TYPES + "struct memfd_luo_ser;\n" + HANDLER + """
struct memfd_luo_ser *somewhere;
"""
    DEFINED = TYPES + """
struct memfd_luo_ser { u64 size; };
struct memfd_luo_ser defined;
"""

    def test_declaration_in_another_unit(self):
        for cc in ("gcc", "clang"):
            for order in (1, -1):
                with self.subTest(cc=cc, order=order):
                    units = self.units(*(self.DECLARED, self.DEFINED)[::order], cc=cc)
                    types = self.types(*units)
                    self.assertEqual(members(types["struct memfd_luo_ser"]),
                                     (("size", 0, None, "u64"),))

    def test_declaration_in_another_unit_of_an_image(self):
        for cc in ("gcc", "clang"):
            with self.subTest(cc=cc):
                units = self.units(self.DECLARED + REGISTER,
                                   self.DEFINED, cc=cc)
                self.tool("ld", "-e", "init", "-o", "vmlinux", *units)
                types = self.types(self.dir / "vmlinux")
                self.assertEqual(types["struct memfd_luo_ser"]["bytes"], 8)

    def test_roots_that_the_kernel_lacks(self):
        """The table's roots are those of every kernel; one that a kernel lacks is not in use."""
        source = TYPES + "struct memfd_luo_ser { u64 size; } root;\n" + HANDLER
        self.types(self.object(source))
        self.assertEqual(self.layouts["file-handler", "memfd-v2"]["roots"],
                         ["struct memfd_luo_ser"])

    def test_no_debug_information(self):
        """The table's roots are told all the same, but not what they look like."""
        types = self.types(self.object('const char *luo = "luo-v5";', "luo.o", "-g0"))
        layout = self.layouts["core", "luo-v5"]
        self.assertEqual(types, {})
        self.assertIn("struct luo_ser", layout["roots"])
        self.assertIsNone(layout["fingerprint"])

    def test_two_definitions(self):
        """Same name, same size, another meaning: nobody can say which one is on the wire."""
        for changed in ("u64 len;", "u32 size; u32 more;", "u64 size; u64 more;"):
            with self.subTest(changed):
                other = TYPES + "struct memfd_luo_ser {" + changed + "} mine;"
                error = self.refuse(*self.units(memfd("u64 size;"), other))
                self.assertIn("struct memfd_luo_ser has two definitions", error)
                for place in ("unit0.o.c", "unit1.o.c"):
                    self.assertIn(place, error)
                self.assertIn("section .debug_info", error)

    def test_two_definitions_in_an_image(self):
        other = TYPES + "struct part { s32 a; } mine;"
        first = memfd("struct part part;", "struct part { u32 a; };")
        units = self.units(first + REGISTER, other)
        self.tool("ld", "-e", "init", "-o", "vmlinux", *units)
        # a name that only one of them reaches, and no root: the other's unit is not looked for
        self.assertEqual(self.types("vmlinux")["struct part"]["bytes"], 4)
        other += "struct memfd_luo_ser { struct part part; } too;"
        units = self.units(first + REGISTER, other)
        self.tool("ld", "-e", "init", "-o", "vmlinux", *units)
        self.assertIn("struct part has two definitions", self.refuse("vmlinux"))

    def test_same_definition_twice(self):
        self.types(*self.units(memfd("u64 size;"), self.DEFINED))

    def test_descriptor_decides(self):
        """Roots of a descriptor are those of its own unit, and all that they contain."""
        entry = "struct entry { u32 %s; };\nstruct widget_ser { struct entry entries[2]; };\n"
        widget = """
#include <linux/liveupdate_format.h>
typedef unsigned int u32;
""" + entry % "mine" + """
LIVEUPDATE_FORMAT(widget_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "widget", 1, "widget-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_DATA_LOST,
		  LIVEUPDATE_ROOTS(struct widget_ser), LIVEUPDATE_REQUIRES_NOTHING);
"""
        others = TYPES + entry % "theirs" + "struct widget_ser theirs;"
        for cc, dwarf in itertools.product(("gcc", "clang"), ("-gdwarf-4", "-gdwarf-5")):
            for order in (1, -1):
                with self.subTest(cc=cc, dwarf=dwarf, order=order):
                    units = [self.object(source, f"{name}.o", dwarf, cc=cc)
                             for name, source in (("mine", widget), ("theirs", others))[::order]]
                    # as parts, and as an image, without the anchors' section
                    self.tool("ld", "-r", "-o", "whole.o", *units)
                    (self.dir / "script").write_text(
                        "SECTIONS { .luo_formats : { KEEP(*(.luo_formats)) }"
                        " /DISCARD/ : { *(.discard.*) } }")
                    self.tool("ld", "-T", "script", "-o", "vmlinux", *units)
                    for inputs in (units, ["whole.o"], ["vmlinux"]):
                        types = self.types(*inputs)
                        self.assertEqual(members(types["struct entry"]), (("mine", 0, None, "u32"),))
                        self.assertEqual(types["struct widget_ser"]["owner"],
                                         {"kind": "file-handler", "name": "widget"})
                        self.assertIsNone(types["struct entry"]["owner"])

    def test_descriptors_that_disagree(self):
        def widget(name, member):
            return f"""
#include <linux/liveupdate_format.h>
struct {member};
LIVEUPDATE_FORMAT({name}_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "{name}", 1, "{name}-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_DATA_LOST,
		  LIVEUPDATE_ROOTS(struct state_ser), LIVEUPDATE_REQUIRES_NOTHING);
"""
        units = self.units(widget("widget", "state_ser { __u32 a; }"),
                           widget("gadget", "state_ser { __u64 a; }"))
        self.assertIn("struct state_ser has two definitions", self.refuse(*units))
        units = self.units(widget("widget", "state_ser { __u32 a; }"),
                           widget("gadget", "state_ser { __u32 a; }"))
        self.assertIsNone(self.types(*units)["struct state_ser"]["owner"])

    def test_one_version_in_two_objects(self):
        """Whichever of them comes first, by its name or on the command line, both are looked at."""
        source = """
#include <linux/liveupdate_format.h>
struct state_ser { %s; };
LIVEUPDATE_FORMAT(widget_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "widget", 1, "widget-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_DATA_LOST,
		  LIVEUPDATE_ROOTS(struct state_ser), LIVEUPDATE_REQUIRES_NOTHING);
"""
        units = self.units(source % "__u32 a", source % "__u64 a")
        for inputs in (units, units[::-1]):
            self.assertIn("struct state_ser has two definitions", self.refuse(*inputs))
        units = self.units(source % "__u32 a", source % "__u32 a")
        for inputs in (units, units[::-1]):
            self.assertEqual(members(self.types(*inputs)["struct state_ser"]),
                             (("a", 0, None, "u32"),))


class Broken(Layouts):
    """DWARF that no compiler writes."""

    def assembled(self, source, change):
        """The object of assembly that change() was made to."""
        (self.dir / "broken.c").write_text(source)
        self.tool(support.CC, "-gdwarf-4", "-dA", "-O2", "-std=gnu11", *INCLUDES, "-S", "-o",
                  "broken.s", "broken.c")
        text = (self.dir / "broken.s").read_text()
        changed = change(text)
        self.assertNotEqual(text, changed)
        (self.dir / "broken.s").write_text(changed)
        self.tool(support.CC, "-c", "-o", "broken.o", "broken.s")
        return self.dir / "broken.o"

    @staticmethod
    def die(text, tag, name):
        """Offset of the DIE of that name, and where in the text its attributes are."""
        for match in re.finditer(r"\(DIE \(0x([0-9a-f]+)\) " + tag + r"\)", text):
            end = text.find("(DIE (", match.end())
            if re.search(rf'"{name}\\0"|"{name}"', text[match.end():end]) or \
                    re.search(rf'DW_AT_name: "{name}"', text[match.end():end]):
                return int(match.group(1), 16), match.end(), end
        raise AssertionError(f"no {tag} {name}")

    def retype(self, member, offset):
        """A change: the member's type is the DIE at offset(text)."""
        def change(text):
            _, start, end = self.die(text, "DW_TAG_member", member)
            part = re.sub(r"0x[0-9a-f]+(\s*[#@/]+\s*DW_AT_type)", rf"{offset(text):#x}\1",
                          text[start:end])
            return text[:start] + part + text[end:]
        return change

    def test_struct_that_contains_itself(self):
        source = memfd("struct part inner;", "struct part { u64 outer; };")
        path = self.assembled(source, self.retype("outer", lambda text: self.die(
            text, "DW_TAG_structure_type", "memfd_luo_ser")[0]))
        error = self.refuse(path)
        self.assertRegex(error, r"struct (part|memfd_luo_ser) in broken\.c contains itself")

    def test_struct_of_itself(self):
        path = self.assembled(memfd("u64 oneself;"), self.retype("oneself", lambda text: self.die(
            text, "DW_TAG_structure_type", "memfd_luo_ser")[0]))
        self.assertIn("struct memfd_luo_ser in broken.c contains itself", self.refuse(path))

    def test_unnamed_struct_of_itself(self):
        def whole(text):
            return [int(match, 16) for match in
                    re.findall(r"\(DIE \(0x([0-9a-f]+)\) DW_TAG_structure_type\)", text)]

        def unnamed(text):
            for offset in whole(text):
                at = text.index(f"(DIE ({offset:#x}) DW_TAG_structure_type)")
                if "DW_AT_name" not in text[at:text.index("(DIE (", at + 5)]:
                    return offset
            raise AssertionError("no unnamed struct")

        path = self.assembled(memfd("struct { u64 oneself; } some[2];"),
                              self.retype("oneself", unnamed))
        self.assertIn("is nested too deeply", self.refuse(path))

    def test_function_as_member(self):
        source = memfd("u64 number; void (*call)(int);")
        path = self.assembled(source, self.retype("number", lambda text: int(re.search(
            r"\(DIE \(0x([0-9a-f]+)\) DW_TAG_subroutine_type\)", text).group(1), 16)))
        self.assertIn("has a member of a type that is no data", self.refuse(path))
