// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "guest.h"

/* Through the kernel's log, so that no message of its own can stand in the middle of a line */
static int kmsg = -1;
static const char *stage;

void report_start(const char *name)
{
	stage = name;
	kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
}

void report(const char *format, ...)
{
	/* what the kernel takes in one record */
	char line[900];
	va_list arguments;
	int prefix, length;

	/* level 5, which loglevel=6 lets through */
	prefix = snprintf(line, sizeof(line), "<5>luocat: %s ", stage);
	va_start(arguments, format);
	length = vsnprintf(line + prefix, sizeof(line) - prefix - 1, format, arguments);
	va_end(arguments);
	length += prefix;
	if (length > (int)sizeof(line) - 2)
		length = sizeof(line) - 2;
	line[length] = '\n';
	if (write(kmsg, line, length + 1) < 0)
		restart();
}

const char *why(void)
{
	const char *name = strerrorname_np(errno);

	return name ? name : "unknown";
}

void broken(const char *what)
{
	report("broken what=%s errno=%s", what, why());
	restart();
}

void restart(void)
{
	/* QEMU runs with -no-reboot: this ends it */
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}
