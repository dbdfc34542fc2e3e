# SPDX-License-Identifier: GPL-2.0-only
"""Each allocation of a report fails in turn: it is whole, or an error, and never a part that looks like all."""
import os
import pathlib
import shlex
import subprocess
import tempfile
import unittest

import support
from pairs import pair

# of each report as many allocations as this, evenly spread
SOME = 60

# Counts from the first stream into memory on: what is read before is the library's, and swept in tests/unit.
SHIM = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static int begun;
static long count, refused = -1;

static int refuse(void)
{
	if (!begun || ++count != refused)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return refuse() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return refuse() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return refuse() ? NULL : __libc_realloc(old, size);
}

FILE *fopencookie(void *cookie, const char *mode, cookie_io_functions_t functions)
{
	FILE *(*real)(void *, const char *, cookie_io_functions_t) = dlsym(RTLD_NEXT, "fopencookie");

	if (!begun && getenv("REFUSED"))
		refused = atol(getenv("REFUSED"));
	begun = 1;
	return real(cookie, mode, functions);
}

__attribute__((destructor)) static void tell(void)
{
	char text[32];

	begun = 0;
	if (write(atoi(getenv("COUNT_TO")), text, (size_t)sprintf(text, "%ld", count)) < 0)
		abort();
}
"""


def sanitized():
    needed = subprocess.run(["readelf", "-d", support.BUILD / "luo-compat-check"], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    return "libasan" in needed


@unittest.skipIf(sanitized(), "ASan has allocations of its own")
class Reports(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.TemporaryDirectory()
        cls.shim = pathlib.Path(cls.folder.name) / "shim.so"
        subprocess.run([*shlex.split(support.CC), "-shared", "-fPIC", "-O1", "-x", "c", "-",
                        "-o", cls.shim, "-ldl"], input=SHIM, text=True, check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()
        super().tearDownClass()

    def run_with(self, program, words, refused):
        """Status, output, complaint, and how many allocations there were."""
        read, write = os.pipe()
        env = {**os.environ, "LD_PRELOAD": str(self.shim), "REFUSED": str(refused), "COUNT_TO": str(write)}
        result = subprocess.run([support.BUILD / program, *map(str, words)], pass_fds=[write], env=env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                check=False)
        os.close(write)
        with open(read, encoding="ascii") as pipe:
            count = int(pipe.read())
        return result.returncode, result.stdout, result.stderr, count

    def sweep(self, *words, program="luo-compat-check"):
        status, out, err, count = self.run_with(program, words, 0)
        self.assertIn(status, (0, 1, 3), err)
        self.assertGreater(count, 2)
        failed = 0
        for refused in range(1, count + 1, max(1, count // SOME)):
            got = self.run_with(program, words, refused)[:3]
            if got[0] == 2:
                failed += 1
                self.assertEqual(got[1], "", refused)
                self.assertIn("out of memory", got[2], refused)
            else:
                self.assertEqual(got, (status, out, err), f"allocation {refused} of {count}")
        self.assertGreater(failed, 0)

    def test_pairs(self):
        for rule in ("LUO-LAYOUT-DRIFT", "LUO-UNREADABLE"):
            for kind in ("text", "sarif", "junit", "markdown", "html"):
                with self.subTest(rule=rule, kind=kind):
                    self.sweep(f"--format={kind}", *pair(rule, "fail"))

    def test_what_is_off(self):
        for kind in ("text", "junit", "markdown", "html"):
            with self.subTest(kind):
                self.sweep(f"--format={kind}", "--rule=LUO-UNREADABLE=off", *pair("LUO-UNREADABLE", "fail"))

    def test_many_kernels(self):
        kernels = pair("LUO-UNREADABLE", "fail")
        for words in (["matrix"], ["matrix", "--format=csv"], ["matrix", "--format=html"], ["profile"],
                      ["window", "--order=given", "1"]):
            with self.subTest(" ".join(words)):
                self.sweep(*words, *kernels)

    def test_help(self):
        self.sweep("--help")
        self.sweep("--help", program="luo-sysfs-emitter")

    def test_changes(self):
        old, new = pair("LUO-LAYOUT-DRIFT", "fail")
        self.sweep("diff", old, new)
        for kind in ("text", "html", "markdown"):
            with self.subTest(kind):
                self.sweep("lint", f"--format={kind}", "--baseline", old, new)
        self.sweep("lint", "--rule=LUO-LAYOUT-*=off", "--baseline", old, new)


if __name__ == "__main__":
    unittest.main()
