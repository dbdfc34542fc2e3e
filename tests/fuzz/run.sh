#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Run fuzz targets one after the other: run.sh SECONDS DIRECTORY PROGRAM...
# Fails if any of them finds something; the input stays in DIRECTORY.
set -eu

seconds=$1
directory=$2
shift 2
here=$(dirname "$0")

status=0
for program; do
	name=${program##*/fuzz_}
	found=$directory/corpus/$name
	log=$directory/fuzz_$name.log
	mkdir -p "$found"
	set -- "$found"
	[ ! -d "$here/corpus/$name" ] || set -- "$@" "$here/corpus/$name"
	[ ! -f "$here/$name.options" ] || set -- "$(cat "$here/$name.options")" "$@"
	[ ! -f "$here/$name.dict" ] || set -- "-dict=$here/$name.dict" "$@"
	echo "  FUZZ    $name for $seconds s"
	if "$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
		-print_final_stats=1 -artifact_prefix="$directory/$name-" "$@" >"$log" 2>&1; then
		sed -n 's/^stat::number_of_executed_units: */          runs: /p' "$log"
	else
		status=1
		tail -n 40 "$log"
		echo "fuzz: $name found something: see $log" >&2
	fi
done
exit $status
