# SPDX-License-Identifier: GPL-2.0-only
"""BTF in files of its own, as /sys/kernel/btf has it: what it gives, and whose it cannot be."""
import struct

import fixture
import support

# long: what tells the size of pointers
TYPES = """
typedef unsigned int u32;
typedef unsigned long long u64;
enum widget_state { WIDGET_OFF, WIDGET_ON = 5 };
struct widget_part { unsigned short first; u32 second : 7; };
struct widget_ser {
	long number;
	u64 phys;
	struct widget_part parts[4];
	enum widget_state state;
	u32 tail[];
};
struct widget_ser *widget_use(struct widget_ser *ser) { return ser + 1; }
"""

GADGET = """
typedef unsigned int u32;
struct gadget_ser { long low; u32 high; };
struct gadget_ser *gadget_use(struct gadget_ser *ser) { return ser + 1; }
"""

DESCRIPTOR = """
#include <linux/liveupdate_format.h>
LIVEUPDATE_FORMAT(%s, LIVEUPDATE_FORMAT_FLB, "%s", 1, "%s-v1", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_DATA_LOST, LIVEUPDATE_ROOTS(struct %s_ser),
		  LIVEUPDATE_REQUIRES_NOTHING);
"""

WIDGET = TYPES + DESCRIPTOR % (4 * ("widget",))

# As include/asm-generic/vmlinux.lds.h has them.
BOUNDS = """
asm(".section .rodata; .globl __start_BTF, __stop_BTF; __start_BTF: .skip %d; __stop_BTF: .text");
"""

PER_CPU = """
__attribute__((section(".data..percpu"), used)) int %s = 1;
"""

# not a part of .data
SEPARATE = "-Wl,--unique=.data..percpu"


class TestCase(fixture.TestCase):
    def btf(self, path, name, *flags):
        """What pahole makes of the DWARF of an object, in a file of its own."""
        self.tool("pahole", "-J", f"--btf_encode_detached={name}", *flags, path)
        return self.dir / name

    def layouts(self, *paths):
        """Layouts by compatible, and types."""
        document = self.catalog(*paths)
        return {version["compatible"]: version["layout"] for entry in document["formats"]
                for version in entry["versions"]}, document["types"]

    def unmarked(self, types, file):
        """The types, each of which was taken from that file."""
        self.assertEqual({kind.pop("given", None) for kind in types.values()}, {file})
        return types

    def assertTells(self, error, *words):
        for word in words:
            self.assertIn(str(word), error)


class Given(TestCase):
    def setUp(self):
        super().setUp()
        self.dwarf = self.linked(WIDGET, "dwarf")
        self.stripped = self.linked(WIDGET, "stripped", "-g0")
        self.types = self.btf(self.dwarf, "types.btf")

    def with_btf(self, path, btf, name):
        self.tool("objcopy", "--add-section", f".BTF={btf}", path, name)
        return self.dir / name

    def test_as_if_it_were_in_the_image(self):
        layouts, types = self.layouts(self.stripped, self.types)
        self.assertEqual(self.unmarked(types, "types.btf").keys(),
                         {"struct widget_ser", "struct widget_part", "enum widget_state"})
        self.assertRegex(layouts["widget-v1"]["fingerprint"], "^[0-9a-f]{64}$")
        inside = self.with_btf(self.stripped, self.types, "inside")
        for other in (inside, self.dwarf):
            self.assertEqual(self.layouts(other), (layouts, types))
        self.assertIsNone(self.layouts(self.stripped)[0]["widget-v1"]["fingerprint"])

    def test_told_by_content_in_any_order(self):
        expected = self.catalog(self.stripped, self.types)
        for name in ("vmlinux", "image.ko"):
            path = self.types.rename(self.dir / name)
            found = self.catalog(path, self.stripped)
            for kind in found["types"].values():
                self.assertEqual(kind["given"], name)
                kind["given"] = "types.btf"
            self.assertEqual(found, expected)
            path.rename(self.types)
        result = support.run("luo-catalog-gen", self.stripped, "-", cwd=self.dir,
                             stdin=self.types.read_bytes())
        self.assertEqual({kind["given"] for kind in result.json("catalog")["types"].values()},
                         {"-"})

    def test_types_alone_are_no_kernel(self):
        self.assertTells(self.refuse(self.types), self.types, "holds types only")
        self.assertTells(self.refuse(self.types, self.types), self.types, "holds types only")

    def test_dwarf_confirms_it(self):
        self.assertEqual(self.catalog(self.dwarf, self.types), self.catalog(self.dwarf))

    def test_dwarf_denies_it(self):
        """The descriptor's own unit does not decide then: the file is another kernel's."""
        changed = self.linked(TYPES.replace("u64 phys", "u32 phys, more"), "changed")
        other = self.btf(changed, "other.btf")
        self.assertTells(self.refuse(self.dwarf, other), "other.btf", "struct widget_ser",
                         "two definitions", "dwarf.c")

    def test_own_btf_is_the_same(self):
        inside = self.with_btf(self.stripped, self.types, "inside")
        self.assertEqual(self.catalog(inside, self.types), self.catalog(inside))

    def test_own_btf_is_another(self):
        """Even where no layout differs."""
        more = self.linked(WIDGET + "struct other { int a; } other_use;", "more")
        other = self.btf(more, "other.btf")
        inside = self.with_btf(self.stripped, self.types, "inside")
        self.assertTells(self.refuse(inside, other), "other.btf", "not the BTF of", inside)
        self.assertTells(self.refuse(other, inside), "other.btf", "not the BTF of", inside)

    def test_two_kernels(self):
        other = self.btf(self.linked(GADGET, "gadget"), "other.btf")
        self.assertTells(self.refuse(self.stripped, self.types, other), "other.btf", self.types,
                         "another kernel")
        self.assertEqual(self.catalog(self.stripped, self.types, self.types),
                         self.catalog(self.stripped, self.types))

    def test_size_that_the_image_tells(self):
        size = self.types.stat().st_size
        exact = self.linked(WIDGET + BOUNDS % size, "exact", "-g0")
        layouts, _ = self.layouts(exact, self.types)
        self.assertIsNotNone(layouts["widget-v1"]["fingerprint"])
        for wrong in (size - 1, size + 1):
            path = self.linked(WIDGET + BOUNDS % wrong, "wrong", "-g0")
            self.assertTells(self.refuse(path, self.types), self.types, "not the BTF of wrong",
                             f"{size} bytes", wrong)

    def test_per_cpu_variables(self):
        dwarf = self.linked(WIDGET + PER_CPU % "cpu_one" + PER_CPU % "cpu_two", "two",
                            SEPARATE)
        types = self.btf(dwarf, "two.btf")
        self.assertIn(b"\0cpu_two\0", types.read_bytes())
        self.tool("strip", "-g", "two")
        self.assertIsNotNone(self.layouts(dwarf, types)[0]["widget-v1"]["fingerprint"])
        for name, variables in (("renamed", ("cpu_one", "other")), ("swapped", ("cpu_two", "cpu_one")),
                                ("without", ())):
            source = WIDGET + "".join(PER_CPU % variable for variable in variables)
            path = self.linked(source, name, "-g0", SEPARATE)
            self.assertTells(self.refuse(path, types), types, f"not the BTF of {name}",
                             "per-CPU variable")

    def test_a_kernel_that_was_built_without(self):
        for text, refused in (("CONFIG_DEBUG_INFO_BTF=y\n", False),
                              ("# CONFIG_DEBUG_INFO_BTF is not set\n", True)):
            (self.dir / "include/config").mkdir(parents=True, exist_ok=True)
            config = "CONFIG_64BIT=y\n" + text
            for name in (".config", "include/config/auto.conf"):
                (self.dir / name).write_text(config)
            self.stripped.rename(self.dir / "vmlinux")
            if refused:
                self.assertTells(self.refuse("vmlinux", self.types), self.types,
                                 "CONFIG_DEBUG_INFO_BTF")
            else:
                self.assertEqual(self.layouts("vmlinux", self.types),
                                 self.layouts("vmlinux", self.types))
            (self.dir / "vmlinux").rename(self.stripped)

    def test_broken(self):
        """One line with the file; nothing is said of a layout."""
        btf = self.types.read_bytes()
        types, = struct.unpack_from("<I", btf, 12)
        cases = {
            "magic alone": btf[:2],
            "cut in its header": btf[:23],
            "cut short": btf[:-1],
            "version": btf[:2] + b"\2" + btf[3:],
            "small header": btf[:4] + struct.pack("<I", 20) + btf[8:],
            "large header": btf[:4] + struct.pack("<I", 0xfffffffc) + btf[8:],
            "types outside": btf[:12] + struct.pack("<I", 0xfffffff0) + btf[16:],
            "strings outside": btf[:20] + struct.pack("<I", len(btf)) + btf[24:],
            "kind": btf[:24] + btf[24:28] + struct.pack("<I", 31 << 24) + btf[32:],
            "types cut off": btf[:12] + struct.pack("<I", types - 4) + btf[16:],
            "other byte order": struct.pack(">H", 0xeb9f) + btf[2:],
        }
        path = self.dir / "broken.btf"
        for name, data in cases.items():
            with self.subTest(name):
                path.write_bytes(data)
                self.assertTells(self.refuse(self.stripped, path), path)
                self.assertTells(self.refuse(path, self.stripped), path)
        for data in (b"", b"\x9f", b"\xeb\x9e\x01\0"):
            path.write_bytes(data)
            self.assertTells(self.refuse(self.stripped, path), path)


class Machines(TestCase):
    def machine(self, target, name):
        # the machine's own headers say the same of types for each of them, but for what it links to
        (self.dir / "gnu").mkdir(exist_ok=True)
        (self.dir / "gnu/stubs.h").touch()
        flags = (f"--target={target}", f"-I{self.dir}", "-idirafter",
                 "/usr/include/" + self.tool("gcc", "-print-multiarch").strip())
        path = self.object(WIDGET, f"{name}.o", *flags, cc="clang")
        types = self.btf(path, f"{name}.btf")
        stripped = self.object(WIDGET, f"{name}-stripped.o", *flags, "-g0", cc="clang")
        return path, stripped, types

    def test_every_kind(self):
        found = {name: self.machine(target, name)
                 for name, target in (("little64", "x86_64-linux-gnu"),
                                      ("little32", "i386-linux-gnu"),
                                      ("big64", "powerpc64-linux-gnu"))}
        for name, (dwarf, stripped, types) in found.items():
            self.assertEqual(types.read_bytes()[:2] == b"\xeb\x9f", name == "big64")
            with self.subTest(name):
                self.assertEqual(self.layouts(stripped, types)[0], self.layouts(dwarf)[0])
        stripped = found["little64"][1]
        self.assertTells(self.refuse(stripped, found["big64"][2]), "big64.btf", "byte order")
        self.assertTells(self.refuse(stripped, found["little32"][2]), "little32.btf",
                         "pointers have 4 bytes")


class Modules(TestCase):
    def setUp(self):
        super().setUp()
        dwarf = self.linked(WIDGET, "dwarf")
        self.base = self.btf(dwarf, "base.btf")
        self.vmlinux = self.linked(WIDGET, "vmlinux", "-g0")
        source = GADGET + DESCRIPTOR % (4 * ("gadget",))
        self.dwarf = self.module(source, "module-dwarf.o")
        self.module_btf = self.btf(self.dwarf, "gadget.btf", f"--btf_base={self.base}")
        self.stripped = self.module(source, "module.o", "-g0")

    def module(self, source, name, *flags):
        return self.object(source, name, "-DKBUILD_MODNAME=\"gadget\"", *flags)

    def test_on_top_of_a_file(self):
        self.assertNotEqual(self.module_btf.read_bytes()[24:].find(b"gadget_ser"), -1)
        layouts, types = self.layouts(self.vmlinux, self.stripped, self.base, self.module_btf)
        expected, shown = self.layouts(self.dwarf)
        self.assertEqual(layouts["gadget-v1"], expected["gadget-v1"])
        self.assertIsNotNone(layouts["gadget-v1"]["fingerprint"])
        self.assertEqual(types["struct gadget_ser"].pop("given"), "gadget.btf")
        self.assertEqual(types["struct gadget_ser"], shown["struct gadget_ser"])
        self.assertEqual(self.layouts(self.module_btf, self.base, self.stripped, self.vmlinux)[0],
                         layouts)

    def test_on_top_of_the_image(self):
        self.tool("objcopy", "--add-section", f".BTF={self.base}", self.vmlinux)
        layouts, types = self.layouts(self.stripped, self.module_btf, self.vmlinux)
        self.assertEqual(layouts["gadget-v1"], self.layouts(self.dwarf)[0]["gadget-v1"])
        self.assertEqual(types["struct gadget_ser"]["given"], "gadget.btf")
        self.assertNotIn("given", types["struct widget_ser"])

    def test_a_module_on_top_of_a_file(self):
        self.tool("objcopy", "--add-section", f".BTF={self.module_btf}", self.stripped)
        layouts, types = self.layouts(self.stripped, self.base)
        self.assertEqual(layouts["gadget-v1"], self.layouts(self.dwarf)[0]["gadget-v1"])
        self.assertEqual(types["struct gadget_ser"]["given"], "base.btf")

    def test_without_its_base(self):
        self.assertTells(self.refuse(self.vmlinux, self.stripped, self.module_btf),
                         self.module_btf, "builds on the kernel's BTF")

    def test_on_top_of_another_kernel(self):
        other = self.btf(self.linked("struct other { int a; } other_use;" + WIDGET, "other"),
                         "other.btf")
        self.assertTells(self.refuse(self.vmlinux, self.stripped, other, self.module_btf),
                         self.module_btf, "does not build on", other)
        self.tool("objcopy", "--add-section", f".BTF={self.module_btf}", self.stripped)
        self.assertTells(self.refuse(self.stripped, other), "module.o", "section .BTF",
                         "does not build on", other)
