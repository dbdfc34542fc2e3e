// SPDX-License-Identifier: GPL-2.0-only
/*
 * input_tree.c - directories: a kernel's build tree, and modules as they are installed
 *
 * A module that is listed and is not there is an error: a catalog that misses one without a word
 * would make a verdict wrong.
 */
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input_walk.h"

/* What a build leaves of the kernel proper, best first: the same objects, linked further or less.
 */
static const char *const images[] = {"vmlinux", "vmlinux.o", "vmlinux.a"};

/* How modules are installed; what is in one is found out when it is opened. */
static const char *const packings[] = {"", ".xz", ".zst", ".gz"};

enum presence { MISSING, IS_FILE, IS_DIRECTORY };

static enum presence presence(const char *directory, const char *name)
{
	char *path = join_path(directory, name, NULL);
	enum presence result = MISSING;
	struct stat st;

	if (path && !stat(path, &st))
		result = S_ISDIR(st.st_mode) ? IS_DIRECTORY : IS_FILE;
	free(path);
	return result;
}

static int walk_module(struct walk *walk, const char *root, const char *entry,
		       struct luocat_error *err)
{
	char *path = join_path(root, entry, err), *name = module_name_from_path(entry);
	int ret = -ENOMEM;

	if (path && name) {
		walk->provider = name;
		walk->place = PLACE_MODULES_TREE;
		ret = walk_file(walk, path, entry, err);
		walk->place = PLACE_BY_ITSELF;
		walk->provider = NULL;
	} else if (path) {
		luocat_error_set(err, ret, path, NULL, "out of memory");
	}
	free(path);
	free(name);
	return ret;
}

/* Entries name objects (.o since 6.4) or modules; the module is the object and more. */
static int walk_entry(struct walk *walk, const char *root, const char *list, char *entry,
		      struct luocat_error *err)
{
	static const char *const suffixes[] = {".ko", ".o"};
	char *dot = strrchr(entry, '.');

	if (*entry == '/' || !strncmp(entry, "../", 3) || strstr(entry, "/../"))
		return luocat_error_set(err, -EINVAL, root, list, "%s is outside the tree", entry);
	if (!dot || (strcmp(dot, ".o") && strcmp(dot, ".ko")))
		return luocat_error_set(err, -EINVAL, root, list, "%s is no module", entry);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		char *file;
		int ret;

		if (asprintf(&file, "%.*s%s", (int)(dot - entry), entry, suffixes[i]) < 0)
			return luocat_error_set(err, -ENOMEM, root, list, "out of memory");
		if (presence(root, file) == IS_FILE) {
			ret = walk_module(walk, root, file, err);
			free(file);
			return ret;
		}
		free(file);
	}
	return luocat_error_set(err, -ENOENT, root, list, "the module %s is listed, but not there",
				entry);
}

/* Each line of a list of modules, in order; none where there is no list. */
static int for_each_entry(struct walk *walk, const char *root, const char *list,
			  int (*each)(struct walk *walk, const char *root, const char *list,
				      char *entry, struct luocat_error *err),
			  struct luocat_error *err)
{
	char *path = join_path(root, list, err), *text = NULL, *save;
	size_t length;
	int ret;

	if (!path)
		return -ENOMEM;
	ret = read_text(path, &text, &length, err);
	free(path);
	if (ret || !text)
		return ret;
	for (char *entry = strtok_r(text, "\n", &save); !ret && entry;
	     entry = strtok_r(NULL, "\n", &save))
		ret = each(walk, root, list, entry, err);
	free(text);
	return ret;
}

/* Every module that the build made, in its order. */
static int walk_modules_order(struct walk *walk, const char *root, struct luocat_error *err)
{
	return for_each_entry(walk, root, "modules.order", walk_entry, err);
}

static bool has_line(const char *text, const char *line)
{
	size_t length = strlen(line);

	for (const char *at = text; (at = strstr(at, line)); at += length) {
		if ((at == text || at[-1] == '\n') && (!at[length] || at[length] == '\n'))
			return true;
	}
	return false;
}

/* A kernel with modules whose list is missing is half built. */
static int check_modules_order(const char *root, struct luocat_error *err)
{
	char *path, *text = NULL;
	size_t length;
	int ret;

	if (presence(root, "modules.order") == IS_FILE)
		return 0;
	path = join_path(root, ".config", err);
	if (!path)
		return -ENOMEM;
	ret = read_text(path, &text, &length, err);
	if (!ret && text && has_line(text, "CONFIG_MODULES=y"))
		ret = luocat_error_set(err, -ENOENT, root, "modules.order",
				       "is missing: the modules are not built");
	free(text);
	free(path);
	return ret;
}

static int walk_build_tree(struct walk *walk, const char *root, struct luocat_error *err)
{
	char *path;
	int ret = check_modules_order(root, err);

	for (size_t i = 0; !ret && i < sizeof(images) / sizeof(*images); i++) {
		if (presence(root, images[i]) != IS_FILE)
			continue;
		path = join_path(root, images[i], err);
		if (!path)
			return -ENOMEM;
		walk->provider = PROVIDER_BUILTIN;
		ret = walk_file(walk, path, images[i], err);
		walk->provider = NULL;
		free(path);
		if (!ret)
			ret = walk_build_facts(walk, root, err);
		return ret ? ret : walk_modules_order(walk, root, err);
	}
	if (!ret && presence(root, ".config") == IS_FILE)
		ret = luocat_error_set(err, -ENOENT, root, NULL,
				       "has no vmlinux, vmlinux.o or vmlinux.a: it is not built");
	/* modules built outside the kernel's tree */
	return ret ? ret : walk_modules_order(walk, root, err);
}

static int compare_names(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

bool is_installed_path(const char *path)
{
	static const char directory[] = "lib/modules/";
	const char *at = path;

	while ((at = strstr(at, directory))) {
		const char *release = at + sizeof(directory) - 1;

		if ((at == path || at[-1] == '/') && strchr(release, '/') > release)
			return true;
		at = release;
	}
	return false;
}

bool is_module_name(const char *name)
{
	size_t length = strlen(name), end;

	for (size_t i = 0; i < sizeof(packings) / sizeof(*packings); i++) {
		end = strlen(packings[i]) + strlen(".ko");
		if (length > end && !strncmp(name + length - end, ".ko", 3) &&
		    !strcmp(name + length - end + 3, packings[i]))
			return true;
	}
	return false;
}

/*
 * Every module below @root, whoever put it there: those built outside the kernel's tree stand in no
 * modules.order. Links to directories are not followed; "build" leads out of the tree.
 */
static int walk_installed(struct walk *walk, const char *root, struct luocat_error *err)
{
	char *const roots[] = {(char *)root, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, compare_names);
	size_t prefix = strlen(root);
	struct stat st;
	FTSENT *entry;
	int ret = 0;

	if (!fts)
		return luocat_error_set(err, -errno, root, NULL, "cannot open: %s",
					strerror(errno));
	while (!ret && (entry = fts_read(fts))) {
		const char *name = entry->fts_path + prefix;

		if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
		    entry->fts_info == FTS_NS)
			ret = luocat_error_set(err, -entry->fts_errno, entry->fts_path, NULL,
					       "cannot read: %s", strerror(entry->fts_errno));
		else if ((entry->fts_info == FTS_F || entry->fts_info == FTS_SL ||
			  entry->fts_info == FTS_SLNONE) &&
			 is_module_name(entry->fts_name) &&
			 (stat(entry->fts_path, &st) || S_ISREG(st.st_mode)))
			ret = walk_module(walk, root, name + strspn(name, "/"), err);
	}
	fts_close(fts);
	return ret;
}

/* A module that depmod or the build listed is installed, compressed or not. */
static int check_entry(struct walk *walk, const char *root, const char *list, char *entry,
		       struct luocat_error *err)
{
	bool found = false;
	char *file;

	entry[strcspn(entry, ":")] = '\0'; /* modules.dep: what it depends on follows */
	for (size_t i = 0; !found && i < sizeof(packings) / sizeof(*packings); i++) {
		if (asprintf(&file, "%s%s", entry, packings[i]) < 0)
			return luocat_error_set(err, -ENOMEM, root, list, "out of memory");
		found = presence(root, file) == IS_FILE;
		free(file);
	}
	return found ? 0
		     : luocat_error_set(err, -ENOENT, root, list,
					"the module %s is listed, but not there", entry);
}

static int walk_modules_tree(struct walk *walk, const char *root, struct luocat_error *err)
{
	bool depmod = presence(root, "modules.dep") == IS_FILE;
	int ret = for_each_entry(walk, root, depmod ? "modules.dep" : "modules.order", check_entry,
				 err);
	char *path;

	/* distributions put the image with debugging information there */
	if (!ret && presence(root, "vmlinux") == IS_FILE) {
		path = join_path(root, "vmlinux", err);
		if (!path)
			return -ENOMEM;
		walk->provider = PROVIDER_BUILTIN;
		ret = walk_file(walk, path, "vmlinux", err);
		walk->provider = NULL;
		free(path);
	}
	return ret ? ret : walk_installed(walk, root, err);
}

int walk_directory(struct walk *walk, const char *path, struct luocat_error *err)
{
	bool configured = presence(path, ".config") == IS_FILE ||
			  presence(path, "include/config") == IS_DIRECTORY;

	walk->named = false;
	if (!configured &&
	    (presence(path, "modules.dep") == IS_FILE || presence(path, "kernel") == IS_DIRECTORY))
		return walk_modules_tree(walk, path, err);
	if (!configured && presence(path, "modules.order") != IS_FILE) {
		bool image = false;

		for (size_t i = 0; !image && i < sizeof(images) / sizeof(*images); i++)
			image = presence(path, images[i]) == IS_FILE;
		if (!image)
			return walk_mixed(walk, path, err);
	}
	return walk_build_tree(walk, path, err);
}
