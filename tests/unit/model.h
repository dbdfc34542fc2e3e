/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * model.h - versions and kernels for tests, in one expression each
 */
#ifndef TESTS_UNIT_MODEL_H
#define TESTS_UNIT_MODEL_H

#include <luocat.h>

/* Defaults first, then what the test says: later initializers win. */
#pragma GCC diagnostic ignored "-Woverride-init"

#define VERSION_INIT(...)                                                                          \
	{                                                                                          \
		.size = sizeof(struct luocat_version), .kind = LUOCAT_KIND_FILE_HANDLER,           \
		.origin.evidence_id = LUOCAT_EVIDENCE_OBJECT, __VA_ARGS__                          \
	}
#define VERSION(...) (&(const struct luocat_version)VERSION_INIT(__VA_ARGS__))

#define KERNEL_INIT(...)                                                                           \
	{                                                                                          \
		.size = sizeof(struct luocat_kernel), .max_page_order = -1, __VA_ARGS__            \
	}
#define KERNEL(...) (&(const struct luocat_kernel)KERNEL_INIT(__VA_ARGS__))

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#endif
