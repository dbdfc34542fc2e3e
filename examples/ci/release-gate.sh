#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# release-gate.sh SHIPPED.json KERNEL OUT [OPTION]...: may KERNEL be released to where the kernel of
# SHIPPED.json runs?
#
# KERNEL is whatever luo-catalog-gen takes: a build tree, an image, a package. OUT gets its catalog,
# which is the SHIPPED.json of the next release, and the reports. OPTIONs are luo-compat-check's.
# POLICY names a policy (policy.json beside this script otherwise).
#
# Exit status: 0 release it; with a plan too, which OUT/verdict.json has for luo-sysfs-emitter apply.
# 1 do not. 2 could not be judged: do not either.
set -eu

[ $# -ge 3 ] || { echo "usage: release-gate.sh SHIPPED.json KERNEL OUT [OPTION]..." >&2; exit 2; }
shipped=$1 kernel=$2 out=$3
shift 3
policy=${POLICY:-$(dirname "$0")/policy.json}

mkdir -p "$out"
# reports of an earlier run say nothing of this one
rm -f "$out/next.json" "$out/verdict.json" "$out/report.md"
luo-catalog-gen -o "$out/next.json" "$kernel" || exit 2

status=0
luo-compat-check --policy "$policy" --direction both "$@" --format text \
	--format "json:$out/verdict.json" --format "markdown:$out/report.md" \
	"$shipped" "$out/next.json" || status=$?

case $status in
0) echo "release-gate: released: each kernel reads what the other one writes" ;;
3) echo "release-gate: released: the plan in $out/verdict.json is to be applied first" ;;
1) echo "release-gate: not released: see What decides" >&2; exit 1 ;;
*) echo "release-gate: not released: nothing was judged (status $status)" >&2; exit 2 ;;
esac
