# SPDX-License-Identifier: GPL-2.0-only
"""matrix, path, profile and window as a user runs them: names, directories, reports, bad usage."""
import copy
import csv
import io
import json
import os
import re

from schema_case import SchemaCase
from support import TOP, TestCase, run

GOLDEN = TOP / "tests" / "cli" / "golden"
OLD, NEW, DISTRO = (GOLDEN / f"{name}.json" for name in ("old", "new", "distro"))
RULES = TOP / "tests" / "cli" / "rules"
EXAMPLES = TOP / "schemas" / "examples"


def check(*args, **kwargs):
    return run("luo-compat-check", *args, **kwargs)


def matrix(*args):
    """Status and {(writer, reader): answer}."""
    result = check("matrix", "--format", "json", *args)
    document = result.json("matrix")
    names = [kernel["name"] for kernel in document["kernels"]]
    return result.status, {
        (names[w], names[r]): document["answers"][document["cells"][w][r]]
        for w in range(len(names)) for r in range(len(names))}


class FleetCase(TestCase):
    def kernel(self, name, release=None, build_id=None, base=NEW, **formats):
        """A catalog in self.dir, made from another one; of a format that is None nothing is left."""
        catalog = json.loads(base.read_text())
        catalog["kernel"]["release"] = release
        catalog["kernel"]["build_id"] = build_id
        for word, versions in formats.items():
            found = [f for f in catalog["formats"] if f["name"] == word.replace("_", "-")]
            self.assertEqual(len(found), 1, word)
            kept = [v for v in found[0]["versions"] if v["compatible"] in (versions or ())]
            found[0]["versions"] = kept
            if not kept:
                catalog["formats"].remove(found[0])
        path = self.dir / f"{name}.json"
        path.write_text(json.dumps(catalog))
        return path

    def fleet(self):
        """A 7.2 with memfd-v2 only, a 7.3 with v2 and v3, and a 7.4 with v3 only, none with vfio-pci."""
        return [self.kernel("a", "7.2.0", "aa" * 20, vfio_pci=None, memfd=["memfd-v2"]),
                self.kernel("b", "7.3.0", "bb" * 20, vfio_pci=None, memfd=["memfd-v2", "memfd-v3"]),
                self.kernel("c", "7.4.0", "cc" * 20, vfio_pci=None, memfd=["memfd-v3"])]


class Matrix(FleetCase):
    def test_cells_are_what_pair_says(self):
        status, cells = matrix(OLD, NEW, DISTRO)
        paths = {"7.2.12": OLD, "7.3.4": NEW, "7.3.4+deb13-cloud-amd64": DISTRO}
        self.assertEqual(len(cells), 9)
        for (writer, reader), answer in cells.items():
            with self.subTest((writer, reader)):
                verdict = check("--format", "json", paths[writer], paths[reader]).json("verdict")
                question = verdict["questions"][0]
                self.assertEqual(answer["outcome"], verdict["outcome"])
                self.assertEqual(answer["fails"], verdict["exit_code"] == 1)
                self.assertEqual(answer["plan"], question["plan"] and question["plan"]["set"])
                told = [f for f in question["findings"] if f["severity"] != "note"]
                self.assertEqual([f["message"] for f in answer["findings"]],
                                 [f["message"] for f in told])
        self.assertEqual(status, 1)

    def test_every_rule(self):
        """Pairs that fail a rule fail in a matrix by the same rule."""
        for rule in RULES.iterdir():
            if (rule / "fail" / "arguments").exists():
                continue  # it is about what is told of one pair
            with self.subTest(rule.name):
                pair = [rule / "fail" / f"{side}.json" for side in ("writer", "reader")]
                if pair[0].read_bytes() == pair[1].read_bytes():
                    continue
                verdict = check("--format", "json", *pair).json("verdict")
                document = check("matrix", "--format", "json", *pair).json("matrix")
                answer = document["answers"][document["cells"][0][1]]
                self.assertEqual(answer["outcome"], verdict["outcome"])
                told = [f["rule"] for f in verdict["questions"][0]["findings"] if f["severity"] != "note"]
                self.assertEqual([f["rule"] for f in answer["findings"]], told)

    def test_exit_status_is_the_worst(self):
        a, b, c = self.fleet()
        self.assertEqual(check("matrix", a, b, c).status, 1)
        self.assertEqual(check("matrix", a, b).status, 3)  # back from 7.3 memfd-v3 is planned off
        self.assertEqual(check("matrix", a).status, 0)

    def test_text(self):
        result = check("matrix", *self.fleet())
        self.assertEqual(result.err, "")
        self.assertIn("3 kernels, 9 pairs: 5 compatible, 2 compatible with a plan, 2 incompatible\n",
                      result.out)
        self.assertIn("writer \\ reader  7.2.0  7.3.0  7.4.0\n"
                      "7.2.0            ok     ok     NO\n"
                      "7.3.0            plan   ok     plan\n"
                      "7.4.0            NO     ok     ok\n", result.out)
        self.assertIn("  incompatible  LUO-UNREADABLE\n"
                      "    the writer writes memfd-v2, which the reader does not read; of memfd it reads memfd-v3\n"
                      "    then no session can be reached until the next reboot\n"
                      "    7.2.0 -> 7.4.0\n", result.out)
        self.assertIn("    plan: on the writer, before anything is preserved, enable_write=0 for memfd-v3\n"
                      "    7.3.0 -> 7.2.0\n", result.out)

    def test_text_fits_a_terminal(self):
        """Names while they fit, then numbers, then one column for each."""
        for n, name, first in ((8, "", "writer"), (8, "-generic", " "), (30, "-generic", " ")):
            catalogs = [self.kernel(f"{i}", f"7.{i}.0{name}", f"{i + 1:040x}") for i in range(n)]
            lines = check("matrix", *catalogs).out.split("\nReasons")[0].splitlines()
            self.assertLessEqual(max(map(len, lines)), 100)
            self.assertTrue(lines[2].startswith(first), lines[2])
            self.assertFalse([line for line in lines if line != line.rstrip()])
        self.assertIn("30  7.29.0-generic  " + "." * 30 + "\n", check("matrix", *catalogs).out)

    def test_long_lists_are_cut(self):
        catalogs = [self.kernel(f"{i}", f"7.{i}.0", f"{i + 1:040x}", vfio_pci=None,
                                memfd=["memfd-v2"] if i % 2 else ["memfd-v3"]) for i in range(40)]
        result = check("matrix", *catalogs)
        self.assertIn("7.0.0 -> 7.1.0, 7.3.0, 7.5.0, 7.7.0, 7.9.0, 7.11.0 and 14 more\n", result.out)
        self.assertIn("    and 280 more pairs\n", result.out)
        self.assertLess(result.out.count("\n"), 90)

    def test_csv(self):
        """RFC 4180, as Python reads it."""
        result = check("matrix", "--format", "csv", *self.fleet())
        rows = list(csv.reader(io.StringIO(result.out, newline=""), strict=True))
        self.assertTrue(result.out.endswith("\r\n"))
        self.assertEqual(rows[0], ["writer", "reader", "outcome", "rule", "message", "plan"])
        self.assertEqual(len(rows), 10)
        self.assertEqual(rows[1], ["7.2.0", "7.2.0", "compatible", "", "", ""])
        self.assertEqual(rows[3][:4], ["7.2.0", "7.4.0", "incompatible", "LUO-UNREADABLE"])
        self.assertIn("of memfd it reads memfd-v3", rows[3][4])
        self.assertEqual(rows[4][:3] + rows[4][5:], ["7.3.0", "7.2.0", "compatible-with-plan", "memfd-v3"])

    def test_csv_holds_no_formulas(self):
        a = self.kernel("a", '=HYPERLINK("http://x","y")', "aa" * 20)
        b = self.kernel("b", "@SUM(A1),-2", "bb" * 20)
        out = check("matrix", "--format", "csv", a, b).out
        names = [row[0] for row in csv.reader(io.StringIO(out, newline=""), strict=True)][1:]
        self.assertEqual(names[0], '\'=HYPERLINK("http://x","y")')
        self.assertEqual(names[2], "'@SUM(A1),-2")

    def test_several_reports(self):
        catalogs = self.fleet()
        result = check("matrix", "--format=text", f"--format=json:{self.dir}/m.json",
                       f"--format=csv:{self.dir}/m.csv", *catalogs)
        self.assertEqual(result.out, check("matrix", *catalogs).out)
        self.assertEqual((self.dir / "m.json").read_text(),
                         check("matrix", "--format=json", *catalogs).out)
        self.assertEqual((self.dir / "m.csv").read_bytes().decode(),
                         check("matrix", "--format=csv", *catalogs).out)

    def test_in_use(self):
        a = self.kernel("a", "7.2.0", "aa" * 20, memfd=["memfd-v2"], vfio_pci=None)
        b = self.kernel("b", "7.3.0", "bb" * 20, memfd=["memfd-v2"])
        _, cells = matrix(a, b)
        self.assertEqual(cells["7.3.0", "7.2.0"]["outcome"], "incompatible")
        # only b has vfio-pci
        status, cells = matrix("--in-use=memfd", a, b)
        self.assertEqual((status, cells["7.3.0", "7.2.0"]["outcome"]), (0, "compatible"))
        _, cells = matrix("--in-use=vfio-pci", a, b)
        self.assertEqual(cells["7.3.0", "7.2.0"]["outcome"], "incompatible")
        self.assertEqual(cells["7.2.0", "7.3.0"]["outcome"], "compatible")
        result = check("matrix", "--in-use=disk", a, b)
        self.assertRefused(result)
        self.assertIn('"disk"', result.err)

    def test_next_cmdline(self):
        a, b, _ = self.fleet()
        needs = "the reader needs liveupdate=on on its command line"
        for words in ((), ("--next-cmdline=kho=on liveupdate=on",)):
            _, cells = matrix(*words, a, b)
            messages = [f["message"] for f in cells["7.2.0", "7.3.0"]["findings"]]
            self.assertEqual(needs in messages, not words, messages)
        _, cells = matrix("--next-cmdline=kho=off", a, b)
        self.assertEqual({answer["outcome"] for answer in cells.values()}, {"incompatible"})

    def test_color(self):
        self.assertIn("\033[", check("matrix", "--color=always", OLD, NEW).out)
        self.assertNotIn("\033[", check("matrix", OLD, NEW).out)


class Policies(FleetCase):
    def policy(self, **parts):
        path = self.dir / "policy" / "policy.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"policy_version": 1, **parts}))
        return f"--policy={path}"

    def waiver(self, **parts):
        return {"rule": "LUO-UNREADABLE", "format": "memfd", "reason": "nobody preserves memfds here",
                "owner": "fleet@example.org", "expires": "2026-12-31", **parts}

    def test_a_waiver_holds_for_its_kernels_only(self):
        """7.2.1 is like 7.2.0 in all that a judgement looks at, but not for the waiver."""
        _, _, c = self.fleet()
        a = self.kernel("a", "7.2.0", "aa" * 20, vfio_pci=None, memfd=["memfd-v2"])
        again = self.kernel("a1", "7.2.1", "ab" * 20, vfio_pci=None, memfd=["memfd-v2"])
        policy = self.policy(waivers=[self.waiver(writer="7.2.0", reader="7.4.*")])
        for kernels in ((a, again, c), (again, a, c), (c, again, a)):
            status, cells = matrix(policy, "--now=2026-11-28", *kernels)
            self.assertEqual(status, 1)
            self.assertEqual(cells["7.2.0", "7.4.0"]["outcome"], "compatible")
            self.assertEqual(cells["7.2.1", "7.4.0"]["outcome"], "incompatible")
            waived, = [f for f in cells["7.2.0", "7.4.0"]["findings"] if f["waiver"]]
            self.assertEqual((waived["judged"], waived["severity"]), ("incompatible", "note"))
        result = check("matrix", policy, "--now=2026-11-28", a, again, c)
        self.assertIn("\nWaived\n  incompatible  LUO-UNREADABLE\n", result.out)
        self.assertIn("because: nobody preserves memfds here\n    of 1 pair\n", result.out)
        # by its build-id, and no more once it has expired
        policy = self.policy(waivers=[self.waiver(writer="build-id:" + "ab" * 20)])
        _, cells = matrix(policy, "--now=2026-12-31", a, again, c)
        self.assertEqual([cells[w, "7.4.0"]["outcome"] for w in ("7.2.0", "7.2.1")],
                         ["incompatible", "compatible"])
        _, cells = matrix(policy, "--now=2027-01-01", a, again, c)
        self.assertEqual([cells[w, "7.4.0"]["outcome"] for w in ("7.2.0", "7.2.1")],
                         ["incompatible", "incompatible"])

    def test_cells_are_what_pair_says(self):
        fleet = self.fleet()
        policy = self.policy(mandatory=["memfd"], severities=[{"rule": "LUO-BOOT-PARAMETERS", "severity": "off"}],
                             waivers=[self.waiver(reader="7.4.0")])
        words = [policy, "--now=2026-11-28", "--rule=LUO-EVIDENCE=warn"]
        _, cells = matrix(*words, *fleet)
        names = {"7.2.0": fleet[0], "7.3.0": fleet[1], "7.4.0": fleet[2]}
        for (writer, reader), answer in cells.items():
            verdict = check("--format=json", *words, names[writer], names[reader]).json("verdict")
            question = verdict["questions"][0]
            self.assertEqual(answer["outcome"], verdict["outcome"])
            told = [f for f in question["findings"] if f["severity"] != "note" or f["waiver"]]
            self.assertEqual([(f["message"], f["judged"], f["changed_by"], f["waiver"]) for f in answer["findings"]],
                             [(f["message"], f["judged"], f["changed_by"], f["waiver"]) for f in told])

    def test_fail_on(self):
        a, b, c = self.fleet()
        result = check("matrix", "--fail-on=plan", a, b)
        self.assertEqual(result.status, 1)
        self.assertIn("7.3.0            FAIL   ok\n", result.out)
        self.assertEqual(check("matrix", a, b).status, 3)
        # a hop with a plan is none then
        self.assertEqual(check("path", "7.2.0", "7.4.0", a, b, c).status, 3)
        self.assertEqual(check("path", "--fail-on=plan", "7.2.0", "7.4.0", a, b, c).status, 1)
        self.assertEqual(check("window", "--fail-on=plan", "1", a, b, c).status, 1)
        document = check("matrix", "--format=json", "--fail-on=warning", a).json("matrix")
        self.assertEqual((document["outcome"], document["exit_code"]), ("compatible", 1))

    def test_unused_waivers(self):
        """One that excuses something in one pair only is used; others are named once, in every report."""
        a, b, c = self.fleet()
        policy = self.policy(waivers=[self.waiver(writer="7.2.0", reader="7.4.0"),
                                      self.waiver(rule="LUO-VERSION-DIFFERS"),
                                      self.waiver(rule="LUO-REQUIRES", expires="2026-01-01")])
        words = [policy, "--now=2026-11-28", a, b, c]
        self.assertEqual(check("matrix", *words, "--format=json").json("matrix")["policy"]["findings"], [])
        words.append("--unused-waivers")
        document = check("matrix", *words, "--format=json").json("matrix")
        unused, = document["policy"]["findings"]
        self.assertEqual((unused["rule"], unused["severity"]), ("LUO-WAIVER-UNUSED", "warning"))
        self.assertRegex(unused["message"], r"^the waiver of LUO-VERSION-DIFFERS of memfd \(.*policy\.json line 1 "
                         r"column \d+, fleet@example\.org\) excuses nothing here$")
        self.assertIn("\nThe policy\n  warning  LUO-WAIVER-UNUSED\n    the waiver of LUO-VERSION-DIFFERS",
                      check("matrix", *words).out)
        page = check("matrix", *words, "--format=html").out
        self.assertIn("<h2>The policy</h2>", page)
        self.assertIn("the waiver of LUO-VERSION-DIFFERS of memfd", page)
        self.assertIn('<dt id="LUO-WAIVER-UNUSED">', page)
        self.assertRefused(check("path", "--unused-waivers", "7.2.0", "7.3.0", a, b))

    def test_an_unused_waiver_may_fail(self):
        a = self.fleet()[0]
        words = ["matrix", self.policy(waivers=[self.waiver()]), "--now=2026-11-28", a]
        self.assertEqual(check(*words).status, 0)
        self.assertEqual(check(*words, "--unused-waivers").status, 0)
        for more in ("--fail-on=warning", "--rule=LUO-WAIVER-UNUSED=error"):
            # the boot parameters of a gate are a warning of their own
            result = check(*words, "--unused-waivers", more, "--rule=LUO-BOOT-PARAMETERS=off", "--format=json")
            self.assertEqual(result.status, 1)
            document = result.json("matrix")
            self.assertEqual((document["outcome"], document["exit_code"]), ("compatible", 1))
            self.assertFalse(document["answers"][0]["fails"])

    def test_what_is_off(self):
        """Of three kernels one is like another: what of it is off is counted for each pair."""
        a, b, c = self.fleet()
        again = self.kernel("a1", "7.2.1", "ab" * 20, vfio_pci=None, memfd=["memfd-v2"])
        fleet = [a, again, b]
        words = ["--rule=LUO-UNREADABLE=off", "--rule=LUO-BOOT-PARAMETERS=off"]
        document = check("matrix", *words, "--format=json", *fleet).json("matrix")
        pairs = [check(*words, "--format=json", w, r).json("verdict") for w in fleet for r in fleet]
        off = {o["rule"]: (o["findings"], o["judged"]) for o in document["policy"]["off"]}
        for rule in ("LUO-UNREADABLE", "LUO-BOOT-PARAMETERS"):
            found = [o for v in pairs for o in v["questions"][0]["policy"]["off"] if o["rule"] == rule]
            self.assertEqual(off[rule], (sum(o["findings"] for o in found), found[0]["judged"]))
        self.assertEqual(list(off), ["LUO-BOOT-PARAMETERS", "LUO-UNREADABLE"])
        text = check("matrix", *words, *fleet).out
        self.assertIn("\nOff\n  LUO-BOOT-PARAMETERS off by --rule LUO-BOOT-PARAMETERS=off: 9 findings not shown, "
                      "would be at worst warning\n  LUO-UNREADABLE off by ", text)
        page = check("matrix", *words, "--format=html", *fleet).out
        self.assertIn("<h2>Off</h2>\n<ul>\n<li>LUO-BOOT-PARAMETERS off by --rule ", page)

    def test_documents_say_what_was_asked(self):
        a, b, _ = self.fleet()
        policy = self.policy(fail_on="plan", waivers=[self.waiver(writer="none")])
        asked = {"profile": None, "now": "2026-11-28", "fail_on": "plan"}
        for name, words in (("matrix", ["matrix"]), ("window", ["window", "1"]),
                            ("path", ["path", "7.2.0", "7.3.0"])):
            words = [*words, "--format=json", a, b]
            self.assertNotIn("policy", check(*words).json(name))
            said = check(*words, policy, "--now=2026-11-28").json(name)["policy"]
            self.assertEqual({key: said[key] for key in asked}, asked)

    def test_a_profile_that_all_have(self):
        """What `profile` finds, the kernels it was found in are held to."""
        a, b, _ = self.fleet()
        policy = self.dir / "policy.txt"
        self.assertEqual(check("profile", "--name=fleet-2026q4", f"--format=policy:{policy}", a, b).status, 0)
        words = [f"--policy={policy}", "--profile=fleet-2026q4"]
        self.assertEqual(check(*words, a, b).status, 0)
        # 7.3 has memfd-v3 besides, which a plan turns off
        result = check(*words, "--format=json", b, a)
        self.assertEqual(result.status, 3, result.out)
        self.assertEqual([e["compatible"] for e in result.json("verdict")["questions"][0]["plan"]["set"]],
                         ["memfd-v3"])
        self.assertEqual(check("matrix", *words, a, b).status, 3)

    def test_bad_policies(self):
        for parts in ({"policy_version": 2}, {"surprise": 1}, {"waivers": [{"rule": "LUO-UNREADABLE"}]}):
            self.assertRefused(check("matrix", self.policy(**parts), OLD, NEW))
        self.assertRefused(check("matrix", "--profile=none", OLD, NEW))
        self.assertRefused(check("matrix", "--policy=-", "-", OLD))
        self.assertRefused(check("profile", "--rule=LUO-MODULE=off", OLD))


class Inputs(FleetCase):
    def test_directory(self):
        names = [path.name for path in self.fleet()]
        (self.dir / "README").write_text("no catalog, and not called like one")
        result = check("matrix", "--format=json", self.dir)
        self.assertEqual([k["release"] for k in result.json("matrix")["kernels"]],
                         ["7.2.0", "7.3.0", "7.4.0"])
        self.assertEqual(result.out, check("matrix", "--format=json",
                                           *(self.dir / name for name in sorted(names))).out)

    def test_a_directory_is_taken_whole_or_not_at_all(self):
        self.fleet()
        for name, text in (("b2.json", "{"), ("zz.json", "[]"), ("0.json", "{}")):
            bad = self.dir / name
            bad.write_text(text)
            out = self.dir / "out" / "matrix.json"
            out.parent.mkdir(exist_ok=True)
            result = check("matrix", f"--format=json:{out}", "--format=text", self.dir)
            self.assertRefused(result)
            self.assertIn(name, result.err)
            self.assertFalse(out.exists())
            bad.unlink()

    def test_of_several_bad_files_the_first(self):
        for name in ("m", "b", "x"):
            (self.dir / f"{name}.json").write_text("{")
        for _ in range(5):
            self.assertIn("/b.json: ", check("matrix", self.dir).err)

    def test_empty_directory(self):
        result = check("matrix", self.dir)
        self.assertRefused(result)
        self.assertIn("has no catalog (*.json)", result.err)

    def test_missing_file(self):
        result = check("matrix", OLD, self.dir / "none.json")
        self.assertRefused(result)
        self.assertIn("none.json: No such file or directory", result.err)

    def test_a_directory_called_like_a_catalog(self):
        (self.dir / "x.json").mkdir()
        self.assertRefused(check("matrix", self.dir))

    def test_standard_input(self):
        result = check("matrix", "--format=json", OLD, "-", stdin=NEW.read_bytes())
        self.assertEqual(result.out, check("matrix", "--format=json", OLD, NEW).out)
        self.assertRefused(check("matrix", "-", "-"))

    def test_one_catalog_twice(self):
        again = self.dir / "again.json"
        # the same facts in another order of bytes
        again.write_text(json.dumps(json.loads(OLD.read_text()), indent=8))
        result = check("matrix", "--format=json", OLD, again, NEW)
        self.assertEqual(result.out, check("matrix", "--format=json", OLD, NEW).out)
        self.assertEqual(result.err, f"luo-compat-check: {again}: is the catalog {OLD} once more, "
                                     "and counts once\n")

    def test_two_catalogs_of_one_kernel(self):
        a = self.kernel("a", "7.2.0", "aa" * 20)
        b = self.kernel("b", "7.2.0", "aa" * 20, memfd=["memfd-v2"])
        result = check("matrix", a, b)
        self.assertRefused(result)
        self.assertEqual(result.err, f"luo-compat-check: {b}: says something else of the kernel of {a} "
                                     f"(build-id:{'aa' * 20})\n")

    def test_errors_as_json(self):
        result = check("matrix", "--format=json", self.dir)
        self.assertRefused(result)
        error = json.loads(result.err)["error"]
        self.assertEqual(error["file"], str(self.dir))

    def test_usage(self):
        for words in (["matrix"], ["path"], ["path", "7.2"], ["path", "7.2", "7.3"], ["profile"],
                      ["window"], ["window", "1"], ["window", "0", OLD], ["window", "-1", OLD],
                      ["window", "2x", OLD], ["window", "4097", OLD], ["matrix", "--order=given", OLD],
                      ["window", "--order=size", "1", OLD], ["window", "--direction=up", "1", OLD],
                      ["profile", "--in-use=memfd", OLD], ["matrix", "--format=policy", OLD],
                      ["path", "--format=csv", "a", "b", OLD], ["matrix", "--nonsense", OLD],
                      ["profile", "--name=", OLD, "--format=policy"]):
            with self.subTest(words):
                self.assertRefused(check(*words))

    def test_help(self):
        for command in ("matrix", "path", "profile", "window"):
            result = check(command, "--help")
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertIn(f"usage: luo-compat-check {command} ", result.out)
            self.assertLessEqual(max(map(len, result.out.splitlines())), 90)
            self.assertIn(f"  {command} ", check("--help").out)

    def test_full_device(self):
        if os.path.exists("/dev/full"):
            self.assertRefused(check("matrix", "--format=json:/dev/full", OLD, NEW))


class Path(FleetCase):
    def test_by_way_of_another(self):
        result = check("path", "7.2.0", "7.4.0", *self.fleet())
        self.assertEqual(result.status, 3)
        self.assertEqual(result.out,
                         "7.2.0 -> 7.4.0: 2 kexecs, 1 of them with a plan\n"
                         "\n"
                         "  1. 7.2.0 -> 7.3.0: compatible\n"
                         "  2. 7.3.0 -> 7.4.0: compatible with a plan\n"
                         "     on 7.3.0, before anything is preserved:\n"
                         "       echo 0 > /sys/kernel/liveupdate/formats/default_enable_write\n"
                         "       echo 0 > /sys/kernel/liveupdate/formats/file-handler/memfd-v2/enable_write\n")
        document = check("path", "--format=json", "7.2.0", "7.4.0", *self.fleet()).json("path")
        self.assertEqual([(h["writer"], h["reader"]) for h in document["hops"]],
                         [("7.2.0", "7.3.0"), ("7.3.0", "7.4.0")])
        self.assertEqual((document["exit_code"], document["missing"]), (3, []))

    def test_none(self):
        a, _, c = self.fleet()
        result = check("path", "7.2.0", "7.4.0", a, c)
        self.assertEqual(result.status, 1)
        self.assertIn("7.2.0 -> 7.4.0: NO PATH\n", result.out)
        self.assertIn("  7.2.0 reaches: 7.2.0\n", result.out)
        self.assertIn("  7.4.0 is reached from: 7.4.0\n", result.out)
        self.assertIn("the writer writes memfd-v2, which the reader does not read", result.out)
        document = check("path", "--format=json", "7.2.0", "7.4.0", a, c).json("path")
        self.assertEqual((document["found"], document["exit_code"], document["hops"]), (False, 1, []))
        self.assertEqual(document["missing"][0]["findings"][0]["rule"], "LUO-UNREADABLE")

    def test_to_itself(self):
        result = check("path", "7.2.0", "7.2.0", *self.fleet())
        self.assertEqual((result.status, result.out), (0, "7.2.0 -> 7.2.0: no kexec is needed\n"))

    def test_ends_by_build_id(self):
        fleet = self.fleet()
        by_name = check("path", "7.2.0", "7.4.0", *fleet).out
        self.assertEqual(check("path", "aa" * 4, "build-id:" + "cc" * 20, *fleet).out, by_name)

    def test_ambiguous_end(self):
        fleet = [*self.fleet(), self.kernel("d", "7.4.0", "dd" * 20)]
        result = check("path", "7.2.0", "7.4.0", *fleet)
        self.assertRefused(result)
        self.assertIn('"7.4.0" may be any of 7.4.0@cccccccccccc, 7.4.0@dddddddddddd', result.err)
        self.assertEqual(check("path", "7.2.0", "7.4.0@dddddddddddd", *fleet).status, 0)

    def test_unknown_end(self):
        result = check("path", "7.2.0", "7.9", *self.fleet())
        self.assertRefused(result)
        self.assertIn('"7.9"', result.err)


class Window(FleetCase):
    def test_one_back(self):
        a, b, c = self.fleet()
        # the order of arguments does not matter
        result = check("window", "1", c, a, b)
        self.assertEqual(result.status, 3)
        self.assertTrue(result.out.startswith("3 kernels, 1 back: all 2 pairs pass\n\n7.2.0 -> 7.3.0\n"))
        self.assertEqual(check("window", "2", a, b, c).status, 1)
        self.assertEqual(check("window", "--direction=rollback", "1", a, b).status, 3)

    def test_compatible(self):
        """Of a pair with nothing to say there is its outcome."""
        a, _, _ = self.fleet()
        catalog = json.loads(a.read_text())
        catalog["kernel"] |= {"release": "7.2.1", "build_id": "9" * 40}
        b = self.dir / "next.json"
        b.write_text(json.dumps(catalog))
        result = check("window", "1", a, b)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertIn("7.2.0 -> 7.2.1\n  compatible\n", result.out)

    def test_json(self):
        document = check("window", "--format=json", "--direction=both", "1", *self.fleet()).json("window")
        self.assertEqual([(p["direction"], p["writer"], p["reader"]) for p in document["pairs"]],
                         [("forward", "7.2.0", "7.3.0"), ("rollback", "7.3.0", "7.2.0"),
                          ("forward", "7.3.0", "7.4.0"), ("rollback", "7.4.0", "7.3.0")])

    def test_order_given(self):
        a, b, c = self.fleet()
        document = check("window", "--order=given", "--format=json", "1", c, a, b).json("window")
        self.assertEqual([(p["writer"], p["reader"]) for p in document["pairs"]],
                         [("7.4.0", "7.2.0"), ("7.2.0", "7.3.0")])

    def test_a_policy_may_say_how_far_and_which_way(self):
        fleet = self.fleet()
        policy = self.dir / "policy.txt"

        def pairs(*words):
            document = check("window", f"--policy={policy}", "--format=json", *words, *fleet).json("window")
            return document["back"], {pair["direction"] for pair in document["pairs"]}
        policy.write_text('{"policy_version": 1, "window": 2, "directions": "both"}')
        self.assertEqual(pairs(), (2, {"forward", "rollback"}))
        self.assertEqual(pairs("1"), (1, {"forward", "rollback"}))
        self.assertEqual(pairs("--direction=forward"), (2, {"forward"}))
        policy.write_text('{"policy_version": 1}')
        self.assertEqual(pairs("1"), (1, {"forward"}))
        result = check("window", f"--policy={policy}", *fleet)
        self.assertRefused(result)
        self.assertIn("N is missing, and the policy does not say how many kernels back", result.err)
        for words in (["0"], ["2x"], []):
            self.assertRefused(check("window", f"--policy={policy}", *words))

    def test_no_order(self):
        a = self.kernel("a", "7.2.0", "aa" * 20)
        b = self.kernel("b", "7.2.0", "bb" * 20)
        result = check("window", "1", a, b)
        self.assertRefused(result)
        self.assertIn("which came first is not to be told", result.err)
        self.assertEqual(check("window", "--order=given", "1", a, b).status, 0)
        self.assertRefused(check("window", "1", a))


class Profile(FleetCase):
    def test_text(self):
        result = check("profile", *self.fleet())
        self.assertEqual(result.status, 0)
        self.assertIn("3 kernels: a common set of versions\n", result.out)
        self.assertTrue(re.search(r"^  core +luo-v5 +layout ", result.out, re.M), result.out)
        self.assertIn("\nNot common\n  file-handler  memfd-v2  7.4.0 lacks it\n"
                      "  file-handler  memfd-v3  7.2.0 lacks it\n", result.out)

    def test_json_is_what_the_catalogs_say(self):
        """Worked out again from the catalogs themselves."""
        fleet = self.fleet()
        document = check("profile", "--format=json", *fleet).json("common")
        sets = []
        for path in fleet:
            catalog = json.loads(path.read_text())
            sets.append({(f["kind"], v["compatible"]) for f in catalog["formats"]
                         for v in f["versions"] if v["read"] and v["write"]})
        self.assertEqual({(v["kind"], v["compatible"]) for v in document["common"]},
                         set.intersection(*sets))
        self.assertEqual({(v["kind"], v["compatible"]) for v in document["others"]},
                         set.union(*sets) - set.intersection(*sets))

    def test_core_is_missing(self):
        result = check("profile", OLD, DISTRO)
        self.assertEqual(result.status, 1)
        self.assertIn("no version of kho is common", result.out)
        self.assertEqual(check("profile", "--format=json", OLD, DISTRO).json("common")["lacks"], "kho")

    def test_nothing_is_common(self):
        """A profile of no versions is none, and no policy would be one that can be read."""
        out, report = self.dir / "policy.txt", self.dir / "report.txt"
        result = check("profile", f"--format=policy:{out}", f"--format=text:{report}", OLD, DISTRO)
        self.assertEqual((result.status, result.out), (1, ""))
        self.assertEqual(result.err, f"luo-compat-check: {out}: is not written: no version is common, so that "
                         "there is no profile\n")
        self.assertFalse(out.exists())
        self.assertIn("There is no version that all can read and write.", report.read_text())
        result = check("profile", "--format=policy", OLD, DISTRO)
        self.assertEqual((result.status, result.out), (1, ""))
        self.assertEqual(len(result.err.splitlines()), 1)


class Examples(FleetCase):
    """schemas/examples/ holds what we print."""

    def test_examples(self):
        for name, args in (("matrix", ["matrix"]), ("path", ["path", "7.3.4", "7.2.12"]),
                           ("window", ["window", "--direction=both", "1"]), ("common", ["profile"])):
            with self.subTest(name):
                result = check(*args, "--format=json", OLD, NEW)
                self.assertEqual(result.out, (EXAMPLES / f"{name}.json").read_text())


class MatrixSchema(SchemaCase, TestCase):
    NAME = "matrix"


class PathSchema(SchemaCase, TestCase):
    NAME = "path"


class WindowSchema(SchemaCase, TestCase):
    NAME = "window"


class CommonSchema(SchemaCase, TestCase):
    NAME = "common"
