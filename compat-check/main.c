// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - luo-compat-check: can the next kernel read what this one hands over
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

#include "cli.h"
#include "command.h"

static int command_help(int argc, char **argv);

/* The first one is meant where no command is named. */
static const struct command commands[] = {
	{"pair", "judge one pair of kernels by their catalogs", command_pair},
	{"preflight", "judge the running kernel and the next one, before a kexec", command_preflight},
	{"diff", "what changed from one catalog to another", command_diff},
	{"lint", "whether a layout changed and its version did not", command_lint},
	{"matrix", "judge all pairs of many kernels", command_matrix},
	{"path", "the shortest chain of kexecs from one kernel to another", command_path},
	{"profile", "the versions that all of several kernels can read and write", command_profile},
	{"window", "whether each kernel reads what those before it wrote", command_window},
	{"explain", "what a rule means, or the list of rules", command_explain},
	{"--help", "this text", command_help},
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

int command_print(const char *text)
{
	struct luocat_error err;

	if (!cli_write(NULL, text, strlen(text), &err))
		return CLI_COMPATIBLE;
	cli_error(PROGRAM, &err, false);
	return CLI_ERROR;
}

int command_finish(int result, const struct luocat_error *err, bool json)
{
	if (result >= 0)
		return result;
	cli_error(PROGRAM, err, json);
	return CLI_ERROR;
}

int command_version(void)
{
	return command_print(PROGRAM " " PACKAGE_VERSION "\n");
}

static int print_help(struct luocat_error *err)
{
	char *text = NULL;
	size_t length;
	FILE *out = cli_text_open(&text, &length);
	int status;

	if (!out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	fprintf(out,
		"usage: " PROGRAM " [pair] [OPTION]... WRITER READER\n"
		"       " PROGRAM " preflight [OPTION]... NEXT\n"
		"       " PROGRAM " diff [OPTION]... OLD NEW\n"
		"       " PROGRAM " lint [OPTION]... CATALOG [--baseline CATALOG]\n"
		"       " PROGRAM " matrix [OPTION]... CATALOG...\n"
		"       " PROGRAM " path [OPTION]... FROM TO CATALOG...\n"
		"       " PROGRAM " profile [OPTION]... CATALOG...\n"
		"       " PROGRAM " window [OPTION]... [N] CATALOG...\n"
		"       " PROGRAM " explain [RULE]\n\n"
		"Tells, before a kexec, whether the kernel READER can read the state that the\n"
		"kernel WRITER hands over. Both are catalogs made by luo-catalog-gen.\n\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fprintf(out, "\n`" PROGRAM " COMMAND --help` lists a command's options.\n"
		     "Exit status: 0 compatible, 3 compatible with the plan, 1 incompatible or "
		     "unknown,\n"
		     "2 could not judge.\n");
	if (fclose(out))
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	status = command_print(text);
	free(text);
	return status;
}

static int command_help(int argc, char **argv)
{
	struct luocat_error err = {0};

	return command_finish(print_help(&err), &err, false);
}

int main(int argc, char **argv)
{
	cli_begin();
	for (size_t i = 0; argc > 1 && i < N_COMMANDS; i++) {
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	}
	return commands[0].run(argc, argv);
}
