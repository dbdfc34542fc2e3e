/* SPDX-License-Identifier: GPL-2.0-only */
/* In the guest: what the tests of formats in modules share. They print TAP. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>

#define FORMATS "/sys/kernel/liveupdate/formats/"
#define FILES	FORMATS "file-handler/"

#define CHECK(condition) check(condition, #condition)

void check(bool passed, const char *what);
/* The plan; what main() returns. */
int check_end(void);

/* 0 or -errno */
int load(const char *module, const char *parameters);
int unload(const char *module);

/* What a file holds, without its newline; "" where it cannot be read. */
const char *text(const char *path);
bool is(const char *path, const char *expected);
/* 0 or -errno */
int put(const char *path, const char *value);
bool there(const char *path);

#endif
