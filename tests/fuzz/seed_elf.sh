#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Compile the seeds of fuzz_elf: seed_elf.sh DIRECTORY FIXTURES
set -eu

directory=$1
fixtures=$2
top=$(dirname "$0")/../..
flags="-w -O1 -ffreestanding -I$top/tests/fixtures -I$top/kbuild-hooks/include"

mkdir -p "$directory"
cp "$fixtures"/*.o "$fixtures"/linked "$fixtures"/pie "$directory"
for dwarf in 3 4 5; do # 3 says otherwise where bit-fields are
	for cc in gcc clang; do
		seed=$directory/seed-$cc-$dwarf
		# shellcheck disable=SC2086 # a list of words
		set -- $flags -gdwarf-$dwarf "$top/tests/fuzz/seed_elf.c"
		$cc "$@" -c -o "$seed.o"
		$cc "$@" -c -DLUOCAT_PROBE -o "$seed-probe.o"
		$cc "$@" -c -fdebug-types-section -o "$seed-types.o"
		$cc "$@" -nostdlib -static -DLUOCAT_LINKED -Wl,-e,0 -o "$seed"
		objcopy --compress-debug-sections=zlib "$seed.o" "$seed-zlib.o"
		# as a kernel ships: its handlers show by their shape alone
		cp "$seed" "$seed-btf"
		pahole -J "$seed-btf"
		objcopy --strip-all --keep-section=.BTF "$seed-btf"
		# and as its modules do: their BTF builds on names that they bring along, or alone
		cp "$seed.o" "$seed-btf.o"
		pahole -J "$seed-btf.o"
		objcopy --dump-section .BTF="$seed.btf" "$seed-btf.o"
		objcopy --strip-debug "$seed-btf.o"
		cp "$seed.o" "$seed-split.o"
		pahole -J --btf_base="$seed-btf.o" "$seed-split.o"
		objcopy --strip-debug --add-section .BTF.base="$seed.btf" "$seed-split.o"
		rm -f "$seed.a" "$seed.btf"
		ar rc "$seed.a" "$seed.o"
	done
	for machine in i386 aarch64 powerpc64 armv7eb; do
		# shellcheck disable=SC2086
		clang --target=$machine-linux-gnu $flags -gdwarf-$dwarf -DLUOCAT_FOREIGN -c \
			-o "$directory/seed-$machine-$dwarf.o" "$top/tests/fuzz/seed_elf.c"
	done
done
