# SPDX-License-Identifier: GPL-2.0-only
"""Whole builds with the patch series, of check-kernel-full: from nothing, out of the source tree and in it,
and again after edits. test_kbuild.py has what the rules do where nothing needs to be built."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import facts
import kernels
import support
import test_descriptors

HERE = pathlib.Path(__file__).resolve().parent
# with all patches, of kbuild-hooks and of sysfs-emitter/kernel (lib/kbuild.sh)
NAME, RELEASE = "7.3-sysfs", "7.3"
CATALOG = "luo-catalog.json"
MADE = f"  GEN     {CATALOG}\n"
DRIFT = HERE / "variants/drift-middle.patch"

# the cached kernels' way of building, in a tree of one's own, where make says what it does
LIBRARY = """
here=$1 cache=$2
shift 2
. "$here/lib/kbuild.sh"
make_says= make_args=()
"""
# PACKAGE TREE: the source with the patches
PREPARE = f"""
patched {NAME} {RELEASE}
unpack_source "$1" "$2"
apply_series "$2" "${{series[@]}}"
"""
# TREE [O=DIRECTORY]
CONFIGURE = f"""
tree=$1
shift
patched {NAME} {RELEASE}
make_args=("$@")
configure "$tree" "$here/catalog.config"
"""


def bash(script, *words, home):
    return subprocess.run(
        ["bash", "-euc", f"set -o pipefail\nshopt -s inherit_errexit\n{LIBRARY}{script}", "bash", HERE,
         home, *words], check=False, text=True, errors="replace", stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def must(process, status=0):
    """What it said; its end, where it failed or did not fail as expected."""
    if process.returncode != status:
        raise AssertionError(f"exit {process.returncode}\n{process.stdout[-4000:]}")
    return process.stdout


class Tree:
    """A source tree, and where it is built: in it, unless out says another place."""

    def __init__(self, source, out=None):
        self.source = source
        self.out = out or source
        self.words = [f"O={out}"] if out else []
        self.tools = [f"LUOCATALOG={support.BUILD / 'luo-catalog-gen'}"]
        self.out.mkdir(exist_ok=True)
        must(bash(CONFIGURE, source, *self.words, home=source.parent))

    def make(self, *words, status=0):
        """Also what make itself does not say: -s gets the same."""
        return must(bash('kernel_make "$@"', self.source, *self.words, *self.tools, *words,
                         home=self.source.parent), status)

    def make_module(self, module, *words, status=0):
        """As people do it: with what the kernel's build left."""
        return must(bash('kernel_make "$@"', self.out, f"M={module}", *self.tools, *words,
                         home=self.source.parent), status)

    @property
    def catalog(self):
        return self.out / CATALOG

    def patch(self, *words):
        must(subprocess.run(["patch", "-d", self.source, "-p1", "-s", "--no-backup-if-mismatch", *words],
                            check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))


class Builds(kernels.KernelCase):
    @classmethod
    def setUpClass(cls):
        """The first whole build. It and the copy of another test take 6 GB where TMPDIR says."""
        temporary = tempfile.TemporaryDirectory(prefix="luocat-test-builds-")
        cls.addClassCleanup(temporary.cleanup)
        top = pathlib.Path(temporary.name)
        must(bash(PREPARE, kernels.directories()[NAME] / ".luocat-source", top / "linux", home=top))
        cls.tree = Tree(top / "linux", top / "out")
        cls.said = cls.tree.make()

    def setUp(self):
        super().setUp()
        self.text = self.tree.catalog.read_text()

    def written(self):
        """When the catalog was last written, and when the kernel was last looked at for it."""
        return [(self.tree.out / name).stat().st_mtime_ns for name in (CATALOG, ".luo-catalog.stamp")]

    def touch(self, name):
        # make compares times: this one is later than that of all that was built
        time.sleep(0.1)
        os.utime(self.tree.source / name)

    def test_first_build(self):
        """Once, when the kernel and its modules are complete, and beside System.map."""
        self.assertEqual(self.said.count(MADE), 1)
        for last in ("  LD      vmlinux.unstripped\n", "  OBJCOPY vmlinux\n", "  BTF [M] "):
            self.assertIn(last, self.said[:self.said.index(MADE)])
            self.assertNotIn(last, self.said[self.said.index(MADE):])
        self.assertNotIn("warning", self.said.lower())
        self.assertTrue((self.tree.out / "System.map").exists())
        self.assertEqual(list(self.tree.source.rglob(CATALOG)), [])

    def assertSameButBuildId(self, text, tree):
        """Debug information names the directories of a build, so these are two kernels."""
        build_ids = [facts.Elf(out / "vmlinux").build_id for out in (self.tree.out, tree)]
        self.assertEqual(self.text.count(build_ids[0]), 1)
        self.assertEqual(text, self.text.replace(*build_ids))

    def test_contents(self):
        """What luo-catalog-gen says of the build tree, and of one that was built without it."""
        self.assertEqual(self.text, kernels.text(self.tree.out))
        self.assertSameButBuildId(kernels.text(kernels.directories()[NAME]), kernels.directories()[NAME])
        for key, version in kernels.versions(json.loads(self.text)).items():
            evidence = version["origin"]["evidence"]
            for fact in ("id", "read", "write"):
                self.assertEqual(evidence[fact], "descriptor", key)

    def test_two_clean_builds(self):
        """From another directory, with the objects beside the sources: the same bytes but for what is
        another kernel's."""
        other = self.dir / "another/directory"
        other.parent.mkdir()
        self.tool("cp", "-a", "--reflink=auto", self.tree.source, other)
        tree = Tree(other)
        self.assertEqual(tree.make().count(MADE), 1)
        self.assertSameButBuildId(tree.catalog.read_text(), other)
        self.assertNotIn(MADE, tree.make())
        tree.make("clean")
        self.assertFalse(tree.catalog.exists())

    def test_nothing_to_do(self):
        before = self.written()
        self.assertNotIn(CATALOG, self.tree.make())
        self.assertEqual(self.tree.make("-s"), "")
        self.assertEqual(self.written(), before)

    def test_touched(self):
        """Made again where vmlinux or a module was, and not written again: nothing in it changed."""
        for name, built, looked in (("kernel/time/test_udelay.c", None, False),
                                    ("lib/test_module.c", "lib/test_module.ko", True),
                                    ("lib/ctype.c", "vmlinux", True)):
            with self.subTest(name):
                (catalog, stamp), before = self.written(), time.time_ns()
                self.touch(name)
                said = self.tree.make()
                self.assertEqual(said.count(MADE), looked, said)
                if built:
                    self.assertGreater((self.tree.out / built).stat().st_mtime_ns, before)
                self.assertEqual(self.written()[0], catalog)
                self.assertEqual(self.written()[1] > stamp, looked)
                self.assertEqual(self.tree.catalog.read_text(), self.text)

    def test_edited(self):
        """A struct without its version: a new catalog, the old one as BASE says what is wrong with it, and
        the way back leads to the same bytes."""
        base = self.dir / "base.json"
        shutil.copyfile(self.tree.catalog, base)
        self.assertIn(": COMPATIBLE", self.tree.make("luo-compat-check", f"BASE={base}"))
        self.tree.patch("-i", DRIFT)
        try:
            said = self.tree.make("luo-compat-check", f"BASE={base}", status=2)
            self.assertEqual(said.count(MADE), 1)
            self.assertIn("LUO-LAYOUT-DRIFT", said)
            self.assertIn("do: the kernel in which memfd was changed has to call it v3\n", said)
            self.assertIn("Error 1\n", said) # luo-compat-check's status
            edited = kernels.versions(kernels.catalog(self.tree.catalog))
        finally:
            self.tree.patch("-R", "-i", DRIFT)
        stock = kernels.versions(kernels.catalog(base))
        self.assertEqual([key for key in stock if stock[key]["layout"] != edited[key]["layout"]],
                         [("file-handler", "memfd-v2")])
        self.assertEqual(self.tree.make().count(MADE), 1)
        self.assertEqual(self.tree.catalog.read_text(), self.text)

    def test_installed(self):
        said = self.tree.make("modules_install", f"INSTALL_MOD_PATH={self.dir}", "DEPMOD=true")
        installed, = self.dir.glob(f"lib/modules/*/{CATALOG}")
        self.assertIn(f"  INSTALL {installed}\n", said)
        self.assertEqual(installed.read_text(), self.text)

    def module(self):
        source = self.dir / "gadget"
        source.mkdir()
        (source / "gadget.c").write_text(test_descriptors.GADGET)
        (source / "Kbuild").write_text("obj-m := gadget.o\n")
        return source

    def test_external_module(self):
        """A catalog of its own, beside the module, which leaves the kernel's alone."""
        source, out = self.module(), self.dir / "out"
        out.mkdir()
        before = self.written()
        for place, words in ((source, ()), (out, (f"MO={out}",))):
            with self.subTest(words):
                self.assertEqual(self.tree.make_module(source, *words).count(MADE), 1)
                self.assertEqual((place / CATALOG).read_text(), kernels.text(place))
                self.assertNotIn(MADE, self.tree.make_module(source, *words))
                self.tree.make_module(source, "clean", *words)
                self.assertFalse((place / CATALOG).exists())
        self.assertEqual(self.written(), before)

    def test_kernel_with_external_module(self):
        """One kernel: its catalogs merge, and it is judged as a whole."""
        source, base = self.module(), self.dir / "base.json"
        self.tree.make_module(source)
        base.write_text(kernels.text(self.tree.catalog, source / CATALOG))
        kernel = kernels.versions(kernels.catalog(self.tree.catalog))
        gadgets = {("file-handler", "gadget-v1"), ("file-handler", "gadget-v2")}
        self.assertEqual(set(kernels.versions(kernels.catalog(base))), set(kernel) | gadgets)
        check = ("luo-compat-check", f"BASE={base}")
        self.assertIn("file-handler  gadget-v2", self.tree.make_module(source, *check))
        text = test_descriptors.GADGET.replace("u64 size; u32 flags;", "u32 flags; u64 size;")
        self.assertNotEqual(text, test_descriptors.GADGET)
        (source / "gadget.c").write_text(text)
        said = self.tree.make_module(source, *check, status=2)
        self.assertIn("LUO-LAYOUT-DRIFT", said)
        self.assertIn("has to call it v3\n", said)


def load_tests(loader, tests, _pattern):
    """Of check-kernel-full only."""
    return tests if kernels.FULL else loader.suiteClass()
