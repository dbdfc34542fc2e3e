# SPDX-License-Identifier: GPL-2.0-only
"""`make install`: what goes where, that it is found there, and that `make uninstall` takes it away again."""
import os
import re
import subprocess
import unittest

from support import BUILD, TOP, TestCase

# ? stands for the rest of the library's version
FILES = """
    bin/luo-catalog-gen
    bin/luo-compat-check
    bin/luo-sysfs-emitter
    include/luocat.h
    lib/libluocat.a
    lib/libluocat.so
    lib/libluocat.so.0
    lib/libluocat.so.0.?
    lib/pkgconfig/libluocat.pc
    share/bash-completion/completions/luo-catalog-gen
    share/bash-completion/completions/luo-compat-check
    share/bash-completion/completions/luo-sysfs-emitter
    share/doc/luocat/GPL-2.0-only.txt
    share/doc/luocat/LGPL-2.1-or-later.txt
    share/doc/luocat/README.md
    share/fish/vendor_completions.d/luo-catalog-gen.fish
    share/fish/vendor_completions.d/luo-compat-check.fish
    share/fish/vendor_completions.d/luo-sysfs-emitter.fish
    share/luocat/kbuild-hooks/Makefile
    share/luocat/kbuild-hooks/include/linux/liveupdate_format.h
    share/luocat/kbuild-hooks/include/linux/liveupdate_probe.h
    share/luocat/kbuild-hooks/probe/Kbuild
    share/luocat/kbuild-hooks/probe/luocat-probe.c
    share/luocat/kbuild-hooks/probe/report.sh
    share/man/man1/luo-catalog-gen.1
    share/man/man1/luo-compat-check.1
    share/man/man1/luo-sysfs-emitter.1
    share/man/man3/luocat.3
    share/man/man5/luo-catalog.5
    share/man/man5/luo-policy.5
    share/zsh/site-functions/_luocat
    """.split()

SCHEMAS = sorted(f"share/luocat/schemas/{path.name}" for path in (TOP / "schemas").glob("*.json"))


class Install(TestCase):
    def make(self, target, *variables):
        return self.tool("make", "-s", "-C", TOP, target, f"O={BUILD}", *variables)

    def install(self, *variables, prefix="/usr"):
        self.root = self.dir / "root"
        self.make("install", f"DESTDIR={self.root}", f"PREFIX={prefix}", *variables)
        self.usr = self.root / prefix.lstrip("/")

    def installed(self):
        return sorted(str(path.relative_to(self.usr)) for path in self.usr.rglob("*")
                      if path.is_symlink() or not path.is_dir())

    def test_list(self):
        self.install()
        found = [re.sub(r"(so\.0\.).*", r"\1?", name) for name in self.installed()]
        examples = [name for name in found if name.startswith("share/doc/luocat/examples/")]
        self.assertEqual([name for name in found if name not in examples], sorted(FILES + SCHEMAS))
        self.assertIn("share/doc/luocat/examples/luod-preflight.c", examples)
        self.assertEqual([name for name in examples if name.endswith((".mk", ".o", ".d"))], [])
        self.assertEqual([path.name for path in self.root.iterdir()], ["usr"])

    def test_modes_and_links(self):
        """Everybody may read all of it, programs run, and no link leads out of its folder."""
        self.install()
        for name in self.installed():
            path = self.usr / name
            if path.is_symlink():
                self.assertNotIn("/", os.readlink(path), name)
                self.assertTrue(path.exists(), name)
                continue
            runs = name.startswith("bin/") or name.endswith(".sh") or ".so." in name
            if not name.startswith("share/doc/luocat/examples/"):
                self.assertEqual(path.stat().st_mode & 0o777, 0o755 if runs else 0o644, name)

    def test_nothing_of_this_machine(self):
        """Where it was built and installed to stands in no text of it."""
        self.install()
        for name in self.installed():
            if name.startswith("share/") or name.endswith(".pc"):
                text = (self.usr / name).read_text()
                self.assertNotIn(str(self.root), text, name)
                self.assertNotIn(str(TOP), text, name)

    def test_other_folders(self):
        """As Debian's packages have it, and with a prefix other than the build's."""
        self.install("LIBDIR=/usr/lib/x86_64-linux-gnu", "MANDIR=/usr/man", "INCLUDEDIR=/usr/include/luocat")
        names = self.installed()
        self.assertIn("lib/x86_64-linux-gnu/libluocat.so.0", names)
        self.assertIn("man/man5/luo-catalog.5", names)
        self.assertEqual([name for name in names if name.startswith("share/man")], [])
        env = {**os.environ, "PKG_CONFIG_PATH": str(self.usr / "lib/x86_64-linux-gnu/pkgconfig")}
        for variable, folder in (("prefix", "/usr"), ("libdir", "/usr/lib/x86_64-linux-gnu"),
                                 ("includedir", "/usr/include/luocat")):
            found = self.tool("pkg-config", f"--variable={variable}", "libluocat", env=env)
            self.assertEqual(found.strip(), folder)

    def test_man_finds_the_pages(self):
        self.install()
        pages = self.usr / "share/man"
        for section, name, words in (("1", "luo-catalog-gen", "list what one kernel build can hand over"),
                                     ("1", "luo-compat-check", "LUO-UNREADABLE"),
                                     ("1", "luo-sysfs-emitter", "enable_write"),
                                     ("5", "luo-catalog", "must_understand"), ("5", "luo-policy", "waivers"),
                                     ("3", "luocat", "luocat_judge")):
            where = self.tool("man", "-M", pages, "-w", section, name).strip()
            self.assertEqual(where, f"{pages}/man{section}/{name}.{section}")
            env = {**os.environ, "MANWIDTH": "200", "LC_ALL": "C.UTF-8"}
            self.assertIn(words, self.tool("man", "-M", pages, section, name, env=env))

    def test_shells_find_the_completions(self):
        self.install()
        share = self.usr / "share"
        (self.dir / "home").mkdir()
        env = {**os.environ, "HOME": str(self.dir / "home"), "XDG_DATA_DIRS": str(share),
               "PATH": f"{self.usr}/bin:{os.environ['PATH']}"}
        for program in ("luo-catalog-gen", "luo-compat-check", "luo-sysfs-emitter"):
            found = self.tool("fish", "-c", f"complete -C '{program} --vers'", env=env)
            self.assertRegex(found, r"(?m)^--version\b")
            found = self.tool("zsh", "-f", "-c", f"fpath=({share}/zsh/site-functions $fpath); autoload -U compinit; "
                              f"compinit -u -D; print $_comps[{program}]", env=env)
            self.assertEqual(found, "_luocat\n")
            # bash-completion reads the file that has the command's name
            found = self.tool("bash", "--norc", "-c", f"source {share}/bash-completion/completions/{program}; "
                              f"complete -p {program}", env=env)
            self.assertEqual(found, f"complete -F _luocat {program}\n")

    def test_uninstall(self):
        self.install(prefix="/opt/luocat")
        kept = [self.usr / "bin" / "other", self.usr / "share/luocat" / "mine.json"]
        for path in kept:
            path.write_text("")
        self.make("uninstall", f"DESTDIR={self.root}", "PREFIX=/opt/luocat")
        self.assertEqual(self.installed(), sorted(str(path.relative_to(self.usr)) for path in kept))
        for path in kept:
            path.unlink()
        self.make("uninstall", f"DESTDIR={self.root}", "PREFIX=/opt/luocat")
        self.assertFalse((self.usr / "share/luocat").exists())

    def test_installed_program_runs(self):
        self.install()
        out = subprocess.run([self.usr / "bin/luo-compat-check", "explain", "LUO-ARCH"], check=True,
                             stdout=subprocess.PIPE).stdout.decode()
        self.assertTrue(out.startswith("LUO-ARCH: "))


if __name__ == "__main__":
    unittest.main()
