/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmdline.h - kernel command lines that a user tells
 */
#ifndef COMPAT_CHECK_CMDLINE_H
#define COMPAT_CHECK_CMDLINE_H

#include <luocat.h>

/*
 * The command line that @word stands for: itself, or with @FILE what the file holds. @option names
 * where it was told. @text is freed by the caller.
 */
int cmdline_read(const char *option, const char *word, char **text, struct luocat_error *err);

#endif
