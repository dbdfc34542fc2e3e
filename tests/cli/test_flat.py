# SPDX-License-Identifier: GPL-2.0-only
"""arm64's Image: what it holds shows without sections, and without the pointers that relocations make."""
import struct
import unittest

from elf import Elf
from fixture import INCLUDES, TestCase

BUILD_ID = "0123456789abcdef0123456789abcdef01234567"
BASE = 0xffff800080000000

# kernel: arch/arm64/kernel/vmlinux.lds.S
SCRIPT = """
SECTIONS {
	. = %#x;
	.head.text : { *(.head.text) }
	.text : ALIGN(0x10000) { *(.text*) }
	.rodata : ALIGN(0x10000) { *(.rodata*) *(.data.rel.ro*) }
	.luo_formats : ALIGN(8) { KEEP(*(.luo_formats)) }
	.notes : { *(.note.gnu.build-id) }
	.BTF : ALIGN(4) { *(.BTF) }
	.rela.dyn : ALIGN(8) { *(.rela*) }
	.data : ALIGN(0x10000) { *(.data*) *(.bss*) }
	/DISCARD/ : { *(.comment) *(.interp) }
}
""" % BASE

KERNEL = r"""
#include "liveupdate.h"
__asm__(".section .head.text, \"ax\"; nop; b .; .quad 0, 0x40000, 0xa, 0, 0, 0;"
	".ascii \"ARM\\x64\"; .long 0; .text");
const char linux_banner[] __attribute__((used)) = "Linux version 7.3.0-test (me@host) gcc";
const char luo[] __attribute__((used)) = "luo-v5";
%s
static const struct liveupdate_file_ops thing_ops = { FIXTURE_FILE_OPS };
struct liveupdate_file_handler thing = { .ops = &thing_ops, .compatible = "thing-v1" };
""" % ("const char *words[] = { %s };" % ", ".join(f'"word number {i}"' for i in range(100)),)


# what a kernel with the table in sysfs says of itself
DESCRIBED = KERNEL + r"""
#include <linux/liveupdate_format.h>
LIVEUPDATE_FORMAT(luo_v5, LIVEUPDATE_FORMAT_CORE, "luo", 5, "luo-v5",
		  LIVEUPDATE_FORMAT_RW | LIVEUPDATE_FORMAT_WRITE_CONTROL, LIVEUPDATE_FORMAT_PANIC,
		  LIVEUPDATE_NO_LAYOUT, LIVEUPDATE_REQUIRES_NOTHING);
LIVEUPDATE_FORMAT(thing_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "thing", 1, "thing-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_NO_LAYOUT, LIVEUPDATE_REQUIRES("core:luo-v5"));
"""

SHT_NOBITS, SHF_ALLOC = 8, 2


def flatten(vmlinux):
    """objcopy -O binary: the allocated sections where they are loaded, as far as they have bytes."""
    image = bytearray()
    for index in range(1, vmlinux.count):
        header = vmlinux.header(index)
        if not header["flags"] & SHF_ALLOC or header["type"] == SHT_NOBITS or not header["size"]:
            continue
        at = header["addr"] - BASE
        image.extend(bytes(max(0, at + header["size"] - len(image))))
        image[at:at + header["size"]] = vmlinux.bytes[header["offset"]:header["offset"] + header["size"]]
    return bytes(image)


class Flat(TestCase):
    def link(self, name, source, *flags):
        """vmlinux for arm64 as the kernel links it: position-independent, with no pointer in place."""
        (self.dir / "kernel.lds").write_text(SCRIPT)
        return self.compile(source, name, "--target=aarch64-linux-gnu", "-O2", "-g", "-fpie", "-fvisibility=hidden",
                            "-mno-outline-atomics", "-nostdlib", "-shared", "-fuse-ld=lld", *INCLUDES,
                            "-Wl,-Bsymbolic,-z,norelro,-z,notext,-T,kernel.lds",
                            f"-Wl,--build-id=0x{BUILD_ID}", *flags, cc="clang")

    def kernel(self, source=KERNEL, *flags):
        """vmlinux with BTF among its data, and the Image of it."""
        self.link("first", source, *flags)
        self.tool("pahole", "-J", "first")
        first = Elf(self.dir / "first")
        offset, size = first.data(".BTF")
        (self.dir / "btf").write_bytes(first.bytes[offset:offset + size])
        # a note of its own, as the vDSOs in a kernel have, and BTF as the kernel's build adds it
        self.link("vmlinux", source + '__asm__(".section .BTF, \\"a\\"; .incbin \\"btf\\"; .text");', *flags)
        image = flatten(Elf(self.dir / "vmlinux"))
        (self.dir / "Image").write_bytes(image)
        return image

    def essence(self, path):
        """All but where and how it was found."""
        document = self.catalog(path)
        for entry in document["formats"]:
            for version in entry["versions"]:
                del version["origin"]
        return document

    def test_as_the_vmlinux(self):
        image = self.kernel()
        self.assertNotIn(struct.pack("<Q", self.address("vmlinux", "thing_ops")),
                         image[self.address("vmlinux", "thing") - BASE:][:8])
        self.assertEqual(self.essence("Image"), self.essence("vmlinux"))
        self.assertEqual(self.catalog("Image")["kernel"]["build_id"], BUILD_ID)

    def test_handler(self):
        self.kernel()
        formats = self.formats("Image")
        thing = formats["file-handler", "thing-v1"]
        self.assertEqual(thing["origin"]["evidence"],
                         {"id": "shape", "read": "shape", "write": "shape", "constants": None})
        self.assertEqual(int(thing["origin"]["address"], 16), self.address("vmlinux", "thing"))

    def why(self, image):
        """The gaps of an image in which something was changed."""
        (self.dir / "Image").write_bytes(image)
        document = self.catalog("Image")
        self.assertNotIn("thing", [entry["name"] for entry in document["formats"]])
        return [gap["why"] for gap in document["gaps"]]

    def test_packed_relocations(self):
        """.relr.dyn (CONFIG_RELR) says where pointers are, and these stand in their places."""
        image = self.kernel(KERNEL, "-Wl,--pack-dyn-relocs=relr")
        self.assertIn(".relr.dyn", self.tool("readelf", "-SW", "vmlinux"))
        self.assertIn(struct.pack("<Q", self.address("vmlinux", "thing_ops")),
                      image[self.address("vmlinux", "thing") - BASE:][:8])
        self.assertEqual(self.essence("Image"), self.essence("vmlinux"))
        thing = self.formats("Image")["file-handler", "thing-v1"]
        self.assertEqual((int(thing["origin"]["address"], 16), thing["origin"]["evidence"]["id"]),
                         (self.address("vmlinux", "thing"), "shape"))

    def test_packed_relocations_that_are_not_found(self):
        """That the callbacks are nobody's is said."""
        image = self.kernel(KERNEL, "-Wl,--pack-dyn-relocs=relr")
        vmlinux = Elf(self.dir / "vmlinux")
        packed = next(vmlinux.header(index) for index in range(1, vmlinux.count)
                      if vmlinux.header(index)["type"] == 19) # SHT_RELR
        at, size = packed["addr"] - BASE, packed["size"]
        gaps = self.why(image[:at] + bytes(size) + image[at + size:])
        self.assertEqual(len(gaps), 3)
        self.assertIn("callbacks of no handler", gaps[0])

    def test_packed_relocations_in_vmlinux(self):
        """Stripped, and with sections: nothing has to be applied to what stands in its place."""
        self.kernel(KERNEL, "-Wl,--pack-dyn-relocs=relr")
        whole = self.essence("vmlinux")
        self.tool("llvm-strip-19", "--strip-all", "vmlinux", "-o", "stripped")
        thing = self.formats("stripped")["file-handler", "thing-v1"]
        self.assertEqual((thing["read"], thing["write"], thing["origin"]["evidence"]["id"]),
                         (True, True, "shape"))
        self.assertEqual(self.essence("stripped"), whole)

    def test_descriptors(self):
        """By their magic: the kernel obeys enable_write, and what its records say is what counts."""
        image = self.kernel(DESCRIBED)
        self.assertEqual(self.essence("Image"), self.essence("vmlinux"))
        document = self.catalog("Image")
        self.assertIs(document["kernel"]["write_control"], True)
        formats = self.formats("Image")
        for key, symbol in ((("core", "luo-v5"), "__luo_format_luo_v5"),
                            (("file-handler", "thing-v1"), "__luo_format_thing_v1")):
            origin = formats[key]["origin"]
            self.assertEqual((origin["evidence"]["id"], origin["section"]), ("descriptor", ".luo_formats"))
            self.assertEqual(int(origin["address"], 16), self.address("vmlinux", symbol))
        # of another ABI: whoever skipped them would take the kernel for one that has none
        at = self.address("vmlinux", "__luo_format_luo_v5") - BASE
        (self.dir / "Image").write_bytes(image[:at + 4] + b"\x02" + image[at + 5:])
        self.assertIn(".luo_formats", self.refuse("Image"))
        self.assertIn("newer ABI", self.refuse("Image"))

    def test_words_that_are_no_descriptors(self):
        """The magic alone, at a place where a record could be."""
        words = 'const char word[] __attribute__((used, aligned(8))) = "FOUL play is not a record";'
        image = self.kernel(KERNEL + words)
        self.assertIn(b"FOUL", image)
        self.assertEqual(self.essence("Image"), self.essence("vmlinux"))

    def test_no_btf(self):
        image = self.kernel()
        self.assertEqual(image.count(b"\x9f\xeb\x01\0"), 1)
        gaps = self.why(image.replace(b"\x9f\xeb\x01\0", bytes(4)))
        self.assertEqual(len(gaps), 1)
        self.assertIn("neither symbols nor debug", gaps[0])

    NOTE = struct.pack("<III4s", 4, 20, 3, b"GNU")

    def test_build_id_of_another_file_in_it(self):
        """Each vDSO has one, and section headers at its end."""
        image = self.kernel()
        vdso = bytearray(512)
        vdso[:7] = b"\x7fELF\2\1\1"
        vdso[256:256 + 36] = self.NOTE + bytes(20)
        struct.pack_into("<Q", vdso, 40, 448)     # e_shoff
        struct.pack_into("<HH", vdso, 58, 64, 1)  # e_shentsize, e_shnum
        source = "".join(f", {byte}" for byte in vdso)[2:]
        self.kernel(KERNEL + "const unsigned char vdso[] __attribute__((used)) = { %s };" % source)
        self.assertEqual((self.dir / "Image").read_bytes().count(self.NOTE), 2)
        self.assertEqual(self.catalog("Image")["kernel"]["build_id"], BUILD_ID)
        # the same note, and no file around it
        whole = bytearray(image + self.NOTE + bytes(20))
        struct.pack_into("<Q", whole, 16, 1 << 24)
        (self.dir / "Image").write_bytes(whole)
        self.assertIsNone(self.catalog("Image")["kernel"]["build_id"])

    def test_larger_than_its_header_says(self):
        (self.dir / "Image").write_bytes(self.kernel() + bytes(1 << 20))
        self.assertIn("smaller than it is", self.refuse("Image"))

    def test_big_endian(self):
        image = bytearray(self.kernel())
        image[24] |= 1
        (self.dir / "Image").write_bytes(image)
        self.refuse("Image")

    def test_cut_short(self):
        """Anywhere: one line, or a catalog that says what it lacks."""
        image = self.kernel()
        for length in range(64, len(image), len(image) // 40):
            (self.dir / "Image").write_bytes(image[:length])
            with self.subTest(length):
                if b"Linux version" not in image[:length]:
                    self.assertIn("has no banner", self.refuse("Image"))
                elif b"luo-v5\0" in image[:length]:
                    document = self.catalog("Image")
                    self.assertTrue(document["gaps"] or any(
                        entry["name"] == "thing" for entry in document["formats"]))


if __name__ == "__main__":
    unittest.main()
