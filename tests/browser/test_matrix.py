# SPDX-License-Identifier: GPL-2.0-only
"""The HTML matrix in a real browser: with 2 and with 40 kernels, by mouse, by keys, without JavaScript."""
import functools
import json
import pathlib
import tempfile
import unittest

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

import colours
from fleet import catalog, fleet, make, write
from support import WindowCase, check

# what matrix.js and matrix_html.c call what the JSON calls otherwise
WORDS = {"compatible": "compatible", "compatible-with-plan": "compatible with a plan",
         "unknown": "unknown", "incompatible": "incompatible"}
SIGNS = {"compatible": "\u2713", "compatible with a plan": "P", "unknown": "?", "incompatible": "\u00d7"}
FOLDER = tempfile.TemporaryDirectory(prefix="luocat-matrix-")
unittest.addModuleCleanup(FOLDER.cleanup)


@functools.cache
def kernels(n):
    folder = pathlib.Path(FOLDER.name) / str(n)
    folder.mkdir(exist_ok=True)
    return fleet(folder, n)


@functools.cache
def page(n):
    path = pathlib.Path(FOLDER.name) / f"{n}.html"
    check("matrix", *kernels(n), "--format", f"html:{path}")
    return path


@functools.cache
def verdict(n, writer, reader):
    """What `pair` says of two of them."""
    return json.loads(check("pair", kernels(n)[writer], kernels(n)[reader], "--format", "json"))


def outcome(n, writer, reader):
    return WORDS[verdict(n, writer, reader)["outcome"]]


def message(n, writer, reader):
    return verdict(n, writer, reader)["questions"][0]["findings"][0]["message"]


def release(n, index):
    return make(index, n)["kernel"]["release"]


class MatrixCase(WindowCase):
    def cell(self, writer, reader):
        return self.one(f'.matrix a[href="#p-{writer}-{reader}"]')

    def click(self, writer, reader):
        link = self.cell(writer, reader)
        self.js("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", link)
        link.click()

    def keys(self, *keys):
        for key in keys:
            actions = ActionChains(self.driver)
            held = key[:-1] if isinstance(key, tuple) else ()
            for modifier in held:
                actions.key_down(modifier)
            actions.send_keys(key[-1] if held else key)
            for modifier in held:
                actions.key_up(modifier)
            actions.perform()

    def focused(self):
        """(writer, reader) of the cell that has the focus."""
        href = self.js("return document.activeElement.getAttribute('href')")
        return tuple(map(int, href.split("-")[1:]))

    def panel(self):
        return self.one(".panel").text

    def cells(self):
        """Each row's (words, sign) as they are shown now, without what is hidden."""
        return self.js("return [...document.querySelectorAll('.matrix tbody tr')]"
                       ".filter((row) => !row.hidden).map((row) => [...row.querySelectorAll('td')]"
                       ".filter((cell) => !cell.hidden).map((cell) => ["
                       "cell.firstElementChild.getAttribute('aria-label'), cell.textContent]))")


class Two(MatrixCase):
    """The two ways between two kernels."""

    def setUp(self):
        super().setUp()
        self.open(page(2))

    def test_cells(self):
        self.assertEqual([[words for words, _ in row] for row in self.cells()],
                         [[outcome(2, w, r) for r in range(2)] for w in range(2)])

    def test_words_are_in_the_cells(self):
        content = self.js("return getComputedStyle(document.querySelector('.matrix tbody a'), '::after')"
                          ".content")
        self.assertIn(outcome(2, 0, 0), content)

    def test_a_click_shows_why(self):
        self.click(1, 0)
        self.assertIn(message(2, 1, 0), self.panel())
        self.assertIn(f"{release(2, 1)} \u2192 {release(2, 0)}", self.panel())

    def test_accessible(self):
        for scheme in ("light", "dark"):
            with self.subTest(scheme):
                self.window.emulate(prefers_color_scheme=scheme)
                self.open(page(2), "#p-1-0")
                self.assertAccessible()


class Forty(MatrixCase):
    """A fleet."""

    N = 40

    def setUp(self):
        super().setUp()
        self.open(page(self.N))

    def plan_pair(self):
        """The first pair with a plan, as the matrix' JSON says."""
        for writer in range(self.N):
            for reader in range(self.N):
                if self.cell_words[writer][reader] == "compatible with a plan":
                    return writer, reader
        raise AssertionError("none has a plan")

    @functools.cached_property
    def cell_words(self):
        return [[words for words, _ in row] for row in self.cells()]

    def test_each_cell_says_what_the_pair_does(self):
        cells = self.cells()
        self.assertEqual([len(row) for row in cells], [self.N] * self.N)
        self.assertEqual({tuple(cell) for row in cells for cell in row} - set(SIGNS.items()), set())
        # all of one row and of one column, by `pair`
        for k in range(self.N):
            self.assertEqual(cells[22][k][0], outcome(self.N, 22, k))
            self.assertEqual(cells[k][35][0], outcome(self.N, k, 35))

    def test_size(self):
        self.assertLess(page(self.N).stat().st_size, 400_000)

    def test_a_click_shows_why(self):
        for writer, reader in ((22, 35), (12, 3), (30, 2)):
            self.click(writer, reader)
            self.assertIn(message(self.N, writer, reader), self.panel())
            self.assertEqual(self.one(".panel h2").text,
                             f"{release(self.N, writer)} \u2192 {release(self.N, reader)}")
            self.assertEqual(self.focused(), (writer, reader))

    def test_keys(self):
        self.click(10, 10)
        for keys, at in (((Keys.ARROW_RIGHT,), (10, 11)), ((Keys.ARROW_DOWN, Keys.ARROW_DOWN), (12, 11)),
                         ((Keys.ARROW_LEFT, Keys.ARROW_UP), (11, 10)), ((Keys.HOME,), (11, 0)),
                         ((Keys.ARROW_LEFT,), (11, 0)), ((Keys.END,), (11, 39)),
                         ((Keys.PAGE_DOWN,), (21, 39)), (((Keys.CONTROL, Keys.END),), (39, 39)),
                         ((Keys.ARROW_DOWN,), (39, 39)), (((Keys.CONTROL, Keys.HOME),), (0, 0))):
            self.keys(*keys)
            self.assertEqual(self.focused(), at)
            self.assertEqual(self.one(".panel h2").text,
                             f"{release(self.N, at[0])} \u2192 {release(self.N, at[1])}")

    def test_the_focus_is_never_below_the_heads(self):
        self.click(39, 39)
        for _ in range(39):
            self.keys(Keys.ARROW_UP, Keys.ARROW_LEFT)
            self.assertTrue(self.js(
                "const box = document.activeElement.getBoundingClientRect();"
                "return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)"
                " === document.activeElement"), self.focused())

    def test_one_cell_is_reached_by_tab(self):
        self.assertEqual(len(self.find('.matrix a[tabindex="0"]')), 1)
        self.click(5, 7)
        self.assertEqual([link.get_attribute("href").split("#")[1]
                          for link in self.find('.matrix a[tabindex="0"]')], ["p-5-7"])

    def test_escape_closes(self):
        self.click(22, 35)
        self.keys(Keys.ESCAPE)
        self.assertIn("Choose a cell", self.panel())
        self.assertEqual(self.focused(), (22, 35))
        self.assertNotIn("#", self.driver.current_url)
        self.keys(Keys.ENTER)
        self.assertIn(message(self.N, 22, 35), self.panel())

    def test_changes_are_told(self):
        """A screen reader hears of the reason when a cell is chosen."""
        self.assertEqual(self.one(".panel").get_attribute("aria-live"), "polite")

    def test_plan_can_be_copied(self):
        writer, reader = self.plan_pair()
        plan = verdict(self.N, writer, reader)["questions"][0]["plan"]
        self.click(writer, reader)
        self.one(".panel .copy").click()
        self.assertEqual(self.one(".panel .copy").text, "Copied")
        # a line of input takes what is pasted without its line ends
        self.one("#rows").click()
        self.keys((Keys.CONTROL, "v"))
        pasted = self.one("#rows").get_attribute("value")
        for entry in plan["set"]:
            self.assertIn(f"/{entry['kind']}/{entry['compatible']}/enable_write", pasted)

    def test_filter_by_release(self):
        self.one("#rows").send_keys("7.3. cloud")
        self.one("#columns").send_keys("7.6")
        rows = [k for k in range(self.N) if "7.3." in release(self.N, k) or "cloud" in release(self.N, k)]
        columns = [k for k in range(self.N) if "7.6" in release(self.N, k)]
        self.assertEqual([len(row) for row in self.cells()], [len(columns)] * len(rows))
        self.assertEqual(self.js("return [...document.querySelectorAll('.matrix tbody th')]"
                                 ".filter((head) => head.checkVisibility()).map((head) => head.textContent)"),
                         [release(self.N, k) for k in rows])
        self.assertIn(f"{len(rows)} of 40 rows, {len(columns)} of 40 columns", self.one(".filters").text)
        # keys go from one cell that is there to the next one
        self.one(f'.matrix a[href="#p-{rows[0]}-{columns[0]}"]').click()
        self.keys(Keys.ARROW_DOWN, Keys.ARROW_RIGHT)
        self.assertEqual(self.focused(), (rows[1], columns[1]))
        self.one(".filters button").click()
        self.assertEqual([len(row) for row in self.cells()], [self.N] * self.N)

    def test_filter_by_format(self):
        """memfd-v3 needs a plan towards a kernel that lacks it, whatever else is wrong with the pair."""
        Select(self.one("#format")).select_by_visible_text("memfd (file-handler)")
        cells = self.cells()
        for writer in range(self.N):
            for reader in (2, 9, 20, 35, 39):
                with self.subTest(writer=writer, reader=reader):
                    expected = self.expect_format(writer, reader, "memfd")
                    self.assertEqual(cells[writer][reader][0], expected)

    def expect_format(self, writer, reader, name):
        """What `pair` finds of one format, and of the kernels as a whole where the writer has it."""
        kernel = make(writer, self.N)
        has = any(entry["name"] == name for entry in kernel["formats"])
        order = ["plan", "unknown", "incompatible"]
        found = [finding["severity"]
                 for finding in verdict(self.N, writer, reader)["questions"][0]["findings"]
                 if finding["severity"] in order and (finding["name"] == name
                                                      or has and finding["name"] is None)]
        if not found:
            return "compatible" if has else "not written"
        worst = max(found, key=order.index)
        return "compatible with a plan" if worst == "plan" else worst

    def test_views_can_be_linked(self):
        self.one("#rows").send_keys("7.4")
        Select(self.one("#format")).select_by_visible_text("luo (core)")
        self.click(22, 35)
        address = self.driver.current_url
        cells, panel = self.cells(), self.panel()
        self.open(page(self.N), "#" + address.split("#")[1])
        self.assertEqual((self.cells(), self.panel()), (cells, panel))
        self.assertIn("luo (core): \u00d7 incompatible", panel)

    def test_fragments_that_are_none(self):
        for fragment in ("#p-99-99", "#p-1", "#format=nothing&rows=%E0%A4%A", "#&&==&rows", "#p-0-0&format=",
                         "#__proto__=1", "#LUO-UNREADABLE"):
            with self.subTest(fragment):
                self.open(page(self.N), fragment)
                self.assertEqual(self.count(".matrix tbody td"), self.N * self.N)

    def test_pairs_of_one_answer(self):
        self.click(22, 35)
        button = self.one(".panel > button")
        told = int(button.text.split()[2])
        button.click()
        same = self.find(".matrix td.same")
        self.assertEqual(len(same), told)
        self.assertEqual({message(self.N, *map(int, cell.find_element("css selector", "a")
                                               .get_attribute("href").split("-")[-2:]))
                          for cell in same[:5]}, {message(self.N, 22, 35)})
        self.keys(Keys.ESCAPE)
        self.assertEqual(self.find(".matrix td.same"), [])

    def test_accessibility_tree(self):
        nodes = self.window.cdp("Accessibility.getFullAXTree")["nodes"]
        roles = [node["role"]["value"] for node in nodes if not node.get("ignored")]
        self.assertEqual(roles.count("grid"), 1)
        self.assertEqual(roles.count("gridcell"), self.N * self.N + 1)  # and the corner
        self.assertGreaterEqual(roles.count("rowheader"), self.N)
        self.assertGreaterEqual(roles.count("columnheader"), self.N)

    def test_accessible(self):
        self.click(22, 35)
        self.assertAccessible()

    def test_colours(self):
        """Words on each colour can be read, and no two colours are one, whoever looks."""
        for scheme in ("light", "dark"):
            self.window.emulate(prefers_color_scheme=scheme)
            self.open(page(self.N))
            pairs = self.js("return [...document.querySelectorAll('.legend .mark')].map((mark) => {"
                            "const style = getComputedStyle(mark);"
                            "return [style.color, style.backgroundColor];})")
            self.assertEqual(len(pairs), 4)
            for text, ground in pairs:
                self.assertGreaterEqual(colours.contrast(text, ground), 4.5)
            for vision in colours.VISION:
                for i, (_, a) in enumerate(pairs):
                    for _, b in pairs[:i]:
                        with self.subTest(scheme=scheme, vision=vision, a=a, b=b):
                            self.assertGreater(colours.difference(a, b, vision), 20)

    def test_heads_stay(self):
        self.js("const scroll = document.querySelector('.scroll'); scroll.scrollTo(600, 500)")
        boxes = self.js("const box = (s) => document.querySelector(s).getBoundingClientRect();"
                        "return [box('.scroll'), box('.matrix thead th'), box('.matrix tbody th')]")
        self.assertAlmostEqual(boxes[1]["y"], boxes[0]["y"], delta=2)
        self.assertAlmostEqual(boxes[2]["x"], boxes[0]["x"], delta=2)

    def test_narrow(self):
        self.window.resize(360, 740, mobile=True)
        self.open(page(self.N), "#p-22-35")
        self.assertLessEqual(self.js("return document.documentElement.scrollWidth"), 360)
        link = self.cell(22, 35)
        self.assertTrue(self.js("const box = arguments[0].getBoundingClientRect();"
                                "return document.elementFromPoint(box.x + 10, box.y + 10) === arguments[0]",
                                link), "the chosen cell is in sight, above the panel")


class WithoutScript(MatrixCase):
    """JavaScript switched off: the same cells, each a link to its reason."""

    script = False
    N = 40

    def setUp(self):
        super().setUp()
        self.open(page(self.N))

    def test_cells_are_links_to_reasons(self):
        self.assertEqual(self.count(".matrix td a"), self.N * self.N)
        self.assertEqual(self.find(".panel"), [])
        self.assertFalse(self.one(".filters").is_displayed())
        for writer, reader in ((22, 35), (12, 3)):
            self.click(writer, reader)
            target = self.one(f"#p-{writer}-{reader}")
            self.assertEqual(target.text, f"{release(self.N, writer)} \u2192 {release(self.N, reader)}")
            reason = target.find_element("xpath", "../..")
            self.assertIn(message(self.N, writer, reader), reason.text)
            self.assertIn(outcome(self.N, writer, reader), reason.text)
            # in sight, and the other pairs of that answer out of the way
            box = self.js("return arguments[0].getBoundingClientRect()", target)
            self.assertTrue(0 <= box["y"] < 900)
            self.assertEqual(self.js("return [...arguments[0].querySelectorAll('.pairs li')]"
                                     ".filter((item) => item.checkVisibility()).length", reason), 1)


class Hostile(MatrixCase):
    """Names in catalogs are anybody's: they run nothing, change nothing, and stand there as they are."""

    NAMES = ('"><img src=x onerror="ran=1">', "</script><script>ran=1</script>", "<!--<script>ran=1",
             "javascript:ran=1", "</style><style>*{display:none}", "#p-0-0&rows=</option>", "__proto__",
             "' onfocus='ran=1' autofocus x='", "%22%3E%3Cimg src=x onerror=ran=1%3E")

    def hostile_kernels(self):
        for index, name in enumerate(self.NAMES):
            kernel = catalog("new")
            kernel["kernel"]["release"] = name
            kernel["kernel"]["build_id"] = f"{index:02x}" * 20
            for entry in kernel["formats"]:
                if entry["name"] in ("memfd", "vfio-pci"):
                    entry["versions"][-1]["compatible"] = f"{entry['name']} {name}"
                    entry["name"] = f"{entry['name']} {name}"
            yield kernel

    def test_names_stay_text(self):
        path = self.dir / "hostile.html"
        check("matrix", *write(self.dir, self.hostile_kernels()), "--format", f"html:{path}")
        self.open(path)
        self.assertEqual([head.get_attribute("textContent") for head in self.find(".matrix tbody th")],
                         list(self.NAMES))
        self.click(1, 0)
        self.assertIn(self.NAMES[1], self.panel())
        self.assertIn(self.NAMES[0], self.panel())
        for name in self.NAMES:
            Select(self.one("#format")).select_by_value(f"file-handler memfd {name}")
            self.one("#rows").clear()
            self.one("#rows").send_keys(name)
            self.driver.refresh()
        self.assertIsNone(self.js("return window.ran ?? null"))
        self.assertEqual(self.find("img"), [])
        self.assertEqual(len(self.find("script")), 2)


if __name__ == "__main__":
    unittest.main()
