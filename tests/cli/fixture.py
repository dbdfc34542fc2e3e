# SPDX-License-Identifier: GPL-2.0-only
"""Small objects that look like a kernel's, and what luo-catalog-gen says of them."""
import support

FIXTURES = support.TOP / "tests" / "fixtures"
HOOKS = support.TOP / "kbuild-hooks" / "include"
INCLUDES = (f"-I{FIXTURES}", f"-I{HOOKS}")

LINK = ("-nostdlib", "-static", "-Wl,-e,_start")

# What a linked fixture needs: an entry point, and what the header only declares.
START = """
void *volatile fixture_registered;
void liveupdate_register(void *object) { fixture_registered = object; }
void _start(void) { }
"""


def line_of(source, text):
    """Number of the one line of source that has text."""
    lines = [number for number, line in enumerate(source.splitlines(), 1) if text in line]
    assert len(lines) == 1, (text, lines)
    return lines[0]


class TestCase(support.TestCase):
    def catalog(self, *paths, **kwargs):
        """The whole catalog of these inputs, which must succeed."""
        result = support.run("luo-catalog-gen", *paths, cwd=self.dir, **kwargs)
        self.assertEqual(result.status, 0, result.err)
        return result.json("catalog")

    def formats(self, *paths, **kwargs):
        """{(kind, compatible): version} of these inputs."""
        found = {}
        for entry in self.catalog(*paths, **kwargs)["formats"]:
            for version in entry["versions"]:
                version["name"] = entry["name"]
                found[entry["kind"], version["compatible"]] = version
        return found

    def refuse(self, *paths):
        """The one line with which luo-catalog-gen refuses these inputs."""
        result = support.run("luo-catalog-gen", *paths, cwd=self.dir)
        self.assertRefused(result)
        return result.err

    def object(self, source, name="fixture.o", *flags, cc=None):
        return self.compile(source, name, "-std=gnu11", "-O2", "-g", "-fno-pie", "-c",
                            *INCLUDES, *flags, cc=cc)

    def linked(self, source, name="fixture", *flags, cc=None):
        return self.compile(source + START, name, "-std=gnu11", "-O2", "-g",
                            "-fno-pie", "-fno-stack-protector", *INCLUDES, *LINK, *flags, cc=cc)

    def address(self, path, symbol):
        """What nm says where a symbol is."""
        for line in self.tool("nm", path).splitlines():
            if line.split()[-1] == symbol:
                return int(line.split()[0], 16)
        raise AssertionError(f"no {symbol} in {path}")
