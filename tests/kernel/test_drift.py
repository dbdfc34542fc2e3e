# SPDX-License-Identifier: GPL-2.0-only
"""7.3 against itself with one edit of a serialized type and no string bumped: each is caught, with
the member, where it was and is, and the format that must be bumped.

Offsets are counted by hand from include/linux/kho/abi/ of 7.3 and from the edits in variants/.
"""
import collections

import support

import kernels

Edit = collections.namedtuple("Edit", "kind compatible owner type rule bytes members advice")

# Of each member that the edit touches: name, (byte, bit, bits, type) before, and after.
U8, U16, U32, U64 = ("u8", "u16", "u32", "u64")


def at(byte, kind, bit=0, bits=None):
    return byte, bit, bits, kind


MEMFD = ("file-handler", "memfd-v2", "memfd")
LUO = ("core", "luo-v5", "luo")
KHO = ("core", "kho-v4", "kho")
DRIFT = "LUO-LAYOUT-DRIFT"
VMALLOC = "struct kho_vmalloc"

EDITS = {
    "drift-middle": Edit(*MEMFD, "struct memfd_luo_ser", DRIFT, (48, 56), [
        ("cookie", None, at(16, U64)),
        ("seals", at(16, U32), at(24, U32)),
        ("flags", at(20, U32), at(28, U32)),
        ("nr_folios", at(24, U64), at(32, U64)),
        ("folios", at(32, VMALLOC), at(40, VMALLOC)),
    ], "v3"),
    "drift-end": Edit(*MEMFD, "struct memfd_luo_ser", "LUO-LAYOUT-APPENDED", (48, 56), [
        ("cookie", None, at(48, U64)),
    ], "v3"),
    "drift-swap": Edit(*MEMFD, "struct memfd_luo_ser", DRIFT, (48, 48), [
        ("seals", at(16, U32), at(20, U32)),
        ("flags", at(20, U32), at(16, U32)),
    ], "v3"),
    "drift-bit-field": Edit(*MEMFD, "struct memfd_luo_folio_ser", DRIFT, (16, 16), [
        ("flags", at(6, U64, 4, 12), at(6, U64, 4, 6)),
        ("state", None, at(7, U64, 2, 6)),
    ], "v3"),
    "drift-foreign": Edit(*KHO, VMALLOC, DRIFT, (16, 16), [
        ("order", at(14, U16), at(14, U8)),
        ("spare", None, at(15, U8)),
    ], "v5"),
    "drift-enum": Edit(*KHO, "enum kho_radix_consts", DRIFT, (4, 4), [
        ("KHO_RADIX_KEY_WIDTH", None, None),
    ], "v5"),
}

FULL_EDITS = {
    "drift-front": Edit(*MEMFD, "struct memfd_luo_ser", DRIFT, (48, 56), [
        ("cookie", None, at(0, U64)),
        ("pos", at(0, U64), at(8, U64)),
        ("size", at(8, U64), at(16, U64)),
        ("seals", at(16, U32), at(24, U32)),
        ("flags", at(20, U32), at(28, U32)),
        ("nr_folios", at(24, U64), at(32, U64)),
        ("folios", at(32, VMALLOC), at(40, VMALLOC)),
    ], "v3"),
    "drift-widened": Edit(*MEMFD, "struct memfd_luo_ser", DRIFT, (48, 52), [
        ("seals", at(16, U32), at(16, U64)),
        ("flags", at(20, U32), at(24, U32)),
        ("nr_folios", at(24, U64), at(28, U64)),
        ("folios", at(32, VMALLOC), at(36, VMALLOC)),
    ], "v3"),
    "drift-array": Edit(*LUO, "struct luo_flb_ser", DRIFT, (64, 80), [
        ("name", at(0, "u8[48]"), at(0, "u8[64]")),
        ("data", at(48, U64), at(64, U64)),
        ("count", at(56, U64), at(72, U64)),
    ], "v6"),
    # the element of an array that is as long as memfd_luo_ser.nr_folios says
    "drift-element": Edit(*MEMFD, "struct memfd_luo_folio_ser", "LUO-LAYOUT-APPENDED", (16, 24), [
        ("cookie", None, at(16, U64)),
    ], "v3"),
    "drift-chunk": Edit(*KHO, "struct kho_vmalloc_chunk", DRIFT, (4096, 4096), [
        ("phys", at(8, "u64[511]"), at(8, "struct kho_vmalloc_page[511]")),
    ], "v5"),
    "drift-vmalloc": Edit(*KHO, VMALLOC, DRIFT, (16, 16), [
        ("first.phys", at(0, U64), at(8, U64)),
        ("first.ptr", at(0, "ptr64"), at(8, "ptr64")),
        ("total_pages", at(8, U32), at(0, U32)),
        ("flags", at(12, U16), at(4, U16)),
        ("order", at(14, U16), at(6, U16)),
    ], "v5"),
    "drift-block": Edit(*KHO, "struct kho_block_header_ser", DRIFT, (16, 16), [
        ("next", at(0, U64), at(8, U64)),
        ("count", at(8, U64), at(0, U64)),
    ], "v5"),
    "drift-radix": Edit(*KHO, "enum kho_radix_consts", DRIFT, (4, 4), [
        ("KHO_RADIX_KEY_WIDTH", None, None),
        ("KHO_TREE_MAX_DEPTH", None, None),
    ], "v5"),
    "drift-luo": Edit(*LUO, "struct luo_ser", DRIFT, (32, 40), [
        ("cookie", None, at(16, U64)),
        ("sessions_pa", at(16, U64), at(24, U64)),
        ("flbs_pa", at(24, U64), at(32, U64)),
    ], "v6"),
    "drift-session": Edit(*LUO, "struct luo_session_ser", DRIFT, (80, 80), [
        ("name", at(0, "u8[64]"), at(16, "u8[64]")),
        ("file_set_ser", at(64, "struct luo_file_set_ser"), at(0, "struct luo_file_set_ser")),
    ], "v6"),
    "drift-file": Edit(*LUO, "struct luo_file_ser", DRIFT, (64, 64), [
        ("data", at(48, U64), at(56, U64)),
        ("token", at(56, U64), at(48, U64)),
    ], "v6"),
    # packed into struct luo_session_ser, which grows with it
    "drift-nested": Edit(*LUO, "struct luo_file_set_ser", DRIFT, (16, 24), [
        ("cookie", None, at(8, U64)),
        ("count", at(8, U64), at(16, U64)),
    ], "v6"),
}

if kernels.FULL:
    EDITS.update(FULL_EDITS)


def place(member):
    return member and (member["offset"], member["bit"], member["bits"], member["type"])


def turned(edit):
    """The same, seen from the edited kernel."""
    return edit._replace(bytes=edit.bytes[::-1],
                         members=[(name, b, a) for name, a, b in edit.members])


class DriftCase(kernels.KernelCase):
    def findings(self, writer, reader):
        """Exit status and what was found, without what is said of these kernels anyway."""
        paths = []
        for side, name in (("writer", writer), ("reader", reader)):
            paths.append(self.dir / f"{side}.json")
            paths[-1].write_text(kernels.text(kernels.vmlinux(name)))
        result = support.run("luo-compat-check", *paths, "--format", "json")
        question, = result.json("verdict")["questions"]
        return result.status, [finding for finding in question["findings"]
                               if finding["rule"].startswith(("LUO-LAYOUT-", "LUO-REQUIRES"))
                               and finding["rule"] != "LUO-LAYOUT-UNCHECKED"]


class Drift(DriftCase):
    def check(self, writer, reader, edit):
        status, findings = self.findings(writer, reader)
        self.assertEqual(status, 1)
        # the one that says it; whoever needs the changed format cannot be read either
        layouts = [f for f in findings if f["rule"] != "LUO-REQUIRES"]
        self.assertEqual([(f["rule"], f["severity"], f["kind"], f["compatible"]) for f in layouts],
                         [(edit.rule, "incompatible", edit.kind, edit.compatible)])
        finding, = layouts
        self.assertRegex(finding["advice"], rf"\b{edit.owner}\b.*\b{edit.advice}\b")
        differences = [d for d in finding["differences"] if d["type"] == edit.type]
        self.assertEqual(finding["differences"][0], differences[0], "what was edited comes first")
        for difference in differences:
            self.assertEqual(difference["owner"], {"kind": edit.kind, "name": edit.owner})
            self.assertEqual(difference["type_bytes"],
                             {"writer": edit.bytes[0], "reader": edit.bytes[1]})
        self.assertCountEqual([(d["member"], place(d["writer"]), place(d["reader"]))
                               for d in differences if d["member"]], edit.members)
        self.assertIn(differences[0]["member"], [name for name, _, _ in edit.members])

        needs = {f["compatible"] for f in findings if f["rule"] == "LUO-REQUIRES"}
        self.assertEqual(needs, {"luo-v5", "memfd-v2"} if edit.owner == "kho" else set())

    def test_each_edit(self):
        for name, edit in EDITS.items():
            with self.subTest(name):
                self.check("7.3", name, edit)

    def test_in_the_other_direction(self):
        for name, edit in EDITS.items():
            with self.subTest(name):
                self.check(name, "7.3", turned(edit))

    def lint(self, name):
        """Exit status and report of the guard that a maintainer's CI runs."""
        for file, kernel in (("new.json", name), ("old.json", "7.3")):
            (self.dir / file).write_text(kernels.text(kernels.vmlinux(kernel)))
        result = support.run("luo-compat-check", "lint", self.dir / "new.json",
                             "--baseline", self.dir / "old.json")
        return result.status, " ".join(result.out.split())

    def test_lint(self):
        for name, edit in EDITS.items():
            with self.subTest(name):
                status, text = self.lint(name)
                self.assertEqual(status, 1)
                self.assertIn(f"bump {edit.owner} to {edit.advice}", text)
                self.assertEqual(text.count("bump "), 1, text)
        for name in ("7.3", "renamed"):
            with self.subTest(name):
                status, text = self.lint(name)
                self.assertEqual(status, 0, text)

    def test_values_of_the_enumerator(self):
        """64 - PAGE_SHIFT + 1 bits, and + 2."""
        _, findings = self.findings("7.3", "drift-enum")
        message, = (d["message"] for f in findings for d in f["differences"])
        self.assertRegex(message, r"KHO_RADIX_KEY_WIDTH\b.*\b53\b.*\b54\b")

    def test_renamed_is_no_error(self):
        for writer, reader, names in (("7.3", "renamed", ("seals", "file_seals")),
                                      ("renamed", "7.3", ("file_seals", "seals"))):
            with self.subTest(writer):
                status, findings = self.findings(writer, reader)
                self.assertEqual(status, 0)
                self.assertEqual([(f["rule"], f["severity"], f["compatible"]) for f in findings],
                                 [("LUO-LAYOUT-RENAMED", "note", "memfd-v2")])
                difference, = findings[0]["differences"]
                self.assertEqual(difference["change"], "renamed")
                self.assertEqual((difference["writer"]["name"], difference["reader"]["name"]), names)
                self.assertEqual(place(difference["writer"]), at(16, U32))
                self.assertEqual(place(difference["reader"]), at(16, U32))

    def test_names_are_beside_the_fingerprint(self):
        prints = {name: kernels.versions(kernels.catalog(kernels.vmlinux(name)))[
            "file-handler", "memfd-v2"]["layout"]["fingerprint"]
            for name in ("7.3", "renamed", "drift-swap", "drift-middle")}
        self.assertIsNotNone(prints["7.3"])
        self.assertEqual(prints["renamed"], prints["7.3"])
        self.assertEqual(prints["drift-swap"], prints["7.3"])
        self.assertNotEqual(prints["drift-middle"], prints["7.3"])

    def test_stock_releases_have_one_layout(self):
        for writer, reader in (("7.2", "7.3"), ("7.3", "7.2")):
            with self.subTest(writer):
                self.assertEqual(self.findings(writer, reader), (0, []))


if kernels.FULL:
    class Unseen(DriftCase):
        """What no layout shows: a bit's meaning, a member's unit. Nothing is found, and it is wrong."""

        def test_nothing_is_found(self):
            for name in ("meaning-flag", "meaning-unit"):
                with self.subTest(name):
                    self.assertEqual(self.findings("7.3", name), (0, []))
                    self.assertEqual(self.findings(name, "7.3"), (0, []))

    class Ignored(DriftCase):
        """kexec-metadata: which release was before, and how many kexecs; nothing rests on it."""

        def test_a_note(self):
            for writer, reader in (("7.3", "drift-metadata"), ("drift-metadata", "7.3")):
                with self.subTest(writer):
                    status, findings = self.findings(writer, reader)
                    self.assertEqual(status, 0)
                    self.assertEqual([(f["rule"], f["severity"], f["compatible"])
                                      for f in findings], [(DRIFT, "note", "kexec-metadata")])
                    # u32 version, char previous_release[65], u32 kexec_count; packed
                    self.assertEqual({(d["member"], d["type"]) for d in findings[0]["differences"]},
                                     {("previous_release", "struct kho_kexec_metadata"),
                                      ("kexec_count", "struct kho_kexec_metadata")})

    class Nested(DriftCase):
        """What leads there: luo_session_ser is the root, and is larger as well."""

        def test_chain(self):
            _, findings = self.findings("7.3", "drift-nested")
            found = {d["type"]: d for f in findings for d in f["differences"]}
            self.assertEqual(set(found), {"struct luo_file_set_ser", "struct luo_session_ser"})
            self.assertEqual(found["struct luo_file_set_ser"]["chain"],
                             "struct luo_session_ser.file_set_ser > struct luo_file_set_ser")
