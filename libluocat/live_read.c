// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * live_read.c - the table of formats, live or written, as a state
 */
#include "live.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One read of the table. */
struct reading {
	const struct luocat_live *live;
	struct luocat_state *state;
	enum luocat_kind kind;
	int directory; /* of @kind */
	struct luocat_error *err;
};

/* One version while its files are read. */
struct row {
	struct luocat_running_version version;
	char compatible[MAX_WORD + 1];
	char name[MAX_WORD + 1];
	char fingerprint[65];
};

/* ---- What a file may say; an empty one, or none, says that it is not known ---- */

static bool parse_flag(const char *text, void *to, bool *known)
{
	enum luocat_tri *flag = to;

	if ((text[0] != '0' && text[0] != '1') || text[1])
		return false;
	*flag = text[0] == '1' ? LUOCAT_YES : LUOCAT_NO;
	return true;
}

static bool parse_number(const char *text, void *to, bool *known)
{
	uint32_t *number = to;
	uint64_t value = 0;

	if (!text_is_token(text) || text[strspn(text, "0123456789")] || strlen(text) > 10 ||
	    (text[0] == '0' && text[1]))
		return false;
	for (; *text; text++)
		value = value * 10 + (uint64_t)(*text - '0');
	*number = (uint32_t)value;
	*known = value <= UINT32_MAX;
	return *known;
}

static bool parse_word(const char *text, void *to, bool *known)
{
	if (!text_is_word(text))
		return false;
	strcpy(to, text); /* as large as any word */
	return true;
}

static bool parse_fingerprint(const char *text, void *to, bool *known)
{
	if (!text_is_hex(text, 64, 64))
		return false;
	strcpy(to, text);
	return true;
}

static const struct attribute {
	const char *file;
	bool (*parse)(const char *text, void *to, bool *known);
	size_t offset;
	size_t known; /* of the flag beside a number */
	const char *otherwise;
} attributes[] = {
	{"compatible", parse_word, offsetof(struct row, compatible), 0,
	 "must be 1 to 255 printable ASCII characters"},
	{"name", parse_word, offsetof(struct row, name), 0,
	 "must be 1 to 255 printable ASCII characters"},
	{"version", parse_number, offsetof(struct row, version.version),
	 offsetof(struct row, version.has_version), "must be a number of 32 bits"},
	{"read", parse_flag, offsetof(struct row, version.read), 0, "must be 0 or 1"},
	{"write", parse_flag, offsetof(struct row, version.write), 0, "must be 0 or 1"},
	{"enable_write", parse_flag, offsetof(struct row, version.enable_write), 0,
	 "must be 0 or 1"},
	{"in_use", parse_number, offsetof(struct row, version.in_use),
	 offsetof(struct row, version.has_in_use), "must be a number of 32 bits"},
	{"layout", parse_fingerprint, offsetof(struct row, fingerprint), 0,
	 "must be 64 lower-case hexadecimal digits"},
};

static int read_attribute(struct reading *reading, int fd, const char *directory,
			  const struct attribute *attribute, struct row *row)
{
	struct live_path path = live_path(luocat_kind_name(reading->kind), directory,
					  attribute->file);
	char line[MAX_ATTRIBUTE + 1];
	int r = live_read_line(fd, attribute->file, line, sizeof(line));

	/* a module that goes takes its files with it */
	if (r == -ENOENT || r == -ENODEV || (!r && !line[0]))
		return 0;
	if (r)
		return live_errno(reading->err, r, path.text, "read");
	if (attribute->parse(line, (char *)row + attribute->offset,
			     (bool *)((char *)row + attribute->known)))
		return 0;
	return luocat_error_set(reading->err, -EINVAL, NULL, path.text, "%s", attribute->otherwise);
}

static bool still_there(const struct reading *reading, const char *directory)
{
	struct stat st;

	return !fstatat(reading->directory, directory, &st, AT_SYMLINK_NOFOLLOW);
}

static int add_row(struct reading *reading, const char *directory, struct row *row)
{
	struct live_path path = live_path(luocat_kind_name(reading->kind), directory, NULL);
	struct live_name name;
	struct luocat_error complaint;
	int r;

	if (!row->compatible[0])
		return still_there(reading, directory)
			       ? luocat_error_set(reading->err, -EINVAL, NULL, path.text,
						  "has no compatible")
			       : 0;
	if (!live_name(row->compatible, &name) || strcmp(name.text, directory))
		return luocat_error_set(reading->err, -EINVAL, NULL, path.text,
					"is not called as its compatible, %s", row->compatible);
	row->version.size = sizeof(row->version);
	row->version.kind = reading->kind;
	row->version.compatible = row->compatible;
	row->version.name = row->name[0] ? row->name : NULL;
	row->version.fingerprint = row->fingerprint[0] ? row->fingerprint : NULL;
	r = state_add(reading->state, &row->version, &complaint);
	return r ? luocat_error_set(reading->err, r, NULL, path.text, "%s %s", complaint.where,
				    complaint.what)
		 : 0;
}

static int read_version(void *context, const char *directory)
{
	struct reading *reading = context;
	struct row row = {0};
	int fd, r;

	r = live_open_directory(reading->directory, directory, &fd);
	if (r == -ENOENT)
		return 0; /* a module was unloaded meanwhile */
	if (r) {
		struct live_path path = live_path(luocat_kind_name(reading->kind), directory, NULL);

		return live_errno(reading->err, r, path.text, "opened");
	}
	for (size_t i = 0; i < ARRAY_SIZE(attributes) && !r; i++)
		r = read_attribute(reading, fd, directory, &attributes[i], &row);
	close(fd);
	return r ? r : add_row(reading, directory, &row);
}

/* Complaints of the callback are in @err already; others are of the directory itself. */
static int each(struct reading *reading, int fd, const char *path,
		int (*entry)(void *context, const char *name))
{
	struct luocat_error *err = reading->err, complaint = {0};
	int r;

	reading->err = &complaint;
	r = live_each_entry(fd, entry, reading);
	reading->err = err;
	if (r && !complaint.code)
		return live_errno(err, r, path, "read");
	if (r && err)
		*err = complaint;
	return r;
}

static int read_kind(void *context, const char *name)
{
	struct reading *reading = context;
	struct stat st;
	int fd, r;

	if (fstatat(reading->live->formats, name, &st, AT_SYMLINK_NOFOLLOW))
		return live_errno(reading->err, -errno, name, "looked at");
	if (S_ISREG(st.st_mode))
		return 0; /* default_enable_write, and what later kernels may have */
	if (luocat_kind_parse(name, &reading->kind) || reading->kind == LUOCAT_KIND_UNKNOWN)
		return luocat_error_set(reading->err, -ENOTSUP, NULL, name,
					"is not a kind of format that luocat %s knows",
					LUOCAT_VERSION);
	r = live_open_directory(reading->live->formats, name, &fd);
	if (r)
		return live_errno(reading->err, r, name, "opened");
	/* the walk takes one of them over */
	reading->directory = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (reading->directory < 0) {
		r = live_errno(reading->err, -errno, name, "opened");
		close(fd);
		return r;
	}
	r = each(reading, fd, name, read_version);
	close(reading->directory);
	return r;
}

/* ---- The table as a whole ---- */

static int read_default(const struct luocat_live *live, struct luocat_running *running,
			struct luocat_error *err)
{
	static const char file[] = "default_enable_write";
	char line[16];
	int r = live_read_line(live->formats, file, line, sizeof(line));

	if (r == -ENOENT)
		return 0;
	if (r)
		return live_errno(err, r, file, "read");
	if (!parse_flag(line, &running->default_enable_write, NULL))
		return luocat_error_set(err, -EINVAL, NULL, file, "must be 0 or 1");
	return 0;
}

static int read_running(const struct luocat_live *live, bool half_applied,
			struct luocat_state *state, struct luocat_error *err)
{
	struct luocat_running running = {.size = sizeof(running)};
	struct live_kernel kernel;
	int r = live_kernel_read(live, &kernel, err);

	running.release = kernel.release[0] ? kernel.release : NULL;
	running.build_id = kernel.build_id[0] ? kernel.build_id : NULL;
	running.liveupdate = kernel.liveupdate;
	running.table = live->formats >= 0;
	running.half_applied = half_applied;
	running.cmdline = kernel.cmdline;
	running.modules = kernel.modules;
	running.n_modules = kernel.n_modules;
	running.modules_known = kernel.modules_known;
	if (!r && running.table)
		r = read_default(live, &running, err);
	if (!r)
		r = luocat_state_set(state, &running, err);
	live_kernel_free(&kernel);
	return r;
}

int live_read_table(const struct luocat_live *live, bool half_applied, struct luocat_state **state,
		    struct luocat_error *err)
{
	struct reading reading = {.live = live, .state = luocat_state_new(), .err = err};
	int fd, r;

	if (!reading.state)
		return error_no_memory(err);
	r = read_running(live, half_applied, reading.state, err);
	if (!r && live->formats >= 0) {
		r = live_open_directory(live->formats, ".", &fd);
		r = r ? live_errno(err, r, ".", "opened") : each(&reading, fd, ".", read_kind);
	}
	if (r)
		luocat_state_unref(reading.state);
	else
		*state = reading.state;
	return r;
}

int live_check(const struct luocat_live *theirs, struct luocat_live *ours, struct luocat_error *err)
{
	return check_size(ours, sizeof(*ours), theirs, theirs->size, err);
}

int luocat_live_key(const struct luocat_live *live, char key[80], struct luocat_error *err)
{
	struct luocat_live ours;
	int r = live_check(live, &ours, err);

	return r ? r : live_key(&ours, key, err);
}

/* Whether an application was interrupted, and not just not finished yet. */
static int half_applied(const struct luocat_live *live, bool *half, struct luocat_error *err)
{
	char key[80];
	int lock, r;

	*half = false;
	if (live->journal < 0 || live->formats < 0 || live_key(live, key, NULL))
		return 0;
	r = journal_there(live, key, half, err);
	if (r || !*half)
		return r;
	r = live_lock(live, false, &lock, err);
	if (r)
		return r;
	/* it may have ended between the two */
	r = journal_there(live, key, half, err);
	close(lock);
	return r;
}

int luocat_live_read(const struct luocat_live *live, struct luocat_state **state,
		     struct luocat_error *err)
{
	struct luocat_live ours;
	bool half;
	int r = live_check(live, &ours, err);

	if (!r)
		r = half_applied(&ours, &half, err);
	return r ? r : live_read_table(&ours, half, state, err);
}
