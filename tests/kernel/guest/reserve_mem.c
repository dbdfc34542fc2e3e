// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest.h"

/*
 * Where this kernel keeps what reserve_mem= names, in what it is going to hand over itself: the
 * kernel shows it nowhere else. A kernel without KHO has no such file.
 */
void reserve_mem_report(void)
{
	static const char path[] = "/debug/kho/out/sub_fdts/memblock";
	uint8_t blob[400];
	char digits[2 * sizeof(blob) + 1];
	ssize_t length;
	int fd;

	mkdir("/debug", 0755);
	if (mount("debugfs", "/debug", "debugfs", 0, NULL))
		broken("debugfs");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	length = read(fd, blob, sizeof(blob));
	if (length <= 0 || length == sizeof(blob))
		broken(path);
	for (ssize_t i = 0; i < length; i++)
		sprintf(digits + 2 * i, "%02x", blob[i]);
	report("reserve-mem fdt=%s", digits);
	close(fd);
}
