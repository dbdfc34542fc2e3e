// SPDX-License-Identifier: GPL-2.0-only
/* The second version: a structure in preserved memory, and an FLB that counts what is preserved. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/kexec_handover.h>
#include <linux/liveupdate.h>
#include <linux/liveupdate_format.h>
#include <linux/module.h>

#include "keeper.h"

struct keeper_ser {
	u64 number;
	u64 inverse;
} __packed;

LIVEUPDATE_FORMAT(keeper_v2, LIVEUPDATE_FORMAT_FILE_HANDLER, "keeper", 2, "keeper-v2",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_SESSIONS_UNREACHABLE,
		  LIVEUPDATE_ROOTS(struct keeper_ser), LIVEUPDATE_REQUIRES("flb:keeper-all-v1"),
		  LIVEUPDATE_NO_CONSTANTS);

LIVEUPDATE_FORMAT(keeper_all, LIVEUPDATE_FORMAT_FLB, "keeper-all", 1, "keeper-all-v1",
		  LIVEUPDATE_FORMAT_RW, LIVEUPDATE_FORMAT_DATA_LOST, LIVEUPDATE_NO_LAYOUT,
		  LIVEUPDATE_REQUIRES_NOTHING);

/* How long the module takes to go. */
static unsigned int linger_ms;
module_param(linger_ms, uint, 0);

static bool keeper_can_preserve(struct liveupdate_file_handler *handler, struct file *file)
{
	return keeper_is_file(file);
}

static int keeper_preserve(struct liveupdate_file_op_args *args)
{
	struct keeper_ser *ser = kho_alloc_preserve(sizeof(*ser));

	if (IS_ERR(ser))
		return PTR_ERR(ser);
	ser->number = keeper_number(args->file);
	ser->inverse = ~ser->number;
	args->serialized_data = virt_to_phys(ser);
	return 0;
}

static void keeper_unpreserve(struct liveupdate_file_op_args *args)
{
	kho_unpreserve_free(phys_to_virt(args->serialized_data));
}

static int keeper_retrieve(struct liveupdate_file_op_args *args)
{
	struct keeper_ser *ser = phys_to_virt(args->serialized_data);

	if (ser->inverse != ~ser->number)
		return -EIO;
	args->file = keeper_new_file(ser->number);
	return PTR_ERR_OR_ZERO(args->file);
}

static void keeper_finish(struct liveupdate_file_op_args *args)
{
	kho_restore_free(phys_to_virt(args->serialized_data));
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
	.compatible = "keeper-v2",
};

/* LUO passes back what it was given. */
static int keeper_all;

static int keeper_all_preserve(struct liveupdate_flb_op_args *args)
{
	args->obj = &keeper_all;
	args->data = 1;
	return 0;
}

static void keeper_all_unpreserve(struct liveupdate_flb_op_args *args)
{
	WARN_ON(args->obj != &keeper_all || args->data != 1);
}

static int keeper_all_retrieve(struct liveupdate_flb_op_args *args)
{
	if (args->data != 1)
		return -EIO;
	args->obj = &keeper_all;
	return 0;
}

static void keeper_all_finish(struct liveupdate_flb_op_args *args)
{
	WARN_ON(args->obj != &keeper_all);
}

static const struct liveupdate_flb_ops keeper_all_ops = {
	.preserve = keeper_all_preserve,
	.unpreserve = keeper_all_unpreserve,
	.retrieve = keeper_all_retrieve,
	.finish = keeper_all_finish,
	.owner = THIS_MODULE,
};

static struct liveupdate_flb keeper_all_flb = {
	.ops = &keeper_all_ops,
	.compatible = "keeper-all-v1",
};

static int __init keeper_init(void)
{
	int err;

	err = liveupdate_register_file_handler(&keeper_handler);
	if (err)
		return err;
	err = liveupdate_register_flb(&keeper_handler, &keeper_all_flb);
	if (err)
		liveupdate_unregister_file_handler(&keeper_handler);
	return err;
}
module_init(keeper_init);

static void __exit keeper_exit(void)
{
	msleep(linger_ms);
	/* its FLBs go with it */
	liveupdate_unregister_file_handler(&keeper_handler);
}
module_exit(keeper_exit);

MODULE_DESCRIPTION("Files that keep a number, handed over in another way");
MODULE_LICENSE("GPL");
