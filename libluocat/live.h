/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * live.h - what the parts of the live interface share; not installed
 *
 *	live_file.c	bounded files and directories below a directory fd
 *	live_kernel.c	which kernel runs, its modules and command line
 *	live_read.c	the table of formats as a state
 *	live_flag.c	flags of the table, one by one
 *	live_apply.c	a plan, whole or not at all
 *	live_journal.c	what an application that was killed has to leave behind
 *	live_write.c	the table as a directory
 *	plan_load.c	the plan as an object
 */
#ifndef LIBLUOCAT_LIVE_H
#define LIBLUOCAT_LIVE_H

#include "state.h"

/* ---- live_file.c ---- */

/* One attribute of sysfs is at most a page; kernel: fs/sysfs/file.c. */
#define MAX_ATTRIBUTE 4096
/* What a directory may hold before it is no table of formats. */
#define MAX_DIRECTORY 4096

/* The path below the table, for errors. */
struct live_path {
	char text[600];
};

struct live_path live_path(const char *kind, const char *directory, const char *file);
/* -errno of a system call, in words. */
int live_errno(struct luocat_error *err, int code, const char *path, const char *doing);

/* Opens without following a link at the end; -errno. */
int live_open_directory(int at, const char *name, int *fd);
/*
 * Read a regular file of less than @size bytes; @buffer is NUL-terminated. -ENOENT and so on;
 * -EFBIG where it is longer; -EINVAL where it is no regular file.
 */
int live_read_file(int at, const char *name, char *buffer, size_t size, size_t *length);
/* One line, without its newline; -EINVAL where it holds another one or a NUL. */
int live_read_line(int at, const char *name, char *buffer, size_t size);
/* Call @each for every entry but . and ..; -E2BIG where there are too many. Takes @fd over. */
int live_each_entry(int fd, int (*each)(void *context, const char *name), void *context);
/* Write all of it to a file that was opened for it, at its start; -errno. */
int live_put(int fd, const char *text, size_t length);

/* The name of a version's directory: kernel: kobject_set_name_vargs() makes '!' of '/'. */
struct live_name {
	char text[MAX_WORD + 1];
};

/* false: a compatible that no directory can be named after. */
bool live_name(const char *compatible, struct live_name *name);

/* ---- live_kernel.c ---- */

/* The running kernel as a whole, but for what is in the table. */
struct live_kernel {
	char release[MAX_WORD + 1];
	char build_id[MAX_BUILD_ID + 1];
	char *cmdline;
	char *module_text; /* what @modules points into */
	const char **modules;
	size_t n_modules;
	bool modules_known;
	enum luocat_tri liveupdate;
};

int live_kernel_read(const struct luocat_live *live, struct live_kernel *kernel,
		     struct luocat_error *err);
void live_kernel_free(struct live_kernel *kernel);
/* Only the build-id: "build-id:<hex>". */
int live_key(const struct luocat_live *live, char key[80], struct luocat_error *err);
/* Of /proc/sys/kernel/random/boot_id; "" where not known. */
void live_boot_id(const struct luocat_live *live, char boot_id[64]);

/* ---- live_read.c ---- */

/* luocat_live_read() without a look at the journal. */
int live_read_table(const struct luocat_live *live, bool half_applied, struct luocat_state **state,
		    struct luocat_error *err);
/* A caller's structure as ours. */
int live_check(const struct luocat_live *theirs, struct luocat_live *ours,
	       struct luocat_error *err);

/* ---- live_journal.c ---- */

/* A flag as it was before. */
struct live_flag {
	enum luocat_kind kind;	/* UNKNOWN: default_enable_write */
	const char *compatible; /* NULL: default_enable_write */
	bool before;
};

/* Hold the table against other applications; -EAGAIN where one is under way. */
int live_lock(const struct luocat_live *live, bool exclusive, int *lock, struct luocat_error *err);
/* Note what is about to change. */
int journal_write(const struct luocat_live *live, const char *key, const struct live_flag *flags,
		  size_t n, struct luocat_error *err);
int journal_remove(const struct luocat_live *live, struct luocat_error *err);
/* Whether there is one, of this boot of this kernel. */
int journal_there(const struct luocat_live *live, const char *key, bool *there,
		  struct luocat_error *err);
/* Put everything back that it says, and remove it. The lock is held. */
int journal_restore(const struct luocat_live *live, const char *key, bool *restored,
		    struct luocat_error *err);

/* ---- live_flag.c ---- */

/* The file of a flag for writing; -ENOENT where the version is not registered. */
int flag_open(const struct luocat_live *live, const struct live_flag *flag, int *fd);
int flag_put(int fd, bool value);
struct live_path flag_path(const struct live_flag *flag);
/* What it is in @state; UNKNOWN also where the version is not registered. */
enum luocat_tri flag_in(const struct luocat_state *state, const struct live_flag *flag);
/*
 * Set every flag to what it was before, and read them back. Those of versions that are gone are not
 * missed. -ENOTRECOVERABLE with what is wrong with the first that could not be set.
 */
int flags_put_back(const struct luocat_live *live, const struct live_flag *flags, size_t n,
		   struct luocat_error *err);

#endif
