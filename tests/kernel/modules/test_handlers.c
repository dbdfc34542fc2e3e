// SPDX-License-Identifier: GPL-2.0-only
/*
 * In the guest: two modules with handlers for one file, in two versions of its format. -s 1 is what
 * happens before a kexec, -s 2 what happens after it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/liveupdate.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define V1	     FILES "keeper-v1/"
#define V2	     FILES "keeper-v2/"
#define ALL	     FORMATS "flb/keeper-all-v1/"
#define DEFAULT	     FORMATS "default_enable_write"
#define TOKEN	     7
#define NUMBER_V1    UINT64_C(0x1122334455667788)
#define NUMBER_V2    UINT64_C(0x99aabbccddeeff00)
#define LINGER_MS    "linger_ms=3000"
#define LINGER_TENTH 100000 /* microseconds */

static int device;

static int keep(uint64_t number)
{
	int fd = open("/dev/keeper", O_RDWR | O_CLOEXEC);

	if (fd >= 0 && write(fd, &number, sizeof(number)) != sizeof(number)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* A session with one file that keeps this number; -errno. */
static int preserve(const char *name, uint64_t number)
{
	struct liveupdate_ioctl_create_session session = {.size = sizeof(session)};
	struct liveupdate_session_preserve_fd file = {.size = sizeof(file), .token = TOKEN};
	int err = 0;

	snprintf((char *)session.name, sizeof(session.name), "%s", name);
	if (ioctl(device, LIVEUPDATE_IOCTL_CREATE_SESSION, &session))
		return -errno;
	file.fd = keep(number);
	if (ioctl(session.fd, LIVEUPDATE_SESSION_PRESERVE_FD, &file))
		err = -errno;
	close(file.fd);
	if (!err)
		return session.fd;
	close(session.fd);
	return err;
}

static int retrieve_session(const char *name)
{
	struct liveupdate_ioctl_retrieve_session session = {.size = sizeof(session)};

	snprintf((char *)session.name, sizeof(session.name), "%s", name);
	return ioctl(device, LIVEUPDATE_IOCTL_RETRIEVE_SESSION, &session) ? -errno : session.fd;
}

static bool retrieve(int session, uint64_t expected)
{
	struct liveupdate_session_retrieve_fd file = {.size = sizeof(file), .token = TOKEN};
	uint64_t number = 0;

	if (ioctl(session, LIVEUPDATE_SESSION_RETRIEVE_FD, &file))
		return false;
	if (read(file.fd, &number, sizeof(number)) != sizeof(number))
		number = ~expected;
	close(file.fd);
	return number == expected;
}

static int finish(int session)
{
	struct liveupdate_session_finish arguments = {.size = sizeof(arguments)};

	return ioctl(session, LIVEUPDATE_SESSION_FINISH, &arguments) ? -errno : 0;
}

static bool in_use(const char *v1, const char *v2, const char *all)
{
	return is(V1 "in_use", v1) && is(V2 "in_use", v2) && is(ALL "in_use", all);
}

/* A module that comes while the default is 0 writes nothing until it is told to. */
static void starts_disabled(void)
{
	int session;

	CHECK(put(DEFAULT, "0") == 0);
	CHECK(load("/keeper-v2.ko", "") == 0);
	CHECK(is(V2 "enable_write", "0"));
	CHECK(preserve("disabled", 1) == -ENOENT);
	CHECK(put(V2 "enable_write", "1") == 0);
	session = preserve("enabled", 1);
	CHECK(session >= 0);
	CHECK(is(V2 "in_use", "1") && is(ALL "in_use", "1"));
	CHECK(unload("keeper_v2") == -EWOULDBLOCK);
	CHECK(put(V2 "enable_write", "0") == -EBUSY);
	CHECK(is(V2 "enable_write", "1"));
	close(session);
	CHECK(is(V2 "in_use", "0") && is(ALL "in_use", "0"));
	CHECK(unload("keeper_v2") == 0);
	CHECK(!there(V2) && !there(ALL));
	CHECK(preserve("gone", 1) == -ENOENT);
	CHECK(put(DEFAULT, "1") == 0);
}

/* The older version is registered after the newer one, and before it. */
static void chosen(void)
{
	int session;

	CHECK(load("/keeper-v2.ko", "") == 0);
	CHECK(load("/keeper-v1.ko", "") == 0);
	session = preserve("newer-first", 1);
	CHECK(session >= 0 && in_use("0", "1", "1"));
	CHECK(unload("keeper_v2") == -EWOULDBLOCK);
	CHECK(unload("keeper_v1") == 0);
	CHECK(load("/keeper-v1.ko", "") == 0);
	close(session);
	CHECK(in_use("0", "0", "0"));
	CHECK(unload("keeper_v2") == 0);
	session = preserve("older", 1);
	CHECK(session >= 0 && is(V1 "in_use", "1"));
	CHECK(load("/keeper-v2.ko", LINGER_MS) == 0);
	CHECK(unload("keeper_v1") == -EWOULDBLOCK);
	close(session);
	session = preserve("older-first", 1);
	CHECK(session >= 0 && in_use("0", "1", "1"));
	close(session);
}

/* While the newer version's module goes, the older one takes over. Here its exit function takes
 * long. */
static void going(void)
{
	pid_t child = fork();
	int session, status;

	if (!child)
		_exit(unload("keeper_v2") != 0);
	while (!is("/sys/module/keeper_v2/initstate", "going") && !waitpid(child, &status, WNOHANG))
		usleep(LINGER_TENTH);
	session = preserve("going", 1);
	CHECK(is("/sys/module/keeper_v2/initstate", "going"));
	CHECK(session >= 0 && in_use("1", "0", "0"));
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	CHECK(!there(V2) && !there(ALL));
	CHECK(is(V1 "in_use", "1"));
	close(session);
}

static bool open_device(void)
{
	device = open("/dev/liveupdate", O_RDWR | O_CLOEXEC);
	return device >= 0;
}

/* Leaves a process that holds a session of each version. */
static void before(void)
{
	int older, newer;

	CHECK(open_device());
	CHECK(load("/keeper.ko", "") == 0);
	starts_disabled();
	chosen();
	going();
	CHECK(load("/keeper-v2.ko", "") == 0);
	CHECK(put(V2 "enable_write", "0") == 0);
	older = preserve("older", NUMBER_V1);
	CHECK(older >= 0 && in_use("1", "0", "0"));
	CHECK(put(V2 "enable_write", "1") == 0);
	newer = preserve("newer", NUMBER_V2);
	CHECK(newer >= 0 && in_use("1", "1", "1"));
	CHECK(put(V1 "enable_write", "0") == -EBUSY);
	fflush(stdout);
	if (!fork()) {
		/* whoever reads the output waits for all that hold it */
		close(STDIN_FILENO);
		close(STDOUT_FILENO);
		close(STDERR_FILENO);
		for (;;)
			pause();
	}
}

/* Files that came in use neither version, but hold the modules. */
static void after(void)
{
	int older, newer;

	/* whoever opens the device first needs all handlers to be there */
	CHECK(load("/keeper.ko", "") == 0);
	CHECK(load("/keeper-v1.ko", "") == 0);
	CHECK(load("/keeper-v2.ko", "") == 0);
	CHECK(open_device());
	older = retrieve_session("older");
	newer = retrieve_session("newer");
	CHECK(older >= 0 && newer >= 0);
	CHECK(in_use("0", "0", "0"));
	CHECK(retrieve(older, NUMBER_V1));
	CHECK(retrieve(newer, NUMBER_V2));
	CHECK(put(V2 "enable_write", "0") == 0);
	CHECK(unload("keeper_v1") == -EWOULDBLOCK);
	CHECK(unload("keeper_v2") == -EWOULDBLOCK);
	CHECK(finish(older) == 0);
	CHECK(finish(newer) == 0);
	close(older);
	close(newer);
	CHECK(unload("keeper_v1") == 0);
	CHECK(unload("keeper_v2") == 0);
	CHECK(unload("keeper") == 0);
	CHECK(!there(V1) && !there(V2) && !there(ALL));
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 3 && !strcmp(argv[2], "2"))
		after();
	else
		before();
	return check_end();
}
