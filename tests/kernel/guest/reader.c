// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest.h"

/* What the kernel itself says of what it got, and shows in no other way */
static const struct {
	const char *event;
	const char *message;
} kernel_says[] = {
	{"luo", "Retrieved live update data"},
	{"reserve-mem", "Revived memory reservation 'luocat' from KHO"},
};

static void report_handed_over(void)
{
	const size_t count = sizeof(kernel_says) / sizeof(kernel_says[0]);
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char record[8192];
	ssize_t length;

	if (log < 0)
		broken("/dev/kmsg");
	/* EPIPE: older records went while we read */
	while ((length = read(log, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		record[length > 0 ? length : 0] = 0;
		for (size_t i = 0; i < count; i++)
			if (strstr(record, kernel_says[i].message))
				report("handed-over what=%s", kernel_says[i].event);
		errno = 0;
	}
	close(log);
}

static void must_fail(const char *what, int result)
{
	if (result < 0)
		return;
	report("wrong file=%s what=second-retrieve expected=refused found=accepted", what);
}

/* A page that the kernel counts wrongly shows when it is freed, or used by somebody else. */
static void use_up(int fd)
{
	/* seals, right or wrong, may forbid it; then closing does it */
	if (ftruncate(fd, 0) && errno != EPERM)
		broken("ftruncate");
	close(fd);
}

static void retrieve_files(const struct session *want, int session)
{
	int fds[FILES];
	int count = 0;

	for (int i = 0; i < FILES && want->files[i]; i++) {
		const struct memfd *file = want->files[i];

		fds[i] = luo_retrieve_file(session, file->token);
		if (fds[i] < 0)
			report("file name=%s state=refused errno=%s", file->name, why());
		else if (memfd_check(fds[i], file))
			report("file name=%s state=right", file->name);
		count++;
	}
	if (luo_finish(session)) {
		report("finish session=%s state=refused errno=%s", want->name, why());
	} else {
		report("finish session=%s state=done", want->name);
		for (int i = 0; i < count; i++)
			must_fail(want->files[i]->name,
				  luo_retrieve_file(session, want->files[i]->token));
	}
	close(session);
	for (int i = 0; i < count; i++)
		if (fds[i] >= 0)
			use_up(fds[i]);
}

static void retrieve(int device, const struct session *want)
{
	int session = luo_retrieve(device, want->name);

	if (session < 0) {
		report("session name=%s state=%s errno=%s", want->name,
		       errno == ENOENT ? "missing" : "refused", why());
		return;
	}
	report("session name=%s state=retrieved", want->name);
	must_fail(want->name, luo_retrieve(device, want->name));
	retrieve_files(want, session);
	must_fail(want->name, luo_retrieve(device, want->name));
}

static void use_memory(void)
{
	const size_t size = 64u << 20;
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		broken("mmap");
	for (size_t i = 0; i < size; i += 4096)
		memory[i] = 1;
	munmap(memory, size);
}

void reader(const struct scenario *scenario)
{
	int device;

	report_handed_over();
	if (scenario->reserve_mem)
		reserve_mem_report();
	device = luo_open();
	if (device < 0) {
		report("device state=%s errno=%s", errno == ENOENT ? "absent" : "refused", why());
	} else {
		report("device state=open");
		for (int i = 0; i < SESSIONS && scenario->sessions[i].name; i++)
			retrieve(device, &scenario->sessions[i]);
		close(device);
	}
	use_memory();
	report("end");
	restart();
}
