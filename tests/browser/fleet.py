# SPDX-License-Identifier: GPL-2.0-only
"""Catalogs of many kernels: a year of releases that pass, need a plan, and do not pass.

They are made of the two kernels of tests/cli/golden: 7.2 as it ships, and 7.3 with descriptors, memfd-v3 and
a vfio-pci from a module. On the way memfd-v3 comes, memfd-v2 goes, LUO becomes v6; some are a
distribution's that has LUO off.
"""
import copy
import hashlib
import json
import pathlib

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "cli" / "golden"


def catalog(name):
    return json.loads((GOLDEN / f"{name}.json").read_text())


def formats_of(kernel, name):
    return [entry for entry in kernel["formats"] if entry["name"] == name]


def make(index, n):
    """The kernel of that place in a fleet of n."""
    kernel = catalog("old" if index < n // 5 else "distro" if index % 13 == 12 else "new")
    release = f"7.{2 + index // 8}.{index % 8 * 3 + 1}"
    kernel["kernel"]["release"] = release + ("-cloud-amd64" if index % 5 == 3 else "")
    kernel["kernel"]["build_id"] = hashlib.sha1(release.encode()).hexdigest()
    for entry in formats_of(kernel, "memfd"):
        if index < 2 * n // 5:
            entry["versions"] = [v for v in entry["versions"] if v["compatible"] == "memfd-v2"]
        elif index > 7 * n // 8:
            entry["versions"] = [v for v in entry["versions"] if v["compatible"] == "memfd-v3"]
    for entry in formats_of(kernel, "luo"):
        if index >= 3 * n // 4:
            entry["versions"] = [{**v, "version": 6, "compatible": "luo-v6"} for v in entry["versions"]]
    if index % 3 == 0:
        kernel["formats"] = [entry for entry in kernel["formats"] if entry["name"] != "vfio-pci"]
    return kernel


def write(folder, kernels):
    """Files in the order of the kernels."""
    paths = []
    for index, kernel in enumerate(kernels):
        paths.append(folder / f"{index:03}.json")
        paths[-1].write_text(json.dumps(copy.deepcopy(kernel)))
    return paths


def fleet(folder, n):
    return write(folder, (make(index, n) for index in range(n)))
