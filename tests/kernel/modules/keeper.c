// SPDX-License-Identifier: GPL-2.0-only
/* Files that keep a number: what the handlers in keeper-v1.c and keeper-v2.c preserve. */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "keeper.h"

static int keeper_open(struct inode *inode, struct file *file)
{
	file->private_data = kzalloc(sizeof(u64), GFP_KERNEL);
	return file->private_data ? 0 : -ENOMEM;
}

static int keeper_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static ssize_t keeper_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	if (size != sizeof(u64))
		return -EINVAL;
	return copy_to_user(buf, file->private_data, size) ? -EFAULT : size;
}

static ssize_t keeper_write(struct file *file, const char __user *buf, size_t size, loff_t *pos)
{
	if (size != sizeof(u64))
		return -EINVAL;
	return copy_from_user(file->private_data, buf, size) ? -EFAULT : size;
}

static const struct file_operations keeper_fops = {
	.owner = THIS_MODULE,
	.open = keeper_open,
	.release = keeper_release,
	.read = keeper_read,
	.write = keeper_write,
};

bool keeper_is_file(struct file *file)
{
	return file->f_op == &keeper_fops;
}
EXPORT_SYMBOL_GPL(keeper_is_file);

u64 keeper_number(struct file *file)
{
	return *(u64 *)file->private_data;
}
EXPORT_SYMBOL_GPL(keeper_number);

struct file *keeper_new_file(u64 number)
{
	u64 *kept = kmemdup(&number, sizeof(number), GFP_KERNEL);
	struct file *file;

	if (!kept)
		return ERR_PTR(-ENOMEM);
	file = anon_inode_getfile("[keeper]", &keeper_fops, kept, O_RDWR);
	if (IS_ERR(file))
		kfree(kept);
	return file;
}
EXPORT_SYMBOL_GPL(keeper_new_file);

static struct miscdevice keeper_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "keeper",
	.fops = &keeper_fops,
};
module_misc_device(keeper_device);

MODULE_DESCRIPTION("Files that keep a number");
MODULE_LICENSE("GPL");
