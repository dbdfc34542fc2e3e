// SPDX-License-Identifier: GPL-2.0-only
/* A format that nobody else has, and one that gadget.c has as well. */
#include <linux/liveupdate_format.h>
#include <linux/module.h>

LIVEUPDATE_FORMAT(gadget_v3, LIVEUPDATE_FORMAT_FILE_HANDLER, "gadget", 3, "gadget-v3",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_NO_LAYOUT, LIVEUPDATE_REQUIRES_NOTHING);

LIVEUPDATE_FORMAT(gadget_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "gadget", 1, "gadget-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_NO_LAYOUT, LIVEUPDATE_REQUIRES_NOTHING);

MODULE_DESCRIPTION("A format that is there already");
MODULE_LICENSE("GPL");
