#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A style sheet or script as C, with its hash as a Content-Security-Policy names it: embed.sh FILE >FILE.c
set -eu

file=$1
name=$(basename "$file" | tr . _)

case $file in
*.css) tag=style ;;
*.js) tag=script ;;
*) echo "embed.sh: $file: neither .css nor .js" >&2; exit 2 ;;
esac
# what would end the element that it is put into, or change how a parser reads on
if grep -inE '</(style|script)|<!--|<script' "$file" >&2; then
	echo "embed.sh: $file: cannot stand in an HTML document as it is" >&2
	exit 2
fi

# sha256sum gives hexadecimal digits, a policy wants base64: the bytes, as printf takes them, between
escapes=$(sha256sum <"$file" | awk '{
	for (i = 1; i < 64; i += 2) {
		byte = 16 * (index("0123456789abcdef", substr($1, i, 1)) - 1)
		byte += index("0123456789abcdef", substr($1, i + 1, 1)) - 1
		printf "\\%03o", byte
	}
}')
# shellcheck disable=SC2059 # escapes are the format
hash=$(printf "$escapes" | base64)

cat <<EOF
/* Made by build-aux/embed.sh of $name. */
#include "html.h"

static const unsigned char text[] = {
$(od -An -v -tx1 "$file" | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g')
};

const struct html_asset html_$name = {
	.tag = "$tag",
	.text = (const char *)text,
	.length = sizeof(text),
	.hash = "sha256-$hash",
};
EOF
