# SPDX-License-Identifier: GPL-2.0-only
"""Policies as a user writes and gives them: files, options, what becomes of reports."""
import copy
import json
import unittest

import jsonschema

import support
from schema_case import at, objects
from support import TOP, run
from test_compat_check import NEW, OLD, check, judge, listed_rules, pair

EXAMPLE = TOP / "schemas" / "examples" / "policy.json"
NOW = "--now=2026-11-28"


class Case(support.TestCase):
    def policy(self, *lists, **members):
        """A file of one policy; its path."""
        path = self.dir / f"policy{len(list(self.dir.iterdir()))}.json"
        path.write_text(json.dumps({"policy_version": 1, **members}, indent=2) + "\n")
        return path

    def waiver(self, rule, **members):
        return {"rule": rule, "reason": "looked at in bug 7", "owner": "jane@example.org",
                "expires": "2026-12-31", **members}


def findings(verdict, rule):
    return [f for q in verdict["questions"] for f in q["findings"] if f["rule"] == rule]


class Schema(unittest.TestCase):
    """schemas/policy.schema.json and the program take, and refuse, the same."""

    def setUp(self):
        self.schema = support.schema("policy")
        self.example = json.loads(EXAMPLE.read_text())

    def takes(self, document):
        """Whether the program does; it must say what is wrong in one line, with its place."""
        result = check(*pair("LUO-ARCH", "pass"), "--policy=-", NOW,
                       stdin=json.dumps(document).encode())
        if result.status == 2:
            self.assertRegex(result.err, r"^luo-compat-check: -: line 1 column [0-9]+: ")
            self.assertEqual(result.err.count("\n"), 1)
        return result.status != 2

    def valid(self, document):
        try:
            support.validate(document, "policy")
        except jsonschema.ValidationError:
            return False
        return True

    def assertRefused(self, document, why):
        self.assertFalse(self.valid(document), why)
        self.assertFalse(self.takes(document), why)

    def test_example(self):
        self.assertTrue(self.valid(self.example))
        self.assertTrue(self.takes(self.example))

    def test_every_key_is_described(self):
        for path, node in objects(self.schema):
            for key, rule in node.get("properties", {}).items():
                self.assertIn("description", rule, (*path, key))

    def test_no_other_key(self):
        for path, _ in objects(self.example):
            if path == ("profiles",):
                continue  # names
            changed = copy.deepcopy(self.example)
            at(changed, path)["surprise"] = 1
            self.assertRefused(changed, path)

    def test_every_value_has_a_type(self):
        for path, node in objects(self.example):
            for key in node:
                changed = copy.deepcopy(self.example)
                at(changed, path)[key] = 1.5
                self.assertRefused(changed, (*path, key))

    def test_what_may_be_left_out(self):
        for path, node in objects(self.example):
            for key in node:
                changed = copy.deepcopy(self.example)
                del at(changed, path)[key]
                # what a rule about layouts or constants needs is more than a schema can say
                if key not in ("fingerprints", "constants"):
                    self.assertEqual(self.valid(changed), self.takes(changed), (*path, key))

    def test_words(self):
        for path, word in ((("severities", 0, "severity"), "warning"),
                           (("evidence", 0, "minimum"), "none"), (("directions",), "back"),
                           (("fail_on",), "incompatible"), (("window",), 0), (("window",), 1001),
                           (("waivers", 0, "reason"), ""), (("waivers", 0, "owner"), " "),
                           (("waivers", 0, "fingerprints", "writer"), "AB" * 32),
                           (("mandatory", 0), ""), (("optional", 0), "v\u00e4"),
                           (("profiles", "fleet-2026q4", "formats"), []),
                           (("profiles", "fleet-2026q4", "formats", 0, "kind"), "unknown")):
            changed = copy.deepcopy(self.example)
            at(changed, path[:-1])[path[-1]] = word
            self.assertRefused(changed, path)


class Severities(Case):
    def test_rule(self):
        for level, status, severity in (("error", 1, "incompatible"), ("warn", 0, "warning"),
                                        ("note", 0, "note"), ("off", 0, None)):
            with self.subTest(level):
                got, verdict = judge(*pair("LUO-UNREADABLE", "fail"),
                                     f"--rule=LUO-UNREADABLE={level}")
                self.assertEqual((got, verdict["exit_code"]), (status, status))
                found = findings(verdict, "LUO-UNREADABLE")
                self.assertEqual([f["severity"] for f in found], [severity] if severity else [])
                off = verdict["questions"][0]["policy"]["off"]
                self.assertEqual(off, [] if severity else [{
                    "rule": "LUO-UNREADABLE", "changed_by": "--rule LUO-UNREADABLE=off",
                    "judged": "incompatible", "findings": 1}])

    def test_report_says_what_would_be(self):
        out = check(*pair("LUO-UNREADABLE", "fail"), "--rule=luo-unread*=warn").out
        self.assertIn("    would be: incompatible; changed by --rule luo-unread*=warn\n", out)
        out = check(*pair("LUO-UNREADABLE", "fail"), "--rule=LUO-UNREADABLE=off").out
        self.assertTrue(out.endswith(
            "Off\n  LUO-UNREADABLE off by --rule LUO-UNREADABLE=off: 1 finding not shown, "
            "would be incompatible\n"))

    def test_file_and_option(self):
        path = self.policy(severities=[{"rule": "LUO-UNREADABLE", "severity": "warn"}])
        _, verdict = judge(*pair("LUO-UNREADABLE", "fail"), f"--policy={path}")
        self.assertEqual(findings(verdict, "LUO-UNREADABLE")[0]["changed_by"],
                         f"{path} line 4 column 5")
        _, verdict = judge(*pair("LUO-UNREADABLE", "fail"), f"--policy={path}",
                           "--rule=LUO-UNREADABLE=note")
        self.assertEqual(findings(verdict, "LUO-UNREADABLE")[0]["severity"], "note")

    def test_nothing_changes_without(self):
        """Not a byte: what is a policy's stands there with a policy only."""
        result = check("--format", "json", "--in-use=memfd", NEW, OLD)
        for word in ('"judged"', '"changed_by"', '"waiver"', '"policy"'):
            self.assertNotIn(word, result.out)
        document = result.json("verdict")
        _, with_policy = judge("--in-use=memfd", NEW, OLD, f"--policy={self.policy()}", NOW)
        for question in with_policy["questions"]:
            self.assertEqual(question.pop("policy"), {
                "profile": None, "now": "2026-11-28", "fail_on": "unknown", "fails": None,
                "off": []})
            for finding in question["findings"]:
                self.assertEqual(finding.pop("judged"), finding["severity"])
                self.assertIsNone(finding.pop("changed_by"))
                self.assertIsNone(finding.pop("waiver"))
        self.assertEqual(with_policy, document)


class FailOn(Case):
    """It only tightens, and JSON and exit status say the same."""

    def assertAnswers(self, args, status, severity, outcome):
        got, verdict = judge(*args)
        self.assertEqual((got, verdict["exit_code"]), (status, status))
        self.assertEqual(verdict["outcome"], outcome)
        fails = verdict["questions"][0]["policy"]["fails"]
        self.assertEqual(fails and fails["severity"], severity)
        if fails:
            self.assertEqual(verdict["reason"], fails)
        return verdict

    def test_thresholds(self):
        plan = pair("LUO-NO-WRITE-CONTROL", "pass")
        fine = pair("LUO-ARCH", "pass")
        warning = pair("LUO-BOOT-PARAMETERS", "pass")  # the reader's command line was not told
        for args, status, severity, outcome in (
                ((*plan, "--fail-on=unknown"), 3, None, "compatible-with-plan"),
                ((*plan, "--fail-on=plan"), 1, "plan", "compatible-with-plan"),
                ((*fine, "--fail-on=note"), 0, None, "compatible"),
                ((*warning, "--fail-on=plan"), 0, None, "compatible"),
                ((*warning, "--fail-on=warning"), 1, "warning", "compatible"),
                ((*pair("LUO-EVIDENCE", "fail"), "--fail-on=warning"), 0, None, "compatible"),
                ((*pair("LUO-EVIDENCE", "fail"), "--fail-on=note"), 1, "note", "compatible"),
                ((*pair("LUO-ARCH", "fail"), "--fail-on=note"), 1, "incompatible",
                 "incompatible")):
            with self.subTest(args):
                self.assertAnswers(args, status, severity, outcome)

    def test_report(self):
        out = check(*pair("LUO-BOOT-PARAMETERS", "pass"), "--fail-on=warning").out
        self.assertIn(": COMPATIBLE, AND FAILS BY LUO-BOOT-PARAMETERS warning: the reader needs ",
                      out.splitlines()[0])

    def test_worst_of_two_questions(self):
        """One needs a plan, the other is fine but for a warning that fails."""
        new, old = pair("LUO-NO-WRITE-CONTROL", "pass")
        status, verdict = judge("--direction=both", new, old, "--fail-on=plan")
        self.assertEqual((status, verdict["exit_code"]), (1, 1))
        self.assertEqual([q["policy"]["fails"] is None for q in verdict["questions"]],
                         [False, True])

    def test_a_plan_that_fails_is_not_applied(self):
        verdict = self.dir / "verdict.json"
        root = self.dir / "tree"
        root.mkdir()
        args = (*pair("LUO-NO-WRITE-CONTROL", "pass"), f"--format=json:{verdict}")
        self.assertEqual(check(*args, "--fail-on=plan").status, 1)
        run("luo-sysfs-emitter", "tree", pair("LUO-NO-WRITE-CONTROL", "pass")[0], root)
        result = run("luo-sysfs-emitter", "apply", verdict, root)
        self.assertEqual(result.status, 1)
        self.assertIn("the verdict fails: there is no plan", result.err)
        self.assertEqual(check(*args).status, 3)
        self.assertEqual(run("luo-sysfs-emitter", "apply", verdict, root).status, 0)


def drift():
    """A pair that drifts, and the fingerprints of its memfd-v2."""
    fixtures = pair("LUO-LAYOUT-APPENDED", "fail")
    _, verdict = judge(*fixtures)
    memfd = next(f for f in verdict["questions"][0]["formats"] if f["name"] == "memfd")
    return fixtures, {side: memfd[side][0]["layout"]["fingerprint"]
                      for side in ("writer", "reader")}


class Waivers(Case):
    def test_shown_first_and_in_json(self):
        fixtures, fingerprints = drift()
        path = self.policy(waivers=[self.waiver("LUO-LAYOUT-APPENDED", format="memfd",
                                                fingerprints=fingerprints)])
        result = check(*fixtures, f"--policy={path}", NOW)
        self.assertEqual(result.status, 0)
        lines = result.out.splitlines()
        self.assertTrue(lines[0].endswith(": COMPATIBLE, 1 WAIVED"))
        self.assertEqual(lines[1:4], ["", "Waived", "  incompatible  LUO-LAYOUT-APPENDED"])
        flat = " ".join(result.out.split())
        self.assertIn(f"waived until 2026-12-31 by jane@example.org, {path} line 4 column 5 "
                      "because: looked at in bug 7", flat)
        self.assertNotIn("Notes", lines)
        _, verdict = judge(*fixtures, f"--policy={path}", NOW)
        finding, = findings(verdict, "LUO-LAYOUT-APPENDED")
        self.assertEqual((finding["severity"], finding["judged"]), ("note", "incompatible"))
        self.assertEqual(finding["waiver"], {
            "rule": "LUO-LAYOUT-APPENDED", "format": "memfd", "writer": None, "reader": None,
            "reason": "looked at in bug 7", "owner": "jane@example.org", "expires": "2026-12-31",
            "file": str(path), "where": "line 4 column 5"})

    def test_whole_names(self):
        """Nothing of who answers for it is cut off, least of all in the middle of a character."""
        fixtures, fingerprints = drift()
        owner = "x" * 127 + "\u00e9" + "y" * 200
        path = self.policy(waivers=[{**self.waiver("LUO-LAYOUT-APPENDED", fingerprints=fingerprints),
                                     "owner": owner}])
        for kind in ("text", "markdown"):
            result = check(*fixtures, f"--policy={path}", NOW, f"--format={kind}")
            self.assertIn(owner, result.out)

    def test_a_panic_is_named(self):
        """The worst that can be waived comes before all else, with what it does."""
        catalog = json.loads(pair("LUO-ARCH", "pass")[1].read_text())
        text = json.dumps(catalog).replace("luo-v5", "luo-v6")
        reader = self.dir / "reader.json"
        reader.write_text(text)
        path = self.policy(waivers=[self.waiver("LUO-UNREADABLE", format="core/luo")])
        result = check(pair("LUO-ARCH", "pass")[0], reader, f"--policy={path}", NOW)
        self.assertEqual(result.status, 0)
        head = " ".join(result.out.split("Formats (")[0].split())
        self.assertIn("Waived incompatible LUO-UNREADABLE", head)
        self.assertIn("then the next kernel panics at boot waived until 2026-12-31 by jane", head)

    def test_expiry(self):
        fixtures, fingerprints = drift()
        path = self.policy(waivers=[self.waiver("LUO-LAYOUT-APPENDED",
                                                fingerprints=fingerprints)])
        self.assertEqual(check(*fixtures, f"--policy={path}", "--now=2026-12-31").status, 0)
        status, verdict = judge(*fixtures, f"--policy={path}", "--now=2027-01-01")
        self.assertEqual(status, 1)
        self.assertEqual([f["severity"] for f in findings(verdict, "LUO-WAIVER-EXPIRED")],
                         ["warning"])
        # the clock's date, which is told, is one of this century's
        _, verdict = judge(*fixtures, f"--policy={path}")
        self.assertRegex(verdict["questions"][0]["policy"]["now"], "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$")

    def test_repeats_byte_for_byte(self):
        fixtures, fingerprints = drift()
        path = self.policy(waivers=[self.waiver("LUO-LAYOUT-APPENDED",
                                                fingerprints=fingerprints)])
        args = (*fixtures, f"--policy={path}", NOW, "--format=json")
        self.assertEqual(check(*args).out, check(*args).out)

    def test_unused_in_both_directions(self):
        """Used in one direction is used."""
        writer, reader = pair("LUO-UNREADABLE", "fail")
        path = self.policy(waivers=[self.waiver("LUO-UNREADABLE"), self.waiver("LUO-IMAGE")])
        args = ("--direction=both", writer, reader, f"--policy={path}", NOW)
        _, verdict = judge(*args)
        self.assertEqual(findings(verdict, "LUO-WAIVER-UNUSED"), [])
        status, verdict = judge(*args, "--unused-waivers")
        self.assertEqual(status, 0)
        self.assertIn("the waiver of LUO-IMAGE",
                      findings(verdict, "LUO-WAIVER-UNUSED")[0]["message"])
        self.assertEqual(len(findings(verdict, "LUO-WAIVER-UNUSED")), 1)
        self.assertEqual(check(*args, "--unused-waivers", "--fail-on=warning").status, 1)


class Lint(Case):
    """What a policy makes of findings holds in lint: the baseline is the writer."""

    def setUp(self):
        super().setUp()
        (self.old, self.new), self.fingerprints = drift()

    def lint(self, *args):
        result = check("lint", self.new, "--baseline", self.old, "--format=json", *args)
        return result.status, result.json("lint")

    def waivers(self, **members):
        return self.policy(waivers=[self.waiver("LUO-LAYOUT-APPENDED",
                                                fingerprints=self.fingerprints, **members)])

    def test_nothing_changes_without(self):
        status, document = self.lint()
        self.assertEqual(status, 1)
        self.assertNotIn("policy", document)
        status, with_policy = self.lint(f"--policy={self.policy()}", NOW)
        self.assertEqual(status, 1)
        finding, = with_policy["findings"]
        self.assertEqual([finding.pop(key) for key in ("judged", "changed_by", "waiver")],
                         ["incompatible", None, None])
        self.assertEqual(with_policy.pop("policy"), {
            "profile": None, "now": "2026-11-28", "fail_on": "unknown", "off": [],
            "fails": {key: finding[key] for key in ("severity", "rule", "message")}})
        self.assertEqual(with_policy, document)

    def test_waived(self):
        path = self.waivers(format="memfd")
        status, document = self.lint(f"--policy={path}", NOW)
        self.assertEqual((status, document["outcome"], document["exit_code"]), (0, "compatible", 0))
        finding, = document["findings"]
        self.assertEqual((finding["severity"], finding["judged"], finding["waiver"]["owner"]),
                         ("note", "incompatible", "jane@example.org"))
        result = check("lint", self.new, "--baseline", self.old, f"--policy={path}", NOW)
        lines = result.out.splitlines()
        self.assertTrue(lines[0].endswith(": nothing wrong, 1 WAIVED"))
        self.assertEqual(lines[1:4], ["", "Waived", "  incompatible  LUO-LAYOUT-APPENDED"])
        flat = " ".join(result.out.split())
        self.assertIn(f"waived until 2026-12-31 by jane@example.org, {path} line 4 column 5 "
                      "because: looked at in bug 7", flat)
        self.assertNotIn("next kernel", flat)

    def test_bound_to_layouts(self):
        """Another change than the one that was looked at is not excused."""
        path = self.waivers()
        self.old, self.new = self.new, self.old
        self.assertEqual(self.lint(f"--policy={path}", NOW)[0], 1)

    def test_bound_to_layouts_of_both_sides(self):
        """One waiver serves pairs and lint, with a baseline and without."""
        old, new = pair("LUO-LAYOUT-POINTER", "fail")
        _, verdict = judge(old, new)
        memfd = next(f for f in verdict["questions"][0]["formats"] if f["name"] == "memfd")
        prints = {side: memfd[side][0]["layout"]["fingerprint"] for side in ("writer", "reader")}
        self.assertEqual(*prints.values())
        for fingerprints, status in ((prints, 0), ({**prints, "writer": None}, 1)):
            path = self.policy(waivers=[self.waiver("LUO-LAYOUT-POINTER", format="memfd",
                                                    fingerprints=fingerprints)])
            for words in ([old, new], ["lint", "--baseline", old, new], ["lint", new]):
                with self.subTest(words, fingerprints=fingerprints):
                    result = check(*words, f"--policy={path}", NOW, "--fail-on=warning")
                    self.assertEqual(result.status, status, result.out)
        document = check("lint", new, "--format=json").json("lint")
        self.assertEqual([f["baseline"] for f in document["findings"]], [None])

    def test_constants(self):
        """What is lowered, or waived, is one finding, and no reason to be silent of another."""
        old, new = pair("LUO-CONSTANT-CHANGED", "fail")
        self.assertEqual(check("lint", "--baseline", old, new, "--rule=LUO-CONSTANT-CHANGED=off").status, 0)
        catalog = json.loads(new.read_text())
        version = next(v for f in catalog["formats"] for v in f["versions"] if v.get("constants"))
        version["constants"].append({"name": "ZZZ_NEW", "value": "0x8"})
        path = self.dir / "more.json"
        path.write_text(json.dumps(catalog))
        for words in (["lint", "--baseline", old, path], [old, path]):
            with self.subTest(words):
                result = check(*words, "--rule=LUO-CONSTANT-CHANGED=off")
                self.assertEqual(result.status, 1)
                self.assertIn("ZZZ_NEW (0x8)", " ".join(result.out.split()))

    def test_constants_that_nobody_has(self):
        """A waiver of constants is one of these, also where they could not be compared."""
        path = self.policy(waivers=[self.waiver("LUO-CONSTANT-*", constants=[
            {"name": "ZZZ", "writer": "0x1", "reader": "0x2"}])])
        old, new = pair("LUO-CONSTANT-UNCHECKED", "fail")
        for words in (["lint", "--baseline", old, new], [old, new]):
            for more, status in (([], 0), (["--fail-on=warning"], 1)):
                with self.subTest(words + more):
                    self.assertEqual(check(*words, f"--policy={path}", NOW, *more).status, status)

    def test_bound_to_kernels(self):
        for names, status in (({"writer": "7.3.0", "reader": "7.3.*"}, 0),
                              ({"writer": "7.2.*"}, 1), ({"reader": "build-id:33*"}, 1)):
            with self.subTest(names):
                self.assertEqual(self.lint(f"--policy={self.waivers(**names)}", NOW)[0], status)

    def test_expired(self):
        status, document = self.lint(f"--policy={self.waivers()}", "--now=2027-01-01")
        self.assertEqual(status, 1)
        self.assertEqual([f["rule"] for f in document["findings"]],
                         ["LUO-LAYOUT-APPENDED", "LUO-WAIVER-EXPIRED"])

    def test_unused(self):
        path = self.policy(waivers=[self.waiver("LUO-GAP")])
        self.assertEqual(len(self.lint(f"--policy={path}", NOW)[1]["findings"]), 1)
        found = self.lint(f"--policy={path}", NOW, "--unused-waivers")[1]["findings"]
        self.assertEqual([f["rule"] for f in found], ["LUO-LAYOUT-APPENDED", "LUO-WAIVER-UNUSED"])

    def test_waivers_for_pairs(self):
        """No rule of lint's: that it excuses nothing here, or has expired, is no news of it."""
        path = self.policy(waivers=[self.waiver("LUO-IMAGE")])
        for now in (NOW, "--now=2027-01-01"):
            found = self.lint(f"--policy={path}", now, "--unused-waivers")[1]["findings"]
            self.assertEqual([f["rule"] for f in found], ["LUO-LAYOUT-APPENDED"])

    def test_off(self):
        status, document = self.lint("--rule=LUO-LAYOUT-*=off")
        self.assertEqual((status, document["findings"]), (0, []))
        self.assertEqual(document["policy"]["off"], [{
            "rule": "LUO-LAYOUT-APPENDED", "changed_by": "--rule LUO-LAYOUT-*=off",
            "judged": "incompatible", "findings": 1}])
        out = check("lint", self.new, "--baseline", self.old, "--rule=LUO-LAYOUT-*=off").out
        self.assertTrue(out.endswith("Off\n  LUO-LAYOUT-APPENDED off by --rule LUO-LAYOUT-*=off: "
                                     "1 finding not shown, would be incompatible\n"), out)

    def pointer(self):
        """A catalog of a kernel that hands a pointer over, which is a warning."""
        catalog = json.loads(self.new.read_text())
        catalog["types"]["struct memfd_luo_ser"]["members"][0]["type"] = "ptr64"
        path = self.dir / "pointer.json"
        path.write_text(json.dumps(catalog))
        return path

    def test_raised(self):
        """A warning by itself; nothing changed, and it is not said that something did."""
        path = self.pointer()
        self.assertEqual(check("lint", path).status, 0)
        severity = {"rule": "LUO-LAYOUT-POINTER", "severity": "error"}
        for option in ("--rule=LUO-LAYOUT-POINTER=error",
                       f"--policy={self.policy(severities=[severity])}"):
            result = check("lint", path, option)
            self.assertEqual(result.status, 1)
            self.assertTrue(result.out.splitlines()[0].endswith(": REFUSED BY THE POLICY"),
                            result.out)
            self.assertIn("    would be: warning; changed by ", result.out)

    def test_fail_on(self):
        self.assertEqual(check("lint", self.new, "--fail-on=warning").status, 0)
        path = self.pointer()
        result = check("lint", path, "--fail-on=warning")
        self.assertEqual(result.status, 1)
        self.assertTrue(result.out.splitlines()[0].endswith(
            ": nothing wrong, AND FAILS BY LUO-LAYOUT-POINTER warning"), result.out)

    def test_every_report(self):
        """What excuses a finding stands in all of them."""
        path = self.waivers()
        for kind in ("text", "sarif", "junit", "markdown", "html"):
            with self.subTest(kind):
                result = check("lint", self.new, "--baseline", self.old, f"--policy={path}", NOW,
                               f"--format={kind}")
                self.assertEqual(result.status, 0, result.err)
                self.assertIn("LUO-LAYOUT-APPENDED", result.out)
                self.assertIn("looked at in bug 7", " ".join(result.out.split()))


class Files(Case):
    def test_several(self):
        ours = self.policy(fail_on="warning")
        theirs = self.policy(waivers=[self.waiver("LUO-BOOT-PARAMETERS")])
        fixtures = pair("LUO-BOOT-PARAMETERS", "pass")
        self.assertEqual(check(*fixtures, f"--policy={ours}", NOW).status, 1)
        self.assertEqual(check(*fixtures, f"--policy={ours}", f"--policy={theirs}", NOW).status, 0)

    def test_directions(self):
        path = self.policy(directions="both")
        fixtures = pair("LUO-UNREADABLE", "pass")
        _, verdict = judge(*fixtures, f"--policy={path}")
        self.assertEqual([q["direction"] for q in verdict["questions"]], ["forward", "rollback"])
        _, verdict = judge(*fixtures, f"--policy={path}", "--direction=rollback")
        self.assertEqual([q["direction"] for q in verdict["questions"]], ["rollback"])

    def test_profile(self):
        path = self.policy(profiles={"fleet": {"formats": [
            {"kind": "core", "compatible": "kho-v4"}, {"kind": "core", "compatible": "luo-v5"},
            {"kind": "file-handler", "compatible": "memfd-v2"}]}})
        fixtures = pair("LUO-NO-WRITE-CONTROL", "pass")
        status, verdict = judge(*fixtures, f"--policy={path}", "--profile=fleet")
        self.assertEqual(status, 3)
        question = verdict["questions"][0]
        self.assertEqual(question["policy"]["profile"], "fleet")
        self.assertEqual([p["compatible"] for p in question["plan"]["set"]], ["memfd-v3"])

    def assertRefusedWith(self, text, *args, **kwargs):
        result = check(*pair("LUO-ARCH", "pass"), *args, **kwargs)
        self.assertRefused(result)
        self.assertIn(text, result.err)

    def test_refusals(self):
        path = self.policy(severities=[{"rule": "LUO-FOO", "severity": "off"}])
        self.assertRefusedWith(f"{path}: line 5 column 15: severities[0].rule: no rule is called "
                               "LUO-FOO", f"--policy={path}")
        two, three = self.policy(window=2), self.policy(window=3)
        self.assertRefusedWith(f"{three}: line 3 column 13: is said otherwise at {two} line 3 "
                               "column 13", f"--policy={two}", f"--policy={three}")
        for text, args in (
                ("No such file", ("--policy=nowhere",)),
                ("not a policy", (f"--policy={pair('LUO-ARCH', 'pass')[0]}",)),
                ("--rule is ID=error, warn, note or off, not \"LUO-ARCH\"", ("--rule=LUO-ARCH",)),
                ("--rule is ID=error", ("--rule=LUO-ARCH=fatal",)),
                ("--rule LUO-FOO=off: no rule is called LUO-FOO", ("--rule=LUO-FOO=off",)),
                ("what is not known does not pass", ("--fail-on=incompatible",)),
                ("must be unknown, plan, warning or note", ("--fail-on=never",)),
                ("--fail-on is given twice", ("--fail-on=plan", "--fail-on=note")),
                ("must be a date, YYYY-MM-DD, not \"today\"", ("--now=today",)),
                ("must be a date, YYYY-MM-DD, not \"2026-02-30\"", ("--now=2026-02-30",)),
                ("--now is given twice", ("--now=2026-01-01", "--now=2026-01-01")),
                ("no policy has one called fleet", ("--profile=fleet",)),
                ("too many --policy", ["--policy=x"] * 17),
                ("standard input", ("--policy=-", "--policy=-")),
                ("standard input", ("--policy=-", "--state=-"))):
            with self.subTest(args):
                self.assertRefusedWith(text, *args)

    def test_errors_are_json_with_json(self):
        path = self.policy(windows=2)
        result = check(*pair("LUO-ARCH", "pass"), f"--policy={path}", "--format=json")
        self.assertRefused(result)
        error = json.loads(result.err)["error"]
        self.assertEqual((error["file"], error["where"]), (str(path), "line 3 column 14: windows"))

    def test_preflight(self):
        """A pre-flight is held to the same, and leaves the flags alone where it fails."""
        writer, reader = pair("LUO-NO-WRITE-CONTROL", "pass")
        root = self.dir / "tree"
        root.mkdir()
        run("luo-sysfs-emitter", "tree", writer, root)
        flag = root / "file-handler" / "memfd-v3" / "enable_write"
        args = ("preflight", f"--running={writer}", f"--state={root}", "--next-loaded=", reader,
                "--next-cmdline=kho=on liveupdate=on", "--apply")
        path = self.policy(mandatory=["vfio-*"])
        result = check(*args, f"--policy={path}", NOW)
        self.assertEqual((result.status, flag.read_text().strip()), (1, "1"))
        self.assertIn("LUO-MANDATORY", result.out)
        result = check(*args, "--fail-on=plan")
        self.assertEqual((result.status, flag.read_text().strip()), (1, "1"))
        result = check(*args, f"--policy={self.policy(mandatory=['memfd'])}", NOW)
        self.assertEqual((result.status, flag.read_text().strip()), (0, "0"), result.err)


class Sources(unittest.TestCase):
    def test_every_rule_says_where_it_is_from(self):
        """The kernel's source, somebody who asked, or luocat itself, which is then said."""
        for rule in listed_rules():
            with self.subTest(rule):
                paragraphs = check("explain", rule).out.split("\n\n")
                source = " ".join(paragraphs[2].split())
                self.assertTrue(source.startswith("source: "))
                self.assertRegex(source, r"\w+ in (kernel|include)/[\w./-]+|asked for|luocat's own")


if __name__ == "__main__":
    unittest.main()
