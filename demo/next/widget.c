// SPDX-License-Identifier: GPL-2.0-only
/* The next kernel comes from a branch that knows widgets in version 1 only. */
#include "sample.h"

struct widget_v1_ser {
	__u64 size;
	__u64 pages;
};

DEMO_HANDLER(widget_v1, "widget-v1");

LIVEUPDATE_FORMAT(widget_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "widget", 1, "widget-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_ROOTS(struct widget_v1_ser), LIVEUPDATE_REQUIRES("core:luo-v5"));
