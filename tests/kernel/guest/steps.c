// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a writer does between its boot and the kexec, if it is told: /steps has one step to a line.
 * Without it, it preserves and kexecs.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

#define WORDS 24

/* words[0] is the step's name */
struct step {
	const char *name;
	void (*take)(const struct scenario *scenario, char **words);
};

/* Exit status of the last program; 256 and the signal if one ended it. */
static int status;

static noreturn void become(char **words, int output)
{
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execv(words[0], words);
	_exit(127);
}

/* run PROGRAM ARGUMENT...: all that it prints is said */
static void run(const struct scenario *scenario, char **words)
{
	int ends[2], result;
	pid_t child;

	(void)scenario;
	if (pipe2(ends, O_CLOEXEC))
		broken("pipe");
	child = fork();
	if (child < 0)
		broken("fork");
	if (!child)
		become(words + 1, ends[1]);
	close(ends[1]);
	relay(ends[0]);
	if (waitpid(child, &result, 0) != child)
		broken("waitpid");
	status = WIFEXITED(result) ? WEXITSTATUS(result) : 256 + WTERMSIG(result);
	if (status == 127)
		broken(words[1]);
	report("ran program=%s status=%d", words[1], status);
}

/* go: who asked whether to kexec obeys the answer */
static void go(const struct scenario *scenario, char **words)
{
	(void)scenario;
	(void)words;
	if (!status)
		return;
	report("refused what=pre-flight status=%d", status);
	restart();
}

static void preserve(const struct scenario *scenario, char **words)
{
	(void)words;
	preserve_all(scenario);
}

static void unpreserve(const struct scenario *scenario, char **words)
{
	(void)scenario;
	(void)words;
	unpreserve_all();
}

/* set FILE TEXT */
static void set(const struct scenario *scenario, char **words)
{
	size_t length = strlen(words[2]);
	int fd = open(words[1], O_WRONLY | O_CLOEXEC);

	(void)scenario;
	if (fd < 0)
		broken(words[1]);
	if (write(fd, words[2], length) == (ssize_t)length)
		report("set file=%s value=%s state=done", words[1], words[2]);
	else
		report("set file=%s value=%s state=refused errno=%s", words[1], words[2], why());
	close(fd);
}

static void table(const struct scenario *scenario, char **words)
{
	(void)scenario;
	(void)words;
	table_report();
}

static const struct step steps[] = {
	{"run", run},	  {"go", go},	{"preserve", preserve}, {"unpreserve", unpreserve},
	{"table", table}, {"set", set},
};

static void take(const struct scenario *scenario, char *line)
{
	char *words[WORDS] = {NULL};
	int count = 0;

	for (char *word; count < WORDS - 1 && (word = strsep(&line, " "));)
		words[count++] = word;
	if (line)
		broken("a-long-step");
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (!strcmp(steps[i].name, words[0])) {
			steps[i].take(scenario, words);
			return;
		}
	broken(words[0]);
}

bool steps_take(const struct scenario *scenario)
{
	FILE *lines = fopen("/steps", "re");
	char line[1024];
	int number = 0;

	if (!lines)
		return false;
	while (fgets(line, sizeof(line), lines)) {
		line[strcspn(line, "\n")] = 0;
		report("step number=%d", number++);
		take(scenario, line);
	}
	fclose(lines);
	return true;
}
