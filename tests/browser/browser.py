# SPDX-License-Identifier: GPL-2.0-only
"""A headless Chromium that opens a file and tells what it asked for and complained of.

It is driven through ChromeDriver (Debian: chromium, chromium-driver, python3-selenium). All that it
does by itself, such as looking for updates, is off: what it asks the network for is the page's doing.
"""
import contextlib
import json
import os
import tempfile

# selenium would look for a driver of its own in the network, and for statistics
os.environ.setdefault("SE_OFFLINE", "true")

from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-extensions", "--disable-dev-shm-usage", "--hide-scrollbars")


class Browser:
    """One window; `script` False: a user who switched JavaScript off."""

    def __init__(self, profile, script=True, size=(1280, 900)):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=%d,%d" % size):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        if not script:
            options.add_experimental_option(
                "prefs", {"profile.managed_default_content_settings.javascript": 2})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)

    def open(self, path, fragment=""):
        # another document first, so that a fragment alone makes a new load too
        self.driver.get("about:blank")
        self.driver.get_log("performance")
        self.driver.get(path.as_uri() + fragment)

    def emulate(self, **features):
        """prefers_color_scheme="dark", media="print" ..."""
        media = features.pop("media", "")
        self.cdp("Emulation.setEmulatedMedia", media=media, features=[
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def resize(self, width, height, mobile=False):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=mobile)

    def cdp(self, method, **arguments):
        """A command of the Chrome DevTools protocol."""
        return self.driver.execute_cdp_cmd(method, arguments)

    def console(self):
        """What was written to the console, errors and violations of the page's policy included."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self):
        """Each address that was asked for since open(), the page's own first."""
        events = (json.loads(entry["message"])["message"]
                  for entry in self.driver.get_log("performance"))
        return [event["params"]["request"]["url"] for event in events
                if event["method"] == "Network.requestWillBeSent"]


@contextlib.contextmanager
def browser(**kwargs):
    with tempfile.TemporaryDirectory(prefix="luocat-chromium-") as profile:
        window = Browser(profile, **kwargs)
        try:
            yield window
        finally:
            window.driver.quit()
