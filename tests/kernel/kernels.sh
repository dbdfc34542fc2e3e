#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernels.sh [--full | --only NAME[,NAME]...] COMMAND [ARGUMENT...]
#
# Gets and builds the real kernels of check-kernel and bench (--full: of check-kernel-full; --only: these
# of them all), then runs COMMAND with LUOCAT_KERNELS naming a file of lines "NAME DIRECTORY", and
# LUOCAT_KERNELS_FULL not empty when all are there. In a directory are vmlinux, .config, installed modules
# and the boot image, bzImage or Image. Everything is kept outside the source tree, keyed by what it is
# made from, so that only the first run is long:
#
#   LUOCAT_KERNEL_CACHE=DIR    the place (14 GB, 33 with --full), ~/.cache/luocat/kernels unless told
#   LUOCAT_KERNEL_REFRESH=1    look for newer packages than those that are there
#
# Whatever cannot be got or built is a failure with the end of its log; nothing is skipped.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${LUOCAT_KERNEL_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/luocat/kernels}

usage()
{
	echo "usage: kernels.sh [--full | --only NAME[,NAME]...] COMMAND [ARGUMENT...]" >&2
	exit 2
}

# shellcheck source=lib/report.sh
. "$here/lib/report.sh"
# shellcheck source=lib/select.sh
. "$here/lib/select.sh"
# shellcheck source=lib/packages.sh
. "$here/lib/packages.sh"
# shellcheck source=lib/kbuild.sh
. "$here/lib/kbuild.sh"
# shellcheck source=lib/variants.sh
. "$here/lib/variants.sh"

check_machine()
{
	local tool tools='apt-get dpkg-deb gcc make bc bison flex xz lz4 patch flock pahole'
	tools+=' cpio qemu-system-x86_64'
	[ -z "$1" ] || tools+=' clang-19 ld.lld-19 aarch64-linux-gnu-gcc qemu-system-aarch64'
	[ "$(uname -m)" = x86_64 ] || die "the test kernels are built natively, for x86-64 only"
	[[ $cache != *[[:space:]:]* ]] ||
		die "$cache: make cannot build below a name with blanks or colons"
	for tool in $tools; do
		command -v "$tool" >/dev/null ||
			die "$tool is missing (build-aux/deps.sh kernel${1:+-full})"
	done
}

# All of it is read before it runs: an edit of this file meanwhile does no harm.
main()
{
	local edits more full=
	only=
	case ${1-} in
	--full) full=1; shift ;;
	--only) only=${2-}; [ -n "$only" ] || usage; shift 2 ;;
	esac
	[ $# -gt 0 ] || usage
	check_machine "$full"
	# what may be asked for by name; a tool that check_machine did not look for is then make's to miss
	more=$full$only

	mkdir -p "$cache/logs" "$packages" "$cache/variants"
	list=$(mktemp)
	trap 'rm -f "$list"' EXIT
	exec 9>"$cache/lock"
	flock -n 9 || { say "waiting for another run"; flock 9; }
	rm -f "$cache"/logs/*.log "$packages"/*.fresh "$apt/updated"

	base 7.2 7.2
	[ -z "$more" ] || variants 7.2 7.2- "$here"/variants/full/7.2/*
	base 7.3 7.3
	edits=("$here"/variants/*.{patch,config})
	[ -z "$more" ] || edits+=("$here"/variants/full/*.{patch,config})
	variants 7.3 '' "${edits[@]}"
	base 7.3-formats 7.3
	base 7.3-sysfs 7.3
	edits=("$here"/variants/7.3-sysfs/*)
	[ -z "$more" ] || edits+=("$here"/variants/full/7.3-sysfs/*)
	variants 7.3-sysfs sysfs- "${edits[@]}"
	debian
	debian_headers
	debian_shipped debian-7.3-cloud 7.3 cloud-amd64
	if [ -n "$more" ]; then
		base 7.3-arm64 7.3 ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-
		variants 7.3-arm64 7.3-arm64- \
			"$here"/variants/{drift-middle,kho-v5,luo-v6,memfd-v3}.patch
		base 7.3-arm64-64k 7.3 ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-
		base 7.3-arm64-sysfs 7.3 ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-
		base 7.3-arm64-clang-sysfs 7.3 LLVM=-19 ARCH=arm64
		variants 7.3-arm64-clang-sysfs 7.3-arm64- "$here"/variants/full/7.3-arm64-clang-sysfs/*
		base 7.3-clang 7.3 LLVM=-19
		base 7.3-clang-sysfs 7.3 LLVM=-19
		base 7.2-formats 7.2
		base 7.3-sysfs-off 7.3
		variants 7.3-sysfs-off sysfs-off- "$here"/variants/full/7.3-sysfs-off/*
		base 7.2-sysfs-debug 7.2
		base 7.3-sysfs-debug 7.3
		debian_shipped debian-7.3 7.3 amd64
		debian_shipped debian-7.2 7.2 amd64
		debian_shipped debian-7.2-cloud 7.2 cloud-amd64
	fi
	all_offered

	# from here on the trees are only read; an editor waits until the command has ended
	flock -s 9
	LUOCAT_KERNELS=$list LUOCAT_KERNELS_FULL=$full "$@"
	exit
}

main "$@"
