# SPDX-License-Identifier: GPL-2.0-only
"""Facts about a built kernel, got without our programs: readelf, nm, the source, the configuration."""
import collections
import functools
import os
import pathlib
import re
import subprocess
import tempfile

Section = collections.namedtuple("Section", "name type address offset size")
Symbol = collections.namedtuple("Symbol", "address size")


def tool(*command):
    return subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout.decode(errors="replace")


class Elf:
    """A linked or relocatable file as readelf and nm describe it."""

    def __init__(self, path):
        self.path = pathlib.Path(path)

    @functools.cached_property
    def sections(self):
        line = re.compile(r"\s*\[ *\d+\] (\S+) +(\S+) +([0-9a-f]{8,16}) ([0-9a-f]+) ([0-9a-f]+) ")
        found = map(line.match, tool("readelf", "-SW", self.path).splitlines())
        return [Section(m[1], m[2], int(m[3], 16), int(m[4], 16), int(m[5], 16))
                for m in found if m]

    @functools.cached_property
    def symbols(self):
        """Sized ones by name; the last of several of one name."""
        words = (line.split() for line in tool("nm", "-S", self.path).splitlines())
        return {w[3]: Symbol(int(w[0], 16), int(w[1], 16)) for w in words if len(w) == 4}

    @functools.cached_property
    def build_id(self):
        return re.search(r"Build ID: ([0-9a-f]+)", tool("readelf", "-nW", self.path))[1]

    def section_at(self, address):
        """Of a linked file: debug sections have the address 0 and kernels none there."""
        return next(s for s in self.sections
                    if s.address and s.address <= address < s.address + s.size)

    def bytes_at(self, address, length):
        section = self.section_at(address)
        with open(self.path, "rb") as file:
            file.seek(section.offset + address - section.address)
            return file.read(length)

    def string_at(self, address, limit):
        return self.bytes_at(address, limit).split(b"\0")[0].decode()

    def rodata(self):
        section = next(s for s in self.sections if s.name == ".rodata")
        return self.bytes_at(section.address, section.size)


class Variable:
    """Where an object file's DWARF says that a variable is defined, as readelf prints it."""

    def __init__(self, path, name):
        info = tool("readelf", "--debug-dump=info", path)
        die = re.search(r"DW_AT_name[^\n]*: " + re.escape(name) + r"\n((?: +<[0-9a-f]+> +DW_AT_[^\n]*\n)*)",
                        info)[1]
        self.line = int(re.search(r"DW_AT_decl_line *: (\d+)", die)[1])
        number = re.search(r"DW_AT_decl_file *: (\d+)", die)[1]
        # one unit in one object: its own line table
        table = tool("readelf", "-W", "--debug-dump=rawline", path)
        directories, files = re.search(
            r"Directory Table.*?\n(.*?)The File Name Table.*?\n(.*?)\n\n", table, re.S).groups()
        # number, directory, (clang:) MD5, name
        entry = self._entry(files, number)
        # directory 0 is the compiler's own, to which others, and names, may be relative
        top = self._entry(directories, "0")[1]
        directory = self._entry(directories, entry[1])[1]
        self.source = os.path.relpath(os.path.join(top, directory, entry[-1]), top)

    @staticmethod
    def _entry(table, number):
        """A line of such a table, without what binutils says about forms and offsets."""
        rows = (re.sub(r"\([^()]*\):?", "", line).split() for line in table.splitlines())
        return next(row for row in rows if row and row[0] == number)


class Tree:
    """A built kernel tree: its source, its configuration."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.vmlinux = Elf(self.path / "vmlinux")

    def text(self, name):
        return (self.path / name).read_text()

    @functools.cached_property
    def release(self):
        return self.text("include/config/kernel.release").strip()

    @functools.cached_property
    def abi_strings(self):
        """Every string that include/linux/kho/abi/*.h defines, by the name of its macro."""
        strings = {}
        for header in sorted((self.path / "include/linux/kho/abi").glob("*.h")):
            strings.update(re.findall(r'^#define\s+(\w+)\s+"([^"]*)"', header.read_text(), re.M))
        return strings

    @functools.cached_property
    def max_page_order(self):
        """Where the architecture does not set it (x86 does not)."""
        return int(re.search(r"#ifndef CONFIG_ARCH_FORCE_MAX_ORDER\n#define MAX_PAGE_ORDER (\d+)",
                             self.text("include/linux/mmzone.h"))[1])

    @functools.cached_property
    def constants(self):
        """Values of the macros of kho/abi, and of those of KHO's code."""
        names = ("KHO_BLOCK_SIZE", "KHO_VMALLOC_ALLOC", "KHO_VMALLOC_HUGE_VMAP",
                 "MEMFD_LUO_ALL_SEALS", "MEMFD_LUO_FOLIO_DIRTY", "MEMFD_LUO_FOLIO_UPTODATE")
        code = re.findall(r"^#define KHO_VMALLOC_(?:ALLOC|HUGE_VMAP)\s.*$",
                          self.text("kernel/liveupdate/kexec_handover.c"), re.M)
        headers = [f"#include <linux/{name}.h>"
                   for name in ("fcntl", "kho/abi/block", "kho/abi/memfd")]
        lines = self.preprocessed("\n".join([*headers, *code, *(f"=== {name}" for name in names)]))
        return dict(zip(names, evaluated([line[4:] for line in lines if line.startswith("=== ")]),
                        strict=True))

    def preprocessed(self, source):
        """Lines of what the preprocessor makes of it with the kernel's headers."""
        include = [f"-I{self.path}/{name}" for name in (
            "arch/x86/include", "arch/x86/include/generated", "include", "arch/x86/include/uapi",
            "arch/x86/include/generated/uapi", "include/uapi", "include/generated/uapi")]
        return subprocess.run(
            ["gcc", "-E", "-P", "-nostdinc", "-D__KERNEL__", *include,
             "-include", self.path / "include/linux/kconfig.h",
             "-include", self.path / "include/linux/compiler_types.h", "-"],
            input=source + "\n", check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()

    @functools.cached_property
    def compatible_length(self):
        """Bytes of a handler's string, which stands behind the pointer to its ops."""
        return int(re.search(r"#define LIVEUPDATE_HNDL_COMPAT_LENGTH\s+(\d+)",
                             self.text("include/linux/kho/abi/luo.h"))[1])


def evaluated(expressions):
    """What a C program makes of them, as 64 bits."""
    program = "#include <stdio.h>\nint main(void) {\n" + "".join(
        f'printf("%llu ", (unsigned long long)({text}));\n' for text in expressions) + "}\n"
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "values"
        subprocess.run(["gcc", "-x", "c", "-o", path, "-"], check=True, input=program, text=True)
        return [int(value) for value in tool(path).split()]


def options(config):
    """A .config's settings without CONFIG_; an option that it does not name is off."""
    settings = collections.defaultdict(lambda: "n")
    for name, value in re.findall(r"^CONFIG_(\w+)=(.*)$", config, re.M):
        settings[name] = value.strip('"')
    return settings
