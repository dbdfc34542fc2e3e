# SPDX-License-Identifier: GPL-2.0-only
"""/sys/kernel/liveupdate/formats, of check-kernel-full: kernels with the whole series, lockdep and KASAN."""
import os
import re
import shutil
import subprocess
import unittest

import kernels
import kexec
import outcome
import selftests

SOURCES = kexec.HERE / "modules"
RACE_SECONDS = 60
# any of them turns lockdep off, or says that it is
SPLAT = re.compile(r"possible (?:recursive locking|circular locking|irq lock inversion)|INFO: |"
                   r"inconsistent lock state|suspicious RCU usage|turning off the locking correctness|"
                   r"bad unlock balance|ODEBUG:|BUG: KASAN|sysfs: cannot create|kobject: .*error")


def splat(console):
    line = console.first(outcome.WARNING, SPLAT)
    return outcome.said(line) if line else None


def checks(text):
    """How many lines of TAP the source of a test prints."""
    return len(re.findall(r"^\tCHECK\(", text, re.M))


class Debugged:
    """KHO makes its scratch area twice as large as what the kernel takes at boot, which is too much with
    KASAN; two CPUs, because races are looked for."""

    kernel: str
    parameters = f"kho_scratch=32M,512M,32M LUO_RACE_SECONDS={RACE_SECONDS}"
    hardware = ("-m", "2G", "-smp", "2")
    # LUO complains of what the tests do to it
    rules = (outcome.oops, outcome.panic, outcome.hang, splat)

    def test_selftests(self):
        """As on stock kernels, and the table's own, with a race of a minute."""
        self.assertIn("luo_formats", selftests.SelfTests(self.kernel).single)
        self.check(self.kernel)

    def test_boot(self):
        """KUnit, before the init: every case of both suites passed. And the boot parameter."""
        source = (kernels.directories()[self.kernel] / "kernel/liveupdate/luo_format_test.c").read_text()
        tables = re.findall(r"struct kunit_case (\w+)_cases\[\] = \{(.*?)\{\}", source, re.S)
        self.assertEqual([suite for suite, _ in tables], ["luo_format", "luo_format_write"])
        # KUnit's results are information
        self.parameters += " loglevel=7 liveupdate.default_enable_write=0"
        console, said = self.run_test("test_default.c", {})
        self.assertTap(said["writer"], checks((SOURCES / "test_default.c").read_text()))
        text = "\n".join(line.text for line in console.lines)
        for suite, cases in tables:
            count = cases.count("KUNIT_CASE(")
            self.assertGreater(count, 0)
            self.assertIn(f"# {suite}: pass:{count} fail:0 skip:0 total:{count}", text)

    def modules(self, *names):
        """Modules that bring formats along."""
        copy = self.dir / "modules"
        shutil.copytree(SOURCES, copy)
        outside = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "O", "V")}
        built = subprocess.run(["make", "-s", "-C", kernels.directories()[self.kernel], f"M={copy}"],
                               check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env=outside)
        self.assertEqual(built.returncode, 0, built.stdout.decode(errors="replace"))
        return {name: copy / name for name in names}

    def run_test(self, name, modules, scenario="selftest"):
        program = kexec.scratch() / f"{name}-{self.kernel}"
        kexec.compile_static(kernels.architecture(self.kernel).compiler, program,
                             [SOURCES / name, SOURCES / "check.c"], "-Wall", "-Wextra", "-Werror",
                             f"-I{kexec.headers(self.kernel)}")
        return self.run_programs(self.kernel, scenario, {"test": program, **modules})

    def test_modules(self):
        """Formats come and go with their modules, while others are in their files."""
        _, said = self.run_test("test_modules.c", self.modules("gadget.ko", "gadget-twin.ko"))
        self.assertTap(said["writer"], checks((SOURCES / "test_modules.c").read_text()))

    def test_handlers(self):
        """Two versions of a file's format, each with its handler in a module of its own: which one is
        chosen, what is in use cannot go, and what was handed over comes out right."""
        _, said = self.run_test("test_handlers.c", self.modules("keeper.ko", "keeper-v1.ko", "keeper-v2.ko"),
                                "selftest-across")
        source = (SOURCES / "test_handlers.c").read_text()
        after = re.search(r"^static void after\(void\)\n\{.*?^\}", source, re.M | re.S)[0]
        self.assertTap(said["writer"], checks(source) - checks(after))
        self.assertTap(said["reader"], checks(after))


class Release72(Debugged, selftests.BootedCase):
    kernel = "7.2-sysfs-debug"


class Release73(Debugged, selftests.BootedCase):
    kernel = "7.3-sysfs-debug"


def load_tests(_loader, tests, _pattern):
    """Of check-kernel-full only."""
    return tests if kernels.FULL else unittest.TestSuite()
