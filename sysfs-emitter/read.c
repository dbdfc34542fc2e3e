// SPDX-License-Identifier: GPL-2.0-only
/*
 * read.c - luo-sysfs-emitter read: the running kernel's state as a document
 */
#include <stdlib.h>

#include "cli.h"
#include "emitter.h"
#include "live.h"

static int write_state(const struct luocat_state *state, const struct options *options,
		       struct luocat_error *err)
{
	size_t length;
	char *text;
	int ret = luocat_state_to_json(state, &text, &length, err);

	if (ret)
		return ret;
	ret = cli_write(options->output, text, length, err);
	free(text);
	return ret;
}

int emitter_read(const struct options *options, struct luocat_error *err)
{
	struct luocat_state *state;
	struct live live;
	int ret = live_open(options->words[0], false, &live, err);

	if (ret)
		return ret;
	ret = live_blame(&live, luocat_live_read(&live.dirs, &state, err), err);
	if (!ret) {
		ret = write_state(state, options, err);
		if (!ret && luocat_state_running(state)->half_applied) {
			luocat_error_set(err, 0, live.root, NULL,
					 "a plan is half applied: " PROGRAM
					 " restore puts it back");
			cli_error(PROGRAM, err, false);
		}
		luocat_state_unref(state);
	}
	live_close(&live);
	return ret;
}
