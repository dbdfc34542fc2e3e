/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * emitter.h - the commands of luo-sysfs-emitter, one file each
 */
#ifndef SYSFS_EMITTER_EMITTER_H
#define SYSFS_EMITTER_EMITTER_H

#include <stdbool.h>

#include <luocat.h>

#define PROGRAM "luo-sysfs-emitter"

struct options {
	const char *words[2]; /* what is no option */
	int n_words;
	const char *output; /* -o; NULL: standard output */
	bool json;	    /* --format json: errors are JSON too */
	bool help;
	bool version;
};

/* Result: an exit status (common/cli.h), or -errno with @err filled in. */
int emitter_tree(const struct options *options, struct luocat_error *err);
int emitter_read(const struct options *options, struct luocat_error *err);
int emitter_apply(const struct options *options, struct luocat_error *err);
int emitter_restore(const struct options *options, struct luocat_error *err);

#endif
