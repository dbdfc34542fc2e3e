# SPDX-License-Identifier: GPL-2.0-only
"""examples/luod-preflight.c: built with libluocat alone, run on a written table of formats."""
import json
import re
import subprocess
import unittest

from support import BUILD, TOP, TestCase, run

RULES = TOP / "tests" / "cli" / "rules"
PROGRAM = "examples/luod-preflight"
KEYS = ["status", "outcome", "rule", "reason", "applied", "not_written"]


class Example(TestCase):
    def setUp(self):
        super().setUp()
        folder = RULES / "LUO-NO-WRITE-CONTROL" / "pass"
        self.running, self.next = folder / "writer.json", folder / "reader.json"
        self.tree = self.dir / "formats"
        self.assertEqual(run("luo-sysfs-emitter", "tree", self.running, self.tree).status, 0)

    def flag(self, path="file-handler/memfd-v3/enable_write"):
        return (self.tree / path).read_text()

    def ask(self, *args):
        """Status and the one line's object."""
        result = run(PROGRAM, *args)
        self.assertEqual((result.err, result.out.count("\n")), ("", 1))
        return result.status, json.loads(result.out)["preflight"]

    def test_applies_the_plan(self):
        status, answer = self.ask(self.running, self.next, self.tree)
        self.assertEqual(list(answer), KEYS)
        self.assertEqual((status, answer["status"], answer["applied"], answer["not_written"]),
                         (0, "ok", True, ["memfd-v3"]))
        self.assertEqual((self.flag("default_enable_write"), self.flag()), ("0\n", "0\n"))
        status, answer = self.ask(self.running, self.next, self.tree)
        self.assertEqual((status, answer["outcome"], answer["applied"], answer["rule"]),
                         (0, "compatible", False, None))

    def test_refuses(self):
        (self.tree / "file-handler/memfd-v3/in_use").chmod(0o644)
        (self.tree / "file-handler/memfd-v3/in_use").write_text("1\n")
        status, answer = self.ask(self.running, self.next, self.tree)
        self.assertEqual((status, answer["status"], answer["outcome"]),
                         (1, "refused", "incompatible"))
        self.assertEqual(self.flag(), "1\n")
        # the catalogs the wrong way round: not of the kernel whose table it is
        status, answer = self.ask(self.next, self.running, self.tree)
        self.assertEqual((status, answer["rule"]), (1, "LUO-RUNNING"))

    def test_says_the_same_as_the_program(self):
        status, answer = self.ask(self.running, self.running, self.tree)
        program = run("luo-compat-check", "preflight", f"--running={self.running}",
                      f"--state={self.tree}", "--next-cmdline=kho=on liveupdate=on",
                      "--next-loaded=", "--format=json", self.running)
        self.assertEqual((status, answer["outcome"]),
                         (program.status, program.json("verdict")["outcome"]))

    def test_errors(self):
        for args in ((self.dir / "nowhere", self.next, self.tree),
                     (self.running, self.next, self.dir / "nowhere")):
            status, answer = self.ask(*args)
            self.assertEqual((status, answer["status"]), (2, "error"))
            self.assertIn("nowhere", answer["where"])
        (self.tree / "core" / "link").symlink_to("luo-v5")
        status, answer = self.ask(self.running, self.next, self.tree)
        self.assertEqual((status, answer["where"]), (2, "core/link"))
        usage = subprocess.run([BUILD / PROGRAM], stderr=subprocess.PIPE, check=False, timeout=60)
        self.assertEqual((usage.returncode, usage.stderr.count(b"\n")), (2, 1))

    def test_links_libluocat_alone_and_starts_nothing(self):
        program = BUILD / PROGRAM
        needed = re.findall(r"\(NEEDED\).*\[(.*?)\.so", self.tool("readelf", "-dW", program))
        sanitizers = {"libasan", "libubsan", "libm", "libgcc_s"}
        self.assertEqual(set(needed) - sanitizers, {"libluocat", "libc"})
        used = {line.split()[-1].split("@")[0]
                for line in self.tool("nm", "-D", "--undefined-only", program).splitlines()}
        self.assertIn("luocat_live_apply", used)
        self.assertEqual(used & {"fork", "vfork", "clone", "system", "popen", "posix_spawn",
                                 "execve", "execv", "execvp", "execl"}, set())


if __name__ == "__main__":
    unittest.main()
