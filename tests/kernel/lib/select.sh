# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # $only and $list are kernels.sh's
# Which kernels the command is to find.

# wanted NAME: all of them, unless --only names some
wanted()
{
	[ -z "$only" ] || [[ ,$only, == *,"$1",* ]]
}

# offer NAME DIRECTORY: what the command will find in LUOCAT_KERNELS
offer() { printf '%s %s\n' "$1" "$2" >>"$list"; }

# no name that --only gave is unknown
all_offered()
{
	local name
	for name in ${only//,/ }; do
		cut -d ' ' -f 1 "$list" | grep -qxF -- "$name" || die "there is no kernel $name"
	done
}
