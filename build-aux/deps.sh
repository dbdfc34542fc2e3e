#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Install what a task needs and lacks (apt, as root), or name it: deps.sh TASK
set -eu

build='pkg-config libdwarf-dev libbpf-dev libarchive-dev libjansson-dev libmd-dev libzstd-dev zlib1g-dev scdoc'
check="$build check python3 python3-jsonschema binutils clang lld dwarves bzip2 xz-utils lz4 zstd rpm"
# what manuals and completions are held against
check="$check man-db groff-base zsh fish"
# what reports and examples are held against
check="$check cmark-gfm libxml2-utils python3-junitparser python3-yaml autopkgtest"
# also Node's own packages bring an npm, beside which Debian's cannot be installed
command -v npm >/dev/null || check="$check npm"
# rsync: gitlab-ci-local copies the work tree with it
check="$check tidy rsync"
kernel="$check bc bison flex libssl-dev patch git kmod liburcu-dev cpio qemu-system-x86"
kernel_full="$kernel clang-19 lld-19 llvm-19 gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-system-arm"
bench="$kernel gdb jq time"
fuzz="$check libclang-rt-dev cpio"
browser="$check chromium chromium-driver python3-selenium"
lint='shellcheck'

case "${1-}" in
build) want=$build ;;
check) want=$check ;;
kernel) want=$kernel ;;
kernel-full) want=$kernel_full ;;
bench) want=$bench ;;
fuzz) want=$fuzz ;;
browser) want=$browser ;;
lint) want=$lint ;;
*) echo "usage: deps.sh build|check|kernel|kernel-full|bench|fuzz|browser|lint" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null; then
	exit 0 # not a Debian: the build says what it misses
fi

missing=
for package in $want; do
	state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) || state=
	[ "$state" = 'install ok installed' ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
	echo "deps.sh: missing:$missing (apt-get install$missing)" >&2
	exit 2
fi
echo "installing$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086 # a list of words
apt-get -qq install -y --no-install-recommends $missing >/dev/null
