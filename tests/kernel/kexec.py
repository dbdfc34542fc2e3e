# SPDX-License-Identifier: GPL-2.0-only
"""One kernel hands over to another in QEMU, and what came of it.

    tests/kernel/kernels.sh python3 tests/kernel/kexec.py WRITER READER [--scenario S]
"""
import argparse
import atexit
import collections
import dataclasses
import functools
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import kernels
import machine
import outcome
import preflight
from outcome import HarnessError, WORDS

HERE = pathlib.Path(__file__).parent
HANDOVER = "kho=on liveupdate=on"
INTERFACE = "include/uapi/linux/liveupdate.h"

# Those of guest/scenario.c, with the kernel parameters that both kernels need for it
SCENARIOS = {
    "memfds": "",           # all kinds of memfd in one session
    "empty": "",
    "page": "",
    "large": "",            # 8 MiB
    "sparse": "",           # holes
    "seals": "",
    "position": "",
    "sessions": "",         # several, one of them without files
    "noexec": "",           # F_SEAL_EXEC
    "letter": "",           # what luocat.letter= tells the writer alone
    "spoilt": "",           # the writer preserves other than the reader expects: a test of the test
    "nothing": "",          # no session at all
    "refused": "",          # a session, and a file that no handler takes
    "reserve-mem": "reserve_mem=2M:4096:luocat",
}


@dataclasses.dataclass(frozen=True)
class Setup:
    """Who hands what over to whom. Kernels go by their names in kernels.directories(); each side has its
    kernel parameters, to which others (kho=off, say) may be given instead. steps are what the writer does
    before the kexec (guest/steps.c) if it is more than to preserve; with --preflight, what we advise."""

    writer: str
    reader: str
    scenario: str = "memfds"
    writer_cmdline: str = HANDOVER
    reader_cmdline: str = HANDOVER
    hardware: tuple = machine.HARDWARE
    steps: tuple = ()


# word: one of outcome.WORDS; detail: the line of the console that decided
Outcome = collections.namedtuple("Outcome", "word detail seconds console_path")


@functools.lru_cache(maxsize=None)
def scratch():
    """A place that goes when the process does."""
    directory = tempfile.mkdtemp(prefix="luocat-kexec-")
    atexit.register(shutil.rmtree, directory)
    return pathlib.Path(directory)


def compile_static(compiler, program, sources, *options):
    command = [compiler, "-D_GNU_SOURCE", "-std=gnu11", "-O2", "-static", "-s",
               *options, "-o", str(program), *map(str, sources)]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if result.returncode:
        raise HarnessError(f"{program.name}: {result.stdout.decode(errors='replace')}")


@functools.lru_cache(maxsize=None)
def headers(name):
    """A folder for -I with this kernel's LUO interface, which the machine's own headers may lack."""
    folder = scratch() / f"include-{name}"
    (folder / "linux").mkdir(parents=True, exist_ok=True)
    shutil.copy(kernels.directories()[name] / INTERFACE, folder / "linux")
    return folder


@functools.lru_cache(maxsize=None)
def init(architecture):
    """The guest's init, for all kernels: the interface of 7.2 and 7.3 is the same, and any tree has it."""
    program = scratch() / f"init-{architecture.image}"
    tree = next(name for name, path in kernels.directories().items() if (path / INTERFACE).exists())
    compile_static(architecture.compiler, program, sorted((HERE / "guest").glob("*.c")), f"-I{headers(tree)}")
    return program


def initramfs(path, files):
    """A newc archive of files by name."""
    with tempfile.TemporaryDirectory(dir=path.parent) as root:
        names = []
        for name, source in files.items():
            target = pathlib.Path(root, name)
            if target.parent != pathlib.Path(root):
                target.parent.mkdir(exist_ok=True)
                names.append(os.path.dirname(name))
            shutil.copy(source, target)
            names.append(name)
        with open(path, "wb") as archive:
            result = subprocess.run(
                ["cpio", "--quiet", "-o", "-H", "newc", "-R", "0:0"], cwd=root, stdout=archive,
                stderr=subprocess.PIPE, input="".join(f"{name}\n" for name in dict.fromkeys(names)).encode(),
                check=False)
    if result.returncode:
        raise HarnessError(f"cpio: {result.stderr.decode(errors='replace').strip()}")
    return path


def boot(setup, parameters, directory, extra=None, watch=None):
    """Both kernels, one after the other: the text of the console, and why the machine was stopped.
    parameters are for both kernels; extra are files for both, by name."""
    directory = pathlib.Path(directory)
    console = directory / "console.txt"
    architecture = kernels.architecture(setup.writer)
    if kernels.architecture(setup.reader) != architecture:
        raise HarnessError(f"{setup.writer} and {setup.reader} are not for one machine")
    with tempfile.TemporaryDirectory(dir=directory) as temporary:
        parts = pathlib.Path(temporary)
        files = {"init": init(architecture), **(extra or {})}
        cmdline = parts / "cmdline"
        cmdline.write_text(machine.cmdline(
            architecture, f"{setup.reader_cmdline} {parameters} luocat.stage=reader\n"))
        following = initramfs(parts / "reader.cpio", files)
        if setup.steps:
            files.update(preflight.files(setup.writer, setup.reader, setup.steps, parts))
        archive = initramfs(parts / "writer.cpio", {
            **files, "next/kernel": kernels.image(setup.reader), "next/initramfs": following,
            "next/cmdline": cmdline})
        return machine.run(architecture, kernels.image(setup.writer), archive,
                           f"{setup.writer_cmdline} {parameters} luocat.stage=writer", console, watch,
                           setup.hardware)


def run(setup, directory, watch=None):
    """The outcome; what was printed is in directory, and goes to the binary file watch as it comes."""
    parameters = f"{SCENARIOS[setup.scenario]} luocat.scenario={setup.scenario}".strip()
    start = time.monotonic()
    text, stopped = boot(setup, parameters, directory, watch=watch)
    word, detail = outcome.classify(text, stopped)
    return Outcome(word, detail, time.monotonic() - start, pathlib.Path(directory) / "console.txt")


def main():
    if "LUOCAT_KERNELS" not in os.environ:
        sys.exit("kexec.py: started without tests/kernel/kernels.sh, which builds the kernels")
    parser = argparse.ArgumentParser(description="let one kernel hand over to another in QEMU")
    parser.add_argument("writer", metavar="WRITER", choices=kernels.directories())
    parser.add_argument("reader", metavar="READER", choices=kernels.directories())
    parser.add_argument("--scenario", choices=SCENARIOS, default=Setup.scenario)
    parser.add_argument("--writer-cmdline", default=HANDOVER, help="instead of: %(default)s")
    parser.add_argument("--reader-cmdline", default=HANDOVER, help="instead of: %(default)s")
    parser.add_argument("--preflight", action="store_true",
                        help="let the writer ask luo-compat-check preflight --apply, and obey")
    arguments = vars(parser.parse_args())
    if arguments.pop("preflight"):
        arguments["steps"] = preflight.obeyed(arguments["reader"])
    setup = Setup(**arguments)
    with tempfile.TemporaryDirectory() as directory:
        try:
            result = run(setup, directory, sys.stdout.buffer)
        except HarnessError as error:
            sys.exit(f"kexec.py: {error}")
    print(f"\n{setup.writer} -> {setup.reader}, {setup.scenario}: {result.word} ({result.detail}; "
          f"{result.seconds:.1f} s)")


if __name__ == "__main__":
    main()
