# SPDX-License-Identifier: GPL-2.0-only
"""--format html: one page that stands alone, says what the other reports say, and whose names stay text."""
import json
import subprocess
import unittest

from page import Page
from support import TOP, TestCase, run

GOLDEN = TOP / "tests" / "cli" / "golden"
RULES = TOP / "tests" / "cli" / "rules"
OLD, NEW, DISTRO = (GOLDEN / f"{name}.json" for name in ("old", "new", "distro"))

# what would run, or end what it stands in, if it were not escaped
HOSTILE = ['"><img src=x onerror=alert(1)>', "</script><script>alert(2)</script>", "javascript:alert(3)",
           "<!--", "' onmouseover='alert(4)", "]]>&lt;b&gt;", "</style><style>*{display:none}", "%s%n%5$s"]


def pair_page(*args):
    """Exit status and page; every page is held against what must hold of all."""
    result = run("luo-compat-check", "pair", *args, "--format", "html")
    page = Page(result.out)
    page.assert_stands_alone()
    return result.status, page


def rename(catalog, old, new):
    """A catalog in which a version has another compatible."""
    for entry in catalog["formats"]:
        for version in entry["versions"]:
            if version["compatible"] == old:
                version["compatible"] = new
                version["derived"] = False
    return catalog


class Pair(TestCase):
    def test_answer_comes_first(self):
        for writer, reader, status, words in (
                (NEW, NEW, 0, "compatible"),
                (NEW, OLD, 1, "incompatible"),
                (DISTRO, NEW, 1, "incompatible")):
            with self.subTest(words):
                got, page = pair_page(writer, reader)
                self.assertEqual(got, status)
                self.assertEqual(page.one(style="answer").one(style="mark").words.split(" ", 1)[1], words)
                self.assertTrue(page.one("title").text.endswith(f": {words}"))

    def test_kernels_are_named(self):
        _, page = pair_page(NEW, OLD)
        self.assertEqual(page.one("h1").words,
                         "7.3.4 (build-id c07d1f3be4a2) \u2192 7.2.12 (build-id 5b1e07aa93d0)")

    def test_what_decides(self):
        """memfd's layout got a member in the middle: both structs stand side by side."""
        drift = RULES / "LUO-LAYOUT-DRIFT" / "fail"
        _, page = pair_page(drift / "writer.json", drift / "reader.json")
        finding = next(page.all(style="finding"))
        self.assertEqual(finding.one("a", href="#LUO-LAYOUT-DRIFT").text, "LUO-LAYOUT-DRIFT")
        rows = [[cell.text for cell in row.all("td")] for row in finding.one("tbody").all("tr")]
        self.assertIn(["", "8", "   8  u64 size", "   8  u64 size"], rows)
        self.assertIn(["\u2260", "16", "   4  u32 seals", "   8  u64 mode"], rows)
        self.assertIn("To do: the kernel in which memfd was changed has to call it v3", finding.words)

    def test_plan_is_what_the_text_says(self):
        args = (NEW, OLD, "--in-use", "memfd")
        status, page = pair_page(*args)
        self.assertEqual(status, 3)
        text = run("luo-compat-check", "pair", *args).out
        commands = [line.strip() for line in text.splitlines() if line.startswith("  echo ")]
        self.assertEqual(len(commands), 2)
        self.assertEqual(page.one(style="commands").one("pre").text.splitlines(), commands)
        self.assertIn("compatible with the plan below", page.one(style="answer").words)

    def test_table_of_formats(self):
        _, page = pair_page(NEW, OLD, "--in-use", "memfd")
        rows = {row.one("th").text: [cell.text for cell in row.all("td")] for row in page.all("tr")
                if row.get("id") is None and len(list(row.all("td"))) == 4
                and len(list(row.all("th"))) == 1}
        self.assertEqual(rows["memfd-v2"], ["file-handler", "rw descriptor", "rw object", "ok"])
        self.assertEqual(rows["memfd-v3"], ["file-handler", "rw descriptor", "-", "off by the plan"])
        self.assertEqual(rows["kho-v4"][3], "ok")

    def test_both_directions(self):
        _, page = pair_page(NEW, OLD, "--direction", "both")
        self.assertEqual([heading.words.split(":")[0] for heading in page.all("h2")][:2],
                         ["Forward", "Rollback"])
        self.assertEqual(len(list(page.all(style="answer"))), 2)

    def test_each_rule_that_is_named_is_explained(self):
        for rule in sorted(RULES.iterdir()):
            with self.subTest(rule.name):
                told = rule / "fail" / "arguments"
                words = [word.replace("{dir}", str(rule / "fail"))
                         for word in (told.read_text().splitlines() if told.exists() else ())]
                _, page = pair_page(rule / "fail" / "writer.json", rule / "fail" / "reader.json", *words)
                explained = page.one("dt", id=rule.name)
                self.assertEqual(explained.text, rule.name)

    def test_same_bytes(self):
        first, second = (run("luo-compat-check", NEW, OLD, "--format", "html") for _ in range(2))
        self.assertEqual(first.out, second.out)

    def test_to_a_file(self):
        result = run("luo-compat-check", NEW, OLD, "--format", f"html:{self.dir}/pair.html",
                     "--format", "json")
        self.assertEqual(json.loads(result.out)["outcome"], "incompatible")
        self.assertIn("incompatible", Page((self.dir / "pair.html").read_text()).one("title").text)

    def test_preflight(self):
        result = run("luo-compat-check", "preflight", "--running", NEW, "--state",
                     RULES / "LUO-IN-USE" / "fail" / "state.json", "--next-loaded", "", OLD,
                     "--format", "html")
        self.assertEqual(result.status, 1, result.err)
        page = Page(result.out)
        page.assert_stands_alone()
        self.assertEqual(len(list(page.all(style="answer"))), 1)

    def test_lint(self):
        """lint tells the catalog's changes since the baseline, and nothing of writers and readers."""
        drift = RULES / "LUO-LAYOUT-DRIFT" / "fail"
        result = run("luo-compat-check", "lint", drift / "reader.json", "--baseline",
                     drift / "writer.json", "--format", "html")
        self.assertEqual(result.status, 1)
        page = Page(result.out)
        page.assert_stands_alone()
        self.assertIn("changed without a new version", page.one(style="answer").words)
        self.assertEqual(page.one("h1").words,
                         "7.3.0 (build-id 222222222222) since 7.3.0 (build-id 111111111111)")
        self.assertFalse({"writer", "reader"} & {head.text for head in page.all("th", scope="col")})

    def test_lint_of_one_kernel(self):
        page = Page(run("luo-compat-check", "lint", NEW, "--format", "html").out)
        page.assert_stands_alone()
        self.assertEqual(page.one("h1").words, "7.3.4 (build-id c07d1f3be4a2)")
        self.assertIn("nothing wrong", page.one(style="answer").words)

    def test_tidy_has_nothing_to_say(self):
        """HTML Tidy, a validator of others."""
        for args in ((NEW, OLD), (NEW, NEW), (NEW, DISTRO), (NEW, OLD, "--direction", "both")):
            page = run("luo-compat-check", *args, "--format", "html").out
            said = subprocess.run(["tidy", "-errors", "-quiet", "-utf8"], input=page.encode(),
                                  capture_output=True, check=False)
            self.assertEqual(said.stderr.decode(), "")


class Policy(TestCase):
    """Nothing that a policy excuses, tightens or hides goes unsaid."""

    def policy(self, **members):
        path = self.dir / "policy.json"
        path.write_text(json.dumps({"policy_version": 1, **members}))
        return f"--policy={path}"

    def test_waived(self):
        """Somebody answers for it: it shows as what it would be, and why it passes."""
        folder = RULES / "LUO-ARCH" / "fail"
        waiver = {"rule": "LUO-ARCH", "reason": "<i>bug 7</i>", "owner": "jane@example.org",
                  "expires": "2026-12-31"}
        status, page = pair_page(folder / "writer.json", folder / "reader.json",
                                 self.policy(waivers=[waiver]), "--now=2026-11-28")
        self.assertEqual(status, 0)
        self.assertEqual([mark.words for mark in page.one(style="answer").all(style="mark")],
                         ["\u2713 compatible", "1 waived"])
        section = next(page.all("section"))
        self.assertEqual(section.one("h2").text, "Waived")
        finding = section.one(style="finding")
        self.assertEqual(finding.one(style="head").words, "waived: \u00d7 incompatible LUO-ARCH")
        facts = [fact.text for fact in finding.all("dd")]
        self.assertEqual(facts[:3], ["<i>bug 7</i>", "jane@example.org", "2026-12-31"])

    def test_fails_by_the_policy(self):
        """A warning fails where it is asked to: the page does not look as if it passed."""
        status, page = pair_page(NEW, NEW, "--fail-on=warning")
        self.assertEqual(status, 1)
        answer = page.one(style="answer")
        self.assertEqual(answer["class"], "answer bad")
        self.assertIn("fails by LUO-BOOT-PARAMETERS warning", answer.words)
        self.assertIn("fails by the policy", page.one("title").text)

    def test_changed_and_off(self):
        _, page = pair_page(NEW, NEW, "--rule=LUO-BOOT-PARAMETERS=off", "--rule=LUO-EVIDENCE=warn")
        self.assertIn("LUO-BOOT-PARAMETERS off by --rule=LUO-BOOT-PARAMETERS=off: 1 finding not shown, "
                      "would be warning".replace("--rule=", "--rule "), page.one("main").words)
        self.assertIn("Would be: note; changed by --rule LUO-EVIDENCE=warn", page.one("main").words)


class Matrix(TestCase):
    """Writers as rows, readers as columns; tests/browser looks at the same page in a browser."""

    CATALOGS = (OLD, NEW, DISTRO)

    def page(self, *args):
        result = run("luo-compat-check", "matrix", *args, "--format", "html")
        page = Page(result.out)
        page.assert_stands_alone()
        return result.status, page

    def test_cells_are_what_the_json_says(self):
        status, page = self.page(*self.CATALOGS)
        document = json.loads(run("luo-compat-check", "matrix", *self.CATALOGS, "--format", "json").out)
        self.assertEqual(status, 1)
        rows = list(page.one(style="matrix").one("tbody").all("tr"))
        self.assertEqual([row.one("th").text for row in rows],
                         [kernel["name"] for kernel in document["kernels"]])
        cells = [[cell.one("a")["aria-label"] for cell in row.all("td")] for row in rows]
        answers = [answer["outcome"].replace("-with-", " with a ") for answer in document["answers"]]
        self.assertEqual(cells, [[answers[index] for index in row] for row in document["cells"]])

    def test_each_cell_leads_to_its_reason(self):
        _, page = self.page(OLD, NEW)
        cell = page.one("a", href="#p-1-0")
        self.assertEqual(cell["aria-label"], "incompatible")
        pair = page.one("li", id="p-1-0")
        self.assertEqual(pair.text, "7.3.4 \u2192 7.2.12")
        self.assertIn("the writer writes vfio-pci-v1, which the reader does not read",
                      pair.parent.parent.words)

    def test_a_plan(self):
        status, page = self.page(OLD, NEW, "--in-use", "memfd")
        self.assertEqual(status, 3)
        self.assertEqual(page.one("pre").text.splitlines(), [
            "echo 0 > /sys/kernel/liveupdate/formats/default_enable_write",
            "echo 0 > /sys/kernel/liveupdate/formats/file-handler/memfd-v3/enable_write"])
        self.assertIn("Only these formats count, and the core ones: memfd", page.one("main").words)

    def test_outcome_of_each_format(self):
        """What is not in use is not said to pass."""
        _, page = self.page(OLD, NEW, "--in-use", "memfd")
        formats = [option["value"] for option in page.one("select").all("option")][1:]
        newer = list(page.one(style="matrix").one("tbody").all("tr"))[1]["data-o"][:len(formats)]
        self.assertEqual(dict(zip(formats, newer)), {
            "core kho": "c", "core luo": "c", "subtree kexec-metadata": "-", "subtree memblock": "-",
            "file-handler memfd": "p", "file-handler vfio-pci": "-"})

    def test_a_policy_shows_in_the_cells(self):
        """A pair that passes but for --fail-on does not look as if it passed."""
        status, page = self.page(NEW, "--fail-on=warning")
        self.assertEqual(status, 1)
        cell = page.one("a", href="#p-0-0")
        self.assertEqual((cell["aria-label"], cell.text), ("fails by the policy", "!"))
        self.assertIn("! fails by the policy 1 pair", page.one(style="legend").words)

    def test_same_bytes_whatever_else_is_written(self):
        first = run("luo-compat-check", "matrix", *self.CATALOGS, "--format", "html").out
        run("luo-compat-check", "matrix", *self.CATALOGS, "--format", f"html:{self.dir}/m.html",
            "--format", f"csv:{self.dir}/m.csv", "--format", "json")
        self.assertEqual((self.dir / "m.html").read_text(), first)

    def test_too_many_for_a_page(self):
        catalog = json.loads(NEW.read_text())
        for index in range(301):
            catalog["kernel"]["build_id"] = f"{index:040x}"
            (self.dir / f"{index}.json").write_text(json.dumps(catalog))
        result = run("luo-compat-check", "matrix", self.dir, "--format", "html")
        self.assertRefused(result)
        self.assertIn("300 kernels", result.err)

    def test_tidy_has_nothing_to_say(self):
        page = run("luo-compat-check", "matrix", *self.CATALOGS, "--format", "html").out
        said = subprocess.run(["tidy", "-errors", "-quiet", "-utf8"], input=page.encode(),
                              capture_output=True, check=False)
        self.assertEqual(said.stderr.decode(), "")


class Hostile(TestCase):
    """Names in catalogs are anybody's."""

    def write(self, name, catalog):
        path = self.dir / name
        path.write_text(json.dumps(catalog))
        return path

    def test_names_stay_text(self):
        elements = {element.tag for element in pair_page(NEW, OLD)[1].all()}
        for text in HOSTILE:
            with self.subTest(text):
                catalog = rename(json.loads(NEW.read_text()), "memfd-v3", text)
                catalog["kernel"]["release"] = text
                catalog["formats"][0]["versions"][0]["origin"]["source"] = text + "\u2028\u202e"
                writer = self.write("writer.json", catalog)
                _, page = pair_page(writer, OLD)
                self.assertIn(text, page.one("h1").text)
                self.assertIn(text, page.one("title").text)
                self.assertIn(text, [cell.text for cell in page.all("th", scope="row")])
                self.assertTrue(any(text + "\u2028\u202e" in place.text for place in page.all("code")))
                self.assertLessEqual({element.tag for element in page.all()}, elements)

    def test_names_in_a_matrix_stay_text(self):
        paths = []
        for index, text in enumerate(HOSTILE):
            catalog = rename(json.loads(NEW.read_text()), "memfd-v3", text)
            catalog["kernel"].update(release=text, build_id=f"{index:040x}")
            for entry in catalog["formats"]:
                if entry["name"] == "vfio-pci":
                    entry["name"] = text
            paths.append(self.write(f"{index}.json", catalog))
        page = Page(run("luo-compat-check", "matrix", *paths, "--format", "html").out)
        page.assert_stands_alone()
        self.assertEqual([head.text for head in page.one(style="matrix").all("th", scope="row")], HOSTILE)
        for text in HOSTILE:
            self.assertIn(f"file-handler {text}", [option["value"] for option in page.all("option")])

    def test_a_plan_of_one_stays_one_word(self):
        """What a person copies is quoted for the shell, and then escaped for HTML."""
        text = "x'; touch /tmp/<b>&amp;"
        catalog = rename(json.loads(NEW.read_text()), "memfd-v3", text)
        _, page = pair_page(self.write("writer.json", catalog), OLD, "--in-use", "memfd")
        command = page.one(style="commands").one("pre").text.splitlines()[-1]
        words = subprocess.run(["sh", "-c", f"set -f; printf '%s\\n' {command.replace('>', '', 1)}"],
                               capture_output=True, check=True).stdout.decode().splitlines()
        self.assertEqual(words, ["echo", "0", "/sys/kernel/liveupdate/formats/file-handler/"
                                 "x'; touch !tmp!<b>&amp;/enable_write"])


if __name__ == "__main__":
    unittest.main()
