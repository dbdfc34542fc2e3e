// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <linux/liveupdate.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "guest.h"

int luo_open(void)
{
	return open("/dev/liveupdate", O_RDWR | O_CLOEXEC);
}

int luo_create(int device, const char *session)
{
	struct liveupdate_ioctl_create_session arguments = {.size = sizeof(arguments)};

	snprintf((char *)arguments.name, sizeof(arguments.name), "%s", session);
	return ioctl(device, LIVEUPDATE_IOCTL_CREATE_SESSION, &arguments) ? -1 : arguments.fd;
}

int luo_retrieve(int device, const char *session)
{
	struct liveupdate_ioctl_retrieve_session arguments = {.size = sizeof(arguments)};

	snprintf((char *)arguments.name, sizeof(arguments.name), "%s", session);
	return ioctl(device, LIVEUPDATE_IOCTL_RETRIEVE_SESSION, &arguments) ? -1 : arguments.fd;
}

int luo_preserve_file(int session, int fd, uint64_t token)
{
	struct liveupdate_session_preserve_fd arguments = {
		.size = sizeof(arguments),
		.fd = fd,
		.token = token,
	};

	return ioctl(session, LIVEUPDATE_SESSION_PRESERVE_FD, &arguments);
}

int luo_retrieve_file(int session, uint64_t token)
{
	struct liveupdate_session_retrieve_fd arguments = {
		.size = sizeof(arguments),
		.token = token,
	};

	return ioctl(session, LIVEUPDATE_SESSION_RETRIEVE_FD, &arguments) ? -1 : arguments.fd;
}

int luo_finish(int session)
{
	struct liveupdate_session_finish arguments = {.size = sizeof(arguments)};

	return ioctl(session, LIVEUPDATE_SESSION_FINISH, &arguments);
}
