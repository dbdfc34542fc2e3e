/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * input_kernels.h - which kernels the inputs hold, and whether that is one
 */
#ifndef CATALOG_GEN_INPUT_KERNELS_H
#define CATALOG_GEN_INPUT_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

#include <luocat.h>

#include "input.h"
#include "object.h"

struct config_seen;
struct kept;
struct kernel_seen;

/**
 * struct kernels - the releases that the inputs are of
 * @wanted:  the only one that is to be looked at, or NULL
 * @objects: that were looked at, or wait for that
 * @others:  configurations and debug files, which are nothing without an object
 * @waiting: modules that need one, or BTF, and @debugs: debug files. @kept: bytes of both
 * @configs: configurations, of which one can be that kernel's
 * @given:   places that were looked at, so that a module that is not in them is known not to be
 */
struct kernels {
	const char *wanted;
	struct kernel_seen *seen;
	size_t n;
	size_t objects;
	size_t others;
	struct kept *waiting;
	struct kept *debugs;
	uint64_t kept;
	struct config_seen *configs;
	size_t n_configs;
	bool given[N_PLACES];
};

/**
 * kernels_take - whether an object is part of the kernel that is looked for
 * @mixed: what is neither a kernel nor a module is passed over, and kernels of several releases are
 *	   an error only once all are known (kernels_one())
 *
 * -EEXIST: it is of another kernel than what was taken before; @err names both.
 */
int kernels_take(struct kernels *kernels, struct object *object, bool mixed, bool *take,
		 struct luocat_error *err);

/* An error that names all of them where there is more than one. @path: of the input. */
int kernels_one(const struct kernels *kernels, const char *path, struct luocat_error *err);

/* The release of all that was taken, or NULL where nothing told it. */
const char *kernels_release(const struct kernels *kernels);

/* input_config.c */
void configs_free(struct config_seen *configs);

/*
 * input_debug.c: whether something else than a module has to say what it registers: a debug file, or
 * its kernel's BTF.
 */
int debug_is_wanted(struct object *object, bool *wanted, struct luocat_error *err);
/* Such an object is looked at once all inputs have been seen. */
int debug_wait(struct kernels *kernels, const struct input_object *input, struct luocat_error *err);
/* A relocatable object's debug file. It is kept if it is of use, and if @named. */
int debug_give(struct kernels *kernels, struct object *object, bool named,
	       struct luocat_error *err);
void kept_free(struct kept *list);

void kernels_free(struct kernels *kernels);

#endif
