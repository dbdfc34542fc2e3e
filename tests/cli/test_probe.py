# SPDX-License-Identifier: GPL-2.0-only
"""Probes: descriptors that were compiled for a kernel and are no part of it."""
import support
from fixture import TestCase

FORMATS = """
struct memfd_luo_ser { __u64 size; };
#define MEMFD_LUO_FOLIO_DIRTY 1
LIVEUPDATE_FORMAT(luo, LIVEUPDATE_FORMAT_CORE, "luo", 5, "luo-v5", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_PANIC, LIVEUPDATE_NO_LAYOUT, LIVEUPDATE_REQUIRES_NOTHING);
LIVEUPDATE_FORMAT(kho, LIVEUPDATE_FORMAT_CORE, "kho", 4, "kho-v4", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_NOTHING_HANDED_OVER, LIVEUPDATE_NO_LAYOUT,
		  LIVEUPDATE_REQUIRES_NOTHING);
LIVEUPDATE_FORMAT(memfd, LIVEUPDATE_FORMAT_FILE_HANDLER, "memfd", 2, "memfd-v2", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE, LIVEUPDATE_ROOTS(struct memfd_luo_ser),
		  LIVEUPDATE_REQUIRES("core:kho-v4"), LIVEUPDATE_CONSTANTS(MEMFD_LUO_FOLIO_DIRTY));
"""

# The record as it is right; tests replace one thing at a time.
RIGHT = {
    "magic": "LIVEUPDATE_PROBE_MAGIC",
    "abi": "1",
    "reserved": "0",
    "page_size": "4096",
    "max_page_order": "10",
    "release": '"7.3.4"',
}
CONFIG = "CONFIG_KEXEC_HANDOVER=y\nCONFIG_LIVEUPDATE=y\nCONFIG_CMDLINE=\"quiet kho=on\"\n"


def record(config=CONFIG, **changes):
    members = ", ".join(f".{name} = {value}" for name, value in {**RIGHT, **changes}.items())
    text = "".join(f"\\{byte:03o}" for byte in config.encode())
    return f"""
#include <linux/liveupdate_format.h>
#include <linux/liveupdate_probe.h>
static const struct liveupdate_probe probe
	__attribute__((used, section(".luocat_probe"))) = {{ {members} }};
__attribute__((used, section(".luocat_config"))) static const char config[{len(config)}] = "{text}";
"""


# An image that has what FORMATS states: the constant and an object, memfd_luo_ser as code uses it.
IMAGE = """
#include "liveupdate.h"
const char linux_banner[] = "Linux version RELEASE (me@host) #1";
struct memfd_luo_ser { unsigned long long size; };
struct memfd_luo_ser foo;
static int can(struct liveupdate_file_handler *h, struct file *f) { return 1; }
static int preserve(struct liveupdate_file_op_args *a) { return 0; }
static void unpreserve(struct liveupdate_file_op_args *a) { }
static void finish(struct liveupdate_file_op_args *a) { }
static const struct liveupdate_file_ops ops = {
	.can_preserve = (void *)can, .preserve = (void *)preserve,
	.unpreserve = (void *)unpreserve, .retrieve = (void *)preserve,
	.finish = (void *)finish,
};
static struct liveupdate_file_handler memfd_handler = { .ops = &ops, .compatible = "memfd-v2" };
const char *volatile luo = "LUO", *volatile kho = "kho-v4";
void registers(void) { liveupdate_register(&memfd_handler); }
"""


class Probe(TestCase):
    def probe(self, source=FORMATS, name="probe.o", **changes):
        return self.object(record(**changes) + source, name)

    def image(self, release="7.3.4", luo="luo-v5", source=IMAGE):
        return self.linked(source.replace("RELEASE", release).replace("LUO", luo), "vmlinux")

    def test_alone(self):
        document = self.catalog(self.probe())
        kernel = document["kernel"]
        self.assertEqual((kernel["release"], kernel["page_size"], kernel["max_page_order"]),
                         ("7.3.4", 4096, 10))
        self.assertEqual(kernel["options"]["LIVEUPDATE"], "y")
        self.assertEqual(kernel["options"]["CMDLINE"], "quiet kho=on")
        self.assertEqual(kernel["options"]["SHMEM"], "n")
        self.assertIsNone(kernel["build_id"])
        self.assertIsNone(kernel["write_control"])
        found = self.formats(self.dir / "probe.o")
        self.assertEqual(set(found), {("core", "kho-v4"), ("core", "luo-v5"),
                                      ("file-handler", "memfd-v2")})
        for (kind, _), version in found.items():
            self.assertEqual(version["provider"], "builtin")
            self.assertEqual(version["origin"]["evidence"],
                             {"id": "probe", "read": "probe", "write": "probe",
                              "constants": "probe" if kind == "file-handler" else None})
        # what is not upstream's may be in the kernel all the same
        gap, = document["gaps"]
        self.assertEqual((gap["kind"], gap["origin"]["object"]), ("unknown", "probe.o"))

    def test_no_gap_where_nothing_can_be(self):
        document = self.catalog(self.probe("", config="CONFIG_CMA=y\n"))
        self.assertEqual((document["formats"], document["gaps"]), ([], []))

    def test_with_the_image(self):
        probe, image = self.probe(), self.image()
        texts = set()
        for paths in ((probe, image), (image, probe)):
            result = support.run("luo-catalog-gen", *paths)
            self.assertEqual((result.status, result.err), (0, ""))
            texts.add(result.out)
        self.assertEqual(len(texts), 1)
        found = self.formats(probe, image)
        # the image's own object is the stronger evidence
        memfd = found["file-handler", "memfd-v2"]
        self.assertEqual(memfd["origin"]["evidence"]["id"], "object")
        self.assertEqual(memfd["requires"], [{"kind": "core", "compatible": "kho-v4"}])
        self.assertEqual(memfd["layout"]["roots"], ["struct memfd_luo_ser"])
        self.assertEqual(memfd["constants"], [{"name": "MEMFD_LUO_FOLIO_DIRTY", "value": "0x1"}])
        self.assertEqual(memfd["origin"]["evidence"]["constants"], "probe")
        luo = found["core", "luo-v5"]
        self.assertEqual((luo["origin"]["object"], luo["origin"]["evidence"]["write"]),
                         ("probe.o", "probe"))
        self.assertEqual(self.catalog(probe, image)["gaps"], [])
        # a verdict says on what it rests
        (self.dir / "both.json").write_text(texts.pop())
        verdict = support.run("luo-compat-check", "--format", "json", "both.json", "both.json",
                              cwd=self.dir).json("verdict")
        said, = (finding["message"] for finding in verdict["questions"][0]["findings"]
                 if finding["rule"] == "LUO-EVIDENCE")
        self.assertRegex(said, "^kho-v4, luo-v5: .* a probe states")

    def test_of_another_release(self):
        for paths in ((self.probe(), self.image("7.2.1")), (self.image("7.2.1"), self.probe())):
            said = self.refuse(*paths)
            for word in ("probe.o", "vmlinux", "7.3.4", "7.2.1"):
                self.assertIn(word, said)

    def test_of_another_kernel_of_that_release(self):
        probe = self.probe()
        self.assertIn("core luo-v5", self.refuse(probe, self.image(luo="luo-v6")))
        self.assertIn("file-handler memfd-v2",
                      self.refuse(probe, self.image(source=IMAGE.replace('"memfd-v2"', '"memfd-v3"'))))
        # the same names, another layout: in any order
        other = self.image(source=IMAGE.replace("long long size", "long long size, more"))
        for paths in ((probe, other), (other, probe)):
            said = self.refuse(*paths)
            self.assertIn("struct memfd_luo_ser has two definitions", said)
            self.assertIn("probe.o", said)
        self.assertIn("page_size", self.refuse(self.probe(page_size="16384"), self.image()))

    def test_two_probes(self):
        same = self.catalog(self.probe(), self.probe(name="again.o"))
        self.assertEqual([f["name"] for f in same["formats"]], ["kho", "luo", "memfd"])
        self.assertIn("7.3.5", self.refuse(self.probe(), self.probe(name="b.o", release='"7.3.5"')))

    def test_of_a_kernel_whose_constants_are_others(self):
        """The same release, names and layouts: only a flag tells that it is another kernel."""
        other = FORMATS.replace("FOLIO_DIRTY 1", "FOLIO_DIRTY 2")
        said = self.refuse(self.probe(), self.probe(other, name="b.o"))
        for word in ("b.o", "probe.o", "memfd-v2", "MEMFD_LUO_FOLIO_DIRTY 0x1",
                     "MEMFD_LUO_FOLIO_DIRTY 0x2"):
            self.assertIn(word, said)
        # and a kernel that has descriptors says more than its probe, but nothing else
        described = other.replace("LUO_FOLIO_DIRTY))", "LUO_FOLIO_DIRTY, MEMFD_LUO_FOLIO_DIRTY + 2))")
        described = "#include <linux/liveupdate_format.h>\n" + described.replace(
            "MEMFD_LUO_FOLIO_DIRTY + 2", "MORE").replace("#define", "#define MORE 4\n#define")
        image = self.object(described, "described.o")
        self.assertIn("MEMFD_LUO_FOLIO_DIRTY 0x2", self.refuse(self.probe(), image))
        image = self.object(described.replace("FOLIO_DIRTY 2", "FOLIO_DIRTY 1"), "described.o")
        memfd = self.formats(self.probe(), image)["file-handler", "memfd-v2"]
        self.assertEqual([constant["name"] for constant in memfd["constants"]],
                         ["MEMFD_LUO_FOLIO_DIRTY", "MORE"])
        self.assertEqual(memfd["origin"]["evidence"]["constants"], "descriptor")

    def test_verdict(self):
        """What the blind spot was: the same strings, the same layouts, another bit."""
        paths = []
        for number, release in (("1", "7.3.4"), ("4", "7.3.5")):
            probe = self.probe(FORMATS.replace("FOLIO_DIRTY 1", f"FOLIO_DIRTY {number}"),
                               name=f"probe{number}.o", release=f'"{release}"')
            paths.append(self.dir / f"{release}.json")
            paths[-1].write_text(support.run("luo-catalog-gen", probe, self.image(release)).out)
        verdict = support.run("luo-compat-check", "--format", "json", *paths).json("verdict")
        rules = {finding["rule"]: finding["message"]
                 for finding in verdict["questions"][0]["findings"]}
        self.assertIn("MEMFD_LUO_FOLIO_DIRTY is 0x1 in the writer, 0x4 in the reader",
                      rules["LUO-CONSTANT-CHANGED"])

    def test_stripped_image(self):
        """What it cannot show is not missing."""
        self.tool("strip", "-o", "stripped", self.image())
        found = self.formats(self.probe(), self.dir / "stripped")
        self.assertEqual(found["file-handler", "memfd-v2"]["origin"]["evidence"]["id"], "probe")

    def test_broken_records(self):
        for changes, expected in (
                ({"magic": "1"}, "magic"), ({"abi": "0"}, "ABI"), ({"abi": "2"}, "ABI"),
                ({"reserved": "1"}, "reserved"),
                ({"release": '""'}, "release"), ({"release": '"7.3 4"'}, "release"),
                ({"release": "{ [0 ... 71] = 'x' }"}, "release"),
                ({"page_size": "3"}, "page_size"), ({"max_page_order": "0x80000000"}, "max_page")):
            with self.subTest(**changes):
                said = self.refuse(self.probe(**changes))
                self.assertIn(expected, said)
                self.assertIn("probe.o: section .luocat_probe", said)

    def test_broken_configuration(self):
        for text in ("", "hello\n", "CONFIG_LIVEUPDATE=\n"):
            self.assertIn("probe.o", self.refuse(self.probe(config=text or "\n")))

    def test_cut_off(self):
        path = self.object('__attribute__((used, section(".luocat_probe"))) '
                           'static const char cut[40] = "POUL";', "cut.o")
        self.assertIn("size", self.refuse(path))
