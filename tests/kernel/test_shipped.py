# SPDX-License-Identifier: GPL-2.0-only
"""Kernels as they ship: boot images and packages, held against the kernel's own extract-vmlinux and
against what dpkg-deb, modinfo and readelf say."""
import re
import shutil
import subprocess
import unittest

import kernels
import support
import test_stripped

SHIPPED = ["debian-7.3-cloud"] + (
    ["debian-7.3", "debian-7.2", "debian-7.2-cloud"] if kernels.FULL else [])


def elsewhere(document, name):
    """The catalog as if all had been found in an object of another name."""
    for entry in document["formats"]:
        for version in entry["versions"]:
            version["origin"]["object"] = name
    for gap in document.get("gaps", []):
        gap["origin"]["object"] = name
    return document


def package(case, root, name):
    """What dpkg-deb makes of a directory."""
    control = root / "DEBIAN/control"
    control.parent.mkdir()
    control.write_text("Package: linux\nVersion: 1\nArchitecture: amd64\nDescription: test\n"
                       "Maintainer: me <me@example.org>\n")
    case.tool("dpkg-deb", "--root-owner-group", "-Zzstd", "--build", root, name)
    return case.dir / name


class Case(kernels.KernelCase):
    def extract(self, image, name="vmlinux"):
        """The vmlinux in an image, as the kernel's script finds it: by trying every offset."""
        script = kernels.directories()["7.3"] / "scripts/extract-vmlinux"
        with open(self.dir / name, "wb") as out:
            subprocess.run([script, image], check=True, stdout=out, stderr=subprocess.DEVNULL)
        return self.dir / name


class BootImages(Case):
    def test_bzimage(self):
        """An image says what the vmlinux in it says."""
        names = [name for name, path in kernels.directories().items()
                 if (path / "bzImage").exists()]
        self.assertIn("7.3", names)
        for name in names:
            with self.subTest(name):
                image = kernels.image(name)
                vmlinux = self.extract(image, f"vmlinux-{name}")
                document = kernels.catalog(image)
                self.assertEqual(elsewhere(document, vmlinux.name), kernels.catalog(vmlinux))
                self.assertEqual(document["kernel"]["build_id"], support.build_id(vmlinux))


class FlatImages(Case):
    """Of check-kernel-full."""

    def test_flat_images(self):
        """arm64's has no sections and no pointers, and yet says what its vmlinux says."""
        names = [name for name, path in kernels.directories().items() if (path / "Image").exists()]
        self.assertIn("7.3-arm64", names)
        for name in names:
            with self.subTest(name):
                image, vmlinux = kernels.catalog(kernels.image(name)), kernels.catalog(kernels.vmlinux(name))
                self.assertEqual(kernels.essence(image), kernels.essence(vmlinux))
                for part in ("kernel", "types", "gaps"):
                    self.assertEqual(image[part], vmlinux[part])
        packed = kernels.catalog(kernels.directories()["7.3-arm64"] / "arch/arm64/boot/Image.gz")
        self.assertEqual(elsewhere(packed, "Image"), kernels.catalog(kernels.image("7.3-arm64")))


class OneKernel(Case):
    """vmlinux with DWARF, stripped with BTF, its boot image, and a package of that image."""

    def ways(self, name):
        image = kernels.image(name)
        stripped = self.dir / f"stripped-{name}"
        # the machine's own objcopy may know no other machine's files
        self.tool("aarch64-linux-gnu-objcopy" if image.name == "Image" else "objcopy", "--strip-all",
                  kernels.vmlinux(name), stripped)
        root = self.dir / f"root-{name}"
        (root / "boot").mkdir(parents=True)
        shutil.copy(image, root / "boot/vmlinuz")
        return kernels.vmlinux(name), stripped, image, package(self, root, f"{name}.deb")

    def test_four_ways(self):
        """Origin and evidence are all that differs."""
        names = ["7.2", "7.3", "7.3-formats", "memfd-v2-and-v3", "no-liveupdate"]
        for name in names + (["7.3-arm64", "7.3-arm64-clang-sysfs", "7.3-arm64-relr"] if kernels.FULL else []):
            catalogs = [test_stripped.without_origin(kernels.catalog(way))
                        for way in self.ways(name)]
            with self.subTest(name):
                self.assertEqual(catalogs[0]["gaps"], [])
                for catalog in catalogs[1:]:
                    self.assertEqual(catalog, catalogs[0])

    def test_together(self):
        """Two of them are one kernel, in any order."""
        vmlinux, stripped, image, deb = self.ways("7.3")
        expected = test_stripped.without_origin(kernels.catalog(vmlinux))
        for inputs in ((image, vmlinux), (vmlinux, deb), (stripped, deb)):
            self.assertEqual(test_stripped.without_origin(kernels.catalog(*inputs)), expected)


class OwnPackages(Case):
    """Packages of our kernel, with its modules as distributions compress them."""

    def setUp(self):
        super().setUp()
        self.root = self.dir / "root"
        self.modules = kernels.installed("module-handler")
        release = self.modules.name
        lib = self.root / "lib/modules" / release
        for path in self.modules.glob("kernel/**/*.ko"):
            packed = lib / (str(path.relative_to(self.modules)) + ".xz")
            packed.parent.mkdir(parents=True, exist_ok=True)
            with open(packed, "wb") as out:
                subprocess.run(["xz", "-c", "--check=crc32", path], stdout=out, check=True)
        self.image = self.root / "boot" / f"vmlinuz-{release}"
        self.image.parent.mkdir()
        self.image.write_bytes(kernels.image("module-handler").read_bytes())
        self.lib = lib

    def essence(self, *inputs):
        return kernels.essence(kernels.catalog(*inputs))

    def test_package(self):
        package(self, self.root, "linux.deb")
        shutil.rmtree(self.root / "DEBIAN")
        expected = self.essence(kernels.image("module-handler"), self.modules)
        # the module is what is special about this kernel: its debugging information shows it
        self.assertIn("test_module", {version["provider"] for version in expected.values()})
        for inputs in ((self.dir / "linux.deb",), (self.root,), (self.image, self.lib),
                       (self.lib, self.image)):
            with self.subTest(inputs=[path.name for path in inputs]):
                self.assertEqual(self.essence(*inputs), expected)

    def test_debug_package(self):
        """Stripped modules, and what was stripped in a package of its own, as distributions do."""
        expected = self.essence(kernels.image("module-handler"), self.modules)
        debug = self.dir / "debug"
        for path in self.modules.glob("kernel/**/*.ko"):
            name = path.relative_to(self.modules)
            (self.lib / (str(name) + ".xz")).unlink()
            (debug / name).parent.mkdir(parents=True, exist_ok=True)
            self.tool("objcopy", "--strip-debug", path, self.lib / name)
            self.tool("objcopy", "--only-keep-debug", path, debug / name)
        modules = package(self, self.root, "modules.deb")
        dbg = package(self, debug, "dbg.deb")
        for inputs, evidence in (((modules,), "shape"), ((modules, dbg), "object"),
                                 ((dbg, modules), "object")):
            document = kernels.catalog(*inputs)
            self.assertEqual((document["gaps"], kernels.essence(document)), ([], expected))
            gadget = kernels.versions(document)["file-handler", "gadget-v1"]
            self.assertEqual(gadget["origin"]["evidence"]["id"], evidence)


class Debian(Case):
    """Kernels without LUO: nothing in their images, nor in thousands of modules, is taken for it."""

    def test_packages(self):
        for name in SHIPPED:
            with self.subTest(name):
                self.check(kernels.packages(name))

    def check(self, directory):
        listing = subprocess.run(["dpkg-deb", "-c", directory / "linux-modules.deb"], check=True,
                                 stdout=subprocess.PIPE).stdout.decode()
        modules = re.findall(r" (\./\S+\.ko\.xz)$", listing, re.M)
        self.assertGreater(len(modules), 900)
        release = re.match(r"\./(?:usr/)?lib/modules/([^/]+)/", modules[0]).group(1)
        result = support.run("luo-catalog-gen", "-v", directory)
        self.assertEqual(result.status, 0, result.err)
        looked_at = [line.split(": ", 1)[1] for line in result.err.splitlines()]
        self.assertEqual(sorted(path for path in looked_at if path.endswith(".ko.xz")),
                         sorted(f"{directory}/linux-modules.deb:{path}" for path in modules))
        image, = (path for path in looked_at if not path.endswith(".ko.xz"))
        document = result.json("catalog")
        self.assertEqual(document["formats"], [])
        self.assertEqual(document.get("gaps", []), [])
        self.assertEqual(document["kernel"]["release"], release)
        self.assertEqual(document["kernel"]["build_id"], self.image_id(directory, image))

    def image_id(self, directory, image):
        """By tools that know nothing of each other: tar, extract-vmlinux, readelf."""
        vmlinuz = self.dir / "vmlinuz"
        with open(vmlinuz, "wb") as out:
            tar = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", directory / "linux-binary.deb"],
                                   stdout=subprocess.PIPE)
            subprocess.run(["tar", "-xO", image.split(".deb:")[1]], stdin=tar.stdout, stdout=out,
                           check=True)
            tar.stdout.close()
            self.assertEqual(tar.wait(), 0)
        return support.build_id(self.extract(vmlinuz))

    def test_another_kernel(self):
        """The image of one kernel beside modules of another."""
        shipped = kernels.packages("debian-7.3-cloud")
        result = support.run("luo-catalog-gen", kernels.image("7.3"),
                             shipped / "linux-modules.deb")
        self.assertRefused(result)
        self.assertIn("parts of 2 kernels", result.err)

    def test_choice(self):
        shipped = kernels.packages("debian-7.3-cloud")
        release = kernels.catalog(kernels.image("7.3"))["kernel"]["release"]
        both = self.dir / "both"
        both.mkdir()
        shutil.copy(shipped / "linux-binary.deb", both)
        shutil.copy(kernels.image("7.3"), both / "vmlinuz")
        result = support.run("luo-catalog-gen", both)
        self.assertRefused(result)
        self.assertIn(f"{release} (vmlinuz)", result.err)
        self.assertEqual(elsewhere(kernels.catalog("--release", release, both), "bzImage"),
                         kernels.catalog(kernels.image("7.3")))


def load_tests(_loader, tests, _pattern):
    suite = unittest.TestSuite()
    for group in tests:
        if kernels.FULL or not any(isinstance(test, FlatImages) for test in group):
            suite.addTest(group)
    return suite


if __name__ == "__main__":
    unittest.main()
