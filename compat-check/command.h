/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * command.h - the commands of luo-compat-check, one file each
 */
#ifndef COMPAT_CHECK_COMMAND_H
#define COMPAT_CHECK_COMMAND_H

#include <stdbool.h>

#include <luocat.h>

#define PROGRAM "luo-compat-check"

struct command {
	const char *name;
	const char *summary; /* one line for --help */
	/* argv[0] is the command's name; returns an exit status (common/cli.h) */
	int (*run)(int argc, char **argv);
};

int command_pair(int argc, char **argv);
int command_preflight(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_lint(int argc, char **argv);
int command_matrix(int argc, char **argv);
int command_path(int argc, char **argv);
int command_profile(int argc, char **argv);
int command_window(int argc, char **argv);
int command_explain(int argc, char **argv);

/* What any command answers to --help and --version. */
int command_print(const char *text);
int command_version(void);
/* The exit status for a result: an error (@result < 0) is told, as JSON too where @json. */
int command_finish(int result, const struct luocat_error *err, bool json);

#endif
