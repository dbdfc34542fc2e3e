# SPDX-License-Identifier: GPL-2.0-only
"""--format sarif, held against SARIF 2.1.0's own schema and against what GitHub wants of it."""
import functools
import json
import re
import unittest
import urllib.parse

import jsonschema

from pairs import NEW, OLD, PROGRAM, pair, questions, shown, waive
from support import NPM, TestCase, needs_npm, run

LEVELS = {"note": "note", "warning": "warning", "plan": "warning", "unknown": "error",
          "incompatible": "error"}


@functools.cache
def schema():
    path = NPM / "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
    return jsonschema.Draft4Validator(json.loads(path.read_text()))


def plain(text):
    """What a viewer shows of a message: SARIF 3.11.5 and 3.11.6 undone."""
    if "{{" in text:
        text = text.replace("{{", "{").replace("}}", "}")
    return re.sub(r"\\([\[\]\\])", r"\1", text)


@needs_npm
class Sarif(TestCase):
    def sarif(self, *args, command=(), **kwargs):
        """Exit status and the one run of a valid log, in which no two results are one."""
        result = run(PROGRAM, *command, "--format=sarif", *args, **kwargs)
        self.assertEqual(result.err, "")
        log = json.loads(result.out)
        schema().validate(log)
        self.assertEqual(len(log["runs"]), 1)
        one = log["runs"][0]
        self.assertEqual(one["invocations"][0]["exitCode"], result.status)
        self.check_github(one)
        return result.status, one

    def check_github(self, one):
        """What code scanning asks for beyond the schema."""
        rules = one["tool"]["driver"]["rules"]
        for entry in one["results"]:
            self.assertEqual(rules[entry["ruleIndex"]]["id"], entry["ruleId"])
            self.assertTrue(entry["message"]["text"])
            place = entry["locations"][0]["physicalLocation"]
            self.assertGreaterEqual(place["region"]["startLine"], 1)
            uri = urllib.parse.urlsplit(place["artifactLocation"]["uri"])
            self.assertIn(uri.scheme, ("", "file"))
            self.assertFalse(uri.query or uri.fragment)
            base = place["artifactLocation"].get("uriBaseId")
            self.assertIn(base, (None, *one["originalUriBaseIds"]))
        prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in one["results"]]
        self.assertEqual(len(set(prints)), len(prints))

    def result(self, one, rule):
        return next(r for r in one["results"] if r["ruleId"] == rule)

    # ---- what it says is what JSON says ----

    def test_all_rules(self):
        for name, args in questions():
            with self.subTest(name):
                verdict = run(PROGRAM, "--format=json", *args).json("verdict")
                status, one = self.sarif(*args)
                self.assertEqual(status, verdict["exit_code"])
                self.assertEqual(
                    [(r["ruleId"], r["properties"]["severity"], r["level"],
                      r["properties"]["direction"], r["properties"].get("compatible"),
                      r["properties"].get("consequence"))
                     for r in one["results"]],
                    [(f["rule"], f["severity"], LEVELS[shown(f)], q["direction"],
                      f["compatible"], f["consequence"])
                     for q in verdict["questions"] for f in q["findings"]])
                for got, want in zip(one["results"],
                                     [f for q in verdict["questions"] for f in q["findings"]]):
                    self.assertTrue(plain(got["message"]["text"]).startswith(want["message"] + "\n"))
                    if want["advice"]:
                        self.assertIn(f"\ndo: {want['advice']}\n", plain(got["message"]["text"]))

    def test_rules_are_explain_s(self):
        _, one = self.sarif(OLD, NEW)
        driver = one["tool"]["driver"]
        listed = [line.split(None, 2) for line in run(PROGRAM, "explain").out.splitlines()]
        self.assertEqual(
            [(r["id"], r["properties"]["severity"], r["shortDescription"]["text"],
              r["defaultConfiguration"]["level"]) for r in driver["rules"]],
            [(name, worst, text, LEVELS[worst]) for name, worst, text in listed])
        for rule in driver["rules"]:
            explained = " ".join(run(PROGRAM, "explain", rule["id"]).out.split("\n\n")[1].split())
            self.assertEqual(rule["fullDescription"]["text"], explained)
            self.assertTrue(rule["help"]["text"].startswith(explained))
        self.assertEqual(f"luo-compat-check {driver['version']}\n", run(PROGRAM, "--version").out)

    def test_kernels(self):
        """new.json writes vfio-pci-v1 from drivers/vfio/pci/vfio_pci_liveupdate.c:212; old.json is 7.2.12."""
        status, one = self.sarif(NEW, OLD)
        self.assertEqual(status, 1)
        entry = self.result(one, "LUO-UNREADABLE")
        self.assertEqual(entry["level"], "error")
        self.assertEqual(entry["properties"]["consequence"], "sessions-unreachable")
        self.assertEqual(entry["properties"]["writer"]["release"], "7.3.4")
        self.assertEqual(entry["properties"]["reader"]["release"], "7.2.12")
        self.assertEqual(entry["locations"][0]["physicalLocation"], {
            "artifactLocation": {"uri": "drivers/vfio/pci/vfio_pci_liveupdate.c",
                                 "uriBaseId": "BASE_SRCROOT"},
            "region": {"startLine": 212}})
        self.assertEqual(entry["locations"][0]["logicalLocations"], [{
            "name": "vfio-pci-v1", "fullyQualifiedName": "file-handler/vfio-pci/vfio-pci-v1",
            "kind": "file-handler"}])
        self.assertEqual([a["location"]["uri"].rpartition("/")[2] for a in one["artifacts"]],
                         ["new.json", "old.json"])

    # ---- places ----

    def place(self, writer_source, reader_source, *args):
        """(primary, related) places of drift in memfd-v2, of which the catalogs tell these sources."""
        paths = []
        for path, source in zip(pair("LUO-LAYOUT-DRIFT", "fail"), (writer_source, reader_source)):
            catalog = json.loads(path.read_text())
            for entry in catalog["formats"]:
                if entry["name"] == "memfd":
                    entry["versions"][0]["origin"].update(source)
            paths.append(self.dir / path.name)
            paths[-1].write_text(json.dumps(catalog))
        _, one = self.sarif(*args, *paths)
        entry = self.result(one, "LUO-LAYOUT-DRIFT")
        return [[(p["physicalLocation"]["artifactLocation"]["uri"],
                  p["physicalLocation"]["artifactLocation"].get("uriBaseId"),
                  p["physicalLocation"]["region"]["startLine"])
                 for p in entry.get(key, ())] for key in ("locations", "relatedLocations")]

    def test_source_of_the_new_kernel_first(self):
        old, new = {"source": "mm/old.c", "line": 3}, {"source": "mm/memfd_luo.c", "line": 604}
        self.assertEqual(self.place(old, new),
                         [[("mm/memfd_luo.c", "SRCROOT", 604)], [("mm/old.c", "BASE_SRCROOT", 3)]])
        self.assertEqual(self.place(old, new, "--direction=rollback"),
                         [[("mm/memfd_luo.c", "SRCROOT", 604)], [("mm/old.c", "BASE_SRCROOT", 3)]])
        self.assertEqual(self.place(old, {"source": None, "line": None}),
                         [[("mm/old.c", "BASE_SRCROOT", 3)], []])

    def test_a_source_out_of_the_tree_is_none(self):
        """Nobody can open it: the catalog is named instead."""
        for source in ("/home/me/linux/mm/memfd.c", "../../etc/passwd", "mm/../../x.c"):
            with self.subTest(source):
                told = {"source": source, "line": 1}
                places, related = self.place(told, told)
                self.assertEqual(places, [(f"file://{self.dir}/reader.json", None, 1)])
                self.assertEqual(related, [])

    def test_source_names_are_escaped(self):
        told = {"source": "mm/a b#c?d%e:f.c", "line": 9}
        self.assertEqual(self.place(told, told)[0],
                         [("mm/a%20b%23c%3Fd%25e%3Af.c", "SRCROOT", 9)])

    def test_catalog_names(self):
        writer, reader = pair("LUO-ARCH", "fail")
        name = "next kernel#1?%[x](y).json"
        (self.dir / name).write_text(reader.read_text())
        _, one = self.sarif(writer, name, cwd=self.dir)
        uri = one["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        self.assertEqual(urllib.parse.unquote(uri), name)
        _, one = self.sarif(writer, "-", stdin=reader.read_bytes())
        self.assertEqual(one["artifacts"][1]["location"]["uri"], "-")

    # ---- identity ----

    def prints(self, *args, **kwargs):
        return [r["partialFingerprints"] for r in self.sarif(*args, **kwargs)[1]["results"]]

    def test_a_finding_stays_the_same_in_another_build(self):
        """Releases, build-ids, lines and files' names change from run to run."""
        for rule in ("LUO-LAYOUT-DRIFT", "LUO-UNREADABLE", "LUO-ARCH", "LUO-GAP"):
            with self.subTest(rule):
                writer, reader = pair(rule, "fail")
                other = self.dir / "other.json"
                text = re.sub(r'("build_id": ")[0-9a-f]{2}', r"\g<1>ee", reader.read_text())
                text = re.sub(r'("release": ")[^"]*', r"\g<1>7.9.9", text)
                other.write_text(re.sub(r'"line": \d+', '"line": 4711', text))
                self.assertEqual(self.prints(writer, reader), self.prints(writer, other))

    def test_what_a_finding_is_about_tells_it_apart(self):
        fingerprint = self.prints(*pair("LUO-LAYOUT-DRIFT", "fail"))[0]["luocat/v1"]
        self.assertEqual(fingerprint, "LUO-LAYOUT-DRIFT/forward/file-handler/memfd-v2/"
                                      "struct memfd_luo_ser/mode:1")

    # ---- policy ----

    def test_waived(self):
        """A suppressed result, as severe as it would be, with who, why and until when."""
        told = waive(self.dir / "policy.json")
        status, one = self.sarif(*told, NEW, OLD)
        self.assertEqual(status, 3)
        entry, = (r for r in one["results"] if "suppressions" in r)
        self.assertEqual((entry["ruleId"], entry["level"]), ("LUO-UNREADABLE", "error"))
        self.assertEqual((entry["properties"]["severity"], entry["properties"]["judged"]),
                         ("note", "incompatible"))
        suppression, = entry["suppressions"]
        place = suppression.pop("location")["physicalLocation"]
        self.assertEqual(suppression, {
            "kind": "external", "status": "accepted",
            "justification": r"no <machine> of ours has \[vfio\](x) devices",
            "properties": {"owner": "vfio@example.org", "expires": "2026-12-31",
                           "rule": "LUO-UNREADABLE", "format": "vfio-pci"}})
        self.assertEqual(place["artifactLocation"]["uri"], f"file://{self.dir}/policy.json")
        line = (self.dir / "policy.json").read_text().splitlines()[place["region"]["startLine"] - 1]
        self.assertEqual(line[place["region"]["startColumn"] - 1:], "{")

    def test_expired(self):
        told = waive(self.dir / "policy.json")
        status, one = self.sarif(told[0], "--now=2027-01-01", NEW, OLD)
        self.assertEqual(status, 1)
        self.assertFalse([r for r in one["results"] if "suppressions" in r])
        self.assertEqual(self.result(one, "LUO-UNREADABLE")["level"], "error")

    def test_off(self):
        _, one = self.sarif("--rule=LUO-EVIDENCE=off", NEW, OLD)
        self.assertNotIn("LUO-EVIDENCE", [r["ruleId"] for r in one["results"]])
        self.assertEqual(one["invocations"][0]["ruleConfigurationOverrides"], [{
            "descriptor": {"id": "LUO-EVIDENCE"}, "configuration": {"enabled": False},
            "properties": {"changedBy": "--rule LUO-EVIDENCE=off", "findings": 2, "judged": "note",
                           "direction": "forward"}}])

    def test_raised(self):
        status, one = self.sarif("--rule=LUO-BOOT-PARAMETERS=error", OLD, NEW)
        entry = self.result(one, "LUO-BOOT-PARAMETERS")
        self.assertEqual((status, entry["level"]), (1, "error"))
        self.assertEqual(entry["properties"]["changedBy"], "--rule LUO-BOOT-PARAMETERS=error")

    # ---- hostile names ----

    def test_no_links_and_no_placeholders(self):
        evil = "memfd[x](http://evil.example/){0}-v3"
        writer, reader = pair("LUO-NO-WRITE-CONTROL", "pass")
        catalog = self.dir / "writer.json"
        catalog.write_text(writer.read_text().replace("memfd-v3", evil))
        _, one = self.sarif(catalog, reader)
        text = self.result(one, "LUO-UNREADABLE")["message"]["text"]
        self.assertNotRegex(text, r"(?<!\\)\[[^\]]*\]\(")
        self.assertNotRegex(text, r"(?<!\{)\{[0-9]")
        self.assertIn(evil, plain(text))
        logical = self.result(one, "LUO-UNREADABLE")["locations"][0]["logicalLocations"][0]
        self.assertEqual(logical["name"], evil)

    def test_a_file_name_that_is_no_utf8(self):
        writer, reader = pair("LUO-ARCH", "fail")
        name = b"next\xff.json"
        (self.dir / "reader.json").write_text(reader.read_text())
        (self.dir / "reader.json").rename(str(self.dir) + "/" + name.decode(errors="surrogateescape"))
        _, one = self.sarif(writer, name.decode(errors="surrogateescape"), cwd=self.dir)
        self.assertEqual(one["artifacts"][1]["location"]["uri"], "next%FF.json")

    # ---- the other commands, and several reports ----

    def test_lint(self):
        old, new = pair("LUO-LAYOUT-DRIFT", "fail")
        status, one = self.sarif("--baseline", old, new, command=("lint",))
        self.assertEqual(status, 1)
        entry = self.result(one, "LUO-LAYOUT-DRIFT")
        self.assertEqual(entry["level"], "error")
        self.assertIn("\ndo: bump memfd to v3", entry["message"]["text"])
        self.assertNotIn("direction", entry["properties"])
        self.assertEqual(len(one["artifacts"]), 2)
        status, one = self.sarif(new, command=("lint",))
        self.assertEqual((status, len(one["artifacts"])), (0, 1))

    def test_preflight(self):
        writer, reader = pair("LUO-NO-WRITE-CONTROL", "pass")
        run("luo-sysfs-emitter", "tree", writer, self.dir / "formats")
        told = ("--next-cmdline=kho=on liveupdate=on", "--next-loaded=",
                f"--running={writer}", f"--state={self.dir}/formats")
        status, one = self.sarif(*told, reader, command=("preflight",))
        self.assertEqual((status, one["results"][0]["level"]), (3, "warning"))
        self.assertIn("the plan keeps it from being written", one["results"][0]["message"]["text"])

    def test_beside_other_reports(self):
        args = pair("LUO-ARCH", "fail")
        one, two = self.dir / "one.sarif", self.dir / "two.sarif"
        result = run(PROGRAM, "--format=text", f"--format=sarif:{one}", f"--format=sarif:{two}",
                     f"--format=json:{self.dir}/verdict.json", *args)
        self.assertEqual(result.out, run(PROGRAM, *args).out)
        self.assertEqual(one.read_bytes(), two.read_bytes())
        self.assertEqual(one.read_text(), run(PROGRAM, "--format=sarif", *args).out)

    def test_not_for_diff(self):
        result = run(PROGRAM, "diff", "--format=sarif", OLD, NEW)
        self.assertRefused(result)
        self.assertIn("diff's --format is text or json", result.err)


if __name__ == "__main__":
    unittest.main()
