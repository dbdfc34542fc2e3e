#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Seeds of fuzz_image: seed_image.py DIRECTORY LINKED OBJECT: an ELF file in each form that ships."""
import io
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from image import PACKERS, bzimage, flat, pack, zboot  # noqa: E402 pylint: disable=all


CONFIG = b"""#
# Automatically generated file; DO NOT EDIT.
# Linux/x86 7.3.4 Kernel Configuration
#
CONFIG_LIVEUPDATE=y
"""


def member(name, content):
    return f"{name:<16}{0:<12}{0:<6}{0:<6}{644:<8}{len(content):<10}`\n".encode() + content + (
        b"\n" * (len(content) % 2))


def deb(files, how):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(f"./{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    packed = pack(data.getvalue(), how)
    return (b"!<arch>\n" + member("debian-binary", b"2.0\n") + member("control.tar", b"")
            + member("data.tar.x", packed))


def cpio_archive(files):
    with tempfile.TemporaryDirectory() as directory:
        for name, content in files.items():
            path = pathlib.Path(directory) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=directory, check=True,
                              input="\n".join(files).encode(), stdout=subprocess.PIPE).stdout


def rpm(files, how):
    """A lead, two empty headers, and a cpio archive: what a reader has to step over."""
    header = b"\x8e\xad\xe8\x01" + bytes(4) + struct.pack(">II", 1, 4) + struct.pack(
        ">IIII", 1000, 4, 0, 1) + bytes(4)
    lead = b"\xed\xab\xee\xdb\x03\x00" + bytes(90)
    return lead + header + bytes(-len(header) % 8) + header + pack(cpio_archive(files), how)


def unified(linux, initrd):
    """MZ, PE header, two section headers, the sections."""
    header = bytearray(512)
    header[0:2] = b"MZ"
    struct.pack_into("<I", header, 0x3c, 64)
    struct.pack_into("<4sHHIIIHH", header, 64, b"PE\0\0", 0x8664, 2, 0, 0, 0, 0, 0x22)
    struct.pack_into("<8sIIII", header, 88, b".linux", len(linux), 0x1000, len(linux), 512)
    struct.pack_into("<8sIIII", header, 128, b".initrd", len(initrd), 0x2000, len(initrd),
                     512 + len(linux))
    return bytes(header) + linux + initrd


def with_section(path, name, content):
    """The object with one section more."""
    with tempfile.TemporaryDirectory() as directory:
        (pathlib.Path(directory) / "content").write_bytes(content)
        subprocess.run(["objcopy", "--add-section", f"{name}={directory}/content",
                        "--set-section-flags", f"{name}=alloc,load,readonly,data,contents",
                        path, f"{directory}/out"], check=True, stderr=subprocess.DEVNULL)
        return (pathlib.Path(directory) / "out").read_bytes()


def main():
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    linked = with_section(sys.argv[2], ".rodata.banner", b"\0Linux version 7.3.4-test (me) \0")
    module = with_section(sys.argv[3], ".gnu.linkonce.this_module", b"1234")
    seeds = {"flat": flat(200), "module": module, "config": CONFIG}
    # the processor's microcode, and modules; each archive alone is padded to 512 bytes
    early = cpio_archive({"kernel/x86/microcode/x.bin": b"1234"})
    main_part = cpio_archive({"init": b"#!", "lib/modules/7.3.4-test/a.ko": module,
                              "usr/lib/modules/7.3.4-test/b.ko.gz": pack(module, "gzip")})
    for how in PACKERS:
        image = bzimage(pack(linked, how, with_size=True), setup_sects=1, gap=64)
        files = {"vmlinuz": image, "a.ko": pack(module, how), "config-7.3.4-test": CONFIG}
        seeds |= {f"bzimage-{how}": image, f"file-{how}": pack(module, how),
                  f"zboot-{how}": zboot(pack(linked, how, with_size=True), how),
                  f"deb-{how}": deb(files, how), f"rpm-{how}": rpm(files, how),
                  f"initramfs-{how}": early + bytes(4) + pack(main_part + early + main_part, how),
                  f"initramfs-behind-{how}": pack(early, how) + main_part}
    seeds["unified"] = unified(seeds["bzimage-zstd"], seeds["initramfs-zstd"])
    for name, content in seeds.items():
        (directory / name).write_bytes(content)


if __name__ == "__main__":
    main()
