// SPDX-License-Identifier: GPL-2.0-only
/*
 * text_stream.c - a stream into memory: a text is whole, or it is not there
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

struct memory {
	char **text;
	size_t *length;
	char *bytes;
	size_t n;
	size_t room;
	bool failed;
};

static ssize_t memory_write(void *cookie, const char *bytes, size_t n)
{
	struct memory *memory = cookie;

	/* one for the NUL */
	if (!memory->failed && n >= memory->room - memory->n) {
		size_t room = (memory->n + n) * 2 + 256;
		char *grown = realloc(memory->bytes, room);

		memory->failed = !grown;
		if (grown) {
			memory->bytes = grown;
			memory->room = room;
		}
	}
	if (memory->failed)
		return 0;
	memcpy(memory->bytes + memory->n, bytes, n);
	memory->n += n;
	return (ssize_t)n;
}

static int memory_close(void *cookie)
{
	struct memory *memory = cookie;
	bool failed;

	/* room for the NUL, also where nothing was written */
	memory_write(memory, "", 0);
	failed = memory->failed;
	if (failed) {
		free(memory->bytes);
		memory->bytes = NULL;
	} else {
		memory->bytes[memory->n] = '\0';
	}
	*memory->text = memory->bytes;
	*memory->length = failed ? 0 : memory->n;
	free(memory);
	return failed ? -1 : 0;
}

FILE *cli_text_open(char **text, size_t *length)
{
	static const cookie_io_functions_t functions = {
		.write = memory_write,
		.close = memory_close,
	};
	struct memory *memory = calloc(1, sizeof(*memory));
	FILE *out;

	*text = NULL;
	*length = 0;
	if (!memory)
		return NULL;
	memory->text = text;
	memory->length = length;
	out = fopencookie(memory, "w", functions);
	if (!out)
		free(memory);
	return out;
}
