# SPDX-License-Identifier: GPL-2.0-only
"""Formats that only a string constant shows."""
import support
from fixture import TestCase


def compare(*strings):
    """Code whose literals are these strings."""
    calls = "\n".join(f'\tif (fixture_compare(text, "{s}")) return {i + 1};'
                      for i, s in enumerate(strings))
    return f"""
extern int fixture_compare(const char *a, const char *b);
int restore(const char *text)
{{
{calls}
	return 0;
}}
"""


# keeps the compiler from looking into the comparison
COMPARE = """
__attribute__((noipa)) int fixture_compare(const char *a, const char *b) { return a == b; }
"""


class Constants(TestCase):
    def test_relocatable_and_linked(self):
        source = compare("kho-v4", "luo-v5", "memblock-v1", "reserve-mem-v1", "kexec-metadata")
        paths = [(cc, self.object(source, f"{cc}.o", cc=cc)) for cc in ("gcc", "clang")]
        paths.append(("linked", self.linked(source + COMPARE, "linked", cc="gcc")))
        for name, path in paths:
            with self.subTest(name):
                formats = self.formats(path)
                self.assertEqual(set(formats), {
                    ("core", "kho-v4"), ("core", "luo-v5"), ("subtree", "memblock-v1"),
                    ("subtree", "reserve-mem-v1"), ("subtree", "kexec-metadata")})
                self.check(path, formats)

    def check(self, path, formats):
        for (_, compatible), version in formats.items():
            self.assertEqual((version["read"], version["write"]), (True, True))
            self.assertEqual(version["origin"]["evidence"],
                             {"id": "string", "read": "string", "write": "table",
                              "constants": None})
            self.assertTrue(version["origin"]["section"].startswith(".rodata"))
            # the bytes at that address, by another program
            section = version["origin"]["section"]
            self.tool("objcopy", "-O", "binary", "--only-section", section, path, "bytes")
            at = int(version["origin"]["address"], 16) - self.section_address(path, section)
            self.assertEqual((self.dir / "bytes").read_bytes()[at:].split(b"\0")[0].decode(),
                             compatible)
        consequences = {c: v["consequence"] for (_, c), v in formats.items()}
        self.assertEqual(consequences, {
            "kho-v4": "nothing-handed-over", "luo-v5": "panic", "memblock-v1": "data-lost",
            "reserve-mem-v1": "data-lost", "kexec-metadata": "ignored"})
        metadata = formats["subtree", "kexec-metadata"]
        self.assertEqual((metadata["name"], metadata["version"]), ("kexec-metadata", None))
        self.assertEqual(formats["core", "luo-v5"]["requires"],
                         [{"kind": "core", "compatible": "kho-v4"}])
        self.assertEqual(formats["core", "kho-v4"]["requires"], [])

    def section_address(self, path, name):
        for line in self.tool("readelf", "-SW", path).splitlines():
            words = line.replace("[ ", "[").split()
            if len(words) > 3 and words[1] == name:
                return int(words[3], 16)
        raise AssertionError(name)

    def test_two_versions(self):
        """Which of two the kernel writes, no constant can tell; nor which of them others need."""
        formats = self.formats(self.object(compare("kho-v4", "kho-v5", "luo-v5")))
        for compatible in ("kho-v4", "kho-v5"):
            version = formats["core", compatible]
            self.assertEqual((version["read"], version["write"]), (True, None))
            self.assertIsNone(version["origin"]["evidence"]["write"])
        self.assertIsNone(formats["core", "luo-v5"]["requires"])

    def test_not_ours(self):
        """Parts of other strings, names without a version, ids that objects declare."""
        source = compare("xkho-v4", "kho-v4x", "kho-v", "kho-v04", "kho-4", "luo-v5 failed",
                         "memblock", "kexec-metadata-v1", "kexec-metadata blob", "memfd-v2",
                         "iommu-v1")
        self.assertEqual(self.formats(self.object(source)), {})

    def test_only_constants(self):
        """Not in code, not in writable data, not in debug information."""
        source = """
char buffer[] = "kho-v4";
__attribute__((section(".text.fake"))) int code(void) { return 0; }
struct kho { int luo; } kho;
"""
        self.assertEqual(self.formats(self.object(source)), {})

    def test_not_in_modules(self):
        source = compare("kho-v4", "luo-v5") + """
__attribute__((section(".gnu.linkonce.this_module"), used)) static char module[64];
"""
        self.assertEqual(self.formats(self.object(source, "fixture.ko")), {})

    def test_needed_in_another_object(self):
        """A handler in one object, the core that it needs in another."""
        memfd = """
#include "liveupdate.h"
struct liveupdate_file_handler memfd = { .compatible = "memfd-v2" };
"""
        alone = self.object(memfd, "memfd.o")
        core = self.object(compare("kho-v4"), "core.o")
        self.assertIsNone(self.formats(alone)["file-handler", "memfd-v2"]["requires"])
        for inputs in ((alone, core), (core, alone)):
            self.assertEqual(self.formats(*inputs)["file-handler", "memfd-v2"]["requires"],
                             [{"kind": "core", "compatible": "kho-v4"}])

    def test_instances_are_no_versions(self):
        source = """
#include "liveupdate.h"
struct liveupdate_flb flbs[3] = {
	{ .compatible = "liveupdate-test-flb-v0" },
	{ .compatible = "liveupdate-test-flb-v1" },
	{ .compatible = "liveupdate-test-flb-v2" },
};
"""
        formats = self.formats(self.object(source))
        self.assertEqual(len(formats), 3)
        for (_, compatible), version in formats.items():
            self.assertEqual((version["name"], version["version"]), (compatible, None))


if __name__ == "__main__":
    support.unittest.main()
