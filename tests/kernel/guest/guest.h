/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The init of both kernels of a kexec: in the writer it preserves what a scenario names and boots
 * the reader; there it retrieves and checks. All that it has to say are lines "luocat: STAGE EVENT
 * key=value..." on the console; ../outcome.py reads them, and makes of them what happened.
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define noreturn __attribute__((noreturn))

/* report.c */
void report_start(const char *stage);
/* One line, whole even while the kernel prints; values must not hold blanks. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The name of errno */
const char *why(void);
/* What only a mistake in the guest or its set-up can bring about: no outcome, the host fails. */
noreturn void broken(const char *what);
noreturn void restart(void);

/* luo.c: 0 or a descriptor, or -1 with errno */
int luo_open(void);
int luo_create(int device, const char *session);
int luo_retrieve(int device, const char *session);
int luo_preserve_file(int session, int fd, uint64_t token);
int luo_retrieve_file(int session, uint64_t token);
int luo_finish(int session);

/* kexec.c: loads /next/kernel with /next/initramfs and /next/cmdline, and boots it */
noreturn void kexec(void);

/* memfd.c */
struct extent {
	uint64_t start;
	uint64_t length;
};

#define EXTENTS 3

/* What a writer does wrong, so that a reader can prove that it looks */
enum spoil {
	SPOIL_NOTHING,
	SPOIL_DATA,
	SPOIL_HOLE,
	SPOIL_SIZE,
	SPOIL_POSITION,
	SPOIL_SEALS,
};

/* A memfd: its data are a pattern that depends on token and offset; holes are zero. */
struct memfd {
	const char *name;
	uint64_t token;
	uint64_t size;
	uint64_t position;
	struct extent data[EXTENTS];
	int seals;
	unsigned int mode;  /* 0: what a memfd starts with */
	unsigned int flags; /* of memfd_create() */
	bool letter;	    /* its data are what only the writer was told, and the reader tells */
	enum spoil spoil;
};

/* luocat.letter= of the command line; "" without */
extern char letter[64];

int memfd_make(const struct memfd *want);
/* Reports each difference; whether there was none. */
bool memfd_check(int fd, const struct memfd *want);

/* reserve_mem.c */
void reserve_mem_report(void);

/* scenario.c */
#define FILES	 8
#define SESSIONS 3

struct session {
	const char *name;
	const struct memfd *files[FILES];
	bool refuse; /* ask for something that no handler accepts, too */
};

struct scenario {
	const char *name;
	struct session sessions[SESSIONS];
	bool reserve_mem; /* the kernels were given reserve_mem= */
};

const struct scenario *scenario_find(const char *name);

/* writer.c, reader.c, selftest.c */
noreturn void writer(const struct scenario *scenario);
void preserve_all(const struct scenario *scenario);
void unpreserve_all(void);
noreturn void reader(const struct scenario *scenario);
/* Runs /test, one of the kernel's selftests: all of it, or one half before a kexec and one after.
 */
noreturn void selftest(const char *stage, bool across);
/* All that a program prints, line by line; ends when all that hold its output have closed it. */
void relay(int input);

/* steps.c: whether there were any */
bool steps_take(const struct scenario *scenario);

/* table.c: the kernel's table of formats, one line each; nothing where it has none */
void table_report(void);

#endif
