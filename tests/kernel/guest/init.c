// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "guest.h"

/* The kernel leaves parameters with a dot alone. */
static const char *parameter(char *cmdline, const char *name, char *value, size_t size)
{
	const char *found = strstr(cmdline, name);

	if (!found)
		return NULL;
	found += strlen(name);
	snprintf(value, size, "%.*s", (int)strcspn(found, " \n"), found);
	return value;
}

static void read_cmdline(char *cmdline, size_t size)
{
	int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t length = read(fd, cmdline, size - 1);

	if (length < 0)
		broken("/proc/cmdline");
	cmdline[length] = 0;
	close(fd);
}

int main(void)
{
	char cmdline[2048], stage[32], name[64];
	const struct scenario *scenario;
	struct utsname kernel;

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/run", 0755);
	if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) ||
	    mount("proc", "/proc", "proc", 0, NULL) || mount("sysfs", "/sys", "sysfs", 0, NULL))
		restart();
	report_start("init");
	read_cmdline(cmdline, sizeof(cmdline));
	if (!parameter(cmdline, "luocat.stage=", stage, sizeof(stage)) ||
	    !parameter(cmdline, "luocat.scenario=", name, sizeof(name)))
		broken("cmdline");
	parameter(cmdline, "luocat.letter=", letter, sizeof(letter));
	report_start(stage);
	uname(&kernel);
	report("start scenario=%s release=%s", name, kernel.release);

	if (!strcmp(name, "selftest") || !strcmp(name, "selftest-across"))
		selftest(stage, strcmp(name, "selftest"));
	scenario = scenario_find(name);
	if (!scenario)
		broken("scenario");
	if (!strcmp(stage, "writer"))
		writer(scenario);
	if (!strcmp(stage, "reader"))
		reader(scenario);
	broken("stage");
}
