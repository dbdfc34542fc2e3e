# SPDX-License-Identifier: GPL-2.0-only
"""Kernels with kbuild-hooks' patches: what they say of themselves is what was found in stock ones."""
import os
import re
import shutil
import subprocess

import facts
import kernels
import support

# both in check-kernel-full; each is a whole kernel to build
RELEASES = ("7.2", "7.3") if kernels.FULL else ("7.3",)
SECTION = ".luo_formats"
# the struct's size, as pahole has it in tests/cli/test_descriptor.py; what is behind it varies
STRUCT = 120
METADATA = "kexec-metadata"
# what no layout shows: whose it is, by the macro of the id
CONSTANTS = {
    "KHO_FDT_COMPATIBLE": ("KHO_BLOCK_SIZE", "KHO_VMALLOC_ALLOC", "KHO_VMALLOC_HUGE_VMAP"),
    "MEMFD_LUO_FH_COMPATIBLE": ("MEMFD_LUO_ALL_SEALS", "MEMFD_LUO_FOLIO_DIRTY",
                                "MEMFD_LUO_FOLIO_UPTODATE"),
}


def patched(release):
    return facts.Tree(kernels.directories()[f"{release}-formats"])


def section(elf, name=SECTION):
    return next(found for found in elf.sections if found.name == name)


def sizes(data):
    """Of each record in a section, by the offset at which it starts."""
    found, at = {}, 0
    while at < len(data):
        if data[at:at + 4] != b"FOUL":
            raise AssertionError(f"no record at {at}")
        found[at] = int.from_bytes(data[at + 6:at + 8], "little")
        at = (at + found[at] + 7) & ~7
    return found


def contents(elf, name=SECTION):
    found = section(elf, name)
    with open(elf.path, "rb") as file:
        file.seek(found.offset)
        return file.read(found.size)


def outside():
    """The environment without what a make above says."""
    return {name: value for name, value in os.environ.items()
            if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "O", "V")}


def essence(document):
    """All that a catalog says of formats but how it knows, and the types that they consist of."""
    return kernels.essence(document), document["types"]


class Image(kernels.KernelCase):
    """The linked kernel."""

    def test_each_format_is_described(self):
        for release in RELEASES:
            with self.subTest(release):
                tree = patched(release)
                defined = {value for name, value in tree.abi_strings.items()
                           if name.endswith("_COMPATIBLE")}
                found = kernels.versions(kernels.catalog(tree.path / "vmlinux"))
                self.assertEqual({compatible for _, compatible in found}, defined | {METADATA})
                for (kind, compatible), version in found.items():
                    self.check(tree, kind, compatible, version)

    def check(self, tree, kind, compatible, version):
        """Found where nm and the source have it; its number is the string's, or the header's."""
        origin = version["origin"]
        self.assertEqual(origin["evidence"],
                         {"id": "descriptor", "read": "descriptor", "write": "descriptor",
                          "constants": "descriptor"})
        self.assertEqual((version["read"], version["write"], version["enable_write"]),
                         (True, True, True))
        self.assertIs(version["derived"], False)
        self.assertEqual(version["provider"], "builtin")
        self.assertEqual(origin["section"], SECTION)
        symbol = tree.vmlinux.symbols[origin["symbol"]]
        self.assertEqual(int(origin["address"], 16), symbol.address)
        records = sizes(contents(tree.vmlinux))
        self.assertEqual(records[symbol.address - section(tree.vmlinux).address], symbol.size)
        self.assertEqual(tree.vmlinux.section_at(symbol.address).name, SECTION)
        lines = tree.text(origin["source"]).splitlines()
        self.assertIn("LIVEUPDATE_FORMAT(", lines[origin["line"] - 1])
        if compatible == METADATA:
            header = tree.text("include/linux/kho/abi/kexec_metadata.h")
            number = re.search(r"#define KHO_KEXEC_METADATA_VERSION (\d+)", header)[1]
        else:
            number = compatible.rpartition("-v")[2]
        self.assertEqual(version["version"], int(number), (kind, compatible))

    def test_constants(self):
        """Their values are those of the headers and of KHO's code; the other formats have none."""
        for release in RELEASES:
            with self.subTest(release):
                tree = patched(release)
                stated = {tree.abi_strings[macro]: names for macro, names in CONSTANTS.items()}
                for (_, compatible), version in kernels.versions(
                        kernels.catalog(tree.path / "vmlinux")).items():
                    self.assertEqual(
                        {constant["name"]: int(constant["value"], 16)
                         for constant in version["constants"]},
                        {name: tree.constants[name] for name in stated.get(compatible, ())})

    def test_says_what_was_found_in_the_stock_kernel(self):
        """Strings, layouts with their fingerprints, requirements, consequences, and every type."""
        for release in RELEASES:
            with self.subTest(release):
                self.assertEqual(essence(kernels.catalog(patched(release).path / "vmlinux")),
                                 essence(kernels.catalog(kernels.vmlinux(release))))

    def test_says_what_its_probe_says(self):
        for release in RELEASES:
            with self.subTest(release):
                tree = patched(release)
                out = self.dir / release
                subprocess.run(["make", "-s", "-C", support.TOP / "kbuild-hooks",
                                f"KDIR={tree.path}", f"O={out}"], check=True,
                               stdout=subprocess.DEVNULL, env=outside())
                image = kernels.catalog(tree.path / "vmlinux")
                probe = out / "luocat-probe.o"
                self.assertEqual(essence(kernels.catalog(probe)), essence(image))
                self.assertEqual(essence(kernels.catalog(probe, tree.path / "vmlinux")),
                                 essence(image))

    def test_section(self):
        """Read-only, nothing but records, between its symbols, and with nothing to relocate."""
        for release in RELEASES:
            with self.subTest(release):
                tree = patched(release)
                elf = tree.vmlinux
                records = section(elf)
                self.assertEqual(records.type, "PROGBITS")
                described = kernels.versions(kernels.catalog(elf.path))
                found = sizes(contents(elf))
                self.assertEqual(len(found), len(described))
                self.assertEqual(records.size, max(at + size for at, size in found.items()))
                flags = re.search(rf" {re.escape(SECTION)} +PROGBITS.* 00 +(\w+) ",
                                  facts.tool("readelf", "-SW", elf.path))[1]
                self.assertEqual(flags, "A")
                addresses = {name: int(address, 16) for address, name in re.findall(
                    r"^([0-9a-f]+) \w (\w+)$", facts.tool("nm", elf.path), re.M)}
                self.assertEqual(addresses["__start_luo_formats"], records.address)
                self.assertEqual(addresses["__stop_luo_formats"], records.address + records.size)
                self.assertLess(addresses["__start_rodata"], records.address)
                self.assertLess(records.address + records.size, addresses["__end_rodata"])
                names = {found.name for found in elf.sections}
                self.assertFalse({name for name in names if ".discard" in name or
                                  name in (".rela" + SECTION, ".rel" + SECTION)})

    def test_costs_its_records(self):
        """No code, and at most 512 bytes for each version, what BTF grows by included."""
        for release in RELEASES:
            with self.subTest(release):
                stock = facts.Elf(kernels.vmlinux(release))
                elf = patched(release).vmlinux
                for name in (".text", ".init.text", ".exit.text", ".data", ".init.data"):
                    self.assertEqual(section(elf, name).size, section(stock, name).size, name)
                records = sizes(contents(elf))
                self.assertTrue(all(STRUCT < size <= 512 for size in records.values()), records)
                types = section(elf, ".BTF").size - section(stock, ".BTF").size
                self.assertLessEqual(section(elf).size + types, 512 * len(records))
                self.assertNotIn(SECTION, [found.name for found in stock.sections])

    def test_stripped(self):
        """What an image to boot holds: neither symbols nor DWARF nor BTF, but the section's name."""
        for release in RELEASES:
            with self.subTest(release):
                vmlinux = patched(release).path / "vmlinux"
                stripped = self.dir / release / "vmlinux"
                stripped.parent.mkdir()
                self.tool("objcopy", "--strip-all", "--remove-section=.BTF", vmlinux, stripped)
                bare = kernels.versions(kernels.catalog(stripped))
                full = kernels.versions(kernels.catalog(vmlinux))
                self.assertEqual(set(bare), set(full))
                for key, version in bare.items():
                    self.assertEqual(version["origin"]["evidence"],
                                     full[key]["origin"]["evidence"])
                    for fact in ("version", "consequence", "requires", "enable_write"):
                        self.assertEqual(version[fact], full[key][fact])


class OtherBuilds:
    """With all patches, by other compilers and with other options; each builds without a warning, since
    formats.config makes them errors."""

    # with the patches, and stock
    DESCRIBED = (("7.3-clang-sysfs", "7.3-clang"), ("7.3-arm64-sysfs", "7.3-arm64"),
                 ("7.3-arm64-clang-sysfs", "7.3-arm64"), ("7.3-sysfs-off", "7.3"))

    def check(self, name):
        """Whether all is known from descriptors, and none brought a warning; the catalog."""
        described = kernels.catalog(kernels.vmlinux(name))
        found = kernels.versions(described)
        self.assertTrue(found)
        for key, version in found.items():
            self.assertEqual(version["origin"]["evidence"]["id"], "descriptor", key)
        self.assertIn("CONFIG_WERROR=y",
                      (kernels.directories()[name] / ".config").read_text().splitlines())
        return described

    def test_say_what_was_found_in_stock_ones(self):
        for patched_name, stock in self.DESCRIBED:
            with self.subTest(patched_name):
                self.assertEqual(essence(self.check(patched_name)),
                                 essence(kernels.catalog(kernels.vmlinux(stock))))

    def test_without_liveupdate(self):
        """The formats of a stock kernel without LUO, and of KHO all that one with LUO has: blocks are built with
        LUO only, so that debug information lacks their struct, and a descriptor names it all the same."""
        described = kernels.essence(self.check("sysfs-off-no-liveupdate"))
        stock = kernels.essence(kernels.catalog(kernels.vmlinux("no-liveupdate")))
        whole = kernels.essence(kernels.catalog(kernels.vmlinux("7.3")))
        self.assertEqual(set(described), set(stock))
        self.assertEqual(described, {key: whole[key] for key in described})
        kho = ("core", "kho-v4")
        self.assertEqual(set(described[kho]["layout"]["roots"]) - set(stock[kho]["layout"]["roots"]),
                         {"struct kho_block_header_ser"})

    def test_switched_off(self):
        """Nothing is described, and as much is found as in a kernel without the patches."""
        described = kernels.catalog(kernels.vmlinux("sysfs-off-no-formats"))
        self.assertEqual(essence(described), essence(kernels.catalog(kernels.vmlinux("7.3"))))
        for key, version in kernels.versions(described).items():
            self.assertNotIn("descriptor", version["origin"]["evidence"].values(), key)
        sections = facts.Elf(kernels.vmlinux("sysfs-off-no-formats")).sections
        self.assertNotIn(SECTION, [found.name for found in sections])


if kernels.FULL:
    class Builds(OtherBuilds, kernels.KernelCase):
        """clang 19 and arm64, LUO switched off, descriptors switched off"""


class Objects(kernels.KernelCase):
    """What the link takes, one by one and together."""

    def test_object_file(self):
        for release in RELEASES:
            with self.subTest(release):
                tree = patched(release)
                found = kernels.versions(kernels.catalog(tree.path / "mm/memfd_luo.o"))
                memfd = found["file-handler", tree.abi_strings["MEMFD_LUO_FH_COMPATIBLE"]]
                self.assertEqual(len(found), 1)
                self.assertEqual(memfd["origin"]["evidence"]["id"], "descriptor")
                linked = kernels.versions(kernels.catalog(tree.path / "vmlinux"))
                self.assertEqual(memfd["layout"], linked["file-handler", "memfd-v2"]["layout"])

    def test_vmlinux_o(self):
        for release in RELEASES:
            with self.subTest(release):
                tree = patched(release)
                objects, types = essence(kernels.catalog(tree.path / "vmlinux.o"))
                linked, linked_types = essence(kernels.catalog(tree.path / "vmlinux"))
                for version in [*objects.values(), *linked.values()]:
                    del version["provider"]
                self.assertEqual((objects, types), (linked, linked_types))

    def test_build_tree(self):
        for release in RELEASES:
            with self.subTest(release):
                tree = patched(release)
                self.assertEqual(essence(kernels.catalog(tree.path)),
                                 essence(kernels.catalog(tree.path / "vmlinux")))


class Verdict(kernels.KernelCase):
    """Who is patched and who is not makes no difference to what can be handed over."""

    def test_both_ways(self):
        for release in RELEASES:
            for other in RELEASES:
                with self.subTest(f"{release}-formats, {other}"):
                    paths = []
                    for name in (f"{release}-formats", other):
                        paths.append(self.dir / f"{name}.json")
                        paths[-1].write_text(kernels.text(kernels.vmlinux(name)))
                    result = support.run("luo-compat-check", *paths, "--direction", "both",
                                         "--format", "json")
                    self.assertEqual((result.status, result.err), (0, ""), result.out)
                    outcomes = [question["outcome"]
                                for question in result.json("verdict")["questions"]]
                    self.assertEqual(outcomes, ["compatible", "compatible"])


GADGET = """// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kho/abi/kexec_handover.h>
#include <linux/liveupdate_format.h>
#include <linux/module.h>

struct gadget_ser { u64 size; u32 flags; u32 colour; };
struct gadget_old_ser { u64 size; };

LIVEUPDATE_FORMAT(gadget_v2, LIVEUPDATE_FORMAT_FILE_HANDLER, "gadget", 2, "gadget-v2",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_ROOTS(struct gadget_ser),
		  LIVEUPDATE_REQUIRES("core:" KHO_FDT_COMPATIBLE));

LIVEUPDATE_FORMAT(gadget_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "gadget", 1, "gadget-v1",
		  LIVEUPDATE_FORMAT_READ, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_ROOTS(struct gadget_old_ser), LIVEUPDATE_REQUIRES_NOTHING);

MODULE_DESCRIPTION("gadget");
MODULE_LICENSE("GPL");
"""


class Module(kernels.KernelCase):
    """A module from outside the tree that describes two versions of its own."""

    def build(self, release, *words):
        source = self.dir / release
        source.mkdir()
        (source / "gadget.c").write_text(GADGET)
        (source / "Kbuild").write_text("obj-m := gadget.o\n")
        built = subprocess.run(
            ["make", "-s", "-C", kernels.directories()[release], f"M={source}", "W=1", *words],
            check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=outside())
        return source / "gadget.ko", built.returncode, built.stdout.decode(errors="replace")

    def test_two_versions(self):
        for release in RELEASES:
            with self.subTest(release):
                tree = patched(release)
                module, status, said = self.build(f"{release}-formats")
                self.assertEqual(status, 0, said)
                self.assertNotIn("warning", said)
                self.assertEqual(len(sizes(contents(facts.Elf(module)))), 2)
                self.assertNotIn(".discard", facts.tool("readelf", "-SW", module))
                # sbin is not in everybody's path
                modinfo = shutil.which("modinfo", path=os.environ["PATH"] + ":/usr/sbin:/sbin")
                self.assertEqual(set(facts.tool(modinfo, "-F", "luo_format", module).split()),
                                 {"gadget-v1", "gadget-v2"})
                self.check(kernels.versions(kernels.catalog(module)))
                together = kernels.versions(kernels.catalog(tree.path / "vmlinux", module))
                self.check(together)
                self.assertEqual({key for key in together if "gadget" not in key[1]},
                                 set(kernels.versions(kernels.catalog(tree.path / "vmlinux"))))

    def check(self, found):
        new, old = found["file-handler", "gadget-v2"], found["file-handler", "gadget-v1"]
        for version in (new, old):
            self.assertEqual(version["provider"], "gadget")
            self.assertEqual(version["origin"]["evidence"]["id"], "descriptor")
        self.assertEqual((new["read"], new["write"]), (True, True))
        self.assertEqual((old["read"], old["write"]), (True, False))
        self.assertEqual(new["layout"]["roots"], ["struct gadget_ser"])
        self.assertEqual(new["requires"], [{"kind": "core", "compatible": "kho-v4"}])

    def test_kernel_without_the_header(self):
        """A stock kernel has nothing to describe formats with: the module does not compile."""
        _, status, said = self.build("7.3")
        self.assertNotEqual(status, 0)
        self.assertIn("liveupdate_format.h", said)


class Tools(kernels.KernelCase):
    """tools/testing/memblock compiles mm/memblock.c against headers of its own."""

    NEEDED = ("tools/testing/memblock", "tools/testing/selftests/kselftest.h", "tools/arch/x86",
              "tools/include", "tools/lib", "lib/cmdline.c", "mm/memblock.c",
              "include/linux/memblock.h", "arch/x86/include/asm")

    def test_memblock_simulator(self):
        for release in RELEASES:
            with self.subTest(release):
                tree = patched(release).path
                copy = self.dir / release
                for name in self.NEEDED:
                    (copy / name).parent.mkdir(parents=True, exist_ok=True)
                    (shutil.copytree if (tree / name).is_dir() else shutil.copyfile)(
                        tree / name, copy / name)
                simulator = copy / "tools/testing/memblock"
                built = subprocess.run(["make", "-s", "-C", simulator], check=False,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                       env=outside())
                self.assertEqual(built.returncode, 0, built.stdout.decode())
                subprocess.run([simulator / "main"], cwd=simulator, check=True)
