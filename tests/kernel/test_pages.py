# SPDX-License-Identifier: GPL-2.0-only
"""What is shown of the table of truth is the table, and the table contradicts neither itself nor what it
is to prove. Runs in make check: no QEMU, no kernels."""
import unittest

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
        self.assertSays("without a reason", verdict="compatible-with-plan")
        self.assertSays(None, **panic, stricter="it may not")
        self.assertSays("luocat is not", stricter="it may not")
        self.assertSays("luocat is not", **panic, outcome="panic", stricter="it may not")
        self.assertSays("with a consequence", consequence="panic")
        self.assertSays("no outcome", **no, outcome="explodes")


class Comparison(unittest.TestCase):
    """A verdict or an outcome that is not the table's is a complaint."""

    PAIR = truth.Pair("a", "b", "incompatible", "panic", "panic", "")

    def complaints(self, word, consequence, happened):
        verdict = truth.Verdict(word, consequence, "")
        result = kexec.Outcome(happened, "", 1.0, truth.PAGE)
        return len(list(truth.complaints(self.PAIR, verdict, result)))

    def test_complaints(self):
        self.assertEqual(self.complaints("incompatible", "panic", "panic"), 0)
        self.assertEqual(self.complaints("unknown", "panic", "panic"), 1)
        self.assertEqual(self.complaints("incompatible", None, "panic"), 1)
        self.assertEqual(self.complaints("incompatible", "panic", "works"), 1)
        self.assertEqual(self.complaints("compatible", None, "works"), 2)
