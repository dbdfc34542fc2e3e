/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KEEPER_H
#define KEEPER_H

#include <linux/types.h>

struct file;

/* Whether it is one of /dev/keeper's, each of which keeps a number. */
bool keeper_is_file(struct file *file);
u64 keeper_number(struct file *file);
/* A new one, or an ERR_PTR. */
struct file *keeper_new_file(u64 number);

#endif
