# SPDX-License-Identifier: GPL-2.0-only
"""The harness itself: what stock kernels hand to each other arrives, whatever it is."""
import kexec
import support


class Stock(support.TestCase):
    def assertOutcome(self, word, setup):
        outcome = kexec.run(setup, self.dir)
        self.assertEqual(outcome.word, word, f"{setup}: {outcome.detail}\n"
                         f"{outcome.console_path.read_text(errors='replace')}")

    def test_every_scenario(self):
        for scenario in kexec.SCENARIOS:
            with self.subTest(scenario):
                # memfd_luo_retrieve() adds the seals to an inode that is still executable, and for
                # that memfd_add_seals() forbids writing as well
                word = "wrong data" if scenario == "noexec" else "works"
                self.assertOutcome(word, kexec.Setup("7.3", "7.3", scenario))
