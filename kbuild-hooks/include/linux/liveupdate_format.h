/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_LIVEUPDATE_FORMAT_H
#define _LINUX_LIVEUPDATE_FORMAT_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <linux/types.h> /* __u32 and friends from the kernel's uapi headers */
#endif

#define LIVEUPDATE_FORMAT_MAGIC		0x4c554f46	/* "LUOF" */
#define LIVEUPDATE_FORMAT_ABI		1
#define LIVEUPDATE_FORMAT_MAX_SIZE	512

#define LIVEUPDATE_FORMAT_NAME_LEN	48
#define LIVEUPDATE_FORMAT_COMPAT_LEN	48	/* LIVEUPDATE_HNDL_COMPAT_LENGTH */
#define LIVEUPDATE_FORMAT_ROOTS_LEN	240
#define LIVEUPDATE_FORMAT_REQUIRES_LEN	128

enum liveupdate_format_kind {
	LIVEUPDATE_FORMAT_CORE = 1,
	LIVEUPDATE_FORMAT_SUBTREE,
	LIVEUPDATE_FORMAT_FILE_HANDLER,
	LIVEUPDATE_FORMAT_FLB,
	LIVEUPDATE_FORMAT_STRUCTURE,
};

enum liveupdate_format_layout {
	LIVEUPDATE_FORMAT_LAYOUT_STRUCT = 1,
	LIVEUPDATE_FORMAT_LAYOUT_FDT,
	LIVEUPDATE_FORMAT_LAYOUT_NONE,
};

enum liveupdate_format_consequence {
	LIVEUPDATE_FORMAT_IGNORED = 1,
	LIVEUPDATE_FORMAT_DATA_LOST,
	LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
	LIVEUPDATE_FORMAT_NOTHING_HANDED_OVER,
	LIVEUPDATE_FORMAT_PANIC,
};

#define LIVEUPDATE_FORMAT_READ		(1 << 0)
#define LIVEUPDATE_FORMAT_WRITE		(1 << 1)
#define LIVEUPDATE_FORMAT_ENABLE_WRITE	(1 << 2)
#define LIVEUPDATE_FORMAT_WRITE_CONTROL	(1 << 3)

struct liveupdate_format {
	__u32 magic;
	__u16 abi;
	__u16 size;
	__u8 kind;
	__u8 layout;
	__u8 consequence;
	__u8 reserved;
	__u32 flags;
	__u32 version;
	__u32 reserved2;
	char name[LIVEUPDATE_FORMAT_NAME_LEN];
	char compatible[LIVEUPDATE_FORMAT_COMPAT_LEN];
	char roots[LIVEUPDATE_FORMAT_ROOTS_LEN];	/* "struct a,struct b,enum c" */
	char requires[LIVEUPDATE_FORMAT_REQUIRES_LEN];	/* "flb:iommu-v1,core:kho-v4" */
};

#endif /* _LINUX_LIVEUPDATE_FORMAT_H */
