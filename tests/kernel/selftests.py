# SPDX-License-Identifier: GPL-2.0-only
"""The kernels' own selftests of LUO, in QEMU. What counts is what they say of themselves."""
import functools
import re

import kernels
import kexec
import machine
import outcome
import support
import tap


class SelfTests:
    """tools/testing/selftests/liveupdate of one kernel; kernel is what they run on, if it is another one."""

    def __init__(self, name, kernel=None):
        self.name = name
        self.kernel = kernel or name
        self.all = kernels.directories()[name] / "tools/testing/selftests"
        self.path = self.all / "liveupdate"
        # "_EXTENDED" are those of two halves, before and after a kexec
        found = re.findall(r"^TEST_GEN_PROGS(_EXTENDED)? \+= (\w+)$",
                           (self.path / "Makefile").read_text(), re.M)
        self.single = [program for extended, program in found if not extended]
        self.across = [program for extended, program in found if extended]

    @functools.lru_cache(maxsize=None)
    def program(self, name):
        # where the two releases keep what the tests share
        shared = [path for path in (self.path / "luo_test_utils.c", self.path / "lib/lu_utils.c")
                  if path.is_file()]
        target = kexec.scratch() / f"{name}-{self.name}"
        kexec.compile_static(kernels.architecture(self.name).compiler, target,
                             [self.path / f"{name}.c", *shared], f"-I{kexec.headers(self.name)}",
                             f"-I{self.path / 'lib/include'}", f"-I{self.all}")
        return target


class BootedCase(support.TestCase):
    """parameters: what the kernels get besides what a hand-over takes; hardware: machine.run()'s; rules:
    what they must not say."""

    parameters = ""
    hardware = machine.HARDWARE
    rules = (outcome.oops, outcome.panic, outcome.hang, outcome.warning)

    def boot(self, selftests, program, scenario):
        """The lines that each half printed; the kernels must have nothing to complain about."""
        return self.run_programs(selftests.kernel, scenario, {"test": selftests.program(program)})

    def run_programs(self, kernel, scenario, files):
        setup = kexec.Setup(kernel, kernel, hardware=self.hardware)
        text, stopped = kexec.boot(setup, f"{self.parameters} luocat.scenario={scenario}".strip(),
                                   self.dir, files)
        console = outcome.Console(text, stopped)
        outcome.check(console)
        for rule in self.rules:
            self.assertIsNone(rule(console), text)
        said = {}
        for stage in ("writer", "reader"):
            said[stage] = [event.fields["text"] for event in console.find(stage, "said")]
            for event in console.find(stage, "exited"):
                self.assertEqual(event.fields, {"status": "0"}, "\n".join([stage, *said[stage]]))
        return console, said

    def assertTap(self, lines, count):
        results = tap.Tap(lines)
        shown = "\n".join(lines)
        for complaint in results.complaints:
            with self.subTest(complaint):
                self.fail(shown)
        self.assertEqual(len(results.passed), count, shown)

    def check(self, name, kernel=None):
        selftests = SelfTests(name, kernel)
        self.assertTrue(selftests.single and selftests.across)
        for program in selftests.single:
            with self.subTest(program):
                console, said = self.boot(selftests, program, "selftest")
                self.assertEqual(len(console.find("writer", "exited")), 1)
                # as many as its source has; fixtures here have no variants
                source = (selftests.path / f"{program}.c").read_text()
                self.assertTap(said["writer"], len(re.findall(r"^TEST(_F|_F_TIMEOUT)?\(", source, re.M)))
        for program in selftests.across:
            with self.subTest(program):
                console, said = self.boot(selftests, program, "selftest-across")
                # a half that left out what it should do would not have ended with that line
                self.assertEqual(len(console.find("reader", "exited")), 1, said)
                self.assertRegex("\n".join(said["reader"]), r"--- .* TEST PASSED", said)
