/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_facts.h - parts of find_kernel()
 */
#ifndef CATALOG_GEN_KERNEL_FACTS_H
#define CATALOG_GEN_KERNEL_FACTS_H

#include "finder.h"

/* The configuration that CONFIG_IKCONFIG embeds, if it does. */
int kernel_ikconfig(struct object *object, struct found *found, struct luocat_error *err);

#endif
