# SPDX-License-Identifier: GPL-2.0-only
"""Pairs of kernels, what luocat says of each, and what a kexec in QEMU does: reviewed by a person.

truth.py holds each against both. A row that changes is a fact that changed: find out why before editing.
"""
import dataclasses
import typing

from kexec import HANDOVER


@dataclasses.dataclass(frozen=True)
class Pair:
    """verdict and consequence are luo-compat-check's, outcome is one of outcome.WORDS. Kernels go by their
    names in kernels.directories(); the command lines are for the kexec and for luo-compat-check.

    With preflight, the writer asks our pre-flight before it preserves anything, and obeys: a plan is applied,
    and where there is none for a pair that does not pass, it does not kexec. outcome is then what came of it
    where it passes, and of a kexec all the same where it does not."""

    writer: str
    reader: str
    verdict: str
    consequence: typing.Optional[str]
    outcome: str
    shows: str
    scenario: str = "memfds"
    writer_cmdline: str = HANDOVER
    reader_cmdline: str = HANDOVER
    in_use: typing.Optional[str] = None  # --in-use
    stricter: typing.Optional[str] = None  # why it does not pass what worked
    blind: typing.Optional[str] = None  # why luocat cannot see that it does not work
    preflight: bool = False
    without: typing.Optional[str] = None  # of a pair with a plan: the outcome without it
    goes_as: typing.Optional[str] = None  # the version of memfd that was written; the table says so
    chosen: bool = False  # in check-kernel and README.md


def passes(writer, reader, shows, **more):
    return Pair(writer, reader, "compatible", None, "works", shows, **more)


def fails(writer, reader, consequence, outcome, shows, **more):
    return Pair(writer, reader, "incompatible", consequence, outcome, shows, **more)


def drifts(writer, reader, outcome, shows, **more):
    return Pair(writer, reader, "incompatible", None, outcome, shows, **more)


def asked(writer, reader, goes_as, shows, **more):
    return passes(writer, reader, shows, preflight=True, goes_as=goes_as, **more)


def planned(writer, reader, goes_as, without, shows, **more):
    consequence, outcome = without
    return Pair(writer, reader, "compatible-with-plan", consequence, "works", shows, preflight=True,
                goes_as=goes_as, without=outcome, **more)


def refused(writer, reader, consequence, outcome, shows, **more):
    return fails(writer, reader, consequence, outcome, shows, preflight=True, **more)


FIRST_WINS = "which of the two is registered first no image shows, and a stock kernel writes that one"
LOW_BITS = "only the low bits have a meaning today; one above them would be lost"
ORDER_0 = "the order that is written is 0; above 255 it would not fit"
SAME_DEPTH = "keys of 53 and of 54 bits give the tree the same depth; others do not"
NO_USER = "nothing uses the new member yet; what would be read for it is whatever lies there"
PANIC = ("panic", "panic")
NOTHING = ("nothing-handed-over", "nothing handed over")
UNREACHABLE = ("sessions-unreachable", "session unreachable")

PAIRS = (
    # ---- Stock releases ----
    passes("7.2", "7.3", "an update", chosen=True),
    passes("7.3", "7.2", "its rollback", chosen=True),
    passes("7.3", "7.3", "several sessions", scenario="sessions"),
    passes("7.2", "7.3", "memory that reserve_mem= keeps", scenario="reserve-mem"),

    # ---- Strings ----
    refused("7.3", "luo-v6", *PANIC, "LUO's string", chosen=True),
    fails("luo-v6", "7.3", *PANIC, "LUO's string, the other way"),
    fails("7.3", "luo-v6", *PANIC, "LUO's string, with nothing preserved", scenario="nothing", in_use=""),
    fails("7.3", "kho-v5", *NOTHING, "KHO's string", chosen=True),
    fails("kho-v5", "7.3", *NOTHING, "KHO's string, the other way"),
    fails("7.3", "memfd-v3", *UNREACHABLE, "memfd's string", chosen=True),
    fails("memfd-v3", "7.3", *UNREACHABLE, "memfd's string, the other way"),
    passes("7.3", "memfd-v3", "memfd's string, with nothing preserved", scenario="nothing", in_use="",
           chosen=True),
    fails("7.3", "reserve-mem-v2", "data-lost", "nothing handed over", "reserve_mem='s string",
          scenario="reserve-mem"),
    passes("7.3", "reserve-mem-v2", "reserve_mem='s string, with memfds only", in_use="memfd"),

    # ---- Two versions of one format ----
    passes("7.3", "memfd-v2-and-v3", "a reader of two versions", chosen=True),
    passes("memfd-v3", "memfd-v2-and-v3", "a reader of two versions"),
    passes("memfd-v2-and-v3", "memfd-v2-and-v3", "two versions in both"),
    Pair("memfd-v2-and-v3", "memfd-v3", "incompatible", "sessions-unreachable", "works",
         "a writer of two versions, the readable one first", stricter=FIRST_WINS),
    fails("memfd-v2-and-v3", "7.3", *UNREACHABLE, "a writer of two versions, the unreadable one first",
          chosen=True),
    Pair("memfd-v3-and-v2", "7.3", "incompatible", "sessions-unreachable", "works",
         "a writer of two versions, registered in the other order", stricter=FIRST_WINS),

    # ---- What is there, and switched on ----
    fails("7.3", "no-liveupdate", *NOTHING, "a reader without LUO", chosen=True),
    fails("7.3", "no-kho", *NOTHING, "a reader without KHO"),
    fails("7.3", "no-memfd", *UNREACHABLE, "a reader without a handler for memfds"),
    fails("no-liveupdate", "7.3", "nothing-handed-over", "refused before kexec", "a writer without LUO"),
    fails("no-liveupdate", "no-liveupdate", "nothing-handed-over", "refused before kexec", "neither has LUO"),
    fails("7.3", "7.3", *NOTHING, "the reader's command line", reader_cmdline="kho=on liveupdate=off",
          chosen=True),
    fails("7.3", "7.3", *NOTHING, "the reader's command line", reader_cmdline="liveupdate=on kho=0"),
    fails("7.3", "7.3", "nothing-handed-over", "refused before kexec", "the writer's command line",
          writer_cmdline="liveupdate=on kho=off"),
    fails("7.3", "7.3", "nothing-handed-over", "refused before kexec", "the writer's command line",
          writer_cmdline="kho=on"),
    passes("7.3", "7.3", "quotes, values and the last word",
           writer_cmdline='kho=off "kho=on" liveupdate="Y"',
           reader_cmdline="kho=1 kho=maybe liveupdate=on -- liveupdate=off"),
    fails("7.3", "luo-v6", *PANIC, "LUO's string, in a reader with LUO off",
          reader_cmdline="kho=on liveupdate=off"),

    # ---- FLBs on one side ----
    Pair("liveupdate-test", "7.3", "incompatible", "data-lost", "works", "FLBs of the writer only",
         stricter="the files arrive, their FLBs' data do not; these FLBs are a test's, and nobody misses them"),
    Pair("7.3", "liveupdate-test", "unknown", None, "warning", "FLBs of the reader only"),
    passes("liveupdate-test", "liveupdate-test", "FLBs of both"),

    # ---- The same strings, another layout: nobody can tell what comes of it ----
    passes("7.3", "renamed", "a member with another name", chosen=True),
    passes("renamed", "7.2", "a member with another name, and another release"),
    drifts("7.3", "drift-middle", "oops", "a member in the middle of memfd's struct", chosen=True),
    drifts("drift-middle", "7.3", "wrong data", "a member in the middle, the other way"),
    drifts("7.3", "drift-front", "oops", "a member in front of memfd's struct"),
    drifts("7.3", "drift-end", "works", "a member behind memfd's struct", stricter=NO_USER),
    drifts("drift-end", "7.3", "works", "a member behind memfd's struct, the other way", stricter=NO_USER),
    drifts("7.3", "drift-swap", "wrong data", "two members of one type that changed places", chosen=True),
    drifts("drift-swap", "7.3", "wrong data", "two members that changed places, the other way"),
    drifts("7.2", "drift-middle", "oops", "a member in the middle, and another release"),
    drifts("drift-middle", "drift-swap", "wrong data", "two edits of one struct"),
    drifts("7.3", "drift-widened", "oops", "a member of memfd's struct that is wider"),
    drifts("7.3", "drift-bit-field", "works", "a bit-field that is split", stricter=LOW_BITS),
    drifts("drift-bit-field", "7.3", "works", "a bit-field that is split, the other way", stricter=LOW_BITS),
    drifts("7.3", "drift-element", "oops", "a member behind the element of an array"),
    drifts("7.3", "drift-foreign", "works", "a member of kho_vmalloc, which memfd embeds, is narrower",
           stricter=ORDER_0),
    drifts("drift-foreign", "7.3", "works", "a member of kho_vmalloc is narrower, the other way",
           stricter=ORDER_0),
    drifts("7.3", "drift-chunk", "session unreachable", "the element of an array in a type of kho_vmalloc"),
    drifts("7.3", "drift-enum", "works", "an enumerator that shapes KHO's tree", stricter=SAME_DEPTH),
    drifts("drift-enum", "7.3", "works", "an enumerator that shapes KHO's tree, the other way",
           stricter=SAME_DEPTH),
    drifts("7.3", "drift-vmalloc", "oops", "the members of kho_vmalloc in another order"),
    drifts("7.3", "drift-radix", "panic", "an enumerator: KHO's tree has one more level"),
    drifts("7.3", "drift-session", "oops", "the members of a session of LUO in another order"),
    drifts("7.3", "drift-luo", "panic", "a member in the middle of LUO's struct"),
    drifts("drift-luo", "7.3", "nothing handed over", "a member in the middle of LUO's struct, the other way"),
    drifts("7.3", "drift-block", "oops", "the header of LUO's lists"),
    drifts("7.3", "drift-nested", "session unreachable", "a type inside a session of LUO is larger"),
    drifts("7.3", "drift-file", "oops", "two members of one type of LUO's files"),
    drifts("7.3", "drift-array", "works", "the bound of an array in LUO's FLBs",
           stricter="no FLB is preserved here; of one, data and count would be read from elsewhere"),
    passes("7.3", "drift-metadata", "kexec-metadata, which kernels only show"),

    # ---- Releases and edits together ----
    fails("7.2", "luo-v6", *PANIC, "LUO's string, and another release"),
    fails("7.2-luo-v6", "7.3", *PANIC, "LUO's string, the other way"),
    passes("7.2-luo-v6", "luo-v6", "LUO's string in both"),
    fails("7.2-kho-v5", "7.3", *NOTHING, "KHO's string, and another release"),
    fails("memfd-v3", "luo-v6", *PANIC, "LUO's string and memfd's"),
    fails("kho-v5", "luo-v6", *NOTHING, "KHO's string and LUO's: KHO's is looked at first"),
    fails("7.2", "memfd-v3", *UNREACHABLE, "memfd's string, and another release"),
    fails("7.2-memfd-v3", "7.3", *UNREACHABLE, "memfd's string, the other way"),
    passes("7.2-memfd-v3", "memfd-v3", "memfd's string in both"),
    passes("7.2-drift-middle", "drift-middle", "the same edit in both"),
    passes("7.2", "memfd-v2-and-v3", "a reader of two versions, and another release"),
    fails("kho-v5", "no-liveupdate", *NOTHING, "KHO's string, and a reader without LUO"),

    # ---- arm64, on QEMU's virt ----
    passes("7.3-arm64", "7.3-arm64", "arm64"),
    passes("7.3-arm64", "7.3-arm64", "arm64, and memory that reserve_mem= keeps", scenario="reserve-mem"),
    fails("7.3-arm64", "7.3-arm64-luo-v6", *PANIC, "arm64, LUO's string"),
    fails("7.3-arm64-luo-v6", "7.3-arm64", *PANIC, "arm64, LUO's string, the other way"),
    fails("7.3-arm64", "7.3-arm64-kho-v5", *NOTHING, "arm64, KHO's string"),
    fails("7.3-arm64", "7.3-arm64-memfd-v3", *UNREACHABLE, "arm64, memfd's string"),
    drifts("7.3-arm64", "7.3-arm64-drift-middle", "oops", "arm64, a member in the middle of memfd's struct"),
    drifts("7.3-arm64-drift-middle", "7.3-arm64", "wrong data", "arm64, a member in the middle, the other way"),

    # ---- The same strings, the same layouts, another meaning: what luocat cannot see ----
    Pair("7.3", "meaning-flag", "compatible", None, "wrong data", "a flag macro that is another bit",
         blind="no layout shows what a bit means; probes of both kernels do"),
    Pair("7.3", "meaning-unit", "compatible", None, "session unreachable", "bytes where there were pages",
         blind="no layout shows what a member counts"),

    # ---- A kernel that says itself what it reads and writes: kbuild-hooks' patches ----
    passes("7.3", "7.3-formats", "a reader with descriptors"),
    passes("7.3-formats", "7.3", "a writer with descriptors"),
    passes("7.2", "7.3-formats", "a reader with descriptors, and another release"),
    fails("7.3-formats", "luo-v6", *PANIC, "LUO's string, and a writer with descriptors"),
    fails("memfd-v3", "7.3-formats", *UNREACHABLE, "memfd's string, and a reader with descriptors"),
    drifts("7.3-formats", "drift-swap", "wrong data", "two members that changed places, and a descriptor"),

    # ---- A kernel that obeys enable_write, asks before it kexecs, and applies the plan ----
    # three generations: 7.3-sysfs has memfd-v2, sysfs-v2-v3 both, sysfs-v2-read-v3 only reads v2; sysfs-v3 has
    # retired it
    asked("7.3-sysfs", "sysfs-v2-v3", "memfd-v2", "an update to a kernel that brings memfd-v3 along",
          chosen=True),
    planned("sysfs-v2-v3", "7.3-sysfs", "memfd-v2", UNREACHABLE, "its rollback: the plan disables memfd-v3",
            chosen=True),
    planned("sysfs-v2-v3", "7.3", "memfd-v2", UNREACHABLE, "a rollback to a stock kernel"),
    planned("sysfs-v2-v3", "7.2", "memfd-v2", UNREACHABLE, "a rollback to another release"),
    asked("7.3", "sysfs-v2-v3", None, "a writer that cannot be told, and need not"),
    asked("sysfs-v2-v3", "sysfs-v2-v3", "memfd-v3", "two versions in both"),
    asked("sysfs-v2-v3", "sysfs-v2-read-v3", "memfd-v3", "an update to a reader that retires memfd-v2"),
    asked("sysfs-v2-read-v3", "sysfs-v2-v3", "memfd-v3", "its rollback"),
    asked("7.3-sysfs", "sysfs-v2-read-v3", "memfd-v2", "two generations on"),
    refused("sysfs-v2-read-v3", "7.3-sysfs", *UNREACHABLE, "two generations back"),
    planned("sysfs-v2-v3", "sysfs-v3", "memfd-v3", ("sessions-unreachable", "works"),
            "an update to a reader that has retired memfd-v2",
            stricter="a file that memfd-v3 did not take would go out in memfd-v2"),
    asked("sysfs-v3", "sysfs-v2-v3", "memfd-v3", "its rollback"),
    refused("7.3-sysfs", "sysfs-v3", *UNREACHABLE, "a reader that has retired the one version that is written"),
    refused("sysfs-v3", "7.3-sysfs", *UNREACHABLE, "a writer of the one version that the reader lacks"),
    refused("7.3-sysfs", "luo-v6", *PANIC, "LUO's string, which no plan changes"),
    planned("sysfs-v2-v3", "sysfs-v2-v3-drift", "memfd-v2", (None, "wrong data"),
            "a layout that drifted, and a version that did not"),

    # ---- and whose memfd-v3 brings an FLB along ----
    asked("sysfs-v2-v3-flb", "sysfs-v2-v3-flb", "memfd-v3", "an FLB of one version, in both"),
    planned("sysfs-v2-v3-flb", "7.3-sysfs", "memfd-v2", UNREACHABLE, "an FLB that goes with its version"),
    planned("sysfs-v2-v3-flb", "sysfs-v2-v3", "memfd-v2", ("sessions-unreachable", "works"),
            "an FLB that the reader lacks", stricter="the files arrive, what their FLB holds does not"),
    planned("sysfs-v2-v3", "sysfs-v2-v3-flb", "memfd-v2", (None, "works"), "an FLB that the writer lacks",
            stricter="this reader skips an FLB that was not handed over; a stock one counts it below zero"),
)
