# SPDX-License-Identifier: GPL-2.0-only
"""The kernels' own selftests of LUO: on stock kernels, and on one that shows its formats in sysfs."""
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
