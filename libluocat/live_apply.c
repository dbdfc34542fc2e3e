// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * live_apply.c - apply a plan to the running kernel, whole or not at all
 *
 * Everything that can be known to fail fails before the first write. default_enable_write goes
 * first: what is registered behind it starts off, so that the table that is read back is all there
 * is.
 */
#include "live.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One application while it is made. */
struct apply {
	const struct luocat_live *live;
	const struct luocat_plan *plan;
	struct luocat_state *before;
	struct live_flag *flags; /* that are to change; default_enable_write is the first */
	int *files;		 /* they, open for writing */
	size_t n;
	struct luocat_live_result result;
	struct luocat_error *err;
};

/* ---- What must hold before ---- */

static int check_entry(struct apply *a, const struct luocat_state *state,
		       const struct luocat_plan_entry *entry)
{
	const struct luocat_running_version *version = luocat_state_find(state, entry->kind,
									 entry->compatible);

	if (!version)
		return 0;
	if (!version->has_in_use)
		return luocat_error_set(a->err, -ENODATA, NULL, entry->compatible,
					"whether objects are preserved in it is not known");
	if (version->in_use)
		return luocat_error_set(a->err, -EBUSY, NULL, entry->compatible,
					"%u object%s preserved in it: unpreserve %s first",
					version->in_use, version->in_use == 1 ? " is" : "s are",
					version->in_use == 1 ? "it" : "them");
	if (version->enable_write == LUOCAT_UNKNOWN)
		return luocat_error_set(a->err, -ENODATA, NULL, entry->compatible,
					"its enable_write is not known");
	return 0;
}

static int check_before(struct apply *a)
{
	if (luocat_state_running(a->before)->default_enable_write == LUOCAT_UNKNOWN)
		return luocat_error_set(a->err, -ENODATA, NULL, "default_enable_write",
					"is not known");
	for (size_t i = 0; i < luocat_plan_n_entries(a->plan); i++) {
		int r = check_entry(a, a->before, luocat_plan_entry(a->plan, i));

		if (r)
			return r;
	}
	return 0;
}

static void add_flag(struct apply *a, const struct live_flag *flag)
{
	a->files[a->n] = -1;
	a->flags[a->n++] = *flag;
}

/* The default always stands first, for the journal; of the others those that are on. */
static int list_flags(struct apply *a)
{
	size_t n = luocat_plan_n_entries(a->plan);
	struct live_flag flag = {0};

	a->flags = calloc(n + 1, sizeof(*a->flags));
	a->files = calloc(n + 1, sizeof(*a->files));
	if (!a->flags || !a->files)
		return error_no_memory(a->err);
	flag.before = flag_in(a->before, &flag) == LUOCAT_YES;
	add_flag(a, &flag);
	for (size_t i = 0; i < n; i++) {
		const struct luocat_plan_entry *entry = luocat_plan_entry(a->plan, i);

		flag = (struct live_flag){entry->kind, entry->compatible, true};
		if (flag_in(a->before, &flag) == LUOCAT_YES)
			add_flag(a, &flag);
		else
			a->result.n_absent += !luocat_state_find(a->before, entry->kind,
								 entry->compatible);
	}
	return 0;
}

static int open_flags(struct apply *a)
{
	for (size_t i = 0; i < a->n; i++) {
		struct live_path path = flag_path(&a->flags[i]);
		int r = a->flags[i].before ? flag_open(a->live, &a->flags[i], &a->files[i]) : 0;

		if (!r)
			continue;
		a->files[i] = -1;
		return live_errno(a->err, r, path.text, "opened for writing");
	}
	return 0;
}

/* ---- What must hold behind ---- */

static int meanwhile(struct apply *a, const struct luocat_running_version *version)
{
	return luocat_error_set(a->err, -EAGAIN, NULL, version->compatible,
				"changed while the plan was applied");
}

/* Nothing but what is planned may be other than before. */
static int check_others(struct apply *a, const struct luocat_state *after)
{
	for (size_t i = 0; i < luocat_state_n_versions(after); i++) {
		const struct luocat_running_version *now = luocat_state_version(after, i);
		const struct luocat_running_version *old = luocat_state_find(a->before, now->kind,
									     now->compatible);

		if (now->enable_write == LUOCAT_NO)
			continue; /* planned, or off anyway */
		/* what was registered meanwhile has not been judged */
		if (!old || old->enable_write != now->enable_write)
			return meanwhile(a, now);
	}
	return 0;
}

static int check_flag(struct apply *a, const struct luocat_state *after,
		      const struct live_flag *flag)
{
	struct live_path path = flag_path(flag);
	enum luocat_tri now = flag_in(after, flag);

	if (now == LUOCAT_NO || (flag->compatible && now == LUOCAT_UNKNOWN &&
				 !luocat_state_find(after, flag->kind, flag->compatible)))
		return 0;
	return luocat_error_set(a->err, -EIO, NULL, path.text, "was set to 0 and is not");
}

static int check_after(struct apply *a)
{
	struct luocat_state *after;
	int r = live_read_table(a->live, false, &after, a->err);

	if (r)
		return r;
	for (size_t i = 0; i < a->n && !r; i++)
		r = check_flag(a, after, &a->flags[i]);
	/* now that no more can come, what came between the first look and the flag is seen */
	for (size_t i = 0; i < luocat_plan_n_entries(a->plan) && !r; i++)
		r = check_entry(a, after, luocat_plan_entry(a->plan, i));
	if (!r)
		r = check_others(a, after);
	luocat_state_unref(after);
	return r;
}

/* ---- All together ---- */

static int set_flags(struct apply *a)
{
	for (size_t i = 0; i < a->n; i++) {
		struct live_path path = flag_path(&a->flags[i]);
		int r = a->flags[i].before ? flag_put(a->files[i], false) : 0;

		if (r == -ENODEV) /* its module was unloaded */
			r = 0;
		if (r)
			return live_errno(a->err, r, path.text, "written");
		a->result.n_set += a->flags[i].before;
	}
	return 0;
}

static int change(struct apply *a, const char *key)
{
	struct luocat_error complaint;
	bool nothing = a->n == 1 && !a->flags[0].before;
	int r;

	if (nothing) /* off already, as after the same plan */
		return check_after(a);
	r = journal_write(a->live, key, a->flags, a->n, a->err);
	if (r)
		return r;
	r = set_flags(a);
	if (!r)
		r = check_after(a);
	if (!r)
		r = journal_remove(a->live, a->err);
	if (!r)
		return 0;
	if (flags_put_back(a->live, a->flags, a->n, &complaint)) {
		if (a->err)
			*a->err = complaint;
		return complaint.code;
	}
	/* one that cannot be removed says what is so already */
	journal_remove(a->live, NULL);
	return r;
}

static int apply(struct apply *a, const char *key)
{
	int r = live_read_table(a->live, false, &a->before, a->err);

	if (!r)
		r = check_before(a);
	if (!r)
		r = list_flags(a);
	if (!r)
		r = open_flags(a);
	if (!r)
		r = change(a, key);
	for (size_t i = 0; i < a->n; i++) {
		if (a->files[i] >= 0)
			close(a->files[i]);
	}
	free(a->files);
	free(a->flags);
	luocat_state_unref(a->before);
	return r;
}

static int check_live(const struct luocat_live *theirs, struct luocat_live *live, char key[80],
		      struct luocat_error *err)
{
	int r = live_check(theirs, live, err);

	if (!r && live->formats < 0)
		r = luocat_error_set(
			err, -ENOENT, NULL, NULL,
			"the running kernel has no table of formats: it writes what it "
			"writes, and cannot be told");
	return r ? r : live_key(live, key, err);
}

int luocat_live_apply(const struct luocat_live *live, const struct luocat_plan *plan,
		      struct luocat_live_result *result, struct luocat_error *err)
{
	struct luocat_live ours;
	struct apply a = {.live = &ours, .plan = plan, .err = err};
	char key[80];
	int lock, r = check_live(live, &ours, key, err);

	if (!r && result && result->size != sizeof(*result))
		r = luocat_error_set(err, -EINVAL, NULL, "size",
				     "is not one that this library knows");
	if (!r && strcmp(luocat_plan_writer_key(plan), key))
		r = luocat_error_set(err, -ESTALE, NULL, NULL,
				     "the plan is for %s, and the running kernel is %s",
				     luocat_plan_writer_key(plan), key);
	if (!r)
		r = live_lock(&ours, true, &lock, err);
	if (r)
		return r;
	r = journal_restore(&ours, key, &a.result.restored, err);
	if (!r)
		r = apply(&a, key);
	close(lock);
	a.result.size = sizeof(a.result);
	if (!r && result)
		*result = a.result;
	return r;
}

int luocat_live_restore(const struct luocat_live *live, bool *restored, struct luocat_error *err)
{
	struct luocat_live ours;
	bool was = false;
	char key[80];
	int lock, r = check_live(live, &ours, key, err);

	if (!r)
		r = live_lock(&ours, true, &lock, err);
	if (r)
		return r;
	r = journal_restore(&ours, key, &was, err);
	close(lock);
	if (!r && restored)
		*restored = was;
	return r;
}
