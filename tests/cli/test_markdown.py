# SPDX-License-Identifier: GPL-2.0-only
"""--format markdown, as cmark-gfm renders it: GitHub's own extensions, raw HTML let through."""
import html.parser
import json
import subprocess
import unittest

from pairs import NEW, OLD, PROGRAM, pair, questions, shown, waive
from support import TestCase, run

# what a report is made of; whatever else comes out was smuggled in
OURS = {"h2", "h3", "p", "br", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th", "td",
        "ul", "li"}
GFM = ("-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist", "-e", "tagfilter")


class Page(html.parser.HTMLParser):
    """What is rendered: elements, texts by the element that they are in, rows of cells."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts, self.rows, self.open = set(), {}, [], []
        self.code_outside_pre, self.items = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag == "li":
            self.items.append("")
        if tag in ("th", "td"):
            self.rows[-1].append("")
        if tag != "br":
            self.open.append(tag)
        if tag in ("h2", "h3", "p", "pre"):
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag):
        if tag != "br":
            assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in ("h2", "h3", "p", "pre"):
            if tag in self.open:
                self.texts[tag][-1] += data
        if "li" in self.open:
            self.items[-1] += data
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data
        if "code" in self.open and "pre" not in self.open:
            self.code_outside_pre.append(data)


class Markdown(TestCase):
    def page(self, *args, command=(), **kwargs):
        """Exit status and the page, which has no element but ours."""
        result = run(PROGRAM, *command, "--format=markdown", *args, **kwargs)
        self.assertEqual(result.err, "")
        rendered = subprocess.run(["cmark-gfm", "--unsafe", *GFM], input=result.out.encode(),
                                  stdout=subprocess.PIPE, check=True).stdout.decode()
        page = Page(rendered)
        self.assertLessEqual(page.elements, OURS, rendered)
        return result.status, page

    # ---- what it says is what JSON and text say ----

    def test_all_rules(self):
        for name, args in questions():
            with self.subTest(name):
                verdict = run(PROGRAM, "--format=json", *args).json("verdict")
                status, page = self.page(*args)
                self.assertEqual(status, verdict["exit_code"])
                self.assertEqual(len(page.texts["h2"]), len(verdict["questions"]))
                for heading, question in zip(page.texts["h2"], verdict["questions"]):
                    words = heading.rpartition(": ")[2].lower()
                    self.assertTrue(words.replace(" the ", " ").replace(" ", "-").startswith(question["outcome"]))
                said = "\n".join(page.texts["p"])
                for question in verdict["questions"]:
                    for finding in question["findings"]:
                        self.assertIn(f"{shown(finding)} {finding['rule']}\n"
                                      f"{finding['message']}", said)
                        if finding["advice"]:
                            self.assertIn(f"\ndo: {finding['advice']}", said)

    def test_table(self):
        """The cells are those of the text report, read by the width of its columns."""
        for writer, reader in ((OLD, NEW), (NEW, OLD), pair("LUO-LAYOUT-DRIFT", "fail")):
            text = run(PROGRAM, writer, reader).out.split("\nFormats (")[1].splitlines()[1:]
            text = text[:text.index("") if "" in text else None]
            head = text[0]
            starts = [head.index(w) for w in ("kind", "compatible", "writer", "reader", "result")]
            want = [[line[a:b].strip() for a, b in zip(starts, [*starts[1:], None])] for line in text]
            self.assertEqual(self.page(writer, reader)[1].rows, want)

    def test_plan(self):
        status, page = self.page(*pair("LUO-NO-WRITE-CONTROL", "pass"))
        self.assertEqual(status, 3)
        self.assertEqual(page.texts["pre"], [
            "echo 0 > /sys/kernel/liveupdate/formats/default_enable_write\n"
            "echo 0 > /sys/kernel/liveupdate/formats/file-handler/memfd-v3/enable_write\n"])
        self.assertTrue(page.texts["h2"][0].endswith(": COMPATIBLE WITH THE PLAN BELOW"))

    def test_plan_that_is_not_made(self):
        """memfd-v3 could be turned off, and vfio-pci-v1 is in the way of any plan."""
        status, page = self.page(NEW, OLD)
        self.assertEqual(status, 1)
        said = "".join(page.texts["p"])
        self.assertIn("\na plan could keep it from being written, if nothing else were wrong", said)
        self.assertNotIn("the plan keeps it", said)

    def test_layout(self):
        """The excerpt is that of the text report, not indented."""
        _, page = self.page(*pair("LUO-LAYOUT-DRIFT", "fail"))
        text = run(PROGRAM, *pair("LUO-LAYOUT-DRIFT", "fail")).out
        lines = page.texts["pre"][0].splitlines()
        self.assertIn(">       16     4  u32 seals         8  u64 mode", lines)
        for line in lines:
            self.assertIn(f"    {line}\n", text)

    def test_both_directions(self):
        _, page = self.page("--direction=both", OLD, NEW)
        self.assertEqual([text.partition(":")[0] for text in page.texts["h2"]],
                         ["forward", "rollback"])

    def test_lint(self):
        old, new = pair("LUO-LAYOUT-DRIFT", "fail")
        status, page = self.page("--baseline", old, new, command=("lint",))
        self.assertEqual(status, 1)
        self.assertTrue(page.texts["h2"][0].endswith(": CHANGED WITHOUT A NEW VERSION"))
        self.assertIn("\ndo: bump memfd to v3", page.texts["p"][0])
        self.assertNotIn("table", page.elements)
        self.assertTrue(self.page(new, command=("lint",))[1].texts["h2"][0]
                        .endswith(": nothing wrong"))

    # ---- policy ----

    def test_policy(self):
        """What is waived, and what is off, is said."""
        status, page = self.page(*waive(self.dir / "policy.json"), "--rule=LUO-EVIDENCE=off", NEW, OLD)
        self.assertEqual(status, 3)
        self.assertTrue(page.texts["h2"][0].endswith(": COMPATIBLE WITH THE PLAN BELOW, 1 WAIVED"))
        self.assertEqual(page.texts["h3"][:5], ["What decides", "Plan", "See to", "Waived", "Formats"])
        self.assertEqual(page.texts["h3"][-1], "Off")
        self.assertRegex("".join(page.texts["p"]),
                         r"\nwaived until 2026-12-31 by vfio@example\.org, .*/policy\.json line 4 "
                         r"column 5\nbecause: no <machine> of ours has \[vfio\]\(x\) devices")
        self.assertEqual(page.items, ["LUO-EVIDENCE off by --rule LUO-EVIDENCE=off: 2 findings not "
                                      "shown, would be at worst note"])

    # ---- hostile names ----

    def hostile(self, name):
        """The page of a plan for a version of that name."""
        writer, reader = pair("LUO-NO-WRITE-CONTROL", "pass")
        catalog = self.dir / "writer.json"
        catalog.write_text(writer.read_text().replace('"memfd-v3"', json.dumps(name)))
        return self.page(catalog, reader)

    def test_names_stay_names(self):
        for name in ("<img src=x onerror=alert(1)>-v3", "a|b|c-v3", "`x`-v3", "``` x-v3", "*x*_y_-v3",
                     "[x](javascript:alert(1))-v3", "![x](http://e.example/p.png)-v3",
                     "http://evil.example/-v3", "www.evil.example-v3", "&lt;b&gt;&amp;-v3",
                     "~~x~~-v3", "\\-v3", "$x$-v3", "- x-v3", "# x-v3", "1. x-v3", "--- -v3",
                     "<!-- x-v3", "=== -v3", "a@evil.example-v3", "@torvalds-v3", "#1-v3", "@@##-v3",
                     "x\\`@y`-v3", "> x-v3", "[ ] x-v3", "<http://e.example>-v3", "<b>-v3"):
            with self.subTest(name):
                _, page = self.hostile(name)
                self.assertIn(name, [row[1] for row in page.rows])
                self.assertIn(f"the writer writes {name}, which", page.texts["p"][0])

    def test_mentions_and_references_are_code(self):
        """GitHub makes them of what is rendered, but not in code."""
        _, page = self.hostile("@torvalds #1 a@@b-v3")
        self.assertEqual(set(page.code_outside_pre), {"@", "#", "@@"})
        for text in ("@torvalds", "#1", "@@b"):
            self.assertNotIn(text, page.code_outside_pre)

    def test_names_that_begin_a_line(self):
        """A layout's message begins with the version's id."""
        for name in ("- x", "+ x", "1. x", "7) x", "===", "---", ":-:", "# x", "> x", "    x", "* x"):
            paths = []
            for path in pair("LUO-LAYOUT-DRIFT", "fail"):
                paths.append(self.dir / path.name)
                paths[-1].write_text(path.read_text().replace('"memfd-v2"', json.dumps(name)))
            with self.subTest(name):
                status, page = self.page(*paths)
                self.assertEqual(status, 1)
                self.assertIn(f"\n{name.strip()} has two layouts", page.texts["p"][0])

    def test_fences_are_long_enough(self):
        writer, reader = pair("LUO-NO-WRITE-CONTROL", "pass")
        catalog = self.dir / "writer.json"
        catalog.write_text(writer.read_text().replace('"memfd-v3"', '"\\n```\\n<b>"'))
        self.assertEqual(run(PROGRAM, catalog, reader).status, 2)  # ids have no line ends
        _, page = self.hostile("````<b>-v3")
        self.assertIn("'/sys/kernel/liveupdate/formats/file-handler/````<b>-v3/enable_write'",
                      page.texts["pre"][0])

    def test_releases(self):
        writer, reader = pair("LUO-ARCH", "fail")
        catalog = self.dir / "writer.json"
        for release in ("7.3<b>|`@x", "7.3 # x", "é\u2192\U0001f600"):
            catalog.write_text(writer.read_text().replace('"release": "7.3.0"',
                                                          f'"release": {json.dumps(release)}'))
            if run(PROGRAM, catalog, reader).status == 2:
                continue  # not even a catalog
            _, page = self.page(catalog, reader)
            self.assertTrue(page.texts["h2"][0].startswith(release), page.texts["h2"])


if __name__ == "__main__":
    unittest.main()
