# SPDX-License-Identifier: GPL-2.0-only
"""luo-catalog-gen --running: the kernel that runs, found where distributions put its files."""
import json
import shutil
import unittest

import support
from fixture import TestCase

RELEASE = "7.3.0-test"
BUILD_ID = "0123456789abcdef0123456789abcdef01234567"
OTHER_ID = "76543210fedcba9876543210fedcba9876543210"

KERNEL = f"""
#include "liveupdate.h"
const char linux_banner[] __attribute__((used)) = "Linux version {RELEASE} (me@host) gcc";
const char luo[] __attribute__((used)) = "luo-v5";
static const struct liveupdate_file_ops thing_ops = {{ FIXTURE_FILE_OPS }};
struct liveupdate_file_handler thing = {{ .ops = &thing_ops, .compatible = "thing-v1" }};
"""

MODULE = f"""
#include "liveupdate.h"
static const char vermagic[] __attribute__((section(".modinfo"), used)) = "vermagic={RELEASE} SMP ";
int this_module __attribute__((section(".gnu.linkonce.this_module"), used));
static const struct liveupdate_flb_ops part_ops = {{ FIXTURE_FLB_OPS }};
struct liveupdate_flb part = {{ .ops = &part_ops, .compatible = "part-v1" }};
"""


class Running(TestCase):
    def setUp(self):
        super().setUp()
        self.root = self.dir / "root"
        self.image = self.kernel(BUILD_ID)
        self.put("proc/sys/kernel/osrelease", RELEASE + "\n")
        self.put("proc/modules", "")
        self.put("proc/misc", " 60 liveupdate\n")
        self.put("proc/cmdline", "kho=on liveupdate=on\n")
        self.tool("objcopy", "-O", "binary", "--only-section=.note.gnu.build-id", self.image, "notes")
        self.put("sys/kernel/notes", (self.dir / "notes").read_bytes())
        self.install(self.image, f"boot/vmlinuz-{RELEASE}")

    def kernel(self, build_id):
        return self.linked(KERNEL, f"image-{build_id[:4]}", f"-Wl,--build-id=0x{build_id}")

    def put(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def install(self, path, name):
        self.put(name, path.read_bytes())

    def module(self, name):
        self.install(self.object(MODULE, name), f"lib/modules/{RELEASE}/kernel/{name}")

    def running(self, *arguments):
        return support.run("luo-catalog-gen", "--running", "--root", self.root, *arguments, cwd=self.dir)

    def found(self, *arguments):
        result = self.running(*arguments)
        self.assertEqual(result.status, 0, result.err)
        document = result.json("catalog")
        versions = {version["compatible"]: version for entry in document["formats"]
                    for version in entry["versions"]}
        return document, versions

    def refused(self, *arguments):
        result = self.running(*arguments)
        self.assertRefused(result)
        return result.err

    def test_image_and_state(self):
        document, versions = self.found("--state", "state.json")
        self.assertEqual(set(versions), {"luo-v5", "thing-v1"})
        self.assertEqual((document["kernel"]["release"], document["kernel"]["build_id"]),
                         (RELEASE, BUILD_ID))
        state = json.loads((self.dir / "state.json").read_text())
        support.validate(state, "state")
        kernel = state["kernel"]
        self.assertEqual((kernel["build_id"], kernel["release"]), (BUILD_ID, RELEASE))
        self.assertEqual((state["table"], kernel["liveupdate"], state["cmdline"]),
                         (False, True, "kho=on liveupdate=on"))

    def test_no_paths_of_the_machine(self):
        document, _ = self.found()
        self.assertNotIn(str(self.dir), json.dumps(document))

    def test_every_place(self):
        image = self.root / f"boot/vmlinuz-{RELEASE}"
        for place in (f"lib/modules/{RELEASE}/vmlinuz", f"boot/Image-{RELEASE}", f"boot/vmlinux-{RELEASE}",
                      f"lib/modules/{RELEASE}/vmlinux", f"usr/lib/debug/boot/vmlinux-{RELEASE}",
                      f"usr/lib/debug/lib/modules/{RELEASE}/vmlinux"):
            with self.subTest(place):
                (self.root / place).parent.mkdir(parents=True, exist_ok=True)
                image.rename(self.root / place)
                self.assertIn("thing-v1", self.found()[1])
                image = self.root / place

    def test_modules(self):
        self.module("part.ko")
        self.put("proc/modules", "part 16384 0 - Live 0x0\n")
        document, versions = self.found()
        self.assertEqual(versions["part-v1"]["provider"], "part")
        self.assertEqual(document["gaps"], [])

    def test_a_loaded_module_without_a_file(self):
        """It may have registered anything."""
        self.module("part.ko")
        self.put("proc/modules", "elsewhere 16384 0 - Live 0x0\npart 16384 0 - Live 0x0\n")
        document, _ = self.found()
        self.assertEqual([(gap["kind"], gap["origin"]["object"]) for gap in document["gaps"]],
                         [("unknown", "elsewhere")])
        self.assertIn("is loaded, and no file of it", document["gaps"][0]["why"])

    def test_modules_of_another_release_are_not_its(self):
        other = self.object(MODULE.replace(RELEASE, "7.2.0-test"), "old.ko")
        self.install(other, f"lib/modules/{RELEASE}/kernel/old.ko")
        self.assertNotIn("part-v1", self.found()[1])

    def test_updated_and_not_rebooted(self):
        """The same release, built again: what is in /boot now is not what runs."""
        self.install(self.kernel(OTHER_ID), f"boot/vmlinuz-{RELEASE}")
        line = self.refused()
        self.assertIn("is not the kernel that runs (build-ids 76543210fedc, 0123456789ab)", line)
        self.assertIn("boot/vmlinuz-", line)

    def test_image_without_a_build_id(self):
        self.install(self.linked(KERNEL, "bare", "-Wl,--build-id=none"), f"boot/vmlinuz-{RELEASE}")
        self.assertIn("(build-ids not known, 0123456789ab)", self.refused())

    def test_installed_catalog(self):
        """What the build made knows more than an image does, if it is of the build that runs."""
        self.tool(support.BUILD / "luo-catalog-gen", "-o", "catalog.json", self.image)
        place = f"lib/modules/{RELEASE}/luo-catalog.json"
        self.install(self.dir / "catalog.json", place)
        (self.root / f"boot/vmlinuz-{RELEASE}").unlink()
        self.module("part.ko")
        self.assertEqual(set(self.found()[1]), {"luo-v5", "thing-v1", "part-v1"})
        self.tool(support.BUILD / "luo-catalog-gen", "-o", "catalog.json", self.kernel(OTHER_ID))
        self.install(self.dir / "catalog.json", place)
        self.assertIn("no image of the running kernel", self.refused())
        self.put(place, "{")
        self.assertIn("luo-catalog.json", self.refused())

    def test_configuration(self):
        self.put(f"boot/config-{RELEASE}", "# Linux/x86 7.3.0 Kernel Configuration\nCONFIG_KEXEC_HANDOVER=y\n"
                                           "CONFIG_LIVEUPDATE=y\n# CONFIG_LIVEUPDATE_MEMFD is not set\n")
        options = self.found()[0]["kernel"]["options"]
        self.assertEqual((options["KEXEC_HANDOVER"], options["LIVEUPDATE_MEMFD"]), ("y", "n"))

    def test_more_inputs(self):
        self.object(MODULE, "part.ko")
        self.assertIn("part-v1", self.found("part.ko")[1])

    def test_nothing_there(self):
        shutil.rmtree(self.root / "boot")
        self.assertIn(f"no image of the running kernel {RELEASE}", self.refused())

    def test_not_known_which(self):
        (self.root / "sys/kernel/notes").unlink()
        self.assertIn("build-id is not known", self.refused())
        (self.root / "proc/sys/kernel/osrelease").unlink()
        self.assertIn("release is not known", self.refused())
        shutil.rmtree(self.root / "proc")
        self.assertIn("root/proc: cannot be opened", self.refused())

    def test_usage(self):
        for option in ("--state", "--root"):
            result = support.run("luo-catalog-gen", option, "x", self.image)
            self.assertRefused(result)
            self.assertIn(f"{option} is for --running", result.err)


if __name__ == "__main__":
    unittest.main()
