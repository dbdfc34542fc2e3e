// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_live_kill.c - an application of a plan that is killed, or fails, at each of its writes
 *
 * The library's calls that change something are caught by the linker (--wrap, unit.mk): one after
 * the other fails, or kills the process before it or behind it. Afterwards all is as it was, or the
 * next one who comes says so and puts it back.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "judge_pair.h"
#include "live_tree.h"
#include "model.h"
#include "run.h"

ssize_t __real_pwrite64(int fd, const void *bytes, size_t n, off_t at);
ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t n, off_t at);
int __real_renameat(int from, const char *old, int to, const char *new);
int __wrap_renameat(int from, const char *old, int to, const char *new);
int __real_unlinkat(int at, const char *name, int flags);
int __wrap_unlinkat(int at, const char *name, int flags);
int __real_openat64(int at, const char *name, int flags, ...);
int __wrap_openat64(int at, const char *name, int flags, ...);

enum fault {
	NO_FAULT,
	KILL_BEFORE,
	KILL_BEHIND,
	FAIL,	     /* this one */
	FAIL_ALWAYS, /* and all that follow */
	HALF,	     /* a write of a part, and then failure */
	IGNORE,	     /* it says that it was done */
};

static struct {
	enum fault fault;
	int left; /* changes until then */
	bool came;
	const char *meanwhile; /* a command that somebody else runs at that moment */
} plan_of_harm;

/* What becomes of this change. */
static enum fault now(void)
{
	if (plan_of_harm.fault == NO_FAULT && !plan_of_harm.meanwhile)
		return NO_FAULT;
	if (plan_of_harm.left-- > 0)
		return NO_FAULT;
	if (plan_of_harm.came && plan_of_harm.fault != FAIL_ALWAYS)
		return NO_FAULT;
	plan_of_harm.came = true;
	if (plan_of_harm.meanwhile)
		tree_run(plan_of_harm.meanwhile);
	if (plan_of_harm.fault == KILL_BEFORE)
		raise(SIGKILL);
	return plan_of_harm.fault;
}

static void behind(enum fault fault)
{
	if (fault == KILL_BEHIND)
		raise(SIGKILL);
}

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t n, off_t at)
{
	enum fault fault = now();
	ssize_t done = -1;

	if (fault == FAIL || fault == FAIL_ALWAYS) {
		errno = EIO;
		return -1;
	}
	if (fault == HALF && n > 1) {
		plan_of_harm.came = false; /* the rest of it fails */
		plan_of_harm.fault = FAIL;
		n = 1;
	}
	done = fault == IGNORE ? (ssize_t)n : __real_pwrite64(fd, bytes, n, at);
	behind(fault);
	return done;
}

int __wrap_renameat(int from, const char *old, int to, const char *new)
{
	enum fault fault = now();
	int r;

	if (fault == FAIL || fault == FAIL_ALWAYS) {
		errno = ENOSPC;
		return -1;
	}
	r = __real_renameat(from, old, to, new);
	behind(fault);
	return r;
}

int __wrap_unlinkat(int at, const char *name, int flags)
{
	enum fault fault = now();
	int r;

	if (fault == FAIL || fault == FAIL_ALWAYS) {
		errno = EACCES;
		return -1;
	}
	r = __real_unlinkat(at, name, flags);
	behind(fault);
	return r;
}

/* Only what may create or write. */
int __wrap_openat64(int at, const char *name, int flags, ...)
{
	enum fault fault = flags & 3 ? now() : NO_FAULT;
	va_list mode;
	int fd;

	if (fault == FAIL || fault == FAIL_ALWAYS) {
		errno = EACCES;
		return -1;
	}
	va_start(mode, flags);
	fd = __real_openat64(at, name, flags, va_arg(mode, int));
	va_end(mode);
	behind(fault);
	return fd;
}

static void arm(enum fault fault, int left)
{
	plan_of_harm.fault = fault;
	plan_of_harm.left = left;
	plan_of_harm.came = false;
}

static struct luocat_plan *both(void)
{
	return plan_for(KEY, "memfd-v3", "memfd-v4", NULL);
}

/* Nothing is left of an application but what was there before. */
static void assert_as_before(const char *what, int n)
{
	ck_assert_msg(!strcmp(tree_flags(), "1111"), "%s %d: flags are %s", what, n, tree_flags());
	ck_assert_msg(!tree_has("luo-apply.json"), "%s %d: the journal is there", what, n);
}

/* What somebody who reads the state learns after a kill, and that all can be put back. */
static void recover(int n)
{
	bool journal = tree_has("luo-apply.json"), restored;
	struct luocat_state *state;

	ck_assert_int_eq(luocat_live_read(&live, &state, &err), 0);
	ck_assert_msg(luocat_state_running(state)->half_applied == journal, "%d", n);
	luocat_state_unref(state);
	/* without a journal nothing was changed, or all was and was read back */
	if (!journal)
		ck_assert_msg(!strcmp(tree_flags(), "1111") || !strcmp(tree_flags(), "0100"),
			      "%d: flags are %s, and nobody says so", n, tree_flags());
	ck_assert_int_eq(luocat_live_restore(&live, &restored, &err), 0);
	ck_assert_int_eq(restored, journal);
	if (journal)
		assert_as_before("kill", n);
}

static bool killed_at(enum fault fault, int n)
{
	struct luocat_plan *plan = both();
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (!child) {
		arm(fault, n);
		_exit(luocat_live_apply(&live, plan, NULL, &err) ? 1 : 0);
	}
	luocat_plan_unref(plan);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status)) {
		ck_assert_int_eq(WTERMSIG(status), SIGKILL);
		return true;
	}
	ck_assert(WIFEXITED(status) && !WEXITSTATUS(status));
	return false;
}

START_TEST(test_killed_at_each_write)
{
	int n = 0, unnoticed = 0;

	while (killed_at(_i ? KILL_BEHIND : KILL_BEFORE, n)) {
		unnoticed += !tree_has("luo-apply.json");
		recover(n);
		tree_put("default_enable_write", "1\n");
		tree_put("file-handler/memfd-v3/enable_write", "1\n");
		tree_put("file-handler/memfd-v4/enable_write", "1\n");
		n++;
	}
	/* three files opened, the journal made by four calls and removed by one, three flags */
	ck_assert_int_eq(n, 11);
	/* it is there from the rename to the unlink */
	ck_assert_int_eq(unnoticed, 7);
	ck_assert_str_eq(tree_flags(), "0100");
}
END_TEST

/* What it is before the first flag changes is schemas/examples/journal.json. */
START_TEST(test_journal)
{
	char example[2048];
	FILE *file = fopen(TOP "/schemas/examples/journal.json", "r");

	ck_assert_ptr_nonnull(file);
	example[fread(example, 1, sizeof(example) - 1, file)] = '\0';
	fclose(file);
	ck_assert(killed_at(KILL_BEHIND, 6));
	ck_assert_str_eq(tree_get("luo-apply.json"), example);
	ck_assert_str_eq(tree_flags(), "1111");
}
END_TEST

/* The next one to come may be killed while it puts back, and the one behind it. */
START_TEST(test_killed_while_putting_back)
{
	for (int n = 0; n < 20; n++) {
		pid_t child;
		int status;

		ck_assert(killed_at(KILL_BEHIND, 9)); /* all three flags are set */
		ck_assert_str_eq(tree_flags(), "0100");
		child = fork();
		if (!child) {
			arm(KILL_BEFORE, n);
			_exit(luocat_live_restore(&live, NULL, &err) ? 1 : 0);
		}
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		ck_assert_int_eq(luocat_live_restore(&live, NULL, &err), 0);
		assert_as_before("restore", n);
		if (WIFEXITED(status)) {
			/* three files opened and written, one removed */
			ck_assert_int_eq(n, 7);
			return;
		}
	}
	ck_abort_msg("it is killed for ever");
}
END_TEST

START_TEST(test_each_write_fails)
{
	static const enum fault faults[] = {FAIL, HALF, IGNORE};
	static const int expected[] = {10, 4, 3};
	struct luocat_plan *plan = both();
	int r, failures = 0;

	for (int n = 0;; n++) {
		arm(faults[_i], n);
		r = luocat_live_apply(&live, plan, NULL, &err);
		if (!plan_of_harm.came)
			break;
		arm(NO_FAULT, 0);
		/* the temporary file of nobody, or a journal that held less than it should */
		if (!r) {
			ck_assert_str_eq(tree_flags(), "0100");
			ck_assert(!tree_has("luo-apply.json"));
			tree_run("for f in default_enable_write file-handler/*/enable_write; do "
				 "echo 1 >$f; done");
			continue;
		}
		failures++;
		ck_assert_int_ne(r, -ENOTRECOVERABLE);
		ck_assert_int_eq(err.code, r);
		assert_as_before("failure", n);
	}
	ck_assert_int_eq(r, 0);
	ck_assert_str_eq(tree_flags(), "0100");
	/* opening three files, making a journal (but for unlinking what is not there) and removing
	 * it, three flags; only writes can do half of it, or nothing */
	ck_assert_int_eq(failures, expected[_i]);
	luocat_plan_unref(plan);
}
END_TEST

/* Where it cannot be put back either, it is said, and the journal stays for the next one. */
START_TEST(test_half_applied)
{
	struct luocat_plan *plan = both();
	int half = 0;

	for (int n = 0;; n++) {
		int r;

		arm(FAIL_ALWAYS, n);
		r = luocat_live_apply(&live, plan, NULL, &err);
		arm(NO_FAULT, 0);
		if (!r)
			break;
		if (r == -ENOTRECOVERABLE) {
			struct luocat_state *state;

			half++;
			ck_assert(strstr(err.what, "half applied"));
			ck_assert_int_eq(luocat_live_read(&live, &state, &err), 0);
			ck_assert(luocat_state_running(state)->half_applied);
			luocat_state_unref(state);
		}
		ck_assert_int_eq(luocat_live_restore(&live, NULL, &err), 0);
		assert_as_before("half", n);
	}
	/* from the first flag that was written on: the second, the third, and the journal's end */
	ck_assert_int_ge(half, 3);
	luocat_plan_unref(plan);
}
END_TEST

/* ---- What somebody else does meanwhile ---- */

static const struct {
	const char *command;
	int left;
	int result;
	const char *flags;
} others[] = {
	/* an object is preserved before the flag of its version falls */
	{"chmod u+w file-handler/memfd-v4/in_use; echo 1 >file-handler/memfd-v4/in_use", 8, -EBUSY,
	 "1111"},
	/* somebody turns on what the plan turns off */
	{"echo 1 >default_enable_write", 8, -EIO, "1111"},
	/* a flag that the plan does not touch; it is not ours to put back */
	{"echo 0 >file-handler/memfd-v2/enable_write", 8, 0, "0000"},
	/* a module registers a version just before its default falls, and one behind */
	{"mkdir file-handler/x-v1 && echo x-v1 >file-handler/x-v1/compatible && "
	 "echo 1 >file-handler/x-v1/enable_write",
	 7, -EAGAIN, "1111"},
	{"mkdir file-handler/x-v1 && echo x-v1 >file-handler/x-v1/compatible && "
	 "echo 0 >file-handler/x-v1/enable_write",
	 8, 0, "0100"},
	/* the table stops being one */
	{"echo x >file-handler/memfd-v2/enable_write", 8, -EINVAL, "1x11"},
	{"mkdir spell", 8, -ENOTSUP, "1111"},
};

START_TEST(test_meanwhile)
{
	struct luocat_plan *plan = both();

	plan_of_harm.meanwhile = others[_i].command;
	arm(NO_FAULT, others[_i].left);
	ck_assert_int_eq(luocat_live_apply(&live, plan, NULL, &err), others[_i].result);
	ck_assert(plan_of_harm.came);
	ck_assert_str_eq(tree_flags(), others[_i].flags);
	ck_assert(!tree_has("luo-apply.json"));
	plan_of_harm.meanwhile = NULL;
	luocat_plan_unref(plan);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("live_kill");
	TCase *tests = tcase_create("live_kill");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, tree_setup, tree_teardown);
	tcase_add_loop_test(tests, test_killed_at_each_write, 0, 2);
	tcase_add_test(tests, test_journal);
	tcase_add_test(tests, test_killed_while_putting_back);
	tcase_add_loop_test(tests, test_each_write_fails, 0, 3);
	tcase_add_test(tests, test_half_applied);
	tcase_add_loop_test(tests, test_meanwhile, 0, COUNT(others));
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
