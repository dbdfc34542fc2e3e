#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A kexec that needs a plan, in QEMU, to watch: with the plan, and then without it.

    tests/kernel/kernels.sh --only 7.3-sysfs,sysfs-v2-v3 python3 demo/demo-kexec.py

Exit status 0: with the plan the data came through, and without it they did not.
"""
import collections
import os
import pathlib
import re
import secrets
import sys
import tempfile
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "tests" / part)
                for part in ("kernel", "cli")]
# pylint: disable=wrong-import-position
import kexec
import outcome
import preflight

RUNNING, NEXT = "sysfs-v2-v3", "7.3-sysfs"

INTRODUCTION = """\
Kernel A runs. It writes memfds as memfd-v3, which also carries a file's mode, and still knows memfd-v2.
Kernel B is booted next, and is one generation older: it reads memfd-v2 only. Both are Linux 7.3 with luocat's
patches, in QEMU without KVM; A kexecs into B."""

# Parts of a report that are for a maintainer, and those that were on the screen just before.
DETAILS = ("Where each",)
SEEN = (*DETAILS, "What decides", "Formats")


class Screen:
    """What the two kernels print, as it comes, in words for a person: a file for kexec.run()."""

    # the banner, and what a kernel says when it is unwell
    OF_INTEREST = re.compile(r"^Linux version|^kexec_core: Starting new kernel|Kernel panic|Oops")

    def __init__(self, steps, left_out, style):
        self.steps, self.parts, self.style = steps, left_out, style
        self.rest = b""
        self.kernels = iter("AB")
        self.current = None  # the step
        self.title = ""  # of the part of a report that is being printed
        self.gap = False  # an empty line comes before the next one
        self.left_out = 0
        self.rows = []

    def flush(self):
        sys.stdout.flush()

    def write(self, chunk):
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        for line in lines:
            self.line(outcome.Console.CONTROL.sub("", line.decode(errors="replace")))

    def line(self, line):
        # the firmware's last words have no end
        line = re.sub(r"^Booting from ROM\.*(?=Linux)", "", line)
        priority, text = outcome.Console.PREFIX.fullmatch(line).groups()
        if priority == str(outcome.Console.OURS) and text.startswith("luocat: "):
            event, = outcome.Console(f"{line}\n").events
            getattr(self, f"on_{event.name.replace('-', '_')}", lambda **fields: None)(**event.fields)
        elif text.startswith("Linux version ") and priority is None:
            self.heading(f"Kernel {next(self.kernels, 'B')} boots.")
            self.dim(text[:text.index(" (")])
        elif priority and (self.OF_INTEREST.search(text) or
                           outcome.HANDOVER.search(text) and int(priority) <= outcome.COMPLAINT_LEVEL):
            self.dim(text)

    def heading(self, text):
        print(f"\n{self.style.bold}{text}{self.style.plain}")

    def dim(self, text):
        print(f"  {self.style.dim}{text[:100]}{self.style.plain}")

    # ---- What the guest's init says ----

    def on_step(self, number):
        self.current = self.steps[int(number)]
        self.title, self.gap = "", False
        name, *words = self.current.split(" ")
        if name == "run":
            self.heading(f"A$ {' '.join(words).replace('/bin/', '', 1)}")
        elif name == "preserve":
            self.heading("A preserves three memfds in a session of LUO.")

    def on_said(self, text):
        # parts are separated by an empty line
        if not text or not self.title:
            self.title = text
        if not text or self.title.startswith(self.parts.get(self.current, ())):
            self.left_out += bool(text)
            self.gap = True
        else:
            print("\n" * self.gap + f"  {text}")
            self.gap = False

    def on_ran(self, program, status):
        if self.left_out:
            self.dim(f"[{self.left_out} lines left out here]")
        self.left_out = 0
        print(f"{self.style.bold}[exit status {status}]{self.style.plain}")

    def on_format(self, **fields):
        self.rows.append(fields)

    def on_default(self, enable_write):
        """The end of the table."""
        self.heading("A's table of formats:")
        print(f"  {preflight.FORMATS}/\n    default_enable_write = {enable_write}")
        kind = None
        for row in sorted(self.rows, key=lambda row: (row["kind"], row["directory"])):
            if row["kind"] != kind:
                kind = row["kind"]
                print(f"    {kind}/")
            in_use = f"  in_use = {row['in_use']}" if row["in_use"] != "-" else ""
            off = "  <- not written any more" if row["enable_write"] == "0" else ""
            print(f"      {row['directory'] + '/':17} enable_write = {row['enable_write']}{in_use}{off}")
        self.rows = []

    def on_kexec(self):
        self.heading("A loads B, and kexecs.")

    def on_device(self, state, errno=None):
        if state != "open":
            self.heading(f"B cannot open /dev/liveupdate ({errno}), and will not until its next boot.")

    def on_session(self, name, state, errno=None):
        self.heading(f"B looks for the session: {state}{f' ({errno})' if errno else ''}.")

    def on_letter(self, file, text):
        print(f"  {file}: \"{text}\"")

    def on_mode(self, file, written, found):
        lost = "" if found == written else f", and is {found} now: memfd-v2 does not carry it"
        print(f"  {file}: its mode was {written}{lost}")

    def on_file(self, name, state, errno=None):
        print(f"  {name}: {errno or 'data, size, position and seals as they were'}")

    def on_wrong(self, file, what, **values):
        print(f"  {file}: another {what}: {values}")


Style = collections.namedtuple("Style", "bold dim plain")


def run(steps, left_out, style):
    """The outcome, and whether B read what only A was told."""
    letter = f"written-by-A-{secrets.token_hex(4)}"
    setup = kexec.Setup(RUNNING, NEXT, "letter", f"{kexec.HANDOVER} luocat.letter={letter}", steps=steps)
    with tempfile.TemporaryDirectory() as directory:
        result = kexec.run(setup, directory, Screen(steps, left_out, style))
        console = outcome.Console(result.console_path.read_text(errors="replace"))
    return result, bool(console.find("reader", "letter", text=letter))


def show():
    terminal = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    style = Style("\033[1m", "\033[2m", "\033[0m") if terminal else Style("", "", "")

    def say(text):
        print(f"\n{style.bold}{text}{style.plain}", flush=True)

    start = time.monotonic()
    say(INTRODUCTION)
    say("==== 1. With the plan ====")
    # guest/steps.c takes them, and shows the table once more before the kexec
    ask, apply = preflight.ask(NEXT), preflight.ask(NEXT, "--apply")
    result, arrived = run(("table", ask, apply, "go", "table", "preserve"), {ask: DETAILS, apply: SEEN}, style)
    if result.word != "works" or not arrived:
        sys.exit(f"demo-kexec: that should have worked: {result.word} ({result.detail})")
    say("With the plan it works: what A preserved is alive in B.")

    say("==== 2. The same two kernels, and nobody asked ====")
    result, arrived = run(("preserve",), {}, style)
    if result.word != "session unreachable" or arrived:
        sys.exit(f"demo-kexec: that should have failed: {result.word} ({result.detail})")
    say(f"Without the plan what A preserved is lost, and nothing brings it back. ({time.monotonic() - start:.0f} s)")


def main():
    if "LUOCAT_KERNELS" not in os.environ:
        sys.exit("demo-kexec: started without tests/kernel/kernels.sh, which builds the kernels: make demo-kexec")
    try:
        show()
    except outcome.HarnessError as error:
        sys.exit(f"demo-kexec: {error}")


if __name__ == "__main__":
    main()
