/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_facts.h - facts of the kernel that take more than a look
 */
#ifndef CATALOG_GEN_KERNEL_FACTS_H
#define CATALOG_GEN_KERNEL_FACTS_H

#include "dwarf_die.h"
#include "finder.h"

/* The configuration that CONFIG_IKCONFIG embeds, if it does. */
int kernel_ikconfig(struct object *object, struct found *found, struct luocat_error *err);

/*
 * MAX_PAGE_ORDER from the debug information of @die's unit, where no configuration has told it.
 * Whoever decodes a unit for its handlers has it at hand.
 */
int kernel_page_order(const struct dwarf *dwarf, Dwarf_Die die, struct found *found);

#endif
