# SPDX-License-Identifier: GPL-2.0-only
"""The apt entry that lib/packages.sh derives from a machine's own."""
import pathlib
import subprocess
import unittest

PACKAGES = pathlib.Path(__file__).resolve().parent / "lib/packages.sh"


def derive(command, sources):
    return subprocess.run(["bash", "-euc", f'cache=/nowhere; . "$1"; {command}', "bash", PACKAGES],
                          input=sources.encode(), check=True,
                          stdout=subprocess.PIPE).stdout.decode()


class Deb822(unittest.TestCase):
    def test_another_suite_of_the_same_mirror_and_key(self):
        self.assertEqual(derive("deb822_sources -", """\
Types: deb deb-src
# a snapshot
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
 bookworm-backports
Components: main contrib
Architectures: amd64
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""), """\
Types: deb
URIs: http://mirror.example/debian
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
Suites: trixie-backports
Components: main
""")

    def test_only_debian_itself(self):
        """Not a vendor, not security, not what is off, not sources only."""
        self.assertEqual(derive("deb822_sources -", """\
# first paragraph

Types: deb
URIs: https://vendor.example/node_20.x
Suites: nodistro
Components: main

Types: deb
URIs: http://security.example/debian-security
Suites: trixie-security
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: trixie
Components: main

Types: deb-src
URIs: http://source.example/debian
Suites: trixie
Components: main

Types: deb
URIs: https://container.example/linux/debian
Suites: trixie
Components: stable
"""), "")

    def test_a_list_of_mirrors_and_a_key_in_place(self):
        self.assertEqual(derive("deb822_sources -", """\
Types: deb
URIs: mirror+file:///etc/apt/mirrors/debian.list
Suites: trixie
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
"""), """\
Types: deb
URIs: mirror+file:///etc/apt/mirrors/debian.list
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
Suites: trixie-backports
Components: main
""")


class OneLine(unittest.TestCase):
    def test_first_entry_for_debian(self):
        self.assertEqual(derive("one_line_sources", """\
# deb http://commented.example/debian sid main
deb-src http://source.example/debian trixie main
deb http://security.example/debian-security trixie-security main
deb http://contrib.example/debian trixie contrib
deb [arch=amd64 signed-by=/usr/x.gpg] http://mirror.example/debian/ bookworm contrib main
deb http://second.example/debian bookworm main
"""), "deb [arch=amd64 signed-by=/usr/x.gpg] http://mirror.example/debian/ trixie-backports main\n")

    def test_without_options(self):
        self.assertEqual(derive("one_line_sources", "deb  http://mirror.example/debian\tsid main\n"),
                         "deb http://mirror.example/debian trixie-backports main\n")
