// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <unistd.h>

#include "guest.h"

static noreturn void refused(const char *what)
{
	report("refused what=%s errno=%s", what, why());
	restart();
}

static void preserve(int session, const struct memfd *want)
{
	int fd = memfd_make(want);

	if (luo_preserve_file(session, fd, want->token))
		refused(want->name);
	report("preserved file=%s", want->name);
	/* LUO holds it, and its position is read at the kexec */
}

static void preserve_nothing(int session)
{
	int ends[2];

	if (pipe(ends))
		broken("pipe");
	if (!luo_preserve_file(session, ends[0], 1))
		broken("a-preserved-pipe");
	report("declined file=pipe errno=%s", why());
}

void writer(const struct scenario *scenario)
{
	int device = -1;

	if (scenario->reserve_mem)
		reserve_mem_report();
	for (int i = 0; i < SESSIONS && scenario->sessions[i].name; i++) {
		const struct session *want = &scenario->sessions[i];
		int session;

		if (device < 0)
			device = luo_open();
		if (device < 0)
			refused("device");
		session = luo_create(device, want->name);
		if (session < 0)
			refused(want->name);
		for (int k = 0; k < FILES && want->files[k]; k++)
			preserve(session, want->files[k]);
		if (want->refuse)
			preserve_nothing(session);
		/* stays open: closing it would give up what it holds */
	}
	kexec();
}
