// SPDX-License-Identifier: GPL-2.0-only
/*
 * packed.c - bytes out of something packed
 *
 * Each filter is asked for by name, after a look at the bytes: libarchive would else try all that
 * it knows, one inside the other, and the limit on nesting is not its to set.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "packed.h"

/* A vmlinux of 400 MB and its vmlinuz can be there at one time, and not much more than that. */
#define HELD_LIMIT ((uint64_t)4 << 30)
#define TAKE_LIMIT ((uint64_t)2 << 30)
/* Debian's largest package of debugging information has some 10 GB. */
#define TOTAL_LIMIT ((uint64_t)64 << 30)
/* Kernels and packages come to about 10:1; small ones may promise what they like. */
#define RATIO_LIMIT 100
#define RATIO_FREE  ((uint64_t)16 << 20)

/* From here on, memory comes in pages of this size where the kernel has them. */
#define HUGE_PAGE ((size_t)2 << 20)
#define HUGE_FROM (4 * HUGE_PAGE)

/* What libarchive is handed at one time. */
#define FEED ((size_t)64 * 1024)

struct packed {
	struct archive *archive;
	struct reader *source;
	struct packed *inner;	/* what comes out of it is the source, or NULL */
	const uint8_t *stretch; /* the last one of that, and what of it was not handed on */
	size_t stretch_length, rest;
	struct unpacking *unpacking;
	const char *how; /* "xz", "tar", for errors */
	const char *where;
	struct luocat_error fault; /* of the source, while libarchive reads */
	uint64_t fed;
	uint64_t out;
	bool sized;	/* the sizes of members were counted when their headers were read */
	bool end;	/* of what is being unpacked */
	uint8_t *bytes; /* what of it is here */
	size_t used, room;
	uint8_t feed[FEED];
};

/* ---- What goes into libarchive ---- */

static int packed_error(const struct packed *packed, int code, struct luocat_error *err)
{
	const char *why = archive_error_string(packed->archive);

	if (packed->fault.code) {
		if (err)
			*err = packed->fault;
		return packed->fault.code;
	}
	if (archive_errno(packed->archive) == ENOMEM)
		code = -ENOMEM;
	return luocat_error_set(err, code, reader_name(packed->source), packed->where,
				"cannot be unpacked (%s): %.200s", packed->how,
				why ? why : "it ends too early");
}

/* Whether @n more bytes may come. */
static int check_amount(const struct packed *packed, uint64_t n, struct luocat_error *err)
{
	uint64_t in = reader_size(packed->source), most = RATIO_FREE + in * RATIO_LIMIT;

	if (n > most || packed->out > most - n)
		return luocat_error_set(err, -EFBIG, reader_name(packed->source), packed->where,
					"%" PRIu64 " bytes unpack to more than %" PRIu64
					": no kernel does",
					in, most);
	if (n > TOTAL_LIMIT || packed->unpacking->total > TOTAL_LIMIT - n)
		return luocat_error_set(err, -EFBIG, reader_name(packed->source), packed->where,
					"the input unpacks to more than %" PRIu64 " bytes",
					TOTAL_LIMIT);
	return 0;
}

/* Account for @n more bytes before they are there. */
static int count(struct packed *packed, uint64_t n, struct luocat_error *err)
{
	int ret = check_amount(packed, n, err);

	if (ret)
		return ret;
	packed->out += n;
	packed->unpacking->total += n;
	return 0;
}

static la_ssize_t feed_reader(struct archive *archive, void *arg, const void **bytes)
{
	struct packed *packed = arg;
	uint64_t left = reader_size(packed->source) - packed->fed;
	size_t n = left < FEED ? (size_t)left : FEED;
	int ret = reader_copy(packed->source, packed->fed, packed->feed, n, &packed->fault);

	if (ret) {
		archive_set_error(archive, -ret, "cannot be read");
		return ARCHIVE_FATAL;
	}
	*bytes = packed->feed;
	packed->fed += n;
	return (la_ssize_t)n;
}

/* The next stretch of @packed->inner; none is there behind its last one. */
static int pull_stretch(struct packed *packed, struct luocat_error *err)
{
	struct packed *inner = packed->inner;
	const void *stretch = NULL;
	size_t length = 0;
	la_int64_t offset;
	int ret = archive_read_data_block(inner->archive, &stretch, &length, &offset);

	packed->stretch = stretch;
	packed->stretch_length = packed->rest = 0;
	if (ret == ARCHIVE_EOF)
		return 0;
	if (ret != ARCHIVE_OK && ret != ARCHIVE_WARN)
		return packed_error(inner, -EINVAL, err);
	ret = count(inner, length, err);
	if (!ret)
		packed->stretch_length = packed->rest = length;
	return ret;
}

static la_ssize_t feed_inner(struct archive *archive, void *arg, const void **bytes)
{
	struct packed *packed = arg;
	size_t n;
	int ret = packed->rest ? 0 : pull_stretch(packed, &packed->fault);

	if (ret) {
		archive_set_error(archive, -ret, "cannot be read");
		return ARCHIVE_FATAL;
	}
	n = packed->rest;
	*bytes = n ? packed->stretch + packed->stretch_length - n : NULL;
	packed->rest = 0;
	packed->fed += n;
	return (la_ssize_t)n;
}

static int open_with(struct reader *reader, const int *filters, int (*format)(struct archive *),
		     struct packed *packed, struct luocat_error *err)
{
	archive_read_callback *feed = packed->inner ? feed_inner : feed_reader;
	int ret = ARCHIVE_OK;

	packed->archive = archive_read_new();
	if (!packed->source)
		packed->source = reader_ref(reader);
	packed->fed = 0;
	if (!packed->archive)
		return luocat_error_set(err, -ENOMEM, reader_name(reader), packed->where,
					"out of memory");
	/* the innermost first, which is ARCHIVE_FILTER_NONE where there is none */
	for (; ret == ARCHIVE_OK && *filters >= 0; filters++)
		ret = archive_read_append_filter(packed->archive, *filters);
	if (ret == ARCHIVE_OK)
		ret = format(packed->archive);
	if (ret == ARCHIVE_OK)
		ret = archive_read_open(packed->archive, packed, NULL, feed, NULL);
	return ret == ARCHIVE_OK ? 0 : packed_error(packed, -EINVAL, err);
}

static int packed_new(struct reader *reader, const char *how, const char *where,
		      struct unpacking *unpacking, struct packed **packed, struct luocat_error *err)
{
	*packed = calloc(1, sizeof(**packed));
	if (!*packed)
		return luocat_error_set(err, -ENOMEM, reader_name(reader), where, "out of memory");
	(*packed)->how = how;
	(*packed)->where = where;
	(*packed)->unpacking = unpacking;
	return 0;
}

void packed_close(struct packed *packed)
{
	if (!packed)
		return;
	archive_read_free(packed->archive);
	packed_close(packed->inner);
	reader_unref(packed->source);
	free(packed->bytes);
	free(packed);
}

/* What @ret says of an opened archive goes to the caller, or it is closed. */
static int opened(struct packed *new, int ret, struct packed **packed)
{
	if (ret)
		packed_close(new);
	else
		*packed = new;
	return ret;
}

static int next_header(struct packed *packed, struct archive_entry **entry,
		       struct luocat_error *err)
{
	int ret = archive_read_next_header(packed->archive, entry);

	packed->used = 0;
	packed->end = false;
	if (ret == ARCHIVE_EOF)
		return 0;
	return ret == ARCHIVE_OK || ret == ARCHIVE_WARN ? 1 : packed_error(packed, -EINVAL, err);
}

/* A single file without a name. */
static int open_raw(struct packed *packed, struct reader *reader, int filter,
		    struct luocat_error *err)
{
	const int filters[] = {filter, -1};
	struct archive_entry *entry;
	int ret;

	ret = open_with(reader, filters, archive_read_support_format_raw, packed, err);
	if (ret)
		return ret;
	ret = next_header(packed, &entry, err);
	/* libarchive sees no member in nothing */
	return ret > 0 ? 0 : ret ? ret : packed_error(packed, -EINVAL, err);
}

int packed_open(struct reader *reader, const struct packing *packing, const char *where,
		struct unpacking *unpacking, struct packed **packed, struct luocat_error *err)
{
	struct packed *new;
	int ret;

	ret = packed_new(reader, packing->name, where, unpacking, &new, err);
	return ret ? ret : opened(new, open_raw(new, reader, packing->filter, err), packed);
}

int packed_open_tar(struct reader *reader, const struct packing *packing, const char *where,
		    struct unpacking *unpacking, struct packed **packed, struct luocat_error *err)
{
	const int filters[] = {packing ? packing->filter : ARCHIVE_FILTER_NONE, -1};
	struct packed *new;
	int ret;

	ret = packed_new(reader, packing ? packing->name : "tar", where, unpacking, &new, err);
	if (ret)
		return ret;
	new->sized = true;
	ret = open_with(reader, filters, archive_read_support_format_tar, new, err);
	return opened(new, ret, packed);
}

/* What is behind an .rpm's headers, by its first bytes. */
static int rpm_payload(struct reader *reader, struct unpacking *unpacking,
		       const struct packing **packing, struct luocat_error *err)
{
	const uint8_t *bytes = NULL;
	struct reader *start;
	struct packed *packed;
	size_t length = 0;
	int ret;

	*packing = NULL;
	ret = packed_new(reader, "rpm", NULL, unpacking, &packed, err);
	if (ret)
		return ret;
	ret = open_raw(packed, reader, ARCHIVE_FILTER_RPM, err);
	if (!ret)
		ret = packed_peek(packed, &bytes, &length, err);
	if (!ret)
		ret = reader_from_memory(bytes, length, reader_name(reader), false, &start, err);
	if (!ret) {
		*packing = packing_of(start);
		reader_unref(start);
	}
	packed_close(packed);
	return ret;
}

int packed_open_rpm(struct reader *reader, struct unpacking *unpacking, struct packed **packed,
		    struct luocat_error *err)
{
	const struct packing *packing;
	int filters[] = {ARCHIVE_FILTER_RPM, -1, -1};
	struct packed *new;
	int ret;

	ret = rpm_payload(reader, unpacking, &packing, err);
	if (ret)
		return ret;
	if (packing)
		filters[1] = packing->filter;
	ret = packed_new(reader, "rpm", NULL, unpacking, &new, err);
	if (ret)
		return ret;
	new->sized = true;
	ret = open_with(reader, filters, archive_read_support_format_cpio, new, err);
	return opened(new, ret, packed);
}

/* ---- cpio archives, one behind the other ---- */

/* "TRAILER!!!" behind its header: where an archive ends (kernel:
 * early-userspace/buffer-format.rst). */
#define TRAILER_LENGTH 124

static const int no_filters[] = {ARCHIVE_FILTER_NONE, -1};

int packed_open_cpio(struct reader *reader, const struct packing *packing,
		     struct unpacking *unpacking, struct packed **packed, struct luocat_error *err)
{
	struct packed *new;
	int ret;

	ret = packed_new(reader, packing ? packing->name : "cpio", NULL, unpacking, &new, err);
	if (ret)
		return ret;
	new->sized = true;
	if (packing)
		ret = packed_open(reader, packing, NULL, unpacking, &new->inner, err);
	if (!ret)
		ret = open_with(reader, no_filters, archive_read_support_format_cpio, new, err);
	return opened(new, ret, packed);
}

static uint64_t end_of_archive(const struct packed *packed)
{
	return (uint64_t)archive_read_header_position(packed->archive) + TRAILER_LENGTH;
}

uint64_t packed_consumed(const struct packed *packed)
{
	return packed->inner ? (uint64_t)archive_filter_bytes(packed->inner->archive, -1)
			     : end_of_archive(packed);
}

/* 1: another archive follows in what is compressed, behind any number of zeroes; 0: nothing does.
 */
static int next_archive(struct packed *packed, struct luocat_error *err)
{
	uint64_t end = end_of_archive(packed), behind = packed->fed - end;
	const uint8_t *at;
	int ret = 0;

	/* libarchive asks for no more than it needs, so that this is in the last stretch */
	if (end > packed->fed || behind > packed->stretch_length)
		return luocat_error_set(err, -EINVAL, reader_name(packed->source), packed->where,
					"cannot be unpacked (%s): an archive's end is damaged",
					packed->how);
	packed->rest += behind;
	for (;;) {
		if (!packed->rest)
			ret = pull_stretch(packed, err);
		if (ret || !packed->rest)
			return ret;
		at = packed->stretch + packed->stretch_length - packed->rest;
		while (packed->rest && !*at) {
			packed->rest--;
			at++;
		}
		if (packed->rest)
			break;
	}
	archive_read_free(packed->archive);
	ret = open_with(packed->source, no_filters, archive_read_support_format_cpio, packed, err);
	return ret ? ret : 1;
}

/* ---- What comes out ---- */

/* The next member of this archive, or of the next one. */
static int next_member(struct packed *packed, struct archive_entry **entry,
		       struct luocat_error *err)
{
	int ret = next_header(packed, entry, err);

	while (!ret && packed->inner) {
		ret = next_archive(packed, err);
		if (ret > 0)
			ret = next_header(packed, entry, err);
		else
			break;
	}
	return ret;
}

int packed_next(struct packed *packed, const char **name, uint64_t *size, struct luocat_error *err)
{
	struct archive_entry *entry;
	int ret;

	while ((ret = next_member(packed, &entry, err)) > 0) {
		int64_t bytes = archive_entry_size(entry);

		if (bytes < 0)
			return luocat_error_set(err, -EINVAL, reader_name(packed->source),
						packed->where, "a member has a size below 0");
		/* what is compressed is counted when it comes out */
		ret = packed->inner ? check_amount(packed, (uint64_t)bytes, err)
				    : count(packed, (uint64_t)bytes, err);
		if (ret)
			return ret;
		*name = archive_entry_pathname(entry);
		*size = (uint64_t)bytes;
		/* of several links to one file, one has its bytes */
		if (*name && archive_entry_filetype(entry) == AE_IFREG && bytes)
			return 1;
	}
	return ret;
}

/* A whole kernel is worth pages that are faulted in by the 2 MiB; a failure to get them is none. */
static uint8_t *enlarge(uint8_t *bytes, size_t used, size_t want)
{
	uint8_t *larger;

	if (want < HUGE_FROM)
		return realloc(bytes, want);
	larger = aligned_alloc(HUGE_PAGE, (want + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
	if (!larger)
		return NULL;
	madvise(larger, want, MADV_HUGEPAGE);
	if (used)
		memcpy(larger, bytes, used);
	free(bytes);
	return larger;
}

static int make_room(struct packed *packed, uint64_t want, struct luocat_error *err)
{
	uint8_t *larger;

	if (want <= packed->room)
		return 0;
	if (want > TAKE_LIMIT || packed->unpacking->held > HELD_LIMIT - want)
		return luocat_error_set(err, -EFBIG, reader_name(packed->source), packed->where,
					"unpacks to too much");
	larger = enlarge(packed->bytes, packed->used, want);
	if (!larger)
		return luocat_error_set(err, -ENOMEM, reader_name(packed->source), packed->where,
					"out of memory");
	packed->bytes = larger;
	packed->room = want;
	return 0;
}

/* One more stretch. */
static int pull(struct packed *packed, struct luocat_error *err)
{
	const void *stretch;
	size_t length;
	la_int64_t offset;
	uint64_t end;
	int ret;

	ret = archive_read_data_block(packed->archive, &stretch, &length, &offset);
	if (ret == ARCHIVE_EOF) {
		packed->end = true;
		return 0;
	}
	if (ret != ARCHIVE_OK && ret != ARCHIVE_WARN)
		return packed_error(packed, -EINVAL, err);
	/* holes of a sparse file are left out */
	if (offset < 0 || (uint64_t)offset < packed->used || length > TAKE_LIMIT ||
	    (uint64_t)offset > TAKE_LIMIT)
		return luocat_error_set(err, -EFBIG, reader_name(packed->source), packed->where,
					"unpacks to too much");
	end = (uint64_t)offset + length;
	ret = packed->sized ? 0 : count(packed, end - packed->used, err);
	if (!ret && end > packed->room)
		ret = make_room(packed, end < 2 * packed->room ? 2 * packed->room : end, err);
	if (ret)
		return ret;
	if (length) {
		memset(packed->bytes + packed->used, 0, (size_t)offset - packed->used);
		memcpy(packed->bytes + offset, stretch, length);
	}
	packed->used = length ? end : packed->used;
	return 0;
}

int packed_peek(struct packed *packed, const uint8_t **bytes, size_t *length,
		struct luocat_error *err)
{
	int ret = 0;

	while (!ret && !packed->end && packed->used < PACKED_START)
		ret = pull(packed, err);
	*bytes = packed->used ? packed->bytes : (const uint8_t *)"";
	*length = packed->used < PACKED_START ? packed->used : PACKED_START;
	return ret;
}

int packed_take(struct packed *packed, uint64_t size, const char *name, struct reader **reader,
		struct luocat_error *err)
{
	uint8_t *bytes;
	int ret = 0;

	if (size > packed->used && !packed->sized)
		ret = check_amount(packed, size - packed->used, err);
	/* room for one byte more shows what is longer than it says */
	if (!ret)
		ret = make_room(packed, size + 1, err);
	while (!ret && !packed->end && !(size && packed->used > size))
		ret = pull(packed, err);
	if (!ret && size && packed->used != size)
		ret = luocat_error_set(err, -EINVAL, reader_name(packed->source), packed->where,
				       "unpacks to %s%" PRIu64 " bytes, not %" PRIu64,
				       packed->end ? "" : "more than ",
				       packed->end ? packed->used : size, size);
	if (ret)
		return ret;
	bytes = packed->bytes;
	/* what was read to an end that was not known may have twice the room that it needs */
	if (packed->room > packed->used + packed->used / 8 && packed->room < HUGE_FROM)
		bytes = realloc(packed->bytes, packed->used ? packed->used : 1);
	if (!bytes)
		bytes = packed->bytes;
	packed->bytes = NULL;
	packed->room = 0;
	ret = reader_from_memory(bytes, packed->used, name, true, reader, err);
	if (ret)
		free(bytes);
	else
		packed->unpacking->held += packed->used;
	packed->used = 0;
	return ret;
}
