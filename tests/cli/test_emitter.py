# SPDX-License-Identifier: GPL-2.0-only
"""luo-sysfs-emitter as a user runs it, on directories that it wrote and on the kernel that runs."""
import json
import os
import shutil
import signal
import subprocess
import time
import unittest

import manual
from support import BUILD, TOP, TestCase, run, validate

RULES = TOP / "tests" / "cli" / "rules"
PAIR = RULES / "LUO-NO-WRITE-CONTROL" / "pass"  # a plan turns the writer's memfd-v3 off
WRITER, READER = PAIR / "writer.json", PAIR / "reader.json"
PROGRAM = "luo-sysfs-emitter"
KEY, NEXT = "build-id:" + "11" * 20, "build-id:" + "22" * 20


def emitter(*args, **kwargs):
    return run(PROGRAM, *args, **kwargs)


class Tree(TestCase):
    def setUp(self):
        super().setUp()
        self.tree = self.dir / "tree"

    def write(self, catalog=WRITER):
        result = emitter("tree", catalog, self.tree)
        self.assertEqual((result.status, result.out, result.err), (0, "", ""))

    def flag(self, path="file-handler/memfd-v3/enable_write"):
        return (self.tree / path).read_text()

    def set(self, path, text):
        (self.tree / path).chmod(0o644)
        (self.tree / path).write_text(text)

    def flags(self):
        return (self.flag("default_enable_write"), self.flag("file-handler/memfd-v2/enable_write"),
                self.flag())

    def verdict(self, writer=WRITER, reader=READER, *args):
        path = self.dir / "verdict.json"
        run("luo-compat-check", writer, reader, "--format", f"json:{path}", *args)
        return path


class Writing(Tree):
    def test_tree(self):
        self.write()
        found = {str(p.relative_to(self.tree)) for p in self.tree.rglob("*") if p.is_file()}
        names = ("compatible", "enable_write", "in_use", "layout", "name", "read", "write")
        self.assertEqual(found, {"build_id", "release", "default_enable_write"} | {
            f"{version}/{name}" for name in names
            for version in ("core/kho-v4", "core/luo-v5", "file-handler/memfd-v2",
                            "file-handler/memfd-v3")})
        self.assertEqual((self.tree / "core/kho-v4/compatible").read_text(), "kho-v4\n")
        self.assertEqual(self.flags(), ("1\n", "1\n", "1\n"))
        self.assertEqual(os.listdir(self.dir), ["tree"])
        # core formats are read-only, as in the kernel
        self.assertEqual((self.tree / "core/kho-v4/enable_write").stat().st_mode & 0o222, 0)

    def test_empty_directory_is_taken_and_no_other(self):
        self.tree.mkdir()
        self.write()
        before = sorted(self.tree.rglob("*"))
        for target, text in ((self.tree, "is not empty"), (self.tree / "build_id", "build_id"),
                             (self.dir / "a" / "b", "a/b"), ("", "")):
            result = emitter("tree", WRITER, target)
            self.assertRefused(result)
            self.assertIn(text, result.err)
        self.assertEqual(sorted(self.tree.rglob("*")), before)
        self.assertEqual(os.listdir(self.dir), ["tree"])

    def test_names_that_a_directory_cannot_have(self):
        for compatible, text in (("..", "can be called .."), ("memfd!v2", "two versions")):
            catalog = self.dir / "catalog.json"
            catalog.write_text(WRITER.read_text().replace("memfd-v3", compatible)
                               .replace("memfd-v2", "memfd/v2"))
            result = emitter("tree", catalog, self.tree)
            self.assertRefused(result)
            self.assertIn(text, result.err)
            self.assertEqual(os.listdir(self.dir), ["catalog.json"])

    def test_slash(self):
        catalog = self.dir / "catalog.json"
        catalog.write_text(WRITER.read_text().replace("memfd-v3", "memfd/v3"))
        self.write(catalog)
        self.assertTrue((self.tree / "file-handler" / "memfd!v3").is_dir())
        result = emitter("apply", self.verdict(catalog), self.tree)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(self.flag("file-handler/memfd!v3/enable_write"), "0\n")


class Reading(Tree):
    def test_state_of_a_tree(self):
        self.write()
        state = emitter("read", self.tree).json("state")
        self.assertEqual(state["kernel"], {"release": "7.3.0", "build_id": "11" * 20,
                                           "liveupdate": None})
        self.assertEqual([v["compatible"] for v in state["versions"]],
                         ["kho-v4", "luo-v5", "memfd-v2", "memfd-v3"])
        self.assertIs(state["table"], True)
        self.assertIsNone(state["modules"])

    def test_to_a_file(self):
        self.write()
        target = self.dir / "state.json"
        result = emitter("read", "-o", target, self.tree)
        self.assertEqual((result.status, result.out), (0, ""))
        self.assertEqual(target.read_text(), emitter("read", self.tree).out)

    def test_the_kernel_that_runs(self):
        """It may be any: what it says of itself is held against uname and /proc."""
        state = emitter("read").json("state")
        self.assertEqual(state["kernel"]["release"], os.uname().release)
        if os.path.exists("/proc/misc"):
            with open("/proc/misc", encoding="utf-8") as lines:
                misc = [line.split()[-1] for line in lines]
            self.assertIs(state["kernel"]["liveupdate"], "liveupdate" in misc)
        self.assertIs(state["table"], os.path.isdir("/sys/kernel/liveupdate/formats"))
        if os.path.exists("/sys/kernel/notes"):
            self.tool("cp", "/sys/kernel/notes", self.dir / "notes")
            target = {"aarch64": "elf64-littleaarch64"}.get(os.uname().machine, "elf64-x86-64")
            self.tool("objcopy", "-I", "binary", "-O", target, "--rename-section",
                      ".data=.note", "--set-section-flags", ".note=alloc,readonly", "notes", "n.o")
            said = [line.split(":")[1].strip()
                    for line in self.tool("readelf", "-n", "n.o").splitlines() if "Build ID" in line]
            self.assertIn(state["kernel"]["build_id"], said or [None])

    def test_state_is_judged(self):
        self.write()
        self.set("file-handler/memfd-v3/enable_write", "0\n")
        state = self.dir / "state.json"
        emitter("read", "-o", state, self.tree)
        self.assertEqual(run("luo-compat-check", WRITER, READER).status, 3)
        self.assertEqual(run("luo-compat-check", WRITER, READER, f"--state={state}").status, 0)

    def test_a_hostile_tree(self):
        self.write()
        os.mkfifo(self.tree / "core" / "pipe")
        result = emitter("read", self.tree)
        self.assertRefused(result)
        self.assertIn(f"{self.tree}: core/pipe: ", result.err)


class Applying(Tree):
    def setUp(self):
        super().setUp()
        self.write()

    def assertNotApplied(self, status, text, *args):
        before = self.flags()
        result = emitter("apply", *args)
        self.assertEqual(result.status, status, result.err)
        self.assertEqual((result.out, result.err.count("\n")), ("", 1))
        self.assertIn(text, result.err)
        self.assertEqual(self.flags(), before)
        self.assertFalse((self.tree / "luo-apply.json").exists())

    def test_example_is_what_we_print(self):
        result = emitter("apply", "--format", "json", self.verdict(), self.tree)
        self.assertEqual((result.status, result.err), (0, ""))
        example = (TOP / "schemas" / "examples" / "apply.json").read_text()
        self.assertEqual(result.out, example)
        validate(json.loads(example), "apply")
        self.assertEqual(self.flags(), ("0\n", "1\n", "0\n"))

    def test_plan_object_and_standard_input(self):
        plan = json.loads(self.verdict().read_text())["questions"][0]["plan"]
        result = emitter("apply", "-", self.tree, stdin=json.dumps(plan).encode())
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(self.flags(), ("0\n", "1\n", "0\n"))

    def test_both_directions(self):
        result = emitter("apply", self.verdict(WRITER, READER, "--direction=both"), self.tree)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertEqual(self.flags(), ("0\n", "1\n", "0\n"))

    def test_nothing_to_do(self):
        result = emitter("apply", "--format=json", self.verdict(WRITER, WRITER), self.tree)
        self.assertEqual(result.json("apply")["outcome"], "unchanged")
        self.assertEqual(self.flags(), ("1\n", "1\n", "1\n"))

    def test_for_another_kernel(self):
        self.assertNotApplied(1, KEY, self.verdict(READER, WRITER), self.tree)
        plan = json.loads(self.verdict().read_text())["questions"][0]["plan"]
        plan["writer_key"] = "build-id:33"
        path = self.dir / "plan.json"
        path.write_text(json.dumps(plan))
        self.assertNotApplied(1, "build-id:33", path, self.tree)

    def test_incompatible_verdict(self):
        folder = RULES / "LUO-UNREADABLE" / "fail"
        path = self.verdict(folder / "writer.json", folder / "reader.json")
        self.assertNotApplied(1, "incompatible", path, self.tree)

    def test_version_in_use(self):
        self.set("file-handler/memfd-v3/in_use", "2\n")
        self.assertNotApplied(1, "2 objects are preserved", self.verdict(), self.tree)

    def test_no_plan(self):
        for text in ("", "{}", "[]", '{"set": 1}'):
            path = self.dir / "plan.json"
            path.write_text(text)
            self.assertNotApplied(2, str(path), path, self.tree)

    def test_nowhere(self):
        self.assertNotApplied(2, "No such file", self.verdict(), self.dir / "nowhere")
        self.assertNotApplied(2, "No such file", self.dir / "nowhere", self.tree)

    def test_without_permission(self):
        self.set("file-handler/memfd-v3/enable_write", "1\n")
        (self.tree / "file-handler/memfd-v3/enable_write").chmod(0o444)
        if os.geteuid():
            self.assertNotApplied(2, "Permission denied", self.verdict(), self.tree)
            return
        # root may write anything; somebody else may not
        setpriv = shutil.which("setpriv")
        if not setpriv:
            self.skipTest("setpriv is missing")
        os.chmod(self.dir, 0o755)
        verdict = self.verdict()
        verdict.chmod(0o644)
        program = self.dir / PROGRAM
        shutil.copy(BUILD / PROGRAM, program)
        process = subprocess.run([setpriv, "--reuid=65534", "--clear-groups", program, "apply",
                                  verdict, self.tree], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, check=False, timeout=60)
        self.assertEqual(process.returncode, 2)
        self.assertIn(b"Permission denied", process.stderr)
        self.assertEqual(process.stderr.count(b"\n"), 1)
        self.assertEqual(self.flags(), ("1\n", "1\n", "1\n"))

    @unittest.skipIf(os.path.isdir("/sys/kernel/liveupdate/formats"), "this kernel has a table")
    def test_stock_kernel(self):
        """This kernel's own build-id, so that the plan is for it."""
        build_id = emitter("read").json("state")["kernel"]["build_id"]
        if not build_id:
            self.skipTest("this kernel does not say its build-id")
        catalog = self.dir / "running.json"
        catalog.write_text(WRITER.read_text().replace("11" * 20, build_id))
        result = emitter("apply", self.verdict(catalog))
        self.assertRefused(result)
        self.assertIn("no table of formats", result.err)

    def test_errors_are_json_with_json(self):
        self.set("file-handler/memfd-v3/in_use", "1\n")
        result = emitter("apply", "--format=json", self.verdict(), self.tree)
        self.assertEqual((result.status, result.out), (1, ""))
        error = json.loads(result.err)
        validate(error, "error")
        self.assertEqual(error["error"]["file"], str(self.tree))

    # ---- interrupted ----

    def half_apply(self):
        """What a SIGKILL behind the first flag leaves (tests/unit/test_live_kill.c)."""
        journal = json.loads((TOP / "schemas" / "examples" / "journal.json").read_text())
        journal["set"] = journal["set"][:1]
        (self.tree / "luo-apply.json").write_text(json.dumps(journal))
        self.set("default_enable_write", "0\n")

    def test_half_applied(self):
        self.half_apply()
        result = emitter("read", self.tree)
        self.assertEqual(result.status, 0)
        self.assertIn("half applied", result.err)
        self.assertIs(result.json("state")["half_applied"], True)
        answer = emitter("restore", "--format=json", self.tree).json("apply")
        self.assertEqual((answer["outcome"], answer["restored"], answer["writer_key"]),
                         ("restored", True, KEY))
        self.assertEqual(self.flags(), ("1\n", "1\n", "1\n"))
        self.assertEqual(emitter("restore", "--format=json", self.tree).json("apply")["outcome"],
                         "unchanged")
        self.assertIn("unchanged", emitter("restore", self.tree).out)

    def test_apply_puts_back_first(self):
        self.half_apply()
        answer = emitter("apply", "--format=json", self.verdict(), self.tree).json("apply")
        self.assertEqual((answer["outcome"], answer["restored"], answer["n_changed"]),
                         ("applied", True, 2))
        self.assertEqual(self.flags(), ("0\n", "1\n", "0\n"))

    def test_a_half_applied_plan_does_not_pass(self):
        self.half_apply()
        state = self.dir / "state.json"
        emitter("read", "-o", state, self.tree)
        result = run("luo-compat-check", WRITER, READER, f"--state={state}")
        self.assertEqual(result.status, 1)
        self.assertIn("half applied", result.out.splitlines()[0])

    def test_signals_wait(self):
        """Signals at any moment: all is as it was, or all is as planned."""
        verdict = self.verdict()
        for delay in range(20):
            process = subprocess.Popen([BUILD / PROGRAM, "apply", verdict, self.tree],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(delay / 4000)
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            self.assertIn(process.returncode, (0, -signal.SIGTERM))
            self.assertFalse((self.tree / "luo-apply.json").exists())
            self.assertIn(self.flags(), (("0\n", "1\n", "0\n"), ("1\n", "1\n", "1\n")))
            if process.returncode == 0:
                self.assertEqual(self.flags(), ("0\n", "1\n", "0\n"))
            self.set("default_enable_write", "1\n")
            self.set("file-handler/memfd-v3/enable_write", "1\n")


class Usage(TestCase):
    def test_refusals(self):
        for text, args in (
                ("a command is missing", ()),
                ("none of ours", ("frob",)),
                ("CATALOG DIR", ("tree",)),
                ("CATALOG DIR", ("tree", "a")),
                ("CATALOG DIR", ("tree", "a", "b", "c")),
                ("PLAN [ROOT]", ("apply",)),
                ("[ROOT]", ("read", "a", "b")),
                ("unknown option --frob", ("read", "--frob")),
                ("needs a value", ("read", "-o")),
                ("no option -o", ("apply", "-o", "x", "y")),
                ("no option --format", ("read", "--format=json")),
                ("not \"xml\"", ("apply", "--format=xml", "y"))):
            with self.subTest(args):
                result = emitter(*args)
                self.assertRefused(result)
                self.assertIn(text, result.err)

    def test_help(self):
        page = manual.text("luo-sysfs-emitter.1")
        for args in (("--help",), ("read", "--help"), ("-h",)):
            result = emitter(*args)
            self.assertEqual((result.status, result.err), (0, ""))
            for word in ("tree", "read", "apply", "restore", "--output", "--format", "--version"):
                self.assertIn(word, result.out)
                self.assertIn(word, page)

    def test_version(self):
        self.assertRegex(emitter("--version").out, r"^luo-sysfs-emitter [0-9]+\.[0-9]+\.[0-9]+\n$")

    def test_full_standard_output(self):
        with open("/dev/full", "wb") as full:
            process = subprocess.run([BUILD / PROGRAM, "read"], stdout=full, timeout=60,
                                     stderr=subprocess.PIPE, check=False)
        self.assertEqual(process.returncode, 2)
        self.assertEqual(process.stderr.count(b"\n"), 1)


if __name__ == "__main__":
    unittest.main()
