/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.h - what the commands' options have in common
 */
#ifndef COMPAT_CHECK_OPTIONS_H
#define COMPAT_CHECK_OPTIONS_H

#include <stdbool.h>

#include <luocat.h>

/* Set @err; the first complaint stays, since what follows may be its echo. Returns its code. */
int option_complain(struct luocat_error *err, const char *fmt, const char *word);

/* --help, --version, and what getopt_long() does not know; @c is what it returned for "+:h" or ":h". */
void option_common(int c, char **argv, bool *help, bool *version, struct luocat_error *err);

/* Standard input ("-") can be one file only; NULL among @paths is none. */
int option_one_stdin(struct luocat_error *err, const char *const *paths, size_t n);

/* --direction: which ways to ask, by enum luocat_direction. */
int option_direction(const char *word, bool ask[2], struct luocat_error *err);

#define OPTIONS_COMMON {"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'V'}

#endif
