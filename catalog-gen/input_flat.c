// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_flat.c - arm64's Image: the kernel's memory as it is loaded, without sections
 *
 * kernel: Documentation/arch/arm64/booting.rst: the magic number is at offset 56.
 */
#include <errno.h>
#include <string.h>

#include "input_walk.h"

#define MAGIC_OFFSET 56

bool is_flat(const struct walk *walk, const struct reader *reader)
{
	const void *magic = reader_at(reader, MAGIC_OFFSET, 4);

	return magic && !memcmp(magic, "ARM\x64", 4);
}

/* An error in a package too: without its kernel it would look like one that hands nothing over. */
int walk_flat(struct walk *walk, struct reader *reader, const char *name, struct luocat_error *err)
{
	return luocat_error_set(err, -ENOTSUP, reader_name(reader), NULL,
				"is a flat image, which has no sections to show what is what: give "
				"the vmlinux that it was made from");
}
