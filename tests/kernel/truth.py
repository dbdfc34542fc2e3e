#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The table of truth: what luo-compat-check says of pairs of kernels, beside what a kexec in QEMU did.

    tests/kernel/kernels.sh [--full] python3 tests/kernel/truth.py [--all] [PATTERN]
    python3 tests/kernel/truth.py --pages    write what README.md and truth.md show, from pairs.py

pairs.py says what is expected; here are the two answers, and whether they agree.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import sys
import tempfile

import kernels
import kexec
import outcome
import preflight
import support
from pairs import PAIRS, Pair  # pylint: disable=unused-import

HERE = pathlib.Path(__file__).parent
PAGE = HERE / "truth.md"
README = support.TOP / "README.md"

COMPATIBLE = "compatible"
PLANNED = "compatible-with-plan"
STATUS = {COMPATIBLE: 0, PLANNED: 3, "incompatible": 1, "unknown": 1}
WORKS = "works"

# What each consequence looks like when it comes to pass. None: luocat says that bytes mean something
# else and not what comes of it, so that everything but success bears it out.
CONSEQUENCES = {
    "panic": {"panic"},
    # a writer without KHO or LUO has no /dev/liveupdate, and its user notices before
    "nothing-handed-over": {"nothing handed over", "refused before kexec"},
    "sessions-unreachable": {"session unreachable"},
    "data-lost": {"nothing handed over"},
    None: set(outcome.WORDS) - {WORKS},
}
# worst first
ORDER = ("panic", "nothing-handed-over", "sessions-unreachable", "data-lost", "ignored", None)

# The one version of memfd that hands the file's mode over (variants/7.3-sysfs)
WITH_MODE = "memfd-v3"

Verdict = collections.namedtuple("Verdict", "word consequence text")


def contradictions(pair):
    """What a row of the table must not say, whatever the kernels do."""
    plan = pair.verdict == PLANNED
    # of a kexec that nobody prepared
    happens = pair.without if plan else pair.outcome
    passes = pair.verdict == COMPATIBLE
    works = happens == WORKS
    if pair.stricter and (passes or not works):
        yield "a reason for being stricter than the run, and luocat is not"
    if works and not passes and not pair.stricter:
        yield "stricter than the run without a reason"
    if pair.blind and (works or not passes):
        yield "a blind spot that is none"
    if passes and not works and not pair.blind:
        yield "compatible, and it does not work"
    if passes and pair.consequence:
        yield "compatible, and with a consequence"
    if not passes and not works and happens not in CONSEQUENCES.get(pair.consequence, ()):
        yield f"{pair.consequence} does not look like \"{happens}\""
    if not {pair.outcome, happens} <= set(outcome.WORDS):
        yield f"no outcome: {pair.outcome}, {happens}"
    yield from contradictions_of_plan(pair, plan)


def contradictions_of_plan(pair, plan):
    if plan and pair.outcome != WORKS:
        yield "a plan, and it does not work with it"
    if plan and not pair.preflight:
        yield "a plan, and nobody applies it"
    if not plan and pair.without:
        yield "an outcome without the plan, and there is none"
    if pair.goes_as and not pair.preflight:
        yield "a version that is written, and nobody looks"


def agreement(pair):
    if pair.blind:
        return "BLIND SPOT"
    return "stricter" if pair.stricter else "yes"


# ---- The two answers ----

def catalogs(pair, directory):
    """Files of the writer's and the reader's catalogs, from their vmlinux."""
    paths = []
    for side in ("writer", "reader"):
        paths.append(pathlib.Path(directory, f"{side}.json"))
        paths[-1].write_text(kernels.text(kernels.vmlinux(getattr(pair, side))))
    return paths


def judge(pair, directory):
    """luo-compat-check's answer."""
    paths = catalogs(pair, directory)
    options = [f"--cmdline={pair.writer_cmdline}", f"--next-cmdline={pair.reader_cmdline}"]
    if pair.in_use is not None:
        options.append(f"--in-use={pair.in_use}")
    result = support.run("luo-compat-check", *options, "--format=json", *paths)
    question, = result.json("verdict")["questions"]
    assert result.status == STATUS[question["outcome"]], result.out
    deciding = [f for f in question["findings"] if f["severity"] in ("incompatible", "unknown", "plan")]
    consequence = min((f["consequence"] for f in deciding), key=ORDER.index, default=None)
    text = support.run("luo-compat-check", *options, *paths).out
    return Verdict(question["outcome"], consequence, text)


def visible(pair, directory):
    """What differs between the catalogs of a blind spot: nothing may, or it is a rule's fault."""
    result = support.run("luo-compat-check", "diff", "--format=json", *catalogs(pair, directory))
    return {change["fact"] for change in result.json("diff")["changes"]} - {"build_id"}


# One kexec of a pair: what is said of it, the writer's steps, and the expected outcome
Run = collections.namedtuple("Run", "label steps outcome")


def runs(pair):
    """With our pre-flight and without, where that makes a difference; the row's own outcome first."""
    if not pair.preflight:
        return [Run("", (), pair.outcome)]
    careful = preflight.obeyed(pair.reader)
    if pair.verdict == COMPATIBLE:
        return [Run("", careful, pair.outcome)]
    if pair.verdict == PLANNED:
        return [Run("", careful, pair.outcome), Run("without the plan", (), pair.without)]
    return [Run("", (), pair.outcome), Run("with the pre-flight", careful, "refused before kexec")]


def boot(pair, run, directory):
    """The outcome, and in how many tries. QEMU on a machine with much else to do has lost a timer's
    interrupt, once in some hundred runs: a hang that nobody expects has to happen twice."""
    setup = kexec.Setup(pair.writer, pair.reader, pair.scenario, pair.writer_cmdline, pair.reader_cmdline,
                        steps=run.steps)
    result = kexec.run(setup, directory)
    if result.word != "hang" or run.outcome == "hang":
        return result, 1
    return kexec.run(setup, directory), 2


def complaints(pair, verdict):
    """Where luo-compat-check's answer is not the table's."""
    if (verdict.word, verdict.consequence) != (pair.verdict, pair.consequence):
        yield (f"luocat says {verdict.word} ({verdict.consequence}), not {pair.verdict} "
               f"({pair.consequence}):\n{verdict.text}")


def complaints_of_run(pair, run, result):
    """Where a kexec was not as the table says."""
    text = result.console_path.read_text(errors="replace")
    console = outcome.Console(text)
    found = []
    if result.word != run.outcome:
        found.append(f"gave \"{result.word}\" ({result.detail}), not \"{run.outcome}\"")
    if run.steps:
        want = str(0 if pair.verdict in (COMPATIBLE, PLANNED) else 1)
        said = [event.fields["status"] for event in console.find("writer", "ran")]
        if said != [want]:
            found.append(f"its pre-flight ended with {said}, not {want}")
    found += complaints_of_version(console, pair.goes_as if run.steps else None)
    return [f"the kexec {run.label} {complaint}:\n{text}" for complaint in found]


def complaints_of_version(console, goes_as):
    """What was written, by the writer's table, and what arrived of it. The mode, a member of one version
    only, and the FLB of that version come and go with it."""
    formats = [event.fields for event in console.find("writer", "format")]
    used = {fields["directory"] for fields in formats
            if fields["kind"] == "file-handler" and fields["in_use"] != "0"}
    if goes_as and used != {goes_as}:
        yield f"wrote {sorted(used)}, not {goes_as}"
    for fields in formats:
        if fields["kind"] == "flb" and fields["in_use"] != str(int(WITH_MODE in used)):
            yield f"has {fields['in_use']} of {fields['directory']}"
    for event in console.find("reader", "mode"):
        kept = event.fields["found"] == event.fields["written"]
        # neither is wrong data, and an outcome
        if not console.find("reader", "wrong") and kept != (WITH_MODE in used):
            yield f"has a mode that is {'kept' if kept else 'lost'} in {sorted(used)}"


Answer = collections.namedtuple("Answer", "pair verdict seconds tries complaints detail")


def ask(pair):
    """Both answers; what is wrong with them is in complaints."""
    with tempfile.TemporaryDirectory() as directory:
        verdict = judge(pair, directory)
        found = list(complaints(pair, verdict))
        seconds, tries, details = 0, 1, []
        for run in runs(pair):
            result, needed = boot(pair, run, directory)
            found += complaints_of_run(pair, run, result)
            seconds, tries = max(seconds, result.seconds), max(tries, needed)
            details.append(f"{run.label} {result.word}: {result.detail}".strip())
        if pair.blind and visible(pair, directory):
            found.append("a blind spot, and the catalogs differ")
        return Answer(pair, verdict, seconds, tries, found, "; ".join(details))


def ask_all(pairs, done=lambda answer: None):
    """Answers in the order of pairs, a few at a time; done is called for each."""
    # catalogs are made once each, and not by two threads at a time
    for pair in pairs:
        kernels.text(kernels.vmlinux(pair.writer))
        kernels.text(kernels.vmlinux(pair.reader))
        kexec.init(kernels.architecture(pair.writer))
    # one boot keeps little more than one processor busy
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        answers = []
        for answer in pool.map(ask, pairs):
            done(answer)
            answers.append(answer)
    return answers


# ---- The table for people ----

def setting(pair):
    """What is special about a run, and what luo-compat-check was told of it."""
    parts = [pair.scenario] if pair.scenario != "memfds" else []
    parts += [f"{side}: {told}" for side, told in (("writer", pair.writer_cmdline),
                                                   ("reader", pair.reader_cmdline))
              if told != kexec.HANDOVER]
    parts += [f"--in-use={pair.in_use or chr(39) * 2}"] if pair.in_use is not None else []
    return ", ".join(parts)


def says(pair):
    if pair.verdict == PLANNED:
        return "compatible with a plan"
    return pair.verdict + (f": {pair.consequence}" if pair.consequence else "")


def happens(pair):
    return pair.outcome + (f"; without the plan: {pair.without}" if pair.without else "")


def aligned(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "".join("  ".join(map(str.ljust, row, widths)).rstrip() + "\n" for row in rows)


def as_text(answers):
    rows = [("WRITER", "READER", "WITH", "LUOCAT", "KEXEC", "AGREE", "SECONDS")]
    for answer in answers:
        pair = answer.pair
        agree = "NO" if answer.complaints else agreement(pair)
        rows.append((pair.writer, pair.reader, setting(pair), says(pair), happens(pair), agree,
                     f"{answer.seconds:.1f}" + (" 2nd try" if answer.tries > 1 else "")))
    slowest = max(answer.seconds for answer in answers)
    return f"{aligned(rows)}{len(answers)} pairs, the slowest in {slowest:.1f} s\n"


def as_markdown(pairs):
    lines = ["| writer | reader | what it shows | luocat | kexec | agree |",
             "| --- | --- | --- | --- | --- | --- |"]
    for pair in pairs:
        shows = pair.shows + (f" (`{setting(pair)}`)" if setting(pair) else "")
        reason = pair.stricter or pair.blind
        agree = agreement(pair) + (f": {reason}" if reason else "")
        lines.append(f"| {pair.writer} | {pair.reader} | {shows} | {says(pair)} | {happens(pair)} | "
                     f"{agree} |")
    return "\n".join(lines) + "\n"


HEAD = """\
# What luocat says, and what a kexec did

Made from pairs.py by `truth.py --pages`; `make check-kernel-full` boots every pair, `make check-kernel` those
that README.md shows. Kernels without a release are 7.3 with one edit (variants/); sysfs-... are 7.3-sysfs, which
has the table of formats, with one. luocat knows no more than the two `vmlinux` and the command lines. "stricter"
is followed by the reason why luocat does not pass what worked here; a "BLIND SPOT" is what no catalog can show.

A pair with a plan is booted twice. First luo-compat-check, linked statically, runs in the writer as
`preflight --apply` before anything is preserved; then without it. It is asked as well by the writers that obey
enable_write, and by one that does not, where no plan is needed or none helps: there it ends with 1, and a kexec
all the same gives what the table says.

"""


def pages():
    """{path: text} of what is shown of the table."""
    readme = README.read_text()
    table = re.compile(r"\| writer \| reader \| what it shows .*?\n\n", re.S)
    assert len(table.findall(readme)) == 1, "README.md has one table of truth"
    return {PAGE: HEAD + as_markdown(PAIRS),
            README: table.sub(lambda _: as_markdown(chosen()) + "\n", readme)}


def chosen():
    return [pair for pair in PAIRS if pair.chosen]


# ---- As a program ----

def main():
    parser = argparse.ArgumentParser(description="hold luocat's verdicts against what kernels do")
    parser.add_argument("--all", action="store_true", help="all pairs, not only the chosen ones")
    parser.add_argument("--pages", action="store_true", help="write README.md and truth.md, and boot nothing")
    parser.add_argument("pattern", nargs="?", default="", help="only pairs whose line matches this")
    arguments = parser.parse_args()
    if arguments.pages:
        for path, text in pages().items():
            path.write_text(text)
        return
    pairs = [pair for pair in (PAIRS if arguments.all else chosen())
             if re.search(arguments.pattern, f"{pair.writer} -> {pair.reader} {setting(pair)}")]
    if not pairs:
        sys.exit("truth.py: no such pair")

    def show(answer):
        print(f"{answer.pair.writer} -> {answer.pair.reader} {setting(answer.pair)}: {answer.detail}",
              flush=True)
        for complaint in answer.complaints:
            print(complaint, flush=True)

    answers = ask_all(pairs, show)
    print("\n" + as_text(answers), end="")
    sys.exit(any(answer.complaints for answer in answers))


if __name__ == "__main__":
    main()
