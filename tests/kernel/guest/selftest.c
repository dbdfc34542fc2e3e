// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

static noreturn void run(const char *half, int output)
{
	char *const arguments[] = {"/test", half ? "-s" : NULL, (char *)half, NULL};

	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	/* NAME=VALUE of the kernel's command line is in it */
	execv(arguments[0], arguments);
	_exit(127);
}

void relay(int input)
{
	FILE *lines = fdopen(input, "r");
	char line[400];

	if (!lines)
		broken("fdopen");
	while (fgets(line, sizeof(line), lines)) {
		line[strcspn(line, "\n")] = 0;
		report("said %s", line);
	}
	fclose(lines);
}

void selftest(const char *stage, bool across)
{
	const bool before = !strcmp(stage, "writer");
	const char *half = NULL;
	int ends[2], status;
	pid_t child;

	if (across)
		half = before ? "1" : "2";
	if (pipe2(ends, O_CLOEXEC))
		broken("pipe");
	child = fork();
	if (child < 0)
		broken("fork");
	if (!child)
		run(half, ends[1]);
	close(ends[1]);
	relay(ends[0]);
	if (waitpid(child, &status, 0) != child)
		broken("waitpid");
	if (WIFSIGNALED(status))
		report("exited signal=%d", WTERMSIG(status));
	else
		report("exited status=%d", WEXITSTATUS(status));
	/* a child of the first half goes on to hold the sessions */
	if (across && before && WIFEXITED(status) && !WEXITSTATUS(status))
		kexec();
	report("end");
	restart();
}
