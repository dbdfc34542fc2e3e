# SPDX-License-Identifier: GPL-2.0-only
"""The table of truth holds: what luocat says of each pair, and what a kexec did, are what pairs.py says."""
import unittest

import kernels
import truth


class Table(unittest.TestCase):
    """Every pair in check-kernel-full, the chosen ones in check-kernel."""

    def test_each_pair(self):
        pairs = truth.PAIRS if kernels.FULL else truth.chosen()
        answers = truth.ask_all(pairs)
        for answer in answers:
            with self.subTest(f"{answer.pair.writer} -> {answer.pair.reader} {truth.setting(answer.pair)}"):
                self.assertFalse(answer.complaints, "\n".join(answer.complaints))
        print(f"\n{truth.as_text(answers)}")
