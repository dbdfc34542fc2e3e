// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_live.c - a table of formats read and set through a directory, and trees that mean harm
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "judge_pair.h"
#include "live_tree.h"
#include "model.h"
#include "run.h"

static struct luocat_state *read_state(void)
{
	struct luocat_state *state = NULL;

	ck_assert_msg(!luocat_live_read(&live, &state, &err), "%s: %s", err.where, err.what);
	return state;
}

/* ---- Reading ---- */

START_TEST(test_what_is_written_is_read)
{
	struct luocat_state *state = read_state();
	const struct luocat_running *running = luocat_state_running(state);
	const struct luocat_running_version *memfd;

	ck_assert_str_eq(running->release, "7.3.4");
	ck_assert_str_eq(running->build_id, BUILD_ID);
	ck_assert(running->table && !running->half_applied && !running->modules_known);
	ck_assert_int_eq(running->default_enable_write, LUOCAT_YES);
	ck_assert_int_eq(running->liveupdate, LUOCAT_UNKNOWN);
	ck_assert_ptr_null(running->cmdline);
	ck_assert_uint_eq(luocat_state_n_versions(state), 6);
	memfd = luocat_state_find(state, LUOCAT_KIND_FILE_HANDLER, "memfd-v3");
	ck_assert_str_eq(memfd->name, "memfd");
	ck_assert(memfd->has_version && memfd->version == 3);
	ck_assert(memfd->has_in_use && !memfd->in_use);
	ck_assert_int_eq(memfd->read, LUOCAT_YES);
	ck_assert_int_eq(memfd->enable_write, LUOCAT_YES);
	ck_assert_ptr_null(memfd->fingerprint);
	luocat_state_unref(state);
}
END_TEST

START_TEST(test_attributes)
{
	static const char print[] =
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";
	struct luocat_state *state;
	const struct luocat_running_version *memfd;

	tree_run("cd file-handler/memfd-v3 && chmod -R u+w . && rm version && "
		 "printf 4294967295 >in_use && echo 0 >enable_write && : >name");
	tree_put("file-handler/memfd-v3/layout", print);
	tree_put("file-handler/memfd-v3/weight", "of a later kernel\n");
	state = read_state();
	memfd = luocat_state_find(state, LUOCAT_KIND_FILE_HANDLER, "memfd-v3");
	ck_assert(!memfd->has_version && !memfd->name);
	ck_assert_uint_eq(memfd->in_use, UINT32_MAX);
	ck_assert_int_eq(memfd->enable_write, LUOCAT_NO);
	ck_assert_str_eq(memfd->fingerprint, strndupa(print, 64));
	luocat_state_unref(state);
}
END_TEST

START_TEST(test_slash_is_escaped)
{
	struct luocat_state *state;

	tree_run("mkdir 'file-handler/a!b-v1' && echo 'a/b-v1' >'file-handler/a!b-v1/compatible'");
	state = read_state();
	ck_assert_ptr_nonnull(luocat_state_find(state, LUOCAT_KIND_FILE_HANDLER, "a/b-v1"));
	luocat_state_unref(state);
	tree_run("echo 'a!b-v1' >'file-handler/a!b-v1/compatible'");
	state = read_state();
	ck_assert_ptr_nonnull(luocat_state_find(state, LUOCAT_KIND_FILE_HANDLER, "a!b-v1"));
	luocat_state_unref(state);
}
END_TEST

/* Every one is refused in one line that names the place; nothing hangs. */
static const struct {
	const char *command;
	int result;
	const char *where;
} hostile[] = {
	{"ln -s memfd-v2 file-handler/memfd-v9", -ELOOP, "file-handler/memfd-v9"},
	{"rm -rf flb && ln -s core flb", -ELOOP, "flb"},
	{"rm -f core/luo-v5/in_use && ln -s ../../build_id core/luo-v5/in_use", -ELOOP,
	 "core/luo-v5/in_use"},
	{"rm -f core/luo-v5/in_use && mkfifo core/luo-v5/in_use", -EINVAL, "core/luo-v5/in_use"},
	{"rm -f core/luo-v5/in_use && mkdir core/luo-v5/in_use", -EINVAL, "core/luo-v5/in_use"},
	{"rm -f default_enable_write && mkfifo default_enable_write", -EINVAL,
	 "default_enable_write"},
	{"chmod u+w core/luo-v5/name && truncate -s 1G core/luo-v5/name", -EFBIG,
	 "core/luo-v5/name"},
	{"chmod u+w core/luo-v5/name && printf 'a\\0b' >core/luo-v5/name", -EINVAL,
	 "core/luo-v5/name"},
	{"chmod u+w core/luo-v5/name && printf 'a\\nb\\n' >core/luo-v5/name", -EINVAL,
	 "core/luo-v5/name"},
	{"chmod u+w core/luo-v5/name && printf '\\033[31m' >core/luo-v5/name", -EINVAL,
	 "core/luo-v5/name"},
	{"chmod u+w core/luo-v5/in_use && echo -1 >core/luo-v5/in_use", -EINVAL,
	 "core/luo-v5/in_use"},
	{"chmod u+w core/luo-v5/in_use && echo 4294967296 >core/luo-v5/in_use", -EINVAL,
	 "core/luo-v5/in_use"},
	{"chmod u+w core/luo-v5/in_use && echo 01 >core/luo-v5/in_use", -EINVAL,
	 "core/luo-v5/in_use"},
	{"chmod u+w core/luo-v5/read && echo yes >core/luo-v5/read", -EINVAL, "core/luo-v5/read"},
	{"chmod u+w core/luo-v5/layout 2>/dev/null; echo 12 >core/luo-v5/layout", -EINVAL,
	 "core/luo-v5/layout"},
	{"echo 2 >default_enable_write", -EINVAL, "default_enable_write"},
	{"mv core/luo-v5 core/luo-v6", -EINVAL, "core/luo-v6"},
	{"rm -f core/luo-v5/compatible", -EINVAL, "core/luo-v5"},
	{"echo x >core/file", -ENOTDIR, "core/file"},
	{"mkdir spell", -ENOTSUP, "spell"},
	{"mkdir unknown", -ENOTSUP, "unknown"},
	{"mkfifo spell", -ENOTSUP, "spell"},
	{"cd core && seq -f d%g 4200 | xargs mkdir", -E2BIG, "core"},
	{"seq -f file%g 4200 | xargs touch", -E2BIG, "."},
	{"chmod u+w build_id && echo XYZ >build_id", -EINVAL, "build_id"},
};

START_TEST(test_hostile_trees)
{
	struct luocat_state *state;

	tree_run(hostile[_i].command);
	/* a directory without a compatible may be the first complaint of many */
	if (hostile[_i].result == -E2BIG && !strcmp(hostile[_i].where, "core"))
		tree_run("for d in core/d*; do echo ${d#core/} >$d/compatible; done");
	ck_assert_int_eq(luocat_live_read(&live, &state, &err), hostile[_i].result);
	ck_assert_int_eq(err.code, hostile[_i].result);
	ck_assert_str_eq(err.where, hostile[_i].where);
	ck_assert_msg(err.what[0] && !strpbrk(err.what, "\n\033"), "%s", err.what);
}
END_TEST

/* ---- The running kernel ---- */

/* Directories that look like /sys/kernel and /proc. */
static void fake_kernel(void)
{
	/* a note of another owner first: name "Xen", text of 5 bytes, which is padded */
	tree_run("rm -f build_id && mkdir -p ../$(basename $PWD).d/proc/sys/kernel/random && "
		 "cd ../$(basename $PWD).d && "
		 "printf '\\004\\0\\0\\0\\005\\0\\0\\0\\003\\0\\0\\0Xen\\0abcde\\0\\0\\0"
		 "\\004\\0\\0\\0\\024\\0\\0\\0\\003\\0\\0\\0GNU\\0' >notes && "
		 "printf '\\021%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 >>notes && "
		 "echo 7.3.4-x >proc/sys/kernel/osrelease && "
		 "echo 'quiet\tkho=on liveupdate=on' >proc/cmdline && "
		 "printf 'vfio_pci 1 0 - Live 0x0\\nvfio 2 1 vfio_pci, Live 0x0\\n' >proc/modules "
		 "&& "
		 "printf '234 btrfs-control\\n 60 liveupdate\\n' >proc/misc && "
		 "echo 00000000-0000-0000-0000-00000000000a >proc/sys/kernel/random/boot_id");
	live.kernel = open(strcat(strcpy((char[80]){0}, tree), ".d"), O_RDONLY | O_DIRECTORY);
	live.proc = openat(live.kernel, "proc", O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(live.proc, 0);
}

static void real_kernel(void)
{
	tree_run("rm -rf ../$(basename $PWD).d");
	close(live.kernel);
	close(live.proc);
}

START_TEST(test_live_kernel)
{
	const struct luocat_running *running;
	struct luocat_state *state;
	char key[80];

	fake_kernel();
	state = read_state();
	running = luocat_state_running(state);
	ck_assert_str_eq(running->build_id, BUILD_ID);
	ck_assert_str_eq(running->release, "7.3.4-x");
	ck_assert_str_eq(running->cmdline, "quiet kho=on liveupdate=on");
	ck_assert_uint_eq(running->n_modules, 2);
	ck_assert_str_eq(running->modules[0], "vfio");
	ck_assert_int_eq(running->liveupdate, LUOCAT_YES);
	luocat_state_unref(state);
	ck_assert_int_eq(luocat_live_key(&live, key, &err), 0);
	ck_assert_str_eq(key, KEY);
	tree_run("echo '234 btrfs-control' >../$(basename $PWD).d/proc/misc");
	tree_run("printf 'bad \\377 bytes' >../$(basename $PWD).d/proc/cmdline");
	state = read_state();
	ck_assert_int_eq(luocat_state_running(state)->liveupdate, LUOCAT_NO);
	ck_assert_ptr_null(luocat_state_running(state)->cmdline);
	luocat_state_unref(state);
	real_kernel();
}
END_TEST

/* Lengths that lead beyond the notes say that the build-id is not known. */
static const char *const bad_notes[] = {
	"",
	"\\004\\0\\0\\0\\024\\0\\0\\0\\003\\0\\0\\0GNU\\0\\021",
	"\\004\\0\\0\\0\\377\\377\\377\\377\\003\\0\\0\\0GNU\\0\\021\\021\\021\\021",
	"\\377\\377\\377\\377\\004\\0\\0\\0\\003\\0\\0\\0GNU\\0\\021\\021\\021\\021",
	"\\004\\0\\0\\0\\0\\0\\0\\0\\003\\0\\0\\0GNU\\0",
	"\\004\\0\\0\\0\\004\\0\\0\\0\\001\\0\\0\\0GNU\\0\\021\\021\\021\\021",
};

START_TEST(test_bad_notes)
{
	struct luocat_state *state;
	char command[512], key[80];

	fake_kernel();
	snprintf(command, sizeof(command), "printf '%s' >../$(basename $PWD).d/notes",
		 bad_notes[_i]);
	tree_run(command);
	state = read_state();
	ck_assert_ptr_null(luocat_state_running(state)->build_id);
	ck_assert_int_eq(luocat_live_key(&live, key, &err), -ENODATA);
	luocat_state_unref(state);
	real_kernel();
}
END_TEST

START_TEST(test_stock_kernel)
{
	struct luocat_state *state;
	struct luocat_plan *plan = plan_for(KEY, "memfd-v3", NULL);

	fake_kernel();
	close(live.formats);
	live.formats = -1;
	state = read_state();
	ck_assert(!luocat_state_running(state)->table);
	ck_assert_str_eq(luocat_state_running(state)->build_id, BUILD_ID);
	luocat_state_unref(state);
	ck_assert_int_eq(luocat_live_apply(&live, plan, NULL, &err), -ENOENT);
	luocat_plan_unref(plan);
	real_kernel();
	live.formats = open(tree, O_RDONLY | O_DIRECTORY);
}
END_TEST

/* ---- Plans ---- */

START_TEST(test_apply)
{
	struct luocat_live_result result = {.size = sizeof(result)};
	struct luocat_plan *plan = plan_for(KEY, "memfd-v4", "memfd-v3", "memfd-v7", NULL);

	ck_assert_msg(!luocat_live_apply(&live, plan, &result, &err), "%s: %s", err.where,
		      err.what);
	ck_assert_str_eq(tree_flags(), "0100");
	ck_assert_uint_eq(result.n_set, 3);
	ck_assert_uint_eq(result.n_absent, 1);
	ck_assert(!result.restored && !tree_has("luo-apply.json") && !tree_has("luo-apply.tmp"));
	/* again: nothing is left to do, and nothing need be writable */
	ck_assert_int_eq(luocat_live_apply(&live, plan, &result, &err), 0);
	ck_assert_uint_eq(result.n_set, 0);
	ck_assert_str_eq(tree_flags(), "0100");
	luocat_plan_unref(plan);
}
END_TEST

/* Each leaves every flag, and no journal. */
static const struct {
	const char *command;
	const char *key;
	int result;
	const char *what;
} unapplied[] = {
	{"true", "build-id:22", -ESTALE, "build-id:22"},
	{"true", "sha256:11", -ESTALE, "sha256:11"},
	{"rm -f build_id", KEY, -ENODATA, "not known"},
	{"chmod u+w file-handler/memfd-v3/in_use; echo 1 >file-handler/memfd-v3/in_use", KEY,
	 -EBUSY, "1 object is preserved"},
	{"chmod u+w file-handler/memfd-v4/in_use; echo 3 >file-handler/memfd-v4/in_use", KEY,
	 -EBUSY, "3 objects are preserved in it: unpreserve them first"},
	{"rm -f file-handler/memfd-v3/in_use", KEY, -ENODATA, "not known"},
};

START_TEST(test_not_applied)
{
	struct luocat_plan *plan = plan_for(unapplied[_i].key, "memfd-v3", "memfd-v4", NULL);

	tree_run(unapplied[_i].command);
	ck_assert_int_eq(luocat_live_apply(&live, plan, NULL, &err), unapplied[_i].result);
	ck_assert_msg(strstr(err.what, unapplied[_i].what), "%s", err.what);
	ck_assert_str_eq(tree_flags(), "1111");
	ck_assert(!tree_has("luo-apply.json"));
	luocat_plan_unref(plan);
}
END_TEST

/* In a version that the plan leaves alone objects may be preserved. */
START_TEST(test_others_may_be_in_use)
{
	struct luocat_plan *plan = plan_for(KEY, "memfd-v3", NULL);

	tree_run("chmod u+w file-handler/memfd-v2/in_use; echo 9 >file-handler/memfd-v2/in_use");
	ck_assert_int_eq(luocat_live_apply(&live, plan, NULL, &err), 0);
	ck_assert_str_eq(tree_flags(), "0101");
	luocat_plan_unref(plan);
}
END_TEST

START_TEST(test_one_at_a_time)
{
	struct luocat_plan *plan = plan_for(KEY, "memfd-v3", NULL);
	int other = openat(live.formats, ".", O_RDONLY | O_DIRECTORY);

	ck_assert_int_eq(flock(other, LOCK_EX), 0);
	ck_assert_int_eq(luocat_live_apply(&live, plan, NULL, &err), -EAGAIN);
	ck_assert_int_eq(luocat_live_restore(&live, NULL, &err), -EAGAIN);
	ck_assert_str_eq(tree_flags(), "1111");
	close(other);
	ck_assert_int_eq(luocat_live_apply(&live, plan, NULL, &err), 0);
	luocat_plan_unref(plan);
}
END_TEST

/* ---- Journals ---- */

#define JOURNAL(key, boot, default_, flag)                                                         \
	"{\"journal_version\": 1, \"writer_key\": \"" key "\", \"boot_id\": " boot                 \
	", \"default_enable_write\": " default_ ", \"set\": [{\"kind\": \"file-handler\", "        \
	"\"compatible\": \"memfd-v3\", \"enable_write\": " flag "}]}"

START_TEST(test_restore)
{
	struct luocat_state *state;
	bool restored;

	ck_assert_int_eq(luocat_live_restore(&live, &restored, &err), 0);
	ck_assert(!restored);
	tree_put("default_enable_write", "0\n");
	tree_put("luo-apply.json", JOURNAL(KEY, "null", "true", "true"));
	state = read_state();
	ck_assert(luocat_state_running(state)->half_applied);
	luocat_state_unref(state);
	ck_assert_int_eq(luocat_live_restore(&live, &restored, &err), 0);
	ck_assert(restored && !tree_has("luo-apply.json"));
	ck_assert_str_eq(tree_flags(), "1111");
}
END_TEST

START_TEST(test_apply_restores_first)
{
	struct luocat_live_result result = {.size = sizeof(result)};
	struct luocat_plan *plan = plan_for(KEY, "memfd-v4", NULL);

	tree_put("file-handler/memfd-v3/enable_write", "0\n");
	tree_put("luo-apply.json", JOURNAL(KEY, "null", "true", "true"));
	ck_assert_int_eq(luocat_live_apply(&live, plan, &result, &err), 0);
	ck_assert(result.restored);
	ck_assert_str_eq(tree_flags(), "0110");
	luocat_plan_unref(plan);
}
END_TEST

/* Flags do not outlive a boot, so nothing of an earlier one is put back. */
START_TEST(test_journal_of_another_boot)
{
	static const char *const journals[] = {
		JOURNAL("build-id:22", "null", "true", "true"),
		JOURNAL(KEY, "\"00000000-0000-0000-0000-00000000000b\"", "true", "true"),
	};
	struct luocat_state *state;
	bool restored;

	fake_kernel();
	tree_put("default_enable_write", "0\n");
	tree_put("luo-apply.json", journals[_i]);
	state = read_state();
	ck_assert(!luocat_state_running(state)->half_applied);
	luocat_state_unref(state);
	ck_assert_int_eq(luocat_live_restore(&live, &restored, &err), 0);
	ck_assert(!restored && !tree_has("luo-apply.json"));
	ck_assert_str_eq(tree_flags(), "0111");
	real_kernel();
}
END_TEST

/* One that cannot be understood stays, and stops everything. */
START_TEST(test_bad_journal)
{
	static const char *const journals[] = {
		"",
		"{}",
		"[]",
		"{\"journal_version\": 2}",
		"{\"journal_version\": 1, \"writer_key\": \"" KEY "\"}",
		"{\"journal_version\": 1, \"writer_key\": \"" KEY "\", \"set\": []}",
		JOURNAL(KEY, "7", "true", "true"),
		JOURNAL(KEY, "null", "true", "\"x\""),
		"{\"journal_version\": 1, \"writer_key\": \"" KEY
		"\", \"default_enable_write\": true, \"set\": [{\"kind\": \"flb\", "
		"\"compatible\": \"..\", \"enable_write\": true}]}",
	};
	struct luocat_plan *plan = plan_for(KEY, "memfd-v3", NULL);
	struct luocat_state *state;

	for (int i = 0; i < COUNT(journals); i++) {
		tree_put("luo-apply.json", journals[i]);
		ck_assert_int_lt(luocat_live_read(&live, &state, &err), 0);
		ck_assert_int_lt(luocat_live_restore(&live, NULL, &err), 0);
		ck_assert_int_lt(luocat_live_apply(&live, plan, NULL, &err), 0);
		ck_assert_msg(strstr(err.file, "journal") || strstr(err.what, "journal"), "%s: %s",
			      err.file, err.what);
		ck_assert(tree_has("luo-apply.json"));
		ck_assert_str_eq(tree_flags(), "1111");
	}
	tree_run("rm luo-apply.json; mkfifo luo-apply.json");
	ck_assert_int_eq(luocat_live_restore(&live, NULL, &err), -EINVAL);
	tree_run("rm luo-apply.json; ln -s build_id luo-apply.json");
	ck_assert_int_eq(luocat_live_restore(&live, NULL, &err), -ELOOP);
	luocat_plan_unref(plan);
}
END_TEST

/* ---- Writing a tree ---- */

START_TEST(test_write_refuses)
{
	struct luocat_catalog *catalog = luocat_catalog_new();

	ck_assert_int_eq(luocat_live_write(catalog, live.formats, &err), -ENOTEMPTY);
	tree_run("rm -rf *");
	ck_assert_int_eq(luocat_catalog_add(catalog, VERSION(.compatible = "a/b"), NULL), 0);
	ck_assert_int_eq(luocat_catalog_add(catalog, VERSION(.compatible = "a!b"), NULL), 0);
	ck_assert_int_eq(luocat_live_write(catalog, live.formats, &err), -EINVAL);
	ck_assert_str_eq(err.where, "file-handler/a!b");
	luocat_catalog_unref(catalog);
	catalog = luocat_catalog_new();
	tree_run("rm -rf *");
	ck_assert_int_eq(luocat_catalog_add(catalog, VERSION(.compatible = ".."), NULL), 0);
	ck_assert_int_eq(luocat_live_write(catalog, live.formats, &err), -EINVAL);
	luocat_catalog_unref(catalog);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("live");
	TCase *tests = tcase_create("live");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, tree_setup, tree_teardown);
	tcase_add_test(tests, test_what_is_written_is_read);
	tcase_add_test(tests, test_attributes);
	tcase_add_test(tests, test_slash_is_escaped);
	tcase_add_loop_test(tests, test_hostile_trees, 0, COUNT(hostile));
	tcase_add_test(tests, test_live_kernel);
	tcase_add_loop_test(tests, test_bad_notes, 0, COUNT(bad_notes));
	tcase_add_test(tests, test_stock_kernel);
	tcase_add_test(tests, test_apply);
	tcase_add_loop_test(tests, test_not_applied, 0, COUNT(unapplied));
	tcase_add_test(tests, test_others_may_be_in_use);
	tcase_add_test(tests, test_one_at_a_time);
	tcase_add_test(tests, test_restore);
	tcase_add_test(tests, test_apply_restores_first);
	tcase_add_loop_test(tests, test_journal_of_another_boot, 0, 2);
	tcase_add_test(tests, test_bad_journal);
	tcase_add_test(tests, test_write_refuses);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
