# SPDX-License-Identifier: GPL-2.0-only
"""Boot images and packages around a small kernel, made as the kernel's build and packagers do.

The headers are written from their documentation (Documentation/arch/x86/boot.rst, arch/arm64/
booting.rst, drivers/firmware/efi/libstub/zboot-header.S of the kernel), the compression is by the
command lines of scripts/Makefile.lib.
"""
import shutil
import struct
import subprocess

from fixture import TestCase as FixtureCase

# name: the command, and whether the build appends the unpacked size (gzip's format has it)
PACKERS = {
    "gzip": (["gzip", "-n", "-f", "-9"], False),
    "bzip2": (["bzip2", "-9"], True),
    "lzma": (["xz", "--format=lzma", "-9"], True),
    "xz": (["xz", "--check=crc32", "--x86", "--lzma2=dict=32MiB"], True),
    "lz4": (["lz4", "-l", "-9", "-", "-"], True),
    "zstd": (["zstd", "-22", "--ultra", "-q"], True),
}


def pack(content, how, with_size=False):
    """Compressed, as a file; or, with_size, as the payload of an image."""
    command, append = PACKERS[how]
    packed = subprocess.run(command, input=content, stdout=subprocess.PIPE, check=True).stdout
    return packed + (struct.pack("<I", len(content)) if with_size and append else b"")


def bzimage(payload, setup_sects=31, protocol=0x20f, gap=0x2c4, **fields):
    """Real-mode code, and 32-bit code with the payload in it. fields: what the header says."""
    code = b"\xf4" * gap + payload + b"\xf4" * 1000
    code += bytes(-len(code) % 16)
    # setup_sects 0 stands for 4
    image = bytearray(((setup_sects or 4) + 1) * 512)
    values = {"setup_sects": setup_sects, "syssize": len(code) // 16, "boot_flag": 0xaa55,
              "header": 0x53726448, "version": protocol, "payload_offset": gap,
              "payload_length": len(payload), **fields}
    for name, offset, form in (("setup_sects", 0x1f1, "<B"), ("syssize", 0x1f4, "<I"),
                               ("boot_flag", 0x1fe, "<H"), ("header", 0x202, "<I"),
                               ("version", 0x206, "<H"), ("payload_offset", 0x248, "<I"),
                               ("payload_length", 0x24c, "<I")):
        struct.pack_into(form, image, offset, values[name])
    image[0:2] = b"MZ"  # CONFIG_EFI_STUB
    return bytes(image) + code


def zboot(payload, how, offset=0x1000, size=None):
    """size: what the header says, the payload without the appended unpacked size."""
    if size is None:
        size = len(payload) - (4 if PACKERS[how][1] else 0)
    header = struct.pack("<2sxx4sIIII32s", b"MZ", b"zimg", offset, size, 0, 0, how.encode())
    return (header + bytes(0x1000 - len(header)) + payload).ljust(0x1000 + len(payload) + 512, b"\0")


def flat(size=100000):
    """arm64's Image: two instructions, load offset, sizes and flags, and the magic."""
    header = struct.pack("<IIQQQQQQ4sI", 0xd503201f, 0x14000400, 0, size, 0xa, 0, 0, 0, b"ARM\x64", 0)
    return header + bytes(size - len(header))


class TestCase(FixtureCase):
    RELEASE = "7.3.4-test"

    def kernel(self, compatible="core-v1", release=RELEASE, name="vmlinux", luo=False):
        """A linked kernel with a banner and a handler, and with luo one of LUO; gives its bytes."""
        core = 'const char luo[] = "luo-v5";' if luo else ""
        self.linked(f"""
#include "liveupdate.h"
{core}
const char linux_banner[] = "Linux version {release} (me@here) (gcc) #1 SMP\\n";
static const struct liveupdate_file_ops ops = {{ FIXTURE_FILE_OPS }};
static struct liveupdate_file_handler handler = {{ .ops = &ops, .compatible = "{compatible}" }};
void init(void) {{ liveupdate_register(&handler); }}
""", name, "-Wl,--build-id")
        return (self.dir / name).read_bytes()

    def module(self, compatible="mod-v1", release=RELEASE, name="mod", filename="mod.ko"):
        """A module; name None: it does not say its own."""
        said = f"name={name}\\0" if name else ""
        self.object(f"""
#include "liveupdate.h"
static const struct liveupdate_file_ops ops = {{ FIXTURE_FILE_OPS }};
static struct liveupdate_file_handler handler = {{ .ops = &ops, .compatible = "{compatible}" }};
void init(void) {{ liveupdate_register(&handler); }}
const char modinfo[] __attribute__((section(".modinfo"), used)) =
        "{said}vermagic={release} SMP mod_unload ";
char this_module[64] __attribute__((section(".gnu.linkonce.this_module"), used));
""", filename)
        return (self.dir / filename).read_bytes()

    def write(self, name, content):
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def root(self, files):
        """What goes into a package, as a directory."""
        root = self.dir / "package.root"
        shutil.rmtree(root, ignore_errors=True)
        for path, content in files.items():
            self.write(root / path, content)
        return root

    def deb(self, files, name="linux.deb", how="xz"):
        """A package of {path: bytes}, made by dpkg-deb."""
        root = self.root(files)
        self.write(root / "DEBIAN/control", b"Package: linux\nVersion: 1\nArchitecture: amd64\n"
                   b"Maintainer: me <me@example.org>\nDescription: test\n")
        (self.dir / name).parent.mkdir(parents=True, exist_ok=True)
        self.tool("dpkg-deb", "--root-owner-group", f"-Z{how}", "--build", root, name)
        return self.dir / name

    def rpm(self, files, name="linux.rpm", how="w9.gzdio"):
        """The same, made by rpmbuild."""
        root = self.root(files)
        (self.dir / name).parent.mkdir(parents=True, exist_ok=True)
        self.write("linux.spec", "\n".join([
            "Name: linux", "Version: 1", "Release: 1", "Summary: test", "License: GPL-2.0-only",
            "BuildArch: noarch", "%description", "test", "%install",
            f"mkdir -p %{{buildroot}} && cp -r {root}/. %{{buildroot}}", "%files",
            *(f"/{path}" for path in files), ""]).encode())
        self.tool("rpmbuild", "-bb", "--quiet", "--define", f"_topdir {self.dir}/rpmbuild",
                  "--define", f"_binary_payload {how}", "--define", "__os_install_post %{nil}",
                  "--define", "__spec_install_post %{nil}", "--define", "debug_package %{nil}",
                  "linux.spec", stderr=subprocess.DEVNULL)
        (self.dir / "rpmbuild/RPMS/noarch/linux-1-1.noarch.rpm").rename(self.dir / name)
        return self.dir / name

    def origins(self, *paths):
        """{compatible: (provider, origin's object)}"""
        return {key[1]: (version["provider"], version["origin"]["object"])
                for key, version in self.formats(*paths).items()}
