// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include "guest.h"

/* Linux 6.3's; Debian 12's glibc is older */
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020
#endif
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008u
#endif

#define KIB 1024u
#define MIB (1024 * KIB)

static const struct memfd empty = {
	.name = "empty",
	.token = 1,
	.flags = MFD_ALLOW_SEALING,
};

static const struct memfd page = {
	.name = "page",
	.token = 2,
	.size = 4 * KIB,
	.data = {{0, 4 * KIB}},
	.mode = 0640,
	.flags = MFD_ALLOW_SEALING,
};

static const struct memfd large = {
	.name = "large",
	.token = 3,
	.size = 8 * MIB,
	.data = {{0, 8 * MIB}},
	.flags = MFD_ALLOW_SEALING,
};

/* a hole at the front, one in the middle, one at the end; no size or extent is a multiple of a page
 */
static const struct memfd sparse = {
	.name = "sparse",
	.token = 0xfedcba9876543210,
	.size = MIB + 123,
	.data = {{20 * KIB + 1, 5000}, {600 * KIB, 1}},
	.flags = MFD_ALLOW_SEALING,
};

static const struct memfd sealed = {
	.name = "sealed",
	.token = 5,
	.size = 10 * KIB,
	.data = {{0, 10 * KIB}},
	.seals = F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_WRITE,
	.flags = MFD_ALLOW_SEALING,
};

/* what a memfd that allows no sealing has */
static const struct memfd unsealable = {
	.name = "unsealable",
	.token = 6,
	.size = 100,
	.data = {{0, 100}},
	.seals = F_SEAL_SEAL,
};

static const struct memfd position = {
	.name = "position",
	.token = 7,
	.size = 12 * KIB,
	.position = 5001,
	.data = {{0, 12 * KIB}},
	.flags = MFD_ALLOW_SEALING,
};

/* behind the end of a file that has no data */
static const struct memfd beyond = {
	.name = "beyond",
	.token = 8,
	.position = 70000,
	.flags = MFD_ALLOW_SEALING,
};

/* as systemd makes its own; data may go on to be written */
static const struct memfd noexec = {
	.name = "noexec",
	.token = 9,
	.size = 4 * KIB,
	.data = {{0, 4 * KIB}},
	.seals = F_SEAL_EXEC,
	.flags = MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL,
};

static const struct memfd message = {
	.name = "message",
	.token = 10,
	.size = sizeof(letter),
	.seals = F_SEAL_GROW | F_SEAL_SHRINK,
	.position = 5,
	.mode = 0640,
	.flags = MFD_ALLOW_SEALING,
	.letter = true,
};

/* 8 KiB with a hole behind their data, made wrong after that */
#define SPOILT(what, number, way)                                                                  \
	static const struct memfd spoilt_##what = {                                                \
		.name = #what,                                                                     \
		.token = (number),                                                                 \
		.size = 8 * KIB,                                                                   \
		.data = {{0, 5000}},                                                               \
		.flags = MFD_ALLOW_SEALING,                                                        \
		.spoil = (way),                                                                    \
	}

SPOILT(nothing, 20, SPOIL_NOTHING);
SPOILT(data, 21, SPOIL_DATA);
SPOILT(hole, 22, SPOIL_HOLE);
SPOILT(size, 23, SPOIL_SIZE);
SPOILT(position, 24, SPOIL_POSITION);
SPOILT(seals, 25, SPOIL_SEALS);

#define SESSION(session, ...)                                                                      \
	{                                                                                          \
		.name = (session), .files = { __VA_ARGS__ }                                        \
	}
#define SCENARIO(scenario, ...)                                                                    \
	{                                                                                          \
		.name = (scenario), .sessions = { __VA_ARGS__ }                                    \
	}

/* Their names are also in ../kexec.py: SCENARIOS. */
static const struct scenario scenarios[] = {
	SCENARIO("memfds", SESSION("luocat", &empty, &page, &large, &sparse, &sealed, &unsealable,
				   &position, &beyond)),
	SCENARIO("empty", SESSION("luocat", &empty)),
	SCENARIO("page", SESSION("luocat", &page)),
	SCENARIO("large", SESSION("luocat", &large)),
	SCENARIO("sparse", SESSION("luocat", &sparse)),
	SCENARIO("seals", SESSION("luocat", &sealed, &unsealable)),
	SCENARIO("position", SESSION("luocat", &position, &beyond)),
	SCENARIO("noexec", SESSION("luocat", &noexec)),
	SCENARIO("letter", SESSION("luocat", &message, &large, &sparse)),
	SCENARIO("spoilt", SESSION("luocat", &spoilt_nothing, &spoilt_data, &spoilt_hole,
				   &spoilt_size, &spoilt_position, &spoilt_seals)),
	SCENARIO("sessions", SESSION("luocat", &page, &empty),
		 SESSION("luocat-without-files", NULL), SESSION("luocat-3", &sparse)),
	SCENARIO("refused", {.name = "luocat", .refuse = true}),
	{.name = "nothing"},
	{.name = "reserve-mem", .reserve_mem = true},
};

const struct scenario *scenario_find(const char *name)
{
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++)
		if (!strcmp(scenarios[i].name, name))
			return &scenarios[i];
	return NULL;
}
