/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * handler_kind.h - the structs that are registered, and what their callbacks mean
 *
 * What finds such objects, by debugging information or by their shape in a stripped image, says
 * which callbacks are set; what follows of that is said here.
 */
#ifndef CATALOG_GEN_HANDLER_KIND_H
#define CATALOG_GEN_HANDLER_KIND_H

#include <luocat.h>

/* Longer than any format's id: kernel: LIVEUPDATE_HNDL_COMPAT_LENGTH is 48 */
#define MAX_COMPATIBLE 256

#define HANDLER_CALLBACKS 8

/* What LUO's own types are called, and its functions: kernel: linux/liveupdate.h */
#define LUO_PREFIX "liveupdate_"
/* Functions of this name and a kind's ("file_handler") register it. */
#define REGISTER LUO_PREFIX "register_"

/**
 * struct handler_kind - one of the structs that are registered
 * @required: callbacks without which registration fails: kernel: luo_file.c, luo_flb.c (7.2, 7.3)
 * @to_read:  those of them without which nothing can be read, on any kernel. Empty: registration is
 *            not refined by write control
 */
struct handler_kind {
	enum luocat_kind kind;
	const char *required[HANDLER_CALLBACKS];
	const char *to_read[HANDLER_CALLBACKS];
};

/* In the order of handler_types[] (finder.h). */
#define HANDLER_KINDS 2
extern const struct handler_kind handler_kinds[HANDLER_KINDS];

/* Whether one callback is set; UNKNOWN where its bytes are not in the file. -errno on failure. */
typedef int (*handler_callback)(void *arg, const char *name, enum luocat_tri *set);

/**
 * handler_directions - read and write of @version, from the callbacks that are set
 * @write_control: of the kernel: with it a handler may read only
 * @evidence:      what the answers rest on
 */
int handler_directions(struct luocat_version *version, const struct handler_kind *kind,
		       enum luocat_tri write_control, enum luocat_evidence evidence,
		       handler_callback callback, void *arg);

#endif
