# SPDX-License-Identifier: GPL-2.0-only
"""The rules that make an outcome of a console's text, on recorded consoles and on lines of the
kernel's own forms put into them. Runs in make check: no QEMU, no kernels."""
import pathlib
import unittest

import machine
import outcome
import tap

CONSOLES = pathlib.Path(__file__).parent / "consoles"
# as the firmware leaves it, before the first kernel
FIRMWARE = "\x1bc\x1b[?7l\x1b[2J\x1b[0mSeaBIOS (version 1.16.2)\r\nBooting from ROM...\r\n\x1bc\x1b[?7l\x1b[2J"


def recorded(name):
    """A recorded console; its first lines, "# ...", say where it comes from."""
    lines = (CONSOLES / f"{name}.txt").read_text().splitlines()
    return [line for line in lines if not line.startswith("# ")]


def serial(lines):
    return FIRMWARE + "".join(f"{line}\r\n" for line in lines)


def classify(lines, stopped=None):
    return outcome.classify(serial(lines), stopped)


def after(lines, start, *more):
    """Lines put behind the one that starts so."""
    index, = [i for i, line in enumerate(lines) if line.startswith(start)]
    return [*lines[:index + 1], *more, *lines[index + 1:]]


def until(lines, start):
    """Nothing comes after the line that starts so."""
    index, = [i for i, line in enumerate(lines) if line.startswith(start)]
    return lines[:index + 1]


class Recorded(unittest.TestCase):
    """Real ones, with the line that has to decide."""

    WANT = {
        "works": ("works", "reader: end"),
        "works-reserve-mem": ("works", "reader: end"),
        "refused": ("refused before kexec", "writer: refused what=device errno=ENOENT"),
        "nothing-no-device": ("nothing handed over", "reader: device state=absent errno=ENOENT"),
        "nothing-to-tell": ("nothing handed over", "reader: its kernel does not tell of data from luo"),
        "nothing-reserve-mem": ("nothing handed over",
                                "reader: its kernel does not tell of data from reserve-mem"),
        "nothing-session": ("nothing handed over", "reader: session name=luocat state=missing errno=ENOENT"),
        "unreachable": ("session unreachable", "reader: device state=refused errno=EIO"),
        "wrong": ("wrong data", "reader: wrong file=sealed what=seals expected=14 found=0"),
        "warning": ("warning", "reader: refcount_t: underflow; use-after-free."),
        "panic-luo": ("panic", "reader: Kernel panic - not syncing: The incoming tree failed to initialize "
                      "properly [-22], disabling live update"),
        "oops-late": ("oops", "reader: BUG: unable to handle page fault for address: ffff888100000009"),
        "panic": ("panic", "reader: Kernel panic - not syncing: VFS: Unable to mount root fs on \"\" or "
                  "unknown-block(0,0)"),
        "hang": ("hang", "silent for 11 s; the last line: check access for rdinit=/none failed: -2, ignoring"),
        "oops": ("oops", "reader: BUG: unable to handle page fault for address: ffff88803e7f0000"),
    }

    # why the machine was stopped, where it did not end by itself
    STOPPED = {"hang": "silent for 11 s"}

    def test_every_console(self):
        self.assertEqual(sorted(self.WANT), sorted(path.stem for path in CONSOLES.glob("*.txt")))
        for name, want in self.WANT.items():
            with self.subTest(name):
                self.assertEqual(classify(recorded(name), self.STOPPED.get(name)), want)
        self.assertEqual({word for word, _ in self.WANT.values()}, set(outcome.WORDS))
        self.assertEqual(len(outcome.WORDS), 9)


class Rules(unittest.TestCase):
    """Changes to the console of a run that works; each line has the form that the kernel gives it."""

    START = "<13>luocat: reader start"
    END = "<13>luocat: reader end"
    RIGHT = "<13>luocat: reader file name=page state=right"

    def setUp(self):
        self.works = recorded("works")

    def assertWord(self, want, lines, stopped=None, detail=None):
        word, found = classify(lines, stopped)
        self.assertEqual(word, want, found)
        if detail:
            self.assertEqual(found, detail)

    def changed(self, start, line):
        return [line if old.startswith(start) else old for old in self.works]

    def without(self, start):
        return [line for line in self.works if not line.startswith(start)]

    def test_what_the_kernel_warns_of(self):
        for line in ("<4>WARNING: kernel/liveupdate/luo_flb.c:223 at luo_flb_file_finish+0x1/0x2, CPU#0: init/1",
                     "<1>BUG: Bad page state in process init  pfn:3e802",
                     "<4>refcount_t: underflow; use-after-free.",
                     "<3>BUG: sleeping function called from invalid context at mm/slub.c:1",
                     "<3>BUG kmalloc-64 (Not tainted): Object already free",
                     "<4>list_add corruption. next is NULL.",
                     "<0>page dumped because: nonzero _refcount",
                     "<4>KHO: kexec-metadata version 2 not supported (expected 1)",
                     "<3>luo: Block set is corrupted",
                     "<4>memfd_luo: Unable to restore folio at physical address: 3e802000",
                     "<4>FDT 'memblock' has no child 'luocat': -1",
                     "<4>Node 'luocat' is incompatible with 'reserve-mem-v2': -1",
                     "<4>KHO reserve-mem 'luocat' has wrong size (0x200000 != 0x300000)",
                     "<3>reserve_mem: name \"luocat\" was already used",
                     "<3>failed to prepare memblock FDT for KHO: -22",
                     "<4>Passed KHO data, but CONFIG_KEXEC_HANDOVER not set. Ignoring."):
            with self.subTest(line):
                self.assertWord("warning", after(self.works, self.RIGHT, line),
                                detail=f"reader: {line[3:]}")

    def test_early_complaints_come_without_a_level(self):
        line = "KHO: setup: failed to memremap FDT (0x1000)"
        self.assertWord("warning", after(self.works, "Linux version 7.3", line), detail=f"reader: {line}")
        self.assertWord("warning", after(self.works, "Linux version 7.2", line), detail=f"writer: {line}")

    def test_what_is_no_warning(self):
        for line in ("<6>KHO: exec from: 7.3.4 (count 1)", "<4>tsc: Marking TSC unstable",
                     "<3>ACPI Error: AE_BAD_PARAMETER"):
            with self.subTest(line):
                self.assertWord("works", after(self.works, self.RIGHT, line))
        # userspace may write what it likes, with its own facility
        self.assertWord("works", after(self.works, self.RIGHT, "<13>WARNING: by a program"))

    def test_silent_loss_counts_before_a_refusal(self):
        for what in ("what=data offset=4096 expected=1 found=0", "what=size expected=1 found=2",
                     "what=position expected=1 found=2", "what=seals expected=1 found=0"):
            with self.subTest(what):
                lines = self.changed(self.RIGHT, f"<13>luocat: reader wrong file=page {what}")
                self.assertWord("wrong data", lines, detail=f"reader: wrong file=page {what}")
                lines = after(lines, "<13>luocat: reader wrong",
                              "<13>luocat: reader file name=large state=refused errno=EIO")
                self.assertWord("wrong data", lines)

    def test_each_refusal_of_the_reader(self):
        for start, line in ((self.RIGHT, "file name=page state=refused errno=EINVAL"),
                            ("<13>luocat: reader session", "session name=luocat state=refused errno=EINVAL"),
                            ("<13>luocat: reader device", "device state=refused errno=EIO"),
                            ("<13>luocat: reader finish", "finish session=luocat state=refused errno=EBUSY")):
            with self.subTest(line):
                self.assertWord("session unreachable", self.changed(start, f"<13>luocat: reader {line}"),
                                detail=f"reader: {line}")

    def test_missing_sessions(self):
        missing = "<13>luocat: reader session name=luocat state=missing errno=ENOENT"
        self.assertWord("nothing handed over", self.changed("<13>luocat: reader session", missing))
        self.assertWord("session unreachable",
                        after(self.works, "<13>luocat: reader session", missing.replace("luocat ", "other ")))

    def test_what_a_kernel_dies_of_counts_before_what_was_seen_until_then(self):
        lines = self.changed(self.RIGHT, "<13>luocat: reader wrong file=page what=size expected=1 found=2")
        lines = until(lines, "<13>luocat: reader wrong")
        panic = ["<0>Kernel panic - not syncing: LUO: incoming"]
        killed = ["<0>Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009"]
        self.assertWord("panic", lines + panic)
        for line in ("<1>BUG: unable to handle page fault for address: 0000000000001000",
                     "<1>BUG: kernel NULL pointer dereference, address: 0000000000000008",
                     "<4>Oops: general protection fault, probably for non-canonical address 0x1: 0000 [#1] SMP",
                     "<2>kernel BUG at mm/page_alloc.c:1!", "<0>Internal error: Oops: 96000004 [#1]"):
            with self.subTest(line):
                self.assertWord("oops", lines + [line] + killed, detail=f"reader: {line[3:]}")
        # the first of the two is the cause
        self.assertWord("panic", lines + panic + ["<4>Oops: 0000 [#1]"], detail=f"reader: {panic[0][3:]}")

    def test_a_reset_without_a_word(self):
        self.assertWord("panic", until(self.works, "<5>kexec_core: Starting new kernel"),
                        detail="the machine reset without a word")

    def test_hang(self):
        lines = until(self.works, "<5>kexec_core: Starting new kernel")
        self.assertWord("hang", lines, "silent for 20 s",
                        "silent for 20 s; the last line: kexec_core: Starting new kernel")
        self.assertWord("hang", until(self.works, self.START), "silent for 20 s")
        # a kernel that is known to have died did not hang
        self.assertWord("panic", lines + ["PANIC: early exception 0x0e IP 10:ffffffff81000000 error 0"],
                        "silent for 20 s")

    def test_each_refusal_of_the_writer(self):
        for line in ("what=page errno=EOPNOTSUPP", "what=kexec_file_load errno=ENOMEM", "what=kexec errno=EIO"):
            with self.subTest(line):
                lines = [*until(self.works, "<13>luocat: writer start"), f"<13>luocat: writer refused {line}"]
                self.assertWord("refused before kexec", lines, detail=f"writer: refused {line}")
        # a fault on the way is not hidden by it
        self.assertWord("oops", [*lines[:-1], "<4>Oops: 0000 [#1] SMP", lines[-1]])

    def test_reserved_memory_has_to_be_where_it_was(self):
        lines = recorded("works-reserve-mem")
        self.assertWord("works", lines)
        index, = [i for i, line in enumerate(lines) if line.startswith("<13>luocat: reader reserve-mem")]
        start, elsewhere = ((0x3e600000).to_bytes(8, "little").hex(), (0x3e800000).to_bytes(8, "little").hex())
        self.assertIn(start, lines[index])
        moved = [*lines[:index], lines[index].replace(start, elsewhere), *lines[index + 1:]]
        self.assertWord("wrong data", moved)
        with self.assertRaises(outcome.HarnessError):
            classify([*lines[:index], *lines[index + 1:]])

    def test_the_harness_own_failures_are_no_outcome(self):
        init = "<0>Kernel panic - not syncing: Attempted to kill init! exitcode="
        writer = until(self.works, "<13>luocat: writer start")
        reader = until(self.works, self.START)
        for name, lines in (
                ("no output", []),
                ("no init", self.works[:3]),
                ("a writer that cannot boot", [self.works[0], "<0>Kernel panic - not syncing: no root"]),
                ("broken", after(self.works, self.START, "<13>luocat: reader broken what=mmap errno=ENOMEM")),
                ("before its stage", [*self.works[:2], "<13>luocat: init broken what=cmdline errno=EIO"]),
                ("unreadable", after(self.works, self.START, "<13>luocat: reader Nonsense")),
                ("no value", after(self.works, self.START, "<13>luocat: reader device state")),
                ("a file that nobody looked at", self.without(self.RIGHT)),
                ("a session that nobody finished", self.without("<13>luocat: reader finish")),
                ("an exit", reader + [init + "0x00000100"]),
                ("the writer's init was killed", writer + [init + "0x0000000b"])):
            with self.subTest(name), self.assertRaises(outcome.HarnessError):
                classify(lines)
        # but this may well come from what was handed over
        self.assertWord("panic", reader + [init + "0x0000000b"])

    def test_a_line_cut_off_is_not_read(self):
        text = serial(until(self.works, self.START)) + "<13>luocat: reader dev"
        self.assertEqual(outcome.classify(text, "silent")[0], "hang")


class Waiting(unittest.TestCase):
    def test_a_slow_machine_is_waited_for(self):
        patience = machine.Patience(1000)
        self.assertIsNone(patience.over(1000 + patience.FIRST_BOOT - 1))
        # its first boot took 30 s: 300 s without a word are nothing unusual
        patience.progress(1029)
        patience.booted(1030)
        patience.progress(1030)
        self.assertIsNone(patience.over(1030 + 299))
        self.assertIn("silent for 300 s", patience.over(1030 + 300))

    def test_a_quick_machine_is_not_waited_for(self):
        patience = machine.Patience(0)
        patience.booted(1)
        patience.progress(1)
        self.assertIsNone(patience.over(1 + patience.SILENCE - 1))
        self.assertTrue(patience.over(1 + patience.SILENCE))

    def test_endless_output(self):
        patience = machine.Patience(0)
        patience.booted(1)
        for now in range(1, patience.TOTAL):
            patience.progress(now)
            self.assertIsNone(patience.over(now))
        patience.progress(patience.TOTAL)
        self.assertTrue(patience.over(patience.TOTAL))


class SelfTestResults(unittest.TestCase):
    def test_all_passed(self):
        results = tap.Tap(["TAP version 13", "1..2", "# RUN a", "ok 1 a", "#  FAIL is only a remark", "ok 2 b"])
        self.assertEqual((results.passed, results.complaints), (["ok 1 a", "ok 2 b"], []))

    def test_what_is_not_all_passed(self):
        for lines in (["1..2", "ok 1 a", "not ok 2 b"], ["1..2", "ok 1 a", "ok 2 b # SKIP no device"],
                      ["1..3", "ok 1 a", "ok 2 b"], ["1..1", "ok 1 a", "ok 1 a"], ["ok 1 a"], ["1..0 # SKIP"],
                      ["1..0"], ["1..1", "1..1", "ok 1 a"], []):
            with self.subTest(lines):
                self.assertTrue(tap.Tap(lines).complaints)
