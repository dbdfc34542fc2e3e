#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Seeds of fuzz_btf: seed_btf.py DIRECTORY OBJECT...

The .BTF of each object (ELF64 of either byte order) alone, and under a module's; as sections and as
files."""
import pathlib
import struct
import sys


def section(data, wanted):
    order = "<" if data[5] == 1 else ">"
    table, = struct.unpack_from(order + "Q", data, 40)
    count, names = struct.unpack_from(order + "HH", data, 60)
    headers = [struct.unpack_from(order + "IIQQQQIIQQ", data, table + 64 * i)
               for i in range(count)]
    for name, _, _, _, offset, size, *_ in headers:
        start = headers[names][4] + name
        if data[start:data.index(0, start)] == wanted:
            return order, data[offset:offset + size]
    raise SystemExit("no section " + wanted.decode())


def module(order, base):
    """struct mine { TYPE 1 value; }, whose strings go on behind the base's."""
    strings, = struct.unpack_from(order + "I", base, 20)
    types = struct.pack(order + "6I", strings, 4 << 24 | 1, 64, strings + 5, 1, 0)
    text = b"mine\0value\0"
    return struct.pack(order + "HBB5I", 0xeb9f, 1, 0, 24, 0, len(types), len(types),
                       len(text)) + types + text


def main():
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    for path in map(pathlib.Path, sys.argv[2:]):
        order, base = section(path.read_bytes(), b".BTF")
        for number, name in ((0, path.stem), (2, f"{path.stem}-file")):
            (directory / name).write_bytes(bytes((number, 0, 0)) + base)
            (directory / f"{name}-module").write_bytes(
                bytes((number | 1,)) + struct.pack("<H", len(base)) + base + module(order, base))


main()
