# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # $cache is kernels.sh's
# What is said, and how a command that fails ends everything.

say() { echo "kernels: $*" >&2; }
die() { say "$*"; exit 1; }

# logged NAME COMMAND...: quiet unless it fails
logged()
{
	local log=$cache/logs/$1.log status
	shift
	echo "== $*" >>"$log"
	# not "|| status=$?": set -e would not hold in there
	set +e
	(set -e; "$@") >>"$log" 2>&1 </dev/null 9>&-
	status=$?
	set -e
	[ "$status" != 0 ] || return 0
	tail -n 30 "$log" >&2
	die "failed: $* (log: $log)"
}
