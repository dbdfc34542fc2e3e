# SPDX-License-Identifier: GPL-2.0-only
"""The page of one pair in a real browser."""
import json
import unittest

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from support import GOLDEN, WindowCase, check

OLD, NEW = GOLDEN / "old.json", GOLDEN / "new.json"
COMMANDS = ["echo 0 > /sys/kernel/liveupdate/formats/default_enable_write",
            "echo 0 > /sys/kernel/liveupdate/formats/file-handler/memfd-v3/enable_write"]


class Pair(WindowCase):
    def page(self, *args):
        path = self.dir / "pair.html"
        check(*args, "--format", f"html:{path}")
        self.open(path)

    def pasted(self):
        """What is in the clipboard, as a user finds out: by pasting it."""
        self.js("document.body.append(document.createElement('textarea'))")
        area = self.one("textarea")
        area.click()
        ActionChains(self.driver).key_down(Keys.CONTROL).send_keys("v").key_up(Keys.CONTROL).perform()
        return area.get_attribute("value")

    def test_plan_can_be_copied(self):
        self.page(NEW, OLD, "--in-use", "memfd")
        self.one(".copy").click()
        self.assertEqual(self.one(".copy").text, "Copied")
        self.assertEqual(self.pasted().splitlines(), COMMANDS)

    def test_plan_can_be_copied_without_the_clipboard_api(self):
        script = self.window.cdp("Page.addScriptToEvaluateOnNewDocument", source=(
            "Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined})"))
        self.addCleanup(self.window.cdp, "Page.removeScriptToEvaluateOnNewDocument", **script)
        self.page(NEW, OLD, "--in-use", "memfd")
        self.one(".copy").click()
        self.assertEqual(self.one(".copy").text, "Copied")
        self.assertEqual(self.pasted().splitlines(), COMMANDS)

    def test_accessible(self):
        for scheme in ("light", "dark"):
            with self.subTest(scheme):
                self.window.emulate(prefers_color_scheme=scheme)
                self.page(NEW, OLD, "--direction", "both")
                self.assertAccessible()

    def test_narrow(self):
        """On a phone nothing but tables and commands scrolls sideways."""
        self.window.resize(360, 740, mobile=True)
        self.page(NEW, OLD, "--in-use", "memfd")
        self.assertLessEqual(self.js("return document.documentElement.scrollWidth"), 360)

    def test_hostile_names_run_nothing(self):
        for name in ('"><img src=x onerror="ran=1">', "</script><script>ran=1</script>",
                     "<svg onload=ran=1>", "' autofocus onfocus='ran=1"):
            with self.subTest(name):
                kernel = json.loads(NEW.read_text())
                kernel["kernel"]["release"] = name
                for entry in kernel["formats"]:
                    if entry["name"] == "memfd":
                        entry["versions"][1]["compatible"] = name
                writer = self.dir / "hostile.json"
                writer.write_text(json.dumps(kernel))
                self.page(writer, OLD, "--in-use", "memfd")
                self.assertIsNone(self.js("return window.ran ?? null"))
                self.assertEqual(self.find("img, svg"), [])
                self.assertIn(name, self.one("h1").text)
                self.assertIn(name, self.one(".commands pre").text.replace("'\\''", "'").replace("!", "/"))


class WithoutScript(WindowCase):
    script = False

    def test_everything_is_there(self):
        path = self.dir / "pair.html"
        check(NEW, OLD, "--in-use", "memfd", "--format", f"html:{path}")
        self.open(path)
        self.assertEqual(self.find(".copy"), [])
        self.assertEqual(self.one(".commands pre").text.splitlines(), COMMANDS)
        self.assertIn("compatible with the plan below", self.one(".answer").text)


if __name__ == "__main__":
    unittest.main()
