# SPDX-License-Identifier: GPL-2.0-only
"""The Kbuild rules of the patch series, run by the release's own Kbuild on what a build left."""
import os
import shutil
import subprocess
import time

import kernels
import support
import test_patches

CATALOG = "luo-catalog.json"
STAMP = ".luo-catalog.stamp"


class Rules(test_patches.Series):
    """Not a build, which takes minutes: vmlinux and modules are copies of built ones, so that they
    can be touched, replaced and removed."""

    # what this class is made of has tests of its own
    for name in [name for name in dir(test_patches.Series) if name.startswith("test_")]:
        locals()[name] = None
    del name

    def setUp(self):
        super().setUp()
        self.tree = kernels.directories()["7.3"]
        self.src = self.source("7.3")
        for patch in test_patches.series("7.3"):
            self.run_in(self.src, "patch", "-p1", "-s", "-i", patch)
        for entry in (self.tree / "scripts").iterdir():
            if not (self.src / "scripts" / entry.name).exists():
                (self.src / "scripts" / entry.name).symlink_to(entry)
        self.out = self.dir / "o"
        (self.out / "include/config").mkdir(parents=True)
        for name in ("vmlinux", "modules.order", ".config", "include/config/auto.conf",
                     "include/config/kernel.release", "modules.builtin",
                     "modules.builtin.modinfo"):
            shutil.copyfile(self.tree / name, self.out / name)
        self.modules = [line.replace(".o", ".ko") for line in
                        (self.out / "modules.order").read_text().split()]
        for module in self.modules:
            (self.out / module).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.tree / module, self.out / module)
        self.tool_path = self.dir / "luo-catalog-gen"
        shutil.copy(support.BUILD / "luo-catalog-gen", self.tool_path)
        for path in (self.tool_path, *self.out.rglob("*")):
            self.date(path, 1000)

    def date(self, path, ago):
        """Times are minutes apart, so that no clock is too coarse."""
        then = time.time() - ago
        os.utime(self.out / path, (then, then))

    def kbuild(self, script, *words, quiet="quiet_", status=0, **variables):
        """One step as the top Makefile runs it; gives what it printed."""
        settings = {"srctree": self.src, "objtree": ".", "LUOCATALOG": self.tool_path,
                    "LUOCOMPATCHECK": support.BUILD / "luo-compat-check",
                    "luo-catalog-wanted": "y", "CONFIG_SHELL": "sh", **variables}
        clean = {name: value for name, value in os.environ.items()
                 if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        process = subprocess.run(
            ["make", "--no-print-directory", "-rR", "-f", self.src / "scripts" / script,
             f"quiet={quiet}", f"Q={'@' if quiet else ''}",
             *(f"{name}={value}" for name, value in settings.items()), *words],
            cwd=self.out, env=clean, check=False, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.assertEqual(process.returncode, status, process.stdout)
        return process.stdout

    def catalog(self, **variables):
        return self.kbuild("Kbuild.luo-catalog", **variables)

    def written(self):
        return (self.out / CATALOG).stat().st_mtime_ns

    def settle(self):
        """All of it was long ago, and looked at since."""
        for path in self.out.rglob("*"):
            self.date(path, 500 if path.name in (STAMP, CATALOG) else 1000)

    def test_made(self):
        self.assertEqual(self.catalog(), f"  GEN     {CATALOG}\n")
        self.assertEqual((self.out / CATALOG).read_text(), kernels.text(self.out))
        self.assertEqual(self.catalog(), "")

    def test_made_again_when_it_should(self):
        self.catalog()
        self.settle()
        for name in ("vmlinux", *self.modules, "modules.order", "include/config/auto.conf"):
            with self.subTest(name):
                before = self.written()
                self.date(name, 100)
                self.assertIn("GEN", self.catalog())
                # looked at again, and not written again
                self.assertEqual(self.written(), before)
                self.settle()
                self.assertEqual(self.catalog(), "")
        for name in ("System.map", "lib/other.o"):
            (self.out / name).touch()
            self.assertEqual(self.catalog(), "")

    def test_removed(self):
        self.catalog()
        text = (self.out / CATALOG).read_text()
        (self.out / CATALOG).unlink()
        self.assertIn("GEN", self.catalog())
        self.assertEqual((self.out / CATALOG).read_text(), text)

    def test_another_tool(self):
        self.catalog()
        self.settle()
        self.assertEqual(self.catalog(), "")
        self.date(self.tool_path, 100) # a newer version of it
        self.assertIn("GEN", self.catalog())
        self.assertIn("GEN", self.catalog(LUOCATALOG=support.BUILD / "luo-catalog-gen"))

    def test_as_kbuild_prints(self):
        said = self.catalog(quiet="")
        self.assertIn(f"# GEN     {CATALOG}\n", said)
        self.assertIn(f"luo-catalog-gen -o {CATALOG} .", said)
        (self.out / CATALOG).unlink()
        self.assertEqual(self.catalog(quiet="silent_"), "")
        self.assertTrue((self.out / CATALOG).exists())

    def test_a_failure_leaves_nothing(self):
        (self.out / "vmlinux").write_bytes(b"")
        self.assertIn("./vmlinux: is empty", self.catalog(status=2))
        self.assertFalse((self.out / CATALOG).exists())
        self.assertFalse((self.out / STAMP).exists())

    def test_without_the_tool(self):
        said = self.catalog(LUOCATALOG="no-such-tool", status=2)
        self.assertIn("no-such-tool", said)
        self.assertIn("CONFIG_LIVEUPDATE_CATALOG", said)
        # an external module, on a machine where nobody asked
        said = self.catalog(LUOCATALOG="no-such-tool", KBUILD_EXTMOD="m", **{"luo-catalog-wanted": ""})
        self.assertEqual(said, f"Skipping {CATALOG}: no-such-tool is not there\n")

    def check(self, base, status=0):
        return self.kbuild("Kbuild.luo-catalog", "luo-compat-check", BASE=base, status=status)

    def test_compat_check(self):
        self.catalog()
        base = self.dir / "base.json"
        shutil.copyfile(self.out / CATALOG, base)
        self.assertIn("COMPATIBLE", self.check(base))
        self.assertIn("no such file", self.check(self.dir / "none.json", status=2))
        # a struct that was edited, and its version was not
        variant = kernels.directories()["drift-middle"]
        for name, to in (("vmlinux", "vmlinux"), (".config", ".config"),
                         (".config", "include/config/auto.conf")):
            shutil.copyfile(variant / name, self.out / to)
        self.assertIn("GEN", self.catalog())
        said = self.check(base, status=2)
        self.assertIn("LUO-LAYOUT-DRIFT", said)
        self.assertRegex(said, r"do: .* has to call it v3")
        self.assertIn("Error 1", said) # as luo-compat-check exits

    def install(self, status=0):
        self.modlib = self.dir / "root/lib/modules/r"
        return self.kbuild("Makefile.modinst", MODLIB=self.modlib, KERNELRELEASE="r", DEPMOD="true",
                           CONFIG_LIVEUPDATE_CATALOG="y", status=status)

    def test_installed(self):
        self.assertIn(f"{CATALOG} is missing or older than vmlinux", self.install(status=2))
        self.catalog()
        self.settle()
        self.assertIn(f"  INSTALL {self.modlib}/{CATALOG}\n", self.install())
        self.assertEqual((self.modlib / CATALOG).read_text(), (self.out / CATALOG).read_text())
        self.date(self.modules[0], 100)
        self.assertIn(f"older than {self.modules[0]}: run 'make luo-catalog'",
                      self.install(status=2))
