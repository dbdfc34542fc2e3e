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
import support
from pairs import PAIRS, Pair  # pylint: disable=unused-import

HERE = pathlib.Path(__file__).parent
PAGE = HERE / "truth.md"
README = support.TOP / "README.md"

COMPATIBLE = "compatible"
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

Verdict = collections.namedtuple("Verdict", "word consequence text")


def contradictions(pair):
    """What a row of the table must not say, whatever the kernels do."""
    passes = pair.verdict == COMPATIBLE
    works = pair.outcome == WORKS
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
    if not passes and not works and pair.outcome not in CONSEQUENCES.get(pair.consequence, ()):
        yield f"{pair.consequence} does not look like \"{pair.outcome}\""
    if pair.outcome not in outcome.WORDS:
        yield f"no outcome: {pair.outcome}"


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
    document = support.run("luo-compat-check", *options, "--format=json", *paths).json("verdict")
    question, = document["questions"]
    deciding = [f for f in question["findings"] if f["severity"] in ("incompatible", "unknown")]
    consequence = min((f["consequence"] for f in deciding), key=ORDER.index, default=None)
    text = support.run("luo-compat-check", *options, *paths).out
    return Verdict(question["outcome"], consequence, text)


def visible(pair, directory):
    """What differs between the catalogs of a blind spot: nothing may, or it is a rule's fault."""
    result = support.run("luo-compat-check", "diff", "--format=json", *catalogs(pair, directory))
    return {change["fact"] for change in result.json("diff")["changes"]} - {"build_id"}


def boot(pair, directory):
    """The outcome, and in how many tries. QEMU on a machine with much else to do has lost a timer's
    interrupt, once in some hundred runs: a hang that nobody expects has to happen twice."""
    setup = kexec.Setup(pair.writer, pair.reader, pair.scenario, pair.writer_cmdline, pair.reader_cmdline)
    result = kexec.run(setup, directory)
    if result.word != "hang" or pair.outcome == "hang":
        return result, 1
    return kexec.run(setup, directory), 2


def complaints(pair, verdict, result):
    """Where the two answers are not those of the table."""
    if (verdict.word, verdict.consequence) != (pair.verdict, pair.consequence):
        yield (f"luocat says {verdict.word} ({verdict.consequence}), not {pair.verdict} "
               f"({pair.consequence}):\n{verdict.text}")
    if result.word != pair.outcome:
        console = result.console_path.read_text(errors="replace")
        yield f"the kexec gave \"{result.word}\" ({result.detail}), not \"{pair.outcome}\":\n{console}"


Answer = collections.namedtuple("Answer", "pair verdict seconds tries complaints detail")


def ask(pair):
    """Both answers; what is wrong with them is in complaints."""
    with tempfile.TemporaryDirectory() as directory:
        verdict = judge(pair, directory)
        result, tries = boot(pair, directory)
        found = list(complaints(pair, verdict, result))
        if pair.blind and visible(pair, directory):
            found.append("a blind spot, and the catalogs differ")
        return Answer(pair, verdict, result.seconds, tries, found, f"{result.word}: {result.detail}")


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
    return pair.verdict + (f": {pair.consequence}" if pair.consequence else "")


def aligned(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "".join("  ".join(map(str.ljust, row, widths)).rstrip() + "\n" for row in rows)


def as_text(answers):
    rows = [("WRITER", "READER", "WITH", "LUOCAT", "KEXEC", "AGREE", "SECONDS")]
    for answer in answers:
        pair = answer.pair
        agree = "NO" if answer.complaints else agreement(pair)
        rows.append((pair.writer, pair.reader, setting(pair), says(pair), pair.outcome, agree,
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
        lines.append(f"| {pair.writer} | {pair.reader} | {shows} | {says(pair)} | {pair.outcome} | "
                     f"{agree} |")
    return "\n".join(lines) + "\n"


HEAD = """\
# What luocat says, and what a kexec did

Made from pairs.py by `truth.py --pages`; `make check-kernel-full` boots every pair, `make check-kernel` those
that README.md shows. Kernels without a release are 7.3 with one edit (variants/). luocat knows no more than the
two `vmlinux` and the command lines. "stricter" is followed by the reason why luocat does not pass what worked
here; a "BLIND SPOT" is what no catalog can show.

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
