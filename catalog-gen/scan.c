// SPDX-License-Identifier: GPL-2.0-only
/*
 * scan.c - looking for several strings of bytes in one pass
 *
 * A few needles are looked for one after the other, by the C library's vector code; that is slower
 * than going over the bytes once as soon as there are many. Then pairs of bytes are looked up, at
 * every second place: of two that overlap in a needle, one starts at such a place.
 */
#include <stdbool.h>
#include <string.h>

#include "scan.h"

#define FEW	  3
#define TWO_PAIRS 3 /* bytes */

/* Where the three bytes are that are likely to be the rarest: large (small numbers fill DWARF). */
static size_t rarest_pairs(const struct needle *needle)
{
	const uint8_t *bytes = needle->bytes;
	unsigned int best = 0;
	size_t at = 0;

	for (size_t i = 0; i + TWO_PAIRS <= needle->length && i < UINT8_MAX; i++) {
		unsigned int first = bytes[i] + bytes[i + 1], second = bytes[i + 1] + bytes[i + 2];
		unsigned int rare = first < second ? first : second;

		if (rare > best) {
			best = rare;
			at = i;
		}
	}
	return at;
}

static uint16_t pair_at(const uint8_t *bytes)
{
	uint16_t pair;

	memcpy(&pair, bytes, sizeof(pair));
	return pair;
}

/* Entry 2 * i is the first pair of needle i, the next one its second. */
static void enter(struct scan *scan, size_t entry)
{
	const uint8_t *bytes = scan->needles[entry / 2].bytes;
	uint8_t *head = &scan->heads[pair_at(bytes + scan->skip[entry / 2] + entry % 2)];

	scan->chain[entry] = *head;
	*head = (uint8_t)(entry + 1);
}

void scan_begin(struct scan *scan, const struct needle *needles, size_t n, uint64_t start,
		scan_found found, void *arg)
{
	scan->needles = needles;
	scan->n = n;
	scan->start = start;
	scan->found = found;
	scan->arg = arg;
	memset(scan->next, 0, sizeof(scan->next));
	if (n <= FEW)
		return;
	memset(scan->heads, 0, sizeof(scan->heads));
	for (size_t i = n; i--;) {
		if (needles[i].length < TWO_PAIRS)
			continue;
		scan->skip[i] = (uint8_t)rarest_pairs(&needles[i]);
		enter(scan, 2 * i);
		enter(scan, 2 * i + 1);
	}
}

static int tell(struct scan *scan, size_t index, uint64_t place)
{
	if (place < scan->next[index]) /* the overlap of two windows */
		return 0;
	scan->next[index] = place + 1;
	return scan->found(index, place, scan->arg);
}

/*
 * memmem(), which is slow for what is as short as a number: its rarest byte is looked for with the
 * fast memchr().
 */
static const uint8_t *find(const uint8_t *at, size_t length, const uint8_t *needle, size_t size)
{
	const uint8_t *end = at + length;
	size_t rare = 0;

	if (size > sizeof(uint64_t))
		return memmem(at, length, needle, size);
	for (size_t i = 1; i < size; i++) {
		if (needle[i] > needle[rare])
			rare = i;
	}
	for (; (size_t)(end - at) >= size; at++) {
		at = memchr(at + rare, needle[rare], (size_t)(end - at) - size + 1);
		if (!at)
			return NULL;
		at -= rare;
		if (!memcmp(at, needle, size))
			return at;
	}
	return NULL;
}

static int scan_for(struct scan *scan, size_t index, const uint8_t *bytes, size_t length,
		    uint64_t offset)
{
	const struct needle *needle = &scan->needles[index];
	const uint8_t *at = bytes, *end = bytes + length;
	int ret = 0;

	while (!ret && (at = find(at, (size_t)(end - at), needle->bytes, needle->length))) {
		ret = tell(scan, index, offset + (uint64_t)(at - bytes) - scan->start);
		at++;
	}
	return ret;
}

/* A pair stands at @at that some needles have. */
static int look_at(struct scan *scan, const uint8_t *bytes, size_t length, uint64_t offset,
		   const uint8_t *at)
{
	size_t place = (size_t)(at - bytes), skip;
	int ret = 0;

	for (size_t entry = scan->heads[pair_at(at)]; entry-- && !ret; entry = scan->chain[entry]) {
		const struct needle *needle = &scan->needles[entry / 2];

		skip = scan->skip[entry / 2] + entry % 2;
		if (place < skip || needle->length > length - (place - skip) ||
		    memcmp(at - skip, needle->bytes, needle->length))
			continue;
		ret = tell(scan, entry / 2, offset + place - skip - scan->start);
	}
	return ret;
}

static int scan_pairs(struct scan *scan, const uint8_t *bytes, size_t length, uint64_t offset)
{
	const uint8_t *at = bytes, *end = bytes + length, *heads = scan->heads;
	int ret = 0;

	while (end - at >= 16 && !ret) {
		if (heads[pair_at(at)] | heads[pair_at(at + 2)] | heads[pair_at(at + 4)] |
		    heads[pair_at(at + 6)] | heads[pair_at(at + 8)] | heads[pair_at(at + 10)] |
		    heads[pair_at(at + 12)] | heads[pair_at(at + 14)]) {
			for (size_t i = 0; i < 16 && !ret; i += 2)
				ret = look_at(scan, bytes, length, offset, at + i);
		}
		at += 16;
	}
	for (; end - at >= 2 && !ret; at += 2)
		ret = look_at(scan, bytes, length, offset, at);
	return ret;
}

int scan_window(struct scan *scan, const uint8_t *bytes, size_t length, uint64_t offset)
{
	int ret = 0;

	for (size_t i = 0; i < scan->n && !ret; i++) {
		if (scan->needles[i].length &&
		    (scan->n <= FEW || scan->needles[i].length < TWO_PAIRS))
			ret = scan_for(scan, i, bytes, length, offset);
	}
	return !ret && scan->n > FEW ? scan_pairs(scan, bytes, length, offset) : ret;
}
