/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sample.h - just enough of a kernel for two sample kernels to be cataloged
 *
 * The two structures are those of the kernel: include/linux/liveupdate.h. The formats are invented;
 * what registers them is linux/liveupdate_format.h, the header that a real kernel uses too.
 */
#ifndef DEMO_SAMPLE_H
#define DEMO_SAMPLE_H

#include <linux/types.h>
#include <linux/liveupdate_format.h>

struct file;
struct liveupdate_file_handler;
struct liveupdate_file_op_args;

struct liveupdate_file_ops {
	_Bool (*can_preserve)(struct liveupdate_file_handler *handler, struct file *file);
	int (*preserve)(struct liveupdate_file_op_args *args);
	void (*unpreserve)(struct liveupdate_file_op_args *args);
	int (*freeze)(struct liveupdate_file_op_args *args);
	void (*unfreeze)(struct liveupdate_file_op_args *args);
	int (*retrieve)(struct liveupdate_file_op_args *args);
	_Bool (*can_finish)(struct liveupdate_file_op_args *args);
	void (*finish)(struct liveupdate_file_op_args *args);
	unsigned long (*get_id)(struct file *file);
	void *owner;
};

struct list_head {
	struct list_head *next, *prev;
};

struct liveupdate_file_handler {
	const struct liveupdate_file_ops *ops;
	const char compatible[48];
	struct list_head list;
	struct list_head flb_list;
};

/* A file handler as mm/memfd_luo.c defines its own; a sample kernel never runs its callbacks. */
#define DEMO_HANDLER(id, string)                                                                   \
	static _Bool id##_can_preserve(struct liveupdate_file_handler *handler, struct file *file) \
	{                                                                                          \
		return file != 0;                                                                  \
	}                                                                                          \
	static int id##_preserve(struct liveupdate_file_op_args *args)                             \
	{                                                                                          \
		return args != 0;                                                                  \
	}                                                                                          \
	static void id##_done(struct liveupdate_file_op_args *args)                                \
	{                                                                                          \
	}                                                                                          \
	static const struct liveupdate_file_ops id##_ops = {                                       \
		.can_preserve = id##_can_preserve,                                                 \
		.preserve = id##_preserve,                                                         \
		.unpreserve = id##_done,                                                           \
		.retrieve = id##_preserve,                                                         \
		.finish = id##_done,                                                               \
	};                                                                                         \
	static struct liveupdate_file_handler id##_handler __attribute__((used)) = {               \
		.ops = &id##_ops,                                                                  \
		.compatible = string,                                                              \
	}

#endif
