# SPDX-License-Identifier: GPL-2.0-only
"""What a test program printed, as the Test Anything Protocol that kselftest uses."""
import re

PLAN = re.compile(r"1\.\.(\d+)")
RESULT = re.compile(r"(not )?ok (\d+)\b")
# "ok 3 # SKIP reason": says that nothing was tested
LEFT_OUT = re.compile(r"# *(SKIP|TODO|XFAIL|XPASS)\b", re.I)


class Tap:
    def __init__(self, lines):
        plans = [int(found[1]) for found in map(PLAN.fullmatch, lines) if found]
        found = [(result, line) for line in lines for result in [RESULT.match(line)] if result]
        self.passed = [line for result, line in found if not result[1] and not LEFT_OUT.search(line)]
        # why this is not a run in which all passed
        self.complaints = [line for _, line in found if line not in self.passed]
        if len(plans) != 1 or plans[0] == 0:
            self.complaints.append(f"plans: {plans}")
        elif [int(result[2]) for result, _ in found] != list(range(1, plans[0] + 1)):
            self.complaints.append(f"{plans[0]} planned, {len(found)} reported")
