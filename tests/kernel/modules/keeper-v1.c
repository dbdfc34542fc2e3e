// SPDX-License-Identifier: GPL-2.0-only
/* The first version of keeper's format: the number is all that is handed over. */
#include <linux/err.h>
#include <linux/liveupdate.h>
#include <linux/liveupdate_format.h>
#include <linux/module.h>

#include "keeper.h"

LIVEUPDATE_FORMAT(keeper_v1, LIVEUPDATE_FORMAT_FILE_HANDLER, "keeper", 1, "keeper-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_NO_LAYOUT, LIVEUPDATE_REQUIRES_NOTHING, LIVEUPDATE_NO_CONSTANTS);

static bool keeper_can_preserve(struct liveupdate_file_handler *handler, struct file *file)
{
	return keeper_is_file(file);
}

static int keeper_preserve(struct liveupdate_file_op_args *args)
{
	args->serialized_data = keeper_number(args->file);
	return 0;
}

static void keeper_unpreserve(struct liveupdate_file_op_args *args)
{
}

static int keeper_retrieve(struct liveupdate_file_op_args *args)
{
	args->file = keeper_new_file(args->serialized_data);
	return PTR_ERR_OR_ZERO(args->file);
}

static void keeper_finish(struct liveupdate_file_op_args *args)
{
}

static const struct liveupdate_file_ops keeper_ops = {
	.can_preserve = keeper_can_preserve,
	.preserve = keeper_preserve,
	.unpreserve = keeper_unpreserve,
	.retrieve = keeper_retrieve,
	.finish = keeper_finish,
	.owner = THIS_MODULE,
};

static struct liveupdate_file_handler keeper_handler = {
	.ops = &keeper_ops,
	.compatible = "keeper-v1",
};

static int __init keeper_init(void)
{
	return liveupdate_register_file_handler(&keeper_handler);
}
module_init(keeper_init);

static void __exit keeper_exit(void)
{
	liveupdate_unregister_file_handler(&keeper_handler);
}
module_exit(keeper_exit);

MODULE_DESCRIPTION("Files that keep a number, handed over");
MODULE_LICENSE("GPL");
