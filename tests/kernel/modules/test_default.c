// SPDX-License-Identifier: GPL-2.0-only
/* In the guest, booted with liveupdate.default_enable_write=0: what is built in starts with it,
 * too. */
#include <errno.h>
#include <fcntl.h>
#include <linux/liveupdate.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"

#define MEMFD FILES "memfd-v2/"

/* 0 or -errno */
static int preserve(int session, int fd)
{
	struct liveupdate_session_preserve_fd file = {.size = sizeof(file), .fd = fd};

	return ioctl(session, LIVEUPDATE_SESSION_PRESERVE_FD, &file) ? -errno : 0;
}

int main(void)
{
	struct liveupdate_ioctl_create_session session = {.size = sizeof(session),
							  .name = "default"};
	int device = open("/dev/liveupdate", O_RDWR | O_CLOEXEC);
	int memfd = memfd_create("default", 0);

	CHECK(device >= 0 && memfd >= 0);
	CHECK(ioctl(device, LIVEUPDATE_IOCTL_CREATE_SESSION, &session) == 0);
	CHECK(is(FORMATS "default_enable_write", "0"));
	CHECK(is(MEMFD "write", "1"));
	CHECK(is(MEMFD "enable_write", "0"));
	CHECK(preserve(session.fd, memfd) == -ENOENT);
	CHECK(put(MEMFD "enable_write", "1") == 0);
	CHECK(preserve(session.fd, memfd) == 0);
	CHECK(is(MEMFD "in_use", "1"));
	/* of file handlers only */
	CHECK(is(FORMATS "core/luo-v5/enable_write", "1"));
	return check_end();
}
