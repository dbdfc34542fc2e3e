# SPDX-License-Identifier: GPL-2.0-only
"""The manuals as they are built: what man shows of them, and that they say what the programs do."""
import re
import subprocess
import unittest

import manual
from support import BUILD, TestCase, run

PROGRAMS = ("luo-catalog-gen", "luo-compat-check", "luo-sysfs-emitter")


OPTION = re.compile(r"^ +(?:-\w, )?(--[a-z][\w-]*)", flags=re.M)
COMMAND = re.compile(r"^  ([a-z]\w+) {2,}\S", flags=re.M)


def helped(program):
    """The options in the helps of a program and of its commands, which luo-compat-check has one of each."""
    top = run(program, "--help").out
    texts = [top, *(run(program, command, "--help").out for command in COMMAND.findall(top))]
    return set(OPTION.findall("\n".join(texts)))


class Pages(TestCase):
    def test_built(self):
        self.assertEqual(sorted(path.name for path in (BUILD / "man").iterdir()), manual.PAGES)
        self.assertLessEqual({f"{name}.1" for name in PROGRAMS}, set(manual.PAGES))

    def test_roff_is_clean(self):
        for name in manual.PAGES:
            with self.subTest(name):
                result = subprocess.run(["groff", "-man", "-t", "-ww", "-z", "-Tutf8", BUILD / "man" / name],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
                self.assertEqual(result.stdout, b"")

    def test_nothing_gets_lost(self):
        """A line that roff takes for a macro vanishes without a word: man has to show each word of the source."""
        for name in manual.PAGES:
            with self.subTest(name):
                shown = self.tool("groff", "-man", "-t", "-Tascii", "-rLL=2000n", "-P-cbou", BUILD / "man" / name)
                shown = re.sub(r"\s+", "", shown)
                literal = False
                for line in manual.source(name).splitlines()[2:]:
                    if line.strip() == "```":
                        literal = not literal
                        continue
                    if literal:
                        line = re.sub(r"\\(.)", r"\1", line)
                    else:
                        # what begins a heading, an item or a cell is not shown
                        line = manual.plain(re.sub(r"^\s*(##?|[-.|:[\]][-[\]<=>]?) +", "", line).removesuffix("++"))
                    self.assertTrue(re.sub(r"\s+", "", line) in shown, line)

    def test_head(self):
        """The version is the program's, and whatis(1) finds what the page is."""
        version = run("luo-compat-check", "--version").out.split()[1]
        for name in manual.PAGES:
            with self.subTest(name):
                page = (BUILD / "man" / name).read_text()
                title, number = name.split(".")
                self.assertRegex(page, rf'(?m)^\.TH "{title}" "{number}" "\d{{4}}-\d\d-\d\d" "luocat {version}"')
                self.assertTrue(manual.section(name, "NAME").strip().startswith(f"{title} - "))

    def test_references(self):
        """Pages name each other as they are."""
        for name in manual.PAGES:
            for title, number in re.findall(r"\*(luo[\w-]*)\*\((\d)\)", manual.source(name)):
                self.assertIn(f"{title}.{number}", manual.PAGES, name)


class Programs(TestCase):
    def test_options(self):
        """Every option that a program's --help names stands in its manual, and no other."""
        for program in PROGRAMS:
            page = f"{program}.1"
            with self.subTest(program):
                options = helped(program)
                self.assertIn("--version", options)
                terms = " ".join(manual.entries(manual.section(page, "OPTIONS")))
                self.assertEqual(set(re.findall(r"--[a-z][\w-]*", terms)), options)


if __name__ == "__main__":
    unittest.main()
