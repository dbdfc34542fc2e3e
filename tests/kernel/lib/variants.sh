# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # $cache, $here and $make_args come from the other files
# Variants of a kernel: an edit in a built tree, an incremental build, and the way back.

# edit TREE EDIT...: apply a patch or options; originals are kept for restore
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

# variants BASE PREFIX EDIT...: each of them, built in the base's tree one after the other, and named
# PREFIX and the name of its file
variants()
{
	local base=$1 prefix=$2 edit name key kept image
	shift 2
	image=$(boot_image "${make_args[@]}")
	for edit; do
		name=${edit##*/}
		name=$prefix${name%.*}
		key=$(hash "${tree##*/}" 'with modules and boot image' "$edit")
		kept=$cache/variants/$name-$key
		if [ ! -e "$kept/vmlinux" ]; then
			say "building $base with $name"
			mkdir -p "$tree/.luocat-edited"
			logged "$name" edit "$tree" "$edit"
			logged "$name" kernel_make "$tree" "${make_args[@]}"
			rm -rf "$kept" "$kept.new"
			mkdir -p "$kept.new"
			cp "$tree/vmlinux" "$tree/$image" "$tree/.config" "$kept.new"
			logged "$name" kernel_make "$tree" "${make_args[@]}" modules_install \
				INSTALL_MOD_PATH="$kept.new/installed" DEPMOD=true
			mv "$kept.new" "$kept"
			logged "$name" unedit "$tree" "$edit"
		fi
		offer "$name" "$kept"
	done
	restore "$base" "$tree"
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
