#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Seeds of fuzz_matrix.c: seed_matrix.sh DIRECTORY RULES
set -eu

mkdir -p "$1"
for rule in "$2"/*/; do
	name=$(basename "$rule")
	for catalog in "$rule"*/*.json; do
		cat "$catalog"
		printf '\n===\n'
	done >"$1/$name.txt"
done
