# SPDX-License-Identifier: GPL-2.0-only
"""As much of flattened device trees (Devicetree Specification, chapter 5) as reserve_mem needs."""
import struct

BEGIN_NODE, END_NODE, PROP, NOP, END = 1, 2, 3, 4, 9


def properties(blob, node):
    """The properties of the first node of this name: bytes by name."""
    magic, _, offset, strings = struct.unpack_from(">4I", blob)
    assert magic == 0xd00dfeed, hex(magic)

    def string(start):
        return blob[start:blob.index(0, start)].decode()

    inside = False
    found = {}
    while True:
        token, = struct.unpack_from(">I", blob, offset)
        offset += 4
        if token == BEGIN_NODE:
            name = string(offset)
            offset += len(name) + 1
            inside = name == node
        elif token == PROP:
            length, name = struct.unpack_from(">2I", blob, offset)
            offset += 8
            if inside:
                found[string(strings + name)] = blob[offset:offset + length]
            offset += length
        elif token == END_NODE and inside or token == END:
            return found
        else:
            assert token in (END_NODE, NOP), token
        offset = (offset + 3) & ~3
