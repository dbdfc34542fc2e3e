# SPDX-License-Identifier: GPL-2.0-only
"""The pairs of catalogs that tests judge: of each rule one that passes and one that fails."""
import json

from support import TOP, run

RULES = TOP / "tests" / "cli" / "rules"
GOLDEN = TOP / "tests" / "cli" / "golden"
# a stock 7.2.12, and a 7.3.4 with descriptors that has memfd-v3 and vfio-pci on top
OLD, NEW = GOLDEN / "old.json", GOLDEN / "new.json"
PROGRAM = "luo-compat-check"


def pair(rule, which):
    return RULES / rule / which / "writer.json", RULES / rule / which / "reader.json"


def fixture(rule, which):
    """A pair, and what else is told of it: one argument in each line, {dir} being the fixture's."""
    folder = RULES / rule / which
    told = folder / "arguments"
    words = told.read_text().splitlines() if told.exists() else ()
    return *pair(rule, which), *(word.replace("{dir}", str(folder)) for word in words)


def waive(path):
    """A policy that excuses old.json's lack of vfio-pci-v1; NEW and OLD then need a plan for memfd-v3."""
    path.write_text(json.dumps({"policy_version": 1, "waivers": [{
        "rule": "LUO-UNREADABLE", "format": "vfio-pci", "owner": "vfio@example.org",
        "reason": "no <machine> of ours has [vfio](x) devices", "expires": "2026-12-31"}]},
        indent=2))
    return f"--policy={path}", "--now=2026-12-01"


def shown(finding):
    """How severe a report says it is: what a waiver excuses is shown as what it is."""
    return finding["judged"] if finding.get("waiver") else finding["severity"]


def questions():
    """(name, arguments) of every rule's pairs, in both directions where what is told makes sense so."""
    for folder in sorted(RULES.iterdir()):
        for which in ("fail", "pass"):
            args = ("--direction=both", *fixture(folder.name, which))
            if run(PROGRAM, *args).status == 2:
                args = args[1:]
            yield f"{folder.name} {which}", args
