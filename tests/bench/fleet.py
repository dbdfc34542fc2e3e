#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Catalogs of a fleet, made from those of real kernels: fleet.py N DIRECTORY CATALOG...

Each kernel has a release, a build-id, addresses and lines of its own, so that no two files are alike. What a
judgement looks at is that of its tree, of which there are --trees, with N / --trees builds each: which of the
formats that are posted upstream it has, in which versions, some of them with an edited layout, which options
are set, and whether LUO obeys enable_write. With --own each kernel also has a file handler that no other one
has: the worst case, in which every pair has to be judged. The same arguments make the same files.
"""
import argparse
import copy
import hashlib
import json
import pathlib
import random

# formats that are posted upstream (UPSTREAM.md: pending names), with as many versions as were seen
FURTHER = {"pci": 3, "vfio-pci": 1, "iommu": 1, "iommufd": 1, "hugetlb": 1, "kvm-vm": 1}
OPTIONS = ("KEXEC_HANDOVER_ENABLE_DEFAULT", "KEXEC_HANDOVER_DEBUG", "LIVEUPDATE_TEST")


def struct(catalog, name, owner, edited):
    """A type with the size and shape of memfd's, of another format; edited: two members change places."""
    kind = copy.deepcopy(catalog["types"]["struct memfd_luo_ser"])
    kind["owner"] = {"kind": "file-handler", "name": owner}
    for member in kind["members"] if edited else ():
        if member["type"] == "u64" and member["bit_offset"] in (0, 64):
            member["bit_offset"] ^= 64
    kind["members"].sort(key=lambda member: member["bit_offset"])
    catalog["types"][name] = kind


def handler(catalog, name, versions, edited):
    made = []
    memfd = next(f for f in catalog["formats"] if f["name"] == "memfd")
    for number in versions:
        version = copy.deepcopy(memfd["versions"][0])
        root = f"struct {name.replace('-', '_')}_v{number}_ser"
        version.update(compatible=f"{name}-v{number}", version=number, provider=name.replace("-", "_"))
        version["layout"].update(roots=[root], fingerprint=None)
        version["origin"].update(object=f"drivers/{name}/luo.ko", symbol=f"{name}_luo_handler",
                                 source=f"drivers/{name}/luo.c")
        struct(catalog, root, name, edited)
        made.append(version)
    catalog["formats"].append({"kind": "file-handler", "name": name, "versions": made})


def tree(base, draw):
    """What all builds of a tree have in common."""
    catalog = copy.deepcopy(base)
    catalog["kernel"]["write_control"] = draw.choice((True, False))
    for option in OPTIONS:
        catalog["kernel"]["options"][option] = draw.choice("yn")
    for name, versions in FURTHER.items():
        if draw.random() < 0.5:
            first = draw.randint(1, versions)
            handler(catalog, name, range(first, draw.randint(first, versions) + 1),
                    draw.random() < 0.1)
    return catalog


def build(catalog, number, draw, own):
    catalog = copy.deepcopy(catalog)
    catalog["kernel"]["release"] = f"7.{3 + number // 100}.{number % 100}-fleet"
    catalog["kernel"]["build_id"] = hashlib.sha1(str(number).encode()).hexdigest()
    for entry in catalog["formats"]:
        for version in entry["versions"]:
            origin = version["origin"]
            if origin.get("address"):
                origin["address"] = hex(0xffffffff81000000 + draw.randrange(1 << 24) * 8)
            if origin.get("line"):
                origin["line"] += draw.randrange(100)
    if own:
        handler(catalog, f"own{number}", [1], False)
    return catalog


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trees", type=int, default=50)
    parser.add_argument("--own", action="store_true")
    parser.add_argument("n", type=int)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("catalogs", nargs="+", type=pathlib.Path)
    options = parser.parse_args()

    bases = [json.loads(path.read_text()) for path in options.catalogs]
    draw = random.Random(0)
    trees = [tree(bases[number % len(bases)], draw) for number in range(options.trees)]
    options.directory.mkdir(parents=True)
    for number in range(options.n):
        catalog = build(trees[number % options.trees], number, draw, options.own)
        path = options.directory / f"{number:04}.json"
        path.write_text(json.dumps(catalog, indent=2) + "\n")


if __name__ == "__main__":
    main()
