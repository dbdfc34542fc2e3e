# SPDX-License-Identifier: GPL-2.0-only
"""libluocat as others link it: its symbols, what it needs, and the installed copy."""
import json
import os
import re
import shutil
import subprocess

import manual
import support

HEADER = support.TOP / "libluocat" / "luocat.h"
MAP = support.TOP / "libluocat" / "libluocat.map"
SHARED = support.BUILD / "libluocat.so"

# Only catalog-gen may know ELF, DWARF and BTF, and unpack anything.
FOREIGN = re.compile(r"lib(elf|dw|dwarf|bpf|btf|bfd|archive)\b")

# The library never prints, exits, forks, reads a clock or asks the environment.
FORBIDDEN = set("""
    printf puts putchar perror fprintf vprintf vfprintf __printf_chk __fprintf_chk __vfprintf_chk
    stdout stderr syslog exit _exit abort fork vfork system popen execve time gettimeofday
    clock_gettime getenv secure_getenv setlocale signal sigaction
    """.split())

CONSUMER = r"""
#include <luocat.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	struct luocat_error err;
	struct luocat_catalog *catalog = luocat_catalog_new();
	struct luocat_version version = {
		.size = sizeof(version),
		.kind = LUOCAT_KIND_FILE_HANDLER,
		.compatible = "memfd-v2",
		.read = LUOCAT_YES,
		.origin = {
			.object = "mm/memfd_luo.o",
			.evidence_id = LUOCAT_EVIDENCE_OBJECT,
			.evidence_read = LUOCAT_EVIDENCE_OBJECT,
		},
	};
	char *text;

	if (!catalog || luocat_catalog_add(catalog, &version, &err) ||
	    luocat_catalog_to_json(catalog, &text, NULL, &err))
		return 1;
	fputs(text, stdout);
	free(text);
	luocat_catalog_unref(catalog);
	return 0;
}
"""


def header_functions():
    text = re.sub(r"/\*.*?\*/", "", HEADER.read_text(), flags=re.S)
    return re.findall(r"LUOCAT_API\s[^;(]*?\b(luocat_\w+)\(", text)


class Symbols(support.TestCase):
    def nm(self, path, *options):
        lines = self.tool("nm", *options, path).splitlines()
        return {line.split()[-1] for line in lines if line}

    def test_header_map_and_library_agree(self):
        declared = header_functions()
        self.assertEqual(len(declared), len(set(declared)))
        listed = re.findall(r"^\t(luocat_\w+);$", MAP.read_text(), flags=re.M)
        self.assertEqual(sorted(listed), sorted(declared))
        exported = {symbol.split("@")[0] for symbol in self.nm(SHARED, "-D", "--defined-only")}
        self.assertEqual(sorted(exported - {"LUOCAT_0.1"}), sorted(declared))

    def test_manual_names_each_function(self):
        """luocat(3) has a line for each function, once, and for no other."""
        functions = manual.section("luocat.3", "FUNCTIONS")
        named = re.findall(r"\*(luocat_\w+)\*\(\)", functions)
        self.assertEqual(sorted(named), sorted(header_functions()))
        terms = " ".join(manual.entries(re.sub(r"^## .*$", "", functions, flags=re.M)))
        self.assertEqual(re.findall(r"(luocat_\w+)\(\)", terms), named)

    def test_library_leaves_the_process_alone(self):
        used = {symbol.split("@")[0] for symbol in self.nm(SHARED, "-D", "--undefined-only")}
        self.assertIn("json_loadb", used)
        self.assertEqual(used & FORBIDDEN, set())

    def test_no_state_that_can_change(self):
        """The library has tables, which relocation fills in once, and no variable."""
        archive = support.BUILD / "libluocat.a"
        if "__asan_init" in self.nm(archive):
            self.skipTest("sanitizers add variables of their own")
        found = re.findall(r"\sO\s+(\.t?(?:data|bss)\S*)\s.*\s(\S+)$",
                           self.tool("objdump", "-t", archive), flags=re.M)
        tables = {name for section, name in found if section.startswith(".data.rel.ro")}
        variables = {name for section, name in found if not section.startswith(".data.rel.ro")}
        self.assertIn("kernel_fields", tables)
        self.assertEqual(variables, set())

    def test_nothing_that_knows_elf_is_linked(self):
        for path in (SHARED, support.BUILD / "luo-compat-check",
                     support.BUILD / "luo-sysfs-emitter"):
            dynamic = self.tool("readelf", "-dW", path)
            needed = re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
            self.assertTrue(any(name.startswith("libjansson.so") for name in needed), needed)
            self.assertEqual([name for name in needed if FOREIGN.match(name)], [], path)
            foreign = [symbol for symbol in self.nm(path)
                       if re.match(r"(g?elf|dwarf|bpf|btf)_[a-z]", symbol)]
            self.assertEqual(foreign, [], path)
        needed = self.tool("readelf", "-dW", support.BUILD / "luo-catalog-gen")
        self.assertRegex(needed, r"\[libdwarf\.so|\[libelf\.so")  # or the pattern is wrong


class Installed(support.TestCase):
    """`make install DESTDIR=` and a program that finds it through pkg-config."""

    def setUp(self):
        super().setUp()
        self.root = self.dir / "root"
        self.tool("make", "-s", "-C", support.TOP, "install", f"O={support.BUILD}",
                  f"DESTDIR={self.root}", "PREFIX=/usr/local")
        self.lib = self.root / "usr/local/lib"
        self.env = {**os.environ, "PKG_CONFIG_PATH": str(self.lib / "pkgconfig"),
                    "PKG_CONFIG_SYSROOT_DIR": str(self.root)}
        (self.dir / "consumer.c").write_text(CONSUMER)

    def pkg_config(self, *options):
        return self.tool("pkg-config", *options, "libluocat", env=self.env).split()

    def build(self, *options):
        symbols = self.tool("nm", self.lib / "libluocat.a")
        sanitize = ["-fsanitize=address,undefined"] if "__asan_init" in symbols else []
        self.tool(support.CC, *sanitize, "-Wall", "-Werror", "-o", "consumer", "consumer.c",
                  *self.pkg_config("--cflags", "--libs", *options))
        return self.dir / "consumer"

    def check(self, program):
        env = {**os.environ, "LD_LIBRARY_PATH": str(self.lib)}
        out = subprocess.run([program], env=env, check=True, stdout=subprocess.PIPE).stdout
        document = json.loads(out)
        support.validate(document, "catalog")
        version = document["formats"][0]["versions"][0]
        self.assertEqual(version["compatible"], "memfd-v2")
        self.assertEqual((document["formats"][0]["name"], version["version"]), ("memfd", 2))

    def test_shared(self):
        program = self.build()
        self.assertIn("[libluocat.so.0]", self.tool("readelf", "-dW", program))
        self.check(program)

    def test_static(self):
        for path in self.lib.glob("libluocat.so*"):
            path.unlink()
        program = self.build("--static")
        self.assertNotIn("libluocat", self.tool("readelf", "-dW", program))
        self.check(program)

    def test_manual_example(self):
        """The example of luocat(3), as it stands there."""
        example, = manual.literal(manual.section("luocat.3", "EXAMPLE"))
        (self.dir / "consumer.c").write_text(example)
        program = self.build()
        pair = support.TOP / "tests" / "cli" / "rules" / "LUO-NO-WRITE-CONTROL" / "pass"

        def judge(*paths):
            process = subprocess.run([program, *paths], env={**os.environ, "LD_LIBRARY_PATH": str(self.lib)},
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            return support.Result(process)

        result = judge(pair / "writer.json", pair / "reader.json")
        self.assertEqual((result.status, result.err), (1, ""))
        lines = result.out.splitlines()
        self.assertEqual((lines[0], lines[-1]), ("compatible-with-plan", "do not write memfd-v3"))
        self.assertRegex("\n".join(lines[1:-1]), r"\ALUO-UNREADABLE: .*memfd-v3[^\n]*\Z")
        result = judge(pair / "reader.json", pair / "reader.json")
        self.assertEqual((result.status, result.out, result.err), (0, "compatible\n", ""))
        result = judge(pair / "reader.json", self.dir / "none.json")
        self.assertEqual((result.status, result.out), (2, ""))
        self.assertIn("none.json: No such file", result.err)
        (self.dir / "bad.json").write_text("{")
        result = judge(self.dir / "bad.json", pair / "reader.json")
        self.assertEqual((result.status, result.out), (2, ""))
        self.assertRegex(result.err, r"bad\.json: line 1 ")

    def test_version(self):
        self.assertEqual(self.pkg_config("--modversion"),
                         re.findall(r'LUOCAT_VERSION "(.*)"', HEADER.read_text()))

    def test_header_in_other_languages(self):
        """clang speaks them all; g++ is asked where it is installed."""
        include = self.root / "usr/local/include"
        (self.dir / "user.c").write_text("#include <luocat.h>\n")
        for compiler, language, standards in (
                ("gcc", "c", ("c99", "c17", "c2x")),
                ("clang", "c", ("c99", "c17", "c2x")),
                ("clang", "c++", ("c++11", "c++17", "c++20")),
                ("g++", "c++", ("c++11", "c++17", "c++20"))):
            if compiler == "g++" and not shutil.which(compiler):
                continue
            for standard in standards:
                with self.subTest(compiler=compiler, standard=standard):
                    self.tool(compiler, "-fsyntax-only", "-pedantic", "-Wall", "-Wextra",
                              "-Werror", f"-std={standard}", f"-I{include}", "-x", language,
                              "user.c")
