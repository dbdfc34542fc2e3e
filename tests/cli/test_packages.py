# SPDX-License-Identifier: GPL-2.0-only
"""Packages and directories of anything: what is taken out of them, and of which kernel."""
import gzip
import shutil
import struct
import subprocess
import tarfile
import unittest

import support
from image import PACKERS, TestCase, bzimage, flat, pack


class Packages(TestCase):
    def files(self, release=TestCase.RELEASE, compatible="core-v1"):
        """What a kernel package holds: an image, two modules, and what is no kernel's."""
        kernel = self.kernel(compatible, release, name="kernel")
        module = self.module("mod-v1", release, filename="a.o")
        other = self.module("other-v1", release, name=None, filename="b.o")
        self.linked("int main(void) { return 0; }", "program")
        lib = f"lib/modules/{release}"
        return {
            f"boot/vmlinuz-{release}": bzimage(pack(kernel, "xz", with_size=True)),
            f"boot/System.map-{release}": b"ffffffff81000000 T _text\n",
            f"{lib}/kernel/fs/a.ko.xz": pack(module, "xz"),
            f"{lib}/kernel/lib/other-mod.ko": other,
            f"{lib}/modules.builtin": b"kernel/lib/c.ko\n",
            f"{lib}/vdso/vdso64.so": (self.dir / "program").read_bytes(),
            "usr/share/doc/linux/changelog.gz": gzip.compress(b"linux (7.3.4) stable\n" * 9999),
            "usr/share/doc/linux/empty": b"",
            "usr/share/doc/linux/libnothing.a": b"!<arch>\n",
        }

    def expected(self, package):
        lib = f"{package}:./lib/modules/{self.RELEASE}"
        return {"core-v1": ("builtin", f"{package}:./boot/vmlinuz-{self.RELEASE}"),
                "mod-v1": ("mod", f"{lib}/kernel/fs/a.ko.xz"),
                "other-v1": ("other_mod", f"{lib}/kernel/lib/other-mod.ko")}

    def test_deb(self):
        files = self.files()
        for how in ("xz", "zstd", "gzip", "none"):
            with self.subTest(how=how):
                self.deb(files, "linux.deb", how)
                self.assertEqual(self.origins("linux.deb"), self.expected("linux.deb"))
                self.assertEqual(self.catalog("linux.deb")["kernel"]["release"], self.RELEASE)
        # as dpkg-deb unpacks it
        self.tool("dpkg-deb", "-x", "linux.deb", "root")
        self.assertEqual({key: (provider, "linux.deb:./" + name) for key, (provider, name)
                          in self.origins("root").items()}, self.expected("linux.deb"))

    def test_rpm(self):
        files = self.files()
        for how in ("w9.gzdio", "w7.xzdio", "w3.zstdio", "w9.bzdio", "w6.lzdio", "w.ufdio"):
            with self.subTest(how=how):
                self.rpm(files, "linux.rpm", how)
                self.assertEqual(self.origins("linux.rpm"), self.expected("linux.rpm"))

    def test_verbose(self):
        """What is looked at, by the names of the members."""
        self.deb(self.files())
        result = support.run("luo-catalog-gen", "-v", "-o", "/dev/null", "linux.deb", cwd=self.dir)
        self.assertEqual(
            result.err.splitlines(),
            [f"luo-catalog-gen: linux.deb:./{path}" for path in (
                f"boot/vmlinuz-{self.RELEASE}", f"lib/modules/{self.RELEASE}/kernel/fs/a.ko.xz",
                f"lib/modules/{self.RELEASE}/kernel/lib/other-mod.ko")])

    def test_parts(self):
        """The image in one package, modules in another, as Debian has it."""
        files = self.files()
        self.deb({path: content for path, content in files.items() if "boot" in path}, "binary.deb")
        self.deb({path: content for path, content in files.items() if "boot" not in path},
                 "modules.deb")
        expected = {key: (provider, name.replace("linux", "modules", 1) if key != "core-v1" else
                          name.replace("linux", "binary", 1))
                    for key, (provider, name) in self.expected("linux.deb").items()}
        for inputs in (("binary.deb", "modules.deb"), ("modules.deb", "binary.deb")):
            self.assertEqual(self.origins(*inputs), expected)

    def test_separate_debug_files(self):
        """What a package of debugging information has beside vmlinux says nothing of its own."""
        self.kernel(name="kernel")
        self.module(filename="mod.ko")
        self.tool("objcopy", "--only-keep-debug", "mod.ko", "mod.debug")
        self.deb({"usr/lib/debug/vmlinux": (self.dir / "kernel").read_bytes(),
                  "usr/lib/debug/mod.ko": (self.dir / "mod.debug").read_bytes()})
        self.assertEqual(self.origins("linux.deb"),
                         {"core-v1": ("builtin", "linux.deb:./usr/lib/debug/vmlinux")})

    def test_mixed_directory(self):
        files = self.files()
        boot = {path: content for path, content in files.items() if "boot" in path}
        self.deb(boot, "dir/packages/binary.deb")
        self.rpm({"usr/mod.ko": files[f"lib/modules/{self.RELEASE}/kernel/fs/a.ko.xz"]},
                 "dir/packages/mod.rpm")
        self.write("dir/modules/no-module.xz",
                   files[f"lib/modules/{self.RELEASE}/kernel/lib/other-mod.ko"])
        self.write("dir/README", b"text\n")
        self.assertEqual(self.origins("dir"), {
            "core-v1": ("builtin", f"packages/binary.deb:./boot/vmlinuz-{self.RELEASE}"),
            "mod-v1": ("mod", "packages/mod.rpm:./usr/mod.ko"),
            "other-v1": ("no_module", "modules/no-module.xz")})

    def test_control_characters(self):
        """A member's name stays in its line. dpkg-deb makes no such package."""
        self.module()
        with tarfile.open(self.dir / "data.tar", "w") as tar:
            tar.add(self.dir / "mod.ko", "./lib/a\nb\033[2J.ko")
        self.write("debian-binary", b"2.0\n")
        self.tool("ar", "rc", "linux.deb", "debian-binary", "data.tar")
        self.assertEqual(self.origins("linux.deb"),
                         {"mod-v1": ("mod", "linux.deb:./lib/a?b?[2J.ko")})


class Configurations(TestCase):
    """A configuration tells what the image does not; it is taken where it is this kernel's."""

    def config(self, version="7.3.4", value="y"):
        return (f"#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 {version} Kernel "
                f"Configuration\n#\nCONFIG_LIVEUPDATE={value}\nCONFIG_PAGE_SHIFT=12\n").encode()

    def facts(self, *inputs):
        kernel = self.catalog(*inputs)["kernel"]
        return kernel["options"].get("LIVEUPDATE"), kernel["page_size"], kernel["max_page_order"]

    KNOWN = ("y", 4096, 10)
    UNKNOWN = (None, 4096, None)

    def setUp(self):
        super().setUp()
        self.image = bzimage(pack(self.kernel(name="k"), "zstd", with_size=True))
        self.write("vmlinuz", self.image)

    def test_named(self):
        self.assertEqual(self.facts("vmlinuz"), self.UNKNOWN)
        self.write("x", self.config())
        self.write("config.gz", gzip.compress(self.config()))
        for inputs in (("vmlinuz", "x"), ("x", "vmlinuz"), ("vmlinuz", "config.gz")):
            self.assertEqual(self.facts(*inputs), self.KNOWN)
        for version in ("7.3.40", "7.3.3", "7.3", "8.7.3.4"):
            self.write("x", self.config(version))
            self.assertIn(f"x: is a configuration of {version}, but the kernel is 7.3.4-test",
                          self.refuse("vmlinuz", "x"))
        self.write("y", self.config(value="m"))
        self.assertIn("LIVEUPDATE is both", self.refuse("vmlinuz", "config.gz", "y"))

    def test_in_packages(self):
        """Only where the path says that it is this release's."""
        for path, known in ((f"boot/config-{self.RELEASE}", self.KNOWN),
                            (f"lib/modules/{self.RELEASE}/config", self.KNOWN),
                            ("boot/config-7.3.4-other", self.UNKNOWN),
                            (f"boot/config-{self.RELEASE}-rt", self.UNKNOWN),
                            (f"boot/config-1{self.RELEASE}", self.UNKNOWN),
                            ("boot/config", self.UNKNOWN)):
            with self.subTest(path=path):
                self.deb({"boot/vmlinuz": self.image, path: self.config()})
                self.assertEqual(self.facts("linux.deb"), known)
                self.deb({path: self.config()}, "base.deb")
                self.assertEqual(self.facts("base.deb", "vmlinuz"), known)
        self.deb({f"boot/config-{self.RELEASE}": self.config("7.2.0")})
        self.assertIn("is a configuration of 7.2.0", self.refuse("linux.deb", "vmlinuz"))

    def test_abi_number(self):
        """Debian's 6.1.0-56-cloud-amd64 is built from 6.1.192: the path says that it is of this kernel."""
        release = "6.1.0-56-cloud-amd64"
        path = f"boot/config-{release}"
        self.write("vmlinuz", bzimage(pack(self.kernel(release=release, name="abi"), "zstd", with_size=True)))
        image = (self.dir / "vmlinuz").read_bytes()
        for version, known in (("6.1.192", True), ("6.1", True), ("6.10.2", False), ("6.2.0", False),
                               ("6", False)):
            with self.subTest(version=version):
                self.deb({"boot/vmlinuz": image, path: self.config(version)})
                if known:
                    self.assertEqual(self.facts("linux.deb"), self.KNOWN)
                else:
                    self.assertIn(f"is a configuration of {version}, but the kernel is {release}",
                                  self.refuse("linux.deb"))
        self.write("x", self.config("6.1.192"))
        self.assertIn("x: is a configuration of 6.1.192", self.refuse("vmlinuz", "x"))
        self.write(f"config-{release}", self.config("6.1.192"))
        self.assertEqual(self.facts("vmlinuz", f"config-{release}"), self.KNOWN)

    def test_choice(self):
        """As /boot has them."""
        other = "7.2.12-other"
        self.write("boot/vmlinuz-1", self.image)
        self.write("boot/vmlinuz-2", self.kernel("old-v1", other, "k2"))
        self.write(f"boot/config-{self.RELEASE}", self.config())
        self.write(f"boot/config-{other}", self.config("7.2.12", "n"))
        self.assertEqual(self.facts("--release", self.RELEASE, "boot"), self.KNOWN)
        self.assertEqual(self.facts("--release", other, "boot"), ("n", 4096, 10))

    def test_alone(self):
        """A catalog without formats would look like a kernel's without any."""
        self.write("x", self.config())
        self.assertIn("x: is a configuration, and the kernel is missing", self.refuse("x"))
        self.deb({f"boot/config-{self.RELEASE}": self.config()})
        self.assertIn("the kernel is missing", self.refuse("linux.deb"))

    def test_broken(self):
        self.write("x", self.config() + b"CONFIG_FOO\n")
        self.assertIn("x: line 7: not a line of a kernel configuration", self.refuse("vmlinuz", "x"))
        self.write("x", self.config().replace(b"7.3.4 Kernel", b""))
        self.assertIn("does not say which version", self.refuse("vmlinuz", "x"))


class ImageAndVmlinux(TestCase):
    """A boot image without BTF does not show its handlers; the vmlinux that it was made from does."""

    def setUp(self):
        super().setUp()
        self.kernel(name="vmlinux", luo=True)
        self.tool("objcopy", "--strip-all", "vmlinux", "stripped")
        stripped = (self.dir / "stripped").read_bytes()
        self.write("vmlinuz", bzimage(pack(stripped, "gzip", with_size=True)))

    def gaps(self, *inputs):
        return [gap["origin"]["object"] for gap in self.catalog(*inputs)["gaps"]]

    def test_what_would_tell(self):
        """The gap names it, by the build-id that it must have."""
        build_id = support.build_id(self.dir / "vmlinux")
        gap, = self.catalog("vmlinuz")["gaps"]
        self.assertEqual(gap["why"], "it has neither symbols nor debug information to show its "
                         "handlers; its vmlinux with DWARF or BTF would tell, or "
                         f".build-id/{build_id[:2]}/{build_id[2:]}.debug, of build-id {build_id}")

    def test_btf_of_its_own_in_a_file(self):
        """It gives layouts; of whose handlers it tells is not proved, and the gap stays."""
        self.tool("pahole", "-J", "--btf_encode_detached=types.btf", "vmlinux")
        self.assertEqual(self.gaps("vmlinuz", "types.btf"), ["vmlinuz"])
        self.assertEqual(self.gaps("types.btf", "vmlinuz"), ["vmlinuz"])

    def test_together(self):
        self.assertEqual(self.gaps("vmlinuz"), ["vmlinuz"])
        self.assertEqual(self.gaps("vmlinuz", "stripped"), ["vmlinuz"])
        self.assertEqual(self.gaps("vmlinux"), [])
        for inputs in (("vmlinuz", "vmlinux"), ("vmlinux", "vmlinuz"),
                       ("stripped", "vmlinux", "vmlinuz")):
            with self.subTest(inputs=inputs):
                self.assertEqual(self.gaps(*inputs), [])
                self.assertIn("core-v1", self.origins(*inputs))

    def test_without_build_id(self):
        """Nothing says that these are the same build."""
        self.tool("objcopy", "-R", ".note.gnu.build-id", "stripped", "anonymous")
        self.assertEqual(self.gaps("anonymous", "vmlinux"), ["anonymous"])
        self.assertEqual(self.gaps("vmlinux", "anonymous"), ["anonymous"])


class DebugFiles(TestCase):
    """A module that was stripped, and its debug file in another input."""

    SOURCE = """
#include "liveupdate.h"
void liveupdate_register_file_handler(void *handler);
static const struct liveupdate_file_ops ops = {{ FIXTURE_FILE_OPS }};
static struct liveupdate_file_handler handler = {{ .ops = &ops, .compatible = "{}" }};
void init(void) {{ liveupdate_register_file_handler(&handler); }}
const char modinfo[] __attribute__((section(".modinfo"), used)) =
        "name=mod\\0vermagic=7.3.4-test SMP ";
char this_module[64] __attribute__((section(".gnu.linkonce.this_module"), used));
"""

    def stripped(self, name, compatible="mod-v1"):
        """name.ko, name.debug and full/name.ko, all of one build-id, as the kernel links modules."""
        self.object(self.SOURCE.format(compatible), f"{name}.o")
        (self.dir / "full").mkdir(exist_ok=True)
        self.tool("ld", "-r", "--build-id", "-o", f"full/{name}.ko", f"{name}.o")
        self.tool("objcopy", "--only-keep-debug", f"full/{name}.ko", f"{name}.debug")
        self.tool("objcopy", "--strip-debug", f"full/{name}.ko", f"{name}.ko")

    def setUp(self):
        super().setUp()
        self.stripped("mod")
        self.full = self.catalog("full/mod.ko")
        self.assertEqual((self.full["gaps"], len(self.full["formats"])), ([], 1))

    def content(self, name):
        return (self.dir / name).read_bytes()

    def assertComplete(self, name, *inputs):
        """All that the whole module says, the line of its source too."""
        catalog = self.catalog(*inputs)
        catalog["formats"][0]["versions"][0]["origin"]["object"] = "mod.ko"
        self.assertEqual(catalog, self.full, name)

    def test_files(self):
        self.assertEqual(len(self.catalog("mod.ko")["gaps"]), 1)
        self.assertComplete("files", "mod.ko", "mod.debug")
        self.assertComplete("the other way round", "mod.debug", "mod.ko")
        self.write("mod.xz", pack(self.content("mod.ko"), "xz"))
        self.write("debug.zst", pack(self.content("mod.debug"), "zstd"))
        self.assertComplete("compressed", "debug.zst", "mod.xz")
        self.tool("objcopy", "--compress-debug-sections=zlib", "mod.debug")
        self.assertComplete("compressed sections", "mod.ko", "mod.debug")

    def test_packages(self):
        self.deb({"lib/mod.ko.xz": pack(self.content("mod.ko"), "xz")}, "modules.deb")
        self.deb({"usr/lib/debug/mod.ko": self.content("mod.debug"),
                  "usr/lib/debug/.build-id/x.debug": self.content("mod.debug")}, "dbg.deb")
        for inputs in (("modules.deb", "dbg.deb"), ("dbg.deb", "modules.deb"), (".",)):
            if inputs == (".",):
                for path in self.dir.iterdir():
                    if path.suffix in (".ko", ".debug", ".o"):
                        path.unlink()
                shutil.rmtree(self.dir / "full")
                shutil.rmtree(self.dir / "package.root")
            self.assertComplete(inputs, *inputs)

    def test_another_build(self):
        """Only the build-id says whose it is: a gap stays, or what was named is refused."""
        self.stripped("other", "mod-v2")
        self.deb({"lib/mod.ko": self.content("mod.ko"), "debug/a": self.content("other.debug")})
        catalog = self.catalog("linux.deb")
        self.assertEqual((catalog["formats"], len(catalog["gaps"])), ([], 1))
        self.assertIn("other.debug: is a separate debug file", self.refuse("mod.ko", "other.debug"))
        self.tool("objcopy", "-R", ".note.gnu.build-id", "mod.debug", "anonymous.debug")
        self.assertIn("without a build-id", self.refuse("mod.ko", "anonymous.debug"))

    def test_alone(self):
        self.assertIn("the kernel is missing", self.refuse("mod.debug"))
        self.deb({"debug/a": self.content("mod.debug")})
        self.assertIn("the kernel is missing", self.refuse("linux.deb"))

    def test_does_not_fit(self):
        """One build-id, and sections of other sizes."""
        self.stripped("other", "mod-v2")
        self.tool("objcopy", "-O", "binary", "--only-section=.note.gnu.build-id",
                  "--set-section-flags", ".note.gnu.build-id=alloc", "full/mod.ko", "id")
        self.object(self.SOURCE.format("mod-v3") + "const char more[100] = {1};", "more.o")
        self.tool("ld", "-r", "--build-id", "-o", "more.ko", "more.o")
        self.tool("objcopy", "--update-section", ".note.gnu.build-id=id", "more.ko")
        self.tool("objcopy", "--only-keep-debug", "more.ko", "more.debug")
        self.assertIn("whose debug file this is", self.refuse("mod.ko", "more.debug"))


class SeveralKernels(TestCase):
    OTHER = "7.2.12-other"

    def setUp(self):
        super().setUp()
        for release, name in ((self.RELEASE, "a"), (self.OTHER, "b")):
            self.write(f"boot/vmlinuz-{name}",
                       bzimage(pack(self.kernel(f"core-{name}", release, "k"), "lz4",
                                    with_size=True)))
            self.write(f"boot/{name}.ko", self.module(f"mod-{name}", release, filename="m.o"))

    def read(self, *names):
        return {f"boot/{name}": (self.dir / "boot" / name).read_bytes() for name in names}

    def assertBoth(self, line):
        self.assertIn("choose one with --release", line)
        for words in (self.RELEASE, self.OTHER, "vmlinuz-a", "vmlinuz-b"):
            self.assertIn(words, line)

    def test_which(self):
        """Which kernels there are, and how to choose one."""
        self.deb(self.read("vmlinuz-a", "vmlinuz-b", "a.ko", "b.ko"))
        for name in ("linux.deb", "boot"):
            with self.subTest(name=name):
                self.assertBoth(self.refuse(name))
                for release, letter in ((self.RELEASE, "a"), (self.OTHER, "b")):
                    self.assertEqual(set(self.origins("--release", release, name)),
                                     {f"core-{letter}", f"mod-{letter}"})
                self.assertIn("no kernel object of release 7.1", self.refuse("--release", "7.1",
                                                                             name))

    def test_modules_of_another(self):
        """Both sides are named, in either order."""
        a, b = ("boot/vmlinuz-a", self.RELEASE), ("boot/b.ko", self.OTHER)
        self.assertIn(f"boot/b.ko: is a module of {self.OTHER}, but boot/vmlinuz-a is the kernel of "
                      f"{self.RELEASE}", self.refuse(a[0], b[0]))
        self.assertIn(f"boot/vmlinuz-a: is a kernel of release {self.RELEASE}, but boot/b.ko is a "
                      f"module of {self.OTHER}", self.refuse(b[0], a[0]))
        self.assertIn("boot/b.ko: is a module of", self.refuse("boot/a.ko", "boot/b.ko"))
        self.assertEqual(set(self.origins("--release", self.RELEASE, a[0], "boot/a.ko")),
                         {"core-a", "mod-a"})
        self.assertIn("boot/b.ko: holds no kernel object of release",
                      self.refuse("--release", self.RELEASE, a[0], b[0]))

    def test_packages_of_two(self):
        self.deb(self.read("vmlinuz-a"), "a.deb")
        self.deb(self.read("vmlinuz-b", "b.ko"), "b.deb")
        self.assertBoth(self.refuse("a.deb", "b.deb"))
        self.deb(self.read("a.ko"), "ma.deb")
        self.assertEqual(set(self.origins("a.deb", "ma.deb")), {"core-a", "mod-a"})
        line = self.refuse("ma.deb", "b.deb")
        self.assertIn("a.ko", line)
        self.assertIn("vmlinuz-b", line)

    def test_two_builds(self):
        """One release, built twice."""
        self.write("boot2/x", self.kernel("core-c", self.RELEASE, "k2"))
        line = self.refuse("boot/vmlinuz-a", "boot2/x")
        self.assertIn("boot2/x: is another build of 7.3.4-test than boot/vmlinuz-a", line)
        # and one that is there twice
        self.write("twice/one", (self.dir / "boot/vmlinuz-a").read_bytes())
        self.write("twice/two", (self.dir / "boot/vmlinuz-a").read_bytes())
        self.assertEqual(set(self.origins("twice")), {"core-a"})

    def test_many(self):
        files = {}
        for number in range(5):
            files[f"v{number}"] = self.module(f"mod-{number}", f"7.{number}.0", filename="m.o")
        self.deb(files)
        line = self.refuse("linux.deb")
        self.assertIn("parts of 5 kernels", line)
        self.assertIn("7.0.0 (v0), 7.1.0 (v1), 7.2.0 (v2) ...", line)


class ManyModules(TestCase):
    """What several threads unpack is looked at in order, as by one."""

    N = 40

    def setUp(self):
        super().setUp()
        self.names = [f"m{number:02}.ko" for number in range(self.N)]
        # one module, many times under ids of its own: the ids are of one length
        module = self.module("mod-v1-00")
        self.contents = {}
        methods = [how for how in PACKERS if how != "lzma"] # has no magic: only where it is named
        for number, name in enumerate(self.names):
            content = module.replace(b"mod-v1-00", b"mod-v1-%02d" % number)
            how = methods[number % len(methods)]
            # every seventh is not compressed, and has to wait for those before it
            self.contents[f"tree/kernel/{name}"] = content if number % 7 == 6 else pack(content, how)
        for path, content in self.contents.items():
            self.write(path, content)

    def run_on(self, processors, *args):
        process = subprocess.run(["taskset", "-c", processors, support.BUILD / "luo-catalog-gen",
                                  *args], cwd=self.dir, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, check=False)
        return support.Result(process)

    def test_order(self):
        self.deb(self.contents)
        for name, prefix in (("tree", "tree/kernel/"), ("linux.deb", "linux.deb:./tree/kernel/")):
            one = self.run_on("0", "-v", name)
            self.assertEqual(one.err.splitlines(),
                             [f"luo-catalog-gen: {prefix}{name}" for name in self.names])
            self.assertEqual([version["compatible"] for entry in one.json("catalog")["formats"]
                              for version in entry["versions"]],
                             [f"mod-v1-{number:02}" for number in range(self.N)])
            for _ in range(3):
                all_of_them = support.run("luo-catalog-gen", "-v", name, cwd=self.dir)
                self.assertEqual((all_of_them.out, all_of_them.err), (one.out, one.err))

    def test_failure(self):
        """The first that is broken is named, however far others are."""
        for number in (0, 17, 18, self.N - 1):
            path = f"tree/kernel/{self.names[number]}"
            with self.subTest(path=path):
                self.write(path, b"\xfd7zXZ\0" + self.contents[path][6:40])
                for processors in ("0", "0-1023"):
                    result = self.run_on(processors, "tree")
                    self.assertRefused(result)
                    self.assertIn(f"luo-catalog-gen: {path}: cannot be unpacked (xz)", result.err)
                self.write(path, self.contents[path])


class BadPackages(TestCase):
    def good(self):
        return self.deb({"boot/vmlinuz": bzimage(pack(self.kernel(name="k"), "zstd",
                                                      with_size=True))}, how="xz").read_bytes()

    def assertBad(self, content, *words, name="bad.deb"):
        self.write(name, content)
        line = self.refuse(name)
        for word in (f"luo-catalog-gen: {name}", *words):
            self.assertIn(word, line)

    def test_without_kernel(self):
        self.deb({"usr/share/doc/readme": b"text"})
        self.assertIn("linux.deb: holds neither a kernel nor modules", self.refuse("linux.deb"))
        self.rpm({"usr/share/doc/readme": b"text"})
        self.assertIn("linux.rpm: holds neither a kernel nor modules", self.refuse("linux.rpm"))

    def test_flat_image(self):
        """A package whose kernel cannot be read is not one of modules."""
        self.deb({"boot/vmlinuz": pack(flat(), "gzip"), "lib/mod.ko": self.module()})
        self.assertIn("linux.deb:./boot/vmlinuz: is a flat image", self.refuse("linux.deb"))

    def test_cut_short(self):
        good = self.good()
        for length in (8, 20, 68, 72, 130, 200, len(good) // 2, len(good) - 2):
            with self.subTest(length=length):
                self.assertBad(good[:length])

    def test_damaged(self):
        good = self.good()
        at = good.index(b"\xfd7zXZ\0", good.index(b"data.tar"))
        for offset in (20, 200, 2000):
            bad = bytearray(good)
            bad[at + offset] ^= 0xff
            with self.subTest(offset=offset):
                self.assertBad(bytes(bad), "data.tar")
        self.assertBad(good[:at] + b"x" * (len(good) - at), "data.tar")
        self.assertBad(good.replace(b"data.tar.xz", b"dato.tar.xz"), "no member data.tar")
        data = good[good.index(b"data.tar"):]
        self.assertBad(good + bytes(len(good) % 2) + data, "two members data.tar")

    def test_broken_members(self):
        """What is broken in a package is an error, and its place is named."""
        kernel = self.kernel(name="k")
        for what, content, words in (
                ("an image", bzimage(pack(kernel, "xz", with_size=True)[:-4] + b"\1\0\0\0"),
                 "payload: unpacks to"),
                ("a module", pack(self.module(), "xz")[:-50], "cannot be unpacked (xz)"),
                ("an object", kernel[:1000], ""),
                ("a bomb", pack(b"\x7fELF" + bytes(1 << 26), "xz"), "no kernel does")):
            with self.subTest(what=what):
                self.deb({"lib/part": content})
                line = self.refuse("linux.deb")
                self.assertIn("luo-catalog-gen: linux.deb:./lib/part: ", line)
                self.assertIn(words, line)

    def test_bomb(self):
        """Members that nobody looks at count as well."""
        self.deb({"lib/mod.ko": self.module(), **{f"usr/zeros{n}": bytes(1 << 22)
                                                 for n in range(8)}})
        self.assertIn("no kernel does", self.refuse("linux.deb"))

    def test_nested(self):
        package = self.good()
        for depth in range(9):
            package = self.deb({"inner.deb": package}, how="none").read_bytes()
        self.assertIn("nested too deeply", self.refuse("linux.deb"))

    def test_rpm(self):
        good = self.rpm({"boot/vmlinuz": self.kernel(name="k")}).read_bytes()
        at = good.index(b"\x1f\x8b\x08")
        self.assertEqual(gzip.decompress(good[at:])[:6], b"070701")
        for length in (4, 90, 96, 200, at, at + 5, (at + len(good)) // 2):
            with self.subTest(length=length):
                self.assertBad(good[:length], name="bad.rpm")
        self.assertBad(good[:at] + pack(b"no cpio", "gzip"), name="bad.rpm")
        # the signature header says that it has 2^31 entries
        bad = bytearray(good)
        struct.pack_into(">I", bad, 96 + 8, 0x7fffffff)
        self.assertBad(bytes(bad), name="bad.rpm")


if __name__ == "__main__":
    unittest.main()
