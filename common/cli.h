/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cli.h - what the programs' command lines share: exit codes, errors, texts, output files
 */
#ifndef COMMON_CLI_H
#define COMMON_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <luocat.h>

/* The same for every program; of several answers the worst counts: 2 > 1 > 3 > 0. */
enum cli_exit {
	CLI_COMPATIBLE = 0,
	CLI_INCOMPATIBLE = 1, /* or unknown: JSON `reason` tells them apart */
	CLI_ERROR = 2,	      /* could not judge */
	CLI_PLAN = 3,	      /* compatible once the plan is applied */
};

int cli_worse(int a, int b);

/*
 * The first call of every main(): standard streams that are closed fail when they are used, rather
 * than being taken by a file that is opened later; EPIPE is an error like any other, not a signal.
 */
void cli_begin(void);

/* One line on standard error: "program: file: where: what"; as JSON too where @json. */
void cli_error(const char *program, const struct luocat_error *err, bool json);

/*
 * open_memstream() whose fclose() fails where memory ran out on the way: a text is whole, or it is not
 * there (*@text is NULL then, and nothing to be freed).
 */
FILE *cli_text_open(char **text, size_t *length);

/**
 * cli_write - write a whole text to a file or standard output
 * @path: NULL or "-" for standard output
 *
 * A file is written beside its name and renamed, so that it is whole or not there; one that would
 * not change is left alone. A short write, EPIPE or ENOSPC is a failure.
 */
int cli_write(const char *path, const char *text, size_t length, struct luocat_error *err);

/**
 * cli_read - read a whole small file
 * @max:  bytes that it may have
 * @text: out, NUL-terminated, to be freed with free()
 */
int cli_read(const char *path, size_t max, char **text, size_t *length, struct luocat_error *err);

/* Read a whole catalog: "-" is standard input. */
int cli_load_catalog(const char *path, struct luocat_catalog **catalog, struct luocat_error *err);
/* Read a whole state, likewise. */
int cli_load_state(const char *path, struct luocat_state **state, struct luocat_error *err);
/* Open a file for reading, likewise: @fd is to be closed with cli_close(). */
int cli_open(const char *path, int *fd, struct luocat_error *err);
void cli_close(int fd);

#endif
