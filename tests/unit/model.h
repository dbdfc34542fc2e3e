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

#define TYPE(name_, bytes_, ...)                                                                   \
	{                                                                                          \
		.size = sizeof(struct luocat_type), .name = name_, .bytes = bytes_, __VA_ARGS__    \
	}
#define MEMBERS(...)                                                                               \
	.members = (const struct luocat_member[])__VA_ARGS__,                                      \
	.n_members = sizeof((const struct luocat_member[])__VA_ARGS__) /                           \
		     sizeof(struct luocat_member)
/* STRUCT("a", 16, {{"x", 0, 0, "u64"}, {"y", 64, 0, "u64"}}) */
#define STRUCT(tag, bytes_, ...) TYPE("struct " tag, bytes_, MEMBERS(__VA_ARGS__))
/* ENUM("e", 4, false, {{"A", 1}, {"B", 2}}) */
#define ENUM(tag, bytes_, is_signed_, ...)                                                         \
	TYPE("enum " tag, bytes_, .is_signed = is_signed_,                                         \
	     .enumerators = (const struct luocat_enumerator[])__VA_ARGS__,                         \
	     .n_enumerators = sizeof((const struct luocat_enumerator[])__VA_ARGS__) /              \
			      sizeof(struct luocat_enumerator))

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#endif
