// SPDX-License-Identifier: GPL-2.0-only
/*
 * cli.c - exit codes, errors and standard streams
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

void cli_begin(void)
{
	/* the wrong way round on purpose: the slot is taken, and using it still fails with EBADF */
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

	for (int fd = 0; fd < 3; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		/* lower descriptors are open, so this one gets exactly fd */
		if (open("/dev/null", modes[fd]) < 0)
			_exit(CLI_ERROR);
	}
	signal(SIGPIPE, SIG_IGN);
}

int cli_worse(int a, int b)
{
	static const int rank[] = {
		[CLI_COMPATIBLE] = 0,
		[CLI_PLAN] = 1,
		[CLI_INCOMPATIBLE] = 2,
		[CLI_ERROR] = 3,
	};
	const int n = sizeof(rank) / sizeof(rank[0]);

	/* a status that is none of ours means that nothing was judged */
	if (a < 0 || a >= n)
		a = CLI_ERROR;
	if (b < 0 || b >= n)
		b = CLI_ERROR;
	return rank[a] >= rank[b] ? a : b;
}

static void error_json(const char *program, const struct luocat_error *err)
{
	json_t *error = json_pack("{s:{s:s, s:i, s:s, s:s, s:s}}", "error", "program", program,
				  "code", -err->code, "file", err->file, "where", err->where,
				  "what", err->what);
	/* a name that is no UTF-8 cannot stand in JSON, but the error must */
	char *text = error ? json_dumps(error, JSON_COMPACT) : NULL;

	if (text)
		fprintf(stderr, "%s\n", text);
	else
		fprintf(stderr,
			"{\"error\":{\"program\":\"%s\",\"code\":%d,\"file\":\"\",\"where\":\"\","
			"\"what\":\"%s\"}}\n",
			program, -err->code, strerror(err->code ? -err->code : ENOMEM));
	free(text);
	json_decref(error);
}

void cli_error(const char *program, const struct luocat_error *err, bool json)
{
	if (json) {
		error_json(program, err);
		return;
	}
	fprintf(stderr, "%s: %s%s%s%s%s\n", program, err->file, err->file[0] ? ": " : "",
		err->where, err->where[0] ? ": " : "", err->what);
}

static int read_all(int fd, const char *path, char *text, size_t max, size_t *length,
		    struct luocat_error *err)
{
	*length = 0;
	while (*length <= max) {
		ssize_t n = read(fd, text + *length, max + 1 - *length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return luocat_error_set(err, -errno, path, NULL, "%s", strerror(errno));
		if (!n)
			break;
		*length += (size_t)n;
	}
	if (*length > max)
		return luocat_error_set(err, -E2BIG, path, NULL, "has more than %zu bytes", max);
	text[*length] = '\0';
	return 0;
}

int cli_read(const char *path, size_t max, char **text, size_t *length, struct luocat_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret;
	char *room;

	if (fd < 0)
		return luocat_error_set(err, -errno, path, NULL, "%s", strerror(errno));
	room = malloc(max + 1);
	ret = room ? read_all(fd, path, room, max, length, err)
		   : luocat_error_set(err, -ENOMEM, path, NULL, "out of memory");
	close(fd);
	if (ret)
		free(room);
	else
		*text = room;
	return ret;
}

int cli_open(const char *path, int *fd, struct luocat_error *err)
{
	*fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	return *fd < 0 ? luocat_error_set(err, -errno, path, NULL, "%s", strerror(errno)) : 0;
}

void cli_close(int fd)
{
	if (fd != STDIN_FILENO)
		close(fd);
}

int cli_load_catalog(const char *path, struct luocat_catalog **catalog, struct luocat_error *err)
{
	int fd, ret = cli_open(path, &fd, err);

	if (ret)
		return ret;
	ret = luocat_catalog_load_fd(fd, path, catalog, err);
	cli_close(fd);
	return ret;
}

int cli_load_state(const char *path, struct luocat_state **state, struct luocat_error *err)
{
	int fd, ret = cli_open(path, &fd, err);

	if (ret)
		return ret;
	ret = luocat_state_load_fd(fd, path, state, err);
	cli_close(fd);
	return ret;
}
