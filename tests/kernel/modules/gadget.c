// SPDX-License-Identifier: GPL-2.0-only
/* Formats that come and go with a module: versions of a file's format, and an FLB. */
#include <linux/liveupdate_format.h>
#include <linux/module.h>

LIVEUPDATE_FORMAT(gadget_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "gadget", 1, "gadget-v1",
		  LIVEUPDATE_FORMAT_READ, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_NO_LAYOUT, LIVEUPDATE_REQUIRES_NOTHING);

/* sysfs takes no slash */
LIVEUPDATE_FORMAT(gadget_v2, LIVEUPDATE_FORMAT_FILE_HANDLER, "gadget", 2, "vendor/gadget-v2",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_NO_LAYOUT, LIVEUPDATE_REQUIRES_NOTHING);

LIVEUPDATE_FORMAT(gadget_flb, LIVEUPDATE_FORMAT_FLB, "gadget-state", 1, "gadget-state-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_DATA_LOST, LIVEUPDATE_NO_LAYOUT,
		  LIVEUPDATE_REQUIRES_NOTHING);

static int __init gadget_init(void)
{
	return 0;
}
module_init(gadget_init);

static void __exit gadget_exit(void)
{
}
module_exit(gadget_exit);

MODULE_DESCRIPTION("Formats that come and go");
MODULE_LICENSE("GPL");
