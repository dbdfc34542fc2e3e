// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_state.c - the state's loader: what it takes, it writes, and takes again as the same bytes
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luocat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

__attribute__((noreturn)) static void fail(const char *what, const struct luocat_error *err)
{
	fprintf(stderr, "fuzz_state: %s: %s: %s\n", what, err->where, err->what);
	abort();
}

static void look_at(const struct luocat_state *state, const struct luocat_error *err)
{
	for (size_t i = 0; i < luocat_state_n_versions(state); i++) {
		const struct luocat_running_version *version = luocat_state_version(state, i);

		if (luocat_state_find(state, version->kind, version->compatible) != version)
			fail("a version that is not found by its id", err);
	}
	if (luocat_state_n_versions(state) && !luocat_state_running(state)->table)
		fail("versions without a table", err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct luocat_state *state, *again;
	struct luocat_error err = {0};
	size_t length, length_again;
	char *text, *text_again;
	int r = luocat_state_load((const char *)data, size, "input", &state, &err);

	if (r) {
		if (err.code != r || !err.what[0] || strpbrk(err.what, "\n\r\033"))
			fail("an error that is not one clean line", &err);
		return 0;
	}
	look_at(state, &err);
	if (luocat_state_to_json(state, &text, &length, &err) ||
	    luocat_state_load(text, length, "written", &again, &err) ||
	    luocat_state_to_json(again, &text_again, &length_again, &err))
		fail("is not written and read again", &err);
	if (length != length_again || memcmp(text, text_again, length))
		fail("is written differently the second time", &err);
	free(text);
	free(text_again);
	luocat_state_unref(again);
	luocat_state_unref(state);
	return 0;
}
