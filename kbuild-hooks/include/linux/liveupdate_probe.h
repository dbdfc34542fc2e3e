/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a probe says of the kernel that it was compiled for
 *
 * A probe is an object that holds live update format descriptors of a kernel
 * which carries none itself, compiled with that kernel's headers, flags and
 * configuration. This record, alone in the section .luocat_probe, tells tools
 * that the descriptors beside it are a probe's and which kernel they are of.
 */
#ifndef _LINUX_LIVEUPDATE_PROBE_H
#define _LINUX_LIVEUPDATE_PROBE_H

#include <linux/types.h>

#define LIVEUPDATE_PROBE_SECTION	".luocat_probe"

/* "LUOP" read as a big endian number. */
#define LIVEUPDATE_PROBE_MAGIC		0x4c554f50
/* Bumped when the meaning of a member changes. */
#define LIVEUPDATE_PROBE_ABI		1

/* Sizes of the strings, the NUL included. */
#define LIVEUPDATE_PROBE_RELEASE_LEN	72
#define LIVEUPDATE_PROBE_OPTION_LEN	40
#define LIVEUPDATE_PROBE_VALUE_LEN	24

/**
 * struct liveupdate_probe_option - One configuration option
 * @name:  Without CONFIG_.
 * @value: "y", "m", "n" or a number; empty: this kernel has no such option.
 */
struct liveupdate_probe_option {
	char name[LIVEUPDATE_PROBE_OPTION_LEN];
	char value[LIVEUPDATE_PROBE_VALUE_LEN];
};

/**
 * struct liveupdate_probe - The kernel that a probe was compiled for
 * @magic:          %LIVEUPDATE_PROBE_MAGIC, in the kernel's byte order.
 * @abi:            %LIVEUPDATE_PROBE_ABI. A tool refuses a newer one.
 * @n_options:      Number of @options; they reach to the end of the section.
 * @page_size:      PAGE_SIZE.
 * @max_page_order: MAX_PAGE_ORDER.
 * @release:        UTS_RELEASE.
 * @options:        Those that matter to a handover.
 */
struct liveupdate_probe {
	__u32 magic;
	__u16 abi;
	__u16 n_options;
	__u32 page_size;
	__u32 max_page_order;
	char release[LIVEUPDATE_PROBE_RELEASE_LEN];
	struct liveupdate_probe_option options[];
};

#endif /* _LINUX_LIVEUPDATE_PROBE_H */
