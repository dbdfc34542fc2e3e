# SPDX-License-Identifier: GPL-2.0-only
"""What luo-catalog-gen takes: files, archives, trees, standard input, separate debug files."""
import gzip
import shutil
import unittest

import support
from fixture import TestCase


def handler(compatible, extra=""):
    return f"""
#include "liveupdate.h"
static const struct liveupdate_file_ops ops = {{ FIXTURE_FILE_OPS }};
static struct liveupdate_file_handler handler = {{ .ops = &ops, .compatible = "{compatible}" }};
void init(void) {{ liveupdate_register(&handler); }}
{extra}
"""


def modinfo(name):
    return f'const char modinfo[] __attribute__((section(".modinfo"), used)) = "name={name}";'


class Inputs(TestCase):
    def one(self, compatible, *paths, **kwargs):
        formats = self.formats(*paths, **kwargs)
        self.assertEqual(set(formats), {("file-handler", compatible)})
        return formats["file-handler", compatible]

    def test_standard_input(self):
        content = self.object(handler("a-v1")).read_bytes()
        self.assertEqual(self.one("a-v1", "-", stdin=content)["origin"]["object"], "-")

    def test_generator(self):
        """The catalog says which program made it, and in which version."""
        version = support.run("luo-catalog-gen", "--version").out.split()
        generator = self.catalog(self.object(handler("a-v1")))["generator"]
        self.assertEqual([generator["name"], generator["version"]], version)

    def test_several_inputs(self):
        self.object(handler("a-v1"), "a.o")
        self.object(handler("b-v1"), "b.o")
        self.assertEqual(set(self.formats("a.o", "--", "b.o")),
                         {("file-handler", "a-v1"), ("file-handler", "b-v1")})

    def test_provider(self):
        self.object(handler("a-v1"), "a.o")
        self.assertIsNone(self.one("a-v1", "a.o")["provider"])
        self.object(handler("a-v1", modinfo("mod_a")), "mod-a.ko")
        self.assertEqual(self.one("a-v1", "mod-a.ko")["provider"], "mod_a")
        self.linked(handler("a-v1"), "image")
        self.assertEqual(self.one("a-v1", "image")["provider"], "builtin")
        shutil.copy(self.dir / "a.o", self.dir / "vmlinux.o")
        self.assertEqual(self.one("a-v1", "vmlinux.o")["provider"], "builtin")

    def test_archives(self):
        """Plain, thin, with long names, and thin archives of archives."""
        (self.dir / "sub").mkdir()
        long = "a-file-with-a-name-that-is-long.o"
        self.object(handler("a-v1"), f"sub/{long}")
        self.object("int nothing;", "b.o")
        for flags, name, origin in (("rcs", "plain.a", f"plain.a({long})"),
                                    ("rcsT", "thin.a", f"sub/{long}"),
                                    ("rcsT", "sub/thin.a", long)):
            with self.subTest(name=name):
                self.tool("ar", flags, name, "b.o", f"sub/{long}")
                self.assertEqual(self.one("a-v1", name)["origin"]["object"], origin)
        # as kbuild makes them: ar flattens a thin archive in another one
        self.tool("ar", "cDPrST", "outer.a", "sub/thin.a")
        self.assertEqual(self.one("a-v1", "outer.a")["origin"]["object"], f"sub/{long}")
        # and by hand, an archive in an archive
        self.tool("ar", "rc", "inner.a", f"sub/{long}")
        self.tool("ar", "rc", "outest.a", "inner.a")
        self.assertEqual(self.one("a-v1", "outest.a")["origin"]["object"],
                         f"outest.a(inner.a)({long})")

    def test_many_sections(self):
        """More sections than 16 bits count: their number and symbols' places stand elsewhere."""
        many = """asm(".macro many; .section .rodata.x\\\\@,\\"a\\"; .byte 1; .endm;"
                    ".rept 66000; many; .endr; .text");"""
        path = self.object(many + handler("a-v1"), "many.o", "-fdata-sections",
                           "-fno-toplevel-reorder")
        self.assertRegex(self.tool("readelf", "-h", path), r"section headers: +0 \(66\d\d\d\)")
        symbol = next(line.split() for line in self.tool("readelf", "-sW", path).splitlines()
                      if line.endswith(" handler"))
        self.assertGreater(int(symbol[6]), 0xff00)
        version = self.one("a-v1", path)
        self.assertEqual((version["origin"]["section"], version["origin"]["symbol"]),
                         (".data.handler", "handler"))
        self.assertEqual((version["read"], version["write"]), (True, True))

    def test_empty_archive(self):
        self.tool("ar", "rc", "empty.a")
        self.assertIn("no kernel object", self.refuse("empty.a"))


class Trees(TestCase):
    CONFIG = "CONFIG_MODULES=y\nCONFIG_LIVEUPDATE=y\n# CONFIG_KEXEC_HANDOVER is not set\n"

    def write(self, path, text):
        path = self.dir / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def build_tree(self):
        """A vmlinux, a module as .o and .ko, one as .o alone, and what kbuild leaves beside."""
        for name in ("drivers", "include/config"):
            (self.dir / name).mkdir(parents=True)
        self.linked(handler("core-v1"), "vmlinux")
        self.object(handler("old-v1"), "drivers/my-mod.o")
        self.object(handler("mod-v1", modinfo("my_mod")), "drivers/my-mod.ko")
        self.object(handler("other-v1"), "drivers/other-mod.o")
        self.write("modules.order", "drivers/my-mod.o\ndrivers/other-mod.o\n")
        self.write(".config", self.CONFIG)
        self.write("include/config/auto.conf", "CONFIG_LIVEUPDATE=y\nCONFIG_MODULES=y\n")
        self.write("include/config/kernel.release", "7.3.4-test\n")

    def test_build_tree(self):
        self.build_tree()
        catalog = self.catalog(".")
        self.assertEqual(catalog["kernel"]["release"], "7.3.4-test")
        self.assertEqual(catalog["kernel"]["options"]["LIVEUPDATE"], "y")
        self.assertEqual(catalog["kernel"]["options"]["KEXEC_HANDOVER"], "n")
        formats = self.formats(".")
        self.assertEqual({key[1]: (version["provider"], version["origin"]["object"])
                          for key, version in formats.items()},
                         {"core-v1": ("builtin", "vmlinux"),
                          "mod-v1": ("my_mod", "drivers/my-mod.ko"),
                          "other-v1": ("other_mod", "drivers/other-mod.o")})

    def test_vmlinux_in_its_tree(self):
        self.build_tree()
        kernel = self.catalog("vmlinux")["kernel"]
        self.assertEqual((kernel["release"], kernel["options"]["LIVEUPDATE"]), ("7.3.4-test", "y"))
        shutil.copy(self.dir / "vmlinux", self.dir / "drivers")
        self.assertIsNone(self.catalog("drivers/vmlinux")["kernel"]["release"])

    def test_other_images(self):
        """vmlinux.o, then vmlinux.a, where there is no vmlinux."""
        self.build_tree()
        (self.dir / "vmlinux").unlink()
        self.assertIn("not built", self.refuse("."))
        self.object(handler("archive-v1"), "a.o")
        self.tool("ar", "rcsT", "vmlinux.a", "a.o")
        version = self.formats(".")["file-handler", "archive-v1"]
        self.assertEqual((version["provider"], version["origin"]["object"]), ("builtin", "a.o"))
        self.object(handler("object-v1"), "vmlinux.o")
        formats = self.formats(".")
        self.assertIn(("file-handler", "object-v1"), formats)
        self.assertNotIn(("file-handler", "archive-v1"), formats)

    def test_missing_module(self):
        self.build_tree()
        (self.dir / "drivers/other-mod.o").unlink()
        self.assertIn("drivers/other-mod.o is listed, but not there", self.refuse("."))
        (self.dir / "modules.order").unlink()
        self.assertIn("modules.order", self.refuse("."))

    def test_modules_order_leads_astray(self):
        self.build_tree()
        for entry in ("../x.o", "/etc/passwd", "a/../../x.o", "/x.o", "drivers/readme.txt"):
            with self.subTest(entry=entry):
                self.write("modules.order", entry + "\n")
                self.assertIn("modules.order", self.refuse("."))

    def test_changed_config(self):
        """A .config that was edited after the build says nothing about it."""
        self.build_tree()
        self.write(".config", self.CONFIG.replace("CONFIG_LIVEUPDATE=y", ""))
        self.assertIn("is not what the kernel was built with", self.refuse("."))

    def test_installed_modules(self):
        for name in ("kernel/fs", "updates"):
            (self.dir / "lib" / name).mkdir(parents=True)
        self.object(handler("a-v1", modinfo("a")), "lib/kernel/fs/a.ko")
        self.object(handler("b-v1", modinfo("b")), "lib/updates/b.ko")
        self.write("lib/modules.dep", "kernel/fs/a.ko: updates/b.ko\nupdates/b.ko:\n")
        (self.dir / "lib/build").symlink_to("/")
        formats = self.formats("lib/")
        self.assertEqual({key[1]: (version["provider"], version["origin"]["object"])
                          for key, version in formats.items()},
                         {"a-v1": ("a", "kernel/fs/a.ko"), "b-v1": ("b", "updates/b.ko")})
        content = (self.dir / "lib/updates/b.ko").read_bytes()
        (self.dir / "lib/updates/b.ko").unlink()
        self.assertIn("updates/b.ko is listed, but not there", self.refuse("lib"))
        (self.dir / "lib/updates/b.ko.gz").write_bytes(gzip.compress(content))
        self.assertEqual(self.formats("lib")["file-handler", "b-v1"]["origin"]["object"],
                         "updates/b.ko.gz")

    def test_other_directories(self):
        self.assertIn("no kernel object", self.refuse("."))
        (self.dir / "kernel").mkdir()
        self.assertIn("no kernel object", self.refuse("."))


class DebugFiles(TestCase):
    def setUp(self):
        super().setUp()
        self.full = self.linked(handler("a-v1"), "full", "-Wl,--build-id")
        self.plain = self.linked(handler("a-v1"), "plain", "-Wl,--build-id=none")
        self.line = self.formats("full")["file-handler", "a-v1"]["origin"]["line"]
        self.assertGreater(self.line, 0)

    def strip(self, source, name, debug):
        self.tool("objcopy", "--only-keep-debug", source, debug)
        self.tool("objcopy", "--strip-all", source, name)

    def found(self, *args):
        """Whether the handler was found, which takes DWARF."""
        formats = self.formats(*args)
        if not formats:
            return False
        self.assertEqual(formats["file-handler", "a-v1"]["origin"]["line"], self.line)
        self.assertEqual(formats["file-handler", "a-v1"]["origin"]["object"], args[-1])
        return True

    def test_by_build_id(self):
        self.strip("full", "stripped", "debug")
        number = support.build_id(self.dir / "stripped")
        place = self.dir / "store/.build-id" / number[:2] / (number[2:] + ".debug")
        self.assertFalse(self.found("stripped"))
        place.parent.mkdir(parents=True)
        shutil.copy(self.dir / "debug", place)
        self.assertTrue(self.found("--debug-dir", "store", "stripped"))
        # another build's file in its place is not used
        self.linked(handler("a-v1") + "int more;", "another", "-Wl,--build-id")
        self.tool("objcopy", "--only-keep-debug", "another", place)
        self.assertFalse(self.found("--debug-dir", "store", "stripped"))
        # and a broken one is an error
        place.write_bytes(b"\x7fELF")
        self.assertIn(place.name, self.refuse("--debug-dir", "store", "stripped"))

    def test_by_debuglink(self):
        for where in ("x.debug", ".debug/x.debug", f"store{self.dir.resolve()}/x.debug"):
            with self.subTest(where=where):
                self.strip("plain", "bare", "x.debug")
                self.tool("objcopy", "--add-gnu-debuglink=x.debug", "bare", "stripped")
                content = (self.dir / "x.debug").read_bytes()
                (self.dir / "x.debug").unlink()
                self.assertFalse(self.found("--debug-dir", "store", "stripped"))
                place = self.dir / where
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
                self.assertTrue(self.found("--debug-dir", "store", "stripped"))
                place.write_bytes(content + b"x") # the checksum is another one
                self.assertFalse(self.found("--debug-dir", "store", "stripped"))
                place.unlink()

    def test_module(self):
        """A relocatable file: what the debug file refers to is at the module's own addresses."""
        self.object("int padding[100] = { 1 };" + handler("a-v1", modinfo("a")), "a.ko")
        line = self.formats("a.ko")["file-handler", "a-v1"]["origin"]["line"]
        self.tool("objcopy", "--only-keep-debug", "a.ko", "a.ko.debug")
        self.tool("objcopy", "--strip-debug", "--add-gnu-debuglink=a.ko.debug", "a.ko",
                  "stripped.ko")
        version = self.formats("stripped.ko")["file-handler", "a-v1"]
        self.assertEqual((version["origin"]["line"], version["read"], version["write"]),
                         (line, True, True))
        self.assertIn("separate debug file", self.refuse("a.ko.debug"))


class Table(TestCase):
    def test_table(self):
        self.object(handler("thing-v7"), "a.o")
        result = support.run("luo-catalog-gen", "--format", "table", "a.o", cwd=self.dir)
        self.assertEqual(result.status, 0)
        titles, row = result.out.splitlines()[-2:]
        self.assertEqual(row.split(), ["file-handler", "thing", "thing-v7", "7", "yes", "yes",
                                       "object", "?", "a.o.c:4"])
        for title, cell in (("COMPATIBLE", "thing-v7"), ("ORIGIN", "a.o.c:4")):
            self.assertEqual(titles.index(title), row.index(cell))

    def test_options(self):
        self.object(handler("a-v1"), "a.o")
        result = support.run("luo-catalog-gen", "-v", "-o", "out.json", "a.o", cwd=self.dir)
        self.assertEqual((result.status, result.out, result.err), (0, "", "luo-catalog-gen: a.o\n"))
        plain = support.run("luo-catalog-gen", "a.o", cwd=self.dir)
        self.assertEqual((self.dir / "out.json").read_text(), plain.out)
        self.assertIn("usage:", support.run("luo-catalog-gen", "--help").out)
        self.assertRegex(support.run("luo-catalog-gen", "--version").out,
                         r"^luo-catalog-gen \d+\.\d+\.\d+\n$")
        for args in ((), ("--format", "xml", "a.o"), ("--nonsense", "a.o"), ("-o",)):
            self.assertRefused(support.run("luo-catalog-gen", *args, cwd=self.dir))


if __name__ == "__main__":
    unittest.main()
