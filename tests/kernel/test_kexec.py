# SPDX-License-Identifier: GPL-2.0-only
"""The harness itself: what kernels hand to each other arrives, and what does not is seen."""
import os
import unittest.mock

import kernels
import kexec
import outcome
import support


class Harness(support.TestCase):
    def run_pair(self, setup):
        result = kexec.run(setup, self.dir)
        text = result.console_path.read_text(errors="replace")
        return result, outcome.Console(text), f"{setup}: {result.detail}\n{text}"

    def assertOutcome(self, word, setup):
        result, _, shown = self.run_pair(setup)
        self.assertEqual(result.word, word, shown)

    def test_every_scenario(self):
        for name in ("7.3", "7.3-arm64") if kernels.FULL else ("7.3",):
            for scenario in sorted(set(kexec.SCENARIOS) - {"noexec", "spoilt"}):
                with self.subTest(name, scenario=scenario):
                    self.assertOutcome("works", kexec.Setup(name, name, scenario))

    def test_no_execution_becomes_no_writing(self):
        """memfd_luo_retrieve() adds the seals to an inode that is still executable, and for that
        memfd_add_seals() forbids writing as well: a fault of 7.2 and 7.3."""
        for name in ("7.2", "7.3"):
            with self.subTest(name):
                result, _, shown = self.run_pair(kexec.Setup(name, name, "noexec"))
                # F_SEAL_EXEC; and with it SHRINK, GROW, WRITE, FUTURE_WRITE
                self.assertEqual(result.word, "wrong data", shown)
                self.assertEqual(result.detail, "reader: wrong file=noexec what=seals "
                                 f"expected={0x20} found={0x20 | 0x02 | 0x04 | 0x08 | 0x10}")

    def test_each_difference_is_seen(self):
        result, console, shown = self.run_pair(kexec.Setup("7.3", "7.3", "spoilt"))
        self.assertEqual(result.word, "wrong data", shown)
        seen = {(event.fields["file"], event.fields["what"]) for event in console.find("reader", "wrong")}
        self.assertEqual(seen, {("data", "data"), ("hole", "data"), ("size", "size"),
                                ("position", "position"), ("seals", "seals")}, shown)
        self.assertEqual([event.fields["name"] for event in console.find("reader", "file", state="right")],
                         ["nothing"], shown)

    def test_a_file_that_is_not_there(self):
        """The reader looks for another scenario's token."""
        setup = kexec.Setup("7.3", "7.3", "page", reader_cmdline=f"{kexec.HANDOVER} luocat.scenario=large")
        self.assertOutcome("session unreachable", setup)

    def test_formats_that_the_reader_does_not_read(self):
        for reader, want, detail in (
                ("memfd-v3", "session unreachable", "reader: device state=refused errno=EIO"),
                ("luo-v6", "panic", "reader: Kernel panic - not syncing: The incoming tree failed to initialize")):
            with self.subTest(reader):
                result, _, shown = self.run_pair(kexec.Setup("7.3", reader, "page"))
                self.assertEqual(result.word, want, shown)
                self.assertTrue(result.detail.startswith(detail), shown)

    def test_parameters(self):
        for want, setup in (
                ("refused before kexec", kexec.Setup("7.3", "7.3", "page", "kho=off liveupdate=on")),
                ("refused before kexec", kexec.Setup("7.3", "7.3", "page", "kho=on liveupdate=off")),
                ("nothing handed over", kexec.Setup("7.3", "7.3", "page", kexec.HANDOVER, "kho=off")),
                ("nothing handed over", kexec.Setup("7.3", "7.3", "page", kexec.HANDOVER, "kho=on"))):
            with self.subTest(str(setup)):
                self.assertOutcome(want, setup)

    def test_a_reader_that_waits_for_ever(self):
        setup = kexec.Setup("7.3", "7.3", "page", kexec.HANDOVER,
                            f"{kexec.HANDOVER} rdinit=/none root=/dev/none rootwait")
        with unittest.mock.patch.dict(os.environ, LUOCAT_KEXEC_PATIENCE="0.3"):
            self.assertOutcome("hang", setup)

    def test_a_writer_that_does_not_boot_is_no_outcome(self):
        setup = kexec.Setup("7.3", "7.3", "page", f"{kexec.HANDOVER} rdinit=/none")
        with self.assertRaisesRegex(outcome.HarnessError, "did not get as far as its init"):
            kexec.run(setup, self.dir)

    def test_an_init_that_fails_is_no_outcome(self):
        """A scenario that the guest does not know is a mistake of ours."""
        setup = kexec.Setup("7.3", "7.3", "page", f"{kexec.HANDOVER} luocat.scenario=none")
        with self.assertRaisesRegex(outcome.HarnessError, "broken what=scenario"):
            kexec.run(setup, self.dir)
