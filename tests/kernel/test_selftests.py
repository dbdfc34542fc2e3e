# SPDX-License-Identifier: GPL-2.0-only
"""The kernels' own selftests of LUO, on stock kernels."""
import selftests


class Stock(selftests.BootedCase):
    def test_7_2(self):
        self.check("7.2")

    def test_7_3(self):
        self.check("7.3")
