// SPDX-License-Identifier: GPL-2.0-only
/*
 * In the guest: formats of modules in /sys/kernel/liveupdate/formats. Prints TAP; gadget.ko and
 * gadget-twin.ko are beside it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

/* With kobjects that are released late a module takes up to ten seconds to go. */
#define ROUNDS 10

static void come_and_go(void)
{
	char byte;
	int fd;

	CHECK(!there(FILES "gadget-v1"));
	CHECK(load("/gadget.ko", "") == 0);
	CHECK(is(FILES "gadget-v1/name", "gadget"));
	CHECK(is(FILES "gadget-v1/version", "1"));
	CHECK(is(FILES "gadget-v1/read", "1"));
	CHECK(is(FILES "gadget-v1/write", "0"));
	CHECK(is(FILES "gadget-v1/enable_write", "0"));
	CHECK(put(FILES "gadget-v1/enable_write", "0") == -EACCES);
	CHECK(is(FILES "vendor!gadget-v2/compatible", "vendor/gadget-v2"));
	CHECK(is(FILES "vendor!gadget-v2/enable_write", "1"));
	CHECK(is(FILES "vendor!gadget-v2/in_use", "0"));
	CHECK(put(FILES "vendor!gadget-v2/enable_write", "0") == 0);
	CHECK(is(FILES "vendor!gadget-v2/enable_write", "0"));
	CHECK(is(FORMATS "flb/gadget-state-v1/in_use", "0"));
	CHECK(put(FORMATS "flb/gadget-state-v1/enable_write", "0") == -EACCES);

	/* a file that is open does not keep the module, and outlives it */
	fd = open(FILES "gadget-v1/name", O_RDONLY | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK(unload("gadget") == 0);
	CHECK(!there(FILES "gadget-v1") && !there(FILES "vendor!gadget-v2"));
	CHECK(!there(FORMATS "flb/gadget-state-v1"));
	CHECK(read(fd, &byte, 1) < 0 && errno == ENODEV);
	close(fd);
}

static void defaults(void)
{
	CHECK(put(FORMATS "default_enable_write", "0") == 0);
	CHECK(load("/gadget.ko", "") == 0);
	CHECK(is(FILES "vendor!gadget-v2/enable_write", "0"));
	CHECK(is(FORMATS "flb/gadget-state-v1/enable_write", "1"));
	CHECK(put(FORMATS "default_enable_write", "1") == 0);
	CHECK(is(FILES "vendor!gadget-v2/enable_write", "0"));
	CHECK(unload("gadget") == 0);
	CHECK(load("/gadget.ko", "") == 0);
	CHECK(is(FILES "vendor!gadget-v2/enable_write", "1"));
}

/* All of a module's formats or none, and then not the module. */
static void duplicate(void)
{
	CHECK(load("/gadget-twin.ko", "") == -EEXIST);
	CHECK(!there(FILES "gadget-v3"));
	CHECK(is(FILES "gadget-v1/write", "0"));
	CHECK(unload("gadget") == 0);
	CHECK(load("/gadget-twin.ko", "") == 0);
	CHECK(is(FILES "gadget-v1/write", "1"));
	CHECK(load("/gadget.ko", "") == -EEXIST);
	CHECK(!there(FILES "vendor!gadget-v2"));
	CHECK(unload("gadget_twin") == 0);
	CHECK(!there(FILES "gadget-v1") && !there(FILES "gadget-v3"));
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* Others are in the files while they come and go. */
static void race(void)
{
	pid_t reader = fork(), writer = reader ? fork() : 0;
	int failed = 0, status;
	double start = now();

	if (!reader)
		for (;;)
			text(FILES "vendor!gadget-v2/compatible");
	if (!writer)
		for (int value = 0;; value = !value)
			put(FILES "vendor!gadget-v2/enable_write", value ? "1" : "0");
	for (int i = 0; i < ROUNDS; i++) {
		failed += load("/gadget.ko", "") != 0;
		failed += unload("gadget") != 0;
		/* whoever waits sees that it goes on, and how fast */
		printf("# round %d of %d, %.1f s\n", i + 1, ROUNDS, now() - start);
	}
	kill(reader, SIGKILL);
	kill(writer, SIGKILL);
	waitpid(reader, &status, 0);
	waitpid(writer, &status, 0);
	CHECK(failed == 0);
	CHECK(!there(FILES "vendor!gadget-v2"));
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	come_and_go();
	defaults();
	duplicate();
	race();
	return check_end();
}
