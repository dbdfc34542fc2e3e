# SPDX-License-Identifier: GPL-2.0-only
"""Probes of real kernels: built trees, and the headers package of Debian's kernel without KHO."""
import os
import pathlib
import re
import shutil
import subprocess

import facts
import kernels
import support

HOOKS = support.TOP / "kbuild-hooks"
BASES = ("7.2", "7.3")
# what luocat knows of upstream: the macro that holds each id, and the option that brings its code
FORMATS = {
    ("core", "KHO_FDT_COMPATIBLE"): "KEXEC_HANDOVER",
    ("core", "LUO_ABI_COMPATIBLE"): "LIVEUPDATE",
    ("subtree", "MEMBLOCK_KHO_NODE_COMPATIBLE"): "KEXEC_HANDOVER",
    ("subtree", "RESERVE_MEM_KHO_NODE_COMPATIBLE"): "KEXEC_HANDOVER",
    ("subtree", "KHO_METADATA_NODE_NAME"): "KEXEC_HANDOVER",
    ("file-handler", "MEMFD_LUO_FH_COMPATIBLE"): "LIVEUPDATE_MEMFD",
}


def ids(tree):
    return {(kind, tree.abi_strings[macro]): option for (kind, macro), option in FORMATS.items()}


class ProbeCase(kernels.KernelCase):
    def make(self, *words, hooks=HOOKS, env=None):
        clean = {name: value for name, value in os.environ.items()
                 if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "O", "V")}
        return subprocess.run(["make", "-C", hooks, *map(str, words)], check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={**clean, **(env or {})})

    def probe(self, kdir, *words, out="out", **kwargs):
        """The probe of that kernel, and what was said while it was made."""
        result = self.make(f"KDIR={kdir}", f"O={self.dir / out}", *words, **kwargs)
        self.assertEqual(result.returncode, 0, result.stdout)
        return self.dir / out / "luocat-probe.o", result.stdout


class BuiltTrees(ProbeCase):
    def test_agrees_with_the_image(self):
        """Three views of one kernel: its headers, its objects and strings, and both together."""
        for base in BASES:
            with self.subTest(base):
                tree = facts.Tree(kernels.directories()[base])
                probe, said = self.probe(tree.path, out=base)
                alone = kernels.catalog(probe)
                image = kernels.catalog(tree.path / "vmlinux")
                both = kernels.catalog(probe, tree.path / "vmlinux")
                self.assertEqual(set(kernels.versions(alone)), set(ids(tree)))
                self.assertEqual(kernels.essence(alone), kernels.essence(image))
                self.assertEqual(kernels.essence(both), kernels.essence(image))
                self.assertEqual(alone["types"], image["types"])
                self.assertEqual(both["kernel"], image["kernel"])
                for fact in ("build_id", "write_control"):
                    image["kernel"][fact] = None
                self.assertEqual(alone["kernel"], image["kernel"])
                self.assertEqual((len(alone["gaps"]), both["gaps"]), (1, []))
                for kind, compatible in ids(tree):
                    self.assertIn(f"  {kind} {compatible}\n", said)

    def test_evidence(self):
        tree = facts.Tree(kernels.directories()["7.3"])
        probe, _ = self.probe(tree.path)
        for (kind, _), version in kernels.versions(
                kernels.catalog(tree.path / "vmlinux", probe)).items():
            expected = "object" if kind == "file-handler" else "probe"
            evidence = version["origin"]["evidence"]
            self.assertEqual({evidence[fact] for fact in ("id", "read", "write")}, {expected})
            self.assertEqual(version["provider"], "builtin")
        # nothing of a module
        sections = {section.name for section in facts.Elf(probe).sections}
        self.assertFalse(sections & {".modinfo", ".gnu.linkonce.this_module"})

    def test_of_another_kernel(self):
        probe, _ = self.probe(kernels.directories()["7.2"])
        releases = [facts.Tree(kernels.directories()[base]).release for base in BASES]
        result = support.run("luo-catalog-gen", probe, kernels.vmlinux("7.3"))
        self.assertRefused(result)
        for word in ("luocat-probe.o", "vmlinux", *releases):
            self.assertIn(word, result.err)

    def test_of_the_kernel_before_an_edit(self):
        """The release is the same: ids and layouts tell."""
        probe, _ = self.probe(kernels.directories()["7.3"])
        for variant, expected in (("luo-v6", "luo-v5"), ("memfd-v3", "memfd-v2"),
                                  ("drift-middle", "struct memfd_luo_ser has two definitions"),
                                  ("no-liveupdate", "LIVEUPDATE")):
            with self.subTest(variant):
                for inputs in ((probe, kernels.vmlinux(variant)),
                               (kernels.vmlinux(variant), probe)):
                    result = support.run("luo-catalog-gen", *inputs)
                    self.assertRefused(result)
                    self.assertIn(expected, result.err)
                    self.assertIn("luocat-probe.", result.err)

    def test_stripped_image(self):
        """What is in a bzImage: no symbols, no DWARF. The probe brings what it cannot show."""
        tree = facts.Tree(kernels.directories()["7.3"])
        probe, _ = self.probe(tree.path)
        stripped = self.dir / "vmlinux"
        self.tool("objcopy", "--strip-all", "--remove-section=.BTF", tree.path / "vmlinux", stripped)
        both = kernels.catalog(probe, stripped)
        self.assertEqual(kernels.essence(both),
                         kernels.essence(kernels.catalog(tree.path / "vmlinux")))
        self.assertEqual(both["kernel"]["build_id"], tree.vmlinux.build_id)

    def test_kdir_is_only_read(self):
        tree = kernels.directories()["7.3"]
        stamp = self.dir / "stamp"
        stamp.touch()
        for words in ((), ("V=1",), ("-j4",), ("-s",)):
            self.probe(tree, *words, out="o" + "".join(words))
        self.assertEqual(self.tool("find", tree, "-newercm", stamp), "")
        # nor in the folder of the hooks
        self.assertEqual(self.tool("find", HOOKS, "-newercm", stamp), "")

    def test_output(self):
        tree = kernels.directories()["7.3"]
        probe, said = self.probe(tree)
        self.assertIn(f"{probe}:\n", said)
        self.assertNotIn("gcc", said)
        first = probe.stat().st_mtime_ns
        self.probe(tree)
        self.assertEqual(probe.stat().st_mtime_ns, first) # not made again
        _, said = self.probe(tree, "V=1", out="verbose")
        self.assertRegex(said, r"gcc .*luocat-probe\.c")

    def test_o_beside_its_source(self):
        """KDIR is the O= directory of a kernel's build: as headers packages have it."""
        source = kernels.directories()["7.3"]
        kdir = self.dir / "kdir"
        kdir.mkdir()
        for name in (".config", "include", "arch", "scripts", "tools"):
            os.symlink(source / name, kdir / name)
        (kdir / "Makefile").write_text(f"KBUILD_OUTPUT = {kdir}\ninclude {source}/Makefile\n")
        probe, _ = self.probe(kdir)
        self.assertEqual(kernels.essence(kernels.catalog(probe)),
                         kernels.essence(kernels.catalog(kernels.vmlinux("7.3"))))

    def test_refused(self):
        kdir = kernels.directories()["7.3"]
        inside = kdir / "mm" / "probe"
        bare = self.dir / "bare"
        bare.mkdir()
        (bare / "Makefile").touch()
        for words, expected in ((("O=/tmp/x",), "KDIR is missing"),
                                ((f"KDIR={self.dir}/none", f"O={self.dir}/o"), "no such directory"),
                                ((f"KDIR={self.dir}", f"O={self.dir}/o"), "not a kernel tree"),
                                ((f"KDIR={bare}", f"O={self.dir}/o"), "make modules_prepare"),
                                ((f"KDIR={kdir}", f"O={inside}"), "only read")):
            result = self.make(*words)
            self.assertNotEqual(result.returncode, 0)
            self.assertIn(expected, result.stdout)
        self.assertFalse(inside.exists())

    def test_installed(self):
        root = self.dir / "root"
        self.tool("make", "-C", support.TOP, f"O={support.BUILD}", f"DESTDIR={root}",
                  "PREFIX=/usr", "install")
        hooks = root / "usr/share/luocat/kbuild-hooks"
        probe, _ = self.probe(kernels.directories()["7.3"], hooks=hooks)
        self.assertTrue(probe.exists())
        # where it is installed is no place for output
        result = self.make(f"KDIR={kernels.directories()['7.3']}", hooks=hooks)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("O=DIR", result.stdout)


class EditedHeaders(ProbeCase):
    """A tree of links to a built one, but for include/linux/kho/abi, which is a copy to edit. The
    compiler still is that kernel's, with its flags."""

    def setUp(self):
        super().setUp()
        self.source = kernels.directories()["7.3"]
        self.tree = facts.Tree(self.source)
        self.kdir = self.dir / "kdir"
        self.kdir.mkdir()
        for path in self.source.iterdir():
            if path.name != "include" and not path.name.startswith(".luocat"):
                os.symlink(path, self.kdir / path.name)
        abi = self.kdir / "include/linux/kho/abi"
        for path in (self.kdir / "include", self.kdir / "include/linux", abi.parent):
            path.mkdir()
            for entry in (self.source / path.relative_to(self.kdir)).iterdir():
                if entry.name not in ("linux", "kho", "abi"):
                    os.symlink(entry, path / entry.name)
        shutil.copytree(self.source / "include/linux/kho/abi", abi)
        self.abi = abi

    def constants(self, probe):
        """{compatible: {name: value}}, or None where they are not known."""
        return {compatible: version["constants"] if version["constants"] is None else
                {constant["name"]: int(constant["value"], 16) for constant in version["constants"]}
                for (_, compatible), version in kernels.versions(kernels.catalog(probe)).items()}


class Constants(EditedHeaders):
    """What no layout shows, such as the bit that a flag is."""

    NAMES = {"KHO_FDT_COMPATIBLE": ["KHO_BLOCK_SIZE"],
             "MEMFD_LUO_FH_COMPATIBLE": ["MEMFD_LUO_ALL_SEALS", "MEMFD_LUO_FOLIO_DIRTY",
                                         "MEMFD_LUO_FOLIO_UPTODATE"]}

    def expected(self, tree):
        found = {compatible: {} for _, compatible in ids(tree)}
        for macro, names in self.NAMES.items():
            found[tree.abi_strings[macro]] = {name: tree.constants[name] for name in names}
        return found

    def test_are_the_headers(self):
        for base in BASES:
            with self.subTest(base):
                tree = facts.Tree(kernels.directories()[base])
                probe, _ = self.probe(tree.path, out=base)
                self.assertEqual(self.constants(probe), self.expected(tree))
                both = kernels.versions(kernels.catalog(probe, tree.path / "vmlinux"))
                alone = kernels.versions(kernels.catalog(tree.path / "vmlinux"))
                for key, version in both.items():
                    self.assertEqual(version["origin"]["evidence"]["constants"], "probe")
                    self.assertIsNone(alone[key]["constants"])

    def test_a_header_without_one(self):
        """Skipped and named; one whose flags have other names says nothing of them."""
        for macro, left, said_of in (
                ("KHO_BLOCK_SIZE", {"kho-v4": {}}, "not in this kernel: KHO_BLOCK_SIZE of core kho"),
                ("MEMFD_LUO_ALL_SEALS", {"memfd-v2": {"MEMFD_LUO_FOLIO_DIRTY": 1,
                                                      "MEMFD_LUO_FOLIO_UPTODATE": 2}},
                 "not in this kernel: MEMFD_LUO_ALL_SEALS of file-handler memfd"),
                ("MEMFD_LUO_FOLIO_DIRTY", {"memfd-v2": None}, "no MEMFD_LUO_FOLIO_DIRTY")):
            with self.subTest(macro):
                kept = {path: path.read_text() for path in self.abi.iterdir()}
                for path, text in kept.items():
                    path.write_text(text.replace(macro, macro + "_2"))
                probe, said = self.probe(self.kdir, out=macro)
                self.assertEqual(self.constants(probe), {**self.expected(self.tree), **left})
                self.assertIn(said_of, said)
                for path, text in kept.items():
                    path.write_text(text)

    def test_a_flag_that_is_another_bit(self):
        """The pair of truth.md that luocat passes by the images alone, and that hands over wrong data."""
        self.tool("patch", "-s", "-p1", "-d", self.kdir, "-i",
                  support.TOP / "tests/kernel/variants/full/meaning-flag.patch")
        stock, _ = self.probe(self.source, out="stock")
        edited, _ = self.probe(self.kdir, out="edited")
        paths = [self.dir / "stock.json", self.dir / "edited.json"]
        paths[0].write_text(kernels.text(stock, kernels.vmlinux("7.3")))
        images = [kernels.vmlinux("meaning-flag")] if kernels.FULL else []
        paths[1].write_text(kernels.text(edited, *images))
        result = support.run("luo-compat-check", "--direction", "both", "--format", "json", *paths)
        self.assertEqual(result.status, 1)
        for question, sides in zip(result.json("verdict")["questions"], ((2, 4), (4, 2))):
            changed, = (finding for finding in question["findings"]
                        if finding["rule"] == "LUO-CONSTANT-CHANGED")
            self.assertEqual((changed["severity"], changed["compatible"]),
                             ("incompatible", "memfd-v2"))
            self.assertIn("MEMFD_LUO_FOLIO_UPTODATE is 0x%x in the writer, 0x%x in the reader" % sides,
                          changed["message"])
        # whoever edits it without a new version is told so
        lint = support.run("luo-compat-check", "lint", "--baseline", *paths)
        self.assertEqual(lint.status, 1)
        self.assertIn("restore MEMFD_LUO_FOLIO_UPTODATE as 0x2", " ".join(lint.out.split()))


class OlderHeaders(EditedHeaders):
    """Kernels from before a format was there: some headers are missing, or say less."""

    def formats(self, probe):
        return {compatible for _, compatible in kernels.versions(kernels.catalog(probe))}

    def test_whole(self):
        """The simulation itself: with all headers it says what the real tree says."""
        probe, _ = self.probe(self.kdir)
        real, _ = self.probe(self.source, out="real")
        self.assertEqual(kernels.catalog(probe), kernels.catalog(real))

    def test_missing_headers(self):
        strings = self.tree.abi_strings
        every = {compatible for _, compatible in ids(self.tree)}
        memfd, luo = strings["MEMFD_LUO_FH_COMPATIBLE"], strings["LUO_ABI_COMPATIBLE"]
        metadata = strings["KHO_METADATA_NODE_NAME"]
        memblock = {strings["MEMBLOCK_KHO_NODE_COMPATIBLE"],
                    strings["RESERVE_MEM_KHO_NODE_COMPATIBLE"]}
        kho = strings["KHO_FDT_COMPATIBLE"]
        # without kho's id nothing can say that it requires it
        for missing, lost in ((("memfd",), {memfd}), (("luo",), {luo}),
                              (("kexec_metadata",), {metadata}), (("memblock",), memblock),
                              (("luo", "memfd", "kexec_metadata"), {luo, memfd, metadata}),
                              (("kexec_handover", "memfd"), {kho, luo, memfd})):
            with self.subTest(missing):
                kept = {}
                for name in missing:
                    kept[name] = (self.abi / f"{name}.h").read_text()
                    (self.abi / f"{name}.h").unlink()
                probe, said = self.probe(self.kdir, out="-".join(missing))
                self.assertEqual(self.formats(probe), every - lost)
                for name in missing:
                    self.assertIn(f"linux/kho/abi/{name}.h", said)
                for name, text in kept.items():
                    (self.abi / f"{name}.h").write_text(text)

    def test_no_headers_at_all(self):
        shutil.rmtree(self.abi)
        probe, said = self.probe(self.kdir)
        self.assertEqual(self.formats(probe), set())
        self.assertIn("linux/kho/abi/kexec_handover.h", said)
        self.assertIn("no live update format", said)

    def test_older_versions(self):
        """Strings and numbers are the kernel's, whatever they are."""
        for name, macro, text in (("memfd", "MEMFD_LUO_FH_COMPATIBLE", "memfd-v1"),
                                  ("kexec_handover", "KHO_FDT_COMPATIBLE", "kho-v12")):
            header = self.abi / f"{name}.h"
            header.write_text(re.sub(rf'(define {macro}\s+)"[^"]*"', rf'\1"{text}"',
                                     header.read_text()))
        probe, _ = self.probe(self.kdir)
        found = kernels.versions(kernels.catalog(probe))
        self.assertEqual(found["file-handler", "memfd-v1"]["version"], 1)
        self.assertEqual(found["core", "kho-v12"]["version"], 12)
        self.assertEqual(found["file-handler", "memfd-v1"]["requires"],
                         [{"kind": "core", "compatible": "kho-v12"}])

    def test_layouts_are_the_headers(self):
        header = self.abi / "memfd.h"
        header.write_text(header.read_text().replace("u64 nr_folios;", "u64 nr_folios;\n\tu64 more;"))
        probe, _ = self.probe(self.kdir)
        memfd = kernels.catalog(probe)["types"]["struct memfd_luo_ser"]
        self.assertEqual([m["name"] for m in memfd["members"]].count("more"), 1)

    def test_formats_of_another_shape(self):
        """A luo whose types are others (it was a device tree up to luo-v2): named, not guessed."""
        header = self.abi / "luo.h"
        header.write_text(header.read_text().replace("luo_session_ser", "luo_session_fdt"))
        probe, said = self.probe(self.kdir)
        self.assertNotIn(self.tree.abi_strings["LUO_ABI_COMPATIBLE"], self.formats(probe))
        self.assertRegex(said, r"left out: core luo: .*types")

    def test_an_id_without_a_version(self):
        """As in a proposal of 2026: nothing says which version that is."""
        header = self.abi / "luo.h"
        header.write_text(re.sub(r'"luo-v\d+"', '"luo-v5;block-v1"', header.read_text()))
        probe, said = self.probe(self.kdir)
        self.assertEqual([c for c in self.formats(probe) if c.startswith("luo")], [])
        self.assertIn("left out: core luo", said)


class DebianHeaders(ProbeCase):
    """linux-headers-*-cloud-amd64: KHO is off in Debian's kernels."""

    def setUp(self):
        super().setUp()
        self.kdir = kernels.directories()["debian-headers"]
        self.config = facts.options((self.kdir / ".config").read_text())
        # the flags are those of the compiler that Debian's kernel was built with
        self.compiler = support.TOP / "tests/kernel/lib/gcc-known-options.sh"

    def test_gated(self):
        probe, said = self.probe(self.kdir, f"CC={self.compiler}")
        document = kernels.catalog(probe)
        self.assertEqual(self.config["KEXEC_HANDOVER"], "n")
        self.assertEqual((document["formats"], document["gaps"]), ([], []))
        strings = facts.Tree(kernels.directories()["7.3"]).abi_strings
        for (kind, macro), option in FORMATS.items():
            self.assertIn(f"not in this kernel: {kind} {strings[macro]} (CONFIG_{option} is off)",
                          said)
        for option, value in document["kernel"]["options"].items():
            self.assertEqual(value, self.config[option], option)

    def test_with_the_image(self):
        """The dbg package's vmlinux is of the same build, and says so."""
        probe, _ = self.probe(self.kdir, f"CC={self.compiler}")
        image = kernels.vmlinux("debian")
        both, alone = kernels.catalog(probe, image), kernels.catalog(image)
        self.assertEqual(both["formats"], alone["formats"])
        self.assertEqual(both["kernel"]["build_id"], facts.Elf(image).build_id)
        # a vmlinux with nothing beside it does not know its options
        self.assertEqual(both["kernel"]["options"]["KEXEC_HANDOVER"], "n")
        self.assertIsNone(alone["kernel"]["options"].get("KEXEC_HANDOVER"))

    def test_beside_another_kernel(self):
        probe, _ = self.probe(self.kdir, f"CC={self.compiler}")
        self.assertRefused(support.run("luo-catalog-gen", kernels.vmlinux("7.3"), probe))
