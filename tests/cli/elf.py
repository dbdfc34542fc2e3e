# SPDX-License-Identifier: GPL-2.0-only
"""Just enough of ELF64, little endian, to break a file in one place."""
import struct

SECTION = struct.Struct("<IIQQQQIIQQ")
FIELDS = ("name", "type", "flags", "addr", "offset", "size", "link", "info", "addralign",
          "entsize")


class Elf:
    """An ELF file in memory; sections are found by name and changed field by field."""

    def __init__(self, path):
        self.bytes = bytearray(path.read_bytes())
        self.table, = struct.unpack_from("<Q", self.bytes, 40)
        self.count, self.names = struct.unpack_from("<HH", self.bytes, 60)

    def header(self, index):
        return dict(zip(FIELDS, SECTION.unpack_from(self.bytes, self.table + 64 * index)))

    def name(self, index):
        start = self.header(self.names)["offset"] + self.header(index)["name"]
        return self.bytes[start:self.bytes.index(0, start)].decode()

    def index(self, name):
        return next(i for i in range(1, self.count) if self.name(i) == name)

    def change(self, index, **fields):
        header = {**self.header(index), **fields}
        SECTION.pack_into(self.bytes, self.table + 64 * index, *(header[f] for f in FIELDS))

    def put(self, offset, form, *values):
        struct.pack_into(form, self.bytes, offset, *values)

    def data(self, name):
        header = self.header(self.index(name))
        return header["offset"], header["size"]
