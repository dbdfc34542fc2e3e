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

/* They stay open: closing one gives up what it holds. */
static int sessions[SESSIONS];
static int opened;
static int device = -1;

static void preserve_session(const struct session *want)
{
	int session = luo_create(device, want->name);

	if (session < 0)
		refused(want->name);
	for (int i = 0; i < FILES && want->files[i]; i++)
		preserve(session, want->files[i]);
	if (want->refuse)
		preserve_nothing(session);
	sessions[opened++] = session;
}

void preserve_all(const struct scenario *scenario)
{
	for (int i = 0; i < SESSIONS && scenario->sessions[i].name; i++) {
		if (device < 0)
			device = luo_open();
		if (device < 0)
			refused("device");
		preserve_session(&scenario->sessions[i]);
	}
}

void unpreserve_all(void)
{
	while (opened)
		close(sessions[--opened]);
}

void writer(const struct scenario *scenario)
{
	if (scenario->reserve_mem)
		reserve_mem_report();
	if (!steps_take(scenario))
		preserve_all(scenario);
	table_report();
	kexec();
}
