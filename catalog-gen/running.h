/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * running.h - where the running kernel's files are, and what it does now
 */
#ifndef CATALOG_GEN_RUNNING_H
#define CATALOG_GEN_RUNNING_H

#include <stdbool.h>

#include <luocat.h>

#define RUNNING_INPUTS 2

/**
 * struct running - the kernel that runs, as found
 * @state:   what it does now
 * @inputs:  its image and BTF, or the catalog that its build installed; ends with NULL
 * @modules: the tree of its modules, which need not be there, nor hold any
 * @config:  its configuration, which need not be there
 * @seen:    by index, the loaded modules of which an object was looked at
 */
struct running {
	struct luocat_state *state;
	char *inputs[RUNNING_INPUTS + 1];
	char *modules;
	char *config;
	bool *seen;
};

/**
 * running_open - look for all of it
 * @root: in place of /
 *
 * -ENODATA: its release or build-id is not known; -ENOENT: there is no image.
 */
int running_open(const char *root, struct running *running, struct luocat_error *err);
void running_close(struct running *running);

/* An object of module @provider was looked at. */
void running_see(struct running *running, const char *provider);

/*
 * Once all was looked at: -ESTALE where the image was another build than what runs. A gap for each module
 * that is loaded and was not seen.
 */
int running_check(const struct running *running, struct luocat_catalog *catalog,
		  struct luocat_error *err);

#endif
