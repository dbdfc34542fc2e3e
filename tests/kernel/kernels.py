# SPDX-License-Identifier: GPL-2.0-only
"""The kernels that kernels.sh built, and their catalogs, each made once."""
import functools
import json
import os
import pathlib
import sys

import machine

# for a program that a person starts; the tests' rules set PYTHONPATH
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import support  # pylint: disable=wrong-import-position

# Whether these are the kernels of check-kernel-full. Tests that need more than check-kernel's ask this,
# and not whether a kernel is there: one that is missing must fail.
FULL = bool(os.environ.get("LUOCAT_KERNELS_FULL"))


@functools.lru_cache(maxsize=None)
def offered():
    """What kernels.sh offers, by name."""
    with open(os.environ["LUOCAT_KERNELS"], encoding="utf-8") as lines:
        return {name: pathlib.Path(path) for name, path in map(str.split, lines)}


def packages(name):
    """The directory of the packages in which a distribution ships that kernel."""
    return offered()[name]


@functools.lru_cache(maxsize=None)
def directories():
    """Those that are no packages."""
    return {name: path for name, path in offered().items()
            if not (path / "linux-binary.deb").exists()}


def vmlinux(name):
    return directories()[name] / "vmlinux"


def architecture(name):
    """The one of machine.ARCHITECTURES that this kernel is for."""
    one, = (one for one in machine.ARCHITECTURES if (directories()[name] / one.image).exists())
    return one


def image(name):
    """The kernel as it is booted."""
    return directories()[name] / architecture(name).image


def installed(name):
    """The tree of installed modules, lib/modules/RELEASE."""
    kernel = directories()[name]
    roots = [root for root in (kernel / ".luocat-installed", kernel / "installed") if root.is_dir()]
    release, = (roots[0] / "lib/modules").iterdir()
    return release


@functools.lru_cache(maxsize=None)
def text(*inputs):
    """The catalog of these inputs as printed."""
    result = support.run("luo-catalog-gen", *inputs)
    if result.status or result.err:
        raise AssertionError(f"luo-catalog-gen {inputs}: exit {result.status}: {result.err}")
    support.validate(json.loads(result.out), "catalog")
    return result.out


def catalog(*inputs):
    return json.loads(text(*inputs))


def versions(document):
    """Every version by (kind, compatible), with its format's name."""
    found = {}
    for one in document["formats"]:
        for version in one["versions"]:
            key = (one["kind"], version["compatible"])
            assert key not in found, key
            found[key] = {**version, "name": one["name"]}
    return found


def essence(document):
    """All that a catalog says of formats but how it knows."""
    found = {}
    for key, version in versions(document).items():
        found[key] = {name: version[name] for name in
                      ("name", "read", "write", "enable_write", "consequence", "layout",
                       "requires", "provider")}
    return found


class KernelCase(support.TestCase):
    """maxDiff: a catalog is long, and its difference is what one needs to see."""

    maxDiff = None
