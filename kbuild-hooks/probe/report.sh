#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# report.sh OBJECT: what a probe holds, and what it does not hold and why
set -eu

text=$(mktemp)
trap 'rm -f "$text"' EXIT
"${OBJCOPY:-objcopy}" -O binary -j .luocat_report --set-section-flags .luocat_report=alloc \
	"$1" "$text"
echo "$1:"
while read -r word rest; do
	case $word in
	format) echo "  $rest" ;;
	off) echo "  not in this kernel: ${rest#* } (${rest%% *} is off)" ;;
	missing) echo "  not in this kernel: ${rest#* }" ;;
	unknown) echo "  left out: $rest" ;;
	esac
done <"$text"
grep -q '^format' "$text" || echo '  no live update format: this kernel hands nothing over'
