# SPDX-License-Identifier: GPL-2.0-only
"""The initramfs beside a kernel: which modules are in it, as the kernel unpacks it."""
import os
import struct
import subprocess

import support
from image import TestCase, bzimage, pack as pack_hard

# As tools make them, but in less time: how well is not asked here.
PACKERS = {"gzip": ["gzip", "-n", "-1"], "bzip2": ["bzip2", "-1"], "xz": ["xz", "-0", "--check=crc32"],
           "lzma": ["xz", "--format=lzma", "-0"], "lz4": ["lz4", "-l", "-1", "-", "-"],
           "zstd": ["zstd", "-1", "-q"]}


def pack(content, how):
    return subprocess.run(PACKERS[how], input=content, stdout=subprocess.PIPE, check=True).stdout


class Initramfs(TestCase):
    LIB = f"lib/modules/{TestCase.RELEASE}/kernel"

    def setUp(self):
        super().setUp()
        self.kernel(name="vmlinux")
        self.early = self.module("early-v1", name="early", filename="e.o")
        self.late = self.module("late-v1", name="late", filename="l.o")
        self.write("tree/kernel/early.ko", self.early)
        self.write("tree/kernel/late.ko", self.late)

    def cpio(self, files, form="newc"):
        """As mkinitramfs and dracut make it: by cpio(1), with the directories above each file."""
        root = self.root(files)
        names = sorted({str(p.relative_to(root)) for p in root.rglob("*")})
        return subprocess.run(["cpio", "-o", "-H", form, "--quiet"], cwd=root, check=True,
                              input="\n".join(names).encode() + b"\n", stdout=subprocess.PIPE).stdout

    def contents(self):
        """One module, and what else is there."""
        self.linked("int main(void) { return 0; }", "program")
        return {f"usr/{self.LIB}/fs/early.ko": self.early, "init": b"#!/bin/sh\n",
                "usr/bin/program": (self.dir / "program").read_bytes()}

    def microcode(self):
        return self.cpio({"kernel/x86/microcode/GenuineIntel.bin": b"\x01\0\0\0" * 5000})

    def places(self, *inputs):
        """{compatible: (in the initramfs, in the modules tree)}"""
        return {key[1]: (version["in_initramfs"], version["in_modules_tree"])
                for key, version in self.formats(*inputs).items()}

    def make(self, *args):
        """A catalog in a file."""
        result = support.run("luo-catalog-gen", *args, cwd=self.dir)
        self.assertEqual(result.status, 0, result.err)

    def assertEarly(self, *inputs):
        self.assertEqual(self.places("vmlinux", *inputs),
                         {"core-v1": (None, None), "early-v1": (True, None)})


class Places(Initramfs):
    def test_where(self):
        """In the initramfs, in the modules tree, or in both; null where nobody looked."""
        self.write("initrd.img", self.cpio(self.contents()))
        for inputs, early, late in (
                (("tree",), (None, True), (None, True)),
                (("tree", "initrd.img"), (True, True), (False, True)),
                (("initrd.img", "tree"), (True, True), (False, True)),
                (("l.o", "initrd.img"), (True, None), (False, None)),
                (("l.o", "e.o"), (None, None), (None, None))):
            with self.subTest(inputs=inputs):
                self.assertEqual(self.places("vmlinux", *inputs),
                                 {"core-v1": (None, None), "early-v1": early, "late-v1": late})
        self.write("more.img", self.cpio({f"{self.LIB}/late.ko": self.late}))
        self.assertEqual(self.places("tree", "initrd.img", "more.img"),
                         {"early-v1": (True, True), "late-v1": (True, True)})

    def test_anywhere(self):
        """insmod loads from wherever a file is; Android's ramdisks have no directory of the release."""
        self.write("initrd.img", self.cpio({"init": b"#!/bin/sh\n", "lib/modules/early.ko": self.early,
                                            "srv/late.ko": self.late}))
        self.assertEqual(self.places("vmlinux", "initrd.img", "tree"),
                         {"core-v1": (None, None), "early-v1": (True, True), "late-v1": (True, True)})

    def test_packages(self):
        """A package that installs modules is a modules tree; one that has an initramfs has not this."""
        self.deb({f"{self.LIB}/early.ko": self.early, "usr/share/x.ko": self.late,
                  "usr/share/initrd": self.cpio(self.contents())})
        self.assertEqual(self.places("linux.deb"),
                         {"early-v1": (None, True), "late-v1": (None, False)})

    def test_origin(self):
        self.write("initrd.img", self.cpio(self.contents()))
        self.assertEqual(self.origins("initrd.img"), {
            "early-v1": ("early", f"initrd.img:usr/{self.LIB}/fs/early.ko")})

    def test_table(self):
        self.write("initrd.img", self.cpio(self.contents()))
        table = support.run("luo-catalog-gen", "--format", "table", "tree", "initrd.img", cwd=self.dir)
        self.assertIn("  early (initramfs, modules tree)  ", table.out)
        self.assertIn("  late (not initramfs, modules tree)  ", table.out)

    def test_without_modules(self):
        """All is built in, but for one that comes later."""
        self.write("initrd.img", self.cpio({"init": b"#!/bin/sh\n"}))
        self.assertEqual(self.places("tree", "initrd.img"),
                         {"early-v1": (False, True), "late-v1": (False, True)})
        self.write("ucode.img", self.microcode())
        self.assertEqual(self.places("vmlinux", "ucode.img"), {"core-v1": (None, None)})
        self.assertIn("an initramfs without modules is given, and the kernel is missing",
                      self.refuse("initrd.img"))

    def test_directory(self):
        """/boot: the initramfs of the release that was chosen."""
        other = "7.2.12-other"
        self.write("boot/vmlinuz-1", (self.dir / "vmlinux").read_bytes())
        self.write("boot/initrd.img-1", self.microcode() + pack(self.cpio(self.contents()), "zstd"))
        self.kernel("core-v0", other, "old")
        self.write("boot/vmlinuz-0", (self.dir / "old").read_bytes())
        self.write("boot/initrd.img-0", self.cpio({
            f"lib/modules/{other}/a.ko": self.module("old-v1", other, "old", "o.o")}))
        self.assertEqual(self.places("--release", self.RELEASE, "boot", "tree"), {
            "core-v1": (None, None), "early-v1": (True, True), "late-v1": (False, True)})
        self.assertEqual(self.places("--release", other, "boot"),
                         {"core-v0": (None, None), "old-v1": (True, None)})
        self.assertIn("choose one with --release", self.refuse("boot"))
        (self.dir / "boot/initrd.img-1").unlink()
        self.assertEqual(self.places("--release", self.RELEASE, "boot", "tree"), {
            "core-v1": (None, None), "early-v1": (None, True), "late-v1": (None, True)})

    def test_given_catalog(self):
        """What the build said comes together with what is on the machine."""
        self.make("vmlinux", "tree", "-o", "luo-catalog.json")
        self.write("initrd.img", self.cpio(self.contents()))
        self.assertEqual(self.places("luo-catalog.json", "initrd.img"), {
            "core-v1": (None, None), "early-v1": (True, True), "late-v1": (False, True)})


class Contradictions(Initramfs):
    def test_of_another_release(self):
        """Both sides are named, as of any module."""
        other = "7.2.12-other"
        module = self.module("mod-v1", other, "mod", "m.o")
        self.write("initrd.img", self.cpio({f"lib/modules/{other}/kernel/mod.ko": module}))
        for inputs in (("vmlinux", "initrd.img"), ("initrd.img", "vmlinux"), ("tree", "initrd.img")):
            line = self.refuse(*inputs)
            for words in ("initrd.img", "mod.ko", self.RELEASE, other):
                self.assertIn(words, line)
        self.assertIn(f"initrd.img: holds no kernel object of release {self.RELEASE}",
                      self.refuse("--release", self.RELEASE, "vmlinux", "initrd.img"))
        # whatever directory it stands in
        self.write("initrd.img", self.cpio({f"{self.LIB}/mod.ko": module}))
        self.assertIn("parts of 2 kernels", self.refuse("vmlinux", "initrd.img"))

    def built(self, compatible, filename):
        self.module(compatible, name="mod", filename="m.o")
        self.tool("ld", "-r", "--build-id", "-o", filename, "m.o")
        return (self.dir / filename).read_bytes()

    def test_another_build(self):
        """A module was changed, and the initramfs not made again: it is the old one that gets loaded."""
        old, new = self.built("mod-v1", "old.ko"), self.built("mod-v2", "new.ko")
        self.write("t/kernel/mod.ko", new)
        self.write("initrd.img", self.cpio({f"{self.LIB}/mod.ko": old}))
        for inputs in (("t", "initrd.img"), ("initrd.img", "t")):
            line = self.refuse(*inputs)
            self.assertIn(f"t/kernel/mod.ko: is another build of module mod than initrd.img:"
                          f"{self.LIB}/mod.ko (build-ids ", line)
        self.write("initrd.img", self.cpio({f"{self.LIB}/mod.ko": new}))
        self.assertEqual(self.places("t", "initrd.img"), {"mod-v2": (True, True)})

    def test_another_build_without_formats(self):
        """Modules that have no part in it may differ: one overrides another, as depmod(8) has it."""
        for name, number in (("one", 1), ("two", 2)):
            self.object(f"int number = {number};\n"
                        "char this_module[64] __attribute__((section(\".gnu.linkonce.this_module\"),"
                        " used));\n"
                        "const char modinfo[] __attribute__((section(\".modinfo\"), used)) = "
                        f"\"name=plain\\0vermagic={self.RELEASE} SMP \";", "p.o")
            self.tool("ld", "-r", "--build-id", "-o", name, "p.o")
        self.write("tree/kernel/plain.ko", (self.dir / "one").read_bytes())
        self.write("tree/updates/plain.ko", (self.dir / "two").read_bytes())
        self.assertEqual(set(self.places("tree")), {"early-v1", "late-v1"})


class Forms(Initramfs):
    def test_compressed(self):
        archive = self.cpio(self.contents())
        for how in PACKERS:
            with self.subTest(how=how):
                self.write("initrd.img", pack(archive, how))
                self.assertEarly("initrd.img")
        self.write("initrd.img", self.cpio(self.contents(), "crc"))
        self.assertEarly("initrd.img")

    def test_standard_input(self):
        content = pack(self.cpio(self.contents()), "zstd")
        found = self.formats("vmlinux", "-", stdin=content)
        self.assertIs(found["file-handler", "early-v1"]["in_initramfs"], True)

    def test_modules_compressed(self):
        for how in PACKERS:
            if how == "lzma": # has no magic
                continue
            self.write("initrd.img", self.cpio({f"{self.LIB}/early.ko.xz": pack(self.early, how)}))
            self.assertEarly("initrd.img")

    def test_microcode_first(self):
        """Uncompressed, so that it is found early; zeroes up to the next block, as cpio(1) writes."""
        archive = self.cpio(self.contents())
        for how in PACKERS:
            for gap in (0, 4, 100000):
                with self.subTest(how=how, gap=gap):
                    self.write("initrd.img", self.microcode() + bytes(gap) + pack(archive, how))
                    self.assertEarly("initrd.img")

    def test_behind_each_other(self):
        """As `cat a b` makes them, in every pairing of two; a boot loader puts zeroes in between."""
        other = self.cpio({f"{self.LIB}/late.ko": self.late})
        first = self.cpio(self.contents())
        both = {"early-v1": (True, None), "late-v1": (True, None)}
        for a in (None, "gzip", "bzip2", "lzma", "zstd"):
            for b in (None, *PACKERS):
                # what is behind lz4's old form, which the kernel reads, is part of it
                gap = bytes(0 if b == "lz4" else 3000 if a == b else 4 * len(b or ""))
                with self.subTest(a=a, b=b, gap=len(gap)):
                    self.write("initrd.img", (pack(first, a) if a else first) + gap +
                               (pack(other, b) if b else other) + gap)
                    self.assertEqual(self.places("initrd.img"), both)

    def test_archives_in_one(self):
        """Several archives that were compressed together."""
        other = self.cpio({f"{self.LIB}/late.ko": self.late})
        for how in PACKERS:
            for gap in (0, 200000):
                with self.subTest(how=how, gap=gap):
                    self.write("initrd.img", pack(self.microcode() + bytes(gap) +
                                                  self.cpio(self.contents()) + bytes(gap) + other +
                                                  bytes(gap), how))
                    self.assertEqual(self.places("initrd.img"),
                                     {"early-v1": (True, None), "late-v1": (True, None)})

    def test_large(self):
        """More than is kept of it at one time."""
        files = self.contents()
        files["usr/lib/firmware/blob"] = os.urandom(3 << 20) + bytes(9 << 20)
        for how in PACKERS:
            with self.subTest(how=how):
                self.write("initrd.img", pack(self.cpio(files) + self.microcode(), how))
                self.assertEarly("initrd.img")


class Broken(Initramfs):
    def test_garbage_behind(self):
        archive = self.cpio(self.contents())
        for how in (None, "gzip", "zstd"):
            with self.subTest(how=how):
                content = pack(archive, how) if how else archive
                self.write("initrd.img", content + b"garbage" * 10)
                self.assertIn(f"what follows at offset {len(content)} is none",
                              self.refuse("vmlinux", "initrd.img"))
        # libarchive cannot tell where xz ends
        self.write("initrd.img", pack(archive, "xz") + archive)
        self.assertIn("cannot be unpacked (xz)", self.refuse("vmlinux", "initrd.img"))

    def test_truncated(self):
        archive = self.cpio(self.contents())
        for how in (None, *PACKERS):
            content = pack(archive, how) if how else archive.rstrip(b"\0")
            for cut in (1, 20, len(content) // 2):
                with self.subTest(how=how, cut=cut):
                    self.write("initrd.img", content[:-cut])
                    self.assertIn("initrd.img: ", self.refuse("vmlinux", "initrd.img"))

    def test_bomb(self):
        """1 GiB of zeroes behind an archive, and a file of that size in one."""
        bomb = pack(self.microcode() + bytes(1 << 30), "zstd")
        self.write("initrd.img", bomb)
        self.assertIn("no kernel does", self.refuse("vmlinux", "initrd.img"))
        header = self.cpio({f"{self.LIB}/mod.ko": b"x"})
        at = header.index(b"mod.ko") - len(self.LIB) - 1 - 110
        lie = header[:at + 54] + b"7fffffff" + header[at + 62:]
        for content in (lie, pack(lie, "gzip")):
            self.write("initrd.img", content)
            self.assertIn("no kernel does", self.refuse("vmlinux", "initrd.img"))

    def test_nested(self):
        """An initramfs in an initramfs is a file like others."""
        inner = self.cpio(self.contents())
        self.write("initrd.img", self.cpio({"kdump.img": inner,
                                            f"{self.LIB}/early.ko": inner}))
        self.assertEqual(self.places("vmlinux", "initrd.img"), {"core-v1": (None, None)})
        content = inner
        for _ in range(10):
            content = pack(content, "gzip")
        self.write("initrd.img", content)
        self.assertIn("archives are nested too deeply", self.refuse("vmlinux", "initrd.img"))

    def test_old_form(self):
        self.write("initrd.img", self.cpio(self.contents(), "odc"))
        self.assertIn("is a cpio archive of the old form", self.refuse("vmlinux", "initrd.img"))


def uki(sections):
    """An EFI application with these sections, as ukify(1) lays them out."""
    optional, alignment = 240, 512
    offset = 0x80 + 24 + optional + 40 * len(sections)
    header, data = b"", b""
    offset += -offset % alignment
    for name, content in sections:
        padded = content + bytes(-len(content) % alignment)
        header += struct.pack("<8sIIIIIIHHI", name, len(content), 0x1000, len(padded),
                              offset + len(data), 0, 0, 0, 0, 0x40000040)
        data += padded
    image = (b"MZ" + bytes(0x3a) + struct.pack("<I", 0x80)).ljust(0x80, b"\0")
    image += b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, len(sections), 0, 0, 0, optional, 0x206)
    return (image + bytes(optional) + header).ljust(offset, b"\0") + data


class UnifiedImage(Initramfs):
    """The initramfs that is in the same file as the kernel."""

    def setUp(self):
        super().setUp()
        image = bzimage(pack_hard((self.dir / "vmlinux").read_bytes(), "zstd", with_size=True))
        self.sections = [(b".linux", image),
                         (b".initrd", self.microcode() + pack(self.cpio(self.contents()), "zstd"))]

    def test_image(self):
        self.write("kernel.efi", uki(self.sections))
        self.assertEqual(self.places("kernel.efi", "tree"), {
            "core-v1": (None, None), "early-v1": (True, True), "late-v1": (False, True)})
        self.assertEqual(self.origins("kernel.efi")["early-v1"], (
            "early", f"kernel.efi:.initrd:usr/{self.LIB}/fs/early.ko"))

    def test_in_package(self):
        self.rpm({f"lib/modules/{self.RELEASE}/vmlinuz-virt.efi": uki(self.sections)})
        self.assertEqual(self.places("linux.rpm", "tree"), {
            "core-v1": (None, None), "early-v1": (True, True), "late-v1": (False, True)})

    def test_without_modules(self):
        self.write("kernel.efi", uki([self.sections[0], (b".initrd", self.microcode())]))
        self.assertEqual(self.places("kernel.efi", "tree")["early-v1"], (False, True))
        self.write("kernel.efi", uki(self.sections[:1]))
        self.assertEqual(self.places("kernel.efi", "tree")["early-v1"], (None, True))

    def test_broken(self):
        self.write("kernel.efi", uki([*self.sections, self.sections[1]]))
        self.assertIn("section .initrd: is there more than once", self.refuse("kernel.efi"))
        self.write("kernel.efi", uki([self.sections[0], (b".initrd", b"no archive")]))
        self.assertIn("kernel.efi:.initrd: is neither", self.refuse("kernel.efi"))
