# SPDX-License-Identifier: GPL-2.0-only
"""Broken kernel objects: one clear line with the file (and the section), exit 2, nothing written."""
import fcntl
import os
import struct
import subprocess
import termios
import time
import unittest

import support
from elf import Elf
from fixture import TestCase

SOURCE = """
#include "liveupdate.h"
static const struct liveupdate_file_ops widget_ops = { FIXTURE_FILE_OPS };
static struct liveupdate_file_handler widget_handler = {
	.ops = &widget_ops, .compatible = "widget-v1"
};
void init(void) { liveupdate_register(&widget_handler); }
"""

HUGE = 1 << 60


class BadInput(TestCase):
    def setUp(self):
        super().setUp()
        self.good = self.object(SOURCE, "good.o")

    def assertBroken(self, content, *words, name="bad.o"):
        """Refused with these words, and nothing left behind."""
        path = self.dir / name
        path.write_bytes(content)
        before = set(os.listdir(self.dir))
        result = support.run("luo-catalog-gen", "-o", "catalog.json", name, cwd=self.dir)
        self.assertRefused(result)
        for word in (name, *words):
            self.assertIn(word, result.err)
        self.assertEqual(set(os.listdir(self.dir)), before)

    def test_good(self):
        """The file that the others are broken copies of is not refused."""
        self.assertIn(("file-handler", "widget-v1"), self.formats(self.good))

    def test_not_objects(self):
        for content, words in ((b"", "is empty"), (b"hello, world\n", "neither an ELF file"),
                               (b"\x7fELF\2\1\1", "cut short"), (b"\x7fEL", "neither"),
                               (b"\x1f\x8b\x08" + bytes(99), "gzip"),
                               (b"\xfd7zXZ\0" + bytes(99), "xz"),
                               (b"\x28\xb5\x2f\xfd" + bytes(99), "zstd"),
                               (b"!<arch>\ndebian-binary   " + bytes(99), "no archive member")):
            with self.subTest(content=content[:16]):
                self.assertBroken(content, words)

    def test_cut_short(self):
        content = self.good.read_bytes()
        elf = Elf(self.good)
        cuts = set(range(0, min(4096, len(content)), 64))
        cuts |= set(range(elf.table, elf.table + 64 * elf.count, 64))
        cuts |= {elf.table + 64 * elf.count - 1, 1, 15, 16, 63}
        for length in sorted(cuts - {len(content)}):
            with self.subTest(length=length):
                self.assertBroken(content[:length])

    def test_headers(self):
        for offset, form, value, words in (
                (4, "<B", 3, "neither 32 nor 64 bit"), (5, "<B", 0, "endian"),
                (6, "<B", 2, "version"), (20, "<I", 7, "version"),
                (16, "<H", 4, "neither relocatable nor linked"),
                (40, "<Q", HUGE, "outside the file"), (40, "<Q", 2 ** 64 - 1, "outside the file"),
                (40, "<Q", 0, "no section headers"), (58, "<H", 63, "wrong size"),
                (60, "<H", 60000, "outside the file"), (62, "<H", 0, "section names"),
                (62, "<H", 60000, "section names"), (62, "<H", 1, "section names")):
            with self.subTest(offset=offset, value=value):
                elf = Elf(self.good)
                elf.put(offset, form, value)
                self.assertBroken(elf.bytes, words)

    def test_sections(self):
        """Headers that point outside the file, or at each other."""
        symtab, text = Elf(self.good).index(".symtab"), Elf(self.good).index(".text")
        rela = Elf(self.good).index(".rela.data")
        strtab = Elf(self.good).index(".strtab")
        for name, fields, words in (
                (".data", {"offset": HUGE}, "reaches outside the file"),
                (".data", {"size": HUGE}, "reaches outside the file"),
                (".data", {"offset": 2 ** 64 - 8}, "reaches outside the file"),
                (".debug_info", {"size": 2 ** 64 - 1}, "reaches outside the file"),
                (".data", {"addralign": 3}, "power of two"),
                (".data", {"addralign": 1 << 63}, "does not fit"),
                (".bss", {"size": HUGE * 15}, "does not fit"),
                (".data", {"flags": 0x803}, "compressed"),
                (".data", {"name": 1 << 30}, "its name is outside"),
                (".symtab", {"link": symtab}, "string table"),
                (".symtab", {"link": text}, "string table"),
                (".symtab", {"link": 60000}, "no section"),
                (".symtab", {"entsize": 23}, "entries of a wrong size"),
                (".symtab", {"entsize": 0}, "entries of a wrong size"),
                (".symtab", {"size": 25}, "entries of a wrong size"),
                (".rela.data", {"link": strtab}, "symbols"),
                (".rela.data", {"link": rela}, "symbols"),
                (".rela.data", {"info": rela}, "which is a table"),
                (".rela.data", {"info": symtab}, "which is a table"),
                (".rela.data", {"info": 60000}, "no section"),
                (".rela.data", {"info": 0}, "no section"),
                (".strtab", {"size": 1 << 40}, "reaches outside the file"),
                (".shstrtab", {"type": 8}, "section names")):
            with self.subTest(name=name, fields=fields):
                elf = Elf(self.good)
                elf.change(elf.index(name), **fields)
                # a name that was read from what is broken is none
                shown = () if "name" in fields or name == ".shstrtab" else (name,)
                self.assertBroken(elf.bytes, "section ", words, *shown)

    def test_strings_without_end(self):
        for name, words in ((".strtab", "section .symtab"), (".shstrtab", "section names"),
                            (".debug_str", "section .debug_str")):
            with self.subTest(name=name):
                elf = Elf(self.good)
                offset, size = elf.data(name)
                elf.put(offset + size - 1, "<B", 0x41)
                self.assertBroken(elf.bytes, words)

    def test_relocations(self):
        entry, _ = Elf(self.good).data(".rela.data")
        for offset, form, value, words in (
                (0, "<Q", HUGE, "which is outside it"), (8, "<I", 77, "unknown relocation type 77"),
                (12, "<I", 60000, "has no symbol 60000")):
            with self.subTest(words=words):
                elf = Elf(self.good)
                elf.put(entry + offset, form, value)
                self.assertBroken(elf.bytes, words)

    def test_symbols(self):
        """A symbol that a pointer is relocated by."""
        elf = Elf(self.good)
        entry, _ = elf.data(".rela.data")
        number, = struct.unpack_from("<I", elf.bytes, entry + 12)
        symbol = elf.data(".symtab")[0] + 24 * number
        elf.put(symbol, "<I", 1 << 30)
        self.assertBroken(elf.bytes, ".symtab", f"name of symbol {number} is outside")
        for section in (0xfe00, 0xffff):
            elf = Elf(self.good)
            elf.put(symbol + 6, "<H", section)
            self.assertBroken(elf.bytes, ".symtab", f"symbol {number} ")

    def test_compressed(self):
        """Sections that lie about their size, are damaged, or packed in an unknown way."""
        for kind in ("zlib", "zstd"):
            packed = self.dir / f"{kind}.o"
            self.tool("objcopy", f"--compress-debug-sections={kind}", self.good, packed)
            self.assertIn(("file-handler", "widget-v1"), self.formats(packed))
            offset, _ = Elf(packed).data(".debug_info")
            true_size, = struct.unpack_from("<Q", Elf(packed).bytes, offset + 8)
            for at, form, value, words in (
                    (0, "<I", 99, "unknown way (type 99)"), (8, "<Q", 1 << 40, "claim to unpack"),
                    (8, "<Q", 2 ** 64 - 1, "claim to unpack"),
                    (8, "<Q", true_size + 1, "as it claims"),
                    (8, "<Q", true_size - 1, "as it claims"), (8, "<Q", 1, "as it claims"),
                    (24, "<Q", 0x5555555555555555, "as it claims")):
                with self.subTest(kind=kind, at=at, value=value):
                    elf = Elf(packed)
                    elf.put(offset + at, form, value)
                    self.assertBroken(elf.bytes, ".debug_info", words)
            elf = Elf(packed)
            elf.change(elf.index(".debug_info"), size=23)
            self.assertBroken(elf.bytes, ".debug_info", "too short")

    def test_old_compression(self):
        self.tool("objcopy", "--compress-debug-sections=zlib-gnu", self.good, "old.o")
        self.assertIn("section .zdebug_info", self.refuse("old.o"))

    def test_dwarf(self):
        linked = self.linked(SOURCE, "good")
        info, size = Elf(linked).data(".debug_info")
        abbrev, _ = Elf(linked).data(".debug_abbrev")
        line, _ = Elf(linked).data(".debug_line")
        for offset, form, value, words in (
                (info, "<I", size, ".debug_info"), (info, "<I", 0xffffffff, ".debug_info"),
                (info, "<I", 1, ".debug_info"), (info + 4, "<H", 6, "DWARF version"),
                (info + 4, "<H", 0, "DWARF version"), (info + 6, "<B", 9, "unsupported type"),
                (info + 7, "<B", 4, "size of addresses"), (info + 8, "<I", 1 << 30, "abbrev"),
                (info + 12, "<B", 0, "without entries"), (info + 12, "<B", 0x7f, "abbrev"),
                (info + size - 1, "<B", 1, ".debug_info"),
                (abbrev + 1, "<B", 0, "abbrev"), (abbrev + 2, "<B", 7, "abbrev"),
                (abbrev + 4, "<B", 0x7e, "unknown form"),
                (line, "<I", 1 << 30, "line table"), (line + 4, "<H", 9, "line table")):
            with self.subTest(offset=offset, value=value):
                elf = Elf(linked)
                elf.put(offset, form, value)
                self.assertBroken(elf.bytes, words, name="bad")

    def test_archives(self):
        self.tool("ar", "rcs", "good.a", "good.o")
        content = (self.dir / "good.a").read_bytes()
        self.assertIn(("file-handler", "widget-v1"), self.formats("good.a"))
        member = content.index(b"good.o/")
        for what, broken, words in (
                ("cut in a header", content[:member + 30], "cut short"),
                ("cut in a member", content[:member + 1000], "outside the file"),
                ("no header", content[:member] + b"x" * 100, "no archive member"),
                ("size", content[:member + 48] + b"12x4567890" + content[member + 58:], "number"),
                ("huge size", content[:member + 48] + b"9999999999" + content[member + 58:],
                 "outside the file"),
                ("name", content[:member] + b"/77             " + content[member + 16:],
                 "outside the table of names"),
                ("no name", content[:member] + b"/             77" + content[member + 16:],
                 "name"),
                ("endless name", content[:member] + b"x" * 16 + content[member + 16:],
                 "does not end"),
                ("no object", b"!<arch>\n" + b"a.txt/          0           0     0     644     "
                 b"4         `\nabcd", "neither an ELF file")):
            with self.subTest(what=what):
                self.assertBroken(broken, words, name="bad.a")

    def test_thin_archives(self):
        self.tool("ar", "rcsT", "thin.a", "good.o")
        self.assertIn(("file-handler", "widget-v1"), self.formats("thin.a"))
        thin = (self.dir / "thin.a").read_bytes()
        with self.subTest("another file than went in"):
            (self.dir / "good.o").write_bytes(self.good.read_bytes() + b"x")
            self.assertIn("is not the file that went into thin.a", self.refuse("thin.a"))
        with self.subTest("a member that is gone"):
            self.good.unlink()
            self.assertIn("good.o: cannot open", self.refuse("thin.a"))
        with self.subTest("an archive that holds itself"):
            header = (b"/0              0           0     0     644     %-10d`\n")
            names = b"//" + b" " * 46 + b"%-10d`\n" % 8 + b"loop.a/\n"
            size = len(b"!<thin>\n" + names) + 60
            self.assertEqual(thin[:8], b"!<thin>\n")
            self.assertBroken(b"!<thin>\n" + names + header % size, "nested too deeply",
                              name="loop.a")

    def test_debug_file_alone(self):
        linked = self.linked(SOURCE, "linked")
        self.tool("objcopy", "--only-keep-debug", linked, "linked.debug")
        self.assertIn("separate debug file", self.refuse("linked.debug"))

    def test_shrinking_file(self):
        """A file that is cut while it is mapped: no signal, one line."""
        members = [f"a-member-with-a-long-name-{n:03}.o" for n in range(300)]
        for name in members:
            os.link(self.good, self.dir / name)
        self.tool("ar", "rcsT", "shrink.a", *members)
        # -v fills a pipe that nobody reads, which holds the program in the middle of the archive
        with subprocess.Popen([support.BUILD / "luo-catalog-gen", "-v", "-o", "catalog.json",
                               "shrink.a"], cwd=self.dir, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            room = fcntl.fcntl(process.stderr, fcntl.F_SETPIPE_SZ, 4096)
            while True:
                buffer = fcntl.ioctl(process.stderr, termios.FIONREAD, bytes(4))
                if struct.unpack("i", buffer)[0] > room - 128:
                    break
                self.assertIsNone(process.poll())
                time.sleep(0.01)
            os.truncate(self.dir / "shrink.a", 100)
            out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out), (2, b""))
        self.assertEqual(err.decode().splitlines()[-1],
                         "luo-catalog-gen: shrink.a: was cut short while it was read")
        self.assertFalse((self.dir / "catalog.json").exists())

    def test_pipes_that_inputs_name(self):
        """What an input leads to is a file: a pipe would be waited for, a device never ends."""
        self.tool("ar", "rcsT", "thin.a", "good.o")
        self.good.unlink()
        os.mkfifo(self.good)
        self.assertIn("good.o: is not a regular file", self.refuse("thin.a"))
        self.good.unlink()
        self.good.symlink_to("/dev/zero")
        self.assertIn("good.o: is not a regular file", self.refuse("thin.a"))

    def test_json_errors(self):
        result = support.run("luo-catalog-gen", "--format", "json", "nothing", cwd=self.dir)
        self.assertRefused(result)
        self.assertIn('"file":"nothing"', result.err)

    def test_output(self):
        """An output that cannot be written is a failure, and leaves nothing."""
        for target in ("/dev/full", "no/such/directory/catalog.json"):
            result = support.run("luo-catalog-gen", "-o", target, self.good, cwd=self.dir)
            self.assertRefused(result)
        self.assertFalse((self.dir / "no").exists())


if __name__ == "__main__":
    unittest.main()
