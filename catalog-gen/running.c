// SPDX-License-Identifier: GPL-2.0-only
/*
 * running.c - where the running kernel's files are, and what it does now
 *
 * Names of files say little: after an update, /boot may hold another build of the release that runs. What
 * counts is the build-id, which the kernel shows in /sys/kernel/notes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog_given.h"
#include "reader.h"
#include "running.h"

/* What stands before and behind the release in a path. */
struct place {
	const char *before, *behind;
};

/*
 * Where distributions put a release's image: Debian, SUSE and Arch; Fedora; without a boot loader's
 * naming; debug packages.
 */
static const struct place images[] = {
	{"/boot/vmlinuz-", ""},
	{"/lib/modules/", "/vmlinuz"},
	{"/boot/Image-", ""},
	{"/boot/vmlinux-", ""},
	{"/lib/modules/", "/vmlinux"},
	{"/usr/lib/debug/boot/vmlinux-", ""},
	{"/usr/lib/debug/lib/modules/", "/vmlinux"},
};

static const struct place catalog_place = {"/lib/modules/", "/luo-catalog.json"};
static const struct place modules_place = {"/lib/modules/", ""};
static const struct place config_place = {"/boot/config-", ""};

static int no_memory(struct luocat_error *err)
{
	return luocat_error_set(err, -ENOMEM, NULL, NULL, "out of memory");
}

static const struct luocat_running *facts(const struct running *running)
{
	return luocat_state_running(running->state);
}

/* ---- What it does now ---- */

static int open_at(const char *root, const char *path, int *fd, struct luocat_error *err)
{
	char *whole;

	if (asprintf(&whole, "%s/%s", root, path) < 0)
		return no_memory(err);
	*fd = open(whole, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0)
		luocat_error_set(err, -errno, whole, NULL, "cannot be opened: %s", strerror(errno));
	free(whole);
	return *fd < 0 ? -errno : 0;
}

static int read_state(const char *root, struct running *running, struct luocat_error *err)
{
	struct luocat_live live = {
		.size = sizeof(live), .formats = -1, .kernel = -1, .proc = -1, .journal = -1};
	int ret = open_at(root, "proc", &live.proc, err);

	if (!ret)
		ret = open_at(root, "sys/kernel", &live.kernel, err);
	if (!ret) {
		live.formats = openat(live.kernel, "liveupdate/formats",
				      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (live.formats < 0 && errno != ENOENT)
			ret = luocat_error_set(err, -errno, "/sys/kernel/liveupdate/formats", NULL,
					       "cannot be opened: %s", strerror(errno));
	}
	if (!ret)
		ret = luocat_live_read(&live, &running->state, err);
	if (live.formats >= 0)
		close(live.formats);
	if (live.kernel >= 0)
		close(live.kernel);
	if (live.proc >= 0)
		close(live.proc);
	if (ret)
		return ret;
	if (!facts(running)->release || !facts(running)->build_id)
		return luocat_error_set(err, -ENODATA, NULL, NULL,
					"the running kernel's %s is not known",
					facts(running)->release ? "build-id" : "release");
	return 0;
}

/* ---- Its files ---- */

/* One that is there, or NULL. */
static int find_file(const struct place *place, const char *root, const char *release, char **path,
		     struct luocat_error *err)
{
	struct stat st;

	if (asprintf(path, "%s%s%s%s", root, place->before, release, place->behind) < 0) {
		*path = NULL;
		return no_memory(err);
	}
	if (stat(*path, &st)) {
		free(*path);
		*path = NULL;
	}
	return 0;
}

/* What the build installed, if it is of the build that runs. */
static int find_catalog(const char *root, const struct luocat_running *kernel, char **path,
			struct luocat_error *err)
{
	struct luocat_catalog *catalog;
	const char *build_id = NULL;
	int fd, ret = find_file(&catalog_place, root, kernel->release, path, err);

	if (ret || !*path)
		return ret;
	fd = open(*path, O_RDONLY | O_CLOEXEC);
	ret = fd < 0 ? luocat_error_set(err, -errno, *path, NULL, "cannot be opened: %s",
					strerror(errno))
		     : luocat_catalog_load_fd(fd, *path, &catalog, err);
	if (fd >= 0)
		close(fd);
	if (ret)
		return ret;
	build_id = luocat_catalog_kernel(catalog)->build_id;
	if (!build_id || strcmp(build_id, kernel->build_id)) {
		free(*path);
		*path = NULL;
	}
	luocat_catalog_unref(catalog);
	return 0;
}

static int find_image(const char *root, const char *release, char **path,
		      struct luocat_error *err)
{
	int ret = 0;

	*path = NULL;
	for (size_t i = 0; i < sizeof(images) / sizeof(*images) && !ret && !*path; i++)
		ret = find_file(&images[i], root, release, path, err);
	if (!ret && !*path)
		ret = luocat_error_set(err, -ENOENT, NULL, NULL,
				       "no image of the running kernel %.64s in %.200s/boot or "
				       "%.200s/lib/modules: give one in place of --running",
				       release, root, root);
	return ret;
}

/* BTF of the running kernel, which is not the release's. */
static int find_btf(const char *root, char **path, struct luocat_error *err)
{
	static const struct place place = {"/sys/kernel/btf/", ""};

	return find_file(&place, root, "vmlinux", path, err);
}

int running_open(const char *root, struct running *running, struct luocat_error *err)
{
	const char *release;
	char **input = running->inputs;
	int ret;

	*running = (struct running){.state = NULL};
	ret = read_state(root, running, err);
	if (ret)
		return ret;
	release = facts(running)->release;
	running->seen = calloc(facts(running)->n_modules + 1, sizeof(*running->seen));
	if (!running->seen)
		return no_memory(err);
	ret = find_catalog(root, facts(running), input, err);
	if (!ret && !*input) {
		ret = find_image(root, release, input++, err);
		if (!ret)
			ret = find_btf(root, input, err);
	}
	if (!ret)
		ret = find_file(&modules_place, root, release, &running->modules, err);
	if (!ret)
		ret = find_file(&config_place, root, release, &running->config, err);
	return ret;
}

void running_close(struct running *running)
{
	for (size_t i = 0; i < RUNNING_INPUTS; i++)
		free(running->inputs[i]);
	free(running->modules);
	free(running->config);
	free(running->seen);
	luocat_state_unref(running->state);
}

/* ---- Held against what was looked at ---- */

void running_see(struct running *running, const char *provider)
{
	const struct luocat_running *kernel = facts(running);

	for (size_t i = 0; provider && i < kernel->n_modules; i++) {
		if (!strcmp(kernel->modules[i], provider))
			running->seen[i] = true;
	}
}

int running_check(const struct running *running, struct luocat_catalog *catalog,
		  struct luocat_error *err)
{
	const struct luocat_running *kernel = facts(running);
	const char *build_id = luocat_catalog_kernel(catalog)->build_id;
	char why[160];
	int ret = 0;

	if (!build_id || strcmp(build_id, kernel->build_id))
		return luocat_error_set(err, -ESTALE, running->inputs[0], NULL,
					"is not the kernel that runs (build-ids %.12s, %.12s)",
					build_id ? build_id : "not known", kernel->build_id);
	for (size_t i = 0; i < kernel->n_modules && !ret; i++) {
		const struct luocat_gap gap = {
			.size = sizeof(gap),
			.why = why,
			.origin.object = kernel->modules[i],
		};

		if (running->seen[i])
			continue;
		snprintf(why, sizeof(why), "module %.80s is loaded, and no file of it was found",
			 kernel->modules[i]);
		ret = luocat_catalog_add_gap(catalog, &gap, err);
	}
	return ret;
}
