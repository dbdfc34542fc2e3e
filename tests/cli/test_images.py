# SPDX-License-Identifier: GPL-2.0-only
"""Boot images and compressed files: what is in them, and what hostile ones say."""
import gzip
import struct
import unittest

from image import PACKERS, TestCase, bzimage, flat, pack, zboot


class Images(TestCase):
    def setUp(self):
        super().setUp()
        self.vmlinux = self.kernel(name="kernel")
        self.plain = self.catalog("kernel")
        self.assertEqual(self.plain["kernel"]["release"], self.RELEASE)

    def assertSame(self, name, origin=None):
        """The same kernel as the plain one, but for where it was found."""
        catalog = self.catalog(name)
        for entry in catalog["formats"]:
            for version in entry["versions"]:
                self.assertEqual(version["origin"]["object"], origin or name)
                version["origin"]["object"] = "kernel"
        self.assertEqual(catalog, self.plain)

    def test_bzimage(self):
        for how in PACKERS:
            with self.subTest(how=how):
                self.write("image", bzimage(pack(self.vmlinux, how, with_size=True)))
                self.assertSame("image")

    def test_bzimage_forms(self):
        payload = pack(self.vmlinux, "xz", with_size=True)
        for what, image in (("the oldest number of sectors", bzimage(payload, setup_sects=0)),
                            ("the oldest protocol", bzimage(payload, protocol=0x208)),
                            ("a signature behind it", bzimage(payload) + b"signed" * 100)):
            with self.subTest(what=what):
                self.write("image", image)
                self.assertSame("image")
        with self.subTest("vmlinux.relocs behind the vmlinux"):
            relocs = struct.pack("<8I", 0, *range(0x1000, 0x8000, 0x1000))
            self.write("image", bzimage(pack(self.vmlinux + relocs, "lz4", with_size=True)))
            self.assertSame("image")

    def test_zboot(self):
        for how in ("gzip", "zstd", "lz4", "lzma"):
            with self.subTest(how=how):
                self.write("image", zboot(pack(self.vmlinux, how, with_size=True), how))
                self.assertSame("image")
        image = zboot(pack(self.vmlinux, "xz", with_size=True), "xz")
        self.write("image", image.replace(b"xz".ljust(7, b"\0"), b"xzkern\0", 1))
        self.assertSame("image")

    def unified(self, *contents):
        """A unified kernel image, made by objcopy; self.vmlinux lends it its code."""
        sections = []
        for number, content in enumerate(contents):
            self.write(f"part{number}", content)
            sections += ["--add-section", f".linux={self.dir}/part{number}", "--change-section-vma",
                         f".linux={0x2000000 + number * 0x1000000:#x}"]
        self.tool("objcopy", "-O", "efi-app-x86_64", "-S", "-R", ".note*", *sections, "kernel",
                  "unified")
        self.assertIn(".linux", self.tool("objdump", "-h", "unified"))

    def test_unified(self):
        for what, image in (("bzImage", bzimage(pack(self.vmlinux, "zstd", with_size=True))),
                            ("zboot", zboot(pack(self.vmlinux, "gzip"), "gzip"))):
            with self.subTest(what=what):
                self.unified(image)
                self.assertSame("unified", "unified:.linux")
        self.unified(b"no kernel")
        self.assertIn("unified:.linux: is neither", self.refuse("unified"))

    def test_compressed_files(self):
        """By content: names mislead."""
        self.module()
        plain = self.origins("mod.ko")
        for how in PACKERS:
            with self.subTest(how=how):
                self.write("mod.txt", pack((self.dir / "mod.ko").read_bytes(), how))
                self.assertEqual(self.origins("mod.txt"), {"mod-v1": ("mod", "mod.txt")})
        self.assertEqual(plain, {"mod-v1": ("mod", "mod.ko")})
        self.tool("lz4", "-f", "-q", "mod.ko", "frame")
        self.assertEqual(self.origins("frame"), {"mod-v1": ("mod", "frame")})
        self.tool("ar", "rc", "modules.a", "mod.ko")
        self.tool("zstd", "-q", "modules.a")
        self.assertEqual(self.origins("modules.a.zst"),
                         {"mod-v1": ("mod", "modules.a.zst(mod.ko)")})

    def test_standard_input(self):
        image = bzimage(pack(self.vmlinux, "bzip2", with_size=True))
        formats = self.formats("-", stdin=gzip.compress(image))
        self.assertEqual(set(formats), {("file-handler", "core-v1")})

    def test_flat(self):
        """Told by its magic, in whatever it is packed; one without a kernel is not one that has no formats."""
        self.write("Image", flat())
        self.write("Image.gz", pack(flat(), "gzip"))
        self.write("vmlinuz.efi", zboot(pack(flat(), "zstd", with_size=True), "zstd"))
        for name in ("Image", "Image.gz", "vmlinuz.efi"):
            with self.subTest(name=name):
                self.assertIn(f"{name}: is a flat image without a kernel", self.refuse(name))


class BadImages(TestCase):
    def setUp(self):
        super().setUp()
        self.vmlinux = self.kernel(name="kernel")
        self.payload = pack(self.vmlinux, "zstd", with_size=True)

    def assertBad(self, content, *words):
        self.write("bad", content)
        line = self.refuse("bad")
        for word in ("luo-catalog-gen: bad: ", *words):
            self.assertIn(word, line)

    def test_lies(self):
        payload, n = self.payload, len(self.payload)
        size = len(self.vmlinux)
        for fields, words in (
                ({"payload_offset": 0xfffffff0}, ("boot header", "larger than the code")),
                ({"payload_length": 0xffffffff}, ("boot header", "larger than the code")),
                ({"payload_length": n + 100000, "syssize": 1 << 27}, ("boot header", "cut short")),
                ({"payload_offset": 1 << 30, "syssize": 1 << 31}, ("boot header", "cut short")),
                ({"syssize": n // 16 - 1}, ("boot header", "larger than the code")),
                ({"payload_length": 0}, ("payload", "too short (0 bytes)")),
                ({"payload_length": 7}, ("payload", "too short (7 bytes)")),
                ({"payload_offset": 0}, ("payload", "unknown way")),
                ({"payload_length": n - 8}, ("payload",)),
                ({"version": 0x207}, ("boot header", "too old"))):
            with self.subTest(fields=fields):
                self.assertBad(bzimage(payload, **fields), *words)
        for lie, words in ((0, "to nothing"), (size - 1, f", not {size - 1}"),
                           (size + 1, f"{size} bytes, not {size + 1}"), (1, ", not 1"),
                           (0xffffffff, "no kernel does")):
            with self.subTest(size=lie):
                self.assertBad(bzimage(payload[:-4] + struct.pack("<I", lie)), "payload", words)
        self.assertBad(bzimage(pack(b"text " * 1000, "gzip")), "is neither an ELF file")
        self.assertBad(bzimage(b"\x89LZO\0\r\n\x1a\n" * 10), "payload", "unknown way")

    def test_truncated_images(self):
        for how in PACKERS:
            image = bzimage(pack(self.vmlinux, how, with_size=True))
            for length in (0x203, 0x206, 0x24f, 16383, 16384, 17092, len(image) // 2, 20000):
                with self.subTest(how=how, length=length):
                    self.assertBad(image[:length])

    def test_truncated_payloads(self):
        """Cut in the stream, with a header that knows: whatever the method."""
        for how in PACKERS:
            packed = pack(self.vmlinux, how)
            for length in (20, len(packed) // 2, len(packed) - 1):
                cut = packed[:length]
                with self.subTest(how=how, length=length):
                    if how != "gzip":
                        cut += struct.pack("<I", len(self.vmlinux))
                    self.assertBad(bzimage(cut), "payload")
                    self.assertBad(packed[:length], "cannot be unpacked" if how != "lz4" else "")

    def test_garbled_payloads(self):
        for how in PACKERS:
            packed = bytearray(pack(self.vmlinux, how, with_size=True))
            packed[len(packed) // 2] ^= 0xff
            packed[len(packed) // 3] ^= 0xff
            with self.subTest(how=how):
                self.assertBad(bzimage(bytes(packed)))

    def test_zboot(self):
        good = zboot(self.payload, "zstd")
        for what, image, words in (
                ("offset", zboot(self.payload, "zstd", offset=1 << 30), "outside the file"),
                ("size", zboot(self.payload, "zstd", size=1 << 30), "outside the file"),
                ("size", zboot(self.payload, "zstd", size=0xfffffffc), "outside the file"),
                ("no size", zboot(self.payload, "zstd", size=0), "too short"),
                ("another size", zboot(self.payload, "zstd", size=len(self.payload) - 8), ""),
                ("another method", zboot(self.payload, "gzip"), "is zstd, where the header says gzip"),
                ("into the header", zboot(self.payload, "zstd", offset=4), "unknown way"),
                ("no text", good.replace(b"zstd", b"\x01\x02\x03\x04", 1), "is no text"),
                ("cut", good[:40], "cut short"), ("cut", good[:5000], "outside the file")):
            with self.subTest(what=what):
                self.assertBad(image, words)

    def section_header(self, image):
        pe, = struct.unpack_from("<I", image, 0x3c)
        optional, = struct.unpack_from("<H", image, pe + 20)
        sections, = struct.unpack_from("<H", image, pe + 6)
        for number in range(sections):
            at = pe + 24 + optional + 40 * number
            if image[at:at + 8] == b".linux\0\0":
                return at
        raise AssertionError("no .linux")

    def test_unified(self):
        inner = bzimage(self.payload)
        self.write("part", inner)
        self.tool("objcopy", "-O", "efi-app-x86_64", "-S", "-R", ".note*", "--add-section",
                  f".linux={self.dir}/part", "--change-section-vma", ".linux=0x2000000", "kernel",
                  "unified")
        good = (self.dir / "unified").read_bytes()
        at = self.section_header(good)
        for offset, value, words in ((20, 1 << 30, "outside"), (16, 0, "is empty"),
                                     (16, 0xffffffff, "")):
            bad = bytearray(good)
            struct.pack_into("<I", bad, at + offset, value)
            if value == 0xffffffff:
                struct.pack_into("<I", bad, at + 8, value)
                words = "outside"
            with self.subTest(offset=offset, value=value):
                self.assertBad(bytes(bad), "section .linux", words)
        with self.subTest("two kernels"):
            other = bytearray(good)
            other[at - 40:at - 32] = b".linux\0\0"
            self.assertBad(bytes(other), "more than once")
        self.assertBad(good[:at + 10], "is neither")

    def test_bombs(self):
        """What unpacks to more than a kernel can is stopped before it is there."""
        zeros = b"\0" * (1 << 26)
        for how in ("gzip", "xz", "zstd", "bzip2", "lz4", "lzma"):
            bomb = pack(b"\x7fELF" + zeros, how)
            with self.subTest(how=how):
                if how == "lz4":  # no more than 255:1
                    self.assertGreater(len(bomb), 1 << 18)
                self.assertBad(bomb, "no kernel does")
        with self.subTest("a kernel's payload"):
            self.assertBad(bzimage(pack(b"\x7fELF" + zeros, "xz", with_size=True)), "payload",
                           "no kernel does")

    def test_nested(self):
        content = self.vmlinux
        for depth in range(9):
            if depth == 8:
                self.write("deep", content)
                self.assertEqual(set(self.origins("deep")), {"core-v1"})
            content = gzip.compress(content)
        self.assertBad(content, "nested too deeply")

    def test_thin_archives(self):
        """Something unpacked does not choose files of this machine."""
        self.object("int nothing;", "a.o")
        self.tool("ar", "rcT", "thin.a", "a.o")
        self.tool("gzip", "thin.a")
        self.assertIn("thin.a.gz: a thin archive", self.refuse("thin.a.gz"))

    def test_unknown_compression(self):
        self.assertBad(b"\x89LZO\0\r\n\x1a\n" * 10, "lzop")
        self.assertBad(gzip.compress(b"text"), "is neither")
        self.assertBad(gzip.compress(b"070707" + b"0" * 200), "cpio")
        self.assertBad(gzip.compress(b""), "cannot be unpacked")


if __name__ == "__main__":
    unittest.main()
