#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# demo.sh BUILD [KDIR KDIR_NEXT]: catalog two kernels and judge the pair, both ways
#
# Without KDIR the two are samples, built here from demo/: the running one writes widgets in two
# versions and obeys enable_write, the next one reads the older version only.
set -eu

build=$1
kdir=${2-}
kdir_next=${3-}
here=$(cd "$(dirname "$0")" && pwd)
CC=${CC:-gcc}
work=$build/demo
mkdir -p "$work"

bold= plain=
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

# What a reader of the screen could type. The exit status is part of the answer, not of the demo.
show() {
	printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"
	status=0
	(PATH=$build:$PATH "$@") || status=$?
	if [ "$status" = 2 ]; then
		exit 2
	fi
	printf '%s[exit status %d]%s\n' "$bold" "$status" "$plain"
}

say() {
	printf '\n%s%s%s\n' "$bold" "$*" "$plain"
}

# A sample kernel: a build tree as far as luo-catalog-gen looks at one.
sample() { # NAME RELEASE
	tree=$work/$1
	mkdir -p "$tree/include/config"
	for source in core.c "$1/widget.c"; do
		"$CC" -O2 -g -ffreestanding -fno-pie -DDEMO_RELEASE="\"$2\"" -I"$here" \
			-I"$here/../kbuild-hooks/include" -c \
			-o "$tree/$(basename "$source" .c).o" "$here/$source"
	done
	"$CC" -nostdlib -static -no-pie -Wl,-e,0 -Wl,--build-id -Wl,-T,"$here/discard.lds" \
		-o "$tree/vmlinux" "$tree/core.o" "$tree/widget.o"
	cp "$here/config" "$tree/.config"
	echo "$2" >"$tree/include/config/kernel.release"
	: >"$tree/modules.order"
}

if [ -n "$kdir" ]; then
	[ -n "$kdir_next" ] || { echo "demo: KDIR= needs KDIR_NEXT= as well" >&2; exit 2; }
	say "Your kernels: $kdir runs now, $kdir_next is to be booted next."
else
	sample running 7.3.0-sample
	sample next 7.2.0-sample
	kdir=$work/running
	kdir_next=$work/next
	say "Two sample kernels, built from demo/. The running one writes widgets in versions 1 and 2
and obeys enable_write; the next one reads version 1 only."
fi

say "1. What can each kernel read and write? One catalog each."
show luo-catalog-gen -o "$work/running.json" "$kdir"
show luo-catalog-gen -o "$work/next.json" "$kdir_next"
show luo-catalog-gen --format table "$kdir"

say "2. May the running kernel hand over to the next one?"
show luo-compat-check "$work/running.json" "$work/next.json"

say "3. And if the update has to be taken back: may the next one hand over to this one?"
show luo-compat-check --direction rollback "$work/running.json" "$work/next.json"
