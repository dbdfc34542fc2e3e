# SPDX-License-Identifier: GPL-2.0-only
"""File handlers and FLBs as objects, found through DWARF."""
import itertools
import subprocess
import unittest

import support
from fixture import TestCase, line_of

WIDGET = """
#include "liveupdate.h"

static const struct liveupdate_file_ops widget_ops = { FIXTURE_FILE_OPS };
static struct liveupdate_file_handler widget_handler = {
	.ops = &widget_ops,
	.compatible = "widget-v2",
};
static const struct liveupdate_flb_ops gadget_ops = { FIXTURE_FLB_OPS };
static struct liveupdate_flb gadget_flbs[3] = {
	{ .ops = &gadget_ops, .compatible = "gadget-v1" },
	{ .ops = &gadget_ops, .compatible = "gadget-v2" },
	{ .ops = &gadget_ops, .compatible = "gadget_v3" },
};

int init(void)
{
	liveupdate_register(&widget_handler);
	liveupdate_register(gadget_flbs);
	return 0;
}
"""

BOTH = {("file-handler", "widget-v2"), ("flb", "gadget-v1"), ("flb", "gadget-v2"),
        ("flb", "gadget_v3")}


def handler(ops, compatible='"thing-v1"', rest=""):
    """Source of one handler with these callbacks."""
    return f"""
#include "liveupdate.h"
static const struct liveupdate_file_ops thing_ops = {{ {ops} }};
static struct liveupdate_file_handler thing_handler = {{
	.ops = &thing_ops, .compatible = {compatible}
}};
{rest}
void init(void) {{ liveupdate_register(&thing_handler); }}
"""


class Compilers(TestCase):
    """gcc and clang, DWARF 4 and 5, relocatable and linked."""

    def check(self, formats, address, section, name):
        self.assertEqual(set(formats), BOTH)
        for version in formats.values():
            self.assertEqual((version["read"], version["write"], version["enable_write"]),
                             (True, True, True))
            self.assertEqual(version["origin"]["evidence"],
                             {"id": "object", "read": "object", "write": "object",
                              "constants": None})
        version = formats["file-handler", "widget-v2"]
        origin = version["origin"]
        self.assertEqual((version["name"], version["version"], version["derived"]),
                         ("widget", 2, True))
        self.assertEqual(version["consequence"], "sessions-unreachable")
        self.assertIsNone(version["requires"])
        self.assertEqual((origin["object"], origin["symbol"], origin["section"]),
                         (name, "widget_handler", section))
        self.assertEqual(int(origin["address"], 16), address("widget_handler"))
        self.assertEqual((origin["source"], origin["line"]),
                         (name + ".c", line_of(WIDGET, "widget_handler = {")))
        # an FLB has a pointer, 48 bytes, two pointers and a long
        second = formats["flb", "gadget-v2"]["origin"]
        self.assertEqual(int(second["address"], 16), address("gadget_flbs") + 80)
        self.assertEqual(second["symbol"], "gadget_flbs")
        self.assertEqual(formats["flb", "gadget-v2"]["consequence"], "data-lost")

    def test_matrix(self):
        for cc, dwarf in itertools.product(("gcc", "clang"), ("-gdwarf-4", "-gdwarf-5")):
            with self.subTest(cc=cc, dwarf=dwarf, kind="relocatable"):
                path = self.object(WIDGET, "widget.o", dwarf, cc=cc)
                self.check(self.formats(path), lambda s: self.address(path, s), ".data",
                           "widget.o")
            with self.subTest(cc=cc, dwarf=dwarf, kind="linked"):
                path = self.linked(WIDGET, "widget", dwarf, cc=cc)
                self.check(self.formats(path), lambda s: self.address(path, s), ".data",
                           "widget")

    def test_partly_linked(self):
        """ld -r of two units: relocations against a merged .debug_str."""
        other = handler("FIXTURE_FILE_OPS").replace("init", "other_init")
        for dwarf in ("-gdwarf-4", "-gdwarf-5"):
            with self.subTest(dwarf=dwarf):
                parts = [self.object(WIDGET, "a.o", dwarf), self.object(other, "b.o", dwarf)]
                self.tool("ld", "-r", "-o", "all.o", *parts)
                formats = self.formats(self.dir / "all.o")
                self.assertEqual(set(formats), BOTH | {("file-handler", "thing-v1")})
                origin = formats["file-handler", "thing-v1"]["origin"]
                self.assertEqual(int(origin["address"], 16),
                                 self.address(self.dir / "all.o", "thing_handler"))
                self.assertEqual(origin["source"], "b.o.c")

    def test_strings_in_place(self):
        """DW_FORM_string: nothing of the name is in .debug_str."""
        path = self.object(WIDGET, "inline.o", "-gdwarf-5", "-fno-merge-debug-strings", cc="gcc")
        self.assertNotIn("liveupdate_f", self.tool("readelf", "-p", ".debug_str", path))
        self.assertEqual(set(self.formats(path)), BOTH)

    def test_indexed_strings(self):
        """DW_FORM_strx, as clang writes it: several units, of which one matters."""
        empty = "struct unrelated { long a; } unrelated%d;"
        parts = [self.object(empty % i, f"e{i}.o", "-gdwarf-5", cc="clang") for i in range(3)]
        parts.insert(1, self.object(WIDGET, "w.o", "-gdwarf-5", cc="clang"))
        self.assertIn("DW_FORM_strx1", self.tool("readelf", "--debug-dump=abbrev", parts[1]))
        self.tool("ld", "-r", "-o", "all.o", *parts)
        self.assertEqual(set(self.formats(self.dir / "all.o")), BOTH)

    def test_type_units(self):
        """A unit that names no type, but refers to a type unit by its signature."""
        for dwarf in ("-gdwarf-4", "-gdwarf-5"):
            with self.subTest(dwarf=dwarf):
                flags = (dwarf, "-fdebug-types-section")
                path = self.linked(WIDGET, "types", *flags, cc="gcc")
                self.assertIn("DW_FORM_ref_sig8", self.tool("readelf", "--debug-dump=abbrev", path))
                self.assertEqual(set(self.formats(path)), BOTH)
                # many sections of one name, of which libdwarf would see the first
                self.assertIn("link the file", self.refuse(self.object(WIDGET, "t.o", *flags,
                                                                       cc="gcc")))

    def test_link_time_optimization(self):
        """The variable's unit refers to another unit's type by DW_FORM_ref_addr."""
        for cc, flags in (("gcc", ("-flto", "-fno-fat-lto-objects")),
                          ("clang", ("-flto", "-fuse-ld=lld"))):
            other = handler("FIXTURE_FILE_OPS").replace("init", "other_init")
            with self.subTest(cc=cc):
                a = self.object(WIDGET.replace("static struct", "struct"), "a.o", *flags[:1],
                                cc=cc)
                b = self.object(other.replace("static struct", "struct"), "b.o", *flags[:1], cc=cc)
                self.compile("int init(void); void other_init(void); void *volatile keep;"
                             "void liveupdate_register(void *object) { keep = object; }"
                             "void _start(void) { init(); other_init(); }", "all",
                             "-O2", "-g", "-nostdlib", "-static", *flags,
                             "-Wl,-e,_start", a, b, cc=cc)
                self.assertIn("DW_FORM_ref_addr",
                              self.tool("readelf", "--debug-dump=abbrev", "all"))
                self.assertEqual(set(self.formats(self.dir / "all")),
                                 BOTH | {("file-handler", "thing-v1")})

    def test_foreign_targets(self):
        """Other word sizes and byte orders; what is expected is worked out from the source."""
        targets = {
            "powerpc64-unknown-linux-gnu": ("powerpc", "big", 8),
            "powerpc64le-unknown-linux-gnu": ("powerpc", "little", 8),
            "aarch64-unknown-linux-gnu": ("arm64", "little", 8),
            "i386-unknown-linux-gnu": ("i386", "little", 4),
            "armv7-unknown-linux-gnueabi": ("arm", "little", 4),
            "s390x-unknown-linux-gnu": ("s390", "big", 8),
            "mips-unknown-linux-gnu": ("mips", "big", 4),
            "riscv64-unknown-linux-gnu": ("riscv", "little", 8),
        }
        for (target, facts), dwarf in itertools.product(targets.items(), (4, 5)):
            with self.subTest(target=target, dwarf=dwarf):
                path = self.object(WIDGET, "foreign.o", f"-gdwarf-{dwarf}", f"--target={target}",
                                   cc="clang")
                catalog = self.catalog(path)
                kernel = catalog["kernel"]
                self.assertEqual((kernel["arch"], kernel["byte_order"], kernel["pointer_size"]),
                                 facts)
                formats = self.formats(path)
                self.assertEqual(set(formats), BOTH)
                for version in formats.values():
                    self.assertEqual((version["read"], version["write"]), (True, True))


class Callbacks(TestCase):
    """What a handler can do follows from which callbacks are set."""

    def directions(self, source, kind="file-handler"):
        version = self.formats(self.object(source))[kind, "thing-v1"]
        evidence = version["origin"]["evidence"]
        for fact in ("read", "write"):
            self.assertEqual(evidence[fact], None if version[fact] is None else "object")
        return version["read"], version["write"]

    def test_optional_ones_are(self):
        self.assertEqual(self.directions(handler("FIXTURE_FILE_OPS, .freeze = fixture_preserve")),
                         (True, True))

    def test_each_required_one(self):
        """Without write control a handler that lacks one is not registered. That of a lone object
        is not known, so one that can retrieve and finish may be read only."""
        for name, reads in (("can_preserve", None), ("preserve", None), ("unpreserve", None),
                            ("retrieve", False), ("finish", False)):
            with self.subTest(missing=name):
                self.assertEqual(self.directions(handler(f"FIXTURE_FILE_OPS, .{name} = 0")),
                                 (reads, False))

    def test_each_required_one_of_an_flb(self):
        for name in ("preserve", "unpreserve", "retrieve", "finish"):
            source = f"""
#include "liveupdate.h"
static const struct liveupdate_flb_ops thing_ops = {{ FIXTURE_FLB_OPS, .{name} = 0 }};
struct liveupdate_flb thing = {{ .ops = &thing_ops, .compatible = "thing-v1" }};
"""
            with self.subTest(missing=name):
                self.assertEqual(self.directions(source, "flb"), (False, False))

    def test_stock_kernel(self):
        """A whole kernel without our core descriptor: it refuses what is not complete."""
        banner = 'const char linux_banner[] = "Linux version 7.3.0-test (me@host) gcc";'
        path = self.linked(handler("FIXTURE_FILE_OPS, .preserve = 0", rest=banner), "vmlinux")
        version = self.formats(path)["file-handler", "thing-v1"]
        self.assertEqual((version["read"], version["write"]), (False, False))
        self.assertIs(self.catalog(path)["kernel"]["write_control"], False)

    def test_write_control(self):
        """Our core descriptor says that a handler may read only."""
        core = """
#include <linux/liveupdate_format.h>
LIVEUPDATE_FORMAT(luo_v5, LIVEUPDATE_FORMAT_CORE, "luo", 5, "luo-v5",
		  LIVEUPDATE_FORMAT_RW | LIVEUPDATE_FORMAT_WRITE_CONTROL,
		  LIVEUPDATE_FORMAT_PANIC, LIVEUPDATE_NO_LAYOUT, LIVEUPDATE_REQUIRES_NOTHING);
const char linux_banner[] = "Linux version 7.3.0-test (me@host) gcc";
"""
        path = self.linked(handler("FIXTURE_FILE_OPS, .preserve = 0", rest=core), "vmlinux")
        version = self.formats(path)["file-handler", "thing-v1"]
        self.assertEqual((version["read"], version["write"]), (True, False))
        self.assertIs(self.catalog(path)["kernel"]["write_control"], True)

    def test_ops_elsewhere(self):
        """ops in another object file, or filled in at run time."""
        declared = """
#include "liveupdate.h"
extern const struct liveupdate_file_ops thing_ops;
struct liveupdate_file_handler thing_handler = {
	.ops = &thing_ops, .compatible = "thing-v1"
};
"""
        self.assertEqual(self.directions(declared), (None, None))
        none = '#include "liveupdate.h"\n' \
               'struct liveupdate_file_handler thing = { .compatible = "thing-v1" };'
        self.assertEqual(self.directions(none), (None, None))
        unset = handler("").replace("static const struct liveupdate_file_ops thing_ops = {  };",
                                    "struct liveupdate_file_ops thing_ops;")
        self.assertEqual(self.directions(unset), (None, None))


class Definitions(TestCase):
    """Which variables are handlers, and which are not."""

    def ids(self, source, *flags, cc=None):
        return {compatible for _, compatible in self.formats(self.object(source, "d.o", *flags,
                                                                         cc=cc))}

    def both(self, source):
        gcc = self.ids(source, cc="gcc")
        self.assertEqual(gcc, self.ids(source, cc="clang"))
        return gcc

    def test_qualified(self):
        source = """
#include "liveupdate.h"
typedef struct liveupdate_file_handler handler_t;
typedef const handler_t const_handler_t;
const struct liveupdate_file_handler a = { .compatible = "a-v1" };
volatile struct liveupdate_file_handler b = { .compatible = "b-v1" };
const_handler_t c = { .compatible = "c-v1" };
const handler_t d[2] = { { .compatible = "d-v1" }, { .compatible = "d-v2" } };
"""
        self.assertEqual(self.both(source), {"a-v1", "b-v1", "c-v1", "d-v1", "d-v2"})

    def test_inside_other_types(self):
        source = """
#include "liveupdate.h"
struct inner { long number; struct liveupdate_flb flb; };
struct outer {
	char name[12];
	struct liveupdate_file_handler handler;
	struct inner inner[2][2];
	struct { struct liveupdate_flb flb; };
	struct liveupdate_flb *pointer;
};
struct outer outer = {
	.handler = { .compatible = "handler-v1" },
	.inner = { { { 1, { .compatible = "i-v1" } }, { 2, { .compatible = "i-v2" } } },
		   { { 3, { .compatible = "i-v3" } }, { 4, { .compatible = "i-v4" } } } },
	.flb = { .compatible = "unnamed-v1" },
};
"""
        self.assertEqual(self.both(source), {"handler-v1", "i-v1", "i-v2", "i-v3", "i-v4",
                                             "unnamed-v1"})

    def test_inside_functions(self):
        source = """
#include "liveupdate.h"
static inline void add(void)
{
	static struct liveupdate_flb inlined = { .compatible = "inlined-v1" };

	liveupdate_register(&inlined);
}

void init(int deep)
{
	static struct liveupdate_flb flb = { .compatible = "local-v1" };

	liveupdate_register(&flb);
	if (deep) {
		static struct liveupdate_flb block = { .compatible = "block-v1" };

		liveupdate_register(&block);
		add();
	}
}

void more(void)
{
	add();
}
"""
        self.assertEqual(self.both(source), {"local-v1", "block-v1", "inlined-v1"})

    def test_declared_first(self):
        source = """
#include "liveupdate.h"
extern struct liveupdate_flb flb;
void init(void) { liveupdate_register(&flb); }
struct liveupdate_flb flb = { .compatible = "flb-v1" };
"""
        self.assertEqual(self.both(source), {"flb-v1"})

    def test_nothing_to_find(self):
        """Declarations, pointers, automatic variables, functions' arguments, what was optimized
        out, arrays without elements, types of nearly the same name."""
        source = """
#include "liveupdate.h"
struct liveupdate_flb_private { void *ops; char compatible[48]; };
struct xliveupdate_flb { void *ops; char compatible[48]; };
extern struct liveupdate_flb elsewhere;
static struct liveupdate_flb unused = { .compatible = "unused-v1" };
struct liveupdate_flb *pointer;
struct liveupdate_flb_private private = { .compatible = "private-v1" };
struct xliveupdate_flb other = { .compatible = "other-v1" };
union { struct liveupdate_flb *pointer; long number; } either = { .number = 1 };
struct liveupdate_flb none[0];
void init(struct liveupdate_flb argument)
{
	struct liveupdate_flb automatic = { .compatible = "automatic-v1" };

	liveupdate_register(&automatic);
	liveupdate_register(&elsewhere);
	liveupdate_register(&argument);
}
"""
        for cc, dwarf in itertools.product(("gcc", "clang"), (4, 5)):
            with self.subTest(cc=cc, dwarf=dwarf):
                catalog = self.catalog(self.object(source, "d.o", f"-gdwarf-{dwarf}", cc=cc))
                self.assertEqual((catalog["formats"], catalog["gaps"]), ([], []))

    def test_source_is_never_absolute(self):
        source = handler("FIXTURE_FILE_OPS")
        (self.dir / "sub").mkdir()
        (self.dir / "sub" / "thing.c").write_text(source)
        line = line_of(source, "thing_handler = {")
        for dwarf, cc in itertools.product(("-gdwarf-4", "-gdwarf-5"), ("gcc", "clang")):
            for path, expected in ((self.dir / "sub" / "thing.c", "sub/thing.c"),
                                   ("./sub/thing.c", "sub/thing.c")):
                with self.subTest(dwarf=dwarf, cc=cc, path=str(path)):
                    self.tool(cc, "-O2", dwarf, "-c", f"-I{support.TOP}/tests/fixtures",
                              "-o", "thing.o", path)
                    origin = self.formats("thing.o")["file-handler", "thing-v1"]["origin"]
                    self.assertEqual((origin["source"], origin["line"]), (expected, line))
            self.tool(cc, "-O2", dwarf, "-c", f"-I{support.TOP}/tests/fixtures",
                      f"-fdebug-prefix-map={self.dir}/=/elsewhere/", f"-fdebug-prefix-map={self.dir}=/build",
                      "-o", "thing.o", self.dir / "sub" / "thing.c")
            origin = self.formats("thing.o")["file-handler", "thing-v1"]["origin"]
            self.assertFalse(origin["source"].startswith("/"), origin["source"])

    def test_source_outside_of_the_objects(self):
        """As a kernel is built with O=, in the source tree or elsewhere."""
        tree = self.dir / "linux"
        for directory in ("mm", "include/linux", "out", "../out"):
            (tree / directory).mkdir(parents=True)
        (tree / "include/linux/thing.h").write_text("struct things { int first; };\n")
        source = "#include <linux/thing.h>\nstruct things all;\n" + handler("FIXTURE_FILE_OPS")
        (tree / "mm/thing.c").write_text(source)
        line = line_of(source, "thing_handler = {")
        for dwarf, cc in itertools.product(("-gdwarf-4", "-gdwarf-5"), ("gcc", "clang")):
            for out, top in ((self.dir / "out", tree), (tree / "out", "..")):
                with self.subTest(dwarf=dwarf, cc=cc, top=str(top)):
                    subprocess.run([cc, "-O2", dwarf, "-c", f"-I{support.TOP}/tests/fixtures",
                                    f"-I{top}/include", "-o", "thing.o", f"{top}/mm/thing.c"],
                                   cwd=out, check=True)
                    origin = self.formats(out / "thing.o")["file-handler", "thing-v1"]["origin"]
                    self.assertEqual((origin["source"], origin["line"]), ("mm/thing.c", line))


class Gaps(TestCase):
    """What may be a format and cannot be told is said, not passed over."""

    def gaps(self, source, name="g.o", *flags, cc=None, linked=False):
        build = self.linked if linked else self.object
        catalog = self.catalog(build(source, name, *flags, cc=cc))
        return catalog["formats"], catalog["gaps"]

    def check(self, source, expected):
        """expected: {symbol: (kind, words of the reason)}, for both compilers and DWARF 4 and 5."""
        source = '#include "liveupdate.h"\n' + source
        for cc, dwarf in itertools.product(("gcc", "clang"), (4, 5)):
            with self.subTest(cc=cc, dwarf=dwarf):
                formats, gaps = self.gaps(source, "g.o", f"-gdwarf-{dwarf}", cc=cc)
                self.assertEqual(formats, [])
                found = {gap["origin"]["symbol"]: gap for gap in gaps}
                self.assertEqual(len(found), len(gaps))
                self.assertEqual(set(found), set(expected))
                for symbol, (kind, words) in expected.items():
                    self.assertEqual(found[symbol]["kind"], kind)
                    self.assertIn(words, found[symbol]["why"])
                    self.assertEqual(found[symbol]["origin"]["object"], "g.o")
                    self.assertEqual(found[symbol]["origin"]["source"], "g.o.c")
                    self.assertEqual(found[symbol]["origin"]["line"],
                                     line_of(source, f" {symbol}"))

    def test_filled_in_at_run_time(self):
        self.check("""
static const struct liveupdate_file_ops ops = { FIXTURE_FILE_OPS };
struct liveupdate_file_handler zeroed;
struct liveupdate_file_handler unnamed = { .ops = &ops };
struct liveupdate_flb flb;
""", {"zeroed": ("file-handler", "not in the image"), "unnamed": ("file-handler", "empty"),
      "flb": ("flb", "not in the image")})

    def test_place(self):
        """Section and address are those of nm, in a linked file."""
        source = '#include "liveupdate.h"\nstruct liveupdate_flb flb;'
        _, gaps = self.gaps(source, "linked", linked=True)
        self.assertEqual(len(gaps), 1)
        self.assertEqual(gaps[0]["origin"]["section"], ".bss")
        self.assertEqual(int(gaps[0]["origin"]["address"], 16), self.address("linked", "flb"))

    def test_each_of_an_array(self):
        _, gaps = self.gaps('#include "liveupdate.h"\nstruct liveupdate_flb flbs[3];', "linked",
                            linked=True)
        start = self.address("linked", "flbs")
        size = 8 + 48 + 24  # ops, compatible, two pointers and a long
        self.assertEqual([int(gap["origin"]["address"], 16) for gap in gaps],
                         [start, start + size, start + 2 * size])

    def test_union(self):
        self.check("""
union { struct liveupdate_flb flb; char bytes[64]; } either = { .bytes = "union-v1" };
struct { int tag; union { int number; struct liveupdate_file_handler handler; }; } tagged = { 1 };
union { int number; struct { struct liveupdate_flb flb; int n; } deep; } deeper = { 1 };
""", {"either": ("unknown", "union"), "tagged": ("unknown", "union"),
      "deeper": ("unknown", "union")})

    def test_unknown_length(self):
        self.check("""
struct { int n; struct liveupdate_flb flbs[]; } flexible = {
	1, { { .compatible = "hidden-v1" } }
};
""", {"flexible": ("flb", "length")})

    def test_per_thread(self):
        source = '#include "liveupdate.h"\n' \
                 '__thread struct liveupdate_flb apart = { .compatible = "hidden-v1" };\n' \
                 'void init(void) { liveupdate_register(&apart); }'
        for cc, dwarf in itertools.product(("gcc", "clang"), (4, 5)):
            with self.subTest(cc=cc, dwarf=dwarf):
                formats, gaps = self.gaps(source, "linked", f"-gdwarf-{dwarf}", cc=cc, linked=True)
                self.assertEqual(formats, [])
                self.assertEqual([(gap["kind"], gap["origin"]["symbol"],
                                   gap["origin"]["address"]) for gap in gaps],
                                 [("flb", "apart", None)])
                self.assertIn("one address", gaps[0]["why"])

    def test_array_of_arrays(self):
        """Nothing is missing from arrays of a type that is an array itself."""
        source = """
#include "liveupdate.h"
typedef struct liveupdate_flb pair[2];
typedef pair pairs[1];
pairs many[2] = { { { { .compatible = "a-v1" }, { .compatible = "a-v2" } } },
		  { { { .compatible = "a-v3" }, { .compatible = "a-v4" } } } };
"""
        for cc in ("gcc", "clang"):
            with self.subTest(cc):
                path = self.object(source, "m.o", cc=cc)
                self.assertEqual({name for _, name in self.formats(path)},
                                 {"a-v1", "a-v2", "a-v3", "a-v4"})
                self.assertEqual(self.catalog(path)["gaps"], [])

    def test_discarded(self):
        """What the linker threw away is in no kernel."""
        source = """
#include "liveupdate.h"
struct liveupdate_flb kept = { .compatible = "kept-v1" };
struct liveupdate_flb thrown[2] = { { .compatible = "a-v1" }, { .compatible = "a-v2" } };
void _start(void) { liveupdate_register(&kept); }
void *volatile keep;
void liveupdate_register(void *object) { keep = object; }
"""
        for linker in ("bfd", "lld"):
            with self.subTest(linker):
                path = self.compile(source, "small", "-O2", "-g", f"-I{support.TOP}/tests/fixtures",
                                    "-fdata-sections", "-nostdlib", "-static",
                                    "-Wl,--gc-sections,-e,_start", f"-fuse-ld={linker}", cc="clang")
                self.assertNotIn("thrown", self.tool("nm", path))
                self.assertEqual({name for _, name in self.formats(path)}, {"kept-v1"})
                self.assertEqual(self.catalog(path)["gaps"], [])

    REGISTERS = """
#include "liveupdate.h"
int liveupdate_register_file_handler(struct liveupdate_file_handler *handler);
static struct liveupdate_file_handler thing = { .compatible = "thing-v1" };
int init(void) { return liveupdate_register_file_handler(&thing); }
"""

    def test_no_debug_information(self):
        """Code that registers a handler shows that there is one."""
        formats, gaps = self.gaps(self.REGISTERS, "bare.o", "-g0")
        self.assertEqual(formats, [])
        self.assertEqual([(gap["kind"], gap["origin"]["symbol"]) for gap in gaps],
                         [("unknown", "liveupdate_register_file_handler")])
        self.assertIn("no debug information", gaps[0]["why"])
        formats, gaps = self.gaps(self.REGISTERS, "full.o")
        self.assertEqual((len(formats), gaps), (1, []))
        self.assertEqual(self.gaps("int nothing;", "other.o", "-g0"), ([], []))

    def test_split_debug_information(self):
        """Its .dwo files are not read (CONFIG_DEBUG_INFO_SPLIT)."""
        formats, gaps = self.gaps(self.REGISTERS, "split.o", "-gsplit-dwarf")
        self.assertEqual((formats, len(gaps)), ([], 1))

    def test_stripped(self):
        """A kernel that reads luo's string, and nothing shows what it registers."""
        source = self.REGISTERS + """
int liveupdate_register_file_handler(struct liveupdate_file_handler *handler) { return 0; }
const char linux_banner[] = "Linux version 7.3.0-test (me@host) gcc";
const char luo[] __attribute__((used)) = "luo-v5";
"""
        whole = self.linked(source, "vmlinux")
        self.assertEqual(self.catalog(whole)["gaps"], [])
        self.tool("objcopy", "--strip-all", whole, "bare")
        catalog = self.catalog("bare")
        self.assertEqual([entry["name"] for entry in catalog["formats"]], ["luo"])
        self.assertEqual([(gap["kind"], gap["origin"]["object"]) for gap in catalog["gaps"]],
                         [("unknown", "bare")])
        self.assertIn("neither symbols nor debug", catalog["gaps"][0]["why"])

    def test_table(self):
        self.object('#include "liveupdate.h"\nstruct liveupdate_flb flb;', "g.o")
        result = support.run("luo-catalog-gen", "--format", "table", "g.o", cwd=self.dir)
        self.assertEqual(result.status, 0)
        self.assertRegex(result.out, r"flb  flb  g\.o\.c:2: its compatible is not in the image")


class Broken(TestCase):
    """Objects of the right name that are not what they should be: one line, exit 2."""

    def test_no_end(self):
        compatible = '"' + 48 * "x" + '"'
        line = self.refuse(self.object(handler("FIXTURE_FILE_OPS", compatible)))
        self.assertIn("thing_handler", line)
        self.assertIn("NUL", line)

    def test_not_printable(self):
        line = self.refuse(self.object(handler("FIXTURE_FILE_OPS", r'"a\001b"')))
        self.assertIn("thing_handler", line)
        self.assertIn("printable", line)

    def test_other_shape(self):
        source = 'struct liveupdate_flb { long id; } flb = { 1 };'
        line = self.refuse(self.object(source))
        self.assertIn("ops or compatible", line)


if __name__ == "__main__":
    unittest.main()
