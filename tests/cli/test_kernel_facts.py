# SPDX-License-Identifier: GPL-2.0-only
"""Facts of the kernel as a whole: from the image, its embedded configuration, a build tree."""
import gzip

import support
from fixture import TestCase

BANNER = """
const char linux_banner[] = "Linux version 7.3.4-test+ (me@host) (gcc) #1 SMP";
const char linux_proc_banner[] = "%s version %s (me@host)";
const char message[] = "not: Linux version 1.2.3 (nobody)";
const char other[] = "Linux version unknown";
"""

CONFIG = """#
# Automatically generated file; DO NOT EDIT.
#
CONFIG_CC_VERSION_TEXT="gcc = 12"
CONFIG_PAGE_SHIFT=12
CONFIG_KEXEC_HANDOVER=y
CONFIG_LIVEUPDATE=y
CONFIG_LIVEUPDATE_MEMFD=m
# CONFIG_LIVEUPDATE_TEST is not set
CONFIG_SHMEM=y
"""


def embedded(config):
    """C source of kernel/configs.c's data."""
    data = ",".join(str(byte) for byte in gzip.compress(config.encode()))
    return f"""
__attribute__((used, section(".rodata.config"))) static const struct {{
	char start[8];
	unsigned char data[{len(data.split(","))}];
	char end[8];
}} kernel_config = {{ "IKCFG_ST", {{ {data} }}, "IKCFG_ED" }};
"""


class KernelFacts(TestCase):
    def kernel(self, *paths):
        return self.catalog(*paths)["kernel"]

    def test_image(self):
        path = self.linked(BANNER, "vmlinux", "-Wl,--build-id=0x0123456789abcdef")
        kernel = self.kernel(path)
        self.assertEqual(kernel["release"], "7.3.4-test+")
        self.assertEqual(kernel["build_id"], "0123456789abcdef")
        self.assertEqual((kernel["arch"], kernel["byte_order"], kernel["pointer_size"],
                          kernel["page_size"]), ("x86_64", "little", 8, 4096))
        self.assertIs(kernel["write_control"], False)
        self.assertIsNone(kernel["max_page_order"])

    def test_lone_object(self):
        """init/version.o has the banner too, but is not the kernel."""
        kernel = self.kernel(self.object(BANNER))
        self.assertEqual(kernel["release"], "7.3.4-test+")
        self.assertIsNone(kernel["build_id"])
        self.assertIsNone(kernel["write_control"])

    def test_whole_relocatable(self):
        """vmlinux.o: has everything that the kernel is linked from."""
        kernel = self.kernel(self.object(BANNER + "void start_kernel(void) { }", "vmlinux.o"))
        self.assertIs(kernel["write_control"], False)
        self.assertIsNone(kernel["build_id"])

    def test_module(self):
        source = """
__attribute__((used, section(".modinfo"), aligned(1))) static const char info[] =
	"name=thing\\0" "vermagic=7.3.4-test+ SMP preempt mod_unload \\0" "vermagic_like=1";
__attribute__((used, section(".gnu.linkonce.this_module"))) static char module[64];
"""
        path = self.object(source, "thing.ko")
        self.tool("ld", "-r", "--build-id=0xdeadbeef", "-o", "linked.ko", path)
        kernel = self.kernel(self.dir / "linked.ko")
        self.assertEqual(kernel["release"], "7.3.4-test+")
        self.assertIsNone(kernel["build_id"], "a module's build-id is not the kernel's")

    def test_two_kernels(self):
        first = self.linked(BANNER, "first")
        second = self.linked(BANNER.replace("7.3.4-test+", "7.3.5"), "second")
        line = self.refuse(first, second)
        self.assertIn("release", line)
        self.assertIn("7.3.4-test+", line)
        self.assertIn("7.3.5", line)

    def test_embedded_configuration(self):
        for name, path in (("linked", self.linked(BANNER + embedded(CONFIG))),
                           ("relocatable", self.object(embedded(CONFIG)))):
            with self.subTest(name):
                self.check_options(self.kernel(path))

    def check_options(self, kernel):
        options = kernel["options"]
        for name, value in (("KEXEC_HANDOVER", "y"), ("LIVEUPDATE", "y"),
                            ("LIVEUPDATE_MEMFD", "m"), ("LIVEUPDATE_TEST", "n"),
                            ("PAGE_SHIFT", "12"), ("KEXEC_HANDOVER_ENABLE_DEFAULT", "n")):
            self.assertEqual(options[name], value, name)
        self.assertNotIn("ARCH_FORCE_MAX_ORDER", options)
        self.assertNotIn("CC_VERSION_TEXT", options)
        self.assertEqual(list(options), sorted(options))
        self.assertEqual(kernel["page_size"], 4096)
        # linux/mmzone.h: 10, unless ARCH_FORCE_MAX_ORDER
        self.assertEqual(kernel["max_page_order"], 10)

    def test_page_size_and_order(self):
        config = CONFIG.replace("PAGE_SHIFT=12", "PAGE_SHIFT=16") + "CONFIG_ARCH_FORCE_MAX_ORDER=13\n"
        path = self.object(embedded(config), "arm.o", "--target=aarch64-unknown-linux-gnu",
                           cc="clang")
        kernel = self.kernel(path)
        self.assertEqual((kernel["arch"], kernel["page_size"], kernel["max_page_order"]),
                         ("arm64", 65536, 13))
        alone = self.object("int a;", "alone.o", "--target=aarch64-unknown-linux-gnu", cc="clang")
        self.assertIsNone(self.kernel(alone)["page_size"])

    def test_order_from_types(self):
        """struct zone has MAX_PAGE_ORDER + 1 free areas; asked only of what hands over."""
        source = BANNER + """
struct free_area { long nr; };
struct zone { long pages; struct free_area free_area[12]; } zone;
const char *volatile compatible = "kho-v4";
"""
        self.assertEqual(self.kernel(self.linked(source))["max_page_order"], 11)
        without = self.linked(source.replace("kho-v4", "kho"), "without")
        self.assertIsNone(self.kernel(without)["max_page_order"])

    def test_command_line(self):
        """What is built into the kernel, and how it goes with what a boot loader says."""
        switches = ("CMDLINE_BOOL", "CMDLINE_OVERRIDE", "CMDLINE_FORCE", "CMDLINE_EXTEND",
                    "CMDLINE_FROM_BOOTCONFIG", "BOOT_CONFIG_FORCE")
        options = self.kernel(self.object(embedded(CONFIG)))["options"]
        self.assertNotIn("CMDLINE", options)
        self.assertEqual({options[name] for name in switches}, {"n"})
        for number, (line, value) in enumerate((
                ('""', ""), ('"kho=on quiet"', "kho=on quiet"), ('"' + "x" * 2048 + '"', "x" * 2048),
                # kernel: scripts/kconfig, escape_string_value()
                (r'"a=\"b c\" \\"', r'a="b c" \ '.strip()),
                ('"' + "x" * 2049 + '"', None), ('"caf\u00e9"', None))):
            config = CONFIG + f"CONFIG_CMDLINE={line}\n" + "".join(
                f"CONFIG_{name}=y\n" for name in switches)
            with self.subTest(line[:40]):
                options = self.kernel(self.object(embedded(config), f"line{number}.o"))["options"]
                self.assertEqual(options["CMDLINE"], value)
                self.assertEqual({options[name] for name in switches}, {"y"})

    def test_broken_configuration(self):
        whole = embedded(CONFIG)
        cases = {
            "no end": (whole.replace("IKCFG_ED", "IKCFG_XX"), "no end"),
            "not gzip": (whole.replace("{ 31,139", "{ 31,138"), "unpacked"),
            "a text file": (embedded("hello\n"), "configuration"),
            "a broken line": (embedded(CONFIG + "CONFIG_SHMEM\n"), "line 11"),
            "a string without quotes": (embedded(CONFIG + "CONFIG_CMDLINE=y\n"), "line 11"),
            "a control character": (embedded(CONFIG + "CONFIG_CMA=\"\x01\"\n"), "line 11"),
        }
        for name, (source, expected) in cases.items():
            with self.subTest(name):
                line = self.refuse(self.object(source, "config.o"))
                self.assertIn("config.o", line)
                self.assertIn(expected, line)

    def test_too_large_when_unpacked(self):
        """A few KB that become many MB are refused, not unpacked."""
        bomb = embedded("#" * (32 << 20))
        self.assertIn("unpacked", self.refuse(self.object(bomb, "bomb.o")))


if __name__ == "__main__":
    support.unittest.main()
