# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # $cache and $here are kernels.sh's
# Kernels: a tree from a source package, its configuration, reproducible builds.

# Raised when the way of building changes, so that cached kernels of the old way are not used.
recipe=2

# what make prints besides warnings: nothing, or with an empty one what it does
make_says=-s

build_path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# Only what is named here reaches the kernel's build: the same tree gives the same bytes, and
# nothing of a make above this script gets in.
kernel_make()
{
	local tree=$1
	shift
	env -i PATH="$build_path" HOME="$cache" LC_ALL=C \
		KBUILD_BUILD_TIMESTAMP=2026-01-01 KBUILD_BUILD_USER=luocat \
		KBUILD_BUILD_HOST=luocat KBUILD_BUILD_VERSION=1 LOCALVERSION= \
		nice make ${make_says:+"$make_says"} -C "$tree" -j"$(nproc)" "$@"
}

# timed FILE COMMAND...: what its processes took of the processors, as bash's times says it. Unlike the
# clock it does not depend on what else the machine did.
timed()
(
	file=$1
	shift
	"$@"
	times >"$file"
)

# argument NAME DEFAULT MAKE-ARGUMENT...: what NAME= says among these
argument()
{
	local name=$1 value=$2 item
	shift 2
	for item; do
		case $item in "$name="*) value=${item#*=} ;; esac
	done
	printf '%s\n' "$value"
}

arch() { argument ARCH x86 "$@"; }
cross() { argument CROSS_COMPILE '' "$@"; }

# what the boot loader takes, below arch/ARCH/boot
boot_image()
{
	case $(arch "$@") in
	x86) echo bzImage ;;
	arm64) echo Image ;;
	*) return 1 ;;
	esac
}

# can_link COMPILER: what decides CONFIG_CC_CAN_LINK; cross compilers come without a C library
can_link()
{
	if echo 'int main(void) { return 0; }' | "$1" -x c -o /dev/null - 2>/dev/null; then
		echo "$1 makes programs"
	else
		echo "$1 makes no programs"
	fi
}

# what makes the code, and what makes the BTF of it
compiler_version()
{
	pahole --version
	case "$*" in
	*LLVM=*) "clang${1#LLVM=}" --version | head -n 1 ;;
	*) "$(cross "$@")gcc" --version | head -n 1; "$(cross "$@")ld" --version | head -n 1 ;;
	esac
	[ -z "$(cross "$@")" ] || can_link "$(cross "$@")gcc"
}

# hash FILE-OR-TEXT...: one key of them all
hash()
{
	local item
	for item; do
		if [ -f "$item" ]; then cat -- "$item"; else printf '%s\n' "$item"; fi
	done | sha256sum | cut -c 1-16
}

# configure TREE FRAGMENT...: tinyconfig with luo.config, the architecture's, the base's and these
# fragments, of which the last one decides; in the tree, or where $make_args have O=
configure()
{
	local tree=$1 arch out option wanted
	shift
	arch=$(arch "${make_args[@]}")
	out=$(argument O "$tree" "${make_args[@]}")
	set -- "$here/luo.config" "$here/luo-$arch.config" "${fragments[@]}" "$@"
	wanted=$(cat -- "$@" | awk '/^(# )?CONFIG_/ {
		name = $0; sub(/^# /, "", name); sub(/[ =].*/, "", name)
		if (!(name in value)) order[++n] = name
		value[name] = $0
	} END { for (i = 1; i <= n; i++) print value[order[i]] }')
	{
		[ ! -e "$tree/arch/$arch/configs/tiny.config" ] ||
			cat "$tree/arch/$arch/configs/tiny.config"
		cat "$tree/kernel/configs/tiny.config"
		printf '%s\n' "$wanted"
	} >"$out/.luocat-config"
	kernel_make "$tree" "${make_args[@]}" KCONFIG_ALLCONFIG=.luocat-config allnoconfig
	while read -r option; do
		case $option in
		# one whose dependencies are off is not mentioned at all
		'# '*) ! grep -q "^${option:2:-11}=" "$out/.config" ;;
		*) grep -qxF "$option" "$out/.config" ;;
		esac || {
			echo "option did not take effect: $option"
			return 1
		}
	done <<<"$wanted"
}

unpack_source()
{
	mkdir -p "$2"
	dpkg-deb --fsys-tarfile "$1" | tar -xO --wildcards './usr/src/linux-source-*.tar.xz' |
		xz -dc -T0 | tar -x -C "$2" --strip-components=1
}

# apply_series TREE PATCH...
apply_series()
{
	local tree=$1 patch
	shift
	for patch; do
		patch -d "$tree" -p1 --fuzz=0 --no-backup-if-mismatch <"$patch"
	done
}

# patched NAME RELEASE: what a tree of that name has besides the release's source: in series, and in
# fragments
patched()
{
	local name=$1 release=$2 top=$here/../..
	series=()
	fragments=()
	case $name in
	*-formats | *-sysfs | *-sysfs-*)
		series=("$top/kbuild-hooks/patches/$release"/*.patch)
		fragments=("$here/formats.config")
		;;
	esac
	case $name in
	*-sysfs | *-sysfs-*) series+=("$top/sysfs-emitter/kernel/patches/$release"/*.patch) ;;
	esac
	case $name in
	*-sysfs) fragments+=("$here/sysfs.config") ;;
	*-off) fragments+=("$here/off.config") ;;
	*-debug)
		fragments+=("$here/debug.config")
		series+=("$here/debug.patch")
		;;
	*-64k) fragments+=("$here/64k.config") ;;
	esac
}

# base NAME RELEASE [MAKE-ARGUMENT...]: a tree of Debian's linux-source-RELEASE; with kbuild-hooks'
# patches if its name ends in -formats, with those of the table in sysfs as well if it ends in -sysfs,
# with the table switched off if it ends in -sysfs-off, and with what finds mistakes in them, and
# registration for modules, if it ends in -sysfs-debug; with pages of 64 KiB if it ends in -64k. It is
# built if it is wanted, and where variants() needs it. For those who build it anew, .luocat-source in it
# is the package; .luocat-times is what the build took.
base()
{
	base_name=$1
	base_release=$2
	shift 2
	make_args=("$@")
	tree=
	wanted "$base_name" || return 0
	build_base
	offer "$base_name" "$tree"
}

# build_base: the tree of the last base, in $tree
build_base()
{
	local deb key image name
	[ -z "$tree" ] || return 0
	name=$base_name
	patched "$name" "$base_release"
	deb=$(package "linux-source-$base_release")
	key=$(hash "$recipe" "${deb##*/}" "$here/luo.config" \
		"$here/luo-$(arch "${make_args[@]}").config" \
		"$(compiler_version "${make_args[@]}")" "${make_args[*]}" "${series[@]}" \
		"${fragments[@]}")
	tree=$cache/kernels/$name-$key
	if [ ! -e "$tree/.luocat-built" ]; then
		say "building $name from ${deb##*/} (about 5 minutes on two cores)"
		rm -rf "$tree"
		logged "$name" unpack_source "$deb" "$tree"
		logged "$name" apply_series "$tree" "${series[@]}"
		logged "$name" configure "$tree"
		logged "$name" timed "$tree/.luocat-times" kernel_make "$tree" "${make_args[@]}"
		logged "$name" kernel_make "$tree" "${make_args[@]}" modules_install \
			INSTALL_MOD_PATH=.luocat-installed DEPMOD=true
		image=$(boot_image "${make_args[@]}")
		ln -s "arch/$(arch "${make_args[@]}")/boot/$image" "$tree/$image"
		(cd "$tree" && find ./* -name '*.ko' -exec sha256sum vmlinux "$image" {} +) \
			>"$tree/.luocat-sums"
		list_files "$tree" >"$tree/.luocat-files"
		touch "$tree/.luocat-built"
	fi
	ln -sfn "$deb" "$tree/.luocat-source"
	restore "$name" "$tree"
}

list_files()
{
	(cd "$1" && find . -path ./.luocat-installed -prune -o \
		-type f ! -name '.luocat-*' -print | LC_ALL=C sort)
}
