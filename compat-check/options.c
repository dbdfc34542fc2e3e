// SPDX-License-Identifier: GPL-2.0-only
/*
 * options.c - what the commands' options have in common
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

int option_complain(struct luocat_error *err, const char *fmt, const char *word)
{
	if (err->code)
		return err->code;
	return luocat_error_set(err, -EINVAL, NULL, NULL, fmt, word);
}

void option_common(int c, char **argv, bool *help, bool *version, struct luocat_error *err)
{
	switch (c) {
	case 'h':
		*help = true;
		break;
	case 'V':
		*version = true;
		break;
	case ':':
		option_complain(err, "option %s needs a value", argv[optind - 1]);
		break;
	default:
		option_complain(err, "unknown option %s; see --help", argv[optind - 1]);
	}
}

int option_one_stdin(struct luocat_error *err, const char *const *paths, size_t n)
{
	bool taken = false;

	for (size_t i = 0; i < n; i++) {
		bool is_stdin = paths[i] && !strcmp(paths[i], "-");

		if (is_stdin && taken)
			return option_complain(err, "standard input can be one file only: %s", "- -");
		taken |= is_stdin;
	}
	return 0;
}

int option_direction(const char *word, bool ask[2], struct luocat_error *err)
{
	static const struct {
		const char *word;
		bool ask[2];
	} directions[] = {
		{"forward", {[LUOCAT_FORWARD] = true}},
		{"rollback", {[LUOCAT_ROLLBACK] = true}},
		{"both", {true, true}},
	};

	for (size_t i = 0; i < sizeof(directions) / sizeof(directions[0]); i++) {
		if (!strcmp(directions[i].word, word)) {
			memcpy(ask, directions[i].ask, sizeof(directions[i].ask));
			return 0;
		}
	}
	return option_complain(err, "--direction is forward, rollback or both, not \"%s\"", word);
}
