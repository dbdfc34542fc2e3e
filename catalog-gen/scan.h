/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scan.h - looking for several strings of bytes in one pass
 */
#ifndef CATALOG_GEN_SCAN_H
#define CATALOG_GEN_SCAN_H

#include <stddef.h>
#include <stdint.h>

/* Bytes to be looked for. */
struct needle {
	const void *bytes;
	size_t length; /* 0: stands nowhere */
};

#define MAX_NEEDLES 120

/* Told of each place: which needle stands there. Returns 0 to go on; anything else ends the scan.
 */
typedef int (*scan_found)(size_t needle, uint64_t offset, void *arg);

/**
 * struct scan - a scan in work
 * @start: of what is looked at, in the offsets that scan_window() is given
 * @next:  hits of each needle before this one have been told
 * @heads: by two bytes, the first entry of a needle that has them (from 1; 0 = none)
 * @chain: by entry, the next one with the same two bytes
 * @skip:  by needle, where in it the pair of its first entry stands
 *
 * The last three are for many needles only. Large: better not on a deep stack.
 */
struct scan {
	const struct needle *needles;
	size_t n;
	uint64_t start;
	scan_found found;
	void *arg;
	uint64_t next[MAX_NEEDLES];
	uint8_t chain[2 * MAX_NEEDLES];
	uint8_t skip[MAX_NEEDLES];
	uint8_t heads[1 << 16];
};

/* Up to MAX_NEEDLES of them. */
void scan_begin(struct scan *scan, const struct needle *needles, size_t n, uint64_t start,
		scan_found found, void *arg);

/*
 * Every place in these bytes, which stand at @offset, that has not been told yet: windows may
 * overlap. Of each needle in ascending order.
 */
int scan_window(struct scan *scan, const uint8_t *bytes, size_t length, uint64_t offset);

#endif
