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
/* Text: that kernel's include/config/auto.conf. */
#define LIVEUPDATE_PROBE_CONFIG		".luocat_config"

/* "LUOP" read as a big endian number. */
#define LIVEUPDATE_PROBE_MAGIC		0x4c554f50
/* Bumped when the meaning of a member changes. */
#define LIVEUPDATE_PROBE_ABI		1

#define LIVEUPDATE_PROBE_RELEASE_LEN	72

/**
 * struct liveupdate_probe - The kernel that a probe was compiled for
 * @magic:          %LIVEUPDATE_PROBE_MAGIC, in the kernel's byte order.
 * @abi:            %LIVEUPDATE_PROBE_ABI. A tool refuses a newer one.
 * @reserved:       0.
 * @page_size:      PAGE_SIZE.
 * @max_page_order: MAX_PAGE_ORDER.
 * @release:        UTS_RELEASE, padded with NULs, of which there is one at least.
 */
struct liveupdate_probe {
	__u32 magic;
	__u16 abi;
	__u16 reserved;
	__u32 page_size;
	__u32 max_page_order;
	char release[LIVEUPDATE_PROBE_RELEASE_LEN];
};

#endif /* _LINUX_LIVEUPDATE_PROBE_H */
