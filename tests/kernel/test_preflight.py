# SPDX-License-Identifier: GPL-2.0-only
"""Our pre-flight and a plan in kernels that obey enable_write: what is refused, and what is left as it was.

The pairs of kernels that a plan makes work are in the table of truth.
"""
import json

import kernels
import kexec
import outcome
import preflight
import support

WRITER = "sysfs-v2-v3"
READER = "7.3-sysfs"
V2, V3 = (f"{preflight.FORMATS}/file-handler/{name}/enable_write" for name in ("memfd-v2", "memfd-v3"))
DEFAULT = f"{preflight.FORMATS}/default_enable_write"
# the scenario's
FILES = 8


class Guest(kernels.KernelCase):
    """What a writer says of its steps. It kexecs after the last one, if nothing stopped it."""

    def take(self, *steps, cmdline=kexec.HANDOVER, extra=None):
        setup = kexec.Setup(WRITER, READER, "memfds", writer_cmdline=cmdline, steps=steps)
        text, stopped = kexec.boot(setup, "luocat.scenario=memfds", self.dir, extra)
        console = outcome.Console(text, stopped)
        outcome.check(console)
        self.text = text
        return [event for event in console.events if event.stage == "writer"], console

    def tables(self, events):
        """{(directory): (enable_write, in_use)} of file handlers and of the default, each time it was shown."""
        tables, table = [], {}
        for event in events:
            if event.name == "format" and event.fields["kind"] == "file-handler":
                table[event.fields["directory"]] = (event.fields["enable_write"], event.fields["in_use"])
            elif event.name == "default":
                tables.append({**table, "default": event.fields["enable_write"]})
                table = {}
        return tables

    def answers(self, events):
        """(exit status, output) of each program."""
        found, lines = [], []
        for event in events:
            if event.name == "said":
                lines.append(event.fields["text"])
            elif event.name == "ran":
                found.append((int(event.fields["status"]), "\n".join(lines)))
                lines = []
        return found

    def refusals(self, events):
        return [event.fields.get("errno") for event in events if event.name == "set"]


def table(v2, v3, default="1"):
    return {"memfd-v2": v2, "memfd-v3": v3, "default": default}


class Plan(Guest):
    def plan(self, writer=WRITER, reader=READER):
        """The file of a plan, made elsewhere."""
        paths = []
        for name in (writer, reader):
            paths.append(self.dir / f"{name}.json")
            paths[-1].write_text(kernels.text(kernels.vmlinux(name)))
        result = support.run("luo-compat-check", "--format=json", *paths)
        self.assertEqual(result.status, 3, result.out)
        path = self.dir / f"{writer}.plan"
        path.write_text(json.dumps(result.json("verdict")))
        return path

    def test_asked_too_late(self):
        """What is preserved keeps its version: nothing is applied, until it is given up."""
        ask = preflight.ask(READER, "--apply")
        events, console = self.take("preserve", "table", ask, "table", "unpreserve", "table", ask, "go",
                                    "preserve")
        (late, said), (early, _) = self.answers(events)
        self.assertEqual((late, early), (1, 0), self.text)
        self.assertIn(f"unpreserve {FILES} objects first", said)
        busy, after, given_up, planned = self.tables(events)
        self.assertEqual(busy, table(("1", "0"), ("1", str(FILES))))
        self.assertEqual(after, busy)
        self.assertEqual(given_up, table(("1", "0"), ("1", "0")))
        self.assertEqual(planned, table(("1", str(FILES)), ("0", "0"), "0"))
        self.assertEqual(len(console.find("reader", "file", state="right")), FILES, self.text)

    def test_apply(self):
        """A plan that was made elsewhere, with files in the way, then without; twice; and taken back."""
        run = f"run {preflight.EMITTER}"
        extra = {"plan": self.plan(), "other": self.plan("sysfs-v2-v3-flb")} if kernels.FULL else {
            "plan": self.plan()}
        steps = ["preserve", f"{run} apply /plan", f"set {V3} 0", "table", f"{run} restore", "unpreserve",
                 f"{run} apply /plan", "table", f"{run} apply /plan", f"{run} restore", "table",
                 f"set {V3} 1", f"set {DEFAULT} 1", "table"]
        if kernels.FULL:
            steps.append(f"{run} apply /other")
        events, _ = self.take(*steps, extra=extra)
        (busy, said), *others = self.answers(events)
        self.assertEqual(busy, 1, self.text)
        self.assertIn(f"{FILES} objects are preserved in it: unpreserve them first", said)
        self.assertEqual([status for status, _ in others], [0, 0, 0, 0] + [1] * kernels.FULL, self.text)
        self.assertEqual(self.refusals(events), ["EBUSY", None, None])
        first, applied, again, back, _ = self.tables(events)
        self.assertEqual(first, table(("1", "0"), ("1", str(FILES))))
        self.assertEqual(applied, table(("1", "0"), ("0", "0"), "0"))
        self.assertEqual(again, applied)
        self.assertEqual(back, table(("1", "0"), ("1", "0")))

    def test_boot_parameter(self):
        """liveupdate.default_enable_write=0: nothing is written until userspace says what."""
        cmdline = f"{kexec.HANDOVER} liveupdate.default_enable_write=0"
        events, _ = self.take("table", "preserve", cmdline=cmdline)
        self.assertEqual(self.tables(events), [table(("0", "0"), ("0", "0"), "0")])
        word, detail = outcome.classify(self.text)
        self.assertEqual((word, detail), ("refused before kexec",
                                          "writer: refused what=empty errno=ENOENT"), self.text)

        events, _ = self.take(f"set {V2} 1", preflight.ask(READER), "go", "preserve", cmdline=cmdline)
        self.assertEqual([status for status, _ in self.answers(events)], [0], self.text)
        self.assertEqual(self.tables(events), [table(("1", str(FILES)), ("0", "0"), "0")])
        self.assertEqual(outcome.classify(self.text)[0], "works", self.text)

    def test_values(self):
        events, _ = self.take(f"set {V3} 2", f"set {V3} off", f"set {V3} 0", f"set {V3} 1")
        self.assertEqual(self.refusals(events), ["EINVAL", "EINVAL", None, None], self.text)
