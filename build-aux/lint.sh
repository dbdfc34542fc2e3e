#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What reading a change should not have to look for. Each complaint is one line with its file.
set -eu
cd "$(dirname "$0")/.."

files=$(git ls-files '*.[ch]' '*.sh' '*.py' '*.mk' Makefile .ci/run)
scripts=$(git ls-files '*.sh' .ci/run)
complaints=$(mktemp)
trap 'rm -f "$complaints"' EXIT

for file in $files; do
	head -n 2 "$file" | grep -q 'SPDX-License-Identifier: ' ||
		echo "$file: no SPDX line at its top"
	lines=$(wc -l <"$file")
	# the library has one public header, and each function is documented in it
	[ "$lines" -le 700 ] || [ "$file" = libluocat/luocat.h ] || echo "$file: $lines lines; does it do one thing?"
done >"$complaints"
# shellcheck disable=SC2086 # lists of words
{
	awk '{ line = $0; gsub(/\t/, "        ", line) }
		/[ \t]$/ { print FILENAME ":" FNR ": blanks at the end" }
		length(line) > 120 { print FILENAME ":" FNR ": a line of " length(line) }' $files
	# SC1007: "CDPATH= cd" is meant
	shellcheck -x -P SCRIPTDIR -e SC1007 -f gcc $scripts || :
} >>"$complaints"
cat "$complaints"
[ ! -s "$complaints" ]
