# SPDX-License-Identifier: GPL-2.0-only
"""kbuild-hooks/patches, and those of sysfs-emitter/kernel on top: each series applies to its release, and
is as a maintainer wants patches."""
import os
import re
import shutil
import subprocess

import kernels
import support

RELEASES = ("7.2", "7.3")
HOOKS = support.TOP / "kbuild-hooks"
HEADER = "include/linux/liveupdate_format.h"


def series(release):
    """One series with one numbering, in the two folders of the parts that its patches belong to."""
    return [patch for folder in (HOOKS, support.TOP / "sysfs-emitter/kernel")
            for patch in sorted((folder / "patches" / release).glob("*.patch"))]


def changed(patch):
    """The files that a patch changes or removes, and those that it adds."""
    pairs = re.findall(r"^--- (?:a/)?(\S+)\n\+\+\+ (?:b/)?(\S+)$", patch.read_text(), re.M)
    return ([old for old, _ in pairs if old != "/dev/null"],
            [new for old, new in pairs if old == "/dev/null"])


class Series(kernels.KernelCase):
    def run_in(self, directory, *command, **variables):
        process = subprocess.run([str(word) for word in command], cwd=directory, check=False,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 env={**os.environ, **variables})
        self.assertEqual(process.returncode, 0, process.stdout.decode(errors="replace"))
        return process.stdout.decode(errors="replace")

    def source(self, release):
        """What of the release's clean source the series touches: a built tree edits none of it."""
        tree = kernels.directories()[release]
        clean = self.dir / release
        added = set()
        for patch in series(release):
            old, new = changed(patch)
            for name in set(old) - added:
                (clean / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(tree / name, clean / name)
            self.assertTrue(old or new, patch)
            added.update(new)
        return clean

    def test_numbered_without_a_gap(self):
        for release in RELEASES:
            names = [patch.name for patch in series(release)]
            self.assertTrue(names)
            self.assertEqual([name[:5] for name in names],
                             [f"{number:04}-" for number in range(1, len(names) + 1)])

    def test_applies_with_patch(self):
        for release in RELEASES:
            with self.subTest(release):
                clean = self.source(release)
                for patch in series(release):
                    self.run_in(clean, "patch", "-p1", "--fuzz=0", "-i", patch)
                self.assertEqual(list(clean.rglob("*.orig")) + list(clean.rglob("*.rej")), [])
                self.assertEqual((clean / HEADER).read_bytes(), (HOOKS / HEADER).read_bytes())

    def test_applies_with_git_am(self):
        who = {"GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@example.org",
               "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@example.org",
               "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
        for release in RELEASES:
            with self.subTest(release):
                clean = self.source(release)
                for command in (("init", "-q"), ("add", "-A", "-f"), ("commit", "-q", "-m", "clean"),
                                ("am", "--whitespace=error-all", *series(release))):
                    self.run_in(clean, "git", *command, **who)
                subjects = self.run_in(clean, "git", "log", "--format=%s").splitlines()
                self.assertEqual(len(subjects), len(series(release)) + 1)
                self.assertEqual((clean / HEADER).read_bytes(), (HOOKS / HEADER).read_bytes())

    def test_checkpatch_is_silent(self):
        """The release's own, at its strictest. It keeps notes where it runs."""
        for release in RELEASES:
            tree = kernels.directories()[release]
            for patch in series(release):
                with self.subTest(release, patch=patch.name):
                    self.run_in(self.dir, tree / "scripts/checkpatch.pl", f"--root={tree}",
                                "--strict", "--terse", "--no-summary", patch)

    def test_kernel_doc_is_silent(self):
        for release in RELEASES:
            with self.subTest(release):
                tree = kernels.directories()[release]
                said = self.run_in(tree, "scripts/kernel-doc", "-none", "-Wall", "-Werror",
                                   HOOKS / HEADER, PYTHONDONTWRITEBYTECODE="1")
                self.assertEqual(said, "")

    def test_releases_say_the_same(self):
        """One change for both, but for what stands around it."""
        subjects = [[re.search(r"^Subject: (.*(?:\n .*)*)", patch.read_text(), re.M)[1]
                     for patch in series(release)] for release in RELEASES]
        self.assertEqual(*subjects)
