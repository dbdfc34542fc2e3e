/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * probe.h - descriptors that were compiled for a kernel, but are no part of it
 *
 * kbuild-hooks makes such an object from the headers and the configuration of a kernel that carries
 * no descriptors. What it states is kept apart until everything was read, and then held against the
 * kernel's image, if that is among the inputs: a probe of another kernel is an error.
 */
#ifndef CATALOG_GEN_PROBE_H
#define CATALOG_GEN_PROBE_H

#include <stdbool.h>

#include "finder.h"

#define PROBED_NAME 128

/**
 * struct probed - what probes state
 * @catalog: theirs
 * @probe:   name of the first one; "": there is none
 * @image:   name of the kernel's image; "": none was seen
 */
struct probed {
	struct luocat_catalog *catalog;
	char probe[PROBED_NAME];
	char image[PROBED_NAME];
};

bool object_is_probe(const struct object *object);

/* Where what is found in @object goes: what a probe states is kept apart from @catalog. */
struct luocat_catalog *probed_catalog(struct probed *probed, const struct object *object,
				      struct luocat_catalog *catalog);

/* A whole kernel was seen: what a probe states must be in there. */
void probed_image(struct probed *probed, const struct object *object);

/* Once all inputs were read: probes' versions and facts go into @catalog. -EXDEV: another kernel's.
 */
int probed_finish(const struct probed *probed, struct luocat_catalog *catalog,
		  struct luocat_error *err);

#endif
