// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <linux/kexec.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest.h"

static int next(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		broken(path);
	return fd;
}

static void load(void)
{
	int kernel = next("/next/kernel"), initramfs = next("/next/initramfs");
	int fd = next("/next/cmdline");
	char cmdline[2048] = "";
	ssize_t length = read(fd, cmdline, sizeof(cmdline) - 1);

	close(fd);
	if (length < 0)
		broken("/next/cmdline");
	cmdline[strcspn(cmdline, "\n")] = 0;
	if (syscall(SYS_kexec_file_load, kernel, initramfs, strlen(cmdline) + 1, cmdline, 0UL)) {
		report("refused what=kexec_file_load errno=%s", why());
		restart();
	}
	close(kernel);
	close(initramfs);
}

void kexec(void)
{
	load();
	report("kexec");
	/* returns only if something vetoes it, such as a handler's freeze() */
	reboot(RB_KEXEC);
	report("refused what=kexec errno=%s", why());
	restart();
}
