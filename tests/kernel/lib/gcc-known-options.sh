#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# gcc for the headers of a kernel that a newer gcc built: without the options that this one lacks.
# They tune code, of which a probe has none.
args=()
for word; do
	case $word in
	-fmin-function-alignment=*)
		gcc "$word" -E -x c /dev/null -o /dev/null 2>/dev/null || continue
		;;
	esac
	args+=("$word")
done
exec gcc "${args[@]}"
