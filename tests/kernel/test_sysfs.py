# SPDX-License-Identifier: GPL-2.0-only
"""/sys/kernel/liveupdate/formats, of check-kernel-full: a kernel with the whole series, lockdep and KASAN."""
import os
import re
import shutil
import subprocess

import kernels
import kexec
import outcome
import selftests

KERNEL = "7.3-sysfs-debug"
SOURCES = kexec.HERE / "modules"
RACE_SECONDS = 60
# any of them turns lockdep off, or says that it is
SPLAT = re.compile(r"possible (?:recursive locking|circular locking|irq lock inversion)|INFO: |"
                   r"inconsistent lock state|suspicious RCU usage|turning off the locking correctness|"
                   r"bad unlock balance|ODEBUG:|BUG: KASAN|sysfs: cannot create|kobject: .*error")


def splat(console):
    line = console.first(outcome.WARNING, SPLAT)
    return outcome.said(line) if line else None


class Debugged(selftests.BootedCase):
    """loglevel: KUnit's results are information. KHO makes its scratch area twice as large as what the
    kernel takes at boot, which is too much with KASAN; two CPUs, because races are looked for."""

    parameters = f"loglevel=7 kho_scratch=32M,512M,32M LUO_RACE_SECONDS={RACE_SECONDS}"
    hardware = ("-m", "2G", "-smp", "2")
    # LUO complains of what the tests do to it
    rules = (outcome.oops, outcome.panic, outcome.hang, splat)

    def test_selftests(self):
        """As on stock kernels, and the table's own, with a race of a minute."""
        self.assertIn("luo_formats", selftests.SelfTests(KERNEL).single)
        self.check(KERNEL)

    def test_kunit(self):
        """At boot, before the init: every case of both suites passed."""
        source = (kernels.directories()[KERNEL] / "kernel/liveupdate/luo_format_test.c").read_text()
        tables = re.findall(r"struct kunit_case (\w+)_cases\[\] = \{(.*?)\{\}", source, re.S)
        self.assertEqual([suite for suite, _ in tables], ["luo_format", "luo_format_write"])
        console, _ = self.boot(selftests.SelfTests(KERNEL), "liveupdate", "selftest")
        text = "\n".join(line.text for line in console.lines)
        for suite, cases in tables:
            count = cases.count("KUNIT_CASE(")
            self.assertGreater(count, 0)
            self.assertIn(f"# {suite}: pass:{count} fail:0 skip:0 total:{count}", text)

    def modules(self):
        """Two modules that bring formats along."""
        copy = self.dir / "modules"
        shutil.copytree(SOURCES, copy)
        outside = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "O", "V")}
        built = subprocess.run(["make", "-s", "-C", kernels.directories()[KERNEL], f"M={copy}"],
                               check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env=outside)
        self.assertEqual(built.returncode, 0, built.stdout.decode(errors="replace"))
        return {name: copy / name for name in ("gadget.ko", "gadget-twin.ko")}

    def test_modules(self):
        """Formats come and go with their modules, while others are in their files."""
        program = kexec.scratch() / "test_modules"
        kexec.compile_static(kernels.architecture(KERNEL).compiler, program,
                             [SOURCES / "test_modules.c"], "-Wall", "-Wextra", "-Werror")
        _, said = self.run_programs(KERNEL, "selftest",
                                    {"test": program, **self.modules()})
        checks = len(re.findall(r"^\tCHECK\(", (SOURCES / "test_modules.c").read_text(), re.M))
        self.assertTap(said["writer"], checks)


def load_tests(loader, tests, _pattern):
    """Of check-kernel-full only."""
    return tests if kernels.FULL else loader.suiteClass()
