# SPDX-License-Identifier: GPL-2.0-only
"""What the browser tests share: pages in a window, with and without JavaScript."""
import os
import pathlib
import subprocess
import tempfile
import unittest

from browser import browser

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("LUOCAT_BUILD", TOP / "build"))
GOLDEN = TOP / "tests" / "cli" / "golden"
# axe-core, where npm could install it
AXE = BUILD / "npm" / "node_modules" / "axe-core" / "axe.min.js"


def check(*args):
    """Output of luo-compat-check, which must have judged."""
    process = subprocess.run([BUILD / "luo-compat-check", *map(str, args)], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=120, check=False)
    assert process.returncode in (0, 1, 3), process.stderr.decode()
    return process.stdout.decode()


class WindowCase(unittest.TestCase):
    """One browser for a class of tests. Whatever a test did, nothing may have been complained of on the
    console and nothing asked for but the page."""

    script = True

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="luocat-browser-")
        cls.addClassCleanup(folder.cleanup)
        cls.dir = pathlib.Path(folder.name)
        window = browser(script=cls.script)
        cls.window = window.__enter__()
        cls.addClassCleanup(window.__exit__, None, None, None)
        cls.driver = cls.window.driver

    def setUp(self):
        self.window.emulate()
        self.window.resize(1280, 900)

    def open(self, path, fragment=""):
        self.window.open(path, fragment)
        self.opened = path
        self.addCleanup(self.assertQuiet, path)

    def assertQuiet(self, path):
        self.assertEqual(self.window.console(), [])
        asked = {address.split("#")[0] for address in self.window.requests()}
        self.assertLessEqual(asked, {path.as_uri(), "about:blank"})

    def find(self, selector):
        return self.driver.find_elements("css selector", selector)

    def one(self, selector):
        found = self.find(selector)
        self.assertEqual(len(found), 1, selector)
        return found[0]

    def count(self, selector):
        return self.js("return document.querySelectorAll(arguments[0]).length", selector)

    def js(self, script, *args):
        """Runs in the page whether or not the user allows the page to; for a look, not for a change."""
        return self.driver.execute_script(script, *args)

    def assertAccessible(self):
        """axe-core finds nothing: names, roles, order of headings, contrast ..."""
        if not AXE.exists():
            self.skipTest("no axe-core: npm could not install it")
        self.js(AXE.read_text())
        # of 1,600 cells it takes its time, the more so on a busy machine
        self.driver.set_script_timeout(110)
        result = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run().then(done, (error) => done({error: `${error}`}))")
        said = [f"{rule['id']}: {node['html'][:120]} {node['failureSummary']}"
                for rule in result["violations"] for node in rule["nodes"][:3]]
        self.assertEqual(said, [])
