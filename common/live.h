/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live.h - where the programs find the running kernel
 */
#ifndef COMMON_LIVE_H
#define COMMON_LIVE_H

#include <luocat.h>

#define LIVE_FORMATS "/sys/kernel/liveupdate/formats"
/* What an application of a plan notes; gone with the boot, as the flags are. */
#define LIVE_JOURNAL "/run/luocat"

/* Opened directories; @root is what messages call the table. */
struct live {
	struct luocat_live dirs;
	const char *root;
};

/**
 * live_open - open a table of formats and what tells which kernel it belongs to
 * @root:   a directory: sysfs, or one that `luo-sysfs-emitter tree` wrote; NULL: LIVE_FORMATS,
 * which need not be there
 * @change: it is to be changed: the journal's directory is made where it is not there
 */
int live_open(const char *root, bool change, struct live *live, struct luocat_error *err);
void live_close(struct live *live);

/* Name the table in an error that has no file. */
int live_blame(const struct live *live, int result, struct luocat_error *err);

/*
 * The exit status for a result: what does not hold for this kernel now is an answer, all else a
 * failure to do what was asked for.
 */
int live_status(int result);

/*
 * From here on nothing but SIGKILL and SIGSTOP comes between: an application of a plan takes
 * milliseconds, and so does telling what came of it.
 */
void live_hold_signals(void);

#endif
