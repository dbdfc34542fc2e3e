// SPDX-License-Identifier: GPL-2.0-only
/*
 * reader.c - the one bounded reader: every byte of every input comes through it
 *
 * A regular file is mapped read-only, which costs nothing for bytes that nobody looks at. Scans go
 * through pread() into one small buffer instead, so that a scan of a 400 MB image does not make
 * 400 MB resident. What cannot be mapped (a pipe, some of sysfs) is read into memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reader.h"

/* Large enough that system calls do not show, small enough to stay in the second-level cache. */
#define STREAM_WINDOW ((size_t)256 * 1024)

/* Most that is read into memory from something that cannot be mapped. */
#define MEMORY_LIMIT ((uint64_t)2 << 30)

enum backing {
	BACKING_BORROWED, /* somebody else's memory */
	BACKING_OWNED,	  /* from malloc() */
	BACKING_MAPPED,	  /* a file, also open as @fd */
	BACKING_WINDOW,	  /* part of @whole */
};

struct reader {
	unsigned int refs;
	enum backing backing;
	const uint8_t *bytes;
	uint64_t size;
	int fd;
	struct reader *whole;
	uint64_t whole_offset;
	char *name;
};

static int reader_new(enum backing backing, const char *name, struct reader **reader,
		      struct luocat_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r)
		r->name = strdup(name);
	if (!r || !r->name) {
		free(r);
		return luocat_error_set(err, -ENOMEM, name, NULL, "out of memory");
	}
	r->refs = 1;
	r->backing = backing;
	r->fd = -1;
	*reader = r;
	return 0;
}

struct reader *reader_ref(struct reader *reader)
{
	reader->refs++;
	return reader;
}

struct reader *reader_unref(struct reader *reader)
{
	if (!reader || --reader->refs)
		return NULL;
	if (reader->backing == BACKING_OWNED)
		free((void *)reader->bytes);
	else if (reader->backing == BACKING_MAPPED && reader->bytes)
		munmap((void *)reader->bytes, reader->size);
	if (reader->fd >= 0)
		close(reader->fd);
	reader_unref(reader->whole);
	free(reader->name);
	free(reader);
	return NULL;
}

const char *reader_name(const struct reader *reader)
{
	return reader->name;
}

uint64_t reader_size(const struct reader *reader)
{
	return reader->size;
}

const void *reader_at(const struct reader *reader, uint64_t offset, uint64_t length)
{
	if (offset > reader->size || length > reader->size - offset)
		return NULL;
	return reader->bytes ? reader->bytes + offset : (const uint8_t *)"";
}

/* Read @fd to its end into memory. */
static int slurp(int fd, const char *path, uint8_t **bytes, uint64_t *length,
		 struct luocat_error *err)
{
	size_t room = 1 << 16, used = 0;
	uint8_t *buffer = malloc(room), *larger;
	ssize_t got;

	if (!buffer)
		return luocat_error_set(err, -ENOMEM, path, NULL, "out of memory");
	for (;;) {
		got = read(fd, buffer + used, room - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			got = -errno;
			free(buffer);
			return luocat_error_set(err, (int)got, path, NULL, "cannot read: %s",
						strerror((int)-got));
		}
		if (!got)
			break;
		used += (size_t)got;
		if (used < room)
			continue;
		larger = room < MEMORY_LIMIT ? realloc(buffer, room * 2) : NULL;
		if (!larger) {
			free(buffer);
			return luocat_error_set(err, -EFBIG, path, NULL,
						"too large to be read from a pipe");
		}
		buffer = larger;
		room *= 2;
	}
	*bytes = buffer;
	*length = used;
	return 0;
}

static int map(struct reader *r, uint64_t size, struct luocat_error *err)
{
	void *bytes;

	r->size = size;
	if (!size)
		return 0;
	bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, r->fd, 0);
	if (bytes == MAP_FAILED)
		return luocat_error_set(err, -errno, r->name, NULL, "cannot map: %s",
					strerror(errno));
	r->bytes = bytes;
	return 0;
}

/* The bytes of r->fd, mapped or read. */
static int take_file(struct reader *r, bool standard_input, bool regular, struct luocat_error *err)
{
	uint8_t *bytes = NULL;
	struct stat st;
	int ret;

	if (fstat(r->fd, &st))
		return luocat_error_set(err, -errno, r->name, NULL, "cannot open: %s",
					strerror(errno));
	if (S_ISDIR(st.st_mode))
		return luocat_error_set(err, -EISDIR, r->name, NULL, "is a directory");
	/* standard input may be a file too, but somebody may have read part of it */
	if (S_ISREG(st.st_mode) && (!standard_input || !lseek(r->fd, 0, SEEK_CUR)))
		ret = map(r, (uint64_t)st.st_size, err);
	else
		ret = -ENODEV;
	/* a regular file that cannot be mapped: what sysfs shows, such as a module's BTF */
	if (ret != -ENODEV)
		return ret;
	if (regular && !S_ISREG(st.st_mode))
		return luocat_error_set(err, -EINVAL, r->name, NULL, "is not a regular file");
	r->size = 0;
	ret = slurp(r->fd, r->name, &bytes, &r->size, err);
	r->bytes = bytes;
	r->backing = BACKING_OWNED;
	return ret;
}

static int open_path(const char *path, bool regular, struct reader **reader,
		     struct luocat_error *err)
{
	bool standard_input = !regular && !strcmp(path, "-");
	struct reader *r;
	int ret;

	ret = reader_new(BACKING_MAPPED, path, &r, err);
	if (ret)
		return ret;
	/* without O_NONBLOCK a pipe would be waited for before it is known to be one */
	r->fd = standard_input
			? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
			: open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (regular ? O_NONBLOCK : 0));
	if (r->fd < 0)
		ret = luocat_error_set(err, -errno, path, NULL, "cannot open: %s", strerror(errno));
	else
		ret = take_file(r, standard_input, regular, err);
	if (ret)
		reader_unref(r);
	else
		*reader = r;
	return ret;
}

int reader_open(const char *path, struct reader **reader, struct luocat_error *err)
{
	return open_path(path, false, reader, err);
}

int reader_open_regular(const char *path, struct reader **reader, struct luocat_error *err)
{
	return open_path(path, true, reader, err);
}

int reader_from_memory(const void *bytes, size_t length, const char *name, bool take,
		       struct reader **reader, struct luocat_error *err)
{
	struct reader *r = NULL;
	int ret = reader_new(take ? BACKING_OWNED : BACKING_BORROWED, name, &r, err);

	if (ret)
		return ret;
	r->bytes = bytes;
	r->size = length;
	*reader = r;
	return 0;
}

int reader_window(struct reader *whole, uint64_t offset, uint64_t length, const char *name,
		  struct reader **reader, struct luocat_error *err)
{
	const void *bytes = reader_at(whole, offset, length);
	struct reader *r;
	int ret;

	if (!bytes)
		return luocat_error_set(err, -EINVAL, whole->name, NULL,
					"%s reaches outside the file", name);
	ret = reader_new(BACKING_WINDOW, name, &r, err);
	if (ret)
		return ret;
	r->bytes = bytes;
	r->size = length;
	r->whole = reader_ref(whole);
	r->whole_offset = offset;
	*reader = r;
	return 0;
}

int reader_copy(const struct reader *reader, uint64_t offset, void *to, size_t length,
		struct luocat_error *err)
{
	const char *name = reader->name;
	uint8_t *at = to;
	ssize_t got;

	if (!reader_at(reader, offset, length))
		return luocat_error_set(err, -EINVAL, name, NULL,
					"bytes outside the file were asked for");
	while (reader->whole) {
		offset += reader->whole_offset;
		reader = reader->whole;
	}
	if (reader->backing != BACKING_MAPPED) {
		memcpy(to, reader->bytes + offset, length);
		return 0;
	}
	while (length) {
		got = pread(reader->fd, at, length, (off_t)offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return luocat_error_set(err, -errno, name, NULL, "cannot read: %s",
						strerror(errno));
		if (!got)
			return luocat_error_set(err, -EIO, name, NULL,
						"was cut short while it was read");
		at += got;
		offset += (uint64_t)got;
		length -= (size_t)got;
	}
	return 0;
}

int reader_stream(const struct reader *reader, uint64_t offset, uint64_t length, size_t overlap,
		  int (*window)(const uint8_t *bytes, size_t length, uint64_t offset, void *arg),
		  void *arg, struct luocat_error *err)
{
	const uint8_t *bytes = reader_at(reader, offset, length);
	const struct reader *root = reader;
	uint64_t end = offset + length;
	size_t kept = 0, part;
	uint8_t *buffer;
	int ret = 0;

	if (!bytes)
		return luocat_error_set(err, -EINVAL, reader->name, NULL,
					"bytes outside the file were asked for");
	while (root->whole)
		root = root->whole;
	if (root->backing != BACKING_MAPPED)
		return length ? window(bytes, length, offset, arg) : 0;

	buffer = malloc(overlap + STREAM_WINDOW);
	if (!buffer)
		return luocat_error_set(err, -ENOMEM, reader->name, NULL, "out of memory");
	while (!ret && offset < end) {
		part = end - offset < STREAM_WINDOW ? (size_t)(end - offset) : STREAM_WINDOW;
		ret = reader_copy(reader, offset, buffer + kept, part, err);
		if (ret)
			break;
		ret = window(buffer, kept + part, offset - kept, arg);
		offset += part;
		part += kept;
		kept = part < overlap ? part : overlap;
		memmove(buffer, buffer + part - kept, kept);
	}
	free(buffer);
	return ret;
}

void reader_forget(const struct reader *reader, uint64_t offset, uint64_t length)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	const uint8_t *bytes = reader_at(reader, offset, length);
	uintptr_t first, last;

	while (reader->whole)
		reader = reader->whole;
	if (!bytes || reader->backing != BACKING_MAPPED)
		return;
	/* whole pages only; they come back from the file when they are looked at again */
	first = ((uintptr_t)bytes + page - 1) & ~(page - 1);
	last = ((uintptr_t)bytes + length) & ~(page - 1);
	if (first < last)
		madvise((void *)first, last - first, MADV_DONTNEED);
}
