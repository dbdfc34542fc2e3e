# SPDX-License-Identifier: GPL-2.0-only
"""What kernels.sh cannot get or build is a failure that says what: never a kernel left out."""
import os
import pathlib
import subprocess

import support

HERE = pathlib.Path(__file__).resolve().parent

# lib/ with a cache of its own; what follows replaces the world outside
LIBRARY = """
cache=$1 here=$2 apt=$1/apt list=$1/list
only=
mkdir -p "$cache/logs" "$cache/variants"
for part in report select packages kbuild variants; do . "$here/lib/$part.sh"; done
mkdir -p "$packages"
offer() { echo "$1" >>"$list"; }
update_index() { :; }
"""


class Library(support.TestCase):
    def bash(self, script):
        return subprocess.run(["bash", "-euc", "set -o pipefail\nshopt -s inherit_errexit\n" +
                               LIBRARY + script, "bash", self.dir, HERE],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


class Failures(Library):
    def test_a_tool_that_is_missing(self):
        for tool in ("qemu-system-x86_64", "lz4", "pahole"):
            with self.subTest(tool):
                path = self.dir / tool
                path.mkdir()
                for directory in ("/usr/sbin", "/usr/bin", "/sbin", "/bin"):
                    for file in os.listdir(directory):
                        if file != tool and not (path / file).is_symlink():
                            (path / file).symlink_to(f"{directory}/{file}")
                result = subprocess.run([HERE / "kernels.sh", "echo", "went on"], text=True,
                                        env={"PATH": str(path), "HOME": str(self.dir)},
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
                self.assertEqual((result.returncode, result.stdout), (1, ""))
                self.assertIn(f"{tool} is missing", result.stderr)

    def test_a_package_that_is_not_there(self):
        result = self.bash('private_apt() { :; }\npackage linux-source-7.3; echo "went on"')
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("has no package linux-source-7.3", result.stderr)

    def test_a_download_that_fails_or_is_broken(self):
        for download, message in (("false", "failed: private_apt"),
                                  (">linux-source-7.3_1_all.deb", "a broken package"),
                                  ("echo no >linux-source-7.3_1_all.deb", "a broken package")):
            with self.subTest(download):
                result = self.bash("""
                private_apt() { case $* in
                *pkgnames*) echo linux-source-7.3 ;;
                *) %s ;;
                esac; }
                package linux-source-7.3
                echo "went on"
                """ % download)
                self.assertEqual((result.returncode, result.stdout), (1, ""))
                self.assertIn(message, result.stderr)
                self.assertFalse((self.dir / "packages/linux-source-7.3").exists())

    def test_a_variant_that_does_not_apply_or_build(self):
        for step in ("edit", "kernel_make"):
            with self.subTest(step):
                result = self.bash("""
                tree=$cache/tree make_args=()
                mkdir -p "$tree"
                touch "$tree"/{vmlinux,bzImage,.config} "$list"
                edit() { :; }
                unedit() { :; }
                kernel_make() { :; }
                %s() { echo "this went wrong"; return 3; }
                variants 7.3 '' "$here/variants/luo-v6.patch"
                echo "went on"
                """ % step)
                self.assertEqual((result.returncode, result.stdout), (1, ""))
                self.assertIn("this went wrong", result.stderr)
                self.assertIn(f"failed: {step}", result.stderr)
                self.assertEqual((self.dir / "list").read_text(), "")
                self.assertEqual(list((self.dir / "variants").glob("*/vmlinux")), [])


class Selection(Library):
    """Kernels by name, and what a patch stands on."""

    def test_only(self):
        """Neither a base nor a package is got for what nobody wants."""
        result = self.bash("""
        only=7.3,luo-v6
        build_base() { echo "built $base_name"; tree=$cache/tree; }
        variant() { echo "built $2"; }
        mkdir "$cache/tree"
        base 7.2 7.2
        variants 7.2 7.2- "$here/variants/full/7.2/luo-v6.patch"
        base 7.3 7.3
        variants 7.3 '' "$here"/variants/{kho-v5,luo-v6}.patch
        base 7.3-formats 7.3
        debian
        all_offered
        """)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout.splitlines(), ["built 7.3", "built 7.3", "built luo-v6"])
        self.assertEqual((self.dir / "list").read_text().split(), ["7.3", "luo-v6"])

    def test_only_what_there_is(self):
        result = self.bash("""
        only=7.3,luo-v7
        build_base() { tree=$cache/tree; }
        base 7.3 7.3
        all_offered
        echo "went on"
        """)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("there is no kernel luo-v7", result.stderr)

    def test_patches_on_patches(self):
        result = self.bash("""
        stack "$here/variants/full/7.3-sysfs/v3.patch"
        stack "$here/variants/luo-v6.patch"
        stack "$here/variants/no-liveupdate.config"
        """)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual([pathlib.Path(line).name for line in result.stdout.splitlines()],
                         ["v2-v3.patch", "v2-read-v3.patch", "v3.patch", "luo-v6.patch", "no-liveupdate.config"])
