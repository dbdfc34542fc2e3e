# SPDX-License-Identifier: GPL-2.0-only
"""Pairs of real kernels, judged as somebody who knows the source would."""
import support

import kernels


class Pairs(kernels.KernelCase):
    def judge(self, writer, reader, *options):
        paths = []
        for side, name in (("writer", writer), ("reader", reader)):
            paths.append(self.dir / f"{side}.json")
            paths[-1].write_text(kernels.text(kernels.vmlinux(name)))
        text = support.run("luo-compat-check", *paths, *options)
        result = support.run("luo-compat-check", *paths, "--format", "json", *options)
        self.assertEqual(result.err, "")
        self.assertEqual(text.status, result.status, "text and JSON agree")
        verdict = result.json("verdict")
        self.assertEqual(verdict["exit_code"], result.status)
        return result.status, verdict, text.out

    def assertCompatible(self, writer, reader, *options):
        status, verdict, text = self.judge(writer, reader, *options)
        self.assertEqual((status, verdict["outcome"]), (0, "compatible"), text)

    def assertIncompatible(self, writer, reader, rule, compatible, *options):
        """Exit 1 for this reason, which both reports name."""
        status, verdict, text = self.judge(writer, reader, *options)
        self.assertEqual((status, verdict["outcome"]), (1, "incompatible"), text)
        deciding = [(f["rule"], f["compatible"]) for question in verdict["questions"]
                    for f in question["findings"] if f["severity"] == "incompatible"]
        self.assertIn((rule, compatible), deciding)
        self.assertIn(rule, text)
        if compatible:
            self.assertIn(compatible, text)

    def test_stock_releases(self):
        for writer, reader in (("7.2", "7.3"), ("7.3", "7.2"), ("7.3", "7.3")):
            with self.subTest(f"{writer} -> {reader}"):
                self.assertCompatible(writer, reader)
        self.assertCompatible("7.2", "7.3", "--direction", "both")

    def test_memfd_bumped(self):
        self.assertIncompatible("7.3", "memfd-v3", "LUO-UNREADABLE", "memfd-v2")
        self.assertIncompatible("memfd-v3", "7.3", "LUO-UNREADABLE", "memfd-v3")

    def test_kho_bumped_counts_even_when_nothing_is_in_use(self):
        for options in ((), ("--in-use", "")):
            with self.subTest(options):
                self.assertIncompatible("7.3", "kho-v5", "LUO-UNREADABLE", "kho-v4", *options)
                self.assertIncompatible("kho-v5", "7.3", "LUO-UNREADABLE", "kho-v5", *options)

    def test_memfd_bumped_and_not_in_use(self):
        self.assertCompatible("7.3", "memfd-v3", "--in-use", "")
        self.assertCompatible("memfd-v3", "7.3", "--in-use", "")

    def test_luo_bumped_counts_even_when_nothing_is_in_use(self):
        for options in ((), ("--in-use", "")):
            with self.subTest(options):
                self.assertIncompatible("7.3", "luo-v6", "LUO-UNREADABLE", "luo-v5", *options)
                self.assertIncompatible("luo-v6", "7.3", "LUO-UNREADABLE", "luo-v6", *options)

    def test_a_reader_of_both(self):
        self.assertCompatible("7.3", "memfd-v2-and-v3")
        self.assertCompatible("memfd-v3", "memfd-v2-and-v3")

    def test_a_writer_of_both_cannot_be_told_which(self):
        """It registers memfd-v3 first and so writes it; no flag reaches a stock kernel."""
        self.assertIncompatible("memfd-v2-and-v3", "7.3", "LUO-UNREADABLE", "memfd-v3")
        _, verdict, _ = self.judge("memfd-v2-and-v3", "7.3")
        self.assertIsNone(verdict["questions"][0]["plan"])
        rules = {f["rule"] for f in verdict["questions"][0]["findings"]}
        self.assertIn("LUO-NO-WRITE-CONTROL", rules)

    def test_both_directions_answer_with_the_worse(self):
        status, verdict, _ = self.judge("7.3", "memfd-v2-and-v3", "--direction", "both")
        self.assertEqual(status, 1)
        self.assertEqual([q["outcome"] for q in verdict["questions"]],
                         ["compatible", "incompatible"])

    def test_one_side_without_luo(self):
        for other in ("debian", "no-liveupdate"):
            for pair in (("7.3", other), (other, "7.3"), (other, other)):
                for options in ((), ("--in-use", "")):
                    with self.subTest(pair=pair, options=options):
                        self.assertIncompatible(*pair, "LUO-NO-LUO", None, *options)

    def test_flbs_of_the_writer_only(self):
        """The reader lacks three FLBs that the writer attaches to every handler."""
        status, verdict, text = self.judge("liveupdate-test", "7.3")
        self.assertEqual((status, verdict["outcome"]), (1, "incompatible"), text)
        self.assertCompatible("liveupdate-test", "liveupdate-test")

    def test_stripped_kernel_is_unknown(self):
        """Without BTF a stripped kernel shows no handlers; what it writes is not known: it does not pass."""
        self.tool("strip", "-g", "--remove-section=.BTF", "-o", "stripped",
                  kernels.vmlinux("memfd-v3"))
        (self.dir / "stripped.json").write_text(kernels.text(self.dir / "stripped"))
        (self.dir / "stock.json").write_text(kernels.text(kernels.vmlinux("7.3")))
        for pair in (("stripped", "stock"), ("stock", "stripped")):
            with self.subTest(pair):
                result = support.run("luo-compat-check", "--format", "json",
                                     *(self.dir / f"{side}.json" for side in pair))
                verdict = result.json("verdict")
                self.assertEqual((result.status, verdict["outcome"]), (1, "unknown"))
                self.assertEqual(verdict["reason"]["rule"], "LUO-GAP")

    def readme(self):
        """The table in README.md of what six kernels say of each other: names, and rows of statuses."""
        names = {"Debian's 7.3": "debian"}
        rows = [[cell.strip(" *") for cell in line.strip("|\n").split("|")]
                for line in (support.TOP / "README.md").read_text().splitlines()
                if line.startswith(("| | ", "| **"))]

        def kernel(title):
            plain = title.split(" (")[0].strip("*")
            return names.get(plain, plain.removeprefix("7.3 ").replace("v2 and ", "v2-and-"))

        self.assertEqual(len(rows), len(rows[0]))
        return [kernel(title) for title in rows[0][1:]], {kernel(row[0]): row[1:] for row in rows[1:]}

    def test_matrix_of_the_readme(self):
        """Every cell of it, pair by pair."""
        readers, rows = self.readme()
        for writer, cells in rows.items():
            for reader, cell in zip(readers, cells, strict=True):
                with self.subTest(f"{writer} -> {reader}"):
                    status, _, text = self.judge(writer, reader)
                    self.assertEqual(str(status), cell, text)

    def test_matrix_says_what_pairs_say(self):
        """The same table by one command, and with it what each pair says in full."""
        readers, rows = self.readme()
        paths = []
        for name in readers:
            paths.append(self.dir / f"{name}.json")
            paths[-1].write_text(kernels.text(kernels.vmlinux(name)))
        document = support.run("luo-compat-check", "matrix", "--format=json", *paths).json("matrix")
        statuses = {"compatible": "0", "compatible-with-plan": "3", "unknown": "1", "incompatible": "1"}
        for w, writer in enumerate(readers):
            answers = [document["answers"][cell] for cell in document["cells"][w]]
            self.assertEqual([statuses[answer["outcome"]] for answer in answers], rows[writer], writer)
            for r, answer in enumerate(answers):
                question = support.run("luo-compat-check", "--format=json", paths[w],
                                       paths[r]).json("verdict")["questions"][0]
                self.assertEqual([f["message"] for f in answer["findings"]],
                                 [f["message"] for f in question["findings"] if f["severity"] != "note"])
