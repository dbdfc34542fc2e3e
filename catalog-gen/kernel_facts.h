/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_facts.h - parts of find_kernel()
 */
#ifndef CATALOG_GEN_KERNEL_FACTS_H
#define CATALOG_GEN_KERNEL_FACTS_H

#include "finder.h"

#define MAX_RELEASE  64 /* kernel: __NEW_UTS_LEN */
#define MAX_BUILD_ID 64

/* The release in a module's vermagic or in an image's banner, "" where there is none. */
int kernel_release(struct object *object, char release[MAX_RELEASE + 1], struct luocat_error *err);
/* The GNU build-id among the allocated notes, in hex, "" where there is none. */
int kernel_build_id(struct object *object, char id[2 * MAX_BUILD_ID + 1], struct luocat_error *err);

/* The configuration that CONFIG_IKCONFIG embeds, if it does. */
int kernel_ikconfig(struct object *object, struct found *found, struct luocat_error *err);

#endif
