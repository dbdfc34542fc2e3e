/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.h - the one bounded reader: every byte of every input comes through it
 */
#ifndef CATALOG_GEN_READER_H
#define CATALOG_GEN_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <luocat.h>

struct reader;

/* A whole file, mapped. "-" is standard input, read to its end into memory. */
int reader_open(const char *path, struct reader **reader, struct luocat_error *err);
/*
 * The same for a path that an input named, not the user: a regular file, or -EINVAL. Opening
 * anything else could wait for ever, or never end.
 */
int reader_open_regular(const char *path, struct reader **reader, struct luocat_error *err);
/* Memory that the caller keeps until the last reference goes, or (@take) that is freed then. */
int reader_from_memory(const void *bytes, size_t length, const char *name, bool take,
		       struct reader **reader, struct luocat_error *err);
/* A window into another reader, e.g. an archive's member. Keeps a reference to @whole. */
int reader_window(struct reader *whole, uint64_t offset, uint64_t length, const char *name,
		  struct reader **reader, struct luocat_error *err);
struct reader *reader_ref(struct reader *reader);
struct reader *reader_unref(struct reader *reader);

const char *reader_name(const struct reader *reader); /* for errors: the path as given */
uint64_t reader_size(const struct reader *reader);

/* @length bytes at @offset, or NULL where they are not all inside. */
const void *reader_at(const struct reader *reader, uint64_t offset, uint64_t length);

/* The same bytes copied to @to, without making their pages resident. */
int reader_copy(const struct reader *reader, uint64_t offset, void *to, size_t length,
		struct luocat_error *err);

/* These bytes will not be needed again soon: their pages need not stay resident. */
void reader_forget(const struct reader *reader, uint64_t offset, uint64_t length);

/*
 * Hands out [@offset, @offset + @length) in windows that overlap by @overlap bytes, without leaving
 * its pages in this process's memory. @window returns 0 to go on; anything else ends it.
 */
int reader_stream(const struct reader *reader, uint64_t offset, uint64_t length, size_t overlap,
		  int (*window)(const uint8_t *bytes, size_t length, uint64_t offset, void *arg),
		  void *arg, struct luocat_error *err);

#endif
