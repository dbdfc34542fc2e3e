/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packed.h - bytes out of something packed: a compressed file, or the members of an archive
 *
 * libarchive does the unpacking, a stretch at a time. Nothing is written to disk, and what comes
 * out is bounded: in relation to what goes in, in memory at one time, and in all.
 */
#ifndef CATALOG_GEN_PACKED_H
#define CATALOG_GEN_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <luocat.h>

#include "reader.h"

/* So many of the first bytes tell what something is. */
#define PACKED_START ((size_t)64 * 1024)

struct packed;

/**
 * struct packing - one way in which bytes are compressed
 * @name:   as people call it
 * @filter: libarchive's number
 * @is:     by its first bytes
 */
struct packing {
	const char *name;
	int filter;
	bool (*is)(const struct reader *reader);
};

/* How @reader is compressed, by its first bytes, or NULL. */
const struct packing *packing_of(const struct reader *reader);

/*
 * How much of it is, as far as that can be told before it is unpacked, and has to be: libarchive
 * takes what is behind a frame of zstd for another one, and fails. Others it leaves alone where
 * they end.
 */
uint64_t packing_length(const struct reader *reader, const struct packing *packing);

/**
 * struct unpacking - what all unpacking together has cost so far
 * @total: bytes that came out
 * @held:  bytes that are in memory now; whoever frees what packed_take() gave subtracts them
 */
struct unpacking {
	uint64_t total;
	uint64_t held;
};

/* A compressed file: one member, without packed_next(). @where: for errors, or NULL. */
int packed_open(struct reader *reader, const struct packing *packing, const char *where,
		struct unpacking *unpacking, struct packed **packed, struct luocat_error *err);
/* A tar archive; @packing NULL where it is not compressed. */
int packed_open_tar(struct reader *reader, const struct packing *packing, const char *where,
		    struct unpacking *unpacking, struct packed **packed, struct luocat_error *err);
/*
 * A cpio archive as the kernel unpacks it at boot; where it is compressed, all archives behind each
 * other in what comes out.
 */
int packed_open_cpio(struct reader *reader, const struct packing *packing,
		     struct unpacking *unpacking, struct packed **packed, struct luocat_error *err);
/* Once packed_next() said that there is no more in it: how many bytes of @reader that were. */
uint64_t packed_consumed(const struct packed *packed);
/* What an .rpm holds: a compressed cpio archive behind its headers. */
int packed_open_rpm(struct reader *reader, struct unpacking *unpacking, struct packed **packed,
		    struct luocat_error *err);
void packed_close(struct packed *packed);

/*
 * The next regular file of an archive: 1, its name as it stands there (until the next call), and
 * its size. 0 behind the last one.
 */
int packed_next(struct packed *packed, const char **name, uint64_t *size, struct luocat_error *err);

/* Up to PACKED_START bytes from the start of what is being unpacked. They live until the next call.
 */
int packed_peek(struct packed *packed, const uint8_t **bytes, size_t *length,
		struct luocat_error *err);

/**
 * packed_take - all bytes of what is being unpacked, in memory
 * @size: how many there will be, or 0 where not known; another number of them is an error
 * @name: of the new reader
 */
int packed_take(struct packed *packed, uint64_t size, const char *name, struct reader **reader,
		struct luocat_error *err);

#endif
