# SPDX-License-Identifier: GPL-2.0-only
"""Completions for bash, zsh and fish: what they offer is what each program's --help has."""
import pathlib
import re
import subprocess
import tempfile
import unittest

import shells
from support import TOP, TestCase, run

PROGRAMS = ("luo-catalog-gen", "luo-compat-check", "luo-sysfs-emitter")

OPTION = re.compile(r"^ +(?:(-\w), )?(--[a-z][\w-]*)", flags=re.M)
COMMAND = re.compile(r"^  ([a-z]\w+) {2,}\S", flags=re.M)


def helped(*command):
    return run(*command, "--help").out


def commands(program):
    return COMMAND.findall(helped(program))


def options(text):
    return {word for pair in OPTION.findall(text) for word in pair if word}


class Offered:
    """What each shell offers; a mixin of a TestCase."""

    Shell = None

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="luocat-test-")
        cls.addClassCleanup(temporary.cleanup)
        directory = pathlib.Path(temporary.name)
        (directory / "vmlinux").write_text("")
        (directory / "verdict.json").write_text("")
        (directory / "tables").mkdir()
        cls.shell = cls.Shell(directory)
        cls.addClassCleanup(cls.shell.close)

    def assertOffers(self, line, words):
        self.assertEqual(self.shell.offers(line), sorted(words), line)

    def test_syntax(self):
        self.tool(self.Shell.__name__.lower(), "-n", self.Shell.file)

    def test_commands(self):
        files = ["home", "tables", "verdict.json", "vmlinux"]
        self.assertOffers("luo-catalog-gen ", files)
        # pair's command may be left out
        self.assertOffers("luo-compat-check ", commands("luo-compat-check") + files)
        self.assertOffers("luo-compat-check pref", ["preflight"])
        self.assertOffers("luo-sysfs-emitter ", ["apply", "read", "restore", "tree"])
        self.assertOffers("luo-sysfs-emitter apply ", files)
        self.assertEqual(commands("luo-sysfs-emitter"), ["tree", "read", "apply", "restore"])

    def test_options(self):
        """Each option of each command, and no other."""
        for program in PROGRAMS:
            for command in commands(program) or [None]:
                line = " ".join(word for word in (program, command) if word)
                found = options(helped(*line.split()))
                self.assertIn("--version", found)
                self.assertOffers(line + " --", [word for word in found if word.startswith("--")])
        self.assertOffers("luo-catalog-gen -", options(helped("luo-catalog-gen")))
        self.assertOffers("luo-compat-check --dir", ["--direction"])
        self.assertOffers("luo-compat-check a.json --dir", ["--direction"])
        self.assertOffers("luo-sysfs-emitter --out", ["--output"])

    def test_rules(self):
        rules = [line.split()[0] for line in run("luo-compat-check", "explain").out.splitlines()]
        self.assertGreater(len(rules), 30)
        self.assertOffers("luo-compat-check explain ", rules)
        self.assertOffers("luo-compat-check explain LUO-FLB-",
                          ["LUO-FLB-READER-ONLY", "LUO-FLB-UNSEEN", "LUO-FLB-WRITER-ONLY"])

    def test_words(self):
        for line, words in (("luo-compat-check --direction ", ["both", "forward", "rollback"]),
                            ("luo-compat-check --direction=", ["both", "forward", "rollback"]),
                            ("luo-compat-check a b --direction r", ["rollback"]),
                            ("luo-compat-check diff --format ", ["json", "text"]),
                            ("luo-catalog-gen --format t", ["table"]),
                            ("luo-sysfs-emitter apply --format=", ["json", "text"])):
            self.assertOffers(line, words)

    def test_rule_option(self):
        """--rule takes a rule and a level."""
        self.assertOffers("luo-compat-check --rule LUO-FLB-U", ["LUO-FLB-UNSEEN"])
        self.assertOffers("luo-compat-check --rule LUO-FLB-UNSEEN=", ["error", "note", "off", "warn"])

    def test_files(self):
        self.assertOffers("luo-catalog-gen -o v", ["verdict.json", "vmlinux"])
        self.assertOffers("luo-catalog-gen --state=ver", ["verdict.json"])
        self.assertOffers("luo-catalog-gen --debug-dir t", ["tables"])
        self.assertOffers("luo-compat-check --cmdline x ver", ["verdict.json"])
        # no file is a build-id, and no text is one without @
        self.assertOffers("luo-compat-check --image-build-id v", [])
        self.assertOffers("luo-compat-check --cmdline v", [])
        found = self.shell.offers("luo-compat-check --cmdline @ver")
        self.assertEqual([word.removeprefix("@") for word in found], ["verdict.json"])
        found = self.shell.offers("luo-compat-check --format json:ver")
        self.assertEqual([word.removeprefix("json:") for word in found], ["verdict.json"])


class Bash(Offered, TestCase):
    Shell = shells.Bash

    def test_registered(self):
        for program in PROGRAMS:
            out = self.tool("bash", "--norc", "-c", f"source {shells.Bash.file}; complete -p {program}")
            self.assertEqual(out, f"complete -F _luocat {program}\n")


class Fish(Offered, TestCase):
    Shell = shells.Fish


class Zsh(Offered, TestCase):
    Shell = shells.Zsh


class Words(TestCase):
    """The words of options, as the completions find them in --help, are those that the program takes."""

    # one that takes words that --help does not list as "A (the default), B or C" is not completed
    CLOSED = ("--format", "--direction", "--color", "--fail-on")

    def test_words(self):
        seen = set()
        for program in PROGRAMS:
            for command in commands(program) or [None]:
                line = [word for word in (program, command) if word]
                text = helped(*line)
                awk = subprocess.run(["awk", "-f", TOP / "completions" / "help.awk"], input=text.encode(),
                                     stdout=subprocess.PIPE, check=True).stdout.decode()
                seen |= self.check(line, awk, options(text))
        self.assertLessEqual({"--format", "--direction"}, seen)

    def check(self, line, awk, known):
        words = {}
        for option, word in re.findall(r"^value\t(\S+)\t(\S+)$", awk, flags=re.M):
            words.setdefault(option, []).append(word)
        self.assertLessEqual(known & set(self.CLOSED), set(words), line)
        for option in words:
            if option in self.CLOSED:
                self.assertIn("nonsense", run(*line, f"{option}=nonsense", "missing").err, line)
                for word in words[option]:
                    self.assertNotIn(f"{option} is ", run(*line, f"{option}={word}", "missing").err, word)
        return set(words)


if __name__ == "__main__":
    unittest.main()
