# SPDX-License-Identifier: GPL-2.0-only
"""What happened in a kexec, read from the console that both kernels wrote to.

The guest's init says "luocat: STAGE EVENT key=value..." (guest/), the kernel says the rest. RULES is
the one place that makes an outcome of it.
"""
import collections
import re

import fdt

Line = collections.namedtuple("Line", "kernel level text")
Event = collections.namedtuple("Event", "stage name fields")


class HarnessError(Exception):
    """Nothing was found out: QEMU, a kernel on its own, or the guest's init does not work."""


class Console:
    """Lines and the init's events; stopped says why the machine was stopped before it ended."""

    # terminal control that the firmware sends
    CONTROL = re.compile(r"\x1b(?:c|\[[0-9;?]*[A-Za-z])|\r")
    # console_msg_format=syslog: <facility * 8 + level>; early messages come without
    PREFIX = re.compile(r"(?:<(\d+)>)?(?:\[ *\d+\.\d+\] )?(.*)")
    # the kernel's own facility is 0; 1 is what the init writes with
    OURS = 1 * 8 + 5
    EVENT = re.compile(r"luocat: (init|writer|reader) (said|[a-z-]+(?= |$))(?: (.*))?")

    def __init__(self, text, stopped=None):
        self.stopped = stopped
        self.lines = []
        self.events = []
        self.last = "none"
        kernel = None
        whole = self.CONTROL.sub("", text).split("\n")[:-1]
        for line in whole:
            priority, line = self.PREFIX.fullmatch(line).groups()
            priority = None if priority is None else int(priority)
            self.last = line.strip() or self.last
            # firmware comes first, then one banner for each kernel
            if "Linux version " in line and priority in (None, 5):
                kernel = "writer" if kernel is None else "reader"
            if priority == self.OURS and line.startswith("luocat: "):
                self.events.append(self._event(line))
            elif kernel and (priority is None or priority < 8):
                self.lines.append(Line(kernel, priority, line))

    def _event(self, line):
        found = self.EVENT.fullmatch(line)
        if not found:
            raise HarnessError(f"a line of the guest that cannot be read: {line}")
        stage, name, rest = found.groups()
        if name == "said":
            return Event(stage, name, {"text": rest or ""})
        words = (rest or "").split()
        if not all("=" in word for word in words):
            raise HarnessError(f"a line of the guest that cannot be read: {line}")
        return Event(stage, name, dict(word.split("=", 1) for word in words))

    def find(self, stage, name, **fields):
        """The events of this name with these fields, in order."""
        return [event for event in self.events if (event.stage, event.name) == (stage, name)
                and fields.items() <= event.fields.items()]

    def first(self, *patterns):
        """The first of the kernels' lines that one of the patterns is found in."""
        return next((line for line in self.lines
                     if any(pattern.search(line.text) for pattern in patterns)), None)


def shown(event):
    words = (f"{key}={value}" for key, value in event.fields.items())
    return " ".join((f"{event.stage}: {event.name}", *words))


def said(line):
    return f"{line.kernel}: {line.text.strip()}"


# A fault that the kernel reports as its own. The panic that often follows ("Attempted to kill init",
# "Fatal exception") is its consequence.
OOPS = re.compile(r"^(?:Oops: |Internal error: |kernel BUG at |BUG: unable to handle |"
                  r"BUG: kernel NULL pointer dereference|Unable to handle kernel |PANIC: double fault)")
PANIC = re.compile(r"^(?:Kernel panic - not syncing: |PANIC: early exception )")
# What goes on nevertheless; "BUG kmalloc-64 ...:" is the allocator's
WARNING = re.compile(r"^(?:WARNING: |BUG[: ]|refcount_t: |list_(?:add|del) corruption|page dumped because)")
# What KHO, LUO, a handler or memblock (which has no prefix) complain of. loglevel=6 keeps anything below
# a notice off the console, early messages, which come without a level, included.
HANDOVER = re.compile(r"^(?:(?:KHO|kho_\w+|luo\w*|memfd_luo|reserve_mem): |KHO reserve-mem '|Passed KHO data, |"
                      r"FDT '[^']*' |Node '[^']*' is incompatible |failed to (?:retrieve|prepare) .* KHO)")
COMPLAINT_LEVEL = 4


def oops(console):
    line = console.first(OOPS, PANIC)
    return said(line) if line and OOPS.search(line.text) else None


def panic(console):
    line = console.first(OOPS, PANIC)
    if line and PANIC.search(line.text):
        return said(line)
    if not console.stopped and not ended(console):
        return "the machine reset without a word"
    return None


def hang(console):
    return console.stopped and f"{console.stopped}; the last line: {console.last}"


def refused(console):
    """The writer's kernel said no, and goes on to run."""
    found = console.find("writer", "refused")
    return shown(found[0]) if found else None


def reserved(console, stage):
    """Where that kernel keeps the reserved memory: the properties start and size in what it hands over
    itself, as bytes."""
    found = console.find(stage, "reserve-mem")
    if not found:
        raise HarnessError(f"{stage}: its kernel does not show its reserved memory")
    properties = fdt.properties(bytes.fromhex(found[0].fields["fdt"]), "luocat")
    return properties["start"], properties["size"]


def wrong(console):
    """Silence about a loss is worse than a refusal, so this comes before it."""
    found = console.find("reader", "wrong")
    if found:
        return shown(found[0])
    if console.find("reader", "handed-over", what="reserve-mem"):
        places = [reserved(console, stage) for stage in ("writer", "reader")]
        if places[0] != places[1]:
            return f"reader: reserved memory at {places[1]}, where the writer has it at {places[0]}"
    return None


def unreachable(console):
    """A handed-over state that the reader's kernel refuses to give: the device, a session, a file in a
    session, or the finishing of one. A session that is missing beside others is one of these."""
    for name in ("device", "session", "file", "finish"):
        found = console.find("reader", name, state="refused")
        if found:
            return shown(found[0])
    missing = console.find("reader", "session", state="missing")
    if missing and console.find("reader", "session", state="retrieved"):
        return shown(missing[0])
    return None


def nothing(console):
    """The reader's kernel runs as if it had been the first."""
    for found in (console.find("reader", "device", state="absent"),
                  console.find("reader", "session", state="missing")):
        if found:
            return shown(found[0])
    scenario = console.find("writer", "start")[0].fields["scenario"]
    want = "reserve-mem" if scenario == "reserve-mem" else "luo"
    if not console.find("reader", "handed-over", what=want):
        return f"reader: its kernel does not tell of data from {want}"
    return None


def warning(console):
    for line in console.lines:
        level = COMPLAINT_LEVEL if line.level is None else line.level
        if WARNING.search(line.text) or HANDOVER.search(line.text) and level <= COMPLAINT_LEVEL:
            return said(line)
    return None


def works(console):
    """Nothing went wrong; but was all looked at?"""
    for what, given, got in (
            ("files", named(console.find("writer", "preserved"), "file"),
             named(console.find("reader", "file", state="right"), "name")),
            ("sessions", named(console.find("reader", "session", state="retrieved"), "name"),
             named(console.find("reader", "finish", state="done"), "session"))):
        if given != got:
            raise HarnessError(f"{what}: {given} went in, {got} came out, and nothing was said of it")
    return shown(console.find("reader", "end")[0])


def named(events, key):
    return sorted(event.fields[key] for event in events)


# In order of precedence: the first that gives a detail is the outcome. The worst that happened counts,
# and what a kernel died of counts before what was seen until then.
RULES = (
    ("oops", oops),
    ("panic", panic),
    ("hang", hang),
    ("refused before kexec", refused),
    ("wrong data", wrong),
    ("session unreachable", unreachable),
    ("nothing handed over", nothing),
    ("warning", warning),
    ("works", works),
)
WORDS = tuple(word for word, rule in RULES)
KILLED = re.compile(r"Kernel panic - not syncing: Attempted to kill init! exitcode=0x0*([0-9a-f]+)$")


def ended(console):
    """By what the init said, not by a reset."""
    return any(event.name in ("end", "refused") for event in console.events)


def check(console):
    """Whether an outcome can be read from it at all: the writer has to reach its init, and no init may
    fail of itself."""
    for event in console.events:
        if event.name == "broken" or event.stage == "init":
            raise HarnessError(shown(event))
    if not console.find("writer", "start"):
        raise HarnessError(f"the writer did not get as far as its init: {console.stopped or 'it ended'}; "
                           f"the last line: {console.last}")
    line = console.first(KILLED)
    # a wait status: an exit is in the upper byte. The reader's init may well be killed by what its
    # kernel was handed; the writer's may not.
    if line and not oops(console):
        status = int(KILLED.search(line.text)[1], 16)
        if status & 0x7f == 0 or line.kernel == "writer":
            raise HarnessError(f"the guest's init ended: {said(line)}")


def classify(text, stopped=None):
    """The word and its detail: the line that decided."""
    console = Console(text, stopped)
    check(console)
    return next((word, detail) for word, rule in RULES for detail in [rule(console)] if detail)
