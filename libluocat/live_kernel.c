// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * live_kernel.c - which kernel runs, its modules and its command line
 */
#include "live.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A kernel's notes take some hundred bytes; kernel: kernel/ksysfs.c. */
#define MAX_NOTES 65536
/* One line of about a hundred bytes for each of some hundred modules. */
#define MAX_LISTING ((size_t)1 << 20)

/* ---- The build-id ---- */

/* Number and type of a note; kernel: uapi/linux/elf.h, in the machine's own byte order. */
struct note {
	uint32_t name_size;
	uint32_t text_size;
	uint32_t type;
};

#define NOTE_GNU_BUILD_ID 3

static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static bool to_hex(const unsigned char *bytes, size_t n, char *hex)
{
	if (!n || n > MAX_BUILD_ID / 2)
		return false;
	for (size_t i = 0; i < n; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	return true;
}

static bool find_build_id(const char *notes, size_t length, char *hex)
{
	size_t at = 0;

	while (length - at >= sizeof(struct note)) {
		const char *name = notes + at + sizeof(struct note);
		size_t left = length - at - sizeof(struct note);
		struct note note;

		memcpy(&note, notes + at, sizeof(note));
		if (note.name_size > left || padded(note.name_size) > left ||
		    note.text_size > left - padded(note.name_size))
			return false;
		if (note.type == NOTE_GNU_BUILD_ID && note.name_size == 4 &&
		    !memcmp(name, "GNU", 4))
			return to_hex((const unsigned char *)name + padded(note.name_size),
				      note.text_size, hex);
		left -= padded(note.name_size);
		if (padded(note.text_size) > left)
			return false;
		at += sizeof(note) + padded(note.name_size) + padded(note.text_size);
	}
	return false;
}

static int read_notes(int kernel, char *build_id)
{
	char *notes = malloc(MAX_NOTES);
	size_t length;
	int r;

	if (!notes)
		return -ENOMEM;
	r = live_read_file(kernel, "notes", notes, MAX_NOTES, &length);
	if (!r && !find_build_id(notes, length, build_id))
		build_id[0] = '\0';
	free(notes);
	return r;
}

/* Of a file that need not be there: "" then. */
static int optional_line(int at, const char *name, char *line, size_t size, const char *path,
			 struct luocat_error *err)
{
	int r = live_read_line(at, name, line, size);

	if (!r)
		return 0;
	line[0] = '\0';
	return r == -ENOENT ? 0 : live_errno(err, r, path, "read");
}

static int read_build_id(const struct luocat_live *live, char *build_id, struct luocat_error *err)
{
	int r;

	build_id[0] = '\0';
	if (live->kernel >= 0) {
		r = read_notes(live->kernel, build_id);
		/* without the file there is no build-id, and that is not known then */
		return r && r != -ENOENT ? live_errno(err, r, "notes", "read") : 0;
	}
	if (live->formats < 0)
		return 0;
	r = optional_line(live->formats, "build_id", build_id, MAX_BUILD_ID + 1, "build_id", err);
	if (r || !build_id[0] ||
	    (text_is_hex(build_id, 2, MAX_BUILD_ID) && strlen(build_id) % 2 == 0))
		return r;
	return luocat_error_set(err, -EINVAL, NULL, "build_id",
				"must be 1 to 64 bytes in lower-case hexadecimal digits");
}

int live_key(const struct luocat_live *live, char key[80], struct luocat_error *err)
{
	char build_id[MAX_BUILD_ID + 1];
	int r = read_build_id(live, build_id, err);

	if (r)
		return r;
	/* as luocat_catalog_key() */
	if (!build_id[0] || strlen(build_id) > 64)
		return luocat_error_set(err, -ENODATA, NULL, NULL,
					"the running kernel's build-id is not known");
	snprintf(key, 80, "build-id:%.64s", build_id);
	return 0;
}

void live_boot_id(const struct luocat_live *live, char boot_id[64])
{
	boot_id[0] = '\0';
	if (live->proc >= 0 &&
	    (live_read_line(live->proc, "sys/kernel/random/boot_id", boot_id, 64) ||
	     !text_is_token(boot_id)))
		boot_id[0] = '\0';
}

/* ---- Release ---- */

static int read_release(const struct luocat_live *live, char *release, struct luocat_error *err)
{
	int r = 0;

	release[0] = '\0';
	if (live->proc >= 0)
		r = optional_line(live->proc, "sys/kernel/osrelease", release, MAX_WORD + 1,
				  "sys/kernel/osrelease", err);
	else if (live->kernel < 0 && live->formats >= 0)
		r = optional_line(live->formats, "release", release, MAX_WORD + 1, "release", err);
	if (!r && release[0] && !text_is_word(release))
		r = luocat_error_set(err, -EINVAL, NULL, "release",
				     "must be 1 to 255 printable ASCII characters");
	return r;
}

/* ---- /proc ---- */

/* A whole file; NULL where it is not there. */
static int read_listing(int proc, const char *name, char **text, struct luocat_error *err)
{
	char *buffer = malloc(MAX_LISTING), *exact;
	size_t length;
	int r;

	*text = NULL;
	if (!buffer)
		return error_no_memory(err);
	r = live_read_file(proc, name, buffer, MAX_LISTING, &length);
	if (!r) {
		exact = realloc(buffer, length + 1);
		*text = exact ? exact : buffer;
		return 0;
	}
	free(buffer);
	return r == -ENOENT ? 0 : live_errno(err, r, name, "read");
}

/* "vfio_pci 12345 0 - Live 0x0": also one that is being loaded may have registered formats. */
static int read_modules(int proc, struct live_kernel *kernel, struct luocat_error *err)
{
	size_t lines = 0;
	char *rest;
	int r = read_listing(proc, "modules", &kernel->module_text, err);

	if (r || !kernel->module_text)
		return r;
	for (const char *at = kernel->module_text; (at = strchr(at, '\n')); at++)
		lines++;
	kernel->modules = calloc(lines + 1, sizeof(*kernel->modules));
	if (!kernel->modules)
		return error_no_memory(err);
	rest = kernel->module_text;
	for (char *line; (line = strsep(&rest, "\n"));) {
		line[strcspn(line, " ")] = '\0';
		if (*line)
			kernel->modules[kernel->n_modules++] = line;
	}
	kernel->modules_known = true;
	return 0;
}

/* In one line; unknown where it holds what a document cannot. */
static int read_cmdline(int proc, struct live_kernel *kernel, struct luocat_error *err)
{
	size_t length;
	int r = read_listing(proc, "cmdline", &kernel->cmdline, err);

	if (r || !kernel->cmdline)
		return r;
	length = strlen(kernel->cmdline);
	while (length && kernel->cmdline[length - 1] == '\n')
		kernel->cmdline[--length] = '\0';
	for (char *at = kernel->cmdline; *at; at++) {
		/* kernel: next_arg() parts words at any space */
		if (strchr("\t\n\v\f\r", *at))
			*at = ' ';
	}
	if (!text_is_clean(kernel->cmdline)) {
		free(kernel->cmdline);
		kernel->cmdline = NULL;
	}
	return 0;
}

/*
 * " 60 liveupdate": kernel: liveupdate_ioctl_init() registers the device only where LUO is on,
 * which it is only where KHO could reserve its scratch areas.
 */
static int read_liveupdate(int proc, struct live_kernel *kernel, struct luocat_error *err)
{
	char *text, *rest;
	int r = read_listing(proc, "misc", &text, err);

	if (r || !text)
		return r;
	kernel->liveupdate = LUOCAT_NO;
	rest = text;
	for (char *line; (line = strsep(&rest, "\n"));) {
		const char *space = strrchr(line, ' ');

		if (space && !strcmp(space + 1, "liveupdate"))
			kernel->liveupdate = LUOCAT_YES;
	}
	free(text);
	return 0;
}

int live_kernel_read(const struct luocat_live *live, struct live_kernel *kernel,
		     struct luocat_error *err)
{
	int r;

	*kernel = (struct live_kernel){0};
	r = read_build_id(live, kernel->build_id, err);
	if (!r)
		r = read_release(live, kernel->release, err);
	if (!r && live->proc >= 0)
		r = read_modules(live->proc, kernel, err);
	if (!r && live->proc >= 0)
		r = read_cmdline(live->proc, kernel, err);
	if (!r && live->proc >= 0)
		r = read_liveupdate(live->proc, kernel, err);
	return r;
}

void live_kernel_free(struct live_kernel *kernel)
{
	free(kernel->cmdline);
	free(kernel->module_text);
	free(kernel->modules);
}
