# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # $cache is kernels.sh's
# Debian's packages of real kernels. They are in trixie-backports; the machine may be on another suite,
# so a private apt directory gets the machine's own mirror with that suite. Nothing of the system's
# apt is changed.

suite=trixie-backports
apt=$cache/apt
packages=$cache/packages

# The first stanza for Debian itself in deb822 files, with another suite.
deb822_sources()
{
	awk -v suite="$suite" 'BEGIN { RS = ""; FS = "\n" }
	{
		name = ""
		split("", field)
		kept = ""
		for (i = 1; i <= NF; i++) {
			if ($i ~ /^#/)
				continue
			if ($i !~ /^[ \t]/) {
				name = tolower($i)
				sub(/:.*/, "", name)
			}
			field[name] = field[name] " " $i
			if (name !~ /^(types|suites|components|architectures|enabled)$/)
				kept = kept $i "\n"
		}
		uris = field["uris"]
		if (field["types"] !~ /[ :]deb( |$)/ || field["enabled"] ~ /no *$/ ||
		    field["components"] !~ /[ :]main( |$)/ || uris !~ /\/debian(\.list)?\/?$/)
			next
		printf "Types: deb\n%sSuites: %s\nComponents: main\n", kept, suite
		exit
	}' "$@"
}

# The same from one-line files: deb [options] URI SUITE COMPONENT...
one_line_sources()
{
	local blank='[[:space:]]' word='[^[:space:]]+' entry

	entry="^deb($blank+\\[[^]]*\\])?$blank+($word/debian/?)$blank+$word"
	entry+="$blank(.*$blank)?main($blank.*)?\$"
	sed -E -n "s,$entry,deb\\1 \\2 $suite main,p" | head -n 1
}

private_apt()
{
	local tool=$1
	shift
	"$tool" -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/parts" \
		-o Dir::State="$apt/state" -o Dir::State::Lists="$apt/lists" \
		-o Dir::State::status=/dev/null -o Dir::Cache="$apt/cache" \
		-o Acquire::Languages=none -o Acquire::Retries=3 \
		-o APT::Sandbox::User="$(id -un)" "$@"
}

# Run at most once: where the mirror is, and what it has now.
update_index()
{
	[ ! -e "$apt/updated" ] || return 0
	say "reading the index of $suite"
	rm -rf "$apt"
	mkdir -p "$apt/parts" "$apt/state/lists/partial" "$apt/lists/partial" \
		"$apt/cache/archives/partial"
	shopt -s nullglob
	local deb822=(/etc/apt/sources.list.d/*.sources)
	local lists=(/etc/apt/sources.list /etc/apt/sources.list.d/*.list)
	shopt -u nullglob
	[ ! -e "${deb822[0]-}" ] || deb822_sources "${deb822[@]}" >"$apt/parts/kernels.sources"
	if [ ! -s "$apt/parts/kernels.sources" ]; then
		rm -f "$apt/parts/kernels.sources"
		cat -- "${lists[@]}" 2>/dev/null | one_line_sources >"$apt/parts/kernels.list"
		[ -s "$apt/parts/kernels.list" ] ||
			die "no entry for a Debian mirror in /etc/apt: cannot get $suite"
	fi
	logged apt private_apt apt-get update --error-on=any
	touch "$apt/updated"
}

# package PATTERN: the newest package whose name is PATTERN (an extended regular expression), as a
# file. One that was got before is used again; LUOCAT_KERNEL_REFRESH=1 looks for a newer one.
package()
{
	local pattern=$1 pointer name file
	pointer=$packages/$(printf %s "$1" | tr -c 'a-z0-9.-' _)
	if [ -s "$pointer" ] && [ -s "$(cat "$pointer")" ] &&
		{ [ -z "${LUOCAT_KERNEL_REFRESH-}" ] || [ -e "$pointer.fresh" ]; }; then
		cat "$pointer"
		return
	fi
	update_index
	name=$(private_apt apt-cache pkgnames linux- | grep -Ex "$pattern" | sort -V | tail -n 1) ||
		die "$suite has no package $pattern"
	say "downloading $name"
	rm -rf "$packages/new"
	mkdir -p "$packages/new"
	(cd "$packages/new" && logged apt private_apt apt-get download "$name")
	file=$(cd "$packages/new" && echo *.deb)
	dpkg-deb --info "$packages/new/$file" >/dev/null || die "$name: a broken package"
	mv "$packages/new/$file" "$packages/$file"
	rmdir "$packages/new"
	printf '%s\n' "$packages/$file" >"$pointer"
	touch "$pointer.fresh"
	cat "$pointer"
}

# Debian's kernel without LUO: a vmlinux with 400 MB of DWARF
debian()
{
	local deb dir file
	wanted debian || return 0
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

# The headers of that kernel, as for external modules. Packages name their places below /usr/src;
# here they are elsewhere.
debian_headers()
{
	local flavour common kbuild dir file
	wanted debian-headers || return 0
	flavour=$(package 'linux-headers-7\.3\.[0-9]+.*-cloud-amd64')
	common=$(package 'linux-headers-7\.3\.[0-9]+.*-common')
	kbuild=$(package 'linux-kbuild-7\.3\.[0-9]+.*')
	file=${flavour##*/}
	dir=$cache/debian/${file%.deb}
	if [ ! -e "$dir/usr" ]; then
		say "unpacking $file"
		rm -rf "$dir.new"
		for file in "$flavour" "$common" "$kbuild"; do
			logged debian dpkg-deb -x "$file" "$dir.new"
		done
		sed -i "s,/usr/src/,$dir/usr/src/,g" "$dir.new"/usr/src/linux-headers-*-cloud-amd64/Makefile
		rm -rf "$dir"
		mv "$dir.new" "$dir"
	fi
	offer debian-headers "$(echo "$dir"/usr/src/linux-headers-*-cloud-amd64)"
}

unpack_vmlinux()
{
	dpkg-deb --fsys-tarfile "$1" |
		tar -xO --wildcards './usr/lib/debug/lib/modules/*/vmlinux' >"$2/vmlinux" &&
		[ -s "$2/vmlinux" ]
}

# debian_shipped NAME RELEASE FLAVOUR: a directory of Debian's packages of a kernel without LUO, as
# they are installed: the boot image in one, its modules in another
debian_shipped()
{
	local name=$1 version=${2//./\\.} flavour=$3 part deb dir=
	wanted "$name" || return 0
	for part in binary modules; do
		deb=$(package "linux-$part-$version\\.[0-9]+\\+[a-z0-9]+-$flavour")
		[ -n "$dir" ] || dir=$cache/debian/$(basename "$deb" .deb)
		mkdir -p "$dir"
		ln -f "$deb" "$dir/linux-$part.deb"
	done
	offer "$name" "$dir"
}
