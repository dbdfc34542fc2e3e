# SPDX-License-Identifier: GPL-2.0-only
"""The kernels' own selftests of LUO: on stock kernels, and on one that shows its formats in sysfs."""
import re
import unittest

import kernels
import selftests


class Stock(selftests.BootedCase):
    def test_7_2(self):
        self.check("7.2")

    def test_7_3(self):
        self.check("7.3")


class Patched(selftests.BootedCase):
    """With patches it has one selftest more, of the table."""

    def test_7_3(self):
        self.assertIn("luo_formats", selftests.SelfTests("7.3-sysfs").single)
        self.check("7.3-sysfs")


class SwitchedOff(selftests.BootedCase):
    """All patches and no CONFIG_LIVEUPDATE_FORMATS_SYSFS: as a stock kernel. Of check-kernel-full."""

    def test_as_stock(self):
        self.check("7.3", "7.3-sysfs-off")

    def test_no_table(self):
        programs = selftests.SelfTests("7.3-sysfs", "7.3-sysfs-off")
        _, said = self.boot(programs, "luo_formats", "selftest")
        results = [line for line in said["writer"] if re.match(r"(not )?ok ", line)]
        self.assertTrue(results)
        for line in results:
            self.assertIn("/sys/kernel/liveupdate/formats does not exist", line)


def load_tests(loader, _tests, _pattern):
    classes = (Stock, Patched, SwitchedOff) if kernels.FULL else (Stock, Patched)
    return unittest.TestSuite(map(loader.loadTestsFromTestCase, classes))
