# SPDX-License-Identifier: GPL-2.0-only
"""luo-compat-check as a user runs it: answers, reports, exit statuses, bad usage."""
import json
import os
import re
import subprocess
import unittest

import manual
from pairs import GOLDEN, NEW, OLD, PROGRAM, RULES, fixture, pair
from support import BUILD, TOP, TestCase, run, validate

SEVERITIES = ["note", "warning", "plan", "unknown", "incompatible"]


def check(*args, **kwargs):
    return run(PROGRAM, *args, **kwargs)


def judge(*args):
    """Status and validated verdict."""
    result = check(*args, "--format", "json")
    return result.status, result.json("verdict")


def listed_rules():
    """{id: worst severity} as `explain` lists them."""
    return {line.split()[0]: line.split()[1] for line in check("explain").out.splitlines()}


class Rules(unittest.TestCase):
    """Each rule has fixtures, a paragraph in the manual, and an explanation."""

    def test_fixtures_and_table_agree(self):
        self.assertEqual(sorted(listed_rules()), sorted(p.name for p in RULES.iterdir()))

    def test_failing(self):
        for rule, worst in listed_rules().items():
            with self.subTest(rule):
                status, verdict = judge(*fixture(rule, "fail"))
                found = {f["rule"]: f["severity"] for f in verdict["questions"][0]["findings"]}
                self.assertEqual(found.get(rule), worst)
                passes = SEVERITIES.index(worst) <= SEVERITIES.index("warning")
                self.assertEqual(status, 0 if passes else 1)

    def test_passing(self):
        for rule in listed_rules():
            with self.subTest(rule):
                status, verdict = judge(*fixture(rule, "pass"))
                self.assertNotIn(rule, [f["rule"] for f in verdict["questions"][0]["findings"]])
                self.assertIn(status, (0, 3))

    def test_a_rule_fails_alone(self):
        """Nothing else decides a failing pair, so that it is the rule that is tested."""
        for rule in listed_rules():
            with self.subTest(rule):
                _, verdict = judge(*fixture(rule, "fail"))
                deciding = {f["rule"] for f in verdict["questions"][0]["findings"]
                            if SEVERITIES.index(f["severity"]) > 1}
                # what cannot be planned away is unreadable in the first place
                also = {"LUO-NO-WRITE-CONTROL": {"LUO-UNREADABLE"},
                        "LUO-IN-USE": {"LUO-UNREADABLE"}}.get(rule, set())
                self.assertLessEqual(deciding, {rule} | also)

    def test_manual(self):
        paragraphs = manual.entries(manual.section("luo-compat-check.1", "RULES"))
        self.assertEqual(sorted(paragraphs), sorted(f"{rule} [{worst}]" for rule, worst in listed_rules().items()))
        for rule, worst in listed_rules().items():
            with self.subTest(rule):
                text = " ".join(check("explain", rule).out.split("\n\n")[1].split())
                self.assertIn(text, paragraphs[f"{rule} [{worst}]"])

    def test_explain(self):
        for rule, worst in listed_rules().items():
            with self.subTest(rule):
                result = check("explain", rule.lower())
                self.assertEqual(result.status, 0)
                self.assertTrue(result.out.startswith(rule + ": "))
                self.assertIn(f"severity: {worst}\n", result.out)
                self.assertGreater(len(result.out.split("\n\n", 1)[1]), 100)


class Reports(TestCase):
    """What a report says, and where it goes."""

    def golden(self, name, *args):
        """Reports in golden/ were read by a person against DESIGN.md, line for line."""
        result = check(*args)
        self.assertEqual(result.out, (GOLDEN / name).read_text())
        self.assertEqual(result.err, "")
        return result.status

    def test_golden_compatible(self):
        self.assertEqual(self.golden("compatible.txt", OLD, NEW), 0)

    def test_golden_plan(self):
        self.assertEqual(self.golden("plan.txt", "--in-use=memfd", NEW, OLD), 3)

    def test_golden_incompatible(self):
        self.assertEqual(self.golden("incompatible.txt", NEW, OLD), 1)

    def test_golden_no_luo(self):
        self.assertEqual(self.golden("no-luo.txt", OLD, GOLDEN / "distro.json"), 1)

    def test_golden_both(self):
        self.assertEqual(self.golden("both.txt", "--direction", "both",
                                     *pair("LUO-UNREADABLE", "pass")), 1)

    def test_golden_unknown(self):
        self.assertEqual(self.golden("unknown.txt", *pair("LUO-READ-UNKNOWN", "fail")), 1)

    def test_golden_drift(self):
        self.assertEqual(self.golden("drift.txt", *pair("LUO-LAYOUT-DRIFT", "fail")), 1)

    def test_differences(self):
        """The reader has `u64 mode` in front of seals, which all behind it makes room for."""
        _, verdict = judge(*pair("LUO-LAYOUT-DRIFT", "fail"))
        differences = verdict["questions"][0]["findings"][0]["differences"]
        self.assertEqual([d["member"] for d in differences],
                         ["mode", "seals", "flags", "nr_folios", None])
        self.assertEqual(differences[1], {
            "change": "drift",
            "owner": {"kind": "file-handler", "name": "memfd"},
            "type": "struct memfd_luo_ser",
            "type_bytes": {"writer": 32, "reader": 40},
            "chain": "struct memfd_luo_ser",
            "member": "seals",
            "writer": {"name": "seals", "type": "u32", "offset": 16, "bit": 0, "bits": None,
                       "bytes": 4},
            "reader": {"name": "seals", "type": "u32", "offset": 24, "bit": 0, "bits": None,
                       "bytes": 4},
            "message": "member seals moved from offset 16 to 24",
        })

    def test_plan(self):
        _, verdict = judge(*pair("LUO-NO-WRITE-CONTROL", "pass"))
        self.assertEqual(verdict["exit_code"], 3)
        plan = verdict["questions"][0]["plan"]
        self.assertEqual(plan["direction"], "forward")
        self.assertEqual(plan["writer_key"], "build-id:" + "11" * 20)
        self.assertEqual(plan["reader_key"], "build-id:" + "22" * 20)
        self.assertIs(plan["default_enable_write"], False)
        self.assertEqual(plan["set"], [{"kind": "file-handler", "name": "memfd",
                                        "compatible": "memfd-v3", "enable_write": False}])

    def test_reason_tells_unknown_from_incompatible(self):
        status, verdict = judge(*pair("LUO-READ-UNKNOWN", "fail"))
        self.assertEqual((status, verdict["outcome"], verdict["reason"]["severity"]),
                         (1, "unknown", "unknown"))
        status, verdict = judge(*pair("LUO-ARCH", "fail"))
        self.assertEqual((status, verdict["outcome"], verdict["reason"]["severity"]),
                         (1, "incompatible", "incompatible"))
        _, verdict = judge(*pair("LUO-ARCH", "pass"))
        self.assertIsNone(verdict["reason"])

    def test_example_is_what_we_print(self):
        path = TOP / "schemas" / "examples" / "verdict.json"
        validate(json.loads(path.read_text()), "verdict")
        result = check("--format", "json", "--in-use=memfd", NEW, OLD)
        self.assertEqual(result.out, path.read_text())

    def test_directions(self):
        writer, reader = pair("LUO-UNREADABLE", "fail")  # the writer alone has memfd-v3
        _, forward = judge("--direction", "forward", writer, reader)
        _, rollback = judge("--direction", "rollback", writer, reader)
        _, swapped = judge(reader, writer)
        self.assertEqual(rollback["questions"][0]["direction"], "rollback")
        self.assertEqual(rollback["questions"][0]["writer"], forward["questions"][0]["reader"])
        swapped["questions"][0]["direction"] = "rollback"
        self.assertEqual(rollback, swapped)

    def test_both_answers_with_the_worse(self):
        old, new = pair("LUO-UNREADABLE", "pass")  # the reader has more versions
        status, verdict = judge("--direction=both", old, new)
        self.assertEqual([q["direction"] for q in verdict["questions"]], ["forward", "rollback"])
        self.assertEqual([q["outcome"] for q in verdict["questions"]],
                         ["compatible", "incompatible"])
        self.assertEqual((status, verdict["exit_code"], verdict["outcome"]), (1, 1, "incompatible"))

    def test_in_use(self):
        fail = pair("LUO-UNREADABLE", "fail")
        self.assertEqual(check(*fail).status, 1)
        self.assertEqual(check(*fail, "--in-use", "memfd").status, 1)
        self.assertEqual(check(*fail, "--in-use", "memfd-v3").status, 1)
        status, verdict = judge(*fail, "--in-use=")
        self.assertEqual(status, 0)
        self.assertEqual([(f["name"], f["counts"]) for f in verdict["questions"][0]["formats"]],
                         [("kho", True), ("luo", True), ("memfd", False)])

    def test_in_use_in_both_directions(self):
        """A name that only one kernel has means nothing where that one reads."""
        without, with_counter = self.dir / "a.json", self.dir / "b.json"
        catalog = json.loads(pair("LUO-VERSION-DIFFERS", "fail")[0].read_text())
        with_counter.write_text(json.dumps(catalog))
        catalog["formats"] = [f for f in catalog["formats"] if f["name"] != "counter"]
        without.write_text(json.dumps(catalog))
        status, verdict = judge("--direction=both", "--in-use=counter", without, with_counter)
        self.assertEqual([q["outcome"] for q in verdict["questions"]],
                         ["compatible", "incompatible"])
        self.assertEqual(status, 1)

    def told(self, *args):
        """Status, and what is said of command lines: severity and consequence."""
        status, verdict = judge(*pair("LUO-BOOT-PARAMETERS", "pass"), *args)
        return status, [(f["severity"], f["consequence"])
                        for question in verdict["questions"] for f in question["findings"]
                        if f["rule"] == "LUO-BOOT-PARAMETERS"]

    def test_command_lines(self):
        """The reader has KHO on by default, the writer both switches in its built-in line."""
        fine = "--next-cmdline=liveupdate=on"
        self.assertEqual(self.told(), (0, [("warning", None)]))
        self.assertEqual(self.told(fine), (0, []))
        self.assertEqual(self.told("--next-cmdline="),
                         (1, [("incompatible", "nothing-handed-over")]))
        self.assertEqual(self.told("--next-cmdline=liveupdate=on kho=off"),
                         (1, [("incompatible", "nothing-handed-over")]))
        self.assertEqual(self.told(fine, "--cmdline=kho=on liveupdate=off"),
                         (1, [("incompatible", "nothing-handed-over")]))
        self.assertEqual(self.told(fine, "--cmdline=quiet"), (0, []))

    def test_command_lines_from_files(self):
        line = self.dir / "cmdline"
        for text, status in (("quiet liveupdate=on\n", 0), ("liveupdate=on", 0), ("", 1),
                             ("liveupdate=on\nliveupdate=off\n", 1)):
            with self.subTest(text):
                line.write_text(text)
                self.assertEqual(self.told(f"--next-cmdline=@{line}")[0], status)

    def test_command_lines_stay_with_their_kernels(self):
        """On the way back WRITER is booted with the line that it has now, and READER runs."""
        on, off = "kho=on liveupdate=on", "kho=on"
        for cmdline, next_cmdline, expected in (
                (on, on, []),
                (off, on, [("forward", "writer"), ("rollback", "reader")]),
                (on, off, [("forward", "reader"), ("rollback", "writer")])):
            _, verdict = judge(*pair("LUO-ARCH", "pass"), "--direction=both",
                               f"--cmdline={cmdline}", f"--next-cmdline={next_cmdline}")
            self.assertEqual([(question["direction"], f["message"].split("'")[0].split()[-1])
                              for question in verdict["questions"]
                              for f in question["findings"] if f["severity"] == "incompatible"],
                             expected)

    def test_state_counts_where_its_kernel_writes(self):
        folder = RULES / "LUO-IN-USE" / "fail"
        status, verdict = judge(folder / "writer.json", folder / "reader.json", "--direction=both",
                                f"--state={folder / 'state.json'}")
        forward, rollback = verdict["questions"]
        self.assertEqual((status, forward["outcome"]), (1, "incompatible"))
        self.assertIn({"kind": "file-handler", "compatible": "memfd-v3", "enable_write": True,
                       "in_use": 2}, forward["state"]["versions"])
        self.assertEqual((rollback["outcome"], rollback["state"]), ("compatible", None))

    def test_state_in_the_report(self):
        folder = RULES / "LUO-IN-USE" / "fail"
        out = check(folder / "writer.json", folder / "reader.json",
                    f"--state={folder / 'state.json'}").out
        self.assertRegex(out, r"memfd-v3 +rw descriptor, 2 in use +- +INCOMPATIBLE")
        folder = RULES / "LUO-TABLE" / "pass"
        out = check(folder / "writer.json", folder / "reader.json",
                    f"--state={folder / 'state.json'}").out
        self.assertRegex(out, r"memfd-v3 +ro descriptor +- ")

    def test_several_outputs(self):
        target = self.dir / "verdict.json"
        result = check(*pair("LUO-ARCH", "fail"), "--format", "text", f"--format=json:{target}")
        self.assertEqual(result.status, 1)
        self.assertIn("INCOMPATIBLE", result.out.splitlines()[0])
        document = json.loads(target.read_text())
        validate(document, "verdict")
        self.assertEqual(document["outcome"], "incompatible")
        self.assertEqual(os.listdir(self.dir), ["verdict.json"])

    def test_repeats_byte_for_byte(self):
        args = ("--direction=both", "--format=json", *pair("LUO-UNREADABLE", "pass"))
        self.assertEqual(check(*args).out, check(*args).out)

    def test_stdin(self):
        writer, reader = pair("LUO-ARCH", "pass")
        for args, text in (((writer, "-"), reader), (("-", reader), writer)):
            self.assertEqual(check(*args, stdin=text.read_bytes()).status, 0)

    def test_pair_by_name_and_double_dash(self):
        writer, reader = pair("LUO-ARCH", "pass")
        self.assertEqual(check("pair", writer, "--", reader).status, 0)
        odd = self.dir / "--help"
        odd.write_bytes(writer.read_bytes())
        self.assertEqual(check("--", "--help", reader, cwd=self.dir).status, 0)

    def test_no_escape_sequences_off_a_terminal(self):
        self.assertNotIn("\033", check(*pair("LUO-ARCH", "fail")).out)

    def on_terminal(self, **env):
        """Output on a pseudo-terminal."""
        master, slave = os.openpty()
        environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        process = subprocess.Popen([BUILD / PROGRAM, *pair("LUO-ARCH", "fail")], stdout=slave,
                                   env={**environment, "TERM": "xterm", **env})
        os.close(slave)
        text = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:  # the last one closed the other end
                break
            if not part:
                break
            text += part
        os.close(master)
        process.wait(timeout=60)
        return text

    def test_colours(self):
        self.assertIn(b"\033[31mINCOMPATIBLE\033[0m", self.on_terminal())
        self.assertNotIn(b"\033", self.on_terminal(NO_COLOR="1"))
        self.assertNotIn(b"\033", self.on_terminal(TERM="dumb"))

    def test_colours_only_colour(self):
        """Without its escape sequences it is the same text, and only words of the verdict have any."""
        for name, rule, which in (("a failure", "LUO-LAYOUT-DRIFT", "fail"),
                                  ("a plan", "LUO-NO-WRITE-CONTROL", "pass"),
                                  ("a warning", "LUO-BOOT-PARAMETERS", "pass")):
            with self.subTest(name):
                plain = check(*fixture(rule, which))
                coloured = check("--color=always", *fixture(rule, which), env={"NO_COLOR": "1"})
                self.assertNotIn("\033", plain.out)
                self.assertEqual(re.sub("\033\\[[0-9;]*m", "", coloured.out), plain.out)
                self.assertEqual(coloured.status, plain.status)
                for word in re.findall("\033\\[[1-9]+m(.*?)\033\\[0m", coloured.out):
                    self.assertRegex(word, "^(ok, see warning|off by the plan|COMPATIBLE.*|"
                                           "INCOMPATIBLE|incompatible|plan|warning)$")

    def test_color(self):
        plain, target = pair("LUO-ARCH", "fail"), self.dir / "report.txt"
        self.assertIn("\033[31m", check("--color", "always", *plain).out)
        self.assertNotIn("\033", check("--color", "never", *plain).out)
        check("--color=auto", f"--format=text:{target}", *plain)
        self.assertNotIn("\033", target.read_text())
        result = check("--color=sometimes", *plain)
        self.assertRefused(result)
        self.assertIn('auto, always or never, not "sometimes"', result.err)

    def test_plan_is_safe_in_a_shell(self):
        """An id may hold what a shell or sysfs would take for something else."""
        evil = "memfd'; touch $(pwned) /v3"
        writer, reader = pair("LUO-NO-WRITE-CONTROL", "pass")
        catalog = self.dir / "writer.json"
        catalog.write_text(writer.read_text().replace("memfd-v3", evil))
        out = check(catalog, reader).out
        line = next(x for x in out.splitlines() if "file-handler/" in x)
        words = self.tool("sh", "-c", "printf '%s\\n' " + line.strip().replace(">", ""))
        self.assertEqual(words.splitlines(), [
            "echo", "0", "/sys/kernel/liveupdate/formats/file-handler/"
            "memfd'; touch $(pwned) !v3/enable_write"])


class Refusals(TestCase):
    """Could not judge: exit status 2, one line, nothing on standard output."""

    def assertRefusedWith(self, text, *args, **kwargs):
        result = check(*args, **kwargs)
        self.assertRefused(result)
        self.assertIn(text, result.err)

    def test_usage(self):
        writer, reader = pair("LUO-ARCH", "pass")
        for text, args in (
                ("WRITER and READER are missing", ()),
                ("READER's catalog is missing", (writer,)),
                ("not also \"c\"", (writer, reader, "c")),
                ("unknown option --frob", ("--frob", writer, reader)),
                ("unknown option -x", ("-x", writer, reader)),
                ("--in-use needs a value", (writer, reader, "--in-use")),
                ("empty name", ("--in-use=memfd,,x", writer, reader)),
                ("given twice", ("--in-use=memfd", "--in-use=memfd", writer, reader)),
                ("not \"sideways\"", ("--direction=sideways", writer, reader)),
                ("not \"xml\"", ("--format=xml", writer, reader)),
                ("not \"jsonx\"", ("--format=jsonx", writer, reader)),
                ("names no file", ("--format=text:", writer, reader)),
                ("two reports for one place", ("--format=text", "--format=json:-", writer, reader)),
                ("standard input", ("-", "-")),
                ("standard input", (writer, "-", "--state=-")),
                ("--next-loaded has an empty name", (writer, reader, "--next-loaded=a,")),
                ("--next-loaded is given twice",
                 (writer, reader, "--next-loaded=", "--next-loaded=a")),
                ("not a state", (writer, reader, f"--state={writer}")),
                ("nowhere", (writer, reader, "--state=nowhere")),
                ("--cmdline is given twice", ("--cmdline=a", "--cmdline=b", writer, reader)),
                ("--next-cmdline is given twice",
                 ("--next-cmdline=", "--next-cmdline=", writer, reader)),
                ("2048 bytes, more than the 2047", ("--next-cmdline=" + "x" * 2048, writer, reader)),
                ("/nowhere: No such file", ("--cmdline=@/nowhere", writer, reader)),
                ("no rule", ("explain", "LUO-NOTHING")),
                ("one rule at a time", ("explain", "LUO-ARCH", "LUO-NO-LUO")),
                ("unknown option", ("explain", "--frob"))):
            with self.subTest(args):
                self.assertRefusedWith(text, *args)

    def test_in_use_must_name_something(self):
        fixtures = pair("LUO-ARCH", "pass")
        self.assertRefusedWith('id "memfd-v9"', "--in-use=memfd-v9", *fixtures)
        self.assertRefusedWith('"luo" is a core format', "--in-use=luo", *fixtures)
        self.assertRefusedWith('id "nobody"', "--direction=both", "--in-use=nobody", *fixtures)

    def test_command_line_files(self):
        fixtures = pair("LUO-ARCH", "pass")
        line = self.dir / "cmdline"
        for text, content in (("NUL", b"kho=on\0 kho=off"), ("more than 4096", b"x" * 4097),
                              ("4096 bytes, more than the 2047", b"x" * 4096),
                              ("2048 bytes, more than the 2047", b"x" * 2048 + b"\n")):
            line.write_bytes(content)
            self.assertRefusedWith(text, f"--next-cmdline=@{line}", *fixtures)
        self.assertRefusedWith("directory", f"--cmdline=@{self.dir}", *fixtures)

    def test_input(self):
        writer, _ = pair("LUO-ARCH", "pass")
        text = self.dir / "text"
        text.write_text("no catalog\n")
        for text, path in (("No such file", self.dir / "nowhere"), ("text", text),
                           ("", self.dir)):
            with self.subTest(path):
                self.assertRefusedWith(str(text), writer, path)
                self.assertRefusedWith(str(path), path, writer)

    def assertJsonError(self, *args):
        result = check(*args)
        self.assertRefused(result)
        document = json.loads(result.err)
        validate(document, "error")
        return document["error"]

    def test_errors_are_json_with_json(self):
        writer, reader = pair("LUO-ARCH", "pass")
        error = self.assertJsonError("--format=json", writer, self.dir / "nowhere")
        self.assertEqual(error["file"], str(self.dir / "nowhere"))
        self.assertEqual((error["program"], error["code"]), (PROGRAM, 2))
        # also where the mistake stands before it
        self.assertIn("--frob", self.assertJsonError("--frob", "--format=json", writer,
                                                     reader)["what"])
        self.assertIn("xml", self.assertJsonError("--format=xml", "--format=json:x", writer,
                                                  reader)["what"])
        # a name that is no UTF-8
        self.assertJsonError("--format=json", writer, b"\xff\n\"".decode("utf-8", "surrogateescape"))

    def test_unwritable_file(self):
        fixtures = pair("LUO-ARCH", "pass")
        for target in (self.dir / "missing" / "file", self.dir, "/dev/full"):
            with self.subTest(target):
                result = check(*fixtures, "--format=text", f"--format=json:{target}")
                self.assertRefused(result)
                self.assertIn(str(target), json.loads(result.err)["error"]["file"])
        self.assertEqual(os.listdir(self.dir), [])

    def test_a_failed_write_keeps_the_old_file(self):
        target = self.dir / "verdict"
        target.write_text("old")
        writer, reader = pair("LUO-ARCH", "pass")
        result = check(writer, reader, f"--format=json:{target}", f"--format=text:{self.dir}")
        self.assertEqual(result.status, 2)
        self.assertEqual(check(writer, self.dir / "nowhere", f"--format=text:{target}").status, 2)
        self.assertIn(target.read_text()[:3], ("old", "{\n "))  # whole, one or the other

    def test_full_standard_output(self):
        for args in (pair("LUO-ARCH", "pass"), ("--help",), ("--version",), ("explain",),
                     ("explain", "LUO-ARCH")):
            with self.subTest(args), open("/dev/full", "wb") as full:
                process = subprocess.run([BUILD / PROGRAM, *args], stdout=full, timeout=60,
                                         stderr=subprocess.PIPE, check=False)
                self.assertEqual(process.returncode, 2)
                self.assertEqual(process.stderr.count(b"\n"), 1)

    def test_closed_standard_streams(self):
        writer, reader = pair("LUO-ARCH", "pass")
        script = '"$@" >&-'
        process = subprocess.run(["sh", "-c", script, "sh", BUILD / PROGRAM, writer, reader],
                                 stderr=subprocess.PIPE, timeout=60, check=False)
        self.assertEqual(process.returncode, 2)
        self.assertEqual(process.stderr.count(b"\n"), 1)
        # with 0 closed as well no catalog may end up as standard input
        process = subprocess.run(["sh", "-c", '"$@" <&-', "sh", BUILD / PROGRAM, writer, "-"],
                                 stderr=subprocess.PIPE, stdout=subprocess.PIPE, timeout=60,
                                 check=False)
        self.assertEqual((process.returncode, process.stdout), (2, b""))

    def test_reader_of_a_pipe_goes_away(self):
        read, write = os.pipe()
        os.close(read)
        process = subprocess.run([BUILD / PROGRAM, *pair("LUO-ARCH", "pass")], stdout=write,
                                 stderr=subprocess.PIPE, timeout=60, check=False)
        os.close(write)
        self.assertEqual(process.returncode, 2)


class Help(TestCase):
    """Help is for people and goes to standard output."""

    def test_help(self):
        for args in (("--help",), ("pair", "--help"), ("explain", "--help")):
            result = check(*args)
            self.assertEqual((result.status, result.err), (0, ""))
            self.assertTrue(result.out.startswith("usage: luo-compat-check "))
        for name in ("pair", "explain"):
            self.assertIn(name, check("--help").out)

    def test_help_names_every_option(self):
        text = check("pair", "--help").out
        page = manual.text("luo-compat-check.1")
        for option in ("--in-use", "--state", "--next-loaded", "--image-build-id",
                       "--direction", "--format", "--help", "--version"):
            self.assertIn(option, text)
            self.assertIn(option, page)

    def test_version(self):
        for args in (("--version",), ("pair", "--version"), ("explain", "--version")):
            self.assertRegex(check(*args).out, r"^luo-compat-check [0-9]+\.[0-9]+\.[0-9]+\n$")


if __name__ == "__main__":
    unittest.main()
