# SPDX-License-Identifier: GPL-2.0-only
"""luo-compat-check preflight: the running kernel as it is, what was told of the next, and --apply."""
import json
import os
import unittest

import manual
from support import TOP, TestCase, run, validate

RULES = TOP / "tests" / "cli" / "rules"
PROGRAM = "luo-compat-check"
TOLD = ("--next-cmdline=kho=on liveupdate=on", "--next-loaded=")


def preflight(*args, **kwargs):
    return run(PROGRAM, "preflight", *args, **kwargs)


class Preflight(TestCase):
    """The writer obeys and has memfd-v2 and v3, the reader has v2."""

    def setUp(self):
        super().setUp()
        self.running = self.dir / "running.json"
        self.next = self.dir / "next.json"
        self.tree = self.dir / "formats"
        folder = RULES / "LUO-NO-WRITE-CONTROL" / "pass"
        self.running.write_text((folder / "writer.json").read_text())
        self.next.write_text((folder / "reader.json").read_text())
        self.write_tree()

    def write_tree(self):
        self.tool("rm", "-rf", self.tree)
        result = run("luo-sysfs-emitter", "tree", self.running, self.tree)
        self.assertEqual((result.status, result.err), (0, ""))

    def edit(self, path, old, new):
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new))

    def set(self, path, text):
        (self.tree / path).chmod(0o644)
        (self.tree / path).write_text(text)

    def flags(self):
        return [(self.tree / path).read_text() for path in (
            "default_enable_write", "file-handler/memfd-v2/enable_write",
            "file-handler/memfd-v3/enable_write")]

    def ask(self, *args, **kwargs):
        """Status and the one question's answer."""
        result = preflight(f"--running={self.running}", f"--state={self.tree}", "--format=json",
                           *args, self.next, **kwargs)
        self.assertEqual(result.err, "")
        verdict = result.json("verdict")
        self.assertEqual(verdict["exit_code"], result.status)
        return result.status, verdict["questions"][0]

    def rules(self, answer, severity):
        return {f["rule"] for f in answer["findings"] if f["severity"] == severity}

    # ---- what must be told ----

    def test_all_told(self):
        status, answer = self.ask(*TOLD)
        self.assertEqual((status, answer["outcome"]), (3, "compatible-with-plan"))
        self.assertEqual([e["compatible"] for e in answer["plan"]["set"]], ["memfd-v3"])
        self.assertEqual(answer["state"]["versions"][-1],
                         {"kind": "file-handler", "compatible": "memfd-v3", "enable_write": True,
                          "in_use": 0})
        self.assertEqual(self.flags(), ["1\n", "1\n", "1\n"])

    def test_command_line_not_told(self):
        self.edit(self.next, ', "CMDLINE": "kho=on liveupdate=on"', ', "CMDLINE_BOOL": "n"')
        status, answer = self.ask()
        self.assertEqual((status, answer["outcome"]), (1, "unknown"))
        self.assertEqual(self.rules(answer, "unknown"), {"LUO-BOOT-PARAMETERS"})
        # which is a warning in a gate
        self.assertEqual(run(PROGRAM, self.running, self.next).status, 3)
        self.assertEqual(self.ask(*TOLD)[0], 3)
        self.assertEqual(self.ask("--next-cmdline=quiet")[0], 1)
        (self.dir / "line").write_text("kho=1 liveupdate=1\n")
        self.assertEqual(self.ask(f"--next-cmdline=@{self.dir / 'line'}")[0], 3)

    def test_modules_not_told(self):
        self.edit(self.next, '"provider": "builtin", "origin": {"evidence": {"id": "descriptor", '
                  '"read": "descriptor", "write": "descriptor"}}, "consequence": "sessions',
                  '"provider": "memfd_luo", "origin": {"evidence": {"id": "descriptor", '
                  '"read": "descriptor", "write": "descriptor"}}, "consequence": "sessions')
        status, answer = self.ask()
        self.assertEqual((status, answer["outcome"]), (1, "incompatible"))
        self.assertIn("LUO-MODULE-NOT-LOADED", self.rules(answer, "unknown"))
        self.assertEqual(self.ask("--next-loaded=memfd-luo")[0], 3)
        self.assertEqual(self.ask("--next-loaded=")[1]["outcome"], "incompatible")

    def test_image(self):
        self.assertEqual(self.ask("--image-build-id=" + "22" * 20)[0], 3)
        status, answer = self.ask("--image-build-id=" + "33" * 20)
        self.assertEqual((status, answer["outcome"]), (1, "unknown"))
        self.assertEqual(self.rules(answer, "unknown"), {"LUO-IMAGE"})

    def test_catalog_of_another_kernel(self):
        self.edit(self.running, "11" * 20, "33" * 20)
        status, answer = self.ask()
        self.assertEqual((status, answer["outcome"], answer["state"]), (1, "unknown", None))
        self.assertEqual(self.rules(answer, "unknown"), {"LUO-RUNNING"})

    # ---- the state ----

    def test_flags_are_off_already(self):
        self.set("file-handler/memfd-v3/enable_write", "0\n")
        self.assertEqual(self.ask()[1]["outcome"], "compatible")

    def test_document(self):
        state = self.dir / "state.json"
        self.assertEqual(run("luo-sysfs-emitter", "read", "-o", state, self.tree).status, 0)
        args = (f"--running={self.running}", self.next)
        self.assertEqual(preflight(f"--state={state}", *args).status, 3)
        self.assertEqual(preflight("--state=-", *args, stdin=state.read_bytes()).status, 3)
        result = preflight(f"--state={state}", "--apply", *args)
        self.assertRefused(result)
        self.assertIn("is a document", result.err)

    def test_in_use_option_narrows_and_live_counts_do_not(self):
        self.assertEqual(self.ask("--in-use=")[0], 0)
        self.set("file-handler/memfd-v3/in_use", "1\n")
        self.assertEqual(self.ask("--in-use=")[0], 1)

    # ---- --apply ----

    def test_apply(self):
        status, answer = self.ask(*TOLD, "--apply")
        self.assertEqual((status, answer["applied"]), (0, True))
        self.assertEqual(answer["outcome"], "compatible-with-plan")
        self.assertEqual(self.flags(), ["0\n", "1\n", "0\n"])
        # and once more there is nothing to do
        status, answer = self.ask(*TOLD, "--apply")
        self.assertEqual((status, answer["outcome"], answer["applied"]), (0, "compatible", False))
        self.assertIsNone(answer["plan"])

    def test_apply_in_words(self):
        result = preflight(f"--running={self.running}", f"--state={self.tree}", "--apply", self.next)
        self.assertEqual((result.status, result.err), (0, ""))
        self.assertIn("THE PLAN BELOW IS APPLIED", result.out.splitlines()[0])
        self.assertIn("applied and read back", result.out)

    def test_nothing_is_applied_that_does_not_pass(self):
        self.set("file-handler/memfd-v3/in_use", "2\n")
        status, answer = self.ask("--apply")
        self.assertEqual((status, answer["outcome"]), (1, "incompatible"))
        self.assertIn("unpreserve 2 objects first", [f["advice"] for f in answer["findings"]])
        self.assertEqual(self.flags(), ["1\n", "1\n", "1\n"])

    def test_apply_puts_back_what_was_interrupted(self):
        journal = json.loads((TOP / "schemas" / "examples" / "journal.json").read_text())
        journal["set"] = journal["set"][:1]
        (self.tree / "luo-apply.json").write_text(json.dumps(journal))
        self.set("file-handler/memfd-v3/enable_write", "0\n")
        status, answer = self.ask()
        self.assertEqual((status, self.rules(answer, "unknown")), (1, {"LUO-TABLE"}))
        status, answer = self.ask("--apply")
        self.assertEqual((status, answer["applied"]), (0, True))
        self.assertEqual(self.flags(), ["0\n", "1\n", "0\n"])
        self.assertFalse((self.tree / "luo-apply.json").exists())

    def test_apply_that_fails(self):
        (self.tree / "file-handler/memfd-v3/enable_write").unlink()
        (self.tree / "file-handler/memfd-v3/enable_write").symlink_to("name")
        result = preflight(f"--running={self.running}", f"--state={self.tree}", "--apply",
                           "--format=json", self.next)
        self.assertEqual((result.status, result.out), (2, ""))
        error = json.loads(result.err)
        validate(error, "error")
        self.assertEqual(error["error"]["file"], str(self.tree))
        self.assertEqual((self.tree / "default_enable_write").read_text(), "1\n")

    # ---- the kernel that runs ----

    @unittest.skipIf(os.path.isdir("/sys/kernel/liveupdate/formats"), "this kernel has a table")
    def test_the_kernel_that_runs(self):
        """A kernel without LUO hands nothing over, whatever its catalog says."""
        state = json.loads(run("luo-sysfs-emitter", "read").out)
        if state["kernel"]["liveupdate"] is not False or not state["kernel"]["build_id"]:
            self.skipTest("this kernel does not say enough of itself")
        self.edit(self.running, "11" * 20, state["kernel"]["build_id"])
        result = preflight(f"--running={self.running}", "--format=json", self.next)
        answer = result.json("verdict")["questions"][0]
        self.assertEqual((result.status, answer["outcome"]), (1, "incompatible"))
        self.assertIn("LUO-WRITER-OFF", self.rules(answer, "incompatible"))

    def test_installed_catalog(self):
        path = f"/lib/modules/{os.uname().release}/luo-catalog.json"
        if os.path.exists(path):
            self.skipTest("this kernel came with a catalog")
        result = preflight(self.next)
        self.assertRefused(result)
        self.assertIn(path, result.err)


class Usage(TestCase):
    def test_refusals(self):
        for text, args in (
                ("NEXT kernel is missing", ()),
                ("not also \"b\"", ("a", "b")),
                ("standard input", ("-", "--running=-")),
                ("standard input", ("-", "--state=-")),
                ("--running is given twice", ("--running=a", "--running=b", "c")),
                ("--state is given twice", ("--state=a", "--state=b", "c")),
                ("--next-loaded has an empty name", ("--next-loaded=,", "c")),
                ("unknown option --direction", ("--direction=both", "c")),
                ("needs a value", ("c", "--running")),
                ("not \"xml\"", ("--format=xml", "c"))):
            with self.subTest(args):
                result = preflight(*args)
                self.assertRefused(result)
                self.assertIn(text, result.err)

    def test_help_names_every_option(self):
        text = preflight("--help").out
        page = manual.text("luo-compat-check.1")
        for option in ("--running", "--state", "--next-cmdline", "--next-loaded",
                       "--image-build-id", "--in-use", "--apply", "--format"):
            self.assertIn(option, text)
            self.assertIn(option, page)
        self.assertRegex(preflight("--version").out, r"^luo-compat-check [0-9.]+\n$")


if __name__ == "__main__":
    unittest.main()
