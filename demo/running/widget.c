// SPDX-License-Identifier: GPL-2.0-only
/* The running kernel writes widgets in the new version 2, and still can in version 1. */
#include "sample.h"

struct widget_v1_ser {
	__u64 size;
	__u64 pages;
};

struct widget_v2_ser {
	__u64 size;
	__u64 pages;
	__u32 colour;
	__u32 flags;
};

DEMO_HANDLER(widget_v1, "widget-v1");
DEMO_HANDLER(widget_v2, "widget-v2");

LIVEUPDATE_FORMAT(widget_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "widget", 1, "widget-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_ROOTS(struct widget_v1_ser), LIVEUPDATE_REQUIRES("core:luo-v5"));

LIVEUPDATE_FORMAT(widget_v2, LIVEUPDATE_FORMAT_FILE_HANDLER, "widget", 2, "widget-v2",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_ROOTS(struct widget_v2_ser), LIVEUPDATE_REQUIRES("core:luo-v5"));
