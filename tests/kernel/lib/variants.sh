# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # $cache, $here and $make_args come from the other files
# Variants of a kernel: an edit in a built tree, an incremental build, and the way back.

# below PATCH: the patch that this one is on top of, if its text says so, by a path from its own
below()
{
	local path
	path=$(sed -n '/^--- /q; s/^On top of: //p' "$1")
	[ -z "$path" ] || printf '%s\n' "${1%/*}/$path"
}

# stack EDIT: what it consists of, in order
stack()
{
	local under=
	case $1 in *.patch) under=$(below "$1") ;; esac
	[ -z "$under" ] || stack "$under"
	printf '%s\n' "$1"
}

# edit TREE EDIT: apply a patch or options; originals are kept for restore
edit()
{
	local tree=$1 edit=$2 file
	case $edit in
	*.config) configure "$tree" "$edit" ;;
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
	*.config) configure "$tree" ;;
	*.patch) patch -d "$tree" -p1 -R --fuzz=0 --no-backup-if-mismatch <"$edit" ;;
	esac
}

# variant BASE NAME DIRECTORY EDIT...: the base's tree with all of these edits, built, and what of it is
# kept in that directory
variant()
{
	local base=$1 name=$2 kept=$3 edit image
	shift 3
	say "building $base with $name"
	image=$(boot_image "${make_args[@]}")
	mkdir -p "$tree/.luocat-edited"
	for edit; do
		logged "$name" edit "$tree" "$edit"
	done
	logged "$name" kernel_make "$tree" "${make_args[@]}"
	rm -rf "$kept" "$kept.new"
	mkdir -p "$kept.new"
	cp "$tree/vmlinux" "$tree/$image" "$tree/.config" "$kept.new"
	logged "$name" kernel_make "$tree" "${make_args[@]}" modules_install \
		INSTALL_MOD_PATH="$kept.new/installed" DEPMOD=true
	mv "$kept.new" "$kept"
	while [ $# -gt 0 ]; do
		logged "$name" unedit "$tree" "${!#}"
		set -- "${@:1:$#-1}"
	done
}

# variants BASE PREFIX EDIT...: of this base, the last one, those that are wanted, built in its tree one
# after the other, and named PREFIX and the name of their file
variants()
{
	local base=$1 prefix=$2 edit name key kept edits
	shift 2
	for edit; do
		name=${edit##*/}
		name=$prefix${name%.*}
		wanted "$name" || continue
		build_base
		mapfile -t edits < <(stack "$edit")
		key=$(hash "${tree##*/}" 'with modules and boot image' "${edits[@]}")
		kept=$cache/variants/$name-$key
		[ -e "$kept/vmlinux" ] || variant "$base" "$name" "$kept" "${edits[@]}"
		offer "$name" "$kept"
	done
	[ -z "$tree" ] || restore "$base" "$tree"
}

# restore NAME TREE: undo edits, also those that an interrupted run left, and prove it
restore()
{
	local name=$1 tree=$2
	[ -d "$tree/.luocat-edited" ] || return 0
	say "bringing $name back to what it was"
	# new times, so that make sees them
	cp -R --preserve=mode "$tree/.luocat-edited/." "$tree/"
	logged "$name" configure "$tree"
	logged "$name" kernel_make "$tree" "${make_args[@]}"
	list_files "$tree" | LC_ALL=C comm -13 "$tree/.luocat-files" - |
		(cd "$tree" && xargs -r -d '\n' rm -f --)
	if ! (cd "$tree" && sha256sum --check --quiet .luocat-sums >&2); then
		rm -f "$tree/.luocat-built"
		die "$name: rebuilt after an edit was undone, it differs: not reproducible"
	fi
	rm -rf "$tree/.luocat-edited"
}
