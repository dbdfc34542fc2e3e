#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""luo-catalog-gen and luo-compat-check beside what one would run instead, on real kernels.

All commands of a group run in turn, round after round, so that a slow moment of the machine meets
all of them; files are in the page cache. The table is Markdown that reads as text.
"""
import argparse
import json
import os
import pathlib
import platform
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["LUOCAT_BUILD"])
CATALOG_GEN = BUILD / "luo-catalog-gen"
COMPAT_CHECK = BUILD / "luo-compat-check"
EMITTER = BUILD / "luo-sysfs-emitter"

# What somebody without luo-compat-check would write: which ids does the reader lack?
JSON_LOAD = "import json, sys; [json.load(open(path)) for path in sys.argv[1:]]"
JQ_PAIR = ("[.[] | [.formats[] | .kind as $k | .versions[] | $k + \" \" + .compatible]]"
           " | .[0] - .[1]")


class Command:
    """One row: a command, and what our rows promise relative to others."""

    def __init__(self, name, argv, once=False, allowed=(0,)):
        self.name = name
        self.argv = [str(word) for word in argv]
        self.once = once
        self.allowed = allowed
        self.seconds = []
        self.rss = 0

    def run(self, wrapper=()):
        start = time.perf_counter()
        # through a pipe: grep stops at its first match where it writes to /dev/null
        process = subprocess.run([*wrapper, *self.argv], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        seconds = time.perf_counter() - start
        if process.returncode not in self.allowed:
            sys.exit(f"bench: {self.name}: exit {process.returncode}: {process.stderr.decode()}")
        return seconds

    def warm_up(self):
        """The first run measures memory. By time(1): what wait4() says of a child of Python is
        never below Python's own size."""
        with tempfile.NamedTemporaryFile() as out:
            seconds = self.run(["/usr/bin/time", "-q", "-f", "%M", "-o", out.name])
            self.rss = int(out.read()) * 1024
        if self.once:
            self.seconds.append(seconds)

    @property
    def best(self):
        return min(self.seconds)

    @property
    def median(self):
        return statistics.median(self.seconds)


def measure(commands, rounds):
    for command in commands:
        command.warm_up()
    for _ in range(rounds):
        for command in commands:
            if not command.once:
                command.seconds.append(command.run())


def table(header, rows):
    cells = [header, *rows]
    width = [max(len(row[i]) for row in cells) for i in range(len(header))]

    def line(row):
        return "| " + " | ".join(cell.ljust(w) if i == 0 else cell.rjust(w)
                                 for i, (cell, w) in enumerate(zip(row, width))) + " |"
    rule = "|" + "|".join("-" * (w + 1) + ("-" if i == 0 else ":")
                          for i, w in enumerate(width)) + "|"
    print(line(header), rule, *map(line, rows), sep="\n")


def report(title, commands):
    ours = commands[0]
    print(f"\n### {title}\n")
    table(["command", "runs", "median ms", "best ms", "peak MB", "times ours"],
          [[c.name, str(len(c.seconds)), f"{c.median * 1e3:.1f}", f"{c.best * 1e3:.1f}",
            f"{c.rss / 1e6:.1f}", f"{c.median / ours.median:.2f}"] for c in commands])


def target(text, value, limit, at_most):
    met = value <= limit if at_most else value >= limit
    print(f"- {text}: {value:.2f}, target {'at most' if at_most else 'at least'} {limit}: "
          f"{'met' if met else 'MISSED'}")


def megabytes(path):
    return f"{path.stat().st_size / 1e6:.0f} MB"


def bench_debian(vmlinux, rounds, pahole):
    ours = Command("luo-catalog-gen", [CATALOG_GEN, "-o", "/dev/null", vmlinux])
    grep = Command("grep -c liveupdate_file_handler", ["grep", "-c", "liveupdate_file_handler", vmlinux],
                   allowed=(0, 1))
    commands = [ours, grep]
    if pahole:
        # made to scan everything; it fails when it does not find the type
        commands.append(Command("pahole -F dwarf -C no_such_type",
                                ["pahole", "-F", "dwarf", "-C", "no_such_type", vmlinux],
                                once=True, allowed=(0, 1)))
    measure(commands, rounds)
    report(f"Debian's vmlinux with DWARF, no LUO ({megabytes(vmlinux)})", commands)
    print()
    target("luo-catalog-gen / grep", ours.median / grep.median, 2, True)
    if pahole:
        target("pahole / luo-catalog-gen", commands[2].median / ours.median, 20, False)
    target("luo-catalog-gen, peak MB", ours.rss / 1e6, 200, True)


def bench_luo(vmlinux, rounds):
    ours = Command("luo-catalog-gen", [CATALOG_GEN, "-o", "/dev/null", vmlinux])
    grep = Command("grep -c liveupdate_file_handler", ["grep", "-c", "liveupdate_file_handler", vmlinux])
    gdb = Command("gdb -batch -ex 'p memfd_luo_handler.compatible'",
                  ["gdb", "-nx", "-batch", "-ex", "p memfd_luo_handler.compatible", vmlinux])
    measure([ours, grep, gdb], rounds)
    report(f"7.3 with LUO ({megabytes(vmlinux)})", [ours, grep, gdb])
    print()
    target("luo-catalog-gen / grep", ours.median / grep.median, 2, True)
    target("gdb / luo-catalog-gen", gdb.median / ours.median, 5, False)


def bench_layouts(luo, debian, rounds):
    """CPU time besides wall time: other work on the machine stretches only the latter."""
    print("\n### luo-catalog-gen without and with layouts, milliseconds, median of "
          f"{rounds * 3} turns\n")
    rows, cpu = [], {}
    for name, path in (("7.3 with LUO", luo), ("Debian's 7.3", debian)):
        seconds = list(map(float, subprocess.run(
            [BUILD / "tests" / "bench" / "layouts", path, str(rounds * 3)], check=True,
            stdout=subprocess.PIPE).stdout.split()))
        cpu[path] = seconds[:2]
        rows.append([f"{name} ({megabytes(path)})", *(f"{s * 1e3:.1f}" for s in seconds)])
    table(["kernel", "CPU without", "CPU with", "wall without", "wall with"], rows)
    print()
    target("CPU time with layouts / without, 7.3 with LUO", cpu[luo][1] / cpu[luo][0], 1.3, True)
    target("milliseconds of CPU that layouts add, Debian's 7.3",
           (cpu[debian][1] - cpu[debian][0]) * 1e3, 50, True)


def bench_pair(writer, reader, rounds, directory):
    catalogs = []
    for number, kernel in enumerate((writer, reader)):
        catalogs.append(directory / f"{number}.json")
        subprocess.run([CATALOG_GEN, "-o", catalogs[-1], kernel / "vmlinux"], check=True)
    table = directory / "formats"
    subprocess.run([EMITTER, "tree", catalogs[0], table], check=True)
    # the catalogs of stock kernels know of no table, which is what it says (1)
    preflight = Command("luo-compat-check preflight NEXT, the state read from a table",
                        [COMPAT_CHECK, "preflight", "--running", catalogs[0], "--state", table,
                         "--next-cmdline=kho=on liveupdate=on", catalogs[1]], allowed=(0, 1, 3))
    commands = [
        Command("luo-compat-check WRITER READER", [COMPAT_CHECK, *catalogs]),
        preflight,
        Command("luo-compat-check WRITER READER of `make static`", [BUILD / "static" / "luo-compat-check", *catalogs]),
        Command("diff", ["diff", *catalogs], allowed=(0, 1)),
        Command("jq, ids that the reader lacks", ["jq", "-s", JQ_PAIR, *catalogs]),
        Command("python3, json.load() of both", [sys.executable, "-c", JSON_LOAD, *catalogs]),
        Command("true: a process that does nothing", ["true"]),
    ]
    measure(commands, rounds * 10)
    report("the pair 7.2 -> 7.3, from catalogs", commands)
    print()
    # what it takes, not what else the machine does: so short a run is seldom left alone
    target("a pair from start to answer, best, milliseconds", commands[0].best * 1e3, 3, True)
    for name, ours in (("luo-compat-check", commands[0]), ("the one of `make static`", commands[2])):
        target(f"python3 / {name}, both from start to end", commands[-2].best / ours.best, 20, False)
    nothing = commands[-1].best
    print(f"- {nothing * 1e3:.2f} ms of it are what starting a process takes on this machine, whatever it does; what "
          f"is beyond that: {(commands[0].best - nothing) * 1e3:.2f} ms of ours, "
          f"{(commands[-2].best - nothing) / (commands[0].best - nothing):.0f} times as much of python3's")
    loads = []
    for _ in range(200):
        start = time.perf_counter()
        for path in catalogs:
            json.loads(path.read_bytes())
        loads.append(time.perf_counter() - start)
    print(f"- json.loads() of both in a Python that runs already, best: {min(loads) * 1e3:.2f} ms; a process "
          "of ours also starts, judges and reports")
    target("pre-flight from start to answer, best, milliseconds", preflight.best * 1e3, 5, True)


SUFFIXES = {"zstd": "zst", "xz": "xz", "gzip": "gz"}  # xz and gzip insist on them


def payload(vmlinuz):
    """The compressed kernel in a bzImage (Documentation/arch/x86/boot.rst), and what unpacks it to nowhere."""
    image = vmlinuz.read_bytes()
    offset, length = struct.unpack_from("<II", image, 0x248)
    packed = image[(image[0x1f1] + 1) * 512 + offset:][:length]
    for magic, command in ((b"\x28\xb5\x2f\xfd", ["zstd", "-tq"]), (b"\xfd7zXZ\0", ["xz", "-t"]),
                           (b"\x1f\x8b", ["gzip", "-t"])):
        if packed.startswith(magic):
            # the four bytes of the unpacked size are no part of the stream, but for gzip
            return packed[:None if command[0] == "gzip" else -4], command
    sys.exit(f"bench: {vmlinuz}: compressed in another way")


def bench_image(shipped, rounds, directory):
    packages = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", shipped / "linux-binary.deb"],
                                stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", directory], stdin=packages.stdout, check=True)
    vmlinuz, = directory.glob("**/vmlinuz*")
    packed, command = payload(vmlinuz)
    (directory / f"payload.{SUFFIXES[command[0]]}").write_bytes(packed)
    ours = Command("luo-catalog-gen", [CATALOG_GEN, "-o", "/dev/null", vmlinuz])
    unpack = Command(" ".join(command), [*command, directory / f"payload.{SUFFIXES[command[0]]}"])
    measure([ours, unpack], rounds)
    report(f"Debian's vmlinuz ({megabytes(vmlinuz)}), beside unpacking it", [ours, unpack])
    print()
    target(f"luo-catalog-gen / {command[0]}", ours.median / unpack.median, 1.5, True)


def bench_modules(shipped, rounds, directory):
    subprocess.run(["dpkg-deb", "-x", shipped / "linux-modules.deb", directory], check=True)
    modules = sorted(directory.glob("**/*.ko.xz"))
    tree, = directory.glob("**/lib/modules/*")
    ours = Command("luo-catalog-gen", [CATALOG_GEN, "-o", "/dev/null", tree])
    modinfo = Command("modinfo", ["modinfo", *modules])
    measure([ours, modinfo], rounds)
    report(f"{len(modules)} compressed modules, installed", [ours, modinfo])
    print()
    target("modinfo / luo-catalog-gen", modinfo.median / ours.median, 1, False)


def bench_compare():
    """Both catalogs are in memory: what luod or a matrix pays for each pair."""
    print("\n### luocat_judge(), two catalogs of 500 formats with 50-member layouts\n")
    seconds = float(subprocess.run([BUILD / "tests" / "bench" / "compare"], check=True,
                                   stdout=subprocess.PIPE).stdout)
    target("milliseconds", seconds * 1e3, 2, True)


def bench_matrix(bases, rounds, directory):
    """N x N. --own: kernels of which no two are judged as one, so that the time grows with N x N."""
    catalogs = []
    for number, kernel in enumerate(bases):
        catalogs.append(directory / f"base{number}.json")
        subprocess.run([CATALOG_GEN, "-o", catalogs[-1], kernel / "vmlinux"], check=True)
    commands = {}
    for name, words, sizes in (("50 trees", [], (100, 300, 1000)), ("all different", ["--own"], (100, 300, 1000))):
        for n in sizes:
            fleet = directory / f"{name}-{n}"
            subprocess.run([sys.executable, TOP / "tests/bench/fleet.py", *words, str(n), fleet, *catalogs],
                           check=True)
            commands[name, n] = Command(f"matrix, {n} kernels, {name}",
                                        [COMPAT_CHECK, "matrix", f"--format=json:{directory}/matrix.json", fleet],
                                        once=words and n == 1000, allowed=(0, 1, 3))
    fleet = directory / "50 trees-1000"
    files = sorted(fleet.iterdir())
    load = Command("python3, json.load() of the 1,000", [sys.executable, "-c", JSON_LOAD, *files])
    measure([*commands.values(), load], min(rounds, 3))
    report(f"matrices; a catalog has {files[0].stat().st_size / 1e3:.0f} KB",
           [commands["50 trees", 1000], *(c for key, c in commands.items() if key != ("50 trees", 1000)), load])
    print()
    ours = commands["50 trees", 1000]
    target("1,000 x 1,000, median, seconds", ours.median, 3, True)
    target("1,000 x 1,000, peak MB", ours.rss / 1e6, 300, True)
    target("1,000 x 1,000, all different, peak MB", commands["all different", 1000].rss / 1e6, 300, True)
    worst = commands["all different", 1000]
    print(f"- a pair of kernels that is like no other: {worst.median / 1000 ** 2 * 1e6:.0f} us of {os.cpu_count()} "
          "processors")


def build_seconds(tree):
    """What the processes of the tree's build took of the processors, when it was built for the cache."""
    try:
        # of the shell, and of what it ran
        _, times = (tree / ".luocat-times").read_text().splitlines()
    except FileNotFoundError:
        sys.exit(f"bench: {tree}: it is not known how long its build took; remove the tree to build it anew")
    return sum(float(minutes) * 60 + float(seconds)
               for minutes, seconds in re.findall(r"(\d+)m([\d.]+)s", times))


# the way in which the cached kernels are built
KERNEL_MAKE = """
cache=$1 here=$2
shift 2
. "$here/lib/kbuild.sh"
kernel_make "$@"
"""


def bench_build(built, directory):
    """The whole build once more, in a copy: trees that are kept are not written to."""
    tree = directory / "linux"
    subprocess.run(["cp", "-a", "--reflink=auto", built, tree], check=True)
    make = ["bash", "-euc", KERNEL_MAKE, "bash", directory, TOP / "tests/kernel", tree]
    subprocess.run([*make, "clean"], check=True)
    build = Command("a build from nothing, without the catalog", make, once=True)
    measure([build], 0)
    return build


def bench_kbuild(tree, rounds, directory, full):
    """The step that CONFIG_LIVEUPDATE_CATALOG adds to a build, by the patched kernel's own Kbuild.

    A build takes minutes and is not part of each run. What is known of it is what it took of the
    processors when the cache was filled; divided by their number that is the least time that it could
    have taken on this machine, so the step's share is never made smaller than it is."""
    for name in ("vmlinux", "modules.order", ".config", "include", "lib", "scripts"):
        (directory / name).symlink_to(tree / name)
    make = ["make", "--no-print-directory", "-rR", "-C", directory]
    step = [*make, "-f", "scripts/Kbuild.luo-catalog", "srctree=.", "objtree=.", "Q=@", "quiet=quiet_",
            f"LUOCATALOG={CATALOG_GEN}", "luo-catalog-wanted=y"]
    commands = [
        Command("a rebuild of nothing", step),
        Command("the catalog", ["sh", "-c", 'rm -f "$0"/.luo-catalog.stamp && exec "$@"', directory,
                                *step]),
        Command("make, for nothing at all", [*make, "-f", "/dev/null", "-q", "/dev/null"]),
    ]
    subprocess.run(step, check=True, stdout=subprocess.DEVNULL)
    measure(commands, rounds)
    if full:
        commands.append(bench_build(tree, directory))
    report("the catalog in a kernel's build", commands)
    print()
    target("milliseconds of a rebuild of nothing", commands[0].median * 1e3, 50, True)
    least = build_seconds(tree) / os.cpu_count()
    target(f"percent of {least:.0f} s, the CPU time of this kernel's build (of the cached tree, not of "
           f"this run) over {os.cpu_count()} processors", commands[1].median / least * 100, 0.5, True)
    if full:
        target(f"percent of {commands[-1].median:.0f} s, a build from nothing in this run",
               commands[1].median / commands[-1].median * 100, 0.5, True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--no-pahole", action="store_true", help="it takes 20 s and 4.5 GB")
    parser.add_argument("--build", action="store_true",
                        help="build a kernel as well: minutes, and 3 GB where TMPDIR says")
    options = parser.parse_args()

    with open(os.environ["LUOCAT_KERNELS"], encoding="utf-8") as lines:
        kernels = {name: pathlib.Path(path) for name, path in map(str.split, lines)}
    print(f"{os.cpu_count()} processors, {platform.machine()}, Linux {platform.release()}; "
          "'times ours': median relative to the first row")
    bench_luo(kernels["7.3"] / "vmlinux", options.rounds)
    bench_debian(kernels["debian"] / "vmlinux", options.rounds, not options.no_pahole)
    bench_layouts(kernels["7.3"] / "vmlinux", kernels["debian"] / "vmlinux", options.rounds)
    with tempfile.TemporaryDirectory(prefix="luocat-bench-") as directory:
        bench_pair(kernels["7.2"], kernels["7.3"], options.rounds, pathlib.Path(directory))
    with tempfile.TemporaryDirectory(prefix="luocat-bench-") as directory:
        bench_matrix([kernels[name] for name in ("7.2", "7.3", "7.3-formats")], options.rounds,
                     pathlib.Path(directory))
    with tempfile.TemporaryDirectory(prefix="luocat-bench-") as directory:
        bench_kbuild(kernels["7.3-formats"], options.rounds, pathlib.Path(directory), options.build)
    for bench in (bench_image, bench_modules):
        with tempfile.TemporaryDirectory(prefix="luocat-bench-") as directory:
            bench(kernels["debian-7.3-cloud"], options.rounds, pathlib.Path(directory))
    bench_compare()


if __name__ == "__main__":
    main()
