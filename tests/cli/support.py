# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of the programs share: running them, compiling fixtures, validating JSON.

Every JSON that a program prints is held against its schema by python3-jsonschema, so that no
test has to remember to.
"""
import functools
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import jsonschema

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("LUOCAT_BUILD", TOP / "build"))
CC = os.environ.get("LUOCAT_CC", "gcc")
# schemas and consumers that npm has: tests/npm
NPM = BUILD / "npm" / "node_modules"
needs_npm = unittest.skipUnless(NPM.is_dir(), "npm's packages could not be fetched")


def schema(name):
    return json.loads((TOP / "schemas" / f"{name}.schema.json").read_text())


@functools.cache
def validator(name):
    cls = jsonschema.validators.validator_for(schema(name))
    cls.check_schema(schema(name))
    return cls(schema(name))


def validate(document, name):
    validator(name).validate(document)


class Result:
    """Exit status and output of one run."""

    def __init__(self, process):
        self.status = process.returncode
        self.out = process.stdout.decode()
        self.err = process.stderr.decode()

    def json(self, name):
        document = json.loads(self.out)
        validate(document, name)
        return document


def run(program, *args, stdin=b"", cwd=None, env=None):
    """Run one of our programs; stdin is bytes."""
    process = subprocess.run([BUILD / program, *map(str, args)], input=stdin, cwd=cwd,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                             env={**os.environ, **(env or {})}, check=False)
    return Result(process)


def build_id(path):
    """What readelf says of an ELF file."""
    notes = subprocess.run(["readelf", "-nW", path], check=True, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL).stdout.decode()
    return re.search(r"Build ID: ([0-9a-f]+)", notes).group(1)


class TestCase(unittest.TestCase):
    """A test with a temporary directory of its own, self.dir."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="luocat-test-")
        self.addCleanup(temporary.cleanup)
        self.dir = pathlib.Path(temporary.name)

    def tool(self, *command, **kwargs):
        """Run somebody else's tool, which must succeed; gives its output."""
        return subprocess.run([str(word) for word in command], check=True,
                              stdout=subprocess.PIPE, cwd=self.dir, **kwargs).stdout.decode()

    def pahole(self, path, name):
        """What pahole says of the one type of that name, from DWARF."""
        # 1.30 (Debian 13) prints the type and exits with 1 nevertheless; 1.24 warns of _Atomic
        shape = subprocess.run(["pahole", "-F", "dwarf", "-C", name, path], cwd=self.dir,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               check=False).stdout.decode()
        self.assertIn(f"{name} {{", shape)
        return shape

    def compile(self, source, name, *flags, cc=None):
        """Compile C text into self.dir/name and give its path."""
        path = self.dir / (name + ".c")
        path.write_text(source)
        self.tool(cc or CC, *(flags or ("-g", "-O2", "-c")), "-o", name, name + ".c")
        return self.dir / name

    def assertRefused(self, result):
        """Could not judge: exit 2, one line on standard error, nothing on standard output."""
        self.assertEqual(result.status, 2, result.err)
        self.assertEqual(result.err.count("\n"), 1, result.err)
        self.assertEqual(result.out, "")
