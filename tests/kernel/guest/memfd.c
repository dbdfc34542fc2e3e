// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest.h"

#define CHUNK 65536

char letter[64];

/* Differs from file to file and from page to page, and no byte of a page repeats a short period. */
static uint8_t pattern(const struct memfd *file, uint64_t offset)
{
	uint64_t word = (offset / 8 + 1) * 0x9e3779b97f4a7c15u + file->token * 0xbf58476d1ce4e5b9u;

	word ^= word >> 29;
	return word >> offset % 8 * 8;
}

static uint8_t expected(const struct memfd *file, uint64_t offset)
{
	for (int i = 0; i < EXTENTS; i++)
		if (offset - file->data[i].start < file->data[i].length)
			return pattern(file, offset);
	return 0;
}

static void fill(int fd, const struct memfd *want, const struct extent *extent)
{
	uint8_t chunk[4096];
	uint64_t done, length;

	for (done = 0; done < extent->length; done += length) {
		length = extent->length - done;
		if (length > sizeof(chunk))
			length = sizeof(chunk);
		for (uint64_t i = 0; i < length; i++)
			chunk[i] = pattern(want, extent->start + done + i);
		if (pwrite(fd, chunk, length, extent->start + done) != (ssize_t)length)
			broken("write");
	}
}

static void spoil(int fd, const struct memfd *file)
{
	const struct extent *data = &file->data[0];
	const uint8_t byte = ~expected(file, data->start + data->length - 1);
	bool failed = false;

	switch (file->spoil) {
	case SPOIL_NOTHING:
		break;
	case SPOIL_DATA:
		failed = pwrite(fd, &byte, 1, data->start + data->length - 1) != 1;
		break;
	case SPOIL_HOLE:
		failed = pwrite(fd, "x", 1, data->start + data->length) != 1;
		break;
	case SPOIL_SIZE:
		failed = ftruncate(fd, file->size + 1);
		break;
	case SPOIL_POSITION:
		failed = lseek(fd, file->position + 1, SEEK_SET) < 0;
		break;
	case SPOIL_SEALS:
		failed = fcntl(fd, F_ADD_SEALS, F_SEAL_GROW);
		break;
	}
	if (failed)
		broken("spoil");
}

int memfd_make(const struct memfd *want)
{
	int fd = memfd_create(want->name, MFD_CLOEXEC | want->flags);

	if (fd < 0)
		broken("memfd_create");
	if (ftruncate(fd, want->size))
		broken("ftruncate");
	for (int i = 0; i < EXTENTS; i++)
		fill(fd, want, &want->data[i]);
	if (want->letter && pwrite(fd, letter, sizeof(letter), 0) != sizeof(letter))
		broken("write");
	if (want->seals != fcntl(fd, F_GET_SEALS) && fcntl(fd, F_ADD_SEALS, want->seals))
		broken("F_ADD_SEALS");
	if (fcntl(fd, F_GET_SEALS) != want->seals)
		broken("F_GET_SEALS");
	if (want->mode && fchmod(fd, want->mode))
		broken("fchmod");
	if (lseek(fd, want->position, SEEK_SET) != (off_t)want->position)
		broken("lseek");
	spoil(fd, want);
	return fd;
}

static bool same(const struct memfd *want, const char *what, uint64_t expected, uint64_t found)
{
	if (expected == found)
		return true;
	report("wrong file=%s what=%s expected=%" PRIu64 " found=%" PRIu64, want->name, what,
	       expected, found);
	return false;
}

/* The first difference says enough. */
static bool same_data(int fd, const struct memfd *want)
{
	static uint8_t chunk[CHUNK];
	uint64_t offset = 0;
	ssize_t length;

	while ((length = pread(fd, chunk, sizeof(chunk), offset)) > 0) {
		for (ssize_t i = 0; i < length; i++) {
			uint8_t byte = expected(want, offset + i);

			if (chunk[i] == byte)
				continue;
			report("wrong file=%s what=data offset=%" PRIu64 " expected=%u found=%u",
			       want->name, offset + i, byte, chunk[i]);
			return false;
		}
		offset += length;
	}
	if (length < 0) {
		report("wrong file=%s what=read offset=%" PRIu64 " errno=%s", want->name, offset,
		       why());
		return false;
	}
	return same(want, "length", want->size, offset);
}

/* Not every version of the format hands it over; then it is what every memfd starts with. */
static bool good_mode(const struct memfd *want, unsigned int found)
{
	const unsigned int lost = 0777;

	if (!want->mode)
		return true;
	report("mode file=%s written=%o found=%o", want->name, want->mode, found);
	return found == lost || same(want, "mode", want->mode, found);
}

static bool tell(int fd, const struct memfd *want)
{
	char text[sizeof(letter) + 1] = "";

	if (pread(fd, text, sizeof(letter), 0) != sizeof(letter))
		return same(want, "letter", sizeof(letter), 0);
	report("letter file=%s text=%s", want->name, text);
	return true;
}

bool memfd_check(int fd, const struct memfd *want)
{
	struct stat status;
	bool good;

	if (fstat(fd, &status))
		broken("fstat");
	good = same(want, "size", want->size, status.st_size);
	good &= good_mode(want, status.st_mode & 07777);
	good &= same(want, "position", want->position, lseek(fd, 0, SEEK_CUR));
	good &= same(want, "seals", want->seals, fcntl(fd, F_GET_SEALS));
	/* a size from a wrong place may be anything */
	if (!good)
		return false;
	return want->letter ? tell(fd, want) : same_data(fd, want);
}
