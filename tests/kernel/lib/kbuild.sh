# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # $cache and $here are kernels.sh's
# Kernels: a tree from a source package, its configuration, reproducible builds, edits in place.

# Raised when the way of building changes, so that cached kernels of the old way are not used.
recipe=1

# Only what is named here reaches the kernel's build: the same tree gives the same bytes, and
# nothing of a make above this script gets in.
kernel_make()
{
	local tree=$1
	shift
	env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$cache" LC_ALL=C \
		KBUILD_BUILD_TIMESTAMP=2026-01-01 KBUILD_BUILD_USER=luocat \
		KBUILD_BUILD_HOST=luocat KBUILD_BUILD_VERSION=1 \
		nice make -s -C "$tree" -j"$(nproc)" "$@"
}

compiler_version()
{
	case "$*" in
	*LLVM=*) "clang${1#LLVM=}" --version | head -n 1 ;;
	*) gcc --version | head -n 1; ld --version | head -n 1 ;;
	esac
}

# hash FILE-OR-TEXT...: one key of them all
hash()
{
	local item
	for item; do
		if [ -f "$item" ]; then cat -- "$item"; else printf '%s\n' "$item"; fi
	done | sha256sum | cut -c 1-16
}

# configure TREE FRAGMENT...: tinyconfig with the fragments, of which the last one decides
configure()
{
	local tree=$1 option wanted
	shift
	wanted=$(cat -- "$@" | awk '/^(# )?CONFIG_/ {
		name = $0; sub(/^# /, "", name); sub(/[ =].*/, "", name)
		if (!(name in value)) order[++n] = name
		value[name] = $0
	} END { for (i = 1; i <= n; i++) print value[order[i]] }')
	{
		cat "$tree/arch/x86/configs/tiny.config" "$tree/kernel/configs/tiny.config"
		printf '%s\n' "$wanted"
	} >"$tree/.luocat-config"
	kernel_make "$tree" "${make_args[@]}" KCONFIG_ALLCONFIG=.luocat-config allnoconfig
	while read -r option; do
		case $option in
		# one whose dependencies are off is not mentioned at all
		'# '*) ! grep -q "^${option:2:-11}=" "$tree/.config" ;;
		*) grep -qxF "$option" "$tree/.config" ;;
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

# base NAME RELEASE [MAKE-ARGUMENT...]: a built tree of Debian's linux-source-RELEASE, in $tree
base()
{
	local name=$1 release=$2 deb key
	shift 2
	make_args=("$@")
	deb=$(package "linux-source-$release")
	key=$(hash "$recipe" "${deb##*/}" "$here/luo.config" "$(compiler_version "$@")" "$*")
	tree=$cache/kernels/$name-$key
	if [ ! -e "$tree/.luocat-built" ]; then
		say "building $name from ${deb##*/} (about 5 minutes on two cores)"
		rm -rf "$tree"
		logged "$name" unpack_source "$deb" "$tree"
		logged "$name" configure "$tree" "$here/luo.config"
		logged "$name" kernel_make "$tree" "$@"
		logged "$name" kernel_make "$tree" "$@" modules_install \
			INSTALL_MOD_PATH=.luocat-installed DEPMOD=true
		sha256sum "$tree/vmlinux" | cut -d ' ' -f 1 >"$tree/.luocat-sha256"
		touch "$tree/.luocat-files"
		list_files "$tree" >"$tree/.luocat-files"
		touch "$tree/.luocat-built"
	fi
	restore "$name" "$tree"
	offer "$name" "$tree"
}

list_files()
{
	(cd "$1" && find . -path ./.luocat-installed -prune -o -type f ! -name '.luocat-*' -print | LC_ALL=C sort)
}

# restore NAME TREE: undo edits, also those that an interrupted run left, and prove it
restore()
{
	local name=$1 tree=$2
	[ -d "$tree/.luocat-edited" ] || return 0
	say "bringing $name back to what it was"
	# new times, so that make sees them
	cp -R --preserve=mode "$tree/.luocat-edited/." "$tree/"
	logged "$name" configure "$tree" "$here/luo.config"
	logged "$name" kernel_make "$tree" "${make_args[@]}"
	list_files "$tree" | LC_ALL=C comm -13 "$tree/.luocat-files" - | (cd "$tree" && xargs -r -d '\n' rm -f --)
	if [ "$(sha256sum <"$tree/vmlinux" | cut -d ' ' -f 1)" != "$(cat "$tree/.luocat-sha256")" ]; then
		rm -f "$tree/.luocat-built"
		die "$name: rebuilt after an edit was undone, its vmlinux differs: not reproducible"
	fi
	rm -rf "$tree/.luocat-edited"
}

# edit TREE EDIT...: apply a patch or options; originals are kept for restore
edit()
{
	local tree=$1 edit=$2 file
	case $edit in
	*.config) configure "$tree" "$here/luo.config" "$edit" ;;
	*.patch)
		while read -r file; do
			[ -e "$tree/.luocat-edited/$file" ] && continue
			mkdir -p "$tree/.luocat-edited/${file%/*}"
			cp "$tree/$file" "$tree/.luocat-edited/$file"
		done < <(sed -n 's,^+++ b/,,p' "$edit")
		patch -d "$tree" -p1 --fuzz=0 --no-backup-if-mismatch <"$edit"
		;;
	esac
}

unedit()
{
	local tree=$1 edit=$2
	case $edit in
	*.config) configure "$tree" "$here/luo.config" ;;
	*.patch) patch -d "$tree" -p1 -R --fuzz=0 --no-backup-if-mismatch <"$edit" ;;
	esac
}

# variants BASE TREE: each edit of variants/, built in the base's tree one after the other
variants()
{
	local base=$1 tree=$2 edit name key kept
	for edit in "$here"/variants/*.patch "$here"/variants/*.config; do
		name=${edit##*/}
		name=${name%.*}
		key=$(hash "${tree##*/}" 'with modules' "$edit")
		kept=$cache/variants/$name-$key
		if [ ! -e "$kept/vmlinux" ]; then
			say "building $base with $name"
			mkdir -p "$tree/.luocat-edited"
			logged "$name" edit "$tree" "$edit"
			logged "$name" kernel_make "$tree" vmlinux modules
			rm -rf "$kept" "$kept.new"
			mkdir -p "$kept.new"
			cp "$tree/vmlinux" "$tree/.config" "$kept.new"
			logged "$name" kernel_make "$tree" modules_install DEPMOD=true \
				INSTALL_MOD_PATH="$kept.new/installed"
			mv "$kept.new" "$kept"
			logged "$name" unedit "$tree" "$edit"
		fi
		offer "$name" "$kept"
	done
	restore "$base" "$tree"
}

# Debian's kernel without LUO: a vmlinux with 400 MB of DWARF
debian()
{
	local deb dir file
	deb=$(package 'linux-image-7\.3\.[0-9]+.*-cloud-amd64-dbg')
	file=${deb##*/}
	dir=$cache/debian/${file%.deb}
	if [ ! -e "$dir/vmlinux" ]; then
		say "unpacking vmlinux of $file"
		rm -rf "$dir.new"
		mkdir -p "$dir.new"
		logged debian unpack_vmlinux "$deb" "$dir.new"
		rm -rf "$dir"
		mv "$dir.new" "$dir"
	fi
	offer debian "$dir"
}

unpack_vmlinux()
{
	dpkg-deb --fsys-tarfile "$1" |
		tar -xO --wildcards './usr/lib/debug/lib/modules/*/vmlinux' >"$2/vmlinux" &&
		[ -s "$2/vmlinux" ]
}
