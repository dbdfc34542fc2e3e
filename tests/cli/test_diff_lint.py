# SPDX-License-Identifier: GPL-2.0-only
"""luo-compat-check diff and lint: what changed, whose version should have, and what to do."""
import copy
import json
import unittest

from support import TOP, TestCase, run

RULES = TOP / "tests" / "cli" / "rules"
GOLDEN = TOP / "tests" / "cli" / "golden"
PROGRAM = "luo-compat-check"

PAGES = {"name": "pages", "bit_offset": 64, "type": "u64"}
VMALLOC = {"bytes": 16, "owner": {"kind": "core", "name": "kho"},
           "members": [{"name": "first", "bit_offset": 0, "type": "u64"}, PAGES]}
SER = {"bytes": 32, "members": [{"name": "pos", "bit_offset": 0, "type": "u64"},
                                {"name": "seals", "bit_offset": 64, "type": "u32"},
                                {"name": "flags", "bit_offset": 96, "type": "u32"},
                                {"name": "folios", "bit_offset": 128,
                                 "type": "struct kho_vmalloc"}]}


class Catalogs(TestCase):
    """A kernel whose memfd-v2 embeds a type that kho-v4 owns."""

    def setUp(self):
        super().setUp()
        path = RULES / "LUO-LAYOUT-DRIFT" / "pass" / "writer.json"
        self.old = json.loads(path.read_text())
        self.old["types"] = {"struct kho_vmalloc": VMALLOC, "struct memfd_luo_ser": SER}
        self.version(self.old, "kho")["layout"] = {"form": "struct",
                                                   "roots": ["struct kho_vmalloc"]}
        self.version(self.old, "memfd")["requires"] = [{"kind": "core", "compatible": "kho-v4"}]
        self.new = copy.deepcopy(self.old)

    def version(self, catalog, name):
        return next(f["versions"][0] for f in catalog["formats"] if f["name"] == name)

    def members(self, name):
        return self.new["types"][name]["members"]

    def constants(self, catalog, **values):
        version = self.version(catalog, "memfd")
        version["constants"] = [{"name": name, "value": hex(value)}
                                for name, value in values.items()]
        version["origin"]["evidence"]["constants"] = "descriptor"

    def grow_vmalloc(self):
        self.new["types"]["struct kho_vmalloc"]["bytes"] = 24
        self.members("struct kho_vmalloc").append({"name": "order", "bit_offset": 128,
                                                   "type": "u64"})
        self.new["types"]["struct memfd_luo_ser"]["bytes"] = 40

    def bump_kho(self):
        self.version(self.new, "kho")["compatible"] = "kho-v5"
        for name in ("luo", "memfd"):
            for need in self.version(self.new, name)["requires"]:
                need["compatible"] = "kho-v5"

    def save(self):
        old, new = self.dir / "old.json", self.dir / "new.json"
        old.write_text(json.dumps(self.old))
        new.write_text(json.dumps(self.new))
        return old, new

    def lint(self, status):
        """Findings of the new kernel against the old one: [(rule, name, advice)]."""
        old, new = self.save()
        result = run(PROGRAM, "lint", "--format=json", "--baseline", old, new)
        self.assertEqual(result.status, status, result.out + result.err)
        document = result.json("lint")
        self.assertEqual(document["exit_code"], status)
        return [(f["rule"], f["name"], f["advice"]) for f in document["findings"]]

    def diff(self):
        result = run(PROGRAM, "diff", "--format=json", *self.save())
        self.assertEqual(result.status, 0, result.err)
        return result.json("diff")["changes"]


class Lint(Catalogs):
    def test_nothing(self):
        self.assertEqual(self.lint(0), [])

    def test_own_layout(self):
        self.members("struct memfd_luo_ser")[1:3] = [
            {"name": "flags", "bit_offset": 64, "type": "u32"},
            {"name": "seals", "bit_offset": 96, "type": "u32"}]
        self.assertEqual(self.lint(1), [
            ("LUO-LAYOUT-DRIFT", "memfd", "bump memfd to v3, or restore member seals at offset 8")])

    def test_own_layout_bumped(self):
        self.members("struct memfd_luo_ser")[1]["type"] = "s32"
        self.version(self.new, "memfd")["compatible"] = "memfd-v3"
        self.assertEqual(self.lint(0), [])

    def test_inserted(self):
        """What was there is to be put back, rather than what is new to be taken out."""
        self.new["types"]["struct memfd_luo_ser"] = {
            "bytes": 40, "members": [{"name": "magic", "bit_offset": 0, "type": "u64"}] + [
                {**m, "bit_offset": m["bit_offset"] + 64} for m in SER["members"]]}
        self.assertEqual(self.lint(1), [
            ("LUO-LAYOUT-DRIFT", "memfd", "bump memfd to v3, or restore member pos at offset 0")])

    def test_appended(self):
        self.new["types"]["struct memfd_luo_ser"]["bytes"] = 40
        self.members("struct memfd_luo_ser").append({"name": "mode", "bit_offset": 256,
                                                     "type": "u64"})
        self.assertEqual(self.lint(1), [
            ("LUO-LAYOUT-APPENDED", "memfd",
             "bump memfd to v3, or remove member mode from struct memfd_luo_ser")])

    def test_constants(self):
        self.constants(self.old, DIRTY=1, UPTODATE=2)
        self.constants(self.new, DIRTY=1, UPTODATE=4)
        self.assertEqual(self.lint(1), [
            ("LUO-CONSTANT-CHANGED", "memfd", "bump memfd to v3, or restore UPTODATE as 0x2")])
        self.constants(self.new, DIRTY=1, UPTODATE=2, HUGE=4)
        self.assertEqual(self.lint(1), [
            ("LUO-CONSTANT-ONE-SIDED", "memfd", "bump memfd to v3, or remove HUGE")])
        self.constants(self.new, DIRTY=1)
        self.assertEqual(self.lint(1), [
            ("LUO-CONSTANT-ONE-SIDED", "memfd", "bump memfd to v3, or restore UPTODATE as 0x2")])
        self.constants(self.new, DIRTY=1, UPTODATE=2)
        self.assertEqual(self.lint(0), [])

    def test_constants_of_one_kernel(self):
        self.constants(self.new, DIRTY=1)
        self.assertEqual(self.lint(0), [("LUO-CONSTANT-UNCHECKED", "memfd", None)])

    def test_constants_bumped(self):
        self.constants(self.old, UPTODATE=2)
        self.constants(self.new, UPTODATE=4)
        self.version(self.new, "memfd")["compatible"] = "memfd-v3"
        self.assertEqual(self.lint(0), [])

    def test_renamed(self):
        self.members("struct memfd_luo_ser")[1]["name"] = "file_seals"
        self.assertEqual(self.lint(0), [("LUO-LAYOUT-RENAMED", "memfd", None)])

    def test_embedded_type_is_its_owners(self):
        """kho_vmalloc is kho's, and memfd only embeds it."""
        self.grow_vmalloc()
        self.assertEqual(self.lint(1), [
            ("LUO-LAYOUT-APPENDED", "kho",
             "bump kho to v5, or remove member order from struct kho_vmalloc")])

    def test_embedded_type_bumped(self):
        self.grow_vmalloc()
        self.bump_kho()
        self.assertEqual(self.lint(0), [])

    def test_embedded_type_bumped_and_own_not(self):
        self.grow_vmalloc()
        self.bump_kho()
        self.members("struct memfd_luo_ser")[1]["type"] = "s32"
        self.assertEqual(self.lint(1), [
            ("LUO-LAYOUT-DRIFT", "memfd",
             "bump memfd to v3, or restore member seals as u32 at offset 8")])

    def test_owner_without_that_layout(self):
        """kho's layout does not reach the type that is told to be its own: memfd answers."""
        for catalog in (self.old, self.new):
            self.version(catalog, "kho")["layout"] = {"form": "none"}
        self.grow_vmalloc()
        self.assertEqual(self.lint(1), [
            ("LUO-LAYOUT-DRIFT", "memfd",
             "bump kho to v5, or restore struct kho_vmalloc to 16 bytes")])

    def test_one_sided(self):
        del self.new["types"]["struct memfd_luo_ser"]
        self.assertEqual(self.lint(1), [("LUO-LAYOUT-ONE-SIDED", "memfd", None),
                                        ("LUO-LAYOUT-UNCHECKED", "memfd", None)])

    def test_pointer_without_baseline(self):
        self.members("struct memfd_luo_ser")[0]["type"] = "ptr64"
        result = run(PROGRAM, "lint", self.save()[1])
        self.assertEqual(result.status, 0)
        self.assertIn("warning  LUO-LAYOUT-POINTER\n"
                      "    memfd-v2 hands over pointers: struct memfd_luo_ser.pos\n", result.out)

    def test_which_pointers(self):
        """Not those of a type that kho owns, nor those that an integer of their size covers."""
        self.new["types"]["struct kho_vmalloc"]["members"][0]["type"] = "ptr64"
        self.new["types"]["struct memfd_luo_ser"]["members"] = [
            {"name": "folios", "bit_offset": 0, "type": "struct kho_vmalloc"},
            {"name": "link", "bit_offset": 128, "type": "struct link[1]"},
            {"name": "short", "bit_offset": 192, "type": "u32"},
            {"name": "bare", "bit_offset": 192, "type": "ptr64"}]
        self.new["types"]["struct link"] = {"bytes": 8, "members": [
            {"name": "next.phys", "bit_offset": 0, "type": "u64"},
            {"name": "next.ptr", "bit_offset": 0, "type": "ptr64"}]}
        result = run(PROGRAM, "lint", "--format=json", self.save()[1])
        found = [f["message"] for f in result.json("lint")["findings"]]
        self.assertEqual(found, ["kho-v4 hands over pointers: struct kho_vmalloc.first",
                                 "memfd-v2 hands over pointers: struct memfd_luo_ser.bare"])

    def test_text(self):
        self.members("struct memfd_luo_ser")[1]["type"] = "s32"
        old, new = self.save()
        result = run(PROGRAM, "lint", "--baseline", old, new)
        self.assertEqual(result.status, 1)
        self.assertIn(": CHANGED WITHOUT A NEW VERSION\n", result.out.splitlines(True)[0])
        self.assertRegex(result.out, r"\n    >        8     4  u32 seals +4  s32 seals\n")


class Verdict(Catalogs):
    """The same changes as a pair of kernels."""

    def judge(self):
        result = run(PROGRAM, "--format=json", *self.save())
        verdict = result.json("verdict")
        return result.status, [(f["rule"], f["name"])
                               for f in verdict["questions"][0]["findings"]]

    def test_embedded_type_is_its_owners(self):
        self.grow_vmalloc()
        self.assertEqual(self.judge(), (1, [("LUO-LAYOUT-APPENDED", "kho"),
                                            ("LUO-REQUIRES", "memfd")]))

    def test_owner_without_that_layout(self):
        for catalog in (self.old, self.new):
            self.version(catalog, "kho")["layout"] = {"form": "none"}
        self.grow_vmalloc()
        self.assertEqual(self.judge(), (1, [("LUO-LAYOUT-DRIFT", "memfd")]))

    def test_drift_inside_embedded_type(self):
        self.members("struct kho_vmalloc")[0]["type"] = "s64"
        self.assertEqual(self.judge(), (1, [("LUO-LAYOUT-DRIFT", "kho"),
                                            ("LUO-REQUIRES", "memfd")]))


class Diff(Catalogs):
    def test_nothing(self):
        self.assertEqual(self.diff(), [])

    def test_kernel(self):
        self.new["kernel"]["page_size"] = 16384
        del self.new["kernel"]["options"]["LIVEUPDATE"]
        self.assertEqual([(c["fact"], c["old"], c["new"], c["name"]) for c in self.diff()], [
            ("page_size", "4096", "16384", None), ("CONFIG_LIVEUPDATE", "y", None, None)])

    def test_versions(self):
        self.version(self.new, "memfd")["compatible"] = "memfd-v3"
        self.version(self.new, "luo")["write"] = False
        self.assertEqual([(c["how"], c["compatible"], c["fact"], c["old"], c["new"])
                          for c in self.diff()], [
            ("changed", "luo-v5", "write", "yes", "no"),
            ("removed", "memfd-v2", None, None, None),
            ("added", "memfd-v3", None, None, None)])

    def test_constants(self):
        self.constants(self.new, DIRTY=1, UPTODATE=2)
        self.assertEqual([(c["fact"], c["old"], c["new"]) for c in self.diff()],
                         [("constants", None, "2")])
        self.constants(self.old, UPTODATE=4, ZERO=0)
        self.assertEqual([(c["fact"], c["old"], c["new"]) for c in self.diff()],
                         [("constants.DIRTY", None, "0x1"), ("constants.UPTODATE", "0x4", "0x2"),
                          ("constants.ZERO", "0x0", None)])

    def test_layout(self):
        self.grow_vmalloc()
        changes = self.diff()
        self.assertEqual([(c["compatible"], c["fact"]) for c in changes],
                         [("kho-v4", "layout"), ("memfd-v2", "layout")])
        self.assertEqual([d["message"] for d in changes[0]["differences"]], [
            "member order (u64) was added behind the last one, at offset 16",
            "struct kho_vmalloc changed from 16 to 24 bytes"])
        difference = changes[1]["differences"][0]
        self.assertEqual(difference["owner"], {"kind": "core", "name": "kho"})
        self.assertEqual(difference["type_bytes"], {"old": 16, "new": 24})
        self.assertEqual(difference["chain"], "struct memfd_luo_ser.folios > struct kho_vmalloc")

    def test_layout_lost(self):
        del self.new["types"]["struct memfd_luo_ser"]
        changes = self.diff()
        self.assertEqual([(c["compatible"], c["fact"], c["new"]) for c in changes],
                         [("memfd-v2", "layout", "struct")])
        self.assertRegex(changes[0]["old"], "^[0-9a-f]{64}$")

    def test_text(self):
        result = run(PROGRAM, "diff", GOLDEN / "old.json", GOLDEN / "new.json")
        self.assertEqual(result.status, 0)
        self.assertIn("\n  release: 7.2.12 -> 7.3.4\n", result.out)
        self.assertIn("\n    version: 1 -> 2\n", result.out)
        self.assertIn("\n+ file-handler memfd-v3\n", result.out)
        self.assertEqual(run(PROGRAM, "diff", *self.save()).out.count("\n"), 1)


class Examples(unittest.TestCase):
    """schemas/examples/ holds what we print."""

    def test_examples(self):
        old, new = (RULES / "LUO-LAYOUT-DRIFT" / "fail" / f"{side}.json"
                    for side in ("writer", "reader"))
        for name, args in (("lint", ("--baseline", old, new)), ("diff", (old, new))):
            result = run(PROGRAM, name, "--format=json", *args)
            result.json(name)
            self.assertEqual(result.out,
                             (TOP / "schemas" / "examples" / f"{name}.json").read_text())


class Usage(Catalogs):
    def test_output_file(self):
        old, new = self.save()
        for args in (("diff", old, new), ("lint", "--baseline", old, new)):
            target = self.dir / "out.json"
            result = run(PROGRAM, *args, f"--format=json:{target}")
            self.assertEqual((result.status, result.out), (0, ""))
            self.assertEqual(target.read_text(),
                             run(PROGRAM, *args, "--format", "json").out)

    def test_standard_input(self):
        old, new = self.save()
        self.assertEqual(run(PROGRAM, "diff", old, "-", stdin=new.read_bytes()).status, 0)
        self.assertEqual(run(PROGRAM, "lint", "--baseline", "-", new,
                             stdin=old.read_bytes()).status, 0)

    def test_refusals(self):
        old, new = self.save()
        for text, args in (
                ("NEW's catalog is missing", ("diff", old)),
                ("OLD's catalog is missing", ("diff",)),
                ("CATALOG's catalog is missing", ("lint",)),
                ("too many catalogs", ("diff", old, new, old)),
                ("unknown option --baseline", ("diff", "--baseline", old, old, new)),
                ("one --baseline", ("lint", "--baseline", old, "--baseline", old, new)),
                ("one --format", ("diff", "--format=text", "--format=json:x", old, new)),
                ("unknown option --color", ("diff", "--color=never", old, new)),
                ("unknown option --policy", ("diff", "--policy=p.json", old, new)),
                ("unknown option --profile", ("lint", "--profile=p", new)),
                ("now: must be a date", ("lint", "--now=tomorrow", new)),
                ("standard input", ("lint", "--policy=-", "-")),
                ("not \"xml\"", ("lint", "--format=xml", new)),
                ("names no file", ("lint", "--format=text:", new)),
                ("needs a value", ("lint", new, "--baseline")),
                ("unknown option --frob", ("diff", "--frob", old, new)),
                ("standard input", ("diff", "-", "-")),
                ("standard input", ("lint", "--baseline", "-", "-")),
                ("No such file", ("diff", old, self.dir / "nowhere")),
                ("No such file", ("lint", "--baseline", self.dir / "nowhere", new))):
            with self.subTest(args):
                result = run(PROGRAM, *args)
                self.assertEqual((result.status, result.out), (2, ""))
                self.assertEqual(result.err.count("\n"), 1)
                self.assertIn(text, result.err + json.dumps(result.err))

    def test_help(self):
        for command in ("diff", "lint"):
            result = run(PROGRAM, command, "--help")
            self.assertTrue(result.out.startswith(f"usage: luo-compat-check {command} "))
            self.assertIn("--format", result.out)
            self.assertRegex(run(PROGRAM, command, "--version").out, "^luo-compat-check [0-9.]+\n$")
        self.assertIn("--baseline", run(PROGRAM, "lint", "--help").out)


del Catalogs

if __name__ == "__main__":
    unittest.main()
