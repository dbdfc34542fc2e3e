// SPDX-License-Identifier: GPL-2.0-only
/* What both sample kernels share: the banner, KHO and LUO, and the file handler "gadget". */
#include "sample.h"

const char linux_banner[] __attribute__((used)) = "Linux version " DEMO_RELEASE " (demo)\n";

struct kho_demo_ser {
	__u64 first;
	__u64 count;
};

struct luo_demo_ser {
	char compatible[8];
	__u64 sessions;
};

LIVEUPDATE_FORMAT(kho_v4, LIVEUPDATE_FORMAT_CORE, "kho", 4, "kho-v4", LIVEUPDATE_FORMAT_RW,
		  LIVEUPDATE_FORMAT_NOTHING_HANDED_OVER, LIVEUPDATE_ROOTS(struct kho_demo_ser),
		  LIVEUPDATE_REQUIRES_NOTHING);

/* This LUO obeys enable_write; today's kernels do not. */
LIVEUPDATE_FORMAT(luo_v5, LIVEUPDATE_FORMAT_CORE, "luo", 5, "luo-v5",
		  LIVEUPDATE_FORMAT_RW | LIVEUPDATE_FORMAT_WRITE_CONTROL, LIVEUPDATE_FORMAT_PANIC,
		  LIVEUPDATE_ROOTS(struct luo_demo_ser), LIVEUPDATE_REQUIRES("core:kho-v4"));

/* A handler as upstream writes it today, without a descriptor: found through DWARF. */
DEMO_HANDLER(gadget, "gadget-v3");
