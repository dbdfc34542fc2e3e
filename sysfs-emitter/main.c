// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - luo-sysfs-emitter: the running kernel's table of formats, and plans for it
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "emitter.h"
#include "live.h"

struct command {
	const char *name;
	const char *words;   /* what it takes, for --help */
	const char *summary; /* one line for --help */
	int least, most;     /* how many words */
	bool output;	     /* it takes -o */
	bool format;	     /* it takes --format */
	int (*run)(const struct options *options, struct luocat_error *err);
};

static const struct command commands[] = {
	{"tree", "CATALOG DIR", "write a catalog's formats as a directory", 2, 2, false, false,
	 emitter_tree},
	{"read", "[ROOT]", "the state of the running kernel, or of a directory", 0, 1, true, false,
	 emitter_read},
	{"apply", "PLAN [ROOT]", "set what a verdict plans, whole or not at all", 1, 2, false, true,
	 emitter_apply},
	{"restore", "[ROOT]", "put back what an interrupted apply left", 0, 1, false, true,
	 emitter_restore},
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int complain(struct luocat_error *err, const char *fmt, const char *word)
{
	if (err->code)
		return err->code;
	return luocat_error_set(err, -EINVAL, NULL, NULL, fmt, word);
}

/* ---- Help ---- */

static int print(const char *text, struct luocat_error *err)
{
	int ret = cli_write(NULL, text, strlen(text), err);

	return ret ? ret : CLI_COMPATIBLE;
}

static int print_help(struct luocat_error *err)
{
	char *text = NULL;
	size_t length;
	FILE *out = cli_text_open(&text, &length);
	int ret;

	if (!out)
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	fputs("usage: " PROGRAM " COMMAND [OPTION]... ARGUMENT...\n\n", out);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-8s %-12s %s\n", commands[i].name, commands[i].words,
			commands[i].summary);
	fputs("\nROOT is /sys/kernel/liveupdate/formats unless said otherwise; CATALOG and PLAN "
	      "may be\n"
	      "- for standard input. PLAN is a verdict of luo-compat-check as JSON, or its "
	      "plan.\n\n"
	      "  -o, --output FILE      where read writes the state\n"
	      "      --format KIND      what apply and restore answer with: text (the default) or\n"
	      "                         json; with json, errors are JSON too\n"
	      "      --help             this text\n"
	      "      --version          print the version\n\n"
	      "Exit status: 0 done, 1 a version is in use, or the plan is for another kernel, 2 "
	      "it\n"
	      "could not be done. Unless 0, nothing was changed.\n",
	      out);
	if (fclose(out))
		return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
	ret = print(text, err);
	free(text);
	return ret;
}

/* ---- The command line ---- */

static void set_format(struct options *options, const char *word, struct luocat_error *err)
{
	options->json = !strcmp(word, "json");
	if (!options->json && strcmp(word, "text"))
		complain(err, "--format is text or json, not \"%s\"", word);
}

static void parse_option(int c, char **argv, const struct command *command, struct options *options,
			 struct luocat_error *err)
{
	switch (c) {
	case 'o':
		options->output = optarg;
		if (command && !command->output)
			complain(err, "%s has no option -o", command->name);
		break;
	case 'f':
		set_format(options, optarg, err);
		if (command && !command->format)
			complain(err, "%s has no option --format", command->name);
		break;
	case 'h':
		options->help = true;
		break;
	case 'V':
		options->version = true;
		break;
	case ':':
		complain(err, "option %s needs a value", argv[optind - 1]);
		break;
	default:
		complain(err, "unknown option %s; see --help", argv[optind - 1]);
	}
}

static void check_words(int n, const struct command *command, struct luocat_error *err)
{
	if (n < command->least)
		complain(err, "too little was told: it takes %s", command->words);
	if (n > command->most)
		complain(err, "too much was told: it takes %s", command->words);
}

static int parse(int argc, char **argv, const struct command *command, struct options *options,
		 struct luocat_error *err)
{
	static const struct option table[] = {
		{"output", required_argument, NULL, 'o'},
		{"format", required_argument, NULL, 'f'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{0},
	};

	opterr = 0;
	/* all of it, also behind a mistake: --format json may follow, and the error must be JSON */
	for (int c; (c = getopt_long(argc, argv, ":ho:", table, NULL)) != -1;)
		parse_option(c, argv, command, options, err);
	if (options->help || options->version)
		return err->code;
	if (!command)
		return complain(err, "%s; see --help", "a command is missing, or none of ours");
	check_words(argc - optind, command, err);
	for (int i = optind; i < argc && options->n_words < 2; i++)
		options->words[options->n_words++] = argv[i];
	return err->code;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; name && i < N_COMMANDS; i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	}
	return NULL;
}

int main(int argc, char **argv)
{
	const struct command *command = find_command(argv[1]);
	struct options options = {0};
	struct luocat_error err = {0};
	int ret;

	cli_begin();
	if (command) {
		argv++;
		argc--;
	}
	ret = parse(argc, argv, command, &options, &err);
	if (!ret && options.help)
		ret = print_help(&err);
	else if (!ret && options.version)
		ret = print(PROGRAM " " PACKAGE_VERSION "\n", &err);
	else if (!ret)
		ret = command->run(&options, &err);
	else
		ret = -EINVAL;
	if (ret < 0)
		cli_error(PROGRAM, &err, options.json);
	return live_status(ret);
}
