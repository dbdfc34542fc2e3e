# SPDX-License-Identifier: GPL-2.0-only
"""What is shown of the table of truth is the table, and the table contradicts neither itself nor what it
is to prove. Runs in make check: no QEMU, no kernels."""
import pathlib
import tempfile
import unittest
import unittest.mock

import kexec
import outcome
import truth


class Pages(unittest.TestCase):
    maxDiff = None

    def test_what_is_shown(self):
        for path, text in truth.pages().items():
            with self.subTest(path.name):
                self.assertEqual(path.read_text(), text, "truth.py --pages writes it")

    def test_no_contradiction(self):
        for pair in truth.PAIRS:
            with self.subTest(f"{pair.writer} -> {pair.reader} {truth.setting(pair)}"):
                self.assertEqual(list(truth.contradictions(pair)), [])

    def test_size(self):
        """Issue 4: at least 30 ordered pairs, a dozen of them in check-kernel."""
        pairs = {(pair.writer, pair.reader) for pair in truth.PAIRS}
        self.assertGreaterEqual(len(pairs), 30)
        self.assertGreaterEqual(len(truth.chosen()), 12)

    def test_no_row_twice(self):
        rows = [(pair.writer, pair.reader, truth.setting(pair)) for pair in truth.PAIRS]
        self.assertCountEqual(rows, set(rows))

    def test_every_consequence_has_a_look(self):
        """And every way to fail is one's look."""
        looks = set().union(*truth.CONSEQUENCES.values())
        self.assertEqual(looks | {truth.WORKS}, set(outcome.WORDS))


class Contradictions(unittest.TestCase):
    """What must not get into the table is seen."""

    def assertSays(self, text, **fields):
        row = {"writer": "a", "reader": "b", "shows": "", "verdict": "compatible", "consequence": None,
               "outcome": "works", **fields}
        found = list(truth.contradictions(truth.Pair(**row)))
        if text is None:
            self.assertEqual(found, [])
        else:
            self.assertIn(text, "; ".join(found))

    def test_contradictions(self):
        no, panic = {"verdict": "incompatible"}, {"verdict": "incompatible", "consequence": "panic"}
        self.assertSays(None)
        self.assertSays("it does not work", outcome="warning")
        self.assertSays("it does not work", outcome="nothing handed over")
        self.assertSays(None, outcome="wrong data", blind="a unit")
        self.assertSays("blind spot that is none", blind="a unit")
        self.assertSays("blind spot that is none", **panic, outcome="panic", blind="a unit")
        self.assertSays(None, **panic, outcome="panic")
        self.assertSays("does not look like", **panic, outcome="oops")
        self.assertSays("does not look like", **no, consequence="ignored", outcome="warning")
        self.assertSays(None, **no, outcome="hang")
        self.assertSays("without a reason", **panic)
        self.assertSays("without a reason", verdict="unknown")
        self.assertSays("without a reason", verdict="unknown", preflight=True)
        self.assertSays(None, **panic, stricter="it may not")
        self.assertSays("luocat is not", stricter="it may not")
        self.assertSays("luocat is not", **panic, outcome="panic", stricter="it may not")
        self.assertSays("with a consequence", consequence="panic")
        self.assertSays("no outcome", **no, outcome="explodes")


    def test_plans(self):
        plan = {"verdict": "compatible-with-plan", "consequence": "panic", "without": "panic",
                "preflight": True}
        self.assertSays(None, **plan)
        self.assertSays(None, **plan, goes_as="memfd-v2")
        self.assertSays("it does not work with it", **{**plan, "outcome": "warning"})
        self.assertSays("nobody applies it", **{**plan, "preflight": False})
        self.assertSays("does not look like", **{**plan, "without": "oops"})
        self.assertSays("does not look like", **{**plan, "without": None})
        self.assertSays("without a reason", **{**plan, "without": "works"})
        self.assertSays(None, **{**plan, "without": "works"}, stricter="it may not")
        self.assertSays("luocat is not", **plan, stricter="it may not")
        self.assertSays("there is none", without="panic")
        self.assertSays("nobody looks", goes_as="memfd-v2")
        self.assertSays(None, goes_as="memfd-v2", preflight=True)


class Runs(unittest.TestCase):
    """Which kexecs a row stands for."""

    def outcomes(self, **fields):
        row = {"writer": "a", "reader": "b", "consequence": None, "outcome": "works", "shows": "", **fields}
        with unittest.mock.patch("preflight.build_id", return_value="12ab"):
            return [(bool(run.steps), run.outcome) for run in truth.runs(truth.Pair(**row))]

    def test_runs(self):
        self.assertEqual(self.outcomes(verdict="compatible"), [(False, "works")])
        self.assertEqual(self.outcomes(verdict="compatible", preflight=True), [(True, "works")])
        self.assertEqual(self.outcomes(verdict="compatible-with-plan", preflight=True, without="panic"),
                         [(True, "works"), (False, "panic")])
        self.assertEqual(self.outcomes(verdict="incompatible", outcome="panic"), [(False, "panic")])
        self.assertEqual(self.outcomes(verdict="incompatible", outcome="panic", preflight=True),
                         [(False, "panic"), (True, "refused before kexec")])


class Comparison(unittest.TestCase):
    """A verdict or an outcome that is not the table's is a complaint."""

    PAIR = truth.Pair("a", "b", "incompatible", "panic", "panic", "")
    PLANNED = truth.Pair("a", "b", truth.PLANNED, "panic", "works", "", preflight=True, without="panic",
                         goes_as="memfd-v2")

    def complaints(self, word, consequence):
        return len(list(truth.complaints(self.PAIR, truth.Verdict(word, consequence, ""))))

    def test_verdict(self):
        self.assertEqual(self.complaints("incompatible", "panic"), 0)
        self.assertEqual(self.complaints("unknown", "panic"), 1)
        self.assertEqual(self.complaints("incompatible", None), 1)

    def of_run(self, pair, run, word, *events):
        with tempfile.TemporaryDirectory() as directory:
            console = pathlib.Path(directory, "console.txt")
            console.write_text("".join(f"<13>luocat: {event}\n" for event in events))
            result = kexec.Outcome(word, "", 1.0, console)
            return [text.splitlines()[0] for text in truth.complaints_of_run(pair, run, result)]

    def test_outcome(self):
        run = truth.Run("", (), "panic")
        self.assertEqual(self.of_run(self.PAIR, run, "panic"), [])
        self.assertEqual(len(self.of_run(self.PAIR, run, "works")), 1)

    def test_preflight(self):
        """That it was asked, what it answered, and in which version that went which went."""
        run = truth.Run("", ("run",), "works")
        ran = "writer ran program=/bin/luo-compat-check status=0"
        row = "writer format kind=file-handler directory={} read=1 write=1 enable_write=1 in_use={}"
        v2, v3 = row.format("memfd-v2", 8), row.format("memfd-v3", 8)
        lost, kept = ("reader mode file=page written=640 found=777", "reader mode file=page written=640 "
                      "found=640")
        self.assertEqual(self.of_run(self.PLANNED, run, "works", ran, v2, lost), [])
        self.assertEqual(len(self.of_run(self.PLANNED, run, "works", v2, lost)), 1)
        self.assertEqual(len(self.of_run(self.PLANNED, run, "works", ran.replace("=0", "=3"), v2)), 1)
        self.assertEqual(len(self.of_run(self.PLANNED, run, "works", ran)), 1)
        self.assertEqual(len(self.of_run(self.PLANNED, run, "works", ran, v2, kept)), 1)
        self.assertEqual(len(self.of_run(self.PLANNED, run, "works", ran, v3, kept)), 1)
        self.assertEqual(len(self.of_run(self.PLANNED, run, "works", ran, v3, lost)), 2)

    def test_flb(self):
        """It goes with its version."""
        run = truth.Run("without the plan", (), "panic")
        file = "writer format kind=file-handler directory=memfd-v3 read=1 write=1 enable_write=1 in_use={}"
        flb = "writer format kind=flb directory=f read=1 write=1 enable_write=1 in_use={}"
        for files, flbs, want in ((1, 1, 0), (0, 0, 0), (1, 0, 1), (0, 1, 1)):
            with self.subTest(files=files, flbs=flbs):
                self.assertEqual(len(self.of_run(self.PLANNED, run, "panic", file.format(files),
                                                 flb.format(flbs))), want)
