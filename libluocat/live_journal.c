// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * live_journal.c - what an application of a plan that was killed has to leave behind
 *
 * The journal is whole before the first flag changes, and goes after the last one was read back. As
 * long as it is there, somebody who holds the lock is at work or somebody was killed, and what it
 * says is what was before. Putting back is safe to repeat.
 */
#include "live.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "document.h"
#include "load.h"

#define JOURNAL	  "luo-apply.json"
#define TEMPORARY "luo-apply.tmp"
#define MAX_FILE  ((size_t)1 << 20)
#define MAX_FLAGS 2048

/* ---- The lock ---- */

int live_lock(const struct luocat_live *live, bool exclusive, int *lock, struct luocat_error *err)
{
	/* of its own, since a lock belongs to the open file */
	int r = live_open_directory(live->formats, ".", lock);

	if (r)
		return live_errno(err, r, ".", "opened");
	if (!flock(*lock, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB))
		return 0;
	r = errno == EWOULDBLOCK ? luocat_error_set(err, -EAGAIN, NULL, NULL,
						    "another application of a plan is under way")
				 : live_errno(err, -errno, ".", "locked");
	close(*lock);
	return r;
}

/* ---- Writing ---- */

static void write_flag(struct emit *emit, const struct live_flag *flag)
{
	emit_begin_flat(emit, NULL, '{');
	emit_string(emit, "kind", luocat_kind_name(flag->kind));
	emit_string(emit, "compatible", flag->compatible);
	emit_bool(emit, "enable_write", flag->before);
	emit_end(emit, '}');
}

static int journal_text(const struct luocat_live *live, const char *key,
			const struct live_flag *flags, size_t n, char **text, size_t *length,
			struct luocat_error *err)
{
	struct emit emit = {0};
	char boot_id[64];

	live_boot_id(live, boot_id);
	emit_begin(&emit, NULL, '{');
	emit_number(&emit, "journal_version", 1);
	emit_string(&emit, "writer_key", key);
	emit_string(&emit, "boot_id", boot_id[0] ? boot_id : NULL);
	emit_bool(&emit, "default_enable_write", flags[0].before);
	emit_begin(&emit, "set", '[');
	for (size_t i = 1; i < n; i++)
		write_flag(&emit, &flags[i]);
	emit_end(&emit, ']');
	emit_end(&emit, '}');
	return emit_finish(&emit, text, length, err);
}

static int journal_errno(struct luocat_error *err, int code, const char *doing)
{
	errno = -code;
	return luocat_error_set(err, code, NULL, NULL, "the journal cannot be %s: %m", doing);
}

int journal_write(const struct luocat_live *live, const char *key, const struct live_flag *flags,
		  size_t n, struct luocat_error *err)
{
	size_t length;
	char *text;
	int fd, r;

	if (live->journal < 0)
		return 0;
	r = journal_text(live, key, flags, n, &text, &length, err);
	if (r)
		return r;
	/* what another one that was killed left */
	unlinkat(live->journal, TEMPORARY, 0);
	fd = openat(live->journal, TEMPORARY, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    0644);
	r = fd < 0 ? -errno : live_put(fd, text, length);
	free(text);
	if (fd >= 0 && close(fd) && !r)
		r = -errno;
	if (!r && renameat(live->journal, TEMPORARY, live->journal, JOURNAL))
		r = -errno;
	if (!r)
		return 0;
	if (fd >= 0)
		unlinkat(live->journal, TEMPORARY, 0);
	return journal_errno(err, r, "written");
}

int journal_remove(const struct luocat_live *live, struct luocat_error *err)
{
	if (live->journal < 0 || !unlinkat(live->journal, JOURNAL, 0) || errno == ENOENT)
		return 0;
	return journal_errno(err, -errno, "removed");
}

/* ---- Reading ---- */

struct journal {
	json_t *root; /* what the strings belong to */
	const char *key;
	const char *boot_id;
	struct live_flag *flags; /* default_enable_write first */
	size_t n;
};

static void journal_free(struct journal *journal)
{
	free(journal->flags);
	json_decref(journal->root);
}

static int read_flag(struct cursor *cursor, const json_t *object, const char *key, bool *flag)
{
	const json_t *value = json_object_get(object, key);
	size_t mark = json_enter(cursor, key);
	int r = value ? json_read_bool(cursor, value, flag)
		      : json_fail(cursor, -EINVAL, "is missing");

	json_leave(cursor, mark);
	return r;
}

static int read_entry(struct cursor *cursor, const json_t *value, const void *context, void *to)
{
	struct live_flag *flag = to;
	struct live_name name;
	int r = read_kind(cursor, value, &flag->kind);

	if (!r)
		r = read_required(cursor, value, "compatible", &flag->compatible);
	if (!r && !live_name(flag->compatible, &name))
		r = json_fail(cursor, -EINVAL, "has a compatible that is none");
	return r ? r : read_flag(cursor, value, "enable_write", &flag->before);
}

static int read_journal(struct cursor *cursor, struct journal *journal)
{
	static const struct document document = {
		.what = "a journal",
		.version_key = "journal_version",
		.version = 1,
	};
	struct live_flag *listed = NULL;
	const json_t *set;
	size_t n;
	int r = document_check(cursor, journal->root, &document);

	if (!r)
		r = read_required(cursor, journal->root, "writer_key", &journal->key);
	if (!r)
		r = json_read_string(cursor, json_object_get(journal->root, "boot_id"),
				     &journal->boot_id);
	set = r ? NULL : json_member(cursor, journal->root, "set", JSON_ARRAY);
	if (!set)
		return -EINVAL;
	r = read_objects(cursor, set, MAX_FLAGS, sizeof(*listed), read_entry, NULL, &listed);
	n = json_array_size(set);
	if (!r)
		journal->flags = calloc(n + 1, sizeof(*journal->flags));
	if (!r && !journal->flags)
		r = json_fail(cursor, -ENOMEM, "out of memory");
	if (!r)
		r = read_flag(cursor, journal->root, "default_enable_write",
			      &journal->flags[0].before);
	if (!r) {
		memcpy(&journal->flags[1], listed, n * sizeof(*listed));
		journal->n = n + 1;
	}
	free(listed);
	return r;
}

/* -ENOENT, with nothing in @err, where there is none. */
static int journal_load(const struct luocat_live *live, struct journal *journal,
			struct luocat_error *err)
{
	struct cursor cursor = {.file = "the journal " JOURNAL, .err = err};
	size_t length;
	char *text;
	int r;

	*journal = (struct journal){0};
	if (live->journal < 0)
		return -ENOENT;
	text = malloc(MAX_FILE);
	if (!text)
		return error_no_memory(err);
	r = live_read_file(live->journal, JOURNAL, text, MAX_FILE, &length);
	if (r && r != -ENOENT)
		journal_errno(err, r, "read");
	if (!r)
		r = json_parse(text, length, cursor.file, &journal->root, err);
	free(text);
	if (r)
		return r;
	r = read_journal(&cursor, journal);
	if (r)
		journal_free(journal);
	return r;
}

/* Of this boot of this kernel: a kexec or a reboot sets all flags to their defaults. */
static bool journal_counts(const struct luocat_live *live, const struct journal *journal,
			   const char *key)
{
	char boot_id[64];

	live_boot_id(live, boot_id);
	return !strcmp(journal->key, key) &&
	       (!journal->boot_id || !boot_id[0] || !strcmp(journal->boot_id, boot_id));
}

int journal_there(const struct luocat_live *live, const char *key, bool *there,
		  struct luocat_error *err)
{
	struct journal journal;
	int r = journal_load(live, &journal, err);

	*there = false;
	if (r)
		return r == -ENOENT ? 0 : r;
	*there = journal_counts(live, &journal, key);
	journal_free(&journal);
	return 0;
}

int journal_restore(const struct luocat_live *live, const char *key, bool *restored,
		    struct luocat_error *err)
{
	struct journal journal;
	int r = journal_load(live, &journal, err);

	*restored = false;
	if (r)
		return r == -ENOENT ? 0 : r;
	if (journal_counts(live, &journal, key)) {
		r = flags_put_back(live, journal.flags, journal.n, err);
		*restored = !r;
	}
	if (!r)
		r = journal_remove(live, err);
	journal_free(&journal);
	return r;
}
