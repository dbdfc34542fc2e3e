// SPDX-License-Identifier: GPL-2.0-only
/*
 * live.c - where the programs find the running kernel
 */
#include "live.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "cli.h"

static int open_directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int cannot(struct luocat_error *err, int code, const char *path, const char *doing)
{
	return luocat_error_set(err, code, path, NULL, "cannot be %s: %s", doing, strerror(-code));
}

/* Nobody else may write what is believed later. */
static int check_journal(int fd, struct luocat_error *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return cannot(err, -errno, LIVE_JOURNAL, "looked at");
	if ((st.st_uid && st.st_uid != geteuid()) || st.st_mode & (S_IWGRP | S_IWOTH))
		return luocat_error_set(err, -EPERM, LIVE_JOURNAL, NULL,
					"can be written by others: remove it");
	return 0;
}

static int open_journal(bool change, int *fd, struct luocat_error *err)
{
	if (change && mkdir(LIVE_JOURNAL, 0755) && errno != EEXIST)
		return cannot(err, -errno, LIVE_JOURNAL, "made");
	*fd = open(LIVE_JOURNAL, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0)
		return errno == ENOENT && !change ? 0 : cannot(err, -errno, LIVE_JOURNAL, "opened");
	return check_journal(*fd, err);
}

static bool is_sysfs(int fd)
{
	struct statfs fs;

	return !fstatfs(fd, &fs) && fs.f_type == SYSFS_MAGIC;
}

static int open_kernel(struct luocat_live *dirs, bool change, struct luocat_error *err)
{
	dirs->kernel = open_directory("/sys/kernel");
	if (dirs->kernel < 0)
		return cannot(err, dirs->kernel, "/sys/kernel", "opened");
	dirs->proc = open_directory("/proc");
	if (dirs->proc < 0)
		return cannot(err, dirs->proc, "/proc", "opened");
	/* without a table there is nothing to note */
	return dirs->formats < 0 ? 0 : open_journal(change, &dirs->journal, err);
}

int live_open(const char *root, bool change, struct live *live, struct luocat_error *err)
{
	struct luocat_live *dirs = &live->dirs;
	int ret = 0;

	*live = (struct live){
		.dirs = {.size = sizeof(*dirs),
			 .formats = -1,
			 .kernel = -1,
			 .proc = -1,
			 .journal = -1},
		.root = root ? root : LIVE_FORMATS,
	};
	dirs->formats = open_directory(live->root);
	if (dirs->formats < 0 && (root || dirs->formats != -ENOENT))
		return cannot(err, dirs->formats, live->root, "opened");
	if (!root || is_sysfs(dirs->formats))
		ret = open_kernel(dirs, change, err);
	else
		dirs->journal = dirs->formats; /* a written one keeps its own */
	if (ret)
		live_close(live);
	return ret;
}

void live_close(struct live *live)
{
	const struct luocat_live *dirs = &live->dirs;

	if (dirs->journal >= 0 && dirs->journal != dirs->formats)
		close(dirs->journal);
	if (dirs->proc >= 0)
		close(dirs->proc);
	if (dirs->kernel >= 0)
		close(dirs->kernel);
	if (dirs->formats >= 0)
		close(dirs->formats);
}

int live_blame(const struct live *live, int result, struct luocat_error *err)
{
	if (result && !err->file[0])
		snprintf(err->file, sizeof(err->file), "%s", live->root);
	return result;
}

int live_status(int result)
{
	if (result >= 0)
		return result;
	return result == -EBUSY || result == -ESTALE || result == -ENODATA ? CLI_INCOMPATIBLE
									   : CLI_ERROR;
}

void live_hold_signals(void)
{
	static const int signals[] = {SIGHUP,  SIGINT,	SIGQUIT, SIGTERM, SIGALRM,
				      SIGUSR1, SIGUSR2, SIGTSTP, SIGTTIN, SIGTTOU};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&set, signals[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
}
