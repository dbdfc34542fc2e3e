# SPDX-License-Identifier: GPL-2.0-only
"""Catalogs of real kernels against what readelf, nm, the source and the configuration say."""
import re

import facts
import kernels

BASES = ("7.2", "7.3")
# Not a version string: its format is a u32 that the header defines apart.
METADATA = "kexec-metadata"


class Memfd(kernels.KernelCase):
    """The one handler of a stock kernel."""

    def check(self, base, inputs=None):
        tree = facts.Tree(kernels.directories()[base])
        symbol = tree.vmlinux.symbols["memfd_luo_handler"]
        wire = tree.vmlinux.string_at(symbol.address + 8, tree.compatible_length)
        self.assertEqual(wire, tree.abi_strings["MEMFD_LUO_FH_COMPATIBLE"])

        found = kernels.versions(kernels.catalog(inputs or kernels.vmlinux(base)))
        handlers = [key for key in found if key[0] == "file-handler"]
        self.assertEqual(handlers, [("file-handler", wire)])
        memfd = found["file-handler", wire]
        origin = memfd["origin"]
        self.assertEqual(memfd["name"], "memfd")
        self.assertEqual(memfd["version"], int(wire.rpartition("-v")[2]))
        self.assertIs(memfd["derived"], True)
        self.assertEqual(origin["object"], "vmlinux")
        self.assertEqual(origin["symbol"], "memfd_luo_handler")
        self.assertEqual(int(origin["address"], 16), symbol.address)
        self.assertEqual(origin["section"], tree.vmlinux.section_at(symbol.address).name)
        variable = facts.Variable(tree.path / "mm/memfd_luo.o", "memfd_luo_handler")
        self.assertEqual((origin["source"], origin["line"]), (variable.source, variable.line))
        # what DWARF says is what the source says
        line = (tree.path / variable.source).read_text().splitlines()[variable.line - 1]
        self.assertIn("struct liveupdate_file_handler memfd_luo_handler", line)
        return tree, memfd

    def test_identity_and_origin(self):
        for base in BASES:
            with self.subTest(base):
                self.check(base)

    def test_build_tree_says_the_same(self):
        for base in BASES:
            with self.subTest(base):
                self.check(base, kernels.directories()[base])

    def test_nothing_is_hidden(self):
        """Each handler and FLB that these kernels define has its id in the image."""
        for base in BASES:
            for path in (kernels.vmlinux(base), kernels.directories()[base]):
                with self.subTest(path):
                    self.assertEqual(kernels.catalog(path)["gaps"], [])

    def test_reads_and_writes(self):
        """Its ops hold all that registration asks for: the relocations of mm/memfd_luo.o say so."""
        for base in BASES:
            with self.subTest(base):
                tree, memfd = self.check(base)
                self.assertIs(memfd["read"], True)
                self.assertIs(memfd["write"], True)
                self.assertEqual(memfd["origin"]["evidence"],
                                 {"id": "object", "read": "object", "write": "object",
                                  "constants": None})
                self.assertEqual(memfd["provider"], "builtin")
                ops = tree.vmlinux.bytes_at(tree.vmlinux.symbols["memfd_luo_handler"].address, 8)
                table = tree.vmlinux.symbols["memfd_luo_file_ops"]
                self.assertEqual(int.from_bytes(ops, "little"), table.address)
                functions = tree.vmlinux.bytes_at(table.address, table.size)
                pointers = {functions[i:i + 8] for i in range(0, len(functions), 8)}
                for name in ("preserve", "unpreserve", "retrieve", "finish", "can_preserve"):
                    at = facts.tool("nm", tree.path / "vmlinux")
                    address = re.search(rf"^([0-9a-f]+) t memfd_luo_{name}$", at, re.M)[1]
                    self.assertIn(int(address, 16).to_bytes(8, "little"), pointers, name)


class Constants(kernels.KernelCase):
    """Formats without an object: strings that the ABI headers define and the image holds."""

    def test_every_compatible_of_the_headers(self):
        for base in BASES:
            with self.subTest(base):
                tree = facts.Tree(kernels.directories()[base])
                defined = {value for name, value in tree.abi_strings.items()
                           if name.endswith("_COMPATIBLE")}
                rodata = tree.vmlinux.rodata()
                handler = tree.abi_strings["MEMFD_LUO_FH_COMPATIBLE"]
                constants = {value for value in defined if value.encode() + b"\0" in rodata}
                self.assertEqual(defined - constants, {handler})
                found = {compatible for _, compatible in
                         kernels.versions(kernels.catalog(kernels.vmlinux(base)))}
                self.assertEqual(found - {METADATA}, defined)

    def test_kinds(self):
        for base in BASES:
            with self.subTest(base):
                strings = facts.Tree(kernels.directories()[base]).abi_strings
                found = kernels.versions(kernels.catalog(kernels.vmlinux(base)))
                kinds = {compatible: kind for kind, compatible in found}
                self.assertEqual(kinds[strings["KHO_FDT_COMPATIBLE"]], "core")
                self.assertEqual(kinds[strings["LUO_ABI_COMPATIBLE"]], "core")
                self.assertEqual(kinds[strings["MEMBLOCK_KHO_NODE_COMPATIBLE"]], "subtree")

    def test_evidence_is_not_overstated(self):
        """A string in the image proves that it is read, at most; nothing here is an object."""
        for base in BASES:
            found = kernels.versions(kernels.catalog(kernels.vmlinux(base)))
            for (kind, compatible), version in found.items():
                if kind == "file-handler":
                    continue
                with self.subTest(base, compatible=compatible):
                    for fact, evidence in version["origin"]["evidence"].items():
                        self.assertIn(evidence, ("string", "table", None), fact)

    def test_addresses_hold_the_string(self):
        for base in BASES:
            tree = facts.Tree(kernels.directories()[base])
            checked = 0
            for (kind, compatible), version in kernels.versions(
                    kernels.catalog(kernels.vmlinux(base))).items():
                address = version["origin"]["address"]
                if kind == "file-handler" or address is None or compatible == METADATA:
                    continue
                with self.subTest(base, compatible=compatible):
                    section = tree.vmlinux.section_at(int(address, 16))
                    self.assertEqual(section.name, version["origin"]["section"])
                    self.assertEqual(tree.vmlinux.string_at(int(address, 16), 64), compatible)
                    checked += 1
            self.assertGreaterEqual(checked, 2, "kho's and luo's strings at least have a place")


class Identity(kernels.KernelCase):
    """The kernel as a whole."""

    def check(self, base, document):
        tree = facts.Tree(kernels.directories()[base])
        kernel = document["kernel"]
        self.assertEqual(kernel["release"], tree.release)
        self.assertEqual(kernel["arch"], "x86_64")
        self.assertEqual(kernel["byte_order"], "little")
        self.assertEqual(kernel["pointer_size"], 8)
        self.assertEqual(kernel["max_page_order"], tree.max_page_order)
        self.assertEqual(kernel["build_id"], tree.vmlinux.build_id)
        config = facts.options(tree.text(".config"))
        self.assertEqual(kernel["page_size"], 1 << int(config["PAGE_SHIFT"]))
        self.assertTrue(kernel["write_control"] in (None, False), "nothing stock obeys a flag")
        for name in ("KEXEC_HANDOVER", "LIVEUPDATE", "LIVEUPDATE_MEMFD"):
            self.assertEqual(kernel["options"][name], "y")
        for name, value in kernel["options"].items():
            if value is not None or name in config:
                self.assertEqual(value, config[name], name)

    def test_vmlinux(self):
        for base in BASES:
            with self.subTest(base):
                self.check(base, kernels.catalog(kernels.vmlinux(base)))

    def test_build_tree(self):
        for base in BASES:
            with self.subTest(base):
                self.check(base, kernels.catalog(kernels.directories()[base]))

    def test_vmlinux_alone_has_its_options_from_ikconfig(self):
        alone = self.dir / "vmlinux"
        alone.symlink_to(kernels.vmlinux("7.3"))
        self.assertEqual(kernels.catalog(alone)["kernel"]["options"],
                         kernels.catalog(kernels.vmlinux("7.3"))["kernel"]["options"])


class Variants(kernels.KernelCase):
    """7.3 with an edit: the catalog differs where the edit is."""

    def found(self, name):
        return kernels.versions(kernels.catalog(kernels.vmlinux(name)))

    def test_only_the_edited_string_differs(self):
        edits = (("memfd-v3", ("file-handler", "memfd-v2"), ("file-handler", "memfd-v3")),
                 ("luo-v6", ("core", "luo-v5"), ("core", "luo-v6")),
                 ("kho-v5", ("core", "kho-v4"), ("core", "kho-v5")))
        pairs = [("7.3", *edit) for edit in edits]
        if kernels.FULL:
            pairs += [("7.2", "7.2-" + name, gone, come) for name, gone, come in edits]
            pairs.append(("7.3", "reserve-mem-v2", ("subtree", "reserve-mem-v1"),
                          ("subtree", "reserve-mem-v2")))
        for base, name, gone, come in pairs:
            with self.subTest(name):
                self.assertEqual(set(self.found(base)) - set(self.found(name)), {gone})
                self.assertEqual(set(self.found(name)) - set(self.found(base)), {come})

    def test_two_handlers(self):
        self.assertEqual(set(self.found("memfd-v2-and-v3")) - set(self.found("7.3")),
                         {("file-handler", "memfd-v3")})
        elf = facts.Elf(kernels.vmlinux("memfd-v2-and-v3"))
        for symbol, compatible in (("memfd_luo_handler", "memfd-v2"),
                                   ("memfd_luo_handler_v3", "memfd-v3")):
            origin = self.found("memfd-v2-and-v3")["file-handler", compatible]["origin"]
            self.assertEqual(origin["symbol"], symbol)
            self.assertEqual(int(origin["address"], 16), elf.symbols[symbol].address)

    def test_an_array_of_flbs(self):
        """Names of instances: the number at the end of each is not taken to order them."""
        path = kernels.vmlinux("liveupdate-test")
        elf = facts.Elf(path)
        array = elf.symbols["test_flbs"]
        found = self.found("liveupdate-test")
        source = facts.Tree(kernels.directories()["7.3"]).text("lib/tests/liveupdate.c")
        line = next(number for number, text in enumerate(source.splitlines(), 1)
                    if "static struct liveupdate_flb test_flbs[" in text)
        stride = array.size // 3
        self.assertEqual({key for key in found if key[0] == "flb"},
                         {("flb", f"liveupdate-test-flb-v{i}") for i in range(3)})
        for i in range(3):
            with self.subTest(i):
                compatible = f"liveupdate-test-flb-v{i}"
                self.assertEqual(elf.string_at(array.address + i * stride + 8, 48), compatible)
                flb = found["flb", compatible]
                self.assertEqual(int(flb["origin"]["address"], 16), array.address + i * stride)
                self.assertEqual((flb["origin"]["source"], flb["origin"]["line"]),
                                 ("lib/tests/liveupdate.c", line))
                self.assertEqual((flb["name"], flb["version"]), (compatible, None))
                self.assertEqual((flb["read"], flb["write"]), (True, True))

    def test_without_liveupdate(self):
        """KHO without LUO: no handler, no luo."""
        elf = facts.Elf(kernels.vmlinux("no-liveupdate"))
        self.assertNotIn("memfd_luo_handler", elf.symbols)
        found = self.found("no-liveupdate")
        self.assertEqual({kind for kind, _ in found if kind in ("file-handler", "flb")}, set())
        self.assertEqual({name for kind, name in found if kind == "core"}, {"kho-v4"})
        options = kernels.catalog(kernels.vmlinux("no-liveupdate"))["kernel"]["options"]
        self.assertEqual(options["LIVEUPDATE"], "n")
        self.assertEqual(options["KEXEC_HANDOVER"], "y")

    def test_handler_in_a_module(self):
        directory = kernels.directories()["module-handler"]
        release = kernels.installed("module-handler")
        module = release / "kernel/lib/test_module.ko"
        found = kernels.versions(kernels.catalog(directory / "vmlinux", release))
        gadget = found["file-handler", "gadget-v1"]
        self.assertEqual(gadget["provider"], "test_module")
        self.assertEqual(gadget["origin"]["object"], "kernel/lib/test_module.ko")
        self.assertEqual(gadget["origin"]["symbol"], "test_handler")
        self.assertEqual(gadget["origin"]["source"], "lib/test_module.c")
        self.assertEqual(gadget["origin"]["line"], facts.Variable(module, "test_handler").line)
        self.assertEqual((gadget["read"], gadget["write"]), (True, True))
        self.assertEqual(found["file-handler", "memfd-v2"]["provider"], "builtin")


if kernels.FULL:
    class FullVariants(kernels.KernelCase):
        """Of check-kernel-full."""

        def found(self, name):
            return kernels.versions(kernels.catalog(kernels.vmlinux(name)))

        def test_handlers_in_either_order(self):
            """Which is registered first, a catalog does not say."""
            self.assertEqual(set(self.found("memfd-v3-and-v2")), set(self.found("memfd-v2-and-v3")))

        def test_without_memfd(self):
            self.assertEqual(set(self.found("7.3")) - set(self.found("no-memfd")),
                             {("file-handler", "memfd-v2")})
            options = kernels.catalog(kernels.vmlinux("no-memfd"))["kernel"]["options"]
            self.assertEqual((options["LIVEUPDATE"], options["LIVEUPDATE_MEMFD"]), ("y", "n"))

        def test_without_kho(self):
            self.assertEqual(self.found("no-kho"), {})
            options = kernels.catalog(kernels.vmlinux("no-kho"))["kernel"]["options"]
            self.assertEqual((options["KEXEC_HANDOVER"], options["LIVEUPDATE"]), ("n", "n"))


class Debian(kernels.KernelCase):
    """A distribution's kernel without LUO, with 400 MB of DWARF."""

    def test_no_formats_but_an_identity(self):
        path = kernels.vmlinux("debian")
        document = kernels.catalog(path)
        self.assertEqual(document["formats"], [])
        self.assertEqual(document["kernel"]["build_id"], facts.Elf(path).build_id)
        self.assertEqual(document["kernel"]["arch"], "x86_64")
        # the directory is named after the package: linux-image-RELEASE-dbg_VERSION_amd64
        release = re.match("linux-image-(.*)-dbg_", path.parent.name)[1]
        self.assertIn(document["kernel"]["release"], (release, None))
