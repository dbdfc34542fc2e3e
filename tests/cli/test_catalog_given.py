# SPDX-License-Identifier: GPL-2.0-only
"""Catalogs as inputs: an external module's together with its kernel's."""
import support
from fixture import TestCase

BANNER = 'const char linux_banner[] = "Linux version 7.3.4 (me@host) #1";\n'
KERNEL = """
#include <linux/liveupdate_format.h>
struct kernel_ser { __u64 size; };
LIVEUPDATE_FORMAT(kernel, LIVEUPDATE_FORMAT_CORE, "kho", 4, "kho-v4", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_NOTHING_HANDED_OVER, LIVEUPDATE_ROOTS(struct kernel_ser),
		  LIVEUPDATE_REQUIRES_NOTHING);
"""
MODULE = """
#include <linux/liveupdate_format.h>
__attribute__((used, section(".modinfo"), aligned(1))) static const char info[] =
	"name=ext\\0" "vermagic=7.3.4 SMP ";
__attribute__((used, section(".gnu.linkonce.this_module"))) static char this_module[8];
struct ext_ser { __u64 size; };
LIVEUPDATE_FORMAT(ext, LIVEUPDATE_FORMAT_FILE_HANDLER, "ext", 1, "ext-v1", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE, LIVEUPDATE_ROOTS(struct ext_ser),
		  LIVEUPDATE_REQUIRES("core:kho-v4"));
"""


class Given(TestCase):
    def setUp(self):
        super().setUp()
        self.kernel = self.linked(BANNER + KERNEL, "vmlinux")
        self.module = self.object(MODULE, "ext.ko")
        for path, name in ((self.kernel, "kernel.json"), (self.module, "ext.json")):
            self.assertEqual(support.run("luo-catalog-gen", "-o", self.dir / name, path).status, 0)

    def text(self, *names, **kwargs):
        result = support.run("luo-catalog-gen", *names, cwd=self.dir, **kwargs)
        self.assertEqual((result.status, result.err), (0, ""))
        result.json("catalog")
        return result.out

    def test_as_from_the_objects(self):
        """In any order, from catalogs, objects or both, the catalog is the same."""
        whole = self.text("vmlinux", "ext.ko")
        for names in (("kernel.json", "ext.json"), ("ext.json", "kernel.json"),
                      ("kernel.json", "ext.ko"), ("ext.json", "vmlinux"),
                      ("kernel.json", "vmlinux", "ext.json", "ext.ko")):
            with self.subTest(names):
                self.assertEqual(self.text(*names), whole)
        piped = self.text("-", "ext.json", stdin=(self.dir / "kernel.json").read_bytes())
        self.assertEqual(piped, whole)

    def test_alone(self):
        self.assertEqual(self.text("kernel.json"), (self.dir / "kernel.json").read_text())

    def test_of_another_kernel(self):
        self.linked(BANNER.replace("7.3.4", "7.3.5") + KERNEL, "other")
        for names in (("other", "ext.json"), ("kernel.json", "other")):
            said = self.refuse(*names)
            self.assertIn("7.3.5", said)
            self.assertIn("7.3.4", said)

    def test_contradiction(self):
        """The same type, not the same bytes."""
        other = self.object(MODULE.replace("__u64 size", "__u64 size, more"), "again.ko")
        said = self.refuse("ext.json", other.name)
        self.assertIn("in another definition", said)
        self.assertIn("ext.json: ", self.refuse("vmlinux", "ext.json", self.broken("ext.json")))

    def broken(self, name):
        """The same catalog, but it says otherwise what a mismatch leads to."""
        text = (self.dir / name).read_text().replace("sessions-unreachable", "panic")
        (self.dir / "broken").mkdir()
        (self.dir / "broken" / name).write_text(text)
        return f"broken/{name}"

    def test_not_a_catalog(self):
        for text in ("{", "{}", '{"catalog_version": 99}', '{"catalog_version": 1}\0'):
            (self.dir / "bad.json").write_text(text)
            self.assertIn("bad.json", self.refuse("bad.json"))
